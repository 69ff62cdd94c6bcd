"""Good files with bytes flipped, cut and doubled: a Document or an error of ours, in time; `make fuzz` tries more."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from fuzzing import budget, damaged, in_time, patient
from make_docx import docx, listed, lvl, numbering, p, tbl, tc, tr
from make_xlsx import cell, sheet, workbook
from render import as_html, by_libreoffice
from support import need

from fundqa.document import Document
from fundqa.errors import ReadError
from fundqa.readers import office, read_bytes
from fundqa.seeding.generator import generate
from fundqa.seeding.mutate_files import written

TIMES = budget(40)
SAMPLE = generate(3).document
FORM = tbl(tr(tc("项目"), tc("数", '<w:gridSpan w:val="2"/>')), tr("甲", "1", "2"))
GOOD: dict[str, Callable[[], bytes]] = {
    "docx": lambda: docx(
        listed("一节") + p("支出5万元。") + FORM, numbering=numbering(lvl(0, "chineseCounting", "%1、"))
    ),
    "xlsx": lambda: workbook(
        sheet([[cell("A1", "项目"), cell("B1", "12.5", style=1)]], merges=["A1:B1"]), formats=["0.0%"]
    ),
    "html": lambda: as_html(SAMPLE).encode(),
    "md": lambda: written(SAMPLE, "md"),
    "txt": lambda: written(SAMPLE, "dump"),
    "csv": lambda: '项目,金额\n收入,"1,000"\n'.encode() * 20,
}


def survives(data: bytes, name: str) -> None:
    with in_time(name), contextlib.suppress(ReadError):
        document = read_bytes(data, name)
        assert isinstance(document, Document)
        assert all(location.document == name for location, _ in document.texts())


@patient
@pytest.mark.parametrize("suffix", GOOD)
def test_a_damaged_file_is_read_or_refused(suffix):
    data, chance = GOOD[suffix](), random.Random(suffix)
    for _ in range(TIMES):
        survives(damaged(data, chance), f"a.{suffix}")


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> dict[str, bytes]:
    """What only LibreOffice writes: a PDF file, an old workbook, an old text."""
    need(office.program(), "LibreOffice (soffice)")
    folder: Path = tmp_path_factory.mktemp("made")
    (folder / "a.docx").write_bytes(written(SAMPLE, "docx"))
    (folder / "a.xlsx").write_bytes(GOOD["xlsx"]())
    pairs = (("docx", "pdf"), ("docx", "doc"), ("xlsx", "xls"))
    return {to: by_libreoffice([folder / f"a.{source}"], to, folder)[0].read_bytes() for source, to in pairs}


@patient
@pytest.mark.parametrize("suffix", ["pdf", "xls"])
def test_a_damaged_file_of_another_program_is_read_or_refused(made, suffix):
    chance = random.Random(suffix)
    for _ in range(TIMES):
        survives(damaged(made[suffix], chance), f"a.{suffix}")


@patient
def test_damaged_old_texts_are_read_or_refused(made):
    """Each takes LibreOffice a second: so many in a call, and fewer."""
    chance = random.Random("doc")
    for start in range(0, max(TIMES // 10, 4), 20):
        files = {
            f"{i}.doc": (damaged(made["doc"], chance), ".doc")
            for i in range(start, start + min(20, max(TIMES // 10, 4)))
        }
        for name, data in office.convert(files).items():
            survives(data, name)
