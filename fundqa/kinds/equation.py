"""equation: an anchor equals (or does not exceed) what follows from other numbers: 率 == 执行 / 预算, 执行 <= 预算."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from fundqa import expr
from fundqa.expr import Comparison
from fundqa.interval import Interval
from fundqa.kinds import numbers, relations, verdicts
from fundqa.kinds.base import Draft, build, not_applicable, open_outcome
from fundqa.kinds.comparing import DIFFER, EXCEEDS, compared, inequality
from fundqa.kinds.constants import with_constants, worked_out
from fundqa.kinds.equation_rule import check_equation
from fundqa.kinds.excess import carried, explained
from fundqa.kinds.row_equations import judge_row
from fundqa.kinds.rows import EACH as ROWS
from fundqa.kinds.rows import indicator_outcomes
from fundqa.kinds.selecting import (
    Operand,
    Problem,
    known,
    operand,
    words,
)
from fundqa.kinds.statements import MOST_TRIED, preferred, statements
from fundqa.kinds.ties import TABLE, tie_outcomes
from fundqa.model import CHANGE, SHARE, Evidence, Fact, Rule, Severity, Status, Verdict
from fundqa.quantity import format_quantity
from fundqa.report import Outcome, Relation
from fundqa.view import View

INITIAL, TRUNCATED, PART = "on initial budget", "truncated", "part exceeds"
TOTAL = ("entity", "period", "dims")


@dataclass(frozen=True, slots=True)
class Equation:
    """The kind."""

    name: str = "equation"
    conditions: tuple[str, ...] = (
        DIFFER, EXCEEDS, INITIAL, TRUNCATED, PART, relations.OPPOSITE, numbers.OUTSIDE, numbers.BROKEN,
    )  # fmt: skip
    placeholders: tuple[str, ...] = (
        "worked", "sign", "gap", "surface", "word", "concept", "initial", "total", "*given", "*show",
    )  # fmt: skip
    equality: bool = True

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Operands, aspects, the assertion and its names."""
        yield from check_equation(params)

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per statement of the anchor."""
        each = rule.params.get("each")
        if each in ROWS:
            return indicator_outcomes(rule, view, judge_row)
        if each == TABLE:
            return tie_outcomes(rule, view, _judge)
        if each == numbers.NUMBER:
            return numbers.evaluate(rule, view)
        if each is not None:
            return relations.evaluate(rule, view)
        given = rule.params["given"]
        entries = given if isinstance(given, dict) else {}
        comparison = expr.parse(with_constants(str(rule.params["assert"]), entries))
        operands = {name: operand(spec) for name, spec in entries.items() if "value" not in spec}
        by = words(rule.params.get("by"))
        first = next(iter(operands))
        anchors = [fact for fact in operands[first].choose(view) if known(fact, by) and not _is_change(fact)]
        outcomes = [_match(rule, view, comparison, operands, anchor, by) for anchor in anchors]
        return outcomes or not_applicable(rule, view)


def _is_change(fact: Fact) -> bool:
    return any(name in (CHANGE, SHARE) for name, _ in fact.dims)


def _match(
    rule: Rule, view: View, comparison: Comparison, operands: Mapping[str, Operand], anchor: Fact, by: tuple[str, ...]
) -> Outcome:
    names = list(operands)
    stated = {name: statements(view, operands[name], anchor, by) for name in names[1:]}
    missing = [describe(operands[name], view) for name, found in stated.items() if not found]
    if missing:
        absent = view.lexicon.messages.join(missing, view.lang)
        equality = comparison.operator == "=="
        return open_outcome(rule, view, [Evidence("anchor", anchor)], "operand_missing", equality, names=absent)
    current = {names[0]: [anchor], **{name: preferred(found) for name, found in stated.items()}}
    best = _best(view, comparison, current)
    if best is None:
        return _unclear(rule, view, operands, anchor)
    if best.status is Status.FAIL and comparison.operator == "==":
        superseded = {name: _without(found, current[name]) for name, found in stated.items()}
        best = _on_initial(rule, view, comparison, best, current, superseded)
    elif best.status is Status.FAIL:
        best = _excused(rule, view, comparison, best, anchor, operands)
    if best.verdict is Verdict.TRUNCATED and not best.large and rule.case(TRUNCATED):
        best = replace(best, when=TRUNCATED)
    if best.status is Status.FAIL and _on_unsaid_basis(best):
        return _unclear(rule, view, operands, anchor)
    if best.status is Status.FAIL and anchor.basis is None:
        best = replace(best, severity=_at_most_warning(rule, best.when))
    return build(rule, view, replace(best, values={**best.values, **worked_out(rule, best, names)}))


def _without(found: list[Fact], others: list[Fact]) -> list[Fact]:
    places = {fact.location for fact in others}
    return [fact for fact in found if fact.location not in places]


def _on_unsaid_basis(draft: Draft) -> bool:
    """Whether an operand's basis was only supposed: such a number can agree, but it proves nothing wrong."""
    chosen = (e.item for e in draft.evidence if e.role == "operand")
    return any(isinstance(item, Fact) and item.basis is None for item in chosen)


def _unclear(rule: Rule, view: View, operands: Mapping[str, Operand], anchor: Fact) -> Outcome:
    names = view.lexicon.messages.join([describe(wanted, view) for wanted in list(operands.values())[1:]], view.lang)
    return open_outcome(rule, view, [Evidence("anchor", anchor)], "operand_ambiguous", True, names=names)


def _best(view: View, comparison: Comparison, stated: Mapping[str, list[Fact]]) -> Draft | None:
    """The judgement on the operands' statements: a pass with any, else truncated or residue, else a fail.

    None when one number would have to be two operands.
    """
    choices = itertools.product(*(found[:MOST_TRIED] for found in stated.values()))
    drafts = [
        _judge(view, comparison, dict(zip(stated, chosen, strict=True)))
        for chosen in choices
        if len({fact.location for fact in chosen}) == len(chosen)
    ]
    if not drafts:
        return None
    order = (Status.PASS, Status.NOT_APPLICABLE, Status.FAIL)
    return min(drafts, key=lambda draft: (order.index(draft.status), draft.verdict is Verdict.DIFFER))


def _at_most_warning(rule: Rule, when: str) -> Severity:
    case = rule.case(when)
    return max(case.severity if case else rule.severity, Severity.WARNING, key=lambda severity: severity.rank)


def _on_initial(
    rule: Rule,
    view: View,
    comparison: Comparison,
    failed: Draft,
    current: Mapping[str, list[Fact]],
    superseded: Mapping[str, list[Fact]],
) -> Draft:
    """A failed equality that holds with the initial budget instead of its successor, if the rule has a case for it."""
    replaced = {name: superseded.get(name) or found for name, found in current.items()}
    if rule.case(INITIAL) is None or not any(superseded.values()):
        return failed
    other = _best(view, comparison, replaced)
    if other is None or other.status is not Status.PASS:
        return failed
    initial = [format_quantity(found[0].quantity) for found in superseded.values() if found]
    values = {**failed.values, "initial": view.lexicon.messages.join(initial, view.lang)}
    others = tuple(
        Evidence("other", e.item) for e in other.evidence if all(e.item is not f.item for f in failed.evidence)
    )
    worked = f"{failed.worked}\n{other.worked}"
    return replace(failed, when=INITIAL, values=values, evidence=failed.evidence + others, worked=worked)


def _excused(
    rule: Rule, view: View, comparison: Comparison, failed: Draft, anchor: Fact, operands: Mapping[str, Operand]
) -> Draft:
    """A broken inequality that the report accounts for: by a reason in the text, or, for a source, by carried funds."""
    if "explained" in words(rule.params.get("unless")):
        reason = explained(view, anchor)
        if reason is not None:
            return replace(failed, status=Status.PASS, evidence=(*failed.evidence, Evidence("other", reason)))
    if not anchor.dims or rule.case(PART) is None:
        return failed
    total = replace(anchor, dims=())
    whole = next(iter(operands.values())).alike(view, total, TOTAL)
    if not whole or not all(_holds(view, comparison, operands, fact) for fact in whole):
        return failed
    others = tuple(Evidence("other", fact) for fact in whole)
    brought = carried(view, anchor, words(rule.params.get("carried")))
    status = Status.PASS if brought else Status.FAIL
    evidence = (*failed.evidence, *others, *(Evidence("other", fact) for fact in brought))
    values = {**failed.values, "total": format_quantity(whole[0].quantity)}
    return replace(failed, status=status, when=PART, evidence=evidence, values=values)


def _holds(view: View, comparison: Comparison, operands: Mapping[str, Operand], fact: Fact) -> bool:
    names = list(operands)
    stated = {name: preferred(statements(view, operands[name], fact, TOTAL)) for name in names[1:]}
    best = _best(view, comparison, {names[0]: [fact], **stated}) if all(stated.values()) else None
    return best is not None and best.status is Status.PASS


def describe(wanted: Operand, view: View) -> str:
    """An operand in words: 收入预算数."""
    basis = view.lexicon.messages.bases[wanted.basis.value][view.lang] if wanted.basis else ""
    space = " " if view.lang == "en" and basis else ""
    return f"{'/'.join(wanted.concepts)}{space}{basis}"


def _judge(view: View, comparison: Comparison, chosen: Mapping[str, Fact]) -> Draft:
    roles = ["anchor", *["operand"] * (len(chosen) - 1)]
    evidence = tuple(Evidence(role, fact) for role, fact in zip(roles, chosen.values(), strict=True))
    intervals = {name: fact.quantity.interval for name, fact in chosen.items()}
    try:
        left, right = comparison.left.over(intervals), comparison.right.over(intervals)
    except ZeroDivisionError:
        reason = view.lexicon.messages.reason("division_by_zero", view.lang)
        return Draft(Status.NOT_APPLICABLE, evidence, reason=reason)
    values = {name: format_quantity(fact.quantity) for name, fact in chosen.items()}
    values["surface"] = next(iter(chosen.values())).surface
    if comparison.operator == "==":
        return _equality(view, comparison, chosen, (left, right), evidence, values)
    exact, places = {name: fact.quantity.value for name, fact in chosen.items()}, verdicts.places(*chosen.values())
    return inequality(comparison, next(iter(chosen.values())), (left, right), exact, evidence, values, places)


def _equality(
    view: View,
    comparison: Comparison,
    chosen: Mapping[str, Fact],
    sides: tuple[Interval, Interval],
    evidence: tuple[Evidence, ...],
    values: dict[str, str],
) -> Draft:
    anchor = next(iter(chosen.values()))
    exact = {name: fact.quantity.value for name, fact in chosen.items()}
    place = verdicts.side_of(anchor).last_place
    stated = verdicts.Side(sides[0], comparison.left.at(exact), place, comparison.left.addends)
    computed = verdicts.Side(sides[1], comparison.right.at(exact), Decimal(0), comparison.right.addends)
    written = comparison.right.written(values)
    draft = compared(view, anchor, (stated, computed), written, evidence, values)
    return replace(draft, relation=Relation(comparison.text, tuple(chosen)))
