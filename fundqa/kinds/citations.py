"""How a report cites documents: the form of their numbers, their titles' marks, and years that cannot be yet."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fundqa.bind import report_year
from fundqa.document import Location
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.selecting import Problem
from fundqa.model import Evidence, Rule, Span, Status
from fundqa.report import Outcome
from fundqa.view import View

BRACKETS, FORM, MARKS, LATER = "brackets", "number form", "title marks", "later than the report"
CONDITIONS = (BRACKETS, FORM, MARKS, LATER)
SETTINGS = ("number", "turned")
_GROUPS = {"open", "year", "ordinal", "number"}
_PROPER = "〔"
_OPEN, _CLOSE = "《", "》"
_REACH, _CENTURY, _MARGIN = 60, 2000, 1


@dataclass(frozen=True, slots=True)
class Cited:
    """A document's number as printed: its opening bracket, year, whether 第 or a leading zero stands in it."""

    span: Span
    bracket: str
    year: str
    padded: bool
    before: str

    def proper(self) -> str:
        """The number in the form of the standard."""
        digits = re.findall(r"\d+", self.span.surface)
        tail = self.span.surface[self.span.surface.rindex(digits[-1]) + len(digits[-1]) :].strip()
        year = self.year if len(self.year) > len("00") else str(_CENTURY + int(self.year))
        return f"〔{year}〕{int(digits[-1])}{tail}"


def problems(settings: Mapping[str, object]) -> Iterator[Problem]:
    """What is wrong with the pattern of a document's number."""
    try:
        groups = set(re.compile(str(settings["number"])).groupindex)
    except re.error as error:
        yield Problem(("settings", "number"), f"不是正则表达式：{error}", f"not a regular expression: {error}")
        return
    if not groups >= _GROUPS:
        yield Problem(("settings", "number"), "缺少这些组", "these groups are needed", tuple(sorted(_GROUPS)))


def evaluate(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per number and defect; else one pass. Brackets that are the same foreign ones all through come from

    a web page that turned them, not from the writer.
    """
    settings = rule.params["settings"]
    assert isinstance(settings, Mapping)
    number = re.compile(str(settings["number"]))
    cited = [_cited(text, location, match) for location, text, match in view.texts.matches(number)]
    turned = len({item.bracket for item in cited}) == 1 and cited[0].bracket in str(settings["turned"])
    year = max((int(found) for d in view.documents if (found := report_year(d))), default=0)
    outcomes = [
        _fail(rule, view, item, when) for item in cited for when in _defects(item, turned, year) if rule.case(when)
    ]
    if not cited:
        return not_applicable(rule, view)
    return outcomes or [build(rule, view, Draft(Status.PASS, (Evidence("number", cited[0].span),)))]


def _cited(text: str, location: Location, match: re.Match[str]) -> Cited:
    span = Span(match[0], location.span(*match.span()))
    padded = match["ordinal"] != "" or match["number"].startswith("0")
    return Cited(span, match["open"], match["year"], padded, text[max(0, match.start() - _REACH) : match.start()])


def _defects(item: Cited, turned: bool, year: int) -> list[str]:
    """What is wrong with a number; a year later than that after the report's is none of its bases."""
    found = [BRACKETS] if item.bracket != _PROPER and not turned else []
    found += [FORM] if item.padded or len(item.year) == len("00") else []
    found += [MARKS] if item.before.rfind(_OPEN) > item.before.rfind(_CLOSE) else []
    full = int(item.year) if len(item.year) > len("00") else _CENTURY + int(item.year)
    return found + ([LATER] if year and full > year + _MARGIN else [])


def _fail(rule: Rule, view: View, item: Cited, when: str) -> Outcome:
    values = {"left": item.span.surface, "right": item.proper()}
    return build(rule, view, Draft(Status.FAIL, (Evidence("number", item.span),), when=when, values=values))
