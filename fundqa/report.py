"""What a check answers: outcomes, coverage, and the report that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from fundqa.document import Block, Location
from fundqa.model import Evidence, Fact, Fate, Severity, Status, Strength, Target, Verdict


@dataclass(frozen=True, slots=True)
class Scope:
    """What an outcome is about: kind (document, form, fund, indicator, passage), a stable id, and a label to show."""

    kind: str
    id: str
    label: str


@dataclass(frozen=True, slots=True)
class Relation:
    """The equality an outcome judged, as an expression; `names` are its operands in the order of the evidence."""

    text: str
    names: tuple[str, ...]


class Change(StrEnum):
    """What became of a finding since earlier reports.

    new: not there before; unchanged: there, with the same numbers; updated: there, with others; returned: it had been
    mended or waived, and stands again.
    """

    NEW = "new"
    UNCHANGED = "unchanged"
    UPDATED = "updated"
    RETURNED = "returned"


class State(StrEnum):
    """What someone says of a finding.

    explained: there is a reason for it; false: it is wrong; declined: it is right, and nothing will be done; these
    three waive it. mended: it is no longer there, which the check itself shows; pending: it is to be mended.
    """

    PENDING = "pending"
    MENDED = "mended"
    EXPLAINED = "explained"
    FALSE_ALARM = "false"
    DECLINED = "declined"

    @property
    def waives(self) -> bool:
        """Whether a finding in this state fails no run."""
        return self not in (State.PENDING, State.MENDED)


class Use(StrEnum):
    """What became of a waiver: it holds for a finding, no finding is left that it speaks of, or its date has passed.

    noted: it waives nothing, and the finding it speaks of stands.
    """

    USED = "used"
    UNUSED = "unused"
    EXPIRED = "expired"
    NOTED = "noted"


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that someone accounts for: the fingerprint and the reason, by whom, when, and the last day it holds.

    file: the path or name of the only file it speaks of, "" for any; state: what is said of the finding; a note on one
    that is to be mended, or said to be, waives nothing; origin: where the waiver is written (waivers.yml:3).
    """

    fingerprint: str
    reason: str
    who: str = ""
    when: date | None = None
    until: date | None = None
    file: str = ""
    state: State = State.EXPLAINED
    origin: str = ""

    @property
    def false_alarm(self) -> bool:
        """Whether the finding is said to be wrong, not excused."""
        return self.state is State.FALSE_ALARM


@dataclass(frozen=True, slots=True)
class WaiverUse:
    """A waiver with what became of it; `rule` is that of the finding it meets, "" when it meets none."""

    waiver: Waiver
    use: Use
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Gone:
    """A finding of the report before this one that no longer stands.

    document: the file it would be in now; unclear: its rule is open now, so that nothing shows that it was mended.
    """

    document: str
    rule: str
    severity: Severity
    title: str
    message: str
    identity: str
    fingerprint: str
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a report lacks of the one before it: findings that are gone, and files that were not among the checked."""

    gone: tuple[Gone, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule says of one assignment of its operands; a *finding* is an outcome that failed.

    legal: of a finding, the documents it rests on in the report's year, as text; "" when the rule has none.
    waiver: the reason of a finding that is waived; change: what became of it since earlier reports, None without them;
    known: it is in the baseline.
    """

    rule: str
    name: str
    status: Status
    severity: Severity
    title: str
    message: str
    scope: Scope
    evidence: tuple[Evidence, ...]
    verdict: Verdict | None = None
    strength: Strength | None = None
    worked: str | None = None
    reason: str | None = None
    diagnosis: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    identity: str = ""
    fingerprint: str = ""
    carrier: bool = False
    equality: bool = False
    group: str = ""
    fix: str = ""
    why: str = ""
    waiver: str | None = None
    relation: Relation | None = None
    legal: str = ""
    change: Change | None = None
    known: bool = False

    @property
    def settled(self) -> bool:
        """Whether nobody need act on it: it is waived, or known from the baseline."""
        return self.waiver is not None or self.known

    @property
    def artefact(self) -> bool:
        """Whether it is a rounding difference that needs no one's attention; one over 1 % keeps its severity."""
        return self.verdict in (Verdict.TRUNCATED, Verdict.RESIDUE) and self.severity is Severity.INFO


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many numbers a document has and what became of them; checked = agreed + contradicted."""

    numbers: int = 0
    agreed: int = 0
    contradicted: int = 0
    unchecked: int = 0

    @property
    def checked(self) -> int:
        """Numbers that some equality settled."""
        return self.agreed + self.contradicted


@dataclass(frozen=True, slots=True)
class FactFate:
    """A fact with what became of it, and why when it is unchecked."""

    fact: Fact
    fate: Fate
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FormInfo:
    """A recognised form as shown to readers."""

    id: str
    title: str
    entity: str
    period: str


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of running text without its figures, as a hash; length in characters; figures as printed, in order."""

    hash: str
    length: int
    figures: tuple[str, ...]
    location: Location


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a file gave no result: a stable code and the message."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """What was found in one file.

    submitter: the place whose report it is, as its forms name it; submission: the path of the first file of the report
    that this file is part of; both "" when not known. targets, passages: what only rules across reports ask for.
    blocks, apart: the document's own, where they were asked for.
    """

    path: str
    sha256: str
    format: str
    forms: tuple[FormInfo, ...] = ()
    warnings: tuple[str, ...] = ()
    coverage: Coverage = Coverage()
    outcomes: tuple[Outcome, ...] = ()
    facts: tuple[FactFate, ...] = ()
    texts: Mapping[Location, str] = field(default_factory=dict)
    error: Failure | None = None
    submitter: str = ""
    submission: str = ""
    targets: tuple[Target, ...] = ()
    passages: tuple[Passage, ...] = ()
    blocks: tuple[Block, ...] = ()
    apart: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of one `check`: a DocumentReport a file, in the language of `lang`.

    waivers: those it was given; comparison: with the report before, None without one.
    """

    documents: tuple[DocumentReport, ...]
    lang: str = "zh"
    waivers: tuple[WaiverUse, ...] = ()
    comparison: Comparison | None = None

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """All outcomes of all documents, in order."""
        return tuple(outcome for document in self.documents for outcome in document.outcomes)
