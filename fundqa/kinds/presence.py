"""presence: what a heading promises, a title says, a report contains and refers to must be there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from fundqa.document import Location
from fundqa.kinds import mentions, published, recognised
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.funds_told import NO_FORM, NOT_TOLD, evaluate_funds
from fundqa.kinds.references import ABSENT, GAP, evaluate_references
from fundqa.kinds.report_parts import (
    CHAPTERS,
    MISSING,
    NO_GRADE,
    NO_TOTAL,
    SCORE,
    SIGNATURE,
    TITLE,
    UNDATED,
    UNSIGNED,
    check_parts,
    evaluate_chapters,
    evaluate_score,
    evaluate_signature,
    evaluate_title,
)
from fundqa.kinds.selecting import Problem, check_keys, check_words, words
from fundqa.model import Evidence, Fact, Rule, Span, Status
from fundqa.report import Outcome
from fundqa.view import Section, View

HEADING, REFERENCE, FUND = "heading", "reference", "fund"
_KEYS = ("heading", "concept")
_LONGEST_LABEL = 20
_ALL_KEYS = ("each", "expects", "unless", "about", "settings", "of", "verbs", "forms", "concept")
_LIMITS = ("missing", "headings", "length")


@dataclass(frozen=True, slots=True)
class Presence:
    """The kind."""

    name: str = "presence"
    conditions: tuple[str, ...] = (
        MISSING, mentions.UNMENTIONED, mentions.UNLISTED,
        NO_TOTAL, NO_GRADE, ABSENT, GAP, NO_FORM, NOT_TOLD, UNDATED, UNSIGNED,
        *recognised.CONDITIONS, *published.CONDITIONS,
    )  # fmt: skip
    placeholders: tuple[str, ...] = (
        "heading",
        "missing",
        "found",
        "text",
        "count",
        "name",
        "surface",
        "form",
        "closest",
    )
    equality: bool = False

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """What is looked at, and what of it must be there."""
        each = str(params.get("each"))
        yield from check_keys(params, _ALL_KEYS, ("each", *(_EACH[each][0] if each in _EACH else ())))
        yield from check_words(params, "each", tuple(_EACH))
        yield from _check_limits(params)
        if each in (mentions.INDICATOR, mentions.TARGET, recognised.FORM, *published.EACH):
            return
        if each != HEADING:
            yield from check_parts(params)
            return
        entries = params.get("expects")
        for i, entry in enumerate(entries if isinstance(entries, list) else []):
            if not isinstance(entry, dict) or set(entry) != set(_KEYS):
                yield Problem(("expects", i), "需要 heading 和 concept", "heading and concept are needed", _KEYS)

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per heading, report, reference or fund."""
        return _EACH[str(rule.params["each"])][1](rule, view) or not_applicable(rule, view)


def _check_limits(params: Mapping[str, object]) -> Iterator[Problem]:
    settings = params.get("settings", {})
    for key, value in settings.items() if isinstance(settings, dict) else ():
        if key not in _LIMITS or not isinstance(value, int) or value < 1:
            yield Problem(("settings", key), "应当是正整数", "a positive whole number is needed", _LIMITS)


def _headings(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per heading that promises something; the first entry that fits a heading counts."""
    outcomes = []
    unless = words(rule.params.get("unless"))
    for section in view.sections:
        if any(word in section.heading.text for word in unless):
            continue
        entry = next((e for e in _entries(rule) if any(w in section.heading.text for w in words(e["heading"]))), None)
        if entry is not None:
            outcomes.append(_judge(rule, view, section, words(entry["concept"])))
    return outcomes


def _entries(rule: Rule) -> list[dict[str, object]]:
    entries = rule.params.get("expects")
    return entries if isinstance(entries, list) else []


def _judge(rule: Rule, view: View, section: Section, concepts: tuple[str, ...]) -> Outcome:
    heading = section.heading
    anchor = Span(heading.text, heading.location.span(0, len(heading.text)))
    found = {concept: _fact(view, section, concept) or view.once(_label, concept) for concept in concepts}
    missing = [concept for concept, item in found.items() if item is None]
    present = [item for item in found.values() if item is not None]
    evidence = (Evidence("heading", anchor), *(Evidence("found", item) for item in present))
    values = {"heading": heading.text.strip(), "missing": view.lexicon.messages.join(missing, view.lang)}
    status = Status.FAIL if missing else Status.PASS
    return build(rule, view, Draft(status, evidence, when="missing", values=values))


def _fact(view: View, section: Section, concept: str) -> Fact | None:
    """A number of the concept, or of a narrower one of its name; under the heading before elsewhere."""
    own = {location.host for location in section.blocks}
    fitting = view.once(_ending, concept)
    places = [host for host in own if host in fitting] if len(own) < len(fitting) else [h for h in fitting if h in own]
    return min((fitting[host] for host in places), key=_order, default=next(iter(fitting.values()), (0, None)))[1]


def _order(found: tuple[int, Fact | None]) -> int:
    return found[0]


def _ending(view: View, concept: str) -> dict[Location, tuple[int, Fact | None]]:
    """By paragraph or cell the first number whose concept's name ends so, with its place in the order of the report."""
    found: dict[Location, tuple[int, Fact | None]] = {}
    for i, fact in enumerate(view.facts):
        if fact.concept.endswith(concept):
            found.setdefault(fact.location.host, (i, fact))
    return found


def _label(view: View, concept: str) -> Span | None:
    """A cell of a table that no form explains, which names the concept and has a number in its row or column.

    Asked for by way of `view.once`.
    """
    numbers = [fact.location for fact in view.facts if fact.location.row >= 0 and not fact.concept]
    lines = {line for at in numbers for line in _lines(at)}
    for location, text in view.texts.those(lambda text: len(text) <= _LONGEST_LABEL and concept in text):
        if location.row >= 0 and not lines.isdisjoint(_lines(location)):
            return Span(text, location.span(0, len(text)))
    return None


def _lines(at: Location) -> tuple[tuple[object, ...], tuple[object, ...]]:
    """The row and the column of its table that a cell stands in."""
    table = (at.document, at.block, at.parent)
    return (*table, "row", at.row), (*table, "col", at.col)


_EACH: Mapping[str, tuple[tuple[str, ...], Callable[[Rule, View], list[Outcome]]]] = {
    HEADING: (("expects",), _headings),
    TITLE: (("expects", "about"), evaluate_title),
    CHAPTERS: (("expects", "about"), evaluate_chapters),
    SCORE: (("expects",), evaluate_score),
    REFERENCE: (("of", "verbs"), evaluate_references),
    FUND: (("concept",), evaluate_funds),
    SIGNATURE: (("expects", "about"), evaluate_signature),
    mentions.INDICATOR: ((), mentions.evaluate),
    mentions.TARGET: ((), mentions.evaluate),
    recognised.FORM: ((), recognised.evaluate),
    **published.EACH,
}
