"""What checking costs: reports without their reading, their results, PDF files read and checked, all rules' examples.

python benchmarks/check.py [FILE.pdf …]; times are processor time of one core, the least of several runs.
"""

from __future__ import annotations

import io
import pickle
import sys
import time
import tracemalloc
from collections.abc import Callable, Sequence
from pathlib import Path

from fundqa.engine import check_documents
from fundqa.project import Project, load_project
from fundqa.readers import read_bytes
from fundqa.seeding.generator import generate
from fundqa.seeding.mutate_files import written
from fundqa.testing import run_rules
from fundqa.transport import compact

RUNS, REPORTS = 5, 20
PDF_LEAST = 5


def least(function: Callable[[], object], runs: int = RUNS) -> float:
    """The least processor time of a call in seconds."""
    times = []
    for _ in range(runs):
        begun = time.process_time()
        function()
        times.append(time.process_time() - begun)
    return min(times)


def reports(project: Project) -> None:
    """Generated Word files: checking without reading, and what their results take on the way and when they are kept."""
    documents = [read_bytes(written(generate(seed).document, "docx"), "a.docx") for seed in range(REPORTS)]
    found = [check_documents((document,), project) for document in documents]
    spent = sum(least(lambda document=document: check_documents((document,), project)) for document in documents)
    compact()
    packed = [pickle.dumps(reports) for reports in found]
    tracemalloc.start()
    kept = [pickle.loads(data) for data in packed]
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    sent = sum(map(len, packed)) // REPORTS // 1024
    print(
        f"{len(kept)} reports: {spent / REPORTS * 1000:.0f} ms each; "
        f"results {sent} KiB each on the way, {size // REPORTS // 1024} KiB each when kept"
    )


def pdf(paths: Sequence[Path], project: Project) -> None:
    """Each file: reading and checking it against pdfplumber's text and tables alone."""
    import pdfplumber

    def plumbed(data: bytes) -> None:
        with pdfplumber.open(io.BytesIO(data)) as found:
            for page in found.pages:
                page.extract_text()
                page.extract_tables()

    for path in paths:
        data = path.read_bytes()
        ours = least(lambda data=data: check_documents((read_bytes(data, "a.pdf"),), project))
        ratio = least(lambda data=data: plumbed(data), 1) / ours
        print(
            f"pdf, {path.name}: read and checked {ratio:.1f} times faster than pdfplumber (aim: {PDF_LEAST} at least)"
        )


def examples(project: Project) -> None:
    """The examples of all rules, as `fundqa test` runs them."""
    begun = time.process_time()
    tested = list(run_rules(project.rules, project))
    spent = time.process_time() - begun
    print(f"{sum(found.count for found in tested)} examples of {len(tested)} rules: {spent:.0f} s on one core")


def main() -> None:
    """All of it."""
    project = load_project()
    reports(project)
    pdf([Path(argument) for argument in sys.argv[1:]], project)
    examples(project)


if __name__ == "__main__":
    main()
