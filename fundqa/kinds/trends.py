"""Claims about the way a quantity went (支出稳步增长) against the figures that the report gives of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fundqa import interval
from fundqa.bind.aspects import named_in
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.claim_scope import Said, reserved
from fundqa.kinds.relations import before
from fundqa.kinds.selecting import words
from fundqa.model import CHANGE, Basis, Evidence, Fact, Rule, Status
from fundqa.quantity import format_quantity
from fundqa.report import Outcome
from fundqa.view import View

OPPOSITE, BARE = "opposite figures", "no figures"

Key = tuple[str, str]
"""Concept and entity."""


def evaluate(rule: Rule, view: View, claims: Sequence[Said]) -> list[Outcome]:
    """One outcome per claim about a quantity that the lexicon knows."""
    unless = words(rule.params.get("unless"))
    stated: dict[Key, list[Fact]] = {}
    for fact in view.facts:
        stated.setdefault((fact.concept, fact.entity), []).append(fact)
    stands = (said for said in claims if not reserved(said, unless, counted=_from_to(said) is None))
    found = [_judge(rule, view, said, stated) for said in stands]
    return [outcome for outcome in found if outcome is not None] or not_applicable(rule, view)


def _judge(rule: Rule, view: View, said: Said, stated: Mapping[Key, list[Fact]]) -> Outcome | None:
    claim = said.claim
    between = _from_to(said)
    if between is not None:
        return _moved(rule, view, said, between)
    start = said.passage.clause(said.start)[0]
    concept = named_in(said.passage, (start, said.start), "", view.lexicon, any_dimension=True) or ""
    if concept not in view.lexicon.concepts:
        return None
    beside = _moves(view, [fact for fact in said.facts if fact.concept == concept])
    upward = claim.kind in view.lexicon.rising
    against = [move for move in beside if move[0] != upward]
    evidence = (Evidence("claim", claim), *(Evidence("operand", fact) for _, facts in beside for fact in facts))
    if against:
        shown = _shown(against[0][1])
        values = {"claim": claim.surface, "worked": shown, "count": str(len(against))}
        return build(rule, view, Draft(Status.FAIL, evidence, when=OPPOSITE, worked=shown, values=values))
    if beside:
        return build(rule, view, Draft(Status.PASS, evidence, worked=_shown(beside[0][1])))
    anywhere = _moves(view, stated.get((concept, claim.entity), []))
    if anywhere or not claim.entity or rule.case(BARE) is None:
        return None
    values = {"claim": claim.surface, "worked": concept, "count": "0"}
    return build(rule, view, Draft(Status.FAIL, evidence, when=BARE, values=values))


def _from_to(said: Said) -> tuple[Fact, Fact] | None:
    """The two numbers of 由2亿元增加到3亿元; None where the claim is no such word."""
    before_it = [fact for fact in said.facts if fact.location.end == said.start]
    after_it = [fact for fact in said.facts if fact.location.start >= said.end]
    if not before_it or not after_it:
        return None
    one, two = before_it[-1], after_it[0]
    return (one, two) if one.quantity.unit.base == two.quantity.unit.base else None


def _moved(rule: Rule, view: View, said: Said, pair: tuple[Fact, Fact]) -> Outcome | None:
    moves = _between(*pair)
    if not moves:
        return None
    shown = _shown(pair)
    upward = said.claim.kind in view.lexicon.rising
    evidence = (Evidence("claim", said.claim), *(Evidence("operand", fact) for fact in pair))
    values = {"claim": said.claim.surface, "worked": shown, "count": "1"}
    status = Status.PASS if moves[0][0] == upward else Status.FAIL
    return build(rule, view, Draft(status, evidence, when=OPPOSITE, worked=shown, values=values))


def _moves(view: View, facts: Sequence[Fact]) -> list[tuple[bool, tuple[Fact, ...]]]:
    """Which way a quantity went (True: up) by its changes and by its values of two years, with the figures."""
    found: list[tuple[bool, tuple[Fact, ...]]] = []
    for fact in facts:
        change = dict(fact.dims).get(CHANGE, "")
        if change in view.lexicon.rising | view.lexicon.falling and fact.quantity.value > 0:
            found.append((change in view.lexicon.rising, (fact,)))
    plain: dict[tuple[str, Basis | None], list[Fact]] = {}
    for fact in facts:
        if not fact.dims:
            plain.setdefault((fact.period, fact.basis), []).append(fact)
    for now in (fact for fact in facts if not fact.dims):
        for then in plain.get((before(now.period), now.basis), ()):
            found += _between(then, now)
    return found


def _between(then: Fact, now: Fact) -> list[tuple[bool, tuple[Fact, ...]]]:
    one, two = then.quantity, now.quantity
    if one.unit.base != two.unit.base or interval.meet(one.interval, two.interval):
        return []
    return [(interval.below(one.interval, two.interval), (then, now))]


def _shown(facts: Sequence[Fact]) -> str:
    """The figures as the report has them: 4126.5万元→3920.4万元, 增加206.1万元."""
    if len(facts) > 1:
        return "→".join(format_quantity(fact.quantity) for fact in facts)
    return "".join(dict(fact.dims).get(CHANGE, "") + format_quantity(fact.quantity) for fact in facts)
