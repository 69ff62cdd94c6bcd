"""The notations that offices use for targets and results, one by one, as they are read from a form's cells."""

from __future__ import annotations

from decimal import Decimal

import pytest
from making import project as built_in

from fundqa.bind import bind
from fundqa.derive import derive
from fundqa.model import Fact, Target
from fundqa.readers.markdown import markdown_document
from fundqa.view import Indicator, View

HEAD = """某某绩效目标完成情况表

（2022年度）

| 项目名称 | 失业保险基金支出 |  |  |  |
| 一级指标 | 二级指标 | 三级指标 | 预期指标值 | 实际完成指标值 |
"""


def read(label: str, target: str, result: str = "") -> View:
    text = f"{HEAD}| 产出指标 | 数量指标 | {label} | {target} | {result} |\n"
    project = built_in()
    return derive(bind((markdown_document(text, "report.md"),), project.forms, project.lexicon, "zh"))


def only(label: str, target: str, result: str = "") -> Indicator:
    (indicator,) = read(label, target, result).indicators
    return indicator


def decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


@pytest.mark.parametrize(
    ("printed", "low", "high", "inclusive", "base"),
    [
        # a comparator and a unit, in whatever order, width, brackets and spacing
        ("≥95%", "0.95", None, True, "ratio"),
        ("≥ 95 %", "0.95", None, True, "ratio"),
        ("≥１００％", "1", None, True, "ratio"),
        (">= 98 %(百分比)", "0.98", None, True, "ratio"),
        ("≥100百分比", "1", None, True, "ratio"),
        ("≥80.00(%)", "0.8", None, True, "ratio"),
        ("=100.00(%)", "1", "1", True, "ratio"),
        ("＝100%", "1", "1", True, "ratio"),
        ("≤0.1‰", None, "0.0001", True, "ratio"),
        ("≥100.00(人数)", "100", None, True, "person"),
        (">150.00(家)", "150", None, False, "item"),
        ("=5.00(万人次)", "50000", "50000", True, "person_time"),
        ("≥1200人·次", "1200", None, True, "person_time"),
        ("≥13459.00(平方米)", "13459", None, True, "m2"),
        ("≥2种", "2", None, True, "item"),
        ("≥12台（套）", "12", None, True, "item"),
        ("≤101400 元", None, "101400", True, "CNY"),
        ("=1 元/人", "1", "1", True, "CNY/person"),
        ("≥90分", "90", None, True, "score"),
        ("≥4次/年", "4", None, True, "time"),
        # in words
        ("不低于50%", "0.5", None, True, "ratio"),
        ("不低于 80%", "0.8", None, True, "ratio"),
        ("补贴对象生活改善度不低于 80%", "0.8", None, True, "ratio"),
        ("至少1次", "1", None, True, "time"),
        ("98%以上", "0.98", None, True, "ratio"),
        ("95%（含）以上", "0.95", None, True, "ratio"),
        ("大于等于95%", "0.95", None, True, "ratio"),
        ("超过95%", "0.95", None, False, "ratio"),
        ("不超过3起", None, "3", True, "item"),
        ("小于等于5天", None, "5", True, "day"),
        ("3个工作日内", None, "3", True, "workday"),
        ("24小时内", None, "24", True, "hour"),
        # ranges, the malformed one in its most sensible reading
        ("90%-95%", "0.9", "0.95", True, "ratio"),
        ("95%≤X≤105%", "0.95", "1.05", True, "ratio"),
        ("105%≤≥95%", "0.95", "1.05", True, "ratio"),
        ("100%±5%", "0.95", "1.05", True, "ratio"),
        ("5～95%", "0.05", "0.95", True, "ratio"),
        ("9～16亿元", "900000000", "1600000000", True, "CNY"),
    ],
)
def test_a_target_is_the_set_it_asks_for(printed, low, high, inclusive, base):
    (target,) = [t for t in read("某项工作", printed).targets if t.context.column == "目标值"]
    bound = target.bound
    assert (bound.low, bound.high, bound.unit.base) == (decimal(low), decimal(high), base)
    assert (bound.low_inclusive if bound.low is not None else bound.high_inclusive) is inclusive
    assert bound.legal is (printed != "105%≤≥95%")


@pytest.mark.parametrize(
    ("printed", "value", "base"),
    [
        ("0起", "0", "item"),
        ("零", "0", ""),
        ("90.00(度)", "90", "degree"),
        ("1720.00万", "17200000", ""),
        ("9,101.68", "9101.68", ""),
        ("1,234人", "1234", "person"),
        ("98.38%", "0.9838", "ratio"),
        ("60元/人·月", "60", "CNY/person/month"),
        ("5.00万人次", "50000", "person_time"),
    ],
)
def test_a_plain_number_is_a_target_and_a_number(printed, value, base):
    indicator = only("某项工作", printed, printed)
    for item in (indicator.target, indicator.result):
        assert isinstance(item, Fact)
        assert (item.quantity.value, item.quantity.unit.base) == (Decimal(value), base)


@pytest.mark.parametrize("printed", ["50、6.82", "60元、12.5元", "60，9.5", "省级60、县级9.5"])
def test_several_values_are_several_numbers(printed):
    indicator = only("某项标准（省级、县级）", printed, printed)
    assert (indicator.target, indicator.result, indicator.reason) == (None, None, "not_numeric")
    facts = read("某项标准（省级、县级）", printed, printed).facts
    assert [dict(f.dims)["item"] for f in facts] == ["1", "2", "1", "2"]


def test_two_targets_in_one_cell_are_two():
    targets = read("宣传", "不少于100人,宣传用品不少于20000份").targets
    assert [(t.bound.low, t.bound.unit.symbol) for t in targets] == [(100, "人"), (20000, "份")]


@pytest.mark.parametrize(
    ("printed", "recurrence", "high"),
    [("每月25日前", "monthly", 25), ("每月25日之前", "monthly", 25), ("每季度末15日前", "quarterly", 15)],
)
def test_a_recurring_deadline_is_a_bound(printed, recurrence, high):
    target = only("待遇发放时间", printed).target
    assert isinstance(target, Target)
    assert (target.bound.recurrence, target.bound.high) == (recurrence, high)


@pytest.mark.parametrize(
    "printed",
    [
        "达标", "提升", "有效", "是", "合规", "安全无事故", "高", "优良中低差", "及时率", "满意度", "完成", "部分达成",
        "12月底之前", "2022年12月31日前", "无", "—", "/",
    ],
)  # fmt: skip
def test_words_and_dates_are_no_numbers(printed):
    view = read("某项工作", printed, printed)
    assert [f.surface for f in view.facts] == []
    assert [t.surface for t in view.targets] == []


@pytest.mark.parametrize(
    ("unit", "value", "base"),
    [
        ("件", "12", "item"), ("期", "12", "item"), ("场", "12", "item"), ("次", "12", "time"), ("批次", "12", "time"),
        ("家", "12", "item"), ("辆", "12", "item"), ("台（套）", "12", "item"), ("平方米", "12", "m2"),
        ("分", "12", "score"), ("万人", "120000", "person"), ("人次", "12", "person_time"), ("户", "12", "household"),
        ("千元", "12000", "CNY"), ("个百分点", "0.12", "percentage_point"), ("万", "120000", ""),
    ],
)  # fmt: skip
def test_a_unit_that_offices_count_in_is_known(unit, value, base):
    target = only("某项工作", f"12{unit}").target
    assert isinstance(target, Fact)
    assert (target.quantity.value, target.quantity.unit.base) == (Decimal(value), base)
