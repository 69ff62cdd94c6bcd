"""Indicator rows as operands: cells of one row by canonical column, and the ratio of result to target."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from fundqa.kinds.base import not_applicable, open_outcome
from fundqa.kinds.selecting import words
from fundqa.model import Achieved, Evidence, Fact, Item, Rule, Target
from fundqa.quantity import format_quantity
from fundqa.report import Outcome
from fundqa.view import Indicator, View

RATIO = "achievement"


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
    outcomes = [_outcome(rule, view, indicator, given if isinstance(given, dict) else {}, judge) for indicator in rows]
    return [outcome for outcome in outcomes if outcome is not None] or not_applicable(rule, view)


def _outcome(
    rule: Rule,
    view: View,
    indicator: Indicator,
    given: Mapping[str, object],
    judge: Callable[[Rule, View, IndicatorRow], Outcome],
) -> Outcome | None:
    row = IndicatorRow(indicator, {}, {}, {}, _others(indicator))
    missing = []
    for name, spec in given.items():
        entry = spec if isinstance(spec, dict) else {}
        if entry.get("ratio") == RATIO:
            ratio = achievement(indicator)
            if ratio is None:
                missing.append(name)
            else:
                row.ratios[name], row.written[name] = ratio
            continue
        fact = _cell_fact(view, indicator, str(entry.get("column", name)))
        if fact is None:
            missing.append(name)
        else:
            row.facts[name] = fact
    first = next(iter(given))
    if first not in row.facts:
        return None
    if missing:
        code = indicator.reason or "operand_missing"
        names = view.lexicon.messages.join(missing, view.lang)
        return open_outcome(rule, view, [Evidence("anchor", row.facts[first])], code, True, names=names)
    return judge(rule, view, row)


def _others(indicator: Indicator) -> tuple[Item, ...]:
    return tuple(item for item in (indicator.target, indicator.result) if item is not None)


def _cell_fact(view: View, indicator: Indicator, column: str) -> Fact | None:
    cell = indicator.row.cells.get(column)
    if cell is None:
        return None
    found = [
        fact for fact in view.facts if fact.location.within(cell.location) or fact.location.host == cell.location.host
    ]
    return found[0] if len(found) == 1 else None


def achievement(indicator: Indicator) -> tuple[Decimal, str] | None:
    """How much of its target an indicator reached, 1 when reached, and how that is written; None when not known."""
    target, result = indicator.target, indicator.result
    if indicator.achieved is Achieved.YES:
        return Decimal(1), "1"
    if indicator.achieved is not Achieved.NO or target is None or not isinstance(result, Fact):
        return None
    if isinstance(target, Target):
        low, high = target.bound.low, target.bound.high
        edge, reverse = (low, False) if low is not None and result.quantity.value < low else (high, True)
        printed = target.surface
    else:
        edge, reverse, printed = target.quantity.value, False, format_quantity(target.quantity)
    if not edge or not result.quantity.value:
        return None
    top, bottom = (edge, result.quantity.value) if reverse else (result.quantity.value, edge)
    names = (format_quantity(result.quantity), printed)
    return top / bottom, "÷".join(reversed(names) if reverse else names)
