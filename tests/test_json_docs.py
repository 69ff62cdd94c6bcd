"""The page on the JSON contract: its tables are the schema's, its example comes out, its program works on it."""

from __future__ import annotations

import contextlib
import io
import json
import re
from typing import Any

import pytest
from docs_steps import call
from json_page import SCHEMA, tables
from jsonschema import Draft202012Validator
from support import ROOT

PAGE = (ROOT / "docs" / "json.md").read_text("utf-8")
_VOLATILE = ("pass", "not_applicable")
"""Counts that change with every rule that is added."""


def block(kind: str) -> str:
    """The one block of a kind."""
    (found,) = re.findall(rf"^```{kind}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the page's report gives, with the outcomes that the page keeps, and what it cannot know left out."""
    folder = tmp_path_factory.mktemp("json")
    (folder / "报告.md").write_text(block("markdown"), "utf-8")
    code, printed = call(["check", "报告.md", "--format", "json"], folder)
    assert code == 1
    found = json.loads(printed)
    Draft202012Validator(SCHEMA).validate(found)
    (document,) = found["documents"]
    document["outcomes"] = [outcome for outcome in document["outcomes"] if outcome["status"] == "fail"]
    return lasting(found)


def lasting(found: dict[str, Any]) -> dict[str, Any]:
    """An answer without the version and the counts that other rules change."""
    counts = {key: value for key, value in found["summary"]["outcomes"].items() if key not in _VOLATILE}
    return found | {"tool": found["tool"]["name"], "summary": found["summary"] | {"outcomes": counts}}


def test_the_example_is_valid_and_what_comes_out(answer):
    shown = json.loads(block("json"))
    Draft202012Validator(SCHEMA).validate(shown)
    assert lasting(shown) == answer


def test_every_object_has_its_table_as_the_schema_has_it():
    wanted = "\n\n".join(f"### {place}\n\n{table}" for place, table in tables().items())
    shown = PAGE[PAGE.index("\n### ") + 1 :].strip()
    assert shown == wanted, f"docs/json.md should have\n\n{wanted}"


def test_every_key_is_explained():
    rows = [row.strip("| ").split(" | ") for row in PAGE.splitlines() if row.startswith("| `")]
    assert len(rows) > 60
    assert [row[0] for row in rows if len(row) != 4 or not all(cell.strip() for cell in row)] == []


def test_the_program_reads_the_example(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "结果.json").write_text(block("json"), "utf-8")
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(block("python"), "json.md", "exec"), {})
    assert said.getvalue() == "报告.md 1 None\n"
