"""The page on what is read and checked: its suffixes, families and counts are those of the program."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from docs_steps import call
from making import project
from support import ROOT

from fundqa.errors import ReadError
from fundqa.readers import READERS, read_bytes
from fundqa.sources import MAX_DEPTH, _is_archive

PAGES = {name: (ROOT / "docs" / name).read_text("utf-8") for name in ("checked.zh.md", "checked.md")}
_SUFFIX = re.compile(r"`(\.[a-z]+)`")


def refused(suffix: str) -> bool:
    """Whether a suffix is only there to be refused by name."""
    try:
        read_bytes(b"something", f"a{suffix}")
    except ReadError as error:
        return error.code in ("unsupported", "ofd")
    return False


@pytest.mark.parametrize("name", PAGES)
def test_the_suffixes_are_those_that_are_read(name, tmp_path):
    section, after = re.split(r"^\n(?=A path may|路径可以)", PAGES[name], maxsplit=1, flags=re.MULTILINE)
    (tmp_path / "a.zip").write_bytes(b"")
    assert _is_archive(Path(tmp_path / "a.zip"))
    assert set(_SUFFIX.findall(section)) == {suffix for suffix in READERS if not refused(suffix)} | {".zip"}
    assert {".odt", ".ofd"} == set(_SUFFIX.findall(after.split("##")[0]))
    assert all(refused(suffix) for suffix in (".odt", ".ofd"))
    assert MAX_DEPTH == 4


@pytest.mark.parametrize("name", PAGES)
def test_the_families_and_counts_are_those_of_the_rules(name):
    rules = project().rules
    families = re.findall(r"^\| ([A-Z0-9]{3}) \|", PAGES[name].split("\n## ")[-1], re.MULTILINE)
    assert sorted(families) == sorted({rule.id.partition("-")[0] for rule in rules})
    assert ("150" in PAGES[name], "100" in PAGES[name]) == (True, True)
    assert len(rules) // 50 == 3
    assert len({rule.id for rule in rules}) // 50 == 2


@pytest.mark.parametrize("name", PAGES)
def test_the_forms_are_those_that_are_listed(name):
    """T0 to T6 and GK01 to GK09, as `fundqa schema` lists them."""
    code, listed = call(["schema"], ROOT)
    named = re.findall(r"\b(T|GK0)(\d)(?: 至 | to )\1(\d)", PAGES[name])
    assert [(kind, int(first), int(last)) for kind, first, last in named] == [("T", 0, 6), ("GK0", 1, 9)]
    ids = {f"{kind}{number}" for kind, first, last in named for number in range(int(first), int(last) + 1)}
    assert code == 0
    assert ids <= set(re.findall(r"^\w+", listed, re.MULTILINE))
