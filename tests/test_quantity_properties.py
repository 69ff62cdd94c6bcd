"""Properties of the number reader: what is written in any notation is read back with the same interval."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import cn2an
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from fundqa.interval import meet
from fundqa.model import Mention, Quantity
from fundqa.numerals import arabic, chinese, mixed
from fundqa.quantity import QUANTITIES, format_quantity, format_value, quantities, to_bound, to_quantity
from fundqa.units import MONEY, UNITS, Unit

AMBIGUOUS = ("日", "％", "﹪")
"""12日 is a day of a month; the other two are written as %."""
printable = [u for s, u in UNITS.items() if s not in AMBIGUOUS]
units = st.sampled_from(printable)
whole_numbers = st.integers(min_value=0, max_value=10**15)
digits = st.decimals(min_value=0, max_value=10**9, allow_nan=False, allow_infinity=False)


@st.composite
def rounded(draw: st.DrawFn) -> Quantity:
    """A quantity as an office prints it: so many decimals in some unit."""
    unit, decimals = draw(units), draw(st.integers(0, 4))
    value = draw(digits).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    half = Decimal(5).scaleb(-decimals - 1)
    low, high = (value - half) * unit.scale, (value + half) * unit.scale
    return Quantity(value * unit.scale, unit, decimals, None, low, high)


def read_one(text: str) -> Mention:
    (mention,) = quantities(text)
    assert mention.surface == text
    return mention


@given(rounded())
def test_what_is_formatted_is_parsed_to_the_same_quantity(quantity: Quantity) -> None:
    assume(quantity.unit.dimension != "number" or quantity.value < 10**6)
    assert to_quantity(read_one(format_quantity(quantity))) == quantity


@given(rounded())
def test_an_exact_quantity_is_parsed_back_as_exact(quantity: Quantity) -> None:
    assume(quantity.unit.dimension != "number" or quantity.value < 10**6)
    count = Quantity(quantity.value, quantity.unit, None, None, quantity.value, quantity.value)
    assert to_quantity(read_one(format_quantity(count)), exact=True) == count


PLACES = ("{}", "全年共支出{}，比上年", "（{}）", "其中：{}；", "{}\n{{}}")
WIDE = str.maketrans({c: chr(ord(c) + 0xFEE0) for c in "0123456789.,%"})


@given(rounded(), st.sampled_from(PLACES), st.booleans(), st.booleans(), st.booleans())
def test_any_notation_is_read_back_with_an_equal_interval(
    quantity: Quantity, place: str, commas: bool, blank: bool, wide: bool
) -> None:
    assume(quantity.unit.base)
    number = quantity.value / quantity.unit.scale
    printed = f"{number:,.{quantity.decimals}f}" if commas else f"{number:.{quantity.decimals}f}"
    text = printed + (" " if blank else "") + quantity.unit.symbol
    (mention,) = quantities(place.format(text.translate(WIDE) if wide else text))
    read = to_quantity(mention)
    assert (read.low, read.value, read.high) == (quantity.low, quantity.value, quantity.high)
    assert read.unit.base == quantity.unit.base


@given(st.integers(1, 10**12 - 1), st.sampled_from(["元", "人", "户", "个", "万元"]))
def test_a_chinese_numeral_is_read_as_an_oracle_writes_it(value: int, unit: str) -> None:
    for style in ("low", "up"):
        written = cn2an.an2cn(value, style)
        numeral = chinese(written)
        assert numeral is not None, written
        assert numeral.value == value, written
    mention = read_one(cn2an.an2cn(value, "up") + "元")
    assert mention.value == mention.low == mention.high == value
    assert unit in UNITS


@given(st.text("〇零一二三四五六七八九十百千万亿两点", min_size=1, max_size=12))
def test_a_chinese_numeral_is_read_as_the_oracle_or_not_at_all(text: str) -> None:
    numeral = chinese(text)
    if numeral is None or "点" in text or numeral.value != int(numeral.value):
        return
    canonical = cn2an.an2cn(int(numeral.value), "low")
    again = chinese(canonical)
    assert again is not None
    assert again.value == numeral.value


@given(st.integers(1, 9999), st.integers(1, 9))
def test_mixed_numerals_are_the_sum_of_their_parts(ten_thousands: int, thousands: int) -> None:
    numeral = mixed(f"{ten_thousands}万{thousands}千")
    assert numeral is not None
    assert numeral.value == ten_thousands * 10**4 + thousands * 10**3


@given(st.from_regex(r"[0-9]{1,3}(,[0-9]{1,3}){1,3}", fullmatch=True))
def test_commas_group_by_three_or_the_number_is_left_unread(text: str) -> None:
    right = all(len(group) == 3 for group in text.split(",")[1:])
    numeral = arabic(text)
    assert (numeral is not None) == right
    if numeral:
        assert numeral.value == Decimal(text.replace(",", ""))


YUAN = st.sampled_from([u for u in UNITS.values() if u.dimension == MONEY and u.base == "CNY"])


@given(rounded(), YUAN, st.integers(0, 2))
def test_the_same_amount_in_another_unit_at_lower_precision_still_agrees(
    quantity: Quantity, unit: Unit, decimals: int
) -> None:
    if quantity.unit.base != "CNY":
        return
    rewritten = to_quantity(read_one(format_value(quantity.value, unit, decimals)))
    assert meet(rewritten.interval, quantity.interval)


@given(rounded())
def test_a_value_lies_in_its_own_interval(quantity: Quantity) -> None:
    mention = quantities(format_quantity(quantity) + "。")[0]
    if mention.value is not None:
        assert mention.low is not None
        assert mention.high is not None
        assert mention.low <= mention.value <= mention.high


RANGES = (
    "{a}{u}至{b}{u}", "{a}-{b}{u}", "{a}～{b}{u}", "{a}{u}—{b}{u}", "[{a}{u},{b}{u}]", "{a}{u}≤X≤{b}{u}",
    "{b}{u}≥X≥{a}{u}", "≥{a}{u}且≤{b}{u}", "介于{a}{u}与{b}{u}之间", "{a}{u}以上{b}{u}以下",
    "不低于{a}{u}且不高于{b}{u}",
)  # fmt: skip
ILLEGAL = ("{b}%≤≥{a}%", "{b}%至{a}%", "{a}%≤X≥{b}%", "≤{a}%且≥{b}%")
small = st.integers(1, 500)


@given(small, small, st.sampled_from(RANGES), st.sampled_from(["%", "万元", "人", "个百分点"]))
def test_any_notation_of_a_range_is_read_as_the_same_bound(low: int, width: int, notation: str, symbol: str) -> None:
    mention = read_one(notation.format(a=low, b=low + width, u=symbol))
    bound = to_bound(mention)
    scale = UNITS[symbol].scale
    assert (mention.kind, mention.legal) == ("range", True)
    assert (bound.low, bound.high) == (low * scale, (low + width) * scale)
    assert bound.low_inclusive
    assert bound.high_inclusive


@given(small, small, st.sampled_from(ILLEGAL))
def test_a_range_that_contradicts_itself_is_illegal_and_keeps_its_most_sensible_reading(
    low: int, width: int, notation: str
) -> None:
    mention = read_one(notation.format(a=low, b=low + width))
    assert not mention.legal
    assert (mention.low, mention.high) == (Decimal(low), Decimal(low + width))


@given(st.text(max_size=60))
def test_mentions_are_ordered_disjoint_and_quote_the_text(text: str) -> None:
    position = 0
    for mention in quantities(text):
        assert position <= mention.start < mention.end <= len(text)
        assert mention.surface == text[mention.start : mention.end]
        position = mention.end


@given(st.text("0123456789,.，。-~至%≥≤<>=()（）[]〔〕一二十百千万亿年月日元人个第约余以上下之间、和X ", max_size=40))
def test_whatever_is_read_out_of_odd_text_is_well_formed(text: str) -> None:
    for mention in quantities(text):
        if mention.kind not in QUANTITIES:
            assert mention.value is None
        if mention.low is not None and mention.high is not None:
            assert mention.low <= mention.high


HOSTILE = (
    "1", "12345 ", "其中", "（",
    "[", "()", "一", "二十", "1,", "1.", "100 ", "≥", "≥95%", "95%至", "a1", "5-", "1、", "一、",
    "5%", "2020、", "〔2022〕", "每", "第1、", "3万", "百分之", "一分之", "1:", "1/2",
    "1(", "介于5", "±5", "5与", "5≤X", "约",
    "   ", "1\n",
)  # fmt: skip


@pytest.mark.no_cover  # The same lines a hundred thousand times; measuring them takes twice the time.
@pytest.mark.parametrize("part", HOSTILE)
def test_a_long_repetition_is_read_to_its_end(part: str) -> None:
    text = (part * 200_000)[: 200_000 // max(1, len(part))]
    mentions = quantities(text + "，合计7万元")
    assert mentions[-1].surface == "7万元"
