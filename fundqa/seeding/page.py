"""A report being written: lines that remember which figure stands where, tables, and the document they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from fundqa.document import Document, Location
from fundqa.readers.assemble import Box, Grid, Item, Text, assemble


@dataclass(frozen=True, slots=True)
class Mark:
    """The characters of a line that state `key`."""

    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Line:
    """A text and its marks; lines add up."""

    text: str = ""
    marks: tuple[Mark, ...] = ()

    @classmethod
    def of(cls, text: str, key: str = "") -> Line:
        """A text that states `key` as a whole; "" states nothing."""
        return cls(text, (Mark(key, 0, len(text)),) if key and text else ())

    def __add__(self, other: Line) -> Line:
        at = len(self.text)
        moved = tuple(Mark(mark.key, mark.start + at, mark.end + at) for mark in other.marks)
        return Line(self.text + other.text, self.marks + moved)


def joined(lines: Iterable[Line], separator: str = "") -> Line:
    """Lines one after another with `separator` between."""
    result = Line()
    for i, line in enumerate(lines):
        result = result + Line(separator) + line if i else line
    return result


@dataclass(frozen=True, slots=True)
class Statement:
    """One place where `key` is stated; table: whether in a table's value cell."""

    key: str
    location: Location
    table: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell to be placed: a line, the columns and rows it covers, and whether it is running text."""

    line: Line
    colspan: int = 1
    rowspan: int = 1
    prose: bool = False


@dataclass(slots=True)
class Sheet:
    """A table being filled row by row; cells take the next free columns, as in a printed form."""

    width: int
    boxes: list[tuple[Box, Slot]] = field(default_factory=list)
    taken: set[tuple[int, int]] = field(default_factory=set)
    rows: int = 0

    def row(self, *slots: Slot) -> None:
        """Add a row. ValueError when its cells do not fill it exactly."""
        col = 0
        for slot in slots:
            while (self.rows, col) in self.taken:
                col += 1
            covered = {(self.rows + r, col + c) for r in range(slot.rowspan) for c in range(slot.colspan)}
            if covered & self.taken:
                raise ValueError(f"cells overlap in row {self.rows}: {slot.line.text}")
            self.taken |= covered
            box = Box(self.rows, col, slot.line.text, slot.rowspan, slot.colspan)
            self.boxes.append((box, slot))
            col += slot.colspan
        if {c for r, c in self.taken if r == self.rows} != set(range(self.width)):
            raise ValueError(f"row {self.rows} is not {self.width} columns wide")
        self.rows += 1


@dataclass(slots=True)
class Page:
    """The report: paragraphs, headings and tables in order, and every statement made in them."""

    name: str
    items: list[Item] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)

    def say(self, line: Line) -> Location:
        """Add a paragraph or heading (what is one shows in its text); answers where it stands."""
        place = Location(self.name, "body", len(self.items))
        self.items.append(Text(line.text))
        self._note(line, place, table=False)
        return place

    def table(self, sheet: Sheet) -> None:
        """Add a table."""
        block = len(self.items)
        boxes = tuple(box for box, _ in sheet.boxes)
        self.items.append(Grid(boxes, sheet.rows, sheet.width))
        for box, slot in sheet.boxes:
            place = Location(self.name, "body", block, box.row, box.col)
            self._note(slot.line, place, table=not slot.prose)

    def _note(self, line: Line, place: Location, table: bool) -> None:
        for mark in line.marks:
            self.statements.append(Statement(mark.key, place.span(mark.start, mark.end), table))

    def document(self) -> Document:
        """The report as a reader would have read it."""
        blocks, warnings = assemble(self.name, self.items)
        document = Document(self.name, "", "md", blocks, warnings)
        digest = sha256("\n".join(text for _, text in document.texts()).encode()).hexdigest()
        return Document(self.name, digest, "md", blocks, warnings)


def even(count: int, width: int) -> Sequence[int]:
    """How wide each of `count` cells is that share `width` columns: as even as can be, the last the widest."""
    each, more = divmod(width, count)
    return [*([each] * (count - more)), *([each + 1] * more)]
