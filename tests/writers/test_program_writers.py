"""SARIF, JUnit, CSV and Markdown: their shape, and that no word of a document can be more than a word in them."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest
from hostile import TEXTS as HOSTILE
from hypothesis import given, settings
from jsonschema import Draft7Validator
from markdown_it import MarkdownIt
from sample_report import BROKEN, PATH, again, sample
from support import ROOT

from fundqa.model import Evidence, Severity, Span
from fundqa.report import DocumentReport, Failure, Gone, Outcome, Report
from fundqa.writers import WRITERS, junit, markdown, sarif
from fundqa.writers import csv as csv_writer
from fundqa.writers.sarif import uri
from fundqa.writers.words import squeeze

SARIF = Draft7Validator(json.loads((ROOT / "tests/writers/sarif-schema-2.1.0.json").read_text("utf-8")))
REPORTS = [sample(), sample("en"), again(), again("en"), Report(())]


def log(report: Report) -> dict:
    found = json.loads(sarif.write(report))
    SARIF.validate(found)
    return dict(found["runs"][0])


def hostile(text: str) -> Report:
    """A report every word of which is `text`."""
    doc = again().documents[0]
    outcomes = tuple(_said(outcome, text) for outcome in doc.outcomes)
    texts = dict.fromkeys(doc.texts, text)
    poisoned = replace(doc, path=text, outcomes=outcomes, texts=texts, warnings=(text,))
    broken = DocumentReport(text + "2", "", "doc", error=Failure(text, text))
    gone = Gone(text, f"N{text}", Severity.ERROR, text, text, text, text)
    report = again()
    assert report.comparison is not None
    waivers = tuple(replace(u, waiver=replace(u.waiver, reason=text, who=text, origin=text)) for u in report.waivers)
    return replace(
        report,
        documents=(poisoned, broken),
        waivers=waivers,
        comparison=replace(report.comparison, gone=(gone,), missing=(text,)),
    )


def _said(outcome: Outcome, text: str) -> Outcome:
    spans = tuple(Evidence(e.role, Span(text, e.location)) for e in outcome.evidence)
    said = replace(outcome, evidence=spans, title=text, message=text, fix=text, why=text, legal=text)
    worked = {"worked": text, "reason": text, "diagnosis": (text,)}
    return replace(said, scope=replace(outcome.scope, label=text), waiver=outcome.waiver and text, **worked)


@pytest.mark.parametrize("report", REPORTS, ids=range(len(REPORTS)))
def test_sarif_is_valid(report):
    log(report)


def test_a_sarif_result_has_its_rule_its_places_and_its_prints():
    run = log(sample())
    first = run["results"][0]
    rule = run["tool"]["driver"]["rules"][first["ruleIndex"]]
    assert rule["id"] == first["ruleId"] == "N2N-01"
    assert "分项之和大于总额" in rule["help"]["text"]
    assert (first["level"], first["kind"]) == ("error", "fail")
    assert first["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] == "正文第2段"
    assert [place["message"]["text"] for place in first["relatedLocations"]] == ["0.28亿元", "0.07亿元", "0.06亿元"]
    assert first["partialFingerprints"] == {"fundqaIdentity/v1": "N2N-01|松岭县|失业保险|2021"}
    assert first["fingerprints"] == {"fundqa/v1": "n2n-01-0001"}
    assert "baselineState" not in first
    assert "suppressions" not in first


def test_sarif_says_which_files_could_not_be_read():
    invocation = log(sample())["invocations"][0]
    assert invocation["executionSuccessful"] is False
    errors = [n for n in invocation["toolExecutionNotifications"] if n["level"] == "error"]
    assert [n["descriptor"]["id"] for n in errors] == ["not-a-docx"]


def test_sarif_has_the_baseline_state_and_the_suppressions():
    results = log(again())["results"]
    states = [(r["ruleId"], r["baselineState"], len(r.get("suppressions", []))) for r in results]
    assert states == [
        ("N2N-01", "updated", 0), ("N2T-02", "unchanged", 0), ("TGT-02", "new", 0), ("NAM-01", "new", 0),
        ("TGT-04", "new", 0), ("WRD-01", "unchanged", 1), ("N2N-02", "absent", 0), ("ARI-03", "absent", 0),
    ]  # fmt: skip
    excuse = next(r for r in results if r.get("suppressions"))["suppressions"][0]
    assert excuse["kind"] == "external"
    assert excuse["justification"] == "照上级格式，不编“二”"
    assert excuse["properties"]["until"] == "2022-12-31"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a b.docx", "a%20b.docx"), ("甲.docx", "%E7%94%B2.docx"), ("/a/b#1.docx", "file:///a/b%231.docx"),
        ("C:\\a\\b.docx", "file:///C:/a/b.docx"), ("a.zip!甲/b.docx", "a.zip%21%E7%94%B2/b.docx"),
        ("a:b.md", "a%3Ab.md"),
    ],
)  # fmt: skip
def test_a_path_is_a_reference(path, expected):
    assert uri(path) == expected


def test_junit_fails_what_must_be_mended_and_counts_right():
    root = ET.fromstring(junit.write(sample()))
    suites = {suite.get("name"): suite for suite in root}
    assert next(iter(suites)) == PATH
    failed = [case.get("name") for case in suites[PATH] if case.find("failure") is not None]
    assert [name.split()[0] for name in failed if name] == ["N2N-01", "TGT-02"]
    assert suites[BROKEN].find("testcase/error").get("type") == "not-a-docx"
    for node in (root, *root):
        assert node.get("tests") == str(len(node.findall(".//testcase")))
        assert node.get("failures") == str(len(node.findall(".//failure")))
        assert node.get("skipped") == str(len(node.findall(".//skipped")))


def test_what_is_waived_or_known_fails_no_case():
    doc = again().documents[0]
    settled = replace(doc, outcomes=tuple(replace(o, known=True) for o in doc.outcomes))
    root = ET.fromstring(junit.write(Report((settled,))))
    assert root.get("failures") == "0"


def table(report: Report) -> list[list[str]]:
    text = csv_writer.write(report)
    assert text.startswith("\ufeff")
    assert all(line.endswith("\r") for line in text.split("\n")[:-1])
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


def test_a_table_has_a_row_a_finding_and_one_a_broken_file():
    head, *rows = table(sample())
    assert head[:3] == ["文件", "等级", "规则"]
    assert [row[2] for row in rows] == ["N2N-01", "N2T-02", "TGT-02", "NAM-01", "TGT-04", "WRD-01", "not-a-docx"]
    assert rows[0][-1] == "n2n-01-0001"


@pytest.mark.parametrize(
    "fingerprint",
    ["1234567890123456", "0000000000000012", "12e4567890123456", "=HYPERLINK(1)", "-1", "007", "3951.30", "1e5",
     "2022-03", "3/4", "12:30", "2022年3月", "95%", "1,000"],
)  # fmt: skip
def test_no_cell_is_a_formula_or_loses_its_digits(fingerprint):
    doc = again().documents[0]
    changed = replace(doc, outcomes=(replace(doc.outcomes[0], fingerprint=fingerprint),))
    assert table(Report((changed,)))[1][-1] == f"'{fingerprint}"


@pytest.mark.parametrize("plain", ["3600", "0", "3951.36", "0.5", "0.36亿元", "n2n-01-0001", "abc"])
def test_a_cell_that_shows_as_it_is_written_stays_as_it_is(plain):
    assert csv_writer.safe(plain) == plain


def test_an_unreadable_file_has_its_reason_under_its_head_and_every_column():
    head, *rows = table(sample())
    assert {len(row) for row in rows} == {len(head)}
    assert rows[-1][head.index("说明")].startswith("这个文件不是 Word 文档")


def test_a_file_whose_name_ends_like_a_heading_keeps_its_name():
    written = markdown.write(Report((DocumentReport("报告 ##", "", "md"),)))
    heading = MarkdownIt().parse(written)[1]
    assert "".join(child.content for child in heading.children or ()) == "报告 ##"


def test_markdown_is_short():
    text = markdown.write(sample())
    assert text.count("\n- ") == 6
    assert "### 报送/旧稿.doc" in text


# --- whatever a document says


@settings(max_examples=25)
@given(HOSTILE)
def test_sarif_stays_valid_and_its_messages_have_no_links_or_blanks(text):
    for result in log(hostile(text))["results"]:
        said = result["message"]["text"]
        assert not re.search(r"(?<!\\)\[[^\]]*(?<!\\)\]\(", said)
        assert "{" not in said.replace("{{", "")


@settings(max_examples=25)
@given(HOSTILE)
def test_junit_stays_readable_and_says_the_same(text):
    root = ET.fromstring(junit.write(hostile(text)).encode("utf-8"))
    failure = root.find(".//failure")
    assert failure is not None
    assert (failure.get("message") or "").endswith(squeeze(text)) or not squeeze(text)


@settings(max_examples=25)
@given(HOSTILE)
def test_no_cell_of_a_table_begins_as_a_formula(text):
    rows = table(hostile(text))
    assert all(not cell.startswith(tuple("=+-@＝＋－＠\t\r\n")) for row in rows for cell in row)
    assert {len(row) for row in rows} == {len(csv_writer.COLUMNS)}


@settings(max_examples=200)
@given(HOSTILE)
def test_markdown_holds_text_alone(text):
    plain = MarkdownIt("gfm-like", {"linkify": False, "html": True})
    line = markdown.escape(text)
    tokens = plain.parse(f"- **x** {line}") + plain.parse(f"- {line}")
    kinds = {child.type for token in tokens for child in token.children or ()}
    assert kinds <= {"text", "text_special", "strong_open", "strong_close"}
    assert sum(token.type == "list_item_open" for token in tokens) == 2
    assert not {"heading_open", "fence", "code_block", "html_block", "hr", "table_open"} & {t.type for t in tokens}
    inline = [t for t in tokens if t.type == "inline"]
    shown = "".join(child.content for child in (inline[0].children or ()))
    assert " ".join(shown.removeprefix("x").split()) == squeeze(text)


@settings(max_examples=10)
@given(HOSTILE)
def test_every_writer_bears_every_text(text):
    for writer in WRITERS:
        written = writer.write(hostile(text), facts=True)
        if writer.name not in ("json", "html"):
            written.encode("utf-8")
            assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e]", written)


def test_the_findings_are_in_the_same_order_everywhere():
    places = [csv_writer.write(sample()).index(f'"{rule}"') for rule in ("N2N-01", "TGT-02", "WRD-01")]
    assert all(a < b for a, b in pairwise(places))
