"""The text beside the findings: shown in full, every number by its fate, each finding linked to its places and back."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest
import sample_report as made
from lxml import html as parser
from sample_report import HOSTILE, PATH, again, host, sample, span
from support import ROOT

from fundqa.batch import check_many
from fundqa.document import Cell, Location, Paragraph, Table
from fundqa.model import Evidence, Severity, Span
from fundqa.project import load_project
from fundqa.report import DocumentReport, Outcome, Report
from fundqa.writers.html import write
from fundqa.writers.page_facets import Funds, facets, family, keys
from fundqa.writers.words import clean, words

SUP = re.compile(r"<sup>.*?</sup>")


def page(report: Report, **asked: bool) -> Any:
    return parser.document_fromstring(write(report, **asked))


def plain(report: Report) -> Any:
    """The page without the numbers of findings in its text."""
    return parser.document_fromstring(SUP.sub("", write(report)))


def main() -> DocumentReport:
    return sample().documents[0]


def finding(doc: DocumentReport, rule: str) -> Outcome:
    return next(outcome for outcome in doc.outcomes if outcome.rule == rule)


def words_of(node: Any) -> str:
    return " ".join(node.text_content().split())


def classes(node: Any) -> set[str]:
    return set((node.get("class") or "").split())


def test_the_text_is_shown_in_full_as_it_was_read():
    paper = plain(sample()).xpath("//*[@id='d1-text']//div[@class='paper']")[0]
    assert [p.text_content() for p in paper.xpath(".//p")] == [clean(line) for line in made.BODY if line]
    cells = [cell.text_content() for cell in paper.xpath(".//td")]
    assert cells == list(made.CELLS.values())


def test_tables_keep_their_spans_and_figures_stand_right():
    tree = plain(sample())
    (title,) = tree.xpath("//td[@colspan='5']")
    assert title.text_content() == made.TITLE
    assert [cell.text_content() for cell in tree.xpath("//td[@rowspan='2']")] == ["预算执行情况"]
    assert {cell.text_content() for cell in tree.xpath("//td[@class='num']")} == {"3600", "3951.36", "97.5%"}


def test_every_number_is_marked_by_its_fate_at_its_exact_characters():
    tree = plain(sample())
    for known in main().facts:
        same = [n for n in tree.xpath("//*[@id='d1-text']//*[contains(@class, 'n ')]") if n.text == known.fact.surface]
        assert any(known.fate in classes(node) for node in same), known.fact.surface
    paragraph = tree.xpath("//p[@data-n='2']")[0]
    marked = [(node.text, *sorted(classes(node) & {"agreed", "contradicted", "unchecked"})) for node in paragraph]
    assert marked == [("0.36亿元", "agreed"), ("0.28亿元", "contradicted"), ("0.07亿元", "contradicted"),
                      ("0.06亿元", "contradicted"), ("0.18万人", "agreed"), ("1.2万人", "unchecked")]  # fmt: skip


def test_a_number_says_what_it_is_and_what_became_of_it():
    titles = {node.text: node.get("title") for node in page(sample()).xpath("//*[@id='d1-text']//*[@title]")}
    assert titles["0.28亿元"] == "失业保险 2021 支出（预算）：有矛盾"
    assert titles["1795人"] == "失业保险 2021 领取失业金人数（完成）：未核对，偏离目标，没有可比对的数字"


def test_a_result_off_its_target_has_a_shade_of_its_own():
    nodes = page(sample()).xpath("//*[@id='d1-text']//td//*[contains(@class, 'off')]")
    assert [(node.text, "unchecked" in classes(node)) for node in nodes] == [("1795人", True)]


def test_each_finding_leads_to_all_its_places_and_they_lead_back():
    tree = page(sample())
    for case in tree.xpath("//*[@id='d1-findings']//li[contains(@class, 'finding')]"):
        places = {link.get("href")[1:] for link in case.xpath(".//a[contains(@class, 'to')]")}
        assert places
        for name in places:
            assert case.get("id") in tree.get_element_by_id(name).get("data-f").split()
    first = tree.get_element_by_id("d1-f1")
    numbers = tree.xpath("//*[@id='d1-text']//sup/a[@href='#d1-f1']")
    assert {link.text for link in numbers} == {words_of(first.xpath("./a[@class='no']")[0])}
    marked = [n.text for n in tree.xpath("//*[@id='d1-text']//*[contains(concat(' ', @data-f, ' '), ' d1-f1 ')]")]
    assert marked == ["0.36亿元", "0.28亿元", "0.07亿元", "0.06亿元", "3600"]


def test_a_number_with_several_findings_shows_them_all_the_gravest_first():
    doc = main()
    both = replace(finding(doc, "NAM-01"), evidence=finding(doc, "N2N-01").evidence[:1])
    tree = page(Report((replace(doc, outcomes=(both, finding(doc, "N2N-01"))),)))
    number = tree.xpath("//p[@data-n='2']/a")[0]
    assert number.get("href") == "#d1-f1"
    assert number.get("data-f") == "d1-f1 d1-f2"
    assert [(a.text, a.get("class")) for a in number.getnext()] == [("1", "error"), ("2", "warning")]


def test_a_marked_sentence_does_not_hide_the_numbers_in_it():
    doc = main()
    sentence = made.BODY[1][: made.BODY[1].index("，其中")]
    claim = replace(finding(doc, "TGT-02"), evidence=(Evidence("claim", span(1, sentence)),), group="")
    tree = plain(Report((replace(doc, outcomes=(claim,)),)))
    pieces = tree.xpath("//p[@data-n='2']/*[@data-f='d1-f1']")
    assert "".join(piece.text for piece in pieces) == sentence
    assert [piece.text for piece in pieces if "n" in classes(piece)] == ["0.36亿元"]
    assert "contradicted" not in classes(pieces[-1])


def test_names_claims_texts_and_empty_cells_are_marked_too():
    doc = main()
    empty = replace(finding(doc, "TGT-04"), evidence=(Evidence("anchor", span((10, 3), "")),))
    tree = page(Report((replace(doc, outcomes=(*doc.outcomes, empty)),)))
    marked = {mark.text for mark in tree.xpath("//*[@id='d1-text']//div[@class='paper']//mark")}
    assert {
        made.CELLS[2, 1],
        "各项指标均达到预期目标",
        made.BODY[0],
        clean(HOSTILE).split("9.5万元")[0],
        "（空白）",
    } <= marked


def test_what_is_verified_or_open_is_linked_to_its_places():
    tree = page(sample())
    ids = {node.get("id") for node in tree.xpath("//*[@id='d1-text']//*[@id]")}
    for section in ("verified", "open", "numbers"):
        links = tree.xpath(f"//*[@id='d1-{section}']//a[@class='to']")
        assert links
        assert {link.get("href")[1:] for link in links} <= ids
    (agreed,) = (node for node in tree.xpath("//*[@id='d1-text']//td/a") if node.text == "3951.36")
    assert agreed.get("href") == "#d1-v3"


def test_a_place_in_another_file_of_the_report_is_linked_there():
    doc = main()
    other = "报送/附表.xlsx"
    at = Location(other, "支出", 0, 0, 0)
    table = Table((Cell(0, 0, "0.63亿元", at),), 1, 1, Location(other, "支出", 0))
    there = replace(made.TOTAL, surface="0.63亿元", location=at.span(0, 6))
    broken = replace(finding(doc, "N2N-01"), evidence=(Evidence("anchor", made.TOTAL), Evidence("right", there)))
    second = DocumentReport(other, "00", "xlsx", blocks=(table,), texts={at: "0.63亿元"})
    tree = page(Report((replace(doc, outcomes=(broken,)), second)))
    links = [link.get("href") for link in tree.xpath("//li[@id='d1-f1']//a[contains(@class, 'to')]")]
    assert [link for link in links if link.startswith("#d2-")]
    place = tree.xpath("//*[@id='d2-text']//td/mark")[0]
    assert f"#{place.get('id')}" in links
    assert place.get("data-f") == "d1-f1"
    assert place.getnext().xpath("./a/@href") == ["#d1-f1"]
    assert "“支出”" in words_of(tree.get_element_by_id("d2-text"))


def test_nested_tables_stand_in_their_cell_and_headers_apart():
    inner = Table((Cell(0, 0, "内", Location("a", "body", 1, 0, 0, parent=(0, 0, 0))),), 1, 1,
                  Location("a", "body", 1, parent=(0, 0, 0)))  # fmt: skip
    outer = Table((Cell(0, 0, "外", Location("a", "body", 0, 0, 0)),), 1, 1, Location("a", "body", 0))
    header = Paragraph("页眉文字", Location("a", "header", 0))
    tree = page(Report((DocumentReport("a", "00", "docx", blocks=(outer, inner), apart=(header,)),)))
    (nested,) = tree.xpath("//td//td")
    assert nested.text == "内"
    assert len(tree.xpath("//*[@id='d1-text']//table")) == 2
    assert "页眉文字" in words_of(tree.xpath("//div[@class='apart']")[0])


def test_the_last_cell_of_a_short_row_takes_the_rest():
    at = Location("a", "body", 0)
    cells = [
        Cell(row, col, f"{row}{col}", Location("a", "body", 0, row, col))
        for row, col in ((0, 0), (1, 0), (1, 1), (1, 2))
    ]
    tree = page(Report((DocumentReport("a", "00", "txt", blocks=(Table(tuple(cells), 2, 3, at),)),)))
    assert [cell.get("colspan") for cell in tree.xpath("//td")] == ["3", None, None, None]


def test_a_finding_on_a_blank_paragraph_leads_nowhere():
    at = Location("a", "body", 0)
    blank = replace(finding(main(), "WRD-01"), evidence=(Evidence("anchor", Span(" ", at.span(0, 1))),))
    doc = DocumentReport("a", "00", "md", outcomes=(blank,), texts={at: " "}, blocks=(Paragraph(" ", at),))
    tree = page(Report((doc,)))
    assert {link[1:] for link in tree.xpath("//@href") if link.startswith("#")} <= set(tree.xpath("//@id"))


def test_pages_are_told_and_blank_paragraphs_are_not():
    blocks = [
        Paragraph(text, Location("a", "body", i, page=number))
        for i, (text, number) in enumerate((("一", 1), (" ", 1), ("二", 2)))
    ]
    tree = page(Report((DocumentReport("a", "00", "pdf", blocks=tuple(blocks)),)))
    assert [p.text_content() for p in tree.xpath("//div[@class='paper']//p")] == ["一", "第2页", "二"]


def test_without_its_blocks_a_document_has_no_text_and_no_links_to_it():
    tree = page(Report((replace(main(), blocks=()),)))
    assert not tree.xpath("//section[contains(@class, 'text')]")
    assert not tree.xpath("//a[contains(@class, 'to')]")
    assert "正文第2段" in words_of(tree.get_element_by_id("d1-f1"))


@pytest.mark.parametrize("workers", [0, 1])
def test_documents_are_kept_where_they_are_asked_for_alone(tmp_path, workers):
    path = tmp_path / "报告.txt"
    path.write_text("一、基金运行情况\n2021年支出预算0.36亿元。", "utf-8")
    for blocks in (False, True):
        (doc,) = check_many([path], load_project(), "zh", workers=workers, blocks=blocks).documents
        assert bool(doc.blocks) is blocks
    assert "2021年支出预算0.36亿元。" in words_of(page(Report((doc,))).get_element_by_id("d1-text"))


def test_waivers_and_changes_are_said_as_in_the_text_report():
    tree = page(again())
    said = words_of(tree)
    for told in (
        "照上级格式，不编“二”（王主任，2022-03-01，至2022-12-31）",
        "1处已说明",
        "1处原有",
        "w.yml:9 tgt-02-0001 已过期",
        "“报送/附表.xlsx”上次查过，这次没有。",
        "新出现 1，仍在 2",
    ):
        assert told in said
    assert [words_of(node) for node in tree.xpath("//span[@class='standing']")] == [
        "仍在（数字有变）", "仍在", "原有", "再次出现", "新出现", "仍在",
    ]  # fmt: skip
    gone = [words_of(node) for node in tree.xpath("//ul[@class='gone']/li")]
    assert [line.split()[0] for line in gone] == ["已改正", "已不能核对"]


def test_a_report_whose_findings_are_all_waived_is_not_called_clean():
    doc = main()
    waived = tuple(replace(o, waiver="已核实") for o in doc.outcomes)
    tree = page(Report((replace(doc, outcomes=waived),)))
    assert "未发现问题" not in words_of(tree)
    assert "没有发现问题" not in words_of(tree)
    assert "6处已说明" in words_of(tree.xpath("//p[@class='counts']")[0])
    assert "发现的问题都已说明" in words_of(tree.get_element_by_id("d1-findings"))


def test_what_is_found_can_be_told_by_severity_family_fund_and_state():
    tree = page(again())
    assert [box.get("data-severity") for box in tree.xpath("//*[@id='tools']//input")] == ["error", "warning", "info"]
    families = [option.get("data-key") for option in tree.xpath("//select[@id='family']/option")[1:]]
    assert families == sorted(families)
    assert {"N2N", "N2T", "TGT", "WRD", "NAM"} == set(families)
    states = [option.get("value") for option in tree.xpath("//select[@id='state']/option")]
    assert states == ["", "new", "unchanged", "updated", "returned", "open", "waived", "known"]
    first = tree.get_element_by_id("d1-f1").get("data-m").split("|")
    assert [key.split()[0] for key in first] == ["error", "warning"]


def test_the_fund_of_a_finding_is_that_of_its_numbers_or_of_its_form():
    doc = main()
    funds = Funds(doc)
    assert funds.of(finding(doc, "N2N-01")) == "失业保险"
    assert funds.of(finding(doc, "TGT-04")) == "失业保险"
    assert funds.of(finding(doc, "WRD-01")) == ""
    known = facets([(keys(finding(doc, rule), funds),) for rule in ("N2N-01", "WRD-01")], words("zh"))
    assert [(facet.label, facet.count) for facet in known.funds] == [("失业保险", 1), ("未归属基金", 1)]
    assert [facet.label for facet in known.families] == ["N2N 前后一致", "WRD 文字与序号"]
    assert [facet.key for facet in known.severities] == [Severity.ERROR, Severity.INFO]


def test_a_rule_of_ones_own_is_a_family_by_its_beginning():
    assert [family(rule) for rule in ("N2N-01", "own", "X-Y-2")] == ["N2N", "own", "X"]


def test_every_family_in_the_checks_has_a_title():
    found = {family(path.name) for path in (ROOT / "checks").rglob("*-*.yml")}
    for lang in ("zh", "en"):
        assert {f"family.{name}" for name in found} <= set(words(lang).table)


def test_very_many_numbers_are_not_listed_twice_unless_asked_for():
    doc = main()
    many = Report((replace(doc, facts=doc.facts * 300),))
    assert not page(many).xpath("//*[@id='d1-numbers']")
    assert "--facts" in words_of(page(many).get_element_by_id("d1-coverage"))
    assert page(many, facts=True).xpath("//*[@id='d1-numbers']")


def test_one_paragraph_with_a_great_many_marks_is_cut_in_one_pass():
    size = 1500
    line = "1," * size
    at = host(0)
    numbers = [replace(made.TOTAL, surface="1", location=at.span(2 * i, 2 * i + 1)) for i in range(size)]
    doc = DocumentReport(PATH, "00", "txt", facts=tuple(replace(main().facts[0], fact=n) for n in numbers),
                         blocks=(Paragraph(line, at),), texts={at: line})  # fmt: skip
    assert len(page(Report((doc,))).xpath("//p[@data-n]/span")) == size


@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
def test_words_stand_out_from_what_is_behind_them(scheme):
    colours = _colours(scheme)
    on_card = [(ink, "card") for ink in ("ink", "soft", "link", "error", "warning", "info", "ok")]
    on_page = [
        ("soft", "page"),
        ("ink", "page"),
        ("link", "page"),
        ("soft", "faint"),
        ("ink", "faint"),
        ("soft", "settled-bg"),
    ]
    tints = [
        (ink, f"{tone}-bg") for tone in ("error", "warning", "info") for ink in (tone, "ink", "ok", "error", "warning")
    ]
    for ink, behind in (*on_card, *on_page, *tints, ("ok", "ok-bg"), ("card", "link")):
        assert _contrast(colours[ink], colours[behind]) >= 4.5, (scheme, ink, behind)


def _colours(scheme: str) -> dict[str, str]:
    folder = ROOT / "reports/html"
    light, dark = (folder / "base.css").read_text("utf-8").split("@media (prefers-color-scheme: dark)")
    source = (
        light
        if scheme == "light"
        else dark.partition("}\n}")[0]
        if scheme == "dark"
        else (folder / "print.css").read_text("utf-8")
    )
    return dict(re.findall(r"--([a-z-]+): (#[0-9a-f]{3,6})\b", source))


def _contrast(one: str, other: str) -> float:
    bright, dim = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _luminance(colour: str) -> float:
    digits = colour[1:] if len(colour) == 7 else "".join(2 * c for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
