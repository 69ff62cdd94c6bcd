"""Runs by the clock: when they are due, what was missed, one at a time, each in a process of its own."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from fundqa.config import Config
from fundqa.ledger.database import need
from fundqa.runs import cron

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler
    from apscheduler.triggers.base import BaseTrigger

PACKAGES = ("apscheduler", "sqlalchemy")
STORE = Path(".fundqa") / "schedule.db"
"""Where the next time is kept, so that what was due while nobody was there is made up for. Not in the ledger: the store
holds pickles, which nobody who may write the ledger should be able to hand us."""
JOB = "run"
_LOOK = 0.5
"""Seconds between looks at whether to end."""
_children: list[subprocess.Popen[bytes]] = []
Say = Callable[[str, str], None]
"""Tells something in Chinese and in English."""


@dataclass(frozen=True, slots=True)
class Plan:
    """When a project runs. misfire: the seconds a run may be late; later, it waits for its next time."""

    expression: str
    trigger: BaseTrigger
    timezone: ZoneInfo
    misfire: int

    def upcoming(self, count: int, now: datetime) -> list[datetime]:
        """The next times after `now`."""
        found: list[datetime] = []
        at: datetime | None = None
        while len(found) < count:
            at = self.trigger.get_next_fire_time(at, at or now.astimezone(self.timezone))
            if at is None or at in found:
                break
            found.append(at)
        return found


def plan(config: Config) -> Plan:
    """The plan of a project. Raises PackError where it has none, or one that nobody can read."""
    need(*PACKAGES)
    run, file = config.run, config.file
    if not run.cron:
        zh, en = "没有写运行时间：[schedule] 的 cron", "there is no cron expression: write it in [schedule]"
        raise file.error("no_cron", zh, en, ("schedule",))
    try:
        timezone = ZoneInfo(run.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        zh, en = f"没有时区“{run.timezone}”", f"there is no time zone “{run.timezone}”"
        raise file.error("bad_timezone", zh, en, ("schedule", "timezone"), ("Asia/Shanghai", "UTC", "…")) from error
    try:
        return Plan(run.cron, cron.trigger(run.cron, timezone), timezone, run.misfire)
    except ValueError as error:
        zh, en = f"不是 cron 表达式：{error}", f"no cron expression: {error}"
        raise file.error("bad_cron", zh, en, ("schedule", "cron"), ("分 时 日 月 周", "0 2 * * *")) from error


def run_once(root: str, lang: str) -> int:
    """Run a project in a process of its own; its exit code. What it prints goes where ours goes."""
    child = subprocess.Popen([sys.executable, "-m", "fundqa", "run", root, "--lang", lang])
    _children.append(child)
    try:
        return child.wait()
    finally:
        _children.remove(child)


def serve(root: Path, planned: Plan, lang: str, say: Say) -> None:
    """Run a project at its times until SIGTERM or SIGINT comes; a run that is under way is ended then, too."""
    with _signals() as ended, _scheduler(root, planned, lang, say) as scheduler:
        scheduler.resume()
        while not ended:
            time.sleep(_LOOK)
        say("正在结束", "ending")


@contextmanager
def _signals() -> Iterator[list[int]]:
    """While this holds, SIGTERM and SIGINT are put on the list. Not an Event: a handler may not wait for its lock."""
    came: list[int] = []
    names = (signal.SIGTERM, signal.SIGINT)
    before = [signal.signal(name, lambda number, _: came.append(number)) for name in names]
    try:
        yield came
    finally:
        for name, handler in zip(names, before, strict=True):
            signal.signal(name, handler)


@contextmanager
def _scheduler(root: Path, planned: Plan, lang: str, say: Say) -> Iterator[BackgroundScheduler]:
    """A scheduler with the project's job, still at rest; at the end its child is ended and waited for."""
    scheduler = opened(root, planned)
    scheduler.add_listener(lambda event: _told(event, planned, say))
    _settle(scheduler, root, planned, lang)
    try:
        yield scheduler
    finally:
        scheduler.pause()
        for child in list(_children):
            child.terminate()
        scheduler.shutdown(wait=True)


def opened(root: Path, planned: Plan) -> BackgroundScheduler:
    """A scheduler on the project's store: missed runs are made up for once, and none overlaps the one before."""
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
    from apscheduler.schedulers.background import BackgroundScheduler

    store = root / STORE
    store.parent.mkdir(parents=True, exist_ok=True)
    return BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(url=f"sqlite:///{store.resolve()}")},
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": max(planned.misfire, 1)},
        timezone=planned.timezone,
    )


def _settle(scheduler: BackgroundScheduler, root: Path, planned: Plan, lang: str) -> None:
    """The job as it is now; one kept from the last time is left with what is due of it, where it is the same."""
    scheduler.start(paused=True)
    given = {"args": [str(root.resolve()), lang], "name": f"{planned.expression} {planned.timezone.key}"}
    kept = scheduler.get_job(JOB)
    if kept is not None and kept.name == given["name"]:
        scheduler.modify_job(JOB, **given, misfire_grace_time=max(planned.misfire, 1))
    else:
        scheduler.add_job(run_once, planned.trigger, id=JOB, replace_existing=True, **given)


def _told(event: Any, planned: Plan, say: Say) -> None:
    """Say what became of a run. The scheduler is not asked here: it waits for this when it ends."""
    from apscheduler import events

    if event.code == events.EVENT_JOB_EXECUTED:
        say(f"运行结束，退出码 {event.retval}", f"the run ended with exit code {event.retval}")
        (at,) = planned.upcoming(1, datetime.now(UTC))
        say(f"下一次运行：{at:%Y-%m-%d %H:%M %Z}", f"next run: {at:%Y-%m-%d %H:%M %Z}")
    elif event.code == events.EVENT_JOB_ERROR:
        say(f"运行没有启动：{event.exception}", f"the run did not start: {event.exception}")
    elif event.code == events.EVENT_JOB_MISSED:
        due = event.scheduled_run_time
        say(f"错过了 {due:%Y-%m-%d %H:%M} 的运行", f"the run of {due:%Y-%m-%d %H:%M} was missed")
    elif event.code == events.EVENT_JOB_MAX_INSTANCES:
        say("上一次运行还没有结束，这次跳过", "the run before is still under way; this one is left out")
