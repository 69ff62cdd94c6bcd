"""The number reader's words and signs, one by one: what stands around a number and how far it reaches."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal, localcontext

import pytest

from fundqa.model import Mention
from fundqa.quantity import QUANTITIES, format_value, parse_cell, parse_row, quantities, to_bound, to_quantity
from fundqa.units import UNITS


def written(value: Decimal | None) -> str:
    return "…" if value is None else f"{value.normalize():f}"


def said(mention: Mention) -> str:
    """A mention in a line: [1, 2) is a set of values without its upper end, … an open side."""
    if mention.kind not in QUANTITIES:
        return f"{mention.surface} {mention.kind}"
    if mention.members:
        return f"{mention.surface} = " + "; ".join(map(said, mention.members))
    ends = f"{'[('[not mention.low_inclusive]}{written(mention.low)}, {written(mention.high)}"
    unit = "" if not mention.unit else f" {mention.unit}"
    value = "" if mention.value is None else f" {written(mention.value)}"
    return (
        f"{mention.surface}{value} {ends}{'])'[not mention.high_inclusive]}{unit}{'' if mention.legal else ' illegal'}"
    )


def read(text: str) -> list[str]:
    return [said(mention) for mention in quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Two qualifiers of one number: the ends that either of them closes.
        ("不超过100万元以内", "不超过100万元以内 1000000 […, 1000000] CNY"),
        ("超过90%以上", "超过90%以上 90 (90, …] percent"),
        ("不低于95%以下", "不低于95%以下 95 [95, 95] percent"),
        ("不超过95%以上", "不超过95%以上 95 [95, 95] percent"),
        ("约100元左右", "约100元左右 100 [99, 101] CNY"),
        # Of a number above a hundred of its places, about is a hundredth of it.
        ("约2914人", "约2914人 2914 [2884.86, 2943.14] person"),
        ("约95%至105%", "约95%至105% [94, 106.05] percent"),
        ("3万元至5万元左右", "3万元至5万元左右 [20000, 60000] CNY"),
        ("10来天", "10来天 10 [9, 11] day"),
        ("十余户", "十余户 10 [10, 11) household"),
        # Halves, tenths and coins.
        ("半年", "半年 0.5 [0.5, 0.5] year"),
        ("半个月", "半个月 0.5 [0.5, 0.5] month"),
        ("一个半月", "一个半月 1.5 [1.5, 1.5] month"),
        ("两个半小时", "两个半小时 2.5 [2.5, 2.5] hour"),
        ("3吨半", "3吨半 3.5 [3.5, 3.5] t"),
        ("八成", "八成 80 [80, 80] percent"),
        ("5元3角2分", "5元3角2分 5.32 [5.32, 5.32] CNY"),
        ("5元2分", "5元2分 5.02 [5.02, 5.02] CNY"),
        ("伍元捌角", "伍元捌角 5.8 [5.8, 5.8] CNY"),
        # Units before a number, in brackets after it, across a line.
        ("¥5.5", "5.5 5.5 [5.45, 5.55] CNY"),
        ("费用(单位:万元) 12", "12 120000 [115000, 125000] CNY"),
        ("3 (平方米)", "3 (平方米) 3 [2.5, 3.5] m2"),
        ("5万元(万元)", "5万元(万元) 50000 [45000, 55000] CNY"),
        ("5元(人)", "5元 5 [4.5, 5.5] CNY"),
        ("5(注)", "5 5 [4.5, 5.5]"),
        ("5\n元", "5\n元 5 [4.5, 5.5] CNY"),
        ("5\n人", "5 5 [4.5, 5.5]"),
        ("3元/人", "3元/人 3 [2.5, 3.5] CNY/person"),
        ("5余额", "5 5 [4.5, 5.5]"),
        # Signs.
        ("负5%", "负5% -5 [-5.5, -4.5] percent"),
        ("担负5%", "5% 5 [4.5, 5.5] percent"),
        ("△5", "△5 -5 [-5.5, -4.5]"),
        ("支出—5万元", "—5万元 -50000 [-55000, -45000] CNY"),
        ("R98%", "98% 98 [97.5, 98.5] percent"),
        ("银行账户12", "12 12 [11.5, 12.5]"),
        ("参保人数十五人", "十五人 15 [15, 15] person"),
        # Groups by blanks, only with a unit.
        ("1 234 567.5元", "1 234 567.5元 1234567.5 [1234567.45, 1234567.55] CNY"),
        # Fractions.
        ("百分之百", "百分之百 100 [100, 100] percent"),
        ("百分之12.5", "百分之12.5 12.5 [12.45, 12.55] percent"),
        ("四分之三", "四分之三 0.75 [0.75, 0.75] ratio"),
        ("十分之三", "十分之三 0.3 [0.3, 0.3] ratio"),
        ("万分之五", "万分之五 0.05 [0.05, 0.05] percent"),
        ("百分百", "百分百 100 [100, 100] percent"),
        ("翻了3番", "翻了3番 8 [8, 8] ratio"), ("一半", "一半 0.5 [0.5, 0.5] ratio"),
        ("1:4", "1:4 0.25 [0.25, 0.25] ratio"), ("3/4", "3/4 0.75 [0.75, 0.75] ratio"),
    ],
)  # fmt: skip
def test_one_number_is_read_with_all_that_belongs_to_it(text: str, expected: str) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[95,105)", "[95,105) [95, 105)"), ("(95,105]", "(95,105] (95, 105]"),
        ("[95,105]%", "[95,105]% [95, 105] percent"),
        ("(95%,105%)", "(95%,105%) (95, 105) percent"), ("(95,105)", "95,105 95105 [95104.5, 95105.5]"),
        ("95%<X<105%", "95%<X<105% (95, 105) percent"), ("105%>X≥95%", "105%>X≥95% [95, 105) percent"),
        ("105%≥≥95%", "105%≥≥95% [95, 105] percent illegal"), ("95%≤105%", "95%≤105% [95, 105] percent illegal"),
        ("95%≤X≥105%", "95%≤X≥105% [95, 105] percent illegal"), ("5至3", "5至3 [3, 5] illegal"),
        ("≤105%且>95%", "≤105%且>95% (95, 105] percent"), ("95%以上、不满105%", "95%以上、不满105% [95, 105) percent"),
        ("95%（不含）至105%（含）", "95%（不含）至105%（含） (95, 105] percent"),
        ("介于5与8之间", "介于5与8之间 [5, 8]"), ("比率介于5与8之间", "介于5与8之间 [5, 8]"),
        ("[5千,1万元]", "[5千,1万元] [5000, 10000] CNY"), ("5%和8%之间", "5%和8%之间 [5, 8] percent"),
        ("3个至5个百分点", "3个至5个百分点 [3, 5] percentage_point"), ("9万—16万元", "9万—16万元 [90000, 160000] CNY"),
        ("偏离±5%的", "±5% [-5, 5] percent"), ("20.5±2度", "20.5±2度 [18.5, 22.5] degree"),
    ],
)  # fmt: skip
def test_a_range_in_any_notation_has_its_ends(text: str, expected: str) -> None:
    assert read(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("3人至5户", ["3人 3 [2.5, 3.5] person", "5户 5 [4.5, 5.5] household"]),
        ("5%和8%", ["5% 5 [4.5, 5.5] percent", "8% 8 [7.5, 8.5] percent"]),
        ("5-3=2", ["5 5 [4.5, 5.5]", "3 3 [2.5, 3.5]", "2 2 [1.5, 2.5]"]),
        ("≥95%且≥105%", ["≥95% 95 [95, …] percent", "≥105% 105 [105, …] percent"]),
        ("3人、4人", ["3人 3 [2.5, 3.5] person", "4人 4 [3.5, 4.5] person"]),
        ("约3、4人", ["约3 3 [2, 4]", "4人 4 [3.5, 4.5] person"]),
        ("3个、4个和5个", ["3个 3 [2.5, 3.5] item", "4个 4 [3.5, 4.5] item", "5个 5 [4.5, 5.5] item"]),
        ("1 23元", ["1 1 [0.5, 1.5]", "23元 23 [22.5, 23.5] CNY"]),
        ("[5、6人", ["5、6人 = 5 5 [4.5, 5.5] person; 6人 6 [5.5, 6.5] person"]),
        ("5万元3角", ["5万元 50000 [45000, 55000] CNY", "3 3 [2.5, 3.5]"]),
        ("5元财社〔2022〕65号", ["5元 5 [4.5, 5.5] CNY", "财社〔2022〕65号 document_number"]),
        ("3至12,34元，另5人", ["3 3 [2.5, 3.5]", "12,34元 unread", "5人 5 [4.5, 5.5] person"]),
        ("几人", []),
        ("一年半年", ["一年 1 [1, 1] year", "半年 0.5 [0.5, 0.5] year"]),
        ("3、4、5人", ["3、4、5人 = 3 3 [2.5, 3.5] person; 4 4 [3.5, 4.5] person; 5人 5 [4.5, 5.5] person"]),
        ("3万和5万元", ["3万和5万元 = 3万 30000 [25000, 35000] CNY; 5万元 50000 [45000, 55000] CNY"]),
    ],
)
def test_numbers_next_to_each_other_are_one_or_several(text: str, expected: list[str]) -> None:
    assert read(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("依据（财社〔2022〕65号", "财社〔2022〕65号 document_number"), ("A4.", "A4 code"),
        ("共上百万元", "上百万元 unread"),
        ("每个近百户", "近百户 unread"), ("支出\n208城乡居民", "208 code"), ("概况…12", "12 page"),
        ("目录…12\n正文", "12 page"), ("…12", "12 page"),
        ("... 12\n", "12 page"), ("12345热线", "12345 phone"), ("12345咨询电话", "12345 phone"),
        ("账号620012 3456 789", "620012 3456 789 code"), ("邮编：620012", "620012 code"), ("1234567", "1234567 code"),
        ("0123", "0123 code"), ("208城乡居民", "208 code"), ("20805 行政", "20805 code"), ("3a5", "3a5 code"),
        ("5\n12_3", "12_3 code"), ("数百万元", "数百万元 unread"), ("上百万元", "上百万元 unread"),
        ("个数十人", "数十人 unread"), ("千多人", "千多人 unread"), ("20万吨/座", "20万吨 unread"),
        ("3元/(人", "3元 unread"),
        ("1..2", "1..2 unread"), ("支出12,34元", "12,34元 unread"), ("0123人", "0123 code"),
        ("零分之五", "零分之五 unread"), ("5/12", "5/12 unread"),
    ],
)  # fmt: skip
def test_what_is_no_number_for_certain_has_no_value(text: str, expected: str) -> None:
    assert read(text)[-1] == expected
    assert all(mention.value is None for mention in quantities(text)[-1:])


@pytest.mark.parametrize("text", ["百万元", "人数百人", "上半年", "三到五", "翻番"])
def test_words_with_numerals_in_them_are_no_quantities(text: str) -> None:
    assert [m for m in quantities(text) if m.kind in QUANTITIES] == []


def test_the_digits_of_a_classification_are_a_number_where_no_line_begins_with_them() -> None:
    assert read("支出20805") == ["20805 20805 [20804.5, 20805.5]"]
    assert read("支出208万元") == ["208万元 2080000 [2075000, 2085000] CNY"]


@pytest.mark.parametrize(
    ("cell", "expected", "start"),
    [
        (" (1,234.5) ", "(1,234.5) -1234.5 [-1234.55, -1234.45]", 1),
        ("1 234.5", "1 234.5 1234.5 [1234.45, 1234.55]", 0),
        ("零", "零 0 [-0.5, 0.5]", 0), ("共 12 人。", "12 人 12 [11.5, 12.5] person", 2),
        ("控制在 ≤5%", "≤5% 5 […, 5] percent", 4), ("（１２）", "（１２） -12 [-12.5, -11.5]", 0),
        ("  3、4 ", "3、4 = 3 3 [2.5, 3.5]; 4 4 [3.5, 4.5]", 2),
    ],
)  # fmt: skip
def test_a_cell_is_one_number_where_it_stands(cell: str, expected: str, start: int) -> None:
    mention = parse_cell(cell)
    assert mention is not None
    assert (said(mention), mention.start) == (expected, start)
    assert cell[mention.start : mention.end] == mention.surface
    assert all(cell[m.start : m.end] == m.surface for m in mention.members)


@pytest.mark.parametrize("cell", ["12人、", "12人吗", "00", "007", "(12.5.1)", "(abc)", "减少5%", "()", "①"])
def test_a_cell_that_holds_more_or_less_than_a_number_has_none(cell: str) -> None:
    assert parse_cell(cell) is None


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["费用(万元)", "≥", "12"], ["≥\t12 120000 [120000, …] CNY"]),
        (["费用（万元）", "12人", "15"], ["12人 12 [11.5, 12.5] person", "15 150000 [145000, 155000] CNY"]),
        (["单价(元)", "5", "人"], ["5\t人 5 [4.5, 5.5] person"]),
        (["人数（万人） ", "3.5", "(户)", "5"], ["3.5 35000 [34500, 35500] person", "5 5 [4.5, 5.5] household"]),
        (["a", "≤", " 5 ", "%", "b"], ["≤\t 5 \t% 5 […, 5] percent"]),
        (["12", "万元", "15"], ["12\t万元 120000 [115000, 125000] CNY", "15 15 [14.5, 15.5]"]),
        (["指标(x)", "5", ""], ["5 5 [4.5, 5.5]"]),
        (["5", "≥"], ["5 5 [4.5, 5.5]"]),
    ],
)
def test_a_row_gives_each_number_what_its_neighbours_say(cells: list[str], expected: list[str]) -> None:
    found = parse_row(cells)
    assert [said(mention) for mention in found] == expected
    assert ["\t".join(cells)[m.start : m.end] for m in found] == [m.surface for m in found]


def test_the_operator_of_a_row_is_the_qualifier_as_printed() -> None:
    assert [m.qualifier for m in parse_row(["率", "＞", "85", "%"])] == ["＞"]
    assert [m.qualifier for m in parse_row(["率(%)", "不低于85"])] == ["不低于"]


@pytest.mark.parametrize(
    ("text", "column", "low", "high", "unit"),
    [
        ("12", "万元", "120000", "120000", "万元"), ("1.5亿", "万元", "150000000", "150000000", "亿元"),
        ("3万", "人", "30000", "30000", "万人"), ("≥12", "万人", "120000", None, "万人"),
        ("5%", "万元", "0.05", "0.05", "%"),
        ("≤5个百分点", "元", None, "0.05", "个百分点"), ("3:1", "元", "3", "3", "倍"),
        ("12户", "万元", "12", "12", "户"),
        ("7", None, "7", "7", ""),
    ],
)  # fmt: skip
def test_a_target_in_a_column_has_its_own_unit_or_that_of_the_column(
    text: str, column: str | None, low: str | None, high: str | None, unit: str
) -> None:
    bound = to_bound(quantities(text)[0], unit=UNITS[column] if column else None)
    assert (bound.low, bound.high) == (low and Decimal(low), high and Decimal(high))
    assert (bound.unit.symbol, bound.recurrence, bound.legal) == (unit, None, True)


def test_a_target_that_contradicts_itself_is_said_to() -> None:
    assert not to_bound(quantities("105%≤≥95%")[0]).legal


@pytest.mark.parametrize("text", ["3、4", "2024年", "A12", "12,34"])
def test_what_asserts_nothing_is_no_target(text: str) -> None:
    with pytest.raises(ValueError, match=f"^no bound: {text}$"):
        to_bound(quantities(text)[0])


def test_a_target_s_ends_belong_to_it_or_do_not() -> None:
    above, between = to_bound(quantities("超过95%")[0]), to_bound(quantities("[95,105)")[0])
    assert (above.low_inclusive, above.high_inclusive) == (False, True)
    assert (between.low_inclusive, between.high_inclusive) == (True, False)


def test_a_month_of_every_year_is_all_its_days() -> None:
    bound = to_bound(quantities("每年12月")[0])
    assert (bound.recurrence, bound.low, bound.high) == ("yearly", 336, 366)


def test_a_quantity_keeps_the_places_it_is_printed_with() -> None:
    assert to_quantity(quantities("3.50万元")[0]).decimals == 2
    assert to_quantity(quantities("3.50万元")[0], exact=True).decimals is None


def test_a_multiplier_that_makes_no_known_unit_is_of_the_column_s() -> None:
    quantity = to_quantity(quantities("3千")[0], unit=UNITS["人"], units={"人": UNITS["人"]})
    assert (quantity.value, quantity.unit) == (Decimal(3000), UNITS["人"])


def test_the_longest_of_the_given_words_counts_and_units_may_be_few() -> None:
    assert quantities("三农人", not_numbers={"idiom": ("三农", "三农人")})[0].surface == "三农人"
    assert [said(m) for m in quantities("5\n元", {"人": UNITS["人"]})] == ["5 5 [4.5, 5.5]"]


def test_an_open_side_of_a_quantity_is_infinite() -> None:
    assert to_quantity(quantities("≤5%")[0]).low == Decimal("-Infinity")
    assert to_quantity(quantities("不低于5%")[0]).high == Decimal("Infinity")


@pytest.mark.parametrize(
    ("value", "unit", "decimals", "text"),
    [
        ("123450", "万元", None, "12.345万元"), ("123450", "万元", 2, "12.35万元"), ("0.125", "元", 2, "0.13元"),
        ("-0.125", "元", 2, "-0.13元"), ("0", "万元", 2, "0.00万元"), ("0.0000", "元", None, "0元"),
        ("1E+9", "元", None, "1000000000元"), ("0.9838", "%", 2, "98.38%"), ("25.50", "元", None, "25.5元"),
    ],
)  # fmt: skip
def test_a_value_is_printed_rounded_as_offices_do(value: str, unit: str, decimals: int | None, text: str) -> None:
    with localcontext(rounding=ROUND_FLOOR):
        assert format_value(Decimal(value), UNITS[unit], decimals) == text
