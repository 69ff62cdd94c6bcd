"""A Word file dumped as text: a cell a line after one tab, an empty line after each table row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fundqa.readers.assemble import Box, Grid, Item, Text
from fundqa.readers.layout import Layout

Row = list[str]


def is_dump(lines: Sequence[str]) -> bool:
    """Whether some line begins with a tab, as only a table's cells do."""
    return any(line.startswith("\t") for line in lines)


def read_dump(lines: Sequence[str], layout: Layout) -> Iterator[Item]:
    """Paragraphs and tables of a dump. Columns count printed cells; cell texts are as read, but for the first tab."""
    rows: list[Row] = []
    row: Row = []
    for line in lines:
        if line.startswith("\t"):
            row.append(line[1:])
        elif not line.strip():
            if row:
                yield from _close_row(rows, row, layout)
            row = []
        elif row:
            row[-1] += "\n" + line
        else:
            yield from _table(rows)
            rows.clear()
            yield Text(line)
    if row:
        yield from _close_row(rows, row, layout)
    yield from _table(rows)


def _close_row(rows: list[Row], row: Row, layout: Layout) -> Iterator[Item]:
    """Add `row` to `rows`; where it begins a new table, first give out the finished one."""
    if _begins_table(rows, row, layout):
        yield from _table(rows)
        rows.clear()
    rows.append(row)


def _begins_table(rows: Sequence[Row], row: Row, layout: Layout) -> bool:
    title = row[0].strip()
    if len(row) > 1 or not title or all(len(r) == 1 for r in rows):
        return False
    return layout.is_form_title(title) or (len(rows[0]) == 1 and rows[0][0].strip() == title)


def _table(rows: Sequence[Row]) -> Iterator[Item]:
    if rows:
        boxes = tuple(Box(r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row))
        yield Grid(boxes, len(rows), max(map(len, rows)))
