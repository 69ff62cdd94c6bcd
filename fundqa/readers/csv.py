"""Comma-separated values: one sheet, its cells as written."""

from __future__ import annotations

import csv
import io
from hashlib import sha256

from fundqa.document import Document
from fundqa.readers.assemble import assemble
from fundqa.readers.layout import Layout
from fundqa.readers.limits import MAX_TEXT_BYTES
from fundqa.readers.number_format import without_noise
from fundqa.readers.refusals import refuse
from fundqa.readers.sheets import Sheet, sheet_items
from fundqa.readers.text import decode

_DELIMITERS = ",\t;|，"


def read_csv(data: bytes, name: str, layout: Layout) -> Document:  # noqa: ARG001
    """A file of separated values as a Document. Raises ReadError bad_encoding, too_large, empty or broken_csv."""
    text = decode(data, name)
    sheet = Sheet("body")
    csv.field_size_limit(MAX_TEXT_BYTES)
    try:
        for row, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))):
            for col, cell in enumerate(cells):
                _put(sheet, row, col, cell)
    except csv.Error as error:
        raise refuse("broken_csv", name, str(error)) from error
    blocks, warnings = assemble(name, sheet_items(sheet))
    return Document(name, sha256(data).hexdigest(), "csv", blocks, warnings)


def _put(sheet: Sheet, row: int, col: int, cell: str) -> None:
    """Enter a cell; that the tail of a number was left out is said once."""
    shown = without_noise(cell)
    if shown != cell and "noise" not in sheet.warnings:
        sheet.warnings.append("noise")
    sheet.put(row, col, shown)


def _delimiter(text: str) -> str:
    """The separator that stands most evenly in the first lines; a comma where none does."""
    lines = [line for line in text.split("\n", 60)[:60] if line.strip()]
    return max(_DELIMITERS, key=lambda mark: (sum(mark in line for line in lines), -_DELIMITERS.index(mark)))
