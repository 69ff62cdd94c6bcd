"""Errors in numbers: slips of the digits and of the unit, and figures that belong elsewhere."""

from __future__ import annotations

import random
from collections.abc import Iterator
from decimal import Decimal

from fundqa.document import Location
from fundqa.model import Text
from fundqa.seeding.errors_base import (
    Proposal,
    decimals_of,
    digit_places,
    in_digits,
    number_at,
    replaced,
    value_of,
    well_formed,
)
from fundqa.seeding.errors_reading import Printed, Reading, comparison_of, is_arithmetic, printed
from fundqa.seeding.mutate import Change, Edit
from fundqa.units import UNITS

_APART = 30
_TEN_THOUSAND = ("亿元", "万元"), ("万元", "元"), ("万元", "亿元"), ("元", "万元"), ("万人", "人"), ("人", "万人")


class OnDigits:
    """An operator that rewrites the digits of one checkable number."""

    harmless = False

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """Every checkable number."""
        return digit_places(reading)

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:
        """The rewritings, in random order."""
        digits = number_at(reading, place).text
        found = [text for text in dict.fromkeys(self.variants(digits)) if text != digits and well_formed(text)]
        rng.shuffle(found)
        yield from (replaced(place, text) for text in found)

    def variants(self, digits: str) -> Iterator[str]:
        """What the digits may become."""
        raise NotImplementedError


class Transposed(OnDigits):
    """Two neighbouring digits in each other's place."""

    name = "transposed-digits"
    title = Text("相邻数字颠倒", "transposed digits")

    def variants(self, digits: str) -> Iterator[str]:
        """Every pair of unlike neighbours."""
        for i in range(len(digits) - 1):
            if digits[i].isdigit() and digits[i + 1].isdigit():
                yield digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]


class WrongDigit(OnDigits):
    """One digit another."""

    name = "wrong-digit"
    title = Text("一位数字写错", "one wrong digit")

    def variants(self, digits: str) -> Iterator[str]:
        """Every digit at every place."""
        for i, old in enumerate(digits):
            if old.isdigit():
                yield from (f"{digits[:i]}{new}{digits[i + 1 :]}" for new in range(10))


class DroppedDigit(OnDigits):
    """One digit left out."""

    name = "dropped-digit"
    title = Text("漏写一位", "dropped digit")

    def variants(self, digits: str) -> Iterator[str]:
        """Without each digit of the whole part that has more than one, or of the decimals."""
        whole = digits.replace("．", ".").partition(".")[0]
        for i, old in enumerate(digits):
            if old.isdigit() and (i >= len(whole) or len(whole) > 1):
                yield (digits[:i] + digits[i + 1 :]).rstrip(".．")


class DoubledDigit(OnDigits):
    """One digit written twice."""

    name = "doubled-digit"
    title = Text("重写一位", "doubled digit")

    def variants(self, digits: str) -> Iterator[str]:
        """Each digit of the number twice."""
        for i, old in enumerate(digits):
            if old.isdigit():
                yield digits[: i + 1] + old + digits[i + 1 :]


class PointMoved(OnDigits):
    """Ten times too much or too little."""

    name = "unit-slip-10"
    title = Text("差十倍", "ten times too much or too little")

    def variants(self, digits: str) -> Iterator[str]:
        """The point one place further right or left."""
        value, decimals = value_of(digits), decimals_of(digits)
        yield in_digits(value * 10, max(decimals - 1, 0))
        yield in_digits(value / 10, decimals + 1)


class UnitSlip:
    """The digits in a unit ten thousand times as large or small."""

    harmless = False
    name = "unit-slip-10000"
    title = Text("单位错（差一万倍）", "wrong unit (ten thousand times)")

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """Every checkable number."""
        return digit_places(reading)

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:
        """Another unit where one is printed; amounts in 元 under a heading that says 万元 where none is."""
        number = number_at(reading, place)
        units = [new for old, new in _TEN_THOUSAND if old == number.mention.symbol]
        rng.shuffle(units)
        symbol = symbol_place(reading, number)
        if symbol is not None:
            for new in units:
                yield Proposal(Change((Edit(symbol, new),)), place)
        elif not number.mention.symbol and not number.mention.unit:
            decimals = decimals_of(number.text)
            yield replaced(place, in_digits(value_of(number.text) * 10000, max(decimals - 4, 0)))


def symbol_place(reading: Reading, number: Printed) -> Location | None:
    """Where a number's unit is printed behind its digits."""
    symbol, text = number.mention.symbol, reading.texts[number.place.host]
    if not symbol or symbol not in UNITS:
        return None
    start = text.find(symbol, number.digits.end, number.mention.end)
    return number.place.span(start, start + len(symbol)) if start >= 0 else None


def _shaken(digits: str, rng: random.Random) -> Iterator[str]:
    """Other amounts of the same size and precision, from 3 to 20 % away."""
    for _ in range(8):
        factor = Decimal(1) + Decimal(rng.randint(30, 200)) / 1000 * rng.choice((1, -1))
        yield in_digits(value_of(digits) * factor, decimals_of(digits))


class PartChanged:
    """A part of a sum with another amount, the total left as it was."""

    harmless = False
    name = "part-changed"
    title = Text("改了分项未改合计", "a part changed, the total kept")

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """The parts of sums."""
        sums = [h.known for h in reading.held if h.known.kind == "sum" and len(h.known.operands) > 1]
        parts = {place for known in sums for place in known.operands[1:]}
        return tuple(number.digits for number in reading.numbers if number.place in parts)

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:
        """Other amounts."""
        digits = number_at(reading, place).text
        yield from (replaced(place, text) for text in _shaken(digits, rng) if text != digits and well_formed(text))


class RateKept:
    """An amount changed wherever it is stated, the rate worked out from it left as it was."""

    harmless = False
    name = "rate-not-recomputed"
    title = Text("改了金额未重算比率", "an amount changed, its rate kept")

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """The amounts that rates are worked out from."""
        rates = [h.known for h in reading.held if is_arithmetic(h.known) and "/" in h.known.text]
        amounts = {place for known in rates for place in known.operands[1:]}
        return tuple(number.digits for number in reading.numbers if number.place in amounts)

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:
        """All statements of the amount changed alike."""
        number = number_at(reading, place)
        stated = statements(reading, number)
        for text in _shaken(number.text, rng):
            factor = value_of(text) / value_of(number.text) if value_of(number.text) else Decimal(1)
            if well_formed(text) and text != number.text:
                yield Proposal(Change(tuple(scaled(n, factor) for n in stated)), place)


def statements(reading: Reading, number: Printed) -> list[Printed]:
    """A number and every other statement of it, in the units they are printed in."""
    found, waiting = {number.place}, [number.place]
    while waiting:
        for held in reading.over(waiting.pop()):
            comparison = comparison_of(held.known)
            plain = comparison is not None and is_arithmetic(held.known) and len(held.known.operands) == 2
            if plain and not set("+-*/(") & set(held.known.text):
                new = set(held.known.operands) - found
                found |= new
                waiting += sorted(new)
    return [n for n in reading.numbers if n.place in found]


def scaled(number: Printed, factor: Decimal) -> Edit:
    """A number times a factor, with as many decimals."""
    return Edit(number.digits, in_digits(value_of(number.text) * factor, decimals_of(number.text)))


class FromElsewhere:
    """An operator that puts another figure of the report in a number's place."""

    harmless = False

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """The numbers for which there is such a figure."""
        return tuple(n.digits for n in reading.numbers if next(self.figures(reading, n), None) is not None)

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:
        """The other figures, in random order."""
        number = number_at(reading, place)
        found = list(dict.fromkeys(self.figures(reading, number)))
        rng.shuffle(found)
        yield from (replaced(place, text) for text in found)

    def figures(self, reading: Reading, number: Printed) -> Iterator[str]:
        """The digits of the figures it might be mistaken for."""
        raise NotImplementedError


def _like(number: Printed, other: Printed | None) -> bool:
    """Whether another number is printed in the same unit, of the like size, and differs."""
    if other is None or other.text == number.text:
        return False
    low, high = sorted((value_of(number.text), value_of(other.text)))
    if high > low * _APART:
        return False
    return (other.mention.symbol, other.mention.unit) == (number.mention.symbol, number.mention.unit)


class OtherColumn(FromElsewhere):
    """The figure of another column: a target for a result, the budget for the spending."""

    name = "other-column"
    title = Text("错取另一栏的数", "a figure from the other column")

    def figures(self, reading: Reading, number: Printed) -> Iterator[str]:
        """In a table, its row; in prose, the amounts that its rate is worked out from."""
        if number.place.row >= 0:
            row = (number.place.host.block, number.place.host.parent, number.place.row)
            hosts = [h for h in reading.texts if (h.block, h.parent, h.row) == row and h != number.place.host]
            others = [printed(reading.texts, host.span(0, len(reading.texts[host]))) for host in hosts]
        else:
            rates = [h.known for h in reading.over(number.place) if "/" in h.known.text and "-" not in h.known.text]
            others = [printed(reading.texts, p) for known in rates for p in known.operands if p != number.place]
        yield from (other.text for other in others if other is not None and _like(number, other))


class OtherYear(FromElsewhere):
    """The figure of the year before, or after."""

    name = "other-year"
    title = Text("错取另一年度的数", "a figure from the other year")

    def figures(self, reading: Reading, number: Printed) -> Iterator[str]:
        """The numbers it is compared with over time."""
        changes = [h.known for h in reading.over(number.place) if h.known.kind in ("growth", "change")]
        others = [printed(reading.texts, p) for known in changes for p in known.operands if p != number.place]
        yield from (other.text for other in others if other is not None and _like(number, other))


class OtherFund(FromElsewhere):
    """The figure of the same cell in another fund's form."""

    name = "other-fund"
    title = Text("错取另一基金的数", "a figure from another fund")

    def figures(self, reading: Reading, number: Printed) -> Iterator[str]:
        """Cells of other tables in the same column whose row is named alike."""
        if number.place.row < 0:
            return
        label = _label(reading, number.place)
        for other in reading.numbers:
            elsewhere = other.place.row >= 0 and other.place.block != number.place.block
            if elsewhere and other.place.col == number.place.col and label and _label(reading, other.place) == label:
                yield from (other.text for _ in range(_like(number, other)))


def _label(reading: Reading, place: Location) -> str:
    """The text of the nearest cell to the left that holds some."""
    for col in range(place.col - 1, -1, -1):
        text = reading.texts.get(Location(place.document, place.part, place.block, place.row, col, parent=place.parent))
        if text and text.strip():
            return text.strip()
    return ""
