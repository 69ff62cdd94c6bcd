"""target: what is to be said of targets and of the indicators they belong to; `assert` says what must hold.

achieved: the result lies in the target; legal: the target is written so that it can be met; measured: the result is
no copy of the target's bound; explained: a result off its target comes with a reason.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fundqa.derive import slight
from fundqa.kinds import explanations
from fundqa.kinds.base import Draft, build, not_applicable, open_outcome
from fundqa.kinds.selecting import Problem, check_keys, check_words, words
from fundqa.kinds.verdicts import gap_places, show_gap
from fundqa.model import Achieved, Evidence, Fact, Item, Rule, Severity, Status, Target
from fundqa.report import Outcome
from fundqa.view import Indicator, View

ASSERTIONS = ("achieved", "legal", "measured", "explained")
MISSED, SLIGHT, MALFORMED, COPIED, UNEXPLAINED = "missed", "slightly short", "malformed", "copied", "unexplained"


@dataclass(frozen=True, slots=True)
class TargetKind:
    """The kind."""

    name: str = "target"
    conditions: tuple[str, ...] = (MISSED, SLIGHT, MALFORMED, COPIED, UNEXPLAINED)
    placeholders: tuple[str, ...] = ("target", "result", "sign", "gap", "reading")
    equality: bool = False

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """What must hold."""
        yield from check_keys(params, ("each", "assert", "requires", "settings"), ("assert",))
        yield from check_words(params, "assert", ASSERTIONS)

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per target or indicator row."""
        required = set(words(rule.params.get("requires")))
        indicators = [i for i in view.indicators if required <= i.form.columns]
        if view.indicators and not indicators:
            lacking = view.lexicon.messages.join(sorted(required), view.lang)
            return not_applicable(rule, view, "columns_missing", names=lacking)
        judge = {"achieved": _achieved, "measured": _measured, "explained": _explained}
        assertion = str(rule.params["assert"])
        if assertion == "legal":
            outcomes = [_legal(rule, view, target) for target in _written_targets(view)]
        else:
            outcomes = [o for i in indicators if (o := judge[assertion](rule, view, i)) is not None]
        return outcomes or not_applicable(rule, view)


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
        "target": target.surface if target else "",
        "result": result.surface if result else "",
        "gap": "",
        "delta": "",
    }
    if isinstance(target, Target):
        values["reading"] = reading(target)
    edge = nearest_edge(indicator)
    if edge is not None and isinstance(result, Fact):
        unit = result.quantity.unit
        gap = result.quantity.value - edge.quantity.value
        shown = show_gap(gap, unit, gap_places(result, edge, unit))
        values |= {"delta": shown, **view.lexicon.messages.direction(shown, view.lang)}
    return values


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


def _worked(indicator: Indicator, values: Mapping[str, str], ok: bool) -> str:
    shown = values.get("reading") or values["target"]
    sign = ("∈" if ok else "∉") if "reading" in values else ("≥" if ok else "<")
    if "reading" not in values and ok and indicator.target and values["result"] == values["target"]:
        sign = "="
    elif "reading" not in values and values["delta"].startswith("+"):
        sign = ">" if not ok else "≥"
    elif "reading" not in values and values["delta"].startswith("-"):
        sign = "≤" if ok else "<"
    line = f"{values['result']} {sign} {shown}"
    return line if ok else f"{line}\nΔ={values['delta']}"


def _achieved(rule: Rule, view: View, indicator: Indicator) -> Outcome | None:
    evidence = _evidence(indicator)
    if not evidence:
        return None
    if indicator.achieved is Achieved.UNKNOWN:
        return open_outcome(rule, view, evidence, indicator.reason or "not_numeric")
    values = _values(view, indicator)
    ok = indicator.achieved is Achieved.YES
    when = SLIGHT if slight(indicator) else MISSED
    return build(
        rule,
        view,
        Draft(
            Status.PASS if ok else Status.FAIL,
            evidence,
            when=when,
            severity=_at_most_warning(rule, indicator, when),
            worked=_worked(indicator, values, ok),
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


def _measured(rule: Rule, view: View, indicator: Indicator) -> Outcome | None:
    target, result = indicator.target, indicator.result
    if not isinstance(target, Target) or result is None or target.bound.recurrence:
        return None
    evidence = (Evidence("result", result), Evidence("target", target))
    copied = isinstance(result, Target) and result.bound == target.bound
    values = {"target": target.surface, "result": result.surface}
    return build(rule, view, Draft(Status.FAIL if copied else Status.PASS, evidence, when=COPIED, values=values))


def _explained(rule: Rule, view: View, indicator: Indicator) -> Outcome | None:
    if indicator.achieved is not Achieved.NO:
        return None
    named, general = explanations.reasons(view, indicator)
    evidence = _evidence(indicator)
    if named is not None:
        return build(rule, view, Draft(Status.PASS, (*evidence, Evidence("reason", named))))
    if general is not None:
        return open_outcome(rule, view, (*evidence, Evidence("reason", general)), "maybe_explained")
    when = SLIGHT if slight(indicator) else UNEXPLAINED
    values = _values(view, indicator)
    worked = _worked(indicator, values, False)
    return build(rule, view, Draft(Status.FAIL, evidence, when=when, worked=worked, values=values))
