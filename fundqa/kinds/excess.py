"""What accounts for more having been spent than budgeted: a reason in the text, or funds carried over."""

from __future__ import annotations

from collections.abc import Sequence

from fundqa.kinds.lookup import by_form
from fundqa.model import CHANGE, Fact, Span
from fundqa.view import Sentence, View


def explained(view: View, fact: Fact) -> Span | None:
    """A sentence that gives a reason for a change of the fact's concept, about its fund; None without one."""
    sentence = view.once(_reasons).get((fact.entity, fact.concept))
    return Span(sentence.text, sentence.location) if sentence else None


def _reasons(view: View) -> dict[tuple[str, str], Sentence]:
    """The first sentence that gives a reason for a change, by its fund and by each concept whose change it is."""
    found: dict[tuple[str, str], Sentence] = {}
    for sentence in view.sentences:
        if any(word in sentence.text for word in view.lexicon.explain):
            tags = [tag for hit in view.lexicon.phrases.scan(sentence.text) for tag in hit.tags]
            named = [tag.value for tag in tags if tag.kind == "concept"] if any(t.kind == CHANGE for t in tags) else []
            for concept in (*named, *(view.lexicon.concept(name).rate_of for name in named)):
                found.setdefault((sentence.entity, concept), sentence)
    return found


def carried(view: View, anchor: Fact, sources: Sequence[str]) -> list[Fact]:
    """The money of the anchor's form that was carried over from the year before: its amounts above zero."""
    return [
        fact
        for fact in view.facts_by(by_form).get(anchor.context.form, ())
        if (fact.concept, fact.period) == (anchor.concept, anchor.period)
        and dict(fact.dims).get("source", "") in sources
        and fact.quantity.value > 0
    ]
