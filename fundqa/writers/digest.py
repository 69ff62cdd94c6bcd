"""What every writer for people shows of a report: causes, the verified, the open, and the sums over all files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from fundqa.document import Location
from fundqa.model import Evidence, Fact, Fate, Severity, Status
from fundqa.report import Coverage, DocumentReport, Outcome, Report

LABELS = ("label", "form")
"""Roles of evidence that only says where something stands; places name these already."""
OTHER = "other"
"""The role of a statement that is shown beside a comparison without deciding it."""

_RESULTS = ("result", "refuter", "sentence")
"""Roles of a number that is set against its target."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Cause:
    """Findings that one mistake explains: the most severe leads."""

    lead: Outcome
    others: tuple[Outcome, ...] = ()

    @property
    def severity(self) -> Severity:
        """That of the lead."""
        return self.lead.severity


@dataclass(frozen=True, slots=True)
class Issue:
    """The causes of one document that are the same mistake in several places: one rule, gravity, cure and basis."""

    lead: Outcome
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class Passed:
    """How often a rule had the same answer."""

    rule: str
    title: str
    count: int


@dataclass(frozen=True, slots=True)
class Unsettled:
    """The outcomes that are open for one reason."""

    reason: str
    outcomes: tuple[Outcome, ...]

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules they belong to."""
        return tuple(dict.fromkeys(outcome.rule for outcome in self.outcomes))


@dataclass(frozen=True, slots=True)
class Skipped:
    """The rules that do not apply for one reason."""

    reason: str
    rules: tuple[Passed, ...]


@dataclass(frozen=True, slots=True)
class Group(Generic[T]):
    """What concerns one fund or office; `name` is "" where none is known."""

    name: str
    members: tuple[T, ...]


@dataclass(frozen=True, slots=True)
class Digest:
    """One document's outcomes as people read them; `hidden` counts rounding artefacts that need no one's attention."""

    causes: tuple[Cause, ...]
    hidden: int
    verified: tuple[Outcome, ...]
    passed: tuple[Passed, ...]
    unsettled: tuple[Unsettled, ...]
    not_applicable: tuple[Skipped, ...]
    unchecked: tuple[tuple[str, int], ...]

    @property
    def issues(self) -> tuple[Issue, ...]:
        """The causes by gravity, those of one rule together, else in the order of the document."""
        groups: dict[object, list[Cause]] = {}
        for cause in self.causes:
            lead = cause.lead
            groups.setdefault((lead.settled, lead.severity, lead.rule, lead.title, lead.fix, lead.legal), []).append(
                cause
            )
        return tuple(Issue(causes[0].lead, tuple(causes)) for causes in groups.values())

    @property
    def funds(self) -> tuple[Group[Outcome], ...]:
        """The verified by fund, in order of appearance."""
        return grouped((_entity(outcome), outcome) for outcome in self.verified)

    @property
    def counts(self) -> dict[Severity, int]:
        """How many findings are shown that are not settled, by severity, without those there are none of."""
        every = [o.severity for o in self.findings if not o.settled]
        return {severity: every.count(severity) for severity in Severity if severity in every}

    @property
    def findings(self) -> tuple[Outcome, ...]:
        """The findings that are shown, each cause's together."""
        return tuple(o for cause in self.causes for o in (cause.lead, *cause.others))

    @property
    def waived(self) -> int:
        """How many findings are waived."""
        return sum(o.waiver is not None for o in self.findings)

    @property
    def baseline(self) -> int:
        """How many findings are known from the baseline, and not waived."""
        return sum(o.known and o.waiver is None for o in self.findings)

    @property
    def merged(self) -> bool:
        """Whether some cause explains more than one finding."""
        return any(cause.others for cause in self.causes)


@dataclass(frozen=True, slots=True)
class Summary:
    """The sums over all documents; `errors` counts files that could not be read."""

    documents: int
    errors: int
    outcomes: dict[Status, int]
    findings: dict[Severity, int]
    coverage: Coverage


def digest(doc: DocumentReport) -> Digest:
    """`doc` put in order for a reader."""
    failed = [o for o in doc.outcomes if o.status is Status.FAIL]
    shown = [o for o in failed if not o.artefact]
    passed = [o for o in doc.outcomes if o.status is Status.PASS]
    return Digest(
        causes=_causes(shown),
        hidden=len(failed) - len(shown),
        verified=tuple(o for o in passed if o.equality),
        passed=_by_rule(o for o in passed if not o.equality),
        unsettled=_by_reason(o for o in doc.outcomes if o.status is Status.OPEN),
        not_applicable=tuple(
            Skipped(group.reason, _by_rule(group.outcomes))
            for group in _by_reason(o for o in doc.outcomes if o.status is Status.NOT_APPLICABLE)
        ),
        unchecked=tuple(Counter(f.reason for f in doc.facts if f.fate is Fate.UNCHECKED).most_common()),
    )


def grouped(members: Iterable[tuple[str, T]]) -> tuple[Group[T], ...]:
    """(name, member) pairs as groups in order of appearance."""
    groups: dict[str, list[T]] = {}
    for name, member in members:
        groups.setdefault(name, []).append(member)
    return tuple(Group(name, tuple(found)) for name, found in groups.items())


def off_target(doc: DocumentReport) -> frozenset[Location]:
    """Where the results stand that some finding calculates to lie off their targets."""
    return frozenset(
        evidence.location
        for outcome in doc.outcomes
        if outcome.status is Status.FAIL and not outcome.equality and outcome.worked
        for evidence in outcome.evidence
        if is_result(evidence)
    )


def is_result(evidence: Evidence) -> bool:
    """Whether a finding shows `evidence` as a result that is set against its target."""
    return evidence.role in _RESULTS and isinstance(evidence.item, Fact)


def operands(outcome: Outcome) -> tuple[Evidence, ...]:
    """The evidence that was compared: without labels and bystanders, unless there is nothing else."""
    kept = tuple(e for e in outcome.evidence if e.role not in (*LABELS, OTHER))
    return kept or outcome.evidence


def quotable(outcome: Outcome) -> tuple[Evidence, ...]:
    """The evidence that a finding quotes: all but labels, unless there is nothing else."""
    return tuple(e for e in outcome.evidence if e.role not in LABELS) or outcome.evidence


def bystanders(outcome: Outcome) -> tuple[Evidence, ...]:
    """Statements shown beside the comparison."""
    return tuple(e for e in outcome.evidence if e.role == OTHER)


def summarise(report: Report) -> Summary:
    """The sums of `report`: outcomes by status, findings by severity, coverage."""
    statuses = Counter(o.status for o in report.outcomes)
    findings = Counter(o.severity for o in report.outcomes if o.status is Status.FAIL)
    coverages = [doc.coverage for doc in report.documents]
    return Summary(
        documents=len(report.documents),
        errors=sum(doc.error is not None for doc in report.documents),
        outcomes={status: statuses[status] for status in Status},
        findings={severity: findings[severity] for severity in Severity},
        coverage=Coverage(
            numbers=sum(c.numbers for c in coverages),
            agreed=sum(c.agreed for c in coverages),
            contradicted=sum(c.contradicted for c in coverages),
            unchecked=sum(c.unchecked for c in coverages),
        ),
    )


def _entity(outcome: Outcome) -> str:
    return next((e.item.entity for e in operands(outcome) if isinstance(e.item, Fact)), "")


def _causes(findings: Sequence[Outcome]) -> tuple[Cause, ...]:
    groups: dict[object, list[Outcome]] = {}
    for index, outcome in enumerate(findings):
        groups.setdefault(outcome.group or index, []).append(outcome)
    causes = []
    for members in groups.values():
        lead, *others = sorted(members, key=lambda o: (o.settled, o.severity.rank))
        causes.append(Cause(lead, tuple(others)))
    return tuple(sorted(causes, key=lambda cause: (cause.lead.settled, cause.severity.rank, _first(cause.lead))))


def _first(outcome: Outcome) -> tuple[int, int, int, int]:
    """Where the outcome's first compared evidence stands, for the order of the document."""
    locations = [e.location for e in operands(outcome)]
    return min(((at.block, at.row, at.col, at.start) for at in locations), default=(0, 0, 0, 0))


def _by_rule(outcomes: Iterable[Outcome]) -> tuple[Passed, ...]:
    titles: dict[str, str] = {}
    counts: Counter[str] = Counter()
    for outcome in outcomes:
        titles.setdefault(outcome.rule, outcome.title)
        counts[outcome.rule] += 1
    return tuple(Passed(rule, titles[rule], counts[rule]) for rule in sorted(counts))


def _by_reason(outcomes: Iterable[Outcome]) -> tuple[Unsettled, ...]:
    reasons: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        reasons.setdefault(outcome.reason or "", []).append(outcome)
    ranked = sorted(reasons.items(), key=lambda item: -len(item[1]))
    return tuple(Unsettled(reason, tuple(members)) for reason, members in ranked)
