"""sequence: the numbers of headings of one parent and style run on without gap or repetition."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fundqa.document import Heading, Location
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.selecting import Problem, check_keys, check_words
from fundqa.model import Evidence, Rule, Span, Status
from fundqa.report import Outcome
from fundqa.view import View

GAP, REPEAT = "gap", "repeat"


@dataclass(frozen=True, slots=True)
class Sequence:
    """The kind."""

    name: str = "sequence"
    conditions: tuple[str, ...] = (GAP, REPEAT)
    placeholders: tuple[str, ...] = ("previous", "current", "expected", "found")
    equality: bool = False

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """What is numbered, and by which aspects numbers belong together."""
        yield from check_keys(params, ("of", "by", "step"), ("of", "by", "step"))
        yield from check_words(params, "of", ("heading",))
        yield from check_words(params, "by", ("parent", "style"))
        if params.get("step") != 1:
            yield Problem(("step",), "步长只能是 1", "the step can only be 1")

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per series: a pass, or a fail for each break."""
        outcomes: list[Outcome] = []
        for series in _series(view):
            outcomes += _judge(rule, view, series)
        return outcomes or not_applicable(rule, view)


def _series(view: View) -> list[list[Heading]]:
    """Headings that count together. A series that starts again at its first number is a new one (an annex)."""
    found: dict[tuple[str, Location | None, str], list[list[Heading]]] = {}
    for section in view.sections:
        heading = section.heading
        if not heading.style:
            continue
        runs = found.setdefault((heading.location.document, section.parent, heading.style), [[]])
        if heading.ordinal == 1 and len(runs[-1]) > 1:
            runs.append([])
        runs[-1].append(heading)
    return [run for runs in found.values() for run in runs if run]


def _judge(rule: Rule, view: View, series: list[Heading]) -> list[Outcome]:
    breaks = [(before, after) for before, after in itertools.pairwise(series) if after.ordinal != before.ordinal + 1]
    if not breaks:
        evidence = tuple(Evidence("heading", _span(heading)) for heading in series)
        return [build(rule, view, Draft(Status.PASS, evidence))] if len(series) > 1 else []
    return [_break(rule, view, before, after) for before, after in breaks]


def _break(rule: Rule, view: View, before: Heading, after: Heading) -> Outcome:
    values = {
        "previous": before.text.strip(),
        "current": after.text.strip(),
        "expected": str(before.ordinal + 1),
        "found": str(after.ordinal),
    }
    when = GAP if after.ordinal > before.ordinal + 1 else REPEAT
    evidence = (Evidence("heading", _span(after)), Evidence("previous", _span(before)))
    return build(rule, view, Draft(Status.FAIL, evidence, when=when, values=values))


def _span(heading: Heading) -> Span:
    return Span(heading.text, heading.location.span(0, len(heading.text)))
