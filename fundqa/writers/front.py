"""The front of a page of several files: a heat map of files and families of rules, worst first, and plots."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from fundqa.model import Severity
from fundqa.writers import plots
from fundqa.writers.page_facets import OPEN, family, title
from fundqa.writers.page_files import Case, File
from fundqa.writers.words import Words, squeeze

if TYPE_CHECKING:
    from markupsafe import Markup

_RULES = 12
"""Rules that the front lists."""
_TENTHS = 10
_MANY = 10**5
"""More than a file has causes of one family."""


@dataclass(frozen=True, slots=True)
class Heat:
    """A cell of the heat map: how many causes of a family a file has, by severity."""

    family: str
    error: int
    warning: int
    info: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.error + self.warning + self.info

    @property
    def weight(self) -> int:
        """What the cell is sorted by: any error outweighs the warnings, any warning the remarks."""
        return (self.error * _MANY + self.warning) * _MANY + self.info

    @property
    def worst(self) -> str:
        """The gravest severity that occurs, "" when none does."""
        return "error" if self.error else "warning" if self.warning else "info" if self.info else ""


@dataclass(frozen=True, slots=True)
class Line:
    """A file on the front: its counts of causes that someone must act on, and of those that are settled."""

    file: File
    cells: tuple[Heat, ...]
    errors: int
    warnings: int
    remarks: int
    settled: int

    @property
    def rank(self) -> tuple[bool, int, int, int]:
        """Worst first: what could not be read, then by errors, warnings and remarks."""
        return self.file.doc.error is None, -self.errors, -self.warnings, -self.remarks


@dataclass(frozen=True, slots=True)
class Frequent:
    """A rule with the causes it leads, and the files they stand in."""

    rule: str
    title: str
    severity: str
    count: int
    files: int


@dataclass(frozen=True, slots=True)
class Front:
    """What the front shows; families: (id, words); plots: (title, drawing), none where nothing can be drawn."""

    families: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    rules: tuple[Frequent, ...]
    plots: tuple[tuple[str, Markup], ...]
    drawable: bool


def front(files: Sequence[File], say: Words) -> Front:
    """The front of several files."""
    names = sorted({family(case.finding.outcome.rule) for file in files for case in _cases(file)})
    lines = sorted((_line(file, names) for file in files), key=lambda line: line.rank)
    return Front(
        tuple((name, title(name, say)) for name in names),
        tuple(lines),
        tuple(_frequent(files)),
        tuple(_plots(lines, names, say)),
        plots.installed(),
    )


def _cases(file: File) -> Iterator[Case]:
    return (case for card in file.cards for case in card.cases)


def _line(file: File, names: Sequence[str]) -> Line:
    standing = [case for case in _cases(file) if OPEN in case.finding.keys.states]
    counts = Counter((family(case.finding.outcome.rule), case.finding.outcome.severity) for case in standing)
    cells = tuple(Heat(name, *(counts[name, severity] for severity in Severity)) for name in names)
    return Line(
        file,
        cells,
        sum(cell.error for cell in cells),
        sum(cell.warning for cell in cells),
        sum(cell.info for cell in cells),
        sum(1 for _ in _cases(file)) - len(standing),
    )


def _frequent(files: Iterable[File]) -> Iterator[Frequent]:
    """The rules that lead most causes, by severity and number."""
    found: dict[str, list[tuple[str, str, Severity]]] = {}
    for file in files:
        for case in _cases(file):
            if OPEN in case.finding.keys.states:
                outcome = case.finding.outcome
                found.setdefault(outcome.rule, []).append((file.id, squeeze(outcome.title), outcome.severity))
    rows = [
        Frequent(rule, own[0][1], min((o[2] for o in own), key=lambda s: s.rank), len(own), len({o[0] for o in own}))
        for rule, own in found.items()
    ]
    grave = list(Severity)
    yield from sorted(rows, key=lambda row: (grave.index(Severity(row.severity)), -row.count, row.rule))[:_RULES]


def _plots(lines: Sequence[Line], names: Sequence[str], say: Words) -> Iterator[tuple[str, Markup]]:
    from markupsafe import Markup

    severities = {severity.value: say(f"severity.{severity}") for severity in Severity}
    by_family = [
        {"family": title(name, say), "severity": severity, "n": count}
        for index, name in enumerate(names)
        for severity in severities
        if (count := sum(getattr(line.cells[index], severity) for line in lines))
    ]
    drawn = plots.bars(by_family, across="family", along="n", by="severity", order=list(severities), titles=severities)
    if drawn:
        yield say("front.by_family"), Markup(drawn)
    drawn = plots.bars(
        list(_coverage(lines)), across="share", along="n", by="fate", order=["agreed"],
        titles={"agreed": say("front.files")},
    )  # fmt: skip
    if drawn:
        yield say("front.by_coverage"), Markup(drawn)


def _coverage(lines: Sequence[Line]) -> Iterator[dict[str, object]]:
    """How many files have how many tenths of their numbers checked, from the least to the most."""
    counts: Counter[int] = Counter()
    for line in lines:
        covered = line.file.doc.coverage
        if line.file.doc.error is None and covered.numbers:
            counts[min(covered.checked * _TENTHS // covered.numbers, _TENTHS - 1)] += 1
    for tenth in range(min(counts, default=0), _TENTHS if counts else 0):
        yield {"share": f"{tenth * 10}–{tenth * 10 + 10}%", "fate": "agreed", "n": counts[tenth]}
