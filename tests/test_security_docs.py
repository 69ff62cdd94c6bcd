"""The pages on security: the places and tests that they name are there, their limits are those of the code."""

from __future__ import annotations

import ast
import re
import socket
from functools import reduce
from importlib import import_module

import pytest
from docs_steps import call
from support import ROOT

from fundqa.cli import FORMATS
from fundqa.config_desk import DeskConfig
from fundqa.readers.limits import MIB

PAGES = {name: (ROOT / "docs" / name).read_text("utf-8") for name in ("security.zh.md", "security.md")}
BOTH = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")
_PLACE = re.compile(r"`(fundqa/[\w/]+\.py)`")
_LIMIT = re.compile(r"^\| [^|]+ \| (\d+)( MiB| s| 秒)? \| `(fundqa[\w.]+)` \|$", re.MULTILINE)


@BOTH
def test_every_test_it_names_is_there(page):
    named = _TEST.findall(page)
    assert len(named) > 35
    for place in {place for place, _ in named}:
        tree = ast.parse((ROOT / place).read_text("utf-8"))
        there = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
        assert {name for own, name in named if own == place} <= there, place


@BOTH
def test_every_place_in_the_code_is_there(page):
    named = _PLACE.findall(page)
    assert len(named) > 10
    assert [place for place in named if not (ROOT / place).is_file()] == []


@BOTH
def test_its_limits_are_those_of_the_code(page):
    rows = _LIMIT.findall(page)
    assert len(rows) == page.count("| `fundqa.") == 14
    for number, unit, name in rows:
        module = next(part for part in _prefixes(name) if (ROOT / f"{part.replace('.', '/')}.py").is_file())
        value = reduce(getattr, name.removeprefix(f"{module}.").split("."), import_module(module))
        bytes_each = MIB if unit == " MiB" and not name.endswith("LIMITS.memory") else 1
        assert value == int(number) * bytes_each, name


def _prefixes(name: str) -> list[str]:
    """a.b.c, a.b, a."""
    parts = name.split(".")
    return [".".join(parts[:end]) for end in range(len(parts), 0, -1)]


@BOTH
def test_its_numbers_of_the_desk_are_the_defaults(page):
    default = DeskConfig()
    assert f"`largest`, {default.largest} MiB" in page or f"`largest`，{default.largest} MiB" in page
    assert f"`most_files`, {default.most_files}" in page or f"`most_files`，{default.most_files} 个" in page
    assert default.host == "127.0.0.1"


def test_both_pages_name_the_same():
    first, second = (set(re.findall(r"`([^`\n]+)`", page)) for page in PAGES.values())
    assert first ^ second == set()


def test_a_check_opens_no_connection(tmp_path, monkeypatch):
    """Every format of answer, of a Word file and a dump, while any connection is refused."""

    def refuse(_: socket.socket, address: object) -> None:
        raise AssertionError(f"reached for {address}")

    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    given = sorted((ROOT / "examples").glob("青*"))
    assert {path.suffix for path in given} == {".docx", ".txt"}
    wanted = [word for name in FORMATS for word in ("--format", name)]
    code, printed = call(["check", *map(str, given), *wanted, "--workers", "0", "-o", str(tmp_path)], ROOT)
    assert code == 1, printed
    assert len(list(tmp_path.iterdir())) >= len(FORMATS) - 1
