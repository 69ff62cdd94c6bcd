"""The findings as SARIF 2.1.0, for programs that collect the results of checkers.

A report has no lines, so that a place is a logical location, in words; what is printed there, and where in its
paragraph or cell, stands in the properties. Waivers are suppressions; earlier reports and a baseline give the
baseline state.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from fundqa.model import Evidence, Severity
from fundqa.report import Change, DocumentReport, Gone, Outcome, Report, State
from fundqa.writers.base import Writer
from fundqa.writers.digest import digest, operands
from fundqa.writers.json import tool_version
from fundqa.writers.place import Places
from fundqa.writers.settled import Settled
from fundqa.writers.words import Words, clean, squeeze, words

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_STATES = {
    Change.NEW: "new", Change.RETURNED: "new", Change.UNCHANGED: "unchanged", Change.UPDATED: "updated",
}  # fmt: skip
_SAID = {State.EXPLAINED: "explained", State.FALSE_ALARM: "falseAlarm", State.DECLINED: "declined"}
_DRIVE = re.compile(r"^[A-Za-z]:[\\/]")
_LINK = re.compile(r"\]\(")

Json = Mapping[str, object]


def write(report: Report, *, facts: bool = False) -> str:  # noqa: ARG001
    """`report` as a SARIF log of one run, with a final line feed."""
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [_Run(report).run()],
    }
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


WRITER = Writer("sarif", ".sarif", write)


def uri(path: str) -> str:
    """`path` as a reference of a file; a relative one stays relative."""
    if _DRIVE.match(path):
        return "file:///" + quote(path.replace("\\", "/"), safe="/:", errors="replace")
    return ("file://" if path.startswith("/") else "") + quote(path, safe="/", errors="replace")


def message(text: str) -> Json:
    """`text` as a message that has neither placeholders nor links."""
    text = clean(text).replace("{", "{{").replace("}", "}}")
    return {"text": text.replace("[", "\\[").replace("]", "\\]") if _LINK.search(text) else text}


class _Run:
    """One report being written."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.say: Words = words(report.lang)
        self.places = Places(report)
        self.settled = Settled(report)
        self.artifacts = {doc.path: index for index, doc in enumerate(report.documents)}
        self.findings = [(doc, o) for doc in report.documents for o in digest(doc).findings]
        lost = report.comparison.gone if report.comparison else ()
        self.lost = tuple(lost)
        self.rules = list(dict.fromkeys([*(o.rule for _, o in self.findings), *(g.rule for g in lost)]))
        self.compared = report.comparison is not None or any(o.known for _, o in self.findings)

    def run(self) -> Json:
        documents = self.report.documents
        notes = [note for doc in documents for note in self.notifications(doc)]
        return {
            "tool": {"driver": {"name": "fundqa", "version": tool_version(), "rules": list(self.descriptors())}},
            "language": self.say.language,
            "columnKind": "unicodeCodePoints",
            "invocations": [
                {"executionSuccessful": not any(d.error for d in documents), "toolExecutionNotifications": notes}
            ],
            "artifacts": [self.artifact(doc) for doc in documents],
            "results": [*(self.result(doc, o) for doc, o in self.findings), *map(self.absent, self.lost)],
        }

    def descriptors(self) -> Iterator[Json]:
        """The rules of the findings, with what a reader is helped by."""
        for rule in self.rules:
            own = [o for _, o in self.findings if o.rule == rule]
            titles = dict.fromkeys([o.title for o in own] or [g.title for g in self.lost if g.rule == rule])
            why, fix, legal = ([t for t in dict.fromkeys(texts) if t] for texts in _texts(own))
            described: dict[str, object] = {
                "id": clean(rule),
                "shortDescription": {"text": clean(self.say("semicolon").join(titles)) or clean(rule)},
            }
            if own:
                level = min(own, key=lambda o: o.severity.rank).severity
                described |= {"name": own[0].name, "defaultConfiguration": {"level": _LEVELS[level]}}
            if why:
                described["fullDescription"] = {"text": clean("\n".join(why))}
            if why or fix or legal:
                described["help"] = {"text": clean("\n".join([*why, *fix, *legal]))}
            yield described

    def artifact(self, doc: DocumentReport) -> Json:
        known: dict[str, object] = {"location": {"uri": uri(doc.path)}, "roles": ["analysisTarget"]}
        return known | ({"hashes": {"sha-256": doc.sha256}} if doc.sha256 else {})

    def notifications(self, doc: DocumentReport) -> Iterator[Json]:
        """What could not be read."""
        where = [{"physicalLocation": {"artifactLocation": self.file(doc.path)}}]
        if doc.error:
            yield {"level": "error", "message": message(doc.error.message), "locations": where,
                   "descriptor": {"id": clean(doc.error.code)}}  # fmt: skip
        for warning in doc.warnings:
            yield {"level": "warning", "message": message(warning), "locations": where}

    def file(self, path: str) -> Json:
        known: dict[str, object] = {"uri": uri(path)}
        return known | ({"index": self.artifacts[path]} if path in self.artifacts else {})

    def result(self, doc: DocumentReport, outcome: Outcome) -> Json:
        first = operands(outcome)[:1]
        others = [e for e in outcome.evidence if e not in first]
        result: dict[str, object] = {
            "ruleId": outcome.rule,
            "ruleIndex": self.rules.index(outcome.rule),
            "kind": "fail",
            "level": _LEVELS[outcome.severity],
            "message": message(outcome.message),
            "locations": [self.location(e, doc) for e in first]
            or [{"physicalLocation": {"artifactLocation": self.file(doc.path)}}],
            "relatedLocations": [{"id": i, **self.location(e, doc)} for i, e in enumerate(others, 1)],
            "fingerprints": {"fundqa/v1": outcome.fingerprint},
            "partialFingerprints": {"fundqaIdentity/v1": outcome.identity},
        }
        if self.compared:
            result["baselineState"] = _state(outcome)
        if self.report.waivers or outcome.waiver is not None:
            result["suppressions"] = list(self.suppressions(outcome))
        return result | {"properties": _properties(outcome)}

    def location(self, evidence: Evidence, doc: DocumentReport) -> Json:
        at = evidence.location
        table = {"row": at.row, "col": at.col} if at.row >= 0 else {}
        page = {"page": at.page} if at.page else {}
        where = {
            "part": clean(at.part), "block": at.block, **table, "start": at.start, "end": at.end, **page,
            "text": clean(self.places.text(at) or evidence.surface),
        }  # fmt: skip
        name = self.places.of(evidence, doc.path)
        return {
            "physicalLocation": {"artifactLocation": self.file(at.document)},
            "logicalLocations": [
                {"fullyQualifiedName": clean(name), "kind": "cell" if at.row >= 0 else "paragraph"}
            ],
            "message": message(evidence.surface or self.say("quote.empty")),
            "properties": {"role": evidence.role, **where},
        }  # fmt: skip

    def suppressions(self, outcome: Outcome) -> Iterator[Json]:
        if outcome.waiver is None:
            return
        known: dict[str, object] = {
            "kind": "external",
            "status": "accepted",
            "justification": clean(outcome.waiver),
        }
        waiver = self.settled.waiver(outcome)
        if waiver:
            days = {"when": waiver.when, "until": waiver.until}
            said = {"who": squeeze(waiver.who)} if waiver.who else {}
            said |= {key: day.isoformat() for key, day in days.items() if day}
            known |= {"properties": said | {"state": _SAID[waiver.state]}}
        yield known

    def absent(self, was: Gone) -> Json:
        """A finding of the last report that is gone."""
        return {
            "ruleId": clean(was.rule),
            "ruleIndex": self.rules.index(was.rule),
            "kind": "open" if was.unclear else "fail",
            "level": "none" if was.unclear else _LEVELS[was.severity],
            "message": message(was.message),
            "locations": [{"physicalLocation": {"artifactLocation": self.file(was.document)}}],
            "fingerprints": {"fundqa/v1": clean(was.fingerprint)},
            "partialFingerprints": {"fundqaIdentity/v1": clean(was.identity)},
            "baselineState": "absent",
        }


def _texts(outcomes: list[Outcome]) -> tuple[list[str], list[str], list[str]]:
    return [o.why for o in outcomes], [o.fix for o in outcomes], [o.legal for o in outcomes]


def _state(outcome: Outcome) -> str:
    if outcome.change:
        return _STATES[outcome.change]
    return "unchanged" if outcome.known else "new"


def _properties(outcome: Outcome) -> Json:
    known: dict[str, object] = {
        "severity": outcome.severity.value,
        "scope": clean(outcome.scope.label),
        "verdict": outcome.verdict.value if outcome.verdict else None,
        "worked": clean(outcome.worked) if outcome.worked else None,
        "diagnosis": [clean(guess) for guess in outcome.diagnosis],
        "related": list(outcome.related),
        "returned": True if outcome.change is Change.RETURNED else None,
    }
    return {key: value for key, value in known.items() if value not in (None, [])}
