"""A report at a time, in this process or in several: copies written, or checked."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import TypeVar

from fundqa.document import Document
from fundqa.engine import check_documents
from fundqa.errors import ReadError
from fundqa.project import Project, load_project
from fundqa.readers import read, read_bytes
from fundqa.report import Outcome
from fundqa.seeding.errors import Seeded, seeded
from fundqa.seeding.errors_own import own_sample
from fundqa.seeding.errors_reading import Reading
from fundqa.seeding.mutate_files import manifest, save, suffix_of, written
from fundqa.seeding.relation import Sample
from fundqa.seeding.score import ReportScore, score

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Job:
    """A report to seed errors in: a file, or None for a generated one. per_file: errors, None for all it takes;

    form: of a generated one, "" what its seed chooses.
    """

    path: Path | None
    seed: int
    per_file: int | None
    project: Path | None
    stem: str
    form: str = ""


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
    reread = partial(as_read, project=project)
    faithful = _same(sample.document, reread(sample.document))
    reading = Reading(sample, project.lexicon)

    def check(document: Document) -> Iterable[Outcome]:
        read_again = reread(document) if faithful else None
        return check_documents((read_again or document,), project)[0].outcomes

    rules = frozenset(rule.id for rule in project.rules)
    return score(reading, _copies(job, sample), check, job.stem, rules, faithful)


def as_read(document: Document, project: Project) -> Document | None:
    """A document as it is read again after it is written; None where its format cannot be written or read."""
    try:
        data = written(document, document.format)
        name = str(Path(document.path).with_suffix(f".{suffix_of(document)}"))
        return read_bytes(data, name, layout=project.layout)
    except (ReadError, ValueError):
        return None


def _same(document: Document, other: Document | None) -> bool:
    """Whether two documents say the same in the same places."""
    if other is None:
        return False
    renamed = ((place._replace(document=document.path), text) for place, text in other.texts())
    return list(document.texts()) == list(renamed)
