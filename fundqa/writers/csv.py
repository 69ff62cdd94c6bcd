"""The findings as a table for spreadsheets: one finding a row, UTF-8 with its mark, no cell of which is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

from fundqa.report import Report
from fundqa.writers.base import Writer
from fundqa.writers.findings import Finding, Findings
from fundqa.writers.settled import gone
from fundqa.writers.words import Words, squeeze, words

COLUMNS = (
    "file", "severity", "rule", "title", "place", "surface", "message", "worked", "diagnosis", "fix", "change",
    "waiver", "identity", "fingerprint",
)  # fmt: skip
_FORMULA = "=+-@＝＋－＠'\t\r\n"
_BOM = "\ufeff"


def write(report: Report, *, facts: bool = False) -> str:  # noqa: ARG001
    """The findings of `report`, those that are gone since the last one behind those of their file; lines end in CRLF.

    A cell that a spreadsheet might take for a formula or a number begins with an apostrophe.
    """
    out = io.StringIO()
    rows = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    say = words(report.lang)
    rows.writerow([say(f"column.{column}") for column in COLUMNS])
    found = Findings(report)
    for doc in report.documents:
        for finding in found.of(doc):
            rows.writerow([safe(cell) for cell in _cells(finding, say)])
        if doc.error:
            rows.writerow([safe(squeeze(c)) for c in (doc.path, say("file.error"), doc.error.code, doc.error.message)])
        for was in gone(report, doc):
            state = say("change.unclear" if was.unclear else "change.gone")
            known = (doc.path, say(f"severity.{was.severity}"), was.rule, was.title, "", "", was.message)
            rows.writerow([safe(squeeze(c)) for c in (*known, "", "", "", state, "", was.identity, was.fingerprint)])
    return _BOM + out.getvalue()


WRITER = Writer("csv", ".csv", write)


def _cells(finding: Finding, say: Words) -> Iterator[str]:
    outcome = finding.outcome
    yield squeeze(finding.doc.path)
    yield say(f"severity.{outcome.severity}")
    yield outcome.rule
    yield squeeze(outcome.title)
    yield finding.place
    yield squeeze(finding.surface)
    yield finding.said.message
    yield say("semicolon").join(squeeze(line) for line in (outcome.worked or "").splitlines())
    yield say("semicolon").join(squeeze(guess) for guess in outcome.diagnosis)
    yield finding.said.fix
    yield say("list").join(finding.standing)
    yield finding.excuse
    yield outcome.identity
    yield outcome.fingerprint


def safe(cell: str) -> str:
    """`cell` as text to every spreadsheet: no formula, and no number that loses its digits."""
    risky = cell.startswith(tuple(_FORMULA)) or (len(cell) > 11 and cell.replace("e", "", 1).isdigit())
    return f"'{cell}" if risky else cell
