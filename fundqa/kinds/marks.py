"""target, of scores: full marks for a target that was missed, and points taken off without a reason."""

from __future__ import annotations

from collections.abc import Sequence

from fundqa import interval
from fundqa.kinds import explanations
from fundqa.kinds.base import Draft, build, open_outcome
from fundqa.kinds.rows import achievement
from fundqa.kinds.scorecards import Item, scorecards
from fundqa.kinds.verdicts import show_gap
from fundqa.model import Achieved, Evidence, Fact, Rule, Severity, Span, Status
from fundqa.report import Outcome
from fundqa.view import View

EARNED, ACCOUNTED = "earned", "accounted"
FULL_MARKS, TAKEN_OFF = "full marks", "points unexplained"


def evaluate(rule: Rule, view: View, required: set[str]) -> list[Outcome]:
    """One outcome for each indicator with weight and score that the assertion speaks of."""
    judge = _earned if rule.params["assert"] == EARNED else _accounted
    said = view.once(explanations.given, view.lexicon.deviation)
    cards = [card for card in scorecards(view) if required <= card.form.columns]
    items = [item for card in cards for item in card.items if not item.bonus and not item.excused]
    return [o for item in items if (o := judge(rule, view, item, said)) is not None]


def _evidence(item: Item) -> tuple[Evidence, ...]:
    indicator = item.indicator
    pairs = (("result", indicator.result), ("target", indicator.target), ("other", item.score), ("other", item.weight))
    return tuple(Evidence(role, found) for role, found in pairs if found is not None)


def _values(item: Item) -> dict[str, str]:
    indicator, score, weight = item.indicator, item.score, item.weight
    return {
        "target": indicator.target.surface if indicator.target else "",
        "result": indicator.result.surface if indicator.result else "",
        "score": score.surface if score else "",
        "weight": weight.surface if weight else "",
    }


def _earned(rule: Rule, view: View, item: Item, _: Sequence[explanations.Reason]) -> Outcome | None:
    """Full marks need the target; short of it by less than the printed digits tell, the score may round to full."""
    indicator, score, weight = item.indicator, item.score, item.weight
    if indicator.achieved is not Achieved.NO or score is None or weight is None or weight.quantity.value <= 0:
        return None
    degree = achievement(indicator)
    earned = interval.scale(degree.interval, weight.quantity.value) if degree else None
    rounded = earned is not None and interval.meet(earned, score.quantity.interval)
    full = score.quantity.value >= weight.quantity.value and not rounded
    mild = None if indicator.legal or indicator.backing is not None else Severity.WARNING
    draft = Draft(
        Status.FAIL if full else Status.PASS,
        _evidence(item),
        when=FULL_MARKS,
        severity=mild if full else None,
        worked=f"{score.surface}/{weight.surface}",
        values=_values(item),
        form=indicator.form,
    )
    return build(rule, view, draft)


def _accounted(rule: Rule, view: View, item: Item, said: Sequence[explanations.Reason]) -> Outcome | None:
    """A score below its weight comes with a reason: in the row, in the closing rows or in the text."""
    score, weight = item.score, item.weight
    if score is None or weight is None or not score.quantity.value < weight.quantity.value:
        return None
    own, general = explanations.reasons(view, item.indicator, said)
    evidence: tuple[Evidence, ...] = _evidence(item)
    if own is not None:
        return build(rule, view, Draft(Status.PASS, (*evidence, Evidence("reason", own)), form=item.indicator.form))
    general = general or _remark(view, item)
    if general is not None:
        return open_outcome(rule, view, (*evidence, Evidence("reason", general)), "maybe_explained")
    gap = show_gap(weight.quantity.value - score.quantity.value, score.quantity.unit, _places(score, weight))
    values = {**_values(item), "gap": gap.lstrip("+-")}
    worked = f"{score.surface} < {weight.surface}\nΔ=-{gap.lstrip('+-')}"
    form = item.indicator.form
    return build(rule, view, Draft(Status.FAIL, evidence, when=TAKEN_OFF, worked=worked, values=values, form=form))


def _places(*facts: Fact) -> int:
    return max(fact.quantity.decimals or 0 for fact in facts)


def _remark(view: View, item: Item) -> Span | None:
    """A sentence in the form's own remarks that speaks of being off a target or of points taken off."""
    number, words = item.indicator.form.number, (*view.lexicon.deviation, *view.lexicon.scores.taken_off)
    own = (s for s in view.sentences if s.form == number and any(word in s.text for word in words))
    return next((Span(s.text, s.location) for s in own), None)
