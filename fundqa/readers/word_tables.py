"""Word tables on their true grid: spans across and down, rows that begin late or end early."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

from lxml import etree

from fundqa.readers.assemble import Box, Grid, Piece
from fundqa.readers.limits import MAX_SPAN
from fundqa.readers.word_names import NOTHING, VAL, Properties, child_of, properties_of, val, w
from fundqa.readers.word_runs import small

_TR, _TC, _TCPR = w("tr"), w("tc"), w("tcPr")
_SPAN, _ACROSS, _DOWN, _BEFORE, _AFTER = map(w, ("gridSpan", "hMerge", "vMerge", "gridBefore", "gridAfter"))
_SLIVER, _WIDEST = 80, 10**6
_WRAPPERS = frozenset(map(w, ("sdt", "sdtContent", "customXml", "ins", "moveTo")))
_GONE = frozenset(map(w, ("del", "moveFrom", "cellDel")))


class Content(NamedTuple):
    """What a cell holds: what is printed in it, tables apart, also in pieces; the cell itself, tables nested in it,

    codes of warnings.
    """

    text: str
    pieces: tuple[Piece, ...]
    home: etree._Element
    nested: tuple[Grid, ...] = ()
    notes: tuple[str, ...] = ()


ReadCell = Callable[[etree._Element], Content]
KnownCell = Callable[[etree._Element], Properties | None]


def read_table(table: etree._Element, read_cell: ReadCell, known: KnownCell) -> Grid:
    """The table's grid; `read_cell` reads one cell's content, `known` what its properties say, None if not known."""
    boxes: list[Box] = []
    open_above: dict[int, int] = {}
    rows, cols = 0, 0
    for element in _inside(table, _TR):
        properties = _row_properties(element)
        if not _GONE.isdisjoint(properties):
            continue
        row = _Row(rows, boxes, open_above, {}, known)
        cols = max(cols, row.read(element, properties, read_cell))
        open_above = row.open_below
        rows += 1
    return _without_slivers(Grid(tuple(boxes), rows, cols), _widths(table))


def _widths(table: etree._Element) -> list[int]:
    """The widths of the columns as the file gives them, in twentieths of a point; 0 where it does not."""
    grid = child_of(table, w("tblGrid"))
    columns = grid.iterchildren(w("gridCol")) if grid is not None else ()
    return [small(column.get(w("w"), ""), 0, _WIDEST) for column in columns]


def _without_slivers(grid: Grid, widths: Sequence[int]) -> Grid:
    """A table without columns too narrow to hold a sign: they are what is left where rows end a hair apart.

    Left as it is where a cell stands in nothing but such columns.
    """
    if len(widths) != grid.cols or not any(0 < width < _SLIVER for width in widths):
        return grid
    at = [0, *accumulate(int(not 0 < width < _SLIVER) for width in widths)]
    if any(at[box.col] == at[box.col + box.colspan] for box in grid.boxes):
        return grid
    boxes = tuple(b._replace(col=at[b.col], colspan=at[b.col + b.colspan] - at[b.col]) for b in grid.boxes)
    return grid._replace(boxes=boxes, cols=at[-1])


def _inside(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Children `tag`, also within content controls and tracked insertions."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, tag)


def _row_properties(row: etree._Element) -> Properties:
    """A row's properties, which may stand after its exceptions from the table's."""
    element = child_of(row, w("trPr"))
    return NOTHING if element is None else {child.tag: child for child in element}


@dataclass(slots=True)
class _Row:
    """A row being read. open_above, open_below: grid column to index in `boxes` of a cell that may go on downwards."""

    index: int
    boxes: list[Box]
    open_above: dict[int, int]
    open_below: dict[int, int]
    known: KnownCell

    def read(self, element: etree._Element, properties: Properties, read_cell: ReadCell) -> int:
        """Add the row's cells; returns the grid width it needs."""
        col = small(val(properties, _BEFORE), 0, MAX_SPAN)
        last = -1
        for cell in _inside(element, _TC):
            known = self.known(cell)
            own = properties_of(cell, _TCPR) if known is None else known
            if not own:
                last = self._add(col, 1, read_cell(cell))
                col += 1
                continue
            if not _GONE.isdisjoint(own):
                continue
            span = max(small(val(own, _SPAN), 1, MAX_SPAN), 1)
            if last >= 0 and _merge(own, _ACROSS) == "continue":
                self._widen(last, span, read_cell(cell))
            else:
                last = self._place(col, span, _merge(own, _DOWN), read_cell(cell))
            col += span
        return col + small(val(properties, _AFTER), 0, MAX_SPAN)

    def _place(self, col: int, span: int, merge: str, content: Content) -> int:
        above = self.open_above.get(col, -1)
        if merge == "continue" and above >= 0 and self.boxes[above].colspan == span:
            box = self.boxes[above]
            self.boxes[above] = _hide(box._replace(rowspan=self.index - box.row + 1), content)
            self.open_below[col] = above
            return above
        added = self._add(col, span, content)
        if merge:
            self.open_below[col] = added
        return added

    def _add(self, col: int, span: int, content: Content) -> int:
        self.boxes.append(
            Box(self.index, col, content.text, 1, span, content.nested, content.notes, content.pieces, content.home)
        )
        return len(self.boxes) - 1

    def _widen(self, last: int, span: int, content: Content) -> None:
        box = self.boxes[last]
        if box.row == self.index:
            self.boxes[last] = _hide(box._replace(colspan=box.colspan + span), content)


def _merge(properties: Properties, tag: str) -> str:
    """How a cell is merged: restart, continue, or "" when it is not merged this way."""
    child = properties.get(tag)
    return "" if child is None else child.get(VAL, "continue")


def _hide(box: Box, content: Content) -> Box:
    """The cell that covers another; what stands in the covered one is not printed, but said."""
    hidden = ("hidden_cell",) if content.text.strip() or content.nested else ()
    return box._replace(notes=(*box.notes, *hidden))
