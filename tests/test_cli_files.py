"""Formats that are files of their own: where they go, what is said of those that cannot be made, and the exit code."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from support import ROOT, need
from word_files import covered, texts_of

from fundqa.cli import main
from fundqa.readers import office
from fundqa.sources import sources

DOCX = ROOT / "examples" / "青砚县2022.docx"
TEXT = ROOT / "examples" / "青砚县2022.txt"


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, ["check", *map(str, arguments), "--workers", "0"])


def test_every_format_at_once(tmp_path):
    done = run(DOCX, "--format", "docx", "--format", "letter", "--format", "xlsx", "--format", "json", "-o", tmp_path)
    assert done.exit_code == 1, done.stderr
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {"青砚县2022.批注.docx", "青砚县2022.退回意见.docx", "问题台账.xlsx", "report.json"}
    assert covered((tmp_path / "青砚县2022.批注.docx").read_bytes())


@pytest.mark.parametrize("name", ["docx", "letter", "xlsx"])
def test_they_need_a_folder_and_say_so_before_anything_is_checked(name):
    done = run("gibt-es-nicht.docx", "--format", name)
    assert done.exit_code == 2
    assert "-o" in done.stderr


def test_nothing_but_other_formats_is_not_delivered(tmp_path):
    done = run(TEXT, "--format", "docx", "-o", tmp_path)
    assert done.exit_code == 4
    assert "青砚县2022.txt：不是 Word 文件" in done.stderr
    assert not list(tmp_path.iterdir())


def test_some_of_other_formats_are_named_and_the_findings_decide(tmp_path):
    done = run(DOCX, TEXT, "--format", "docx", "-o", tmp_path)
    assert done.exit_code == 1
    assert "青砚县2022.txt：不是 Word 文件" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["青砚县2022.批注.docx"]


def test_an_unreadable_file_is_the_graver_news(tmp_path):
    done = run(TEXT, tmp_path / "nicht.docx", "--format", "docx", "-o", tmp_path / "out")
    assert done.exit_code == 3


def test_nothing_wrong_needs_no_letter_and_is_no_failure(tmp_path):
    report = tmp_path / "好.md"
    report.write_text("# 说明\n\n本年度没有发生收支，本表为空，没有需要说明的事项。\n", "utf-8")
    done = run(report, "--format", "letter", "-o", tmp_path / "out")
    assert done.exit_code == 0
    assert "没有写退回意见" in done.stderr


def test_a_ledger_that_people_write_in_is_never_replaced(tmp_path):
    for _ in range(2):
        run(DOCX, "--format", "xlsx", "-o", tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"问题台账.xlsx", "问题台账(2).xlsx"}


def test_no_file_that_was_checked_is_replaced(tmp_path):
    report = shutil.copy(DOCX, tmp_path / "甲.docx")
    other = shutil.copy(DOCX, tmp_path / "甲.批注.docx")
    before = Path(other).read_bytes()
    done = run(report, other, "--format", "docx", "-o", tmp_path)
    assert Path(other).read_bytes() == before
    assert "没有覆盖" in done.stderr


def test_a_report_in_an_archive_is_annotated_too(tmp_path):
    import zipfile

    with zipfile.ZipFile(tmp_path / "包.zip", "w") as archive:
        archive.write(DOCX, "县/报告.docx")
    run(tmp_path / "包.zip", "--format", "docx", "-o", tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["报告.批注.docx"]


def test_an_old_word_file_is_annotated_by_way_of_its_conversion(tmp_path):
    need(office.program(), "LibreOffice")
    import sys

    sys.path.insert(0, str(ROOT / "tests" / "readers"))
    from render import by_libreoffice

    (old,) = by_libreoffice([DOCX], "doc", tmp_path)
    done = run(old, "--format", "docx", "-o", tmp_path / "out")
    assert done.exit_code == 1, done.stderr
    content = (tmp_path / "out" / "青砚县2022.批注.docx").read_bytes()
    assert "864.70万元" in covered(content).values()
    assert any("N2N-01" in text for text in texts_of(content))


def test_a_ledger_is_taken_as_waivers(tmp_path):
    run(DOCX, "--format", "xlsx", "-o", tmp_path)
    done = run(DOCX, "--waivers", tmp_path / "问题台账.xlsx")
    assert done.exit_code == 1
    broken = tmp_path / "leer.xlsx"
    broken.write_bytes(b"nichts")
    assert run(DOCX, "--waivers", broken).exit_code == 2


def test_a_source_gives_its_word_file():
    (source,) = sources([DOCX])
    assert source.word() == DOCX.read_bytes()
