"""Cron expressions as cron means them, for APScheduler, which counts weekdays from Monday and lets all fields meet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from apscheduler.triggers.base import BaseTrigger

_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_ITEM = re.compile(r"(\*|(\w+)(?:-(\w+))?)(?:/(\d+))?")
_NICKNAMES = {"@hourly": "0 * * * *", "@daily": "0 0 * * *", "@weekly": "0 0 * * 0", "@monthly": "0 0 1 * *"}


def trigger(expression: str, timezone: ZoneInfo) -> BaseTrigger:
    """The trigger of five fields: minute, hour, day, month, weekday (0 and 7: Sunday). ValueError for what is none.

    Where day and weekday are both given, either will do, as in cron(5).
    """
    from apscheduler.triggers.combining import OrTrigger
    from apscheduler.triggers.cron import CronTrigger

    fields = _NICKNAMES.get(expression, expression).split()
    if len(fields) != 5:
        raise ValueError(f"{len(fields)} fields")
    minute, hour, day, month, weekday = (field.lower() for field in fields)
    week = ",".join(_DAYS[number] for number in sorted(set(_weekdays(weekday))))

    def made(day: str, week: str) -> BaseTrigger:
        return CronTrigger(
            minute=minute, hour=hour, day=day, month=month, day_of_week=week or "*", second=0, timezone=timezone
        )

    if day.startswith("*") or weekday.startswith("*"):
        return made(day, "" if weekday == "*" else week)
    return OrTrigger([made(day, ""), made("*", week)])


def _weekdays(field: str) -> Iterator[int]:
    """The numbers of the weekdays that a field names, Sunday as 0."""
    for item in field.split(","):
        found = _ITEM.fullmatch(item)
        if found is None:
            raise ValueError(f"weekday {item}")
        first, last = (0, 6) if found[1] == "*" else (_weekday(found[2]), _weekday(found[3] or found[2]))
        if found[4] and not found[3] and found[1] != "*":
            last = 6
        if first > last or found[4] == "0":
            raise ValueError(f"weekday {item}")
        yield from (number % 7 for number in range(first, last + 1, int(found[4] or 1)))


def _weekday(text: str) -> int:
    """A weekday's number; 7 is Sunday, too."""
    if text in _DAYS:
        return _DAYS.index(text)
    if text.isdecimal() and int(text) <= 7:
        return int(text)
    raise ValueError(f"weekday {text}")
