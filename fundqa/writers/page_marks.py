"""Where a report's findings and numbers stand in the text of its documents, and under which ids the page shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fundqa.document import Location, Table
from fundqa.model import Severity, Status
from fundqa.report import DocumentReport, Outcome, Report
from fundqa.writers.digest import operands, quotable


@dataclass(frozen=True, slots=True)
class Ref:
    """A finding as the text refers to it: the id it has on the page, its number in its file, and what it says."""

    id: str
    number: int
    severity: Severity
    title: str
    settled: bool = False

    @property
    def rank(self) -> tuple[bool, int]:
        """Those that someone must act on come first, then the graver."""
        return self.settled, self.severity.rank


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters [start, end) of a paragraph or cell that a finding is about; none at all in an empty cell."""

    start: int
    end: int
    ref: Ref


class Marks:
    """The ids and marks of one report. Every place that the page may lead to has an id, if its text is shown."""

    def __init__(self, report: Report) -> None:
        self._files = {location: f"d{i}" for i, doc in enumerate(report.documents, 1) for location in hosts(doc)}
        self._counts: dict[str, int] = {}
        self._ids: dict[Location, dict[int, str]] = {}
        self._marks: dict[Location, dict[tuple[int, int, str], Mark]] = {}
        self._verified: dict[Location, str] = {}
        for doc in report.documents:
            for location in _places(doc):
                self._name(location)

    def _name(self, location: Location) -> None:
        host = location.host
        file = self._files.get(host)
        starts = self._ids.setdefault(host, {}) if file else {}
        if file and location.start not in starts:
            self._counts[file] = count = self._counts.get(file, 0) + 1
            starts[location.start] = f"{file}-t{count}"

    def id(self, at: Location | None) -> str:
        """The id of the place that starts at `at`, "" where its text is not shown."""
        return self._ids.get(at.host, {}).get(at.start, "") if at else ""

    def starts(self, host: Location) -> dict[int, str]:
        """The ids in a paragraph or cell by the offsets they stand at."""
        return self._ids.get(host, {})

    def refer(self, outcome: Outcome, ref: Ref) -> None:
        """Marks all that the finding `outcome` quotes with `ref`."""
        for evidence in quotable(outcome):
            at = evidence.location
            known = self._marks.setdefault(at.host, {})
            mark = known.get((at.start, at.end, ref.id))
            if mark is None or ref.rank < mark.ref.rank:
                known[at.start, at.end, ref.id] = Mark(at.start, at.end, ref)

    def marks(self, host: Location) -> tuple[Mark, ...]:
        """What findings are about in a paragraph or cell."""
        return tuple(self._marks.get(host, {}).values())

    def verify(self, outcome: Outcome, name: str) -> None:
        """Says that the numbers `outcome` compares are verified under the id `name`, the first such one of each."""
        for evidence in operands(outcome):
            self._verified.setdefault(evidence.location, name)

    def verified(self, at: Location) -> str:
        """The id under which the number at `at` is verified, "" when it is not."""
        return self._verified.get(at, "")


def hosts(doc: DocumentReport) -> Iterator[Location]:
    """Every paragraph and cell of `doc` that is shown; blank paragraphs are not."""
    for block in (*doc.blocks, *doc.apart):
        if isinstance(block, Table):
            yield from (cell.location.host for cell in block.cells)
        elif block.text.strip():
            yield block.location.host


def _places(doc: DocumentReport) -> Iterator[Location]:
    """What can be led to: the numbers, and what findings, open and verified outcomes are about."""
    yield from (known.fact.location for known in doc.facts)
    for outcome in doc.outcomes:
        if outcome.status is not Status.NOT_APPLICABLE:
            yield from (evidence.location for evidence in quotable(outcome))
