"""The desk in Chromium: each person's story, on a laptop and on a phone, by keyboard alone, and what axe says of it."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request

import pytest
from support import ROOT, need

CHROMIUM = next((found for name in ("chromium", "chromium-browser") if (found := shutil.which(name))), None)
LAPTOP, PHONE = {"width": 1366, "height": 900}, {"width": 390, "height": 844}
PASSWORDS = {"county": "county-demo-1", "reviewer": "reviewer-demo", "admin": "admin-demo-00"}
WARNED = "# 青砚县2022年度报告\n\n全年支出XX万元，工作基本完成。\n"
BAD = "# 青砚县2022年报告\n\n全年基金支出520万元，其中：养老支出300万元、医疗支出290万元。\n"
SHOTS = ROOT / "build" / "screenshots"


@pytest.fixture(scope="module")
def url():
    """A desk with example data, served by the command itself."""
    need(CHROMIUM, "Chromium")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "fundqa", "serve", "--demo", "--port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=os.environ | {"PYTHONPATH": str(ROOT)})
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        try:
            urllib.request.urlopen(f"{address}/sign-in", timeout=1)
            break
        except OSError:
            time.sleep(0.1)
    yield address
    process.send_signal(signal.SIGINT)
    process.wait(20)


@pytest.fixture(scope="module")
def browser():
    need(CHROMIUM, "Chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def opened(browser, url):
    """Signs people in, each in a browser of their own; whatever the console complains of is an error."""
    contexts, said = [], []

    def sign_in(name: str, size=LAPTOP, scheme: str = "light"):
        context = browser.new_context(viewport=size, color_scheme=scheme, locale="zh-CN")
        contexts.append(context)
        tab = context.new_page()
        tab.set_default_timeout(20_000)
        tab.on("pageerror", lambda error: said.append(str(error)))
        tab.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        tab.goto(f"{url}/sign-in")
        tab.fill("#name", name)
        tab.fill("#password", PASSWORDS[name])
        tab.click("form[action='/sign-in'] button")
        tab.wait_for_selector("form[action='/sign-out']")
        return tab

    yield sign_in
    for context in contexts:
        context.close()
    assert said == []


def shot(tab, name: str) -> None:
    SHOTS.mkdir(parents=True, exist_ok=True)
    tab.screenshot(path=SHOTS / f"{name}.png", full_page=True)


def hand_in(tab, url: str, text: str, name: str = "报告.md") -> str:
    """Drop a report and wait for its verdict; the address of its page."""
    tab.goto(f"{url}/")
    tab.set_input_files("#files", [{"name": name, "mimeType": "text/markdown", "buffer": text.encode()}])
    tab.click("#drop button")
    tab.wait_for_selector(".verdict")
    return tab.url


def explain_all(tab) -> None:
    while tab.locator("details[open] textarea").count():
        tab.locator("details[open] textarea").first.fill("待财政局确认后补报。")
        tab.locator("details[open] form button").first.click()
        tab.wait_for_load_state()


def fits(tab) -> bool:
    """Whether nothing has to be scrolled sideways."""
    return tab.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize(("size", "name"), [(LAPTOP, "laptop"), (PHONE, "phone")])
def test_a_county_checks_explains_and_submits(opened, url, size, name):
    tab = opened("county", size)
    shot(tab, f"county-{name}")
    assert fits(tab)
    hand_in(tab, url, WARNED)
    assert tab.inner_text(".verdict h2") == "说明后可提交"
    assert fits(tab)
    shot(tab, f"dossier-{name}")
    report = tab.frame_locator("iframe")
    report.locator("h1").first.wait_for()
    explain_all(tab)
    assert tab.inner_text(".verdict h2") == "可以提交"
    tab.click("form[action$='/submit'] button")
    tab.wait_for_selector(".state.submitted")


def test_a_county_corrects_and_sees_what_is_mended(opened, url):
    tab = opened("county")
    hand_in(tab, url, BAD + "\n其他支出XX万元。\n")
    assert tab.inner_text(".verdict h2") == "不能提交"
    files = {
        "name": "报告.md",
        "mimeType": "text/markdown",
        "buffer": (BAD.replace("290", "220") + "\n其他支出XX万元。\n").encode(),
    }
    tab.set_input_files("details form input[type=file]", [files])
    tab.click("details form button:has-text('核对新稿')")
    tab.wait_for_selector("h1:has-text('第2稿')")
    tab.wait_for_selector(".verdict")
    assert tab.inner_text(".verdict h2") == "说明后可提交"
    assert "仍在" in tab.inner_text(".verdict")


def test_a_reviewer_looks_decides_and_compares(opened, url):
    county = opened("county")
    address = hand_in(county, url, WARNED, "送审.md")
    explain_all(county)
    county.click("form[action$='/submit'] button")
    county.wait_for_selector(".state.submitted")
    tab = opened("reviewer")
    tab.wait_for_selector("text=送审.md")
    shot(tab, "review")
    tab.select_option("#state", "submitted")
    tab.click("form.filters button")
    tab.click("text=送审.md")
    assert tab.url == address
    tab.locator("form.decide input[name=reason]").first.fill("依据不足")
    tab.locator("form.decide button[value=rejected]").first.click()
    tab.wait_for_selector(".told.rejected:has-text('依据不足')")
    tab.fill("#reason", "请补充说明")
    tab.click("button[value=returned]")
    tab.wait_for_selector(".state.returned")
    tab.goto(f"{url}/review/beside/{address.rpartition('/')[2]}")
    assert tab.locator("iframe").count() >= 1
    shot(tab, "beside")
    county.reload()
    assert "请补充说明" in county.inner_text("main")


def test_an_administrator_invites_and_the_invited_get_in(opened, browser, url):
    tab = opened("admin", PHONE)
    assert fits(tab)
    tab.select_option("#role", "reviewer")
    tab.fill("#place", "望川市")
    tab.click("text=生成邀请链接")
    link = tab.inner_text(".alert code")
    shot(tab, "admin-phone")
    context = browser.new_context(viewport=PHONE)
    guest = context.new_page()
    guest.goto(link)
    guest.fill("#name", f"新审核人{time.time_ns()}")
    guest.fill("#password", "a good password")
    guest.click("button:has-text('建立账号')")
    guest.wait_for_selector("#password")
    assert guest.url.endswith("/sign-in")
    context.close()
    tab.goto(f"{url}/admin/audit")
    assert "接受邀请" in tab.inner_text("table")


def test_by_keyboard_alone(browser, url):
    context = browser.new_context(viewport=LAPTOP)
    tab = context.new_page()
    tab.goto(f"{url}/sign-in")
    tab.keyboard.type("county")
    tab.keyboard.press("Tab")
    tab.keyboard.type(PASSWORDS["county"])
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#files")
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.keyboard.press("Enter")
    assert tab.evaluate("document.activeElement.id") == "main"
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.id") == "files"
    assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none"
    hand_in(tab, url, WARNED)
    tab.locator("textarea").first.focus()
    tab.keyboard.type("已与财政局核实。")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".told:has-text('已与财政局核实。')")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_to_mend(opened, url, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    county = opened("county", scheme=scheme)
    address = hand_in(county, url, WARNED)
    pages = {"county": ["/", address.removeprefix(url), "/account"], "reviewer": ["/review", "/review/trends"]}
    pages["admin"] = ["/admin", "/admin/audit"]
    for name, paths in pages.items():
        tab = county if name == "county" else opened(name, scheme=scheme)
        for path in paths:
            tab.goto(url + path)
            found = axe.run(tab, options={"iframes": False}).response["violations"]
            assert [(v["id"], [n["html"][:120] for n in v["nodes"]]) for v in found] == [], (scheme, path)
