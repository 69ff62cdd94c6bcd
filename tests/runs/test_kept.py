"""A run of which nothing has changed works out nothing again, and gives what it would have given."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from making import project
from projects import INBOX, TODAY, Home, contents, report
from sqlalchemy import create_engine, text

from fundqa.config_run import RUN_FORMATS
from fundqa.ledger.rows import ACROSS
from fundqa.ledger.store import Ledger
from fundqa.ledger.tables import OUTCOMES, RUNS
from fundqa.runs import across, expectations
from fundqa.runs.expected import Answer, answered, remembered

ALL = f"[outputs]\nrun = {list(RUN_FORMATS)}"
OF_THE_RUN = {"manifest.json", "run.html"}
"""Outputs that tell of the moment and the number of their run."""
ROSTER = "县,基金,年度,截止日期\n河源县,工伤保险基金,2022,2023-02-10\n白水县,工伤保险基金,2022,2026-03-04\n"


@pytest.fixture
def home(tmp_path):
    return filled(tmp_path / "项目")


def filled(root: Path) -> Home:
    """A project with a contradiction in a file, two versions of a report, a sentence of two counties, and a waiver."""
    home = Home.make(root, run='roster = "due.csv"', rest=ALL)
    (root / "due.csv").write_text(ROSTER, encoding="utf-8")
    home.put("a.md", report(told="2310"))
    home.put("b.md", report(spent="2190"))
    home.put("c/c.md", report("禾川县"))
    return home


@pytest.fixture
def evaluated(monkeypatch):
    """The parts of the ledger that rules across reports have been evaluated over since this was emptied."""
    found = []
    evaluate = across.evaluate_across
    monkeypatch.setattr(across, "evaluate_across", lambda stock, rules: found.append(stock) or evaluate(stock, rules))
    return found


def forget(home: Home) -> None:
    """Leave nothing that a run kept for the next one."""
    engine = create_engine(f"sqlite:///{home.root}/.fundqa/ledger.db")
    with engine.begin() as connection:
        connection.execute(text("update runs set kept = null"))
    engine.dispose()


def test_a_run_of_which_nothing_has_changed_gives_what_working_it_out_gives(home, tmp_path, evaluated):
    other = filled(tmp_path / "other")
    for own in (home, other):
        own.go()
    assert home.query(OUTCOMES.c.rule, where=OUTCOMES.c.origin == ACROSS)
    for round_number in (2, 3):
        evaluated.clear()
        home.go()
        assert not evaluated, round_number
        forget(other)
        other.go()
        assert evaluated, round_number
        assert contents(home.root) == contents(other.root)
        found, right = home.written(), other.written()
        assert set(found) == set(right)
        differing = {name for name in found if name[-5:] != ".xlsx" and found[name] != right[name]}
        assert differing <= OF_THE_RUN, round_number


def added(home: Home) -> None:
    home.put("d.md", report("青砚县"))


def changed(home: Home) -> None:
    home.put("a.md", report())


def gone(home: Home) -> None:
    (home.root / INBOX / "b.md").unlink()


def due(home: Home) -> None:
    (home.root / "due.csv").write_text(ROSTER + "青砚县,工伤保险基金,2022,2023-02-10\n", encoding="utf-8")


def ruled(home: Home) -> None:
    rule = next(rule for rule in project().rules if rule.id == "LED-02")
    own = home.root / "checks" / "own" / "batch" / Path(rule.path).name
    own.parent.mkdir(parents=True)
    own.write_text(Path(rule.path).read_text("utf-8"), encoding="utf-8")


def set_otherwise(home: Home) -> None:
    home.configure(run='roster = "due.csv"', rest=f'{ALL}\n[severity]\n"XRP-07" = "info"')


def killed(home: Home) -> None:
    engine = create_engine(f"sqlite:///{home.root}/.fundqa/ledger.db")
    Ledger(engine).begin("rules", "0", datetime(2026, 3, 1))
    engine.dispose()


def came_by_itself(home: Home) -> None:
    engine = create_engine(f"sqlite:///{home.root}/.fundqa/ledger.db")
    Ledger(engine).add("rules", "0", [], datetime(2026, 3, 1))
    engine.dispose()


def nothing(home: Home) -> None:
    """It is as it was."""


def test_whatever_has_changed_the_rules_across_reports_are_evaluated_again(home, evaluated):
    home.go()
    for what in (added, changed, gone, due, ruled, set_otherwise, killed, came_by_itself, nothing):
        what(home)
        evaluated.clear()
        home.go()
        assert bool(evaluated) == (what is not nothing), what.__name__
    home.go(again=True)
    assert evaluated


def places(home: Home) -> dict[str, int]:
    """The outputs of the run with what tells one writing of a file from the next."""
    return {path.name: path.stat().st_ino for path in home.out.glob("run.*")}


def test_outputs_that_are_in_place_stay_and_others_are_written_again(home):
    home.go()
    home.go()
    before, right = places(home), home.written()
    home.go()
    assert {name for name, place in places(home).items() if before[name] != place} == {"run.html"}
    (home.out / "run.json").unlink()
    (home.out / "run.csv").write_text("cut short", encoding="utf-8")
    home.go()
    assert home.written()["run.json"] == right["run.json"]
    assert home.written()["run.csv"] == right["run.csv"]
    assert places(home)["run.md"] == before["run.md"]


def test_a_format_that_is_wanted_now_is_written(home):
    home.configure(run='roster = "due.csv"', rest='[outputs]\nrun = ["json"]')
    home.go()
    before = places(home)
    home.configure(run='roster = "due.csv"', rest='[outputs]\nrun = ["json", "csv"]')
    home.go()
    assert set(places(home)) == {"run.json", "run.csv"}
    assert places(home)["run.json"] == before["run.json"]


def test_a_waiver_that_expires_is_told_in_the_outputs(home):
    home.go()
    fingerprint = home.query(OUTCOMES.c.fingerprint, where=OUTCOMES.c.rule == "N2T-01")[0][0]
    waiver = f'- fingerprint: "{fingerprint}"\n  reason: 年中追加\n  until: 2026-03-01\n'
    (home.root / "w.yml").write_text(waiver, encoding="utf-8")
    home.configure(run='roster = "due.csv"\nwaivers = ["w.yml"]', rest=ALL)
    home.go()
    assert "年中追加" in home.written()["run.json"].decode()
    home.go(today=date(2026, 3, 2))
    assert "年中追加" not in home.written()["run.json"].decode()


@pytest.fixture
def asked(monkeypatch):
    """The names of the rules that were asked of the ledger; stood in for, each answers that nothing is wrong."""
    found = []

    def answer(rules, *_):
        found.extend(rule.name for rule in rules)
        return [Answer(True, 3) for _ in rules]

    monkeypatch.setattr(expectations, "ask", answer)
    return found


def test_only_expectations_whose_rows_or_arguments_have_changed_are_asked_again(home, asked):
    home.configure(run='roster = "due.csv"\nexpectations = true')
    home.go()
    assert len(asked) == len(expectations.expectation_rules(project().rules))
    asked.clear()
    home.go()
    assert asked == []
    home.go(today=date(2026, 3, 5))
    assert set(asked) == {"submission-missing", "nothing-received", "runs-stopped"}, "those that know what day it is"
    asked.clear()
    home.put("d.md", report("白水县"))
    home.go(today=date(2026, 3, 5))
    assert {"submission-late", "submission-missing", "submitted-more-than-once"} <= set(asked)


def test_a_query_that_fails_is_asked_every_time(home, asked):
    home.configure(run='roster = "due.csv"\nexpectations = true')
    rule = next(rule for rule in project().rules if rule.name == "submission-late")
    own = home.root / "checks" / "own" / "batch" / "LED-01-broken.yml"
    own.parent.mkdir(parents=True)
    broken = Path(rule.path).read_text("utf-8").replace("submission-late", "broken").replace("FROM roster", "FROM none")
    own.write_text(broken, encoding="utf-8")
    for _ in range(2):
        asked.clear()
        home.go()
        assert "broken" in asked
    assert asked == ["broken"]


def test_an_answer_is_remembered_as_it_was_given():
    answer = Answer(False, 3, 1, ("a", "b"), 0.5)
    assert answered(remembered("x", answer), "x") == answer
    assert answered(remembered("x", answer), "y") is None
    assert answered(None, "x") is None
    assert not Answer(False, problem="no such table").lasting
    assert not Answer(True, value=TODAY).lasting


def test_what_another_version_kept_means_working_everything_out(home, evaluated):
    home.go()
    engine = create_engine(f"sqlite:///{home.root}/.fundqa/ledger.db")
    with engine.begin() as connection:
        connection.execute(text("update runs set kept = :kept"), {"kept": '{"across": "", "colour": "red"}'})
    engine.dispose()
    evaluated.clear()
    home.go()
    assert evaluated
    assert all(kept for kept, state in home.query(RUNS.c.kept, RUNS.c.state) if state == "finished")
