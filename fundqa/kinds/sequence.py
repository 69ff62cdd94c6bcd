"""sequence: the numbers of headings of one parent and style run on without gap or repetition; dates run in order."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from fundqa.document import Heading, Location, Paragraph
from fundqa.kinds import dates
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.selecting import Problem, check_keys, check_words
from fundqa.model import Evidence, Rule, Span, Status
from fundqa.readers import outline
from fundqa.readers.numerals import FORMATS, digitwise, spoken
from fundqa.report import Outcome
from fundqa.view import View

GAP, REPEAT = "gap", "repeat"
_SHOWN, _SAID = 3, 24
_NUMERAL = re.compile(
    r"(?P<digitwise>[一二三四五六七八九]?[〇○][一二三四五六七八九]?|[一二三四五六七八九]{2,})|(?P<spoken>[一二三四五六七八九十]+)"
    r"|(?P<wide>[０-９]+)|(?P<digits>[0-9]+)|(?P<circle>[①-⑳])|(?P<paren>[⑴-⒇])|(?P<stop>[⒈-⒛])|(?P<bracket>[㈠-㈩])"
)
_WRITERS: Mapping[str, Callable[[int], str]] = {
    "digitwise": digitwise,
    "spoken": spoken,
    "wide": FORMATS["decimalFullWidth"],
    "digits": str,
    "circle": FORMATS["decimalEnclosedCircle"],
    "paren": FORMATS["decimalEnclosedParen"],
    "stop": FORMATS["decimalEnclosedFullstop"],
    "bracket": lambda n: chr(0x321F + n) if n <= 10 else f"（{spoken(n)}）",
}


@dataclass(frozen=True, slots=True)
class Mark:
    """A number in a series: its value, as printed, its level, whether it numbers a heading, and its text."""

    ordinal: int
    number: str
    level: int
    heading: bool
    span: Span

    def said(self) -> str:
        """The text it numbers, cut short where it is a whole paragraph."""
        text = self.span.surface.strip()
        return text if self.heading or len(text) <= _SAID else text[:_SAID] + "…"


Runs = dict[tuple[str, Location | None, str], list[list[Mark]]]


@dataclass(frozen=True, slots=True)
class Sequence:
    """The kind."""

    name: str = "sequence"
    conditions: tuple[str, ...] = (GAP, REPEAT, *dates.CONDITIONS)
    placeholders: tuple[str, ...] = ("previous", "current", "expected", "found")
    equality: bool = False

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """What is numbered, and by which aspects numbers belong together; or what is to be known of dates."""
        dated = params.get("of") == "date"
        yield from check_keys(params, ("of", "by", "step", "settings"), ("of",) if dated else ("of", "by", "step"))
        yield from check_words(params, "of", ("heading", "date"))
        if dated:
            yield from dates.problems(params)
            return
        yield from check_words(params, "by", ("parent", "style"))
        if params.get("step") != 1:
            yield Problem(("step",), "步长只能是 1", "the step can only be 1")

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per series: a pass, or a fail for each break."""
        if rule.params["of"] == "date":
            return dates.evaluate(rule, view)
        outcomes: list[Outcome] = []
        for series in _series(view):
            outcomes += _judge(rule, view, series)
        return outcomes or not_applicable(rule, view)


def _series(view: View) -> list[list[Mark]]:
    """Numbers that count together: headings, and numbered paragraphs between them that run on in a sentence.

    A series that starts again at its first number is a new one (an annex), and so is one after a number above it.
    """
    found: Runs = {}
    parents = {section.heading.location.host: section.parent for section in view.sections}
    for document in view.documents:
        latest: dict[str, list[list[Mark]]] = {}
        for block in document.blocks:
            if isinstance(block, Heading):
                _drop_below(latest, block.level)
                if block.style:
                    key = (document.path, parents.get(block.location.host), block.style)
                    latest[block.style] = found.setdefault(key, [[]])
                    _count(latest[block.style], Mark(block.ordinal, block.number, block.level, True, _span(block)))
            elif isinstance(block, Paragraph):
                _count_paragraph(latest, block)
    runs = (run for runs in found.values() for run in runs)
    return [run for run in runs if any(mark.heading for mark in run)]


def _drop_below(latest: dict[str, list[list[Mark]]], level: int) -> None:
    for style in [style for style, runs in latest.items() if runs[-1] and runs[-1][-1].level > level]:
        del latest[style]


def _count(runs: list[list[Mark]], mark: Mark) -> None:
    if mark.ordinal == 1 and len(runs[-1]) > 1:
        runs.append([])
    runs[-1].append(mark)


def _count_paragraph(latest: dict[str, list[list[Mark]]], block: Paragraph) -> None:
    """A numbered paragraph goes on with the open series of its style, and ends those below it."""
    mark = outline.mark_of(block.text, block.auto)
    if not mark.style:
        return
    for runs in latest.values():
        if runs[-1] and runs[-1][-1].level > mark.level:
            runs.append([])
    if mark.style in latest:
        span = Span(block.text, block.location.span(0, len(block.text)))
        _count(latest[mark.style], Mark(mark.ordinal, mark.number, mark.level, False, span))


def _judge(rule: Rule, view: View, series: list[Mark]) -> list[Outcome]:
    present = {mark.ordinal for mark in series}
    breaks = [
        (before, after)
        for before, after in itertools.pairwise(series)
        if after.ordinal <= before.ordinal or not present.issuperset(range(before.ordinal + 1, after.ordinal))
    ]
    if not breaks:
        evidence = tuple(Evidence("heading", mark.span) for mark in series)
        return [build(rule, view, Draft(Status.PASS, evidence))] if len(series) > 1 else []
    return [_break(rule, view, before, after, present) for before, after in breaks]


def _break(rule: Rule, view: View, before: Mark, after: Mark, present: set[int]) -> Outcome:
    gap = after.ordinal > before.ordinal
    lacking = [n for n in range(before.ordinal + 1, after.ordinal) if n not in present] if gap else [before.ordinal + 1]
    names = [f"“{renumbered(before.number, n)}”" for n in lacking]
    values = {
        "previous": before.said(),
        "current": after.said(),
        "expected": view.lexicon.messages.join(names[:_SHOWN], view.lang) + ("……" if len(names) > _SHOWN else ""),
        "found": after.number,
    }
    evidence = (Evidence("heading", after.span), Evidence("previous", before.span))
    return build(rule, view, Draft(Status.FAIL, evidence, when=GAP if gap else REPEAT, values=values))


def renumbered(number: str, ordinal: int) -> str:
    """A printed number with another value in the same notation: “（二）” with 3 is “（三）”."""
    found = list(_NUMERAL.finditer(number))
    if not found:
        return str(ordinal)
    last = found[-1]
    return number[: last.start()].strip() + _WRITERS[str(last.lastgroup)](ordinal) + number[last.end() :].strip()


def _span(heading: Heading) -> Span:
    return Span(heading.text, heading.location.span(0, len(heading.text)))
