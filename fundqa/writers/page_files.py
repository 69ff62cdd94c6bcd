"""The documents of a report as the page shows them: everything in words, with the ids it is linked under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fundqa.document import Location
from fundqa.report import Coverage, DocumentReport, Gone, Outcome, Report
from fundqa.writers.counted import Counted, counted
from fundqa.writers.digest import Cause, Digest, Group, Issue, digest, operands, quotable
from fundqa.writers.page_facets import Funds, Keys, keys
from fundqa.writers.page_marks import Marks, Ref
from fundqa.writers.page_text import Text, text
from fundqa.writers.passage import Passage, passages
from fundqa.writers.place import Places
from fundqa.writers.said import Said, said, titles
from fundqa.writers.settled import Settled, changes, gone, standing
from fundqa.writers.sums import Sum, about, placed
from fundqa.writers.words import squeeze, words


@dataclass(frozen=True, slots=True)
class Located:
    """A number or a name, the label of its row, and where it stands."""

    surface: str
    label: str
    place: str
    at: Location | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as the page shows it: how it stands to earlier reports, and the reason it is waived for."""

    id: str
    outcome: Outcome
    said: Said
    passages: tuple[Passage, ...]
    standing: tuple[str, ...]
    excuse: str
    keys: Keys


@dataclass(frozen=True, slots=True)
class Case:
    """A cause: its number in the file, the finding that leads, and those of the same cause."""

    number: int
    finding: Finding
    related: tuple[Finding, ...]

    @property
    def keys(self) -> tuple[Keys, ...]:
        """What its findings are filtered by."""
        return tuple(finding.keys for finding in (self.finding, *self.related))


@dataclass(frozen=True, slots=True)
class Card:
    """A mistake in all its places."""

    id: str
    lead: Outcome
    fix: str
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """A pass: what its numbers are, and its arithmetic with their places."""

    id: str
    outcome: Outcome
    about: str
    sum: Sum


@dataclass(frozen=True, slots=True)
class Unsettled:
    """The open outcomes of one reason with their anchors."""

    reason: str
    rules: tuple[str, ...]
    rows: tuple[Located, ...]

    @property
    def size(self) -> int:
        """How many they are."""
        return len(self.rows)


@dataclass(frozen=True, slots=True)
class Compared:
    """What became of a document's findings since the last report: counts in words, and those that are gone."""

    counts: str
    gone: tuple[Gone, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the coverage bar, in per cent of its width."""

    fate: str
    count: int
    start: str
    width: str


@dataclass(frozen=True, slots=True)
class File:
    """One document of the page; `compared` is None without a report before, `text` None when it is not kept."""

    id: str
    doc: DocumentReport
    name: str
    digest: Digest
    forms: tuple[str, ...]
    cards: tuple[Card, ...]
    compared: Compared | None
    verified: tuple[Group[Verified], ...]
    unsettled: tuple[Unsettled, ...]
    numbers: tuple[Group[Counted], ...]
    bar: tuple[Part, ...]
    text: Text | None


def files(report: Report, marks: Marks) -> tuple[File, ...]:
    """The documents of `report`; `marks` gets the findings and the verified of them all before any text is cut."""
    build = _Builder(report, marks)
    made = [build.findings(doc, f"d{i}") for i, doc in enumerate(report.documents, 1)]
    sums = [build.verified(found) for found in made]
    return tuple(build.file(found, verified) for found, verified in zip(made, sums, strict=True))


@dataclass(frozen=True, slots=True)
class _Found:
    id: str
    doc: DocumentReport
    digest: Digest
    cards: tuple[Card, ...]


class _Builder:
    """What every part of every document is made with."""

    def __init__(self, report: Report, marks: Marks) -> None:
        self._report, self._marks = report, marks
        self._places, self._say, self._titles = Places(report), words(report.lang), titles(report)
        self._settled = Settled(report)

    def findings(self, doc: DocumentReport, name: str) -> _Found:
        known, funds = digest(doc), Funds(doc)
        numbers = iter(range(1, len(known.causes) + 1))
        cards = (self._card(issue, f"{name}-c{i}", numbers, doc, funds) for i, issue in enumerate(known.issues, 1))
        return _Found(name, doc, known, tuple(cards))

    def _card(self, issue: Issue, name: str, numbers: Iterator[int], doc: DocumentReport, funds: Funds) -> Card:
        file = name.partition("-")[0]
        cases = (self._case(cause, next(numbers), file, doc, funds) for cause in issue.causes)
        return Card(name, issue.lead, squeeze(issue.lead.fix), tuple(cases))

    def _case(self, cause: Cause, number: int, file: str, doc: DocumentReport, funds: Funds) -> Case:
        name = f"{file}-f{number}"
        for outcome in (cause.lead, *cause.others):
            said_ = squeeze(outcome.title)
            self._marks.refer(outcome, Ref(name, number, outcome.severity, said_, outcome.settled))
        others = (self._finding(other, f"{name}-{i}", doc, funds) for i, other in enumerate(cause.others, 1))
        return Case(number, self._finding(cause.lead, name, doc, funds), tuple(others))

    def _finding(self, outcome: Outcome, name: str, doc: DocumentReport, funds: Funds) -> Finding:
        words_ = said(outcome, self._titles)
        quoted = passages(quotable(outcome), self._places, doc.path, words_.message)
        stands, excuse = standing(outcome, self._say), self._settled.excuse(outcome, self._say)
        return Finding(name, outcome, words_, quoted, stands, excuse, keys(outcome, funds))

    def verified(self, found: _Found) -> tuple[Group[Verified], ...]:
        """The verified by fund; their numbers are linked to them."""
        names = (f"{found.id}-v{count}" for count in range(1, len(found.digest.verified) + 1))
        return tuple(
            Group(fund.name, tuple(self._verified(outcome, next(names), found.doc) for outcome in fund.members))
            for fund in found.digest.funds
        )

    def _verified(self, outcome: Outcome, name: str, doc: DocumentReport) -> Verified:
        self._marks.verify(outcome, name)
        return Verified(name, outcome, about(operands(outcome), self._say), placed(outcome, self._places, doc.path))

    def file(self, found: _Found, verified: tuple[Group[Verified], ...]) -> File:
        doc = found.doc
        return File(
            id=found.id,
            doc=doc,
            name=squeeze(doc.path.replace("\\", "/").rpartition("/")[2]),
            digest=found.digest,
            forms=self._places.forms(doc),
            cards=found.cards,
            compared=self._compared(doc),
            verified=verified,
            unsettled=tuple(
                Unsettled(group.reason, group.rules, tuple(self._anchor(o, doc.path) for o in group.outcomes))
                for group in found.digest.unsettled
            ),
            numbers=counted(doc, self._places, self._say),
            bar=bar(doc.coverage),
            text=text(doc, self._marks, self._places, self._say) if doc.blocks else None,
        )

    def _compared(self, doc: DocumentReport) -> Compared | None:
        if self._report.comparison is None or doc.error:
            return None
        lost = gone(self._report, doc)
        said_ = self._say("list").join(changes(doc.outcomes, lost, self._say))
        return Compared(said_ or self._say("change.none"), lost)

    def _anchor(self, outcome: Outcome, home: str) -> Located:
        if not outcome.evidence:
            return Located("", outcome.scope.label, "")
        evidence = operands(outcome)[0]
        surface, label = squeeze(evidence.surface), self._places.label(evidence)
        place = self._places.brief(evidence, home)
        return Located(surface, "" if label == surface else label, place, evidence.location)


def every_key(made: Iterable[File]) -> Iterator[tuple[Keys, ...]]:
    """What each cause of the page is filtered by."""
    return (case.keys for file in made for card in file.cards for case in card.cases)


def bar(coverage: Coverage) -> tuple[Part, ...]:
    """`coverage` as stretches of a bar from left to right; none when there are no numbers."""
    parts, done = [], 0
    fates = (("agreed", coverage.agreed), ("contradicted", coverage.contradicted), ("unchecked", coverage.unchecked))
    for fate, count in fates:
        if count:
            start, end = (_percent(number, coverage.numbers) for number in (done, done + count))
            parts.append(Part(fate, count, _hundredths(start), _hundredths(end - start)))
        done += count
    return tuple(parts)


def _percent(count: int, numbers: int) -> int:
    return (count * 10000 + numbers // 2) // numbers


def _hundredths(value: int) -> str:
    return f"{value // 100}.{value % 100:02d}"
