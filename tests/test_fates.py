"""What becomes of numbers: which equality settles which of them, which are suspect, and the sum of it all."""

from __future__ import annotations

from making import examined, form, outcomes

from fundqa.fates import OPERANDS, coverage, settle, suspects
from fundqa.model import Fate, Status, Strength
from fundqa.report import DocumentReport, Outcome

HEAD = "# 2022年自评\n\n"


def fates(document: DocumentReport) -> dict[str, Fate]:
    """The fate of every number by its print; prints in these reports are unique."""
    return {f.fact.surface: f.fate for f in document.facts}


def checked(text: str) -> dict[str, Fate]:
    (document,) = examined(HEAD + text)
    return fates(document)


def the(found: list[Outcome], rule: str, status: Status) -> Outcome:
    (outcome,) = [o for o in found if (o.rule, o.status) == (rule, status)]
    return outcome


def test_a_pass_settles_both_its_sides():
    found = checked(
        "2022年河源县工伤保险基金预算支出0.221亿元。\n" + form("河源县工伤保险", budget="2210", spent="2185")
    )
    assert (found["0.221亿元"], found["2210"], found["2185"]) == (Fate.AGREED, Fate.AGREED, Fate.UNCHECKED)


def test_a_weak_pass_settles_only_the_coarser_side():
    """0.3亿元 stands for 0.25 to 0.35亿元: half its width is 17 % of it."""
    found = checked("2022年河源县工伤保险基金预算支出0.3亿元。\n" + form("河源县工伤保险", budget="2810", spent="2700"))
    assert (found["0.3亿元"], found["2810"]) == (Fate.AGREED, Fate.UNCHECKED)


def test_the_operands_of_a_failure_are_suspect_unless_another_equality_supports_them():
    parts = "2022年河源县工伤保险基金预算支出2210万元，其中：医疗待遇支出1430万元，伤残待遇支出990万元。\n"
    alone = checked(parts)
    assert alone == dict.fromkeys(("2210万元", "1430万元", "990万元"), Fate.CONTRADICTED)
    supported = checked(parts + form("河源县工伤保险", budget="2210", spent="2185"))
    assert supported["2210万元"] is Fate.AGREED
    assert {supported["1430万元"], supported["990万元"]} == {Fate.CONTRADICTED}


def test_when_all_operands_are_supported_elsewhere_all_are_suspect():
    found = outcomes(
        HEAD + "2022年河源县工伤保险基金预算支出2120万元。\n" + form("河源县工伤保险", budget="2210", spent="2185")
    )
    failed = the(found, "N2T-01", Status.FAIL)
    places = [e.location for e in failed.evidence if e.role in OPERANDS]
    assert suspects(failed, frozenset()) == places
    assert suspects(failed, frozenset(places[:1])) == places[1:]
    assert suspects(failed, frozenset(places)) == places


def test_only_equalities_settle_numbers():
    """Spending stays within its budget and the target is met: neither says that a number is right."""
    rows = "| 产出指标 | 数量指标 | 参保人数 | 4000人 | 4100人 |"
    found = checked(form("河源县工伤保险", budget="2210", spent="2185", rows=rows))
    assert set(found.values()) == {Fate.UNCHECKED}


def test_a_missed_target_is_off_target_and_not_contradicted():
    rows = "| 产出指标 | 数量指标 | 参保人数 | 5000人 | 4100人 |"
    found = checked(form("河源县工伤保险", budget="2210", spent="2185", rows=rows))
    assert found["4100人"] is Fate.UNCHECKED


def test_nothing_but_a_differ_makes_suspects():
    found = outcomes(
        HEAD + "2022年河源县工伤保险基金预算支出0.221亿元。\n" + form("河源县工伤保险", budget="2210", spent="2300")
    )
    for outcome in found:
        if not outcome.equality or outcome.status is not Status.FAIL:
            assert suspects(outcome, frozenset()) == []


def test_what_one_equality_settles_another_leaves_coarse():
    found = outcomes(
        HEAD + "2022年河源县工伤保险基金预算支出0.3亿元。\n" + form("河源县工伤保险", budget="2810", spent="2700")
    )
    weak = the(found, "N2T-01", Status.PASS)
    assert weak.strength is Strength.WEAK
    settled = settle(found)
    assert settled.agreed == {weak.evidence[0].location}
    assert settled.coarse == {weak.evidence[1].location}
    assert not settled.coarse & settled.agreed


def test_a_number_that_waits_for_another_says_so():
    rows = "| 产出指标 | 数量指标 | 收入预算执行率 | ≥95% | 98.21% |"
    (document,) = examined(HEAD + form("河源县工伤保险", budget="2210", spent="2185", rows=rows))
    (rate,) = [f for f in document.facts if f.fact.surface == "98.21%"]
    assert (rate.fate, rate.reason) == (Fate.UNCHECKED, "算式中的其他数没有给出")


def test_every_number_ends_in_exactly_one_way():
    (document,) = examined(
        HEAD
        + "2022年河源县工伤保险基金预算支出2120万元，参保人数4100人。\n"
        + form("河源县工伤保险", budget="2210", spent="2185")
    )
    counted = coverage(document.facts)
    assert counted == document.coverage
    assert counted.numbers == counted.agreed + counted.contradicted + counted.unchecked == len(document.facts)
    assert counted.checked == counted.agreed + counted.contradicted
    assert all((f.fate is Fate.UNCHECKED) == bool(f.reason) for f in document.facts)


def test_dates_numbers_of_papers_and_bounds_are_no_numbers():
    text = "按人社发〔2022〕18号文件，“十四五”期间满意度不低于90%，2022年12月31日前完成第2批，一是发放，二是核对。\n"
    (document,) = examined(HEAD + text)
    assert document.coverage.numbers == 0
