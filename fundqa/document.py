"""A read file as blocks of text and tables, each of which knows where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple


class Location(NamedTuple):
    """Where something stands.

    document: index of the document in its submission, as text its path is Document.path; part: body, header, note,
    text box or sheet name; block: index in Document.blocks; row, col: from 0 on the expanded grid, -1 outside tables;
    start, end: half-open code points in the paragraph's or cell's text; page: from 1, 0 when the format has none;
    parent: block, row and col of the enclosing cells of a nested table.

    A tuple, for no other value is made, compared and hashed as often: it takes a third of a dataclass's time.
    """

    document: str
    part: str
    block: int
    row: int = -1
    col: int = -1
    start: int = 0
    end: int = 0
    page: int = 0
    parent: tuple[int, ...] = ()

    @property
    def host(self) -> Location:
        """The paragraph or cell this lies in (start and end set to 0)."""
        if not self.end and not self.start:
            return self
        return Location(self.document, self.part, self.block, self.row, self.col, 0, 0, self.page, self.parent)

    def span(self, start: int, end: int) -> Location:
        """The same paragraph or cell, other characters."""
        return Location(self.document, self.part, self.block, self.row, self.col, start, end, self.page, self.parent)

    def within(self, other: Location) -> bool:
        """Whether this span lies inside `other`, in the same paragraph or cell."""
        return self.host == other.host and other.start <= self.start and self.end <= other.end


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `text` is exactly as read, after its automatic number (`auto` characters of it) if it has one."""

    text: str
    location: Location
    auto: int = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading. `number` is the printed or automatic number with its marks ("（一）"), "" when there is none;

    `style` names the numbering scheme ("一、" "（一）" "1." "（1）" …; "" unnumbered); `ordinal` its value;
    `level` counts from 1; `auto` as in Paragraph.
    """

    text: str
    location: Location
    level: int
    number: str = ""
    style: str = ""
    ordinal: int = 0
    auto: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """A table cell at its top left grid position; `text` exactly as read, paragraphs joined with a line feed."""

    row: int
    col: int
    text: str
    location: Location
    rowspan: int = 1
    colspan: int = 1


@dataclass(frozen=True, slots=True)
class Table:
    """A table of cells on an expanded grid of `rows` by `cols`; `cells` are in reading order, none repeated."""

    cells: tuple[Cell, ...]
    rows: int
    cols: int
    location: Location

    def grid(self) -> dict[tuple[int, int], Cell]:
        """Every grid position to the cell that covers it."""
        return {
            (r, c): cell
            for cell in self.cells
            for r in range(cell.row, cell.row + cell.rowspan)
            for c in range(cell.col, cell.col + cell.colspan)
        }


Block = Paragraph | Heading | Table


@dataclass(frozen=True, slots=True)
class Warn:
    """Something a reader could not read, or left out: a stable code, both languages, and where."""

    code: str
    zh: str
    en: str
    location: Location | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """One read file. Locations of its blocks carry `path` as their document.

    apart: headers, footers and running heads, which are not part of the text; their Locations count in `apart`.
    """

    path: str
    sha256: str
    format: str
    blocks: tuple[Block, ...]
    warnings: tuple[Warn, ...] = ()
    apart: tuple[Block, ...] = ()

    def texts(self) -> Iterator[tuple[Location, str]]:
        """Every paragraph, heading and cell in reading order: its host location and its text."""
        for block in self.blocks:
            if isinstance(block, Table):
                yield from ((cell.location, cell.text) for cell in block.cells)
            else:
                yield block.location, block.text
