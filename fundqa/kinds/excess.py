"""What accounts for more having been spent than budgeted: a reason in the text, or funds carried over."""

from __future__ import annotations

from collections.abc import Sequence

from fundqa.model import Fact, Span
from fundqa.view import Sentence, View


def explained(view: View, fact: Fact) -> Span | None:
    """A sentence that gives a reason for a change of the fact's concept, about its fund; None without one."""
    for sentence in view.sentences:
        if sentence.entity == fact.entity and _gives_reason(view, sentence, fact.concept):
            return Span(sentence.text, sentence.location)
    return None


def _gives_reason(view: View, sentence: Sentence, concept: str) -> bool:
    if not any(word in sentence.text for word in view.lexicon.explain):
        return False
    tags = [tag for hit in view.lexicon.phrases.scan(sentence.text) for tag in hit.tags]
    rates = {view.lexicon.concept(tag.value).rate_of for tag in tags if tag.kind == "concept"}
    named = concept in rates or any((tag.kind, tag.value) == ("concept", concept) for tag in tags)
    return named and any(tag.kind == "change" for tag in tags)


def carried(view: View, anchor: Fact, sources: Sequence[str]) -> list[Fact]:
    """The money of the anchor's form that was carried over from the year before: its amounts above zero."""
    return [
        fact
        for fact in view.facts
        if (fact.concept, fact.context.form, fact.period) == (anchor.concept, anchor.context.form, anchor.period)
        and dict(fact.dims).get("source", "") in sources
        and fact.quantity.value > 0
    ]
