"""The narrative part of a report: its front matter, its numbered headings, its running text, its close."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fundqa.document import Document, Heading, Location, Table
from fundqa.extract.prose import is_running_text
from fundqa.model import Rule, Span
from fundqa.view import View

_FRONT, _LINE = 8, 60
_LEAST: Mapping[str, int] = {"headings": 2, "length": 1, "missing": 1}


@dataclass(frozen=True, slots=True)
class Narrative:
    """A document that tells and does not only tabulate.

    front: the short lines above the first number, table or sentence; headings: the numbered ones; prose: the paragraphs
    of running text; close: the short lines after a paragraph of running text that stand under no heading of their own.
    """

    document: Document
    front: tuple[Span, ...]
    headings: tuple[Heading, ...]
    prose: tuple[Span, ...]
    close: tuple[Span, ...]

    @property
    def length(self) -> int:
        """How many characters its running text has."""
        return sum(len(span.surface.strip()) for span in self.prose)

    @property
    def anchor(self) -> Span:
        """Where an absence is cited: the title, else the first heading."""
        return self.front[0] if self.front else span_of(self.headings[0].text, self.headings[0].location)


def narratives(view: View, headings: int) -> Iterator[Narrative]:
    """The documents with so many numbered headings and some running text."""
    for document in view.documents:
        numbered = tuple(b for b in document.blocks if isinstance(b, Heading) and b.number)
        lines = [(b.text, b.location) for b in document.blocks if not isinstance(b, Table | Heading)]
        prose = tuple(span_of(text, at) for text, at in lines if is_running_text(text, view.lexicon))
        if prose and len(numbered) >= headings:
            yield Narrative(document, tuple(_front(document, view)), numbered, prose, tuple(_close(document, view)))


def limit(rule: Rule, key: str) -> int:
    """A limit from the rule's settings: how many headings and characters make a report, how many lacks a finding."""
    settings = rule.params.get("settings")
    value = settings.get(key) if isinstance(settings, dict) else None
    return int(str(value)) if value is not None else _LEAST[key]


def speaks_of(view: View, narrative: Narrative, words: tuple[str, ...]) -> bool:
    """Whether its front matter, its headings or the titles of the forms have one of the words."""
    texts = [span.surface for span in narrative.front]
    texts += [heading.text for heading in narrative.headings] + [form.title.surface for form in view.forms]
    return any(word in text for word in words for text in texts)


def span_of(text: str, location: Location) -> Span:
    """The whole text of a paragraph or heading."""
    return Span(text, location.span(0, len(text)))


def _front(document: Document, view: View) -> Iterator[Span]:
    for block in document.blocks[:_FRONT]:
        if isinstance(block, Table) or (isinstance(block, Heading) and block.number):
            return
        text = block.text.strip()
        if len(text) > _LINE or (not isinstance(block, Heading) and is_running_text(text, view.lexicon)):
            return
        if text:
            yield span_of(block.text, block.location)


def _close(document: Document, view: View) -> Iterator[Span]:
    after = False
    for block in document.blocks:
        if isinstance(block, Table) or (isinstance(block, Heading) and block.number):
            after = False
        elif not isinstance(block, Heading) and is_running_text(block.text, view.lexicon):
            after = True
        elif after and block.text.strip():
            yield span_of(block.text, block.location)
