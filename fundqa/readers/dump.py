"""A Word file dumped as text: a cell a line after one tab, an empty line after each table row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fundqa.readers.assemble import Box, Grid, Item, Text
from fundqa.readers.layout import Layout, is_page_mark

Cell = list[str]
"""A cell's paragraphs."""


def is_dump(lines: Sequence[str]) -> bool:
    """Whether some line begins with a tab, as only a table's cells do."""
    return any(line.startswith("\t") for line in lines)


def read_dump(lines: Sequence[str], layout: Layout) -> Iterator[Item]:
    """Paragraphs and tables of a dump. Columns count printed cells; cell texts are as read, but for the first tab."""
    rows = _Rows(layout)
    row: list[Cell] = []
    page = int(any(map(is_page_mark, lines)))
    for line in lines:
        rows.page = rows.page if rows.rows else page
        if is_page_mark(line):
            yield from rows.add(row)
            row, page = [], page + 1
        elif line.startswith("\t"):
            row.append([line[1:]])
        elif not line.strip():
            yield from rows.add(row)
            row = []
        elif row:
            row[-1].append(line)
        else:
            yield from rows.taken()
            yield Text(line, page=page)
    yield from rows.add(row)
    yield from rows.taken()


@dataclass(slots=True)
class _Rows:
    """The rows of the table being read.

    wide: one of them has several cells, so the title is behind us; page: of the first, 0 in a dump without page marks.
    """

    layout: Layout
    rows: list[list[str]] = field(default_factory=list)
    wide: bool = False
    page: int = 0

    def add(self, cells: Sequence[Cell]) -> Iterator[Item]:
        """Add a finished row; where it begins a new table, first give out the finished one."""
        if not cells:
            return
        row = ["\n".join(cell) for cell in cells]
        if self.wide and len(row) == 1 and self._is_title(row[0].strip()):
            yield from self.taken()
        self.rows.append(row)
        self.wide = self.wide or len(row) > 1

    def _is_title(self, text: str) -> bool:
        first = self.rows[0]
        return self.layout.is_form_title(text) or (bool(text) and len(first) == 1 and first[0].strip() == text)

    def taken(self) -> Iterator[Item]:
        """The table read so far, if any; the next row begins another."""
        rows, self.rows, self.wide = self.rows, [], False
        if rows:
            boxes = tuple(Box(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row))
            yield Grid(boxes, len(rows), max(map(len, rows)), page=self.page)
