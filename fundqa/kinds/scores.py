"""sum, in a form's scores: weights against the hundred and against the weights in labels, scores against the total."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from functools import reduce

from fundqa import interval
from fundqa.document import Location
from fundqa.kinds import verdicts
from fundqa.kinds.base import Draft, build, not_applicable, open_outcome
from fundqa.kinds.lookup import by_form
from fundqa.kinds.scorecards import FULL, Group, Item, Scorecard, added, once, scorecards
from fundqa.kinds.selecting import words
from fundqa.model import Evidence, Fact, Rule, Status, Strength, Verdict
from fundqa.quantity import format_quantity
from fundqa.report import Outcome, Relation
from fundqa.units import RATIO
from fundqa.view import View

WEIGHTS, SCORES = "weights", "scores"
OVER, UNDER, NOT_FULL = "parts > total", "parts < total and exhaustive", "not the full marks"

Judge = Callable[[Rule, View, Scorecard], list[Outcome]]


def evaluate(rule: Rule, view: View, judge: Judge | None = None) -> list[Outcome]:
    """The outcomes of every form that is scored; one not applicable where none has the columns for it."""
    required = set(words(rule.params.get("requires")))
    cards = [card for card in scorecards(view) if required <= card.form.columns]
    if not cards:
        lacking = view.lexicon.messages.join(sorted(required), view.lang)
        code = "columns_missing" if view.forms and required else "no_anchor"
        return not_applicable(rule, view, code, names=lacking)
    chosen = judge or {WEIGHTS: _weights, SCORES: _scores}[str(rule.params["in"])]
    return [outcome for card in cards for outcome in chosen(rule, view, card)] or not_applicable(rule, view)


def _weights(rule: Rule, view: View, card: Scorecard) -> list[Outcome]:
    if card.converts:
        return []
    level = Counter(fact.location for group in card.groups for fact in once(i.weight for i in group.items))
    shared = {place for place, count in level.items() if count > len(view.lexicon.columns.levels)}
    found = [_group(rule, view, card, group, shared) for group in card.groups if group.weight is not None]
    return [outcome for outcome in (_whole(rule, view, card), *found) if outcome is not None]


def _sums(items: Sequence[Item], more: Iterable[Item] = ()) -> list[list[Fact]]:
    """The ways in which items' weights may be added up: without bonus items, with them, without what is excused."""
    own = [item for item in items if not item.bonus]
    assessed = [item for item in own if not item.excused]
    extra = list(more)
    ways = [own, items, assessed, *([[*extra, *own]] if extra else [])]
    return [once(item.weight for item in way) for way in ways]


def _total(facts: Iterable[Fact]) -> Decimal:
    return sum((fact.quantity.value for fact in facts), Decimal(0))


def _lacking(items: Iterable[Item]) -> bool:
    """Whether some item that belongs to the hundred has no weight that could be read."""
    return any(item.weight is None and not item.bonus for item in items)


def _whole(rule: Rule, view: View, card: Scorecard) -> Outcome | None:
    ways = _sums(card.all_items)
    if not ways[0]:
        return None
    full, printed = Decimal(str(rule.params.get("full", FULL))), card.weight
    if printed is not None:
        own = once(item.weight for item in card.items if not item.bonus)
        fitting = next((way for way in [*ways, own] if _total(way) == printed.quantity.value), None)
        if fitting is None and _total(ways[0]) < printed.quantity.value and _lacking(card.all_items):
            return _open(rule, view, card, printed, "weights_missing")
        if fitting is None:
            return _outcome(rule, view, card, printed, ways[0])
        if any(_total(way) == full for way in ways):
            return _outcome(rule, view, card, printed, fitting)
    return _against_full(rule, view, card, ways, full)


def _against_full(rule: Rule, view: View, card: Scorecard, ways: list[list[Fact]], full: Decimal) -> Outcome:
    seen = Evidence("seen", card.form.title)
    parts = next((way for way in ways if _total(way) == full), ways[0])
    total, evidence = _total(parts), (seen, *(Evidence("part", fact) for fact in parts))
    if total < full and (_lacking(card.all_items) or _elsewhere(view, card, full - total)):
        return _open(rule, view, card, parts[0], "weights_missing")
    places = verdicts.places(*parts)
    shown = verdicts.chain(parts, total, places, parts[0].quantity.unit)
    gap = verdicts.show_gap(total - full, parts[0].quantity.unit, places)
    names = tuple(f"p{i}" for i in range(1, len(parts) + 1))
    agrees = total == full
    draft = Draft(
        Status.PASS if agrees else Status.FAIL,
        evidence,
        when=NOT_FULL,
        verdict=Verdict.AGREE if agrees else Verdict.DIFFER,
        strength=Strength.EXACT if agrees else None,
        worked=shown if agrees else f"{shown} ≠ {full}\nΔ={gap}",
        values={"worked": shown, "total": f"{full}", "count": str(len(parts)), **_signed(view, gap)},
        equality=True,
        relation=Relation(f"{full} == {' + '.join(names)}", names),
        form=card.form,
    )
    return build(rule, view, draft)


def _elsewhere(view: View, card: Scorecard, gap: Decimal) -> bool:
    """Whether what is missing may be the weight of the execution rate: it was not read, or stands where nothing is."""
    if card.rate is not None and card.rate.weight is not None:
        return False
    own = view.facts_by(by_form).get(card.form.number, ())
    loose = any(not fact.concept and fact.quantity.value == gap for fact in own)
    return loose or (card.weight is None and any(view.lexicon.concept(fact.concept).amount for fact in own))


def _group(rule: Rule, view: View, card: Scorecard, group: Group, shared: set[Location]) -> Outcome | None:
    """A label's own weight against the rows under it; the execution rate counts where the labels make up the whole."""
    assert group.weight is not None
    labels = _total(g.weight for g in card.groups if g.level == group.level and g.weight is not None)
    rate = [card.rate] if card.rate is not None and labels == Decimal(str(rule.params.get("full", FULL))) else []
    ways = _sums(group.items, rate)
    if not ways[0]:
        return None
    parts = next((way for way in ways if _total(way) == group.weight.quantity.value), None)
    if parts is None and (shared & {f.location for f in ways[0]} or _lacking(group.items)):
        return _open(rule, view, card, group.weight, "weights_missing")
    return _outcome(rule, view, card, group.weight, parts or ways[0])


def _open(rule: Rule, view: View, card: Scorecard, anchor: Fact, code: str) -> Outcome:
    evidence = [Evidence("seen", card.form.title), Evidence("anchor", anchor)]
    return open_outcome(rule, view, evidence, code, True)


def _signed(view: View, gap: str) -> dict[str, str]:
    return view.lexicon.messages.direction(gap, view.lang)


def _outcome(
    rule: Rule, view: View, card: Scorecard, total: Fact, parts: list[Fact], side: verdicts.Side | None = None
) -> Outcome:
    """Parts against a printed total; `side` is their sum where it is not exact."""
    exact = _total(parts)
    added_up = side or verdicts.Side(interval.point(exact), exact, Decimal(0), len(parts))
    judgement = verdicts.equal(added_up, verdicts.side_of(total))
    unit, places = total.quantity.unit, verdicts.places(total, *parts)
    shown, printed = verdicts.chain(parts, added_up.value, places, unit), format_quantity(total.quantity)
    gap = verdicts.show_gap(judgement.gap, unit, places)
    sign = "=" if judgement.gap == 0 else "≈" if judgement.agrees else ">" if judgement.gap > 0 else "<"
    worked = shown if sign == "=" else f"{shown} {sign} {printed}"
    names = tuple(f"p{i}" for i in range(1, len(parts) + 1))
    draft = Draft(
        Status.PASS if judgement.agrees else Status.FAIL,
        (Evidence("total", total), *(Evidence("part", fact) for fact in parts)),
        when=OVER if judgement.gap > 0 else UNDER,
        verdict=judgement.verdict,
        strength=judgement.strength,
        worked=worked if judgement.agrees else f"{worked}\nΔ={gap}",
        values={"worked": worked, "total": total.surface, "count": str(len(parts)), **_signed(view, gap)},
        equality=True,
        large=verdicts.is_large(judgement, total.quantity.value),
        relation=Relation(f"total == {' + '.join(names)}", ("total", *names)),
        form=card.form,
    )
    return build(rule, view, draft)


def _scores(rule: Rule, view: View, card: Scorecard) -> list[Outcome]:
    """The total score: of everything, of the indicators alone where its weight says so, or scaled up to the hundred."""
    total = card.score
    if total is None or total.quantity.unit.dimension == RATIO or not added(card.all_items):
        return []
    sides = [_side(added(card.all_items))]
    own = once(item.weight for item in card.items)
    alone = added(card.items)
    if card.rate is not None and card.weight is not None and _total(own) == card.weight.quantity.value and alone:
        sides.append(_side(alone))
    fitting = next((s for s in sides if verdicts.equal(s[1], verdicts.side_of(total)).agrees), None)
    column = [i.converted if card.converts and i is not card.rate else i.score for i in card.all_items]
    lacking = [i for i, fact in zip(card.all_items, column, strict=True) if fact is None and not i.bonus]
    if fitting is None and (lacking or _scaled(rule, card, total)):
        unread = any(not item.excused for item in lacking)
        return [_open(rule, view, card, total, "scores_missing" if unread else "scores_scaled")]
    facts, side = fitting or sides[0]
    return [_outcome(rule, view, card, total, facts, side)]


def _side(parts: Sequence[tuple[Fact, interval.Interval]]) -> tuple[list[Fact], verdicts.Side]:
    facts = [fact for fact, _ in parts]
    whole = reduce(interval.add, (own for _, own in parts))
    return facts, verdicts.Side(whole, _total(facts), Decimal(0), len(facts))


def _scaled(rule: Rule, card: Scorecard, total: Fact) -> bool:
    """Whether the total is what the assessed items earned, scaled up from their weights to the full marks."""
    items = [item for item in card.all_items if item.score is not None and not item.excused]
    weight = _total(once(item.weight for item in items))
    if card.converts:
        return False
    full = Decimal(str(rule.params.get("full", FULL)))
    if not items or weight in (0, full):
        return False
    _, side = _side(added(items))
    return interval.meet(interval.scale(side.interval, full / weight), total.quantity.interval)
