"""fundqa schedule: times as cron means them, runs as processes, what was missed, and a clean end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from making import run
from projects import Home, report

from fundqa.config import load_config
from fundqa.errors import PackError
from fundqa.ledger.tables import RUNS
from fundqa.runs import cron, scheduling

SHANGHAI = ZoneInfo("Asia/Shanghai")
SUNDAY = datetime(2026, 3, 1, tzinfo=SHANGHAI)  # the first of a month, and a Sunday
EVERY_MINUTE = '[schedule]\ncron = "* * * * *"'


def times(expression: str, count: int = 4, start: datetime = SUNDAY) -> list[str]:
    planned = scheduling.Plan(expression, cron.trigger(expression, SHANGHAI), SHANGHAI, 60)
    return [f"{at:%m-%d %a %H:%M}" for at in planned.upcoming(count, start)]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("30 2 * * *", ["03-01 Sun 02:30", "03-02 Mon 02:30"]),
        ("0 2 * * 1", ["03-02 Mon 02:00", "03-09 Mon 02:00"]),
        ("0 2 * * 0", ["03-01 Sun 02:00", "03-08 Sun 02:00"]),
        ("0 2 * * 7", ["03-01 Sun 02:00", "03-08 Sun 02:00"]),
        ("0 2 * * 1-5", ["03-02 Mon 02:00", "03-03 Tue 02:00"]),
        ("0 2 * * 6-7", ["03-01 Sun 02:00", "03-07 Sat 02:00"]),
        ("0 2 * * mon,FRI", ["03-02 Mon 02:00", "03-06 Fri 02:00"]),
        ("0 2 * * */3", ["03-01 Sun 02:00", "03-04 Wed 02:00", "03-07 Sat 02:00"]),
        ("0 2 15 * 1", ["03-02 Mon 02:00", "03-09 Mon 02:00", "03-15 Sun 02:00", "03-16 Mon 02:00"]),
        ("*/20 9-10 * 4 *", ["04-01 Wed 09:00", "04-01 Wed 09:20"]),
        ("@monthly", ["03-01 Sun 00:00", "04-01 Wed 00:00"]),
    ],
)
def test_times_are_those_of_cron(expression, expected):
    assert times(expression, len(expected)) == expected


@given(st.sets(st.integers(0, 7), min_size=1))
def test_any_weekdays_are_those_that_are_named(days):
    found = times(f"0 2 * * {','.join(map(str, days))}", 7)
    names = {("Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day] for day in days}
    assert {at.split()[1] for at in found} == names


@pytest.mark.parametrize(
    "expression", ["", "0 2 * *", "0 25 * * *", "0 2 * * 8", "0 2 * * 5-1", "0 2 * * mo", "a b c d e"]
)
def test_what_is_no_cron_expression(expression):
    with pytest.raises(ValueError, match=r"\S"):
        cron.trigger(expression, SHANGHAI)


@pytest.mark.parametrize(
    ("lines", "line", "code"),
    [
        ("[run]", 0, "no_cron"),
        ('[schedule]\ncron = "0 2 * *"', 2, "bad_cron"),
        ('[schedule]\ncron = "0 2 * * *"\ntimezone = "Asia/Nowhere"', 3, "bad_timezone"),
    ],
)
def test_a_plan_that_nobody_can_follow_is_shown_where_it_stands(tmp_path, lines, line, code):
    (tmp_path / "fundqa.toml").write_text(lines + "\n", encoding="utf-8")
    with pytest.raises(PackError, match=code) as refused:
        scheduling.plan(load_config(tmp_path))
    assert refused.value.line == line or not line


def test_times_can_be_listed_and_once_runs_at_once(tmp_path):
    home = Home.make(tmp_path / "p", rest=EVERY_MINUTE)
    home.put("a.md", report(told="2310"))
    listed = run("schedule", home.root, "--times", "2")
    assert (listed.returncode, len(listed.stdout.splitlines())) == (0, 2)
    assert run("schedule", home.root, "--once").returncode == 1
    assert home.query(RUNS.c.state) == [("finished",)]


@pytest.fixture
def home(tmp_path):
    """A project due every minute of New Year's Eve, so that only what a test makes due is ever due."""
    home = Home.make(tmp_path / "p", rest='[schedule]\ncron = "* * 31 12 *"\nmisfire = 600')
    home.put("a.md", report(told="2310"))
    return home


def due(home: Home, ago: timedelta) -> None:
    """Leave the project's store as one in which a run has been due for some time."""
    scheduler = scheduling.opened(home.root, scheduling.plan(load_config(home.root)))
    planned = scheduling.plan(load_config(home.root))
    scheduling._settle(scheduler, home.root, planned, "zh")
    scheduler.shutdown()
    store = scheduler._jobstores["default"]
    job = store.lookup_job(scheduling.JOB)
    job._modify(next_run_time=datetime.now(SHANGHAI) - ago)
    store.update_job(job)
    store.engine.dispose()


@pytest.fixture
def start():
    """Starts the command; whatever happens, no process is left over."""
    found = []
    yield lambda home: found.append(Started(home)) or found[-1]
    for started in found:
        started.process.kill()
        started.process.wait()


class Started:
    """The command as a process, and what it says as it says it."""

    def __init__(self, home: Home) -> None:
        call = [sys.executable, "-m", "fundqa", "schedule", str(home.root)]
        environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
        self.log = home.root / "log"
        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(call, stdout=log, stderr=log, env=environment)

    def says(self, words: str) -> str:
        """Wait until it has said something."""
        for _ in range(600):
            if words in (said := self.log.read_text("utf-8")):
                return said
            assert self.process.poll() is None, said
            time.sleep(0.05)
        raise AssertionError(self.log.read_text("utf-8"))

    def ended(self) -> int:
        """End it as systemd does; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30)


def test_a_run_that_was_missed_is_made_up_for_once_and_sigterm_ends_cleanly(home, start):
    due(home, timedelta(minutes=5))
    started = start(home)
    started.says("退出码 1")
    assert "12-31" in started.says("下一次运行")
    assert started.ended() == 0
    assert "Traceback" not in started.log.read_text("utf-8")
    assert home.query(RUNS.c.state) == [("finished",)]


def test_a_run_that_is_too_late_waits_for_its_next_time_and_one_under_way_is_ended(home, start):
    due(home, timedelta(hours=5))
    started = start(home)
    started.says("错过了")
    assert started.ended() == 0
    assert not (home.root / ".fundqa" / "ledger.db").exists()
    for i in range(40):
        home.put(f"r{i:02}.md", report(told=str(2300 + i)))
    home.configure(run="chunk = 1", rest='[schedule]\ncron = "* * 31 12 *"\nmisfire = 600')
    due(home, timedelta(seconds=5))
    started = start(home)
    lock = home.root / ".fundqa" / "run.lock"
    while not (lock.exists() and lock.read_text()):
        time.sleep(0.01)
    assert started.ended() == 0
    with pytest.raises(ProcessLookupError):
        os.kill(int(lock.read_text()), 0)
    home.go()
    assert len(home.paths()) == 41


def test_another_expression_takes_the_place_of_the_one_that_is_kept(home, start):
    due(home, timedelta(minutes=5))
    home.configure(rest='[schedule]\ncron = "0 3 30 12 *"')
    started = start(home)
    assert "12-30 03:00" in started.says("12-30 03:00")
    time.sleep(1)
    assert started.ended() == 0
    assert not (home.root / ".fundqa" / "ledger.db").exists()
