"""The score: of a checker that finds nothing, of one that cries always, and of the real one."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable

import pytest
from errors_samples import copies, reading, sample
from jsonschema import Draft202012Validator
from making import project
from support import ROOT

from fundqa.document import Document, Location
from fundqa.engine import check_documents
from fundqa.model import Evidence, Severity, Span, Status, Verdict
from fundqa.report import Outcome, Scope
from fundqa.seeding.errors_reading import Reading
from fundqa.seeding.relation import Sample
from fundqa.seeding.score import ReportScore, Seen, score
from fundqa.seeding.score_json import as_json
from fundqa.seeding.score_markdown import as_markdown, as_page
from fundqa.seeding.score_run import Job
from fundqa.seeding.score_run import scored as scored_jobs
from fundqa.seeding.score_text import as_text
from fundqa.seeding.score_total import Score, total

Check = Callable[[Document], Iterable[Outcome]]

SCHEMA = json.loads((ROOT / "reports" / "json" / "score-1.schema.json").read_text("utf-8"))
BEFORE = {place.host: text for place, text in sample().document.texts()}


def finding(place: Location, rule: str = "N2T-01", severity: Severity = Severity.ERROR, **more: object) -> Outcome:
    """A finding whose evidence is one place."""
    verdict = more.get("verdict", Verdict.DIFFER)
    assert verdict is None or isinstance(verdict, Verdict)
    return Outcome(
        rule, "x", Status.FAIL, severity, "", "", Scope("document", "document", ""),
        (Evidence("anchor", Span("", place)),), verdict, fingerprint=f"{rule}{place}", identity=f"{rule}{place}",
    )  # fmt: skip


def changed(document: Document) -> list[Location]:
    """The paragraphs and cells that are not what they were."""
    return [p.host.span(0, len(t)) for p, t in document.texts() if BEFORE.get(p.host) != t]


def nothing(document: Document) -> Iterable[Outcome]:  # noqa: ARG001
    return []


def everything(document: Document) -> Iterable[Outcome]:
    return [finding(p.host.span(0, len(t) or 1)) for p, t in document.texts() if t.strip()]


def whatever_changed(document: Document) -> Iterable[Outcome]:
    return [finding(place) for place in changed(document)]


def engine(document: Document) -> Iterable[Outcome]:
    return check_documents((document,), project())[0].outcomes


def report(check: Check, **tags: str) -> ReportScore:
    """What a checker makes of the small report, which is of a form and format."""
    own = Reading(
        Sample(sample().document, sample().relations, {"form": "T0", "format": "md", **tags}), project().lexicon
    )
    seen = ((copy, Seen(tuple(check(copy.document)))) for copy in copies())
    return score(own, Seen(tuple(check(own.sample.document))), seen, "report")


def scored(check: Check) -> Score:
    return total([report(check)])


def test_a_checker_that_finds_nothing_guards_nothing():
    found = scored(nothing)
    assert found.every.recall.share == 0
    assert found.numbers.share == 0
    assert found.numbers.of == found.checkable == 12
    assert sum(map(len, found.unguarded.values())) == 12
    assert not found.clean
    assert not found.noise


def test_a_checker_that_flags_everything_has_false_alarms_and_finds_nothing_new():
    found = scored(everything)
    assert found.severity("error") == sum(1 for text in BEFORE.values() if text.strip())
    assert found.families["N2T"].precision.found == 0
    assert found.families["N2T"].precision.of >= found.severity("error")
    assert found.every.recall.found == 0


def test_a_checker_that_sees_every_change_finds_every_error_and_makes_noise_of_every_rewrite():
    found = scored(whatever_changed)
    assert found.every.recall.share == 1
    assert found.numbers.share == 1
    assert {share.share for share in found.rewrites.values()} == {1}
    assert found.noise


@pytest.mark.parametrize(
    ("more", "counts"),
    [
        ({}, True),
        ({"verdict": None}, True),
        ({"severity": Severity.WARNING}, True),
        ({"severity": Severity.INFO}, False),
        ({"verdict": Verdict.TRUNCATED}, False),
        ({"verdict": Verdict.RESIDUE}, False),
        ({"severity": Severity.INFO, "rule": "WRD-01", "verdict": None}, False),
    ],
)
def test_only_a_real_finding_at_the_place_counts(more, counts):
    def check(document: Document) -> Iterable[Outcome]:
        return [finding(place, **more) for place in changed(document)]

    found = scored(check)
    assert (found.numbers.found > 0) is counts


def test_form_counts_for_errors_of_form():
    def check(document: Document) -> Iterable[Outcome]:
        return [finding(p, "WRD-01", Severity.INFO, verdict=None) for p in changed(document)]

    found = scored(check)
    assert found.operators["skipped-number"].share == 1
    assert found.operators["wrong-digit"].share == 0


def test_a_finding_elsewhere_is_noise():
    def check(document: Document) -> Iterable[Outcome]:
        first = next(place for place, _ in document.texts())
        return [finding(first.host.span(0, 2), "STR-03")] if changed(document) else []

    found = scored(check)
    assert found.numbers.found == 0
    assert found.families["STR"].precision.found == 0
    assert found.families["STR"].precision.of > 0


def test_what_the_report_has_itself_is_no_discovery():
    def check(document: Document) -> Iterable[Outcome]:
        return [finding(p.host.span(0, 1)) for p, t in document.texts() if "2210.50万元" in t or "支出预算" in t]

    found = scored(check)
    assert found.every.recall.found == 0
    assert found.severity("error") == 1


def test_the_engine_on_a_small_report():
    found = scored(engine)
    assert found.severity("error") == 0
    assert found.every.recall.found > 0
    assert found.operators["transposed-digits"].found > 0


def test_the_same_score_twice():
    assert as_json(scored(engine)) == as_json(scored(engine))


@pytest.mark.parametrize("check", [nothing, everything, engine])
def test_the_json_follows_its_schema(check):
    Draft202012Validator(SCHEMA).validate(json.loads(as_json(scored(check))))


def test_an_empty_score_can_be_written():
    empty = total([])
    Draft202012Validator(SCHEMA).validate(json.loads(as_json(empty)))
    assert as_text(empty, "zh")
    assert "| --- |" in as_markdown(empty, "en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_text_names_every_operator_that_was_used(lang):
    found = scored(engine)
    text = as_text(found, lang)
    assert all(name in text for name in (*found.operators, *found.rewrites, *found.families))


def test_scores_add_up():
    one = report(nothing)
    both = total([one, one])
    assert both.every.recall.of == 2 * total([one]).every.recall.of


def test_forms_and_formats_are_counted_apart():
    found = total([report(nothing), report(whatever_changed, form="T1", format="docx")])
    assert {name: group.recall.share for name, group in found.forms.items()} == {"T0": 0, "T1": 1}
    assert {name: group.recall.share for name, group in found.formats.items()} == {"md": 0, "docx": 1}
    assert found.every.recall.share == 0.5
    assert found.formats["docx"].precision.found == found.every.precision.found > 0


def test_a_right_report_with_a_finding_is_a_false_alarm():
    found = total([report(nothing), report(everything, form="T1", format="docx"), report(everything, form="T1")])
    assert (found.every.alarmed.found, found.every.alarmed.of) == (2, 3)
    assert {name: group.alarmed.share for name, group in found.forms.items()} == {"T0": 0, "T1": 1}
    assert {name: group.alarmed.share for name, group in found.formats.items()} == {"md": 0.5, "docx": 1}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("tables", [as_markdown, as_page])
def test_the_tables_say_what_was_measured(tables, lang):
    found = total([report(nothing), report(whatever_changed, form="T1", format="docx")])
    said = tables(found, lang)
    assert "50.0%" in said.partition("\n")[0]
    rows = [line.split(" | ") for line in said.splitlines() if line.startswith("| ")]
    count = found.forms["T1"].recall.of
    assert next(row for row in rows if row[0] == "| T1")[1] == f"100.0% {count}/{count}"
    assert {row[0] for row in rows} >= {"| T0", "| docx", "| md", *(f"| {name}" for name in found.families)}


def test_what_is_lost_between_writing_and_reading_is_not_found():
    def lost(place: Location) -> Location | None:  # noqa: ARG001
        return None

    own = reading()
    seen = ((copy, Seen(tuple(whatever_changed(copy.document)), lost)) for copy in copies())
    found = total([score(own, Seen(()), seen, "report")])
    assert found.every.recall.found == 0
    assert found.every.recall.of > 0


@pytest.mark.parametrize("format", ["docx", "xlsx", "html", "md", "txt", "csv"])
def test_an_error_is_found_in_a_file_of_any_format(format):
    (one,) = scored_jobs([Job(None, 3, 3, None, "report", "T6", format)], 1)
    assert one.faithful
    assert one.tags["format"] == format
    assert sum(bool(tried.found) for tried in one.tried if not tried.harmless) >= 2
