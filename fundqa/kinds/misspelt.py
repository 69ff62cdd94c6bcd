"""Words that are written wrongly: by the lexicon's list, or against the way most of the report writes a term."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from fundqa.kinds.base import Draft, build
from fundqa.model import Evidence, Rule, Span, Status
from fundqa.report import Outcome
from fundqa.texts import Texts
from fundqa.view import View

WRONG, OUTVOTED = "wrong", "outvoted"
_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”|‘[^‘’]*’")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class _Found:
    """A wrong writing: why, how it should be written, how often the report does so, and where it stands."""

    when: str
    right: str
    others: int
    spans: tuple[Span, ...]


def evaluate_misspelt(rule: Rule, view: View, kinds: tuple[str, ...], votes: int) -> list[Outcome]:
    """One outcome per form and wrong word with all its places; a pass where there is none."""
    texts = _unquoted(view)
    found = [*(_listed(view, texts) if WRONG in kinds else ()), *(_outvoted(view, texts, votes) if votes else ())]
    outcomes = [_outcome(rule, view, item, spans) for item in found for spans in _by_form(view, item.spans)]
    opening = view.opening()
    if not outcomes and opening.surface:
        return [build(rule, view, Draft(Status.PASS, (Evidence("seen", opening),)))]
    return outcomes


def _unquoted(view: View) -> Texts:
    """The texts with what they quote blanked out, positions kept."""
    plain = {text: _QUOTED.sub(lambda m: "\n" * len(m[0]), text) for text in view.texts.places}
    return Texts((at, plain[text]) for at, text in view.texts.items())


def _listed(view: View, texts: Texts) -> Iterator[_Found]:
    everything = texts.joined
    for word in view.lexicon.misspellings:
        if word.wrong in everything:
            spans = tuple(_places(view, texts, re.compile(word.match or re.escape(word.wrong)), word.without))
            if spans:
                yield _Found(WRONG, word.right, everything.count(word.right), spans)


def _outvoted(view: View, texts: Texts, votes: int) -> Iterator[_Found]:
    """Terms with two neighbouring characters swapped, where the report writes them `votes` times as often right."""
    everything = texts.joined
    terms = {*view.lexicon.terms, *view.lexicon.concepts, *view.lexicon.funds}
    for term in sorted(terms):
        count = everything.count(term) if len(term) >= _SHORTEST else 0
        for swapped in _swapped(term) if count >= votes else ():
            if swapped in everything and swapped not in terms:
                spans = tuple(_places(view, texts, re.compile(re.escape(swapped)), view.lexicon.not_swapped))
                if spans and count >= votes * len(spans):
                    yield _Found(OUTVOTED, term, count, spans)


def _swapped(term: str) -> Iterator[str]:
    for i in range(len(term) - 1):
        if term[i] != term[i + 1]:
            yield term[:i] + term[i + 1] + term[i] + term[i + 2 :]


def _places(view: View, texts: Texts, regex: re.Pattern[str], without: Iterable[str]) -> Iterator[Span]:
    for location, text, match in texts.matches(regex):
        barred = [m.span() for word in without for m in re.finditer(re.escape(word), text)]
        if not any(low < match.end() and match.start() < high for low, high in barred):
            start, end = match.span()
            yield Span(view.texts[location][start:end], location.span(start, end))


def _by_form(view: View, spans: tuple[Span, ...]) -> list[list[Span]]:
    groups: dict[int, list[Span]] = {}
    for span in spans:
        form = view.form_at(span.location)
        groups.setdefault(form.number if form else 0, []).append(span)
    return list(groups.values())


def _outcome(rule: Rule, view: View, item: _Found, spans: list[Span]) -> Outcome:
    values = {
        "term": spans[0].surface,
        "count": str(len(spans)),
        "right": item.right,
        "others": str(item.others),
    }
    evidence = tuple(Evidence("term", span) for span in spans)
    return build(rule, view, Draft(Status.FAIL, evidence, when=item.when, values=values))
