"""What is written to the ledger and what is then in it, on SQLite and on PostgreSQL."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest
from making import project
from projects import report
from sqlalchemy import func, select

from fundqa.ledger import closing, load
from fundqa.ledger.rows import ACROSS, FileRows, outcome_row
from fundqa.ledger.store import FINISHED, INTERRUPTED, Ledger
from fundqa.ledger.tables import COVERAGE, FACTS, FILES, HISTORY, OUTCOMES, ROSTER, RUNS, SUBMISSIONS, TALLIES, WAIVERS
from fundqa.report import Use, Waiver
from fundqa.runs.work import Task, check_chunk
from fundqa.sources import Source, Unit
from fundqa.stock import Due

MORNING = datetime(2026, 3, 1, 6)
RIGHT = report()
WRONG = report(told="2310")
OTHERWISE_WRONG = report(told="2410")


@pytest.fixture
def ledger(ledger_url, tmp_path):
    ledger = Ledger.open(ledger_url, tmp_path)
    yield ledger
    ledger.engine.dispose()


@cache
def rows(path: str, text: str) -> FileRows:
    """The rows of a report, as a worker makes them."""
    source = Source(path, Path(path), "", text.encode())
    (found,) = check_chunk(Task(project(), "zh", "rules-1"), [Unit((source,))]).rows
    return found


def step(ledger: Ledger, *files: tuple[str, str], gone: bool = False, hour: int = 0) -> int:
    """One run over some files; gone: those that are not named have been taken away."""
    run = ledger.begin("rules-1", "0", MORNING + timedelta(hours=hour))
    ledger.write(run, [rows(*file) for file in files], MORNING + timedelta(hours=hour))
    if gone:
        ledger.drop(run, ledger.absent(frozenset(path for path, _ in files)))
    ledger.number()
    closing.settle_changes(ledger, run)
    closing.keep_history(ledger, run)
    ledger.finish(run, FINISHED, "{}", MORNING + timedelta(hours=hour))
    return run


def all_of(ledger: Ledger, *columns, where=None) -> list[tuple]:
    query = select(*columns) if where is None else select(*columns).where(where)
    with ledger.engine.connect() as connection:
        return sorted(map(tuple, connection.execute(query)), key=repr)


def count(ledger: Ledger, table) -> int:
    return all_of(ledger, func.count(table.c.id))[0][0]


def marks(ledger: Ledger) -> list[tuple]:
    """The budget's contradiction, wherever it stands, with what became of it."""
    stands = OUTCOMES.c.finding & closing.standing() & (OUTCOMES.c.rule == "N2T-01")
    return [mark for (mark,) in all_of(ledger, OUTCOMES.c.change, where=stands)]


def test_a_file_is_written_with_all_that_belongs_to_it(ledger):
    step(ledger, ("a.md", WRONG))
    assert all_of(ledger, FILES.c.path, FILES.c.county, FILES.c.year, FILES.c.current, FILES.c.errors) == [
        ("a.md", "河源县", "2022", True, 1)
    ]
    assert all_of(ledger, SUBMISSIONS.c.county, SUBMISSIONS.c.fund, SUBMISSIONS.c.version) == [
        ("河源县", "工伤保险基金", 1)
    ]
    assert [r for r in all_of(ledger, FACTS.c.value, FACTS.c.amount, FACTS.c.fate) if r[0] == "23100000"] == [
        ("23100000", 23100000.0, "contradicted")
    ]
    passed = all_of(ledger, func.sum(TALLIES.c.count), where=TALLIES.c.status == "pass")[0][0]
    assert passed > 0
    assert ledger.known("rules-1") == {"a.md": {"a.md": rows("a.md", WRONG).file["sha256"]}}
    assert ledger.known("rules-2") == {}


def test_what_is_read_back_is_what_was_found(ledger):
    step(ledger, ("a.md", WRONG))
    texts = {}
    (document,) = load.documents(ledger.engine, load.findings(ledger.engine, texts))
    (found,) = [o for o in document.outcomes if o.rule == "N2T-01"]
    assert "2310" in found.message
    assert {texts[e.location.host][e.location.start : e.location.end] for e in found.evidence} >= {"2310万元"}
    (submission,) = load.submissions(ledger.engine)
    assert (submission.county, submission.year, submission.funds) == ("河源县", "2022", ("工伤保险基金",))
    assert len(submission.facts) == count(ledger, FACTS)
    assert submission.passages
    assert load.places(ledger.engine) == [("河源县", "2022")]


def test_the_same_file_again_is_neither_lost_nor_doubled(ledger):
    step(ledger, ("a.md", WRONG), ("b.md", RIGHT))
    before = [count(ledger, table) for table in (FILES, SUBMISSIONS, FACTS, OUTCOMES, TALLIES)]
    received = all_of(ledger, FILES.c.path, FILES.c.received)
    step(ledger, ("a.md", WRONG), ("b.md", RIGHT), hour=2)
    assert [count(ledger, table) for table in (FILES, SUBMISSIONS, FACTS, OUTCOMES, TALLIES)] == before
    assert all_of(ledger, FILES.c.path, FILES.c.received) == received


def test_a_new_content_is_the_next_version_and_the_old_one_stays_as_history(ledger):
    step(ledger, ("a.md", WRONG))
    second = step(ledger, ("a.md", RIGHT), hour=1)
    assert all_of(ledger, FILES.c.current, FILES.c.errors, FILES.c.ended_run) == [(False, 1, second), (True, 0, None)]
    assert all_of(ledger, SUBMISSIONS.c.version, SUBMISSIONS.c.current) == [(1, False), (2, True)]
    assert marks(ledger) == []
    assert load.mended(ledger.engine, second) == {"error": 1}
    assert [s.version for s in load.submissions(ledger.engine)] == [2]


def test_the_old_content_that_comes_back_keeps_its_version(ledger):
    for hour, text in enumerate((WRONG, RIGHT, WRONG)):
        step(ledger, ("a.md", text), hour=hour)
    assert all_of(ledger, SUBMISSIONS.c.version, SUBMISSIONS.c.current) == [(1, True), (2, False)]
    assert all_of(ledger, FILES.c.ended_run, where=FILES.c.current) == [(None,)]


def test_a_file_that_is_gone_stands_no_more(ledger):
    step(ledger, ("a.md", WRONG), ("b.md", WRONG))
    last = step(ledger, ("b.md", WRONG), gone=True, hour=1)
    assert all_of(ledger, FILES.c.path, where=FILES.c.current) == [("b.md",)]
    assert load.mended(ledger.engine, last) == {"error": 1}
    assert marks(ledger) == ["unchanged"]
    assert [s.key for s in load.submissions(ledger.engine)] == ["b.md"]


def test_findings_are_new_then_unchanged_updated_mended_and_returned(ledger):
    seen = []
    for hour, text in enumerate((WRONG, WRONG + "\n", OTHERWISE_WRONG, RIGHT, WRONG)):
        step(ledger, ("a.md", text), hour=hour)
        seen.append(marks(ledger))
    assert seen == [["new"], ["unchanged"], ["updated"], [], ["returned"]]


def test_a_finding_that_was_told_is_no_news_in_the_next_run(ledger):
    step(ledger, ("a.md", WRONG))
    step(ledger, ("b.md", RIGHT), hour=1)
    assert marks(ledger) == ["unchanged"]


def test_versions_count_the_reports_of_one_county_fund_and_year(ledger):
    step(ledger, ("a.md", RIGHT), ("b.md", WRONG), ("c.md", report("青砚县")), ("d.md", report(year=2023)))
    found = all_of(ledger, SUBMISSIONS.c.county, SUBMISSIONS.c.year, SUBMISSIONS.c.version)
    assert found == [("河源县", "2022", 1), ("河源县", "2022", 2), ("河源县", "2023", 1), ("青砚县", "2022", 1)]


def test_a_write_that_breaks_leaves_nothing_of_its_files(ledger):
    broken = rows("b.md", WRONG)
    bad = FileRows(broken.file, broken.submissions, [{"concept": None}], [], [], [], [])
    run = ledger.begin("rules-1", "0", MORNING)
    with pytest.raises(Exception, match=r"(?i)null"):
        ledger.write(run, [rows("a.md", RIGHT), bad], MORNING)
    assert count(ledger, FILES) == 0


def test_a_run_that_never_ended_is_marked_by_the_next(ledger):
    ledger.begin("rules-1", "0", MORNING)
    ledger.begin("rules-1", "0", MORNING)
    assert [state for (state,) in all_of(ledger, RUNS.c.state)] == [INTERRUPTED, "running"]


def test_waivers_hold_until_their_day_and_only_for_their_file(ledger):
    step(ledger, ("x/a.md", WRONG), ("b.md", WRONG))
    (fingerprint, *_), *_ = all_of(ledger, OUTCOMES.c.fingerprint, where=OUTCOMES.c.rule == "N2T-01")
    waiver = Waiver(fingerprint, "年中追加", until=date(2026, 3, 1), file="a.md", origin="waivers.yml:1")
    unused = Waiver("0" * 16, "别处")
    closing.apply_waivers(ledger, [waiver, unused], date(2026, 3, 1))
    query = (FILES.c.path, OUTCOMES.c.waiver)
    joined = (OUTCOMES.c.file_id == FILES.c.id) & (OUTCOMES.c.rule == "N2T-01")
    assert all_of(ledger, *query, where=joined) == [("b.md", None), ("x/a.md", "年中追加")]
    assert load.waived(ledger.engine) == 1
    assert all_of(ledger, WAIVERS.c.used) == [("unused",), ("used",)]
    closing.apply_waivers(ledger, [waiver], date(2026, 3, 2))
    assert load.waived(ledger.engine) == 0
    assert all_of(ledger, WAIVERS.c.used) == [(Use.EXPIRED.value,)]


def test_the_roster_says_what_has_come(ledger):
    step(ledger, ("a.md", RIGHT))
    due = (
        Due("禾川市河源县", "工伤保险", "2022", "2023-03-31"),
        Due("河源县", "失业保险", "2022"),
        Due("青砚县", "", "2022"),
        Due("河源县", "", "2022"),
        Due("河源县", "", "2021"),
    )
    closing.keep_roster(ledger, due)
    closing.keep_roster(ledger, due)
    come = {Due(*row[:3], *row[3:5]): row[5:] for row in all_of(ledger, *[c for c in ROSTER.c if c.name != "id"])}
    here, nowhere = (True, MORNING), (False, None)
    assert come == dict(zip(due, (here, nowhere, nowhere, here, nowhere), strict=True))
    assert load.roster(ledger.engine) == due


def test_history_and_coverage_are_kept_run_by_run(ledger):
    first = step(ledger, ("a.md", WRONG), ("b.md", report("青砚县")))
    second = step(ledger, ("a.md", RIGHT), hour=1)
    graver = (HISTORY.c.rule == "N2T-01") & (HISTORY.c.severity == "error")
    assert all_of(ledger, HISTORY.c.run_id, HISTORY.c.county, HISTORY.c.findings, where=graver) == [
        (first, "河源县", 1)
    ]
    found = all_of(ledger, COVERAGE.c.run_id, COVERAGE.c.county, COVERAGE.c.files, COVERAGE.c.contradicted)
    assert found == [
        (first, "河源县", 1, 2),
        (first, "青砚县", 1, 0),
        (second, "河源县", 1, 0),
        (second, "青砚县", 1, 0),
    ]


def test_outcomes_across_files_are_put_in_place_of_the_last(ledger):
    run = step(ledger, ("a.md", WRONG))
    (found, *_) = [s.outcome for s in load.findings(ledger.engine)]
    row = outcome_row(found, {}, ACROSS, "") | {"path": "a.md"}
    for expected in ("new", "unchanged"):
        closing.replace_outcomes(ledger, run, ACROSS, [row], load.file_ids(ledger.engine))
        across = OUTCOMES.c.origin == ACROSS
        assert all_of(ledger, OUTCOMES.c.change, where=across) == [(expected,)]
    closing.replace_outcomes(ledger, run, ACROSS, [], {})
    assert all_of(ledger, OUTCOMES.c.id, where=OUTCOMES.c.origin == ACROSS) == []


@pytest.mark.parametrize("name", ["很长" * 900, "nul\0.md", b"gbk\xba\xd3.md".decode("utf-8", "surrogateescape")])
def test_names_and_texts_that_databases_refuse_are_kept_as_far_as_they_go(ledger, name):
    from fundqa.ledger.fitting import named

    long = RIGHT.replace("工伤保险基金支出 |", f"工伤保险{'项目' * 200}支出 |")
    step(ledger, (named(name), long), (named(name + "2"), WRONG))
    assert len({path for (path,) in all_of(ledger, FILES.c.path, where=FILES.c.current)}) == 2


def test_what_went_on_a_desk_is_left_to_the_desk(ledger):
    """Files handed in at the web desk lie in no inbox, so that no run finds them gone."""
    desk = rows("desk/a.md", RIGHT)
    row = FileRows(desk.file | {"origin": "desk"}, desk.submissions, desk.facts, desk.targets, desk.passages,
                   desk.outcomes, desk.tallies)  # fmt: skip
    ledger.add("rules-1", "0", [row], MORNING)
    step(ledger, ("b.md", RIGHT), gone=True, hour=1)
    assert all_of(ledger, FILES.c.path, where=FILES.c.current) == [("b.md",), ("desk/a.md",)]
