"""The page: self-contained, closed to what a document might smuggle in, and complete."""

from __future__ import annotations

import itertools
import re
from base64 import b64encode
from dataclasses import replace
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from lxml import html as parser
from sample_report import HOSTILE, sample
from support import ROOT

from fundqa.report import Coverage, Report
from fundqa.writers.html import write
from fundqa.writers.page import SCRIPTS, STYLES
from fundqa.writers.page_files import bar

VOID = {"meta", "input", "rect"}


def page(report: Report | None = None) -> Any:
    return parser.document_fromstring(write(report or sample()))


def text(node: Any) -> str:
    return " ".join(node.text_content().split())


def test_nothing_is_fetched_and_nothing_leaves():
    tree = page()
    assert not tree.xpath("//link|//img|//iframe|//object|//embed|//form|//base|//script[@src]")
    assert all(href.startswith("#") for href in tree.xpath("//@href"))
    assert not re.search(r"https?:|url\(|@import", write(sample()))


def test_the_policy_allows_the_pages_own_style_and_script_alone():
    tree = page()
    (policy,) = tree.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; ")
    for name in ("style", "script"):
        (node,) = tree.xpath(f"//{name}")
        digest = b64encode(sha256(node.text.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    assert not tree.xpath("//@style"), "the policy forbids style attributes"
    assert not [name for node in tree.iter() for name in node.attrib if name.startswith("on")]


def test_the_assets_cannot_end_their_own_element():
    for name in (*STYLES, *SCRIPTS):
        assert "</" not in (ROOT / "reports/html" / name).read_text("utf-8")


def test_what_came_from_the_document_stays_text():
    main = sample().documents[0]
    evil = '"><img src=x onerror=alert(1)>\x1b[31m'
    outcomes = tuple(
        replace(
            o, title=evil, message=evil, reason=evil, worked=evil, why=evil, fix=evil, diagnosis=(evil,), waiver=evil
        )
        for o in main.outcomes
    )
    forms = tuple(replace(form, title=evil, entity=evil) for form in main.forms)
    document = replace(main, path=evil, outcomes=outcomes, forms=forms, warnings=(evil,), format=evil)
    written = write(Report((document,)))
    assert "\x1b" not in written
    tree = parser.document_fromstring(written)
    assert not tree.xpath("//img|//@onerror")
    assert len(tree.xpath("//script")) == 1


def test_a_hostile_paragraph_is_quoted_as_it_stands():
    marks = [text(mark) for mark in page().xpath("//mark")]
    assert HOSTILE.replace("\x1b", "\ufffd") in marks


@pytest.mark.parametrize(("lang", "tag"), [("zh", "zh-CN"), ("en", "en")])
def test_the_page_says_its_language_and_has_one_title(lang, tag):
    tree = page(sample(lang))
    assert tree.get("lang") == tag
    assert len(tree.xpath("//h1")) == 1
    assert len(tree.xpath("//main")) == 1


def test_every_id_is_unique_and_every_link_leads_somewhere():
    tree = page()
    ids = tree.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in tree.xpath("//@href")} <= set(ids)


def test_headings_leave_no_level_out():
    levels = [int(node.tag[1]) for node in page().xpath("//h1|//h2|//h3|//h4|//h5")]
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_each_cause_is_one_card_with_its_words_place_and_arithmetic():
    cards = page().xpath("//article[contains(@class, 'card')]")
    assert [card.get("class").split()[1] for card in cards] == ["error", "error", "warning", "warning", "info"]
    first = text(cards[0])
    for words in ("错误", "分项之和超过总额", "N2N-01", "正文第2段", "0.28 + 0.07 + 0.06", "推测", "怎样改正"):
        assert words in first
    assert [text(mark) for mark in cards[0].xpath("./ol/li/dl//mark")] == [
        "0.36亿元",
        "0.28亿元",
        "0.07亿元",
        "0.06亿元",
    ]
    assert "N2T-02" in text(cards[0].xpath(".//div[@class='related']")[0])


def test_cells_of_one_row_are_quoted_side_by_side():
    claim = page().xpath("//li[contains(@class, 'finding')]")[1]
    place = claim.xpath("./dl/div[2]")[0]
    assert text(place.xpath("./dt")[0]) == "附表1 第9行"
    assert [text(quote) for quote in place.xpath("./dd/q")] == ["第4列1803人", "第5列1795人"]


def test_the_verified_the_open_and_the_forms_are_all_there():
    tree = page()
    verified = tree.xpath("//ol[@class='verified']/li")
    assert len(verified) == 3
    assert "0.36亿元［正文第2段］ = 3600万元［附表1 第4行第3列］" in text(verified[0])
    assert "旁证" in text(verified[1])
    unsettled = text(tree.get_element_by_id("d1-open"))
    for words in ("附表没有同名指标", "2处", "1.2万人", "技能补贴人次", "得分与分值不符"):
        assert words in unsettled
    assert "松岭县失业保险基金绩效自评表" in text(tree.get_element_by_id("d1-forms"))
    assert "图片没有读取" in text(tree.get_element_by_id("d1-warnings"))


def test_an_unreadable_file_says_why():
    broken = page().get_element_by_id("d3")
    assert "不是 Word 文档" in text(broken)
    assert not broken.xpath(".//section")


def test_one_file_needs_no_front_table():
    assert not page(Report(sample().documents[:1])).xpath("//table[contains(@class, 'files')]")
    assert page().xpath("//table[contains(@class, 'files')]")


def test_an_empty_report_is_a_page_too():
    assert page(Report(())).xpath("//h1")


def test_the_bar_is_filled_to_its_end():
    parts = bar(Coverage(7, 3, 1, 3))
    assert [part.fate for part in parts] == ["agreed", "contradicted", "unchecked"]
    assert sum(Decimal(part.width) for part in parts) == 100
    assert Decimal(parts[1].start) == Decimal(parts[0].width)
    assert [part.fate for part in bar(Coverage(2, 0, 2, 0))] == ["contradicted"]
    assert bar(Coverage()) == ()


def test_elements_are_closed_in_order():
    """An HTML parser forgives; this does not."""
    stack: list[str] = []
    source = re.sub(r"<(script|style)>.*?</\1>", "", write(sample()), flags=re.DOTALL)
    for slash, tag, end in re.findall(r"<(/?)([a-z][a-z0-9]*)\b(?:\"[^\"]*\"|[^\">])*?(/?)>", source):
        if slash:
            assert stack.pop() == tag
        elif tag not in VOID and not end:
            stack.append(tag)
    assert stack == []


def test_every_number_is_listed_folded_unless_asked_for():
    for facts in (False, True):
        tree = parser.document_fromstring(write(sample(), facts=facts))
        listed = tree.get_element_by_id("d1-numbers")
        assert ("open" in listed.attrib) is facts
        rows = [text(row) for row in listed.xpath(".//tr[td]")]
        assert len(rows) == 12
        assert "1795人 领取失业金人数（完成） 附表1 第9行第5列 未核对 偏离目标 没有可比对的数字" in [
            " ".join(text(cell) for cell in row.xpath("./td")) for row in listed.xpath(".//tr[td]")
        ]


def test_a_result_off_its_target_is_marked_as_such_and_not_as_contradicted():
    marks = page().xpath("//mark[contains(@class, 'off')]")
    assert [(text(mark), mark.get("title")) for mark in marks] == [("1795人", "偏离目标")]
