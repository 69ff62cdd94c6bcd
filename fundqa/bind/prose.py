"""Facts, targets and claims of running text: paragraphs, headings and the goal cells of forms."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fundqa.bind.aspects import concept_after, concept_before, concept_of_sentence, named_in, window
from fundqa.bind.circumstances import Setting, base_of, change_of, entity_for, period_for, plan_for, share_of
from fundqa.bind.company import settled_bases
from fundqa.bind.grades import grades_in
from fundqa.bind.pairs import Paired, pairings
from fundqa.bind.parts import narrowed, part_groups
from fundqa.bind.values import basis_of, candidates_of, quantity_of, unit_of
from fundqa.document import Location
from fundqa.extract.prose import Passage, dimension_of, is_quantity, passages
from fundqa.lexicon import Lexicon
from fundqa.model import SHARE, Claim, Context, Dims, Fact, Mention, Span, Target
from fundqa.phrases import Hit, Phrases
from fundqa.quantity import to_bound
from fundqa.units import MONEY, RATIO
from fundqa.view import PartGroup, Sentence, Share

Said = Fact | Target
"""What a number of a sentence can be."""


@dataclass(slots=True)
class Found:
    """What running text yields, in reading order."""

    facts: list[Fact] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    claims: list[Claim] = field(default_factory=list)
    sentences: list[Sentence] = field(default_factory=list)
    groups: list[PartGroup] = field(default_factory=list)
    shares: list[Share] = field(default_factory=list)
    unread: list[Span] = field(default_factory=list)

    def extend(self, other: Found) -> None:
        """Append what another text yields."""
        self.facts += other.facts
        self.targets += other.targets
        self.claims += other.claims
        self.sentences += other.sentences
        self.groups += other.groups
        self.shares += other.shares
        self.unread += other.unread


def bind_text(text: str, at: Location, setting: Setting, phrases: Phrases, lexicon: Lexicon) -> Found:
    """Everything a text says; `setting` is what its surroundings say where the text itself does not."""
    found = Found()
    entity = setting.entity
    for passage in passages(text, at, phrases, lexicon):
        entity = _bind_passage(found, passage, setting, entity, lexicon)
    return found


@dataclass(frozen=True, slots=True)
class Scene:
    """A sentence with all that its numbers are read against; `entity` is whom the text before spoke of."""

    passage: Passage
    setting: Setting
    entity: str
    context: Context
    lexicon: Lexicon
    pairs: Mapping[int, Paired]

    def owner(self, position: int) -> str:
        """Whom a place of the sentence speaks of."""
        joints = self.lexicon.joints
        return entity_for(self.passage, position, bool(self.setting.form), joints) or self.entity


def _bind_passage(found: Found, passage: Passage, setting: Setting, entity: str, lexicon: Lexicon) -> str:
    context = Context("prose", setting.form, "", passage.location, setting.label, setting.title)
    scene = Scene(passage, setting, entity, context, lexicon, pairings(passage, lexicon))
    said: list[Said] = []
    for mention in passage.mentions:
        if is_asserted(mention):
            target = _target(scene, mention)
            said += [target] if target else []
        elif mention.kind == "unread":
            found.unread.append(Span(mention.surface, at_mention(passage.location, mention)))
        elif is_quantity(mention):
            said.append(_fact(scene, mention, said))
    facts = settled_bases([item for item in said if isinstance(item, Fact)], lexicon)
    found.targets += [item for item in said if isinstance(item, Target)]
    found.claims += _claims(scene)
    last = scene.owner(passage.end)
    found.sentences.append(Sentence(passage.text, passage.location, last, setting.heading, setting.form))
    groups, shares = part_groups(passage, facts, found.facts[-1] if found.facts else None, lexicon)
    facts, groups = narrowed(facts, groups)
    found.groups += groups
    found.shares += shares
    found.facts += facts
    return last


def at_mention(host: Location, mention: Mention) -> Location:
    """Where a mention of a paragraph or cell stands."""
    return host.span(mention.start, mention.end)


def is_asserted(mention: Mention) -> bool:
    """Whether a mention is an asserted set (≥95%, 95%至105%, 每月25日前) rather than a number."""
    if mention.kind == "date":
        return mention.recurrence is not None or mention.high is not None
    open_ended = mention.low is None or mention.high is None
    return is_quantity(mention) and not mention.members and (open_ended or mention.kind == "range" or not mention.legal)


def _concept(scene: Scene, mention: Mention, before: Sequence[Said], change: str) -> str:
    paired = scene.pairs.get(mention.start)
    if paired and (paired.unsure or paired.concept):
        return paired.concept or ""
    dimension, lexicon = dimension_of(mention, scene.lexicon), scene.lexicon
    named = concept_before(scene.passage, mention, dimension, lexicon, bool(change))
    if named is None or named not in lexicon.concepts:
        following = concept_after(scene.passage, mention, dimension, lexicon)
        if following is not None:
            return following
    if named is None:
        inherited = _inherited(before, dimension, bool(change))
        if inherited and inherited not in lexicon.concepts and _listed(scene, mention):
            return ""
        return (
            inherited
            or _implied(scene, mention, dimension)
            or concept_of_sentence(scene.passage, mention, dimension, lexicon)
        )
    return _own_rate(scene, mention, named, before)


def _listed(scene: Scene, mention: Mention) -> bool:
    """Whether a number only follows another one in a list (10元、20元和30元): it is not the same thing over again."""
    before = [m for m in scene.passage.mentions if m.end <= mention.start]
    between = scene.passage.host[before[-1].end : mention.start].strip() if before else ""
    return is_quantity(before[-1]) and between in scene.lexicon.joints if before else False


def _inherited(before: Sequence[Said], dimension: str, change: bool) -> str:
    """A number that nothing names speaks of what the number before it does; a change, of whatever that was."""
    for item in reversed(before):
        unit = item.quantity.unit if isinstance(item, Fact) else item.bound.unit
        moved = isinstance(item, Fact) and any(name == "change" for name, _ in item.dims)
        if unit.dimension == dimension or change or moved:
            return item.concept
    return ""


def _implied(scene: Scene, mention: Mention, dimension: str) -> str:
    """年初预算数100万元，全年执行数98万元 speak of expenditure, unless sentence or heading name another amount.

    Where the sentence names expenditure and no other amount, the heading does not matter.
    """
    lexicon, passage = scene.lexicon, scene.passage
    last = next((h for h in reversed(passage.hits) if h.end <= mention.start and not h.tag("neutral")), None)
    concept = lexicon.implied.get(passage.host[last.start : last.end], "") if last else ""
    if not concept or dimension != MONEY or not scene.owner(mention.start):
        return ""
    said = passage.host[passage.start : passage.end]
    if _amounts(lexicon, said) == {concept}:
        return concept
    heard = (passage.host[passage.start : mention.start], *scene.setting.heading)
    return "" if _amounts(lexicon, *heard) - {concept} else concept


def _amounts(lexicon: Lexicon, *texts: str) -> set[str]:
    """The amounts that some texts name: revenue, expenditure, balance …"""
    tags = (hit.tag("concept") for text in texts for hit in lexicon.phrases.scan(text))
    return {tag.value for tag in tags if tag and lexicon.concept(tag.value).amount}


def _own_rate(scene: Scene, mention: Mention, named: str, before: Sequence[Said]) -> str:
    """完成预算的98% after an amount of revenue is the revenue's rate, unless the words themselves name the amount."""
    amount = scene.lexicon.concept(named).rate_of
    said = scene.passage.host[window(scene.passage, mention)[0] : mention.start]
    if not amount or amount in said:
        return named
    for item in reversed(before):
        rate = scene.lexicon.rate_for(item.concept)
        if rate:
            return rate
    return named


def _fact(scene: Scene, mention: Mention, before: Sequence[Said]) -> Fact:
    passage, dimension = scene.passage, dimension_of(mention, scene.lexicon)
    share = share_of(passage, mention, scene.lexicon) if dimension == RATIO else None
    change = "" if share else change_of(passage, mention)
    name = _shared(scene, mention, before, share[0]) if share else _concept(scene, mention, before, change)
    concept = scene.lexicon.concept(name)
    plan, exact = plan_for(passage, mention, concept)
    if plan is None:
        given = bool(concept.rate_of) or concept.name == scene.lexicon.scores.total
        plan = False if given and scene.setting.plan is None else scene.setting.plan
    basis = basis_of(concept, dimension, plan, exact)
    paired = scene.pairs.get(mention.start) or Paired()
    return Fact(
        concept=name,
        entity="" if paired.unsure else paired.entity or scene.owner(mention.start),
        period=paired.period or period_for(passage, mention, scene.setting.period, scene.lexicon),
        basis=basis,
        dims=((SHARE, share[1]),) if share else _change_dims(change, base_of(passage, mention, scene.lexicon)),
        quantity=quantity_of(mention, scene.lexicon, unit_of(mention, concept, scene.lexicon)),
        surface=mention.surface,
        location=passage.location.span(mention.start, mention.end),
        context=scene.context,
        candidates=() if basis else candidates_of(concept, dimension),
    )


def _shared(scene: Scene, mention: Mention, before: Sequence[Said], word: Hit) -> str:
    """What a share is the share of whom: what is named before 占, else what the number before it counts."""
    start = window(scene.passage, mention)[0]
    named = named_in(scene.passage, (start, word.start), "", scene.lexicon, any_dimension=True)
    return named if named is not None else next((item.concept for item in reversed(before)), "")


def _change_dims(change: str, base: str) -> Dims:
    """The dimensions of a change: which way, and against what."""
    if not change:
        return ()
    return (("base", base), ("change", change)) if base else (("change", change),)


def _target(scene: Scene, mention: Mention) -> Target | None:
    passage = scene.passage
    name = concept_before(passage, mention, dimension_of(mention, scene.lexicon), scene.lexicon)
    if mention.kind == "date" and name not in scene.lexicon.concepts:
        name = scene.lexicon.timed_by(passage.host[mention.end : passage.clause(mention.start)[1]])
    if not name:
        return None
    concept = scene.lexicon.concept(name)
    plan, _ = plan_for(passage, mention, concept)
    plan = scene.setting.plan if plan is None else plan
    bound = to_bound(mention, unit=unit_of(mention, concept, scene.lexicon))
    period = period_for(passage, mention, scene.setting.period, scene.lexicon)
    span = passage.location.span(mention.start, mention.end)
    return Target(name, scene.owner(mention.start), period, bound, mention.surface, span, scene.context, plan)


def _claims(scene: Scene) -> list[Claim]:
    passage, claims = scene.passage, []
    if scene.setting.plan:
        return []
    for hit in scene.lexicon.claims.scan(passage.host, passage.start, passage.end):
        start = passage.clause(hit.start)[0]
        if any(word in passage.host[start : hit.start] for word in scene.lexicon.negation):
            continue
        tag = hit.tag("claim")
        surface = passage.host[hit.start : hit.end]
        span = passage.location.span(hit.start, hit.end)
        kind = tag.value if tag else ""
        claims.append(Claim(kind, scene.owner(hit.start), surface, span, scene.context))
    return [*claims, *_moves(scene), *_grades(scene)]


def _moves(scene: Scene) -> list[Claim]:
    """由2亿元增加到3亿元 claims a rise between the two numbers beside it."""
    passage, claims = scene.passage, []
    ends = {mention.end for mention in passage.mentions}
    for hit in passage.hits:
        word = passage.host[hit.start : hit.end]
        way = scene.lexicon.way_of(word) if hit.tag("until") and hit.start in ends else ""
        if way:
            span = passage.location.span(hit.start, hit.end)
            claims.append(Claim(way, scene.owner(hit.start), word, span, scene.context))
    return claims


def _grades(scene: Scene) -> Iterator[Claim]:
    passage, lexicon = scene.passage, scene.lexicon
    for start, end, grade in grades_in(passage.host, passage.start, passage.end, lexicon.scores):
        before = passage.host[passage.clause(start)[0] : start]
        if not any(word in before for word in lexicon.negation):
            span = passage.location.span(start, end)
            yield Claim(grade, scene.owner(start), passage.host[start:end], span, scene.context)
