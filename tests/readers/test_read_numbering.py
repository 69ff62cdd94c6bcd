"""Automatic numbers as Word shows them."""

from __future__ import annotations

import pytest
from make_docx import docx, listed, lvl, numbering, p, tbl, tc, tr

from fundqa.document import Heading
from fundqa.readers import read_bytes
from fundqa.readers.numerals import FORMATS, ordinal


def shown(body: str, inner: str, styles: str = "") -> list[str]:
    return [b.text for b in read_bytes(docx(body, numbering=inner, styles=styles), "a.docx").blocks]


@pytest.mark.parametrize(
    ("fmt", "count", "text"),
    [
        ("decimal", 12, "12"), ("decimalZero", 3, "03"), ("decimalFullWidth", 12, "１２"),
        ("chineseCounting", 10, "十"), ("chineseCountingThousand", 21, "二十一"), ("japaneseCounting", 11, "十一"),
        ("chineseCountingThousand", 105, "一百零五"), ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1001, "一千零一"),
        ("taiwaneseCountingThousand", 20, "二十"), ("ideographDigital", 12, "一二"), ("ideographDigital", 20, "二〇"),
        ("chineseLegalSimplified", 12, "壹拾贰"), ("ideographTraditional", 3, "丙"), ("ideographZodiac", 12, "亥"),
        ("lowerLetter", 28, "bb"), ("upperLetter", 2, "B"), ("upperRoman", 49, "XLIX"), ("lowerRoman", 4, "iv"),
        ("decimalEnclosedCircle", 20, "⑳"), ("decimalEnclosedCircle", 21, "21"), ("decimalEnclosedParen", 2, "⑵"),
        ("decimalEnclosedFullstop", 20, "⒛"), ("ideographEnclosedCircle", 3, "㊂"), ("none", 3, ""),
    ],
)  # fmt: skip
def test_a_number_format_prints_as_word_does(fmt, count, text):
    assert FORMATS[fmt](count) == text


def test_numerals_are_read_back():
    for fmt in ("chineseCounting", "ideographDigital", "decimal", "decimalFullWidth"):
        assert [ordinal(FORMATS[fmt](n)) for n in range(1, 100)] == list(range(1, 100))
    assert [ordinal(s) for s in ("⑳", "⒈", "⑵", "㈢", "甲", "", "²")] == [20, 1, 2, 3, 0, 0, 0]


def test_the_number_stands_before_the_text_and_its_length_is_known():
    inner = numbering(lvl(0, "chineseCountingThousand", "%1、"), lvl(1, "chineseCounting", "（%2）", suff="space"))
    body = listed("甲") + listed("乙", level=1) + listed("丙", level=1) + listed("丁") + listed("戊", level=1)
    blocks = read_bytes(docx(body, numbering=inner), "a.docx").blocks
    assert [b.text for b in blocks] == ["一、甲", "（一） 乙", "（二） 丙", "二、丁", "（一） 戊"]
    assert [b.auto for b in blocks] == [2, 4, 4, 2, 4]
    assert all(isinstance(b, Heading) for b in blocks)
    assert [(b.number, b.level, b.ordinal) for b in blocks if isinstance(b, Heading)][2] == ("（二）", 2, 2)


def test_levels_quote_those_above_them():
    inner = numbering(lvl(0, "decimal", "%1"), lvl(1, "decimal", "%1.%2"), lvl(2, "lowerLetter", "%1.%2.%3)"))
    body = "".join(listed("，", level=level) for level in (0, 1, 1, 2, 0, 1, 2, 2))
    assert shown(body, inner) == [
        "1，", "1.1，", "1.2，", "1.2.a)，", "2，", "2.1，", "2.1.a)，", "2.1.b)，",
    ]  # fmt: skip


def test_an_automatic_multilevel_number_without_blank_is_still_the_headings_number():
    inner = numbering(lvl(0, "decimal", "%1"), lvl(1, "decimal", "%1.%2"))
    blocks = read_bytes(
        docx(listed("总则") + listed("口径", level=1) + p("正文，一句。"), numbering=inner), "a.docx"
    ).blocks
    found = [(b.text, b.number, b.style, b.ordinal, b.level) for b in blocks if isinstance(b, Heading)]
    assert found == [("1总则", "1", "1.", 1, 3), ("1.1口径", "1.1", "1.1", 1, 4)]


def test_a_level_used_before_those_above_it_shows_their_first_number():
    inner = numbering(lvl(0, "decimal", "%1", start=3), lvl(1, "decimal", "%1.%2"))
    assert shown(listed("，", level=1) + listed("，"), inner) == ["3.1，", "3，"]


def test_restarting_can_be_switched_off():
    inner = numbering(lvl(0, "decimal", "%1."), lvl(1, "decimal", "%2)", extra='<w:lvlRestart w:val="0"/>'))
    body = listed("，") + listed("，", level=1) + listed("，") + listed("，", level=1)
    assert shown(body, inner) == ["1.，", "1)，", "2.，", "2)，"]


NUMS = (
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num>"
)


def test_lists_of_one_definition_count_on_unless_one_starts_anew():
    inner = numbering(lvl(0, "decimal", "%1."), nums=NUMS)
    body = "".join(listed("，", num) for num in (1, 1, 2, 3, 3, 1))
    assert shown(body, inner) == ["1.，", "2.，", "3.，", "1.，", "2.，", "3.，"]


def test_a_list_may_replace_a_level():
    nums = NUMS.replace('<w:startOverride w:val="1"/>', lvl(0, "upperRoman", "%1.", start=4))
    assert shown(listed("，", 3), numbering(lvl(0, "decimal", "%1."), nums=nums)) == ["IV.，"]


def test_legal_levels_print_digits():
    inner = numbering(lvl(0, "chineseCounting", "第%1章"), lvl(1, "decimal", "%1.%2", extra="<w:isLgl/>"))
    assert shown(listed("，") + listed("，", level=1), inner) == ["第一章，", "1.1，"]


def test_a_style_numbers_its_paragraphs_by_the_level_linked_to_it():
    styles = (
        '<w:style w:type="paragraph" w:styleId="H1"><w:name w:val="heading 1"/>'
        '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H2"><w:name w:val="heading 2"/>'
        '<w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
        '<w:style w:type="paragraph" w:styleId="H3"><w:name w:val="mine"/><w:basedOn w:val="H2"/></w:style>'
    )  # fmt: skip
    inner = numbering(
        lvl(0, "chineseCounting", "%1、", extra='<w:pStyle w:val="H1"/>'),
        lvl(1, "decimal", "%2.", extra='<w:pStyle w:val="H2"/>'),
    )
    body = "".join(p("，", props=f'<w:pStyle w:val="{style}"/>') for style in ("H1", "H2", "H3", "H1"))
    off = p("无号，", props='<w:pStyle w:val="H1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    assert shown(body + off, inner, styles) == ["一、，", "1.，", "2.，", "二、，", "无号，"]


def test_a_list_given_by_a_numbering_style():
    styles = (
        '<w:style w:type="numbering" w:styleId="L"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    )
    nums = NUMS.replace(
        '<w:num w:numId="3"><w:abstractNumId w:val="0"/>', '<w:num w:numId="3"><w:abstractNumId w:val="7"/>'
    )
    link = '<w:abstractNum w:abstractNumId="7"><w:numStyleLink w:val="L"/></w:abstractNum>'
    assert shown(listed("，", 3), link + numbering(lvl(0, "decimal", "%1)"), nums=nums), styles) == ["1)，"]


def test_numbers_run_through_cells_and_old_numbers_of_a_change_do_not_count():
    inner = numbering(lvl(0, "decimal", "%1"))
    change = '<w:pPrChange><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:pPrChange>'
    body = tbl(tr(tc(inner=listed("")), "甲"), tr(tc(inner=listed("")), "乙")) + p("无号，", props=change)
    blocks = read_bytes(docx(body, numbering=inner), "a.docx").blocks
    assert [c.text for c in blocks[0].cells] == ["1", "甲", "2", "乙"]
    assert blocks[1].text == "无号，"


def test_bullets_print_as_signs():
    inner = numbering(lvl(0, "bullet", "\uf06c", suff="space"))
    assert shown(listed("甲，"), inner) == ["● 甲，"]


@pytest.mark.parametrize("inner", ["", numbering(lvl(0, "decimal", "%1."), nums="")])
def test_a_list_that_is_not_there_numbers_nothing(inner):
    assert shown(listed("甲，", 5), inner) == ["甲，"]
