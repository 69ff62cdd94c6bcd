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

_LISTED = 30
"""Up to so many files are in the table; the rest are summed up in one line."""
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
    counts = {"numbers": coverage.numbers, "checked": coverage.checked, "percent": _percent(coverage)}
    page.put([(page.say("coverage.line", **counts), "")])
    bar = _bar(coverage, 40)
    page.put([], [("█" * bar[0], "green"), ("▓" * bar[1], "red"), ("·" * bar[2], "dim"), ("  ", "")])
    page.put(
        [
            (f"█ {page.say('coverage.agreed')} {coverage.agreed}   ", "green"),
            (f"▓ {page.say('coverage.contradicted')} {coverage.contradicted}   ", "red"),
            (f"· {page.say('coverage.unchecked')} {coverage.unchecked}", ""),
        ]
    )


def _percent(coverage: Coverage) -> int:
    """How much of the numbers was checked; of none, all."""
    return (coverage.checked * 100 + coverage.numbers // 2) // coverage.numbers if coverage.numbers else 100


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
        """The worst first: unreadable, then by errors, warnings, notes, then what was checked least."""
        return self.known is not None, *(-count for count in self.counts), _percent(self.doc.coverage)

    def cells(self, say: Words) -> tuple[str, ...]:
        """What stands in the columns."""
        if self.known is None:
            return (*("-" for _ in Severity), "-", say("file.error"))
        coverage = self.doc.coverage
        share = f" {_percent(coverage):>3}%" if coverage.numbers else ""
        checked = f"{coverage.checked}/{coverage.numbers}{share}"
        settled = self.known.waived + self.known.baseline
        return (*(str(count or "·") for count in self.counts), str(settled or "·"), checked)


def summary(page: Page, report: Report) -> None:
    """Prints the sums over several files and a table of the worst of them, these first."""
    sums = summarise(report)
    page.section("summary", gap=False)
    page.put([(page.say("summary.line", documents=sums.documents, errors=sums.errors), "")])
    rows = sorted((_Row(doc, None if doc.error else digest(doc)) for doc in report.documents), key=lambda row: row.rank)
    heads = (*(page.say(f"severity.{s}") for s in Severity), page.say("summary.settled"), page.say("summary.agreed"))
    rest = rows[_LISTED:]
    rows = rows[:_LISTED]
    table = [row.cells(page.say) for row in rows]
    widths = [max(cell_len(line[i]) for line in (heads, *table)) for i in range(len(heads))]
    inks = (*(INK[s] for s in Severity), "dim", "dim")
    _line(page, heads, widths, ("bold",) * len(heads), (page.say("summary.file"), "bold"))
    for row, cells in zip(rows, table, strict=True):
        _line(page, cells, widths, inks, (squeeze(row.doc.path), "red" if row.known is None else ""))
    if rest:
        _more(page, rest)
    if report.comparison is not None:
        said = page.say("list").join(changes(report.outcomes, report.comparison.gone, page.say))
        page.put([(said or page.say("change.none"), "")], [(page.say("section.comparison") + page.say("colon"), "")])
    covered(page, sums.coverage)


def _more(page: Page, rest: Sequence[_Row]) -> None:
    """One line for the files that are not in the table: how many, and what was found in them."""
    sums = [sum(counts) for counts in zip(*(row.counts for row in rest), strict=True)]
    counts = [page.say.several(f"count.{s}", n) for s, n in zip(Severity, sums, strict=True) if n]
    found = page.say("list").join(counts) or page.say("summary.nothing")
    page.put([(page.say.several("summary.more", len(rest), found=found), "dim")], [("  ", "")], 2)


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
