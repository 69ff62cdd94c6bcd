"""The command reference says what the command line says: every command and option, its values and default; no other."""

from __future__ import annotations

import re

import pytest
import rich_click as click
from support import ROOT

from fundqa import cli_base
from fundqa.cli import main

PAGES = {name: (ROOT / "docs" / name).read_text("utf-8") for name in ("cli.zh.md", "cli.md")}
COMMANDS = sorted(main.commands)
_SECTION = re.compile(r"^## fundqa ([a-z-]+)$", re.MULTILINE)
_FORMATS = re.compile(r"^### .*\{#formats\}$", re.MULTILINE)
_ROW = re.compile(r"^\| (`--[^|]*)\|([^|]*)\|$", re.MULTILINE)
_CODE = re.compile(r"`([^`]+)`")
_SYNOPSIS = re.compile(r"^ {4}fundqa ([a-z-]+)(.*)$", re.MULTILINE)
IMPLICIT = {"--help", "-h"}
"""What every command has; the page says so once."""


def sections(page: str) -> dict[str, str]:
    """The text of each command."""
    parts = _SECTION.split(page)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def documented(section: str) -> dict[frozenset[str], str]:
    """The names of each option of a section, and what is said of it; formats of the answer have their own table."""
    return {frozenset(_CODE.findall(row[1])): row[2] for row in _ROW.finditer(section)}


def options(command: str) -> dict[frozenset[str], click.Option]:
    """The options of a command by all their names."""
    return {frozenset(p.opts): p for p in main.commands[command].params if isinstance(p, click.Option)}


@pytest.mark.parametrize("name", PAGES)
def test_every_command_has_a_section_and_no_other(name):
    assert sorted(sections(PAGES[name])) == COMMANDS
    assert sorted(re.findall(r"^\| \[`fundqa ([a-z-]+)`\]", PAGES[name], re.MULTILINE)) == COMMANDS
    assert [command for command, _ in _SYNOPSIS.findall(PAGES[name])] == list(sections(PAGES[name]))


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_is_described_and_no_other(name, command):
    section = sections(PAGES[name])[command]
    assert set(documented(section)) == {names for names in options(command) if not names & IMPLICIT}


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_the_values_and_the_default_of_an_option_are_named(name, command):
    section = sections(PAGES[name])[command]
    answers = set(_CODE.findall(_FORMATS.split(section)[-1]))
    for names, said in documented(section).items():
        option = options(command)[names]
        named = set(_CODE.findall(said)) | (answers if command == "check" and "--format" in names else set())
        if isinstance(option.type, click.Choice):
            assert set(option.type.choices) <= named, names
        if option.show_default and not option.is_flag:
            assert str(option.default) in named, names


def test_no_format_is_named_that_there_is_not():
    option = options("check")[frozenset({"--format"})]
    for page in PAGES.values():
        table = _FORMATS.split(sections(page)["check"])[1]
        rows = [_CODE.findall(cell) for cell in re.findall(r"^\| (`[^|]*)\|", table, re.MULTILINE)]
        assert sorted(value for row in rows for value in row) == sorted(option.type.choices)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_synopsis_has_the_arguments_of_its_command(command):
    """As many as there are; … where there may be several, brackets where there may be none."""
    arguments = [p for p in main.commands[command].params if isinstance(p, click.Argument)]
    for page in PAGES.values():
        shown = dict(_SYNOPSIS.findall(page))[command].split()
        assert len(shown) == len(arguments) + 1
        for argument, word in zip(arguments, shown, strict=False):
            assert ("…" in word, word.startswith("[")) == (argument.nargs == -1, not argument.required)


@pytest.mark.parametrize("name", PAGES)
def test_the_exit_codes_are_those_of_the_program(name):
    head = PAGES[name].split("\n## fundqa ", 1)[0]
    codes = [int(code) for code in re.findall(r"^\| (\d) \|", head, re.MULTILINE)]
    own = ("OK", "FINDINGS", "USAGE", "UNREADABLE", "UNDELIVERED")
    assert codes == [getattr(cli_base, code) for code in own] == [0, 1, 2, 3, 4]
