"""Numerals that are their own unit: 百分之九十五, 三分之二, 2/3, 3:1, 翻一番, 一半."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from fundqa.numerals import CHARACTERS, DIGITS, Numeral, arabic, chinese, exact
from fundqa.units import UNITS, Unit

_DIGIT = f"[{''.join(DIGITS)}]"
_FRACTION = re.compile(
    rf"([{CHARACTERS}]{{1,12}})分之(?:(\d{{1,15}}(?:\.\d{{1,9}})?)|([{CHARACTERS}]{{1,20}}(?:点{_DIGIT}{{1,9}})?))"
)
_PROPORTION = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s?[:比]\s?(\d{1,9}(?:\.\d{1,6})?)(?![\d:.%/,])")
_SIMPLE_FRACTION = re.compile(r"([1-9])/([2-9]|1\d|2\d|3[01])(?![\d/.%月日])")
_FIXED = re.compile(rf"(?P<all>百分百)|翻了?(?P<times>{_DIGIT}|\d)番|(?P<half>一半)(?!人)")
_OF_HUNDRED = {"百": "%", "一百": "%", "千": "‰", "一千": "‰", "万": "‱", "一万": "‱"}


@dataclass(frozen=True, slots=True)
class Special:
    """What was read up to `end`: its numeral and unit; unit None when it cannot be read; kind "" = the unit's own."""

    end: int
    numeral: Numeral
    unit: Unit | None
    kind: str = ""


def special(text: str, start: int) -> Special | None:
    """The numeral without a printed unit that begins at `start`; None when there is none."""
    if text[start].isdecimal():
        return _proportion(text, start)
    fraction = _FRACTION.match(text, start)
    if fraction:
        return _fraction(fraction)
    match = _FIXED.match(text, start)
    if match is None:
        return None
    if match["all"]:
        return Special(match.end(), exact(Decimal(100)), UNITS["%"])
    times = match["times"]
    power = 0 if not times else int(times) if times.isdecimal() else DIGITS[times]
    return _ratio(match.end(), Decimal(2) ** power if times else Decimal("0.5"))


def _fraction(match: re.Match[str]) -> Special:
    numerator = arabic(match[2]) if match[2] else exact(Decimal(100)) if match[3] == "百" else chinese(match[3])
    if numerator is None:
        return Special(match.end(), exact(Decimal(0)), None)
    symbol = _OF_HUNDRED.get(match[1])
    if symbol:
        return Special(match.end(), numerator, UNITS[symbol])
    denominator = chinese(match[1])
    if denominator is None or not denominator.value:
        return Special(match.end(), exact(Decimal(0)), None)
    return _ratio(match.end(), numerator.value / denominator.value)


def _proportion(text: str, start: int) -> Special | None:
    """3:1, 1比2 and 2/3, each as one exact ratio; None where it may be something else (30/30); 5/12 may be a date."""
    match = _PROPORTION.match(text, start)
    if match is None:
        match = _SIMPLE_FRACTION.match(text, start)
        if match is None or int(match[1]) >= int(match[2]):
            return None
        if int(match[2]) > 10:
            return Special(match.end(), exact(Decimal(0)), None)
    upper, lower = Decimal(match[1]), Decimal(match[2])
    if not lower or (start and text[start - 1] in "/:."):
        return None
    return _ratio(match.end(), upper / lower)


def _ratio(end: int, value: Decimal) -> Special:
    return Special(end, exact(value), UNITS["倍"], "ratio")
