"""Ranges and lists: what several readings next to each other say together; and readings as mentions."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from fundqa.model import Mention
from fundqa.quantity_atoms import Reading
from fundqa.quantity_qualify import Asserted, Effect, asserted
from fundqa.quantity_units import Units
from fundqa.units import COUNT, MEASURE, MONEY, NO_UNIT, NUMBER, POINTS, RATIO, Unit

PERCENT = "percent"
_HUNDRED = Decimal(100)
_LEAST = (Effect.LEAST, Effect.OVER)
_MOST = (Effect.MOST, Effect.UNDER)
_OPERATOR = "(≤|≥|<=|>=|=<|=>|<|>)"
_INEQUALITY = re.compile(rf"\s?{_OPERATOR}\s?([A-Za-zα-ωΑ-Ω一-龥]{{0,12}})\s?{_OPERATOR}\s?")
_TO = re.compile(r"\s?(?:\((不?含)\)\s?)?(?:至|到|[-~]|—{1,2}|──?)\s?")
_INCLUDED = re.compile(r"\((不?含)\)")
_AND = re.compile(r"\s?(?:与|和|及|至|到|、)\s?")
_BOTH = re.compile(r"[\s,，、;；]{0,2}(?:且|并|和|而|又|但|并且|而且|同时)?\s?")
_COMMA = re.compile(r"\s?[,，、]\s?")
_LISTED = re.compile(r"\s?(?:、|和|与|及|以及|或)\s?")
_MEMBERS = 60
_PIECE = "个"  # 0.8个和1.1个百分点


@dataclass(frozen=True, slots=True)
class Joined:
    """A mention and how many readings it used up."""

    mention: Mention
    used: int


def single(text: str, reading: Reading) -> Mention:
    """One reading as a mention."""
    if reading.fixed and reading.fixed != "ratio":
        return Mention(reading.start, reading.end, text[reading.start : reading.end], reading.fixed)
    unit = reading.unit or NO_UNIT
    factor = factor_of(unit)
    value, place = reading.numeral.value * factor, reading.numeral.place * factor
    if text[reading.core - 1 : reading.core] == "±" and reading.core:
        return _mention(text, reading.core - 1, reading.end, (-value, value), unit)
    stated = _stated(reading, value, place, factor)
    qualifier = reading.before or reading.after
    return Mention(
        reading.start, reading.end, text[reading.start : reading.end], kind_of(unit), value, stated.low, stated.high,
        stated.low_inclusive, stated.high_inclusive, base_of(unit), unit.symbol if not reading.fixed else "",
        qualifier.word if qualifier else None, reading.numeral.decimals,
    )  # fmt: skip


def factor_of(unit: Unit) -> Decimal:
    """What a printed number in `unit` is multiplied by in a mention: base units, but percent and points as such."""
    return (unit.scale * _HUNDRED).normalize() if base_of(unit) in (PERCENT, "percentage_point") else unit.scale


def base_of(unit: Unit) -> str:
    """The unit name of a mention: the base unit, "percent" for what is printed per hundred, thousand …"""
    return PERCENT if unit.base == "ratio" and unit.symbol != "倍" else unit.base


def kind_of(unit: Unit) -> str:
    """The kind of a mention in `unit`."""
    if unit.dimension == RATIO:
        return PERCENT if base_of(unit) == PERCENT else "ratio"
    return {MONEY: "money", COUNT: "count", POINTS: "points", MEASURE: "measure", NUMBER: "number"}[unit.dimension]


def _stated(reading: Reading, value: Decimal, place: Decimal, factor: Decimal) -> Asserted:
    place_of_words = place or factor.scaleb(min(0, int(reading.numeral.value.normalize().as_tuple().exponent)))
    sets = [asserted(value, place_of_words, q.effect) for q in (reading.before, reading.after) if q]
    if not sets:
        return Asserted(value - place / 2, value + place / 2)
    return sets[0] if len(sets) == 1 else _common(sets[0], sets[1])


def _common(a: Asserted, b: Asserted) -> Asserted:
    """What two qualifiers of one number assert together (不超过100万元以内): the ends that either of them closes."""
    low = a if b.low is None or (a.low is not None and a.low >= b.low) else b
    high = a if b.high is None or (a.high is not None and a.high <= b.high) else b
    if low.low is not None and high.high is not None and low.low > high.high:
        return a
    return Asserted(low.low, high.high, low.low_inclusive, high.high_inclusive)


def joined(text: str, readings: list[Reading], at: int, units: Units) -> Joined | None:
    """The range or list that begins with the reading at `at`; None when it stands alone."""
    first = readings[at]
    if first.fixed or at + 1 >= len(readings) or readings[at + 1].fixed:
        return None
    second = readings[at + 1]
    if second.core - first.stop > 24:
        return None
    mention = _range(text, first, second, units)
    return Joined(mention, 2) if mention else _list(text, readings, at, units)


def _range(text: str, a: Reading, b: Reading, units: Units) -> Mention | None:
    pair = _same_unit(a.unit, b.unit, units)
    if pair is None:
        return None
    if text[a.stop : b.core] == "±":
        middle, slack = _ends(a, b, pair)
        return _mention(text, a.start, b.end, (middle - slack, middle + slack), pair[1])
    return (
        _inequality(text, a, b, pair)
        or _bounded(text, a, b, pair)
        or _bracketed(text, a, b, pair, units)
        or _to(text, a, b, pair)
    )


def _same_unit(a: Unit | None, b: Unit | None, units: Units) -> tuple[Unit, Unit] | None:
    """The units of both ends of a range, the first inheriting from the second; None when they cannot be one range."""
    if a is None or b is None:
        return (b or NO_UNIT, b or NO_UNIT) if a is None else None
    if a.base != b.base:
        wider = b if a.symbol == _PIECE and b.dimension == POINTS else units.joined(a, b)
        return (wider, b) if wider else None
    return a, b


def _mention(text: str, start: int, end: int, ends: tuple[Decimal, Decimal], unit: Unit, low_in: bool = True,
             high_in: bool = True, legal: bool = True, qualifier: str | None = None) -> Mention:  # fmt: skip
    low, high = ends
    if low > high:
        low, high, legal = high, low, False
    return Mention(
        start, end, text[start:end], "range", None, low, high, low_in, high_in, base_of(unit), unit.symbol, qualifier,
        legal=legal,
    )  # fmt: skip


def _ends(a: Reading, b: Reading, pair: tuple[Unit, Unit]) -> tuple[Decimal, Decimal]:
    return a.numeral.value * factor_of(pair[0]), b.numeral.value * factor_of(pair[1])


def _inequality(text: str, a: Reading, b: Reading, pair: tuple[Unit, Unit]) -> Mention | None:
    """95%≤X≤105%, and the malformed 105%≤≥95%."""
    match = _INEQUALITY.fullmatch(text, a.stop, b.core)
    if match is None or a.qualified:
        return None
    rising = (match[1][0] in "≤<" or match[1] == "=<", match[3][0] in "≤<" or match[3] == "=<")
    closed = (match[1] not in "<>", match[3] not in "<>")
    ends = _ends(a, b, pair)
    if rising[0] != rising[1] or not match[2]:
        return _mention(text, a.start, b.end, (min(ends), max(ends)), pair[1], legal=False)
    if not rising[0]:
        ends, closed = ends[::-1], closed[::-1]
    return _mention(text, a.start, b.end, (ends[0], ends[1]), pair[1], *closed)


def _bounded(text: str, a: Reading, b: Reading, pair: tuple[Unit, Unit]) -> Mention | None:
    """≥95%且≤105%, 95%以上105%以下; and 95%≤105%, in which an end is missing."""
    first, second = a.before or a.after, b.before or b.after
    ends = _ends(a, b, pair)
    if first is None or second is None:
        operator = second is not None and second.word in ("≤", "≥", "<=", ">=") and first is None
        lone = operator and not text[a.end : b.start].strip()
        return _mention(text, a.start, b.end, (min(ends), max(ends)), pair[1], legal=False) if lone else None
    if not _BOTH.fullmatch(text, a.end, b.start):
        return None
    if first.effect in _MOST and second.effect in _LEAST:
        first, second, ends = second, first, ends[::-1]
    if first.effect not in _LEAST or second.effect not in _MOST:
        return None
    closed = first.effect is Effect.LEAST, second.effect is Effect.MOST
    return _mention(text, a.start, b.end, (ends[0], ends[1]), pair[1], *closed)


def _bracketed(text: str, a: Reading, b: Reading, pair: tuple[Unit, Unit], units: Units) -> Mention | None:
    """[95%,105%) as in mathematics."""
    opening, closing = text[a.start - 1 : a.start], text[b.end : b.end + 1]
    if opening not in ("[", "(") or closing not in ("]", ")") or not _COMMA.fullmatch(text, a.end, b.start):
        return None
    if "[" not in opening and "]" not in closing and not (a.unit and b.unit):
        return None
    found = units.at(text, b.end + 1) if pair[1] is NO_UNIT else None
    unit, end = found or (pair[1], b.end + 1)
    ends = (a.numeral.value * factor_of(unit), b.numeral.value * factor_of(unit)) if found else _ends(a, b, pair)
    return _mention(text, a.start - 1, end, ends, unit, opening == "[", closing == "]")


def _to(text: str, a: Reading, b: Reading, pair: tuple[Unit, Unit]) -> Mention | None:
    """95%至105%, 9~16亿元, 介于5%与8%之间."""
    if a.after is not None or b.before is not None:
        return None
    between = text.startswith("之间", b.end)
    to = _TO.fullmatch(text, a.end, b.core)
    if not (to or (between and _AND.fullmatch(text, a.end, b.core))):
        return None
    if text[a.end : b.core].strip() == "-" and "=" in (text[b.end : b.end + 1], text[a.start - 1 : a.start]):
        return None
    start = a.start - 2 if between and text[max(0, a.start - 2) : a.start] == "介于" else a.start
    qualifier = a.before or b.after
    ends = _ends(a, b, pair)
    if qualifier and qualifier.effect is Effect.ABOUT:
        ends = ends[0] - _slack(a, pair[0]), ends[1] + _slack(b, pair[1])
    included = _INCLUDED.match(text, b.end)
    end = b.end + 2 if between else included.end() if included else b.end
    closed = not (to and to[1] == "不含"), not (included and included[1] == "不含")
    return _mention(text, start, end, ends, pair[1], *closed, qualifier=qualifier.word if qualifier else None)


def _slack(reading: Reading, unit: Unit) -> Decimal:
    return max(reading.numeral.place, abs(reading.numeral.value) / 100) * factor_of(unit)


def _list(text: str, readings: list[Reading], at: int, units: Units) -> Joined | None:
    """3.2、4.5和6.1亿元: numbers without a unit of their own, up to the one that has it."""
    last = at
    while _open(readings[last]) and last + 1 < len(readings) and last - at < _MEMBERS:
        following = readings[last + 1]
        if following.fixed or following.before or not _LISTED.fullmatch(text, readings[last].end, following.start):
            break
        last += 1
    if last == at or readings[at].qualified:
        return None
    unit = readings[last].unit
    if readings[at].unit and unit and unit.symbol == _PIECE:
        return None
    members = []
    for reading in readings[at : last + 1]:
        pair = _same_unit(reading.unit, unit, units)
        if pair is None:
            return None
        members.append(single(text, replace(reading, unit=pair[0] if pair[0] is not NO_UNIT else None)))
    start, end = readings[at].start, readings[last].end
    common = unit or NO_UNIT
    mention = Mention(
        start, end, text[start:end], "list", unit=base_of(common), symbol=common.symbol, members=tuple(members)
    )
    return Joined(mention, last - at + 1)


def _open(reading: Reading) -> bool:
    return reading.unit is None or reading.unit.dimension == NUMBER or reading.unit.symbol == _PIECE
