"""The one command of the benchmarks gives every row, whatever it measures; the tables of the READMEs have them all."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

import pytest
from support import ROOT

pytest.importorskip("sqlalchemy", reason="needs fundqa[run]")

READMES = ("README.md", "README.zh-CN.md")
START, END = "<!-- benchmarks -->", "<!-- /benchmarks -->"
ALWAYS = ("numbers-growth", "gold-recall-fundqa", "docx-lxml", "docx-python-docx", "tables-pandera",
          "startup-check", "check-python-docx", "run-cost-4", "run-again-4")  # fmt: skip
ELSEWHERE = ("numbers-recognizers-text", "numbers-cn2an", "gold-recall-recognizers-text", "docx-markitdown",
             "xlsx-openpyxl", "pdf-pdfplumber", "papers-budget", "page-open", "tables-expectations")  # fmt: skip
"""Rows that need what is not fundqa's, or more than a moment: there with a figure or with the reason why not."""


def table(text: str) -> list[list[str]]:
    """The cells of the rows between the marks."""
    own = text.partition(START)[2].partition(END)[0]
    rows = [line.strip("| ").split(" | ") for line in own.splitlines() if line.startswith("| ")]
    return rows[2:]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Where everything was measured on tiny inputs."""
    folder = tmp_path_factory.mktemp("benchmarks")
    for name in READMES:
        shutil.copy(ROOT / name, folder / name)
    command = [sys.executable, str(ROOT / "benchmarks" / "all.py"), "--quick", "--root", str(folder)]
    done = subprocess.run(command, check=False, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    (folder / "said").write_text(done.stdout, encoding="utf-8")
    return folder


pytestmark = pytest.mark.timeout(300)  # some twenty seconds of work, of many processes


@pytest.fixture(scope="module")
def found(folder):
    return json.loads((folder / "build" / "benchmarks.json").read_text("utf-8"))


def test_every_row_is_there_with_a_figure_or_the_reason_why_not(found):
    rows = {row["key"]: row for row in found["rows"]}
    assert len(rows) == len(found["rows"])
    assert set(ALWAYS) | set(ELSEWHERE) <= set(rows)
    assert all(rows[key]["figure"] > 0 for key in ALWAYS)
    assert all(row["figure"] is not None or row["detail"] for row in rows.values())
    assert {row["kind"] for row in rows.values()} == {"times", "percent"}


def test_it_says_on_what_and_with_what_it_was_measured(found):
    assert found["quick"] is True
    assert {"cores", "python", "packages"} <= set(found["machine"])
    assert {"lxml", "pandera", "great-expectations"} <= set(found["machine"]["packages"])


def test_every_row_is_printed_and_stands_in_the_table_of_both_readmes(folder, found):
    said = (folder / "said").read_text("utf-8")
    assert [line.split()[0] for line in said.splitlines()] == [row["key"] for row in found["rows"]]
    for name, lang in zip(READMES, ("en", "zh"), strict=True):
        rows = table((folder / name).read_text("utf-8"))
        assert [cells[0] for cells in rows] == [row[lang] for row in found["rows"]]
        assert all((cells[1] == "—") == (row["figure"] is None) for cells, row in zip(rows, found["rows"], strict=True))


def test_the_rest_of_a_readme_stays(folder):
    for name in READMES:
        before, after = ((path / name).read_text("utf-8") for path in (ROOT, folder))
        assert before.partition(START)[0] == after.partition(START)[0]
        assert before.partition(END)[2] == after.partition(END)[2]


@pytest.mark.parametrize("name", READMES)
def test_a_readme_names_the_machine_below_its_table(name):
    own = (ROOT / name).read_text("utf-8").partition(START)[2].partition(END)[0]
    if not own.strip():
        pytest.skip("nothing is measured yet: make bench")
    assert len(table(START + own + END)) >= len(ALWAYS)
    assert "Python 3." in own.strip().splitlines()[-1]
