"""The number reader by example: what is read, how, and what is no quantity."""

from __future__ import annotations

from decimal import Decimal

import pytest

from fundqa.model import Mention
from fundqa.quantity import QUANTITIES, format_quantity, parse_cell, parse_row, quantities, to_bound, to_quantity
from fundqa.units import UNITS


def read(text: str) -> list[Mention]:
    return [m for m in quantities(text) if m.kind in QUANTITIES]


def only(text: str) -> Mention:
    (mention,) = read(text)
    return mention


def ends(mention: Mention) -> tuple[str | None, str | None]:
    return tuple(None if end is None else f"{end.normalize():f}" for end in (mention.low, mention.high))  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("text", "kind", "value", "unit", "interval"),
    [
        ("支出3.47亿元", "money", "347000000", "CNY", ("346500000", "347500000")),
        ("支出３，４７１万元", "money", "34710000", "CNY", ("34705000", "34715000")),
        ("支出34 712 万元", "money", "347120000", "CNY", ("347115000", "347125000")),
        ("1亿2千万元", "money", "120000000", "CNY", ("115000000", "125000000")),
        ("贰亿零叁佰万元整", "money", "203000000", "CNY", ("203000000", "203000000")),
        ("伍元捌角玖分", "money", "5.89", "CNY", ("5.89", "5.89")),
        ("参保3812人", "count", "3812", "person", ("3811.5", "3812.5")),
        ("三万余人", "count", "30000", "person", ("30000", "33000")),
        ("3.2万余人", "count", "32000", "person", ("32000", "35200")),
        ("300多万元", "money", "3000000", "CNY", ("3000000", "3300000")),
        ("百分之九十五点五", "percent", "95.5", "percent", ("95.5", "95.5")),
        ("千分之三", "percent", "0.3", "percent", ("0.3", "0.3")),
        ("2.5‰", "percent", "0.25", "percent", ("0.245", "0.255")),
        ("提高1.5个百分点", "points", "1.5", "percentage_point", ("1.45", "1.55")),
        ("八成五", "percent", "85", "percent", ("85", "85")),
        ("翻两番", "ratio", "4", "ratio", ("4", "4")),
        ("比例3:1", "ratio", "3", "ratio", ("3", "3")),
        ("历时一年半", "measure", "1.5", "year", ("1.5", "1.5")),
        ("约3.2万元", "money", "32000", "CNY", ("31000", "33000")),
        ("12000元左右", "money", "12000", "CNY", ("11880", "12120")),
        ("近5亿元", "money", "500000000", "CNY", ("475000000", "500000000")),
        ("不低于90%", "percent", "90", "percent", ("90", None)),
        ("90%（含）以上", "percent", "90", "percent", ("90", None)),
        ("不足5%", "percent", "5", "percent", (None, "5")),
        ("增长-3.5%", "percent", "-3.5", "percent", ("-3.55", "-3.45")),
        ("节约5万元", "money", "50000", "CNY", ("45000", "55000")),
        ("近3年", "measure", "3", "year", ("2.5", "3.5")),
        ("会议费（万元）：3.2", "money", "32000", "CNY", ("31500", "32500")),
        ("新增床位二〇八张", "count", "208", "item", ("208", "208")),
        ("债务限额1.26万亿元", "money", "1260000000000", "CNY", ("1255000000000", "1265000000000")),
        ("减负5万元", "money", "50000", "CNY", ("45000", "55000")),
        ("减少12.50万\n元", "money", "125000", "CNY", ("124950", "125050")),
    ],
)
def test_a_quantity_is_read_with_its_interval(
    text: str, kind: str, value: str, unit: str, interval: tuple[str | None, str | None]
) -> None:
    mention = only(text)
    assert (mention.kind, mention.value, mention.unit) == (kind, Decimal(value), unit)
    assert ends(mention) == interval


@pytest.mark.parametrize(
    ("text", "low_inclusive", "high_inclusive"),
    [
        ("超过95%", False, True), ("不满16周岁", True, False), ("95%（不含）以上", False, True),
        ("90%＜率≤100%", False, True),
        ("得分[80,90)", True, False), ("95%以上", True, True), ("三百余户", True, False),
    ],
)  # fmt: skip
def test_an_end_belongs_to_a_bound_or_does_not(text: str, low_inclusive: bool, high_inclusive: bool) -> None:
    mention = only(text)
    assert (mention.low_inclusive, mention.high_inclusive) == (low_inclusive, high_inclusive)


@pytest.mark.parametrize(
    ("text", "surface", "interval"),
    [
        ("执行率95%至105%为宜", "95%至105%", ("95", "105")),
        ("投入9～16亿元", "9～16亿元", ("900000000", "1600000000")),
        ("投入9万—16万元", "9万—16万元", ("90000", "160000")),
        ("介于5%与8%之间", "介于5%与8%之间", ("5", "8")),
        ("区间[95,105]", "[95,105]", ("95", "105")),
        ("偏离±5%", "±5%", ("-5", "5")),
        ("招收三至五人", "三至五人", ("3", "5")),
        ("记80%（含）至100%（不含）", "80%（含）至100%（不含）", ("80", "100")),
        ("20±2度", "20±2度", ("18", "22")),
    ],
)
def test_a_range_is_one_mention_without_a_value(text: str, surface: str, interval: tuple[str, str]) -> None:
    mention = only(text)
    assert (mention.surface, mention.kind, mention.value) == (surface, "range", None)
    assert ends(mention) == interval


def test_a_list_inherits_the_unit_at_its_end() -> None:
    mention = only("分别为3.2、4.5和6.1亿元。")
    assert mention.kind == "list"
    assert [m.value for m in mention.members] == [Decimal(320000000), Decimal(450000000), Decimal(610000000)]
    assert [m.surface for m in mention.members] == ["3.2", "4.5", "6.1亿元"]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("2021年12月31日", ["date"]), ("2021-12-31", ["date"]), ("二〇二一年五月", ["date"]),
        ("2021年1-6月", ["date"]),
        ("2019、2020和2021年", ["date"]), ("前三季度", ["date"]), ("二十五日前", ["date"]), ("每月25日前", ["date"]),
        ("一、总体情况", ["ordinal"]), ("（一）基金", ["ordinal"]), ("2.2021年预算", ["ordinal", "date"]),
        ("①按时", ["ordinal"]),
        ("第三条", ["ordinal"]), ("见附表2", ["ordinal"]), ("第3页共9页", ["page"]), ("-- 3 of 29 --", ["page"]),
        ("依据财社〔2022〕65号", ["document_number"]), ("国发【2015】25号", ["document_number"]),
        ("GB/T 8170-2008", ["standard"]),
        ("2080505", ["code"]), ("510000_0013zp", ["code"]), ("A4纸", ["code"]), ("电话0991-1234567", ["phone"]),
        ("热线12333", ["phone"]), ("账号620012345678901234", ["code"]), ("“十三五”", ["plan"]),
        ("第十四个五年规划", ["plan"]),
        ("一站式", ["idiom"]), ("千方百计", ["idiom"]), ("一是健全", ["idiom"]), ("V2.1", ["version"]),
        ("升级到1.2.3", ["version"]), ("208-11-07", ["code"]),
        ("百姓", ["idiom"]), ("单位：万元", []), ("首次发放", []), ("百万元", []), ("二十四节气", []),
    ],
)  # fmt: skip
def test_what_only_looks_like_a_number_is_known_as_what_it_is(text: str, kinds: list[str]) -> None:
    found = quantities(text)
    assert [m.kind for m in found] == kinds
    assert all(m.value is None for m in found)


@pytest.mark.parametrize(
    "text",
    [
        "1百23",
        "12,34元",
        "近百人",
        "百余户",
        "3..5万元",
        "20万吨/班次",
        "5/12",
        "数百万元",
        "几十人",
        "三五个",
        "人数十人",
        "1,2,3",
    ],
)
def test_an_ambiguous_number_is_left_unread(text: str) -> None:
    (mention,) = quantities(text)
    assert (mention.kind, mention.value) == ("unread", None)


def test_a_figure_above_a_line_of_words_is_no_section_number() -> None:
    assert [m.kind for m in quantities("1.5\n城乡居民")] == ["number"]
    assert [m.kind for m in quantities("1.5城乡居民")] == ["ordinal"]
    assert [m.kind for m in quantities("1.5课时")] == ["measure"]


def test_a_longer_quantity_wins_over_a_word() -> None:
    assert [m.surface for m in read("三公里、三公经费、十分钟、一点五倍")] == ["三公里", "十分钟", "一点五倍"]


def test_words_that_are_no_numbers_can_be_given() -> None:
    assert quantities("六合一个", not_numbers={"idiom": ("六合一",)})[0].kind == "idiom"
    assert quantities("一站式", not_numbers={}) == ()


@pytest.mark.parametrize(
    ("cell", "kind", "value", "interval"),
    [
        ("20471", "number", "20471", ("20470.5", "20471.5")),
        (" 189767551 ", "number", "189767551", ("189767550.5", "189767551.5")),
        ("=100.00(%)", "percent", "100", ("100", "100")),
        ("≥13459.00(平方米)", "measure", "13459", ("13459", None)),
        ("≥100百分比", "percent", "100", ("100", None)),
        ("≥ 98 %(百分比)", "percent", "98", ("98", None)),
        ("0起", "count", "0", ("-0.5", "0.5")),
        ("△5", "number", "-5", ("-5.5", "-4.5")),
        ("（5）", "number", "-5", ("-5.5", "-4.5")),
        ("减少-5", "number", "-5", ("-5.5", "-4.5")),
        ("105%≤≥95%", "range", None, ("95", "105")),
        ("95%≤X≤105%", "range", None, ("95", "105")),
        ("控制在0.1%以内", "percent", "0.1", (None, "0.1")),
        ("每月25日前", "date", None, (None, "25")),
    ],
)
def test_a_cell_is_read_as_a_whole(
    cell: str, kind: str, value: str | None, interval: tuple[str | None, str | None]
) -> None:
    mention = parse_cell(cell)
    assert mention is not None
    assert (mention.kind, mention.value) == (kind, None if value is None else Decimal(value))
    assert ends(mention) == interval
    assert mention.surface == cell[mention.start : mention.end]


@pytest.mark.parametrize("cell", ["—", "-", "/", "无", "", " ", "达标", "优", "人数10人，户数5户", "0102"])
def test_a_nil_or_wordy_cell_is_no_number(cell: str) -> None:
    assert parse_cell(cell) is None


def test_operator_and_unit_may_have_cells_of_their_own() -> None:
    cells = ["培训场次", "≥", "12", "场", "资金（万元）", "38.6"]
    first, second = parse_row(cells)
    assert (first.surface, first.kind, first.low, first.high) == ("≥\t12\t场", "count", Decimal(12), None)
    assert (second.surface, second.value, second.unit) == ("38.6", Decimal(386000), "CNY")
    assert "\t".join(cells)[first.start : first.end] == first.surface
    assert "\t".join(cells)[second.start : second.end] == second.surface


def test_the_result_of_a_calculation_is_no_target() -> None:
    assert [m.qualifier for m in read("讲师费24次×0.1万元=2.4万元")] == [None, None, None]
    assert only("保障率=100%").qualifier == "="


def test_a_qualifier_is_given_as_printed() -> None:
    assert only("覆盖率＞85％").qualifier == "＞"


def test_a_cell_of_several_numbers_is_a_list() -> None:
    mention = parse_cell("50、6.82")
    assert mention is not None
    assert [m.value for m in mention.members] == [Decimal(50), Decimal("6.82")]


def test_a_percentage_becomes_a_ratio() -> None:
    quantity = to_quantity(only("98.38%"))
    assert (quantity.value, quantity.low, quantity.high) == (Decimal("0.9838"), Decimal("0.98375"), Decimal("0.98385"))
    assert format_quantity(quantity) == "98.38%"


def test_a_bare_number_takes_the_unit_of_its_column() -> None:
    mention = parse_cell("20471")
    assert mention is not None
    quantity = to_quantity(mention, unit=UNITS["万元"])
    assert (quantity.value, quantity.low) == (Decimal(204710000), Decimal(204705000))
    assert to_quantity(mention, unit=UNITS["人"], exact=True).interval.exact


def test_a_bare_multiplier_wins_over_that_of_the_column() -> None:
    quantity = to_quantity(only("1.5亿"), unit=UNITS["万元"])
    assert (quantity.value, quantity.unit) == (Decimal(150000000), UNITS["亿元"])


def test_a_bound_has_infinite_ends_as_a_quantity_and_open_ones_as_a_bound() -> None:
    mention = only("≥95%")
    assert to_quantity(mention).high == Decimal("Infinity")
    bound = to_bound(mention)
    assert (bound.low, bound.high, bound.unit) == (Decimal("0.95"), None, UNITS["%"])


def test_a_bare_target_is_exactly_its_value() -> None:
    bound = to_bound(only("3812人"))
    assert (bound.low, bound.high) == (Decimal(3812), Decimal(3812))


@pytest.mark.parametrize(
    ("text", "recurrence", "low", "high"),
    [
        ("每月25日前", "monthly", None, 25), ("每月5日至10日", "monthly", 5, 10),
        ("每年12月底前", "yearly", None, 366),
        ("每年6月30日前", "yearly", None, 182), ("每月二十日前", "monthly", None, 20),
        ("每季度末15日前", "quarterly", None, 15),
    ],
)  # fmt: skip
def test_a_recurrent_deadline_is_a_bound_on_days(text: str, recurrence: str, low: int | None, high: int) -> None:
    bound = to_bound(quantities(text)[0])
    assert (bound.recurrence, bound.low, bound.high) == (recurrence, low and Decimal(low), Decimal(high))
    assert bound.unit == UNITS["日"]


@pytest.mark.parametrize("text", ["95%至105%", "2021年", "3.2、4.5和6.1亿元"])
def test_what_has_no_single_value_is_no_quantity(text: str) -> None:
    with pytest.raises(ValueError, match="no single value"):
        to_quantity(quantities(text)[0])


@pytest.mark.parametrize("text", ["约3.2万人", "32万人左右", "3.2万余人", "不低于90%"])
def test_a_qualified_quantity_is_formatted_and_read_again(text: str) -> None:
    quantity = to_quantity(only(text))
    assert to_quantity(only(format_quantity(quantity))) == quantity
