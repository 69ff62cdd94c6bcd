"""Errors between the reports of a series: one figure of one report changed wherever it is stated, so that the report

itself stays consistent and only the others contradict it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from fundqa.document import Document
from fundqa.model import Fact
from fundqa.seeding.mutate import Change, Edit, apply

_DIGIT = re.compile(r"[1-9]")


def same_figure(facts: Iterable[Fact], one: Fact) -> tuple[Fact, ...]:
    """The statements of a figure in its report, however rounded."""
    return tuple(
        fact
        for fact in facts
        if (fact.concept, fact.entity, fact.period, fact.basis, fact.dims)
        == (one.concept, one.entity, one.period, one.basis, one.dims)
        and fact.location.document == one.location.document
    )


def misstated(document: Document, facts: Iterable[Fact]) -> Document | None:
    """The document with the first digit of each number one off; None where a number has no digit to change."""
    edits = []
    for fact in facts:
        digit = _DIGIT.search(fact.surface)
        if digit is None:
            return None
        start = fact.location.start + digit.start()
        wrong = str(int(digit[0]) + 1 if digit[0] != "9" else 8)
        edits.append(Edit(fact.location.span(start, start + 1), wrong))
    return apply(document, Change(tuple(edits))) if edits else None
