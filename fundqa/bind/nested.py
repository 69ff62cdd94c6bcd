"""Lists in lists without brackets or semicolon: 共10万元，其中甲6万元，其中一4万元、二2万元，乙4万元.

Where an inner list ends is said by its own mark (、 inside, ， outside). Where both lists use one mark, the reading is
taken under which most of the sums hold: what does not fit even then fits under no reading.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from functools import reduce

from fundqa import interval
from fundqa.extract.prose import Passage
from fundqa.interval import Interval
from fundqa.model import Fact, Span
from fundqa.view import PartGroup

_MARKS = "、，,；;"
_READINGS = 64

Reading = list[tuple[Fact, list[Fact]]]


def nested_groups(passage: Passage, total: Fact, items: Sequence[Fact], inner: Sequence[int]) -> list[PartGroup]:
    """The outer and the inner lists. items: all numbers behind the first opening word; inner: which of them are
    followed by one of their own (positions in `items`).
    """
    choices = [_ends(passage, items, at, stop) for at, stop in zip(inner, [*inner[1:], len(items)], strict=True)]
    readings = itertools.islice(itertools.product(*choices), _READINGS)
    best = min((_read(total, items, inner, ends) for ends in readings), key=_misfit, default=None)
    span = Span(passage.text, passage.location)
    return [PartGroup("prose", whole, tuple(parts), False, span, "") for whole, parts in best or [] if parts]


def _ends(passage: Passage, items: Sequence[Fact], at: int, stop: int) -> list[int]:
    """Where the list behind items[at] can end: at the first change of mark, else anywhere before `stop`."""
    marks = [_mark(passage, items[i], items[i + 1]) for i in range(at + 1, stop - 1)]
    change = next((i for i, mark in enumerate(marks) if mark != marks[0]), None)
    last = stop if stop == len(items) else stop - 1
    if change is not None:
        return [min(at + 2 + change, max(last, at + 2))]
    return list(range(at + 2, last + 1)) or [at + 2]


def _mark(passage: Passage, before: Fact, after: Fact) -> str:
    between = passage.host[before.location.end : after.location.start]
    return next((char for char in between if char in _MARKS), "")


def _read(total: Fact, items: Sequence[Fact], inner: Sequence[int], ends: Sequence[int]) -> Reading:
    inside = {i for at, end in zip(inner, ends, strict=True) for i in range(at + 1, end)}
    outer = [fact for i, fact in enumerate(items) if i not in inside]
    lists = [(items[at], list(items[at + 1 : end])) for at, end in zip(inner, ends, strict=True)]
    return [(total, outer), *lists]


def _misfit(reading: Reading) -> tuple[int, int]:
    """How many lists exceed their total, then how many fall short of it."""
    signs = [_sign(whole, parts) for whole, parts in reading if parts]
    return signs.count(1), signs.count(-1)


def _sign(whole: Fact, parts: Sequence[Fact]) -> int:
    added: Interval = reduce(interval.add, [part.quantity.interval for part in parts])
    stated = whole.quantity.interval
    return 0 if interval.meet(added, stated) else 1 if interval.below(stated, added) else -1


def positions(items: Sequence[Fact], starts: Sequence[int]) -> Iterator[int]:
    """Which items stand right before an opening word, by the words' places."""
    for start in starts:
        before = [i for i, fact in enumerate(items) if fact.location.end <= start]
        if before:
            yield before[-1]
