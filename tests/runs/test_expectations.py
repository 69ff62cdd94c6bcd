"""Expectations over the ledger: what a run asks, what becomes of the answers, and what it does without the package."""

from __future__ import annotations

import re
import socket
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from making import project
from projects import Home, report
from sqlalchemy import create_engine, select
from support import ROOT

from fundqa.cli_runs import summary
from fundqa.errors import PackError
from fundqa.kinds.expectation import EXPECTATIONS, Expectation, blanks
from fundqa.ledger import database
from fundqa.ledger.tables import FILES, METADATA, OUTCOMES
from fundqa.model import Rule, Status
from fundqa.runs import expectations
from fundqa.runs.expected import Answer, judged, percent, plain
from fundqa.testing import load_cases
from fundqa.testing_ledger import ledger_outcomes, row

TODAY = date(2026, 3, 1)
ROSTER = "县,基金,年度,截止日期\n河源县,工伤保险基金,2022,2023-02-10\n白水县,工伤保险基金,2022,2023-02-10\n"
ERRORS = "many-files-with-errors"


def named(name: str) -> Rule:
    return next(rule for rule in expectations.expectation_rules(project().rules) if rule.name == name)


def told(url: str, root: Path) -> dict[str, Mapping[str, Any]]:
    """The outcomes of expectations in a ledger by the names of their rules."""
    engine = database.connect(database.normal(url, root))
    with engine.connect() as connection:
        found = connection.execute(select(OUTCOMES).where(OUTCOMES.c.origin == "expectation")).mappings().all()
    engine.dispose()
    return {each["name"]: each for each in found}


@pytest.fixture
def offline(monkeypatch):
    """Every attempt to reach another machine fails the test."""
    connect = socket.socket.connect

    def refuse(self: socket.socket, address: Any) -> None:
        assert self.family == socket.AF_UNIX, f"reached for {address}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", refuse)


@pytest.mark.usefixtures("offline")
def test_a_run_holds_its_ledger_to_the_expectations(ledger_url, tmp_path):
    lines = f'roster = "roster.csv"\nledger = "{ledger_url}"\nexpectations = true\ndata_docs = true'
    home = Home.make(tmp_path / "项目 $HOME", run=lines)
    (home.root / "roster.csv").write_text(ROSTER, encoding="utf-8")
    home.put("a.md", report())
    home.put("b.md", report())
    home.put("c.md", "")
    first = home.go(today=TODAY)
    found = told(ledger_url, home.root)
    assert {name: each["status"] for name, each in found.items()} == {
        "submission-missing": "fail",
        "submission-late": "fail",
        "submitted-more-than-once": "fail",
        "execution-rate-outside-its-range": "not_applicable",
        "execution-rates-off-as-a-whole": "not_applicable",
        "nothing-received": "pass",
        "runs-stopped": "not_applicable",
        ERRORS: "not_applicable",
        "many-files-unreadable": "not_applicable",
    }
    missing = found["submission-missing"]
    assert "有 1 份没有报来：白水县 工伤保险基金 2022。" in missing["message"]
    assert (missing["worked"], missing["severity"], missing["change"]) == ("1/2", "error", "new")
    assert first.manifest.findings["error"] >= 1
    assert (home.out / "data_docs" / "index.html").is_file()
    home.put("d.md", report(county="白水县"))
    home.go(today=date.today() + timedelta(days=1))
    again = told(ledger_url, home.root)
    assert again["submission-missing"]["status"] == "pass"
    assert again["submitted-more-than-once"]["change"] == "unchanged"
    assert again["runs-stopped"]["status"] == "pass"


def test_results_are_bounded_and_a_query_that_fails_is_told(tmp_path):
    url = f"sqlite:///{tmp_path}/ledger.db"
    engine = create_engine(url)
    METADATA.create_all(engine)
    files = [row(FILES, i, {"path": f"{i}.md", "errors": "1"}) for i in range(1, 501)]
    with engine.begin() as connection:
        connection.execute(FILES.insert(), files)
    rule = named(ERRORS)
    broken = replace(rule, params={**rule.params, "query": "SELECT nothing FROM files"})
    absent = replace(rule, params={**rule.params, "arguments": {"column": "other"}})
    answers = expectations.ask([rule, broken, absent], url, TODAY)
    good, *bad = judged([rule, broken, absent], answers, TODAY, project().lexicon, "zh")
    engine.dispose()
    assert answers[0] is not None
    assert (answers[0].total, answers[0].unexpected, len(answers[0].listed)) == (500, 500, 20)
    assert good.message.count(".md") == 5
    assert "等" in good.message
    assert [outcome.status for outcome in bad] == [Status.OPEN, Status.OPEN]
    assert all((outcome.reason or "").startswith("台账查询没有成功：") for outcome in bad)


def test_every_expectation_a_rule_can_name_exists_with_its_arguments():
    from great_expectations.expectations.registry import get_expectation_impl

    for name, (needed, others) in EXPECTATIONS.items():
        fields = get_expectation_impl(name).__fields__
        assert {*needed, *others} <= set(fields), name


def test_a_run_without_the_package_goes_on_and_says_what_it_skipped(tmp_path, monkeypatch):
    monkeypatch.setattr(expectations, "available", lambda: False)
    home = Home.make(tmp_path / "项目", run="expectations = true")
    home.put("a.md", report())
    made = home.go(today=TODAY).manifest
    found = told("sqlite:///.fundqa/ledger.db", home.root)
    assert made.expectations == {"open": len(found)}
    assert summary(made, "zh").endswith(f"台账有 {len(found)} 条没有核对：pip install 'fundqa[run]'")
    assert {each["status"] for each in found.values()} == {"open"}
    assert all("没有安装 great-expectations" in each["reason"] for each in found.values())
    home.configure(run="expectations = false")
    home.go(today=TODAY)
    assert told("sqlite:///.fundqa/ledger.db", home.root) == {}


def test_a_rule_over_the_ledger_is_no_reason_to_check_files_again(tmp_path, monkeypatch):
    monkeypatch.setattr(expectations, "available", lambda: False)
    home = Home.make(tmp_path / "项目")
    home.put("a.md", report())
    assert home.go(today=TODAY).manifest.checked == 1
    own = home.root / "checks" / "own" / "batch" / Path(named(ERRORS).path).name
    own.parent.mkdir(parents=True)
    own.write_text(Path(named(ERRORS).path).read_text("utf-8").replace("$files_fewest", "1").replace(
        "$files_without_errors", "0.5"), encoding="utf-8")  # fmt: skip
    assert home.go(today=TODAY).manifest.checked == 0


@pytest.mark.parametrize(
    ("change", "at", "allowed"),
    [
        ({"query": "DELETE FROM files"}, ("query",), ()),
        ({"query": "SELECT 1; DROP TABLE files"}, ("query",), ()),
        ({"query": "SELECT {tomorrow}"}, ("query",), ("today",)),
        ({"query": "SELECT '{since}'"}, ("query",), ("today",)),
        ({"expect": "expect_the_best"}, ("expect",), tuple(EXPECTATIONS)),
        ({"arguments": {"mostly": 1}}, ("arguments",), ("column", "mostly")),
        ({"arguments": {"column": "a", "min_value": 1}}, ("arguments", "min_value"), ("column", "mostly")),
        ({"values": {"low": "many"}}, ("values", "low"), ()),
        ({"values": [1]}, ("values",), ()),
        ({"table": "files"}, ("table",), ("query", "expect", "arguments", "values")),
    ],
)
def test_what_is_wrong_with_a_rule_is_said_where_it_stands(change, at, allowed):
    good = {"query": "SELECT a FROM b", "expect": "expect_column_values_to_be_null", "arguments": {"column": "a"}}
    assert list(Expectation().check(good)) == []
    problems = list(Expectation().check(good | change))
    assert [(problem.at, problem.allowed) for problem in problems] == [(at, allowed)]


def test_blanks_know_the_day_and_the_days_before():
    assert blanks(named("nothing-received"), TODAY) == {"today": "2026-03-01", "since": "2026-01-30", "days": "30"}


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        (None, Status.OPEN),
        (Answer(False, problem="no such table"), Status.OPEN),
        (Answer(True, 0), Status.NOT_APPLICABLE),
        (Answer(False, value=None), Status.NOT_APPLICABLE),
        (Answer(True, 3), Status.PASS),
        (Answer(False, 3, 1, ("a",)), Status.FAIL),
        (Answer(False, value=0.5), Status.FAIL),
    ],
)
def test_an_answer_becomes_an_outcome(answer, status):
    (outcome,) = judged([named(ERRORS)], [answer], TODAY, project().lexicon, "en")
    assert outcome.status is status
    assert outcome.scope.kind == "ledger"
    assert (outcome.reason is None) == (status in (Status.PASS, Status.FAIL))


def test_other_rows_are_another_fingerprint_of_the_same_identity():
    answers = [Answer(False, 3, 1, ("a",)), Answer(False, 3, 1, ("b",))]
    one, two = (judged([named(ERRORS)], [answer], TODAY, project().lexicon, "zh")[0] for answer in answers)
    assert one.identity == two.identity
    assert one.fingerprint != two.fingerprint


def test_figures_are_written_as_people_write_them():
    assert [percent(value) for value in (1, 0.5, 0.0635, "0.9")] == ["100%", "50%", "6.3%", "90%"]
    assert [plain(value) for value in (98.064, 61.0, 7, None, "x")] == ["98.06", "61", "7", "", "x"]


@pytest.mark.parametrize("text", ["### tables\n\n| a |\n| 1 |", "### files\n\n| colour |\n| red |"])
def test_an_example_that_describes_no_ledger_is_refused(text, tmp_path):
    path = tmp_path / "x.test.md"
    path.write_text(f"## 例\n\n{text}\n\n> pass\n", encoding="utf-8")
    with pytest.raises(PackError) as raised:
        ledger_outcomes(named(ERRORS), load_cases(path)[0], project())
    assert raised.value.code == "bad_example"
    assert "files" in raised.value.allowed or "path" in raised.value.allowed


def test_one_module_alone_imports_the_package_and_only_when_it_asks():
    found = {
        path.relative_to(ROOT).as_posix(): lines
        for path in (ROOT / "fundqa").rglob("*.py")
        if (lines := re.findall(r"^( *)(?:from|import) great_expectations", path.read_text("utf-8"), re.MULTILINE))
    }
    assert list(found) == ["fundqa/runs/expectations.py"]
    assert all(indent for lines in found.values() for indent in lines)
