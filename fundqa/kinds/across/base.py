"""What the kinds across reports share: the protocol, the submissions with their places, and building outcomes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

from fundqa.document import Location
from fundqa.kinds.base import Draft, assembled
from fundqa.kinds.legal import basis
from fundqa.kinds.selecting import Problem, Ruled
from fundqa.lexicon import Lexicon
from fundqa.model import Evidence, Fact, Rule, Span, Status, Target
from fundqa.regions import Region, region_of
from fundqa.report import Outcome, Scope
from fundqa.stock import Stock, Submission

YEARS, COUNTIES = PARTITIONS = ("years", "counties")
"""What a rule must see together: all submissions of one county, or all of one year."""


@dataclass(frozen=True, slots=True)
class Member:
    """A submission with its place; funds: those of its forms, without forms those that it speaks of."""

    submission: Submission
    region: Region
    funds: tuple[str, ...] = ()

    @property
    def year(self) -> str:
        """The year it reports on."""
        return self.submission.year


class Archive:
    """A stock as the kinds see it: submissions with their places, in order; what is worked out of one is kept."""

    def __init__(self, stock: Stock) -> None:
        self.stock = stock
        regions: dict[str, Region] = {}
        for own in stock.submissions:
            if own.county not in regions:
                regions[own.county] = region_of(own.county, stock.lexicon)
        self._regions = regions
        self.members = tuple(Member(own, regions[own.county], funds_of(own)) for own in stock.submissions)
        self.kept: dict[Hashable, object] = {}

    @property
    def lexicon(self) -> Lexicon:
        """The words of the stock."""
        return self.stock.lexicon

    def region(self, written: str) -> Region:
        """A place as written in the roster or a report."""
        if written not in self._regions:
            self._regions[written] = region_of(written, self.lexicon)
        return self._regions[written]

    @cached_property
    def latest(self) -> tuple[Member, ...]:
        """The members that no later version of the same county, year and funds takes the place of."""
        last: dict[tuple[object, ...], tuple[int, int]] = {}
        for i, own in enumerate(self.members):
            told = _told(own)
            last[told] = max(last.get(told, (0, i)), (own.submission.version, i))
        return tuple(own for i, own in enumerate(self.members) if last[_told(own)][1] == i)

    @cached_property
    def by_county(self) -> Mapping[str, tuple[Member, ...]]:
        """The latest submissions of each county, by its key, in the order of their years."""
        found: dict[str, list[Member]] = {}
        for own in sorted(self.latest, key=lambda m: m.year):
            if own.region.key and own.year.isdigit():
                found.setdefault(own.region.key, []).append(own)
        return {key: tuple(members) for key, members in found.items()}

    def text(self, location: Location) -> str:
        """The paragraph or cell that a place lies in, "" where the stock does not hold it."""
        return self.stock.texts.get(location.host, "")

    def texts(self, own: Member) -> Iterator[str]:
        """The texts that the stock holds of a submission: those its numbers and sentences stand in."""
        hosts = dict.fromkeys(at.host for at in _places(own.submission))
        yield from (text for host in hosts if (text := self.text(host)))


def _told(own: Member) -> tuple[object, ...]:
    """What versions share; a submission of nobody, of no year or of no known fund is one of its own."""
    known = own.region.key and own.year and own.funds
    return (own.region.key, own.year, own.funds) if known else (own.submission.key,)


def funds_of(own: Submission) -> tuple[str, ...]:
    """The funds a submission is about: those of its forms, without forms those that its numbers speak of."""
    return own.funds or tuple(sorted({fact.entity for fact in own.facts if fact.entity}))


class BatchKind(Ruled, Protocol):
    """A kind of rules across reports: a pure function of a stock."""

    def evaluate(self, rule: Rule, archive: Archive) -> list[Outcome]:
        """One outcome per match."""
        ...


def check_across(params: Mapping[str, object]) -> Iterator[Problem]:
    """What is wrong with the partition that a rule asks for."""
    if params.get("across") not in PARTITIONS:
        yield Problem(("across",), "应当说明比较什么", "say what is compared", PARTITIONS)


def build(rule: Rule, archive: Archive, own: Member, draft: Draft, about: Sequence[str] = ()) -> Outcome:
    """The outcome of a draft on a submission; `about`: what it is of (fund, concept …), for an anchor that has none."""
    lang, anchor = archive.stock.lang, draft.evidence[0].item
    entity = anchor.entity if isinstance(anchor, Fact | Target) else (about[0] if about else "")
    identity = "|".join([rule.id, rule.name, own.region.key or own.submission.key, *_aspects(anchor, about), own.year])
    year = int(own.year) if own.year.isdigit() else 0
    scopes = archive.lexicon.messages.scopes
    scope = Scope("fund", entity, entity) if entity else Scope("document", "document", scopes["document"][lang])
    legal = basis(rule, year, archive.lexicon.messages, lang) if rule.legal and draft.status is Status.FAIL else ""
    return assembled(rule, lang, draft, where=where(archive, own, draft), scope=scope, identity=identity, legal=legal)


def _aspects(anchor: object, about: Sequence[str]) -> list[str]:
    if about or not isinstance(anchor, Fact | Target):
        return list(about)
    basis = anchor.basis or "" if isinstance(anchor, Fact) else ""
    dims = ";".join(f"{k}={v}" for k, v in anchor.dims) if isinstance(anchor, Fact) else ""
    return [anchor.concept, anchor.entity, anchor.period, basis, dims, anchor.context.place]


def where(archive: Archive, own: Member, draft: Draft) -> str:
    """The opening of a message: whose report of which year it is, and the row that is meant."""
    lang, words = archive.stock.lang, archive.lexicon.messages.where
    text = words["report"][lang].format(name=called(archive, own))
    anchor = draft.evidence[0].item
    context = anchor.context if isinstance(anchor, Fact | Target) else None
    if context is None or context.label is None or anchor.location.row < 0:
        return text
    label = " ".join(context.label.surface.split())
    title = context.title.surface.strip() if context.title else ""
    row = words["row" if title else "unnamed"][lang].format(form=title, label=label)
    return f"{text}{row}"


def called(archive: Archive, own: Member) -> str:
    """A submission in words: county and year, the file's name where either is not known."""
    submission, lang = own.submission, archive.stock.lang
    if not submission.county or not submission.year:
        return submission.key
    return archive.lexicon.messages.where["submission"][lang].format(county=submission.county, year=submission.year)


def opening(own: Member) -> Span:
    """Where a submission is cited as a whole: the first thing that is known of it."""
    return Span("", next(_places(own.submission), Location(own.submission.documents[0], "body", 0)))


def _places(submission: Submission) -> Iterator[Location]:
    yield from (fact.location for fact in submission.facts)
    yield from (target.location for target in submission.targets)
    yield from (passage.location for passage in submission.passages)


def open_outcome(
    rule: Rule, archive: Archive, own: Member, evidence: Iterable[Evidence], code: str, about: Sequence[str] = (),
    **names: str,
) -> Outcome:  # fmt: skip
    """A match that could not be judged, with the reason."""
    reason = archive.lexicon.messages.reason(code, archive.stock.lang, **names)
    return build(rule, archive, own, Draft(Status.OPEN, tuple(evidence), reason=reason), about)


def not_applicable(rule: Rule, archive: Archive, code: str = "nothing_across") -> list[Outcome]:
    """The single outcome of a rule that finds nothing to compare; none at all over no submissions."""
    if not archive.members:
        return []
    own = archive.members[0]
    reason = archive.lexicon.messages.reason(code, archive.stock.lang)
    seen = (Evidence("seen", opening(own)),)
    return [build(rule, archive, own, Draft(Status.NOT_APPLICABLE, seen, reason=reason))]
