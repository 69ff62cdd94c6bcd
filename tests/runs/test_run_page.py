"""The page of a run: what it says, that it needs nothing else, that it stays small, and its filters in Chromium."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from making import project
from projects import INBOX, Home, report
from support import ROOT, need

from fundqa.ledger import closing
from fundqa.ledger.store import Ledger
from fundqa.ledger.tables import FILES, OUTCOMES, ROSTER, RUNS
from fundqa.runs import expectations, page
from fundqa.runs.expected import Answer
from fundqa.runs.manifest import manifest
from fundqa.runs.run import prepare
from fundqa.testing_ledger import row

TODAY = date(2026, 3, 1)
ROSTER_CSV = "县,基金,年度,截止日期\n河源县,工伤保险基金,2022,2023-02-10\n白水县,工伤保险基金,2022,2023-02-10\n"
CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
STRINGS = yaml.safe_load((ROOT / "reports/run/strings.yml").read_text("utf-8"))


@dataclass(frozen=True)
class Made:
    """A project after two runs, and the text of its page."""

    home: Home
    text: str


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Made:
    """Two counties with an error each, one of them mended in a second run; a broken file; a name that is markup."""
    patch = pytest.MonkeyPatch()
    home = Home.make(
        tmp_path_factory.mktemp("page") / "项目",
        run='roster = "roster.csv"\nexpectations = true',
        rest='[outputs]\nfiles = ["html"]',
    )
    (home.root / "roster.csv").write_text(ROSTER_CSV, encoding="utf-8")
    patch.setattr(expectations, "ask", answers)
    home.put("a <b>'.md", report(told="2310"))
    home.put("b.md", report(county="青砚县", told="2310"))
    home.put("c.docx", b"PK\x03\x04 nothing")
    home.go(today=TODAY)
    home.put("b.md", report(county="青砚县"))
    home.put("d.md", report(county="青砚县", told="2330", year=2021))
    home.go(today=TODAY)
    patch.undo()
    return Made(home, (home.out / "run.html").read_text(encoding="utf-8"))


def answers(rules: list, *_: object) -> list[Answer | None]:
    """What expectations would answer: one of each kind, passes for the rest."""
    told = {
        "submission-missing": Answer(False, 2, 1, ("白水县 工伤保险基金 2022",)),
        "submitted-more-than-once": Answer(False, problem="no such table"),
        "runs-stopped": Answer(True, value=None),
    }
    return [told.get(rule.name, Answer(True, 12)) for rule in rules]


def section(text: str, name: str) -> str:
    """The text of a section without its markup."""
    found = re.search(rf'id="{name}".*?(?=<section|<details|</main>)', text, re.DOTALL)
    assert found, name
    return " ".join(re.sub(r"<[^>]*>", " ", found[0]).split())


def test_it_says_what_is_new_and_what_was_mended(made):
    tiles = section(made.text, "news")
    assert re.search(r"1 新增 0 数字有变 0 再次出现 1 已整改 \d 仍未整改", tiles), tiles
    assert "N2T-01 正文预算金额与附表不一致 收件/b.md" in section(made.text, "mended")
    assert "第 2 次运行" in made.text
    assert re.search(r"核对了 \d 个新到和改动的文件，现有 4 个文件。", made.text)


def test_it_says_what_is_missing_and_what_cannot_be_read(made):
    assert "应报 2 份，已报 1 份，未报 1 份。" in section(made.text, "roster")
    assert "白水县 工伤保险基金 2022 2023-02-10 已过期" in section(made.text, "roster")
    assert "收件/c.docx" in section(made.text, "unreadable")


def test_it_shows_every_expectation_also_those_that_passed(made):
    said = section(made.text, "expectations")
    assert "发现 LED-01 到期的报告没有报来 花名册中已到期的 2 份报告有 1 份没有报来" in said
    assert "未能核对 LED-02" in said
    assert "不适用 LED-04" in said
    assert said.count("未发现") == len(expectations.expectation_rules(project().rules)) - 3


def test_counties_stand_by_family_the_gravest_first(made):
    said = section(made.text, "heat")
    assert "N2T" in said
    assert said.index("台账整体") < said.index("河源县")
    assert 'data-county="河源县" data-family="N2T"' in made.text


def test_it_leads_to_the_pages_of_files_that_are_there(made):
    targets = {unquote(found) for found in re.findall(r'href="(files/[^"]*)"', made.text)}
    assert {f"files/{INBOX}/a <b>'.md.html", f"files/{INBOX}/d.md.html"} <= targets
    assert all((made.home.out / target).is_file() for target in targets)


def test_it_is_one_file_and_fetches_nothing(made):
    assert not re.search(r"""(?:src|action)=|href="(?!#|files/)|url\(""", made.text)
    assert "default-src &#39;none&#39;" in made.text
    assert "<b>'.md" not in made.text
    assert "a &lt;b&gt;&#39;.md" in made.text


def test_it_speaks_english_too(made):
    setup = prepare(made.home.root, "en")
    try:
        text = page.page(setup, manifest(setup, 2, 0))
    finally:
        setup.ledger.engine.dispose()
    assert "Run 2" in text
    assert '<html lang="en">' in text


@pytest.mark.parametrize("key", STRINGS)
def test_every_word_of_it_is_used_and_said_in_both_languages(key):
    entry = STRINGS[key]
    fields = [sorted(re.findall(r"{(\w+)}", text)) for text in entry.values()]
    assert set(entry) == {"zh", "en"}
    assert key.endswith("_one") or all(found == fields[0] for found in fields)
    sources = [*(ROOT / "reports/run").glob("*.j2"), ROOT / "fundqa/runs/history.py", ROOT / "fundqa/runs/page.py"]
    text = "".join(path.read_text("utf-8") for path in sources)
    name = key.removesuffix("_one")
    built = {"fail", "pass", "open", "not_applicable", "new", "updated", "returned", "unchanged", "mended", "versions",
             "packs", "settings", "missing", "late", "all_families", "all_counties", "all_changes"}  # fmt: skip
    last = name.partition(".")[2]
    assert re.search(rf"""["']{re.escape(name)}["']""", text) or last in built or f'"{last}"' in text


def filled(root: Path, url: str, files: int) -> None:
    """A ledger of many files with five findings each, as a run would have left it."""
    home = Home.make(root, run=f'ledger = "{url}"')
    ledger = Ledger.open(url, home.root)
    counts = {"numbers": "200", "agreed": "150", "contradicted": "3", "unchecked": "47", "errors": "1"}
    grades = ("error", "warning", "warning", "info", "info")
    told = {"origin": "file", "rule": "N2T-01", "family": "N2T", "name": "x", "status": "fail", "finding": "yes",
            "title": "正文预算金额与附表不一致", "message": "附表为2210万元，正文写2310万元，相差100万元。" * 4,
            "change": "new", "item": "{}"}  # fmt: skip
    with ledger.engine.begin() as connection:
        connection.execute(RUNS.insert(), [row(RUNS, 1, {"finished": "2026-03-01"})])
        known = [{"path": f"{INBOX}/自评报告{i}.docx", "county": f"第{i % 500}县", **counts} for i in range(files)]
        connection.execute(FILES.insert(), [row(FILES, i, given) for i, given in enumerate(known, 1)])
        found = [told | {"file_id": str(i + 1), "severity": grade} for grade in grades for i in range(files)]
        connection.execute(OUTCOMES.insert(), [row(OUTCOMES, i, given) for i, given in enumerate(found, 1)])
        due = [{"county": f"第{i}县", "fund": "失业", "year": "2022"} for i in range(500)]
        connection.execute(ROSTER.insert(), [row(ROSTER, i, given) for i, given in enumerate(due, 1)])
    closing.keep_history(ledger, 1)
    ledger.engine.dispose()


def test_it_stays_small_however_many_files_there_are(ledger_url, tmp_path):
    filled(tmp_path / "多", ledger_url, 3000)
    setup = prepare(tmp_path / "多", "zh")
    try:
        text = page.page(setup, manifest(setup, 1, 3000))
    finally:
        setup.ledger.engine.dispose()
    assert len(text.encode()) < 2_000_000
    assert text.count("<tr data-s=") == page.FINDINGS
    assert "没有说明的问题共 15000 条，这里列出最重的 1000 条。" in text
    assert "另有 200 个县没有列出。" in text
    assert section(text, "files").count("自评报告") == page.WORST_FILES
    assert section(text, "roster").count("失业") == page.LISTED


@pytest.fixture(scope="module")
def tab(made) -> Iterator[object]:
    """The page in Chromium, on a phone; nothing may be said on the console."""
    need(CHROMIUM, "Chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    said: list[str] = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_context(viewport={"width": 390, "height": 844}).new_page()
        opened.on("console", lambda message: said.append(message.text))
        opened.goto((made.home.out / "run.html").as_uri())
        yield opened
        browser.close()
    assert said == []


def shown(tab) -> list[str]:
    """The rules of the findings that are shown."""
    return tab.locator("#found tbody tr:not([hidden]) .rule").all_inner_texts()


def test_a_cell_of_the_counties_shows_its_findings_alone(tab):
    every = shown(tab)
    tab.locator('#heat a[data-county="河源县"][data-family="N2T"]').click()
    assert shown(tab) == ["N2T-01"]
    assert tab.locator("#shown").inner_text() == f"1/{len(every)}"
    tab.locator('#heat a[data-county="-"][data-family="LED"]').click()
    assert shown(tab) == ["LED-01"]
    tab.locator("#reset").click()
    assert shown(tab) == every


def test_words_severities_and_changes_filter(tab):
    tab.locator("#search").fill("d.md")
    assert set(shown(tab)) <= set(shown(tab))
    assert all("d.md" in text for text in tab.locator("#found tbody tr:not([hidden])").all_inner_texts())
    tab.locator("#reset").click()
    tab.locator('input[value="error"]').uncheck()
    assert "N2T-01" not in shown(tab)
    tab.locator('#news a[data-change="new"]').click()
    assert "N2T-01" in shown(tab)
    tab.locator("#reset").click()


def test_a_phone_need_not_be_scrolled_sideways(tab):
    assert tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_nothing_to_object_to(tab, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    tab.emulate_media(color_scheme=scheme)
    found = axe.run(tab).response
    assert [(each["id"], each["nodes"][0]["html"][:160]) for each in found["violations"]] == []
    assert len(found["passes"]) > 20
