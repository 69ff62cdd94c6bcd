"""The check of a dossier, as a worker process does it: the report, its outputs, and its findings as rows."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fundqa import versions
from fundqa.delivery import put
from fundqa.engine import check_unit
from fundqa.ledger.rows import is_finding
from fundqa.project import Project
from fundqa.report import Coverage, DocumentReport, Report
from fundqa.sources import Source, Unit
from fundqa.stock import submissions

PAGE, DATA, LEDGER, COPIES = "report.html", "report.json", "ledger.xlsx", "copies"
"""What a dossier's results are called; copies: the folder of annotated copies."""


@dataclass(frozen=True, slots=True)
class Job:
    """A dossier to be checked: its files as (name, where they lie), where results go, the JSON of what it corrects."""

    files: tuple[tuple[str, Path], ...]
    results: Path
    previous: Path | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What became of a dossier, as values of its row and rows of its findings."""

    values: Mapping[str, Any]
    findings: tuple[Mapping[str, Any], ...]


def check(project: Project, lang: str, job: Job) -> Checked:
    """Check a dossier and write its results, all of them or none that counts."""
    unit = unit_of(job)
    report = Report(tuple(check_unit(unit, project, lang, blocks=True)), lang)
    if job.previous is not None and job.previous.is_file():
        report = versions.compare(report, (versions.load_earlier(job.previous),))
    _write(report, unit, job.results)
    return Checked(_values(report), tuple(_findings(report)))


def unit_of(job: Job) -> Unit:
    """The files of a dossier as they are read, each under a name of its own."""
    names: dict[str, int] = {}
    found = []
    for name, path in job.files:
        names[name] = names.get(name, 0) + 1
        stem, dot, suffix = name.rpartition(".")
        shown = name if names[name] == 1 else f"{stem}({names[name]}){dot}{suffix}"
        found.append(Source(shown, path, "", data=path.read_bytes()))
    return Unit(tuple(found))


def _write(report: Report, unit: Unit, folder: Path) -> None:
    from fundqa.writers import docx, html, xlsx
    from fundqa.writers import json as plain

    put(folder / DATA, plain.write(report, facts=True).encode("utf-8", "replace"))
    put(folder / PAGE, html.write(report).encode("utf-8", "replace"))
    for file in xlsx.WRITER.write(report, lambda _: b"").files:
        put(folder / LEDGER, file.content)
    named = {source.name: source for source in unit.sources}
    readable = tuple(doc for doc in report.documents if doc.error is None)
    made = docx.WRITER.write(Report(readable, report.lang), lambda path: named[path].word())
    for file in made.files:
        put(folder / COPIES / file.name, file.content)


def _values(report: Report) -> dict[str, Any]:
    """The values of a dossier's row: whose report it is, and how much was found."""
    broken = [doc for doc in report.documents if doc.error is not None]
    found = submissions(report.documents)
    counts = dict.fromkeys(("error", "warning", "info"), 0)
    for outcome in report.outcomes:
        counts[outcome.severity.value] += is_finding(outcome)
    covered = _covered(report.documents)
    return {
        "county": next((s.county for s in found if s.county), ""),
        "year": next((s.year for s in found if s.year), ""),
        "funds": json.dumps(list(dict.fromkeys(fund for s in found for fund in s.funds)), ensure_ascii=False),
        "errors": counts["error"],
        "warnings": counts["warning"],
        "remarks": counts["info"],
        "numbers": covered.numbers,
        "agreed": covered.agreed,
        "problem": "\n".join(f"{doc.path}: {doc.error.message}" for doc in broken if doc.error),
        "state": "failed" if len(broken) == len(report.documents) else "done",
    }


def _covered(documents: Sequence[DocumentReport]) -> Coverage:
    numbers = sum(doc.coverage.numbers for doc in documents)
    agreed = sum(doc.coverage.agreed for doc in documents)
    return Coverage(numbers, agreed)


def _findings(report: Report) -> Iterator[Mapping[str, Any]]:
    """The findings in the order of the report; those that another of the same cause leads are marked."""
    position = 0
    for doc in report.documents:
        for outcome in filter(is_finding, doc.outcomes):
            position += 1
            yield {
                "position": position,
                "document": doc.path[:256],
                "rule": outcome.rule,
                "severity": outcome.severity.value,
                "title": outcome.title,
                "message": outcome.message,
                "worked": outcome.worked,
                "identity": outcome.identity,
                "fingerprint": outcome.fingerprint,
                "change": outcome.change.value if outcome.change else None,
                "related": bool(outcome.group) and outcome.group != outcome.fingerprint,
            }
