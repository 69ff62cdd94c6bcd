"""Text whose tables lost their cells: what can be told is told, for the rest there is a warning and never a finding."""

from __future__ import annotations

import pytest
from making import project

from fundqa.bind import bind
from fundqa.document import Document, Table
from fundqa.engine import check_documents
from fundqa.model import Severity, Status
from fundqa.readers import read_bytes

HEAD = (
    "一级指标 二级指标 三级指标 年度指标值 实际完成值 分值 得分",
    "一级指标二级指标三级指标年度指标值实际完成值分值得分",
    "一级 指标 二级指标 三级 指标 年度指标值 实际完成 值 分值 得分",
)
ROWS = """产出指标 数量指标 清淤长度 ≥12公里 12.5公里 20 20
清淤河段 ≥3段 4段 20 20
质量指标 验收合格率 ≥95% 96% 10 10
满意度指标 满意度指标 群众满意度 ≥90% 95% 10 10
总分 60 60
"""


def read(text: str, suffix: str = "txt") -> Document:
    return read_bytes(text.encode(), f"a.{suffix}", layout=project().layout)


def rows(document: Document) -> list[list[list[str]]]:
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return [[[cell.text for cell in table.cells if cell.row == r] for r in range(table.rows)] for table in tables]


def codes(document: Document) -> list[str]:
    return [warning.code for warning in document.warnings]


@pytest.mark.parametrize("head", HEAD)
def test_rows_under_known_heads_become_cells(head):
    document = read(f"河道清淤绩效自评表\n{head}\n{ROWS}\n完成情况良好。\n")
    ((_, *found),) = rows(document)
    assert found == [
        ["产出指标", "数量指标", "清淤长度", "≥12公里", "12.5公里", "20", "20"],
        ["", "", "清淤河段", "≥3段", "4段", "20", "20"],
        ["", "质量指标", "验收合格率", "≥95%", "96%", "10", "10"],
        ["满意度指标", "满意度指标", "群众满意度", "≥90%", "95%", "10", "10"],
        ["总分", "", "", "", "", "60", "60"],
    ]
    assert not document.warnings
    words = project()
    (form,) = bind((document,), words.forms, words.lexicon, "zh").forms
    assert [row.text("三级指标") for row in form.table("indicators")] == [
        "清淤长度",
        "清淤河段",
        "验收合格率",
        "群众满意度",
    ]


def test_a_row_without_any_separator_is_parted_by_its_own_words():
    ((_, row),) = rows(read("一级指标二级指标三级指标指标值分值\n产出指标数量指标足额保障率=100% 22.5\n"))
    assert row == ["产出指标", "数量指标", "足额保障率", "=100%", "22.5"]


def test_the_weight_in_brackets_stays_with_its_level():
    ((_, row),) = rows(read("一级指标 二级指标 三级指标 指标值 分值\n产出指标（50分） 数量指标 清淤长度 ≥12公里 20\n"))
    assert row[0] == "产出指标（50分）"


UNSURE = {
    "a value is missing": "产出指标 数量指标 清淤长度 ≥12公里 20 20",
    "a value has a blank": "产出指标 数量指标 清淤长度 ≥ 12 公里 12.5公里 20 20",
    "a level is missing": "产出指标 清淤长度 ≥12公里 12.5公里 20 20",
    "a level may be a name": "产出指标质量合格率 ≥95% 96% 10 10",
}


@pytest.mark.parametrize("row", list(UNSURE.values()), ids=list(UNSURE))
def test_a_row_that_may_be_parted_in_two_ways_makes_the_table_lose_its_columns(row):
    document = read(f"{HEAD[0]}\n{ROWS}{row}\n")
    (found,) = rows(document)
    assert found[-1] == [row]
    assert codes(document) == ["columns_lost"]


LOST = {
    "indicators": "产出指标数量指标足额保障率=100% 22.5\n产出指标质量指标合格率=100% 22.5\n"
    "效益指标社会效益指标受益率=90% 22.5\n",
    "codes": "208 社会保障和就业支出 3,002 2,402\n208 05 行政事业单位养老支出 402 402\n208 99 其他支出 2,600\n"
    "合计 3,202 2,602\n",
    "above a form": f"年度资金总额 320 320 310 96.88%\n其中：财政拨款 300\n{HEAD[0]}\n{ROWS}",
}


@pytest.mark.parametrize("text", list(LOST.values()), ids=list(LOST))
def test_other_rows_are_kept_as_they_are_with_a_warning(text):
    document = read(f"青檀县水务局2023年度决算说明\n{text}以上数字均为万元。\n")
    assert "columns_lost" in codes(document)
    assert "\n".join(text for _, text in document.texts()).count("320 310") == text.count("320 310")
    assert len(rows(document)) == 1 + ("资金" in text)
    (report,) = check_documents((document,), project())
    assert not [o.message for o in report.outcomes if o.status is Status.FAIL]
    bound = bind((document,), project().forms, project().lexicon, "zh")
    assert not [f for f in bound.facts if f.concept and f.location.col == 0 and f.context.column == ""]


NO_TABLE = {
    "prose": "2023年收入 1,200 万元，支出 1,100 万元。\n结余 100 万元。\n",
    "contents": "一、部门概况 …………… 3\n二、收支情况 …………… 5\n三、名词解释 …………… 8\n",
    "a list": "1. 水务服务中心\n2. 河道管理所\n3. 堤防管理所\n",
    "one line of numbers": "共 12 人 3 车\n其余见附件\n",
}


@pytest.mark.parametrize("text", list(NO_TABLE.values()), ids=list(NO_TABLE))
def test_what_is_no_table_is_text(text):
    document = read(text)
    assert rows(document) == []
    assert not document.warnings
    assert [text for _, text in document.texts()] == text.splitlines()


@pytest.mark.parametrize("suffix", ["txt", "md", "html"])
def test_amounts_in_one_place_are_said_to_be_glued(suffix):
    document = read("<p>53.93 37.35 52.40</p>" if suffix == "html" else "53.93 37.35 52.40\n", suffix)
    assert codes(document) == ["glued"]


def test_a_cell_of_several_amounts_is_said_to_be_glued():
    document = read("| 合计 | 接待费 |\n| 53.93 37.35 52.40 | 1.00 |\n| 2022年 2023年 | 1 2 3 |\n", "md")
    assert [(w.code, w.location.row, w.location.col) for w in document.warnings] == [("glued", 1, 0)]


MARKS = ["-- 1 of 29 --", "-- PAGE_BREAK --", "-- PAGE BREAK --", "\f"]
TABLES = ["\t甲\n\t1\n", "|甲||1|\n", "甲\t1\t2\n乙\t1\t2\n"]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("table", TABLES)
def test_marks_of_pages_are_counted_and_no_text_and_end_no_table(mark, table):
    document = read(f"第一页的话。\n{mark}\n{table}{mark}\n{table}{mark}\n第四页的话。\n")
    first, found, last = document.blocks
    assert isinstance(found, Table)
    assert found.rows == 2 * len(table.strip("\n").split("\n")) // (1 + table.startswith("\t"))
    assert (first.location.page, last.location.page) == (1, 4)


def test_the_mark_of_a_bookmark_is_told_as_residue_and_holds_no_number():
    document = read("[bookmark: _Toc12345678]一、收入情况\n2023年收入12.50万元。\n")
    (report,) = check_documents((document,), project())
    assert [o.severity for o in report.outcomes if o.status is Status.FAIL and "bookmark" in o.message] == [
        Severity.INFO
    ]
    bound = bind((document,), project().forms, project().lexicon, "zh")
    assert [fact.surface for fact in bound.facts] == ["12.50万元"]


def test_bars_without_anything_between_are_empty_cells():
    assert rows(read("|合计||||12.50|\n|甲|||||\n")) == [[["合计", "", "", "", "12.50"], ["甲", "", "", "", ""]]]


@pytest.mark.parametrize(
    ("printed", "shown"),
    [("0.0900000762939453", "0.09"), ("1234.4999999999998", "1234.5"), ("-12.000000000001", "-12"),
     ("0.333333333333333", "0.333333333333333"), ("3.14159265358979", "3.14159265358979"), ("0.09", "0.09"),
     ("12.345678", "12.345678")],
)  # fmt: skip
def test_the_tail_that_an_export_leaves_is_no_precision(printed, shown):
    document = read(f'"项目","金额"\n"甲","{printed}"\n"乙","2.00"\n', "csv")
    assert rows(document) == [[["项目", "金额"], ["甲", shown], ["乙", "2.00"]]]
    assert codes(document) == (["noise"] if shown != printed else [])
