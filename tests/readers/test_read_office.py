"""Old Word files by way of LibreOffice: the same report gives the same blocks; one that cannot be opened ends alone."""

from __future__ import annotations

from pathlib import Path

import docx as python_docx
import pytest
from support import ROOT, need

from fundqa.batch import check_many
from fundqa.document import Document, Table
from fundqa.errors import ReadError
from fundqa.project import load_project
from fundqa.readers import office, read_bytes

EXAMPLES = sorted((ROOT / "examples").glob("*.docx"))


@pytest.fixture(scope="module")
def old(tmp_path_factory) -> dict[str, Path]:
    """Some Word files as .doc and .rtf, made by LibreOffice in one call a format."""
    need(office.program(), "LibreOffice (soffice)")
    folder = tmp_path_factory.mktemp("old")
    made = python_docx.Document()
    made.add_paragraph("一、基本情况")
    table = made.add_table(2, 2)
    for cell, text in zip(table._cells, ("甲", "1", "", "2"), strict=True):
        cell.text = text
    table.cell(0, 0).merge(table.cell(1, 0)).text = "甲"
    made.add_paragraph("末。")
    made.save(str(folder / "a.docx"))
    files = [folder / "a.docx", *EXAMPLES]
    for suffix in ("doc", "rtf"):
        command = [office.program(), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        office._run([*command, "--convert-to", suffix, "--outdir", str(folder), *map(str, files)], 100)
    return {path.name: path for path in folder.iterdir() if path.is_file()}


def blocks(document: Document) -> list[object]:
    return [
        [(c.row, c.col, c.rowspan, c.colspan, c.text) for c in block.cells] if isinstance(block, Table) else block.text
        for block in document.blocks
    ]


@pytest.mark.parametrize("suffix", ["doc", "rtf"])
def test_an_old_file_has_the_blocks_of_the_new_one(old, suffix):
    new = read_bytes(old["a.docx"].read_bytes(), "a.docx")
    document = read_bytes(old[f"a.{suffix}"].read_bytes(), f"a.{suffix}")
    assert document.format == suffix
    assert blocks(document) == blocks(new)


def test_the_outcomes_are_those_of_the_new_file(old):
    """.doc only: what LibreOffice writes as .rtf has lost the marks of automatic numbers."""
    project, suffix = load_project(), "doc"
    for example in EXAMPLES:
        first, second = (
            [(o.rule, o.status, o.verdict, o.severity, o.worked) for o in report.outcomes if not o.carrier]
            for report in (
                check_many([path], project, "zh", workers=0) for path in (example, old[f"{example.stem}.{suffix}"])
            )
        )
        assert first == second


def test_many_files_are_converted_in_one_call(old, monkeypatch):
    calls = []
    run = office._run
    monkeypatch.setattr(office, "_run", lambda command, seconds: (calls.append(len(command)), run(command, seconds)))
    paths = [path for name, path in old.items() if name.endswith((".doc", ".rtf"))]
    report = check_many(paths, load_project(), "zh", workers=0)
    assert len(calls) == 1
    assert all(document.error is None for document in report.documents)


def test_a_broken_file_ends_alone_and_leaves_nothing_behind(old, tmp_path):
    damaged = old["a.doc"].read_bytes()
    damaged = damaged[:600] + b"\xff" * (len(damaged) - 600)
    (tmp_path / "bad.doc").write_bytes(damaged)
    (tmp_path / "good.doc").write_bytes(old["a.doc"].read_bytes())
    report = check_many([tmp_path], load_project(), "zh", workers=0)
    good = next(document for document in report.documents if document.path.endswith("good.doc"))
    assert good.error is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["bad.doc", "good.doc"]


def test_a_program_that_hangs_is_ended(tmp_path, monkeypatch):
    need(Path("/bin/sh").exists(), "/bin/sh")
    program = tmp_path / "soffice"
    program.write_text("#!/bin/sh\nsleep 60\n", "utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("FUNDQA_SOFFICE", str(program))
    monkeypatch.setattr(office, "SECONDS", 0.5)
    with pytest.raises(ReadError) as caught:
        office.to_docx(b"{\\rtf1}", "a.rtf", ".rtf")
    assert caught.value.code == "broken_doc"
