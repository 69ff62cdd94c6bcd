"""A form as read from its table: cells exactly as printed under the canonical columns that their labels mean."""

from __future__ import annotations

from dataclasses import dataclass, field

from fundqa.document import Location, Table
from fundqa.formspec import Column, FormSpec
from fundqa.model import Basis, Span
from fundqa.view import Row


@dataclass(frozen=True, slots=True)
class Amount:
    """A cell of the funding block with its row or head label.

    column: the canonical amount column; source: the funding source, "" = the total; parent: the source that this one
    is part of; concept, scope as in Column; unit: the unit that its head prints, "" = the form's.
    """

    basis: Basis
    source: str
    label: Span
    cell: Span
    column: str = ""
    parent: str = ""
    concept: str = ""
    scope: str = ""
    unit: str = ""

    @property
    def path(self) -> str:
        """The source with the one it is part of: 财政拨款/中央资金."""
        return f"{self.parent}/{self.source}" if self.parent else self.source


@dataclass(frozen=True, slots=True)
class Rate:
    """An execution rate of the funding block: its head or label, its cell, the source as in `Amount.path`.

    percent: whether the head says that the numbers below are percentages.
    """

    label: Span
    cell: Span
    source: str = ""
    percent: bool = False


@dataclass(slots=True)
class RawForm:
    """A form as read. `consumed` are the cells whose meaning is known; the others are read as running text.

    table: the rows of the file's table that are this form (its rows count from the table's first); missing: required
    columns it lacks; unknown_sources: a row of the funding block was not understood, so that no list is complete.
    """

    spec: FormSpec
    table: Table
    title: Span
    missing: tuple[str, ...] = ()
    name: str = ""
    period: str = ""
    unit: str = ""
    columns: set[str] = field(default_factory=set)
    header: dict[str, Span] = field(default_factory=dict)
    roles: list[tuple[str, Span]] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    rates: list[Rate] = field(default_factory=list)
    goals: list[tuple[Column, Span]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    unknown_sources: bool = False
    consumed: set[Location] = field(default_factory=set)

    @property
    def parts(self) -> dict[Location, tuple[int, int]]:
        """The tables it stands in, several where page breaks part it: of each the first of its rows and the one after.

        Rows are counted in the table itself.
        """
        found = {self.table.location: [0]} if not self.table.cells else dict[Location, list[int]]()
        for cell in self.table.cells:
            found.setdefault(cell.location._replace(row=-1, col=-1), []).append(cell.location.row)
        return {at: (min(rows), max(rows) + 1) for at, rows in found.items()}
