"""Rows of a form as operands: cells by canonical column, and shares worked out from the row (result of target …)."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from fundqa import interval
from fundqa.document import Location
from fundqa.interval import Interval, point
from fundqa.kinds import explanations, scales, tiers
from fundqa.kinds.base import not_applicable, open_outcome
from fundqa.kinds.constants import constants
from fundqa.kinds.lookup import by_column, by_host, indicators_of
from fundqa.kinds.scales import Share
from fundqa.kinds.scorecards import is_bonus, scorecards
from fundqa.kinds.selecting import words
from fundqa.model import Achieved, Basis, Evidence, Fact, Item, Rule, Target
from fundqa.quantity import format_quantity, format_value
from fundqa.report import Outcome
from fundqa.units import MONEY
from fundqa.view import RATE_SCORE, Form, Indicator, Row, View

ACHIEVEMENT, EXECUTION = "achievement", "execution"
RATIOS = (ACHIEVEMENT, EXECUTION, tiers.TOP, tiers.BOTTOM)
INDICATOR, SCORED, RATE, FORM = "indicator", "scored row", "execution rate", "form"
EACH = (INDICATOR, SCORED, RATE, FORM)
AMOUNTS = (Basis.EXECUTED.value, Basis.FULL_YEAR.value)
VALUES = ("result", "target")
Cells = Mapping[Location, Sequence[Fact]]
Operands = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """The operands of one row: printed numbers, shares worked out from the row, and what they were worked out from.

    degrees: the degrees of completion behind the shares that a scale gave.
    """

    indicator: Indicator
    facts: dict[str, Fact]
    ratios: dict[str, Share]
    degrees: dict[str, Share]
    others: tuple[Item, ...]


def indicator_outcomes(rule: Rule, view: View, judge: Callable[[Rule, View, IndicatorRow], Outcome]) -> list[Outcome]:
    """Judge every row whose operands are all there; the first operand is the anchor."""
    required = words(rule.params.get("requires"))
    rows = [i for i in _rows(view, str(rule.params.get("each"))) if set(required) <= i.form.columns]
    if not rows:
        lacking = view.lexicon.messages.join(list(required), view.lang)
        return not_applicable(rule, view, "columns_missing" if view.forms else "no_anchor", names=lacking)
    given = rule.params["given"]
    entries = {name: spec if isinstance(spec, dict) else {} for name, spec in _items(given)}
    operands = {name: spec for name, spec in entries.items() if name not in constants(entries)}
    cells = facts_by_cell(view)
    outcomes = [_outcome(rule, view, _row(rule, view, i, operands, cells), operands, judge) for i in rows]
    return [outcome for outcome in outcomes if outcome is not None] or not_applicable(rule, view)


def _rows(view: View, each: str) -> list[Indicator]:
    """Every indicator; every row with a score that lies within its weight; the execution rates'; or whole forms."""
    if each == INDICATOR:
        return [i for i in view.indicators if not is_bonus(view, i)]
    if each == FORM:
        return [_whole(form) for form in view.forms]
    items = [item for card in scorecards(view) for item in (card.all_items if each == SCORED else [card.rate])]
    return [item.indicator for item in items if item is not None and not item.bonus]


def _whole(form: Form) -> Indicator:
    return Indicator(form, Row("", {}), "", form.title, None, None, Achieved.UNKNOWN)


def _items(given: object) -> list[tuple[str, object]]:
    return list(given.items()) if isinstance(given, dict) else []


def facts_by_cell(view: View) -> Cells:
    """The facts of every cell, so that a row's are found without a search."""
    return view.facts_by(by_host)


def _row(rule: Rule, view: View, indicator: Indicator, operands: Operands, cells: Cells) -> IndicatorRow:
    """The operands a row has; those it lacks are left out."""
    others = tuple(item for item in (indicator.target, indicator.result) if item is not None)
    row = IndicatorRow(indicator, {}, {}, {}, others)
    own = scales.scales(rule.params)[0]
    for name, spec in operands.items():
        if spec.get("pairs"):
            whole = _products(view, indicator, spec["pairs"], str(spec.get("value")))
            if whole is not None:
                row.ratios[name] = whole
            continue
        if spec.get("ratio"):
            share, degree = _shares(rule, view, indicator, str(spec["ratio"]))
            if degree is not None:
                row.degrees[name], share = degree, own.earned(degree)
            if share is not None:
                row.ratios[name] = share
            continue
        fact = _fact(view, indicator, name, spec, cells)
        if fact is not None:
            row.facts[name] = fact
    return row


def _shares(rule: Rule, view: View, indicator: Indicator, kind: str) -> tuple[Share | None, Share | None]:
    """A share that is what it is (the edge of a tier), or a degree of completion that a scale turns into one."""
    if kind == ACHIEVEMENT:
        return None, achievement(indicator)
    if kind == EXECUTION:
        return None, execution(view, indicator)
    found = tiers.edges(rule.params, indicator.row.text(view.lexicon.columns.result))
    if found is None:
        return None, None
    edge = found[1] if kind == tiers.TOP else found[0]
    return Share(point(edge), edge, f"{edge.normalize():f}"), None


def _fact(view: View, indicator: Indicator, name: str, spec: Mapping[str, object], cells: Cells) -> Fact | None:
    """A cell's number; a form's amount on a basis; or result or target of the form's only indicator of a concept."""
    if spec.get("amount"):
        amount = _amount(view, indicator, Basis(str(spec["amount"])))
        return amount if amount is not None and amount.quantity.unit.dimension == MONEY else None
    if spec.get("indicator"):
        rows = indicators_of(view, indicator.form.number)
        own = [i for i in rows if i.form is indicator.form and i.concept == spec["indicator"]]
        return _measured(own[0], str(spec.get("value"))) if len(own) == 1 else None
    return _cell_fact(indicator, str(spec.get("column", name)), cells)


def _products(view: View, indicator: Indicator, pairs: object, value: str) -> Share | None:
    """The sum of persons times standard over the pairs of indicators that have both results and both targets."""
    by_concept: dict[str, list[Indicator]] = {}
    for own in indicators_of(view, indicator.form.number):
        if own.form is indicator.form:
            by_concept.setdefault(own.concept, []).append(own)
    whole, exact, written = point(Decimal(0)), Decimal(0), []
    for pair in pairs if isinstance(pairs, list) else []:
        found = [by_concept[name][0] for name in words(pair) if len(by_concept.get(name, ())) == 1]
        facts = [_measured(item, kind) for item in found for kind in (value, *VALUES)]
        if len(found) != len(words(pair)) or None in facts:
            continue
        own_facts = [fact for item in found if (fact := _measured(item, value)) is not None]
        product = reduce(interval.multiply, (fact.quantity.interval for fact in own_facts))
        whole, exact = interval.add(whole, product), exact + math.prod(fact.quantity.value for fact in own_facts)
        written.append("×".join(format_quantity(fact.quantity) for fact in own_facts))
    if not written or whole.low <= 0:
        return None
    return Share(whole, exact, written[0] if len(written) == 1 else f"({'+'.join(written)})")


def _measured(indicator: Indicator, value: str) -> Fact | None:
    """An indicator's result, or the one end of its target, in the result's unit."""
    result, target = indicator.result, indicator.target
    if not isinstance(result, Fact) or value == "result":
        return result if isinstance(result, Fact) else None
    if not isinstance(target, Target):
        return target
    ends = {end for end in (target.bound.low, target.bound.high) if end is not None}
    return explanations.at_value(result, ends.pop()) if len(ends) == 1 and not target.bound.recurrence else None


def _cell_fact(indicator: Indicator, column: str, cells: Cells) -> Fact | None:
    """The only number of a row's cell."""
    cell = indicator.row.cells.get(column)
    found = cells.get(cell.location.host, []) if cell else []
    return found[0] if len(found) == 1 else None


def _outcome(
    rule: Rule,
    view: View,
    row: IndicatorRow,
    operands: Operands,
    judge: Callable[[Rule, View, IndicatorRow], Outcome],
) -> Outcome | None:
    first = next(iter(operands))
    if first not in row.facts:
        return None
    missing = [name for name in operands if name not in row.facts and name not in row.ratios]
    if not missing:
        return judge(rule, view, row)
    code, kind = "operand_missing", operands[missing[0]].get("ratio")
    if row.indicator.row.table == "" or (kind is None and row.indicator.row.table == RATE_SCORE):
        return None
    if kind in (tiers.TOP, tiers.BOTTOM) or (kind == ACHIEVEMENT and row.indicator.reason == "not_numeric"):
        return None
    if kind == ACHIEVEMENT:
        code = row.indicator.reason or "ratio_undefined"
    names = view.lexicon.messages.join(missing, view.lang)
    return open_outcome(rule, view, [Evidence("anchor", row.facts[first])], code, True, names=names)


def achievement(indicator: Indicator) -> Share | None:
    """How much of its target an indicator reached, from 0 to 1, and how that is written.

    Result over target, or target over result where the result lies above what is allowed; 1 when it is reached. None
    when that is not known, or when the target is zero, of which there is no share.
    """
    result = indicator.result
    if indicator.achieved is Achieved.YES:
        return Share(point(Decimal(1)), Decimal(1), "1")
    if indicator.achieved is not Achieved.NO or not isinstance(result, Fact):
        return None
    edge, printed = _missed(indicator.target, result)
    if edge is None or edge <= 0:
        return None
    value, own = result.quantity.value, format_quantity(result.quantity)
    if value > edge:
        return Share(point(edge / value), edge / value, f"{printed}÷{own}")
    degree = max(value, Decimal(0)) / edge
    return Share(point(degree), degree, f"{own}÷{printed}")


def _missed(target: Fact | Target | None, result: Fact) -> tuple[Decimal | None, str]:
    """The end of the target that a result lies beyond, and that end as written."""
    if isinstance(target, Fact):
        return target.quantity.value, format_quantity(target.quantity)
    if target is None:
        return None, ""
    low, high = target.bound.low, target.bound.high
    edge = low if low is not None and result.quantity.value <= low else high
    return edge, "" if edge is None else format_value(edge, target.bound.unit, None)


def execution(view: View, indicator: Indicator) -> Share | None:
    """How much of its budget a form spent, at most 1: by the rate it prints, else by its two amounts."""
    rate = indicator.result
    if isinstance(rate, Fact):
        return _capped(rate.quantity.interval, rate.quantity.value, format_quantity(rate.quantity))
    spent, budget = _amount(view, indicator, Basis.EXECUTED), _amount(view, indicator, Basis.FULL_YEAR)
    if spent is None or budget is None or budget.quantity.low <= 0:
        return None
    written = f"{format_quantity(spent.quantity)}÷{format_quantity(budget.quantity)}"
    share = interval.divide(spent.quantity.interval, budget.quantity.interval)
    return _capped(share, spent.quantity.value / budget.quantity.value, f"({written})")


def _capped(share: Interval, value: Decimal, written: str) -> Share:
    one = Decimal(1)
    if share.low >= one:
        return Share(point(one), one, "1")
    return Share(Interval(max(share.low, Decimal(0)), min(share.high, one)), min(value, one), written)


def _amount(view: View, indicator: Indicator, basis: Basis) -> Fact | None:
    """A form's amount on a basis, without sources; of several budgets the one for the whole year."""
    own = [
        fact
        for fact in view.facts_by(by_column).get((indicator.form.number, "funding"), ())
        if not fact.dims
        and fact.basis is not None
        and fact.basis.compatible(basis)
        and view.lexicon.concept(fact.concept).amount
    ]
    return next((fact for fact in own if fact.basis is basis), own[0] if own else None)
