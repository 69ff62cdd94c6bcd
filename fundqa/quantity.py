"""The number reader: text -> mentions, mentions -> quantities and bounds, and back as written."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from fundqa.model import Mention
from fundqa.quantity_cells import parse_cell, parse_row
from fundqa.quantity_lex import NOT_NUMBERS, Lexer, lexer, normalise
from fundqa.quantity_scan import QUANTITIES, TableKey, as_printed, finder_of, mentions_in
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
    return _read(text, TableKey(units)) if not_numbers is None else _found(text, Lexer(not_numbers), units)


@lru_cache(maxsize=1024)
def _read(text: str, key: TableKey) -> tuple[Mention, ...]:
    """The numbers of a text, as kept for who asks for them again: extraction, binding and the rules do."""
    return _found(text, lexer(), key.units)


def _found(text: str, finder: Lexer, units: Mapping[str, Unit]) -> tuple[Mention, ...]:
    return tuple(as_printed(text, m) for m in mentions_in(normalise(text), finder, finder_of(units)))
