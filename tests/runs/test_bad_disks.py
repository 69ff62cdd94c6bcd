"""A full or read-only disk: said with its place and its cure, the documented exit code, and nothing lost."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from making import project
from namespaces import apart, closed, grown, small
from projects import Home, contents, report

from fundqa.batch import check_many
from fundqa.cli import main
from fundqa.ledger.tables import FILES

OWN = {"manifest.json", "run.html"}
"""Outputs that tell of the number and the moment of their run."""
COUNT, ROOM = 12, 60_000
LEFT = (0, 64, 300, 700)
"""KiB that are left when the second half of the reports comes in: for nothing, for some, for most of what it takes."""


@pytest.fixture(scope="module", autouse=True)
def _imported(tmp_path_factory):
    """What workers need is loaded once, before processes are forked."""
    folder = tmp_path_factory.mktemp("first")
    (folder / "a.md").write_text(report(), "utf-8")
    check_many([folder], project(), "zh", workers=0)


def half(home: Home, part: int) -> None:
    """Put one half of the reports into the inbox; the first report comes again in the second, corrected."""
    for i in range(part, COUNT, 2):
        home.put(f"r{i:02}.md", report(county=f"{'甲乙丙丁戊己庚辛壬癸子丑'[i]}河县", told=str(2200 + i)))
    if part:
        home.put("r00.md", report(county="甲河县", told="2199"))


def filled(root: Path) -> Home:
    """A project with one half of its reports, in small chunks."""
    home = Home.make(root, run="chunk = 2", rest='[outputs]\nfiles = ["json"]\nrun = ["html", "json"]')
    half(home, 0)
    return home


def run(home: Home) -> int:
    """fundqa run in this process; its exit code."""
    with pytest.raises(SystemExit) as ended:
        main(["run", str(home.root), "--workers", "1"])
    return ended.value.code


@pytest.fixture(scope="module")
def calm(tmp_path_factory) -> Home:
    """Both halves, each in a run that nothing disturbs."""
    home = filled(tmp_path_factory.mktemp("calm") / "project")

    def twice() -> None:
        assert run(home) in (0, 1)
        half(home, 1)
        assert run(home) in (0, 1)

    assert apart(twice, home.root.parent / "said") == 0, (home.root.parent / "said").read_text("utf-8")
    return home


def disturbed(home: Home, left: int, results: Path) -> None:
    """The second half comes in on a disk with so little left; then there is room, and it is run again."""
    said = results / "codes"
    codes = [run(home)]
    half(home, 1)
    shutil.copytree(home.root, results / "before")
    used = shutil.disk_usage(home.root).used // 1024
    grown(home.root, used + left)
    codes.append(run(home))
    shutil.copytree(home.root, results / "during")
    grown(home.root, ROOM)
    codes.append(run(home))
    shutil.copytree(home.root, results / "after")
    said.write_text(" ".join(map(str, codes)))


@pytest.mark.parametrize("left", LEFT)
def test_a_run_on_a_full_disk_says_so_and_the_next_one_does_the_rest(tmp_path, calm, left):
    disk = tmp_path / "disk"
    disk.mkdir()

    def all_of_it() -> None:
        small(disk, ROOM)
        disturbed(filled(disk), left, tmp_path)

    assert apart(all_of_it, tmp_path / "said") == 0, (tmp_path / "said").read_text("utf-8")
    said = (tmp_path / "said").read_text("utf-8")
    first, full, last = map(int, (tmp_path / "codes").read_text().split())
    assert (first, last) == (1, 1)
    assert full == 4, said
    assert "Traceback" not in said
    assert "腾出空间" in said
    before, during, after = (Home(tmp_path / name) for name in ("before", "during", "after"))
    assert intact(during)
    for name, content in before.written().items():
        now = during.written().get(name)
        assert name in OWN or now in (content, calm.written()[name]), f"{name} is neither the old one nor the new one"
    assert not [name for name in after.written() if name.endswith(".part")]
    assert {k: v for k, v in after.written().items() if k not in OWN} == {
        k: v for k, v in calm.written().items() if k not in OWN
    }
    assert contents(after.root) == contents(calm.root)


def intact(home: Home) -> bool:
    """Whether SQLite finds the ledger whole."""
    with sqlite3.connect(home.root / ".fundqa" / "ledger.db") as connection:
        return connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def on(prepare: Callable[[], None], action: Callable[[], object], said: Path) -> tuple[int, str]:
    """The exit code of an action on a prepared disk, and what it said."""

    def both() -> object:
        prepare()
        return action()

    return apart(both, said), said.read_text("utf-8")


def test_a_run_in_a_read_only_project_changes_nothing(tmp_path, calm):
    home = Home(shutil.copytree(calm.root, tmp_path / "project"))
    home.put("new.md", report(county="寅河县"))
    before = {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()}
    code, said = on(partial(closed, home.root), partial(main, ["run", str(home.root)]), tmp_path / "said")
    assert code == 4, said
    assert "Traceback" not in said
    assert "只读" in said
    assert {path: path.read_bytes() for path in home.root.rglob("*") if path.is_file()} == before


FORMATS = ("json", "html", "xlsx", "docx", "csv")


@pytest.fixture
def checked(tmp_path) -> list[str]:
    """The command that checks a report into a folder with results of before, in every kind of format."""
    (tmp_path / "a.md").write_text(report(told="2120"), "utf-8")
    out = tmp_path / "out"
    out.mkdir()
    formats = [part for name in FORMATS for part in ("--format", name)]
    return ["check", str(tmp_path / "a.md"), *formats, "-o", str(out), "--workers", "0"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_results_on_a_read_only_disk(tmp_path, checked, lang):
    out = tmp_path / "out"
    (out / "a.json").write_bytes(b"old")
    code, said = on(partial(closed, out), partial(main, [*checked, "--lang", lang]), tmp_path / "said")
    assert (code, "Traceback" in said) == (4, False), said
    assert str(out) in said
    assert {"zh": "请换一个目录", "en": "choose another folder"}[lang] in said
    assert [(path.name, path.read_bytes()) for path in out.iterdir()] == [("a.json", b"old")]


def test_results_on_a_full_disk_leave_the_old_ones_whole(tmp_path, checked):
    out, kept = tmp_path / "out", tmp_path / "kept"

    def action() -> None:
        small(out, 4096)
        with pytest.raises(SystemExit):
            main(checked)
        olds = {path.name: path.read_bytes() for path in out.iterdir()}
        grown(out, shutil.disk_usage(out).used // 1024 + 4)
        try:
            main([*checked, "--lang", "en"])
        finally:
            assert {path.name: path.read_bytes() for path in out.iterdir() if path.name in olds} == olds
            shutil.copytree(out, kept)

    code = apart(action, tmp_path / "said")
    said = (tmp_path / "said").read_text("utf-8")
    assert (code, "Traceback" in said) == (4, False), said
    assert "make room" in said
    assert not list(kept.glob(".*"))


def test_a_new_ledger_on_a_full_disk(tmp_path):
    home = filled(tmp_path / "project")
    state = home.root / ".fundqa"
    state.mkdir()

    def fill() -> None:
        small(state, 16)
        with (state / "x").open("wb", buffering=0) as file:
            while shutil.disk_usage(state).free:
                file.write(bytes(4096))

    code, said = on(fill, partial(main, ["run", str(home.root)]), tmp_path / "said")
    assert (code, "Traceback" in said) == (4, False), said
    assert "腾出空间" in said


def test_an_old_word_file_waits_for_libreoffice_and_is_read_when_it_is_there(tmp_path, monkeypatch):
    home = Home.make(tmp_path / "project")
    home.put("旧.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000))
    monkeypatch.setenv("FUNDQA_SOFFICE", "no-such-program")
    without = home.go()
    assert (without.manifest.checked, without.manifest.unreadable) == (1, 1)
    assert [message for (message,) in home.query(FILES.c.error_message) if "请安装 LibreOffice" in message]
    assert home.go().manifest.checked == 0, "nothing has changed: no LibreOffice has come"
    converter = tmp_path / "soffice"
    converter.write_text("#!/bin/sh\nexit 1\n")
    converter.chmod(0o755)
    monkeypatch.setenv("FUNDQA_SOFFICE", str(converter))
    assert home.go().manifest.checked == 1
    assert home.query(FILES.c.error_code) == [("broken_doc",)]
