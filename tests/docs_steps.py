"""A tutorial as steps: the files that it says to write, and the commands with the output that it shows."""

from __future__ import annotations

import contextlib
import re
import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from click.testing import CliRunner

from fundqa.cli import main

_FILE = re.compile(r"^(?:写文件|Write the file) `([^`]+)`")
_FENCE = re.compile(r"^```(\w*)$")
GAP = "…"


@dataclass(frozen=True)
class Write:
    """Write `text` to `path`."""

    path: str
    text: str


@dataclass(frozen=True)
class Run:
    """Run `command`; what it prints has the `shown` lines, … standing for any number of others."""

    command: str
    shown: tuple[str, ...]


def steps(path: Path) -> Iterator[Write | Run]:
    """The steps of a tutorial in order; every block is a file that a line above names, or a console."""
    lines = path.read_text(encoding="utf-8").splitlines()
    named, index = "", 0
    while index < len(lines):
        found = _FILE.match(lines[index])
        named = found[1] if found else named
        fence = _FENCE.match(lines[index])
        index += 1
        if fence is None:
            continue
        end = lines.index("```", index)
        body = lines[index:end]
        index = end + 1
        if fence[1] == "console":
            yield from _commands(body)
        else:
            assert named, f"{path.name}: a block without a file"
            yield Write(named, "\n".join(body) + "\n")
            named = ""


def _commands(body: list[str]) -> Iterator[Run]:
    starts = [i for i, line in enumerate(body) if line.startswith("$ ")]
    for start, end in zip(starts, [*starts[1:], len(body)], strict=True):
        yield Run(body[start][2:], tuple(body[start + 1 : end]))


def follow(path: Path, folder: Path) -> int:
    """Do every step of a tutorial in `folder`; gives how many commands there were."""
    count = 0
    for step in steps(path):
        if isinstance(step, Write):
            (folder / step.path).parent.mkdir(parents=True, exist_ok=True)
            (folder / step.path).write_text(step.text, encoding="utf-8")
            continue
        count += 1
        program, *words = shlex.split(step.command)
        if program == "cd":
            folder = folder / words[0]
            continue
        assert program == "fundqa"
        code, printed = call(words, folder)
        assert code in (0, 1, 2), step.command
        compare(step, printed)
    return count


def call(words: Sequence[str], folder: Path, typed: str = "") -> tuple[int, str]:
    """The exit code of a command line run in `folder`, and all that it printed.

    It is run in this process, by what the installed command calls, so that its imports are paid for once. What no
    command foresaw is raised here. typed: what is typed in answer to its questions.
    """
    with contextlib.chdir(folder):
        done = CliRunner().invoke(main, list(words), input=typed, prog_name="fundqa")
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.output


def compare(step: Run, printed: str) -> None:
    """The shown lines stand in what was printed, one after another except at …; all of it where there is no …."""
    lines = [line.rstrip() for line in printed.splitlines()]
    at, free = 0, False
    for line in step.shown:
        if line == GAP:
            free = True
            continue
        found = next((i for i in range(at, len(lines)) if _same(line, lines[i])), -1)
        assert found >= 0, f"$ {step.command}\n{line}\nis not in\n{printed}"
        assert free or found == at, f"$ {step.command}\n{line}\ndoes not come next in\n{printed}"
        at, free = found + 1, False
    assert free or at == len(lines), f"$ {step.command}\nprints more:\n{printed}"


def _same(shown: str, printed: str) -> bool:
    """Whether a printed line is the shown one, which may be cut at its end by …."""
    return printed.startswith(shown.removesuffix(GAP)) if shown.endswith(GAP) else printed == shown
