"""What a run writes is read from the ledger: whatever stood in the reports, the same findings come out of it."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from datetime import datetime

import pytest
from fuzzing import budget, patient
from hostile import TEXTS, documents, read_back, reports
from hypothesis import given
from lxml import html as parser
from sample_report import sample
from support import ROOT
from test_read_back import SAYING, findings

from fundqa.ledger import load
from fundqa.ledger.fitting import named
from fundqa.ledger.fitting import text as kept
from fundqa.ledger.rows import file_rows
from fundqa.ledger.store import FINISHED, Ledger
from fundqa.model import Severity, Verdict
from fundqa.report import DocumentReport, Report
from fundqa.runs import page
from fundqa.runs.manifest import manifest
from fundqa.runs.run import prepare
from fundqa.writers.base import encoded
from fundqa.writers.words import squeeze

sys.path.insert(0, str(ROOT / "tests" / "runs"))  # its makers of projects serve here too
from projects import Home

NOW = datetime(2026, 3, 1, 6)


@pytest.fixture(scope="module")
def ledger(tmp_path_factory):
    found = Ledger.open("sqlite:///a.db", tmp_path_factory.mktemp("ledger"))
    yield found
    found.engine.dispose()


def written(ledger: Ledger, report: Report) -> int:
    """The number of a run that finds the documents of `report`, and nothing else."""
    run = ledger.begin("rules", "0", NOW)
    ledger.drop(run, ledger.absent(frozenset()))
    files = [
        file_rows(doc, doc.path, "2022", "rules", f"{number}f" * 32) for number, doc in enumerate(report.documents)
    ]
    ledger.write(run, files, NOW)
    ledger.number()
    ledger.finish(run, FINISHED, "{}", NOW)
    return run


def through(ledger: Ledger, report: Report) -> Report:
    """What a run makes of `report`: its documents as the ledger gives them back."""
    written(ledger, report)
    return Report(load.documents(ledger.engine, load.findings(ledger.engine)), report.lang)


REPORTS = reports(documents(TEXTS.map(named)))
"""Reports on files under paths as runs give them."""


@patient
@read_back(budget(10))
@given(REPORTS)
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
@given(REPORTS)
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


@pytest.fixture(scope="module")
def setup(tmp_path_factory):
    found = prepare(Home.make(tmp_path_factory.mktemp("run") / "项目").root, "zh")
    yield found
    found.ledger.engine.dispose()


@patient
@read_back(budget(8))
@given(REPORTS)
def test_the_page_of_a_run_lists_them_and_no_markup_of_theirs(setup, report):
    text = page.page(setup, manifest(setup, written(setup.ledger, report), len(report.documents)))
    tree = parser.document_fromstring(encoded(text).decode())
    assert len(tree.xpath("//script")) == len(tree.xpath("//style")) == 1
    assert not tree.xpath("//img|//b//b|//*[@onerror]")
    rows = tree.xpath("//*[@id='findings']//tr[@data-s]")
    open_ = [o for doc in report.documents for o in findings(doc) if o.waiver is None]
    assert Counter(row.get("data-s") for row in rows) == Counter(o.severity.value for o in open_)
    told = [squeeze(row.text_content()) for row in rows]
    for outcome in open_:
        assert any(outcome.rule in line and squeeze(kept(outcome.title)) in line for line in told)
