"""What the READMEs show is run: every fundqa command line, with the example in place of the reader's own report."""

from __future__ import annotations

import re
import shlex
import subprocess
import sys
from itertools import takewhile
from pathlib import Path

import pytest
from support import ROOT

READMES = (
    "README.md", "README.zh-CN.md", "checks/README.md", "schemas/README.md", "reports/README.md", "docs/county.md",
    "docs/reviewer.md",
)  # fmt: skip
EXAMPLE = next(iter(sorted((ROOT / "examples").glob("青*.docx"))))
_COMMAND = re.compile(
    r"^ {4}(?:\.venv/bin/)?(fundqa (?:check|rules|schema|test)\b[^#\n]*?)(?: {2,}.*)?(?: #.*)?$", re.MULTILINE
)
_OWN = re.compile(r"(?:report|报告)\.docx|\*\.docx")


def run(*words: str) -> subprocess.CompletedProcess[str]:
    """The command line as its user runs it."""
    command = [sys.executable, "-m", "fundqa", *words]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True, encoding="utf-8")


def commands() -> list[tuple[str, str]]:
    """(file, command) of every indented command line of the READMEs, each once."""
    found = [
        (name, match[1].strip()) for name in READMES for match in _COMMAND.finditer((ROOT / name).read_text("utf-8"))
    ]
    return list(dict.fromkeys(found))


@pytest.mark.timeout(600)  # `fundqa test` runs the examples of every rule
@pytest.mark.parametrize(("name", "command"), commands(), ids=str)
def test_a_command_of_a_readme_runs(name: str, command: str, tmp_path: Path) -> None:
    """It ends with 0 or with 1 (findings), and never with a traceback."""
    line, redirected, _ = _OWN.sub(EXAMPLE.as_posix(), command).partition(" > ")
    words = [str(tmp_path) if word in ("out", "结果") else word for word in shlex.split(line)]
    done = run(*words[1:])
    assert done.returncode in (0, 1), (name, command, done.stderr)
    assert "Traceback" not in done.stderr
    assert done.stdout or redirected or "-o" in words


def test_the_readmes_show_commands() -> None:
    """There is something to run in both languages."""
    files = {name for name, _ in commands()}
    assert {"README.md", "README.zh-CN.md"} <= files


@pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])
def test_the_example_of_a_readme_is_what_comes_out(name: str) -> None:
    """Every message line of the worked example stands in what the program prints today, line breaks aside."""
    text = (ROOT / name).read_text("utf-8")
    lines = text[text.index("    [错误] N2T-01") :].splitlines()
    block = takewhile(lambda line: not line or line.startswith("    "), lines)
    done = run("check", str(EXAMPLE))
    printed = re.sub(r"\s", "", done.stdout)
    pieces = [re.sub(r"\s", "", line) for line in block if line.strip()]
    assert [piece for piece in pieces if piece not in printed] == []
