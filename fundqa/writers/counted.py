"""Every number of a document with what became of it, for the writers that list them all."""

from __future__ import annotations

from dataclasses import dataclass, field

from fundqa.document import Location
from fundqa.model import Evidence, Fate
from fundqa.report import DocumentReport, FactFate
from fundqa.writers.digest import Group, grouped, off_target
from fundqa.writers.place import Places
from fundqa.writers.sums import named
from fundqa.writers.words import Words, squeeze


@dataclass(frozen=True, slots=True)
class Counted:
    """A number: as printed, what it is, where it stands, its fate, the reason when unchecked.

    `off`: it lies off its target, which is no contradiction; `at`: its location.
    """

    surface: str
    about: str
    place: str
    fate: Fate
    off: bool
    reason: str
    at: Location | None = field(default=None, compare=False)


def counted(doc: DocumentReport, places: Places, say: Words) -> tuple[Group[Counted], ...]:
    """The numbers of `doc` in reading order, by fund and year."""
    off = off_target(doc)
    return grouped((_head(known), _counted(known, known.fact.location in off, places, say)) for known in doc.facts)


def _head(known: FactFate) -> str:
    return squeeze(f"{known.fact.entity} {known.fact.period}")


def _counted(known: FactFate, off: bool, places: Places, say: Words) -> Counted:
    fact = known.fact
    place = places.brief(Evidence("", fact), fact.location.document)
    reason = squeeze(known.reason)
    return Counted(squeeze(fact.surface), named(fact, say), place, known.fate, off, reason, fact.location)
