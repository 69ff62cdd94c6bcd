"""Reading a table by rows and columns whatever its merges: the cells of a row, the cell under a head."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from fundqa.document import Cell, Table
from fundqa.model import Span


@dataclass(frozen=True, slots=True)
class Grid:
    """A table with its grid, so that each is worked out once."""

    table: Table
    at: dict[tuple[int, int], Cell]

    def row(self, row: int) -> list[Cell]:
        """The cells that begin in a row, from left to right."""
        found = (self.at.get((row, col)) for col in range(self.table.cols))
        return [cell for cell in dict.fromkeys(found) if cell is not None and cell.row == row]

    def under(self, head: Cell, row: int) -> Cell | None:
        """The cell of `row` that shares most columns with a head cell."""
        shared = Counter(self.at.get((row, col)) for col in range(head.col, head.col + head.colspan))
        shared.pop(None, None)
        best = shared.most_common(1)
        return best[0][0] if best else None

    def right_of(self, cell: Cell) -> Cell | None:
        """The next cell to the right in the same row."""
        return self.at.get((cell.row, cell.col + cell.colspan))


def grid_of(table: Table) -> Grid:
    """The grid of a table."""
    return Grid(table, table.grid())


def span(cell: Cell) -> Span:
    """A whole cell as evidence."""
    return Span(cell.text, cell.location.span(0, len(cell.text)))
