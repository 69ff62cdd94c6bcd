"""The values everything else is about: frozen, small, and each of them knows its place in the document.

Field names follow XBRL (concept, entity, period, dims), SARIF (status, fingerprint) and the reviewers' own words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum

from fundqa.document import Location
from fundqa.interval import Interval
from fundqa.units import Unit


class Basis(StrEnum):
    """What a number says of its concept; a closed lattice in which BUDGET covers INITIAL and FULL_YEAR."""

    BUDGET = "预算"
    INITIAL = "年初预算"
    FULL_YEAR = "全年预算"
    EXECUTED = "执行"
    TARGET = "目标"
    COMPLETED = "完成"

    def compatible(self, other: Basis) -> bool:
        """Whether a number on this basis may be compared for equality with one on `other`."""
        if Basis.BUDGET in (self, other):
            return {self, other} <= {Basis.BUDGET, Basis.INITIAL, Basis.FULL_YEAR}
        return self is other


class Status(StrEnum):
    """What became of one match of a rule (SARIF's words)."""

    PASS = "pass"
    FAIL = "fail"
    OPEN = "open"
    NOT_APPLICABLE = "not_applicable"


class Severity(StrEnum):
    """error: must be mended; warning: must be explained; info: form and wording. Ordered by `rank`."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for error, 1 for warning, 2 for info: smaller is graver."""
        return {"error": 0, "warning": 1, "info": 2}[self.value]


class Verdict(StrEnum):
    """How the two sides of an equality stand to each other; tried in this order."""

    AGREE = "agree"
    TRUNCATED = "truncated"
    RESIDUE = "residue"
    DIFFER = "differ"


class Strength(StrEnum):
    """How much a pass proves: equal digits, equal within rounding, or only within a coarse rounding (over 1 %)."""

    EXACT = "exact"
    ROUNDING = "rounding"
    WEAK = "weak"


class Achieved(StrEnum):
    """Whether an indicator's result reaches its target."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Fate(StrEnum):
    """How a number of the document ended (design: coverage)."""

    AGREED = "agreed"
    CONTRADICTED = "contradicted"
    UNCHECKED = "unchecked"


@dataclass(frozen=True, slots=True)
class Mention:
    """A number as printed in a text: the value of `fundqa.quantities`.

    kind: number, money, count, percent, points, ratio, measure, range, list, date, ordinal, code …; value, low, high in
    the unit's base unit, percent in points; a range has value None, an open side None; unit: base unit name
    ("percent" for percent); symbol: the unit as printed; decimals: printed places; legal: False for 105%≤≥95%;
    recurrence: "monthly", "yearly" … for dates such as 每月25日前; members: for a list, its numbers in order.
    """

    start: int
    end: int
    surface: str
    kind: str
    value: Decimal | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    low_inclusive: bool = True
    high_inclusive: bool = True
    unit: str = ""
    symbol: str = ""
    qualifier: str | None = None
    decimals: int | None = None
    legal: bool = True
    recurrence: str | None = None
    members: tuple[Mention, ...] = ()


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its meaning: value in the base unit, the printed unit, decimals (None = exact), and [low, high]."""

    value: Decimal
    unit: Unit
    decimals: int | None
    qualifier: str | None
    low: Decimal
    high: Decimal

    @property
    def interval(self) -> Interval:
        """What the printed digits can stand for."""
        return Interval(self.low, self.high)


@dataclass(frozen=True, slots=True)
class Bound:
    """An asserted set (≥95%, 95%至105%, 每月25日前): not a rounding interval. Ends in the base unit, None = open.

    recurrence: "monthly", "yearly" …: then low and high are days of it; legal is False for a malformed notation such
    as 105%≤≥95%, whose most sensible reading low and high then hold.
    """

    low: Decimal | None
    high: Decimal | None
    low_inclusive: bool
    high_inclusive: bool
    unit: Unit
    recurrence: str | None = None
    legal: bool = True


SHARE, CHANGE, PART, RATE = "share", "change", "part", "rate"
"""Dimensions of a number that is no whole amount: a share, a change, a part called by its total, a completion rate."""

Dims = tuple[tuple[str, str], ...]
"""Further aspects of a fact as sorted (dimension, member) pairs: funding source, region, level, flow or stock."""


@dataclass(frozen=True, slots=True)
class Context:
    """Where in the report a fact stands: `place` is prose or table; form: 1-based number of its form, 0 outside;

    column: the canonical column of a form's value cell ("" elsewhere); sentence: its sentence; label, title: the row
    label and the form's title as printed, for cells; account: what it states of a published budget or final account.
    """

    place: str
    form: int = 0
    column: str = ""
    sentence: Location | None = None
    label: Span | None = None
    title: Span | None = None
    account: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A number that says what, of whom, when and on which basis (XBRL's aspects).

    concept "" and entity "" mean: not known. candidates: the other bases it may have (design 3.10).
    """

    concept: str
    entity: str
    period: str
    basis: Basis | None
    dims: Dims
    quantity: Quantity
    surface: str
    location: Location
    context: Context
    candidates: tuple[Basis, ...] = ()


@dataclass(frozen=True, slots=True)
class Target:
    """What an indicator was to reach, or a bound that a result is said to lie in (满意度达到95%以上).

    plan: whether its passage speaks of plans (True) or of results; None where it does not say.
    """

    concept: str
    entity: str
    period: str
    bound: Bound
    surface: str
    location: Location
    context: Context
    plan: bool | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """The name of an organisation in a role (支出部门, 主管部门 …): division prefix and body apart."""

    role: str
    division: str
    body: str
    surface: str
    location: Location
    context: Context


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence that asserts something of the figures, such as 达到了预期目标 (kind 达成)."""

    kind: str
    entity: str
    surface: str
    location: Location
    context: Context


@dataclass(frozen=True, slots=True)
class Span:
    """A piece of text that is evidence as such: a heading, a label, a sentence, an empty cell."""

    surface: str
    location: Location


Item = Fact | Target | Name | Claim | Span


@dataclass(frozen=True, slots=True)
class Evidence:
    """An item in the part it plays in an outcome (anchor, total, part, claim, label, form, other …)."""

    role: str
    item: Item

    @property
    def surface(self) -> str:
        """The text exactly as read."""
        return self.item.surface

    @property
    def location(self) -> Location:
        """Where it stands."""
        return self.item.location


@dataclass(frozen=True, slots=True)
class Text:
    """A message in both languages."""

    zh: str
    en: str

    def __getitem__(self, lang: str) -> str:
        return self.en if lang == "en" else self.zh


@dataclass(frozen=True, slots=True)
class Legal:
    """A legal basis: the document's name, and the first and the last year it is in force (0: always, still)."""

    document: str
    since: int = 0
    until: int = 0

    def in_force(self, year: int) -> bool:
        """Whether a report on that year is judged by it."""
        return self.since <= year <= (self.until or year)


@dataclass(frozen=True, slots=True)
class Case:
    """One way for a rule to fail: when (a condition of its kind), how grave, and what to say."""

    when: str
    severity: Severity
    message: Text


BATCH = "batch"
"""The scope of rules across reports."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A check as data, from checks/. `params` are the keys of its kind, checked when the pack is loaded.

    false_alarms: what a right report may hold that could set the rule off; an example shows that each does not;
    settings: the settings of its pack that it uses, with their values; ceiling: no finding of it is graver than this;
    scope: "batch" for a rule across reports, "" for one that looks at a single report.
    """

    id: str
    name: str
    kind: str
    severity: Severity
    title: Text
    cases: tuple[Case, ...]
    why: Text
    fix: Text
    params: Mapping[str, object]
    pack: str = ""
    path: str = ""
    carrier: bool = False
    legal: tuple[Legal, ...] = ()
    false_alarms: tuple[str, ...] = ()
    settings: tuple[tuple[str, object], ...] = ()
    ceiling: Severity = Severity.ERROR
    scope: str = ""

    @property
    def batch(self) -> bool:
        """Whether it is evaluated over many reports, not over one."""
        return self.scope == BATCH

    def capped(self, severity: Severity) -> Severity:
        """`severity`, or the rule's ceiling where that is less grave."""
        return self.ceiling if self.ceiling.rank > severity.rank else severity

    def graded(self, severity: Severity) -> Rule:
        """The rule with that severity: cases graded as the rule itself follow, none is graver than a lower one."""
        lower = severity.rank > self.severity.rank

        def moved(old: Severity) -> Severity:
            return severity if old is self.severity or (lower and old.rank < severity.rank) else old

        cases = tuple(replace(case, severity=moved(case.severity)) for case in self.cases)
        return replace(self, severity=severity, cases=cases, ceiling=severity if lower else self.ceiling)

    def case(self, when: str) -> Case | None:
        """The case of a condition, None when the rule does not report it."""
        return next((case for case in self.cases if case.when == when), None)
