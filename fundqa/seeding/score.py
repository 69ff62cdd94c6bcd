"""How much of what is wrong is found: a report's copies checked, and the counts over all reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fundqa.document import Document, Location
from fundqa.model import Severity, Status, Verdict
from fundqa.report import Outcome
from fundqa.seeding.errors import Seeded
from fundqa.seeding.errors_reading import Reading, is_arithmetic
from fundqa.seeding.mutate import overlap
from fundqa.seeding.score_rules import rules_of

Check = Callable[[Document], Iterable[Outcome]]
Alarm = tuple[str, str]
"""A rule and the severity of its finding."""
BOUND = "bound"
_OF_FORM = frozenset(("WRD", "NAM", "STR"))


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
    copies: Iterable[Seeded],
    check: Check,
    name: str,
    rules: frozenset[str] = frozenset(),
    faithful: bool = True,
) -> ReportScore:
    """Check a report and its copies with `check`, which uses `rules`."""
    own = list(check(reading.sample.document))
    failed = [outcome for outcome in own if outcome.status is Status.FAIL]
    tried = tuple(_tried(copy, failed, check, rules & rules_of(reading, copy)) for copy in copies)
    return ReportScore(
        name,
        dict(reading.sample.tags),
        {number.digits: _described(reading, number.digits) for number in reading.numbers},
        len(reading.lost),
        tried,
        tuple((o.rule, o.severity.value) for o in failed if _counts(o)),
        Counter((outcome.rule, outcome.status.value) for outcome in own),
        faithful,
    )


def _described(reading: Reading, digits: Location) -> tuple[tuple[str, ...], str]:
    """The kinds of relation over a number, and the text around it."""
    number = reading.by_digits[digits]
    kinds = {held.known.kind for held in reading.over(number.place) if is_arithmetic(held.known)}
    kinds |= {BOUND} if reading.is_bound(digits) else set()
    text = reading.texts[digits.host]
    return tuple(sorted(kinds)), text[max(0, digits.start - 12) : digits.end + 6].strip()


def _tried(copy: Seeded, failed: list[Outcome], check: Check, rules: frozenset[str]) -> Tried:
    families = tuple(dict.fromkeys(known.family for known in copy.broken))
    places = _concerned(copy)
    found, noise = [], []
    for outcome in _new(check(copy.document), failed):
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
    """An identity changes with the names in it; the place does not."""
    return outcome.rule, outcome.severity, outcome.evidence[0].location.host if outcome.evidence else None


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


@dataclass(slots=True)
class Share:
    """So many of so many."""

    found: int = 0
    of: int = 0

    def add(self, found: bool) -> None:
        """Count one more."""
        self.found += found
        self.of += 1

    @property
    def share(self) -> float | None:
        """found / of, rounded to four places; None of nothing."""
        return round(self.found / self.of, 4) if self.of else None


@dataclass(slots=True)
class Family:
    """A rule family, or a form.

    recall: of the errors that break its relations, or in it; checked: of those that a rule in use should see;
    precision: of the new findings of its rules.
    """

    recall: Share = field(default_factory=Share)
    checked: Share = field(default_factory=Share)
    precision: Share = field(default_factory=Share)


@dataclass(slots=True)
class Score:
    """The counts over all reports.

    checked: the errors that a rule in use should see; expected: the same by operator; kinds: numbers by the kinds of
    relation over them; noise: findings that have nothing to do with a change, by operator and rule.
    """

    reports: tuple[ReportScore, ...]
    numbers: Share = field(default_factory=Share)
    checkable: int = 0
    errors: Share = field(default_factory=Share)
    checked: Share = field(default_factory=Share)
    operators: dict[str, Share] = field(default_factory=dict)
    families: dict[str, Family] = field(default_factory=dict)
    forms: dict[str, Family] = field(default_factory=dict)
    relations: dict[str, Share] = field(default_factory=dict)
    kinds: dict[str, Share] = field(default_factory=dict)
    rewrites: dict[str, Share] = field(default_factory=dict)
    noise: Counter[tuple[str, str]] = field(default_factory=Counter)
    clean: Counter[Alarm] = field(default_factory=Counter)
    states: Counter[Alarm] = field(default_factory=Counter)
    expected: dict[str, Share] = field(default_factory=dict)
    unguarded: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def severity(self, name: str) -> int:
        """How many findings of a severity the reports themselves have."""
        return sum(count for (_, severity), count in self.clean.items() if severity == name)


def total(reports: Iterable[object]) -> Score:
    """The counts over the reports' scores."""
    found = Score(tuple(report for report in reports if isinstance(report, ReportScore)))
    for report in found.reports:
        _add_numbers(found, report)
        found.clean.update(report.alarms)
        found.states.update(report.states)
        for rule, severity in report.alarms:
            if severity == Severity.ERROR.value:
                _family(found, rule.partition("-")[0]).precision.add(False)
        for tried in report.tried:
            _add_tried(found, report, tried)
    return found


def _add_numbers(found: Score, report: ReportScore) -> None:
    found.checkable += len(report.numbers)
    for place in sorted(report.probed):
        guarded = place in report.guarded
        found.numbers.add(guarded)
        kinds, around = report.numbers[place]
        label = "+".join(kinds)
        found.kinds.setdefault(label, Share()).add(guarded)
        if not guarded:
            found.unguarded.setdefault(label, []).append((report.name, around))


def _add_tried(found: Score, report: ReportScore, tried: Tried) -> None:
    if tried.harmless:
        found.rewrites.setdefault(tried.operator, Share()).add(bool(tried.noise))
    else:
        caught = bool(tried.found)
        found.errors.add(caught)
        if tried.checked:
            found.checked.add(caught)
        found.operators.setdefault(tried.operator, Share()).add(caught)
        if tried.checked:
            found.expected.setdefault(tried.operator, Share()).add(caught)
        form = found.forms.setdefault(report.tags.get("form", ""), Family())
        form.recall.add(caught)
        if tried.checked:
            form.checked.add(caught)
        for kind in tried.kinds:
            found.relations.setdefault(kind, Share()).add(caught)
        for family in tried.families:
            _family(found, family).recall.add(caught)
            if tried.checked:
                _family(found, family).checked.add(caught)
        for rule, _ in tried.found:
            _family(found, rule.partition("-")[0]).precision.add(True)
    for rule, _ in tried.noise:
        found.noise[tried.operator, rule] += 1
        _family(found, rule.partition("-")[0]).precision.add(False)


def _family(found: Score, name: str) -> Family:
    return found.families.setdefault(name, Family())
