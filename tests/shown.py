"""Every command that a page shows: found in its blocks and its running text, and told from mere names of commands."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass

import rich_click as click
from support import ROOT

from fundqa.cli import main

_RECORDS = frozenset({"CHANGELOG.md", "DECISIONS.md"})
"""What was once, and shows nobody what to do."""
_FOLDERS = ("docs", "checks", "schemas", "reports", "examples", "scaffold", "benchmarks", "tests/gold")
_GENERATED = re.compile(r"docs/rules/|reports/sample/|\.test\.md$")
_FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_INDENTED = re.compile(r"^ {4}(.*)$", re.MULTILINE)
_INLINE = re.compile(r"`([^`\n]+)`")
_PROGRAM = re.compile(r"(?:\S*[/\\])?(?:fundqa|make|python3?|py|pip|uv|curl|dask|apt-get|sqlite3|pytest)(?= |$)")
_PLACE = re.compile(r"^\S*[/\\](?=fundqa |pip )")
_SAID = re.compile(r" {2,}\S.*$| +#.*$")
_CALLED = {
    "": re.compile(rf"{_PROGRAM.pattern}|[\d*]+ .* && "),
    "sh": re.compile(r"\S"),
    "ini": re.compile(r"ExecStart="),
}
"""What in a block of a kind calls a program: anything in a shell's, a program's name or a time in one of no kind."""


@dataclass(frozen=True)
class Shown:
    """A command on a page; named: it stands in running text, where a command's mere name may stand too."""

    page: str
    text: str
    named: bool = False

    def __str__(self) -> str:
        return f"{self.page}: {self.text}"


def pages() -> list[str]:
    """The pages that tell people what to do."""
    found = [*ROOT.glob("*.md"), *(path for folder in _FOLDERS for path in (ROOT / folder).rglob("*.md"))]
    names = sorted(path.relative_to(ROOT).as_posix() for path in found if path.name not in _RECORDS)
    return [name for name in names if not _GENERATED.search(name)]


def commands(page: str) -> Iterator[Shown]:
    """The commands of a page, but those of the consoles, which are followed as a tutorial."""
    text = (ROOT / page).read_text("utf-8")
    for kind, body in _FENCE.findall(text):
        called = _CALLED.get(kind)
        if called:
            yield from (Shown(page, plain(line)) for line in body.splitlines() if called.match(line))
    text = _FENCE.sub("", text)
    for line in _INDENTED.findall(text):
        if _PROGRAM.match(line):
            yield Shown(page, plain(line))
        yield from (Shown(page, code, named=True) for code in _INLINE.findall(line) if _PROGRAM.match(code))
    for code in _INLINE.findall(_INDENTED.sub("", text)):
        if _PROGRAM.match(code):
            yield Shown(page, code, named=True)


def consoles(page: str) -> bool:
    """Whether a page has a console, whose commands only a test that follows the page runs."""
    return any(kind == "console" for kind, _ in _FENCE.findall((ROOT / page).read_text("utf-8")))


def plain(line: str) -> str:
    """A line of a block as the command in it: without what is said of it, and what calls it at its time."""
    line = _PLACE.sub("", line.rpartition(" && ")[2].removeprefix("ExecStart="))
    return _SAID.sub("", line).removeprefix("uv run --no-sync ").strip()


def is_synopsis(shown: Shown) -> bool:
    """Whether it says how a command is written, rather than being one: by its name alone, or with … and brackets."""
    if "…" in shown.text or "[" in shown.text.partition("fundqa[")[0].replace('".[', ""):
        return True
    words = shown.text.split()
    return shown.named and (len(words) == 1 or (words[0] == "fundqa" and (len(words) == 2 or _awaits(words))))


def _awaits(words: list[str]) -> bool:
    """Whether the last word is an option whose value is left out."""
    option = options(words[1]).get(words[-1]) if words[0] == "fundqa" and words[1] in main.commands else None
    return option is not None and not option.is_flag


def options(command: str) -> dict[str, click.Option]:
    """The options of a command by each of their names."""
    return {name: p for p in main.commands[command].params if isinstance(p, click.Option) for name in p.opts}


def words(text: str) -> tuple[list[str], str]:
    """The words of a command line, and the file that what it prints goes to."""
    line, _, target = re.sub(r" 2>>.*$", "", text).partition(" > ")
    return shlex.split(line), target.strip()
