"""Plain text and dumped Word files."""

from __future__ import annotations

import pytest

from fundqa.document import Document, Heading, Paragraph, Table
from fundqa.readers import Layout, read, read_bytes


def texts(data: str | bytes, layout: Layout = Layout()) -> Document:  # noqa: B008
    return read_bytes(data if isinstance(data, bytes) else data.encode(), "a.txt", layout=layout)


def rows(table: Table) -> list[list[str]]:
    return [[c.text for c in table.cells if c.row == r] for r in range(table.rows)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-32"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_encoding_and_line_end_reads_the_same(encoding, end):
    document = texts(end.join(["收入合计12.5万元。", "", "支出合计8万元。"]).encode(encoding))
    assert [b.text for b in document.blocks] == ["收入合计12.5万元。", "支出合计8万元。"]
    assert document.format == "txt"


def test_short_gbk_is_not_taken_for_another_encoding():
    assert texts("收入12元。".encode("gbk")).blocks[0].text == "收入12元。"


def test_a_character_beyond_gbk_is_read_from_gb18030():
    assert texts("䶮县收入。".encode("gb18030")).blocks[0].text == "䶮县收入。"


def test_paragraphs_keep_their_blanks_and_know_their_place():
    document = texts("\n  　有空格的一段。 \n\n第二段。\n")
    first, second = document.blocks
    assert (first.text, second.text) == ("  　有空格的一段。 ", "第二段。")
    assert (first.location.document, first.location.part, first.location.block) == ("a.txt", "body", 0)
    assert (second.location.block, second.location.row, second.location.start, second.location.end) == (1, -1, 0, 0)


def test_no_other_separator_than_line_ends_breaks_a_line():
    assert texts("甲\x0b乙\u2028丙\x0c丁。").blocks[0].text == "甲\x0b乙\u2028丙\x0c丁。"


def test_a_dump_loses_one_tab_a_cell_and_nothing_else():
    document = texts("\t\t甲率\n\t乙率\t\n\t  丙 \n\t\n\n\t1\n\n")
    assert document.format == "dump"
    assert rows(document.blocks[0]) == [["\t甲率", "乙率\t", "  丙 ", ""], ["1"]]
    table = document.blocks[0]
    assert (table.rows, table.cols) == (2, 4)
    assert (table.cells[1].location.row, table.cells[1].location.col, table.cells[1].location.block) == (0, 1, 0)


def test_a_line_right_after_a_cell_is_its_next_paragraph():
    document = texts("\t目标一\n  目标二\n\t完成\n\n\t末\n\n表后的话。\n")
    assert rows(document.blocks[0]) == [["目标一\n  目标二", "完成"], ["末"]]
    assert document.blocks[1].text == "表后的话。"


def test_empty_lines_before_and_inside_a_table_do_not_matter():
    assert rows(texts("引言。\n\n\n\n\t甲\n\t乙\n\n\n\n\t丙\n").blocks[1]) == [["甲", "乙"], ["丙"]]


def test_text_between_two_tables_parts_them():
    kinds = [type(b) for b in texts("\t甲\n\t乙\n\n中间一段。\n\n\t丙\n\t丁\n").blocks]
    assert kinds == [Table, Paragraph, Table]


def test_the_first_row_repeated_begins_a_new_table():
    document = texts("\t某某登记表\n\n\t甲\n\t1\n\n\t某某登记表\n\n\t甲\n\t2\n")
    assert [rows(b) for b in document.blocks] == [
        [["某某登记表"], ["甲", "1"]],
        [["某某登记表"], ["甲", "2"]],
    ]
    assert [b.location.block for b in document.blocks] == [0, 1]


@pytest.mark.parametrize("title", ["乙项目自评表", "乙项目自评表（2021年度）", " 乙项目情况表 "])
def test_a_row_with_only_a_forms_title_begins_a_new_table(title):
    layout = Layout(("自评表", "情况表"))
    document = texts(f"\t甲项目自评表\n\n\t名称\n\t甲\n\n\t{title}\n\n\t名称\n\t乙\n", layout)
    assert [b.rows for b in document.blocks] == [2, 2]


def test_a_second_title_line_below_the_first_does_not_part_a_table():
    document = texts("\t某县自评表\n\n\t基金情况表\n\n\t甲\n\t1\n", Layout(("自评表", "情况表")))
    assert [b.rows for b in document.blocks] == [3]


def test_a_title_among_other_cells_begins_nothing():
    document = texts("\t甲\n\t1\n\n\t见自评表\n\t2\n", Layout(("自评表",)))
    assert len(document.blocks) == 1


def test_an_empty_single_cell_row_repeated_begins_nothing():
    assert len(texts("\t\n\n\t甲\n\t1\n\n\t\n\n\t乙\n\t2\n").blocks) == 1


def test_the_sample_is_two_forms_below_seven_headings(seed):
    document = read(seed, name="sample")
    headings = [b for b in document.blocks if isinstance(b, Heading)]
    assert [(h.number, h.level, h.ordinal) for h in headings] == [
        ("一、", 1, 1), ("（一）", 2, 1), ("（二）", 2, 2), ("二、", 1, 2), ("", 1, 0), ("四、", 1, 4), ("", 1, 0),
    ]  # fmt: skip
    tables = [b for b in document.blocks if isinstance(b, Table)]
    assert [(t.rows, t.cols, len(t.cells)) for t in tables] == [(27, 7, 123), (34, 7, 165)]
    assert tables[0].location.block == len(document.blocks) - 2
    assert document.blocks[0].text.startswith(" 一、")
    assert "\t离退休人员上访率" in {c.text for c in tables[1].cells}
    assert sum(c.text.endswith("率\t") for c in tables[1].cells) == 2
    assert {c.location.document for t in tables for c in t.cells} == {"sample"}


def test_another_encoding_is_read_on_request():
    data = "預算收入12萬元，統籌基金。".encode("big5")
    assert texts(data, Layout(encoding="big5")).blocks[0].text == "預算收入12萬元，統籌基金。"
    assert texts("预算收入。".encode(), Layout(encoding="big5")).blocks[0].text == "预算收入。"
