"""What every writer makes of the sample report, as files under golden/.

After a change that is meant to show, run `make goldens` and read the difference.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
from pathlib import Path

import pytest
from sample_report import again, sample

import fundqa.writers
from fundqa.cli import FORMATS
from fundqa.writers import FILE_WRITERS, WRITERS, plots
from fundqa.writers import json as json_writer
from fundqa.writers import sarif as sarif_writer

GOLDEN = Path(__file__).parent / "golden"
CASES = [(writer, lang) for writer in WRITERS for lang in ("zh", "en")]


@pytest.fixture(autouse=True)
def _without_plots(monkeypatch):
    """What Altair draws differs between its versions and the machine's fonts."""
    monkeypatch.setattr(plots, "PACKAGES", ("no_such_package",))


@pytest.mark.parametrize(("writer", "lang"), CASES, ids=lambda part: getattr(part, "name", part))
def test_the_sample_report_reads_as_it_did(writer, lang, monkeypatch):
    monkeypatch.setattr(json_writer, "tool_version", lambda: "0.0.0")
    monkeypatch.setattr(sarif_writer, "tool_version", lambda: "0.0.0")
    text = writer.write(sample(lang), facts=True)
    golden = GOLDEN / f"sample.{lang}{writer.suffix}"
    if os.environ.get("FUNDQA_REGENERATE") == "1":
        golden.write_bytes(text.encode("utf-8"))
    assert text.encode("utf-8") == golden.read_bytes()


@pytest.mark.parametrize("writer", [w for w in WRITERS if w.name != "json"], ids=lambda w: w.name)
def test_the_report_handed_in_again_reads_as_it_did(writer, monkeypatch):
    monkeypatch.setattr(sarif_writer, "tool_version", lambda: "0.0.0")
    text = writer.write(again())
    golden = GOLDEN / f"again.zh{writer.suffix}"
    if os.environ.get("FUNDQA_REGENERATE") == "1":
        golden.write_bytes(text.encode("utf-8"))
    assert text.encode("utf-8") == golden.read_bytes()


def test_every_writer_module_is_in_the_register():
    modules = [
        importlib.import_module(f"fundqa.writers.{m.name}") for m in pkgutil.iter_modules(fundqa.writers.__path__)
    ]
    written = [module.WRITER for module in modules if hasattr(module, "WRITER")]
    every = (*WRITERS, *FILE_WRITERS)
    assert sorted(w.name for w in written) == sorted(w.name for w in every)
    assert all(writer in every for writer in written)


def test_names_and_suffixes_are_told_apart():
    assert len({w.name for w in WRITERS}) == len({w.suffix for w in WRITERS}) == len(WRITERS)
    assert all(w.suffix.startswith(".") for w in (*WRITERS, *FILE_WRITERS))
    assert len({w.name for w in (*WRITERS, *FILE_WRITERS)}) == len(WRITERS) + len(FILE_WRITERS)


def test_the_command_offers_every_format():
    assert tuple(w.name for w in (*WRITERS, *FILE_WRITERS)) == FORMATS
