"""Tables that are no known form: lines (rows, columns), what stands where they cross, which relations they announce."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fundqa.model import Basis, Fact, Span

PLAIN, SUBTOTAL, TOTAL, GRAND = range(4)
"""Ranks of a line: 1 to 3 sum up others, each may hold those of lower rank."""

TABLE_PLACE = "grid"
"""The `place` of part groups that rows and columns of such tables form."""


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A row or a column. texts: its labels, outermost first, normalised; label: the innermost as printed.

    rank: whether it sums up others; role: what kind of column it is ("" an amount, growth, share …); basis, period,
    when: what its label says of them, None and "" when it says nothing; unit: the symbol its label gives;
    style, indent, code: its level as printed; of_which: it begins a list inside the line before it;
    limited: a total that leaves lines out; spell: a part of time; said: its name without year, basis and unit;
    entity: the fund it names; dimension: what its concept counts.
    """

    label: Span
    texts: tuple[str, ...]
    rank: int = PLAIN
    role: str = ""
    basis: Basis | None = None
    period: str = ""
    when: str = ""
    unit: str = ""
    style: int = -1
    indent: int = 0
    code: str = ""
    of_which: bool = False
    limited: bool = False
    spell: bool = False
    said: str = ""
    entity: str = ""
    dimension: str = ""

    @property
    def name(self) -> str:
        """Its innermost label, normalised."""
        return self.texts[-1] if self.texts else ""


Cells = Mapping[tuple[int, int], Fact | None]


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """One block of a table. cells: the number where row i and column j cross, None where it is blank;

    a crossing that is absent holds words or several numbers. limited: its title says that it shows a selection;
    other_base: a note says that changes and shares follow from other figures than those printed.
    """

    title: Span
    rows: tuple[Line, ...]
    cols: tuple[Line, ...]
    cells: Cells
    limited: bool = False
    other_base: bool = False

    def turned(self) -> Sheet:
        """The same with rows and columns exchanged."""
        cells = {(c, r): fact for (r, c), fact in self.cells.items()}
        return Sheet(self.title, self.cols, self.rows, cells, self.limited, self.other_base)

    def facts(self) -> Iterator[Fact]:
        """All its numbers."""
        return (fact for fact in self.cells.values() if fact is not None)


@dataclass(frozen=True, slots=True)
class Tie:
    """Numbers of a table that a named relation binds: change, current and prior of one row, say.

    kind: which relation; facts: by the part each plays; sure: whether nothing else can be meant.
    """

    kind: str
    facts: Mapping[str, Fact]
    sure: bool
