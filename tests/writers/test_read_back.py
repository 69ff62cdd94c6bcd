"""What is written for programs, read back by others' readers: whatever a report says, they find the same findings."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from fuzzing import budget, patient
from hostile import read_back, reports
from hypothesis import given
from jsonschema import Draft7Validator, Draft202012Validator
from lxml import etree
from markdown_it import MarkdownIt
from support import ROOT

from fundqa.model import Evidence, Fact, Severity, Status, Verdict
from fundqa.report import DocumentReport, Outcome, Report
from fundqa.versions import load_earlier
from fundqa.writers import csv as csv_writer
from fundqa.writers import json as json_writer
from fundqa.writers import junit, markdown, sarif
from fundqa.writers.base import encoded
from fundqa.writers.digest import operands
from fundqa.writers.said import said
from fundqa.writers.words import clean, squeeze, words

JSON = Draft202012Validator(json.loads((ROOT / "reports/json/report-1.schema.json").read_text("utf-8")))
SARIF = Draft7Validator(json.loads((ROOT / "tests/writers/sarif-schema-2.1.0.json").read_text("utf-8")))
JUNIT = etree.RelaxNG(etree.parse(ROOT / "tests/writers/junit.rng"))
MARKDOWN = MarkdownIt("gfm-like", {"linkify": False, "html": True})
tried = read_back(budget(20))
csv.field_size_limit(10**7)


def stored(text: str) -> str:
    """`text` as UTF-8 holds it: half a pair of surrogates is no character."""
    return text.encode("utf-8", "replace").decode()


def findings(doc: DocumentReport) -> list[Outcome]:
    """The findings that every format shows: all but rounding differences that need no one's attention."""
    slight = (Verdict.TRUNCATED, Verdict.RESIDUE)
    failed = (o for o in doc.outcomes if o.status is Status.FAIL)
    return [o for o in failed if not (o.verdict in slight and o.severity is Severity.INFO)]


# --- JSON: everything, exactly as it is


def _evidence_read(evidence: Evidence, fact: dict[str, Any], texts: dict) -> None:
    at = evidence.location
    assert (fact["role"], fact["surface"]) == (evidence.role, stored(evidence.surface))
    where = fact["location"]
    assert where["document"] == stored(at.document)
    if at.host in texts:
        assert where["text"] == stored(texts[at.host])
        assert stored(texts[at.host][where["start"] : where["end"]]) == fact["surface"]
    item = evidence.item
    if isinstance(item, Fact):
        assert [Decimal(fact[key]) for key in ("value", "low", "high")] == [
            item.quantity.value, item.quantity.low, item.quantity.high,
        ]  # fmt: skip


def json_says_it(report: Report) -> None:
    answer = json.loads(encoded(json_writer.write(report, facts=True)))
    JSON.validate(answer)
    texts = {at: text for doc in report.documents for at, text in doc.texts.items()}
    for doc, told in zip(report.documents, answer["documents"], strict=True):
        assert told["path"] == stored(doc.path)
        assert told["warnings"] == [stored(warning) for warning in doc.warnings]
        assert len(told["facts"]) == len(doc.facts)
        for outcome, found in zip(doc.outcomes, told["outcomes"], strict=True):
            for key in ("rule", "title", "message", "worked", "reason", "waiver", "identity", "fingerprint"):
                value = getattr(outcome, key)
                assert found[key] == (None if value is None else stored(value)), key
            assert (found["status"], found["severity"]) == (outcome.status.value, outcome.severity.value)
            for evidence, fact in zip(outcome.evidence, found["facts"], strict=True):
                _evidence_read(evidence, fact, texts)


# --- SARIF


def unescaped(text: str) -> str:
    """A message as a viewer shows it."""
    return re.sub(r"\\([\[\]])", r"\1", text.replace("{{", "{").replace("}}", "}"))


def shown(text: str) -> str:
    return re.sub(r"\\([\[\]])", r"\1", clean(text))


def sarif_says_it(report: Report) -> None:
    log = json.loads(encoded(sarif.write(report)))
    SARIF.validate(log)
    (run,) = log["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(rules) == len(set(rules))
    results = {r["fingerprints"]["fundqa/v1"]: r for r in run["results"] if r.get("baselineState") != "absent"}
    expected = [o for doc in report.documents for o in findings(doc)]
    lost = report.comparison.gone if report.comparison else ()
    assert len(run["results"]) == len(expected) + len(lost)
    for outcome in expected:
        result = results[outcome.fingerprint]
        assert rules[result["ruleIndex"]] == result["ruleId"] == outcome.rule
        assert unescaped(result["message"]["text"]) == shown(outcome.message)
        assert result["partialFingerprints"]["fundqaIdentity/v1"] == stored(outcome.identity)
        assert bool(result.get("suppressions")) == (outcome.waiver is not None)
        _sides(outcome, result, report)
    absent = [r for r in run["results"] if r.get("baselineState") == "absent"]
    assert [unescaped(r["message"]["text"]) for r in absent] == [shown(was.message) for was in lost]
    assert [rules[r["ruleIndex"]] for r in absent] == [r["ruleId"] for r in absent] == [clean(w.rule) for w in lost]


def _sides(outcome: Outcome, result: dict[str, Any], report: Report) -> None:
    first = operands(outcome)[:1]
    others = [e for e in outcome.evidence if e not in first]
    places = [*result["locations"][: len(first)], *result["relatedLocations"]]
    nothing = words(report.lang)("quote.empty")
    assert [unescaped(p["message"]["text"]) for p in places] == [
        shown(e.surface or nothing) for e in (*first, *others)
    ]  # fmt: skip
    for evidence, place in zip((*first, *others), places, strict=True):
        at, said_ = evidence.location, place["properties"]
        if any(at.host in doc.texts for doc in report.documents):
            assert said_["text"][at.start : at.end] == clean(evidence.surface)
        uri = place["physicalLocation"]["artifactLocation"]
        index = uri["index"]
        assert report.documents[index].path == at.document


# --- JUnit


def junit_says_it(report: Report) -> None:
    root = etree.fromstring(encoded(junit.write(report)))
    JUNIT.assertValid(root)
    for doc, suite in zip(report.documents, root, strict=True):
        assert suite.get("name") == squeeze(doc.path)
        if doc.error:
            (error,) = suite.iter("error")
            assert error.get("message") == squeeze(doc.error.message)
            continue
        cases = [case for case in suite if case.find("failure") is not None]
        grave = [o for o in findings(doc) if o.severity is Severity.ERROR and not o.settled]
        assert int(suite.get("failures")) == len(cases) == len(grave)
        told = sorted((case.get("name"), case[0].get("message")) for case in suite if len(case))
        for outcome in findings(doc):
            head = squeeze(f"{outcome.rule} {outcome.title}")
            heads = [(name, message) for name, message in told if (name or "").startswith(head)]
            assert any(said(outcome).message in (message or "") for _, message in heads)
        for outcome in grave:
            text = "\n".join(case[0].text or "" for case in cases)
            for line in [*(outcome.worked or "").splitlines(), *outcome.diagnosis]:
                assert squeeze(line) in squeeze(text)
    assert root.get("tests") == str(len(list(root.iter("testcase"))))


# --- CSV


def cells(report: Report) -> list[dict[str, str]]:
    """The rows of the table by the keys of their columns, without the apostrophes that keep cells texts."""
    written = encoded(csv_writer.write(report)).decode("utf-8-sig")
    _, *rows = csv.reader(io.StringIO(written, newline=""), strict=True)
    return [
        dict(zip(csv_writer.COLUMNS, (cell.removeprefix("'") for cell in row), strict=True)) for row in rows
    ]  # fmt: skip


def csv_says_it(report: Report) -> None:
    rows = cells(report)
    expected = {o.fingerprint: o for doc in report.documents for o in findings(doc)}
    lost = report.comparison.gone if report.comparison else ()
    broken = [doc for doc in report.documents if doc.error]
    assert len(rows) == len(expected) + len(lost) + len(broken)
    found = {row["fingerprint"]: row for row in rows}
    for mark, outcome in expected.items():
        row = found[mark]
        anchor = operands(outcome)[:1]
        assert row["rule"] == outcome.rule
        assert row["title"] == squeeze(outcome.title)
        assert row["message"] == said(outcome).message
        assert row["surface"] == "".join(squeeze(e.surface) for e in anchor)
        assert row["identity"] == squeeze(outcome.identity)
        assert all(squeeze(guess) in row["diagnosis"] for guess in outcome.diagnosis)
    assert sorted(row["message"] for row in rows if row["fingerprint"] not in expected) == sorted(
        [squeeze(was.message) for was in lost] + [squeeze(doc.error.message) for doc in broken if doc.error]
    )


# --- Markdown


def _texts(report: Report) -> Iterator[tuple[str, str]]:
    """The headings and the items of lists, as a renderer shows them."""
    tokens = MARKDOWN.parse(encoded(markdown.write(report)).decode())
    kinds = {child.type for token in tokens for child in token.children or ()}
    styles = {"strong_open", "strong_close", "s_open", "s_close"}
    assert kinds <= {"text", "text_special", "softbreak", "hardbreak", *styles}
    assert not {"fence", "code_block", "html_block", "hr", "table_open", "ordered_list_open"} & {t.type for t in tokens}
    kind = ""
    for token in tokens:
        if token.type in ("heading_open", "list_item_open", "paragraph_open") and kind != "list_item":
            kind = token.type.removesuffix("_open")
        elif token.type == "list_item_close":
            kind = ""
        elif token.type == "inline":
            yield kind, squeeze("".join(child.content for child in token.children or ()))


def markdown_says_it(report: Report) -> None:
    told = list(_texts(report))
    assert [text for kind, text in told if kind == "heading"] == [squeeze(doc.path) for doc in report.documents]
    items = [text for kind, text in told if kind == "list_item"]
    expected = [o for doc in report.documents for o in findings(doc)]
    lost = report.comparison.gone if report.comparison else ()
    assert len(items) >= len(expected) + len(lost)
    say = words(report.lang)
    for outcome in expected:
        head = f"{say(f'severity.{outcome.severity}')} {outcome.rule}"
        assert any(text.startswith(head) and said(outcome).message in text for text in items)
    for was in lost:
        assert any(squeeze(f"{squeeze(was.rule)} {squeeze(was.message)}") in text for text in items)


# --- all of them

SAYING = {
    "json": json_says_it, "sarif": sarif_says_it, "junit": junit_says_it, "csv": csv_says_it,
    "markdown": markdown_says_it,
}  # fmt: skip


@patient
@pytest.mark.parametrize("name", SAYING)
@tried
@given(report=reports())
def test_a_format_says_the_same_findings_as_the_report(name, report):
    SAYING[name](report)


@patient
@tried
@given(reports())
def test_json_is_an_earlier_report_to_the_next_check(tmp_path_factory, report):
    path = tmp_path_factory.mktemp("old") / "old.json"
    path.write_bytes(encoded(json_writer.write(report)))
    for doc, old in zip(report.documents, load_earlier(path), strict=True):
        assert old.path == stored(doc.path)
        assert [(o.rule, o.fingerprint, o.identity, o.message) for o in old.outcomes] == [
            (o.rule, o.fingerprint, stored(o.identity), stored(o.message)) for o in doc.outcomes
        ]
