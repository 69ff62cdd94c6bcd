"""Takes the pictures of docs/images with Chromium: the page of a report, the front of several, the desk.

    python examples/make_pictures.py

It needs the extras `dev` and `web`, Chromium, and a Chinese font. The reports are the example's and generated ones.
"""

from __future__ import annotations

import io
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

from fundqa.engine import check_files
from fundqa.project import load_project
from fundqa.seeding.generator import generate
from fundqa.seeding.mutate_files import written
from fundqa.writers.html import write

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = Path("examples") / "青砚县2022.docx"
PICTURES = ROOT / "docs" / "images"
LAPTOP = {"width": 1366, "height": 860}
COLOURS = 160
_NUMBER = re.compile(r"\d{3,}\.\d+")


def main() -> None:
    """Takes all of them anew."""
    PICTURES.mkdir(exist_ok=True)
    os.chdir(ROOT)  # paths of reports are shown as they are given
    chromium = next((path for name in ("chromium", "google-chrome") if (path := shutil.which(name))), None)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as driver:
        folder = Path(name)
        browser = driver.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        tab = browser.new_context(viewport=LAPTOP, locale="zh-CN").new_page()
        of_page(tab, "report", page_of([EXAMPLE], folder / "report.html"))
        of_page(tab, "front", page_of(wrong_reports(folder), folder / "front.html"))
        with desk() as address:
            of_desk(tab, address)
        browser.close()


def page_of(paths: list[Path], target: Path) -> str:
    """The page of some reports, as an address."""
    target.write_text(write(check_files(paths, load_project())), "utf-8")
    return target.as_uri()


def of_page(tab: Any, name: str, address: str) -> None:
    """A picture of a page as it opens."""
    tab.goto(address)
    tab.wait_for_timeout(500)
    keep(name, tab.screenshot())


def wrong_reports(folder: Path) -> list[Path]:
    """Generated reports with some of their digits transposed, from none to eight a report."""
    found = []
    for seed in range(12):
        document = generate(seed).document
        text = written(document, "md").decode()
        chance = random.Random(seed)
        spots = list(_NUMBER.finditer(text))
        for spot in sorted(chance.sample(spots, min(seed % 9, len(spots))), key=lambda s: -s.start()):
            digits = spot[0]
            text = text[: spot.start()] + digits[1] + digits[0] + digits[2:] + text[spot.end() :]
        found.append(folder / Path(document.path).name)
        found[-1].write_text(text, "utf-8")
    return found


@contextmanager
def desk() -> Iterator[str]:
    """The desk with its example data."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "fundqa", "serve", "--demo", "--port", str(port)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, env=environment)
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                urllib.request.urlopen(f"{address}/sign-in", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(20)


def of_desk(tab: Any, address: str) -> None:
    """What a county sees after its report was checked."""
    tab.goto(f"{address}/sign-in")
    tab.fill("#name", "county")
    tab.fill("#password", "county-demo-1")
    tab.click("form[action='/sign-in'] button")
    tab.set_input_files("#files", EXAMPLE)
    tab.click("form.drop button")
    tab.wait_for_selector(".verdict", timeout=60_000)
    keep("desk", tab.screenshot())


def keep(name: str, picture: bytes) -> None:
    """Write a picture in few colours, which is a quarter of its size."""
    image = Image.open(io.BytesIO(picture)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    image.save(PICTURES / f"{name}.png", optimize=True)
    print(f"→ docs/images/{name}.png {(PICTURES / f'{name}.png').stat().st_size // 1000} KB")


if __name__ == "__main__":
    main()
