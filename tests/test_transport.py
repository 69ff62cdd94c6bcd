"""Results come back from a worker as they were sent, with what their rules say kept once."""

from __future__ import annotations

import copy
import pickle
from dataclasses import fields, is_dataclass

import pytest
from making import examined, form

from fundqa import transport
from fundqa.report import DocumentReport, Outcome


@pytest.fixture(scope="module")
def report() -> DocumentReport:
    transport.compact()
    (found,) = examined(form("低保", budget="100", spent="98", rows="| 产出指标 | 数量指标 | 人数 | 10人 | 12人 |"))
    return found


def returned(report: DocumentReport) -> DocumentReport:
    found: DocumentReport = pickle.loads(pickle.dumps(report))
    return found


def test_a_report_comes_back_as_it_was_sent(report):
    assert report.outcomes
    assert report.facts
    assert returned(report) == report
    assert copy.deepcopy(report) == report


def test_what_a_rule_says_is_kept_once_for_all_files(report):
    first, second = returned(report), returned(report)
    for own, other in zip(first.outcomes, second.outcomes, strict=True):
        assert own.why is other.why
        assert own.title is other.title


def test_no_value_of_an_outcome_is_forgotten(report):
    named = {
        type(v).__name__ for o in report.outcomes for v in (o, o.scope, *o.evidence, *(e.item for e in o.evidence))
    }
    assert named <= {kind.__name__ for kind in (*transport._VALUES, Outcome)}


def test_what_is_kept_once_are_fields_of_an_outcome():
    named = set(transport._VALUES)
    assert all(is_dataclass(kind) for kind in named)
    assert {field.name for field in fields(Outcome)} >= set(transport._OF_ITS_RULE)
