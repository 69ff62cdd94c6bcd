"""Old workbooks (.xls, .et): xlrd for values, formats and merges; every cell as it is shown."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from hashlib import sha256
from typing import TYPE_CHECKING

from fundqa.document import Document
from fundqa.readers.assemble import Item, assemble
from fundqa.readers.number_format import BUILTIN, GENERAL, shown
from fundqa.readers.refusals import refuse
from fundqa.readers.sheets import Sheet, sheet_items

if TYPE_CHECKING:
    from xlrd.book import Book
    from xlrd.sheet import Cell
    from xlrd.sheet import Sheet as XlsSheet

_EPOCHS = (date(1899, 12, 30), date(1904, 1, 1))


def read_xls(data: bytes, name: str) -> Document:
    """An old workbook as a Document: its visible sheets in their order.

    Raises ReadError encrypted or broken_xlsx.
    """
    import xlrd

    try:
        book = xlrd.open_workbook(file_contents=data, formatting_info=True, logfile=io.StringIO(), on_demand=True)
        items = list(_items(book))
    except xlrd.XLRDError as error:
        code = "encrypted" if "encrypt" in str(error).lower() or "password" in str(error).lower() else "broken_xlsx"
        raise refuse(code, name, str(error)[:120]) from error
    except (MemoryError, KeyboardInterrupt):
        raise
    except Exception as error:  # xlrd reads damaged files with asserts, index errors and worse
        raise refuse("broken_xlsx", name, type(error).__name__) from error
    hidden = any(sheet.visibility for sheet in book.sheets())
    blocks, warnings = assemble(name, items, ("hidden_sheet",) if hidden else ())
    return Document(name, sha256(data).hexdigest(), "xls", blocks, warnings)


def _items(book: Book) -> Iterator[Item]:
    for sheet in book.sheets():
        if not sheet.visibility:
            yield from sheet_items(_sheet(book, sheet))


def _sheet(book: Book, source: XlsSheet) -> Sheet:
    sheet = Sheet(source.name)
    for row in range(source.nrows):
        cells = (source.cell(row, col) for col in range(source.row_len(row)))
        if sum(_bordered(book, cell) for cell in cells) > 1:
            sheet.ruled.add(row)
        for col in range(source.row_len(row)):
            cell = source.cell(row, col)
            if cell.ctype not in (0, 6):
                text, *notes = _shown(book, cell)
                sheet.put(row, col, text, *notes)
    sheet.merges = [(top, left, bottom - 1, right - 1) for top, bottom, left, right in source.merged_cells]
    rows = {row for row, info in source.rowinfo_map.items() if info.hidden}
    cols = {col for col, info in source.colinfo_map.items() if info.hidden}
    if any(row in rows or col in cols for row, col in sheet.texts):
        sheet.warnings.append("hidden_cells")
    return sheet


def _bordered(book: Book, cell: Cell) -> bool:
    """Whether a cell has a border on any side."""
    if cell.xf_index is None or cell.xf_index >= len(book.xf_list):
        return False
    border = book.xf_list[cell.xf_index].border
    return bool(border.left_line_style or border.right_line_style or border.top_line_style or border.bottom_line_style)


def _shown(book: Book, cell: Cell) -> tuple[str, ...]:
    """What a cell shows, and codes of warnings."""
    from xlrd.biffh import error_text_from_code

    text_cell, number, day, boolean, error = 1, 2, 3, 4, 5
    if cell.ctype == text_cell:
        return (str(cell.value).replace("\r\n", "\n"),)
    if cell.ctype in (number, day):
        return (shown(_decimal(cell.value), _format(book, cell), _EPOCHS[book.datemode]),)
    if cell.ctype == boolean:
        return ("TRUE" if cell.value else "FALSE",)
    return (error_text_from_code.get(cell.value, "#N/A"), "formula_error") if cell.ctype == error else ("",)


def _decimal(value: float) -> str:
    """The stored number in the shortest digits that mean it."""
    return f"{Decimal(repr(value)):f}"


def _format(book: Book, cell: Cell) -> str:
    key = book.xf_list[cell.xf_index].format_key if cell.xf_index is not None else 0
    own = book.format_map.get(key)
    code = own.format_str if own is not None else ""
    return code or BUILTIN.get(key, GENERAL)
