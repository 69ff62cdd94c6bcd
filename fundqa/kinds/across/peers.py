"""Counties of one prefecture that report on one year: who is compared with whom, and the settings of that."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from fundqa.divisions import PREFECTURE
from fundqa.kinds.across.base import Archive, Member
from fundqa.kinds.selecting import Problem, check_number
from fundqa.model import Rule


def peers(archive: Archive) -> Mapping[tuple[str, str], list[Member]]:
    """The latest submissions of counties, by the key of their prefecture and their year; each county once a year."""
    found: dict[tuple[str, str], list[Member]] = {}
    for own in archive.latest:
        parent = parent_of(archive, own)
        if parent and own.year and own.region.level != PREFECTURE:
            found.setdefault((archive.region(parent).key, own.year), []).append(own)
    return found


def parent_of(archive: Archive, own: Member) -> str:
    """The place that a county's figures are summed up in: as the roster says, else where it lies."""
    return _of_roster(archive).get((own.region.key, own.year)) or own.region.parent


def _of_roster(archive: Archive) -> Mapping[tuple[str, str], str]:
    kept = archive.kept
    if "roster" not in kept:
        kept["roster"] = {
            (archive.region(due.county).key, due.year): due.parent for due in archive.stock.roster if due.parent
        }
    found = kept["roster"]
    assert isinstance(found, dict)
    return found


def check_settings(params: Mapping[str, object], wanted: Sequence[str]) -> Iterator[Problem]:
    """The numbers that a rule must bring, no more and no less."""
    given = params.get("settings")
    if not isinstance(given, dict) or set(given) != set(wanted):
        yield Problem(("settings",), "需要这些设置", "these settings are needed", tuple(wanted))
        return
    for key, value in given.items():
        yield from check_number(value, ("settings", key))


def decimal_of(rule: Rule, key: str) -> Decimal:
    """A setting as a number."""
    settings = rule.params["settings"]
    assert isinstance(settings, dict)
    return Decimal(str(settings[key]))


def whole_of(rule: Rule, key: str) -> int:
    """A setting as a whole number."""
    return int(decimal_of(rule, key))
