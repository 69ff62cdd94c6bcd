"""lexicon: words that have no business where they stand, such as one scheme's beneficiaries in another's form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fundqa.document import Location
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.selecting import Problem, check_keys, check_words
from fundqa.model import Evidence, Rule, Span, Status
from fundqa.phrases import Phrases, Tag
from fundqa.report import Outcome
from fundqa.view import Form, View


@dataclass(frozen=True, slots=True)
class Wording:
    """The kind."""

    name: str = "lexicon"
    conditions: tuple[str, ...] = ("foreign",)
    placeholders: tuple[str, ...] = ("term", "count", "entity")
    equality: bool = False

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Which list of words."""
        yield from check_keys(params, ("terms",), ("terms",))
        yield from check_words(params, "terms", ("foreign",))

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per form and term with all its occurrences; a pass for a form without any."""
        outcomes: list[Outcome] = []
        for form in view.forms:
            terms = view.lexicon.foreign.get(form.entity, ())
            if terms:
                outcomes += _form(rule, view, form, terms)
        return outcomes or not_applicable(rule, view)


def _form(rule: Rule, view: View, form: Form, terms: tuple[str, ...]) -> list[Outcome]:
    found = _occurrences(view, form, terms)
    if not found:
        return [build(rule, view, Draft(Status.PASS, (Evidence("form", form.title),), form=form))]
    return [
        build(
            rule,
            view,
            Draft(
                Status.FAIL,
                tuple(Evidence("term", span) for span in spans),
                when="foreign",
                values={"term": term, "count": str(len(spans)), "entity": form.name},
                form=form,
            ),
        )
        for term, spans in found.items()
    ]


def _occurrences(view: View, form: Form, terms: tuple[str, ...]) -> dict[str, list[Span]]:
    """Each term's places in the form and in sentences that name this fund and no other."""
    phrases = Phrases((term, Tag("term", term)) for term in terms)
    found: dict[str, list[Span]] = {}
    for text, location, start, end in _texts(view, form):
        for hit in phrases.scan(text, start, end):
            tag = hit.tag("term")
            if tag:
                span = Span(text[hit.start : hit.end], location.span(hit.start, hit.end))
                found.setdefault(tag.value, []).append(span)
    return found


def _texts(view: View, form: Form) -> Iterator[tuple[str, Location, int, int]]:
    for location, text in view.texts.items():
        if form.covers(location) and not _names_other(view, form, text):
            yield text, location, 0, len(text)
    for sentence in view.sentences:
        if not sentence.form and _names_only(view, form, sentence.text):
            host = sentence.location.host
            yield view.texts[host], host, sentence.location.start, sentence.location.end


def _funds(view: View, text: str) -> set[str]:
    return {tag.value for hit in view.lexicon.phrases.scan(text) if (tag := hit.tag("fund"))}


def _names_other(view: View, form: Form, text: str) -> bool:
    return bool(_funds(view, text) - {form.entity})


def _names_only(view: View, form: Form, text: str) -> bool:
    return _funds(view, text) == {form.entity}
