"""Findings with one cause are one issue; prints tell equal findings apart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from making import outcomes, project

from fundqa.causes import fingerprinted, grouped, is_finding
from fundqa.document import Location
from fundqa.model import Basis, Context, Evidence, Fact, Severity, Span, Status, Verdict
from fundqa.quantity import quantities, to_quantity
from fundqa.report import Outcome, Scope

FUND = "工伤保险基金"


def fact(surface: str, block: int, concept: str = "支出", period: str = "2022", entity: str = FUND) -> Fact:
    (mention,) = quantities(surface)
    place = Location("a.md", "body", block).span(0, len(surface))
    context = Context("prose")
    return Fact(concept, entity, period, Basis.EXECUTED, (), to_quantity(mention), surface, place, context)


def outcome(rule: str, *facts: Fact, severity: Severity = Severity.ERROR, **changes: Any) -> Outcome:
    """A failed equality between facts; `changes` are other fields."""
    base = Outcome(
        rule=rule,
        name=rule,
        status=Status.FAIL,
        severity=severity,
        title="",
        message="",
        scope=Scope("document", "document", ""),
        evidence=tuple(Evidence("operand", f) for f in facts),
        verdict=Verdict.DIFFER,
        identity=rule,
        fingerprint="|".join(f.surface for f in facts),
        equality=True,
    )
    return replace(base, **changes)


def issues(*found: Outcome, supported: tuple[Fact, ...] = ()) -> list[set[int]]:
    """Which of some outcomes end up in one group, by their place in the arguments."""
    ready = grouped(fingerprinted(found), frozenset(f.location for f in supported), project().lexicon)
    names = list(dict.fromkeys(o.group for o in ready if o.group))
    return [{i for i, o in enumerate(ready) if o.group == name} for name in names]


A, B, C, D = (fact(f"{i}万元", i) for i in (1, 2, 3, 4))


def test_failed_equalities_that_share_a_suspect_are_one_issue():
    assert issues(outcome("X-1", A, B), outcome("X-2", B, C), outcome("X-3", D)) == [{0, 1}, {2}]


def test_a_chain_of_suspects_is_one_issue():
    assert issues(outcome("X-1", A, B), outcome("X-2", C, D), outcome("X-3", B, C)) == [{0, 1, 2}]


def test_a_supported_number_links_nothing():
    assert issues(outcome("X-1", A, B), outcome("X-2", B, C), supported=(B,)) == [{0}, {1}]


def test_where_every_operand_is_supported_each_may_be_wrong():
    assert issues(outcome("X-1", A, B), outcome("X-2", B, C), supported=(A, B, C)) == [{0, 1}]


def test_other_findings_group_by_indicator_fund_and_year():
    plain: dict[str, Any] = {"equality": False, "verdict": None}
    same = [outcome(f"T-{i}", fact("5人", i, "参保人数"), **plain) for i in (1, 2)]
    year = outcome("T-3", fact("5人", 3, "参保人数", "2021"), **plain)
    fund = outcome("T-4", fact("5人", 4, "参保人数", entity="失业保险基金"), **plain)
    assert issues(*same, year, fund) == [{0, 1}, {2}, {3}]


def test_a_rate_goes_with_its_amounts():
    plain: dict[str, Any] = {"equality": False, "verdict": None}
    rate = outcome("TGT-01", fact("104%", 1, "支出执行率"), **plain)
    amount = outcome("ARI-04", fact("5万元", 2), **plain)
    income = outcome("TGT-01", fact("104%", 3, "收入执行率"), **plain)
    assert issues(rate, amount, income) == [{0, 1}, {2}]


@pytest.mark.parametrize("order", [(Severity.INFO, Severity.ERROR), (Severity.ERROR, Severity.WARNING)])
def test_the_gravest_leads_and_the_others_are_related(order):
    found = [outcome(f"X-{i}", A, severity=severity) for i, severity in enumerate(order)]
    ready = grouped(fingerprinted(found), frozenset(), project().lexicon)
    leader = min(ready, key=lambda o: o.severity.rank)
    assert {o.group for o in ready} == {leader.fingerprint}
    assert [o.related for o in ready] == [(ready[1].fingerprint,), (ready[0].fingerprint,)]


@pytest.mark.parametrize(
    ("changes", "finding"),
    [
        ({}, True), ({"verdict": None}, True), ({"verdict": Verdict.TRUNCATED}, False),
        ({"verdict": Verdict.RESIDUE}, False), ({"status": Status.PASS}, False), ({"status": Status.OPEN}, False),
        ({"status": Status.NOT_APPLICABLE}, False),
    ],
)  # fmt: skip
def test_a_truncation_or_a_residue_is_no_finding(changes, finding):
    assert is_finding(outcome("X-1", A, **changes)) == finding


def test_what_is_no_finding_has_no_group():
    ready = grouped(fingerprinted([outcome("X-1", A, status=Status.PASS)]), frozenset(), project().lexicon)
    assert (ready[0].group, ready[0].related) == ("", ())


def test_prints_are_hashes_and_equal_ones_are_numbered():
    ready = fingerprinted([outcome("X-1", A), outcome("X-1", A), outcome("X-2", A)])
    assert len({o.fingerprint for o in ready}) == 3
    assert [o.identity == ready[0].identity for o in ready] == [True, True, False]
    assert all(len(o.fingerprint) == 16 and int(o.fingerprint, 16) >= 0 for o in ready)
    assert fingerprinted([outcome("X-1", A)])[0].fingerprint == ready[0].fingerprint


def test_a_claim_joins_only_through_its_own_sentence():
    rows = "| 产出指标 | 数量指标 | 参保人数 | 5000人 | 4100人 |\n"
    goals = "| 预期目标 | 实际完成目标 |  |  |  |\n| 保障待遇 | 参保人数4100人，达到了预期目标。 |  |  |  |\n"
    report = (
        "# 自评\n\n某某绩效目标完成情况表\n\n（2022年度）\n\n| 项目名称 | 河源县工伤保险基金支出 |  |  |  |\n"
        "| 预算数 | 9 | 执行数 | 9 |  |\n" + goals
        + "| 一级指标 | 二级指标 | 三级指标 | 预期指标值 | 实际完成指标值 |\n" + rows
    )  # fmt: skip
    found = [o for o in outcomes(report) if is_finding(o)]
    (claim,) = [o for o in found if o.rule == "TGT-02"]
    assert claim.severity is Severity.ERROR
    assert {o.rule for o in found if o.fingerprint in claim.related} == {"TGT-01", "TGT-05"}


def test_evidence_without_numbers_groups_with_nothing():
    span = Span("一、概况", Location("a.md", "body", 0).span(0, 4))
    text = outcome("W-1", evidence=(Evidence("heading", span),), equality=False, verdict=None)
    assert issues(text, replace(text, rule="W-2"), outcome("X-1", A)) == [{0}, {1}, {2}]
