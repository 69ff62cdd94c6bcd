"""How much of what is wrong is found in one report: what became of each of its copies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from fundqa.document import Location
from fundqa.model import Severity, Status, Verdict
from fundqa.report import Outcome
from fundqa.seeding.errors import Seeded
from fundqa.seeding.errors_reading import Reading, is_arithmetic
from fundqa.seeding.mutate import overlap
from fundqa.seeding.score_rules import rules_of

Alarm = tuple[str, str]
"""A rule and the severity of its finding."""
BOUND = "bound"
_OF_FORM = frozenset(("WRD", "NAM", "STR"))


def _stays(place: Location) -> Location | None:
    return place


@dataclass(frozen=True, slots=True)
class Seen:
    """What checking a report or copy answers; moved: where a place of it is in what was checked, None for nowhere."""

    outcomes: tuple[Outcome, ...]
    moved: Callable[[Location], Location | None] = _stays


@dataclass(frozen=True, slots=True)
class Tried:
    """What became of one copy.

    kinds, families: of the relations it breaks; checked: whether one of the rules in use checks one of them; found: the
    rules that report it, with their severity, where the change or a partner of the broken relations is in evidence;
    noise: other findings that the report itself does not have.
    """

    operator: str
    harmless: bool
    origin: Location
    before: str
    after: str
    kinds: tuple[str, ...]
    families: tuple[str, ...]
    checked: bool
    found: tuple[Alarm, ...]
    noise: tuple[Alarm, ...]


@dataclass(frozen=True, slots=True)
class ReportScore:
    """One report's copies.

    numbers: its checkable numbers with the kinds of relation over each and their surroundings; lost: arithmetic said to
    hold that does not as printed; alarms: what is found in the report itself; states: outcomes of it by rule and
    status. faithful: whether the report reads the same after it is written.
    """

    name: str
    tags: Mapping[str, str]
    numbers: Mapping[Location, tuple[tuple[str, ...], str]]
    lost: int
    tried: tuple[Tried, ...]
    alarms: tuple[Alarm, ...]
    states: Mapping[Alarm, int]
    faithful: bool = True

    @property
    def guarded(self) -> frozenset[Location]:
        """The numbers an error in which is found."""
        return frozenset(t.origin for t in self.tried if t.found and not t.harmless and t.origin in self.numbers)

    @property
    def probed(self) -> frozenset[Location]:
        """The numbers an error was seeded in."""
        return frozenset(t.origin for t in self.tried if not t.harmless and t.origin in self.numbers)


def score(
    reading: Reading,
    own: Seen,
    copies: Iterable[tuple[Seeded, Seen]],
    name: str,
    rules: frozenset[str] = frozenset(),
    faithful: bool = True,
) -> ReportScore:
    """What became of a report and its copies, which were checked with `rules`."""
    failed = [outcome for outcome in own.outcomes if outcome.status is Status.FAIL]
    tried = tuple(_tried(copy, failed, seen, rules & rules_of(reading, copy)) for copy, seen in copies)
    return ReportScore(
        name,
        dict(reading.sample.tags),
        {number.digits: _described(reading, number.digits) for number in reading.numbers},
        len(reading.lost),
        tried,
        tuple((o.rule, o.severity.value) for o in failed if _counts(o)),
        Counter((outcome.rule, outcome.status.value) for outcome in own.outcomes),
        faithful,
    )


def _described(reading: Reading, digits: Location) -> tuple[tuple[str, ...], str]:
    """The kinds of relation over a number, and the text around it."""
    number = reading.by_digits[digits]
    kinds = {held.known.kind for held in reading.over(number.place) if is_arithmetic(held.known)}
    kinds |= {BOUND} if reading.is_bound(digits) else set()
    text = reading.texts[digits.host]
    return tuple(sorted(kinds)), text[max(0, digits.start - 12) : digits.end + 6].strip()


def _tried(copy: Seeded, failed: list[Outcome], seen: Seen, rules: frozenset[str]) -> Tried:
    families = tuple(dict.fromkeys(known.family for known in copy.broken))
    places = [there for place in _concerned(copy) if (there := seen.moved(place)) is not None]
    found, noise = [], []
    for outcome in _new(seen.outcomes, failed):
        alarm = outcome.rule, outcome.severity.value
        if not copy.harmless and _touches(outcome, places) and _counts(outcome, families):
            found.append(alarm)
        elif _counts(outcome):
            noise.append(alarm)
    kinds = tuple(dict.fromkeys(known.kind for known in copy.broken))
    return Tried(
        copy.operator,
        copy.harmless,
        copy.origin,
        copy.before,
        copy.after,
        kinds,
        families,
        bool(rules),
        tuple(dict.fromkeys(found)),
        tuple(noise),
    )


def _concerned(copy: Seeded) -> tuple[Location, ...]:
    """The changed places and those of everything the broken relations hold between."""
    return (copy.place, *copy.places, *(place for known in copy.broken for place in known.operands))


def _touches(outcome: Outcome, places: Iterable[Location]) -> bool:
    return any(overlap(evidence.location, place) for evidence in outcome.evidence for place in places)


def _counts(outcome: Outcome, families: Iterable[str] = ()) -> bool:
    """Whether a finding says that something is wrong: not a truncation or residue, nor mere form.

    A finding about form counts where the error is one of form, that is of the same family.
    """
    if outcome.verdict not in (None, Verdict.DIFFER):
        return False
    return outcome.severity is not Severity.INFO or outcome.rule.partition("-")[0] in _OF_FORM & set(families)


def _new(outcomes: Iterable[Outcome], before: list[Outcome]) -> Iterator[Outcome]:
    """The findings that the report itself does not have: neither the same ones nor the same with other values."""
    exact = Counter((o.rule, o.fingerprint) for o in before)
    left = []
    for outcome in outcomes:
        if outcome.status is not Status.FAIL:
            continue
        if exact[outcome.rule, outcome.fingerprint]:
            exact[outcome.rule, outcome.fingerprint] -= 1
        else:
            left.append(outcome)
    rest = [outcome for outcome in before if exact[outcome.rule, outcome.fingerprint]]
    for same in (_by_identity, _by_place):
        left, rest = _unmatched(left, rest, same), _unmatched(rest, left, same)
    yield from left


def _by_identity(outcome: Outcome) -> Hashable:
    return outcome.rule, outcome.severity, outcome.identity


def _by_place(outcome: Outcome) -> Hashable:
    """An identity changes with the names in it; the place does not, but for the name of the copy's file."""
    place = outcome.evidence[0].location.host._replace(document="") if outcome.evidence else None
    return outcome.rule, outcome.severity, place


def _unmatched(own: list[Outcome], others: list[Outcome], same: Callable[[Outcome], Hashable]) -> list[Outcome]:
    """Those of `own` for which `others` has none left that is the same."""
    there = Counter(same(outcome) for outcome in others)
    result = []
    for outcome in own:
        if there[same(outcome)]:
            there[same(outcome)] -= 1
        else:
            result.append(outcome)
    return result
