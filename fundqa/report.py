"""What a check answers: outcomes, coverage, and the report that holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fundqa.document import Location
from fundqa.model import Evidence, Fact, Fate, Severity, Status, Strength, Verdict


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule says of one assignment of its operands; a *finding* is an outcome that failed.

    legal: of a finding, the documents it rests on in the report's year, as text; "" when the rule has none.
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
class Failure:
    """Why a file gave no result: a stable code and the message."""

    code: str
    message: str


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """What was found in one file."""

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


@dataclass(frozen=True, slots=True)
class Report:
    """The answer of one `check`: a DocumentReport a file, in the language of `lang`."""

    documents: tuple[DocumentReport, ...]
    lang: str = "zh"

    @property
    def outcomes(self) -> tuple[Outcome, ...]:
        """All outcomes of all documents, in order."""
        return tuple(outcome for document in self.documents for outcome in document.outcomes)
