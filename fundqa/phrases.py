"""Finding the terms of a lexicon in a text: leftmost, longest, each character used once, in one pass."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tag:
    """What a term is (concept, fund, plan, neutral …) and which one (a concept's name, a basis …)."""

    kind: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Hit:
    """A term found at [start, end)."""

    start: int
    end: int
    tags: tuple[Tag, ...]

    def tag(self, *kinds: str) -> Tag | None:
        """The first tag of one of these kinds."""
        return next((t for t in self.tags if t.kind in kinds), None)


class Phrases:
    """An immutable set of tagged terms."""

    def __init__(self, terms: Iterable[tuple[str, Tag]]) -> None:
        self._tags: dict[str, tuple[Tag, ...]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        self._take(terms)

    def _take(self, terms: Iterable[tuple[str, Tag]]) -> None:
        """Put terms among these, while they are being made. _lengths: by first character, the longest first."""
        for term, tag in terms:
            known = self._tags.get(term, ())
            if not term or tag in known:
                continue
            self._tags[term] = (*known, tag)
            lengths = self._lengths.get(term[0], ())
            if len(term) not in lengths:
                self._lengths[term[0]] = tuple(sorted((*lengths, len(term)), reverse=True))

    def with_terms(self, terms: Iterable[tuple[str, Tag]]) -> Phrases:
        """These terms and some more."""
        made = Phrases(())
        made._tags, made._lengths = dict(self._tags), dict(self._lengths)
        made._take(terms)
        return made

    def scan(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Hit]:
        """All hits in text[start:end], from left to right."""
        stop = len(text) if end is None else end
        known, tagged = self._lengths, self._tags
        while start < stop:
            for length in known.get(text[start], ()):
                term = text[start : start + length]
                if term in tagged and start + length <= stop:
                    yield Hit(start, start + length, tagged[term])
                    start += length
                    break
            else:
                start += 1

    def split(self, text: str, hit: Hit, kind: str, values: frozenset[str]) -> tuple[Hit, ...]:
        """A hit as two shorter terms, the first of `kind` with one of `values`; () when it cannot be cut so."""
        for cut in range(hit.end - 1, hit.start, -1):
            first, second = self._tags.get(text[hit.start : cut]), self._tags.get(text[cut : hit.end])
            if first and second and any(tag.kind == kind and tag.value in values for tag in first):
                return Hit(hit.start, cut, first), Hit(cut, hit.end, second)
        return ()
