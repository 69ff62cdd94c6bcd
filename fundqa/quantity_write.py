"""Mentions as quantities and bounds, and quantities back as text."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

from fundqa.model import Bound, Mention, Quantity
from fundqa.quantity_qualify import PREFIXES
from fundqa.units import NO_UNIT, UNITS, Unit

_INFINITY = Decimal("Infinity")
_IN_POINTS = ("percent", "percentage_point")
_BEFORE = frozenset(word for words in PREFIXES.values() for word in words)
_SOME = ("余", "多", "来")
_PER_HUNDRED = Decimal("0.01")


def to_quantity(
    mention: Mention, *, unit: Unit | None = None, exact: bool = False, units: Mapping[str, Unit] = UNITS
) -> Quantity:
    """The number of a mention that has one; percent becomes a ratio (98.38% is 0.9838).

    unit: what a bare number is counted in (its column's unit); exact: the digits are a count, not a rounding.
    ValueError for ranges, lists, dates and whatever else has no value.
    """
    if mention.value is None:
        raise ValueError(f"no single value: {mention.surface}")
    actual, factor = _unit(mention, unit, units)
    value = mention.value * factor
    if exact:
        return Quantity(value, actual, None, mention.qualifier, value, value)
    low = -_INFINITY if mention.low is None else mention.low * factor
    high = _INFINITY if mention.high is None else mention.high * factor
    return Quantity(value, actual, mention.decimals, mention.qualifier, low, high)


def to_bound(mention: Mention, *, unit: Unit | None = None, units: Mapping[str, Unit] = UNITS) -> Bound:
    """What a target asserts: a range, a qualified number, days of a month or year, or exactly a bare value.

    ValueError for what asserts nothing, such as a list, a plain date or a code.
    """
    actual, factor = _unit(mention, unit, units)
    if mention.recurrence is not None:
        return Bound(mention.low, mention.high, True, True, UNITS["日"], mention.recurrence)
    if mention.value is not None and mention.qualifier is None:
        value = mention.value * factor
        return Bound(value, value, True, True, actual)
    if mention.low is None and mention.high is None:
        raise ValueError(f"no bound: {mention.surface}")
    low = None if mention.low is None else mention.low * factor
    high = None if mention.high is None else mention.high * factor
    return Bound(low, high, mention.low_inclusive, mention.high_inclusive, actual, None, mention.legal)


def _unit(mention: Mention, unit: Unit | None, units: Mapping[str, Unit]) -> tuple[Unit, Decimal]:
    """The unit that holds for a mention, and what its value is multiplied by."""
    if mention.unit in _IN_POINTS:
        return units[mention.symbol], _PER_HUNDRED
    if mention.unit or unit is None:
        return _own_unit(mention, units), Decimal(1)
    if mention.symbol:
        bare = unit.symbol.lstrip("十百千万亿")
        return units.get(mention.symbol + bare, unit), units.get(bare, NO_UNIT).scale
    return unit, unit.scale


def _own_unit(mention: Mention, units: Mapping[str, Unit]) -> Unit:
    found = units.get(mention.symbol) if mention.symbol else None
    if found is not None:
        return found
    return UNITS["倍"] if mention.unit == "ratio" else NO_UNIT


def format_quantity(quantity: Quantity) -> str:
    """As written: qualifier, digits with the printed places, unit (0.42亿元, 98.38%, 约2914人)."""
    text = format_value(quantity.value, quantity.unit, quantity.decimals)
    word = quantity.qualifier
    if word is None:
        return text
    if word in _BEFORE:
        return word + text
    digits = text.removesuffix(quantity.unit.symbol)
    return f"{digits}{word}{quantity.unit.symbol}" if word in _SOME else text + word


def format_value(value: Decimal, unit: Unit, decimals: int | None) -> str:
    """`value` (in base units) in `unit` with that many decimals; None prints it exactly. No thousands separators."""
    printed = value / unit.scale
    if decimals is None:
        text = f"{printed.normalize():f}"
        return ("0" if printed == 0 else text) + unit.symbol
    places = Decimal(1).scaleb(-decimals)
    return f"{printed.quantize(places, ROUND_HALF_UP):f}{unit.symbol}"
