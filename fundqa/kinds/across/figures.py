"""Which numbers of a submission stand for what it reports: results of a fund and year, told apart from plans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fundqa.kinds import verdicts
from fundqa.kinds.across.base import Archive, Member
from fundqa.kinds.selecting import Problem, bases, words
from fundqa.model import Basis, Evidence, Fact
from fundqa.quantity import format_quantity
from fundqa.units import DIMENSIONS
from fundqa.view_tables import TABLE_PLACE

RESULTS = (Basis.EXECUTED, Basis.COMPLETED)
_TITLED = ("table",)
KEYS = ("concept", "except", "ending", "dimension", "basis")

Key = tuple[str, str, str]
"""Concept, fund and base unit: what two statements of one figure have in common within a year."""


@dataclass(frozen=True, slots=True)
class Choice:
    """Which figures a rule compares. Empty fields do not restrict; without bases they are results.

    endings: how the concept's name may end; without: how it may not.
    """

    concepts: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    endings: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    bases: tuple[Basis, ...] = RESULTS

    def fits(self, fact: Fact) -> bool:
        """Whether a whole amount of a known fund can be one of these, whatever its basis."""
        return (
            not (self.without and fact.concept.endswith(self.without))
            and (not self.concepts or fact.concept in self.concepts)
            and (not self.endings or fact.concept.endswith(self.endings))
            and (not self.dimensions or fact.quantity.unit.dimension in self.dimensions)
        )


def choice(spec: object) -> Choice:
    """A choice from its YAML mapping; `check_choice` has accepted it."""
    entry: Mapping[str, object] = spec if isinstance(spec, dict) else {}
    return Choice(
        words(entry.get("concept")),
        words(entry.get("except")),
        words(entry.get("ending")),
        words(entry.get("dimension")),
        tuple(Basis(word) for word in words(entry.get("basis"))) or RESULTS,
    )


def check_choice(spec: object, at: tuple[str | int, ...]) -> Iterator[Problem]:
    """What is wrong with a choice's mapping."""
    if not isinstance(spec, dict):
        yield Problem(at, "应当是键值对", "a mapping is needed", KEYS)
        return
    allowed = {"basis": tuple(b.value for b in Basis), "dimension": DIMENSIONS}
    for key, value in spec.items():
        if key not in KEYS:
            yield Problem((*at, key), f"不认识的键“{key}”", f"unknown key “{key}”", KEYS)
        for word in words(value):
            if key in allowed and word not in allowed[key]:
                yield Problem((*at, key), f"不能是“{word}”", f"cannot be “{word}”", allowed[key])


def key_of(fact: Fact) -> Key:
    """What another statement must have to be of the same figure."""
    return fact.concept, fact.entity, fact.quantity.unit.base


@dataclass(frozen=True, slots=True)
class Said:
    """What a submission says of one figure. sure: its statements name the basis; else they may be of another."""

    facts: tuple[Fact, ...]
    sure: bool

    def finest(self) -> Fact:
        """The narrowest of its statements, the first of equals."""
        return min(self.facts, key=width)

    def agreed(self) -> Fact | None:
        """The narrowest statement that meets all others; None where the submission contradicts itself."""
        best = self.finest()
        return best if all(other is best or agree(best, other) for other in self.facts) else None


def whole_facts(archive: Archive, own: Member) -> Mapping[str, list[Fact]]:
    """The facts of a submission by year that are whole amounts of a known fund: no shares, changes or parts."""
    key = ("facts", id(own))
    if key not in archive.kept:
        by_year: dict[str, list[Fact]] = {}
        for fact in own.submission.facts:
            if fact.concept and fact.entity and all(name in _TITLED for name, _ in fact.dims):
                by_year.setdefault(fact.period, []).append(fact)
        archive.kept[key] = by_year
    found = archive.kept[key]
    assert isinstance(found, dict)
    return found


def said_of(archive: Archive, own: Member, year: str, chosen: Choice) -> Mapping[Key, Said]:
    """The figures of a submission for a year; those whose basis is not told only where no other statement is."""
    kept = archive.kept
    key = (id(own), year, chosen)
    if key not in kept:
        kept[key] = _said_of(whole_facts(archive, own).get(year, ()), chosen)
    found = kept[key]
    assert isinstance(found, dict)
    return found


def _said_of(facts: Sequence[Fact], chosen: Choice) -> dict[Key, Said]:
    sure: dict[Key, list[Fact]] = {}
    unsure: dict[Key, list[Fact]] = {}
    for fact in facts:
        if chosen.fits(fact):
            if fact.basis in chosen.bases:
                sure.setdefault(key_of(fact), []).append(fact)
            elif fact.basis is None and _may_be(fact, chosen):
                unsure.setdefault(key_of(fact), []).append(fact)
    found = {key: Said(tuple(facts), False) for key, facts in unsure.items()}
    return found | {key: Said(tuple(facts), True) for key, facts in sure.items()}


def _may_be(fact: Fact, chosen: Choice) -> bool:
    """Whether a number that names no basis can be one of these; a loose table's amounts are what was carried out."""
    possible = bases(fact)
    return any(basis in chosen.bases for basis in possible) or (not possible and _is_loose(fact))


def _is_loose(fact: Fact) -> bool:
    return fact.context.place in ("table", TABLE_PLACE) and not fact.context.form


def sides(left: Fact, right: Fact) -> tuple[verdicts.Side, verdicts.Side]:
    """Two statements as the sides of an equality."""
    return verdicts.side_of(left), verdicts.side_of(right)


def agree(left: Fact, right: Fact) -> bool:
    """Whether what the printed digits can stand for meets."""
    a, b = left.quantity, right.quantity
    return a.low <= b.high and b.low <= a.high


def width(fact: Fact) -> Decimal:
    """How much the printed digits leave open."""
    return fact.quantity.high - fact.quantity.low


def best_match(anchor: Fact, others: Sequence[Fact]) -> Fact:
    """The statement that agrees with the anchor, else the narrowest."""
    agreeing = (fact for fact in others if agree(anchor, fact))
    return next(agreeing, None) or min(others, key=width)


def gap_of(left: Fact, right: Fact, gap: Decimal) -> str:
    """A difference in the coarser one's unit, with its sign."""
    coarse = max((left, right), key=lambda f: verdicts.relative_half_width(verdicts.side_of(f))).quantity
    return verdicts.show_gap(gap, coarse.unit, verdicts.gap_places(left, right, coarse.unit))


def printed(fact: Fact) -> str:
    """A number with the unit that its column gives it."""
    return format_quantity(fact.quantity)


def as_evidence(role: str, facts: Sequence[Fact]) -> tuple[Evidence, ...]:
    """Facts in one role."""
    return tuple(Evidence(role, fact) for fact in facts)
