"""Equations about one number by itself: a rate between 0 and 1, an amount not below zero, a count that is whole."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fundqa import expr, interval
from fundqa.expr import Comparison
from fundqa.kinds.base import Draft, build, not_applicable, open_outcome
from fundqa.kinds.relations import said_near
from fundqa.kinds.selecting import operand, words
from fundqa.model import Basis, Evidence, Fact, Rule, Status
from fundqa.quantity import format_quantity
from fundqa.report import Outcome
from fundqa.view import View

NUMBER, OUTSIDE, BROKEN = "number", "out of range", "not whole"


def evaluate(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per number; what is only aimed at, or printed without its unit, is not judged."""
    given = rule.params["given"]
    wanted = operand(next(iter(given.values()))) if isinstance(given, dict) else operand({})
    comparisons = [expr.parse(text) for text in words(rule.params["assert"])]
    numbers = [fact for fact in wanted.choose(view) if fact.basis is not Basis.TARGET and fact.quantity.unit.symbol]
    outcomes = [_judge(rule, view, comparisons, fact) for fact in numbers]
    return outcomes or not_applicable(rule, view)


def _judge(rule: Rule, view: View, comparisons: Sequence[Comparison], fact: Fact) -> Outcome:
    anchor = (Evidence("anchor", fact),)
    printed = format_quantity(fact.quantity)
    values = {"surface": fact.surface, "concept": fact.concept, "worked": printed}
    draft = Draft(Status.PASS, anchor, worked=printed, values=values)
    if rule.params.get("whole") and not _whole(fact):
        return build(rule, view, replace(draft, status=Status.FAIL, when=BROKEN))
    broken = [c for c in comparisons if not _holds(c, fact)]
    if not broken:
        return build(rule, view, draft)
    if said_near(view, fact, words(rule.params.get("not_where"))):
        return open_outcome(rule, view, anchor, "other_terms")
    return build(rule, view, replace(draft, status=Status.FAIL, when=OUTSIDE))


def _whole(fact: Fact) -> bool:
    """Whether a count of indivisible things is whole; an average need not be."""
    unit = fact.quantity.unit
    averaged = " " in fact.period
    return averaged or not unit.exact or fact.quantity.qualifier is not None or fact.quantity.value % unit.scale == 0


def _holds(comparison: Comparison, fact: Fact) -> bool:
    """Whether some value that the digits allow satisfies a comparison with a constant."""
    name = comparison.names[0]
    limit = comparison.right.over({})
    stated = comparison.left.over({name: fact.quantity.interval})
    if comparison.operator in ("<=", "<"):
        return not interval.below(limit, stated)
    return not interval.below(stated, limit)
