"""Tables in plain text: rows parted by bars or by tabs, and the marks that page breaks leave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from fundqa.readers.assemble import Box, Grid, Item, Text
from fundqa.readers.layout import is_page_mark
from fundqa.readers.merges import widths

_RULE = re.compile(r"[\s|+:=-]*-{3}[\s|+:=-]*")
_LEAST_BARS = 2
_LEAST_ROWS = 3


def read_rows(lines: Sequence[str]) -> Iterator[Item]:
    """Paragraphs and tables of plain text; a page break inside a table does not end it."""
    text = _Reading(page=int(any(is_page_mark(line) for line in lines)))
    for line in lines:
        if is_page_mark(line):
            text.page += 1
            continue
        if text.rows and _is_barred(line) and _RULE.fullmatch(line):
            continue
        cells = _cells(line)
        if cells is None or (text.rows and text.bars != _is_barred(line)):
            yield from text.taken()
        if cells is not None:
            text.bars = _is_barred(line)
            text.rows.append(cells)
            text.lines.append(line)
        elif line.strip():
            yield Text(line, page=text.page)
    yield from text.taken()


@dataclass(slots=True)
class _Reading:
    """The rows being read, as cells and as lines; page: the present one, 0 where the text has no page marks."""

    rows: list[list[str]] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    bars: bool = False
    page: int = 0

    def taken(self) -> Iterator[Item]:
        """The table read so far; where its rows do not make one, its lines."""
        rows, lines = self.rows, self.lines
        self.rows, self.lines = [], []
        if not rows:
            return
        even = len({len(row) for row in rows}) == 1 and len(rows) >= _LEAST_ROWS
        if self.bars or even:
            yield _grid([[text.strip() for text in row] for row in rows], self.page)
        else:
            yield from (Text(line, page=self.page) for line in lines)


def _grid(rows: Sequence[Sequence[str]], page: int) -> Grid:
    """A table of its rows, with the merged cells that must have been there."""
    cols = max(map(len, rows))
    texts = {(r, c): text for r, row in enumerate(rows) for c, text in enumerate(row) if text}
    lost = widths(texts, len(rows), cols)
    covered = {(r, c + i) for (r, c), width in lost.items() for i in range(1, width)}
    places = ((r, c, text) for r, row in enumerate(rows) for c, text in enumerate(row) if (r, c) not in covered)
    boxes = tuple(Box(r, c, text, 1, min(lost.get((r, c), 1), cols - c)) for r, c, text in places)
    return Grid(boxes, len(rows), cols, page=page)


def _is_barred(line: str) -> bool:
    return line.count("|") >= _LEAST_BARS


def _cells(line: str) -> list[str] | None:
    """The cells of a row, None for a line of text."""
    if _is_barred(line):
        bare = line.strip()
        return bare.removeprefix("|").removesuffix("|").split("|")
    if "\t" in line.strip():
        return line.strip("\n").split("\t")
    return None
