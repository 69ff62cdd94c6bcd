"""What the sheets of the ledger say, cell by cell, before anything is set."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fundqa.document import Location
from fundqa.model import Evidence, Fate, Severity, Strength
from fundqa.report import DocumentReport, FactFate, Outcome, Report, State, Waiver
from fundqa.writers.digest import digest, off_target, operands
from fundqa.writers.filing import expected, gap
from fundqa.writers.findings import Finding, Findings
from fundqa.writers.place import Places
from fundqa.writers.settled import Settled
from fundqa.writers.sums import about, named
from fundqa.writers.words import Words, squeeze, words

Value = str | int | Decimal


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: what it shows, how (a style's name, "" plain), and the sheet and row it leads to (from 0), if any."""

    value: Value
    style: str = ""
    link: tuple[str, int] | None = None


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: the keys of its columns and its rows; `name` is its key in strings.yml."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]


FINDINGS = (
    "number", "submitter", "file", "severity", "rule", "finding", "place", "surface", "expected", "gap", "note",
    "state", "who", "until", "fingerprint",
)  # fmt: skip
_OVERVIEW = ("submitter", "file", "funds", "errors", "warnings", "infos", "settled", "numbers", "checked", "remark")
_VERIFIED = ("submitter", "file", "rule", "about", "worked", "place", "strength")
_OPEN = ("submitter", "file", "rule", "surface", "place", "reason")
_FACTS = ("submitter", "file", "fund", "period", "number_printed", "about", "place", "fate", "reason")
_COVERAGE = ("submitter", "file", "numbers", "checked", "share", "agreed", "contradicted", "unchecked", "why_unchecked")
_LONGEST = 200


class Ledger:
    """The ledger of one report."""

    def __init__(self, report: Report) -> None:
        self._report = report
        self.say: Words = words(report.lang)
        self._places = Places(report)
        self._settled = Settled(report)
        self._read = [doc for doc in report.documents if doc.error is None]
        found = Findings(report)
        self.findings: tuple[Finding, ...] = tuple(finding for doc in self._read for finding in found.of(doc))
        facts = [known.fact.location for doc in self._read for known in doc.facts]
        self._fact_rows = {at: row for row, at in enumerate(facts)}
        self._finding_rows: dict[Location, int] = {}
        self._first_rows: dict[str, int] = {}
        for row, finding in enumerate(self.findings):
            self._first_rows.setdefault(finding.doc.path, row)
            for evidence in operands(finding.outcome):
                self._finding_rows.setdefault(evidence.location, row)

    def sheets(self) -> tuple[Sheet, ...]:
        """All sheets, the overview first."""
        return (
            Sheet("overview", _OVERVIEW, tuple(self._overview(doc) for doc in self._report.documents)),
            Sheet("findings", FINDINGS, tuple(self._finding(n, f) for n, f in enumerate(self.findings, 1))),
            Sheet("verified", _VERIFIED, self._each(lambda doc: digest(doc).verified, self._verified)),
            Sheet("open", _OPEN, self._each(_unsettled, self._open)),
            Sheet("facts", _FACTS, tuple(row for doc in self._read for row in self._facts(doc))),
            Sheet("coverage", _COVERAGE, tuple(self._coverage(doc) for doc in self._read)),
        )

    def states(self) -> tuple[str, ...]:
        """The states that a finding may be put in, in words."""
        return tuple(self.say(f"ledger.state.{state}") for state in State)

    def rules(self) -> tuple[str, ...]:
        """The rules that found something, in their order, as the findings name them."""
        return tuple(sorted({_rule(finding.outcome) for finding in self.findings}))

    def _each(
        self, which: Callable[[DocumentReport], Sequence[Outcome]], row: Callable[[Outcome, DocumentReport], Row]
    ) -> tuple[Row, ...]:
        return tuple((*_whose(doc), *row(outcome, doc)) for doc in self._read for outcome in which(doc))

    def _overview(self, doc: DocumentReport) -> Row:
        if doc.error is not None:
            why = f"{self.say('file.error')}{self.say('colon')}{squeeze(doc.error.message)}"
            return (*_whose(doc), *(Cell("") for _ in _OVERVIEW[2:-1]), Cell(why))
        shown = digest(doc)
        first = self._first_rows.get(doc.path)
        submitter, file = _whose(doc, None if first is None else ("findings", first))
        funds = self.say("semicolon").join(dict.fromkeys(squeeze(f"{f.entity} {f.period}") for f in doc.forms))
        counts = [Cell(shown.counts.get(severity, 0), f"count.{severity}") for severity in Severity]
        settled = Cell(sum(outcome.settled for outcome in shown.findings))
        numbers = (Cell(doc.coverage.numbers), Cell(doc.coverage.checked))
        remark = self.say("semicolon").join(map(squeeze, doc.warnings))
        return (submitter, file, Cell(funds), *counts, settled, *numbers, Cell(remark))

    def _finding(self, number: int, finding: Finding) -> Row:
        outcome = finding.outcome
        waiver = self._settled.waiver(outcome) or self._settled.note(outcome)
        state = State.PENDING if outcome.waiver is None else waiver.state if waiver else State.EXPLAINED
        at = operands(outcome)[0].location if outcome.evidence else None
        row = self._fact_rows.get(at) if at is not None else None
        until = waiver.until.isoformat() if waiver is not None and waiver.until else ""
        return (
            Cell(number),
            *_whose(finding.doc),
            Cell(self.say(f"severity.{outcome.severity}"), f"severity.{outcome.severity}"),
            Cell(_rule(outcome)),
            Cell("\n".join(self._told(finding))),
            Cell(finding.place, "", None if row is None else ("facts", row)),
            Cell(_short(finding.surface)),
            Cell(squeeze(expected(outcome))),
            Cell(squeeze(gap(outcome))),
            Cell(self._note(outcome, waiver), "input"),
            Cell(self.say(f"ledger.state.{state}"), "input"),
            Cell(squeeze(waiver.who) if waiver is not None else "", "input"),
            Cell(until, "input"),
            Cell(outcome.fingerprint),
        )

    def _note(self, outcome: Outcome, waiver: Waiver | None) -> str:
        """The explanation; of what is said to be mended, and stands, that it does, once however often it comes back."""
        note = squeeze(outcome.waiver or (waiver.reason if waiver else ""))
        still = self.say("ledger.still")
        if waiver is None or waiver.state is not State.MENDED or note.startswith(still):
            return note
        return still + (self.say("colon") + note if note else "")

    def _told(self, finding: Finding) -> Iterator[str]:
        spoken = finding.said
        rows = (("", spoken.message), ("finding.worked", self.say("semicolon").join(spoken.worked)),
                ("finding.fix", spoken.fix),
                ("finding.diagnosis", self.say("semicolon").join(map(squeeze, finding.outcome.diagnosis))))  # fmt: skip
        yield from (f"{self.say(key)}{self.say('colon')}{text}" if key else text for key, text in rows if text)

    def _verified(self, outcome: Outcome, doc: DocumentReport) -> Row:
        compared = operands(outcome)
        where = self.say("semicolon").join(
            self.say("place.located", surface=squeeze(e.surface), place=self._places.of(e, doc.path)) for e in compared
        )
        strength = self.say(f"strength.{outcome.strength or Strength.EXACT}")
        worked = "\n".join(squeeze(line) for line in (outcome.worked or "").splitlines())
        return Cell(_rule(outcome)), Cell(about(compared, self.say)), Cell(worked), Cell(where), Cell(strength)

    def _open(self, outcome: Outcome, doc: DocumentReport) -> Row:
        anchor = operands(outcome)[0] if outcome.evidence else None
        row = None if anchor is None else self._fact_rows.get(anchor.location)
        place = squeeze(outcome.scope.label) if anchor is None else self._places.of(anchor, doc.path)
        return (
            Cell(_rule(outcome)),
            Cell("" if anchor is None else _short(anchor.surface)),
            Cell(place, "", None if row is None else ("facts", row)),
            Cell(squeeze(outcome.reason or "") or self.say("open.reason_none")),
        )

    def _facts(self, doc: DocumentReport) -> Iterator[Row]:
        off = off_target(doc)
        for known in doc.facts:
            yield self._fact(doc, known, known.fact.location in off)

    def _fact(self, doc: DocumentReport, known: FactFate, off: bool) -> Row:
        fact = known.fact
        row = self._finding_rows.get(fact.location)
        fate = self.say("fate.off") if off and known.fate is not Fate.CONTRADICTED else ""
        shown = fate or self.say(f"coverage.{known.fate}")
        return (
            *_whose(doc),
            Cell(squeeze(fact.entity)),
            Cell(squeeze(fact.period)),
            Cell(squeeze(fact.surface)),
            Cell(named(fact, self.say)),
            Cell(self._places.of(Evidence("", fact), doc.path)),
            Cell(shown, f"fate.{'off' if fate else known.fate}", None if row is None else ("findings", row)),
            Cell(squeeze(known.reason)),
        )

    def _coverage(self, doc: DocumentReport) -> Row:
        all_ = doc.coverage
        share = Decimal(all_.checked) / all_.numbers if all_.numbers else Decimal(0)
        counts = (Cell(all_.agreed), Cell(all_.contradicted), Cell(all_.unchecked))
        why = (f"{squeeze(reason)} {self.say.several('open.count', n)}" for reason, n in digest(doc).unchecked)
        return (
            *_whose(doc), Cell(all_.numbers), Cell(all_.checked), Cell(share, "share"), *counts, Cell("\n".join(why)),
        )  # fmt: skip


def _unsettled(doc: DocumentReport) -> tuple[Outcome, ...]:
    return tuple(outcome for group in digest(doc).unsettled for outcome in group.outcomes)


def _whose(doc: DocumentReport, link: tuple[str, int] | None = None) -> tuple[Cell, Cell]:
    return Cell(squeeze(doc.submitter)), Cell(squeeze(doc.path), "", link)


def _rule(outcome: Outcome) -> str:
    return f"{outcome.rule} {squeeze(outcome.title)}"


def _short(text: str) -> str:
    text = squeeze(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
