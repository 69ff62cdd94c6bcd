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
from fundqa.units import RATIO

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
        """Whether a mark belongs to a term or a number, such as the brackets of a scheme's name."""
        spans = [(h.start, h.end) for h in self.hits] + [(m.start, m.end) for m in self.mentions]
        return any(start <= position < end for start, end in spans)


def passages(text: str, location: Location, phrases: Phrases, lexicon: Lexicon) -> Iterator[Passage]:
    """The sentences of a text, numbers and terms found in one pass each."""
    mentions = tuple(
        member for mention in quantities(text, lexicon.units) for member in (mention.members or (mention,))
    )
    hits = tuple(_between(text, phrases, mentions))
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
        named = _fitting(text, own_hits, own_mentions, phrases, lexicon)
        yield Passage(text, location.span(start, end), start, end, tuple(own_mentions), tuple(named), years)


def _fitting(text: str, hits: list[Hit], mentions: list[Mention], phrases: Phrases, lexicon: Lexicon) -> list[Hit]:
    """Hits whose concept its number cannot measure, cut in two where that fits (支出执行 before money)."""
    cuts: dict[Hit, tuple[Hit, ...]] = {}
    for mention in mentions:
        before = [hit for hit in hits if hit.end <= mention.start and hit.tag("concept")]
        dimension = dimension_of(mention, lexicon)
        if not before or not dimension or not is_quantity(mention):
            continue
        tag = before[-1].tag("concept")
        if tag and lexicon.concept(tag.value).dimension != dimension:
            fitting = frozenset(c.name for c in lexicon.concepts.values() if c.dimension == dimension)
            parts = phrases.split(text, before[-1], "concept", fitting)
            if parts:
                cuts[before[-1]] = parts
    return [part for hit in hits for part in cuts.get(hit, (hit,))]


def dimension_of(mention: Mention, lexicon: Lexicon) -> str:
    """The dimension of what a mention counts; the number reader's kinds and units decide."""
    if mention.unit == "percent":
        return RATIO
    unit = lexicon.units.get(mention.symbol)
    return unit.dimension if unit else ""


def _between(text: str, phrases: Phrases, mentions: tuple[Mention, ...]) -> Iterator[Hit]:
    """The terms between the mentions: none reaches into a number."""
    start = 0
    for mention in mentions:
        yield from phrases.scan(text, start, max(start, mention.start))
        start = mention.end
    yield from phrases.scan(text, start)


def is_quantity(mention: Mention) -> bool:
    """Whether a mention is a number of the report and not a date, a code, a section number …"""
    return mention.kind not in NOT_QUANTITIES


def is_running_text(text: str, lexicon: Lexicon) -> bool:
    """Whether a cell holds sentences rather than a value or a label."""
    plain = text.strip()
    return plain not in lexicon.layout.nil and (len(plain) > 30 or any(c in plain for c in "。；，"))
