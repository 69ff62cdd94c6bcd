"""The time logic of a report: dates that exist, plans in their years, cut-off dates before the day of signing."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fundqa.document import Location, Paragraph
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.selecting import Problem, words
from fundqa.model import Evidence, Rule, Span, Status
from fundqa.report import Outcome
from fundqa.view import View

NONE, REVERSED, PLAN, SIGNED = "no such date", "reversed", "plan period", "after signing"
CONDITIONS = (NONE, REVERSED, PLAN, SIGNED)
KEYS = ("plans", "first_year", "last_year", "cut_off", "year_end")
_DATE = re.compile(r"(?<!\d)(?:((?:19|20)\d\d)\s*年)?\s*(?<![\d个])(\d{1,2})?\s*(?<!个)月\s*(?:(\d{1,2})\s*日)?")
_DASH = r"\s*(?:至|到|[-—–－~～])+\s*"
_MONTHS = re.compile(rf"((?:19|20)\d\d)\s*年\s*(\d{{1,2}})\s*月{_DASH}((?:19|20)\d\d)\s*年\s*(\d{{1,2}})\s*月")
_YEARS = re.compile(rf"(?<!\d)((?:19|20)\d\d)\s*年?{_DASH}((?:19|20)\d\d)\s*年")
_PERIOD = re.compile(rf"[（(]\s*((?:19|20)\d\d)\s*年?{_DASH}((?:19|20)\d\d)\s*年?\s*[）)]")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
_SIGNED = re.compile(r"\s*((?:19|20)\d\d)\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日\s*")
_QUOTED = re.compile(r"《[^《》]*》")
_REACH, _LONGEST_MONTH, _LAST_MONTH = 14, 31, 12


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong with a date: the case, where, what it says and what it should."""

    when: str
    span: Span
    expected: str
    against: tuple[Evidence, ...] = ()


def problems(params: Mapping[str, object]) -> Iterator[Problem]:
    """What is wrong with the settings of a rule of dates."""
    settings = params.get("settings")
    if not isinstance(settings, Mapping) or set(settings) != set(KEYS):
        yield Problem(("settings",), "需要这些设置", "these settings are needed", KEYS)
        return
    plans = settings["plans"]
    for name, years in plans.items() if isinstance(plans, Mapping) else ():
        pair = years if isinstance(years, list) else []
        if len(pair) != len(("first", "last")) or not all(isinstance(year, int) for year in pair):
            yield Problem(("settings", "plans", str(name)), "需要起止两个年份", "a first and a last year are needed")


def evaluate(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per date that cannot be right; else one pass, or not applicable where the report has no date."""
    settings = rule.params["settings"]
    assert isinstance(settings, Mapping)
    signed = _signing(view)
    timely = ("年", "月", *_named_plans(settings))
    found: list[Finding] = []
    first: Span | None = None
    for location, text in view.texts.those(lambda text: any(word in text for word in timely)):
        plain = _QUOTED.sub(lambda match: " " * len(match[0]), text)
        date = next((match for match in _DATE.finditer(plain) if match[2] or match[3]), None)
        first = first or (_span(location, date) if date else None)
        found += [*_impossible(location, plain), *_reversed(location, plain), *_plans(location, plain, settings)]
        found += [*_late(location, plain, settings, signed)] if signed else []
    if found:
        return [_fail(rule, view, finding) for finding in found]
    return [build(rule, view, Draft(Status.PASS, (Evidence("date", first),)))] if first else not_applicable(rule, view)


def _span(location: Location, match: re.Match[str]) -> Span:
    """A match without the white space around it."""
    text = match[0].strip()
    start = match.start() + match[0].index(text)
    return Span(text, location.span(start, start + len(text)))


def _impossible(location: Location, text: str) -> Iterator[Finding]:
    """Months above twelve of a named year, and days that their month does not have; 29 February where no year is."""
    for match in _DATE.finditer(text):
        year, month, day = (int(part) if part else 0 for part in match.groups())
        if ((year or day) and month > _LAST_MONTH) or (year and match[2] and month == 0):
            yield Finding(NONE, _span(location, match), f"1—{_LAST_MONTH}月")
        elif match[3]:
            most = calendar.monthrange(year or 2000, month)[1] if month else _LONGEST_MONTH
            if not 1 <= day <= most:
                yield Finding(NONE, _span(location, match), f"1—{most}日")


def _reversed(location: Location, text: str) -> Iterator[Finding]:
    """Periods that end before they begin."""
    for match in _MONTHS.finditer(text):
        begins, ends = (int(match[1]), int(match[2])), (int(match[3]), int(match[4]))
        if begins > ends:
            yield Finding(REVERSED, _span(location, match), f"{match[3]}年{match[4]}月至{match[1]}年{match[2]}月")
    for match in _YEARS.finditer(text):
        if int(match[1]) > int(match[2]):
            yield Finding(REVERSED, _span(location, match), f"{match[2]}年至{match[1]}年")


def _plans(location: Location, text: str, settings: Mapping[str, object]) -> Iterator[Finding]:
    """A plan with other years than its own in brackets, and a year called its first or last that is not."""
    for name, (begins, ends) in _named_plans(settings).items():
        for at in (match.start() for match in re.finditer(re.escape(name), text)) if name in text else ():
            behind = text[at : at + _REACH + _REACH]
            period = _PERIOD.search(behind)
            if period and (int(period[1]), int(period[2])) != (begins, ends):
                yield Finding(PLAN, Span(name, location.span(at, at + len(name))), f"{begins}—{ends}年")
            year = next(reversed([*_YEAR.finditer(text, max(0, at - _REACH), at)]), None)
            for key, right in (("first_year", begins), ("last_year", ends)):
                called = any(word in behind for word in words(settings[key]))
                if year and called and "。" not in text[year.end() : at] and int(year[1]) != right:
                    yield Finding(PLAN, _span(location, year), f"{right}年")


def _named_plans(settings: Mapping[str, object]) -> dict[str, tuple[int, int]]:
    """The plans that are known, by name, with their first and last years."""
    plans = settings["plans"]
    assert isinstance(plans, Mapping)
    return {str(name): (int(begins), int(ends)) for name, (begins, ends) in plans.items()}


def _signing(view: View) -> tuple[tuple[int, int, int], Span] | None:
    """The date a report is signed with: the latest of its paragraphs that are nothing but a date."""
    blocks = (b for document in view.documents for b in document.blocks if isinstance(b, Paragraph))
    dated = [(match, block) for block in blocks if (match := _SIGNED.fullmatch(block.text)) is not None]
    found = [((int(m[1]), int(m[2]), int(m[3])), _span(block.location, m)) for m, block in dated]
    return max(found, key=lambda item: item[0], default=None)


def _late(
    location: Location, text: str, settings: Mapping[str, object], signed: tuple[tuple[int, int, int], Span]
) -> Iterator[Finding]:
    """Cut-off dates (截至……) after the day of signing."""
    day, signature = signed
    for word in words(settings["cut_off"]):
        for at in (match.end() for match in re.finditer(re.escape(word), text)):
            match = _YEAR.match(text, at)
            if match is None:
                continue
            date = _DATE.match(text, at)
            ends = text[match.end() :].lstrip().startswith(words(settings["year_end"]))
            month = int(date[2]) if date and date[2] else _LAST_MONTH if ends else 1
            last = int(date[3]) if date and date[3] else 1
            if (int(match[1]), month, last) > day:
                yield Finding(
                    SIGNED, _span(location, date or match), signature.surface, (Evidence("signed", signature),)
                )


def _fail(rule: Rule, view: View, finding: Finding) -> Outcome:
    values = {"found": finding.span.surface, "expected": finding.expected}
    evidence = (Evidence("date", finding.span), *finding.against)
    return build(rule, view, Draft(Status.FAIL, evidence, when=finding.when, values=values))
