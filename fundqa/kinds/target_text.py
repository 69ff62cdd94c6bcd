"""How targets and results are shown in messages: as printed, as read, and beside each other."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fundqa.derive import holds
from fundqa.kinds import explanations
from fundqa.kinds.verdicts import gap_places, show_gap
from fundqa.model import Achieved, Evidence, Fact, Item, Target
from fundqa.view import Indicator, View


def evidence_of(indicator: Indicator) -> tuple[Evidence, ...]:
    """Result, target and what backs it, as evidence."""
    pairs: list[tuple[str, Item | None]] = [
        ("result", indicator.result),
        ("target", indicator.target),
        ("other", indicator.backing),
    ]
    return tuple(Evidence(role, item) for role, item in pairs if item is not None)


def values_of(view: View, indicator: Indicator) -> dict[str, str]:
    """The blanks of a message on a row: target, result, and by how much it is off."""
    target, result = indicator.target, indicator.result
    values = {
        "target": said(target) if target else "",
        "result": result.surface if result else "",
        "gap": "",
        "delta": "",
    }
    edge = nearest_edge(indicator)
    if edge is not None and isinstance(result, Fact):
        unit = result.quantity.unit
        gap = result.quantity.value - edge.quantity.value
        shown = show_gap(gap, unit, gap_places(result, edge, unit))
        values |= {"delta": shown, **view.lexicon.messages.direction(shown, view.lang)}
    return values


def said(target: Fact | Target) -> str:
    """A target as printed; where its operator stands in a column of its own, as it is read (≥ | 95 | % as [95%,+∞))."""
    alone = target.surface.strip().replace(",", "").replace(".", "").isdigit()
    return reading(target) if alone and isinstance(target, Target) else target.surface


def reading(target: Target) -> str:
    """A bound as fundqa reads it: [95%,105%]."""
    bound = target.bound
    scale, symbol = bound.unit.scale, bound.unit.symbol
    low = "-∞" if bound.low is None else f"{(bound.low / scale).normalize():f}{symbol}"
    high = "+∞" if bound.high is None else f"{(bound.high / scale).normalize():f}{symbol}"
    left = "[" if bound.low is not None and bound.low_inclusive else "("
    right = "]" if bound.high is not None and bound.high_inclusive else ")"
    return f"{left}{low},{high}{right}"


def nearest_edge(indicator: Indicator) -> Fact | None:
    """The end of the target that a result misses, as a number in the result's unit."""
    target, result = indicator.target, indicator.result
    if not isinstance(result, Fact) or target is None:
        return None
    if isinstance(target, Fact):
        return target
    value, bound = result.quantity.value, target.bound
    edge = bound.low if bound.low is not None and value < bound.low else bound.high
    if edge is None:
        edge = bound.low
    return explanations.at_value(result, edge) if edge is not None else None


def relation(indicator: Indicator) -> str:
    """A result beside its target, as compared: 2894人 < 2914人, 107.25% ∉ [95%,105%], 3% > 2%."""
    target, result = indicator.target, indicator.result
    if target is None or result is None:
        return ""
    if not isinstance(result, Fact):
        return f"{result.surface} → {target.surface}"
    value = result.quantity.value
    if isinstance(target, Fact):
        return f"{result.surface} {_sign(value, target.quantity.value)} {target.surface}"
    bound = target.bound
    if bound.low is not None and bound.high is not None:
        return f"{result.surface} {'∈' if holds(bound, value) else '∉'} {reading(target)}"
    edge, signs = (bound.low, _AT_LEAST) if bound.low is not None else (bound.high, _AT_MOST)
    inclusive = bound.low_inclusive if bound.low is not None else bound.high_inclusive
    sign = signs[inclusive, holds(bound, value)]
    return f"{result.surface} {sign} {((edge or Decimal(0)) / bound.unit.scale).normalize():f}{bound.unit.symbol}"


_AT_LEAST = {(True, True): "≥", (True, False): "<", (False, True): ">", (False, False): "≤"}
_AT_MOST = {(True, True): "≤", (True, False): ">", (False, True): "<", (False, False): "≥"}


def _sign(left: Decimal, right: Decimal) -> str:
    return "=" if left == right else "<" if left < right else ">"


def worked_of(indicator: Indicator, values: Mapping[str, str]) -> str:
    """The comparison, and the gap where the target is missed."""
    line = relation(indicator)
    return line if indicator.achieved is Achieved.YES else f"{line}\nΔ={values['delta']}"
