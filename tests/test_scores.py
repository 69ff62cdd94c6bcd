"""Scores: what a project may choose in its settings, how grades are read, where a form's sums may stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from fundqa.bind.grades import grades_in
from fundqa.engine import check_documents
from fundqa.errors import PackError
from fundqa.model import Status
from fundqa.project import Project, load_project
from fundqa.readers.markdown import markdown_document
from fundqa.report import Outcome

FORM = """2023年，水渠清淤自评得分{total}分，等级为“{grade}”。

水渠清淤支出绩效自评表

（2023年度）

| 项目名称 | 水渠清淤 |  |  |  |  |  |  |
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 执行率 | 得分 |
|  | 年度资金总额 | 80 | 80 | 75.3 | 10 | 94.13% | {rate} |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 | 偏差原因分析及改进措施 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12公里 | 50 | 50 |  |
| 效益指标 | 社会效益 | 灌溉条件 | 明显改善 | 部分达成 | 30 | {benefit} | 来水偏少 |
| 满意度指标 | 满意度 | 农户满意度 | ≥90% | 93% | 10 | 10 |  |
{closing}
"""


def checked(project: Project, **values: object) -> list[Outcome]:
    """The outcomes of a form; total score, grade, the rate's and the benefit's score as given."""
    filled: dict[str, object] = {"total": 89.41, "grade": "良", "rate": 9.41, "benefit": 20}
    filled |= {"closing": f"| 总分 | < | < | < | < | 100 | {values.get('total', 89.41)} |  |"} | values
    document = markdown_document(FORM.format(**filled), "form.md")
    return list(check_documents((document,), project)[0].outcomes)


def ends(outcomes: list[Outcome], name: str) -> set[Status]:
    return {outcome.status for outcome in outcomes if outcome.name == name}


@pytest.fixture(scope="module")
def builtin() -> Project:
    return load_project()


@pytest.fixture
def with_settings(tmp_path: Path):
    """A project with settings of its own for the pack of funds and projects."""

    def make(text: str) -> Project:
        folder = tmp_path / "checks" / "fund-performance"
        folder.mkdir(parents=True)
        (folder / "pack.yml").write_text(f"id: fund-performance\nsettings:\n  {text}\n", encoding="utf-8")
        return load_project(tmp_path)

    return make


def test_a_form_that_adds_up_passes_every_score_rule(builtin):
    failed = [o.rule for o in checked(builtin) if o.status is Status.FAIL and o.rule.startswith("SCO")]
    assert failed == []


def test_a_project_chooses_its_grade_limits(builtin, with_settings):
    values = {"total": 86.41, "grade": "优", "benefit": 17}
    assert ends(checked(builtin, **values), "grade-not-earned") == {Status.OPEN}
    assert ends(checked(with_settings("grade_profile: 优85良75中60"), **values), "grade-not-earned") == {Status.PASS}


def test_a_project_chooses_how_the_execution_rate_scores(builtin, with_settings):
    values = {"rate": 10, "total": 90, "grade": "优"}
    assert ends(checked(builtin, **values), "rate-score-differs") == {Status.OPEN}
    chosen = with_settings("rate_scale: 九成得满分")
    assert ends(checked(chosen, **values), "rate-score-differs") == {Status.PASS}
    assert ends(checked(chosen, rate=8.2, total=88.2), "rate-score-differs") == {Status.FAIL}


def test_a_project_chooses_its_tiers(builtin, with_settings):
    values = {"benefit": 16, "total": 85.41}
    assert ends(checked(builtin, **values), "score-below-its-tier") == {Status.FAIL}
    chosen = with_settings("tier_profile: 百八十五十")
    assert ends(checked(chosen, **values), "score-below-its-tier") == {Status.PASS}


def test_a_project_accepts_only_its_own_weight_structures(builtin, with_settings):
    assert ends(checked(builtin), "unknown-weight-structure") == {Status.PASS}
    assert ends(checked(with_settings("accepted_structures: [四维]")), "unknown-weight-structure") == {Status.FAIL}


@pytest.mark.parametrize(
    "setting",
    [
        "grade_profile: 优秀", "rate_scale: 随意", "tier_profile: 三七开", "accepted_structures: [五五]",
        "weight_structures: {半百: {weights: {产出: 50}}}", "rate_scales: {按比例: {step: 1}}",
        "tier_profiles: {百八十六十: {达成: [0.8]}}", "grade_profiles: {优90良80中60: {优: 高}}",
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_is_refused(with_settings, setting):
    with pytest.raises(PackError):
        with_settings(setting)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("自评等级为“优”。", [("等级为“优”", "优")]),
        ("评价等级：良好，", [("等级：良好", "良")]),
        ("综合评定为优秀等次", [("评定为优秀", "优")]),
        ("评为中", [("评为中", "中")]),
        ("等级分为优、良、中、差四档", []),
        ("等级优（90分以上）", []),
        ("等级优良率", []),
        ("参与评优", []),
        ("等级为优化服务", []),
    ],
)
def test_a_grade_is_read_where_it_is_stated(builtin, text, found):
    words = builtin.lexicon.scores
    assert [(text[start:end], grade) for start, end, grade in grades_in(text, 0, len(text), words)] == found


def test_another_year_s_grade_is_not_this_year_s(builtin):
    past = "水渠清淤2022年自评得分92分，等级为优。"
    document = markdown_document(
        f"{past}\n\n{FORM}".format(total=89.41, grade="良", rate=9.41, benefit=20, closing=""), "a.md"
    )
    assert ends(list(check_documents((document,), builtin)[0].outcomes), "grade-not-earned") == {Status.PASS}


@pytest.mark.parametrize("label", ["总分", "合计", "自评总分", "自评综合得分", "合计（100分）"])
def test_a_closing_row_is_no_indicator(builtin, label):
    outcomes = checked(builtin, closing=f"| {label} | < | < | < | < | 100 | 99 |  |")
    assert Status.FAIL in ends(outcomes, "total-score-differs")
    assert Status.FAIL not in ends(outcomes, "weights-do-not-add-up")


def test_an_indicator_whose_name_ends_like_a_sum_is_one(builtin):
    outcomes = checked(builtin, closing="| 其他指标 | 其他 | 考核得分 | ≥90分 | 95分 | 5 | 5 |  |")
    assert ends(outcomes, "weights-do-not-add-up") == {Status.FAIL}
