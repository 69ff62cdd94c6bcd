"""The last hour before a deadline: many counties upload at once, and in the middle of it the server is killed.

python benchmarks/desk.py [COUNTIES] [SECONDS]; by default 200 counties within 120 seconds, thirty times as fast as
they would come in an hour. Each signs in, uploads a report of its own, looks at the page that waits until the verdict
is there, and opens the report. Printed: the median and the 95th percentile of the time a page takes and of the time to
the verdict, the longest queue, and whether every upload that was acknowledged was checked.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
from sqlalchemy import create_engine, text

from fundqa.config_desk import DeskConfig
from fundqa.seeding.generator import generate
from fundqa.seeding.mutate_files import written
from fundqa.web.access import now
from fundqa.web.accounts import COUNTY, add_user
from fundqa.web.opening import open_desk

PASSWORD = "a password to try"
PORT = 8377
URL = f"http://127.0.0.1:{PORT}"
_FORM = re.compile(r'name="(?:form|csrf)" value="([^"]+)"')


@dataclass
class Seen:
    """What the counties saw: seconds a page took, seconds to the verdict, dossiers acknowledged, the queue's length."""

    pages: list[float] = field(default_factory=list)
    verdicts: list[float] = field(default_factory=list)
    acknowledged: list[str] = field(default_factory=list)
    queue: list[int] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def serve(root: Path) -> subprocess.Popen[bytes]:
    """The server as a process group of its own, ready to answer."""
    command = [sys.executable, "-m", "fundqa", "serve", str(root), "--port", str(PORT)]
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    for _ in range(400):
        try:
            httpx2.get(f"{URL}/sign-in", timeout=2)
            break
        except httpx2.HTTPError:
            time.sleep(0.05)
    return process


def county(name: str, report: bytes, wait: float, seen: Seen) -> None:
    """One county's hour; what fails because the server is away is tried again, as people do."""
    time.sleep(wait)
    with httpx2.Client(base_url=URL, timeout=30, follow_redirects=True) as client:
        page = again(lambda: timed(client, "GET", "/sign-in", seen))
        data = {"name": name, "password": PASSWORD, "form": _FORM.search(page.text)[1]}
        page = again(lambda: timed(client, "POST", "/sign-in", seen, data=data))
        begun = time.monotonic()
        number = again(lambda: upload(client, page.text, report, seen))
        with seen.lock:
            seen.acknowledged.append(number)
        while True:
            state = again(lambda: timed(client, "GET", f"/dossiers/{number}/state", seen)).json()
            with seen.lock:
                seen.queue.append(state["ahead"])
            if state["state"] not in ("queued", "checking"):
                break
            time.sleep(1)
        with seen.lock:
            seen.verdicts.append(time.monotonic() - begun)
        again(lambda: timed(client, "GET", f"/dossiers/{number}", seen))
        again(lambda: timed(client, "GET", f"/dossiers/{number}/report", seen))


def upload(client: httpx2.Client, page: str, report: bytes, seen: Seen) -> str:
    """Send the report; the id of its dossier."""
    files = {"files": ("报告.docx", report)}
    headers = {"Accept": "application/json"}
    data = {"csrf": _FORM.search(page)[1]}
    return str(timed(client, "POST", "/dossiers", seen, data=data, files=files, headers=headers).json()["id"])


def timed(client: httpx2.Client, method: str, path: str, seen: Seen, **kwargs: object) -> httpx2.Response:
    """A request whose time counts when it is answered."""
    begun = time.monotonic()
    answer = client.request(method, path, **kwargs)
    answer.raise_for_status()
    with seen.lock:
        seen.pages.append(time.monotonic() - begun)
    return answer


def again(call):
    """Try until the server answers."""
    for _ in range(120):
        try:
            return call()
        except httpx2.HTTPError:
            time.sleep(0.5)
    raise SystemExit("the server does not answer")


def spread(seconds: list[float]) -> str:
    """Median and 95th percentile."""
    return f"median {statistics.median(seconds):.2f} s, 95 % {statistics.quantiles(seconds, n=20)[-1]:.2f} s"


def main() -> None:
    """All of it."""
    counties, within = int((sys.argv[1:2] or ["200"])[0]), float((sys.argv[2:3] or ["120"])[0])
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        (root / "fundqa.toml").write_text('[run]\ninbox = ["in"]\n', "utf-8")
        (root / "in").mkdir()
        desk = open_desk(root, "zh", DeskConfig(), os.cpu_count() or 1)
        for i in range(counties):
            add_user(desk.ledger.engine, f"c{i}", f"c{i}", COUNTY, f"青澜市第{i}县", PASSWORD, now())
        reports = [written(generate(seed).document, "docx") for seed in range(min(counties, 40))]
        seen, chance = Seen(), random.Random(0)
        server = serve(root)
        threads = [
            threading.Thread(target=county, args=(f"c{i}", reports[i % len(reports)], chance.uniform(0, within), seen))
            for i in range(counties)
        ]
        begun = time.monotonic()
        for thread in threads:
            thread.start()
        time.sleep(within / 2)
        os.killpg(server.pid, signal.SIGKILL)
        print(f"killed after {within / 2:.0f} s with {len(seen.acknowledged)} uploads acknowledged", flush=True)
        server = serve(root)
        for thread in threads:
            thread.join()
        spent = time.monotonic() - begun
        os.killpg(server.pid, signal.SIGTERM)
        server.wait(20)
        engine = create_engine(desk.ledger.engine.url)
        with engine.connect() as connection:
            rows = connection.execute(text("select id, state from dossiers")).all()
        states = dict(map(tuple, rows))
        lost = [number for number in seen.acknowledged if states.get(number) != "done"]
        print(f"{counties} counties within {within:.0f} s, all done after {spent:.0f} s")
        print(f"a page: {spread(seen.pages)} ({len(seen.pages)} pages)")
        print(f"from upload to verdict: {spread(seen.verdicts)}; longest queue {max(seen.queue)}")
        print(f"acknowledged {len(seen.acknowledged)}, checked {len(seen.acknowledged) - len(lost)}, lost {len(lost)}")
        print(json.dumps({"dossiers": len(rows)}))


if __name__ == "__main__":
    main()
