"""A Document whose tables a page break parts, as offices' files have them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from fundqa.document import Block, Cell, Document, Location, Paragraph, Table


def parted(document: Document, row: int, between: Sequence[str] = (), head: int = -1) -> Document:
    """The document with its tables of more than `row` rows cut above that row.

    between: paragraphs that stand between the parts; head: the row of the table that is printed again, -1 for none.
    """
    blocks: list[Block] = []
    for block in document.blocks:
        if isinstance(block, Table) and block.rows > row:
            first, second = _halves(block, row, head)
            blocks += [first, *(Paragraph(text, block.location) for text in between), second]
        else:
            blocks.append(block)
    return replace(document, blocks=tuple(_placed(document, blocks)))


def _halves(table: Table, row: int, head: int) -> tuple[Table, Table]:
    above = tuple(replace(c, rowspan=min(c.rowspan, row - c.row)) for c in table.cells if c.row < row)
    again = [replace(c, row=0, rowspan=1) for c in table.cells if c.row == head]
    shift = row - (head >= 0)
    cut = [
        replace(c, row=row - shift, rowspan=c.row + c.rowspan - row, text="")
        for c in table.cells
        if c.row < row < c.row + c.rowspan
    ]
    below = [replace(c, row=c.row - shift) for c in table.cells if c.row >= row]
    cells = sorted([*again, *cut, *below], key=lambda cell: (cell.row, cell.col))
    return replace(table, cells=above, rows=row), replace(table, cells=tuple(cells), rows=table.rows - shift)


def _placed(document: Document, blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks with the Locations of their new places."""
    for index, block in enumerate(blocks):
        at = Location(document.path, "body", index)
        if isinstance(block, Table):
            cells = (replace(c, location=at._replace(row=c.row, col=c.col)) for c in block.cells)
            yield Table(tuple[Cell, ...](cells), block.rows, block.cols, at)
        else:
            yield replace(block, location=at)
