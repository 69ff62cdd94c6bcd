"""agree: the same quantity said in two places, or the same organisation named twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fundqa.kinds import organisations, verdicts
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.selecting import (
    ASPECTS,
    Operand,
    Problem,
    bases,
    check_keys,
    check_operand,
    check_words,
    known,
    operand,
    same,
    words,
)
from fundqa.model import Basis, Evidence, Fact, Rule, Severity, Status
from fundqa.quantity import format_quantity
from fundqa.report import Outcome, Relation
from fundqa.view import View

_PREFERENCE = (Basis.FULL_YEAR, Basis.BUDGET, Basis.INITIAL)


@dataclass(frozen=True, slots=True)
class Agree:
    """The kind."""

    name: str = "agree"
    conditions: tuple[str, ...] = ("differ", *organisations.CONDITIONS)
    placeholders: tuple[str, ...] = ("worked", "sign", "gap", "left", "right", "role")
    equality: bool = True

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Two sides of facts, or an organisation's role."""
        if params.get("of") == "organisation":
            yield from check_keys(params, ("of", "by", "compare", "settings"), ("of", "by", "compare"))
            return
        yield from check_keys(params, ("left", "right", "by", "basis", "settings"), ("left", "right", "by"))
        yield from check_words(params, "by", ASPECTS)
        yield from check_words(params, "basis", ("compatible",))
        for side in ("left", "right"):
            yield from check_operand(params.get(side), (side,))

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per pair of statements; an anchor without a counterpart is no match."""
        if rule.params.get("of") == "organisation":
            return organisations.evaluate(rule, view)
        left, right = operand(rule.params["left"]), operand(rule.params["right"])
        by = words(rule.params["by"])
        outcomes: list[Outcome] = []
        for anchor in left.choose(view):
            if known(anchor, by):
                outcomes += _matches(rule, view, anchor, right, by)
        return outcomes or not_applicable(rule, view)


def _matches(rule: Rule, view: View, anchor: Fact, right: Operand, by: tuple[str, ...]) -> list[Outcome]:
    comparable = [
        fact
        for fact in right.choose(view)
        if fact is not anchor
        and same(fact, anchor, by)
        and fact.dims == anchor.dims
        and fact.quantity.unit.base == anchor.quantity.unit.base
    ]
    rivals = [fact for fact in comparable if _compatible(anchor, fact)]
    others = [fact for fact in comparable if fact not in rivals]
    if not rivals:
        return []
    if len({fact.basis for fact in rivals}) > 1 or anchor.basis is None:
        return [_alternatives(rule, view, anchor, rivals, others)]
    return [_outcome(rule, view, anchor, fact, others) for fact in rivals]


def _compatible(anchor: Fact, fact: Fact) -> bool:
    return any(a.compatible(b) for a in bases(anchor) for b in bases(fact))


def _alternatives(rule: Rule, view: View, anchor: Fact, rivals: list[Fact], others: list[Fact]) -> Outcome:
    """Rivals on different bases: one that agrees decides; none, and the one the words prefer is reported."""
    exact = [fact for fact in rivals if fact.basis is anchor.basis and anchor.basis is not None]
    order = {basis: i for i, basis in enumerate(_PREFERENCE)}
    tried = exact or sorted(rivals, key=lambda fact: order.get(fact.basis or Basis.BUDGET, 0))
    outcomes = [_outcome(rule, view, anchor, fact, others, unsure=anchor.basis is None) for fact in tried]
    return next((outcome for outcome in outcomes if outcome.status is Status.PASS), outcomes[0])


def _outcome(rule: Rule, view: View, anchor: Fact, fact: Fact, others: list[Fact], unsure: bool = False) -> Outcome:
    judgement = verdicts.equal(verdicts.side_of(anchor), verdicts.side_of(fact))
    shown = verdicts.pair(anchor, fact, judgement.agrees)
    beside = [other for other in others if bases(other)]
    lines = [shown, *(_beside(view, anchor, other) for other in beside)]
    coarse = max((anchor, fact), key=lambda f: verdicts.relative_half_width(verdicts.side_of(f))).quantity
    gap = verdicts.show_gap(judgement.gap, coarse.unit, verdicts.gap_places(anchor, fact, coarse.unit))
    signed = view.lexicon.messages.direction(gap, view.lang)
    if not judgement.agrees:
        lines.insert(1, f"Δ={gap}")
    case = rule.case("differ")
    round_figure = not judgement.agrees and verdicts.is_round_figure(anchor, fact)
    mild = (unsure or round_figure) and case is not None and case.severity is Severity.ERROR
    evidence = (
        Evidence("left", anchor),
        Evidence("right", fact),
        *(Evidence("other", other) for other in beside),
    )
    return build(
        rule,
        view,
        Draft(
            Status.PASS if judgement.agrees else Status.FAIL,
            evidence,
            when="differ",
            severity=Severity.WARNING if mild else None,
            verdict=judgement.verdict,
            strength=judgement.strength,
            worked="\n".join(lines),
            values={"worked": shown, "left": anchor.surface, "right": fact.surface, **signed},
            equality=True,
            large=verdicts.is_large(judgement, fact.quantity.value),
            relation=None if round_figure else Relation("left == right", ("left", "right")),
            diagnosis=(_round_figure(view, anchor, fact),) if round_figure else (),
        ),
    )


def _round_figure(view: View, anchor: Fact, fact: Fact) -> str:
    text = view.lexicon.messages.slips["rounded"][view.lang]
    return text.format(was=anchor.surface, meant=format_quantity(fact.quantity))


def _beside(view: View, anchor: Fact, other: Fact) -> str:
    """How a number on another basis stands to the anchor: shown, never judged."""
    judgement = verdicts.equal(verdicts.side_of(anchor), verdicts.side_of(other))
    basis = view.lexicon.messages.bases[bases(other)[0].value][view.lang]
    return f"{verdicts.pair(anchor, other, judgement.agrees)} ({basis})"
