"""The unit table and conversion."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundqa.quantity import format_value, quantities, to_quantity
from fundqa.units import DIMENSIONS, UNITS, Unit, convert

by_base = {unit.base for unit in UNITS.values()}


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Unit, Unit]:
    """Two units of one base."""
    base = draw(st.sampled_from(sorted(by_base)))
    same = st.sampled_from([unit for unit in UNITS.values() if unit.base == base])
    return draw(same), draw(same)


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=3), pairs())
def test_conversion_round_trips(value: Decimal, units: tuple[Unit, Unit]) -> None:
    there = convert(value, units[0], units[1])
    assert convert(there, units[1], units[0]) == value


def test_conversion_between_different_things_is_refused() -> None:
    with pytest.raises(ValueError, match="do not measure the same"):
        convert(Decimal(1), UNITS["万元"], UNITS["人"])


def test_every_unit_is_known_by_its_own_symbol_and_dimension() -> None:
    for symbol, unit in UNITS.items():
        assert unit.symbol == symbol
        assert unit.dimension in DIMENSIONS, symbol
        assert unit.scale > 0, symbol


@pytest.mark.parametrize(
    ("printed", "base"), [("2.03亿元", "203000000"), ("20309万元", "203090000"), ("3千元", "3000"), ("12元", "12")]
)
def test_money_is_kept_in_yuan(printed: str, base: str) -> None:
    assert quantities(printed)[0].value == Decimal(base)


def test_a_unit_of_the_users_own_is_read_and_written() -> None:
    table = {**UNITS, "支队伍": Unit("支队伍", "team", "count", Decimal(1), exact=True)}
    (mention,) = quantities("组建12支队伍", table)
    assert (mention.surface, mention.kind, mention.unit) == ("12支队伍", "count", "team")
    quantity = to_quantity(mention, units=table)
    assert format_value(quantity.value, quantity.unit, quantity.decimals) == "12支队伍"


def test_a_unit_written_with_wide_brackets_is_found_in_either_form() -> None:
    table = {**UNITS, "项（次）": Unit("项（次）", "item", "count", Decimal(1))}
    assert [m.surface for m in quantities("办理5项（次），审核6项(次)", table)] == ["5项（次）", "6项(次)"]
