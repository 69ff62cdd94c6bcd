"""The report of a file as rows of the ledger, and outcomes as rows and back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from fundqa.document import Location
from fundqa.ledger.fitting import fitted
from fundqa.ledger.items import dumps, evidence_in, evidence_out, item_out, location_out
from fundqa.model import Severity, Status, Strength, Verdict
from fundqa.report import Change, Coverage, DocumentReport, FactFate, Outcome, Relation, Scope

Row = dict[str, Any]
INBOX, DESK = "inbox", "desk"
"""Where a file comes from: found by a run, or submitted at the web desk."""
FILE, ACROSS, EXPECTATION = "file", "across", "expectation"
"""Where an outcome comes from: one submission, several side by side, an expectation over the ledger."""
_WORDS = re.compile(r"[^\W\d_]{2}")
_KEPT = (Status.FAIL, Status.OPEN)


@dataclass(frozen=True, slots=True)
class FileRows:
    """A file and what belongs to it. The rows know neither their ids nor the run."""

    file: Row
    submissions: list[Row]
    facts: list[Row]
    targets: list[Row]
    passages: list[Row]
    outcomes: list[Row]
    tallies: list[Row]


def file_rows(
    report: DocumentReport, portion: str, year: str, rules: str, sha256: str, origin: str = INBOX
) -> FileRows:
    """The rows of a checked file. portion: the first file it was read together with; year: the one its submission
    reports on; rules: the hash of what it was checked with; sha256: that of its content, also when it is unreadable.
    """
    found = FileRows(
        _file(report, portion, year, rules, sha256) | {"origin": origin},
        _submissions(report, year),
        [_fact(known, report.path) for known in report.facts],
        [
            {"concept": t.concept, "entity": t.entity, "period": t.period, "surface": t.surface,
             "item": dumps(item_out(t, report.path))}
            for t in report.targets
        ],
        [
            {"hash": p.hash, "length": p.length, "figures": dumps(list(p.figures)),
             "location": dumps(location_out(p.location, report.path))}
            for p in report.passages
        ],
        [outcome_row(o, report.texts, FILE, report.path) for o in report.outcomes if o.status in _KEPT],
        _tallies(report.outcomes),
    )  # fmt: skip
    return _fitted(found)


def _fitted(rows: FileRows) -> FileRows:
    """Rows that no database refuses, whatever a report says; workers do this, as it is done to every text."""
    from fundqa.ledger import tables

    return FileRows(
        fitted(tables.FILES, [rows.file])[0],
        fitted(tables.SUBMISSIONS, rows.submissions),
        fitted(tables.FACTS, rows.facts),
        fitted(tables.TARGETS, rows.targets),
        rows.passages,
        rows.outcomes,
        rows.tallies,
    )


def _file(report: DocumentReport, portion: str, year: str, rules: str, sha256: str) -> Row:
    covered = report.coverage
    found = Counter(o.severity for o in report.outcomes if is_finding(o))
    return {
        "path": report.path,
        "sha256": report.sha256 or sha256,
        "format": report.format,
        "portion": portion,
        "unit": report.submission or report.path,
        "county": report.submitter,
        "year": year,
        "current": True,
        "rules": rules,
        "numbers": covered.numbers,
        "agreed": covered.agreed,
        "contradicted": covered.contradicted,
        "unchecked": covered.unchecked,
        "errors": found[Severity.ERROR],
        "warnings": found[Severity.WARNING],
        "remarks": found[Severity.INFO],
        "error_code": report.error.code if report.error else None,
        "error_message": report.error.message if report.error else None,
        "said": dumps(list(report.warnings)),
        "texts": dumps(_texts(report)),
    }


def _texts(report: DocumentReport) -> list[list[Any]]:
    """The paragraphs and cells that numbers and sentences stand in, as far as they have words."""
    places = (*(known.fact.location for known in report.facts), *(p.location for p in report.passages))
    hosts = dict.fromkeys(place.host for place in places)
    found = ((host, report.texts.get(host, "")) for host in hosts)
    return [[location_out(host, report.path), text] for host, text in found if _WORDS.search(text)]


def _submissions(report: DocumentReport, year: str) -> list[Row]:
    """One row a fund, of the first file of a submission; of one without forms, one row without a fund."""
    if report.error is not None or report.submission != report.path:
        return []
    about = dict.fromkeys((form.entity, form.period or year) for form in report.forms) or {("", year): None}
    unit = {"unit": report.submission, "county": report.submitter, "current": True}
    return [unit | {"fund": fund, "year": period} for fund, period in about]


def _fact(known: FactFate, own: str) -> Row:
    fact, quantity = known.fact, known.fact.quantity
    return {
        "concept": fact.concept,
        "entity": fact.entity,
        "period": fact.period,
        "basis": fact.basis,
        "dims": ";".join(f"{key}={value}" for key, value in fact.dims),
        "value": format(quantity.value, "f"),
        "low": format(quantity.low, "f"),
        "high": format(quantity.high, "f"),
        "unit": quantity.unit.base,
        "amount": float(quantity.value),
        "surface": fact.surface,
        "place": fact.context.place,
        "fate": known.fate.value,
        "reason": known.reason,
        "item": dumps(item_out(fact, own)),
    }


def is_finding(outcome: Outcome) -> bool:
    """Whether an outcome failed, and is no mere truncation or rounding residue."""
    return outcome.status is Status.FAIL and not outcome.artefact


def _tallies(outcomes: Iterable[Outcome]) -> list[Row]:
    counts = Counter((o.rule, o.status.value) for o in outcomes)
    return [{"rule": rule, "status": status, "count": count} for (rule, status), count in counts.items()]


def outcome_row(outcome: Outcome, texts: Mapping[Location, str], origin: str, own: str = "") -> Row:
    """An outcome of the document `own` as a row; of one that is open, the evidence is its anchor."""
    rest = {
        "evidence": [evidence_out(e, texts, own) for e in outcome.evidence[: None if is_finding(outcome) else 1]],
        "strength": outcome.strength,
        "diagnosis": list(outcome.diagnosis),
        "related": list(outcome.related),
        "carrier": outcome.carrier,
        "equality": outcome.equality,
        "group": outcome.group,
        "fix": outcome.fix,
        "why": outcome.why,
        "legal": outcome.legal,
        "relation": [outcome.relation.text, list(outcome.relation.names)] if outcome.relation else None,
    }
    from fundqa.ledger.tables import OUTCOMES

    row = {
        "origin": origin,
        "rule": outcome.rule,
        "family": outcome.rule.partition("-")[0],
        "name": outcome.name,
        "status": outcome.status.value,
        "verdict": outcome.verdict.value if outcome.verdict else None,
        "severity": outcome.severity.value,
        "finding": is_finding(outcome),
        "title": outcome.title,
        "message": outcome.message,
        "reason": outcome.reason,
        "worked": outcome.worked,
        "scope_kind": outcome.scope.kind,
        "scope_id": outcome.scope.id,
        "scope_label": outcome.scope.label,
        "identity": outcome.identity,
        "fingerprint": outcome.fingerprint,
        "waiver": outcome.waiver,
        "change": outcome.change.value if outcome.change else None,
        "item": dumps(rest),
    }
    return fitted(OUTCOMES, [row])[0]


def outcome_of(row: Mapping[str, Any], rest: Mapping[str, Any], texts: dict[Location, str], own: str) -> Outcome:
    """The outcome of a row of the document `own` and its parsed `item`; texts of its places are put into `texts`."""
    return Outcome(
        rule=row["rule"],
        name=row["name"],
        status=Status(row["status"]),
        severity=Severity(row["severity"]),
        title=row["title"],
        message=row["message"],
        scope=Scope(row["scope_kind"], row["scope_id"], row["scope_label"]),
        evidence=tuple(evidence_in(plain, texts, own) for plain in rest["evidence"]),
        verdict=Verdict(row["verdict"]) if row["verdict"] else None,
        strength=Strength(rest["strength"]) if rest["strength"] else None,
        worked=row["worked"],
        reason=row["reason"],
        diagnosis=tuple(rest["diagnosis"]),
        related=tuple(rest["related"]),
        identity=row["identity"],
        fingerprint=row["fingerprint"],
        carrier=rest["carrier"],
        equality=rest["equality"],
        group=rest["group"],
        fix=rest["fix"],
        why=rest["why"],
        waiver=row["waiver"],
        relation=Relation(rest["relation"][0], tuple(rest["relation"][1])) if rest["relation"] else None,
        legal=rest["legal"],
        change=Change(row["change"]) if row["change"] else None,
    )


def coverage_of(row: Mapping[str, Any]) -> Coverage:
    """The coverage of a file's row."""
    return Coverage(row["numbers"], row["agreed"], row["contradicted"], row["unchecked"])
