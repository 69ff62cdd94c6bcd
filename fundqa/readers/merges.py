"""The merged cells that plain values have lost: separated values and text dumps print them at their first place."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

_LONGEST_HEAD = 24
_NUMBER = re.compile(r"[-+(（]?\s*\d[\d,，.]*\s*[%％)）]?")


def widths(
    texts: Mapping[tuple[int, int], str], rows: int, cols: int, idle: Collection[int] = ()
) -> dict[tuple[int, int], int]:
    """How many columns the cells cover that must have covered more than one; `texts` are those that are not blank.

    In the head of a table a text covers the blank cells behind it that have heads below. idle: columns that belong to
    the one before them.
    """
    found = {(row, col): _run(col, cols, idle) for row in range(rows) for col in range(cols) if col not in idle}
    head = _head(texts, rows)
    for row, col in texts:
        if row < head:
            found[row, col] = _reach(texts, idle, row, col, head, cols)
    return {place: width for place, width in found.items() if width > 1}


def idle_columns(texts: Mapping[tuple[int, int], str], cols: int) -> set[int]:
    """The columns that show nothing anywhere: what is left of merges in every row."""
    return set(range(1, cols)) - {col for _, col in texts}


def _run(col: int, cols: int, idle: Collection[int]) -> int:
    width = 1
    while col + width < cols and col + width in idle:
        width += 1
    return width


def _reach(
    texts: Mapping[tuple[int, int], str], idle: Collection[int], row: int, col: int, head: int, cols: int
) -> int:
    """How far a head covers the columns behind it: blank beside it and above, and with a head of their own below."""
    width = 1
    while (after := col + width) < cols and not any((above, after) in texts for above in range(row + 1)):
        if after not in idle and not any((below, after) in texts for below in range(row + 1, head)):
            break
        width += 1
    return width


def _head(texts: Mapping[tuple[int, int], str], rows: int) -> int:
    """How many rows at the top are heads: short words in several columns, above a row with a number; 0 if none are."""
    for row in range(rows):
        own = [text.strip() for (r, _), text in texts.items() if r == row]
        if any(_NUMBER.fullmatch(text) for text in own):
            return row if row > 1 else 0
        if len(own) < 2 or any(len(text) > _LONGEST_HEAD for text in own):
            return 0
    return 0
