"""From what a reader has seen to blocks: places, headings and their levels, the same way for every format."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from fundqa.document import Block, Cell, Heading, Location, Paragraph, Table, Warn
from fundqa.readers.limits import MAX_GRID_CELLS
from fundqa.readers.outline import Mark, heading_mark, runs_on
from fundqa.readers.refusals import refuse

BODY = "body"
_GLUED = re.compile(r"(?:[-−]?\d[\d,]*\.\d+[ \u3000]+){2,}[-−]?\d[\d,]*\.\d+")

WARNINGS: dict[str, tuple[str, str]] = {
    "no_text": ("文件中没有读到文字。", "No text was found in the file."),
    "image": ("图片未读取，其中的文字和数字没有检查。", "A picture was not read; its text and figures are unchecked."),
    "tracked": (
        "文件中有修订标记，按接受全部修订后的文字核对；请在提交前接受或拒绝修订。",
        "There are tracked changes; the text is read as if all were accepted. Accept or reject them before submission.",
    ),
    "hidden_text": ("隐藏的文字未读取。", "Hidden text was not read."),
    "embedded": ("嵌入的表格或文件未读取。", "An embedded workbook or file was not read."),
    "alt_chunk": ("由其他文件嵌入的正文未读取。", "Text that is included from another file was not read."),
    "symbol": ("有特殊字体的符号无法识别，已略去。", "A symbol of a special font is unknown and was left out."),
    "hidden_cell": ("被合并单元格遮住的文字未读取。", "Text hidden by a merged cell was not read."),
    "hidden_sheet": ("有隐藏的工作表，未读取。", "A hidden sheet was not read."),
    "hidden_cells": ("有隐藏的行或列，其中的内容也已读取。", "Hidden rows or columns were read like the others."),
    "no_value": (
        "公式没有保存计算结果，按空格处理；请用 Excel 或 WPS 打开并保存一次。",
        "A formula has no saved result and counts as empty; open and save the file once in a spreadsheet program.",
    ),
    "formula_error": ("公式的结果是错误值。", "The result of a formula is an error."),
    "drawing": (
        "工作表中的图片、图形或批注未读取。",
        "Pictures, shapes or comments of a sheet were not read.",
    ),
    "image_page": (
        "第{detail}页是图片，其中的文字和数字没有检查。",
        "Page {detail} is a picture; its text and figures are unchecked.",
    ),
    "unmapped": (
        "第{detail}页的字体缺少文字编码，读到的文字可能不对。",
        "The fonts of page {detail} do not say which characters they print; its text may be read wrongly.",
    ),
    "columns_lost": (
        "此处像是表格，但各栏连在一起、分不清，其中的数字没有检查；请改用原来的表格文件。",
        "This looks like a table whose columns ran together; its figures are unchecked. Submit the original table.",
    ),
    "noise": (
        "有的数字带着导出时留下的长尾数（如0.0900000762939453），已去掉后读取。",
        "Some numbers carried a long tail from their export (such as 0.0900000762939453); it was left out.",
    ),
    "glued": (
        "几个数字连在一格或一行里，分不清属于哪一栏，没有检查。",
        "Several numbers share one cell or line; which column each belongs to is unknown, so they are unchecked.",
    ),
    "odd_merge": ("表格的合并标记不成矩形。", "The merge marks of a table do not form a rectangle."),
}


Piece = tuple[str, object]
"""A stretch of text and the element of the file that prints it; None where the reader put it in."""


def joined(pieces: Iterable[Piece]) -> str:
    """The text of some pieces."""
    return "".join([text for text, _ in pieces])


class Text(NamedTuple):
    """A paragraph as a reader saw it.

    auto: length of its automatic number; level: the heading level its format gives it, 0 for none;
    plain: never a heading; notes: codes of warnings that stand here; part, page: as in Location.
    pieces: the text again with where each stretch stands in the file, home: the element of the whole paragraph; only
    from readers that can tell.
    """

    text: str
    auto: int = 0
    level: int = 0
    plain: bool = False
    notes: tuple[str, ...] = ()
    part: str = BODY
    page: int = 0
    pieces: tuple[Piece, ...] = ()
    home: object = None


class Box(NamedTuple):
    """A table cell as a reader saw it, with the tables nested in it; pieces, home: as in Text."""

    row: int
    col: int
    text: str
    rowspan: int = 1
    colspan: int = 1
    nested: tuple[Grid, ...] = ()
    notes: tuple[str, ...] = ()
    pieces: tuple[Piece, ...] = ()
    home: object = None


class Grid(NamedTuple):
    """A table as a reader saw it."""

    boxes: tuple[Box, ...]
    rows: int
    cols: int
    notes: tuple[str, ...] = ()
    part: str = BODY
    page: int = 0


Item = Text | Grid
Origins = dict[Location, Text | Box]


def assemble(
    document: str, items: Iterable[Item], notes: Sequence[str] = ()
) -> tuple[tuple[Block, ...], tuple[Warn, ...]]:
    """Blocks with their Locations, and warnings; paragraphs without text are left out.

    notes: codes of warnings of the whole file. Raises ReadError too_large.
    """
    placed = _placed(document, items, notes, None)
    if not any(text.strip() for text in placed.texts()):
        placed.warnings.append(_warn("no_text", None))
    return placed.outlined(), tuple(placed.warnings)


def origins(document: str, items: Iterable[Item]) -> Origins:
    """Where `assemble` puts each paragraph and cell of these items. Raises ReadError too_large."""
    found: Origins = {}
    _placed(document, items, (), found)
    return found


def _placed(document: str, items: Iterable[Item], notes: Sequence[str], origins: Origins | None) -> _Placed:
    placed = _Placed(document, [], [], [_warn(code, None) for code in notes], origins)
    for item in items:
        if isinstance(item, Grid):
            placed.table(item, ())
        else:
            placed.paragraph(item)
    return placed


def _warn(code: str, location: Location | None) -> Warn:
    """The warning of a code, which may carry a detail for its text behind a colon."""
    code, _, detail = code.partition(":")
    zh, en = (text.format(detail=detail) for text in WARNINGS[code])
    return Warn(code, zh, en, location)


@dataclass(slots=True)
class _Placed:
    document: str
    blocks: list[Paragraph | Table]
    texts_seen: list[Text | None]
    warnings: list[Warn]
    origins: Origins | None
    area: int = 0

    def paragraph(self, item: Text) -> None:
        location = None
        if item.text.strip():
            location = Location(self.document, item.part, len(self.blocks), page=item.page)
            self.blocks.append(Paragraph(item.text, location, item.auto))
            self.texts_seen.append(item)
            if self.origins is not None:
                self.origins[location] = item
            self._glued(item.text, location)
        self.warnings += [_warn(code, location) for code in item.notes]

    def table(self, grid: Grid, parent: tuple[int, ...]) -> None:
        self.area += grid.rows * grid.cols
        if self.area > MAX_GRID_CELLS:
            raise refuse("too_large", self.document, f"> {MAX_GRID_CELLS} cells")
        index = len(self.blocks)
        place = Location(self.document, grid.part, index, page=grid.page, parent=parent)
        cells = tuple(
            [
                Cell(
                    row,
                    col,
                    text,
                    Location(self.document, grid.part, index, row, col, 0, 0, grid.page, parent),
                    high,
                    wide,
                )
                for row, col, text, high, wide, *_ in grid.boxes
            ]
        )
        self.blocks.append(Table(cells, grid.rows, grid.cols, place))
        self.texts_seen.append(None)
        self.warnings += [_warn(code, place) for code in grid.notes]
        for box, cell in zip(grid.boxes, cells, strict=True):
            if self.origins is not None:
                self.origins[cell.location] = box
            self._glued(box.text, cell.location)
            if box.notes:
                self.warnings += [_warn(code, cell.location) for code in box.notes]
            for inner in box.nested:
                self.table(inner, (*parent, index, box.row, box.col))

    def _glued(self, text: str, location: Location) -> None:
        """Say where several amounts stand in one place, as tables are printed whose columns got lost."""
        if text.count(" ") > 1 and _GLUED.fullmatch(text.strip()):
            self.warnings.append(_warn("glued", location))

    def texts(self) -> Iterable[str]:
        for block in self.blocks:
            if isinstance(block, Table):
                yield from (cell.text for cell in block.cells)
            else:
                yield block.text

    def outlined(self) -> tuple[Block, ...]:
        marks = [self._mark(i) for i in range(len(self.blocks))]
        levels = _levels(marks, self.texts_seen)
        out: list[Block] = []
        for block, mark, level in zip(self.blocks, marks, levels, strict=True):
            if mark is None or isinstance(block, Table):
                out.append(block)
            else:
                out.append(
                    Heading(block.text, block.location, level, mark.number, mark.style, mark.ordinal, block.auto)
                )
        return tuple(out)

    def _mark(self, index: int) -> Mark | None:
        seen = self.texts_seen[index]
        if seen is None or seen.plain:
            return None
        mark = heading_mark(seen.text, seen.auto, forced=seen.level > 0)
        if mark is None or mark.number or seen.level:
            return mark
        before = self.blocks[index - 1] if index else None
        wrapped = isinstance(before, Paragraph) and runs_on(before.text)
        return None if wrapped or len(self.blocks) == 1 else mark


def _levels(marks: Sequence[Mark | None], seen: Sequence[Text | None]) -> list[int]:
    """A level for each heading (0 elsewhere).

    Parts, chapters and sections take the top levels where the file has them. A heading without a number takes the
    level its format gives it, else one that leaves the numbered ones around it in their sequence.
    """
    ranks = sorted({mark.level for mark in marks if mark and mark.part})
    out = [_numbered_level(mark, ranks) for mark in marks]
    following, follows = 0, 0
    for i in range(len(marks) - 1, -1, -1):
        mark, text = marks[i], seen[i]
        if mark is None or text is None:
            continue
        if mark.number:
            following, follows = out[i], mark.ordinal
        elif text.level:
            out[i] = text.level
        else:
            out[i] = max(following - (follows == 1), 1)
    return out


def _numbered_level(mark: Mark | None, ranks: Sequence[int]) -> int:
    if mark is None or not mark.number:
        return 0
    return ranks.index(mark.level) + 1 if mark.part else mark.level + len(ranks)
