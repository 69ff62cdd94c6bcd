"""Shares of prose: 支出100万元，甲60万元，占60%. Each share with its part and its total, and the list they make."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from functools import reduce
from itertools import groupby

from fundqa import interval
from fundqa.extract.prose import Passage
from fundqa.model import SHARE, Fact, Span
from fundqa.units import COUNT, MONEY
from fundqa.view import PartGroup, Share

_WHOLE = interval.point(Decimal(1))


def share_of_what(fact: Fact) -> str | None:
    """What a share is a share of ("" where unsaid); None for a number that is no share."""
    return dict(fact.dims).get(SHARE)


def shares_in(passage: Passage, facts: Sequence[Fact], known: frozenset[str]) -> tuple[list[Share], list[PartGroup]]:
    """The shares of a sentence, and its lists of parts that have shares. known: the concepts of the lexicon."""
    at = [i for i, fact in enumerate(facts) if share_of_what(fact) is not None]
    found: list[Share] = []
    lists: list[PartGroup] = []
    for of, run in groupby(at, key=lambda i: share_of_what(facts[i])):
        own = list(run)
        parts = [_part(facts, i) for i in own]
        first = next((i - 1 for i, part in zip(own, parts, strict=True) if part), own[0])
        first = min(first, own[0])
        total = _total(facts[:first], of or "", parts[0], known)
        found += [
            Share(facts[i], (part,) if part else (), (total,) if total else ())
            for i, part in zip(own, parts, strict=True)
        ]
        lists += _list(passage, [facts[i] for i in own], parts, total)
    return found, lists


def _part(facts: Sequence[Fact], at: int) -> Fact | None:
    """The amount right before a share that counts the same thing."""
    before = facts[at - 1] if at else None
    if before is None or before.dims or before.concept != facts[at].concept:
        return None
    return before if before.quantity.unit.dimension in (MONEY, COUNT) else None


def _total(before: Sequence[Fact], of: str, part: Fact | None, known: frozenset[str]) -> Fact | None:
    """The amount the list opens with: the last one before it that is what the shares are said to be shares of."""
    total = before[-1] if before else None
    if total is None or total.dims or total.quantity.unit.dimension not in (MONEY, COUNT):
        return None
    if of and total.concept != of:
        return None
    if part is not None and part.quantity.unit.base != total.quantity.unit.base:
        return None
    return total if of or part is not None or total.concept in known else None


def _list(
    passage: Passage, shares: Sequence[Fact], parts: Sequence[Fact | None], total: Fact | None
) -> list[PartGroup]:
    """The parts as a list, complete when their shares make up the whole."""
    amounts = tuple(part for part in parts if part is not None)
    if total is None or len(amounts) < 2 or len(amounts) != len(parts):
        return []
    whole = interval.meet(reduce(interval.add, [share.quantity.interval for share in shares]), _WHOLE)
    return [PartGroup("prose", total, amounts, whole, Span(passage.text, passage.location), "")]
