"""The ledger: what its sheets show, that no cell is a formula of the report's, and its links."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from lxml import etree
from sample_report import again, sample
from support import ROOT
from word_files import parts_of

from fundqa.engine import check
from fundqa.readers.xlsx import shown_sheets
from fundqa.report import Report
from fundqa.writers.xlsx import WRITER

NS = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def workbook(report: Report) -> bytes:
    (file,) = WRITER.write(report, lambda _: b"").files
    return file.content


def rows(content: bytes, sheet: str) -> list[dict[str, str]]:
    """The rows of a sheet by their heads."""
    found = next(s for s in shown_sheets(content, "a.xlsx") if s.name == sheet)
    heads = {col: text for (row, col), text in found.texts.items() if row == 0}
    lines: dict[int, dict[str, str]] = {}
    for (row, col), text in found.texts.items():
        if row and col in heads:
            lines.setdefault(row, {})[heads[col]] = text
    return [lines[row] for row in sorted(lines)]


def page(content: bytes, number: int) -> etree._Element:
    return etree.fromstring(parts_of(content)[f"xl/worksheets/sheet{number}.xml"])


@pytest.fixture(scope="module")
def example() -> bytes:
    return workbook(check(ROOT / "examples" / "禾川县2021.docx"))


def test_the_sheets_in_their_order(example):
    names = [sheet.name for sheet in shown_sheets(example, "a.xlsx")]
    assert names == ["概览", "问题", "已核对", "未能核对", "数字", "覆盖率"]


def test_a_finding_has_all_there_is_to_know(example):
    row = next(row for row in rows(example, "问题") if row["规则"].startswith("N2N-01"))
    assert row.pop("问题").startswith("“（二）支出预算和绩效目标”一节：总额0.42亿元")
    assert re.fullmatch(r"[0-9a-f]{16}", row.pop("指纹"))
    assert row == {
        "序号": "1", "单位": "云岭地区禾川县", "文件": str(ROOT / "examples" / "禾川县2021.docx"), "等级": "错误",
        "规则": "N2N-01 正文分项之和与总额不符", "位置": "正文第6段", "原文": "0.42亿元", "应为": "0.53亿元",
        "差额": "+0.11亿元", "状态": "待整改",
    }  # fmt: skip


def test_a_place_leads_to_its_number_and_back(example):
    numbers = rows(example, "数字")
    links = {link.get("ref"): link.get("location") for link in page(example, 2).iter(f"{NS}hyperlink")}
    for index, row in enumerate(rows(example, "问题"), 2):
        if f"G{index}" in links:
            target = int(re.fullmatch(r"'数字'!A(\d+)", links[f"G{index}"])[1])
            assert numbers[target - 2]["数字"].strip() == row["原文"].strip()
    assert len(links) > 10
    back = {link.get("location") for link in page(example, 5).iter(f"{NS}hyperlink")}
    assert all(re.fullmatch(r"'问题'!A\d+", location) for location in back)
    assert back


def test_states_are_chosen_from_a_list_and_heads_stay(example):
    sheet = page(example, 2)
    (choice,) = sheet.iter(f"{NS}dataValidation")
    assert choice.findtext(f"{NS}formula1") == '"待整改,已整改,已说明,误报,不采纳"'
    assert choice.get("sqref") == f"L2:L{len(rows(example, '问题')) + 1}"
    assert next(sheet.iter(f"{NS}pane")).get("ySplit") == "1"
    assert sheet.find(f"{NS}autoFilter") is not None
    hidden = [col.get("min") for col in sheet.iter(f"{NS}col") if col.get("hidden") == "1"]
    assert hidden == ["15"]


HOSTILE = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "{=1}", "http://x", "123456789012345678", "\t=1")


@pytest.mark.parametrize("text", HOSTILE)
def test_what_the_report_says_is_text_and_never_a_formula(text):
    main = sample().documents[0]
    item = main.outcomes[0].evidence[0].item
    evidence = replace(main.outcomes[0].evidence[0], item=replace(item, surface=text))
    outcomes = [replace(o, message=text, title=text, reason=text, waiver=text, worked=f"{text} ≠ {text}\nΔ={text}",
                        evidence=(evidence, *o.evidence[1:])) for o in main.outcomes]  # fmt: skip
    facts = tuple(replace(f, reason=text, fact=replace(f.fact, surface=text, concept=text)) for f in main.facts)
    doc = replace(main, outcomes=tuple(outcomes), facts=facts, submitter=text, warnings=(text,), texts={})
    content = workbook(Report((doc,)))
    formulas = [f.text or "" for n in range(1, 7) for f in page(content, n).iter(f"{NS}f")]
    assert all(formula.startswith("COUNTIF") and text not in formula for formula in formulas)
    assert not any(link.get(key) for n in range(1, 7) for link in page(content, n).iter(f"{NS}hyperlink") for key in
                   ("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",))  # fmt: skip
    shown = rows(content, "问题")[0]
    assert shown["原文"] == shown["单位"] == shown["说明"] == text.strip()


def test_control_characters_and_very_long_texts_do_no_harm():
    main = sample().documents[0]
    outcomes = tuple(replace(o, message="\x00\x1b_x0041_" + "长" * 40_000) for o in main.outcomes)
    content = workbook(Report((replace(main, outcomes=outcomes),)))
    shown = rows(content, "问题")[0]["问题"]
    assert shown.startswith("\ufffd\ufffd")
    assert len(shown) <= 32_767


def test_a_cell_is_cut_by_what_excel_counts():
    """A character beyond the basic plane counts twice: 32767 of them are a file that Excel calls damaged."""
    main = sample().documents[0]
    outcomes = tuple(replace(o, message="\U00020bb7" * 20_000, title="\U00020bb7" * 20_000) for o in main.outcomes)
    content = workbook(Report((replace(main, outcomes=outcomes),)))
    texts = [text for sheet in shown_sheets(content, "a.xlsx") for text in sheet.texts.values()]
    assert 31_000 < max(len(text.encode("utf-16-le")) // 2 for text in texts) <= 32_767


def test_waived_findings_are_shown_with_their_reason_and_state():
    row = next(row for row in rows(workbook(again()), "问题") if row["规则"].startswith("WRD-01"))
    assert (row["状态"], row["说明"], row["说明人"], row["有效期至"]) == (
        "已说明", "照上级格式，不编“二”", "王主任", "2022-12-31",
    )  # fmt: skip


def test_the_overview_counts_states_and_wrong_alarms_per_rule():
    content = workbook(again())
    formulas = {cell.get("r"): cell.findtext(f"{NS}f") for cell in page(content, 1).iter(f"{NS}c")}
    values = [text for (_, col), text in sorted(shown_sheets(content, "a")[0].texts.items()) if col == 1]
    assert values[3:8] == ["待整改", "已整改", "已说明", "误报", "不采纳"]
    assert any((f or "").startswith("COUNTIFS(") and f.endswith('"误报")') for f in formulas.values())


def test_an_unreadable_file_is_in_the_overview_only():
    content = workbook(sample())
    assert [row["文件"] for row in rows(content, "概览")][:3][-1].endswith("旧稿.doc")
    assert rows(content, "概览")[2]["备注"].startswith("无法读取：")
    assert not any("旧稿" in row["文件"] for row in rows(content, "覆盖率"))


def test_the_same_report_makes_the_same_workbook():
    assert parts_of(workbook(sample())) == parts_of(workbook(sample()))


def test_nothing_found_makes_a_workbook_all_the_same():
    content = workbook(Report((sample().documents[1],)))
    assert rows(content, "问题") == []
    assert len(rows(content, "覆盖率")) == 1


def test_in_english():
    names = [sheet.name for sheet in shown_sheets(workbook(sample("en")), "a")]
    assert names == ["Overview", "Findings", "Verified", "Not checked", "Numbers", "Coverage"]
