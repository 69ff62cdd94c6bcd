"""How two numbers stand to each other: agree, truncated, residue, differ, tried in this order."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundqa.interval import Interval, around, point
from fundqa.kinds.verdicts import Side, equal, is_large, relative_half_width, show, show_gap
from fundqa.model import Strength, Verdict
from fundqa.units import UNITS

AGREE, TRUNCATED, RESIDUE, DIFFER = Verdict.AGREE, Verdict.TRUNCATED, Verdict.RESIDUE, Verdict.DIFFER


def rounded(text: str, addends: int = 1) -> Side:
    """A number as printed: half a unit of its last place to either side."""
    value = Decimal(text)
    exponent = value.as_tuple().exponent
    assert isinstance(exponent, int)
    place = Decimal(1).scaleb(exponent)
    return Side(around(value, place / 2), value, place, addends)


def exact(text: str, addends: int = 1) -> Side:
    return Side(point(Decimal(text)), Decimal(text), Decimal(0), addends)


def summed(*texts: str) -> Side:
    """A sum of printed numbers: their intervals add up."""
    sides = [rounded(text) for text in texts]
    low, high = sum(s.interval.low for s in sides), sum(s.interval.high for s in sides)
    total = sum((s.value for s in sides), Decimal(0))
    return Side(Interval(Decimal(low), Decimal(high)), total, Decimal(0), len(sides))


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        # domain 8.2 and 8.4, each worked by hand
        (rounded("2.03"), exact("2.0309"), AGREE),
        (rounded("0.42"), exact("0.4205"), AGREE),
        (rounded("2.03"), exact("2.035"), AGREE),  # the end itself belongs to both
        (rounded("3.14"), exact("3.146"), TRUNCATED),
        (exact("3.146"), rounded("3.14"), TRUNCATED),
        (rounded("3.14"), exact("3.15"), DIFFER),  # a whole unit is no truncation
        (rounded("3.15"), exact("3.144"), DIFFER),  # rounded up where it should go down
        (rounded("-3.14"), exact("-3.146"), TRUNCATED),
        (rounded("-3.14"), exact("-3.15"), DIFFER),
        (exact("2914"), exact("2894"), DIFFER),
        (exact("0"), exact("0"), AGREE),
        (summed("1603.29", "141.88"), rounded("1745.16"), AGREE),  # 0.01 apart, (2 + 1) × 0.005 allowed
        (summed("0.41", "0.09", "0.03"), rounded("0.42"), DIFFER),  # 0.11 apart, 2 × 0.02 is the limit of a residue
        (summed("0.20", "0.20"), rounded("0.43"), RESIDUE),  # 0.03 apart, allowed 0.015, twice that is the limit
        (summed("0.20", "0.20"), rounded("0.44"), DIFFER),
        (summed("0.43"), rounded("0.40"), DIFFER),  # no residue without two addends
        (summed("30.00", "30.00", "29.99"), rounded("89.97"), AGREE),  # 0.02 apart, (3 + 1) × 0.005
    ],
)
def test_the_verdicts_are_tried_in_their_order(left, right, verdict):
    judgement = equal(left, right)
    assert judgement.verdict is verdict
    assert judgement.gap == left.value - right.value
    assert judgement.agrees == (verdict is AGREE)
    assert (judgement.strength is None) == (verdict is not AGREE)


@pytest.mark.parametrize(
    ("left", "right", "strength"),
    [
        (exact("20309"), exact("20309"), Strength.EXACT),
        (rounded("98.38"), rounded("98.38"), Strength.EXACT),
        (rounded("2.03"), exact("2.0309"), Strength.ROUNDING),
        (rounded("0.42"), exact("0.4205"), Strength.WEAK),  # 0.005 / 0.42 = 1.19 %
        (rounded("0.50"), exact("0.5049"), Strength.ROUNDING),  # 0.005 / 0.50 = 1 %, which is not over 1 %
        (rounded("0.49"), exact("0.4949"), Strength.WEAK),
        (exact("0"), exact("0"), Strength.EXACT),
    ],
)
def test_a_pass_says_how_much_it_proves(left, right, strength):
    assert equal(left, right).strength is strength


@pytest.mark.parametrize(("left", "right", "large"), [("0.41", "0.4191", True), ("2.03", "2.0399", False)])
def test_a_gap_over_one_percent_is_large(left, right, large):
    judgement = equal(rounded(left), exact(right))
    assert judgement.verdict is TRUNCATED
    assert is_large(judgement, Decimal(left)) == large


@pytest.mark.parametrize(
    ("gap", "symbol", "decimals", "shown"),
    [
        ("11000000", "亿元", 2, "+0.11亿元"), ("-6170000", "万元", 0, "-617万元"), ("0.0225", "%", 2, "+2.25个百分点"),
        ("-20", "人", 0, "-20人"),
    ],
)  # fmt: skip
def test_a_gap_has_its_sign_and_unit(gap, symbol, decimals, shown):
    assert show_gap(Decimal(gap), UNITS[symbol], decimals) == shown


@pytest.mark.parametrize(
    ("value", "symbol", "decimals", "shown"),
    [("1.146730", "%", 2, "114.67%"), ("53000000", "亿元", 2, "0.53亿元"), ("0.5", "人", 0, "1人")],
)
def test_a_computed_value_is_shown_in_the_printed_unit(value, symbol, decimals, shown):
    assert show(Decimal(value), UNITS[symbol], decimals) == shown


decimals = st.decimals(min_value=-10_000, max_value=10_000, places=3)
sides = st.builds(
    lambda value, places, addends: rounded(str(round(value, places)), addends),
    decimals, st.integers(0, 3), st.integers(1, 4),
)  # fmt: skip


@given(sides, sides)
def test_the_verdict_does_not_depend_on_the_order(a, b):
    one, other = equal(a, b), equal(b, a)
    assert (one.verdict, one.strength, one.gap) == (other.verdict, other.strength, -other.gap)


@given(decimals, st.integers(0, 2))
def test_a_number_agrees_with_its_own_rounding_and_is_cut_off_or_agrees_with_its_cutting(value, places):
    step = Decimal(1).scaleb(-places)
    assert equal(rounded(str(value.quantize(step))), exact(str(value))).verdict is AGREE
    cut = value.quantize(step, rounding="ROUND_DOWN")
    if cut != 0:
        assert equal(rounded(str(cut)), exact(str(value))).verdict in (AGREE, TRUNCATED)


@given(sides)
def test_a_side_agrees_with_itself_exactly(side):
    assert equal(side, side).strength is Strength.EXACT
    assert relative_half_width(side) >= 0
