"""What reading costs, as ratios in one run: Word files against lxml's bare parse, PDF files against pdfplumber.

python benchmarks/readers.py [FILE.pdf …]; without files, PDF files are made with LibreOffice from generated reports.
"""

from __future__ import annotations

import io
import resource
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path

from lxml import etree

from fundqa.batch import check_many
from fundqa.project import load_project
from fundqa.readers import office, read_bytes
from fundqa.seeding.generator import generate
from fundqa.seeding.mutate_files import written

RUNS = 7
DOCX_MOST, PDF_LEAST = 3, 5
FOLDER = 1000


def median(function: Callable[[], object]) -> float:
    """The median processor time of a call in seconds, after one that does not count."""
    function()
    times = []
    for _ in range(RUNS):
        begun = time.process_time()
        function()
        times.append(time.process_time() - begun)
    return statistics.median(times)


def bare(data: bytes) -> etree._Element:
    """The document part of a Word file, unpacked and parsed, and nothing more."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return etree.fromstring(archive.read("word/document.xml"))


def word() -> None:
    """Word files of generated reports, and a long one."""
    for name, data in (("short", written(generate(3).document, "docx")), ("long", _long())):
        ratio = median(lambda data=data: read_bytes(data, "a.docx")) / median(lambda data=data: bare(data))
        print(f"docx, {name} ({len(data) // 1024} KiB): {ratio:.1f} times lxml's bare parse (aim: {DOCX_MOST} at most)")


def _long() -> bytes:
    """The same report's blocks forty times."""
    import docx

    made = docx.Document(io.BytesIO(written(generate(0).document, "docx")))
    body = made.element.body
    own = list(body)[:-1]
    for _ in range(20):
        for element in own:
            body.insert(len(body) - 1, etree.fromstring(etree.tostring(element)))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def pdf(paths: Sequence[Path]) -> None:
    """Each file: reading it here against pdfplumber's text and tables."""
    import pdfplumber

    def plumbed(data: bytes) -> None:
        with pdfplumber.open(io.BytesIO(data)) as found:
            for page in found.pages:
                page.extract_text()
                page.extract_tables()

    for path in paths:
        data = path.read_bytes()
        ours = median(lambda data=data: read_bytes(data, "a.pdf"))
        begun = time.process_time()
        plumbed(data)
        ratio = (time.process_time() - begun) / ours
        print(f"pdf, {path.name}: {ratio:.0f} times faster than pdfplumber (aim: {PDF_LEAST} at least)")


def folder() -> None:
    """A thousand Word files through two workers: files per second, share of both cores, peak memory of the parent."""
    with tempfile.TemporaryDirectory() as name:
        contents = [written(generate(seed).document, "docx") for seed in range(20)]
        for i in range(FOLDER):
            Path(name, f"{i:04}.docx").write_bytes(contents[i % len(contents)])
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begun = time.perf_counter()
        report = check_many([Path(name)], load_project(), "zh", workers=2)
        spent = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{len(report.documents)} docx, two workers: {FOLDER / spent:.1f} files/s, "
        f"{used / spent / 2:.0%} of two cores in the workers, "
        f"parent at most {peak} MiB, worker {after.ru_maxrss // 1024} MiB"
    )


def main() -> None:
    """All of it."""
    word()
    given = [Path(argument) for argument in sys.argv[1:]]
    with tempfile.TemporaryDirectory() as name:
        if not given and office.program() is not None:
            sources = [Path(name, f"generated-{seed}.docx") for seed in (0, 2)]
            for seed, source in zip((0, 2), sources, strict=True):
                source.write_bytes(written(generate(seed).document, "docx"))
            profile = f"-env:UserInstallation={Path(name, 'profile').as_uri()}"
            command = [str(office.program()), profile, "--headless", "--convert-to", "pdf", "--outdir", name]
            subprocess.run([*command, *map(str, sources)], check=True, capture_output=True)
            given = [source.with_suffix(".pdf") for source in sources]
        pdf(given)
    folder()


if __name__ == "__main__":
    main()
