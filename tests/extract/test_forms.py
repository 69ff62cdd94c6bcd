"""Forms in the wordings and layouts of different offices: which form each is, and what its cells are read as."""

from __future__ import annotations

import pytest
from making import project

from fundqa.bind import bind
from fundqa.derive import derive
from fundqa.model import Basis
from fundqa.readers.markdown import markdown_document
from fundqa.view import Form, View

NO_SCORES = """
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 全年完成值 | 未完成原因和改进措施 |
| 产出指标 | 数量指标 | 清淤河段 | 12段 | 12段 | 无 |
"""
SCORED = """
| 一级指标 | 二级指标 | 三级指标 | 计划值 | 实际值 | 权重 | 评分 | 备注 |
| 产出指标 | 数量指标 | 清淤河段 | 12段 | 12段 | 10 | 10 | 无 |
"""
LEVELS = """
竹溪镇河道清淤转移支付绩效自评表

| 专项名称 | 河道清淤 |  |  |  |  |
| 资金投入情况（万元） |  | 全年预算数（A） | 全年执行数（B） | 执行率（B/A） |  |
|  | 资金合计 | 320 | 310 | 96.88% |  |
|  | 其中:财政性资金 | 210 | 205 | 97.62% |  |
|  | 其中：中央专项资金 | 120 | 115 | 95.83% |  |
|  | 省级配套资金 | 90 | 90 | 100% |  |
|  | 其他来源 | 110 | 105 | 95.45% |  |"""
PAIRS = """
竹溪镇河道清淤绩效自评表

| 项目名称 | 河道清淤 | < | < | 主管部门 | 竹溪镇人民政府 | < |
| 预算执行情况（万元） | 预算数 | 100.00 | 到位数 | 98.00 | 执行数 | 95.00 |
| ^ | 其中：财政资金 | 90.00 | 其中：财政资金 | 88.00 | 其中：财政资金 | 85.00 |
| ^ | 其他 | 10.00 | 其他 | 10.00 | 其他 | 10.00 |
| ^ | 预算执行进度(%) | 95 | < | < | < | < |
| 一级指标 | 二级指标 | 三级指标 | 指标分值 | 预期指标值 | < | < | 完成值 | 单项得分 | 权重占比% | 折算得分 |
| ^ | ^ | ^ | ^ | 符号 | 值 | 单位 | ^ | ^ | ^ | ^ |
| 产出指标 | 数量指标 | 清淤长度 | 25 | ≥ | 1200 | 米 | 1250 | 25 | 25 | 6.25 |
"""
APPLIED = """
竹溪镇绩效目标填报表

| 项目名称 | 河道清淤 |  |  |  |
| 项目资金（元） | 项目资金总额 | 50000.00 | 年度资金申请总额 | 30000.00 |
| ^ | 其中：当年财政拨款 | 40000.00 | 其中：当年财政拨款 | 27000.00 |
| ^ | 上年结转资金 | 10000.00 | 上年结转资金 | 3000.00 |
| 绩效指标 | 一级指标 | 二级指标 | 三级指标 | 年度(/项目)指标值 |
| ^ | 产出指标 | 数量 | 清淤面积 | ≥13459.00(平方米) |
"""
OFFICE = """
竹溪镇2021年部门整体支出绩效评分表

| 一级指标 | 二级指标 | 三级指标 | 分值 | 指标解释 | 评分标准 | 自评得分 |
| 投入（15分） | 目标设定（3分） | 目标合理性 | 3 | 是否合理 | 合理得3分 | 3 |
| 合计 | < | < | 100 | < | < | 98 |
"""
SHORT_ROW = """
竹溪镇绩效自评表

| 项目名称 | 河道清淤 |  |  |  |
| 项目资金（万元） |  | 全年预算数 | 全年执行数 | 执行率 |
| 年度资金总额 | 320 | 310 | 96.88% |
| 其中：财政拨款 | 320 | 310 | 96.88% |"""


def read(text: str) -> View:
    words = project()
    document = markdown_document(text, "report.md")
    return derive(bind((document,), words.forms, words.lexicon, "zh"))


def only(text: str) -> Form:
    (form,) = read(text).forms
    return form


def amounts(view: View) -> dict[tuple[str, Basis | None, str], str]:
    return {
        (f.concept, f.basis, "/".join(v for _, v in f.dims)): f.surface
        for f in view.facts
        if f.context.column == "funding"
    }


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (LEVELS + NO_SCORES, "T3"), (PAIRS, "D"), (APPLIED, "E"), (OFFICE, "G"), (SHORT_ROW + NO_SCORES, "T3"),
        (LEVELS + SCORED.replace("产出指标", "项目决策"), "T4"),
        (SHORT_ROW.replace("财政拨款", "预算内") + SCORED, "T6"),
    ],
)  # fmt: skip
def test_a_form_is_known_in_any_office_s_wording(text, form):
    assert (only(text).id, only(text).missing) == (form, ())


def test_sources_in_two_levels_add_up_level_by_level():
    view = read(LEVELS + NO_SCORES)
    groups = {(g.total.surface, tuple(p.surface for p in g.parts), g.nested) for g in view.groups if g.form and g.total}
    assert groups == {
        ("320", ("210", "110"), False), ("210", ("120", "90"), True),
        ("310", ("205", "105"), False), ("205", ("115", "90"), True),
    }  # fmt: skip
    assert all(group.exhaustive for group in view.groups)


def test_each_source_has_its_own_execution_rate():
    rates = {key[2]: said for key, said in amounts(read(LEVELS + NO_SCORES)).items() if key[0] == "支出执行率"}
    assert rates == {
        "": "96.88%", "财政拨款": "97.62%", "财政拨款/中央资金": "95.83%", "财政拨款/省级配套资金": "100%",
        "其他资金": "95.45%",
    }  # fmt: skip


def test_amounts_beside_their_labels_and_a_percentage_named_in_the_label():
    view = read(PAIRS)
    found = amounts(view)
    assert found["到位资金", Basis.EXECUTED, ""] == "98.00"
    assert found["支出", Basis.EXECUTED, "财政拨款"] == "85.00"
    (rate,) = [f for f in view.facts if f.concept == "支出执行率"]
    assert f"{rate.quantity.value:f}" == "0.95"


def test_a_head_over_two_rows_gives_sign_value_and_unit():
    (row,) = only(PAIRS).table("indicators")
    assert [row.text(name) for name in ("指标性质", "目标值", "度量单位", "完成值", "折算得分")] == [
        "≥", "1200", "米", "1250", "6.25",
    ]  # fmt: skip
    (indicator,) = read(PAIRS).indicators
    assert indicator.achieved.value == "yes"


def test_the_whole_project_and_the_year_are_never_compared():
    found = amounts(read(APPLIED))
    assert found["支出", Basis.BUDGET, "全周期"] == "50000.00"
    assert found["支出", Basis.BUDGET, ""] == "30000.00"
    assert found["支出", Basis.BUDGET, "全周期/财政拨款"] == "40000.00"


def test_a_row_that_sums_up_is_no_indicator():
    assert [row.text("三级指标") for row in only(OFFICE).table("indicators")] == ["目标合理性"]


def test_a_line_of_the_template_that_nobody_filled_in_is_no_indicator():
    text = f"""
竹溪镇自评表

| 项目名称 | 河道清淤 |
{NO_SCORES.strip().splitlines()[0]}
| 产出指标 | 数量指标 | 指标1：清淤河段 | 12段 | 12段 | 无 |
|  |  | 指标2： |  |  |  |
|  |  | …… |  |  |  |
"""
    assert [row.text("三级指标") for row in only(text).table("indicators")] == ["指标1：清淤河段"]
    assert {fact.concept for fact in read(text).facts} == {"清淤河段"}


def test_a_row_of_weight_and_score_alone_is_no_indicator():
    text = "竹溪镇自评表\n\n| 项目名称 | 河道清淤 |" + SCORED.rstrip() + "\n| 预算执行率 |  |  |  |  | 10 | 10 |  |\n"
    assert [row.text("三级指标") for row in only(text).table("indicators")] == ["清淤河段"]


def test_a_row_with_fewer_cells_than_its_head_is_moved():
    assert amounts(read(SHORT_ROW + NO_SCORES))["支出", Basis.FULL_YEAR, ""] == "320"
    assert amounts(read(SHORT_ROW + NO_SCORES))["支出执行率", Basis.EXECUTED, "财政拨款"] == "96.88%"


def test_forms_stacked_in_one_table_are_forms_of_their_own():
    upper = "| 项目名称 | 河道清淤 |\n| 单位：万元 |\n| 预算数 | 30 | 执行数 | 29 |" + NO_SCORES.rstrip()
    lower = "\n| 道路亮化自评表 |\n| 项目名称 | 道路亮化 |\n| 单位：元 |\n| 预算数 | 700 | 执行数 | 690 |" + NO_SCORES
    view = read("竹溪镇自评表\n\n" + upper + lower)
    assert [(form.number, form.name, form.title.surface) for form in view.forms] == [
        (1, "河道清淤", "竹溪镇自评表"), (2, "道路亮化", "道路亮化自评表"),
    ]  # fmt: skip
    spent = [f for f in view.facts if f.concept == "支出" and f.basis is Basis.EXECUTED]
    assert [(f.surface, f.quantity.unit.symbol, f.context.form) for f in spent] == [("29", "万元", 1), ("690", "元", 2)]
    assert [view.form_at(fact.location) for fact in spent] == list(view.forms)


def test_heads_one_under_the_other_are_read_across():
    text = """
竹溪镇自评表

| 项目名称 | 河道清淤 |  |
| 一级指标 | 产出指标 | 产出指标 |
| 三级指标 | 清淤河段 | 清淤合格率 |
| 年度指标值 | 12段 | ≥95% |
| 实际完成值 | 12段 | 97% |
"""
    rows = only(text).table("indicators")
    assert [(row.text("三级指标"), row.text("完成值")) for row in rows] == [("清淤河段", "12段"), ("清淤合格率", "97%")]


def test_a_form_that_is_not_filled_in_is_blank_and_a_nil_is_filled():
    empty = NO_SCORES.replace("12段", "").replace("清淤河段", "")
    assert only("竹溪镇自评表\n\n| 项目名称 |  |\n" + empty.strip()).blank
    assert not only("竹溪镇自评表\n\n| 项目名称 |  |\n" + NO_SCORES.replace("12段", "—").strip()).blank


def test_what_resembles_no_form_is_told_with_the_closest_one():
    text = """
竹溪镇绩效跟踪情况表

| 项目名称 | 河道清淤 |  |
| 一级指标 | 二级指标 | 跟踪结论 |
| 产出指标 | 数量指标 | 顺利 |
"""
    view = read(text)
    assert view.forms == ()
    (unknown,) = view.unknown
    assert unknown.title.surface == "竹溪镇绩效跟踪情况表"
    assert unknown.missing


@pytest.mark.parametrize(
    "table",
    [
        "| 项目 | 预算数 | 决算数 |\n| 基本支出 | 30 | 29 |",
        "| 指标名称 | 计量单位 | 2021年 | 2022年 |\n| 河段 | 段 | 9 | 12 |",
    ],
)
def test_an_ordinary_table_is_neither_a_form_nor_an_unknown_one(table):
    view = read("竹溪镇收支情况表\n\n" + table)
    assert (view.forms, view.unknown) == ((), ())
