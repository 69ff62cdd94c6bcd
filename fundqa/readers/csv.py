"""Comma-separated values: one sheet, its cells as written."""

from __future__ import annotations

import csv
import io
from hashlib import sha256
from itertools import pairwise

from fundqa.document import Document
from fundqa.readers.assemble import assemble
from fundqa.readers.layout import Layout
from fundqa.readers.limits import MAX_TEXT_BYTES
from fundqa.readers.number_format import without_noise
from fundqa.readers.refusals import refuse
from fundqa.readers.sheets import Sheet, sheet_items
from fundqa.readers.text import decode

_DELIMITERS, _WIDE = ",\t;|", "，"
_LOOKED_AT = 200


def read_csv(data: bytes, name: str, layout: Layout) -> Document:
    """A file of separated values as a Document. Raises ReadError bad_encoding, too_large, empty or broken_csv."""
    blocks, warnings = assemble(name, sheet_items(csv_sheet(data, name, layout.encoding)))
    return Document(name, sha256(data).hexdigest(), "csv", blocks, warnings)


def csv_sheet(data: bytes, name: str, encoding: str = "") -> Sheet:
    """A file of separated values as a sheet, every value in its own row and column. Raises ReadError as `read_csv`."""
    text = decode(data, name, wanted=encoding)
    sheet = Sheet("body")
    csv.field_size_limit(MAX_TEXT_BYTES)
    empty = False
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))):
            for col, cell in enumerate(cells):
                _put(sheet, row, col, cell)
            if len(cells) > 1:
                sheet.ruled.add(row)
            empty = empty or not cells
    except csv.Error as error:
        raise refuse("broken_csv", name, str(error)) from error
    if not empty:  # every line has as many separators, so that those of an empty one say nothing
        sheet.ruled.clear()
    return sheet


def _put(sheet: Sheet, row: int, col: int, cell: str) -> None:
    """Enter a cell; that the tail of a number was left out is said once."""
    shown = without_noise(cell)
    if shown != cell and "noise" not in sheet.warnings:
        sheet.warnings.append("noise")
    sheet.put(row, col, shown)


def _delimiter(text: str) -> str:
    """The separator that stands as often in one line as in the next most of the time; a comma where none does."""
    lines = [line for line in text.split("\n", _LOOKED_AT)[:_LOOKED_AT] if line.strip()]

    def evenness(mark: str) -> tuple[int, int, int]:
        counts = [line.count(mark) for line in lines]
        even = sum(first == second > 0 for first, second in pairwise(counts))
        return even, sum(map(bool, counts)), -(_DELIMITERS + _WIDE).index(mark)

    best = max(_DELIMITERS, key=evenness)
    return best if evenness(best)[0] or _WIDE not in text else max((*_DELIMITERS, _WIDE), key=evenness)
