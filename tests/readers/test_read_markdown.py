"""Markdown as rule examples and reports write it."""

from __future__ import annotations

from fundqa.document import Heading, Paragraph, Table
from fundqa.readers import read_bytes
from fundqa.readers.markdown import markdown_document


def blocks(text: str):
    return markdown_document(text, "a.md").blocks


def cells(table: Table) -> list[tuple[int, int, int, int, str]]:
    return [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in table.cells]


def test_a_file_is_read_by_its_suffix():
    document = read_bytes("# 某县报告\n\n正文一句。\n".encode(), "x/a.md")
    assert document.format == "md"
    assert len(document.sha256) == 64
    assert [b.text for b in document.blocks] == ["某县报告", "正文一句。"]


def test_a_heading_takes_its_level_from_its_number_else_from_its_marks():
    found = [
        (b.text, b.level, b.number)
        for b in blocks("### 一、收支余情况\n## （一）收入。\n### 主要做法\n正文，一句。")[:3]
    ]
    assert found == [("一、收支余情况", 1, "一、"), ("（一）收入。", 2, "（一）"), ("主要做法", 3, "")]


def test_a_tag_is_no_heading():
    assert isinstance(blocks("#标签，不是标题\n正文。")[0], Paragraph)


def test_each_line_is_a_paragraph_as_read():
    assert [b.text for b in blocks("　　甲，12元。 \n乙，13元。\n")] == ["　　甲，12元。 ", "乙，13元。"]


def test_a_table_with_and_without_separator_row():
    head = "| 项目 | 预算数 |\n"
    row = "|  甲  |20309|\n"
    expected = [(0, 0, 1, 1, "项目"), (0, 1, 1, 1, "预算数"), (1, 0, 1, 1, "甲"), (1, 1, 1, 1, "20309")]
    assert cells(blocks(head + "|---|:---:|\n" + row)[0]) == expected
    assert cells(blocks(head + row)[0]) == expected


def test_dashes_that_mean_nothing_are_cells():
    assert len(blocks("|甲|乙|\n|-|-|\n|—|—|\n")[0].cells) == 6


def test_marks_continue_a_cell_across_and_down():
    table = blocks("| 标题 | < | < |\n| 甲 | 乙 | 1 |\n| ^ | ^ | 2 |\n| ^ | 丙 | < |\n")[0]
    assert cells(table) == [
        (0, 0, 1, 3, "标题"),
        (1, 0, 3, 1, "甲"), (1, 1, 2, 1, "乙"), (1, 2, 1, 1, "1"),
        (2, 2, 1, 1, "2"),
        (3, 1, 1, 2, "丙"),
    ]  # fmt: skip
    assert table.grid()[3, 2].text == "丙"


def test_a_block_of_both_marks_is_one_cell():
    table = blocks("|甲|<|1|\n|^|<|2|\n|^|^|3|\n")[0]
    assert cells(table)[0] == (0, 0, 3, 2, "甲")
    assert len(table.grid()) == 9


def test_marks_with_nothing_to_continue_are_text():
    assert [c.text for c in blocks("|<|^|\n|\\<|\\^|\n")[0].cells] == ["<", "^", "<", "^"]


def test_marks_that_form_no_rectangle_are_reported():
    document = markdown_document("|甲|<|\n|^|乙|\n", "a.md")
    assert [w.code for w in document.warnings] == ["odd_merge"]


def test_bars_and_line_feeds_can_stand_in_a_cell():
    assert [c.text for c in blocks("|a\\|b|目标一<br>目标二||\n")[0].cells] == ["a|b", "目标一\n目标二", ""]


def test_an_empty_line_parts_two_tables_and_full_width_blanks_stay():
    first, second = blocks("|　　甲|\n\n|乙|\n")
    assert (first.cells[0].text, second.cells[0].text) == ("　　甲", "乙")
    assert (first.location.block, second.location.block) == (0, 1)


def test_a_short_row_has_no_invented_cells():
    table = blocks("|甲|乙|丙|\n|1|\n")[0]
    assert (table.rows, table.cols, len(table.cells)) == (2, 3, 4)


def test_cells_are_never_headings():
    assert not any(isinstance(b, Heading) for b in blocks("|一、甲|\n|（一）乙|\n"))
