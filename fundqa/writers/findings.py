"""The findings of a report one by one, as the writers of lists show them: what, where, how it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from fundqa.report import DocumentReport, Outcome, Report
from fundqa.writers.digest import digest, operands
from fundqa.writers.place import Places
from fundqa.writers.said import Said, said
from fundqa.writers.settled import Settled, standing
from fundqa.writers.words import words


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding in words, all of them cleaned and on one line.

    place, surface: of what is judged first, "" for a finding without evidence; standing: to earlier reports; excuse:
    the reason it is waived for, "" when it is not; label: what a waived finding is called.
    """

    doc: DocumentReport
    outcome: Outcome
    said: Said
    place: str
    surface: str
    standing: tuple[str, ...]
    excuse: str
    label: str


class Findings:
    """The findings of one report that are shown."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self._say = words(report.lang)
        self._places = Places(report)
        self._settled = Settled(report)

    def __iter__(self) -> Iterator[Finding]:
        for doc in self._report.documents:
            yield from self.of(doc)

    def of(self, doc: DocumentReport) -> Iterator[Finding]:
        """Those of one file: what must be acted on first, by gravity, then in the order of the file."""
        for outcome in digest(doc).findings:
            anchor = operands(outcome)[0] if outcome.evidence else None
            yield Finding(
                doc=doc,
                outcome=outcome,
                said=said(outcome),
                place=self._places.of(anchor, doc.path) if anchor else "",
                surface=anchor.surface if anchor else "",
                standing=standing(outcome, self._say),
                excuse=self._settled.excuse(outcome, self._say),
                label=self._settled.label(outcome, self._say),
            )
