"""A report at a time, in this process or in several: copies written, or checked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

from fundqa.document import Document
from fundqa.engine import check_documents, check_submissions
from fundqa.project import Project, load_project
from fundqa.readers import read
from fundqa.seeding.again import read_again
from fundqa.seeding.errors import Seeded, seeded
from fundqa.seeding.errors_own import own_sample
from fundqa.seeding.errors_reading import Reading
from fundqa.seeding.mutate_files import manifest, save
from fundqa.seeding.places import Places
from fundqa.seeding.relation import Sample
from fundqa.seeding.score import ReportScore, Seen, score

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Job:
    """A report to seed errors in: a file, or None for a generated one. per_file: errors, None for all it takes;

    form: of a generated one, "" what its seed chooses; format: what its copies are written in before they are checked,
    "" for the report's own.
    """

    path: Path | None
    seed: int
    per_file: int | None
    project: Path | None
    stem: str
    form: str = ""
    format: str = ""


@lru_cache(maxsize=4)
def _project(root: Path | None) -> Project:
    return load_project(root)


def sample_of(job: Job) -> Sample:
    """The report and what is known of it. ReadError for a file that cannot be read."""
    if job.path is not None:
        project = _project(job.project)
        return own_sample(read(job.path, layout=project.layout), project)
    from fundqa.seeding.generator import generate
    from fundqa.seeding.papers import PAPERS, generate_paper

    if job.form in PAPERS:
        return generate_paper(job.seed, job.form)
    return generate(job.seed, form=job.form or None)


def scored(jobs: Sequence[Job], workers: int) -> Iterator[ReportScore]:
    """The score of each report, in order."""
    return _each(_score_one, jobs, workers)


def saved(jobs: Sequence[Job], folder: Path, workers: int) -> Iterator[int]:
    """Write each report's copies into a folder of its own, and the manifest at last; how many of them."""
    folder.mkdir(parents=True, exist_ok=True)
    entries: list[dict[str, object]] = []
    for job, own in zip(jobs, _each(partial(_save_one, folder), jobs, workers), strict=True):
        entries += [{**entry, "file": f"{job.stem}/{entry['file']}"} for entry in own]
        yield len(own)
    (folder / "manifest.json").write_text(manifest(jobs[0].seed, entries), "utf-8")


def _each(function: Callable[[Job], R], jobs: Sequence[Job], workers: int) -> Iterator[R]:
    if workers == 1 or len(jobs) == 1:
        yield from map(function, jobs)
        return
    with ProcessPoolExecutor(min(workers, len(jobs))) as pool:
        yield from pool.map(function, jobs)


def _save_one(folder: Path, job: Job) -> list[dict[str, object]]:
    sample = sample_of(job)
    return save(sample, _copies(job, sample), folder / job.stem, job.stem)


def _copies(job: Job, sample: Sample) -> Iterator[Seeded]:
    return seeded(sample, _project(job.project).lexicon, job.seed, job.per_file)


def _score_one(job: Job) -> ReportScore:
    project, sample = _project(job.project), sample_of(job)
    format = job.format or sample.document.format
    reading = Reading(Sample(sample.document, sample.relations, sample.tags | {"format": format}), project.lexicon)
    copies = tuple(_copies(job, sample))
    documents = [sample.document, *(copy.document for copy in copies)]
    files = read_again(documents, format, project.layout)
    faithful = files[0] is not None and (job.path is None or _same(sample.document, files[0]))
    seen = _seen(documents, files if faithful else [None for _ in documents], project)
    rules = frozenset(rule.id for rule in project.rules)
    return score(reading, next(seen), zip(copies, seen, strict=True), job.stem, rules, faithful)


def _seen(documents: Sequence[Document], files: Sequence[Document | None], project: Project) -> Iterator[Seen]:
    """What is found in documents as they were read from their files; in one that has none, as it is in memory.

    The files are checked as those of a folder are, with their tables stacked; each has a name of its own.
    """
    reports = iter(check_submissions([(file,) for file in files if file is not None], project))
    for document, file in zip(documents, files, strict=True):
        if file is None:
            yield Seen(tuple(check_documents((document,), project)[0].outcomes))
        else:
            yield Seen(tuple(next(reports)[0].outcomes), Places(document, file).moved)


def _same(document: Document, other: Document) -> bool:
    """Whether two documents say the same in the same places."""
    renamed = ((place._replace(document=document.path), text) for place, text in other.texts())
    return list(document.texts()) == list(renamed)
