"""The front of several files in Chromium: it sorts, and leads to the findings of one family in one file."""

import shutil

import pytest
from sample_report import sample
from support import need

from fundqa.writers import plots
from fundqa.writers.html import write

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)


@pytest.fixture(scope="module")
def tab(tmp_path_factory):
    need(CHROMIUM, "Chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    path = tmp_path_factory.mktemp("front") / "page.html"
    path.write_text(write(sample()), "utf-8")
    said = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        page.on("console", lambda message: said.append(message.text))
        page.goto(path.as_uri())
        yield page
        browser.close()
    assert said == []


def counts(tab) -> list[int]:
    """Errors of the files that could be read, from top to bottom."""
    cells = tab.locator("#heat tbody tr td:nth-child(2):not([colspan])").all_inner_texts()
    return [int(text or 0) for text in cells]


def test_the_worst_stand_first_and_a_head_sorts(tab):
    assert counts(tab) == sorted(counts(tab), reverse=True)
    head = tab.locator("#heat thead th").nth(1)
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "descending"
    head.locator("button").click()
    assert head.get_attribute("aria-sort") == "ascending"
    assert counts(tab) == sorted(counts(tab))


def test_a_cell_leads_to_the_findings_of_its_family(tab):
    link = tab.locator("#heat td a").first
    family, target = link.get_attribute("data-family"), link.get_attribute("href")
    link.click()
    shown = tab.locator(f"{target} .card:visible").all()
    assert shown
    assert all(any(r.startswith(family) for r in f.locator(".rule").all_text_contents()) for f in shown)
    tab.goto(tab.url.partition("#")[0])


def test_a_phone_need_not_be_scrolled_sideways(tab):
    assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_plots_are_drawn_in_the_page(tab):
    need("altair" if plots.available() else None, "Altair")
    assert tab.locator(".plots svg").count() == 2
    assert tab.locator(".plots svg").first.bounding_box()["height"] > 20
