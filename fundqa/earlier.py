"""A check with its earlier reports beside it, without a ledger: the rules across years run over both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fundqa.across import evaluate_across, partition_of
from fundqa.kinds.across.base import YEARS
from fundqa.project import Project
from fundqa.report import DocumentReport, Outcome, Report
from fundqa.stock import stock_of


def with_earlier(report: Report, earlier: Report, project: Project) -> Report:
    """`report` with what the rules across years say of its documents beside those of `earlier`.

    What touches no checked document is left out; what touches one stands in it, with the texts it quotes of the others.
    """
    now = {document.path for document in report.documents}
    before = [document for document in earlier.documents if document.path not in now]
    readable = [document for document in report.documents if document.error is None]
    if not before or not readable:
        return report
    rules = [rule for rule in project.rules if partition_of(rule) == YEARS]
    stock = stock_of([*before, *report.documents], project.lexicon, lang=report.lang)
    own: dict[str, list[Outcome]] = {}
    for outcome in evaluate_across(stock, rules):
        if home := _home(outcome, readable):
            own.setdefault(home, []).append(outcome)
    documents = tuple(_with(document, own.get(document.path, ()), before) for document in report.documents)
    return replace(report, documents=documents)


def _home(outcome: Outcome, readable: Sequence[DocumentReport]) -> str:
    """The checked document that an outcome speaks of first; one that finds nothing to compare speaks of the first."""
    touched = [evidence.location.document for evidence in outcome.evidence]
    if all(evidence.role == "seen" for evidence in outcome.evidence):
        return readable[0].path
    paths = {document.path for document in readable}
    return next((path for path in touched if path in paths), "")


def _with(document: DocumentReport, own: Sequence[Outcome], before: Sequence[DocumentReport]) -> DocumentReport:
    if not own:
        return document
    texts = {at: text for other in before for at, text in other.texts.items()}
    return replace(document, outcomes=(*document.outcomes, *own), texts={**texts, **document.texts})
