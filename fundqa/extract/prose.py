"""Running text as sentences, clauses, number mentions and lexicon terms, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from fundqa.document import Location
from fundqa.lexicon import Lexicon
from fundqa.model import Mention
from fundqa.phrases import Hit, Phrases
from fundqa.quantity import quantities

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]?")
CLAUSE_ENDS = frozenset("，,；;：:、。！？!?\n（(")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
NOT_QUANTITIES = frozenset(
    ("date", "ordinal", "document_number", "standard", "code", "phone", "plan", "idiom", "page", "version", "unread")
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with its mentions and hits, positions in the host's text. years: (position, year)."""

    host: str
    location: Location
    start: int
    end: int
    mentions: tuple[Mention, ...]
    hits: tuple[Hit, ...]
    years: tuple[tuple[int, str], ...]

    @property
    def text(self) -> str:
        """The sentence itself."""
        return self.host[self.start : self.end]

    def clause(self, position: int, stop: int | None = None) -> tuple[int, int]:
        """Start and end of the clause around a position, its punctuation left out."""
        start = position
        while start > self.start and (self.host[start - 1] not in CLAUSE_ENDS or self._in_term(start - 1)):
            start -= 1
        end = stop if stop is not None else position
        while end < self.end and self.host[end] not in CLAUSE_ENDS:
            end += 1
        return start, end

    def _in_term(self, position: int) -> bool:
        """Whether a mark belongs to a term, such as the brackets of a scheme's name."""
        return any(hit.start <= position < hit.end for hit in self.hits)


def passages(text: str, location: Location, phrases: Phrases) -> Iterator[Passage]:
    """The sentences of a text, numbers and terms found in one pass each."""
    mentions = quantities(text)
    hits = tuple(_free(phrases.scan(text), mentions))
    m = h = 0
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        own_mentions, own_hits = [], []
        while m < len(mentions) and mentions[m].start < end:
            own_mentions.append(mentions[m])
            m += 1
        while h < len(hits) and hits[h].start < end:
            own_hits.append(hits[h])
            h += 1
        years = tuple((y.start(), y[1]) for y in _YEAR.finditer(text, start, end))
        yield Passage(text, location.span(start, end), start, end, tuple(own_mentions), tuple(own_hits), years)


def _free(hits: Iterator[Hit], mentions: tuple[Mention, ...]) -> Iterator[Hit]:
    """The hits that do not reach into a mention."""
    i = 0
    for hit in hits:
        while i < len(mentions) and mentions[i].end <= hit.start:
            i += 1
        if i == len(mentions) or hit.end <= mentions[i].start:
            yield hit


def is_quantity(mention: Mention) -> bool:
    """Whether a mention is a number of the report and not a date, a code, a section number …"""
    return mention.kind not in NOT_QUANTITIES


def is_running_text(text: str, lexicon: Lexicon) -> bool:
    """Whether a cell holds sentences rather than a value or a label."""
    plain = text.strip()
    return plain not in lexicon.layout.nil and (len(plain) > 30 or any(c in plain for c in "。；，"))
