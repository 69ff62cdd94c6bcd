"""What reading costs, as ratios in one run: Word files against lxml's bare parse, PDF files against pdfplumber.

python benchmarks/readers.py [FILE.docx … FILE.pdf …]; without PDF files, some are made with LibreOffice from generated
reports.
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

import docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
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


def word(given: Sequence[Path]) -> None:
    """Word files: a generated report, a long one, the same as Word itself would write it, and those that are given."""
    short = written(generate(3).document, "docx")
    files = {"short": short, "long": _changed(short, _repeated), "as Word writes it": _changed(short, _verbose)}
    for name, data in (files | {path.name: path.read_bytes() for path in given}).items():
        ratio = median(lambda data=data: read_bytes(data, "a.docx")) / median(lambda data=data: bare(data))
        print(f"docx, {name} ({len(data) // 1024} KiB): {ratio:.1f} times lxml's bare parse (aim: {DOCX_MOST} at most)")


def _changed(data: bytes, change: Callable[[etree._Element], None]) -> bytes:
    """A Word file with its body changed."""
    made = docx.Document(io.BytesIO(data))
    change(made.element.body)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _repeated(body: etree._Element) -> None:
    """The body's own blocks twenty times more."""
    own = list(body)[:-1]
    for _ in range(20):
        for element in own:
            body.insert(len(body) - 1, etree.fromstring(etree.tostring(element)))


def _verbose(body: etree._Element) -> None:
    """What Word adds to every paragraph, run and cell: revision ids, fonts, spacing, spelling marks, borders."""
    for number, paragraph in enumerate(list(body.iter(qn("w:p")))):
        for name in ("rsidR", "rsidRDefault", "rsidP"):
            paragraph.set(qn(f"w:{name}"), f"{number * 7919 % 2**24:08X}")
        own = paragraph.get_or_add_pPr()
        own.append(_element("spacing", line="360", lineRule="auto"))
        own.append(_element("jc", val="center"))
        own.append(_fonts())
        for run in list(paragraph.iter(qn("w:r"))):
            run.set(qn("w:rsidRPr"), f"{number:08X}")
            if run.find(qn("w:rPr")) is None:
                run.insert(0, _fonts())
            run.addprevious(_element("proofErr", type="spellStart"))
            run.addnext(_element("proofErr", type="spellEnd"))
        if number % 10 == 0:
            paragraph.append(_element("bookmarkStart", id=str(number), name=f"_Toc{number}"))
            paragraph.append(_element("bookmarkEnd", id=str(number)))
    for cell in body.iter(qn("w:tc")):
        properties = cell.get_or_add_tcPr()
        borders = _element("tcBorders")
        borders.extend(_element(side, val="single", sz="4") for side in ("top", "left", "bottom", "right"))
        properties.extend([_element("tcW", w="1200", type="dxa"), borders, _element("vAlign", val="center")])


def _fonts() -> etree._Element:
    """The properties of a run as Word writes them out."""
    own = _element("rPr")
    own.append(_element("rFonts", ascii="FangSong_GB2312", eastAsia="FangSong_GB2312", hAnsi="FangSong_GB2312"))
    own.extend([_element("kern", val="0"), _element("sz", val="24"), _element("szCs", val="24")])
    return own


def _element(name: str, /, **attributes: str) -> etree._Element:
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


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
        before, own = resource.getrusage(resource.RUSAGE_CHILDREN), time.process_time()
        begun = time.perf_counter()
        report = check_many([Path(name)], load_project(), "zh", workers=2)
        spent = time.perf_counter() - begun
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    parent = (time.process_time() - own) / spent / 2
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(
        f"{len(report.documents)} docx, two workers: {FOLDER / spent:.1f} files/s, "
        f"{used / spent / 2:.0%} of two cores in the workers, {parent:.0%} in the parent, "
        f"parent at most {peak} MiB, worker {after.ru_maxrss // 1024} MiB"
    )


def main() -> None:
    """All of it."""
    files = [Path(argument) for argument in sys.argv[1:]]
    word([path for path in files if path.suffix == ".docx"])
    given = [path for path in files if path.suffix == ".pdf"]
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
