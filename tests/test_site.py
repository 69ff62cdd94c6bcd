"""The documentation as pages: built without a warning, whole, and asking nothing of a network."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
from support import ROOT, need

_FETCHED = re.compile(
    r"""<(?:script|img|iframe|link(?=[^>]*rel="?(?:stylesheet|preload|icon)))[^>]*(?:src|href)="?https?:"""
)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    need(find_spec("material"), "mkdocs-material")
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "-d", str(folder)],
        cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert done.stderr.strip() == ""
    return folder


def test_every_page_is_there(site):
    pages = [path.relative_to(ROOT) for path in (ROOT / "docs").rglob("*.md")]
    made = [page.with_suffix(".html") if page.stem != "README" else page.with_name("index.html") for page in pages]
    assert [page.as_posix() for page in made if not (site / page).is_file()] == []


def test_nothing_is_fetched_from_elsewhere(site):
    pages = {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in site.rglob("*.html")}
    assert [name for name, text in pages.items() if _FETCHED.search(text)] == []


def test_the_search_has_its_script(site):
    assert '<script src="../docs/search.js"></script>' in (site / "docs" / "county.zh.html").read_text("utf-8")
    assert (site / "docs" / "search.js").is_file()
