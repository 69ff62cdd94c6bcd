"""Forms and tables that go on on the next page give the outcomes of the whole ones, in every format."""

from __future__ import annotations

import pytest
from making import project
from parting import parted
from render import as_html, as_xlsx

from fundqa.bind import bind
from fundqa.document import Document, Table
from fundqa.engine import check_documents
from fundqa.readers import read_bytes
from fundqa.readers.markdown import markdown_document
from fundqa.seeding.generator import generate
from fundqa.seeding.mutate_files import written
from fundqa.view import Form

TOP = """
竹溪镇河道清淤绩效自评表

| 项目名称 | 河道清淤 | < | < | < | < | < |
| 项目资金（万元） |  | 年初预算数 | 全年预算数 | 全年执行数 | 分值 | 得分 |
| ^ | 年度资金总额 | 320 | 320 | 310 | 10 | 9.69 |
"""
HEAD = "| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |\n"
UPPER = "| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12.5公里 | 20 | 20 |\n"
LOWER = "|  |  | 清淤河段 | ≥3段 | 4段 | 20 | 20 |\n| 总分 | < | < | < | < | 50 | 49.69 |\n"
WHOLE = f"{TOP}{HEAD}{UPPER}{LOWER}"

BETWEEN = ["", "- 3 -", "第 3 页 共 9 页", "续表", "（续上表）", "续表1", "-- PAGE_BREAK --", "-- 3 of 9 --",
           "竹溪镇河道清淤绩效自评表（续）"]  # fmt: skip


def forms(text: str) -> tuple[Form, ...]:
    words = project()
    return bind((markdown_document(text, "report.md"),), words.forms, words.lexicon, "zh").forms


def content(form: Form) -> list[tuple[str, dict[str, str]]]:
    return [(row.table, {name: row.text(name) for name in row.cells}) for row in form.rows]


@pytest.mark.parametrize("between", BETWEEN)
@pytest.mark.parametrize("head", ["", HEAD])
def test_a_form_over_a_page_break_is_the_whole_form(between, head):
    (whole,) = forms(WHOLE)
    (found,) = forms(f"{TOP}{HEAD}{UPPER}\n{between}\n\n{head}{LOWER}")
    assert content(found) == content(whole)
    assert (found.name, found.entity, found.title.surface) == (whole.name, whole.entity, whole.title.surface)


def test_a_form_whose_indicators_begin_on_the_next_page_is_one():
    (found,) = forms(f"{TOP}\n续表\n\n{HEAD}{UPPER}{LOWER}")
    assert content(found) == content(forms(WHOLE)[0])


def test_a_rest_on_a_grid_of_its_own_stands_under_the_heads():
    top = TOP.replace("| 10 | 9.69 |", "| 10 | 9.69 | < |").replace("< | < |\n", "< | < | < |\n")
    head, upper = HEAD[:-1] + " < |\n", UPPER[:-1] + " < |\n"
    (found,) = forms(f"{top}{head}{upper}\n续表\n\n{LOWER}")
    assert content(found) == content(forms(WHOLE)[0])


def test_places_are_those_of_the_table_they_stand_in():
    (found,) = forms(f"{TOP}{HEAD}{UPPER}\n续表\n\n{LOWER}")
    (first, second) = found.table("indicators")
    target = second.cells[project().lexicon.columns.target]
    assert target is not None
    assert (target.location.block, target.location.row, target.location.col) == (3, 0, 3)
    assert [at.block for at in found.locations] == [1, 3]
    assert found.covers(target.location)
    assert found.covers(first.cells[project().lexicon.columns.target].location)


OTHER = {
    "another form": WHOLE.replace("河道清淤", "堤坝加固"),
    "another form of the same name": WHOLE,
    "a table with heads of its own": "| 年度 | 收入 | 支出 | 结余 | 单位 | 来源 | 去向 |\n"
    "| 2020 | 12 | 11 | 1 | 无 | 无 | 无 |\n",
    "a list": "| 序号 | 乡镇 | 河段 |\n| 1 | 甲 | 3 |\n",
}


@pytest.mark.parametrize("other", list(OTHER))
def test_what_is_no_rest_stays_apart(other):
    whole = forms(WHOLE)
    found = forms(f"{WHOLE}\n- 3 -\n\n{OTHER[other]}")
    assert content(found[0]) == content(whole[0])
    assert len(found) == 1 + ("form" in other)


@pytest.mark.parametrize("between", ["清淤工作完成情况如下。", "二、堤坝加固项目"])
def test_text_between_two_tables_parts_them(between):
    (found,) = forms(f"{TOP}{HEAD}{UPPER}\n{between}\n\n{LOWER}")
    assert len(found.table("indicators")) == 1


def outcomes(document: Document) -> list[tuple[object, ...]]:
    (report,) = check_documents((document,), project())
    return sorted((o.rule, o.name, o.status, str(o.verdict), str(o.severity), o.worked) for o in report.outcomes)


SEED, ROW = 6, 14
WRITE = {
    "docx": lambda document: written(document, "docx"),
    "md": lambda document: written(document, "md"),
    "txt": lambda document: written(document, "dump"),
    "html": lambda document: as_html(document).encode(),
    "xlsx": as_xlsx,
}


@pytest.fixture(scope="module")
def whole() -> Document:
    return generate(SEED).document


def head_of(document: Document) -> int:
    table = next(block for block in document.blocks if isinstance(block, Table))
    return next(cell.row for cell in table.cells if cell.text == "二级指标")


@pytest.mark.parametrize("suffix", list(WRITE))
@pytest.mark.parametrize("again", [False, True])
def test_the_outcomes_are_those_of_the_whole_form_in_every_format(whole, suffix, again):
    document = parted(whole, ROW, ("续表",), head_of(whole) if again else -1)
    found = read_bytes(WRITE[suffix](document), f"report.{suffix}", layout=project().layout)
    assert len([block for block in found.blocks if isinstance(block, Table)]) == 2
    assert outcomes(found) == outcomes(read_bytes(WRITE["docx"](whole), "report.docx"))
