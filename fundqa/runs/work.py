"""What a worker does with a chunk of files: check them, make rows of what is found, write each file's own outputs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from fundqa.engine import check_units, failed
from fundqa.ledger.rows import INBOX, FileRows, file_rows, is_finding
from fundqa.project import Project
from fundqa.readers.refusals import refuse
from fundqa.report import DocumentReport, Report
from fundqa.sources import Source, Unit, converted
from fundqa.stock import submissions

if TYPE_CHECKING:
    from fundqa.writers.base import File, Originals

KEPT_WITHOUT_FINDINGS = frozenset(("json",))
"""Formats that a file gets also when nothing was found in it, as programs read them."""


@dataclass(frozen=True, slots=True)
class Task:
    """What every chunk is checked with. rules: the hash of it; formats: of the outputs each file gets; origin: where

    the files come from (see ledger.rows).
    """

    project: Project
    lang: str
    rules: str
    formats: tuple[str, ...] = ()
    origin: str = INBOX


@dataclass(frozen=True, slots=True)
class Done:
    """What became of a chunk: rows for the ledger, and files by their paths below the outputs' folder."""

    rows: tuple[FileRows, ...]
    outputs: tuple[tuple[str, bytes], ...]


def check_chunk(task: Task, chunk: Sequence[Unit]) -> Done:
    """Check units of files together: their tables are validated once, the rest of each is its own."""
    ready = _converted(chunk)
    return _done(task, [(unit, reports) for unit, reports in zip(ready, _checked(task, ready), strict=True)])


def broken(task: Task, unit: Unit, reason: str, seconds: float) -> Done:
    """What is left of a unit whose process ended: each file with the reason."""
    errors = (refuse(reason, source.name, f"{seconds:g}") for source in unit.sources)
    reports = [failed(s.name, error, task.lang) for s, error in zip(unit.sources, errors, strict=True)]
    return _done(task, [(unit, reports)])


def _checked(task: Task, units: Sequence[Unit]) -> list[list[DocumentReport]]:
    return check_units(units, task.project, task.lang)


def _converted(chunk: Sequence[Unit]) -> list[Unit]:
    """The units with their old Word files converted, all in one call."""
    ready = iter(converted([source for unit in chunk for source in unit.sources]))
    return [replace(unit, sources=tuple(next(ready) for _ in unit.sources)) for unit in chunk]


def _done(task: Task, checked: Sequence[tuple[Unit, list[DocumentReport]]]) -> Done:
    rows = [row for unit, reports in checked for row in _rows(task, unit, reports)]
    outputs = [output for unit, reports in checked for output in _outputs(task, unit, reports)]
    return Done(tuple(rows), tuple(outputs))


def _rows(task: Task, unit: Unit, reports: Sequence[DocumentReport]) -> Iterator[FileRows]:
    years = {path: found.year for found in submissions(reports) for path in found.documents}
    portion = unit.sources[0].name
    for source, report in zip(unit.sources, reports, strict=True):
        sha256 = report.sha256 or source.digest()
        yield file_rows(report, portion, years.get(report.path, ""), task.rules, sha256, task.origin)


def _outputs(task: Task, unit: Unit, reports: Sequence[DocumentReport]) -> Iterator[tuple[str, bytes]]:
    """The outputs of the submissions of a unit, under the name of the first file of each."""
    together: dict[str, list[DocumentReport]] = {}
    for report in reports:
        together.setdefault(report.submission or report.path, []).append(report)
    for name, own in together.items():
        formats = task.formats if _of_interest(own) else [f for f in task.formats if f in KEPT_WITHOUT_FINDINGS]
        yield from _written(Report(tuple(own), task.lang), formats, below(name), unit)


def _of_interest(reports: Iterable[DocumentReport]) -> bool:
    return any(report.error or any(map(is_finding, report.outcomes)) for report in reports)


def below(name: str) -> str:
    """A file's name as a path that stays below the folder it is joined to."""
    parts = (part.replace(":", "") for part in PurePosixPath(name.replace("\\", "/")).parts)
    return "/".join(part for part in parts if part not in ("", "/", ".", ".."))


def _written(report: Report, formats: Sequence[str], name: str, unit: Unit) -> Iterator[tuple[str, bytes]]:
    from fundqa.writers import FILE_WRITERS, WRITERS

    for writer in WRITERS:
        if writer.name in formats:
            yield f"{name}{writer.suffix}", writer.write(report).encode("utf-8", "replace")
    originals = _originals({source.name: source for source in unit.sources})
    for file_writer in FILE_WRITERS:
        if file_writer.name in formats and not any(doc.error for doc in report.documents):
            made: Iterable[File] = file_writer.write(report, originals).files
            yield from ((f"{name}.{file_writer.name}/{file.name}", file.content) for file in made)


def _originals(named: Mapping[str, Source]) -> Originals:
    return lambda path: named[path].word() if path in named else b""
