"""Earlier reports: what is new, still there, changed, back and gone; files that were renamed; a baseline."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from fundqa.errors import PackError
from fundqa.model import Severity, Status, Verdict
from fundqa.report import Change, DocumentReport, Failure, Outcome, Report, Scope
from fundqa.versions import compare, load_earlier, with_baseline
from fundqa.waivers import Waiver, apply
from fundqa.writers.json import write

FAIL, PASS, OPEN = Status.FAIL, Status.PASS, Status.OPEN


def outcome(name: str, value: str = "1", status: Status = FAIL, **more: object) -> Outcome:
    """An outcome of the identity `name`, whose fingerprint says its value too."""
    made = Outcome("N2T-01", "x", status, Severity.ERROR, "t", f"{name}为{value}", Scope("document", "d", "d"), (),
                   identity=name, fingerprint=f"{name}-{value}")  # fmt: skip
    return replace(made, **more)


def report(**documents: tuple[Outcome, ...]) -> Report:
    return Report(tuple(DocumentReport(f"{name}.md", "", "md", outcomes=found) for name, found in documents.items()))


def earlier(tmp_path, found: Report):
    path = tmp_path / f"{len(list(tmp_path.iterdir()))}.json"
    path.write_text(write(found), encoding="utf-8")
    return load_earlier(path)


def changes(found: Report) -> list[Change | None]:
    return [o.change for o in found.outcomes]


def gone(found: Report) -> list[tuple[str, str, bool]]:
    assert found.comparison is not None
    return [(g.document, g.message, g.unclear) for g in found.comparison.gone]


def test_findings_are_new_still_there_changed_or_mended(tmp_path):
    before = earlier(tmp_path, report(a=(outcome("A"), outcome("B"), outcome("C"), outcome("D", status=PASS))))
    now = compare(report(a=(outcome("A"), outcome("B", "2"), outcome("D"), outcome("E", status=PASS))), [before])
    assert changes(now) == [Change.UNCHANGED, Change.UPDATED, Change.NEW, None]
    assert gone(now) == [("a.md", "C为1", False)]


def test_what_can_no_longer_be_judged_is_not_called_mended(tmp_path):
    before = earlier(tmp_path, report(a=(outcome("A"),)))
    assert gone(compare(report(a=(outcome("A", status=OPEN),)), [before])) == [("a.md", "A为1", True)]


def test_what_was_mended_and_stands_again_has_come_back(tmp_path):
    first, second = (earlier(tmp_path, report(a=(o,))) for o in (outcome("A"), outcome("A", status=PASS)))
    now = report(a=(outcome("A", "3"), outcome("B")))
    assert changes(compare(now, [first, second])) == [Change.RETURNED, Change.NEW]
    assert changes(compare(now, [second])) == [Change.NEW, Change.NEW]


def test_a_waived_finding_comes_back_when_its_waiver_no_longer_holds(tmp_path):
    day = date(2026, 1, 1)
    before = earlier(
        tmp_path, apply(report(a=(outcome("A"), outcome("B"))), [Waiver("A-1", "x"), Waiver("B-1", "x")], day)
    )
    now = apply(report(a=(outcome("A", "2"), outcome("B"))), [Waiver("B-1", "x")], day)
    assert changes(compare(now, [before])) == [Change.RETURNED, Change.UNCHANGED]


def test_one_of_two_alike_that_is_mended_is_missed_once(tmp_path):
    before = earlier(tmp_path, report(a=(outcome("A", "1"), outcome("A", "2"))))
    now = compare(report(a=(outcome("A", "2"),)), [before])
    assert changes(now) == [Change.UNCHANGED]
    assert gone(now) == [("a.md", "A为1", False)]


@pytest.mark.parametrize("name", ["b", "甲县自评_修改稿"])
def test_a_renamed_file_is_known_by_what_it_holds(tmp_path, name):
    before = earlier(tmp_path, report(a=(outcome("A"), outcome("X", status=PASS)), other=(outcome("Z"),)))
    now = compare(report(**{name: (outcome("X", status=PASS),), "other": (outcome("Z"),)}), [before])
    assert gone(now) == [(f"{name}.md", "A为1", False)]
    assert now.comparison.missing == ()


def test_files_that_were_not_checked_or_not_read_are_not_mended(tmp_path):
    before = earlier(tmp_path, report(a=(outcome("A"),), b=(outcome("B"),)))
    broken = DocumentReport("a.md", "", "", error=Failure("damaged", "x"))
    now = compare(Report((broken, DocumentReport("c.md", "", "md"))), [before])
    assert gone(now) == []
    assert now.comparison.missing == ("b.md",)


def test_equal_findings_of_two_files_stay_with_their_files(tmp_path):
    before = earlier(tmp_path, report(a=(outcome("A"),), b=(outcome("A"),)))
    now = compare(report(a=(), b=(outcome("A"),)), [before])
    assert gone(now) == [("a.md", "A为1", False)]


def test_rounding_differences_are_not_missed(tmp_path):
    slight = outcome("A", verdict=Verdict.TRUNCATED, severity=Severity.INFO)
    assert gone(compare(report(a=()), [earlier(tmp_path, report(a=(slight,)))])) == []


def test_without_earlier_reports_nothing_changes():
    now = report(a=(outcome("A"),))
    assert compare(now, []) is now


def test_a_baseline_knows_findings_with_the_same_numbers_only(tmp_path):
    base = earlier(tmp_path, report(a=(outcome("A"), outcome("B"), outcome("C", status=PASS))))
    now = with_baseline(report(a=(outcome("A"), outcome("B", "2"), outcome("C"))), base)
    assert [o.known for o in now.outcomes] == [True, False, False]
    assert [o.settled for o in now.outcomes] == [True, False, False]


def test_a_baseline_knows_a_finding_as_often_as_it_stood_there(tmp_path):
    base = earlier(tmp_path, report(a=(outcome("A"),)))
    now = with_baseline(report(a=(outcome("A"),), b=(outcome("A"),)), base)
    assert [o.known for o in now.outcomes] == [True, False]


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("{\n  'a': 1}", "bad_json", ":2:3:"),
        ("", "bad_json", ":1:1:"),
        ("[]", "not_a_report", "fundqa/report-1"),
        ('{"schema": "fundqa/report-0"}', "not_a_report", "fundqa/report-1"),
        ('{"schema": "fundqa/report-1"}', "bad_report", "documents"),
        ('{"schema": "fundqa/report-1", "documents": [1]}', "bad_report", "documents[0]"),
        (
            '{"schema": "fundqa/report-1", "documents": [{"path": "a", "outcomes": [{}]}]}',
            "bad_report",
            "documents[0].outcomes[0].rule",
        ),
        ("[" * 100_000, "unreadable", ":1:1:"),
    ],
)  # fmt: skip
def test_what_is_no_report_is_refused_with_its_place(tmp_path, text, code, said):
    path = tmp_path / "x.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as raised:
        load_earlier(path)
    assert raised.value.code == code
    assert said in raised.value.message("en")


def test_unknown_words_of_a_report_are_refused_with_the_known_ones(tmp_path):
    data = json.loads(write(report(a=(outcome("A"),))))
    data["documents"][0]["outcomes"][0]["status"] = "failed"
    path = tmp_path / "x.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(PackError, match="not_applicable"):
        load_earlier(path)
