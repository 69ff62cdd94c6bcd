"""equation: an anchor equals (or does not exceed) what follows from other numbers: 率 == 执行 / 预算, 执行 <= 预算."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from fundqa import expr, interval
from fundqa.expr import Comparison
from fundqa.interval import Interval
from fundqa.kinds import numbers, relations, verdicts
from fundqa.kinds.base import Draft, build, not_applicable, open_outcome
from fundqa.kinds.excess import carried, explained
from fundqa.kinds.rows import IndicatorRow, indicator_outcomes
from fundqa.kinds.selecting import (
    ASPECTS,
    Operand,
    Problem,
    check_keys,
    check_operand,
    check_words,
    known,
    operand,
    same,
    words,
)
from fundqa.kinds.statements import preferred, statements
from fundqa.kinds.ties import TABLE, check_roles, tie_outcomes
from fundqa.model import CHANGE, SHARE, Evidence, Fact, Rule, Severity, Status, Verdict
from fundqa.quantity import format_quantity
from fundqa.report import Outcome, Relation
from fundqa.view import View

_STATEMENTS = 4
_KEYS = (
    "each", "given", "by", "assert", "requires", "unless", "carried", "not_where", "warning_where", "whole", "settings",
)  # fmt: skip
_EACH = ("indicator", relations.SENTENCE, relations.SHARE, numbers.NUMBER, TABLE)
DIFFER, EXCEEDS, INITIAL, TRUNCATED, PART = "differ", "exceeds", "on initial budget", "truncated", "part exceeds"
TOTAL = ("entity", "period", "dims")


@dataclass(frozen=True, slots=True)
class Equation:
    """The kind."""

    name: str = "equation"
    conditions: tuple[str, ...] = (
        DIFFER, EXCEEDS, INITIAL, TRUNCATED, PART, relations.OPPOSITE, numbers.OUTSIDE, numbers.BROKEN,
    )  # fmt: skip
    placeholders: tuple[str, ...] = (
        "worked",
        "sign",
        "gap",
        "surface",
        "word",
        "concept",
        "initial",
        "total",
        "*given",
    )
    equality: bool = True

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Operands, aspects, the assertion and its names."""
        yield from check_keys(params, _KEYS, ("given", "assert"))
        yield from check_words(params, "by", ASPECTS)
        yield from check_words(params, "each", _EACH)
        yield from check_words(params, "unless", ("explained",))
        given = params.get("given")
        names = list(given) if isinstance(given, dict) else []
        if params.get("each") == TABLE:
            yield from check_roles(params)
        elif params.get("each") != "indicator":
            for name in names:
                assert isinstance(given, dict)
                yield from check_operand(given[name], ("given", name))
        yield from _check_assertions(params.get("assert", ""), names)

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per statement of the anchor."""
        if rule.params.get("each") == "indicator":
            return indicator_outcomes(rule, view, _judge_row)
        if rule.params.get("each") == TABLE:
            return tie_outcomes(rule, view, _judge)
        if rule.params.get("each") == numbers.NUMBER:
            return numbers.evaluate(rule, view)
        if rule.params.get("each") is not None:
            return relations.evaluate(rule, view)
        comparison = expr.parse(str(rule.params["assert"]))
        given = rule.params["given"]
        operands = {name: operand(spec) for name, spec in given.items()} if isinstance(given, dict) else {}
        by = words(rule.params.get("by"))
        first = next(iter(operands))
        anchors = [fact for fact in operands[first].choose(view) if known(fact, by) and not _is_change(fact)]
        outcomes = [_match(rule, view, comparison, operands, anchor, by) for anchor in anchors]
        return outcomes or not_applicable(rule, view)


def _check_assertions(value: object, names: list[str]) -> Iterator[Problem]:
    """What is wrong with an assertion, or with one of a list of them."""
    listed = isinstance(value, list)
    for i, text in enumerate(value if isinstance(value, list) else [value]):
        at = ("assert", i) if listed else ("assert",)
        try:
            comparison = expr.parse(str(text))
        except expr.ExprError as error:
            yield Problem(at, error.zh, error.en)
            continue
        for name in comparison.names:
            if name not in names:
                yield Problem(at, f"没有操作数“{name}”", f"no operand “{name}”", tuple(names))


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
        superseded = {name: [f for f in found if f not in current[name]] for name, found in stated.items()}
        best = _on_initial(rule, view, comparison, best, current, superseded)
    elif best.status is Status.FAIL:
        best = _excused(rule, view, comparison, best, anchor, operands)
    if best.verdict is Verdict.TRUNCATED and not best.large and rule.case(TRUNCATED):
        best = replace(best, when=TRUNCATED)
    if best.status is Status.FAIL and _on_unsaid_basis(best):
        return _unclear(rule, view, operands, anchor)
    if best.status is Status.FAIL and anchor.basis is None:
        best = replace(best, severity=_at_most_warning(rule, best.when))
    return build(rule, view, best)


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
    choices = itertools.product(*(found[:_STATEMENTS] for found in stated.values()))
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
    whole = [f for f in next(iter(operands.values())).choose(view) if same(f, total, TOTAL)]
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
    return _inequality(comparison, chosen, left, right, evidence, values)


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
    draft = _compared(view, anchor, (stated, computed), written, evidence, values)
    return replace(draft, relation=Relation(comparison.text, tuple(chosen)))


def _compared(
    view: View,
    anchor: Fact,
    sides: tuple[verdicts.Side, verdicts.Side],
    written: str,
    evidence: tuple[Evidence, ...],
    values: Mapping[str, str],
) -> Draft:
    """What is said of an anchor (the stated side) and what follows from other numbers (the computed side)."""
    stated, computed = sides
    judgement = verdicts.equal(stated, computed)
    worked, gap = verdicts.worked(written, anchor, computed.value, judgement)
    return Draft(
        Status.PASS if judgement.agrees else Status.FAIL,
        evidence,
        when=DIFFER,
        verdict=judgement.verdict,
        strength=judgement.strength,
        worked=worked,
        values={**values, "worked": worked.split("\n")[0], **view.lexicon.messages.direction(gap, view.lang)},
        equality=True,
        large=verdicts.is_large(judgement, stated.value),
    )


def _inequality(
    comparison: Comparison,
    chosen: Mapping[str, Fact],
    left: Interval,
    right: Interval,
    evidence: tuple[Evidence, ...],
    values: dict[str, str],
) -> Draft:
    """An inequality fails only when no value the digits allow satisfies it; it settles no number."""
    anchor = next(iter(chosen.values()))
    exact = {name: fact.quantity.value for name, fact in chosen.items()}
    gap = comparison.left.at(exact) - comparison.right.at(exact)
    upward = comparison.operator in ("<=", "<")
    broken = interval.below(right, left) if upward else interval.below(left, right)
    sign = {True: {"<=": ">", "<": ">=", ">=": "<", ">": "<="}, False: {}}[broken].get(
        comparison.operator, comparison.operator
    )
    shown = f"{comparison.left.written(values)} {sign} {comparison.right.written(values)}"
    said = verdicts.show_gap(gap, anchor.quantity.unit, verdicts.places(*chosen.values()))
    return Draft(
        Status.FAIL if broken else Status.PASS,
        evidence,
        when=EXCEEDS,
        worked=f"{shown}\nΔ={said}" if broken else shown,
        values={**values, "worked": shown, "gap": said.lstrip("+-")},
    )


def _judge_row(rule: Rule, view: View, row: IndicatorRow) -> Outcome:
    """An assertion about the cells of one indicator; 比 and other ratios come as operands without a cell."""
    comparison = expr.parse(str(rule.params["assert"]))
    anchor = row.facts[comparison.names[0]]
    intervals = {name: fact.quantity.interval for name, fact in row.facts.items()} | {
        name: interval.point(value) for name, value in row.ratios.items()
    }
    exact = {name: fact.quantity.value for name, fact in row.facts.items()} | dict(row.ratios)
    values = {name: format_quantity(fact.quantity) for name, fact in row.facts.items()} | row.written
    right = comparison.right
    stated = verdicts.Side(
        intervals[comparison.names[0]], exact[comparison.names[0]], verdicts.side_of(anchor).last_place
    )
    computed = verdicts.Side(right.over(intervals), right.at(exact), Decimal(0), right.addends)
    evidence = (
        Evidence("anchor", anchor),
        *(Evidence("operand", fact) for name, fact in row.facts.items() if name != comparison.names[0]),
        *(Evidence("other", item) for item in row.others),
    )
    return build(rule, view, _compared(view, anchor, (stated, computed), right.written(values), evidence, values))
