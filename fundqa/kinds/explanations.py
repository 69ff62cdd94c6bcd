"""Where a report explains why a result is off its target: the row's reason cell, or a sentence that names it."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from fundqa.lexicon import normalise
from fundqa.model import Fact, Span
from fundqa.view import Indicator, Sentence, View


def reasons(view: View, indicator: Indicator) -> tuple[Span | None, Span | None]:
    """The explanation that is the indicator's own, and one of its fund that does not name it."""
    cell = indicator.row.cells.get(view.lexicon.columns.reason)
    if cell and cell.surface.strip() and cell.surface.strip() not in view.lexicon.layout.nil:
        return cell, None
    general = None
    for sentence in view.sentences:
        if not any(word in sentence.text for word in view.lexicon.explain):
            continue
        if sentence.entity not in ("", indicator.form.entity):
            continue
        span = Span(sentence.text, sentence.location)
        if _names(view, sentence, indicator):
            return span, None
        if sentence.entity == indicator.form.entity and _about_figures(view, sentence):
            general = general or span
    return None, general


def _names(view: View, sentence: Sentence, indicator: Indicator) -> bool:
    plain = normalise(sentence.text)
    if normalise(indicator.label.surface) in plain:
        return True
    tags = (hit.tag("concept") for hit in view.lexicon.phrases.scan(plain))
    concept = view.lexicon.concept(indicator.concept)
    return any(tag.value in (indicator.concept, concept.rate_of) for tag in tags if tag)


def _about_figures(view: View, sentence: Sentence) -> bool:
    """Whether a sentence speaks of figures at all: a reason without a number or a target word explains policy."""
    kinds = {tag.kind for hit in view.lexicon.phrases.scan(sentence.text) for tag in hit.tags}
    return "concept" in kinds and bool(kinds & {"plan", "actual"})


def at_value(fact: Fact, value: Decimal) -> Fact:
    """The fact with another value, exact: for printing an edge in the fact's unit."""
    quantity = replace(fact.quantity, value=value, low=value, high=value, decimals=None)
    return replace(fact, quantity=quantity)
