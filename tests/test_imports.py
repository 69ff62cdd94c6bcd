"""What is imported when: starting is cheap, pandera comes with the first form, great_expectations never."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from making import form

HEAVY = ("pandas", "pandera", "numpy", "great_expectations", "lxml", "docx", "jinja2", "yaml", "rich", "click")
REPORT = "# 2022年自评\n\n2022年河源县工伤保险基金预算支出2210万元。\n"


def loaded(code: str, *arguments: str | Path) -> set[str]:
    """Which of the heavy packages a fresh interpreter has after some code; what the code prints is left out."""
    last = f"import sys, json; sys.stderr.write(json.dumps([m for m in {HEAVY!r} if m in sys.modules]))"
    command = f"try:\n    {code}\nexcept SystemExit:\n    pass\n{last}"
    call = [sys.executable, "-c", command, *map(str, arguments)]
    done = subprocess.run(call, capture_output=True, text=True, encoding="utf-8", check=True)
    return set(json.loads(done.stderr.splitlines()[-1]))


def main(*arguments: str | Path) -> set[str]:
    """What a command imports; a check in this process (--workers 0), where it can be seen."""
    here = ("--workers", "0") if arguments[0] == "check" and "--help" not in arguments else ()
    return loaded("from fundqa.cli import main; main()", *arguments, *here)


def test_importing_fundqa_imports_nothing():
    assert loaded("import fundqa") == set()


def test_the_number_reader_needs_no_table_and_no_document():
    assert loaded("import fundqa; fundqa.quantities('5万元')") <= {"yaml"}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["check", "--help"], ["rules"], ["rules", "ARI-03"]])
def test_help_and_rules_import_no_tables(arguments):
    assert not main(*arguments) & {"pandas", "pandera", "numpy", "great_expectations", "lxml", "docx", "jinja2"}


def test_a_text_without_a_form_needs_no_pandera(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(REPORT, encoding="utf-8")
    assert not main("check", path) & {"pandas", "pandera", "numpy", "great_expectations", "lxml", "docx", "jinja2"}


def test_a_form_brings_pandera_and_nothing_that_runs(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(REPORT + form("河源县工伤保险", budget="2210", spent="2185"), encoding="utf-8")
    brought = main("check", path)
    assert brought >= {"pandas", "pandera"}
    assert not brought & {"great_expectations", "docx", "jinja2"}


def test_only_a_page_needs_templates(tmp_path):
    path = tmp_path / "a.md"
    path.write_text(REPORT, encoding="utf-8")
    assert "jinja2" not in main("check", path, "--format", "json")
    assert "jinja2" in main("check", path, "--format", "html")
