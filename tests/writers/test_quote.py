"""Quotations and line breaks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from fundqa.writers.quote import quote
from fundqa.writers.words import clean
from fundqa.writers.wrap import wrap

MIXED = st.text(alphabet="收入支出，。（）“”0123456789.%亿元 abc\n[]", max_size=200)


def shown(text: str, *spans: tuple[int, int]) -> str:
    return "".join(f"<{p.text}>" if p.marked else p.text for p in quote(text, spans))


@pytest.mark.parametrize(
    ("text", "spans", "expected"),
    [
        ("3600", [(0, 4)], "<3600>"),
        ("  3600 ", [(2, 6)], "<3600>"),
        ("甲。乙为5元。丙。", [(4, 6)], "…乙为<5元>。…"),
        ("甲为1元。乙。丙为2元。", [(2, 4), (9, 11)], "甲为<1元>。…丙为<2元>。"),
        ("共5元，含2元。", [(1, 3), (5, 7)], "共<5元>，含<2元>。"),
        ("重叠的记号", [(0, 3), (2, 5)], "<重叠的记号>"),
        ("没有记号", [], "没有记号"),
        ("", [(0, 0)], ""),
        ("越界", [(1, 99)], "越<界>"),
    ],
)
def test_a_quotation_is_the_sentence_with_its_marks(text, spans, expected):
    assert shown(text, *spans) == expected


def test_a_sentence_without_end_is_cut_either_side():
    text = "长" * 500 + "9元" + "长" * 500
    said = shown(text, (500, 502))
    assert len(said) < 140
    assert said.startswith("…长")
    assert said.endswith("长…")


@given(MIXED, st.integers(0, 200), st.integers(0, 200))
def test_what_is_marked_is_always_quoted_whole(text, a, b):
    start, end = sorted((min(a, len(text)), min(b, len(text))))
    marked = "".join(p.text for p in quote(text, [(start, end)]) if p.marked)
    assert marked == clean(text)[start:end]


@given(MIXED, st.integers(50, 90))
def test_lines_fit_and_lose_nothing_but_blanks(text, width):
    lines = wrap([(text, "")], width, [("▸ ", "")], 2)
    assert all(cell_len(line.plain) <= width for line in lines)
    joined = "".join(line.plain for line in lines).removeprefix("▸")
    assert "".join(joined.split()) == "".join(text.split())


def test_a_closing_mark_never_begins_a_line_and_a_figure_is_not_broken():
    text = "全年支出合计为0.36亿元，其中失业保险金（含代缴）0.28亿元。" * 4
    for width in range(30, 60):
        lines = [line.plain.strip() for line in wrap([(text, "")], width)]
        assert not any(line[0] in "，。）" or line[-1] in "（" for line in lines)
        assert sum(line.count("0.36亿元") for line in lines) == 4


def test_cleaning_keeps_every_offset():
    hostile = "甲\x1b[31m乙\u202e丙\r\n\x9b"
    assert len(clean(hostile)) == len(hostile)
    assert not set(clean(hostile)) & {"\x1b", "\u202e", "\r", "\x9b"}
