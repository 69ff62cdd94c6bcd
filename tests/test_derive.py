"""Achievement: the displayed value against the target, as a reader of the form would judge it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundqa.bind import bind
from fundqa.derive import derive, holds, slight
from fundqa.model import Achieved, Bound, Target
from fundqa.project import Project, load_project
from fundqa.readers.markdown import markdown_document
from fundqa.units import UNITS
from fundqa.view import Indicator

HEAD = """龙泉县城乡居民基本养老保险基金绩效目标完成情况表

（2022年度）

| 项目名称 | 龙泉县城乡居民基本养老保险基金支出 |  |
| 三级指标 | 预期指标值 | 实际完成指标值 |
"""
YES, NO, UNKNOWN = Achieved.YES, Achieved.NO, Achieved.UNKNOWN


@pytest.fixture(scope="module")
def project() -> Project:
    return load_project(None)


def judge(project: Project, label: str, target: str, result: str, prose: str = "") -> Indicator:
    text = f"{prose}\n\n{HEAD}| {label} | {target} | {result} |\n"
    document = markdown_document(text, "report.md")
    (indicator,) = derive(bind((document,), project.forms, project.lexicon, "zh")).indicators
    return indicator


@pytest.mark.parametrize(
    ("label", "target", "result", "achieved"),
    [
        # the displayed value, compared exactly: 94.96 is not 95, though 95 could have been rounded from it
        ("群众满意度", "≥95%", "94.96%", NO),
        ("群众满意度", "≥95%", "95%", YES),
        ("群众满意度", "≥95%", "95.0%", YES),
        # 以上, 以下, 以内, 不低于 and 不超过 include their number; 超过, 大于 and 不足 do not
        ("群众满意度", "95%以上", "95%", YES),
        ("群众满意度", "不低于95%", "95%", YES),
        ("群众满意度", "大于95%", "95%", NO),
        ("群众上访率", "0.2%以内", "0.2%", YES),
        ("群众上访率", "不超过0.2%", "0.21%", NO),
        ("群众上访率", "＜0.2%", "0.2%", NO),
        # both ends of a range
        ("支出预算执行率", "90%至110%", "110%", YES),
        ("支出预算执行率", "90%至110%", "90%", YES),
        ("支出预算执行率", "90%至110%", "110.01%", NO),
        # zero is exact
        ("群众上访率", "0", "0", YES),
        ("群众上访率", "0", "0.01%", NO),
        # a bare target goes by the concept's direction, which only the lexicon knows
        ("参保人数", "8000人", "8001人", YES),
        ("参保人数", "8000人", "7999人", NO),
        ("投诉率", "1%", "0.4%", YES),
        ("投诉率", "1%", "1.4%", NO),
        ("信访下降率", "1%", "1.4%", YES),
        ("缴费档次数", "13", "13", YES),
        ("缴费档次数", "13", "12", UNKNOWN),
        ("缴费档次数", "13", "14", UNKNOWN),
    ],
)
def test_the_displayed_value_decides(project, label, target, result, achieved):
    assert judge(project, label, target, result).achieved is achieved


@pytest.mark.parametrize(
    ("label", "target", "result", "reason"),
    [
        ("群众满意度", "≥95%", "≥95%", "result_is_bound"),
        ("群众满意度", "≥95%", "98%以上", "result_is_bound"),
        ("待遇发放时间", "每月25日前", "每月25日前", "result_is_bound"),
        ("待遇发放时间", "每月25日前", "每月24日", "result_is_bound"),
        ("群众满意度", "≥95%", "", "result_missing"),
        ("群众满意度", "", "97%", "target_missing"),
        ("群众满意度", "较满意", "97%", "not_numeric"),
        ("待遇补贴标准", "50、6.8", "50、6.8", "not_numeric"),
        ("群众满意度", "≥95%", "197%", "out_of_domain"),
        ("受益覆盖", "≥800户", "830人", "unit_differs"),
        ("缴费档次数", "13", "12", "direction_unknown"),
    ],
)
def test_what_cannot_be_judged_says_why(project, label, target, result, reason):
    indicator = judge(project, label, target, result)
    assert (indicator.achieved, indicator.reason) == (UNKNOWN, reason)


@pytest.mark.parametrize(
    ("label", "target", "result", "achieved"),
    [
        ("核减比例", "≤3%", "2.4", YES),
        ("核减比例", "≤3%", "3.2", NO),
        ("核减比例", "≤3", "2.4%", YES),
        # under 2 a bare number can be a ratio or a percentage: judged only where both say the same
        ("核减比例", "≤1%", "0.6", UNKNOWN),
        ("核减比例", "≤1%", "0", YES),
        ("参保人数", "2.4万人", "2.5", YES),
        ("参保人数", "2.4万人", "2.3", NO),
        ("参保人数（万人）", "2.4", "2.5", YES),
        ("参保人数（万人）", "2.4", "23900人", NO),
        ("参保人数", "2.4万人", "24100人", YES),
    ],
)
def test_a_unit_printed_on_one_side_only(project, label, target, result, achieved):
    assert judge(project, label, target, result).achieved is achieved


def test_a_bare_percentage_is_shown_in_the_unit_of_its_target(project):
    result = judge(project, "核定准确比例", "≥97%", "95.1").result
    assert result is not None
    assert not isinstance(result, Target)
    assert (result.quantity.value, result.quantity.unit, result.surface) == (Decimal("0.951"), UNITS["%"], "95.1")


@pytest.mark.parametrize(
    ("label", "target", "result", "is_slight"),
    [
        ("领取待遇人数", "20000人", "19801人", True),
        ("领取待遇人数", "20000人", "19800人", False),  # 1 % exactly is no less than 1 %
        ("领取待遇人数", "≥20000人", "19999人", True),
        ("参保人数", "20000人", "19999人", False),  # nobody's need decides how many are insured
        ("领取待遇人数", "20000人", "20001人", False),
        ("领取待遇人数", "≤20000人", "20001人", False),
    ],
)
def test_slightly_short_is_for_counts_that_demand_decides(project, label, target, result, is_slight):
    assert slight(judge(project, label, target, result)) is is_slight


def test_a_cell_with_several_numbers_is_read_by_what_the_indicator_measures(project):
    indicator = judge(project, "领取待遇人数", "5200人，发放率100%", "5310人，发放率100%")
    assert (indicator.achieved, indicator.target.surface, indicator.result.surface) == (YES, "5200人", "5310人")
    assert judge(project, "领取待遇人数", "5200人", "5310人，比上年多110人").achieved is UNKNOWN


def test_a_measurement_beside_a_copied_bound_counts(project):
    assert judge(project, "核定准确比例", "≥99%", "≥99%，抽查98.5%").achieved is NO


def test_a_malformed_target_is_backed_by_the_text(project):
    prose = "2022年龙泉县城乡居民养老保险支出预算执行率目标90%至110%。"
    alone = judge(project, "支出预算执行率", "110%≤≥90%", "118%")
    backed = judge(project, "支出预算执行率", "110%≤≥90%", "118%", prose)
    assert (alone.achieved, alone.legal, alone.backing) == (NO, False, None)
    assert backed.backing is not None
    assert backed.backing.surface == "90%至110%"
    other_judgement = prose.replace("110%", "120%")
    assert judge(project, "支出预算执行率", "110%≤≥90%", "118%", other_judgement).backing is None


NUMBERS = st.decimals(-1000, 1000, places=2)


@given(NUMBERS, NUMBERS, NUMBERS, st.booleans(), st.booleans())
def test_holds_is_the_meaning_of_a_bound(one, other, value, low_inclusive, high_inclusive):
    low, high = sorted((one, other))
    bound = Bound(low, high, low_inclusive, high_inclusive, UNITS["%"])
    inside = low < value < high
    at_end = (low_inclusive and value == low and value < high) or (high_inclusive and value == high and value > low)
    point = low == high == value and low_inclusive and high_inclusive
    assert holds(bound, value) is (inside or at_end or point)


@given(NUMBERS, NUMBERS, st.booleans())
def test_an_open_side_never_refuses(end, value, inclusive):
    at_least = Bound(end, None, inclusive, True, UNITS["人"])
    at_most = Bound(None, end, True, inclusive, UNITS["人"])
    assert holds(at_least, value) or holds(at_most, value) or (value == end and not inclusive)
    assert (holds(at_least, value) and holds(at_most, value)) is (value == end and inclusive)


@given(st.integers(1, 99999), st.integers(1, 99999))
def test_achieved_and_shortfall_agree(project, target, result):
    indicator = judge(project, "领取待遇人数", f"{target}人", f"{result}人")
    assert (indicator.achieved is YES) is (result >= target)
    assert indicator.shortfall == (Decimal(target - result) / target if result < target else 0)
