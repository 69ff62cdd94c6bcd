"""What a run writes is read from the ledger: whatever stood in the reports, the same findings come out of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest
from fuzzing import budget, patient
from hostile import read_back, reports
from hypothesis import given
from sample_report import sample
from test_read_back import SAYING, findings

from fundqa.ledger import load
from fundqa.ledger.fitting import named
from fundqa.ledger.fitting import text as kept
from fundqa.ledger.rows import file_rows
from fundqa.ledger.store import FINISHED, Ledger
from fundqa.model import Severity, Verdict
from fundqa.report import DocumentReport, Report

NOW = datetime(2026, 3, 1, 6)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    found = Ledger.open("sqlite:///a.db", tmp_path_factory.mktemp("ledger"))
    yield found
    found.engine.dispose()


def through(ledger: Ledger, report: Report) -> Report:
    """What a run makes of `report`: its documents as the ledger gives them back."""
    run = ledger.begin("rules", "0", NOW)
    ledger.drop(run, ledger.absent(frozenset()))
    files = [
        file_rows(doc, doc.path, "2022", "rules", f"{number}f" * 32) for number, doc in enumerate(report.documents)
    ]
    ledger.write(run, files, NOW)
    ledger.number()
    ledger.finish(run, FINISHED, "{}", NOW)
    return Report(load.documents(ledger.engine, load.findings(ledger.engine)), report.lang)


def renamed(report: Report) -> Report:
    """The report under the paths that runs give files."""
    documents = {named(doc.path): replace(doc, path=named(doc.path)) for doc in report.documents}
    return replace(report, documents=tuple(documents.values()), comparison=None, waivers=())


@patient
@read_back(budget(10))
@given(reports().map(renamed))
def test_the_ledger_gives_every_finding_back(ledger, report):
    back = {doc.path: doc for doc in through(ledger, report).documents}
    assert set(back) == {doc.path for doc in report.documents}
    for doc in report.documents:
        found = back[doc.path]
        assert (found.error is None) == (doc.error is None)
        assert [(o.rule, o.fingerprint, o.severity) for o in found.outcomes] == [
            (o.rule, o.fingerprint, o.severity) for o in findings(doc)
        ]
        for outcome, own in zip(found.outcomes, findings(doc), strict=True):
            assert outcome.message == kept(own.message)
            assert [kept(e.surface) for e in own.evidence] == [kept(e.surface) for e in outcome.evidence]


@patient
@read_back(budget(8))
@given(reports().map(renamed))
def test_the_formats_of_a_run_say_them_too(ledger, report):
    back = through(ledger, report)
    for say in SAYING.values():
        say(back)


def test_a_large_truncation_is_a_finding_to_a_run_as_it_is_to_a_check(ledger):
    cut = next(o for o in sample().documents[0].outcomes if o.verdict is Verdict.TRUNCATED)
    large = replace(cut, severity=Severity.ERROR, fingerprint="ari-03-large")
    doc = DocumentReport("a.md", "", "md", outcomes=(cut, large))
    (back,) = through(ledger, Report((doc,))).documents
    assert [(o.severity, o.fingerprint) for o in back.outcomes] == [(Severity.ERROR, "ari-03-large")]
