"""The number reader: text -> mentions, mentions -> quantities and bounds, and back as written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from fundqa.model import Mention
from fundqa.numerals import arabic
from fundqa.quantity_atoms import Atoms, Reading
from fundqa.quantity_join import joined, single
from fundqa.quantity_lex import NOT_NUMBERS, Lexer, Token, lexer, normalise
from fundqa.quantity_units import Units
from fundqa.quantity_write import format_quantity, format_value, to_bound, to_quantity
from fundqa.units import UNITS, Unit

__all__ = ["format_quantity", "format_value", "parse_cell", "quantities", "to_bound", "to_quantity"]

QUANTITIES = frozenset(("number", "money", "count", "percent", "points", "ratio", "measure", "range", "list"))
"""The kinds of mention that are quantities; every other kind is something recognised as none."""


def quantities(
    text: str, units: Mapping[str, Unit] = UNITS, not_numbers: NOT_NUMBERS | None = None
) -> tuple[Mention, ...]:
    """All numbers of `text` in order, and what only looks like one (dates, codes, idioms …) under its own kind.

    Values are in base units, percent in points. What cannot be read for certain has kind "unread" and no value.
    """
    normal = normalise(text)
    finder = lexer() if not_numbers is None else Lexer(not_numbers)
    table = _builtin_units() if units is UNITS else Units(units)
    return tuple(_as_printed(text, m) for m in _mentions(normal, finder, table))


@cache
def _builtin_units() -> Units:
    return Units(UNITS)


def _as_printed(text: str, mention: Mention) -> Mention:
    members = tuple(_as_printed(text, m) for m in mention.members)
    surface = text[mention.start : mention.end]
    return mention if surface == mention.surface and not members else replace(mention, surface=surface, members=members)


def _scan(text: str, finder: Lexer, units: Units) -> list[Token | Reading]:
    found: list[Token | Reading] = []
    position = floor = 0
    atoms = Atoms(text, units)
    while match := finder.trigger.search(text, position):
        start = match.start()
        item = _item(text, start, floor, finder, atoms)
        if item is None:
            position = start + 1
            continue
        position = max(item.end, start + 1)
        if isinstance(item, Token) or item.fixed != "skip":
            floor = position
            found.append(item)
    return found


def _item(text: str, start: int, floor: int, finder: Lexer, atoms: Atoms) -> Token | Reading | None:
    """What begins at `start`: the longer of a non-quantity and a number, a non-quantity when they are equally long."""
    token = finder.token(text, start, floor)
    if not finder.numeral(text[start]) or (token is not None and token.kind not in ("idiom", "plan")):
        return token
    reading = atoms.read(start, floor)
    if token is None or (reading is not None and reading.fixed in ("", "ratio") and reading.stop > token.end):
        return reading
    return token


def _mentions(text: str, finder: Lexer, units: Units) -> list[Mention]:
    mentions: list[Mention] = []
    run: list[Reading] = []
    for item in _scan(text, finder, units):
        if isinstance(item, Reading):
            run.append(item)
        elif item.kind:
            mentions += _joined_run(text, run, units)
            run = []
            mentions.append(_of_token(text, item))
    return mentions + _joined_run(text, run, units)


def _joined_run(text: str, readings: list[Reading], units: Units) -> list[Mention]:
    mentions, at = [], 0
    while at < len(readings):
        several = joined(text, readings, at, units)
        mentions.append(several.mention if several else single(text, readings[at]))
        at += several.used if several else 1
    return mentions


def _of_token(text: str, token: Token) -> Mention:
    start, end = token.start, token.end
    return Mention(start, end, text[start:end], token.kind, None, token.low, token.high, recurrence=token.recurrence)


_NIL = frozenset(("", "-", "--", "—", "——", "/", "无", "―", "─"))
_LEADING = ("控制在", "保持在", "达到", "达", "力争", "共计", "合计", "共", "为", "增加", "增长")
_TURNING = ("减少", "下降", "降低")
_BLANK_GROUPS = re.compile(r"[1-9]\d{0,2}(?: \d{3}){1,5}(?:\.\d{1,6})?")


def parse_cell(text: str, units: Mapping[str, Unit] = UNITS) -> Mention | None:
    """The number that a table cell holds as a whole; None for nil (—, /, 无), running text and unreadable cells."""
    normal = normalise(text)
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
    return _as_printed(text, mention)


def _whole(body: str, units: Mapping[str, Unit]) -> Mention | None:
    bare = arabic(body.replace(" ", "") if _BLANK_GROUPS.fullmatch(body) else body)
    if bare is not None and not (body.isdigit() and len(body) > 1 and body[0] == "0"):
        return single(body, Reading(0, len(body), 0, len(body), bare))
    found = _mentions(body, lexer(), _builtin_units() if units is UNITS else Units(units))
    if len(found) != 1 or found[0].kind not in (*QUANTITIES, "date") or body[found[0].end :].strip("。；;,， )"):
        return None
    rest = body[: found[0].start].strip()
    signed = rest in _TURNING and body[found[0].start] == "-"
    return found[0] if not rest or rest in _LEADING or signed else None


def _moved(mention: Mention, by: int) -> Mention:
    members = tuple(_moved(m, by) for m in mention.members)
    return replace(mention, start=mention.start + by, end=mention.end + by, members=members)
