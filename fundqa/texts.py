"""The texts of a submission, and the search in them: forms repeat their words, so each text is looked through once."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cached_property

from fundqa.document import Location


class Texts(dict[Location, str]):
    """Every paragraph and cell by its place, in the order of the report. Nothing is changed once it has been asked."""

    @cached_property
    def places(self) -> dict[str, list[tuple[int, Location]]]:
        """The different texts, each with where it stands: its place in the order, and its location."""
        found: dict[str, list[tuple[int, Location]]] = {}
        for number, (location, text) in enumerate(self.items()):
            found.setdefault(text, []).append((number, location))
        return found

    @cached_property
    def joined(self) -> str:
        """All texts, line by line."""
        return "\n".join(self.values())

    def those(self, wanted: Callable[[str], object]) -> Iterator[tuple[Location, str]]:
        """The texts of which `wanted` is true, in order; it is asked once of texts that are alike."""
        found = [(number, at, text) for text, where in self.places.items() if wanted(text) for number, at in where]
        return ((at, text) for _, at, text in sorted(found))

    def matches(self, regex: re.Pattern[str]) -> Iterator[tuple[Location, str, re.Match[str]]]:
        """Whatever a pattern finds, in order."""
        found = {text: hits for text in self.places if (hits := list(regex.finditer(text)))}
        for at, text in self.those(found.__contains__):
            for match in found[text]:
                yield at, text, match

    def __reduce__(self) -> tuple[type[Texts], tuple[dict[Location, str]]]:
        """Without what has been worked out: the texts are sent to other processes."""
        return Texts, (dict(self),)
