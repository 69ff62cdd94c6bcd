"""Which paragraphs are headings, and where they stand among each other."""

from __future__ import annotations

import pytest
from make_docx import docx, p

from fundqa.document import Heading
from fundqa.readers import read_bytes
from fundqa.readers.outline import heading_mark, mark_of


@pytest.mark.parametrize(
    ("text", "number", "style", "ordinal", "level"),
    [
        ("一、基本情况", "一、", "一、", 1, 1),
        ("　 十二．其他", "十二．", "一、", 12, 1),
        ("（三）支出情况", "（三）", "（一）", 3, 2),
        ("(三）支出情况", "(三）", "（一）", 3, 2),
        ("㈡ 支出情况", "㈡", "（一）", 2, 2),
        ("1.数量指标", "1.", "1.", 1, 3),
        ("2、数量指标：", "2、", "1.", 2, 3),
        ("１０．数量指标", "１０．", "1.", 10, 3),
        ("（4）时效", "（4）", "（1）", 4, 4),
        ("⑷时效", "⑷", "（1）", 4, 4),
        ("5）成本", "5）", "1）", 5, 5),
        ("⑤成本", "⑤", "①", 5, 6),
        ("1.2 口径说明", "1.2", "1.1", 2, 4),
        ("第二部分 收支情况", "第二部分", "第一部分", 2, 1),
        ("第3章 附则", "第3章", "第一章", 3, 2),
        ("第十节", "第十节", "第一节", 10, 3),
    ],
)
def test_a_number_at_the_start_makes_a_heading(text, number, style, ordinal, level):
    mark = heading_mark(text)
    assert mark is not None
    assert (mark.number, mark.style, mark.ordinal, mark.level) == (number, style, ordinal, level)


@pytest.mark.parametrize(
    "text",
    [
        "一是健全制度", "十四五期间的工作安排，", "1.某某制度。然后再说别的", "（一）按时发放；", "二、要加强管理，",
        "1.5亿元", "0.42亿元",
        "50、6.82", "12、", "（1）", "2914人", "2021年3月10日", "二〇二一年三月十日",
        "≥95%", "20309", "单位：万元", "（2020年度）",
        "一、" + "很" * 40, "这一行没有标点但是比一个标题长得太多了所以不是标题", "一、概况……3", "一、概况\t12", "",
        "共计3项，其中两项", "确实没有。", "“一行话”，引文",
    ],
)  # fmt: skip
def test_what_only_looks_like_a_heading_is_none(text):
    assert heading_mark(text) is None


@pytest.mark.parametrize(
    "text", ["主要经验及做法", "附件1", "某县基金绩效自评报告", "2021年度自评报告", "（某某县）概况", "目 录"]
)
def test_a_short_line_without_punctuation_is_a_heading(text):
    mark = heading_mark(text)
    assert mark is not None
    assert mark.number == ""


def test_the_numeral_is_read_as_written():
    assert [mark_of(f"{n}、甲").ordinal for n in ("十", "二十", "二十一", "九十九", "一〇", "百")] == [
        10,
        20,
        21,
        99,
        10,
        0,
    ]


def outline(*lines: str) -> list[tuple[str, int]]:
    document = read_bytes("\n".join(lines).encode(), "a.txt")
    return [(b.text, b.level) for b in document.blocks if isinstance(b, Heading)]


def test_parts_push_the_numbered_headings_down():
    assert outline("第一部分 甲", "一、乙", "第二部分 丙", "一、丁", "（一）戊") == [
        ("第一部分 甲", 1), ("一、乙", 2), ("第二部分 丙", 1), ("一、丁", 2), ("（一）戊", 3),
    ]  # fmt: skip


def test_a_heading_without_number_does_not_break_the_sequence_around_it():
    assert outline("一、甲", "（一）乙", "小标题", "（二）丙", "二、丁", "主要做法", "四、戊") == [
        ("一、甲", 1), ("（一）乙", 2), ("小标题", 2), ("（二）丙", 2), ("二、丁", 1), ("主要做法", 1), ("四、戊", 1),
    ]  # fmt: skip


def test_a_heading_without_number_stands_above_the_list_it_opens():
    assert outline("二、甲", "数量指标", "1.乙", "2.丙", "某某报告") == [
        ("二、甲", 1), ("数量指标", 2), ("1.乙", 3), ("2.丙", 3), ("某某报告", 1),
    ]  # fmt: skip


def test_the_rest_of_a_wrapped_line_is_no_heading():
    wrapped = "全年收入合计二万零三百零九万元，比上年有所增加，主要用于保障待遇发放等方面的支"
    assert outline(wrapped, "出") == []
    assert outline(wrapped + "出。", "主要做法") == [("主要做法", 1)]


def test_a_line_alone_is_no_heading():
    assert outline("某县报告") == []


def test_the_same_text_gives_the_same_headings_in_every_format():
    lines = [
        "某县自评报告",
        "一、总体情况",
        "2020年收入合计20309万元，支出合计19980万元。",
        "（一）收入",
        "主要做法",
        "（二）支出",
    ]
    read = {
        "a.txt": "\n".join(lines).encode(),
        "a.md": "\n\n".join(lines).encode(),
        "a.docx": docx("".join(p(line) for line in lines)),
    }
    blocks = [
        [(type(b), b.text, getattr(b, "level", 0)) for b in read_bytes(data, name).blocks]
        for name, data in read.items()
    ]
    assert blocks[0] == blocks[1] == blocks[2]
    assert [level for _, _, level in blocks[0]] == [1, 1, 0, 2, 2, 2]
