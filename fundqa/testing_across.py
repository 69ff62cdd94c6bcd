"""The examples of rules across reports: each file of a case is a submission, roster.csv says what should have come."""

from __future__ import annotations

import csv
from collections.abc import Sequence

from fundqa.across import evaluate_across
from fundqa.engine import check_documents
from fundqa.project import Project
from fundqa.readers.markdown import markdown_document
from fundqa.report import Outcome
from fundqa.stock import Due, stock_of

ROSTER = "roster.csv"
"""The file of a case that lists county, fund, year and parent, with a line of these names on top."""


def across_outcomes(files: Sequence[tuple[str, str]], project: Project, lang: str = "zh") -> list[Outcome]:
    """What the rules across reports say of Markdown reports by their names."""
    reports = [
        report
        for name, text in files
        if name != ROSTER
        for report in check_documents((markdown_document(text, name),), project, lang)
    ]
    roster = tuple(due for name, text in files if name == ROSTER for due in _roster(text))
    return evaluate_across(stock_of(reports, project.lexicon, roster, lang), project.rules)


def _roster(text: str) -> list[Due]:
    lines = [line for line in text.splitlines() if line.strip()]
    return [
        Due(row["county"], row.get("fund") or "", row["year"], parent=row.get("parent") or "")
        for row in csv.DictReader(lines)
    ]
