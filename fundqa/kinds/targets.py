"""target: what is to be said of targets and of the indicators they belong to; `assert` says what must hold.

achieved: the result lies in the target; legal: the target is written so that it can be met; measured: the result is
no copy of the target's bound; explained: a result off its target comes with a reason (the lexicon's words for being
off a target tell a reason for it from any other).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fundqa.derive import holds, slight
from fundqa.kinds import explanations, marks
from fundqa.kinds.base import Draft, build, not_applicable, open_outcome
from fundqa.kinds.selecting import Problem, check_keys, check_words, words
from fundqa.kinds.verdicts import gap_places, show_gap
from fundqa.model import Achieved, Evidence, Fact, Item, Rule, Severity, Status, Target
from fundqa.report import Outcome
from fundqa.view import Indicator, View

ASSERTIONS = ("achieved", "legal", "measured", "explained", marks.EARNED, marks.ACCOUNTED)
MISSED, EXPLAINED, SLIGHT = "missed", "missed and explained", "slightly short"
MALFORMED, COPIED, UNEXPLAINED = "malformed", "copied", "unexplained"


@dataclass(frozen=True, slots=True)
class TargetKind:
    """The kind."""

    name: str = "target"
    conditions: tuple[str, ...] = (
        MISSED, EXPLAINED, SLIGHT, MALFORMED, COPIED, UNEXPLAINED, marks.FULL_MARKS, marks.TAKEN_OFF,
    )  # fmt: skip
    placeholders: tuple[str, ...] = ("target", "result", "sign", "gap", "reading", "score", "weight")
    equality: bool = False

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """What must hold."""
        yield from check_keys(params, ("each", "assert", "requires"), ("assert",))
        yield from check_words(params, "assert", ASSERTIONS)

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per target or indicator row."""
        required = set(words(rule.params.get("requires")))
        indicators = [i for i in view.indicators if required <= i.form.columns]
        if view.indicators and not indicators:
            lacking = view.lexicon.messages.join(sorted(required), view.lang)
            return not_applicable(rule, view, "columns_missing", names=lacking)
        if rule.params["assert"] in (marks.EARNED, marks.ACCOUNTED):
            return marks.evaluate(rule, view, required) or not_applicable(rule, view)
        return _outcomes(rule, view, indicators) or not_applicable(rule, view)


def _outcomes(rule: Rule, view: View, indicators: Sequence[Indicator]) -> list[Outcome]:
    assertion = rule.params["assert"]
    if assertion == "legal":
        return [_legal(rule, view, target) for target in _written_targets(view)]
    said = [] if assertion == "measured" else explanations.given(view, view.lexicon.deviation)
    judges = {"achieved": _achieved, "measured": _measured, "explained": _explained}
    judge = judges[str(assertion)]
    return [o for i in indicators if (o := judge(rule, view, i, said)) is not None]


def _written_targets(view: View) -> list[Target]:
    column = view.lexicon.columns.result
    return [t for t in view.targets if t.context.column != column and not _is_point(t)]


def _is_point(target: Target) -> bool:
    """Whether a target is one plain number, which cannot be malformed."""
    return target.bound.legal and target.bound.low is not None and target.bound.low == target.bound.high


def _evidence(indicator: Indicator) -> tuple[Evidence, ...]:
    pairs: list[tuple[str, Item | None]] = [
        ("result", indicator.result),
        ("target", indicator.target),
        ("other", indicator.backing),
    ]
    return tuple(Evidence(role, item) for role, item in pairs if item is not None)


def _values(view: View, indicator: Indicator) -> dict[str, str]:
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


def _worked(indicator: Indicator, values: Mapping[str, str]) -> str:
    line = relation(indicator)
    return line if indicator.achieved is Achieved.YES else f"{line}\nΔ={values['delta']}"


def _achieved(rule: Rule, view: View, indicator: Indicator, said: Sequence[explanations.Reason]) -> Outcome | None:
    evidence = _evidence(indicator)
    if not evidence:
        return None
    if indicator.achieved is Achieved.UNKNOWN:
        return open_outcome(rule, view, evidence, indicator.reason or "not_numeric")
    values = _values(view, indicator)
    ok = indicator.achieved is Achieved.YES
    when = SLIGHT if slight(indicator) else MISSED
    reason = None if ok or not rule.case(EXPLAINED) else explanations.reasons(view, indicator, said)[0]
    if reason is not None:
        evidence, when = (*evidence, Evidence("reason", reason)), EXPLAINED
    return build(
        rule,
        view,
        Draft(
            Status.PASS if ok else Status.FAIL,
            evidence,
            when=when,
            severity=_at_most_warning(rule, indicator, when),
            worked=_worked(indicator, values),
            values=values,
        ),
    )


def _at_most_warning(rule: Rule, indicator: Indicator, when: str) -> Severity | None:
    """What rests on a malformed target alone is at most a warning."""
    case = rule.case(when)
    if case and case.severity is Severity.ERROR and not indicator.legal and indicator.backing is None:
        return Severity.WARNING
    return None


def _legal(rule: Rule, view: View, target: Target) -> Outcome:
    values = {"target": target.surface, "reading": reading(target)}
    status = Status.PASS if target.bound.legal else Status.FAIL
    worked = f"{target.surface} → {values['reading']}"
    return build(rule, view, Draft(status, (Evidence("target", target),), when=MALFORMED, worked=worked, values=values))


def _measured(rule: Rule, view: View, indicator: Indicator, _: Sequence[explanations.Reason]) -> Outcome | None:
    target, result = indicator.target, indicator.result
    if not isinstance(target, Target) or result is None or target.bound.recurrence:
        return None
    evidence = (Evidence("result", result), Evidence("target", target))
    copied = isinstance(result, Target) and _set(result) == _set(target)
    values = {"target": target.surface, "result": result.surface}
    return build(rule, view, Draft(Status.FAIL if copied else Status.PASS, evidence, when=COPIED, values=values))


def _set(target: Target) -> tuple[object, ...]:
    """What a bound asserts, however it is written: ≥95% and 95%以上 are one."""
    bound = target.bound
    return bound.low, bound.high, bound.low_inclusive, bound.high_inclusive, bound.unit.base


def _explained(rule: Rule, view: View, indicator: Indicator, said: Sequence[explanations.Reason]) -> Outcome | None:
    if indicator.achieved is not Achieved.NO:
        return None
    named, general = explanations.reasons(view, indicator, said)
    evidence = _evidence(indicator)
    if named is not None:
        return build(rule, view, Draft(Status.PASS, (*evidence, Evidence("reason", named))))
    if general is not None:
        return open_outcome(rule, view, (*evidence, Evidence("reason", general)), "maybe_explained")
    when = SLIGHT if slight(indicator) else UNEXPLAINED
    values = _values(view, indicator)
    worked = _worked(indicator, values)
    return build(rule, view, Draft(Status.FAIL, evidence, when=when, worked=worked, values=values))
