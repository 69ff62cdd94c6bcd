"""Indicator rows as operands: cells of one row by canonical column, and the ratio of result to target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from fundqa.document import Location
from fundqa.kinds.base import not_applicable, open_outcome
from fundqa.kinds.selecting import words
from fundqa.model import Achieved, Evidence, Fact, Item, Rule, Target
from fundqa.quantity import format_quantity, format_value
from fundqa.report import Outcome
from fundqa.view import Indicator, View

RATIO = "achievement"
Cells = Mapping[Location, list[Fact]]
Operands = Mapping[str, Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class IndicatorRow:
    """The operands of one row: printed numbers, ratios worked out from them, and what they were worked out from."""

    indicator: Indicator
    facts: dict[str, Fact]
    ratios: dict[str, Decimal]
    written: dict[str, str]
    others: tuple[Item, ...]


def indicator_outcomes(rule: Rule, view: View, judge: Callable[[Rule, View, IndicatorRow], Outcome]) -> list[Outcome]:
    """Judge every indicator row whose operands are all there; the first operand is the anchor."""
    required = words(rule.params.get("requires"))
    rows = [i for i in view.indicators if set(required) <= i.form.columns]
    if not rows:
        lacking = view.lexicon.messages.join(list(required), view.lang)
        return not_applicable(rule, view, "columns_missing" if view.forms else "no_anchor", names=lacking)
    given = rule.params["given"]
    operands = {name: spec if isinstance(spec, dict) else {} for name, spec in _items(given)}
    cells = facts_by_cell(view)
    outcomes = [_outcome(rule, view, _row(indicator, operands, cells), operands, judge) for indicator in rows]
    return [outcome for outcome in outcomes if outcome is not None] or not_applicable(rule, view)


def _items(given: object) -> list[tuple[str, object]]:
    return list(given.items()) if isinstance(given, dict) else []


def facts_by_cell(view: View) -> Cells:
    """The facts of every cell, so that a row's are found without a search."""
    found: dict[Location, list[Fact]] = {}
    for fact in view.facts:
        found.setdefault(fact.location.host, []).append(fact)
    return found


def _row(indicator: Indicator, operands: Operands, cells: Cells) -> IndicatorRow:
    """The operands a row has; those it lacks are left out."""
    others = tuple(item for item in (indicator.target, indicator.result) if item is not None)
    row = IndicatorRow(indicator, {}, {}, {}, others)
    for name, spec in operands.items():
        if spec.get("ratio") == RATIO:
            ratio = achievement(indicator)
            if ratio is not None:
                row.ratios[name], row.written[name] = ratio
            continue
        fact = _cell_fact(indicator, str(spec.get("column", name)), cells)
        if fact is not None:
            row.facts[name] = fact
    return row


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
    code = "operand_missing"
    if operands[missing[0]].get("ratio") == RATIO:
        code = row.indicator.reason or "ratio_undefined"
    names = view.lexicon.messages.join(missing, view.lang)
    return open_outcome(rule, view, [Evidence("anchor", row.facts[first])], code, True, names=names)


def achievement(indicator: Indicator) -> tuple[Decimal, str] | None:
    """How much of its target an indicator reached, from 0 to 1, and how that is written.

    Result over target, or target over result where the result lies above what is allowed; 1 when it is reached. None
    when that is not known, or when the target is zero, of which there is no share.
    """
    result = indicator.result
    if indicator.achieved is Achieved.YES:
        return Decimal(1), "1"
    if indicator.achieved is not Achieved.NO or not isinstance(result, Fact):
        return None
    edge, printed = _missed(indicator.target, result)
    if edge is None or edge <= 0:
        return None
    value, own = result.quantity.value, format_quantity(result.quantity)
    if value > edge:
        return edge / value, f"{printed}÷{own}"
    return max(value, Decimal(0)) / edge, f"{own}÷{printed}"


def _missed(target: Fact | Target | None, result: Fact) -> tuple[Decimal | None, str]:
    """The end of the target that a result lies beyond, and that end as written."""
    if isinstance(target, Fact):
        return target.quantity.value, format_quantity(target.quantity)
    if target is None:
        return None, ""
    low, high = target.bound.low, target.bound.high
    edge = low if low is not None and result.quantity.value <= low else high
    return edge, "" if edge is None else format_value(edge, target.bound.unit, None)
