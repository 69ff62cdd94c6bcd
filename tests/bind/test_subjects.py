"""Whom a report is about, where no form says it: its title, and the projects that its text speaks of."""

from __future__ import annotations

import pytest

from fundqa.bind import bind
from fundqa.project import Project, load_project
from fundqa.readers.markdown import markdown_document


@pytest.fixture(scope="module")
def project() -> Project:
    return load_project()


def entities(text: str, project: Project) -> list[str]:
    view = bind((markdown_document(text, "report.md"),), project.forms, project.lexicon, "zh")
    return [fact.entity for fact in view.facts]


@pytest.mark.parametrize(
    ("title", "entity"),
    [
        ("青溪县2022年度农村公路养护项目绩效自评报告", "农村公路养护"),
        ("2022年青溪县农村公路养护项目支出绩效自评情况", "农村公路养护"),
        ("2022年度青溪县民政局部门整体支出绩效自评报告", "民政局"),
        # a report on funds is about none in particular, and a heading that ends otherwise is no title
        ("青溪县2022年度社会保险基金绩效自评报告", ""),
        ("青溪县2022年重点工作", ""),
    ],
)
def test_the_only_subject_is_the_title_s(title, entity, project):
    assert entities(f"{title}\n\n全年预算支出120万元。", project) == [entity]


def test_each_project_of_a_report_on_projects_has_its_own_numbers(project):
    text = """青溪县2022年度农村公路养护项目绩效自评报告

农村公路养护项目全年预算支出120万元。学生营养餐项目全年预算支出80万元，实际支出79万元。
"""
    assert entities(text, project) == ["农村公路养护", "学生营养餐", "学生营养餐"]


def test_two_projects_named_together_are_neither_of_them(project):
    text = """青溪县2022年度农村公路养护项目绩效自评报告

农村公路养护项目全年预算支出120万元。农村公路养护项目和学生营养餐项目全年预算支出200万元。
"""
    assert entities(text, project)[1] != "学生营养餐"


def test_a_form_s_subject_goes_by_the_title_s_name_too(project):
    text = """2022年度青溪县民政局部门整体支出绩效自评报告

民政局全年预算支出120万元。

青溪县部门整体支出绩效自评表

（2022年度）

| 项目名称 | 部门整体支出 |  |  |
| 项目资金（万元） | 全年预算数 | 全年执行数 | 执行率 |
| 年度资金总额 | 120 | 118 | 98.33% |
| 三级指标 | 年度指标值 | 实际完成值 |  |
| 走访次数 | ≥10次 | 12次 |  |
"""
    assert set(entities(text, project)) == {"部门整体支出"}
