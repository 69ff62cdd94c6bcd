"""Counts of a form that are part of another of its counts, and so may not be larger.

Three things make one row part of another: the rule's own pairs of concepts (a <= b); a label that opens with a word
for parts (其中) under the row before it; a label that is another's with a narrowing word more (合格人数 and 人数).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fundqa import interval
from fundqa.kinds import verdicts
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.lookup import indicators_of
from fundqa.kinds.selecting import words
from fundqa.lexicon import normalise
from fundqa.model import Evidence, Fact, Rule, Status
from fundqa.quantity import format_quantity
from fundqa.report import Outcome
from fundqa.units import COUNT, MONEY
from fundqa.view import Form, Indicator, View

EXCEEDS, NARROWER = "part exceeds whole", "narrower exceeds"
CONDITIONS = (EXCEEDS, NARROWER)
SIGN = "<="


@dataclass(frozen=True, slots=True)
class Pair:
    """A row and the row it is part of; sure: by a word for parts or a rule's own pair, not by their names alone."""

    part: Indicator
    whole: Indicator
    sure: bool


def evaluate(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per pair of rows and column in which both have one number of one unit."""
    outcomes = []
    for form in view.forms:
        for pair in _pairs(rule, view, form):
            for column in words(rule.params["within"]):
                part, whole = _value(view, pair.part, column), _value(view, pair.whole, column)
                if part is not None and whole is not None and part.quantity.unit.base == whole.quantity.unit.base:
                    outcomes.append(_outcome(rule, view, form, part, whole, pair.sure))
    return outcomes or not_applicable(rule, view, "no_subset")


def _pairs(rule: Rule, view: View, form: Form) -> list[Pair]:
    """Every pair of a form once; a sure one before one by names."""
    rows = indicators_of(view, form.number)
    found: dict[tuple[int, int], Pair] = {}
    for pair in (*_by_term(rule, rows), *_by_word(view, rows), *_by_name(rule, rows)):
        found.setdefault((id(pair.part), id(pair.whole)), pair)
    return list(found.values())


def _by_term(rule: Rule, rows: Sequence[Indicator]) -> Iterator[Pair]:
    """Pairs of concepts that the rule names, where each stands in one row only."""
    once = Counter(row.concept for row in rows)
    by_concept = {row.concept: row for row in rows if once[row.concept] == 1}
    for term in words(rule.params.get("terms")):
        part, _, whole = (piece.strip() for piece in term.partition(SIGN))
        if part in by_concept and whole in by_concept:
            yield Pair(by_concept[part], by_concept[whole], True)


def _by_word(view: View, rows: Sequence[Indicator]) -> Iterator[Pair]:
    """A row that a word for parts opens, with the row it stands under in the same group."""
    whole: Indicator | None = None
    for row in rows:
        label = normalise(row.label.surface)
        opened = any(hit.start == 0 and hit.tag("parts") for hit in view.lexicon.phrases.scan(label))
        if not opened:
            whole = row
        elif whole is not None and _group(view, row) == _group(view, whole):
            yield Pair(row, whole, True)


def _group(view: View, row: Indicator) -> tuple[str, ...]:
    return tuple(row.row.text(column) for column in view.lexicon.columns.levels)


def _by_name(rule: Rule, rows: Sequence[Indicator]) -> Iterator[Pair]:
    """A row whose label is another's with a narrowing word more."""
    labels = Counter(normalise(row.label.surface) for row in rows)
    by_label: Mapping[str, Indicator] = {
        label: row for row in rows if labels[label := normalise(row.label.surface)] == 1
    }
    for label, row in by_label.items():
        for word in words(rule.params.get("narrowing")):
            wider = label.replace(word, "", 1)
            if word in label and wider in by_label:
                yield Pair(row, by_label[wider], False)


def _value(view: View, row: Indicator, column: str) -> Fact | None:
    """The row's only number in a column, a count or an amount."""
    item = row.target if column == view.lexicon.columns.target else row.result
    measured = isinstance(item, Fact) and item.quantity.unit.dimension in (COUNT, MONEY)
    return item if measured and isinstance(item, Fact) else None


def _outcome(rule: Rule, view: View, form: Form, part: Fact, whole: Fact, sure: bool) -> Outcome:
    broken = interval.below(whole.quantity.interval, part.quantity.interval)
    gap = verdicts.show_gap(
        part.quantity.value - whole.quantity.value,
        part.quantity.unit,
        verdicts.gap_places(part, whole, part.quantity.unit),
    )
    shown = f"{format_quantity(part.quantity)} {'>' if broken else '≤'} {format_quantity(whole.quantity)}"
    label = whole.context.label
    values = {
        "worked": shown,
        "total": " ".join(label.surface.split()) if label else "",
        "held": whole.surface,
        "part": part.surface,
        **view.lexicon.messages.direction(gap, view.lang),
    }
    return build(
        rule,
        view,
        Draft(
            Status.FAIL if broken else Status.PASS,
            (Evidence("part", part), Evidence("whole", whole)),
            when=EXCEEDS if sure else NARROWER,
            worked=f"{shown}\nΔ={gap}" if broken else shown,
            values=values,
            form=form,
        ),
    )
