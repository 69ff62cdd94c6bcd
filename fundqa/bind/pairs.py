"""分别: names before, numbers after, paired in order. What cannot be paired one to one is left unsure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fundqa.extract.prose import Passage, is_quantity
from fundqa.lexicon import Lexicon, normalise
from fundqa.model import Mention
from fundqa.phrases import Hit

_YEAR = re.compile(r"((?:19|20)\d\d)\s*年")
_GAPS = " \u3000\u00a0，,"
_CLAUSE = re.compile(r"[，,；;：:。（(]")


@dataclass(frozen=True, slots=True)
class Paired:
    """What a paired name says of its number; None where it says nothing. unsure: the lists do not fit each other."""

    entity: str | None = None
    period: str | None = None
    concept: str | None = None
    unsure: bool = False


def pairings(passage: Passage, lexicon: Lexicon) -> Mapping[int, Paired]:
    """For every number after a pairing word what its name says, by the number's start."""
    found: dict[int, Paired] = {}
    for hit in passage.hits:
        if hit.tag("pairs"):
            numbers = _numbers(passage, hit, lexicon.joints)
            if len(numbers) > 1:
                found |= _pair(passage, hit, numbers, lexicon)
    return found


def _numbers(passage: Passage, hit: Hit, joints: frozenset[str]) -> list[Mention]:
    """The numbers that follow a pairing word, as far as nothing but joints stands between them."""
    numbers: list[Mention] = []
    end = hit.end
    for mention in passage.mentions:
        if mention.start < hit.end or not is_quantity(mention):
            continue
        if passage.host[end : mention.start].strip(_GAPS) not in joints | {""}:
            break
        numbers.append(mention)
        end = mention.end
    return numbers


def _pair(passage: Passage, hit: Hit, numbers: Sequence[Mention], lexicon: Lexicon) -> dict[int, Paired]:
    start = max((m.end() for m in _CLAUSE.finditer(passage.host, passage.start, hit.start)), default=passage.start)
    joints = "|".join(re.escape(joint) for joint in sorted(lexicon.joints, key=len, reverse=True))
    items = [item for item in re.split(joints, passage.host[start : hit.start]) if item.strip()]
    if len(items) != len(numbers):
        return {mention.start: Paired(unsure=True) for mention in numbers}
    named = _years(items) or _funds(items, lexicon) or _concepts(items, lexicon)
    if not named:
        return {mention.start: Paired(unsure=True) for mention in numbers}
    return {mention.start: pair for mention, pair in zip(numbers, named, strict=True)}


def _years(items: Sequence[str]) -> list[Paired]:
    """The year of every item, nothing when one has none."""
    years = [match[1] for item in items if (match := _YEAR.search(item))]
    return [Paired(period=year) for year in years] if len(years) == len(items) else []


def _funds(items: Sequence[str], lexicon: Lexicon) -> list[Paired]:
    """The fund of every item; the last item's tail belongs to all (机关事业、城乡居民养老保险)."""
    last = normalise(items[-1])
    tails = ("", *(last[i:] for i in range(1, len(last))))
    funds: list[str] = []
    for item in items:
        plain = normalise(item)
        named = (_fund_at(plain, plain + tail, lexicon) for tail in tails)
        funds.append(next((fund for fund in named if fund), ""))
    return [Paired(entity=fund) for fund in funds] if all(funds) and len(set(funds)) == len(items) else []


def _fund_at(item: str, text: str, lexicon: Lexicon) -> str:
    """The fund whose name begins inside an item."""
    tags = (hit.tag("fund") for hit in lexicon.phrases.scan(text) if hit.start < len(item))
    return next((tag.value for tag in tags if tag), "")


def _concepts(items: Sequence[str], lexicon: Lexicon) -> list[Paired]:
    """The concept of every item; they must differ, or the words before do not name them one by one."""
    tags = [next((t for h in lexicon.phrases.scan(item) if (t := h.tag("concept"))), None) for item in items]
    names = [tag.value for tag in tags if tag] if any(tags) else [_plain(item, lexicon) for item in items]
    return [Paired(concept=name) for name in names] if len(set(names)) == len(items) and all(names) else []


def _plain(item: str, lexicon: Lexicon) -> str:
    """The printed name of an item that the lexicon lacks, without the grammar words before it."""
    start = 0
    while (hit := next(lexicon.phrases.scan(item, start), None)) is not None and hit.start == start:
        start = hit.end
    return normalise(item[start:]) if hit is None else ""
