"""A document written as a file that reads back as the same document: Markdown, a text dump, Word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from fundqa.document import Cell, Document, Heading, Location, Table
from fundqa.seeding.relation import Known, Sample

Owners = dict[tuple[int, int], Cell]

_MOST_HASHES = 6


def write(document: Document, format: str) -> bytes:
    """The document as a file of a format in FORMATS. ValueError for another format."""
    if format not in FORMATS:
        raise ValueError(f"{format} is none of {', '.join(FORMATS)}")
    return FORMATS[format](document)


def markdown(document: Document) -> bytes:
    """Markdown: headings with #, tables whose merged cells go on as < to the right and ^ down."""
    parts: list[str] = []
    for block in document.blocks:
        if isinstance(block, Table):
            parts.append(_pipes(block))
        elif isinstance(block, Heading):
            parts.append("#" * min(block.level, _MOST_HASHES) + " " + block.text)
        else:
            parts.append(block.text)
    return ("\n\n".join(parts) + "\n").encode()


def _pipes(table: Table) -> str:
    owners = table.grid()
    rows = [[_piece(owners.get((r, c)), r, c) for c in range(table.cols)] for r in range(table.rows)]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + " --- |" * table.cols, *lines[1:]])


def _piece(cell: Cell | None, row: int, col: int) -> str:
    """What stands at one position of the grid."""
    if cell is None:
        return ""
    if col > cell.col:
        return "<"
    if row > cell.row:
        return "^"
    text = cell.text.replace("|", "\\|").replace("\n", "<br>")
    return "\\" + text if text in ("<", "^") else text


def dump(document: Document) -> bytes:
    """Plain text as dumped from Word: a cell a line after one tab, an empty line after each row of a table."""
    lines: list[str] = []
    for block in document.blocks:
        if isinstance(block, Table):
            lines += [line for r in range(block.rows) for line in _dumped(block, r)]
        else:
            lines.append(block.text)
    return ("\n".join(lines) + "\n").encode()


def _dumped(table: Table, row: int) -> list[str]:
    """A row: cells merged from above are printed empty, cells merged across once."""
    return [*("\t" + (cell.text if cell.row == row else "") for cell in _in_row(table, row)), ""]


def _in_row(table: Table, row: int) -> list[Cell]:
    """The cells that cover a row, from left to right."""
    return sorted((c for c in table.cells if c.row <= row < c.row + c.rowspan), key=lambda c: c.col)


def word(document: Document) -> bytes:
    """A Word file with real merged cells; headings are plain paragraphs with typed numbers."""
    from fundqa.seeding import docx

    made = docx.blank()
    before: object = None
    for block in document.blocks:
        if isinstance(block, Table):
            if isinstance(before, Table):
                made.add_paragraph()  # Word joins tables that touch
            _word_table(made, block)
        else:
            made.add_paragraph(block.text)
        before = block
    if isinstance(before, Table):
        made.add_paragraph()
    return docx.stable(made)


def _word_table(made: object, table: Table) -> None:
    from fundqa.seeding import docx

    parent = docx.table(made, table.cols)
    for r in range(table.rows):
        row, col = docx.row(parent), 0
        for cell in _in_row(table, r):
            for _ in range(cell.col - col):
                row.append(docx.cell("", 1))
            element = docx.cell(cell.text if cell.row == r else "", cell.colspan)
            if cell.rowspan > 1:
                docx.merge_down(element, "restart" if cell.row == r else None)
            row.append(element)
            col = cell.col + cell.colspan
        for _ in range(table.cols - col):
            row.append(docx.cell("", 1))


FORMATS: dict[str, Callable[[Document], bytes]] = {"md": markdown, "txt": dump, "dump": dump, "docx": word}
"""Every format, by the suffix of its files or the name that its reader gives it."""


def relocate(sample: Sample, document: Document) -> Sample:
    """The sample with its Locations on `document`, which is its own document written and read back.

    ValueError when that is another document: fewer or other blocks.
    """
    if len(sample.document.blocks) != len(document.blocks):
        raise ValueError(f"{len(sample.document.blocks)} blocks were written, {len(document.blocks)} read")
    moved = tuple(_moved(known, sample.document, document) for known in sample.relations)
    return Sample(document, moved, sample.tags)


def _moved(known: Known, old: Document, new: Document) -> Known:
    return replace(known, operands=tuple(_place(place, old, new) for place in known.operands))


def _place(place: Location, old: Document, new: Document) -> Location:
    before, after = old.blocks[place.block], new.blocks[place.block]
    if not isinstance(before, Table) or not isinstance(after, Table):
        shift = 0 if isinstance(before, Table) or isinstance(after, Table) else _shift(before.text, after.text)
        return after.location.span(place.start + shift, place.end + shift)
    cell = before.grid()[place.row, place.col]
    col = _in_row(before, place.row).index(cell) if new.format == "dump" else place.col
    found = after.grid()[place.row, col]
    shift = _shift(cell.text, found.text)
    return found.location.span(place.start + shift, place.end + shift)


def _shift(before: str, after: str) -> int:
    """How far the text has moved: a reader may take blanks off its start. ValueError when it is another text."""
    if before.strip() != after.strip():
        raise ValueError(f"written {before!r}, read {after!r}")
    return (len(after) - len(after.lstrip())) - (len(before) - len(before.lstrip()))
