"""The JSON contract: keys and their order, numbers in base units, the published schema."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from decimal import Decimal

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from sample_report import CLEAN, PATH, sample, texts
from support import ROOT

from fundqa.report import Report
from fundqa.writers.json import plain, write

SCHEMA = json.loads((ROOT / "reports/json/report-1.schema.json").read_text("utf-8"))
OUTCOME = [
    "rule",
    "name",
    "status",
    "verdict",
    "severity",
    "strength",
    "title",
    "message",
    "scope",
    "reason",
    "worked",
    "facts",
    "diagnosis",
    "related",
    "identity",
    "fingerprint",
    "waiver",
]
FACT = ["role", "surface", "value", "unit", "low", "high", "concept", "entity", "period", "basis", "dims", "location"]
LOCATION = ["document", "part", "block", "row", "col", "start", "end", "page", "text"]


def written(*, facts: bool = False, report: Report | None = None) -> dict:
    return json.loads(write(report or sample(), facts=facts))


def first(rule: str, status: str) -> dict:
    outcomes = written()["documents"][0]["outcomes"]
    return next(o for o in outcomes if (o["rule"], o["status"]) == (rule, status))


@pytest.mark.parametrize("facts", [False, True])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_answer_follows_its_published_schema(lang, facts):
    Draft202012Validator(SCHEMA).validate(written(facts=facts, report=sample(lang)))


def test_a_report_of_nothing_follows_the_schema_too():
    answer = written(report=Report(()))
    Draft202012Validator(SCHEMA).validate(answer)
    assert answer["summary"]["coverage"] == {
        "numbers": 0, "checked": 0, "agreed": 0, "contradicted": 0, "unchecked": 0,
    }  # fmt: skip


@pytest.mark.parametrize(
    "break_it",
    [
        lambda a: a["documents"][0].pop("sha256"),
        lambda a: a["documents"][0].update(pages=3),
        lambda a: a["documents"][0]["outcomes"][0].update(status="failed"),
        lambda a: a["documents"][0]["outcomes"][0]["facts"][0].update(value=36000000),
        lambda a: a["documents"][0]["outcomes"][0]["facts"][0].update(value="3.6E+7"),
        lambda a: a["documents"][0]["outcomes"][0]["facts"][0]["location"].update(page=0),
    ],
)
def test_the_schema_refuses_what_is_not_the_contract(break_it):
    answer = written()
    break_it(answer)
    with pytest.raises(ValidationError):
        Draft202012Validator(SCHEMA).validate(answer)


def test_the_schema_is_itself_valid_and_describes_every_property():
    Draft202012Validator.check_schema(SCHEMA)
    nodes = [SCHEMA, *SCHEMA["$defs"].values()]
    for node in nodes:
        for name, sub in node.get("properties", {}).items():
            described = sub.get("description") or SCHEMA["$defs"][sub["$ref"].rpartition("/")[2]].get("description")
            assert described, name
            assert " / " in described, f"{name} is described in one language only"


def test_keys_stand_in_the_order_of_the_contract():
    answer = written(facts=True)
    assert list(answer) == ["schema", "tool", "documents", "summary"]
    document = answer["documents"][0]
    assert list(document) == ["path", "sha256", "format", "forms", "warnings", "coverage", "outcomes", "facts", "error"]
    assert list(document["coverage"]) == ["numbers", "checked", "agreed", "contradicted", "unchecked"]
    for outcome in document["outcomes"]:
        assert list(outcome) == OUTCOME
        for fact in outcome["facts"]:
            assert list(fact) == FACT
            assert list(fact["location"]) == LOCATION
    assert "facts" not in written()["documents"][0]


def test_a_fact_gives_its_value_in_the_base_unit_and_what_its_digits_can_stand_for():
    total = first("N2N-01", "fail")["facts"][0]
    assert (total["value"], total["unit"], total["low"], total["high"]) == ("36000000", "CNY", "35500000", "36500000")
    assert (total["concept"], total["basis"], total["dims"]) == ("支出", "预算", {})
    budget = first("N2T-01", "pass")["facts"][1]
    assert (budget["value"], budget["dims"]) == ("36000000", {"来源": "财政"})
    assert first("ARI-03", "pass")["facts"][0]["value"] == "1.0976"


def test_a_target_gives_its_bound_and_no_value():
    target = first("TGT-04", "fail")["facts"][0]
    assert [target[key] for key in ("value", "unit", "low", "high")] == [None, "ratio", "0.98", None]
    assert (target["concept"], target["basis"]) == ("审核及时率", "目标")


@pytest.mark.parametrize(("rule", "index"), [("WRD-01", 0), ("NAM-01", 0), ("TGT-02", 0)])
def test_headings_names_and_claims_have_no_numbers(rule, index):
    fact = first(rule, "fail")["facts"][index]
    assert [fact[key] for key in ("value", "unit", "low", "high", "concept")] == [None] * 5


def test_a_location_quotes_the_whole_paragraph_or_cell_and_points_into_it():
    for outcome in written()["documents"][0]["outcomes"]:
        for fact in outcome["facts"]:
            at = fact["location"]
            assert at["text"] in texts().values()
            assert at["text"][at["start"] : at["end"]] == fact["surface"]
            assert (at["row"] is None) == (at["col"] is None)
            assert at["page"] is None


def test_every_outcome_is_listed_the_rounding_residue_too():
    outcomes = written()["documents"][0]["outcomes"]
    assert [o["rule"] for o in outcomes] == [o.rule for o in sample().documents[0].outcomes]
    assert {"truncated", "residue"} <= {o["verdict"] for o in outcomes}


def test_facts_come_with_their_fate_and_the_reason():
    facts = written(facts=True)["documents"][0]["facts"]
    assert len(facts) == 12
    assert facts[0]["fate"], facts[0]["reason"] == ("agreed", None)
    assert (facts[-1]["surface"], facts[-1]["fate"], facts[-1]["reason"]) == ("1803人", "unchecked", "仅核对到两位")


def test_the_summary_adds_up_over_all_files():
    answer = written()
    summary = answer["summary"]
    assert (summary["documents"], summary["errors"]) == (3, 1)
    assert summary["outcomes"] == {"pass": 5, "fail": 8, "open": 3, "not_applicable": 1}
    assert summary["findings"] == {"error": 2, "warning": 3, "info": 3}
    assert summary["coverage"]["checked"] == summary["coverage"]["agreed"] + summary["coverage"]["contradicted"] == 8


def test_an_unreadable_file_has_its_error_and_the_others_have_none():
    broken = written()["documents"][2]
    assert broken["error"] == {"code": "not-a-docx", "message": "这个文件不是 Word 文档，请另存为 .docx。"}
    assert [d["error"] for d in written()["documents"][:2]] == [None, None]


def test_evidence_in_another_file_is_quoted_from_there():
    report = sample()
    main, clean, broken = report.documents
    elsewhere = replace(clean, outcomes=main.outcomes[:1])
    answer = written(report=Report((main, elsewhere, broken)))
    fact = answer["documents"][1]["outcomes"][0]["facts"][0]
    assert (answer["documents"][1]["path"], fact["location"]["document"]) == (CLEAN, PATH)
    assert fact["location"]["text"].startswith("2021年度")


def test_two_processes_write_the_same_bytes():
    code = "from sample_report import sample; from fundqa.writers.json import write; print(write(sample(), facts=True))"
    outputs = {
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests/writers'}", "PYTHONUTF8": "1"},
        ).stdout
        for seed in ("1", "2")
    }  # fmt: skip
    assert len(outputs) == 1


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Decimal("4.2E+7"), "42000000"),
        (Decimal("42000000.00"), "42000000"),
        (Decimal("0.98380"), "0.9838"),
        (Decimal("-0.0"), "0"),
        (Decimal("-12.50"), "-12.5"),
        (Decimal("1E-7"), "0.0000001"),
        (Decimal("Infinity"), None),
        (None, None),
    ],
)
def test_decimals_are_written_plainly(value, expected):
    assert plain(value) == expected
