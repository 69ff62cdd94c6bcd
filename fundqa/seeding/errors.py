"""One known error a copy: which changes of a consistent report contradict something else in it, and which do not."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

from fundqa.document import Document, Location
from fundqa.lexicon import Lexicon
from fundqa.seeding.errors_base import Operator, Proposal, spoken
from fundqa.seeding.errors_digits import (
    DoubledDigit,
    DroppedDigit,
    OtherColumn,
    OtherFund,
    OtherYear,
    PartChanged,
    PointMoved,
    RateKept,
    Transposed,
    UnitSlip,
    WrongDigit,
)
from fundqa.seeding.errors_reading import Reading
from fundqa.seeding.errors_rewrites import (
    FullWidth,
    OtherUnit,
    Rounded,
    RowOrder,
    Spacing,
    Synonym,
    Thousands,
)
from fundqa.seeding.errors_words import (
    ClaimRefuted,
    LastYear,
    NoCounty,
    OtherCounty,
    ScoreAboveWeight,
    SkippedNumber,
    WrongDirection,
)
from fundqa.seeding.mutate import apply, moved_known
from fundqa.seeding.relation import Known, Sample

OPERATORS: tuple[Operator, ...] = (
    Transposed(), WrongDigit(), DroppedDigit(), DoubledDigit(), PointMoved(), UnitSlip(), PartChanged(), RateKept(),
    OtherColumn(), OtherYear(), OtherFund(), WrongDirection(), NoCounty(), OtherCounty(), LastYear(), ClaimRefuted(),
    SkippedNumber(), ScoreAboveWeight(),
)  # fmt: skip
"""Every way to be wrong."""

REWRITES: tuple[Operator, ...] = (
    OtherUnit(), Rounded(), Synonym(), Spacing(), FullWidth(), RowOrder(), Thousands(),
)  # fmt: skip
"""Every way to say the same differently."""

_STRIDE = 7
"""By so many operators the next seed begins further on: of few errors a report, not all are of the same kinds."""


@dataclass(frozen=True, slots=True)
class Seeded:
    """A copy of a report with one change.

    broken: the relations it contradicts, standing where they stand in the copy; empty for a harmless rewrite.
    place: what was changed, in the copy; origin: the same in the report; moved: what became of further changed places.
    """

    operator: str
    harmless: bool
    document: Document
    place: Location
    origin: Location
    places: tuple[Location, ...]
    before: str
    after: str
    broken: tuple[Known, ...]


def seeded(sample: Sample, lexicon: Lexicon, seed: int, per_file: int | None = None) -> Iterator[Seeded]:
    """Copies of a report, errors first and then rewrites; the same for the same report and seed.

    per_file: how many errors, and as many rewrites at most, each twice; None: as many errors as it takes to touch
    every checkable number once and to use every operator, and each rewrite once.
    """
    reading = Reading(sample, lexicon)
    yield from _errors(reading, _Rng(sample, seed, "errors"), per_file, seed * _STRIDE % len(OPERATORS))
    yield from _rewrites(reading, _Rng(sample, seed, "rewrites"), per_file)


class _Rng(random.Random):
    """Chance that depends on the seed and the report's text, not on its file's name."""

    def __init__(self, sample: Sample, seed: int, purpose: str) -> None:
        text = "\n".join(text for _, text in sample.document.texts())
        super().__init__(f"{seed}|{purpose}|{text}")


def _errors(reading: Reading, rng: random.Random, wanted: int | None, first: int) -> Iterator[Seeded]:
    """Operators take turns, from the first on; each takes a place that no error has touched yet where it can."""
    queues = [(operator, _shuffled(operator.places(reading), rng)) for operator in OPERATORS]
    queues = queues[first:] + queues[:first]
    left = {number.digits for number in reading.numbers}
    given = 0
    first_round = True
    while any(queue for _, queue in queues):
        for operator, queue in queues:
            if given == wanted or (wanted is None and not first_round and not left):
                return
            made = _next(reading, operator, queue, left, rng)
            if made is not None:
                given += 1
                left.discard(made.origin)
                yield made
        first_round = False


def _shuffled(places: tuple[Location, ...], rng: random.Random) -> list[Location]:
    order = list(dict.fromkeys(places))
    rng.shuffle(order)
    return order


def _next(
    reading: Reading, operator: Operator, queue: list[Location], left: set[Location], rng: random.Random
) -> Seeded | None:
    """The operator's next error; places where it makes none are used up on the way."""
    while queue:
        index = next((i for i, place in enumerate(queue) if place in left), 0)
        for proposal in operator.at(reading, queue.pop(index), rng):
            made = _contradiction(reading, operator, proposal)
            if made is not None:
                return made
    return None


def _contradiction(reading: Reading, operator: Operator, proposal: Proposal) -> Seeded | None:
    """The copy, when something known is broken in it as intervals; None else."""
    broken = proposal.broken
    if not broken:
        numbers = reading.broken(proposal.change)
        if not numbers:
            return None
        broken = numbers
    else:
        broken = tuple(moved_known(known, proposal.change) for known in broken)
    return _copy(reading, operator, proposal, broken)


def _copy(reading: Reading, operator: Operator, proposal: Proposal, broken: tuple[Known, ...]) -> Seeded:
    change = proposal.change
    return Seeded(
        operator.name,
        operator.harmless,
        apply(reading.sample.document, change),
        change.moved(proposal.place),
        proposal.place,
        tuple(change.moved(edit.place) for edit in change.edits),
        *spoken(reading, proposal),
        broken,
    )


def _rewrites(reading: Reading, rng: random.Random, wanted: int | None) -> Iterator[Seeded]:
    """Each rewrite once, or twice where a number of copies is asked for; only where everything known still agrees."""
    queues = [(operator, _shuffled(operator.places(reading), rng)) for operator in REWRITES]
    given = 0
    for operator, queue in queues if wanted is None else (*queues, *queues):
        made = _harmless(reading, operator, queue, rng) if given != wanted else None
        if made is not None:
            given += 1
            yield made


def _harmless(reading: Reading, operator: Operator, queue: list[Location], rng: random.Random) -> Seeded | None:
    while queue:
        for proposal in operator.at(reading, queue.pop(0), rng):
            if reading.agree(proposal.change):
                return _copy(reading, operator, proposal, ())
    return None
