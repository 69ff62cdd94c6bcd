"""What a target or a result is worth as such: moderate, reasonable, measurable, dated, surveyed.

Each function judges one row of indicators and gives None where the row is none of its business. Which words count is
said by the rule (`words`, `unless`), and how much is too much by its settings.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from fundqa.bind.prose import is_asserted
from fundqa.extract.prose import is_quantity
from fundqa.kinds import explanations
from fundqa.kinds.base import Draft, build, open_outcome
from fundqa.kinds.selecting import words
from fundqa.kinds.target_text import evidence_of, values_of
from fundqa.lexicon import normalise
from fundqa.model import Achieved, Evidence, Fact, Mention, Rule, Span, Status, Target
from fundqa.quantity import parse_cell, quantities
from fundqa.report import Outcome
from fundqa.units import COUNT, MONEY, RATIO
from fundqa.view import Indicator, View

EXCEEDED = "far above target"
IMPOSSIBLE, NO_ROOM, NOTHING, CAPPED, HEAVY = "impossible", "no room", "nothing asked", "above its cap", "heavy"
ITSELF, NO_NUMBER, MISMATCH, SLOGAN = "names itself", "no number", "other measure", "slogan"
DEADLINE, UNFOUNDED = "deadline as result", "without survey"
CONDITIONS = (
    EXCEEDED, IMPOSSIBLE, NO_ROOM, NOTHING, CAPPED, HEAVY, ITSELF, NO_NUMBER, MISMATCH, SLOGAN, DEADLINE, UNFOUNDED,
)  # fmt: skip
_SCORE = "score"
_ONE = Decimal(1)


def listed(rule: Rule, name: str) -> tuple[str, ...]:
    """One of the rule's own lists of words."""
    lists = rule.params.get("words")
    return words(lists.get(name)) if isinstance(lists, Mapping) else ()


def setting(rule: Rule, name: str) -> Decimal:
    """One of the rule's settings, a number."""
    settings = rule.params.get("settings")
    return Decimal(str(settings[name] if isinstance(settings, Mapping) else 0))


def of_row(indicator: Indicator, draft: Draft) -> Draft:
    """A draft whose anchor may be the text of a cell, with the row it stands in."""
    return replace(draft, form=indicator.form, label=indicator.label)


def _row_words(view: View, indicator: Indicator) -> str:
    """The row's label and the labels of the levels above it."""
    levels = (indicator.row.text(column) for column in view.lexicon.columns.levels)
    return normalise("".join((*levels, indicator.label.surface)))


def _excused(rule: Rule, view: View, indicator: Indicator) -> bool:
    said = _row_words(view, indicator)
    return any(word in said for word in words(rule.params.get("unless")))


def moderate(rule: Rule, view: View, indicator: Indicator, said: Sequence[explanations.Reason]) -> Outcome | None:
    """A result may lie above a positive target by the rule's percentage; more needs a reason."""
    goal, result = _goal(view, indicator), indicator.result
    if goal is None or not isinstance(result, Fact) or _excused(rule, view, indicator):
        return None
    size = goal * 100 if result.quantity.unit.dimension == RATIO else goal
    if size < setting(rule, "smallest"):
        return None
    share, evidence = result.quantity.value / goal, evidence_of(indicator)
    percent = f"{((share - 1) * 100).quantize(Decimal('0.1'))}%"
    draft = Draft(Status.PASS, evidence, when=EXCEEDED, worked=f"{result.surface}÷{_printed(indicator)}-1={percent}")
    if share <= 1 + setting(rule, "percent") / 100:
        return build(rule, view, draft)
    named, general = explanations.reasons(view, indicator, said)
    if named is not None:
        return build(rule, view, Draft(Status.PASS, (*evidence, Evidence("reason", named))))
    if general is not None:
        return open_outcome(rule, view, (*evidence, Evidence("reason", general)), "maybe_explained")
    values = {**values_of(view, indicator), "percent": percent}
    return build(rule, view, Draft(Status.FAIL, evidence, when=EXCEEDED, worked=draft.worked, values=values))


def _goal(view: View, indicator: Indicator) -> Decimal | None:
    """What a reached positive target asks for; None for one with an upper end, or whose direction is not known."""
    target = indicator.target
    if indicator.achieved is not Achieved.YES or target is None:
        return None
    if isinstance(target, Fact):
        positive = view.lexicon.concept(indicator.concept).direction == "at_least"
        return target.quantity.value if positive and target.quantity.value > 0 else None
    bound = target.bound
    open_above = bound.legal and bound.high is None and bound.low is not None and bound.low > 0
    return bound.low if open_above else None


def _printed(indicator: Indicator) -> str:
    return indicator.target.surface if indicator.target else ""


def reasonable(rule: Rule, view: View, indicator: Indicator, _: Sequence[explanations.Reason]) -> Outcome | None:
    """A target can be reached and asks for something, and no indicator weighs more than the rule allows."""
    weight = indicator.row.cells.get(view.lexicon.columns.weight)
    when, evidence = _unreasonable(rule, view, indicator), evidence_of(indicator)
    target = tuple(e for e in evidence if e.role == "target")
    if not target:
        return None
    mention = parse_cell(weight.surface, view.lexicon.units) if weight else None
    if mention is not None and mention.value is not None and mention.value > setting(rule, "weight"):
        when = when or HEAVY
    values = {**values_of(view, indicator), "weight": weight.surface.strip() if weight else ""}
    return build(rule, view, Draft(Status.FAIL if when else Status.PASS, target, when=when, values=values))


def _unreasonable(rule: Rule, view: View, indicator: Indicator) -> str:
    concept, target = view.lexicon.concept(indicator.concept), indicator.target
    if not isinstance(target, Target) or target.bound.unit.dimension != RATIO:
        return _nothing(view, indicator)
    low, high, best = target.bound.low, target.bound.high, concept.high
    if concept.name in listed(rule, "capped") and high is not None and high > _ONE:
        return CAPPED
    if best is None or low is None:
        return _nothing(view, indicator)
    if low > best or (low == best and not target.bound.low_inclusive):
        return IMPOSSIBLE
    return NO_ROOM if low == best and high is None else ""


def _nothing(view: View, indicator: Indicator) -> str:
    """Whether any result would do: at least nothing, or at most nothing of what there should be much of."""
    target = indicator.target
    if not isinstance(target, Target) or view.lexicon.concept(indicator.concept).direction != "at_least":
        return ""
    low, high = target.bound.low, target.bound.high
    empty = (low is not None and low <= 0 and high is None) or (high is not None and high <= 0 and low is None)
    return NOTHING if empty else ""


def measurable(rule: Rule, view: View, indicator: Indicator, _: Sequence[explanations.Reason]) -> Outcome | None:
    """A target says how much, or how well in words that can be graded, of what its indicator is called."""
    cell = indicator.row.cells.get(view.lexicon.columns.target)
    text = normalise(cell.surface) if cell else ""
    if cell is None or not text or cell.surface.strip() in view.lexicon.layout.nil:
        return None
    when = _unmeasured(rule, view, indicator, text)
    if when is None:
        return None
    values = {"target": cell.surface.strip()}
    status, evidence = Status.FAIL if when else Status.PASS, (Evidence("target", indicator.target or cell),)
    return build(rule, view, of_row(indicator, Draft(status, evidence, when=when, values=values)))


def _unmeasured(rule: Rule, view: View, indicator: Indicator, text: str) -> str | None:
    """What is wrong with a target's text, "" for nothing, None where that cannot be told."""
    label, endings = normalise(indicator.label.surface), listed(rule, "quantities")
    if any(is_quantity(m) or is_asserted(m) or m.kind == "date" for m in quantities(text, view.lexicon.units)):
        return MISMATCH if _other_measure(view, indicator) else ""
    if text.endswith(endings) and text in label:
        return ITSELF
    if any(word in text for word in listed(rule, "grades")):
        return ""
    if label.endswith(endings):
        return NO_NUMBER
    return SLOGAN if label.startswith(listed(rule, "slogans")) else None


def _other_measure(view: View, indicator: Indicator) -> bool:
    """Whether a share is given as a count or an amount, other than none at all or a score."""
    target = indicator.target
    if target is None or view.lexicon.concept(indicator.concept).dimension != RATIO:
        return False
    unit = target.bound.unit if isinstance(target, Target) else target.quantity.unit
    sizes = (target.bound.low, target.bound.high) if isinstance(target, Target) else (target.quantity.value,)
    return unit.dimension in (COUNT, MONEY) and unit.base != _SCORE and any(sizes)


def dated(rule: Rule, view: View, indicator: Indicator, _: Sequence[explanations.Reason]) -> Outcome | None:
    """The result of a timed indicator says when, not by when; what recurs every month has no one day."""
    cell = indicator.row.cells.get(view.lexicon.columns.result)
    said = _row_words(view, indicator)
    if cell is None or not any(word in said for word in listed(rule, "timed")):
        return None
    dates = [m for m in quantities(cell.surface, view.lexicon.units) if m.kind == "date"]
    if not dates:
        return None
    again = any(word in cell.surface for word in listed(rule, "recurring"))
    late = not again and all(_is_deadline(rule, mention) for mention in dates)
    values = {"result": cell.surface.strip()}
    draft = Draft(Status.FAIL if late else Status.PASS, (Evidence("result", cell),), when=DEADLINE, values=values)
    return build(rule, view, of_row(indicator, draft))


def _is_deadline(rule: Rule, mention: Mention) -> bool:
    """Whether a date is one before which something was done; a day without its month stands for every month's."""
    dated = any(word in mention.surface for word in listed(rule, "dates"))
    return dated and mention.recurrence is None and mention.surface.endswith(listed(rule, "deadlines"))


def surveyed(rule: Rule, view: View, indicator: Indicator, _: Sequence[explanations.Reason]) -> Outcome | None:
    """A satisfaction that is a threshold or a full 100 % comes with a word about who was asked."""
    result = indicator.result
    asked = indicator.concept in listed(rule, "concepts") or any(
        word in normalise(indicator.label.surface) for word in listed(rule, "concepts")
    )
    if result is None or not asked:
        return None
    full = isinstance(result, Fact) and result.quantity.value == _ONE and result.quantity.unit.dimension == RATIO
    evidence = (Evidence("result", result),)
    if not isinstance(result, Target) and not full:
        return build(rule, view, Draft(Status.PASS, evidence))
    source = _mention_of(view, words(rule.params.get("unless")))
    if source is not None:
        return build(rule, view, Draft(Status.PASS, (*evidence, Evidence("found", source))))
    return build(rule, view, Draft(Status.FAIL, evidence, when=UNFOUNDED, values={"result": result.surface}))


def _mention_of(view: View, terms: Sequence[str]) -> Span | None:
    """The first text that holds one of the words."""
    found = view.texts.those(lambda text: any(term in text for term in terms))
    return next((Span(text, location.span(0, len(text))) for location, text in found), None)
