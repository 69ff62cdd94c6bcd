"""The generator's words, all of them data from schemas/generator, and the choosing among them by a seed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from random import Random
from typing import Any, TypeVar

from fundqa.resources import builtin
from fundqa.yamlfile import load

T = TypeVar("T")
Entry = Mapping[str, Any]

_CHOICE = re.compile(r"\[([^\[\]]*)\]|<(\w+)>")
_DEPTH = 12


@cache
def words() -> Entry:
    """Every file of schemas/generator by its stem, as plain values."""
    return {path.stem: load(path).data for path in sorted((builtin("schemas") / "generator").glob("*.yml"))}


class Choice:
    """All chance of one report: the same seed makes the same choices."""

    def __init__(self, seed: int) -> None:
        self._random = Random(seed)

    def pick(self, options: Sequence[T]) -> T:
        """One of `options`."""
        return options[self._random.randrange(len(options))]

    def often(self, percent: int) -> bool:
        """Whether something happens that happens `percent` times in a hundred."""
        return self._random.randrange(100) < percent

    def number(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return self._random.randint(low, high)

    def some(self, options: Sequence[T], count: int) -> list[T]:
        """`count` of the options (all, when there are fewer), in their order."""
        chosen = sorted(self._random.sample(range(len(options)), min(count, len(options))))
        return [options[i] for i in chosen]

    def shuffled(self, options: Sequence[T]) -> list[T]:
        """The options in another order."""
        return self._random.sample(list(options), len(options))

    def split(self, total: int, count: int) -> list[int]:
        """`count` whole numbers of at least 1 that add up to `total`, none vanishingly small where that can be."""
        weights = [self._random.randint(20, 100) for _ in range(count)]
        parts = [max(1, total * weight // sum(weights)) for weight in weights]
        parts[0] += total - sum(parts)
        if parts[0] < 1:
            raise ValueError(f"{total} cannot be split into {count}")
        return parts

    def expand(self, template: str, phrases: Mapping[str, Sequence[str]]) -> str:
        """A sentence frame with [one|of|these] chosen and every <phrase> put in, however nested."""
        for _ in range(_DEPTH):
            template, found = _CHOICE.subn(lambda match: self._chosen(match, phrases), template)
            if not found:
                return template
        raise ValueError(f"phrases go in circles: {template}")

    def _chosen(self, match: re.Match[str], phrases: Mapping[str, Sequence[str]]) -> str:
        return self.pick(phrases[match[2]]) if match[2] else self.pick(match[1].split("|"))
