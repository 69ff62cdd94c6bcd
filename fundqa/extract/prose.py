"""Running text as sentences, clauses, number mentions and lexicon terms, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_left
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
_LONGEST, _REACH = 800, 2
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
NOT_QUANTITIES = frozenset(
    ("date", "ordinal", "document_number", "standard", "code", "phone", "plan", "idiom", "page", "version", "unread")
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence with its mentions and hits, positions in the host's text.

    years: (position, year); marks: where its clauses end, marks inside a term or a number left out.
    """

    host: str
    location: Location
    start: int
    end: int
    mentions: tuple[Mention, ...]
    hits: tuple[Hit, ...]
    years: tuple[tuple[int, str], ...]
    marks: tuple[int, ...]

    @property
    def text(self) -> str:
        """The sentence itself."""
        return self.host[self.start : self.end]

    def clause(self, position: int, stop: int | None = None) -> tuple[int, int]:
        """Start and end of the clause around a position, its punctuation left out."""
        before = bisect_left(self.marks, position)
        after = bisect_left(self.marks, position if stop is None else stop)
        start = self.marks[before - 1] + 1 if before else self.start
        return start, self.marks[after] if after < len(self.marks) else self.end


def passages(text: str, location: Location, phrases: Phrases, lexicon: Lexicon) -> Iterator[Passage]:
    """The sentences of a text, numbers and terms found in one pass each."""
    mentions = tuple(
        member for mention in quantities(text, lexicon.units) for member in (mention.members or (mention,))
    )
    hits = tuple(_between(text, phrases, mentions))
    m = h = 0
    for start, end in _pieces(text):
        own_mentions, own_hits = [], []
        while m < len(mentions) and mentions[m].start < end:
            own_mentions.append(mentions[m])
            m += 1
        while h < len(hits) and hits[h].start < end:
            own_hits.append(hits[h])
            h += 1
        years = tuple((y.start(), y[1]) for y in _YEAR.finditer(text, start, end))
        named = _fitting(text, own_hits, own_mentions, phrases, lexicon)
        marks = tuple(_marks(text, start, end, own_mentions, named))
        yield Passage(text, location.span(start, end), start, end, tuple(own_mentions), tuple(named), years, marks)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """The sentences of a text; one too long to be written by anybody is cut, so that reading it stays linear."""
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        while end - start > _LONGEST:
            cut = max(text.rfind(mark, start + 1, start + _LONGEST) for mark in "，；、")
            cut = cut + 1 if cut > start else start + _LONGEST
            yield start, cut
            start = cut
        yield start, end


def _marks(text: str, start: int, end: int, mentions: list[Mention], hits: list[Hit]) -> Iterator[int]:
    """The positions of clause marks that belong to no term and no number (the brackets of a scheme's name do)."""
    spans = [(m.start, m.end) for m in mentions] + [(h.start, h.end) for h in hits]
    inside = {i for first, last in spans for i in range(first, last) if text[i] in CLAUSE_ENDS}
    return (i for i in range(start, end) if text[i] in CLAUSE_ENDS and i not in inside)


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
        start = max(mention.end, _tail(text, phrases, mention))
        yield from phrases.scan(text, mention.end - _REACH, start) if start > mention.end else ()
    yield from phrases.scan(text, start)


def _tail(text: str, phrases: Phrases, mention: Mention) -> int:
    """Where a term ends that begins with a date's last characters (年初 in 2023年年初预算); 0 when there is none."""
    begin = mention.end - _REACH
    if mention.kind != "date" or begin <= mention.start:
        return 0
    hit = next(phrases.scan(text, begin, min(len(text), begin + 12)), None)
    return hit.end if hit and hit.start == begin and hit.end > mention.end else 0


def is_quantity(mention: Mention) -> bool:
    """Whether a mention is a number of the report and not a date, a code, a section number …"""
    return mention.kind not in NOT_QUANTITIES


def is_running_text(text: str, lexicon: Lexicon) -> bool:
    """Whether a cell holds sentences rather than a value or a label."""
    plain = text.strip()
    return plain not in lexicon.layout.nil and (len(plain) > 30 or any(c in plain for c in "。；，"))
