"""What an operator is: the places it can act on, and what it would do there."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Protocol

from fundqa.document import Location
from fundqa.model import Text
from fundqa.seeding.errors_reading import Printed, Reading
from fundqa.seeding.mutate import Change, Edit, changed_text, overlap
from fundqa.seeding.relation import Known

_AROUND = 10


@dataclass(frozen=True, slots=True)
class Proposal:
    """A change and the place it is about; `broken` names relations of words that it contradicts.

    Where `broken` is empty, the relations between numbers decide whether it contradicts anything.
    """

    change: Change
    place: Location
    broken: tuple[Known, ...] = ()


class Operator(Protocol):
    """One way to change a report."""

    @property
    def name(self) -> str:
        """Its stable name, for files and JSON."""
        ...

    @property
    def title(self) -> Text:
        """What it does, for readers."""
        ...

    @property
    def harmless(self) -> bool:
        """Whether it says the same differently."""
        ...

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """Where it can act."""
        ...

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:
        """What it would do at one of its places: variants, any one of which will do."""
        ...


def number_at(reading: Reading, digits: Location) -> Printed:
    """The checkable number with these digits."""
    return reading.by_digits[digits]


def digit_places(reading: Reading) -> tuple[Location, ...]:
    """The digits of every checkable number."""
    return tuple(number.digits for number in reading.numbers)


def replaced(place: Location, text: str) -> Proposal:
    """The characters of a place replaced."""
    return Proposal(Change((Edit(place, text),)), place)


def value_of(digits: str) -> Decimal:
    """The digits of a printed number as a number, thousands separators left out."""
    return Decimal(digits.replace(",", "").replace("，", "").replace("．", "."))


def decimals_of(digits: str) -> int:
    """How many decimals are printed."""
    return len(digits.replace("．", ".").partition(".")[2])


def in_digits(value: Decimal, decimals: int) -> str:
    """A value with that many decimals."""
    return f"{value.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP):f}"


def well_formed(digits: str) -> bool:
    """Whether a person would write a number so: no idle zero and no comma in front, and not nothing."""
    whole = digits.partition(".")[0]
    return whole[:1].isdigit() and (len(whole) == 1 or whole[0] != "0") and value_of(digits) != 0


def spoken(reading: Reading, proposal: Proposal) -> tuple[str, str]:
    """What stood at the proposal's place and what stands there now, with a little of its surroundings."""
    text = reading.texts.get(proposal.place.host, "")
    own = [e for e in proposal.change.edits if overlap(e.place, _widened(proposal.place))]
    if not own:
        return text, text
    start = max(0, min(edit.place.start for edit in own) - _AROUND)
    end = min(len(text), max(edit.place.end for edit in own) + _AROUND)
    shown = [Edit(edit.place.span(edit.place.start - start, edit.place.end - start), edit.text) for edit in own]
    return text[start:end], changed_text(text[start:end], shown)


def _widened(place: Location) -> Location:
    return place.span(max(0, place.start - 1), place.end + 1)
