"""What every spreadsheet reader hands over: a sheet's shown texts and merges, and the blocks they make."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from fundqa.readers.assemble import Box, Grid, Item, Text
from fundqa.readers.merges import idle_columns, widths

_LABEL = 20
_STOPS = "。；;：:"

Place = tuple[int, int]
Merge = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 0, all inclusive."""


@dataclass(slots=True)
class Sheet:
    """A sheet as it is shown: texts by row and column from 0; notes: codes of warnings by place; merges.

    ruled: rows in which several cells have borders, and so are part of a table though they may be blank.
    """

    name: str
    texts: dict[Place, str] = field(default_factory=dict)
    notes: dict[Place, list[str]] = field(default_factory=dict)
    merges: list[Merge] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    ruled: set[int] = field(default_factory=set)

    def put(self, row: int, col: int, text: str, *notes: str) -> None:
        """Enter what a cell shows; a cell that shows nothing, and of which nothing is to be said, is left out."""
        if text.strip() or notes:
            self.texts[row, col] = text
        if notes:
            self.notes.setdefault((row, col), []).extend(notes)


def sheet_items(sheet: Sheet, part: str = "") -> Iterator[Item]:
    """Paragraphs and tables of a sheet, top to bottom.

    Empty rows part it into regions, unless they are ruled. Rows before and after a region's table that hold a single
    text at its left edge are paragraphs, as titles, notes and running text are written in spreadsheets.
    """
    name = part or sheet.name
    spans = _spans(sheet)
    notes = tuple(dict.fromkeys(sheet.warnings))
    for region in _regions(sheet, spans):
        before, table, after = _parted(sheet, spans, region)
        yield from _paragraphs(sheet, before, name, notes)
        if table:
            yield _grid(sheet, spans, table, name, () if before else notes)
            notes = ()
        yield from _paragraphs(sheet, after, name, notes if not (before or table) else ())
        notes = ()
    if notes:
        yield Text("", notes=notes, part=name)


def _spans(sheet: Sheet) -> dict[Place, Place]:
    """How many rows and columns the cells cover that cover more than one, by their first place.

    Only merges inside the part of the sheet that shows anything count: sheets are formatted far beyond it.
    """
    rows = max((row for row, _ in sheet.texts), default=-1)
    cols = max((col for _, col in sheet.texts), default=-1)
    return {
        (top, left): (min(bottom, rows) - top + 1, min(right, cols) - left + 1)
        for top, left, bottom, right in sheet.merges
        if top <= rows and left <= cols
    }


def _regions(sheet: Sheet, spans: Mapping[Place, Place]) -> Iterator[Sequence[int]]:
    """The rows between empty rows; an empty row of a table that goes on below is none."""
    filled = {row for row, _ in sheet.texts}
    for (row, col), (height, _) in spans.items():
        if (row, col) in sheet.texts:
            filled.update(range(row, row + height))
    run: list[int] = []
    for row in sorted(filled):
        if run and not sheet.ruled.issuperset(range(run[-1] + 1, row)):
            yield run
            run = []
        run += range(run[-1] + 1 if run else row, row + 1)
    if run:
        yield run


def _parted(
    sheet: Sheet, spans: Mapping[Place, Place], rows: Sequence[int]
) -> tuple[Sequence[int], Sequence[int], Sequence[int]]:
    """The rows of a region before, in and after its table."""
    by_row: dict[int, list[int]] = {row: [] for row in rows}
    for row, col in sheet.texts:
        if row in by_row:
            by_row[row].append(col)
    left = min(col for cols in by_row.values() for col in cols)
    tall = {row + i for (row, col), (height, _) in spans.items() if (row, col) in sheet.texts and height > 1
            for i in range(height)}  # fmt: skip
    single = [by_row[row] == [left] and row not in tall for row in rows]
    if all(single):
        return rows, (), ()
    start, end = single.index(False), len(rows)
    width = max(col + spans.get((row, col), (1, 1))[1] for row, cols in by_row.items() for col in cols) - left
    while single[end - 1]:
        last = rows[end - 1], left
        if not _is_note(sheet.texts[last], across=spans.get(last, (1, 1))[1] == width):
            break
        end -= 1
    return rows[:start], rows[start:end], rows[end:]


def _is_note(text: str, across: bool) -> bool:
    """Whether the only text of a row below a table is a note, and not the label of a row without values.

    across: it stands across the whole table, as no label does.
    """
    return across or len(text.strip()) > _LABEL or text.rstrip()[-1:] in _STOPS


def _paragraphs(sheet: Sheet, rows: Iterable[int], part: str, notes: tuple[str, ...]) -> Iterator[Text]:
    wanted = list(rows)
    by_row = {row: col for row, col in sorted(sheet.texts, reverse=True) if row in set(wanted)} if wanted else {}
    for row in wanted:
        own = (*notes, *sheet.notes.get((row, by_row[row]), ()))
        notes = ()
        lines = [line for line in sheet.texts[row, by_row[row]].split("\n") if line.strip()]
        for line in lines:
            yield Text(line, notes=own, part=part)
            own = ()


def _grid(sheet: Sheet, spans: Mapping[Place, Place], rows: Sequence[int], part: str, notes: tuple[str, ...]) -> Grid:
    """The table in some rows of a sheet, its columns from the first to the last that shows anything.

    Where the sheet has no merges, as separated values have none, those are put back that must have been there.
    """
    top, bottom = rows[0], rows[-1]
    shown = [col for row, col in sheet.texts if top <= row <= bottom]
    left, right = min(shown), max(shown)
    own = {(row - top, col - left): text for (row, col), text in sheet.texts.items() if top <= row <= bottom}
    idle = idle_columns(own, right - left + 1)
    lost = widths(own, bottom - top + 1, right - left + 1, idle) if not sheet.merges else {}
    covered: set[Place] = set()
    boxes = []
    for row in rows:
        for col in range(left, right + 1):
            if (row, col) in covered:
                continue
            height, width = spans.get((row, col), (1, lost.get((row - top, col - left), 1)))
            height, width = min(height, bottom - row + 1), min(width, right - col + 1)
            if height * width > 1:
                covered.update((row + i, col + j) for i in range(height) for j in range(width))
            text = sheet.texts.get((row, col), "")
            boxes.append(Box(row - top, col - left, text, height, width, notes=tuple(sheet.notes.get((row, col), ()))))
    return Grid(tuple(boxes), bottom - top + 1, right - left + 1, notes, part)
