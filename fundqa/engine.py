"""The pipeline on one screen: read, bind, derive, evaluate the rules, settle the numbers, group the causes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fundqa.bind import bind
from fundqa.causes import fingerprinted
from fundqa.causes import grouped as by_cause
from fundqa.derive import derive
from fundqa.diagnosis import diagnosed
from fundqa.document import Document
from fundqa.errors import ReadError
from fundqa.fates import coverage, fates, settle
from fundqa.kinds import kind_of
from fundqa.model import Rule, Severity, Status, Strength, Verdict
from fundqa.passages import passages
from fundqa.places import levels_in
from fundqa.project import Project, load_project
from fundqa.report import DocumentReport, FactFate, Failure, FormInfo, Outcome, Report
from fundqa.schema import TABLES, faults
from fundqa.sources import Unit, sources, units
from fundqa.submission import grouped
from fundqa.view import Faults, View

_TRUNCATIONS = 2
_SHOWN = 8


def check(path: str | Path, *, project: str | Path | None = None, lang: str = "zh") -> Report:
    """Check one report. project: a folder with checks/ and schemas/ of its own; PackError when those are broken."""
    return check_files([Path(path)], load_project(Path(project) if project else None), lang)


def check_files(paths: Sequence[Path], project: Project, lang: str = "zh", together: bool = False) -> Report:
    """Check files, folders and archives of them; a file that cannot be read is reported as such.

    together: all files are one report. Else each is checked by itself, unless they lie in one folder or archive that
    was given, and are one county's narrative and tables.
    """
    found = list(sources(paths))
    portions = units(found, paths, together)
    return Report(tuple(r for unit in portions for r in check_unit(unit, project, lang, blocks=True)), lang)


def check_unit(unit: Unit, project: Project, lang: str = "zh", *, blocks: bool = False) -> list[DocumentReport]:
    """The reports of some files that are read together, in their order.

    blocks: they keep the blocks of their documents, for a writer that shows the text itself.
    """
    return _answered(_read(unit, project, lang), blocks)


def check_units(units: Sequence[Unit], project: Project, lang: str = "zh") -> list[list[DocumentReport]]:
    """As `check_unit` of each, with the tables of all of them stacked and validated once."""
    found = [_read(unit, project, lang) for unit in units]
    failing = _faults([view for each in found for view in each.views])
    return [_answered(replace(each, views=[replace(v, faults=failing) for v in each.views])) for each in found]


def _faults(views: Sequence[View]) -> Faults:
    """What the tables of several submissions fail."""
    return faults([{name: [row for form in v.forms for row in form.table(name)] for name in TABLES} for v in views])


@dataclass(frozen=True, slots=True)
class _Found:
    """A unit that was read: views of its submissions, and the reports of the files that could not be read."""

    unit: Unit
    project: Project
    views: Sequence[View]
    failures: Mapping[str, DocumentReport]


def _read(unit: Unit, project: Project, lang: str) -> _Found:
    documents: list[Document] = []
    failures: dict[str, DocumentReport] = {}
    for source in unit.sources:
        try:
            documents.append(source.document(project.layout))
        except ReadError as error:
            failures[source.name] = failed(source.name, error, lang)
    submissions = [tuple(documents)] if unit.together and documents else grouped(documents, project.lexicon)
    return _Found(unit, project, [_viewed(own, project, lang) for own in submissions], failures)


def _answered(found: _Found, blocks: bool = False) -> list[DocumentReport]:
    """The reports of a unit, in the order of its files."""
    checked = {report.path: report for view in found.views for report in _judged(view, found.project)}
    if blocks:
        documents = [document for view in found.views for document in view.documents]
        checked |= {d.path: replace(checked[d.path], blocks=d.blocks, apart=d.apart) for d in documents}
    return [found.failures.get(source.name) or checked[source.name] for source in found.unit.sources]


def failed(name: str, error: ReadError, lang: str) -> DocumentReport:
    """The report of a file that gave no result."""
    return DocumentReport(name, "", "", error=Failure(error.code, error.message(lang)))


def check_documents(documents: tuple[Document, ...], project: Project, lang: str = "zh") -> list[DocumentReport]:
    """The reports of one submission's documents."""
    return _judged(_viewed(documents, project, lang), project)


def check_submissions(
    submissions: Sequence[tuple[Document, ...]], project: Project, lang: str = "zh"
) -> list[list[DocumentReport]]:
    """As `check_documents` of each, with the tables of all of them stacked and validated once."""
    views = [_viewed(documents, project, lang) for documents in submissions]
    failing = _faults(views)
    return [_judged(replace(view, faults=failing), project) for view in views]


def _viewed(documents: tuple[Document, ...], project: Project, lang: str) -> View:
    return derive(bind(documents, project.forms, project.lexicon, lang, project.published))


def _judged(view: View, project: Project) -> list[DocumentReport]:
    if view.faults is None:
        view = replace(view, faults=_faults([view]))
    outcomes = evaluate(view, project.rules)
    settled = settle(outcomes)
    outcomes = diagnosed(fingerprinted(outcomes), settled.agreed, view)
    outcomes = by_cause(outcomes, settled.agreed, project.lexicon)
    found = fates(view, settled)
    return [_document_report(view, document, outcomes, found) for document in view.documents]


def evaluate(view: View, rules: Iterable[Rule]) -> list[Outcome]:
    """Every rule's outcomes, in the order of the rules; truncation by habit is accepted (design 3.5).

    Rules across reports are left out: `across.evaluate_across` has them.
    """
    outcomes: list[Outcome] = []
    for rule in rules:
        kind = None if rule.batch else kind_of(rule.kind)
        if kind is not None:
            outcomes += kind.evaluate(rule, view)
    return _accept_truncation(outcomes)


def _accept_truncation(outcomes: list[Outcome]) -> list[Outcome]:
    seen = 0
    result = []
    for outcome in outcomes:
        truncated = outcome.verdict is Verdict.TRUNCATED
        seen += truncated
        if truncated and seen > _TRUNCATIONS:
            accepted = replace(outcome, status=Status.PASS, verdict=Verdict.AGREE, strength=Strength.ROUNDING)
            result.append(replace(accepted, severity=Severity.INFO, message=outcome.worked or outcome.title))
        else:
            result.append(outcome)
    return result


def _document_report(
    view: View, document: Document, outcomes: list[Outcome], found: Sequence[FactFate]
) -> DocumentReport:
    own = tuple(o for o in outcomes if _home(view, o) == document.path)
    facts = tuple(f for f in found if f.fact.location.document == document.path)
    own_sentences = (s for s in view.sentences if s.location.document == document.path)
    return DocumentReport(
        path=document.path,
        sha256=document.sha256,
        format=document.format,
        forms=tuple(
            FormInfo(form.id, form.title.surface.strip(), form.entity, form.period)
            for form in view.forms
            if form.title.location.document == document.path
        ),
        warnings=(*(w.en if view.lang == "en" else w.zh for w in document.warnings), *_unread(view, document)),
        coverage=coverage(facts),
        outcomes=own,
        facts=facts,
        texts=view.texts,
        submitter=view.submitter,
        submission=view.documents[0].path,
        targets=tuple(t for t in view.targets if t.location.document == document.path),
        passages=tuple(passages(own_sentences, levels_in(view.submitter, view.lexicon))),
    )


def _unread(view: View, document: Document) -> tuple[str, ...]:
    """One warning for the numerals that could not be read for certain, so that none is left out in silence."""
    found = [span.surface for span in view.unread if span.location.document == document.path]
    if not found:
        return ()
    shown = view.lexicon.messages.join(list(dict.fromkeys(found))[:_SHOWN], view.lang)
    return (view.lexicon.messages.reason("unread", view.lang, count=str(len(found)), names=shown),)


def _home(view: View, outcome: Outcome) -> str:
    return outcome.evidence[0].location.document if outcome.evidence else view.documents[0].path
