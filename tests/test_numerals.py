"""Numerals without their units: what each of the three notations says, to how many places, and what is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fundqa.numerals import Numeral, arabic, chinese, mixed


def read(numeral: Numeral | None) -> tuple[Decimal, Decimal, int | None] | None:
    return None if numeral is None else (numeral.value, numeral.place, numeral.decimals)


@pytest.mark.parametrize(
    ("text", "value", "place", "decimals"),
    [
        ("0", "0", "1", 0), ("7", "7", "1", 0), ("1,234", "1234", "1", 0), ("1,234,567.80", "1234567.80", "0.01", 2),
        ("12.5", "12.5", "0.1", 1), ("0.9838", "0.9838", "0.0001", 4),
        ("123456789012345678", "123456789012345678", "1", 0),
        ("0.123456789012345678", "0.123456789012345678", "1E-18", 18), ("007", "7", "1", 0),
        ("1" + ",000" * 9 + ".5", "1" + "000" * 9 + ".5", "0.1", 1),
    ],
)  # fmt: skip
def test_digits_keep_their_places(text: str, value: str, place: str, decimals: int) -> None:
    assert read(arabic(text)) == (Decimal(value), Decimal(place), decimals)


@pytest.mark.parametrize(
    "text",
    [
        "", "1.", ".5", "12,34", "1234,567", ",123", "1,234.", "1,23,456", "1.2.3", "1 234", "-1", "1" * 19,
        "0." + "1" * 19, "1" + ",000" * 13, "1" + ",000" * 9 + ".55",
    ],
)  # fmt: skip
def test_digits_that_are_grouped_otherwise_or_too_many_are_refused(text: str) -> None:
    assert arabic(text) is None


@pytest.mark.parametrize(
    ("text", "value", "place"),
    [
        ("3万5千", "35000", "1000"), ("1亿2千万", "120000000", "10000000"), ("5百亿", "50000000000", "10000000000"),
        ("3百2十", "320", "10"), ("2千", "2000", "1000"), ("1.5万", "15000", "1000"), ("1.50万3千", "18000", "1000"),
        ("12百万", "12000000", "1000000"), ("3万5百", "30500", "100"), ("10万5千", "105000", "1000"),
        # The last multiplier holds for all that stands before it.
        ("3千5百万", "35000000", "1000000"), ("3百5十万", "3500000", "100000"),
        ("2千3百4十亿", "234000000000", "1000000000"),
        ("9千9百9十万", "99900000", "100000"), ("999999千亿", "99999900000000000", "100000000000"),
    ],
)  # fmt: skip
def test_digits_between_multipliers_are_added_up(text: str, value: str, place: str) -> None:
    assert read(mixed(text)) == (Decimal(value), Decimal(place), 0)


@pytest.mark.parametrize(
    "text",
    [
        "", "3", "万", "1百23", "1万2万", "3万5万", "1千2千", "3万10千", "10百1千", "1万亿", "1亿亿", "3万千5",
        "5十2百万",
        "99百99十万", "5千99百亿", "2万3千亿", "3千5百元", "1,5万2千",
        "1000000千亿",
    ],
)  # fmt: skip
def test_multipliers_that_do_not_fall_are_refused(text: str) -> None:
    assert mixed(text) is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("零", "0"), ("〇", "0"), ("五", "5"), ("两", "2"), ("十", "10"), ("拾", "10"), ("十五", "15"), ("二十", "20"),
        ("五十三", "53"), ("廿", "20"), ("廿五", "25"), ("卅一", "31"), ("一百", "100"), ("一百零五", "105"),
        ("一百一十五", "115"), ("一百一十", "110"), ("两千", "2000"), ("一千零五", "1005"), ("一千零五十", "1050"),
        ("一千五百", "1500"), ("九千九百九十九", "9999"),
        ("壹拾伍", "15"), ("叁佰零伍", "305"), ("陆仟柒佰捌拾玖", "6789"), ("贰亿零叁佰万", "203000000"),
        ("一万", "10000"), ("十万", "100000"), ("一萬", "10000"), ("三億", "300000000"), ("三万零五", "30005"),
        ("三万五千", "35000"), ("十二万三千四百五十六", "123456"), ("五千三百万", "53000000"), ("三万万", "300000000"),
        ("一万亿", "1000000000000"), ("一万三千亿", "1300000000000"), ("九千九百九十九亿", "999900000000"),
        ("一亿零一", "100000001"), ("一千二百三十四万五千六百七十八", "12345678"),
    ],
)  # fmt: skip
def test_a_chinese_numeral_is_read_to_its_end(text: str, value: str) -> None:
    assert read(chinese(text)) == (Decimal(value), 0, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一百二", "120"), ("五百三", "530"), ("一千二", "1200"), ("五千三", "5300"), ("一千五百二", "1520"),
        ("一万五", "15000"), ("三十二万五", "325000"), ("一亿五", "150000000"),
    ],
)  # fmt: skip
def test_a_last_digit_without_a_multiplier_is_one_place_below_the_one_before(text: str, value: str) -> None:
    assert read(chinese(text)) == (Decimal(value), 0, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("二〇八", "208"), ("一〇〇", "100"), ("一二〇", "120"), ("二〇二四", "2024"), ("二〇八点五", "208.5"),
        ("三百〇五", "305"), ("一千〇二十", "1020"), ("〇八", "8"),
    ],
)  # fmt: skip
def test_digits_said_one_by_one_are_known_by_their_round_zero(text: str, value: str) -> None:
    assert read(chinese(text)) == (Decimal(value), 0, None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("三点一四", "3.14"), ("零点五", "0.5"), ("〇点五", "0.5"), ("一点〇五", "1.05"), ("二点三亿", "230000000"),
        ("三点五六万", "35600"), ("一百二十三点五万", "1235000"), ("一点二六万亿", "1260000000000"),
    ],
)  # fmt: skip
def test_a_fraction_may_be_followed_by_a_multiplier(text: str, value: str) -> None:
    assert read(chinese(text)) == (Decimal(value), 0, None)


@pytest.mark.parametrize(
    "text",
    [
        "", "三五", "三五九", "二〇", "〇〇八", "〇一二", "零五", "零十", "一零五", "十〇", "三〇百",
        "二〇点八九一〇点",
        "百", "千", "万", "万五", "零万", "百二", "十十", "三十十", "三十五十", "十五百", "二十二十", "一百二百",
        "一千百",
        "一百十五", "二百零", "一千零", "三万零", "三亿零", "三亿零万", "三亿一万万", "一百零零二", "三千零零五",
        "三万零零五",
        "零零",
        "五百六百万", "点五", "三点", "三点十", "三点五点六", "三点五X", "十五十", "三点五十三", "甲", "一百人",
        "一" * 41, "一百" * 21,
    ],
)  # fmt: skip
def test_a_run_on_or_a_broken_numeral_is_refused(text: str) -> None:
    assert chinese(text) is None


def test_a_numeral_without_end_is_refused_and_a_huge_one_exact() -> None:
    assert read(chinese("三" + "亿" * 39)) == (3 * Decimal(10) ** 312, 0, None)
    assert chinese("三" + "亿" * 40) is None
    assert read(chinese("三亿亿亿五")) == (Decimal(3 * 10**24 + 5 * 10**7), 0, None)
