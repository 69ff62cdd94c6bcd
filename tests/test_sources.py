"""Folders and archives: what is found in them, what is left out, what is refused; and which files are one report."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest
from making import form

from fundqa import sources as module
from fundqa.batch import check_many
from fundqa.engine import check_files
from fundqa.errors import ReadError
from fundqa.project import load_project
from fundqa.sources import sources

TEXT = "2022年丙河县支出预算5万元。\n"
NARRATIVE = "# 丙河县2022年自评报告\n\n" + "\n\n".join(
    f"2022年丙河县工伤保险基金预算支出{amount}万元，各项工作按计划开展，待遇按时足额发放。"
    for amount in ("2210", "2210", "2210")
)


def zipped(entries: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in entries.items():
            archive.writestr(name, data)
    return out.getvalue()


def names(*paths: Path) -> list[str]:
    top = paths[0] if paths[0].is_dir() else paths[0].parent
    return [source.name.removeprefix(f"{top}/") for source in sources(paths)]


def test_a_folder_is_searched_and_the_hidden_and_temporary_are_left_out(tmp_path):
    for name in ("a.txt", "b/c.docx", "b/~$c.docx", ".git/x.txt", "b/.hidden.md", "b/pic.png", "Thumbs.db", "z.xlsx"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(TEXT, "utf-8")
    assert names(tmp_path) == ["a.txt", "b/c.docx", "z.xlsx"]


def test_no_link_leads_out_of_the_folder(tmp_path):
    outside, inside = tmp_path / "out", tmp_path / "in"
    for folder in (outside, inside):
        folder.mkdir()
        (folder / "a.txt").write_text(TEXT, "utf-8")
    (inside / "b.txt").symlink_to(outside / "a.txt")
    (inside / "c").symlink_to(outside, target_is_directory=True)
    assert names(inside) == ["a.txt"]


def test_an_archive_names_its_files_and_gbk_names_are_read(tmp_path):
    inner = zipped({"XX/b.txt": TEXT.encode()}).replace(b"XX/b.txt", "内/b.txt".encode("gb18030"))
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"县/报告.txt": TEXT.encode(), "../../etc/x.txt": TEXT.encode(), "d.zip": inner}))
    assert names(path) == ["a.zip!d.zip!内/b.txt", "a.zip!etc/x.txt", "a.zip!县/报告.txt"]
    report = check_files([path], load_project())
    assert [d.error for d in report.documents] == [None] * 3
    assert sorted(tmp_path.iterdir()) == [path]


def refused(path: Path) -> list[str]:
    return [source.error.code if source.error else "" for source in sources([path])]


def test_broken_deep_large_and_empty_archives_are_refused_by_code(tmp_path, monkeypatch):
    path = tmp_path / "a.zip"
    path.write_bytes(b"PK\x03\x04 nothing")
    assert refused(path) == ["broken_zip"]
    path.write_bytes(zipped({"a.png": b"x"}))
    assert refused(path) == ["empty_archive"]
    deep = TEXT.encode()
    for level in range(module.MAX_DEPTH + 1):
        deep = zipped({f"{level}.{'zip' if level else 'txt'}": deep})
    path.write_bytes(deep)
    assert refused(path) == ["too_deep"]
    path.write_bytes(zipped({"a.txt": b"0" * (8 * module.MIB), "b.txt": TEXT.encode()}))
    assert refused(path) == ["too_large", ""]
    monkeypatch.setattr(module, "MAX_ARCHIVE_BYTES", 1000)
    path.write_bytes(zipped({"a.txt": os.urandom(600), "b.txt": os.urandom(600)}))
    assert refused(path) in (["", "too_large"], ["too_large"])


def test_a_word_file_that_calls_itself_zip_is_a_report(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}))
    assert names(path) == ["a.zip"]


def test_an_error_inside_an_archive_names_the_file_and_spares_the_others(tmp_path):
    path = tmp_path / "a.zip"
    path.write_bytes(zipped({"a.docx": b"no word file", "b.txt": TEXT.encode()}))
    first, second = check_files([path], load_project()).documents
    assert (first.path, first.error.code) == (f"{path}!a.docx", "broken_docx")
    assert second.error is None


def test_the_same_content_twice_is_noticed(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, "utf-8")
    first, second = check_many([tmp_path], load_project(), "zh", workers=0).documents
    assert first.warnings == ()
    assert "a.txt" in second.warnings[-1]


def narrative_and_table(folder: Path, county: str = "丙河县") -> None:
    folder.mkdir(parents=True)
    (folder / "正文.md").write_text(NARRATIVE, "utf-8")
    table = form("丙河县工伤保险", budget="2201", spent="2185").replace("丙河县", county)
    (folder / "附表.md").write_text(table, "utf-8")


def found(report: object) -> set[str]:
    return {outcome.rule for outcome in report.outcomes if outcome.status == "fail"}


def test_a_county_s_narrative_and_tables_in_one_folder_are_one_report(tmp_path):
    narrative_and_table(tmp_path / "丙河县")
    assert "N2T-01" in found(check_files([tmp_path], load_project()))
    (tmp_path / "a.zip").write_bytes(zipped({p.name: p.read_bytes() for p in (tmp_path / "丙河县").iterdir()}))
    assert "N2T-01" in found(check_files([tmp_path / "a.zip"], load_project()))


def test_files_that_were_given_one_by_one_are_not(tmp_path):
    narrative_and_table(tmp_path / "丙河县")
    paths = sorted((tmp_path / "丙河县").iterdir())
    assert "N2T-01" not in found(check_files(paths, load_project()))
    assert "N2T-01" in found(check_files(paths, load_project(), together=True))


def test_files_of_different_counties_are_not(tmp_path):
    narrative_and_table(tmp_path / "all", "丁山县")
    assert "N2T-01" not in found(check_files([tmp_path], load_project()))


@pytest.mark.parametrize("workers", [0, 1, 2])
def test_whatever_the_workers_the_answer_is_the_same(tmp_path, workers):
    narrative_and_table(tmp_path / "丙河县")
    (tmp_path / "x.docx").write_bytes(b"PK\x03\x04")
    assert check_many([tmp_path], load_project(), "zh", workers=workers) == check_many(
        [tmp_path], load_project(), "zh", workers=0
    )


def test_an_error_travels_between_processes_whole():
    import pickle

    from fundqa.readers.refusals import refuse

    error = refuse("too_large", "a.txt", "9")
    again = pickle.loads(pickle.dumps(error))
    assert isinstance(again, ReadError)
    assert (again.code, again.zh, again.en, str(again)) == (error.code, error.zh, error.en, str(error))
