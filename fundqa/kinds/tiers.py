"""Qualitative results by tier (达成 / 部分达成 / 未达成), and the share of its weight that each tier may earn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from fundqa.kinds.selecting import Problem, words
from fundqa.lexicon import normalise

TOP, BOTTOM = "tier top", "tier bottom"
_KEYS = ("words", "profiles", "profile")

Edges = tuple[Decimal, Decimal]


def check(params: Mapping[str, object]) -> Iterator[Problem]:
    """Words for each tier, and profiles of shares from 0 to 1, the chosen one among them."""
    entry = params.get("tiers")
    if entry is None:
        return
    if not isinstance(entry, dict) or set(entry) != set(_KEYS):
        yield Problem(("tiers",), "tiers 需要 words、profiles、profile", "tiers needs words, profiles, profile", _KEYS)
        return
    profiles = entry["profiles"]
    if not isinstance(profiles, dict) or entry["profile"] not in profiles:
        known = tuple(profiles) if isinstance(profiles, dict) else ()
        yield Problem(("tiers", "profile"), f"没有“{entry['profile']}”", f"no “{entry['profile']}”", known)
        return
    for name in words(list(entry["words"])):
        if _edges(profiles[entry["profile"]], name) is None:
            yield Problem(("tiers", "profiles"), f"“{name}”需要两个比例", f"“{name}” needs two shares, low and high")


def _edges(profile: object, name: str) -> Edges | None:
    entry = profile.get(name) if isinstance(profile, dict) else None
    if not isinstance(entry, list) or len(entry) != 2:
        return None
    try:
        low, high = Decimal(str(entry[0])), Decimal(str(entry[1]))
    except InvalidOperation:
        return None
    return (low, high) if 0 <= low <= high <= 1 else None


def edges(params: Mapping[str, object], result: str) -> Edges | None:
    """The shares between which a result's tier lies, both included; None when the result is no tier's word."""
    entry = params.get("tiers")
    if not isinstance(entry, dict):
        return None
    plain = normalise(result)
    tiers = [(word, name) for name, own in entry["words"].items() for word in words(own)]
    name = next((name for word, name in tiers if plain == word), None)
    if name is None:
        longest = sorted((pair for pair in tiers if len(pair[0]) > 2), key=lambda pair: -len(pair[0]))
        name = next((name for word, name in longest if plain.startswith(word)), None)
    return _edges(entry["profiles"][entry["profile"]], name) if name else None
