"""Properties of interval arithmetic: every result contains all the values that its operands allow."""

from __future__ import annotations

from decimal import Decimal, localcontext

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fundqa.interval import Interval, add, around, below, divide, hull, meet, multiply, negate, point, scale, subtract

decimals = st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False, allow_infinity=False)
widths = st.decimals(min_value=0, max_value=10**6, places=4, allow_nan=False, allow_infinity=False)


@st.composite
def intervals(draw: st.DrawFn) -> Interval:
    return around(draw(decimals), draw(widths))


@st.composite
def members(draw: st.DrawFn) -> tuple[Interval, Decimal]:
    """An interval and a value of it."""
    interval = draw(intervals())
    return interval, draw(st.sampled_from([interval.low, interval.high, (interval.low + interval.high) / 2]))


@given(intervals(), intervals())
def test_meet_is_symmetric(a: Interval, b: Interval) -> None:
    assert meet(a, b) == meet(b, a)


@given(intervals(), intervals())
def test_two_intervals_meet_or_one_lies_below_the_other(a: Interval, b: Interval) -> None:
    assert meet(a, b) != (below(a, b) or below(b, a))


@given(decimals, widths)
def test_a_value_lies_in_its_own_interval(value: Decimal, half: Decimal) -> None:
    assert value in around(value, half)


@given(intervals(), intervals())
def test_add_and_subtract_widen(a: Interval, b: Interval) -> None:
    for result in (add(a, b), subtract(a, b)):
        assert result.width >= max(a.width, b.width)


@given(members(), members())
def test_results_contain_what_their_operands_allow(a: tuple[Interval, Decimal], b: tuple[Interval, Decimal]) -> None:
    (first, x), (second, y) = a, b
    with localcontext(prec=80):
        assert x + y in add(first, second)
        assert x - y in subtract(first, second)
        assert x * y in multiply(first, second)
        assert -x in negate(first)
        assert x * 3 in scale(first, Decimal(3))


@given(members(), members())
def test_a_quotient_contains_the_quotient_of_any_values(
    a: tuple[Interval, Decimal], b: tuple[Interval, Decimal]
) -> None:
    (first, x), (second, y) = a, b
    assume(Decimal(0) not in second)
    result = divide(first, second)
    assert result.low * y <= x <= result.high * y if y > 0 else result.high * y <= x <= result.low * y


@given(intervals(), intervals())
def test_a_hull_contains_its_parts(a: Interval, b: Interval) -> None:
    whole = hull([a, b])
    assert all(end in whole for end in (a.low, a.high, b.low, b.high))


def test_division_by_an_interval_with_zero_is_refused() -> None:
    with pytest.raises(ZeroDivisionError, match=r"^the divisor's interval contains zero$"):
        divide(point(Decimal(1)), around(Decimal(0), Decimal(1)))


def test_bounds_that_cannot_be_written_are_rounded_outwards() -> None:
    third = divide(point(Decimal(1)), point(Decimal(3)))
    with localcontext(prec=80):
        assert third.low * 3 < 1 < third.high * 3
    assert third.width == Decimal(1).scaleb(-40)
    assert not third.exact
    assert point(Decimal(3)).exact
    assert point(Decimal(3)).width == 0


def test_ends_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="not an interval"):
        Interval(Decimal(2), Decimal(1))


def test_the_ratio_of_two_rounded_amounts() -> None:
    executed, budget = around(Decimal(4822), Decimal("0.5")), around(Decimal(4205), Decimal("0.5"))
    printed = around(Decimal("1.1467"), Decimal("0.00005"))
    assert meet(divide(executed, budget), printed)
    assert not meet(divide(executed, budget), around(Decimal("1.1477"), Decimal("0.00005")))
