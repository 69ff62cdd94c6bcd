"""Every command that a README or a page of docs/ shows is run: here, by following a tutorial, or for a reason not."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from docs_steps import call
from shown import Shown, commands, consoles, is_synopsis, options, pages, words
from support import ROOT, need
from test_docs import TUTORIALS
from workshop import a_county, free_port, make

from fundqa.cli import main

REASONS = {
    r"pip |python3 -m venv|py -m venv|uv |apt-get ": "it installs something",
    r"dask |fundqa run \S+ --dask ": "it needs several machines; tests/runs/test_dask.py has them on one, with TLS",
    r"fundqa serve --demo$": "tests/browser/test_desk.py serves it",
    r"fundqa test$": "it runs every rule's examples for most of a minute, as tests/test_rules.py does",
    r"sqlite3 ": "it is another program's",
    r"python benchmarks/": "it measures for minutes",
}
"""What is not run, and why."""
LASTING = ("fundqa serve", "fundqa schedule")
"""What runs until it is stopped."""
ENGLISH = {
    "报告.docx": "report.docx",
    "正文.docx": "narrative.docx",
    "结果.json": "reports.json",
    "结果": "out",
    "DIR": "my-office",
}
"""Names that the Chinese pages have for what the English ones call otherwise, of which one is enough; and a blank."""


def translated(text: str) -> str:
    """A command of a Chinese page as the English page has it."""
    return " ".join(ENGLISH.get(word, word) for word in text.split(" "))


FOUND = list(dict.fromkeys(shown for page in pages() for shown in commands(page)))
SYNOPSES = [shown for shown in FOUND if is_synopsis(shown)]
WHOLE = sorted({translated(shown.text) for shown in FOUND if not is_synopsis(shown)})
EXEMPT = {text for text in WHOLE if any(re.match(pattern, text) for pattern in REASONS)}
RUN = [text for text in WHOLE if text not in EXEMPT and text not in LASTING]
OWN = [text for text in RUN if text.startswith("fundqa ")]


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project with the files that the pages speak of."""
    return make(tmp_path_factory.mktemp("workshop"))


def test_pages_show_commands_and_there_is_no_idle_reason():
    assert len(OWN) > 25
    assert {"README.md", "README.zh-CN.md", "docs/desk.md", "docs/operations.zh.md"} <= {shown.page for shown in FOUND}
    assert [pattern for pattern in REASONS if not any(re.match(pattern, text) for text in WHOLE)] == []
    elsewhere = [place for reason in REASONS.values() for place in re.findall(r"tests/[\w/]+\.py", reason)]
    assert [place for place in elsewhere if not (ROOT / place).is_file()] == []
    assert set(LASTING) <= {shown.text for shown in FOUND}


def test_what_stands_in_a_console_is_followed_as_a_tutorial():
    assert {page for page in pages() if consoles(page)} == {f"docs/{name}" for name in TUTORIALS}


def test_whatever_is_neither_our_own_nor_excused_has_a_test_here():
    others = [text for text in RUN if text not in OWN]
    assert [text for text in others if not re.match(r"make \w+$|curl |python ", text)] == []


@pytest.mark.parametrize("shown", SYNOPSES, ids=str)
def test_a_synopsis_names_a_command_and_options_that_there_are(shown: Shown):
    program, *rest = shown.text.split()
    if program != "fundqa" or not rest:
        return
    assert rest[0] in main.commands or rest[0] in ("--help", "--version")
    named = {word.strip("[]") for word in rest[1:] if word.lstrip("[").startswith("-")}
    assert named <= set(options(rest[0])) if rest[0] in main.commands else not named


@pytest.mark.parametrize("text", OWN)
def test_a_command_of_ours_runs(text: str, workshop: Path):
    """It ends with 0, or with 1 for findings, and prints or writes something."""
    line, target = words(text.replace("/srv/fundqa/", ""))
    given = [name for word in line[1:] for name in expanded(word, workshop)]
    typed = "correct horse 1\n" * 2 if "--add-admin" in given else ""
    code, printed = call(given, workshop, typed)
    assert code in (0, 1), printed
    assert printed or {"--quiet", "--once"} & set(given)  # a run that --once calls prints past this process
    if target:
        (workshop / target).write_text(printed, "utf-8")


def expanded(word: str, folder: Path) -> list[str]:
    """A word as the shell gives it to the command."""
    return sorted(path.name for path in folder.glob(word)) if "*" in word else [word]


@pytest.mark.parametrize("text", [text for text in RUN if text.startswith("make ")])
def test_a_target_of_make_is_there(text: str):
    """Make would know what to do; what that is, is said by what stands behind it."""
    need(shutil.which("make"), "make")
    done = subprocess.run(["make", "-n", *text.split()[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("text", [text for text in RUN if text.startswith("python ")])
def test_a_program_of_python_runs(text: str, workshop: Path):
    more = ["--version"] if text.endswith("-m fundqa") else []
    done = subprocess.run(
        [sys.executable, *words(text)[0][1:], *more], cwd=workshop, capture_output=True, text=True, check=False,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr


@contextmanager
def lasting(text: str, folder: Path, *more: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A command that stays, once it has said its first line; it is ended as a person at the terminal ends it."""
    process = subprocess.Popen(
        [sys.executable, "-m", *words(text)[0], *more], cwd=folder, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stderr is not None
    try:
        yield process, process.stderr.readline()
    finally:
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)


def test_the_schedule_says_its_times_and_waits_for_them(workshop: Path):
    """How it ends, tests/runs/test_schedule.py tells."""
    with lasting("fundqa schedule", workshop) as (process, first):
        assert re.match(r"\d{4}-\d\d-\d\d 02:30 ", first)
        assert process.poll() is None


def test_the_desk_is_served_and_takes_a_report_from_curl(tmp_path: Path):
    """The commands of docs/desk.md one after the other, with the token that a county's account makes."""
    need(shutil.which("curl"), "curl")
    calls = [text for text in RUN if text.startswith("curl ")]
    assert calls
    home = make(tmp_path)
    code, printed = call(["serve", "--add-admin", "chief"], home, "correct horse 1\n" * 2)
    assert code == 0, printed
    port = free_port()
    with lasting("fundqa serve", home, "--port", str(port)) as (_, first):
        assert first == f"http://127.0.0.1:{port}/\n"
        token = a_county(home)
        for text in calls:
            line = words(text.replace("$TOKEN", token).replace(":8321/", f":{port}/"))[0]
            patient = ["--silent", "--show-error", "--retry", "30", "--retry-delay", "1", "--retry-connrefused"]
            done = subprocess.run([*line, *patient], cwd=home, capture_output=True, text=True, check=False)
            assert json.loads(done.stdout)["state"] in ("queued", "checking", "done"), done
