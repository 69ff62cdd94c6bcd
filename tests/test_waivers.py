"""Waivers: what they waive, when they no longer hold, and what is said of a broken file."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from fundqa.errors import PackError
from fundqa.model import Severity, Status
from fundqa.report import DocumentReport, Outcome, Report, Scope, State, Use
from fundqa.waivers import Waiver, apply, false_alarms, load_waivers

TODAY = date(2026, 3, 1)


def outcome(fingerprint: str, status: Status = Status.FAIL, rule: str = "N2T-01") -> Outcome:
    return Outcome(
        rule, "x", status, Severity.ERROR, "t", "m", Scope("document", "d", "d"), (), fingerprint=fingerprint
    )


def report(**documents: tuple[Outcome, ...]) -> Report:
    return Report(tuple(DocumentReport(f"in/{name}.md", "", "md", outcomes=found) for name, found in documents.items()))


def waived(found: Report) -> list[str | None]:
    return [o.waiver for o in found.outcomes]


def test_a_waived_finding_keeps_its_reason_and_is_settled():
    found = apply(report(a=(outcome("f1"), outcome("f2"))), [Waiver("f1", "已说明")], TODAY)
    assert waived(found) == ["已说明", None]
    assert [o.settled for o in found.outcomes] == [True, False]
    assert [(use.use, use.rule) for use in found.waivers] == [(Use.USED, "N2T-01")]


def test_other_numbers_are_another_fingerprint_so_that_the_finding_stands_again():
    found = apply(report(a=(outcome("f1-other"),)), [Waiver("f1", "已说明")], TODAY)
    assert waived(found) == [None]
    assert [use.use for use in found.waivers] == [Use.UNUSED]


@pytest.mark.parametrize(
    ("today", "holds"), [(date(2026, 2, 28), True), (date(2026, 3, 1), True), (date(2026, 3, 2), False)]
)
def test_a_waiver_holds_on_its_last_day_and_no_longer(today, holds):
    found = apply(report(a=(outcome("f1"),)), [Waiver("f1", "已说明", until=date(2026, 3, 1))], today)
    assert (waived(found) == ["已说明"]) is holds
    assert [use.use for use in found.waivers] == [Use.USED if holds else Use.EXPIRED]


def test_an_expired_waiver_beside_a_renewed_one_does_no_harm():
    waivers = [Waiver("f1", "旧", until=date(2025, 1, 1)), Waiver("f1", "新", until=date(2027, 1, 1))]
    found = apply(report(a=(outcome("f1"),)), waivers, TODAY)
    assert waived(found) == ["新"]
    assert [use.use for use in found.waivers] == [Use.EXPIRED, Use.USED]


def test_only_findings_are_waived():
    statuses = (Status.PASS, Status.OPEN, Status.NOT_APPLICABLE)
    found = apply(report(a=tuple(outcome("f1", status) for status in statuses)), [Waiver("f1", "x")], TODAY)
    assert waived(found) == [None] * 3
    assert [use.use for use in found.waivers] == [Use.UNUSED]


def test_a_waiver_of_one_file_leaves_the_others_alone_and_is_not_missed_where_that_was_not_checked():
    both = report(a=(outcome("f1"),), b=(outcome("f1"),))
    assert waived(apply(both, [Waiver("f1", "x", file="b.md")], TODAY)) == [None, "x"]
    assert waived(apply(both, [Waiver("f1", "x", file="in/a.md")], TODAY)) == ["x", None]
    assert apply(both, [Waiver("f1", "x", file="c.md")], TODAY).waivers == ()


def test_false_alarms_are_counted_by_rule():
    found = apply(
        report(a=(outcome("f1"), outcome("f2"), outcome("f3", rule="ARI-03"))),
        [Waiver("f2", "x"), *(Waiver(key, "x", state=State.FALSE_ALARM) for key in ("f1", "f3", "f9"))],
        TODAY,
    )  # fmt: skip
    assert false_alarms(found.waivers) == Counter({"N2T-01": 1, "ARI-03": 1})


def test_a_note_waives_nothing_and_is_kept_only_while_its_finding_stands():
    notes = [Waiver("f1", "", state=State.MENDED), Waiver("f2", "", state=State.MENDED)]
    found = apply(report(a=(outcome("f1"),)), notes, TODAY)
    assert waived(found) == [None]
    assert [(use.waiver, use.use, use.rule) for use in found.waivers] == [(notes[0], Use.NOTED, "N2T-01")]


def test_a_waiver_holds_beside_a_note_on_the_same_finding():
    both = [Waiver("f1", "", state=State.MENDED), Waiver("f1", "x")]
    found = apply(report(a=(outcome("f1"),)), both, TODAY)
    assert waived(found) == ["x"]
    assert [use.use for use in found.waivers] == [Use.NOTED, Use.USED]


def test_without_waivers_nothing_changes():
    before = report(a=(outcome("f1"),))
    assert apply(before, [], TODAY) == replace(before, waivers=())


# --- the file


def written(folder: Path, text: str) -> Path:
    path = folder / "waivers.yml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_file_of_waivers(tmp_path):
    path = written(
        tmp_path,
        """- fingerprint: "00123e4567890123"
  reason: 县里已补充说明
  who: 社保股
  when: 2026-03-01
  until: "2026-12-31"
- {fingerprint: "'abc", reason: 不是错, file: a.docx, false_alarm: true}
""",
    )
    first, second = load_waivers(path)
    assert first == Waiver(
        "00123e4567890123", "县里已补充说明", "社保股", date(2026, 3, 1), date(2026, 12, 31), origin=f"{path}:1"
    )
    assert second == Waiver("abc", "不是错", file="a.docx", state=State.FALSE_ALARM, origin=f"{path}:6")


@pytest.mark.parametrize(
    ("written_as", "state"),
    [("state: 已说明", State.EXPLAINED), ("state: 误报", State.FALSE_ALARM), ("state: not adopted", State.DECLINED),
     ("state: 误报\n  false_alarm: true", State.FALSE_ALARM), ("false_alarm: false", State.EXPLAINED)],
)  # fmt: skip
def test_a_state_has_the_ledgers_name_in_either_language(tmp_path, written_as, state):
    (waiver,) = load_waivers(written(tmp_path, f"- fingerprint: abc\n  reason: x\n  {written_as}\n"))
    assert waiver.state is state


def test_an_empty_file_waives_nothing(tmp_path):
    assert load_waivers(written(tmp_path, "# 还没有\n")) == ()


@pytest.mark.parametrize(
    ("text", "place", "code", "said"),
    [
        ("- fingerprint: abc\n", "1:3", "missing_key", "reason"),
        ("- fingerprint: abc\n  reason: ' '\n", "2:3", "missing_key", "reason"),
        ("- reason: x\n", "1:3", "missing_key", "fingerprint"),
        ("- fingerprint: 0012345\n  reason: x\n", "1:3", "not_text", "引号"),
        ("- fingerprint: abc\n  reason: x\n  until: 2026-02-30\n", "3:3", "bad", "2026-02-30"),
        ("- fingerprint: abc\n  reason: x\n  until: 明年\n", "3:3", "bad_date", "YYYY-MM-DD"),
        ("- fingerprint: abc\n  reason: x\n  autor: y\n", "3:3", "unknown_key", "who"),
        ("- fingerprint: abc\n  reason: x\n  false_alarm: 也许\n", "3:3", "bad_flag", "true"),
        ("- fingerprint: abc\n  reason: x\n  state: 已整改\n", "3:3", "bad_state", "不采纳"),
        ("- fingerprint: abc\n  reason: x\n  state: 不采纳\n  false_alarm: true\n", "3:3", "bad_state", "误报"),
        ("fingerprint: abc\n", "1:1", "not_a_list", "列表"),
        ("- abc\n", "1:3", "not_a_mapping", "键值对"),
        ("- [\n", "1:1", "bad_yaml", "YAML"),
    ],
)
def test_a_broken_file_is_said_with_its_place(tmp_path, text, place, code, said):
    path = written(tmp_path, text)
    with pytest.raises(PackError) as raised:
        load_waivers(path)
    message = raised.value.message("zh")
    assert message.startswith(f"{path}:{place}: [{code}")
    assert said in message
