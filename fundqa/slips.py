"""The small slips of writing a number down: which other numbers the writer may have meant."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from fundqa.model import Basis, Dims, Fact, Quantity
from fundqa.units import COUNT, MONEY
from fundqa.view import View

UNIT, TRANSPOSED, COLUMN, YEAR, FUND, DOUBLED, DROPPED, DIGIT = (
    "unit", "transposed", "column", "year", "fund", "doubled", "dropped", "digit",
)  # fmt: skip
ORDER = (UNIT, TRANSPOSED, COLUMN, FUND, YEAR, DOUBLED, DROPPED, DIGIT)
"""The kinds of slip, the likelier first."""

_FACTORS = tuple(Decimal(10) ** n for n in (1, -1, 4, -4, 8, -8))
_MOST_TOLD = 100


@dataclass(frozen=True, slots=True)
class Slip:
    """A guess: what kind of slip, and the quantity that may have been meant."""

    kind: str
    meant: Quantity


def slips(fact: Fact, view: View) -> Iterator[Slip]:
    """Every number that a single slip could have turned into this one, likelier kinds first."""
    yield from shifted(fact)
    yield from _rewritten(fact, TRANSPOSED, _transposed)
    yield from _elsewhere(fact, view)
    yield from _rewritten(fact, DOUBLED, _without_double)
    yield from _rewritten(fact, DROPPED, _with_digit)
    yield from _rewritten(fact, DIGIT, _other_digit)


def shifted(fact: Fact) -> Iterator[Slip]:
    """The number in a unit ten, ten thousand or a hundred million times as large or small."""
    if fact.quantity.unit.dimension in (MONEY, COUNT) and fact.quantity.value:
        for factor in _FACTORS:
            yield Slip(UNIT, _scaled(fact.quantity, factor))


def _scaled(quantity: Quantity, factor: Decimal) -> Quantity:
    """The same digits with the point elsewhere; their precision moves with them."""
    decimals = quantity.decimals
    if decimals is not None:
        decimals = max(0, decimals - factor.adjusted())
    ends = quantity.low * factor, quantity.high * factor
    return Quantity(quantity.value * factor, quantity.unit, decimals, quantity.qualifier, *ends)


def _rewritten(fact: Fact, kind: str, variants: object) -> Iterator[Slip]:
    quantity = fact.quantity
    printed = quantity.value / quantity.unit.scale
    decimals = quantity.decimals or 0
    digits = f"{printed:.{decimals}f}"
    if not digits.replace(".", "").isdigit() or quantity.qualifier:
        return
    half = (quantity.high - quantity.low) / 2
    seen = {digits}
    assert callable(variants)
    for text in variants(digits):
        if text not in seen and _well_formed(text):
            seen.add(text)
            value = Decimal(text) * quantity.unit.scale
            yield Slip(kind, Quantity(value, quantity.unit, decimals, None, value - half, value + half))


def _well_formed(text: str) -> bool:
    whole = text.partition(".")[0]
    return bool(whole) and (len(whole) == 1 or whole[0] != "0") and Decimal(text) != 0


def _transposed(digits: str) -> Iterator[str]:
    for i in range(len(digits) - 1):
        if digits[i].isdigit() and digits[i + 1].isdigit() and digits[i] != digits[i + 1]:
            yield digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]


def _without_double(digits: str) -> Iterator[str]:
    whole = digits.partition(".")[0]
    for i in range(len(whole) - 1):
        if whole[i] == whole[i + 1]:
            yield digits[:i] + digits[i + 1 :]


def _with_digit(digits: str) -> Iterator[str]:
    whole = digits.partition(".")[0]
    for i in range(len(whole) + 1):
        for digit in "0123456789":
            yield digits[:i] + digit + digits[i:]


def _other_digit(digits: str) -> Iterator[str]:
    for i, old in enumerate(digits):
        if old.isdigit():
            for digit in "0123456789":
                if digit != old:
                    yield digits[:i] + digit + digits[i + 1 :]


def _elsewhere(fact: Fact, view: View) -> Iterator[Slip]:
    """Numbers of the same concept in another column, for another fund or another year.

    Where very many are told of, one that fits is no clue.
    """
    found: dict[str, dict[Quantity, None]] = {COLUMN: {}, FUND: {}, YEAR: {}}
    told = view.once(_told).get(_of_kind(fact), {}) if fact.concept else {}
    for basis, entity, period, quantity in told if len(told) <= _MOST_TOLD else ():
        if quantity.value == fact.quantity.value:
            continue
        kind = {
            (False, True, True): COLUMN,
            (True, False, True): FUND,
            (True, True, False): YEAR,
        }.get((_same(basis, fact.basis), entity == fact.entity, period == fact.period))
        if kind:
            found[kind][quantity] = None
    for kind, quantities in found.items():
        yield from (Slip(kind, quantity) for quantity in quantities)


_Kind = tuple[str, str, Dims]
_Statement = tuple[Basis | None, str, str, Quantity]


def _of_kind(fact: Fact) -> _Kind:
    """What a number must have in common with another to be mistaken for it."""
    return fact.concept, fact.quantity.unit.base, fact.dims


def _told(view: View) -> dict[_Kind, dict[_Statement, None]]:
    """What the report tells of each kind of number, for whom and when, in its order and everything once."""
    found: dict[_Kind, dict[_Statement, None]] = {}
    for fact in view.facts:
        found.setdefault(_of_kind(fact), {})[fact.basis, fact.entity, fact.period, fact.quantity] = None
    return found


def _same(a: Basis | None, b: Basis | None) -> bool:
    return a is b or (a is not None and b is not None and a.compatible(b))
