"""equation, for each row: an assertion about its cells, and what makes a broken one a matter of local scoring rules."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from fundqa import expr
from fundqa.expr import Comparison
from fundqa.kinds import verdicts
from fundqa.kinds.base import Draft, build
from fundqa.kinds.comparing import compared, inequality
from fundqa.kinds.constants import with_constants, worked_out
from fundqa.kinds.explanations import speaks_of
from fundqa.kinds.rows import IndicatorRow
from fundqa.kinds.scales import Share, scales
from fundqa.kinds.selecting import words
from fundqa.model import Achieved, Evidence, Fact, Rule, Span, Status, Target
from fundqa.quantity import format_quantity
from fundqa.report import Outcome
from fundqa.view import View


def judge_row(rule: Rule, view: View, row: IndicatorRow) -> Outcome:
    """One row's outcome; 比 and other shares come as operands without a cell."""
    given = rule.params["given"]
    entries = given if isinstance(given, dict) else {}
    comparison = expr.parse(with_constants(str(rule.params["assert"]), entries))
    draft = _draft(view, comparison, row, row.ratios)
    if draft.status is Status.FAIL and "scales" in rule.params:
        reason = _local(rule, view, comparison, row) or _reduced(rule, view, row)
        draft = Draft(Status.OPEN, draft.evidence, reason=reason, equality=True) if reason else draft
    said = _said(rule, view, row) if draft.status is Status.FAIL else None
    if said is not None:
        reason = view.lexicon.messages.reason("accounted_for", view.lang)
        draft = Draft(Status.OPEN, (*draft.evidence, said), reason=reason)
    values = {**draft.values, **worked_out(rule, draft, list(row.facts))}
    return build(rule, view, replace(draft, values=values))


def _said(rule: Rule, view: View, row: IndicatorRow) -> Evidence | None:
    """A sentence about the form's fund with one of the words that a rule accepts as accounting for the gap."""
    accepted, form = words(rule.params.get("said")), row.indicator.form
    for sentence in view.sentences if accepted else ():
        if any(word in sentence.text for word in accepted) and speaks_of(view, sentence.entity, form):
            return Evidence("reason", Span(sentence.text, sentence.location))
    return None


def _draft(view: View, comparison: Comparison, row: IndicatorRow, shares: dict[str, Share]) -> Draft:
    first = next(iter(row.facts))
    anchor = row.facts[first]
    intervals = {name: fact.quantity.interval for name, fact in row.facts.items()}
    intervals |= {name: share.interval for name, share in shares.items()}
    exact = {name: fact.quantity.value for name, fact in row.facts.items()}
    exact |= {name: share.value for name, share in shares.items()}
    values = {name: format_quantity(fact.quantity) for name, fact in row.facts.items()}
    values |= {name: share.written for name, share in shares.items()}
    evidence = (
        Evidence("anchor", anchor),
        *(Evidence("operand", fact) for name, fact in row.facts.items() if name != first),
        *(Evidence("other", item) for item in row.others),
    )
    right = comparison.right
    if comparison.operator != "==":
        sides = comparison.left.over(intervals), right.over(intervals)
        places = verdicts.places(*row.facts.values())
        return inequality(comparison, anchor, sides, exact, evidence, values, places)
    place = verdicts.side_of(anchor).last_place
    stated = verdicts.Side(comparison.left.over(intervals), comparison.left.at(exact), place, comparison.left.addends)
    computed = verdicts.Side(right.over(intervals), right.at(exact), Decimal(0), right.addends)
    return compared(view, anchor, (stated, computed), right.written(values), evidence, values)


def _local(rule: Rule, view: View, comparison: Comparison, row: IndicatorRow) -> str:
    """Why a score that is off may be right: another known scale gives it. "" when none does."""
    for name, scale in scales(rule.params)[1].items():
        shares = row.ratios | {operand: scale.earned(degree) for operand, degree in row.degrees.items()}
        if _draft(view, comparison, row, shares).status is Status.PASS:
            return view.lexicon.messages.reason("other_scale", view.lang, names=name)
    return ""


def _reduced(rule: Rule, view: View, row: IndicatorRow) -> str:
    """Why a target that was met may have earned less than its weight: far above it, or the row says why."""
    indicator, names, nil = row.indicator, view.lexicon.columns, view.lexicon.layout.nil
    score, weight = (row.facts.get(column) for column in (names.score, names.weight))
    if indicator.achieved is not Achieved.YES or score is None or weight is None:
        return ""
    if score.quantity.value >= weight.quantity.value:
        return ""
    if "ample" in rule.params and _ample(row, Decimal(str(rule.params["ample"]))):
        return view.lexicon.messages.reason("over_ample", view.lang)
    said = indicator.row.text(names.reason)
    return view.lexicon.messages.reason("score_explained", view.lang) if said and said not in nil else ""


def _ample(row: IndicatorRow, least: Decimal) -> bool:
    target, result = row.indicator.target, row.indicator.result
    edge = target.bound.low if isinstance(target, Target) else target.quantity.value if target else None
    if edge is None or edge <= 0 or not isinstance(result, Fact):
        return False
    return result.quantity.value >= edge * (1 + least)
