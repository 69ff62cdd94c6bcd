"""The return letter: who, what, in which order; read back by the reader of reports."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import etree
from sample_report import HOSTILE, sample
from support import ROOT
from word_files import W, parts_of

from fundqa.engine import check
from fundqa.model import Severity
from fundqa.readers import read_bytes
from fundqa.report import Report
from fundqa.writers.letter import WRITER

GOLDEN = ROOT / "tests" / "writers" / "golden"


def original(_: str) -> bytes:
    raise AssertionError


def lines(content: bytes) -> list[str]:
    return [text for _, text in read_bytes(content, "a.docx").texts()]


@pytest.fixture(scope="module")
def letter() -> list[str]:
    (file,) = WRITER.write(check(ROOT / "examples" / "禾川县2021.docx"), original).files
    assert file.name == "禾川县2021.退回意见.docx"
    return lines(file.content)


def test_it_is_headed_with_county_year_and_funds(letter):
    assert letter[0] == (
        "关于云岭地区禾川县2021年度机关事业单位基本养老保险基金、城乡居民基本养老保险基金绩效自评材料的退回意见"
    )
    assert letter[1] == "云岭地区禾川县："


def test_what_must_be_mended_comes_first_then_what_must_be_explained(letter):
    heads = [line for line in letter if re.match("[一二三]、须", line)]
    assert [head[:6] for head in heads] == ["一、须改正的", "二、须说明的"]


def test_items_are_numbered_through_and_in_the_order_of_the_report(letter):
    numbers = [int(m[1]) for line in letter if (m := re.match(r"(\d+)．", line))]
    assert numbers == list(range(1, len(numbers) + 1))
    second = letter[next(i for i, line in enumerate(letter) if line.startswith("二、须")) :]
    places = [line.partition("．")[2] for line in second if re.match(r"\d+．", line)]
    ranks = [
        (0, 0) if p.startswith("正文") else tuple(map(int, re.findall(r"附表(\d+) 第(\d+)行", p)[0])) for p in places
    ]
    assert ranks == sorted(ranks)


def test_an_item_has_place_quote_arithmetic_and_cure(letter):
    at = letter.index("1．正文第6段")
    assert letter[at + 1].startswith("原文：“按照批复，2021年禾川县城乡居民养老保险基金预算总支出0.42亿元")
    assert "0.41+0.09+0.03=0.53亿元 > 0.42亿元" in letter[at + 2]
    assert letter[at + 3].startswith("怎样改正：请核对总额")


def test_several_files_of_one_report_get_one_letter():
    main, clean, _ = sample().documents
    both = Report((replace(main, submission="x"), replace(clean, submission="x", submitter="松岭县")))
    (file,) = WRITER.write(both, original).files
    text = lines(file.content)
    assert text[0] == "关于松岭县2021年度失业保险绩效自评材料的退回意见"
    assert "《松岭县2021年自评.docx》、《青河县2021年自评.md》" in text[2]


def test_with_nothing_to_mend_or_explain_there_is_no_letter():
    main, clean, broken = sample().documents
    info = replace(main, outcomes=tuple(o for o in main.outcomes if o.severity is Severity.INFO))
    made = WRITER.write(Report((info, clean, broken)), original)
    assert (made.files, made.refused) == ((), ())
    assert ["没有写退回意见" in line for line in made.remarks] == [True, True]


def test_many_funds_are_counted_and_unknown_ones_left_out():
    main = sample().documents[0]
    form = main.forms[0]
    four = replace(main, forms=tuple(replace(form, entity=f"{name}保险") for name in "甲乙丙丁"))
    (file,) = WRITER.write(Report((four,)), original).files
    assert lines(file.content)[0] == "关于2021年度甲保险等4项基金绩效自评材料的退回意见"
    (file,) = WRITER.write(Report((replace(main, forms=()),)), original).files
    assert lines(file.content)[:2] == ["关于绩效自评材料的退回意见", "报送单位："]


def test_what_the_report_says_is_no_markup():
    (file,) = WRITER.write(sample(), original).files
    root = etree.fromstring(parts_of(file.content)["word/document.xml"])
    text = "".join(root.itertext())
    assert "<script>alert(1)</script>" in HOSTILE
    assert "<script>alert(1)</script>" in text
    assert "\x1b" not in text


def test_fonts_are_those_of_official_documents():
    (file,) = WRITER.write(sample(), original).files
    styles = etree.fromstring(parts_of(file.content)["word/styles.xml"])
    fonts = {s.get(W + "styleId"): s.find(f"{W}rPr/{W}rFonts") for s in styles.iter(W + "style")}
    assert fonts["Title"].get(W + "eastAsia") == "方正小标宋简体"
    assert next(styles.iter(W + "rFonts")).get(W + "eastAsia") == "仿宋_GB2312"


def test_a_missing_part_of_the_page_is_none():
    (file,) = WRITER.write(sample("en"), original).files
    assert set(parts_of(file.content)) == {
        "[Content_Types].xml", "_rels/.rels", "word/_rels/document.xml.rels", "word/styles.xml", "word/fontTable.xml",
        "word/footer.xml", "word/document.xml",
    }  # fmt: skip
