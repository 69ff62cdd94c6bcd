"""lexicon: words that have no business where they stand, such as another scheme's people, or misspelt ones."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fundqa.document import Location
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.misspelt import OUTVOTED, WRONG, evaluate_misspelt
from fundqa.kinds.selecting import Problem, check_keys, check_words, words
from fundqa.model import Evidence, Rule, Span, Status
from fundqa.phrases import Phrases, Tag
from fundqa.report import Outcome
from fundqa.view import Form, View

_SHORTEST_OPENING = 2
_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”|‘[^‘’]*’")


@dataclass(frozen=True, slots=True)
class Wording:
    """The kind."""

    name: str = "lexicon"
    conditions: tuple[str, ...] = ("foreign", WRONG, OUTVOTED)
    placeholders: tuple[str, ...] = ("term", "count", "entity", "right", "others")
    equality: bool = False

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Which list of words, and the words that make another scheme's words welcome in a sentence."""
        voted = OUTVOTED in words(params.get("terms"))
        yield from check_keys(params, ("terms", "unless", "votes"), ("terms", "votes") if voted else ("terms",))
        yield from check_words(params, "terms", ("foreign", WRONG, OUTVOTED))
        if voted and not (isinstance(params.get("votes"), int) and params["votes"]):
            yield Problem(("votes",), "应当是正整数", "a positive whole number is needed")

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per form and term with all its occurrences; a pass for a form without any."""
        terms = words(rule.params["terms"])
        if "foreign" not in terms:
            votes = int(str(rule.params.get("votes") or 0))
            return evaluate_misspelt(rule, view, terms, votes) or not_applicable(rule, view)
        outcomes: list[Outcome] = []
        unless = words(rule.params.get("unless"))
        spots = _spots(view, unless)
        for form in view.forms:
            terms = _foreign(view, form)
            if terms:
                own = [*spots.get(form.number, ()), *(s for s in spots.get(0, ()) if s.funds == {form.entity})]
                outcomes += _form(rule, view, form, _occurrences(view, form, terms, own))
        return outcomes or not_applicable(rule, view)


def _foreign(view: View, form: Form) -> tuple[str, ...]:
    """The words that belong to none of the funds a form's name or title names."""
    funds = {form.entity, *_funds(view, form.name), *_funds(view, form.title.surface)}
    lists = [view.lexicon.foreign.get(fund, ()) for fund in funds]
    return tuple(term for term in view.lexicon.foreign.get(form.entity, ()) if all(term in known for known in lists))


def _form(rule: Rule, view: View, form: Form, found: Mapping[str, list[Span]]) -> list[Outcome]:
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


def _occurrences(view: View, form: Form, terms: tuple[str, ...], spots: Sequence[_Spot]) -> dict[str, list[Span]]:
    """Each term's places in the form and in sentences that name this fund and no other."""
    phrases = Phrases((term, Tag("term", term)) for term in terms)
    others = _others(view, form)
    found: dict[str, list[Span]] = {}
    for spot in spots:
        if not spot.funds <= {form.entity} or spot.entity not in ("", form.entity):
            continue
        for hit in phrases.scan(spot.text, spot.start, spot.end):
            tag = hit.tag("term")
            compared = bool(spot.funds) and spot.text[spot.start : hit.start].endswith(others)
            if tag and not compared and not any(low < hit.start < high for low, high in spot.quoted):
                span = Span(spot.text[hit.start : hit.end], spot.location.span(hit.start, hit.end))
                found.setdefault(tag.value, []).append(span)
    return found


def _others(view: View, form: Form) -> tuple[str, ...]:
    """What another scheme's people are called by: openings of its names that this scheme's own names lack (企业)."""
    own = "".join(view.lexicon.funds.get(form.entity, ()))
    names = (name for fund, known in view.lexicon.funds.items() if fund != form.entity for name in (fund, *known))
    openings = {name[:size] for name in names for size in range(_SHORTEST_OPENING, len(name))}
    return tuple(sorted(opening for opening in openings if opening not in own))


@dataclass(frozen=True, slots=True)
class _Spot:
    """A label, a value or a sentence: the funds it names, the fund the text before spoke of, what is in quotes."""

    text: str
    location: Location
    start: int
    end: int
    funds: frozenset[str]
    entity: str
    quoted: tuple[tuple[int, int], ...]


def _spots(view: View, unless: tuple[str, ...]) -> dict[int, list[_Spot]]:
    """By the number of their form, 0 for the text, whatever can hold a foreign word; not what `unless` excuses."""
    tables = {(at.document, at.block, at.parent) for form in view.forms for at in form.locations}
    found: dict[int, list[_Spot]] = {}
    running = set()
    for sentence in view.sentences:
        host = sentence.location.host
        running.add(host)
        entity = sentence.entity if sentence.form else ""
        _add(found, view, host, (sentence.location.start, sentence.location.end), entity, unless)
    for location, text in view.texts.items():
        if location not in running and (location.document, location.block, location.parent) in tables:
            _add(found, view, location, (0, len(text)), "", unless)
    return found


def _add(
    found: dict[int, list[_Spot]],
    view: View,
    host: Location,
    span: tuple[int, int],
    entity: str,
    unless: tuple[str, ...],
) -> None:
    text = view.texts[host]
    said = text[span[0] : span[1]]
    if not any(word in said for word in unless):
        quoted = tuple((m.start() + span[0], m.end() + span[0]) for m in _QUOTED.finditer(said))
        spot = _Spot(text, host, *span, frozenset(_funds(view, said)), entity, quoted)
        form = view.form_at(host)
        found.setdefault(form.number if form else 0, []).append(spot)


def _funds(view: View, text: str) -> set[str]:
    return {tag.value for hit in view.lexicon.phrases.scan(text) if (tag := hit.tag("fund"))}
