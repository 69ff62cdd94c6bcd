"""Where what stands in a document stands in the same document after it was written in a format and read again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import accumulate

from fundqa.document import Document, Location


@dataclass(frozen=True, slots=True)
class Unit:
    """A paragraph or cell: its place, its text without blanks, and where in the text each of these characters is."""

    host: Location
    bare: str
    offsets: tuple[int, ...]


@dataclass(frozen=True, eq=False)
class Stretch:
    """Paragraphs and cells that follow one another, and those that say the same afterwards.

    A reader may part a paragraph or join two, and leave out blanks or put some in.
    """

    before: Sequence[Unit]
    after: Sequence[Unit]

    @cached_property
    def _starts(self) -> tuple[list[int], list[int]]:
        """Where each unit begins among the characters of all, before and after."""
        first, second = ([0, *accumulate(len(u.bare) for u in units)][:-1] for units in (self.before, self.after))
        return first, second

    @cached_property
    def _pairs(self) -> Mapping[int, int]:
        """Characters before and after, those that say the same."""
        first, second = ("".join(unit.bare for unit in units) for units in (self.before, self.after))
        if first == second:
            return {i: i for i in range(len(first))}
        blocks = SequenceMatcher(None, first, second, autojunk=False).get_matching_blocks()
        return {block.a + i: block.b + i for block in blocks for i in range(block.size)}

    def found(self, index: int, offset: int) -> tuple[Location, int] | None:
        """Where the character is afterwards that stood at an offset of one of the units; None where it is lost."""
        unit = self.before[index]
        if offset not in unit.offsets:
            return None
        at = self._pairs.get(self._starts[0][index] + unit.offsets.index(offset))
        if at is None:
            return None
        which = bisect_right(self._starts[1], at) - 1
        other = self.after[which]
        return other.host, other.offsets[at - self._starts[1][which]]


@dataclass(frozen=True, eq=False)
class Places:
    """The places of a document in what was read of it."""

    before: Document
    after: Document

    @cached_property
    def _stretches(self) -> Mapping[Location, tuple[Stretch, int]]:
        """Every paragraph and cell that holds something: the stretch it is in, and the how manieth it is there."""
        first, second = list(_units(self.before)), list(_units(self.after))
        found: dict[Location, tuple[Stretch, int]] = {}
        for old, new in _matched(first, second):
            stretch = Stretch(old, new)
            found |= {unit.host: (stretch, i) for i, unit in enumerate(old)}
        return found

    def moved(self, place: Location) -> Location | None:
        """Where the characters of a place are; None where they are nowhere together.

        A place of no characters is beside the character before it, else beside the one behind it.
        """
        if place.start == place.end:
            before = self._found(place, place.start - 1)
            behind = before or self._found(place, place.start)
            return behind[0].span(behind[1] + bool(before), behind[1] + bool(before)) if behind else None
        found = [at for offset in range(place.start, place.end) if (at := self._found(place, offset))]
        if not found or found[0][0] != found[-1][0]:
            return None
        return found[0][0].span(found[0][1], found[-1][1] + 1)

    def _found(self, place: Location, offset: int) -> tuple[Location, int] | None:
        stretch, index = self._stretches.get(place.host, (None, 0))
        return stretch.found(index, offset) if stretch else None


def _units(document: Document) -> Iterator[Unit]:
    for place, text in document.texts():
        offsets = tuple(i for i, char in enumerate(text) if not char.isspace())
        if offsets:
            yield Unit(place.host, "".join(text[i] for i in offsets), offsets)


def _matched(first: Sequence[Unit], second: Sequence[Unit]) -> Iterator[tuple[Sequence[Unit], Sequence[Unit]]]:
    """Paragraphs and cells that say the same one by one, and what stands between them together."""
    says = [unit.bare for unit in first], [unit.bare for unit in second]
    for tag, i, j, m, n in SequenceMatcher(None, *says, autojunk=False).get_opcodes():
        if tag == "equal":
            yield from (([old], [new]) for old, new in zip(first[i:j], second[m:n], strict=True))
        elif tag == "replace":
            yield first[i:j], second[m:n]
