"""Rows as every database takes them: what a report says may be longer than a column, or no text that can be stored."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy import Table

Row = dict[str, Any]
LONGEST_NAME = 1000
"""Characters of a file's name in the ledger; longer ones are cut and told apart by a hash."""


def fitted(table: Table, rows: Sequence[Row]) -> list[Row]:
    """Rows with their texts cut to what their columns hold."""
    longest = _longest(table)
    return [{key: _fit(value, longest.get(key)) for key, value in row.items()} for row in rows]


def named(name: str) -> str:
    """A file's name as the ledger keeps it: always the same for the same name, another one for another."""
    plain = text(name)
    if len(plain) <= LONGEST_NAME:
        return plain
    digest = sha256(plain.encode()).hexdigest()[:16]
    return f"{plain[: LONGEST_NAME - len(digest) - 1]}~{digest}"


def text(value: str) -> str:
    """A text without what databases refuse: NUL, and bytes that are no UTF-8 (shown as their codes)."""
    return value.encode("utf-8", "backslashreplace").decode().replace("\0", "")


@cache
def _longest(table: Table) -> dict[str, int | None]:
    return {column.name: getattr(column.type, "length", None) for column in table.c}


def _fit(value: object, longest: int | None) -> object:
    if not isinstance(value, str):
        return value
    return text(value)[:longest]
