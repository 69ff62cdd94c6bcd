"""A form's scoring as one value: what has a weight and a score, what sums them up, which labels carry weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from fundqa.interval import Interval, around
from fundqa.kinds.lookup import by_column, indicators_of
from fundqa.kinds.verdicts import side_of
from fundqa.lexicon import normalise
from fundqa.model import Achieved, Fact, Span
from fundqa.view import GROUP_WEIGHT, RATE_SCORE, TOTAL_SCORE, Form, Indicator, Row, View

FULL = Decimal(100)


@dataclass(frozen=True, slots=True)
class Item:
    """What is scored. bonus: outside the hundred (its score may be negative); excused: not assessed at all.

    converted: what the score comes to in the total, where a form has a column for that (score times share).
    """

    indicator: Indicator
    weight: Fact | None
    score: Fact | None
    bonus: bool
    excused: bool
    converted: Fact | None = None


@dataclass(frozen=True, slots=True)
class Group:
    """The items under one label of a level, and the weight inside the label (None when it has none)."""

    level: str
    label: Span
    weight: Fact | None
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Scorecard:
    """The scoring of a form; weight, score: what its closing row says they come to. rate: the execution rate's item.

    converts: whether scores count in the total only as converted, so that weights do not add up to the hundred.
    """

    form: Form
    items: tuple[Item, ...]
    rate: Item | None
    weight: Fact | None
    score: Fact | None
    groups: tuple[Group, ...]
    converts: bool = False

    @property
    def all_items(self) -> tuple[Item, ...]:
        """The rate's item and the indicators'."""
        return (*([self.rate] if self.rate else []), *self.items)


def scorecards(view: View) -> list[Scorecard]:
    """The scoring of every form that has any; one list for all that ask, not to be changed."""
    return view.once(_scorecards)


def _scorecards(view: View) -> list[Scorecard]:
    cells: dict[tuple[object, str], Fact] = {}
    for fact in view.facts:
        if fact.context.form:
            cells.setdefault((fact.location.host, fact.context.column), fact)
    found = (_scorecard(view, form, cells) for form in view.forms)
    return [card for card in found if any(item.weight or item.score for item in card.all_items)]


Cells = dict[tuple[object, str], Fact]


def _scorecard(view: View, form: Form, cells: Cells) -> Scorecard:
    names = view.lexicon.columns
    own = [i for i in indicators_of(view, form.number) if i.form is form and not _is_remark(view, i)]
    items = tuple(_item(view, indicator, cells) for indicator in own)
    rates = [_item(view, _as_indicator(view, form, row), cells) for row in form.table(RATE_SCORE)]
    total = next(iter(form.table(TOTAL_SCORE)), None)
    weight, score = (_fact(total, column, cells) for column in (names.weight, names.score))
    groups = tuple(group for level in names.levels for group in _groups(view, form, level, items, cells))
    return Scorecard(form, items, rates[0] if rates else None, weight, score, groups, names.converted in form.columns)


def _is_remark(view: View, indicator: Indicator) -> bool:
    """Whether a row holds one text under name, target and result alike: a remark, and no indicator."""
    names, row = view.lexicon.columns, indicator.row
    values = (row.cells.get(column) for column in (names.target, names.result, names.score))
    return any(cell is not None and cell.location.host == indicator.label.location.host for cell in values)


def _fact(row: Row | None, column: str, cells: Cells) -> Fact | None:
    cell = row.cells.get(column) if row else None
    return cells.get((cell.location.host, column)) if cell else None


def _item(view: View, indicator: Indicator, cells: Cells) -> Item:
    names, words, row = view.lexicon.columns, view.lexicon.scores, indicator.row
    weight, score, converted = (_fact(row, c, cells) for c in (names.weight, names.score, names.converted))
    said = "".join(row.text(name) for name in (names.result, names.score, names.weight, names.reason))
    excused = any(word in said for word in words.excused) or row.text(names.weight) in view.lexicon.layout.nil
    return Item(indicator, weight, score, is_bonus(view, indicator), excused, converted)


def is_bonus(view: View, indicator: Indicator) -> bool:
    """Whether an indicator's labels say that it lies outside the hundred: a bonus or a deduction."""
    names = view.lexicon.columns
    labels = normalise("".join(indicator.row.text(name) for name in (*names.levels, names.indicator)))
    return any(word in labels for word in view.lexicon.scores.bonus)


def _as_indicator(view: View, form: Form, row: Row) -> Indicator:
    """The execution rate as an indicator of its own, whose result is the rate as the form prints it."""
    label = row.cells[view.lexicon.columns.indicator] or form.title
    rate = printed_rate(view, form)
    concept = rate.concept if rate else ""
    return Indicator(form, row, concept, label, None, rate, Achieved.UNKNOWN, "target_missing")


def printed_rate(view: View, form: Form) -> Fact | None:
    """The execution rate that a form prints beside its total."""
    own = view.facts_by(by_column).get((form.number, "funding"), ())
    return next((fact for fact in own if view.lexicon.concept(fact.concept).rate_of and not fact.dims), None)


def _groups(view: View, form: Form, level: str, items: tuple[Item, ...], cells: Cells) -> Iterator[Group]:
    names = view.lexicon.columns
    weights = {
        label.location.host: next((f for f in _in_cell(row, names.weight, cells)), None)
        for row in form.table(GROUP_WEIGHT)
        if (label := row.cells.get(level)) is not None
    }
    found: dict[Span, list[Item]] = {}
    for item in items:
        label = item.indicator.row.cells.get(level)
        if label is not None:
            found.setdefault(label, []).append(item)
    for label, own in found.items():
        yield Group(level, label, weights.get(label.location.host), tuple(own))


def _in_cell(row: Row, column: str, cells: Cells) -> list[Fact]:
    fact = _fact(row, column, cells)
    return [fact] if fact else []


def once(facts: Iterable[Fact | None]) -> list[Fact]:
    """Facts without absences, the number of a merged cell once."""
    return list({fact.location: fact for fact in facts if fact is not None}.values())


def added(items: Iterable[Item]) -> list[tuple[Fact, Interval]]:
    """The scores of items with what each can stand for in their sum.

    A full score is the weight itself, exact; among the others the most decimals count for all, as in one column.
    """
    scores = {fact.location: item for item in items if (fact := _counted(item)) is not None}
    facts = [fact for item in scores.values() if (fact := _counted(item)) is not None]
    place = min((side_of(fact).last_place for fact in facts if side_of(fact).last_place), default=Decimal(0))
    return [(fact, _stands_for(item, fact, place)) for item, fact in zip(scores.values(), facts, strict=True)]


def _counted(item: Item) -> Fact | None:
    return item.converted or item.score


def _stands_for(item: Item, fact: Fact, place: Decimal) -> Interval:
    full = item.weight is not None and item.weight.quantity.value == fact.quantity.value
    exact = full or fact.quantity.value == 0
    return around(fact.quantity.value, Decimal(0) if exact else min(place, fact.quantity.interval.width) / 2)
