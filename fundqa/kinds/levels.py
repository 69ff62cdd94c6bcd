"""The order of heading levels: a scheme above that stands below another, and levels that one place leaves out."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from fundqa.document import Heading
from fundqa.kinds.base import Draft, build
from fundqa.model import Evidence, Rule, Span, Status
from fundqa.report import Outcome
from fundqa.view import View

INVERTED, SKIPPED = "inverted", "skipped"
_STEP = 3
_LAST = 4


def scheme(style: str, number: str) -> str:
    """The scheme a number belongs to: a list counted 1 2 3 is another one than headings counted 1. 2. 3."""
    return "" if number.strip().isdecimal() else style


def evaluate_levels(rule: Rule, view: View) -> list[Outcome]:
    """One pass per document with two levels or more, or its faults."""
    outcomes: list[Outcome] = []
    for document in view.documents:
        headings = [b for b in document.blocks if isinstance(b, Heading) and _counts(b)]
        if len({heading.style for heading in headings}) < 2:
            continue
        faults = [*_inverted(headings), *_skipped(headings)]
        if not faults:
            evidence = tuple(Evidence("heading", _span(heading)) for heading in headings)
            outcomes.append(build(rule, view, Draft(Status.PASS, evidence)))
        outcomes += [_fault(rule, view, *fault) for fault in faults]
    return outcomes


def _counts(heading: Heading) -> bool:
    return bool(scheme(heading.style, heading.number)) and heading.level <= _LAST


def _inverted(headings: list[Heading]) -> Iterator[tuple[str, Heading, Heading]]:
    """Two headings or more of a higher scheme that begin at one between two successive ones of a lower scheme.

    （一） 一、 二、 （二）: the lower scheme counts on across the higher one, so it is the one above.
    """
    for i, lower in enumerate(headings):
        between: list[Heading] = []
        for heading in headings[i + 1 :]:
            if heading.style == lower.style:
                if heading.ordinal == lower.ordinal + 1 and [h.ordinal for h in between[:2]] == [1, 2]:
                    yield INVERTED, between[0], lower
                break
            if heading.level < lower.level:
                between.append(heading)


def _skipped(headings: list[Heading]) -> Iterator[tuple[str, Heading, Heading]]:
    """A heading two or more levels below the one above it, where the report uses the levels between elsewhere."""
    used = {heading.level for heading in headings}
    for above, below in itertools.pairwise(headings):
        between = set(range(above.level + 1, below.level))
        if below.level - above.level >= _STEP and between <= used and below.ordinal == 1:
            yield SKIPPED, below, above


def _fault(rule: Rule, view: View, when: str, heading: Heading, other: Heading) -> Outcome:
    values = {
        "current": heading.text.strip(),
        "found": heading.style,
        "previous": other.text.strip(),
        "expected": other.style,
    }
    evidence = (Evidence("heading", _span(heading)), Evidence("previous", _span(other)))
    return build(rule, view, Draft(Status.FAIL, evidence, when=when, values=values))


def _span(heading: Heading) -> Span:
    return Span(heading.text, heading.location.span(0, len(heading.text)))
