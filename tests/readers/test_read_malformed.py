"""Hostile and damaged files: a clear error or a clear result, in bounded time and memory, and nothing beside them."""

from __future__ import annotations

import io
import time
import zipfile
from pathlib import Path

import pytest
from make_docx import NS, docx, p, package, tbl, tc, tr
from make_xlsx import cell, sheet, workbook
from support import ROOT

from fundqa.batch import check_many
from fundqa.pool import Limits
from fundqa.project import load_project
from fundqa.readers.refusals import REFUSALS

MALFORMED = ROOT.parent / "shared" / "real" / "malformed"
LIMITS = Limits(seconds=10, memory=1024)


def bomb(size: int) -> bytes:
    """A package whose document part unpacks to `size` MiB of nothing."""
    return package({"word/document.xml": b" " * (size * 1024 * 1024)})


def quadratic() -> bytes:
    text = f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "{"a" * 50_000}">]><x>{"&a;" * 50_000}</x>'
    return package({"xl/workbook.xml": text})


def many_paragraphs() -> bytes:
    return docx(p("甲") * 300_000)


def many_merges() -> bytes:
    refs = [f"A{n}:C{n}" for n in range(1, 60_000)]
    return workbook(sheet([[cell("A1", "甲"), cell("D1", "1")]], merges=refs))


def nested_archives() -> bytes:
    data = "2022年支出1万元。".encode()
    for level in range(8):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr("a.txt" if not level else "a.zip", data)
        data = out.getvalue()
    return data


ENTITY = f'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><w:document {NS}>&e;</w:document>'
OWN = {
    "bomb.docx": bomb(60), "huge.docx": bomb(200), "quadratic.xlsx": quadratic(), "paragraphs.docx": many_paragraphs(),
    "merges.xlsx": many_merges(), "nested.zip": nested_archives(), "cut.docx": docx(p("甲" * 400))[:300],
    "outside.docx": docx(p('<w:r><w:pict><v:imagedata r:id="x"/></w:pict></w:r>', "甲")),
    "wide.xlsx": workbook(sheet([[cell("A1", "1"), cell("XFD1048576", "2")]])),
    "empty.docx": docx(""), "tables.docx": docx(tbl(tr(tc("甲"))) * 20_000), "words.doc": b"no old file at all",
    "text.xlsx": "项目,金额\n收入,1\n".encode(), "entity.docx": package({"word/document.xml": ENTITY}),
}  # fmt: skip


def judged(path: Path) -> None:
    """A result, or an error of ours with its message, in time."""
    before = sorted(path.parent.iterdir())
    begun = time.monotonic()
    report = check_many([path], load_project(), "zh", limits=LIMITS)
    assert time.monotonic() - begun < LIMITS.seconds + 5
    assert report.documents
    for document in report.documents:
        if document.error is not None:
            assert document.error.code in REFUSALS
            assert path.name in document.error.message
            assert document.error.code != "crashed"
        assert "root:" not in "".join(document.texts.values())
    assert sorted(path.parent.iterdir()) == before


@pytest.mark.parametrize("name", OWN)
def test_a_hostile_file_of_our_own_ends_well(tmp_path, name):
    path = tmp_path / name
    path.write_bytes(OWN[name])
    judged(path)


@pytest.mark.parametrize("path", sorted(MALFORMED.glob("*")) if MALFORMED.is_dir() else [], ids=lambda path: path.name)
def test_a_malformed_file_from_elsewhere_ends_well(path):
    judged(path)
