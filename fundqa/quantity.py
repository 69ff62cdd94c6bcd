"""The number reader: text -> mentions, mentions -> quantities and bounds, and back as written."""

from __future__ import annotations

from collections.abc import Mapping

from fundqa.model import Mention
from fundqa.quantity_cells import parse_cell, parse_row
from fundqa.quantity_lex import NOT_NUMBERS, Lexer, lexer, normalise
from fundqa.quantity_scan import QUANTITIES, as_printed, finder_of, mentions_in
from fundqa.quantity_write import format_quantity, format_value, to_bound, to_quantity
from fundqa.units import UNITS, Unit

__all__ = [
    "QUANTITIES",
    "format_quantity",
    "format_value",
    "parse_cell",
    "parse_row",
    "quantities",
    "to_bound",
    "to_quantity",
]


def quantities(
    text: str, units: Mapping[str, Unit] = UNITS, not_numbers: NOT_NUMBERS | None = None
) -> tuple[Mention, ...]:
    """All numbers of `text` in order, and what only looks like one (dates, codes, idioms …) under its own kind.

    Values are in base units, percent in points. What cannot be read for certain has kind "unread" and no value.
    """
    finder = lexer() if not_numbers is None else Lexer(not_numbers)
    return tuple(as_printed(text, m) for m in mentions_in(normalise(text), finder, finder_of(units)))
