"""Reading a table by rows and columns whatever its merges: the cells of a row, the cell under a head."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, replace

from fundqa.document import Cell, Location, Table
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

    def filled(self, row: int) -> list[Cell]:
        """The cells that begin in a row and are not blank."""
        return [cell for cell in self.row(row) if cell.text.strip()]

    def width(self, row: int) -> int:
        """How many columns a row has; a ragged one has fewer than the table."""
        return max((col + 1 for col in range(self.table.cols) if (row, col) in self.at), default=0)

    def under(self, head: Cell, row: int, shift: int = 0) -> Cell | None:
        """The cell of `row` that shares most columns with a head cell moved `shift` columns to the left."""
        shared = Counter(self.at.get((row, col - shift)) for col in range(head.col, head.col + head.colspan))
        shared.pop(None, None)
        best = shared.most_common(1)
        return best[0][0] if best else None

    def right_of(self, cell: Cell) -> Cell | None:
        """The next cell to the right in the same row."""
        return self.at.get((cell.row, cell.col + cell.colspan))

    def beside(self, label: Cell, labels: Collection[Location]) -> Cell | None:
        """The value of a label: the first filled cell to its right before the next label, else the next cell."""
        first = cell = self.right_of(label)
        while cell is not None and not cell.text.strip():
            cell = self.right_of(cell)
        return cell if cell is not None and cell.location not in labels else first


def grid_of(table: Table) -> Grid:
    """The grid of a table."""
    return Grid(table, table.grid())


def part_of(table: Table, first: int, end: int) -> Table:
    """The rows from `first` up to `end` as a table; rows keep their numbers."""
    cells = tuple(cell for cell in table.cells if first <= cell.row < end)
    return replace(table, cells=cells, rows=end)


def transposed(table: Table) -> Table:
    """Columns as rows; the cells keep their locations."""
    turned = (replace(c, row=c.col, col=c.row, rowspan=c.colspan, colspan=c.rowspan) for c in table.cells)
    cells = tuple(sorted(turned, key=lambda cell: (cell.row, cell.col)))
    return replace(table, cells=cells, rows=table.cols, cols=table.rows)


def span(cell: Cell) -> Span:
    """A whole cell as evidence."""
    return Span(cell.text, cell.location.span(0, len(cell.text)))
