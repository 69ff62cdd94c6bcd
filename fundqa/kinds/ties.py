"""Equations along the rows or columns of a table that is no form: the parts that its lines are named to play."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from fundqa import expr
from fundqa.expr import Comparison
from fundqa.kinds.base import Draft, build, not_applicable, open_outcome
from fundqa.kinds.selecting import Problem
from fundqa.model import Evidence, Fact, Rule, Verdict
from fundqa.report import Outcome
from fundqa.view import View
from fundqa.view_tables import Tie

TABLE = "table"
ROLES = (
    "change", "growth", "current", "prior", "rate", "executed", "budget", "share", "part", "whole", "surplus", "income",
    "expense", "closing", "opening", "completion",
)  # fmt: skip
Judge = Callable[[View, Comparison, Mapping[str, Fact]], Draft]


def check_roles(params: Mapping[str, object]) -> Iterator[Problem]:
    """Operands that say no part, or one that no relation of a table has."""
    given = params.get("given")
    for name, spec in given.items() if isinstance(given, dict) else ():
        if not isinstance(spec, dict) or spec.get("role") not in ROLES:
            yield Problem(("given", name), "应当写明 role", "a role is needed here", ROLES)


def tie_outcomes(rule: Rule, view: View, judge: Judge) -> list[Outcome]:
    """One outcome for every line of a table in which the operands' parts are played: {增减额: {role: change}, …}."""
    given = rule.params["given"]
    roles = {name: str(spec["role"]) for name, spec in given.items()} if isinstance(given, dict) else {}
    comparison = expr.parse(str(rule.params["assert"]))
    ties = [tie for tie in view.ties if set(roles.values()) == set(tie.facts)]
    outcomes = [_outcome(rule, view, comparison, roles, tie, judge) for tie in ties]
    return outcomes or not_applicable(rule, view, "no_tie")


def _outcome(
    rule: Rule, view: View, comparison: Comparison, roles: Mapping[str, str], tie: Tie, judge: Judge
) -> Outcome:
    draft = judge(view, comparison, {name: tie.facts[role] for name, role in roles.items()})
    if draft.verdict is Verdict.DIFFER and not tie.sure:
        anchor = Evidence("anchor", tie.facts[next(iter(roles.values()))])
        return open_outcome(rule, view, [anchor], "relation_unclear", True)
    if draft.verdict is Verdict.TRUNCATED and not draft.large and rule.case("truncated"):
        draft = replace(draft, when="truncated")
    return build(rule, view, draft)
