"""similar: long sentences said twice, goal texts of two forms that are copies of each other, equal headings."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fundqa.document import Heading, Location
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.selecting import Problem, check_keys, check_words, words
from fundqa.lexicon import normalise
from fundqa.model import Evidence, Rule, Span, Status
from fundqa.readers.outline import runs_on
from fundqa.report import Outcome
from fundqa.view import View

SENTENCES, GOALS, HEADINGS = "repeated sentence", "similar goals", "repeated heading"
_ENDS = frozenset("。！？!?")
_SHORTEST, _NEAREST = 2, 50


@dataclass(frozen=True, slots=True)
class Similar:
    """The kind."""

    name: str = "similar"
    conditions: tuple[str, ...] = (SENTENCES, GOALS, HEADINGS)
    placeholders: tuple[str, ...] = ("text", "count", "percent", "column")
    equality: bool = False

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """What is compared, from which length on, and how like it must be."""
        measured = words(params.get("of")) != ("heading",)
        yield from check_keys(params, ("of", "unless", "settings"), ("of", "settings") if measured else ("of",))
        yield from check_words(params, "of", ("sentence", "goal", "heading"))
        settings = params.get("settings")
        entry = settings if isinstance(settings, dict) else {}
        for key in ("min_length", "percent") if measured else ():
            if not isinstance(entry.get(key), int):
                yield Problem(("settings", key), "应当是整数", "a whole number is needed")

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per repeated sentence or heading, one per pair of goal texts of a column."""
        if "heading" in words(rule.params["of"]):
            return _headings(rule, view) or not_applicable(rule, view)
        settings = rule.params["settings"]
        assert isinstance(settings, dict)
        least, percent = int(settings["min_length"]), int(settings["percent"])
        unless = words(rule.params.get("unless"))
        outcomes = [*_sentences(rule, view, least, unless), *_goals(rule, view, least, percent)]
        return outcomes or not_applicable(rule, view)


def _sentences(rule: Rule, view: View, least: int, unless: tuple[str, ...]) -> list[Outcome]:
    """Whole sentences of the text. Titles, cells and what quotes its source (`unless`) may stand twice."""
    same: dict[str, list[Span]] = {}
    for sentence in view.sentences:
        text = normalise(sentence.text)
        running = not sentence.form and sentence.location.row < 0 and sentence.text.rstrip()[-1:] in _ENDS
        if running and len(text) >= least and not any(word in sentence.text for word in unless):
            same.setdefault(text, []).append(Span(sentence.text, sentence.location))
    repeated = [_repeated(rule, view, spans) for spans in same.values() if len(spans) > 1]
    if same and not repeated:
        seen = next(iter(same.values()))
        return [build(rule, view, Draft(Status.PASS, (Evidence("sentence", seen[0]),)))]
    return repeated


def _repeated(rule: Rule, view: View, spans: list[Span]) -> Outcome:
    return _draft(rule, view, spans, "sentence", SENTENCES)


def _draft(rule: Rule, view: View, spans: list[Span], role: str, when: str) -> Outcome:
    evidence = tuple(Evidence(role, span) for span in spans)
    values = {"text": spans[0].surface.strip(), "count": str(len(spans))}
    return build(rule, view, Draft(Status.FAIL, evidence, when=when, values=values))


def _headings(rule: Rule, view: View) -> list[Outcome]:
    """Numbered headings of one parent and scheme with the same words.

    A title repeated on each page is no heading; one that runs on in the next line may differ there.
    """
    same: dict[tuple[Location | None, str, str], list[Heading]] = {}
    for section in view.sections:
        heading = section.heading
        text = normalise(heading.text.strip()[len(heading.number.strip()) :])
        if heading.number and len(text) >= _SHORTEST and not runs_on(heading.text):
            same.setdefault((section.parent, heading.style, text), []).append(heading)
    spans = [[Span(h.text, h.location.span(0, len(h.text))) for h in group] for group in same.values()]
    repeated = [
        _draft(rule, view, group, "heading", HEADINGS)
        for headings, group in zip(same.values(), spans, strict=True)
        if len({heading.ordinal for heading in headings}) > 1
    ]
    return repeated or [build(rule, view, Draft(Status.PASS, (Evidence("heading", group[0]),))) for group in spans[:1]]


def _goals(rule: Rule, view: View, least: int, percent: int) -> list[Outcome]:
    """The goals of each form against those of the forms before it: copies are made from a form near by."""
    from rapidfuzz import fuzz

    columns: dict[str, list[Span]] = {}
    for form in view.forms:
        for row in form.table("goals"):
            for column, cell in row.cells.items():
                if cell is not None and len(normalise(cell.surface)) >= least:
                    columns.setdefault(column, []).append(cell)
    outcomes = []
    for column, cells in columns.items():
        for i, cell in enumerate(cells):
            for earlier in cells[max(0, i - _NEAREST) : i]:
                likeness = int(fuzz.ratio(normalise(earlier.surface), normalise(cell.surface)))
                outcomes.append(_pair(rule, view, (cell, earlier), column, likeness, percent))
    return outcomes


def _pair(rule: Rule, view: View, cells: tuple[Span, Span], column: str, likeness: int, percent: int) -> Outcome:
    evidence = tuple(Evidence("goal", cell) for cell in cells)
    values = {"percent": str(likeness), "column": column, "text": cells[0].surface.strip(), "count": "2"}
    status = Status.FAIL if likeness >= percent else Status.PASS
    return build(rule, view, Draft(status, evidence, when=GOALS, values=values))
