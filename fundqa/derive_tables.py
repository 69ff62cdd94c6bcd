"""Which rows and columns of a table are totals, and of which others they may be the sums.

A line that is called a total may be read in several ways: it comes first or last, lists inside its parts are left out
or not, only the rows nearest to it are meant. Which way is right, derive_sums decides by what adds up.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fundqa.view_tables import Line

Positions = tuple[int, ...]
_MOST_OPTIONS = 24


@dataclass(frozen=True, slots=True)
class Announced:
    """A total with the ways to read it, the likeliest first. clear: one of them is beyond doubt by layout alone.

    least: how many crossing lines must bear a reading out before it is believed against another one.
    """

    total: int
    options: tuple[Positions, ...]
    clear: bool
    least: int


def downwards(rows: Sequence[Line], never_added: frozenset[str]) -> Iterator[Announced]:
    """The totals among rows, those of lower rank first, so that what they sum up is not summed up again."""
    absorbed: dict[int, int] = {}
    totals = sorted((i for i, row in enumerate(rows) if row.rank), key=lambda i: (rows[i].rank, i))
    for total in totals:
        found = list(_ways(rows, total, absorbed, never_added))
        if not found:
            continue
        options = tuple(dict.fromkeys(options for options, _ in found))[:_MOST_OPTIONS]
        clear = len(options) == 1 and found[0][1] and not rows[total].limited
        yield Announced(total, options, clear, 1)
        if len(_directions(rows, total)) == 1:
            absorbed.update(dict.fromkeys(_range(rows, total, _directions(rows, total)[0]), total))


def _directions(rows: Sequence[Line], total: int) -> tuple[int, ...]:
    """Whether a total stands behind (-1) or before (1) its parts; both when the layout does not tell."""
    last, first = total == len(rows) - 1, total == 0
    if last or first:
        return (-1,) if last else (1,)
    closes, opens = bool(rows[-1].rank), bool(rows[0].rank)
    return (-1, 1) if closes == opens else (-1,) if closes else (1,)


def _range(rows: Sequence[Line], total: int, way: int) -> list[int]:
    """The rows from a total to the next one of its rank or a higher one, in reading order."""
    found: list[int] = []
    i = total + way
    while 0 <= i < len(rows) and rows[i].rank < rows[total].rank:
        found.append(i)
        i += way
    return sorted(found)


def _ways(
    rows: Sequence[Line], total: int, absorbed: dict[int, int], never_added: frozenset[str]
) -> Iterator[tuple[Positions, bool]]:
    """The ways to read a total, each with whether the layout leaves no other.

    Rates are no parts, but a row may only sound like one; a balance that follows what a total opens may be its parts'.
    """
    directions = _directions(rows, total)
    for way in directions:
        inside = _range(rows, total, way)
        free = [i for i in inside if i not in absorbed or absorbed[i] not in inside]
        plain = [i for i in free if rows[i].role not in never_added and (way < 0 or rows[i].role != "stock")]
        for parts, clear in _levels(rows, plain):
            if parts:
                yield tuple(parts), clear and len(directions) == 1 and plain == free
        if plain != free:
            yield tuple(free), False
        if rows[total].rank == 1:
            yield from _nearest(plain, way)


def _nearest(parts: Sequence[int], way: int) -> Iterator[tuple[Positions, bool]]:
    """A subtotal may cover only the rows nearest to it."""
    for length in range(1, min(len(parts), _MOST_OPTIONS)):
        yield tuple(parts[-length:] if way < 0 else parts[:length]), False


def _levels(rows: Sequence[Line], parts: Sequence[int]) -> Iterator[tuple[list[int], bool]]:
    """The rows of the uppermost level: by code, by numbering, by indent, by what 其中 opens."""
    if any(rows[i].code for i in parts):
        codes = {rows[i].code for i in parts if rows[i].code}
        top = [i for i in parts if not _continues(rows[i].code, codes)]
        yield top, all(rows[i].code or rows[i].rank for i in parts)
        return
    kept = [i for i in parts if not rows[i].of_which]
    if len(kept) < len(parts):
        yield from _outside_lists(rows, parts, kept)
        return
    styles = [rows[i].style for i in parts if rows[i].style >= 0]
    if styles and len({rows[i].style for i in parts}) > 1:
        top_style = min(styles)
        yield [i for i in parts if rows[i].style == top_style or rows[i].rank], False
        yield [i for i in parts if rows[i].style in (top_style, -1)], False
        yield list(parts), False
        return
    indents = {rows[i].indent for i in parts if not rows[i].rank}
    if len(indents) > 1:
        yield [i for i in parts if rows[i].indent == min(indents) or rows[i].rank], False
        yield list(parts), False
        return
    yield list(parts), True


def _continues(code: str, codes: set[str]) -> bool:
    """Whether a code continues another one."""
    return any(code[:cut] in codes for cut in range(3, len(code)))


def _outside_lists(rows: Sequence[Line], parts: Sequence[int], kept: Sequence[int]) -> Iterator[tuple[list[int], bool]]:
    """Rows behind 其中 belong to its list up to some row that nothing marks, unless a numbered row ends it."""
    opened = [n for n, i in enumerate(parts) if rows[i].of_which]
    grouped = all(len(rows[i].texts) > 1 for i in parts if rows[i].of_which)
    yield list(kept), grouped
    if any(rows[i].style >= 0 for i in kept):
        top = min(rows[i].style for i in kept if rows[i].style >= 0)
        yield [i for i in kept if rows[i].style == top or rows[i].rank], False
    longest = max(len(parts) - opened[-1], 1)
    for length in range(2, min(longest + 1, _MOST_OPTIONS)):
        inside = {n + k for n in opened for k in range(length)}
        yield [i for n, i in enumerate(parts) if n not in inside], False


def coded(rows: Sequence[Line]) -> Iterator[Announced]:
    """Rows whose codes are continued by those of the rows behind them: 201 is the sum of 20105, 20129 …"""
    at = {row.code: i for i, row in enumerate(rows) if row.code}
    children: dict[int, list[int]] = {}
    for i, row in enumerate(rows):
        parent = next((at[row.code[:n]] for n in range(len(row.code) - 1, 2, -1) if row.code[:n] in at), None)
        if parent is not None and at[row.code] == i:
            children.setdefault(parent, []).append(i)
    for parent, parts in children.items():
        yield Announced(parent, (tuple(parts),), False, 1)


def across(cols: Sequence[Line], never_added: frozenset[str]) -> Iterator[Announced]:
    """The totals among columns: their sisters under one head, else the columns beside them."""
    units = _Units.of(cols, never_added)
    for total, line in enumerate(cols):
        if not line.rank:
            continue
        parent = line.texts[:-1]
        sisters = [i for i in units.under(parent, total) if cols[i].role not in never_added] if parent else []
        options = [tuple(sisters)] if sisters else []
        right = [i for i in units.under((), total) if i > total]
        left = [i for i in units.under((), total) if i < total]
        options += [tuple(right[:n]) for n in range(len(right), 0, -1)]
        options += [tuple(left[-n:]) for n in range(len(left), 0, -1)]
        options = [parts for parts in dict.fromkeys(options) if parts][:_MOST_OPTIONS]
        if options:
            clear = bool(sisters) and not line.limited and not any(cols[i].of_which for i in sisters)
            yield Announced(total, tuple(options if not clear else options[:1]), clear, 2)


@dataclass(frozen=True, slots=True)
class _Units:
    """Columns by the head they stand under; a head with a total of its own is represented by that total."""

    cols: Sequence[Line]
    never_added: frozenset[str]

    @classmethod
    def of(cls, cols: Sequence[Line], never_added: frozenset[str]) -> _Units:
        return cls(cols, never_added)

    def under(self, parent: tuple[str, ...], total: int) -> list[int]:
        """What adds up to a total under a head: plain columns, and of every head below the total or the columns."""
        groups: dict[str, list[int]] = {}
        for i, col in enumerate(self.cols):
            if i != total and col.texts[: len(parent)] == parent and col.role not in self.never_added:
                own = col.texts[len(parent)] if len(col.texts) > len(parent) + 1 else f"{i}"
                groups.setdefault(own, []).append(i)
        found: list[int] = []
        for members in groups.values():
            totals = [i for i in members if self.cols[i].rank and len(members) > 1]
            found += totals[:1] or members
        return sorted(found)
