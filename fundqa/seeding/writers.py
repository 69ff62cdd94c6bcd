"""A document written as a file that reads back as the same document: Markdown, a text dump, Word."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from fundqa.document import Block, Cell, Document, Heading, Location, Paragraph, Table
from fundqa.seeding.relation import Known, Sample

Texted = Paragraph | Heading | Cell
"""What has a text and a place."""

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
    hosts: dict[Location, tuple[Location, int]] = {}
    for before, after in zip(sample.document.blocks, document.blocks, strict=True):
        for old, new in _pairs(before, after, dumped=document.format == "dump"):
            hosts[old.location] = new.location, _shift(old.text, new.text)
    moved = tuple(_moved(known, hosts) for known in sample.relations)
    return Sample(document, moved, sample.tags)


def _pairs(before: Block, after: Block, *, dumped: bool) -> Iterator[tuple[Texted, Texted]]:
    """Paragraphs or cells before and after. dumped: read from a dump, which counts printed cells."""
    if isinstance(before, Table) and isinstance(after, Table):
        printed = {(cell.row, cell.col): cell for cell in after.cells}
        for row in range(before.rows):
            for i, cell in enumerate(_in_row(before, row)):
                if cell.row == row:
                    yield cell, printed[row, i if dumped else cell.col]
    elif isinstance(before, Table) or isinstance(after, Table):
        raise ValueError("a table was read where none was written, or the reverse")
    else:
        yield before, after


def _moved(known: Known, hosts: Mapping[Location, tuple[Location, int]]) -> Known:
    operands = []
    for place in known.operands:
        host, shift = hosts[place.host]
        operands.append(host.span(place.start + shift, place.end + shift))
    return replace(known, operands=tuple(operands))


def _shift(before: str, after: str) -> int:
    """How far the text has moved: a reader may take blanks off its start. ValueError when it is another text."""
    if before.strip() != after.strip():
        raise ValueError(f"written {before!r}, read {after!r}")
    return (len(after) - len(after.lstrip())) - (len(before) - len(before.lstrip()))
