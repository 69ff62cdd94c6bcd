"""Closed intervals of Decimals: the only tolerance in fundqa is whether two of them meet.

Bounds are rounded outwards, so a result always contains every exact value that its operands allow.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

_DOWN = Context(prec=40, rounding=ROUND_FLOOR)
_UP = Context(prec=40, rounding=ROUND_CEILING)


@dataclass(frozen=True, slots=True)
class Interval:
    """The closed set [low, high]; `low <= high` always holds. Infinite ends are Decimal("±Infinity")."""

    low: Decimal
    high: Decimal

    def __post_init__(self) -> None:
        if not self.low <= self.high:
            raise ValueError(f"not an interval: [{self.low}, {self.high}]")

    @property
    def width(self) -> Decimal:
        """high - low, in the interval's own unit; 0 for an exact value."""
        return _UP.subtract(self.high, self.low)

    @property
    def exact(self) -> bool:
        """Whether the interval is a single point."""
        return self.low == self.high

    def __contains__(self, value: Decimal) -> bool:
        return self.low <= value <= self.high


def point(value: Decimal) -> Interval:
    """The interval of an exact value."""
    return Interval(value, value)


def around(value: Decimal, half_width: Decimal) -> Interval:
    """[value - half_width, value + half_width]; `half_width` is not negative."""
    return Interval(_DOWN.subtract(value, half_width), _UP.add(value, half_width))


def meet(a: Interval, b: Interval) -> bool:
    """Whether two closed intervals share a point. Symmetric; touching ends count."""
    return a.low <= b.high and b.low <= a.high


def below(a: Interval, b: Interval) -> bool:
    """Whether all of `a` lies strictly below all of `b`."""
    return a.high < b.low


def hull(parts: Iterable[Interval]) -> Interval:
    """The smallest interval that contains all `parts`; ValueError when there is none."""
    items = list(parts)
    return Interval(min(i.low for i in items), max(i.high for i in items))


def add(a: Interval, b: Interval) -> Interval:
    """All sums of a value of `a` and a value of `b`."""
    return Interval(_DOWN.add(a.low, b.low), _UP.add(a.high, b.high))


def subtract(a: Interval, b: Interval) -> Interval:
    """All differences of a value of `a` and a value of `b`, taken as independent."""
    return Interval(_DOWN.subtract(a.low, b.high), _UP.subtract(a.high, b.low))


def negate(a: Interval) -> Interval:
    """All values of `a` with their sign turned."""
    return Interval(-a.high, -a.low)


def scale(a: Interval, factor: Decimal) -> Interval:
    """All values of `a` times an exact factor."""
    return multiply(a, point(factor))


def multiply(a: Interval, b: Interval) -> Interval:
    """All products of a value of `a` and a value of `b`, taken as independent."""
    pairs = [(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    return Interval(min(_DOWN.multiply(x, y) for x, y in pairs), max(_UP.multiply(x, y) for x, y in pairs))


def divide(a: Interval, b: Interval) -> Interval:
    """All quotients; ZeroDivisionError when `b` contains 0."""
    if Decimal(0) in b:
        raise ZeroDivisionError("the divisor's interval contains zero")
    pairs = [(x, y) for x in (a.low, a.high) for y in (b.low, b.high)]
    return Interval(min(_DOWN.divide(x, y) for x, y in pairs), max(_UP.divide(x, y) for x, y in pairs))
