"""Markdown: headings, paragraphs of one line each, and pipe tables with merged cells."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256

from fundqa.document import Document
from fundqa.readers.assemble import Box, Grid, Item, Text, assemble
from fundqa.readers.layout import Layout
from fundqa.readers.text import decode

_HEADING = re.compile(r" {0,3}(#{1,6})(?:[ \t\u3000]+|$)")
_RULE = re.compile(r" *:?-{3,}:? *")
_ACROSS, _DOWN = "<", "^"
_ESCAPED = {"\\<": "<", "\\^": "^"}


def read_markdown(data: bytes, name: str, layout: Layout) -> Document:
    """A Markdown file as a Document. Raises ReadError bad_encoding, too_large or empty."""
    return markdown_document(decode(data, name, wanted=layout.encoding), name, sha256(data).hexdigest())


def markdown_document(text: str, name: str, digest: str = "") -> Document:
    """Markdown text as a Document: what rule examples are read with. `digest` is the file's sha256."""
    blocks, warnings = assemble(name, _items(text.split("\n")))
    return Document(name, digest or sha256(text.encode()).hexdigest(), "md", blocks, warnings)


def _items(lines: Sequence[str]) -> Iterator[Item]:
    table: list[list[str]] = []
    for line in lines:
        if line.lstrip(" ").startswith("|"):
            table.append(split_row(line))
            continue
        if table:
            yield _grid(table)
            table = []
        heading = _HEADING.match(line)
        yield Text(line[heading.end() :].rstrip(" "), level=len(heading.group(1))) if heading else Text(line)
    if table:
        yield _grid(table)


def split_row(line: str) -> list[str]:
    r"""The cells of a table row, blanks around them taken off; \| is a bar, <br> a line feed."""
    cells: list[str] = []
    cell: list[str] = []
    escaped = False
    for char in line.strip(" ").removeprefix("|"):
        if char == "|" and not escaped:
            cells.append("".join(cell))
            cell.clear()
        elif char == "|":
            cell[-1] = char
        else:
            cell.append(char)
        escaped = char == "\\" and not escaped
    if cell:
        cells.append("".join(cell))
    return [cell.strip(" ").replace("<br>", "\n") for cell in cells]


def _grid(rows: list[list[str]]) -> Grid:
    if len(rows) > 1 and all(_RULE.fullmatch(cell) for cell in rows[1]):
        rows = [rows[0], *rows[2:]]
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for r, row in enumerate(rows):
        for c, text in enumerate(row):
            before = {_ACROSS: (r, c - 1), _DOWN: (r - 1, c)}.get(text, (-1, -1))
            owner[r, c] = owner.get(before, (r, c))
    covered: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for place, first in owner.items():
        covered.setdefault(first, []).append(place)
    boxes = tuple(_box(rows, places) for places in covered.values())
    odd = any(box.rowspan * box.colspan != len(places) for box, places in zip(boxes, covered.values(), strict=True))
    return Grid(boxes, len(rows), max(map(len, rows)), ("odd_merge",) if odd else ())


def _box(rows: Sequence[Sequence[str]], places: Sequence[tuple[int, int]]) -> Box:
    (row, col), (last_row, last_col) = places[0], (max(r for r, _ in places), max(c for _, c in places))
    text = rows[row][col]
    return Box(row, col, _ESCAPED.get(text, text), last_row - row + 1, last_col - col + 1)
