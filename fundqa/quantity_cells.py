"""Numbers in table cells: a cell as a whole, and a row whose operators and units have cells of their own."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from fundqa.model import Mention
from fundqa.numerals import arabic
from fundqa.quantity_atoms import Reading
from fundqa.quantity_join import single
from fundqa.quantity_lex import lexer, normalise
from fundqa.quantity_scan import QUANTITIES, TableKey, as_printed, finder_of, mentions_in
from fundqa.units import UNITS, Unit

_OPERATORS = frozenset(("≥", "≤", ">", "<", "=", ">=", "<=", "=>", "=<"))
_IN_LABEL = re.compile(r"\(([^()]{1,10})\)\s*$")
_NIL = frozenset(("", "-", "--", "—", "——", "/", "无", "―", "─"))
_LEADING = ("控制在", "保持在", "达到", "达", "力争", "共计", "合计", "共", "为", "增加", "增长")
_TURNING = ("减少", "下降", "降低")
_ZERO = {"零": "0"}
_BLANK_GROUPS = re.compile(r"[1-9]\d{0,2}(?: \d{3}){1,5}(?:\.\d{1,6})?")


def parse_cell(text: str, units: Mapping[str, Unit] = UNITS) -> Mention | None:
    """The number that a table cell holds as a whole; None for nil (—, /, 无), running text and unreadable cells."""
    return _parsed(text, TableKey(units))


@lru_cache(maxsize=4096)
def _parsed(text: str, key: TableKey) -> Mention | None:
    """As `parse_cell`: several readers of a form and many rules ask for the same cell."""
    normal, units = normalise(text), key.units
    lead = len(normal) - len(normal.lstrip())
    body = normal.strip()
    if body in _NIL:
        return None
    negative = body.startswith("(") and body.endswith(")") and body[1:-1].replace(",", "").replace(".", "", 1).isdigit()
    if negative:
        lead, body = lead + 1, body[1:-1]
    mention = _whole(body, units)
    if mention is None:
        return None
    mention = _moved(mention, lead)
    if negative and mention.value is not None and mention.low is not None and mention.high is not None:
        end = mention.end + 1
        mention = replace(mention, start=lead - 1, end=end, value=-mention.value, low=-mention.high, high=-mention.low)
    return as_printed(text, mention)


def _whole(body: str, units: Mapping[str, Unit]) -> Mention | None:
    bare = arabic(body.replace(" ", "") if _BLANK_GROUPS.fullmatch(body) else _ZERO.get(body, body))
    if bare is not None and not (body.isdigit() and len(body) > 1 and body[0] == "0"):
        return single(body, Reading(0, len(body), 0, len(body), bare))
    found = mentions_in(body, lexer(), finder_of(units))
    if len(found) != 1 or found[0].kind not in (*QUANTITIES, "date") or body[found[0].end :].strip("。；;,， )"):
        return None
    rest = body[: found[0].start].strip()
    signed = rest in _TURNING and body[found[0].start] == "-"
    return found[0] if not rest or rest in _LEADING or signed else None


def _moved(mention: Mention, by: int) -> Mention:
    members = tuple(_moved(m, by) for m in mention.members)
    return replace(mention, start=mention.start + by, end=mention.end + by, members=members)


def parse_row(cells: Sequence[str], units: Mapping[str, Unit] = UNITS) -> tuple[Mention, ...]:
    """The numbers of a row's cells; offsets are those of the cells joined with tabs.

    ≥ | 95 | % is one number, and a bare number takes the unit that its row's label ends with in brackets.
    """
    table, found, offset, label = finder_of(units).table, [], 0, ""
    for at, cell in enumerate(cells):
        mention = parse_cell(cell, units)
        in_label = _IN_LABEL.search(normalise(cell))
        if mention is not None:
            around = _neighbours(cells, at, table)
            found.append(_in_row(cells, at, offset, around, label if mention.unit == "" else "", units) or mention)
        elif in_label and in_label[1] in table:
            label = in_label[1]
        offset += len(cell) + 1
    return tuple(found)


def _neighbours(cells: Sequence[str], at: int, table: Mapping[str, Unit]) -> tuple[int, int]:
    """The first and last cell of the number at `at`: its operator before it and its unit after it."""
    before = at > 0 and normalise(cells[at - 1]).strip() in _OPERATORS
    after = at + 1 < len(cells) and normalise(cells[at + 1]).strip() in table and cells[at + 1].strip() != ""
    return at - before, at + after


def _in_row(
    cells: Sequence[str], at: int, offset: int, around: tuple[int, int], label: str, units: Mapping[str, Unit]
) -> Mention | None:
    """The number at `at` read together with its neighbours or with the unit of its label."""
    first, last = around
    mention = parse_cell("".join(c.strip() for c in cells[first : last + 1]) + (label if last == at else ""), units)
    if mention is None:
        return None
    start = offset - sum(len(c) + 1 for c in cells[first:at])
    end = offset + len(cells[at]) + sum(len(c) + 1 for c in cells[at + 1 : last + 1])
    return replace(mention, start=start, end=end, surface="\t".join(cells[first : last + 1]))
