"""Word files: text, tracked changes, fields, tables, what is left out."""

from __future__ import annotations

import io

import docx as python_docx
import pytest
from make_docx import NS, docx, p, package, r, tbl, tc, tr, with_part

from fundqa.document import Document, Heading, Paragraph, Table
from fundqa.readers import read_bytes


def read(body: str, **parts: str) -> Document:
    return read_bytes(docx(body, **parts), "a.docx")


def lines(body: str) -> list[str]:
    return [b.text for b in read(body).blocks if not isinstance(b, Table)]


def cells(body: str) -> list[tuple[int, int, int, int, str]]:
    table = next(b for b in read(body).blocks if isinstance(b, Table))
    return [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in table.cells]


def test_a_file_written_by_another_library():
    made = python_docx.Document()
    made.add_heading("某县报告", 1)
    made.add_paragraph("收入合计12.5万元。")
    made.add_table(2, 2).cell(0, 0).merge(made.tables[0].cell(1, 0)).text = "甲"
    out = io.BytesIO()
    made.save(out)
    heading, text, table = read_bytes(out.getvalue(), "x.wps").blocks
    assert isinstance(heading, Heading)
    assert heading.level == 1
    assert isinstance(text, Paragraph)
    assert [(c.row, c.col, c.rowspan) for c in table.cells] == [(0, 0, 2), (0, 1, 1), (1, 1, 1)]


def test_runs_breaks_and_signs_make_one_text():
    run = "<w:r><w:t>乙</w:t><w:tab/><w:t>丙</w:t><w:br/><w:noBreakHyphen/><w:cr/></w:r>"
    sym = '<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>95%</w:t></w:r>'
    assert lines(p("  甲", run, sym, "。")) == ["  甲乙\t丙\n-\n≥95%。"]


def test_an_unknown_sign_is_left_out_and_said():
    document = read(p("甲。", '<w:r><w:sym w:font="Webdings" w:char="F099"/></w:r>'))
    assert document.blocks[0].text == "甲。"
    assert [(w.code, w.location.block) for w in document.warnings] == [("symbol", 0)]


def test_links_controls_and_insertions_are_text():
    inside = "".join(
        f"<w:{tag}>{r(text)}</w:{tag}>"
        for tag, text in (("hyperlink", "甲"), ("ins", "乙"), ("moveTo", "丙"), ("smartTag", "丁"))
    )
    control = f"<w:sdt><w:sdtPr/><w:sdtContent>{r('戊。')}</w:sdtContent></w:sdt>"
    assert lines(p(inside, control)) == ["甲乙丙丁戊。"]
    assert lines(f"<w:sdt><w:sdtContent>{p('整段。')}</w:sdtContent></w:sdt>") == ["整段。"]


def test_deletions_are_not_text():
    gone = f"<w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:moveFrom>{r('移走')}</w:moveFrom>"
    assert lines(p("支出", gone, "<w:ins>" + r("19980") + "</w:ins>", "万元。")) == ["支出19980万元。"]


def test_a_deleted_paragraph_mark_joins_two_paragraphs():
    mark = "<w:rPr><w:del/></w:rPr>"
    assert lines(p("支出", props=mark) + p("19980万元。")) == ["支出19980万元。"]
    assert lines(p("支出。", props=mark) + tbl(tr("1")) + p("后文。")) == ["支出。", "后文。"]
    assert lines(p("末段。", props=mark)) == ["末段。"]


def test_a_deleted_row_is_gone():
    assert cells(tbl(tr("甲", "1"), tr("乙", "2", props="<w:del/>"), tr("丙", "3"))) == [
        (0, 0, 1, 1, "甲"), (0, 1, 1, 1, "1"), (1, 0, 1, 1, "丙"), (1, 1, 1, 1, "3"),
    ]  # fmt: skip


def test_a_field_gives_its_result_and_not_its_code():
    def char(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    code = "<w:r><w:instrText> PAGE </w:instrText></w:r>"
    nested = char("begin") + code + char("begin") + code + char("separate") + r("码") + char("end") + char("separate")
    assert lines(p("第", nested, r("3"), char("end"), "页。")) == ["第3页。"]
    assert lines(p("共", '<w:fldSimple w:instr="NUMPAGES">' + r("9") + "</w:fldSimple>", "页。")) == ["共9页。"]
    assert lines(p("前", char("begin"), code, "丢") + p("后一段还在。")) == ["前", "后一段还在。"]


def test_an_alternative_is_read_once():
    both = f"<mc:Choice>{r('甲')}</mc:Choice><mc:Fallback>{r('甲')}</mc:Fallback>"
    both = f"<mc:AlternateContent>{both}</mc:AlternateContent>"
    assert lines(p("一", both, "二。")) == ["一甲二。"]


def test_what_is_not_read_is_said():
    image = "<w:r><w:pict><v:shape><v:imagedata/></v:shape></w:pict></w:r>"
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>藏</w:t></w:r>"
    shown = '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>明</w:t></w:r>'
    document = read(p("甲。", image, hidden, shown) + tbl(tr(tc(inner=p("乙", image)))) + '<w:altChunk r:id="x"/>')
    assert [b.text for b in document.blocks[:1]] == ["甲。明"]
    found = [(w.code, w.location.block if w.location else None) for w in document.warnings]
    assert found == [("alt_chunk", None), ("image", 0), ("hidden_text", 0), ("image", 1)]


def test_text_boxes_are_read_after_the_block_they_hang_on():
    def box(text: str) -> str:
        return f"<w:r><w:pict><v:textbox><w:txbxContent>{p(text)}</w:txbxContent></v:textbox></w:pict></w:r>"

    twice = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>{box("框二")}</w:drawing></mc:Choice>'
        f"<mc:Fallback>{box('框二')}</mc:Fallback></mc:AlternateContent></w:r>"
    )
    document = read(p("甲。", box("框一"), twice) + tbl(tr(tc(inner=p("乙", box("框三"))))) + p("丙。"))
    texts = [(b.location.part, b.text if not isinstance(b, Table) else b.cells[0].text) for b in document.blocks]
    assert texts == [
        ("body", "甲。"), ("text box", "框一"), ("text box", "框二"),
        ("body", "乙"), ("text box", "框三"), ("body", "丙。"),
    ]  # fmt: skip
    assert document.warnings == ()


def test_notes_come_after_the_text_in_the_order_they_are_referred_to():
    def ref(number: int) -> str:
        return f'<w:r><w:footnoteReference w:id="{number}"/></w:r>'

    notes = "".join(f'<w:footnote w:id="{n}">{p(f"注{n}")}</w:footnote>' for n in (0, 1, 2, 3))
    data = docx(p("甲", ref(3), "乙", ref(1), ref(3)))
    document = read_bytes(with_part(data, "word/footnotes.xml", f"<w:footnotes {NS}>{notes}</w:footnotes>"), "a.docx")
    assert [(b.location.part, b.text) for b in document.blocks] == [("body", "甲乙"), ("note", "注3"), ("note", "注1")]
    assert not any(isinstance(b, Heading) for b in document.blocks[1:])


def test_headers_and_footers_are_kept_apart():
    types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    rels = "".join(
        f'<Relationship Id="r{i}" Type="{types}/{kind}" Target="{kind}{i}.xml"/>'
        for i, kind in enumerate(("header", "header", "footer"))
    )
    data = docx(p("甲。"))
    for name, root, text in (("header0", "hdr", "页眉"), ("header1", "hdr", "页眉"), ("footer2", "ftr", "第1页")):
        data = with_part(data, f"word/{name}.xml", f"<w:{root} {NS}>{p(text)}</w:{root}>")
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    data = with_part(data, "word/_rels/document.xml.rels", f'<Relationships xmlns="{space}">{rels}</Relationships>')
    document = read_bytes(data, "a.docx")
    assert [b.text for b in document.blocks] == ["甲。"]
    assert [(b.location.part, b.text) for b in document.apart] == [("header", "页眉"), ("footer", "第1页")]


def test_tracked_changes_are_read_as_accepted_and_said():
    changed = "<w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del>"
    document = read(p("甲", changed))
    assert document.blocks[0].text == "甲新"
    assert [w.code for w in document.warnings] == ["tracked"]


def test_embedded_workbooks_are_said():
    document = read_bytes(with_part(docx(p("甲。")), "word/embeddings/a.xlsx", "x"), "a.docx")
    assert [w.code for w in document.warnings] == ["embedded"]


def test_a_file_without_text_says_so():
    document = read(p(""))
    assert (document.blocks, [w.code for w in document.warnings]) == ((), ["no_text"])


def test_cells_span_across_and_down():
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    assert cells(
        tbl(
            tr(tc("标题", '<w:gridSpan w:val="3"/>')),
            tr(tc("甲", down), "乙", "1"),
            tr(tc("", on), tc("丙", '<w:gridSpan w:val="2"/>' + down)),
            tr(tc("", on), tc("", '<w:gridSpan w:val="2"/>' + on)),
        )
    ) == [
        (0, 0, 1, 3, "标题"),
        (1, 0, 3, 1, "甲"), (1, 1, 1, 1, "乙"), (1, 2, 1, 1, "1"),
        (2, 1, 2, 2, "丙"),
    ]  # fmt: skip


def test_a_new_start_ends_the_merge_above():
    down, on = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    rows = [tr(tc("甲", down)), tr(tc("", on)), tr(tc("乙", down)), tr(tc("", on)), tr("丙"), tr(tc("丁", on))]
    assert cells(tbl(*rows)) == [(0, 0, 2, 1, "甲"), (2, 0, 2, 1, "乙"), (4, 0, 1, 1, "丙"), (5, 0, 1, 1, "丁")]


def test_old_horizontal_merges_and_late_rows():
    across, on = '<w:hMerge w:val="restart"/>', '<w:hMerge w:val="continue"/>'
    document = read(
        tbl(
            tr(tc("甲", across), tc("", on), "乙"),
            tr("丙", props='<w:gridBefore w:val="2"/>'),
            tr("丁", props='<w:gridAfter w:val="2"/>'),
        )
    )
    table = document.blocks[0]
    assert [(c.row, c.col, c.colspan, c.text) for c in table.cells] == [
        (0, 0, 2, "甲"), (0, 2, 1, "乙"), (1, 2, 1, "丙"), (2, 0, 1, "丁"),
    ]  # fmt: skip
    assert (table.rows, table.cols) == (3, 3)


def test_text_hidden_under_a_merge_is_said():
    document = read(tbl(tr(tc("甲", '<w:vMerge w:val="restart"/>')), tr(tc("隐", "<w:vMerge/>"))))
    assert [(w.code, w.location.row) for w in document.warnings] == [("hidden_cell", 0)]


def test_paragraphs_of_a_cell_are_joined_and_are_no_headings():
    document = read(p("一、甲") + tbl(tr(tc(inner=p("一、目标") + p("") + p(" 第二段")), "")))
    assert [c.text for c in document.blocks[1].cells] == ["一、目标\n 第二段", ""]
    assert [type(b) for b in document.blocks] == [Heading, Table]


def test_a_nested_table_follows_its_outer_one_and_knows_its_cell():
    innermost = tbl(tr("最里"))
    inner = tbl(tr("里甲", tc(inner=p("里乙") + innermost)))
    document = read(p("前文，一句。") + tbl(tr("外甲", tc(inner=p("外乙") + inner + p("外丙")))) + p("后文，一句。"))
    outer, nested, deepest = document.blocks[1:4]
    assert [c.text for c in outer.cells] == ["外甲", "外乙\n外丙"]
    assert (nested.location.block, nested.location.parent) == (2, (1, 0, 1))
    assert nested.cells[1].location.parent == (1, 0, 1)
    assert (deepest.location.block, deepest.location.parent) == (3, (1, 0, 1, 2, 0, 1))
    assert document.blocks[4].location.block == 4


STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="a"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="B"><w:name w:val="own"/><w:basedOn w:val="2"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="C"><w:name w:val="toc 1"/><w:basedOn w:val="C"/></w:style>'
)


@pytest.mark.parametrize(
    ("props", "text", "level"),
    [
        ('<w:pStyle w:val="2"/>', "没有序号，但有样式", 2),
        ('<w:pStyle w:val="B"/>', "没有序号，但有样式", 2),
        ('<w:pStyle w:val="2"/>', "三、有序号", 1),
        ('<w:pStyle w:val="B"/><w:outlineLvl w:val="9"/>', "没有序号，但有样式", 0),
        ('<w:outlineLvl w:val="0"/>', "没有序号，但有大纲级别。", 1),
        ('<w:outlineLvl w:val="0"/>', "有大纲级别。但是整段正文。", 0),
        ('<w:pStyle w:val="C"/>', "一、目录的一行", 0),
        ('<w:pStyle w:val="none"/>', "没有样式，一句话", 0),
    ],
)
def test_styles_and_outline_levels_make_headings(props, text, level):
    block = read(p(text, props=props) + p("正文，一句。"), styles=STYLES).blocks[0]
    assert (block.level if isinstance(block, Heading) else 0) == level


def test_the_strict_namespace_and_another_part_name_are_read():
    strict = NS.replace(
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        "http://purl.oclc.org/ooxml/wordprocessingml/main",
    )
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{kind}" Target="/word/document2.xml"/></Relationships>'
    )
    body = f"<w:document {strict}><w:body>{p('甲，一句。')}</w:body></w:document>"
    data = package({"_rels\\.rels": rels, "word\\document2.xml": body})
    assert [b.text for b in read_bytes(data, "a.docx").blocks] == ["甲，一句。"]


@pytest.mark.parametrize(("widths", "cols"), [((900, 900, 1, 900), 3), ((900, 900, 500, 900), 4), ((900, 1, 900), 4)])
def test_a_column_too_narrow_for_a_sign_is_none(widths, cols):
    """Programs that move cells by a hair leave such columns; a file whose widths do not fit is left alone."""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    wide = '<w:gridSpan w:val="2"/>'
    table = tbl(tr(tc("甲"), tc("乙"), tc("丙", wide)), tr(tc("1"), tc("2", wide), tc("3"))).replace(
        "<w:tbl>", f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>"
    )
    (found,) = read(table).blocks
    assert found.cols == cols
    assert [cell.col for cell in found.cells] == [0, 1, 2, 0, 1, cols - 1]


def test_backslashes_in_the_names_of_the_package_are_slashes():
    data = docx(p("甲"), document="word\\document.xml")
    assert [block.text for block in read_bytes(data, "a.docx").blocks] == ["甲"]
