"""The text of PDF pages as paragraphs: wrapped lines joined, columns of figures as tables, heads and numbers apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from fundqa.readers.assemble import Box, Grid, Text
from fundqa.readers.layout import is_page_number
from fundqa.readers.outline import mark_of
from fundqa.readers.pdf_page import Line, chunks

_DIGITS = re.compile(r"\d+")
_LEADER = re.compile(r"(?:\.{4,}|…{2,}|·{4,}|—{4,}|_{4,})")
_STOPS = "。！？；：!?;:"
_EDGE_LINES = 2
_GAP = 1.8
_LEAST_ROWS = 3
_MARGIN = 0.12
_LONG = 20


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a page outside its ruled tables, top to bottom, and the page's height."""

    page: int
    height: float
    lines: tuple[Line, ...]


def running(pages: Sequence[Lines]) -> set[tuple[int, int]]:
    """Page and index of the lines that are page numbers, or stand on many pages alike at the same edge."""
    edges: list[tuple[int, int, str]] = []
    for page in pages:
        last = len(page.lines) - 1
        for i, line in enumerate(page.lines):
            near = line.y0 > page.height * (1 - _MARGIN) or line.y1 < page.height * _MARGIN
            if near and (i < _EDGE_LINES or i > last - _EDGE_LINES):
                edges.append((page.page, i, line.text.strip()))
    alike = Counter(_DIGITS.sub("#", text) for _, _, text in edges)
    often = max(3, (len(pages) + 1) // 2)
    return {(page, i) for page, i, text in edges if is_page_number(text) or alike[_DIGITS.sub("#", text)] >= often}


def margins(lines: Sequence[Line], edges: Sequence[float]) -> tuple[float, float]:
    """Where the text of a page begins and ends across; edges: the right ones of its tables."""
    return _usual(line.x0 for line in lines), max((*(line.x1 for line in lines), *edges))


def flow(found: Sequence[Line], page: int, between: tuple[float, float]) -> Iterator[tuple[float, Text | Grid]]:
    """Paragraphs and unruled tables, each with the height it begins at; between: the page's margins."""
    rest: list[Line] = []
    for run in _runs(found):
        if len(run) >= _LEAST_ROWS and (grid := _columns(run, page)):
            yield from _paragraphs(rest, page, between)
            rest = []
            yield run[0].y1, grid
        else:
            rest += run
    yield from _paragraphs(rest, page, between)


def _runs(found: Sequence[Line]) -> Iterator[list[Line]]:
    """Consecutive lines that all fall into several chunks, or all into one."""
    run: list[Line] = []
    many = False
    for line in found:
        parted = not _LEADER.search(line.text) and sum(1 for _ in chunks(line, _GAP * line.em)) > 1
        if run and parted != many:
            yield run
            run = []
        many = parted
        run.append(line)
    if run:
        yield run


def _columns(run: Sequence[Line], page: int) -> Grid | None:
    """Lines as a table: chunks that stand above each other are a column. None where they do not fall into columns."""
    rows = [list(chunks(line, _GAP * line.em)) for line in run]
    bands: list[list[float]] = []
    for chunk in sorted((chunk for row in rows for chunk in row), key=lambda chunk: chunk.x0):
        if bands and chunk.x0 < bands[-1][1]:
            bands[-1][1] = max(bands[-1][1], chunk.x1)
        else:
            bands.append([chunk.x0, chunk.x1])
    if len(bands) < 2:
        return None
    boxes = []
    for r, row in enumerate(rows):
        placed: dict[int, str] = {}
        for chunk in row:
            column = next(i for i, (low, high) in enumerate(bands) if low <= chunk.x0 <= high)
            placed[column] = f"{placed[column]} {chunk.text}" if column in placed else chunk.text
        boxes += [Box(r, c, placed.get(c, "")) for c in range(len(bands))]
    if sum(len(row) for row in rows) < len(rows) * len(bands) / 2:
        return None
    return Grid(tuple(boxes), len(rows), len(bands), page=page)


def _paragraphs(own: Sequence[Line], page: int, between: tuple[float, float]) -> Iterator[tuple[float, Text]]:
    if not own:
        return
    left, right = between
    text, top = "", 0.0
    for i, line in enumerate(own):
        before = own[i - 1] if i else None
        if before is not None and _goes_on(before, line, left, right):
            text += line.text
            continue
        if text:
            yield top, Text(text, page=page)
        text, top = line.text, line.y1
    yield top, Text(text, page=page)


def _usual(values: Iterable[float]) -> float:
    """The left edge: the leftmost place where several lines begin, else the leftmost of all."""
    counts = Counter(round(value / 3) for value in values)
    several = [place for place, count in counts.items() if count > 1]
    return min(several or counts) * 3.0


def _goes_on(before: Line, line: Line, left: float, right: float) -> bool:
    """Whether a line continues the one before: that one is full, this one not indented, and both of one size."""
    if _LEADER.search(before.text) or mark_of(line.text).number:
        return False
    ended = before.text.rstrip()[-1:] in _STOPS
    full = before.x1 + line.first > right - (0.5 if ended else 1.6) * before.em
    indented = line.x0 > left + 1.2 * line.em
    near = before.y0 - line.y1 < 1.6 * line.em
    return full and not indented and near and abs(before.em - line.em) < 0.2 * line.em


def cut_by_page(before: str, after: str) -> bool:
    """Whether a paragraph at the end of a page goes on with the next: it has no end, and that one no number."""
    return before.rstrip()[-1:] not in _STOPS and len(before) > _LONG and not mark_of(after).number


def twice(before: Sequence[Text], after: Sequence[Text]) -> int:
    """How many paragraphs at the end of a page are printed again at the beginning of the next."""
    most = min(len(before), len(after))
    for count in range(most, 0, -1):
        ends = [item.text for item in before[-count:]]
        if ends == [item.text for item in after[:count]] and sum(map(len, ends)) >= 20:
            return count
    return 0
