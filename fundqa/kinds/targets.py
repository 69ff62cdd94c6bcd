"""target: what is to be said of targets and of the indicators they belong to; `assert` says what must hold.

achieved: the result lies in the target; legal: the target is written so that it can be met; measured: the result is
no copy of the target's bound; explained: a result off its target comes with a reason (the lexicon's words for being
off a target tell a reason for it from any other). moderate, reasonable, measurable, dated and surveyed are those of
`target_values`; unit, same unit, items and percent those of `target_units`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fundqa.derive import slight
from fundqa.kinds import explanations, marks, target_units, target_values
from fundqa.kinds.base import Draft, build, not_applicable, open_outcome
from fundqa.kinds.selecting import Problem, check_keys, check_words, words
from fundqa.kinds.target_text import evidence_of, reading, values_of, worked_of
from fundqa.model import Achieved, Evidence, Rule, Severity, Status, Target
from fundqa.report import Outcome
from fundqa.view import Indicator, View

MISSED, EXPLAINED, SLIGHT = "missed", "missed and explained", "slightly short"
MALFORMED, COPIED, UNEXPLAINED = "malformed", "copied", "unexplained"
_KEYS = ("each", "assert", "requires", "unless", "words", "settings")
_BLANKS = (
    "target", "result", "sign", "gap", "reading", "percent", "label", "weight", "unit", "expected", "items", "score",
)  # fmt: skip
Judge = Callable[[Rule, View, Indicator, Sequence[explanations.Reason]], Outcome | None]


@dataclass(frozen=True, slots=True)
class TargetKind:
    """The kind."""

    name: str = "target"
    conditions: tuple[str, ...] = (
        *(MISSED, EXPLAINED, SLIGHT, MALFORMED, COPIED, UNEXPLAINED),
        *target_values.CONDITIONS,
        *target_units.CONDITIONS,
        *(marks.FULL_MARKS, marks.TAKEN_OFF),
    )
    placeholders: tuple[str, ...] = _BLANKS
    equality: bool = False

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """What must hold, and the words and settings it goes by."""
        yield from check_keys(params, _KEYS, ("assert",))
        yield from check_words(params, "assert", ASSERTIONS)
        lists, numbers = params.get("words"), params.get("settings")
        for key, value in (lists if isinstance(lists, dict) else {}).items():
            if not isinstance(value, list):
                yield Problem(("words", key), "这里应当是一列词语", "expected a list of words here")
        for key, value in (numbers if isinstance(numbers, dict) else {}).items():
            if not isinstance(value, int):
                yield Problem(("settings", key), "应当是整数", "an integer is needed")

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per target, per share or per indicator row."""
        required = set(words(rule.params.get("requires")))
        indicators = [i for i in view.indicators if required <= i.form.columns]
        if view.indicators and not indicators:
            lacking = view.lexicon.messages.join(sorted(required), view.lang)
            return not_applicable(rule, view, "columns_missing", names=lacking)
        if rule.params["assert"] in (marks.EARNED, marks.ACCOUNTED):
            return marks.evaluate(rule, view, required) or not_applicable(rule, view)
        return _outcomes(rule, view, indicators) or not_applicable(rule, view)


def _outcomes(rule: Rule, view: View, indicators: Sequence[Indicator]) -> list[Outcome]:
    assertion = str(rule.params["assert"])
    if assertion == _LEGAL:
        return [_legal(rule, view, target) for target in _written_targets(view)]
    if assertion == _PERCENT:
        return target_units.percent_signs(rule, view)
    said = view.once(explanations.given, view.lexicon.deviation) if assertion in _WITH_REASONS else []
    judge = JUDGES[assertion]
    return [o for i in indicators if (o := judge(rule, view, i, said)) is not None]


def _written_targets(view: View) -> list[Target]:
    column = view.lexicon.columns.result
    return [t for t in view.targets if t.context.column != column and not _is_point(t)]


def _is_point(target: Target) -> bool:
    """Whether a target is one plain number, which cannot be malformed."""
    return target.bound.legal and target.bound.low is not None and target.bound.low == target.bound.high


def _achieved(rule: Rule, view: View, indicator: Indicator, said: Sequence[explanations.Reason]) -> Outcome | None:
    evidence = evidence_of(indicator)
    if not evidence:
        return None
    if indicator.achieved is Achieved.UNKNOWN:
        return open_outcome(rule, view, evidence, indicator.reason or "not_numeric")
    values = values_of(view, indicator)
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
            worked=worked_of(indicator, values),
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
    evidence = evidence_of(indicator)
    if named is not None:
        return build(rule, view, Draft(Status.PASS, (*evidence, Evidence("reason", named))))
    if general is not None:
        return open_outcome(rule, view, (*evidence, Evidence("reason", general)), "maybe_explained")
    when = SLIGHT if slight(indicator) else UNEXPLAINED
    values = values_of(view, indicator)
    worked = worked_of(indicator, values)
    return build(rule, view, Draft(Status.FAIL, evidence, when=when, worked=worked, values=values))


_LEGAL, _PERCENT = "legal", "percent"
_WITH_REASONS = ("achieved", "explained", "moderate")
JUDGES: Mapping[str, Judge] = {
    "achieved": _achieved,
    "measured": _measured,
    "explained": _explained,
    "moderate": target_values.moderate,
    "reasonable": target_values.reasonable,
    "measurable": target_values.measurable,
    "dated": target_values.dated,
    "surveyed": target_values.surveyed,
    "unit": target_units.with_unit,
    "same unit": target_units.same_unit,
    "items": target_units.items,
}
"""What an indicator row is judged by, under the name that rules write."""

ASSERTIONS = (*JUDGES, _LEGAL, _PERCENT, marks.EARNED, marks.ACCOUNTED)
"""Everything `assert` can say."""
