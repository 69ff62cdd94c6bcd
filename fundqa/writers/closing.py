"""The end of the text report: coverage, what changed since the last report, waivers, and a table over many files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from rich.cells import cell_len

from fundqa.model import Severity
from fundqa.report import Coverage, DocumentReport, Report
from fundqa.writers.digest import Digest, digest, summarise
from fundqa.writers.settled import changes, gone, remarks
from fundqa.writers.words import Words, squeeze
from fundqa.writers.wrap import Pieces

INK = {"error": "red", "warning": "yellow", "info": "blue"}
"""The colours of the severities."""

_NAME = 26
"""So many cells are needed for a file's name beside its counts."""


class Page(Protocol):
    """Where lines are printed."""

    @property
    def say(self) -> Words:
        """The writers' words."""

    @property
    def width(self) -> int:
        """How many cells a line has."""

    def put(self, pieces: Pieces, first: Pieces = (), indent: int = 0) -> None:
        """Prints a paragraph; `first` begins its first line, blanks of `indent` the others."""

    def gap(self) -> None:
        """Prints an empty line."""

    def section(self, key: str, note: str = "", *, gap: bool = True) -> None:
        """Prints a heading."""


def covered(page: Page, coverage: Coverage) -> None:
    """Prints `coverage`: the counts and a bar."""
    if not coverage.numbers:
        page.put([(page.say("coverage.none"), "")])
        return
    percent = (coverage.checked * 100 + coverage.numbers // 2) // coverage.numbers
    page.put([(page.say("coverage.line", numbers=coverage.numbers, checked=coverage.checked, percent=percent), "")])
    bar = _bar(coverage, 40)
    page.put([], [("█" * bar[0], "green"), ("▓" * bar[1], "red"), ("·" * bar[2], "dim"), ("  ", "")])
    page.put(
        [
            (f"█ {page.say('coverage.agreed')} {coverage.agreed}   ", "green"),
            (f"▓ {page.say('coverage.contradicted')} {coverage.contradicted}   ", "red"),
            (f"· {page.say('coverage.unchecked')} {coverage.unchecked}", ""),
        ]
    )


def _bar(coverage: Coverage, cells: int) -> tuple[int, int, int]:
    """`cells` shared out; what is there at all gets at least one cell."""
    parts = [coverage.agreed, coverage.contradicted]
    agreed, contradicted = (max(round(part * cells / coverage.numbers), part > 0) for part in parts)
    return agreed, contradicted, max(cells - agreed - contradicted, 0)


def compared(page: Page, report: Report, doc: DocumentReport) -> None:
    """Prints what became of the findings of `doc` since the last report, and those that are gone with their message."""
    if report.comparison is None:
        return
    lost = gone(report, doc)
    page.section("comparison")
    page.put([(page.say("list").join(changes(doc.outcomes, lost, page.say)) or page.say("change.none"), "")])
    for was in lost:
        sign = ("? ", "yellow") if was.unclear else ("√ ", "green")
        what = page.say("change.unclear" if was.unclear else "change.gone")
        head = [sign, (f"{what} ", ""), (f"{squeeze(was.rule)} ", "bold")]
        page.put([(squeeze(was.message), "dim")], head, 2)


def remarked(page: Page, report: Report) -> None:
    """Prints what is to be said of the waivers themselves, and of files that are missing."""
    found = list(remarks(report, page.say))
    if found:
        page.section("remarks", gap=False)
    for remark in found:
        page.put([(remark, "")], [("! ", "yellow")], 2)
    if found:
        page.gap()


@dataclass(frozen=True, slots=True)
class _Row:
    """A file in the table: its counts by severity, how many findings are settled, numbers checked of all, its name."""

    doc: DocumentReport
    known: Digest | None

    @property
    def counts(self) -> tuple[int, ...]:
        """Findings that someone must act on, by severity."""
        return tuple(self.known.counts.get(s, 0) if self.known else 0 for s in Severity)

    @property
    def rank(self) -> tuple[object, ...]:
        """The worst first: unreadable, then by errors, warnings, notes."""
        return self.known is not None, *(-count for count in self.counts)

    def cells(self, say: Words) -> tuple[str, ...]:
        """What stands in the columns."""
        if self.known is None:
            return (*("-" for _ in Severity), "-", say("file.error"))
        checked = f"{self.doc.coverage.checked}/{self.doc.coverage.numbers}"
        settled = self.known.waived + self.known.baseline
        return (*(str(count or "·") for count in self.counts), str(settled or "·"), checked)


def summary(page: Page, report: Report) -> None:
    """Prints the sums over several files and a table of them, the worst first."""
    sums = summarise(report)
    page.section("summary", gap=False)
    page.put([(page.say("summary.line", documents=sums.documents, errors=sums.errors), "")])
    rows = sorted((_Row(doc, None if doc.error else digest(doc)) for doc in report.documents), key=lambda row: row.rank)
    heads = (*(page.say(f"severity.{s}") for s in Severity), page.say("summary.settled"), page.say("summary.agreed"))
    table = [row.cells(page.say) for row in rows]
    widths = [max(cell_len(line[i]) for line in (heads, *table)) for i in range(len(heads))]
    inks = (*(INK[s] for s in Severity), "dim", "dim")
    _line(page, heads, widths, ("bold",) * len(heads), (page.say("summary.file"), "bold"))
    for row, cells in zip(rows, table, strict=True):
        _line(page, cells, widths, inks, (squeeze(row.doc.path), "red" if row.known is None else ""))
    if report.comparison is not None:
        said = page.say("list").join(changes(report.outcomes, report.comparison.gone, page.say))
        page.put([(said or page.say("change.none"), "")], [(page.say("section.comparison") + page.say("colon"), "")])
    covered(page, sums.coverage)


def _line(page: Page, cells: Sequence[str], widths: Sequence[int], inks: Sequence[str], last: tuple[str, str]) -> None:
    """One line of the table: the cells set right, then the file; below them where the line is narrow."""
    head = [("  ", "")]
    for cell, width, ink in zip(cells, widths, inks, strict=True):
        head += [(" " * (width - cell_len(cell)), ""), (cell, ink), ("  ", "")]
    indent = 2 + sum(widths) + 2 * len(widths)
    if indent + _NAME <= page.width:
        page.put([last], head, indent)
    else:
        page.put([], head)
        page.put([last], [("    ", "")], 4)
