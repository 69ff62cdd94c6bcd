"""Comparing targets: what the text promises (≥95%, 95%至105%, 每月25日前) against the target in the form.

Two notations are one target when they ask for the same: 95%以上, ≥95% and 不低于95%; a plain 95% is the end of any of
them. Whether an end is included (超过95%) is wording and no contradiction.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from decimal import Decimal

from fundqa.document import Location
from fundqa.kinds.base import Draft, build, not_applicable, open_outcome
from fundqa.kinds.lookup import form_numbered
from fundqa.kinds.selecting import words
from fundqa.kinds.target_text import reading
from fundqa.lexicon import normalise
from fundqa.model import Basis, Bound, Evidence, Fact, Rule, Severity, Status, Target
from fundqa.report import Outcome
from fundqa.units import RATIO
from fundqa.view import View

DIFFER, MALFORMED = "target differs", "malformed and differs"
_DECIMALS = re.compile(r"\d+(?:\.(\d+))?")
CONDITIONS = (DIFFER, MALFORMED)
Promise = Fact | Target


def evaluate(rule: Rule, view: View) -> list[Outcome]:
    """Every promise of the text against the targets of its indicator in the forms; one that agrees decides."""
    said: dict[Hashable, list[Target]] = {}
    for target in view.targets:
        if target.context.place == "table" and target.context.column == view.lexicon.columns.target:
            said.setdefault(_key(target), []).append(target)
    unless = words(rule.params.get("unless"))
    outcomes = [
        _outcome(rule, view, promise, rivals)
        for promise in _promises(view)
        if (rivals := [t for t in said.get(_key(promise), []) if _comparable(promise, t)])
        and not _excused(view, promise, unless)
    ]
    return outcomes or not_applicable(rule, view)


def _key(item: Promise) -> tuple[str, str, str]:
    return item.concept, item.entity, item.period


def _promises(view: View) -> list[Promise]:
    """The bounds and the shares that the text sets as targets, of a known indicator, fund and year."""
    bounds: list[Promise] = [t for t in view.targets if t.context.place == "prose" and t.plan is not False]
    shares = [
        fact
        for fact in view.facts
        if fact.context.place == "prose" and fact.basis is Basis.TARGET and fact.quantity.unit.dimension == RATIO
    ]
    return [promise for promise in (*bounds, *shares) if all(_key(promise))]


def _bound(item: Promise) -> Bound:
    if isinstance(item, Target):
        return item.bound
    value = item.quantity.value
    return Bound(value, value, True, True, item.quantity.unit)


def _comparable(promise: Promise, target: Target) -> bool:
    left, right = _bound(promise), target.bound
    return left.unit.base == right.unit.base and (left.recurrence is None) is (right.recurrence is None)


def _agree(view: View, promise: Promise, target: Target) -> bool:
    """Whether both ask for the same; a plain number stands for either end of the other.

    A form whose operators have a column of their own has no ranges: there one end of the promise is enough.
    """
    left, right = _bound(promise), target.bound
    if left.recurrence != right.recurrence:
        return False
    slack = _slack(promise, target)
    low, high = _meet(left.low, right.low, slack), _meet(left.high, right.high, slack)
    if low and high:
        return True
    if _one_sided(view, target) and ((low and right.high is None) or (high and right.low is None)):
        return True
    pairs = ((left, right), (right, left))
    return any(_is_point(a) and any(_meet(a.low, end, slack) for end in (b.low, b.high) if end) for a, b in pairs)


def _is_point(bound: Bound) -> bool:
    return bound.low is not None and bound.low == bound.high


def _meet(one: Decimal | None, other: Decimal | None, slack: Decimal) -> bool:
    return one is other if one is None or other is None else abs(one - other) <= slack


def _slack(promise: Promise, target: Target) -> Decimal:
    """Half a unit of the last place of the coarser of two notations (9.75万人 beside 97535人); 0 where alike."""
    places = {_place(item) for item in (promise, target)}
    return max(places) / 2 if len(places) > 1 else Decimal(0)


def _place(item: Promise) -> Decimal:
    decimals = max((len(digits) for digits in _DECIMALS.findall(item.surface)), default=0)
    return _bound(item).unit.scale.scaleb(-decimals)


def _one_sided(view: View, target: Target) -> bool:
    column = view.lexicon.columns.operator
    form = form_numbered(view, target.context.form)
    return form is not None and column in form.columns


def _outcome(rule: Rule, view: View, promise: Promise, rivals: Sequence[Target]) -> Outcome:
    agreeing = next((target for target in rivals if _agree(view, promise, target)), None)
    target = agreeing or rivals[0]
    evidence = (Evidence("left", promise), Evidence("right", target))
    shown, wanted = _shown(promise), _shown(target)
    worked = f"{shown} {'=' if agreeing else '≠'} {wanted}"
    if agreeing is not None:
        return build(rule, view, Draft(Status.PASS, evidence, worked=worked))
    if isinstance(promise, Target) and promise.plan is None:
        return open_outcome(rule, view, evidence, "operand_ambiguous", names=promise.surface.strip())
    legal = _bound(promise).legal and target.bound.legal
    values = {
        "left": promise.surface.strip(),
        "right": target.surface.strip(),
        "label": _label(target),
        "worked": worked,
    }
    draft = Draft(
        Status.FAIL,
        evidence,
        when=DIFFER if legal else MALFORMED,
        severity=None if sure(view, promise, target, rivals) else Severity.WARNING,
        worked=worked,
        values=values,
    )
    return build(rule, view, draft)


def _label(target: Promise) -> str:
    return " ".join(target.context.label.surface.split()) if target.context.label else ""


def _shown(item: Promise) -> str:
    """A target with its unit, as a set where that is not how it is printed; a deadline as printed."""
    bound = _bound(item)
    return item.surface.strip() if isinstance(item, Fact) or bound.recurrence else reading(item)


def sure(view: View, promise: Promise, target: Promise, rivals: Sequence[Promise]) -> bool:
    """Whether it is certain that both speak of one indicator: the only one of its concept, named in the sentence."""
    label = normalise(_label(target))
    return len(rivals) == 1 and bool(label) and label in normalise(_sentence(view, promise))


def _sentence(view: View, item: Promise) -> str:
    sentence, text = item.context.sentence, view.texts.get(item.location.host, "")
    return text[sentence.start : sentence.end] if sentence else text


def _excused(view: View, promise: Promise, unless: Sequence[str]) -> bool:
    """Whether the sentence or the headings above it speak of another's target or of the future (下一步)."""
    place = promise.context.sentence
    headings = view.once(_headings).get(place, ()) if place else ()
    return any(word in text for word in unless for text in (_sentence(view, promise), *headings))


def _headings(view: View) -> dict[Location, tuple[str, ...]]:
    """The headings above each sentence."""
    return {sentence.location: sentence.heading for sentence in reversed(view.sentences)}
