"""The report for programs: one JSON object of the schema fundqa/report-1 (reports/json/report-1.schema.json)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from importlib.metadata import PackageNotFoundError, version

import orjson

from fundqa.document import Location
from fundqa.model import Basis, Claim, Evidence, Fact, Item, Name, Span, Target
from fundqa.report import Coverage, DocumentReport, FactFate, Outcome, Report
from fundqa.writers.base import Writer
from fundqa.writers.digest import summarise

SCHEMA = "fundqa/report-1"

Json = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class _Known:
    """The texts of a report by their places, and the items printed already: a number is evidence many times."""

    texts: Mapping[Location, str]
    items: dict[int, Json] = field(default_factory=dict)


def write(report: Report, *, facts: bool = False) -> str:
    """`report` as JSON with a final line feed; byte for byte the same for the same report."""
    known = _Known({host: text for doc in report.documents for host, text in doc.texts.items()})
    answer = {
        "schema": SCHEMA,
        "tool": {"name": "fundqa", "version": tool_version()},
        "documents": [_document(doc, known, facts) for doc in report.documents],
        "summary": _summary(report),
    }
    return printed(answer)


WRITER = Writer("json", ".json", write)


def printed(answer: Json) -> str:
    """An object as indented JSON with a final line feed. A name that is no Unicode text is kept as it is."""
    try:
        return orjson.dumps(answer, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE).decode()
    except orjson.JSONEncodeError:
        return json.dumps(answer, ensure_ascii=False, indent=2) + "\n"


def plain(value: Decimal | None) -> str | None:
    """`value` without exponent and idle zeros ("42000000", "0.9838"); None for None and for an infinite end."""
    if value is None or not value.is_finite():
        return None
    digits = format(value, "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return "0" if digits in ("-0", "") else digits


def tool_version() -> str:
    """fundqa's own version, "0" where it is not installed."""
    try:
        return version("fundqa")
    except PackageNotFoundError:
        return "0"


def _document(doc: DocumentReport, known: _Known, facts: bool) -> Json:
    answer: dict[str, object] = {
        "path": doc.path,
        "sha256": doc.sha256,
        "format": doc.format,
        "forms": [{"id": f.id, "title": f.title, "entity": f.entity, "period": f.period} for f in doc.forms],
        "warnings": list(doc.warnings),
        "coverage": _coverage(doc.coverage),
        "outcomes": [_outcome(outcome, known) for outcome in doc.outcomes],
    }
    if facts:
        answer["facts"] = [_fated(fact, known) for fact in doc.facts]
    answer["error"] = {"code": doc.error.code, "message": doc.error.message} if doc.error else None
    return answer


def _coverage(coverage: Coverage) -> Json:
    return {
        "numbers": coverage.numbers,
        "checked": coverage.checked,
        "agreed": coverage.agreed,
        "contradicted": coverage.contradicted,
        "unchecked": coverage.unchecked,
    }


def _outcome(outcome: Outcome, known: _Known) -> Json:
    return {
        "rule": outcome.rule,
        "name": outcome.name,
        "status": outcome.status.value,
        "verdict": outcome.verdict.value if outcome.verdict else None,
        "severity": outcome.severity.value,
        "strength": outcome.strength.value if outcome.strength else None,
        "title": outcome.title,
        "message": outcome.message,
        "scope": {"kind": outcome.scope.kind, "id": outcome.scope.id, "label": outcome.scope.label},
        "reason": outcome.reason,
        "worked": outcome.worked,
        "facts": [_evidence(evidence, known) for evidence in outcome.evidence],
        "diagnosis": list(outcome.diagnosis),
        "related": list(outcome.related),
        "identity": outcome.identity,
        "fingerprint": outcome.fingerprint,
        "waiver": outcome.waiver,
    }


def _evidence(evidence: Evidence, known: _Known) -> Json:
    return {"role": evidence.role, **_item(evidence.item, known)}


def _fated(fated: FactFate, known: _Known) -> Json:
    return {**_item(fated.fact, known), "fate": fated.fate.value, "reason": fated.reason or None}


def _item(item: Item, known: _Known) -> Json:
    if id(item) not in known.items:  # the report keeps every item while it is written
        known.items[id(item)] = {
            "surface": item.surface,
            **_number(item),
            **_aspects(item),
            "location": _location(item.location, known.texts.get(item.location.host, item.surface)),
        }
    return known.items[id(item)]


def _number(item: Item) -> Json:
    match item:
        case Fact(quantity=q):
            return {"value": plain(q.value), "unit": q.unit.base, "low": plain(q.low), "high": plain(q.high)}
        case Target(bound=b):
            return {"value": None, "unit": b.unit.base, "low": plain(b.low), "high": plain(b.high)}
        case _:
            return {"value": None, "unit": None, "low": None, "high": None}


def _aspects(item: Item) -> Json:
    match item:
        case Fact():
            return _aspect(item.concept, item.entity, item.period, item.basis, dict(item.dims))
        case Target():
            return _aspect(item.concept, item.entity, item.period, Basis.TARGET, {})
        case Claim():
            return _aspect("", item.entity, "", None, {})
        case Name() | Span():
            return _aspect("", "", "", None, {})


def _aspect(concept: str, entity: str, period: str, basis: Basis | None, dims: Mapping[str, str]) -> Json:
    return {
        "concept": concept or None,
        "entity": entity or None,
        "period": period or None,
        "basis": basis.value if basis else None,
        "dims": dict(sorted(dims.items())),
    }


def _location(location: Location, text: str) -> Json:
    in_table = location.row >= 0
    return {
        "document": location.document,
        "part": location.part,
        "block": location.block,
        "row": location.row if in_table else None,
        "col": location.col if in_table else None,
        "start": location.start,
        "end": location.end,
        "page": location.page or None,
        "text": text,
    }


def _summary(report: Report) -> Json:
    summary = summarise(report)
    return {
        "documents": summary.documents,
        "errors": summary.errors,
        "outcomes": {status.value: count for status, count in summary.outcomes.items()},
        "findings": {severity.value: count for severity, count in summary.findings.items()},
        "coverage": _coverage(summary.coverage),
    }
