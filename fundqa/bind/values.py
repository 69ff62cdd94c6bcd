"""From a mention to a Quantity: which unit its digits are in, and whether they are exact or rounded."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from fundqa.lexicon import Concept, Lexicon
from fundqa.model import Basis, Fact, Mention, Quantity
from fundqa.quantity import to_quantity
from fundqa.units import COUNT, MONEY, NO_UNIT, RATIO, UNITS, Unit

_EXACT_MONEY = "CNY"


def unit_of(
    mention: Mention, concept: Concept, lexicon: Lexicon, block_unit: str = "", label_unit: str = ""
) -> Unit | None:
    """The unit a bare number stands in: the label's, the block's for budgeted money, the concept's own; None = as read.

    A note 单位：万元 governs amounts only (design 3.8). A bare ratio above 2 is read as percent.
    """
    if mention.symbol or mention.unit:
        return None
    if label_unit or (concept.amount and block_unit):
        return lexicon.units[label_unit or block_unit]
    if concept.dimension == RATIO:
        percent = mention.value is not None and abs(mention.value) > 2
        return UNITS["%"] if percent else Unit("", "ratio", RATIO, Decimal(1))
    return UNITS["人"] if concept.dimension == COUNT and concept.unit == "person" else NO_UNIT


def quantity_of(mention: Mention, lexicon: Lexicon, unit: Unit | None = None) -> Quantity:
    """The mention's quantity; counts as written are exact, and so is 元 with two decimals (design 3.2)."""
    quantity = to_quantity(mention, unit=unit, units=lexicon.units)
    counted = quantity.unit.exact and quantity.decimals in (0, None)
    fen = quantity.unit.symbol == "元" and quantity.unit.base == _EXACT_MONEY and quantity.decimals == 2
    if quantity.qualifier is None and (counted or fen or quantity.value == 0):
        return Quantity(quantity.value, quantity.unit, quantity.decimals, None, quantity.value, quantity.value)
    return quantity


def basis_of(concept: Concept, dimension: str, plan: bool | None, exact: Basis | None = None) -> Basis | None:
    """The basis of a number in a passage about plans (True) or results (False); None when it does not say.

    Amounts and their execution rates are budgeted and executed; everything else has targets and results.
    """
    amount = concept.amount or (dimension == MONEY and not concept.dimension)
    if plan is None:
        return exact if amount else None
    if plan:
        return (exact or Basis.BUDGET) if amount else Basis.TARGET
    return Basis.EXECUTED if amount or concept.rate_of else Basis.COMPLETED


def candidates_of(concept: Concept, dimension: str) -> tuple[Basis, ...]:
    """The bases a number may have when nothing says which."""
    plans = basis_of(concept, dimension, True), basis_of(concept, dimension, False)
    return tuple(basis for basis in plans if basis is not None)


def in_company(facts: list[Fact]) -> list[Fact]:
    """The amounts of one funding column: the most decimals printed there count for all ("90" beside 89.974)."""
    decimals = max((fact.quantity.decimals or 0 for fact in facts), default=0)
    return [_at_decimals(fact, decimals) for fact in facts]


def _at_decimals(fact: Fact, decimals: int) -> Fact:
    quantity = fact.quantity
    if (
        quantity.decimals is None
        or quantity.decimals >= decimals
        or quantity.qualifier
        or quantity.low == quantity.high
    ):
        return fact
    half = quantity.unit.scale.scaleb(-decimals) / 2
    finer = replace(quantity, low=quantity.value - half, high=quantity.value + half)
    return replace(fact, quantity=finer)
