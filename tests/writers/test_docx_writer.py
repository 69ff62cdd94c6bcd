"""The annotated copy: a comment at every place of every finding, and a word on each file that gets none."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import etree
from sample_report import PATH, sample
from support import ROOT
from word_files import W, covered, document, parts_of, texts_of, uncommented

from fundqa.engine import check
from fundqa.report import Report
from fundqa.writers.digest import operands
from fundqa.writers.docx import WRITER
from fundqa.writers.filing import open_causes

EXAMPLE = ROOT / "examples" / "禾川县2021.docx"


@pytest.fixture(scope="module")
def report() -> Report:
    return check(EXAMPLE)


@pytest.fixture(scope="module")
def made(report) -> bytes:
    (file,) = WRITER.write(report, lambda _: EXAMPLE.read_bytes()).files
    assert file.name == "禾川县2021.批注.docx"
    return file.content


def findings(report: Report) -> list:
    causes = [cause for doc in report.documents for cause in open_causes(doc)]
    return [outcome for cause in causes for outcome in (cause.lead, *cause.others)]


def test_every_place_of_every_finding_has_a_comment_on_its_very_characters(report, made):
    wanted = sorted(
        evidence.surface.strip()
        for outcome in findings(report)
        for evidence in {e.location: e for e in operands(outcome)}.values()
    )
    assert sorted(text.strip() for text in covered(made).values()) == wanted


def test_a_comment_says_what_is_wrong_the_arithmetic_the_cure_and_the_other_places(made):
    (text,) = [t for t in texts_of(made) if "N2N-01" in t and "请核对总额" in t]
    head, *lines = text.split("\n")
    assert re.fullmatch(r"问题\d+（须改正）N2N-01 正文分项之和与总额不符", head)
    assert "0.41+0.09+0.03=0.53亿元 > 0.42亿元" in lines[0]
    assert any(line.startswith("怎样改正：请核对总额") for line in lines)
    (elsewhere,) = [line for line in lines if line.startswith("涉及的其他位置：")]
    assert [number in elsewhere for number in ("0.41亿元", "0.09亿元", "0.03亿元")] == [True] * 3


def test_the_other_places_lead_back_to_the_first_and_name_the_rest(made):
    others = [t for t in texts_of(made) if "N2N-01" in t and "请核对总额" not in t]
    assert len(others) == 3
    assert all("说明见正文第6段处的批注。" in t for t in others)
    assert sum("0.41亿元" in t for t in others) == 2


def test_findings_of_one_cause_name_each_other(made):
    (text,) = [t for t in texts_of(made) if "ARI-04" in t and "“执行数：”" in t and "怎样改正" in t]
    assert re.search(r"由同一处差错引起：问题\d+，问题\d+", text)


def test_the_authors_tell_how_grave_it_is(made):
    root = etree.fromstring(parts_of(made)["word/comments.xml"])
    pairs = {(c.get(W + "author"), c.get(W + "initials")) for c in root}
    assert pairs == {("核对·须改正", "改"), ("核对·须说明", "说"), ("核对·形式与用词", "注")}


def test_the_countys_text_and_its_look_are_untouched(made):
    assert uncommented(document(made)) == uncommented(document(EXAMPLE.read_bytes()))


def test_what_is_waived_is_not_commented_on(report):
    (doc,) = report.documents
    outcomes = tuple(replace(o, waiver="已说明" if o.rule != "N2N-01" else None) for o in doc.outcomes)
    calm = replace(report, documents=(replace(doc, outcomes=outcomes),))
    (file,) = WRITER.write(calm, lambda _: EXAMPLE.read_bytes()).files
    assert {text.split("）")[1][:6] for text in texts_of(file.content)} == {"N2N-01"}


def test_a_file_with_nothing_to_say_of_is_handed_on_as_it_is(report):
    (doc,) = report.documents
    calm = replace(report, documents=(replace(doc, outcomes=()),))
    (file,) = WRITER.write(calm, lambda _: EXAMPLE.read_bytes()).files
    assert file.content == EXAMPLE.read_bytes()


def test_evidence_in_another_file_is_commented_on_there(report):
    (doc,) = report.documents
    moved = replace(doc, path="附表.docx", outcomes=())

    def elsewhere(outcome):
        last = outcome.evidence[-1]
        at = last.item.location._replace(document="附表.docx")
        return replace(outcome, evidence=(*outcome.evidence[:-1], replace(last, item=replace(last.item, location=at))))

    outcomes = tuple(elsewhere(o) if o.rule == "N2N-01" else o for o in doc.outcomes if o.rule == "N2N-01")
    both = replace(report, documents=(replace(doc, outcomes=outcomes), moved))
    first, second = WRITER.write(both, lambda _: EXAMPLE.read_bytes()).files
    assert list(covered(second.content).values()) == ["0.03亿元"]
    assert "禾川县2021.docx：正文第6段" in texts_of(second.content)[0]
    assert sorted(covered(first.content).values()) == ["0.09亿元", "0.41亿元", "0.42亿元"]


def test_other_formats_and_changed_files_get_a_clear_word(report):
    made = WRITER.write(sample(), lambda _: b"")
    assert made.files == ()
    assert [line.partition("：")[0] for line in made.refused] == [PATH, "报送/青河县2021年自评.md"]
    assert "核对之后文件有改动" in made.refused[0]
    assert "不是 Word 文件" in made.refused[1]
    broken = WRITER.write(report, lambda _: b"PK\x03\x04nothing")
    assert broken.files == ()
    assert len(broken.refused) == 1


def test_in_english():
    english = check(EXAMPLE, lang="en")
    (file,) = WRITER.write(english, lambda _: EXAMPLE.read_bytes()).files
    assert file.name == "禾川县2021.annotated.docx"
    assert any("(must be mended): N2N-01" in text for text in texts_of(file.content))
