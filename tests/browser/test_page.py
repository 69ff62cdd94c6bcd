"""The page in Chromium: links both ways, filters, keys, a phone, paper, the dark; and what is left without a script."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sample_report import again, sample
from support import need

from fundqa.report import Report
from fundqa.writers.html import write

CHROMIUM = next(
    (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
)
LAPTOP = {"width": 1366, "height": 900}
PHONE = {"width": 390, "height": 844}
IN_VIEW = "e => { const r = e.getBoundingClientRect(); return r.top >= 0 && r.bottom <= innerHeight && r.height > 0; }"


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    need(CHROMIUM, "Chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of one file, of one handed in again, of several, and of one as long as a book."""
    folder = tmp_path_factory.mktemp("pages")
    one = Report(sample().documents[:1])
    (doc,) = one.documents
    total = next(o for o in doc.outcomes if o.rule == "N2N-01").evidence[:1]
    twice = tuple(replace(o, evidence=total) if o.rule in ("NAM-01", "WRD-01") else o for o in doc.outcomes)
    overlap = Report((replace(doc, outcomes=twice),))
    reports = {
        "overlap": overlap,
        "one": one,
        "again": again(),
        "several": sample(),
        "english": Report(sample("en").documents[:1], "en"),
    }
    for name, report in reports.items():
        (folder / f"{name}.html").write_text(write(report), "utf-8")
    return {name: folder / f"{name}.html" for name in reports}


@pytest.fixture
def opened(browser, pages):
    """Opens a page in a tab of its own; whatever the script complains of is an error."""
    contexts = []
    said: list[str] = []

    def open_(name: str, size: dict[str, int] = LAPTOP, **asked: object) -> Any:
        context = browser.new_context(viewport=size, **asked)
        contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(8000)
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("console", lambda message: said.append(message.text))
        tab.goto(pages[name].as_uri())
        return tab

    yield open_
    for context in contexts:
        context.close()
    assert said == []


def shown(tab: Any) -> list[str]:
    return tab.locator(".finding").evaluate_all("all => all.filter(e => e.checkVisibility()).map(e => e.id)")


def in_view(tab: Any, selector: str) -> bool:
    tab.wait_for_function("() => new Promise(d => requestAnimationFrame(() => requestAnimationFrame(() => d(true))))")
    return tab.locator(selector).first.evaluate(IN_VIEW)


def test_the_text_stands_beside_the_findings(opened):
    tab = opened("one")
    pane, text = tab.locator(".pane").bounding_box(), tab.locator("section.text").bounding_box()
    assert pane["x"] + pane["width"] <= text["x"]
    assert text["width"] > pane["width"]


def test_a_place_leads_into_the_text_and_lights_up_with_all_the_others(opened):
    tab = opened("one")
    tab.locator("#d1-f2 a.to").last.click()
    place = tab.url.partition("#")[2]
    assert in_view(tab, f"#{place}")
    lit = tab.locator(".paper .m.on")
    assert set(lit.all_inner_texts()) == {"各项指标均达到预期目标", "1803人", "1795人"}
    assert tab.evaluate("document.activeElement.id") == place


def test_a_number_leads_to_its_finding(opened):
    tab = opened("one")
    tab.get_by_text("0.28亿元", exact=True).and_(tab.locator(".paper .n")).click()
    assert tab.url.endswith("#d1-f1")
    assert "on" in tab.locator("#d1-f1").get_attribute("class")
    assert tab.evaluate("document.activeElement.id") == "d1-f1"
    tab.go_back()
    assert tab.locator(".paper .n", has_text="0.28亿元").get_attribute("id") == tab.url.partition("#")[2]


def test_a_marked_name_leads_to_its_finding_too(opened):
    tab = opened("one")
    tab.locator(".paper mark", has_text="松岭县人力资源和社会保障事务中心").click()
    assert "NAM-01" in tab.locator(".card", has=tab.locator(".finding.on")).inner_text()


def test_a_number_of_several_findings_leads_to_each_in_turn_and_lights_them_all(opened):
    tab = opened("overlap")
    number = tab.locator(".paper .n[data-f*=' ']").first
    ids = number.get_attribute("data-f").split()
    assert len(ids) == 3
    for name in ids:
        number.click()
        tab.wait_for_function(f"() => document.activeElement.id === '{name}'")
        assert {node.get_attribute("id") for node in tab.locator(".finding.on").all()} == set(ids)


def test_a_verified_number_leads_to_its_arithmetic_and_that_back(opened):
    tab = opened("one")
    tab.locator(".paper td .n", has_text="3951.36").click()
    assert tab.url.endswith("#d1-v3")
    assert in_view(tab, "#d1-v3")
    tab.locator("#d1-v3 a.to").first.click()
    assert tab.evaluate("document.activeElement.textContent") == "3951.36"


def test_the_filters_leave_what_was_asked_for(opened):
    tab = opened("one")
    every = shown(tab)
    assert tab.locator("#shown").inner_text() == f"{len(every)} / {len(every)}"
    tab.locator("#tools input[data-severity=error]").uncheck()
    assert len(shown(tab)) == len(every) - 1, "a cause with a warning in it stays"
    tab.locator("#family").select_option(label="N2T 文表一致（1）")
    assert shown(tab) == ["d1-f1"]
    assert tab.locator(".card:visible").count() == 1
    assert "quiet" in tab.locator(".paper mark", has_text="松岭县人力资源").get_attribute("class")
    tab.locator("#tools input[data-severity=warning]").uncheck()
    assert shown(tab) == []
    assert tab.get_by_text("筛选之后没有剩下的问题。").is_visible()
    tab.locator("#reset").click()
    assert shown(tab) == every
    tab.locator("#fund").select_option(label="未归属基金（1）")
    assert [tab.locator(f"#{name}").inner_text()[:1] for name in shown(tab)] == ["5"]


def test_findings_are_filtered_by_how_they_stand(opened):
    tab = opened("again")
    tab.locator("#state").select_option("waived")
    assert len(shown(tab)) == 1
    assert "王主任" in tab.locator(".finding:visible").inner_text()


def test_a_place_of_a_finding_that_is_filtered_away_brings_it_back(opened):
    tab = opened("one")
    tab.locator("#tools input[data-severity=info]").uncheck()
    tab.locator(".paper mark", has_text="一、基金运行情况").click()
    tab.wait_for_selector(".finding.on")
    assert tab.locator("#tools input[data-severity=info]").is_checked()


def test_the_keys_move_jump_return_and_explain_themselves(opened):
    tab = opened("one")
    press = tab.keyboard.press
    press("j")
    assert tab.evaluate("document.activeElement.id") == "d1-f1"
    press("j")
    assert tab.evaluate("document.activeElement.id") == "d1-f2"
    press("k")
    press("Enter")
    tab.wait_for_function("() => document.activeElement.closest('.paper')")
    first = tab.evaluate("document.activeElement.textContent")
    press("n")
    tab.wait_for_function(f"() => document.activeElement.textContent !== '{first}'")
    press("o")
    tab.wait_for_function("() => document.activeElement.id === 'd1-f1'")
    press("f")
    assert tab.evaluate("document.activeElement.dataset.severity") == "error"
    press("Escape")
    assert tab.locator(".on").count() == 0
    press("?")
    assert tab.locator("#keys").is_visible()
    press("Escape")
    assert not tab.locator("#keys").is_visible()


def test_the_focus_can_be_seen(opened):
    tab = opened("one")
    tab.keyboard.press("j")
    assert tab.locator("#d1-f1").evaluate("e => getComputedStyle(e).outlineStyle") == "solid"


def test_a_phone_shows_one_column_and_nothing_sideways(opened, pages):
    tab = opened("english", PHONE)
    for name in ("english", "several", "one"):
        tab.goto(pages[name].as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    pane, text = tab.locator(".pane").bounding_box(), tab.locator("section.text").bounding_box()
    assert pane["y"] + pane["height"] <= text["y"]
    tab.locator("#d1-f1 a.to").first.click()
    tab.locator("#back").click()
    tab.wait_for_function("() => document.activeElement.id === 'd1-f1'")
    assert in_view(tab, "#d1-f1 .message")


def test_paper_shows_everything_whatever_was_filtered_or_folded(opened):
    tab = opened("several")
    tab.evaluate("location.hash = 'd1'")
    tab.locator("#tools input[data-severity=error]").uncheck()
    tab.locator("#tools input[data-severity=warning]").uncheck()
    tab.emulate_media(media="print")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    unseen = (
        "all => all.filter(e => !e.checkVisibility({contentVisibilityAuto: true})).map(e => e.outerHTML.slice(0, 80))"
    )
    for part in (".finding, .card, .file, .text", "details p, td"):
        assert tab.locator(part).evaluate_all(unseen) == []
    assert tab.locator("#tools").is_hidden()
    cut = "e => e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).overflowX !== 'visible'"
    assert tab.locator(".pane, .grid, .scroll").evaluate_all(f"all => all.filter({cut}).length") == 0
    tab.evaluate("dispatchEvent(new Event('afterprint'))")
    assert tab.locator("#d2").get_attribute("hidden") == "until-found"


def test_in_the_dark_the_page_is_dark(opened):
    light, dark = opened("one"), opened("one", color_scheme="dark")
    grounds = [tab.evaluate("getComputedStyle(document.body).backgroundColor") for tab in (light, dark)]
    assert grounds == ["rgb(243, 244, 246)", "rgb(16, 21, 27)"]
    inks = [
        tab.locator(".paper .n.contradicted").first.evaluate("e => getComputedStyle(e).color") for tab in (light, dark)
    ]
    assert inks[0] != inks[1]


def test_fates_are_told_by_the_line_below_as_well_as_by_colour(opened):
    tab = opened("one")
    styles = {
        fate: tab.locator(f".paper .n.{fate}:not(.off)").first.evaluate("e => getComputedStyle(e).textDecorationStyle")
        for fate in ("agreed", "contradicted", "unchecked")
    }
    off = tab.locator(".paper .n.off").evaluate("e => getComputedStyle(e).textDecorationStyle")
    assert (*styles.values(), off) == ("solid", "wavy", "dotted", "dashed")


def test_of_several_files_one_is_shown_at_a_time_behind_the_front(opened):
    tab = opened("several")
    assert tab.locator("#front").is_visible()
    tab.locator("#front a[href='#d2']").first.click()
    tab.wait_for_selector("#d2:not([hidden])")
    assert [node.get_attribute("id") for node in tab.locator(".file:not([hidden])").all()] == ["d2"]
    assert tab.locator("#tools label.error b").inner_text() == "0"
    tab.keyboard.press("[")
    tab.wait_for_selector("#d1:not([hidden])")
    assert tab.locator("#which").inner_text() == "松岭县2021年自评.docx"
    assert tab.locator("#tools label.error b").inner_text() == "2"
    tab.get_by_text("全部文件").click()
    tab.wait_for_selector("#front:not([hidden])")
    tab.go_back()
    tab.wait_for_selector("#d1:not([hidden])")


def test_a_link_may_open_a_file_with_one_kind_of_finding(opened):
    tab = opened("several")
    tab.locator("#front a[href='#d1']").first.evaluate(
        "e => { e.dataset.family = 'NAM'; e.dataset.severity = 'warning'; }"
    )
    tab.locator("#front a[href='#d1']").first.click()
    assert tab.locator(".finding:visible").all_inner_texts()[0].startswith("3")
    assert tab.locator("#shown").inner_text() == "1 / 5"


def test_a_number_that_leads_nowhere_says_what_became_of_it(opened):
    tab = opened("one", PHONE)
    tab.locator(".paper .n", has_text="1.2万人").click()
    assert "没有可比对的数字" in tab.locator("#told").inner_text()
    tab.keyboard.press("Escape")
    assert tab.locator("#told").is_hidden()


def test_without_a_script_the_links_still_lead_both_ways(opened):
    tab = opened("several", java_script_enabled=False)
    assert tab.locator("#tools").is_hidden()
    assert len(tab.locator(".file").all()) == 3
    tab.locator("#d1-f1 a.to").first.click()
    place = tab.url.partition("#")[2]
    assert place.startswith("d1-t")
    tab.locator(".paper sup a[href='#d1-f1']").first.click()
    assert tab.url.endswith("#d1-f1")


def test_landmarks_and_names_are_there_for_those_who_listen(opened):
    tree = opened("one").locator("body").aria_snapshot()
    regions = [f'region "{name}"' for name in ("筛选", "发现的问题", "已核对一致 3", "报告原文")]
    named = ['navigation "目录"', 'article "分项之和超过总额"', 'link "问题1"']
    for said in ("banner", "main", "contentinfo", *regions, *named):
        assert said in tree, said
    assert re.search(r'heading "一、基金运行情况.*问题5" \[level=4\]', tree)


def test_a_finding_far_down_a_long_page_is_led_to_exactly(browser, tmp_path):
    doc = sample().documents[0]
    first = doc.outcomes[0]
    many = tuple(replace(first, fingerprint=str(i), group=f"g{i}", title=f"第{i}个", fix=str(i)) for i in range(400))
    path = tmp_path / "long.html"
    path.write_text(write(Report((replace(doc, outcomes=many),))), "utf-8")
    tab = browser.new_page(viewport=LAPTOP)
    tab.goto(path.as_uri() + "#d1-f399")
    assert in_view(tab, "#d1-f399 .message")
    tab.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_has_nothing_to_object_to(opened, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    tab = opened("again", color_scheme=scheme, bypass_csp=True)
    tab.keyboard.press("j")
    found = axe.run(tab).response
    assert [(v["id"], v["nodes"][0]["html"]) for v in found["violations"]] == []
    assert len(found["passes"]) > 20
