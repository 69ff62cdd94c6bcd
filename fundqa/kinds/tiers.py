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
    profiles, chosen = entry["profiles"], str(entry["profile"])
    if not isinstance(profiles, dict) or chosen not in map(str, profiles):
        known = tuple(map(str, profiles)) if isinstance(profiles, dict) else ()
        yield Problem(("tiers", "profile"), f"没有“{chosen}”", f"no “{chosen}”", known)
        return
    if not isinstance(entry["words"], dict) or not entry["words"]:
        yield Problem(("tiers", "words"), "这里应当是各档次的用语", "expected the words of each tier")
        return
    for name in map(str, entry["words"]):
        if _edges(_profile(entry), name) is None:
            yield Problem(("tiers", "profiles"), f"“{name}”需要两个比例", f"“{name}” needs two shares, low and high")


def _profile(entry: Mapping[str, object]) -> object:
    profiles = entry["profiles"]
    named = {str(name): profile for name, profile in profiles.items()} if isinstance(profiles, dict) else {}
    return named.get(str(entry["profile"]))


def _edges(profile: object, name: str) -> Edges | None:
    entry = profile.get(name) if isinstance(profile, dict) else None
    if not isinstance(entry, list) or len(entry) != 2:
        return None
    try:
        low, high = Decimal(str(entry[0])), Decimal(str(entry[1]))
    except InvalidOperation:
        return None
    return (low, high) if low.is_finite() and high.is_finite() and 0 <= low <= high <= 1 else None


def edges(params: Mapping[str, object], result: str) -> Edges | None:
    """The shares between which a result's tier lies, both included; None when the result is no tier's word."""
    entry = params.get("tiers")
    if not isinstance(entry, dict):
        return None
    plain = normalise(result)
    tiers = [(word, str(name)) for name, own in entry["words"].items() for word in words(own)]
    name = next((name for word, name in tiers if plain == word), None)
    if name is None:
        longest = sorted((pair for pair in tiers if len(pair[0]) > 2), key=lambda pair: -len(pair[0]))
        name = next((name for word, name in longest if plain.startswith(word)), None)
    return _edges(_profile(entry), name) if name else None
