"""equation: an anchor equals (or does not exceed) what follows from other numbers: 率 == 执行 / 预算, 执行 <= 预算."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from fundqa import expr, interval
from fundqa.expr import Comparison
from fundqa.interval import Interval
from fundqa.kinds import verdicts
from fundqa.kinds.base import Draft, build, not_applicable, open_outcome
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
from fundqa.model import Basis, Evidence, Fact, Rule, Status
from fundqa.quantity import format_quantity
from fundqa.report import Outcome, Relation
from fundqa.view import View

_STATEMENTS = 4
_PREFERENCE = (Basis.FULL_YEAR, Basis.BUDGET, Basis.INITIAL)


@dataclass(frozen=True, slots=True)
class Equation:
    """The kind."""

    name: str = "equation"
    conditions: tuple[str, ...] = ("differ", "exceeds")
    placeholders: tuple[str, ...] = ("worked", "sign", "gap", "surface", "*given")
    equality: bool = True

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Operands, aspects, the assertion and its names."""
        yield from check_keys(params, ("each", "given", "by", "assert", "requires", "settings"), ("given", "assert"))
        yield from check_words(params, "by", ASPECTS)
        yield from check_words(params, "each", ("indicator",))
        given = params.get("given")
        names = list(given) if isinstance(given, dict) else []
        if params.get("each") is None:
            for name in names:
                assert isinstance(given, dict)
                yield from check_operand(given[name], ("given", name))
        try:
            comparison = expr.parse(str(params.get("assert", "")))
        except expr.ExprError as error:
            yield Problem(("assert",), error.zh, error.en)
            return
        for name in comparison.names:
            if name not in names:
                yield Problem(("assert",), f"没有操作数“{name}”", f"no operand “{name}”", tuple(names))

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per statement of the anchor."""
        if rule.params.get("each") == "indicator":
            return indicator_outcomes(rule, view, _judge_row)
        comparison = expr.parse(str(rule.params["assert"]))
        given = rule.params["given"]
        operands = {name: operand(spec) for name, spec in given.items()} if isinstance(given, dict) else {}
        by = words(rule.params.get("by"))
        first = next(iter(operands))
        anchors = [fact for fact in operands[first].choose(view) if known(fact, by) and not _is_change(fact)]
        outcomes = [_match(rule, view, comparison, operands, anchor, by) for anchor in anchors]
        return outcomes or not_applicable(rule, view)


def _is_change(fact: Fact) -> bool:
    return any(name == "change" for name, _ in fact.dims)


def _match(
    rule: Rule, view: View, comparison: Comparison, operands: Mapping[str, Operand], anchor: Fact, by: tuple[str, ...]
) -> Outcome:
    names = list(operands)
    statements = {names[0]: [anchor]}
    missing = []
    for name in names[1:]:
        found = _statements(view, operands[name], anchor, by)
        statements[name] = found
        if not found:
            missing.append(describe(operands[name], view))
    equality = comparison.operator == "=="
    if missing:
        absent = view.lexicon.messages.join(missing, view.lang)
        return open_outcome(rule, view, [Evidence("anchor", anchor)], "operand_missing", equality, names=absent)
    drafts = [
        _judge(view, comparison, dict(zip(statements, chosen, strict=True)))
        for chosen in itertools.product(*(found[:_STATEMENTS] for found in statements.values()))
    ]
    best = next((d for d in drafts if d.status is Status.PASS), drafts[0])
    return build(rule, view, best)


def _statements(view: View, wanted: Operand, anchor: Fact, by: tuple[str, ...]) -> list[Fact]:
    """The statements of an operand that belong to an anchor, the narrowest first."""
    found = [f for f in wanted.choose(view) if f is not anchor and same(f, anchor, by) and f.basis is not None]
    if wanted.basis is Basis.BUDGET:
        preferred = next((b for b in _PREFERENCE if any(f.basis is b for f in found)), None)
        if preferred in (Basis.FULL_YEAR, Basis.INITIAL):
            found = [f for f in found if f.basis in (preferred, Basis.BUDGET)]
    return sorted(found, key=lambda fact: fact.quantity.interval.width)


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
    judgement = verdicts.equal(stated, computed)
    worked, gap = verdicts.worked(comparison.right.written(values), anchor, computed.value, judgement)
    return Draft(
        Status.PASS if judgement.agrees else Status.FAIL,
        evidence,
        when="differ",
        verdict=judgement.verdict,
        strength=judgement.strength,
        worked=worked,
        values={**values, "worked": worked.split("\n")[0], **view.lexicon.messages.direction(gap, view.lang)},
        equality=True,
        large=verdicts.is_large(judgement, stated.value),
        relation=Relation(comparison.text, tuple(chosen)),
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
        when="exceeds",
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
    judgement = verdicts.equal(stated, computed)
    worked, gap = verdicts.worked(right.written(values), anchor, computed.value, judgement)
    evidence = (
        Evidence("anchor", anchor),
        *(Evidence("operand", fact) for name, fact in row.facts.items() if name != comparison.names[0]),
        *(Evidence("other", item) for item in row.others),
    )
    return build(
        rule,
        view,
        Draft(
            Status.PASS if judgement.agrees else Status.FAIL,
            evidence,
            when="differ",
            verdict=judgement.verdict,
            strength=judgement.strength,
            worked=worked,
            values={**values, "worked": worked.split("\n")[0], **view.lexicon.messages.direction(gap, view.lang)},
            equality=True,
            large=verdicts.is_large(judgement, stated.value),
        ),
    )
