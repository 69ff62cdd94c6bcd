"""A published paper from file to JSON against pdfplumber's extract_text and extract_tables alone on the same file.

python benchmarks/papers.py [FILE.pdf …]; without files, generated papers are printed with LibreOffice, in the type
and spacing of official documents (GB/T 9704: size 3, 28 points a line). Each time is that of a process of its own,
which has read one other paper before, as in a folder of papers, and never this one: what is kept of labels that were
met before counts, what is kept of the paper does not. The ratio is of the medians of processor time.
"""

from __future__ import annotations

import gc
import io
import multiprocessing
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from pathlib import Path

import docx
import pdfplumber
import pypdfium2
from docx.shared import Pt

from fundqa.engine import check_documents
from fundqa.project import Project, load_project
from fundqa.readers import read_bytes
from fundqa.report import Report
from fundqa.seeding.mutate_files import written
from fundqa.seeding.papers import PAPERS, generate_paper
from fundqa.writers.json import write as as_json

RUNS, LEAST, AIM = 5, 5, 10
TYPE, LINE = 16, 28


def median(function: Callable[[bytes], object], data: bytes, other: bytes, runs: int = RUNS) -> float:
    """The median processor time in seconds of a call on `data`, in processes that were called on `other` before."""
    fresh = multiprocessing.get_context("fork")
    times = []
    for _ in range(runs):
        with ProcessPoolExecutor(1, mp_context=fresh, initializer=gc.freeze) as pool:
            times.append(pool.submit(timed, function, data, other).result())
    return statistics.median(times)


def timed(function: Callable[[bytes], object], data: bytes, other: bytes) -> float:
    """The processor time in seconds of a call, after one on another file."""
    function(other)
    begun = time.process_time()
    function(data)
    return time.process_time() - begun


def ours(data: bytes) -> str:
    """A PDF file read, checked with every rule, and answered as JSON."""
    document = read_bytes(data, "paper.pdf", layout=project().layout)
    return as_json(Report(tuple(check_documents((document,), project())), "zh"))


@cache
def project() -> Project:
    """Rules and words, loaded once as for a folder of papers."""
    return load_project()


def theirs(data: bytes) -> int:
    """Text and tables of every page, and nothing done with them."""
    with pdfplumber.open(io.BytesIO(data)) as pdf:
        return sum(len(page.extract_text() or "") + len(page.extract_tables()) for page in pdf.pages)


def made(folder: Path) -> Iterator[Path]:
    """Generated papers as PDF files."""
    for form in PAPERS:
        yield printed(folder, form, 5)


def printed(folder: Path, form: str, seed: int) -> Path:
    """A generated paper as a PDF file."""
    source = folder / f"{form}-{seed}.docx"
    word = docx.Document(io.BytesIO(written(generate_paper(seed, form).document, "docx")))
    word.styles["Normal"].font.size = Pt(TYPE)
    word.styles["Normal"].paragraph_format.line_spacing = Pt(LINE)
    word.save(str(source))
    command = ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True)
    return source.with_suffix(".pdf")


def measure(path: Path, before: bytes) -> None:
    """Print the ratio for one file; `before` is the paper that each process has read before."""
    data = path.read_bytes()
    pages = len(pypdfium2.PdfDocument(data))
    project()
    own, other = median(ours, data, before), median(theirs, data, before)
    print(
        f"{path.name} ({pages} pages): {own:.2f} s, pdfplumber {other:.2f} s: {other / own:.1f} times as fast", end=""
    )
    print(f" (at least {LEAST}, aim {AIM})")


def main() -> None:
    """Measures the files of the command line, else generated ones."""
    given = [Path(name) for name in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder:
        before = printed(Path(folder), next(iter(PAPERS)), 6).read_bytes()
        for path in given or made(Path(folder)):
            measure(path, before)


if __name__ == "__main__":
    main()
