"""The findings as a table for spreadsheets: one finding a row, UTF-8 with its mark, no cell of which is a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping

from fundqa.report import DocumentReport, Gone, Report
from fundqa.writers.base import Writer
from fundqa.writers.findings import Finding, Findings
from fundqa.writers.settled import gone
from fundqa.writers.words import Words, squeeze, words

COLUMNS = (
    "file", "severity", "rule", "title", "place", "surface", "message", "worked", "diagnosis", "fix", "change",
    "waiver", "identity", "fingerprint",
)  # fmt: skip
_FORMULA = "=+-@＝＋－＠'\t\r\n"
# What a spreadsheet takes for a number, a date or a time, and what it shows of these exactly as it is written.
_NUMBER = re.compile(r"[\d\s.,:/%年月日eE+-]*\d[\d\s.,:/%年月日eE+-]*")
_PLAIN = re.compile(r"(?=.{1,11}$)(0|[1-9][0-9]*)(\.[0-9]*[1-9])?")
_BOM = "\ufeff"


def write(report: Report, *, facts: bool = False) -> str:  # noqa: ARG001
    """The findings of `report`, those that are gone since the last one behind those of their file; lines end in CRLF.

    Every row has all columns. A cell that a spreadsheet might take for a formula, or for a number or a date that it
    would show otherwise than it is written, begins with an apostrophe.
    """
    out = io.StringIO()
    rows = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    say = words(report.lang)
    rows.writerow([say(f"column.{column}") for column in COLUMNS])
    found = Findings(report)
    for doc in report.documents:
        for finding in found.of(doc):
            rows.writerow([safe(squeeze(cell)) for cell in _cells(finding, say)])
        if doc.error:
            known = {"file": doc.path, "severity": say("file.error"), "rule": doc.error.code}
            rows.writerow(_row(known | {"message": doc.error.message}))
        for was in gone(report, doc):
            rows.writerow(_row(_gone(doc, was, say)))
    return _BOM + out.getvalue()


WRITER = Writer("csv", ".csv", write)


def _row(known: Mapping[str, str]) -> list[str]:
    return [safe(squeeze(known.get(column, ""))) for column in COLUMNS]


def _gone(doc: DocumentReport, was: Gone, say: Words) -> dict[str, str]:
    """A finding of the last report that no longer stands, by columns."""
    return {
        "file": doc.path,
        "severity": say(f"severity.{was.severity}"),
        "rule": was.rule,
        "title": was.title,
        "message": was.message,
        "change": say("change.unclear" if was.unclear else "change.gone"),
        "identity": was.identity,
        "fingerprint": was.fingerprint,
    }


def _cells(finding: Finding, say: Words) -> Iterator[str]:
    outcome = finding.outcome
    yield finding.doc.path
    yield say(f"severity.{outcome.severity}")
    yield outcome.rule
    yield outcome.title
    yield finding.place
    yield finding.surface
    yield finding.said.message
    yield say("semicolon").join(squeeze(line) for line in (outcome.worked or "").splitlines())
    yield say("semicolon").join(squeeze(guess) for guess in outcome.diagnosis)
    yield finding.said.fix
    yield say("list").join(finding.standing)
    yield finding.excuse
    yield outcome.identity
    yield outcome.fingerprint


def safe(cell: str) -> str:
    """`cell` as text to every spreadsheet: no formula, and no number or date that is shown in another way."""
    number = _NUMBER.fullmatch(cell) and not _PLAIN.fullmatch(cell)
    return f"'{cell}" if number or cell.startswith(tuple(_FORMULA)) else cell
