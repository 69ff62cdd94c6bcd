"""LibreOffice opens what is written, without repair, and shows it: comments become notes in a PDF, letters pages."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from pypdfium2 import raw
from support import ROOT, need
from word_files import texts_of, whole

from fundqa.document import Location
from fundqa.engine import check
from fundqa.readers import office, read_bytes
from fundqa.writers.comment import Comment
from fundqa.writers.docx import WRITER as DOCX
from fundqa.writers.letter import WRITER as LETTER
from fundqa.writers.word_comments import annotated
from fundqa.writers.xlsx import WRITER as XLSX

sys.path.insert(0, str(ROOT / "tests" / "readers"))
from render import by_libreoffice

EXAMPLE = ROOT / "examples" / "青砚县2022.docx"
NOTES = 'pdf:writer_pdf_Export:{"ExportNotes":{"type":"boolean","value":"true"}}'


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    need(office.program(), "LibreOffice")
    return tmp_path_factory.mktemp("office")


@pytest.fixture(scope="module")
def pages(folder) -> dict[str, Path]:
    """The annotated copy and a small file with a comment in every place, as PDF with their notes."""
    report = check(EXAMPLE)
    (copy,) = DOCX.write(report, lambda _: EXAMPLE.read_bytes()).files
    hosts = [(host.span(0, len(text)), text) for host, text in read_bytes(whole(), "a").texts()]
    everywhere = [Comment(at, "核对", "核", (f"注解{n}", text)) for n, (at, text) in enumerate(hosts)]
    everywhere.append(Comment(Location("a", "body", 99), "核对", "核", ("注解末",)))
    files = {"copy": copy.content, "whole": annotated(whole(), "a", everywhere)}
    for name, content in files.items():
        (folder / f"{name}.docx").write_bytes(content)
    command = [office.program(), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
               "--convert-to", NOTES, "--outdir", str(folder)]  # fmt: skip
    subprocess.run(
        [*command, *(str(folder / f"{n}.docx") for n in files)], check=True, capture_output=True, timeout=110
    )
    return {name: folder / f"{name}.pdf" for name in files}


def notes(path: Path) -> Iterator[str]:
    """The contents of the notes of a PDF."""
    with pdfium.PdfDocument(path) as document:
        for page in document:
            for index in range(raw.FPDFPage_GetAnnotCount(page)):
                annotation = raw.FPDFPage_GetAnnot(page, index)
                if raw.FPDFAnnot_GetSubtype(annotation) == raw.FPDF_ANNOT_TEXT:
                    yield _string(annotation)
                raw.FPDFPage_CloseAnnot(annotation)


def _string(annotation: object) -> str:
    size = raw.FPDFAnnot_GetStringValue(annotation, b"Contents", None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    raw.FPDFAnnot_GetStringValue(annotation, b"Contents", buffer, size)
    return bytes(buffer)[: max(size - 2, 0)].decode("utf-16-le")


def bare(text: str) -> str:
    return "".join(text.split())


def test_every_comment_of_the_copy_is_a_note_of_the_page(pages, folder):
    wanted = sorted(bare(text) for text in texts_of((folder / "copy.docx").read_bytes()))
    assert sorted(bare(text) for text in notes(pages["copy"])) == wanted


def test_comments_in_tables_text_boxes_and_notes_are_shown(pages, folder):
    wanted = sorted(bare(text) for text in texts_of((folder / "whole.docx").read_bytes()))
    assert sorted(bare(text) for text in notes(pages["whole"])) == wanted


def test_letter_and_ledger_are_opened(folder):
    report = check(EXAMPLE)
    (letter,), (ledger,) = (w.write(report, lambda _: b"").files for w in (LETTER, XLSX))
    (folder / "letter.docx").write_bytes(letter.content)
    (folder / "ledger.xlsx").write_bytes(ledger.content)
    printed, book = by_libreoffice([folder / "letter.docx", folder / "ledger.xlsx"], "pdf", folder)
    assert "关于望川市青砚县2022年度" in bare("".join(text(printed)))
    assert "待整改" in bare("".join(text(book)))


def text(path: Path) -> Iterator[str]:
    with pdfium.PdfDocument(path) as document:
        for page in document:
            yield page.get_textpage().get_text_bounded()
