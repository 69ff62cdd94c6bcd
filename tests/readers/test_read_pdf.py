"""PDF pages: ruled tables, wrapped cells, page breaks, running heads; and whole files that LibreOffice writes."""

from __future__ import annotations

import pytest
from make_pages import HEIGHT, LEFT, lattice, page, table, text

from fundqa.document import Document, Table
from fundqa.errors import ReadError
from fundqa.readers import pdf, read_bytes
from fundqa.readers.pdf_page import Page, Rule, lines

XS = (50.0, 150.0, 250.0, 350.0)
HEAD = ["项目", "预算", "执行"]


def read(monkeypatch, *pages: Page) -> Document:
    monkeypatch.setattr(pdf, "_pages", lambda *_: list(pages))
    return read_bytes(b"%PDF-1.7\n", "a.pdf")


def rows(found: Table) -> list[list[str]]:
    return [[c.text for c in found.cells if c.row == row] for row in range(found.rows)]


def test_a_ruled_table_between_two_paragraphs(monkeypatch):
    glyphs, across, down = table([HEAD, ["甲", "1,000.50", ""]], XS, 600)
    above, below = text("一、收支情况", LEFT, 650), text("注：数据来自决算。", LEFT, 500)
    document = read(monkeypatch, page(1, [*below, *glyphs, *above], across, down))
    first, found, last = document.blocks
    assert (first.text, last.text) == ("一、收支情况", "注：数据来自决算。")
    assert rows(found) == [HEAD, ["甲", "1,000.50", ""]]
    assert {block.location.page for block in document.blocks} == {1}


def test_a_missing_line_merges_cells_in_both_directions(monkeypatch):
    glyphs, across, down = table([HEAD, ["甲", "1", ""], ["", "2", "3"]], XS, 600)
    across[2] = Rule(560, 150, 350)  # the first column goes over two rows
    down[2] = Rule(250, 540, 580)  # 预算 and 执行 share a head
    found = read(monkeypatch, page(1, glyphs, across, down)).blocks[0]
    spans = {(c.row, c.col): (c.rowspan, c.colspan, c.text) for c in found.cells}
    assert spans[1, 0] == (2, 1, "甲")
    assert spans[0, 1] == (1, 2, "预算 执行")
    assert (found.rows, found.cols) == (3, 3)


def test_digits_of_another_font_stand_in_their_line(monkeypatch):
    document = read(monkeypatch, page(1, text("2024年度部门决算，支出1,234.56万元。", LEFT, 600, lift=3.0)))
    assert document.blocks[0].text == "2024年度部门决算，支出1,234.56万元。"


def test_wrapped_lines_are_one_paragraph_and_short_ones_end_it(monkeypatch):
    full = "支" * 40
    glyphs = [*text("　　" + "收" * 38, LEFT, 600), *text(full, LEFT, 585), *text("出完。", LEFT, 570)]
    glyphs += [*text("　　" + "另" * 38, LEFT, 555), *text("一段。", LEFT, 540)]
    document = read(monkeypatch, page(1, glyphs))
    assert [b.text for b in document.blocks] == ["收" * 38 + full + "出完。", "另" * 38 + "一段。"]


def test_a_number_that_had_no_room_goes_on_in_the_next_line(monkeypatch):
    glyphs = [*text("完" * 38, LEFT, 600), *text("98.38%，达标。", LEFT, 585), *text("宽" * 40, LEFT, 400)]
    assert read(monkeypatch, page(1, glyphs)).blocks[0].text == "完" * 38 + "98.38%，达标。"


def test_a_cell_s_lines_are_one_where_it_is_full_and_several_where_it_is_not(monkeypatch):
    across, down = lattice((50, 150, 250, 350), (600, 540, 480))
    glyphs = [*text("机关事业单位基本", 54, 580), *text("养老缴费", 54, 565)]
    glyphs += [*text("100", 154, 580), *text("200", 154, 565), *text("甲", 54, 500), *text("1", 154, 500)]
    found = read(monkeypatch, page(1, glyphs, across, down)).blocks[0]
    assert rows(found)[0][:2] == ["机关事业单位基本养老缴费", "100\n200"]


def two_pages(monkeypatch, lower: list[list[str]], first: list[list[str]]) -> Table:
    glyphs, across, down = table(first, XS, 140)
    more, again, columns = table(lower, XS, 690)
    document = read(monkeypatch, page(1, glyphs, across, down), page(2, more, again, columns))
    assert len(document.blocks) == 1
    return document.blocks[0]


def test_a_table_goes_on_on_the_next_page_with_its_head_or_without(monkeypatch):
    first = [HEAD, ["甲", "1", "2"]]
    assert rows(two_pages(monkeypatch, [["乙", "3", "4"]] * 2, first)) == [*first, ["乙", "3", "4"], ["乙", "3", "4"]]
    assert rows(two_pages(monkeypatch, [HEAD, ["乙", "3", "4"]], first)) == [*first, ["乙", "3", "4"]]


def test_a_row_that_the_page_break_cuts_is_whole_again(monkeypatch):
    cut = two_pages(monkeypatch, [["年养老保险金", "", ""], ["乙", "3", "4"]], [HEAD, ["机关事业单位退休", "1", "2"]])
    assert rows(cut)[1:] == [["机关事业单位退休年养老保险金", "1", "2"], ["乙", "3", "4"]]


def test_a_full_row_below_a_short_one_is_a_row_of_its_own(monkeypatch):
    found = two_pages(monkeypatch, [["其中：拨款", "1", ""], ["乙", "3", "4"]], [HEAD, ["总额", "1", "2"]])
    assert rows(found)[1:3] == [["总额", "1", "2"], ["其中：拨款", "1", ""]]


def test_tables_of_other_widths_stay_apart(monkeypatch):
    glyphs, across, down = table([HEAD, ["甲", "1", "2"]], XS, 140)
    more, again, columns = table([["子", "丑"], ["1", "2"]], (50, 100, 200), 690)
    document = read(monkeypatch, page(1, glyphs, across, down), page(2, more, again, columns))
    assert [(b.rows, b.cols) for b in document.blocks] == [(2, 3), (2, 2)]


def test_a_paragraph_goes_on_on_the_next_page_and_one_printed_twice_stands_once(monkeypatch):
    cut = page(1, text("甲" * 40, LEFT, 100))
    rest = page(2, [*text("乙丙完。", LEFT, 600), *text("宽" * 40, LEFT, 300)])
    assert read(monkeypatch, cut, rest).blocks[0].text == "甲" * 40 + "乙丙完。"
    same = [*text("这一段在换页处印了两次，内容完全一样，一字不差。", LEFT, 100)]
    again = [*text("这一段在换页处印了两次，内容完全一样，一字不差。", LEFT, 600), *text("下一段。", LEFT, 500)]
    document = read(monkeypatch, page(1, same), page(2, again))
    assert [b.text for b in document.blocks] == ["这一段在换页处印了两次，内容完全一样，一字不差。", "下一段。"]


def test_running_heads_and_page_numbers_are_kept_apart(monkeypatch):
    pages = [
        page(
            n,
            [*text("某局部门决算", LEFT, HEIGHT - 30), *text(f"第{n}段文字。", LEFT, 400), *text(f"- {n} -", 240, 20)],
        )
        for n in range(1, 5)
    ]
    document = read(monkeypatch, *pages)
    assert [b.text for b in document.blocks] == [f"第{n}段文字。" for n in range(1, 5)]
    assert [b.text for b in document.apart[:2]] == ["某局部门决算", "-1-"]
    assert {b.location.part for b in document.apart} == {"header"}


def test_columns_without_lines_are_a_table(monkeypatch):
    glyphs = []
    for i, row in enumerate((HEAD, ["甲", "1.50", "2"], ["乙", "12.00", "10"])):
        for x, cell in zip((50, 200, 350), row, strict=True):
            glyphs += text(cell, x, 600 - 15 * i)
    document = read(monkeypatch, page(1, [*glyphs, *text("下面是一段普通的文字。", LEFT, 500)]))
    assert rows(document.blocks[0]) == [HEAD, ["甲", "1.50", "2"], ["乙", "12.00", "10"]]
    assert document.blocks[1].text == "下面是一段普通的文字。"


def test_a_list_of_contents_is_no_table_and_its_lines_stay_apart(monkeypatch):
    glyphs = [g for i in range(3) for g in text(f"{i + 1}、情况" + "…" * 34 + f"{i}", LEFT, 600 - 15 * i)]
    document = read(monkeypatch, page(1, glyphs))
    assert len(document.blocks) == 3
    assert not any(isinstance(b, Table) for b in document.blocks)


def test_a_page_that_is_a_picture_is_named_and_so_is_one_without_characters(monkeypatch):
    document = read(monkeypatch, page(1, [], images=1), page(2, text("甲乙", LEFT, 400), unmapped=2))
    assert [(w.code, "1" in w.zh, "2" in w.zh) for w in document.warnings] == [
        ("image_page", True, False), ("unmapped", False, True),
    ]  # fmt: skip


@pytest.mark.parametrize("data", [b"%PDF-1.7\n", b"%PDF-1.4\n" + b"\0" * 5000, b"\n%PDF-1.4 x"])
def test_a_broken_file_is_refused(data):
    with pytest.raises(ReadError) as caught:
        read_bytes(data, "a.pdf")
    assert caught.value.code == "broken_pdf"


@pytest.mark.parametrize(
    ("string", "kept"),
    [("（类）1128.97万元，占21.22%", "（类）1128.97"), ("（类）支出", "（类）"), ("3.5%。其中", "3.5%。")],
)
def test_a_figure_stays_on_the_line_of_the_bracket_that_closes_before_it(string, kept):
    """So a line that ends early before such a pair is full, and its paragraph goes on."""
    (line,) = lines(text(string, LEFT, 100.0))
    assert line.first == lines(text(kept, LEFT, 100.0))[0].x1 - LEFT
