"""Pages: headings, paragraphs, tables with spans, encodings; nothing hidden is read, nothing outside is followed."""

from __future__ import annotations

from fundqa.document import Document, Heading, Paragraph, Table
from fundqa.readers import read_bytes


def read(text: str, encoding: str = "utf-8", name: str = "a.html") -> Document:
    return read_bytes(text.encode(encoding), name)


def test_headings_paragraphs_and_line_breaks():
    document = read(
        "<html><body><h1>一、基本情况</h1><p>收入<b>2.03</b>亿元，\n 支出1亿元。<br>另有结余。</p></body></html>"
    )
    first, second, third = document.blocks
    assert isinstance(first, Heading)
    assert isinstance(second, Paragraph)
    assert (first.text, second.text, third.text) == ("一、基本情况", "收入2.03亿元， 支出1亿元。", "另有结余。")


def test_a_table_with_spans_and_a_nested_one():
    inner = "<table><tr><td>子</td><td>3</td></tr></table>"
    text = (
        "<table><caption>表1</caption><thead><tr><th rowspan=2>项</th><th colspan=2>数</th></tr></thead>"
        f"<tbody><tr><td>1</td><td>2{inner}</td></tr></tbody></table>"
    )
    caption, table, nested = read(f"<html>{text}</html>").blocks
    assert caption.text == "表1"
    assert isinstance(table, Table)
    assert [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in table.cells] == [
        (0, 0, 2, 1, "项"), (0, 1, 1, 2, "数"), (1, 1, 1, 1, "1"), (1, 2, 1, 1, "2"),
    ]  # fmt: skip
    assert nested.location.parent == (1, 1, 2)


def test_what_is_not_shown_is_not_read():
    text = (
        "<html><head><title>t</title></head><body><script>var x=1</script><p style='display:none'>藏</p>"
        "<p>支出<del>5</del>6万元</p><!-- 注 --><img src='http://example.invalid/a.png'></body></html>"
    )
    document = read(text)
    assert [block.text for block in document.blocks] == ["支出6万元"]
    assert [warn.code for warn in document.warnings] == ["image"]


def test_the_encoding_the_page_names_is_used():
    told = '<meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
    page = f"<html><head>{told}</head><body>䶮县</body></html>"
    assert read(page, "gb18030").blocks[0].text == "䶮县"
    assert read("<html><body>收入</body></html>", "gbk").blocks[0].text == "收入"


def test_a_page_saved_as_a_workbook_is_a_page():
    document = read("<html><table><tr><td>甲</td><td>1</td></tr></table></html>", name="a.xls")
    assert document.format == "html"
    assert isinstance(document.blocks[0], Table)


def test_a_table_that_only_lays_out_the_page_is_none():
    document = read(
        "<html><table><tr><td><p>一段话。</p><table><tr><td>甲</td><td>1</td></tr></table></td></tr></table></html>"
    )
    assert [type(block) for block in document.blocks] == [Paragraph, Table]
