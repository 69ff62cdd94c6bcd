"""The prose of published budgets and final accounts: which account, or which total, each of its numbers states.

A number is given a meaning only where nothing but filling words stands between it and what it is said to be.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from fundqa.bind.outline import heading_paths
from fundqa.bind.prose import Found
from fundqa.bind.published import Published
from fundqa.bind.published_accounts import Reference, references, resolved
from fundqa.document import Document, Location, Paragraph
from fundqa.formspec_published import PublishedForms, Words
from fundqa.model import CHANGE, RATE, SHARE, Basis, Fact, Span
from fundqa.units import MONEY, RATIO
from fundqa.view import PartGroup, Share
from fundqa.view_published import Item, Paper

_MARK = "："
_SPACE = re.compile(r"\s+")
_DATED = re.compile(r"(?:19|20)\d\d年$")
_EDGE = '：:，,“”"（( '
_STOPS = "。；;"
_PROJECT = "@"


@dataclass(frozen=True, slots=True)
class _Part:
    """What stands right before a number: nothing but filling words (direct), a basis, a rate's basis, last year."""

    kind: str
    basis: Basis | None = None
    inherits: bool = False


Projects = Mapping[str, tuple[str, str]]
"""The projects that have a form in the paper: by name, whom its amounts are of and what they are called."""


@dataclass(slots=True)
class _Scene:
    """A paper while its prose is read. project: the one that the headings name; renamed: its facts by place."""

    published: Published
    words: Words
    measure: re.Pattern[str]
    names: Mapping[str, str]
    basis: Basis | None
    period: str
    projects: Projects
    section: str = ""
    project: str = ""
    renamed: dict[Location, Fact] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)


def bind_items(
    document: Document, published: Published, found: Found, forms: PublishedForms, period: str, projects: Projects
) -> Paper:
    """The paper with the items that its prose goes through; the numbers of `found` are renamed in place."""
    words = forms.words
    names = {_SPACE.sub("", word): name for name, listed in words.measures.items() for word in listed}
    names |= {_SPACE.sub("", name): f"{_PROJECT}{name}" for name in projects}
    names |= dict.fromkeys(words.project, _PROJECT) if projects else {}
    basis = words.stands_for.get(published.paper.kind)
    scene = _Scene(published, words, _spelled(frozenset(names)), names, basis, period, projects)
    by_block: dict[Location, list[Fact]] = {}
    for fact in found.facts:
        if fact.location.row < 0 and fact.context.place == "prose":
            by_block.setdefault(fact.location.host, []).append(fact)
    paths = heading_paths(document)
    for index, block in enumerate(document.blocks):
        if isinstance(block, Paragraph):
            _paragraph(scene, block, by_block.get(block.location, []), [h.text for h in paths[index]])
    _replace(found, scene.renamed)
    return replace(published.paper, items=tuple(_current(scene)), year=period)


def _current(scene: _Scene) -> Iterator[Item]:
    for item in scene.items:
        yield replace(item, facts=tuple(scene.renamed.get(fact.location, fact) for fact in item.facts))


@lru_cache(maxsize=16)
def _spelled(names: frozenset[str]) -> re.Pattern[str]:
    """The names as they may be printed: with blanks inside, brackets and quotes of either width."""
    listed = sorted(names, key=lambda name: (-len(name), name))
    return re.compile("|".join(r"\s*".join(map(_character, name)) for name in listed) or "(?!)")


def _character(c: str) -> str:
    for pair in ("（(", "）)", '“"', '”"'):
        if c in pair:
            return f"[{re.escape(pair)}]"
    return re.escape(c)


def _called(scene: _Scene, found: re.Match[str]) -> str:
    plain = _SPACE.sub("", found[0]).replace("(", "（").replace(")", "）")
    return scene.names.get(plain) or next((n for w, n in scene.names.items() if _same(w, plain)), "")


def _same(word: str, plain: str) -> bool:
    return re.fullmatch("".join(map(_character, word)), plain) is not None


def _paragraph(scene: _Scene, block: Paragraph, facts: Sequence[Fact], headings: Sequence[str]) -> None:
    text = block.text
    scene.project = next((name for heading in reversed(headings) for name in scene.projects if name in heading), "")
    found = list(references(text, scene.words))
    starts = [reference.start for reference in found]
    measured = [(m.start(), m.end(), _called(scene, m)) for m in scene.measure.finditer(text)]
    plain = [fact for fact in facts if not found or fact.location.start < starts[0]]
    _totals(scene, text, plain, measured, headings)
    section = _section(scene, headings)
    for i, reference in enumerate(found):
        end = starts[i + 1] if i + 1 < len(found) else len(text)
        own = [fact for fact in facts if reference.end <= fact.location.start < end]
        _item(scene, block, reference, own, end, section)
    said = [name for _, _, name in measured if name in scene.words.itemised]
    if said and not found:
        scene.section = said[-1]


def _section(scene: _Scene, headings: Sequence[str]) -> str:
    """Which expenditure the items are of: as the nearest heading says, else the text before them."""
    for heading in reversed(headings):
        for match in scene.measure.finditer(heading):
            name = _called(scene, match)
            if name in scene.words.itemised:
                return name
    return scene.section


def _totals(
    scene: _Scene,
    text: str,
    facts: Sequence[Fact],
    measured: Sequence[tuple[int, int, str]],
    headings: Sequence[str],
) -> None:
    """The numbers of a paragraph that are no item's."""
    chain: list[str] = []
    last, behind = "", 0
    for fact in facts:
        at = fact.location.start
        if any(mark in text[behind:at] for mark in _STOPS[:1]):
            last = last if _dims(fact) & {CHANGE} else ""
        inside = [(end, name) for start, end, name in measured if behind <= start and end <= at]
        concept = _under(scene, inside[-1][1], chain, headings) if inside else ""
        part = _part(text[inside[-1][0] if inside else behind : at], scene.words)
        moved = bool(_dims(fact) & {CHANGE, SHARE})
        if moved:
            concept = concept if inside and SHARE not in _dims(fact) else last
        elif part is None or not (inside or part.inherits):
            concept = ""
        elif not inside:
            concept = last
        if concept:
            _rename(scene, fact, concept, part)
            if inside and not moved:
                chain.append(concept)
        last = concept or (last if moved else "")
        behind = fact.location.end


def _dims(fact: Fact) -> set[str]:
    return {name for name, _ in fact.dims}


def _under(scene: _Scene, name: str, chain: Sequence[str], headings: Sequence[str]) -> str:
    """What a name means behind what was said before it; "" where that makes a difference and is not known."""
    choices = scene.words.under.get(name)
    if choices is None:
        return name
    known = {scene.published.renamed.get(key, key): value for key, value in choices.items()} | dict(choices)
    for said in reversed(chain):
        if scene.published.renamed.get(said, said) in known:
            return known[scene.published.renamed.get(said, said)]
    for heading in reversed(headings):
        for match in scene.measure.finditer(heading):
            if _called(scene, match) in known:
                return known[_called(scene, match)]
    return ""


def _part(left: str, words: Words) -> _Part | None:
    """What a text right before a number says of it; None where anything else is said."""
    rest = _SPACE.sub("", left).replace("(", "（").replace(")", "）")
    said: _Part | None = None
    while rest and rest[-1] not in _STOPS:
        rest = rest.rstrip(_EDGE)
        step = _step(rest, words, said)
        if step is None:
            break
        rest, said = step
    if rest.rstrip(_EDGE):
        return replace(said, inherits=True) if said and left.strip() and _closed(rest) else None
    return said or _Part("direct")


def _closed(rest: str) -> bool:
    """Whether a clause ended before what was said of the number."""
    return rest[-1] in _STOPS


def _step(rest: str, words: Words, said: _Part | None) -> tuple[str, _Part | None] | None:
    """The text without its last word, and what that word says; None where it says something else."""
    if said is None:
        bare = rest
        for word in words.of:
            bare = bare.removesuffix(word)
        for basis, phrases in words.rates.items():
            ending = _ending(bare, phrases)
            if ending:
                return bare.removesuffix(ending), _Part(RATE, basis, True)
        ending = _ending(rest, words.prior)
        if ending:
            return rest.removesuffix(ending), _Part("prior", None, True)
        for basis, phrases in words.bases.items():
            ending = _ending(rest, phrases)
            if ending:
                return rest.removesuffix(ending), _Part("amount", basis, True)
    year = _DATED.search(rest)
    if year:
        return rest[: year.start()], said
    ending = _ending(rest, words.fillers)
    return (rest.removesuffix(ending), said) if ending else None


def _ending(text: str, words: Sequence[str]) -> str:
    return max((word for word in words if text.endswith(word)), key=len, default="")


def _rename(scene: _Scene, fact: Fact, concept: str, part: _Part | None) -> None:
    """Let a fact state a concept, on the basis and for the year that its surroundings say."""
    if fact.quantity.unit.dimension not in (MONEY, RATIO):
        return
    if concept.startswith(_PROJECT):
        _fund(scene, fact, concept.removeprefix(_PROJECT), part)
        return
    known = scene.published.renamed.get(concept, concept)
    context = replace(fact.context, account=known)
    new = replace(fact, concept=known, entity=scene.published.paper.office, context=context)
    if _dims(fact) & {CHANGE, SHARE}:
        scene.renamed[fact.location] = new
        return
    if fact.quantity.unit.dimension == RATIO:
        if part and part.kind == RATE and part.basis:
            scene.renamed[fact.location] = replace(new, basis=part.basis, dims=((RATE, part.basis.value),))
        return
    basis = part.basis if part and part.kind == "amount" else scene.basis
    period = fact.period
    if part and part.kind == "prior" and scene.period.isdigit():
        period = str(int(scene.period) - 1)
    scene.renamed[fact.location] = replace(new, basis=basis, period=period, dims=(), candidates=())


def _fund(scene: _Scene, fact: Fact, name: str, part: _Part | None) -> None:
    """Let a number be what a project's form gives as its budget; one without a name is of whom the text speaks."""
    own = scene.projects.get(name or scene.project)
    if own and not fact.dims and fact.quantity.unit.dimension == MONEY and part and part.kind in ("amount", "direct"):
        basis = part.basis or Basis.BUDGET
        scene.renamed[fact.location] = replace(fact, concept=own[1], entity=own[0], basis=basis, candidates=())


def _item(scene: _Scene, block: Paragraph, reference: Reference, facts: Sequence[Fact], end: int, section: str) -> None:
    """One account that the prose goes through, its numbers renamed."""
    text, paper = block.text, scene.published.paper
    code, nearest = resolved(reference.names, paper.chart)
    key = code or ("-".join(reference.names) if not nearest else "")
    concept = _itemised(scene, section, key) if key else ""
    behind = reference.end
    for fact in facts:
        part = _part(text[behind : fact.location.start], scene.words)
        if part and part.kind == "direct" and behind != reference.end:
            part = None
        if concept and (part or _dims(fact) & {CHANGE, SHARE}):
            _rename(scene, fact, concept, part)
        behind = fact.location.end
    at = block.location
    span = Span(text[reference.start : reference.end], at.span(reference.start, reference.end))
    whole = Span(text[reference.end : end], at.span(reference.end, end))
    scene.items.append(Item(span, reference.names, code, nearest, tuple(facts), whole))


def _itemised(scene: _Scene, section: str, code: str) -> str:
    """What an account of a section is called in the tables; of several wider ones the only one that has it."""
    own = f"{scene.published.renamed.get(section, section)}{_MARK}{code}"
    plain = f"{section}{_MARK}{code}"
    for name in (plain, own):
        if name in scene.published.stated:
            return name
    wider = [f"{name}{_MARK}{code}" for name in scene.words.wider.get(section, ())]
    found = [name for name in wider if name in scene.published.stated]
    return found[0] if len(found) == 1 else plain if section else ""


def _replace(found: Found, renamed: Mapping[Location, Fact]) -> None:
    """Let everything that was found hold the renamed facts."""

    def now(fact: Fact) -> Fact:
        return renamed.get(fact.location, fact)

    found.facts = [now(fact) for fact in found.facts]
    found.groups = [_group(group, renamed) for group in found.groups]
    found.shares = [
        Share(now(s.share), tuple(map(now, s.parts)), tuple(map(now, s.totals))) for s in found.shares
    ]  # fmt: skip


def _group(group: PartGroup, renamed: Mapping[Location, Fact]) -> PartGroup:
    total = renamed.get(group.total.location, group.total) if group.total else None
    return replace(group, total=total, parts=tuple(renamed.get(part.location, part) for part in group.parts))
