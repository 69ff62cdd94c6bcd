"""similar across reports: texts taken over from another report together with their figures.

Sentences that many reports have are the template's and say nothing. The others are looked up by their hash, each
report beside the first that has the sentence and beside the last before it, so that the work grows with the number
of sentences, not with that of pairs.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fundqa.kinds.across.base import YEARS, Archive, Member, build, called, check_across, not_applicable
from fundqa.kinds.across.peers import check_settings, decimal_of, whole_of
from fundqa.kinds.base import Draft
from fundqa.kinds.selecting import Problem, check_keys
from fundqa.model import Evidence, Rule, Span, Status
from fundqa.report import Outcome, Passage

COPIED = "copied"
_KEYS = ("across", "settings")
_SETTINGS = ("template", "percent", "figures")
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class SimilarAcross:
    """The kind."""

    name: str = "similar"
    conditions: tuple[str, ...] = (COPIED,)
    placeholders: tuple[str, ...] = ("earlier", "percent", "count", "figures", "text", "path")

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """From how many reports on a sentence is the template's, how like they must be, in how many figures."""
        yield from check_keys(params, _KEYS, _KEYS)
        yield from check_across(params)
        yield from check_settings(params, _SETTINGS)

    def evaluate(self, rule: Rule, archive: Archive) -> list[Outcome]:
        """One outcome per report that has a sentence of its own in common with another, with the one most like it."""
        texts = _texts(rule, archive)
        outcomes = []
        for own, others in sorted(_neighbours(texts).items()):
            found = [(_likeness(texts[own], texts[other]), other) for other in others]
            likeness, other = max(found, key=lambda each: (each[0].same, each[0].text, -each[1]))
            outcomes.append(_outcome(rule, archive, texts[own], texts[other], likeness))
        return outcomes or not_applicable(rule, archive)


@dataclass(frozen=True, slots=True)
class _Text:
    """What a report says in sentences of its own: by hash, with its figures; size in characters.

    among: the county or the year within which it is compared.
    """

    own: Member
    said: Mapping[str, Passage]
    figures: Mapping[str, tuple[str, ...]]
    size: int
    among: str


def _texts(rule: Rule, archive: Archive) -> list[_Text]:
    members = [m for m in archive.latest if m.submission.passages and m.region.key and m.year]
    over_years = rule.params["across"] == YEARS
    count = _holders(members, over_years)
    limit = whole_of(rule, "template")
    return [_text(own, count, limit, over_years) for own in members]


def _holders(members: Sequence[Member], over_years: bool) -> Counter[tuple[str, str]]:
    """In how many reports of those that are compared each sentence stands, versions counted once."""
    found: dict[tuple[str, str], set[tuple[str, str]]] = {}
    for own in members:
        among = own.region.key if over_years else own.year
        for passage in own.submission.passages:
            found.setdefault((among, passage.hash), set()).add((own.region.key, own.year))
    return Counter({told: len(holders) for told, holders in found.items()})


def _text(own: Member, count: Counter[tuple[str, str]], limit: int, over_years: bool) -> _Text:
    """Sentences of the template are left out where they have no figures; those with figures are told by them."""
    years = {str(int(own.year) + step) for step in (-1, 0, 1)} if own.year.isdigit() else set()
    among = own.region.key if over_years else own.year
    said: dict[str, Passage] = {}
    figures: dict[str, tuple[str, ...]] = {}
    for passage in own.submission.passages:
        numbers = tuple(f for f in passage.figures if not (over_years and f in years))
        if numbers or count[among, passage.hash] < limit:
            said.setdefault(passage.hash, passage)
            figures.setdefault(passage.hash, numbers)
    return _Text(own, said, figures, sum(p.length for p in said.values()), among)


def _neighbours(texts: Sequence[_Text]) -> dict[int, list[int]]:
    """For each report the earlier ones to look at: those that share most of its sentences, figures and all."""
    first: dict[tuple[str, str, tuple[str, ...]], int] = {}
    last: dict[tuple[str, str, tuple[str, ...]], int] = {}
    shared: dict[int, Counter[int]] = {}
    for i, text in enumerate(texts):
        for digest, figures in text.figures.items():
            told = (text.among, digest, figures)
            for other in {first.setdefault(told, i), last.get(told, i)}:
                if other != i and not _one(text, texts[other]):
                    shared.setdefault(i, Counter())[other] += 1
            last[told] = i
    return {i: [other for other, _ in counts.most_common(_SHOWN)] for i, counts in shared.items()}


def _one(text: _Text, other: _Text) -> bool:
    """Whether two texts are versions of one report."""
    return (text.own.region.key, text.own.year) == (other.own.region.key, other.own.year)


@dataclass(frozen=True, slots=True)
class _Likeness:
    """How like two reports are: the share of their own sentences, and of the figures in them, that both have."""

    text: Decimal
    same: Decimal
    figures: int
    shared: tuple[str, ...]


def _likeness(text: _Text, other: _Text) -> _Likeness:
    shared = tuple(digest for digest in text.said if digest in other.said)
    length = sum(text.said[digest].length for digest in shared)
    size = max(text.size, other.size)
    pairs = [(text.figures[d], other.figures[d]) for d in shared]
    total = sum(max(len(a), len(b)) for a, b in pairs)
    equal = sum(x == y for a, b in pairs for x, y in zip(a, b, strict=False))
    return _Likeness(_share(length, size), _share(equal, total), total, shared)


def _share(part: int, whole: int) -> Decimal:
    return Decimal(part) / Decimal(whole) if whole else Decimal(0)


def _outcome(rule: Rule, archive: Archive, text: _Text, other: _Text, found: _Likeness) -> Outcome:
    limit = decimal_of(rule, "percent") / 100
    copied = found.text > limit and found.same > limit and found.figures >= whole_of(rule, "figures")
    telling = sorted(found.shared, key=lambda digest: -len(text.figures[digest]))[:_SHOWN]
    places = list(_places(archive, text, telling))
    evidence = tuple(Evidence("left", span) for span in places)
    evidence += tuple(Evidence("right", span) for span in _places(archive, other, telling))
    values = {
        "earlier": called(archive, other.own),
        "path": other.own.submission.documents[0],
        "percent": str(int(found.text * 100)),
        "figures": str(int(found.same * 100)),
        "count": str(len(found.shared)),
        "text": places[0].surface or archive.lexicon.messages.join(list(text.figures[telling[0]]), archive.stock.lang),
    }
    about = (other.own.region.key, text.own.year, other.own.year)
    draft = Draft(Status.FAIL if copied else Status.PASS, evidence, when=COPIED, values=values)
    return build(rule, archive, text.own, draft, about)


def _places(archive: Archive, text: _Text, shared: Sequence[str]) -> Iterator[Span]:
    """The shared sentences where they stand."""
    for digest in shared:
        at = text.said[digest].location
        whole = archive.text(at)
        yield Span(whole[at.start : at.end] if at.end else whole, at)
