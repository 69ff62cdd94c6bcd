"""Workbooks: what a cell shows, merges, hidden things, and how a sheet falls into paragraphs and tables."""

from __future__ import annotations

import io
import shutil
import subprocess
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from make_xlsx import cell, sheet, workbook
from support import need

from fundqa.document import Document, Heading, Paragraph, Table
from fundqa.readers import read_bytes
from fundqa.readers.number_format import shown


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        ("0.98", "0.00%", "98.00%"), ("0.9838", "0%", "98%"), ("203090000", '0!.00,,"亿"', "2.03亿"),
        ("123456", '0!.0,"万"', "12.3万"), ("20309", "#,##0.00", "20,309.00"), ("1234567", "#,##0", "1,234,567"),
        ("-5", "#,##0;(#,##0)", "(5)"), ("0", '#,##0;-#,##0;"-"', "-"), ("-0.004", "0.00", "0.00"),
        ("1234567.891", "#,##0.00_ ", "1,234,567.89"), ("5", "0.##", "5"), ("0.5", "0.##", "0.5"),
        ("44197", 'yyyy"年"m"月"d"日"', "2021年1月1日"), ("44197.5", "yyyy/m/d h:mm", "2021/1/1 12:00"),
        ("20309", "General", "20309"), ("2.0300000000000002", "General", "2.03"), ("1E-7", "General", "0.0000001"),
        ("203090000", '[&gt;=100000000]0!.00,,"亿";0'.replace("&gt;", ">"), "2.03亿"),
        ("99", '[>=100000000]0!.00,,"亿";0', "99"), ("12.5", '0.00"万元"', "12.50万元"), ("12", "00000", "00012"),
        ("98.38", '0.00"%"', "98.38%"), ("1e3", "0", "1000"), ("2.5", "0", "3"), ("-2.5", "0", "-3"),
        ("12345678.9", '_ ¥* #,##0.00_ ;_ ¥* -#,##0.00_ ;_ ¥* "-"??_ ;_ @_ ', "¥12,345,678.90"),
        ("abc", "0.00", "abc"), ("5", '"第"0"名"', "第5名"), ("7", '"无"', "无"), ("1.5", "@", "1.5"),
    ],
)  # fmt: skip
def test_a_number_is_shown_by_its_format(value, code, text):
    assert shown(value, code) == text


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6), st.integers(0, 6))
def test_a_fixed_format_shows_the_number_rounded_half_away_from_zero(value, places):
    text = shown(str(value), "0." + "0" * places if places else "0")
    assert abs(Decimal(text) - value) <= Decimal(5).scaleb(-places - 1)
    assert len(text.partition(".")[2]) == places


@given(st.text(max_size=20), st.decimals(allow_nan=True, allow_infinity=True))
def test_no_format_breaks_the_reader(code, value):
    assert isinstance(shown(str(value), code), str)


def read(data: bytes) -> Document:
    return read_bytes(data, "a.xlsx")


def table(document: Document) -> Table:
    return next(block for block in document.blocks if isinstance(block, Table))


def rows(found: Table) -> list[list[str]]:
    return [[c.text for c in found.cells if c.row == row] for row in range(found.rows)]


FORM = sheet(
    [
        [cell("A1", "丙县基金绩效自评表")],
        [cell("A2", "单位：万元")],
        [cell("A3", "项目"), cell("B3", "数"), cell("C3", "比例")],
        [cell("A4", "收入"), cell("B4", "20309", style=1), cell("C4", "0.9838", style=2)],
        [cell("A5", "支出"), cell("B5", "0", kind="s"), cell("C5", "", formula="B5/B4")],
        [cell("A6", "注：数据来自决算。")],
        [],
        [cell("A8", "这一段是说明文字，写在表格下面的第一列里，没有别的单元格。")],
    ],
    merges=["A1:C1", "A2:C2", "XFA1:XFD1048576"],
)


def test_a_sheet_falls_into_title_table_and_notes():
    document = read(workbook(FORM, formats=["#,##0.00", "0.00%"], shared=["无"]))
    kinds = [type(block) for block in document.blocks]
    assert kinds == [Heading, Paragraph, Table, Paragraph, Paragraph]
    assert rows(table(document)) == [["项目", "数", "比例"], ["收入", "20,309.00", "98.38%"], ["支出", "无", ""]]
    assert {block.location.part for block in document.blocks} == {"表1"}
    assert [warn.code for warn in document.warnings] == ["no_value"]
    assert (document.warnings[0].location.row, document.warnings[0].location.col) == (2, 2)


@pytest.mark.parametrize(("merge", "blocks"), [("A5:B5", ["Table"]), ("A5:C5", ["Table", "Heading"])])
def test_a_text_below_a_table_is_a_note_where_it_stands_across_all_of_it(merge, blocks):
    heads = [cell("A3", "编码"), cell("B3", "科目"), cell("C3", "金额")]
    rows = [[], [], heads, [cell("A4", "208"), cell("B4", "支出"), cell("C4", "5.00")], [cell("A5", "一、合计")]]
    document = read_bytes(workbook(sheet(rows, merges=[merge])), "a.xlsx")
    assert [type(block).__name__ for block in document.blocks] == blocks


def test_merged_cells_keep_their_spans_and_far_formats_make_no_columns():
    grid = (
        sheet(
            [
                [cell("B2", "一级"), cell("C2", "二级"), cell("D2", "值")],
                [cell("C3", "甲"), cell("D3", "1")],
                [cell("C4", "乙"), cell("D4", "2")],
            ],
            merges=["B2:B4", "E1:IV200"],
        )
        .replace('<row r="1">', '<row r="2">')
        .replace('<row r="2"><c r="C3"', '<row r="3"><c r="C3"')
    )
    found = table(read(workbook(grid)))
    assert (found.rows, found.cols) == (3, 3)
    assert [(c.row, c.col, c.rowspan, c.text) for c in found.cells][:2] == [(0, 0, 3, "一级"), (0, 1, 1, "二级")]


def test_sheets_come_in_their_order_and_hidden_ones_are_named_in_a_warning():
    one, two, three = (sheet([[cell("A1", text), cell("B1", "1")]]) for text in ("甲", "乙", "丙"))
    document = read(workbook(one, two, three, states=["", "hidden", ""]))
    assert [(b.location.part, b.cells[0].text) for b in document.blocks] == [("表1", "甲"), ("表3", "丙")]
    assert [warn.code for warn in document.warnings] == ["hidden_sheet"]


def test_hidden_rows_and_columns_are_read_with_a_warning():
    by_row = sheet([[cell("A1", "甲"), cell("B1", "1")], [cell("A2", "乙"), cell("B2", "2")]], hidden=[2])
    by_col = sheet([[cell("A1", "甲"), cell("B1", "1")]], cols='<cols><col min="2" max="2" hidden="1"/></cols>')
    for grid in (by_row, by_col):
        document = read(workbook(grid))
        assert table(document).cells[-1].text in ("1", "2")
        assert [warn.code for warn in document.warnings] == ["hidden_cells"]


def test_backslashes_in_the_package_are_slashes():
    assert rows(table(read(workbook(FORM, formats=["0", "0"], shared=["无"], slash="\\"))))[0] == ["项目", "数", "比例"]


def test_errors_of_formulas_are_shown_and_warned_of():
    document = read(workbook(sheet([[cell("A1", "合计"), cell("B1", "#REF!", kind="e", formula="A9")]])))
    assert rows(table(document)) == [["合计", "#REF!"]]
    assert [warn.code for warn in document.warnings] == ["formula_error"]


def test_an_old_workbook_shows_the_same(tmp_path):
    need(shutil.which("soffice"), "LibreOffice (soffice)")
    data = workbook(FORM, formats=["#,##0.00", "0.00%"], shared=["无"])
    (tmp_path / "a.xlsx").write_bytes(data)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    call = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "xls",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "a.xlsx"),
    ]
    subprocess.run(call, check=True, capture_output=True, timeout=110)
    old = read_bytes(Path(tmp_path / "a.xls").read_bytes(), "a.xls")
    assert old.format == "xls"
    assert rows(table(old))[:2] == [["项目", "数", "比例"], ["收入", "20,309.00", "98.38%"]]
    assert [type(block) for block in old.blocks] == [type(block) for block in read(data).blocks]


def test_separated_values_are_a_table_with_its_title():
    document = read_bytes('丙县收支表\n项目,金额\n收入,"1,234.50"\n支出,\n'.encode("gb18030"), "a.csv")
    assert document.format == "csv"
    assert isinstance(document.blocks[0], Heading)
    assert rows(table(document)) == [["项目", "金额"], ["收入", "1,234.50"], ["支出", ""]]
    assert rows(table(read_bytes("项目\t金额\n收入\t5\n".encode(), "a.csv"))) == [["项目", "金额"], ["收入", "5"]]


def test_the_separator_is_what_stands_evenly_and_not_what_running_text_has():
    prose = "收入增加，支出减少，结余增加，都好。\n" * 9
    document = read_bytes(f"{prose}\n项目,金额\n甲,1\n乙,2\n".encode(), "a.csv")
    assert [(cell.row, cell.col, cell.text) for cell in table(document).cells][:3] == [
        (0, 0, "项目"), (0, 1, "金额"), (1, 0, "甲"),
    ]  # fmt: skip


@pytest.mark.parametrize("kind", ["", "str"])
@pytest.mark.parametrize("beside", ["2", ""])
def test_a_formula_without_a_saved_result_is_said(kind, beside):
    empty = cell("B1", "", kind=kind, formula="SUM(B2:B9)")
    row = [cell("A1", "合计"), empty, *([cell("C1", beside)] if beside else [])]
    document = read(workbook(sheet([row])))
    assert [warn.code for warn in document.warnings] == ["no_value"]


def test_a_formula_whose_result_is_an_empty_text_is_an_empty_cell():
    empty = cell("B1", "", kind="str", formula="IF(A1=0,0,0)").replace("</f>", "</f><v></v>")
    assert not read(workbook(sheet([[cell("A1", "合计"), empty, cell("C1", "2")]]))).warnings


def test_an_empty_ruled_row_is_part_of_its_table():
    """An empty table: its head, rows that nobody filled in, its total; without borders they are parted."""
    for border, expected in ((1, [(4, 3)]), (0, [(1, 3)])):
        out = io.BytesIO()
        with xlsxwriter.Workbook(out) as book:
            sheet, ruled = book.add_worksheet(), book.add_format({"border": border})
            for row, texts in enumerate((("科目", "合计", "基本支出"), ("", "", ""), ("", "", ""), ("合计", "", ""))):
                for col, text in enumerate(texts):
                    sheet.write(row, col, text or None, ruled)
            sheet.write(5, 0, "注：本单位没有政府性基金预算收支，故本表无数据。")
        blocks = read_bytes(out.getvalue(), "a.xlsx").blocks
        assert [(b.rows, b.cols) for b in blocks if isinstance(b, Table)] == expected


def test_merges_that_separated_values_have_lost_are_put_back():
    pairs = ",".join(["预算,决算"] * 5)
    data = f"合计,,因公出国,,用车,,,,接待,\n,,,,小计,,购置,,,\n{pairs}\n1,2,3,4,5,6,7,8,9,10\n"
    table = next(b for b in read_bytes(data.encode(), "a.csv").blocks if isinstance(b, Table))
    heads = {cell.text: (cell.col, cell.colspan) for cell in table.cells if cell.row < 2 and cell.text}
    assert heads == {
        "合计": (0, 2), "因公出国": (2, 2), "用车": (4, 4), "接待": (8, 2), "小计": (4, 2), "购置": (6, 2),
    }  # fmt: skip
    idle = next(b for b in read_bytes("项目,,金额\n甲,,5\n乙,,6\n".encode(), "b.csv").blocks if isinstance(b, Table))
    assert {(cell.col, cell.colspan) for cell in idle.cells} == {(0, 2), (2, 1)}
