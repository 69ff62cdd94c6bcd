"""The pipeline as a whole: one answer everywhere, prints that follow the numbers, habits, one cause one issue."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import examined, form, of_rule, outcomes, run
from support import ROOT

from fundqa.causes import is_finding
from fundqa.model import Fate, Severity, Status, Strength, Verdict

EXAMPLE = ROOT / "examples" / "禾川县2021.docx"
ROWS = "| 产出指标 | 数量指标 | 享受工伤待遇人数 | 410人 | 389人 |\n| 效益指标 | 社会效益 | 满意度 | ≥90% | 93% |"
TABLE = form("河源县工伤保险", budget="2210", spent="2185", rows=ROWS)
TEXT = "# 2022年自评\n\n2022年河源县工伤保险基金预算支出{budget}万元，全年各项业务规范运行。\n"


# --- the same everywhere

ENVIRONMENTS = [
    {"PYTHONHASHSEED": "0"}, {"PYTHONHASHSEED": "1"}, {"PYTHONHASHSEED": "random"},
    {"LC_ALL": "C", "LANG": "C"}, {"TZ": "America/Anchorage"},
    {"TZ": "Pacific/Kiritimati", "PYTHONHASHSEED": "42"}, {"PYTHONOPTIMIZE": "1"},
]  # fmt: skip


def test_the_answer_is_the_same_to_the_byte_in_every_environment():
    first, *others = (run("check", EXAMPLE, "--format", "json", "--facts", **each).stdout for each in ENVIRONMENTS)
    assert len(first) > 100_000
    assert [other == first for other in others] == [True] * len(others)


def test_where_a_file_lies_changes_nothing_but_its_path(tmp_path):
    moved = tmp_path / "别处" / EXAMPLE.name
    moved.parent.mkdir()
    moved.write_bytes(EXAMPLE.read_bytes())
    here, there = (run("check", path, "--format", "json").stdout for path in (EXAMPLE, moved))
    assert here.replace(str(EXAMPLE), "PATH") == there.replace(str(moved), "PATH")


# --- fingerprints


def prints(*texts: str) -> dict[tuple[str, str], list[str]]:
    """The fingerprints of a submission by rule and status."""
    found: dict[tuple[str, str], list[str]] = {}
    for outcome in outcomes(*texts):
        found.setdefault((outcome.rule, outcome.status.value), []).append(outcome.fingerprint)
    return found


def test_a_changed_number_changes_the_prints_that_rest_on_it_and_no_other():
    before = prints(TEXT.format(budget="2120") + TABLE)
    after = prints(TEXT.format(budget="2130") + TABLE)
    changed = {key for key in before if before[key] != after.get(key)}
    assert set(before) == set(after)
    # N2N-06 rests on the sentence that the number stands in, ARI-10 on the number by itself
    assert changed == {("N2T-01", "fail"), ("N2N-06", "pass"), ("ARI-10", "pass")}


@pytest.mark.parametrize(
    "changed",
    [
        ("全年各项业务规范运行", "基金运行总体平稳有序"),
        ("# 2022年自评\n", "# 2022年自评\n\n本报告由县社会保险中心编写。\n"),
        ("某某绩效目标完成情况表", "基金绩效目标完成情况表"),
    ],
)
def test_other_words_leave_every_print_of_a_number_as_it_is(changed):
    report = TEXT.format(budget="2120") + TABLE
    assert changed[0] in report
    numeric = ("N2T", "ARI", "TGT", "N2N-01")

    def of_numbers(text: str) -> dict[tuple[str, str], list[str]]:
        return {k: v for k, v in prints(text).items() if k[0].startswith(numeric) and k[1] in ("pass", "fail")}

    assert of_numbers(report) == of_numbers(report.replace(*changed))


def test_the_identity_outlives_the_numbers():
    def identity(budget: str) -> list[str]:
        return [o.identity for o in of_rule(outcomes(TEXT.format(budget=budget) + TABLE), "N2T-01", Status.FAIL)]

    assert identity("2120") == identity("2130") != []


def test_the_same_statement_twice_has_two_prints():
    twice = TEXT.format(budget="2120") + "\n2022年河源县工伤保险基金预算支出2120万元。\n" + TABLE
    fails = of_rule(outcomes(twice), "N2T-01", Status.FAIL)
    assert len({o.fingerprint for o in fails}) == 2
    assert len({o.identity for o in fails}) == 1


# --- offices that truncate

FUNDS = [("工伤保险", "2219"), ("失业保险", "3388"), ("城乡居民养老保险", "4476"), ("职工医疗保险", "5567")]


def truncating(count: int) -> str:
    """A report whose amounts in 亿元 are cut off after three places, where rounding would give one more."""
    lines = [f"2022年河源县{fund}基金预算支出{cut(amount)}亿元。" for fund, amount in FUNDS[:count]]
    tables = [form(f"河源县{fund}", budget=amount, spent=amount) for fund, amount in FUNDS[:count]]
    return "# 2022年自评\n\n" + "\n\n".join(lines) + "".join(tables)


def cut(amount: str) -> str:
    """万元 as 亿元 with three places, cut off: 2219 is 0.2219, printed 0.221."""
    return f"0.{amount[:3]}"


def test_one_or_two_truncations_are_remarks():
    for count in (1, 2):
        found = of_rule(outcomes(truncating(count)), "N2T-01")
        assert [o.verdict for o in found] == [Verdict.TRUNCATED] * count
        assert [(o.status, o.severity) for o in found] == [(Status.FAIL, Severity.INFO)] * count
        assert not any(is_finding(o) for o in found)


def test_after_two_the_others_agree():
    found = of_rule(outcomes(truncating(4)), "N2T-01")
    assert [o.verdict for o in found] == [Verdict.TRUNCATED] * 2 + [Verdict.AGREE] * 2
    assert [o.status for o in found] == [Status.FAIL] * 2 + [Status.PASS] * 2
    assert [o.strength for o in found[2:]] == [Strength.ROUNDING] * 2


def test_a_truncated_number_counts_as_agreed():
    (document,) = examined(truncating(1))
    assert [f.fate for f in document.facts if f.fact.surface == "0.221亿元"] == [Fate.AGREED]
    assert document.coverage.contradicted == 0


def test_a_truncation_of_more_than_one_percent_keeps_its_severity():
    report = "# 2022年自评\n\n2022年河源县工伤保险基金预算支出0.2亿元。\n" + form(
        "河源县工伤保险", budget="2790", spent="2790"
    )
    (found,) = of_rule(outcomes(report), "N2T-01")
    assert (found.verdict, found.severity) == (Verdict.TRUNCATED, Severity.ERROR)


# --- one cause, one issue


def test_findings_on_one_wrong_number_are_one_issue():
    """2185 ÷ 2210 = 98.87 %, as the text has it; the row transposes two digits and contradicts both."""
    rows = "| 产出指标 | 数量指标 | 支出预算执行率 | ≥95% | 89.87% |"
    report = "# 2022年自评\n\n2022年河源县工伤保险基金预算支出2210万元，实际支出2185万元，预算执行率98.87%。\n" + form(
        "河源县工伤保险", budget="2210", spent="2185", rows=rows
    )
    found = [o for o in outcomes(report) if is_finding(o)]
    rate = [o for o in found if o.equality]
    assert {o.rule for o in rate} == {"ARI-03", "N2T-02"}
    assert len({o.group for o in rate}) == 1
    leader = next(o for o in rate if o.fingerprint == o.group)
    assert leader.severity is Severity.ERROR


def test_findings_on_two_numbers_are_two_issues():
    row = "| 产出指标 | 数量指标 | {} | {}人 | {}人 |"
    rows = "\n".join((row.format("参保人数", 5000, 4100), row.format("享受工伤待遇人数", 410, 350)))
    found = of_rule(
        outcomes("# 2022年自评\n" + form("河源县工伤保险", budget="9", spent="9", rows=rows)), "TGT-01", Status.FAIL
    )
    assert len({o.group for o in found}) == 2


def test_related_is_mutual_and_never_oneself():
    found = {o.fingerprint: o for o in outcomes(TEXT.format(budget="2120") + TABLE)}
    for outcome in found.values():
        assert outcome.fingerprint not in outcome.related
        assert all(outcome.fingerprint in found[other].related for other in outcome.related)


# --- scope before number


def test_equally_named_indicators_of_two_funds_never_meet():
    rows = "| 产出指标 | 数量指标 | 参保人数 | {0}人 | {0}人 |"
    report = (
        "# 2022年自评\n\n2022年河源县工伤保险参保人数为4100人。\n\n2022年河源县失业保险参保人数为3900人。\n"
        + form("河源县工伤保险", budget="9", spent="9", rows=rows.format(4100))
        + form("河源县失业保险", budget="9", spent="9", rows=rows.format(3900))
    )
    found = of_rule(outcomes(report), "N2T-03", Status.PASS, Status.FAIL, Status.OPEN)
    assert [o.status for o in found] == [Status.PASS] * 2


def test_another_year_is_another_number():
    report = "# 2022年自评\n\n2021年河源县工伤保险基金预算支出1980万元。\n\n2022年度自评如下。\n" + TABLE
    assert of_rule(outcomes(report), "N2T-01", Status.FAIL, Status.PASS) == []


def test_a_report_of_nothing_has_no_outcome_that_judges():
    (document,) = examined("")
    assert {o.status for o in document.outcomes} == {Status.NOT_APPLICABLE}
    assert document.coverage.numbers == 0


def test_outcomes_stand_in_the_file_of_their_anchor():
    first, second = examined(TEXT.format(budget="2120"), "# 附表\n" + TABLE)
    assert of_rule(list(first.outcomes), "N2T-01", Status.FAIL)
    assert not of_rule(list(second.outcomes), "N2T-01")
    assert Path(second.path).name == "part2.md"
