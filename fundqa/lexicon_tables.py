"""The words of tables that are no known form, ready for use."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

_BRACKETS = re.compile(r"（[^（）]*）")


@dataclass(frozen=True, slots=True)
class RoleWords:
    """What makes a label one of a role: the whole label, or a word in it."""

    whole: frozenset[str]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class TableWords:
    """schemas/lexicon/tables.yml: see the comments there."""

    total: tuple[tuple[str, int], ...]
    limited: tuple[str, ...]
    of_which: tuple[str, ...]
    other_base: tuple[str, ...]
    roles: Mapping[str, RoleWords]
    never_added: frozenset[str]
    current: tuple[str, ...]
    prior: tuple[str, ...]
    counted: tuple[tuple[str, str], ...]
    balance: Mapping[str, frozenset[str]]
    transfers: tuple[str, ...]
    spells: tuple[str, ...]
    plain: frozenset[str]
    titled: tuple[str, ...]

    def rank(self, label: str) -> int:
        """Whether a normalised label sums up others: 0 no, 1 to 3 the wider the higher."""
        return _rank(self, label)

    def role(self, label: str) -> str:
        """What a normalised label says a column or row is; "" for plain amounts."""
        return _role(self, label)

    def unit_of_count(self, label: str) -> str:
        """The unit that the end of a normalised label implies (参保人数: 人), "" when it implies none."""
        return _unit_of_count(self, label)


# Labels are met again and again, in one table and from one report to the next.


@lru_cache(maxsize=8192)
def _rank(words: TableWords, label: str) -> int:
    bare = _BRACKETS.sub("", label).strip("：、，")
    return next((rank for word, rank in words.total if bare.endswith(word) or label.startswith(word)), 0)


@lru_cache(maxsize=8192)
def _role(words: TableWords, label: str) -> str:
    bare = _BRACKETS.sub("", label)
    for role, found in words.roles.items():
        if label in found.whole or bare in found.whole or any(word in label for word in found.words):
            return role
    return ""


@lru_cache(maxsize=8192)
def _unit_of_count(words: TableWords, label: str) -> str:
    bare = _BRACKETS.sub("", label)
    return next((unit for word, unit in words.counted if bare.endswith(word)), "")
