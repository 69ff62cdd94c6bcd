"""Checking many files in worker processes with limits; whatever a file does, the others are checked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from fundqa.engine import check_unit, failed
from fundqa.pool import LIMITS, Broken, Limits, each
from fundqa.project import Project
from fundqa.readers.refusals import refuse
from fundqa.report import DocumentReport, Report
from fundqa.sources import Unit, converted, sources, twins, units, with_twin
from fundqa.transport import compact

Progress = Callable[[int, int], None]
"""Called with how many files are done, of how many."""


def check_many(
    paths: Sequence[Path],
    project: Project,
    lang: str,
    *,
    together: bool = False,
    workers: int = 1,
    blocks: bool = False,
    limits: Limits = LIMITS,
    progress: Progress | None = None,
) -> Report:
    """The report of files, folders and archives, in their order, whatever the number of workers.

    workers: how many processes at a time; 0: in this process, without limits. blocks: keep those of the documents.
    """
    compact()
    found = converted(list(sources(paths)))
    portions = units(found, paths, together)
    results: dict[int, list[DocumentReport]] = {}
    done = 0
    job = partial(_check, project, lang, blocks)
    answers = each(job, portions, workers, limits) if workers else enumerate(map(job, portions))
    progress = progress or _silent
    progress(0, len(found))
    for index, result in answers:
        own = portions[index]
        results[index] = _broken(own, result, lang) if isinstance(result, Broken) else result
        done += len(own.sources)
        progress(done, len(found))
    reports = [report for index in range(len(portions)) for report in results[index]]
    same = twins(reports)
    return Report(tuple(with_twin(r, same[r.path], lang) if r.path in same else r for r in reports), lang)


def _silent(done: int, total: int) -> None:
    """Shows no progress."""


def _check(project: Project, lang: str, blocks: bool, unit: Unit) -> list[DocumentReport]:
    return check_unit(unit, project, lang, blocks=blocks)


def _broken(unit: Unit, result: Broken, lang: str) -> list[DocumentReport]:
    """The reports of files whose process ended: each with the reason."""
    return [failed(s.name, refuse(result.reason, s.name, f"{result.seconds:g}"), lang) for s in unit.sources]
