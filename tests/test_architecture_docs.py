"""The page on the architecture: what it names is there, what is there it names, its layers are those of the test."""

from __future__ import annotations

import contextlib
import importlib
import io
import re

import pytest
from support import ROOT
from test_layers import COMPONENTS, LAYERS

import fundqa
from fundqa import kinds

PAGES = {name: (ROOT / "docs" / name).read_text("utf-8") for name in ("architecture.zh.md", "architecture.md")}
BOTH = pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
_CODE = re.compile(r"`([^`\n]+)`")
_TYPE = re.compile(r"^\| ((?:`[A-Z]\w+`[,、]? ?)+) \|.*\| `(fundqa/\w+\.py)` \|$", re.MULTILINE)
_PATH = re.compile(r"[.\w/]+/[\w./]*")


def table(page: str, head: str) -> list[list[str]]:
    """The rows of the table whose first line begins so, as cells."""
    lines = page[page.index(f"\n| {head} ") + 1 :].partition("\n\n")[0].splitlines()
    return [line.strip("| ").split(" | ") for line in lines[2:]]


@BOTH
def test_every_path_it_names_is_there(page):
    named = {code for code in _CODE.findall(page) if _PATH.fullmatch(code)}
    assert len(named) > 40
    assert sorted(name for name in named if not (ROOT / name).exists()) == []


@BOTH
def test_its_layers_are_those_that_are_kept(page):
    rows = table(page, "layer" if "| layer |" in page else "层")
    shown = [frozenset("" if name == "fundqa" else name for name in _CODE.findall(row[0])) for row in rows]
    assert shown == list(LAYERS), "put what is new into the table of layers of docs/architecture.md and .zh.md"


@BOTH
def test_every_package_is_named_and_every_component_is_there(page):
    packages = {path.parent.name for path in (ROOT / "fundqa").glob("*/__init__.py")}
    named = set(_CODE.findall(page))
    assert packages <= named
    assert sorted(COMPONENTS - {""} - named) == []
    assert sorted(p for p in packages if p != "seeding" and f"fundqa/{p}/" not in page) == []


@BOTH
def test_each_type_is_defined_where_it_says(page):
    rows = _TYPE.findall(page)
    assert len(rows) == 10
    for names, place in rows:
        source = (ROOT / place).read_text("utf-8")
        assert all(f"\nclass {name}" in source for name in _CODE.findall(names)), names


@BOTH
def test_the_kinds_are_listed_in_full_and_the_public_names_too(page):
    after = page[page.index("`fundqa/kinds/__init__.py`") :]
    listed = _CODE.findall(after)[1 : len(kinds.KINDS) + 1]
    assert listed == [kind.name for kind in kinds.KINDS]
    public = _CODE.findall(page[page.index("`fundqa.__all__`") :].split("\n\n")[0])[1:]
    assert sorted(public) == sorted(fundqa.__all__)
    assert all(hasattr(importlib.import_module("fundqa"), name) for name in public)


@BOTH
def test_the_program_it_shows_runs_and_prints_what_it_says(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    (shown,) = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(shown, "architecture", "exec"), {})
    *findings, last = said.getvalue().splitlines()
    assert any(line.startswith("error N2T-01 ") for line in findings)
    assert last == shown.rpartition("# ")[2].strip()


def test_both_pages_name_the_same():
    first, second = (set(_CODE.findall(page.replace("```", ""))) for page in PAGES.values())
    assert first ^ second == set()
