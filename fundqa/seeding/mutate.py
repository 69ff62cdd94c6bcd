"""Changing a read document in place: characters replaced, rows exchanged, and where everything stands afterwards."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from fundqa.document import Block, Cell, Document, Heading, Location, Table
from fundqa.readers.outline import mark_of
from fundqa.seeding.relation import Known


@dataclass(frozen=True, slots=True)
class Edit:
    """The characters of a place and what is to stand there instead; an empty place inserts."""

    place: Location
    text: str


@dataclass(frozen=True, slots=True)
class Swap:
    """Two rows of one table that exchange their cells from column `col` on."""

    table: Location
    rows: tuple[int, int]
    col: int

    def moved(self, place: Location) -> Location:
        """Where something stands after the exchange."""
        here = (place.document, place.part, place.block, place.parent)
        table = (self.table.document, self.table.part, self.table.block, self.table.parent)
        if here != table or place.row not in self.rows or place.col < self.col:
            return place
        first, second = self.rows
        return place._replace(row=second if place.row == first else first)


@dataclass(frozen=True, slots=True)
class Change:
    """What is done to a document: edits that do not overlap, or an exchange of rows."""

    edits: tuple[Edit, ...] = ()
    swap: Swap | None = None

    def moved(self, place: Location) -> Location:
        """Where the characters of `place` stand afterwards; a place that is itself replaced covers what replaced it."""
        start, end = place.start, place.end
        for edit in self.edits:
            at = edit.place
            if at.host != place.host:
                continue
            grown = len(edit.text) - (at.end - at.start)
            start += grown if at.end <= place.start and at != place else 0
            end += grown if at.start < place.end or at == place else 0
        here = place.span(start, end)
        return self.swap.moved(here) if self.swap else here

    def touches(self, place: Location) -> bool:
        """Whether some of the characters of `place` are replaced."""
        return any(overlap(edit.place, place) for edit in self.edits)


def overlap(one: Location, other: Location) -> bool:
    """Whether two places share characters; an empty place shares those around it."""
    if one.host != other.host:
        return False
    if one.start == one.end or other.start == other.end:
        return one.start <= other.end and other.start <= one.end
    return one.start < other.end and other.start < one.end


def moved_known(known: Known, change: Change) -> Known:
    """A relation with its operands where they stand after a change."""
    return replace(known, operands=tuple(change.moved(place) for place in known.operands))


def changed_text(text: str, edits: Iterable[Edit]) -> str:
    """The text of one paragraph or cell after its edits."""
    for edit in sorted(edits, key=lambda e: e.place.start, reverse=True):
        text = text[: edit.place.start] + edit.text + text[edit.place.end :]
    return text


def apply(document: Document, change: Change) -> Document:
    """The changed document; the number of a changed heading is read anew, its level stays."""
    by_host: dict[Location, list[Edit]] = {}
    for edit in change.edits:
        by_host.setdefault(edit.place.host, []).append(edit)
    blocks = tuple(_block(block, by_host, change.swap) for block in document.blocks)
    return replace(document, sha256="", blocks=blocks)


def _block(block: Block, edits: dict[Location, list[Edit]], swap: Swap | None) -> Block:
    if isinstance(block, Table):
        cells = tuple(_cell(cell, edits) for cell in block.cells)
        if swap is not None and swap.table.host == block.location.host:
            cells = _swapped(cells, swap)
        return replace(block, cells=cells)
    own = edits.get(block.location.host, [])
    if not own:
        return block
    auto = block.auto + sum(len(e.text) - (e.place.end - e.place.start) for e in own if e.place.end <= block.auto)
    text = changed_text(block.text, own)
    if isinstance(block, Heading):
        mark = mark_of(text, auto)
        return replace(block, text=text, auto=auto, number=mark.number, style=mark.style, ordinal=mark.ordinal)
    return replace(block, text=text, auto=auto)


def _cell(cell: Cell, edits: dict[Location, list[Edit]]) -> Cell:
    own = edits.get(cell.location.host, [])
    return replace(cell, text=changed_text(cell.text, own)) if own else cell


def _swapped(cells: Sequence[Cell], swap: Swap) -> tuple[Cell, ...]:
    placed = [replace(cell, row=(at := swap.moved(cell.location)).row, location=at) for cell in cells]
    return tuple(sorted(placed, key=lambda cell: (cell.row, cell.col)))
