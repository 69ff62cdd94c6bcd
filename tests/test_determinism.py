"""The same input gives the same bytes, whatever the hash seed, locale, time zone, number of workers, or file order."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from making import form, word_builder
from support import ROOT

from fundqa.readers import office

sys.path.insert(0, str(ROOT / "tests" / "readers"))
sys.path.insert(0, str(ROOT / "tests" / "runs"))
from projects import contents
from render import by_libreoffice

UNLIKE = (
    ({"PYTHONHASHSEED": "1", "LC_ALL": "C", "LANG": "C", "TZ": "Asia/Shanghai"}, "0", "as it is"),
    ({"PYTHONHASHSEED": "2", "LC_ALL": "zh_CN.UTF-8", "LANG": "zh_CN.UTF-8", "TZ": "Asia/Shanghai"}, "1", "reversed"),
    ({"PYTHONHASHSEED": "3", "LC_ALL": "tr_TR.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Shanghai"}, "3", "shuffled"),
)
"""Environments that differ in all that must not matter, with a number of workers and an order of folders. The time zone
is one: the day of a letter is that of whoever sends it (of zones, see test_engine)."""
PROJECT = """
[run]
inbox = ["in"]
chunk = 2
expectations = false
[outputs]
files = ["json", "html"]
run = ["json", "csv"]
"""
_LISTING = """
import os, random, sys
order, listdir, scandir = sys.argv.pop(1), os.listdir, os.scandir

def ordered(found):
    found = sorted(found, key=str) if order != "as it is" else list(found)
    if order == "shuffled":
        random.Random(5).shuffle(found)
    return found[::-1] if order == "reversed" else found

class Entries:
    def __init__(self, path="."):
        with scandir(path) as entries:
            self.entries = iter(ordered(entries))
    def __iter__(self): return self
    def __next__(self): return next(self.entries)
    def __enter__(self): return self
    def __exit__(self, *_): pass
    def close(self): pass

os.listdir = lambda *path: ordered(listdir(*path))
os.scandir = Entries
from fundqa.cli import main
main()
"""


def command(*arguments: str | Path, order: str, cwd: Path, **environment: str) -> bytes:
    """What the command line prints, where the system lists folders in another order."""
    done = subprocess.run(
        [sys.executable, "-c", _LISTING, order, *map(str, arguments)], cwd=cwd, check=False, capture_output=True,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(ROOT), **environment},
    )  # fmt: skip
    assert done.returncode in (0, 1), done.stderr.decode()
    return done.stdout


def county(name: str, told: int) -> str:
    """A report with contradictions, unlike indicators, several places and funds."""
    rows = "| 产出指标 | 数量指标 | 享受待遇人数 | 410人 | 389人 |\n| 效益指标 | 社会效益 | 满意度 | ≥90% | 83% |"
    prose = "\n\n".join(
        f"2022年{name}{fund}基金预算支出{told + i}万元，其中：甲镇{told // 2}万元、乙镇{told // 3}万元，完成全部目标。"
        for i, fund in enumerate(("工伤保险", "失业保险", "职工医疗保险"))
    )
    tables = "".join(
        form(f"{name}{fund}", budget=f"{told}", spent="2185", rows=rows) for fund in ("工伤保险", "失业保险")
    )
    return f"# {name}2022年自评\n\n{prose}\n\n人力资源社会保障局{tables}"


@pytest.fixture(scope="module")
def inbox(tmp_path_factory) -> Path:
    """Reports in the formats that there are, in folders of their own and in one together."""
    folder = tmp_path_factory.mktemp("inbox")
    for i, place in enumerate(("河源县", "青砚县", "墨溪县", "禾川县")):
        (folder / place).mkdir()
        (folder / place / f"正文{i}.md").write_text(county(place, 2120 + i), "utf-8")
    (folder / "河源县" / "附表.csv").write_text("项目,2021年,2022年\n甲,1,2\n乙,3,4\n合计,5,6\n", "utf-8")
    for dump in sorted((ROOT / "examples").glob("*.txt")):
        data = word_builder().build(dump.read_text("utf-8"))
        (folder / f"{dump.stem}.docx").write_bytes(data)
        (folder / f"{dump.stem}.html").write_text("<h1>2022年</h1><p>支出3万元，其中：甲1万元、乙1万元。</p>", "utf-8")
    _workbook(folder / "表.xlsx")
    if office.program():
        (made,) = by_libreoffice([min(folder.glob("*.docx"))], "pdf", tmp_path_factory.mktemp("pdf"))
        (folder / "打印.pdf").write_bytes(made.read_bytes())
    return folder


def _workbook(path: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("情况")
        for row, cells in enumerate((("项目", "2021年", "2022年"), ("甲", 1, 2), ("乙", 3, 4), ("合计", 5, 6))):
            sheet.write_row(row, 0, cells)


@pytest.fixture(scope="module")
def answers(inbox, tmp_path_factory) -> list[dict[str, bytes]]:
    """The files of every format that `check` writes in each environment."""
    found = []
    for environment, workers, order in UNLIKE:
        home = tmp_path_factory.mktemp("home")
        formats = ("json", "html", "sarif", "junit", "csv", "markdown", "docx", "letter", "xlsx")
        chosen = [part for name in formats for part in ("--format", name)]
        command("check", inbox, "--facts", *chosen, "-o", "out", "--workers", workers,
                order=order, cwd=home, **environment)  # fmt: skip
        found.append(dict(files(home / "out")))
    return found


def files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """All files below a folder with their content."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def test_every_file_of_every_format_is_the_same_to_the_byte(answers):
    first, *others = answers
    assert {name.rpartition(".")[2] for name in first} >= {"json", "html", "sarif", "xml", "csv", "md", "docx", "xlsx"}
    assert sum(len(content) for name, content in first.items() if name.endswith(".json")) > 100_000
    for other in others:
        assert set(other) == set(first)
        assert [name for name in first if first[name] != other[name]] == []


def test_the_orders_are_unlike(tmp_path):
    """What the other tests rest on: that a folder is listed to the program in the order that is asked for."""
    for stem in "abcde":
        (tmp_path / stem).touch()
    listing = _LISTING.partition("from fundqa")[0] + "print(os.listdir('.'), [each.name for each in os.scandir('.')])"
    said = {
        order: subprocess.run(
            [sys.executable, "-c", listing, order], cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout.replace("] [", "]\n[")
        for order in ("reversed", "shuffled")
    }
    assert said["reversed"].splitlines() == ["['e', 'd', 'c', 'b', 'a']"] * 2
    assert said["shuffled"] != said["reversed"]


def test_a_run_gives_the_same_ledger_and_outputs(inbox, tmp_path):
    found = []
    for i, (environment, workers, order) in enumerate(UNLIKE[1:]):
        home = tmp_path / str(i)
        (home / "in").mkdir(parents=True)
        for name, content in files(inbox):
            if not name.endswith((".docx", ".pdf")):
                (home / "in" / name).parent.mkdir(parents=True, exist_ok=True)
                (home / "in" / name).write_bytes(content)
        (home / "fundqa.toml").write_text(PROJECT, "utf-8")
        command("run", home, "--workers", workers, order=order, cwd=tmp_path, **environment)
        written = {name: content for name, content in files(home / "out") if name != "manifest.json"}
        found.append((contents(home), written))
    (one, first), (two, second) = found
    assert {table: len(rows) for table, rows in one.items()} == {table: len(rows) for table, rows in two.items()}
    assert [table for table in one if one[table] != two[table]] == []
    assert len(first) > 8
    assert first == second
