"""The counts over the scores of all reports: by rule family, form, format and operator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from fundqa.model import Severity
from fundqa.seeding.score import Alarm, ReportScore, Tried


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
class Group:
    """A rule family, a form, or a format.

    recall: of the errors that break the family's relations, or are in such reports; checked: of those that a rule in
    use should see; precision: of the new findings of the family's rules, or in such reports; alarmed: of the reports
    themselves, those with an error or warning. An error in a report itself counts against precision, too.
    """

    recall: Share = field(default_factory=Share)
    checked: Share = field(default_factory=Share)
    precision: Share = field(default_factory=Share)
    alarmed: Share = field(default_factory=Share)


@dataclass(slots=True)
class Score:
    """The counts over all reports.

    checked: the errors that a rule in use should see; expected: the same by operator; every: all reports together;
    kinds: numbers by the kinds of relation over them; noise: findings that have nothing to do with a change, by
    operator and rule.
    """

    reports: tuple[ReportScore, ...]
    numbers: Share = field(default_factory=Share)
    checkable: int = 0
    every: Group = field(default_factory=Group)
    operators: dict[str, Share] = field(default_factory=dict)
    expected: dict[str, Share] = field(default_factory=dict)
    families: dict[str, Group] = field(default_factory=dict)
    forms: dict[str, Group] = field(default_factory=dict)
    formats: dict[str, Group] = field(default_factory=dict)
    relations: dict[str, Share] = field(default_factory=dict)
    kinds: dict[str, Share] = field(default_factory=dict)
    rewrites: dict[str, Share] = field(default_factory=dict)
    noise: Counter[tuple[str, str]] = field(default_factory=Counter)
    clean: Counter[Alarm] = field(default_factory=Counter)
    states: Counter[Alarm] = field(default_factory=Counter)
    unguarded: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def severity(self, name: str) -> int:
        """How many findings of a severity the reports themselves have."""
        return sum(count for (_, severity), count in self.clean.items() if severity == name)

    def family(self, rule: str) -> Group:
        """The counts of a rule's family."""
        return self.families.setdefault(rule.partition("-")[0], Group())

    def of(self, report: ReportScore) -> tuple[Group, ...]:
        """The counts that a report belongs to, rule families aside: all, those of its form, those of its format."""
        tags = ((self.forms, "form"), (self.formats, "format"))
        return (self.every, *(groups.setdefault(report.tags.get(tag, ""), Group()) for groups, tag in tags))


def total(reports: Iterable[object]) -> Score:
    """The counts over the reports' scores."""
    found = Score(tuple(report for report in reports if isinstance(report, ReportScore)))
    for report in found.reports:
        _add_numbers(found, report)
        found.clean.update(report.alarms)
        found.states.update(report.states)
        _add_alarms(found, report)
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


def _add_alarms(found: Score, report: ReportScore) -> None:
    """What is found in the report itself, which is right: every error is one too many."""
    for group in found.of(report):
        group.alarmed.add(bool(report.alarms))
    for rule, severity in report.alarms:
        if severity == Severity.ERROR.value:
            for group in (found.family(rule), *found.of(report)):
                group.precision.add(False)


def _add_tried(found: Score, report: ReportScore, tried: Tried) -> None:
    for right, alarms in ((True, tried.found), (False, tried.noise)):
        for rule, _ in alarms:
            for group in (found.family(rule), *found.of(report)):
                group.precision.add(right)
    found.noise.update((tried.operator, rule) for rule, _ in tried.noise)
    if tried.harmless:
        found.rewrites.setdefault(tried.operator, Share()).add(bool(tried.noise))
        return
    caught = bool(tried.found)
    for group in (*map(found.family, tried.families), *found.of(report)):
        group.recall.add(caught)
        if tried.checked:
            group.checked.add(caught)
    found.operators.setdefault(tried.operator, Share()).add(caught)
    if tried.checked:
        found.expected.setdefault(tried.operator, Share()).add(caught)
    for kind in tried.kinds:
        found.relations.setdefault(kind, Share()).add(caught)
