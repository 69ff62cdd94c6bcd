"""A published paper from file to JSON against pdfplumber's extract_text and extract_tables alone on the same file.

python benchmarks/papers.py [FILE.pdf …]; without files, PDF files of some 25 pages are made with LibreOffice from
generated papers. Each side runs alone, in turn; the ratio is of the medians of processor time.
"""

from __future__ import annotations

import io
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pdfplumber
import pypdfium2

from fundqa.engine import check_documents
from fundqa.project import Project, load_project
from fundqa.readers import read_bytes
from fundqa.report import Report
from fundqa.seeding.mutate_files import written
from fundqa.seeding.papers import PAPERS, generate_paper
from fundqa.writers.json import write as as_json

RUNS, LEAST, AIM = 5, 5, 10


def median(function: Callable[[], object], runs: int = RUNS) -> float:
    """The median processor time of a call in seconds, after one that does not count."""
    function()
    times = []
    for _ in range(runs):
        begun = time.process_time()
        function()
        times.append(time.process_time() - begun)
    return statistics.median(times)


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
        source = folder / f"{form}.docx"
        source.write_bytes(written(generate_paper(5, form).document, "docx"))
        subprocess.run(
            ["soffice", "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)],
            check=True,
            capture_output=True,
        )
        yield folder / f"{form}.pdf"


def measure(path: Path) -> None:
    """Print the ratio for one file."""
    data = path.read_bytes()
    pages = len(pypdfium2.PdfDocument(data))
    own, other = median(lambda: ours(data)), median(lambda: theirs(data), 3)
    print(
        f"{path.name} ({pages} pages): {own:.2f} s, pdfplumber {other:.2f} s: {other / own:.1f} times as fast", end=""
    )
    print(f" (at least {LEAST}, aim {AIM})")


def main() -> None:
    """Measures the files of the command line, else generated ones."""
    given = [Path(name) for name in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as folder:
        for path in given or made(Path(folder)):
            measure(path)


if __name__ == "__main__":
    main()
