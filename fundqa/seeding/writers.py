"""A document written as a file that reads back as the same document, in the formats that reports come in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape

from fundqa.document import Cell, Document, Heading, Table
from fundqa.readers import office

_DEEPEST = 6


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
            parts.append("#" * min(block.level, _DEEPEST) + " " + block.text)
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


def page(document: Document) -> bytes:
    """A web page: headings, paragraphs, tables with their spans."""
    parts = []
    for block in document.blocks:
        if isinstance(block, Table):
            rows = ("".join(_data(cell) for cell in block.cells if cell.row == r) for r in range(block.rows))
            parts.append(f"<table>{''.join(f'<tr>{row}</tr>' for row in rows)}</table>")
        else:
            tag = f"h{min(block.level, _DEEPEST)}" if isinstance(block, Heading) else "p"
            parts.append(f"<{tag}>{escape(block.text)}</{tag}>")
    body = "\n".join(parts)
    return f"<!doctype html><html><head><meta charset='utf-8'></head><body>\n{body}\n</body></html>\n".encode()


def _data(cell: Cell) -> str:
    text = escape(cell.text).replace("\n", "<br>")
    return f"<td rowspan={cell.rowspan} colspan={cell.colspan}>{text}</td>"


def workbook(document: Document) -> bytes:
    """An Excel workbook."""
    from fundqa.seeding.writers_sheets import workbook

    return workbook(document)


def separated(document: Document) -> bytes:
    """Values separated by commas."""
    from fundqa.seeding.writers_sheets import separated

    return separated(document)


FORMATS: dict[str, Callable[[Document], bytes]] = {
    "md": markdown, "txt": dump, "dump": dump, "docx": word, "html": page, "xlsx": workbook, "csv": separated,
}  # fmt: skip
"""Every format, by the suffix of its files or the name that its reader gives it."""

CONVERTED = {"doc": "docx", "pdf": "docx", "rtf": "docx", "xls": "xlsx"}
"""The formats that LibreOffice makes of others."""


def write_all(documents: Sequence[Document], format: str) -> list[bytes | None]:
    """Each document as a file of a format in FORMATS or CONVERTED; None where LibreOffice is missing or makes none."""
    if format not in CONVERTED:
        return [write(document, format) for document in documents]
    soffice, source = office.program(), CONVERTED[format]
    if soffice is None:
        return [None for _ in documents]
    return office.exported(soffice, [(write(document, source), f".{source}") for document in documents], format)
