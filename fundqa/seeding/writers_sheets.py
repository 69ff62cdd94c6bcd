"""A document as a spreadsheet: a paragraph a row, tables between empty rows, numbers as numbers."""

from __future__ import annotations

import csv
import io
import re
from datetime import datetime
from decimal import Decimal
from typing import Any

import xlsxwriter

from fundqa.document import Cell, Document, Table

_LONG_AGO = datetime(1980, 1, 1)
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,2}(?P<commas>(?:,\d{3})+)|[1-9]\d*)(?:\.(?P<decimals>\d+))?(?P<percent>%?)")
_MOST_DIGITS = 15  # a cell's number holds no more


def workbook(document: Document) -> bytes:
    """One sheet with real merged cells; cells that hold a number alone hold it with its number format."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": _LONG_AGO})
        sheet, formats = book.add_worksheet(), _Formats(book)
        top = 0
        for block in document.blocks:
            if isinstance(block, Table):
                for cell in block.cells:
                    _put(sheet, formats, cell, top + 1)
                top += block.rows + 2
            else:
                sheet.write_string(top, 0, block.text)
                top += 1
    return out.getvalue()


class _Formats:
    """The number formats of a workbook, each entered once."""

    def __init__(self, book: Any) -> None:
        self.book = book
        self.known: dict[str, Any] = {}

    def of(self, code: str = "General") -> Any:
        """The format with a code, and borders, as tables have."""
        if code not in self.known:
            self.known[code] = self.book.add_format({"num_format": code, "border": 1})
        return self.known[code]


def _put(sheet: Any, formats: _Formats, cell: Cell, top: int) -> None:
    """A cell of a table whose first row is `top`."""
    row, col = top + cell.row, cell.col
    if cell.rowspan * cell.colspan > 1:
        sheet.merge_range(row, col, row + cell.rowspan - 1, col + cell.colspan - 1, "", formats.of())
    if not cell.text:
        sheet.write_blank(row, col, None, formats.of())
        return
    match = _NUMBER.fullmatch(cell.text)
    if match is None or sum(char.isdigit() for char in cell.text) > _MOST_DIGITS:
        sheet.write_string(row, col, cell.text, formats.of())
        return
    value = Decimal(cell.text.rstrip("%").replace(",", ""))
    decimals = f".{'0' * len(match['decimals'])}" if match["decimals"] else ""
    code = f"{'#,##0' if match['commas'] else '0'}{decimals}{match['percent']}"
    sheet.write_number(row, col, float(value / 100 if match["percent"] else value), formats.of(code))


def separated(document: Document) -> bytes:
    """As office programs save a sheet: merged cells are printed once, at their first place."""
    out = io.StringIO()
    rows = csv.writer(out)
    for block in document.blocks:
        if not isinstance(block, Table):
            rows.writerow([block.text])
            continue
        grid = [[""] * block.cols for _ in range(block.rows)]
        for cell in block.cells:
            grid[cell.row][cell.col] = cell.text
        rows.writerows([[], *grid, []])
    return out.getvalue().encode("utf-8-sig")
