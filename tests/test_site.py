"""The documentation as pages: built without a warning, whole, and asking nothing of a network."""

from __future__ import annotations

import os
import re
import shutil
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


def test_the_chinese_readme_is_what_opens_and_leads_to_the_english_one(site):
    first = (site / "index.html").read_text("utf-8")
    assert '<html lang="zh"' in first
    assert 'href="README.en.html"' in first
    assert '<html lang="en"' in (site / "README.en.html").read_text("utf-8")


@pytest.mark.parametrize("place", ["docs/county.zh.html", "docs/county.html", "docs/json.html", "docs/json.en.html"])
def test_every_page_of_both_languages_is_in_the_navigation(site, place):
    page = (site / "docs" / "cli.zh.html").read_text("utf-8")
    assert f'href="{place.removeprefix("docs/")}"' in page


def test_lines_of_chinese_are_not_torn_apart(site):
    """A line break of the source between two characters is none on the page, but code keeps its own."""
    pages = (path.read_text("utf-8") for path in (site / "docs").glob("*.zh.html"))
    prose = [re.sub(r"<pre.*?</pre>", "", page, flags=re.DOTALL) for page in pages]
    assert [found for page in prose for found in re.findall(r"[一-龥，。]\n[一-龥]", page)] == []
    assert "\n2022年青砚县" in (site / "docs" / "county.zh.html").read_text("utf-8")


def test_the_search_finds_chinese_and_english_from_a_disk(site):
    chromium = next((found for name in ("chromium", "google-chrome") if (found := shutil.which(name))), None)
    need(chromium, "Chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1366, "height": 860})
        tab.set_default_timeout(15_000)
        tab.goto((site / "docs" / "cli.zh.html").as_uri())
        for words, place in (("退回意见", "docs/reviewer.zh.html"), ("waivers", "docs/cli.html")):
            tab.fill(".md-search__input", words)
            tab.wait_for_selector(f'.md-search-result__link[href*="{place}"]', state="attached")
        browser.close()
