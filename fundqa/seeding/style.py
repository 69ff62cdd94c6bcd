"""How one report prints its figures: units and places of tables and prose, percent signs, thousands separators."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from fundqa.quantity import format_value
from fundqa.seeding.words import Choice
from fundqa.units import MONEY, POINTS, RATIO, UNITS, Unit

_POINTS = Decimal(100)
_PLACES_THAT_MATTER = 10  # the least figure of a sentence is at least that many units in its last place

Printed = tuple[str, int]
"""A unit and its decimals."""

# Unit, decimals and the grain of the true amounts (元): at a coarser grain than printed, the print is exact.
_TABLES = {
    "large": (
        ("万元", 0, "10000"), ("万元", 2, "100"), ("万元", 2, "1"), ("千元", 0, "1"), ("亿元", 4, "1"), ("元", 0, "1"),
        ("元", 2, "0.01"), ("万元", 0, "1"),
    ),
    "small": (
        ("万元", 2, "100"), ("万元", 2, "1"), ("元", 0, "1"), ("元", 2, "0.01"), ("千元", 2, "1"), ("万元", 1, "1000"),
    ),
}  # fmt: skip
_PROSE: dict[str, tuple[Printed, ...]] = {
    "large": (("亿元", 2), ("亿元", 4), ("万元", 2), ("万元", 0), ("亿元", 2), ("元", 0)),
    "small": (("万元", 2), ("万元", 1), ("元", 0), ("万元", 2), ("千元", 0)),
}
_FALLBACKS: tuple[Printed, ...] = (("亿元", 4), ("万元", 2), ("元", 0), ("元", 2))


@dataclass(frozen=True, slots=True)
class Figure:
    """A true amount in base units: money in 元, shares as ratios; unit: how counts and standards are counted."""

    value: Decimal
    dimension: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Style:
    """table_unit, table_decimals: of money in tables; grain: the true amounts are multiples of it, in 元."""

    table_unit: Unit
    table_decimals: int
    grain: Decimal
    prose: Printed
    rate_decimals: int
    percent: str
    separators: bool
    in_ten_thousands: bool

    def money_in_table(self, value: Decimal) -> str:
        """An amount as a table cell has it: without its unit."""
        text = format_value(value, self.table_unit, self.table_decimals).removesuffix(self.table_unit.symbol)
        return _separated(text) if self.separators else text

    def unit_for(self, values: Iterable[Decimal]) -> Printed:
        """The unit in which a sentence prints these amounts: the report's own, a finer one where digits would go."""
        least = min((abs(value) for value in values if value), default=Decimal(0))
        for name, decimals in (self.prose, *_FALLBACKS):
            if least >= _PLACES_THAT_MATTER * UNITS[name].scale.scaleb(-decimals):
                return name, decimals
        return _FALLBACKS[-1]

    def money(self, value: Decimal, printed: Printed) -> str:
        """An amount as prose has it."""
        return format_value(value, UNITS[printed[0]], printed[1])

    def ratio(self, value: Decimal, decimals: int | None = None) -> str:
        """A share of 1 as a percentage, with the report's places unless told otherwise."""
        return self.points(value * _POINTS, self.rate_decimals if decimals is None else decimals)

    def points(self, value: Decimal, decimals: int) -> str:
        """A number of hundredths as a percentage."""
        return format_value(value, UNITS[""], decimals) + self.percent

    def count(self, figure: Figure, *, prose: bool = False) -> str:
        """A count or standard with its unit; in prose large numbers of persons may come in tens of thousands."""
        wide = UNITS.get("万" + figure.unit)
        if prose and self.in_ten_thousands and wide and figure.value >= 1000:
            return format_value(figure.value, wide, 2)
        return format_value(figure.value, UNITS[figure.unit], None)

    def printed(self, figure: Figure, printed: Printed) -> str:
        """Any figure as prose has it."""
        if figure.dimension == MONEY:
            return self.money(figure.value, printed)
        if figure.dimension == POINTS:
            return format_value(figure.value, UNITS[figure.unit], self.rate_decimals)
        return self.ratio(figure.value) if figure.dimension == RATIO else self.count(figure, prose=True)


def style(choice: Choice, size: int) -> Style:
    """A report's manner; size: what its smallest subject spends, in 万元."""
    kind = "large" if size >= 10_000 else "small"
    unit, decimals, grain = choice.pick(_TABLES[kind])
    return Style(
        table_unit=UNITS[unit],
        table_decimals=decimals,
        grain=Decimal(grain),
        prose=choice.pick(_PROSE[kind]),
        rate_decimals=choice.pick((2, 2, 2, 1)),
        percent="%" if choice.often(80) else "％",
        separators=choice.often(20),
        in_ten_thousands=choice.often(40),
    )


def _separated(text: str) -> str:
    whole, point, rest = text.partition(".")
    return f"{int(whole):,}" + point + rest if whole.isdecimal() else text
