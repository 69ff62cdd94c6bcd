"""sequence: numbers of headings, their levels, counting words and dates run in order, without gap or repetition."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from fundqa.document import Heading, Location, Paragraph, Table
from fundqa.kinds import dates
from fundqa.kinds.base import Draft, build, not_applicable, open_outcome
from fundqa.kinds.enumeration import GAP, MIXED, REPEAT, check_series, evaluate_listed
from fundqa.kinds.levels import INVERTED, SKIPPED, evaluate_levels, scheme
from fundqa.kinds.selecting import Problem, check_keys, check_words
from fundqa.model import Evidence, Rule, Span, Status
from fundqa.readers import outline
from fundqa.readers.numerals import FORMATS, digitwise, spoken
from fundqa.report import Outcome
from fundqa.view import View

HEADING, LEVEL, LISTED, DATE = "heading", "level", "listed", "date"
_SHOWN, _SAID = 3, 24
_COLUMNS = 2
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
    """A number in a series: its value, as printed, its scheme and level, whether it numbers a heading, and its text."""

    ordinal: int
    number: str
    style: str
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
    conditions: tuple[str, ...] = (GAP, REPEAT, MIXED, INVERTED, SKIPPED, *dates.CONDITIONS)
    placeholders: tuple[str, ...] = ("previous", "current", "expected", "found")
    equality: bool = False

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """What is numbered: headings (with what their numbers belong together by), levels, counting words, or dates."""
        of = str(params.get("of"))
        needed = {HEADING: ("by", "step"), LISTED: ("series",)}.get(of, ())
        yield from check_keys(params, ("of", "by", "step", "series", "unless", "settings"), ("of", *needed))
        yield from check_words(params, "of", (HEADING, LEVEL, LISTED, DATE))
        if of == DATE:
            yield from dates.problems(params)
            return
        yield from check_words(params, "by", ("parent", "style"))
        if of == LISTED:
            yield from check_series(params)
        if of == HEADING and params.get("step") != 1:
            yield Problem(("step",), "步长只能是 1", "the step can only be 1")

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per series: a pass, or a fail for each break."""
        of = rule.params["of"]
        if of == DATE:
            return dates.evaluate(rule, view)
        if of == LISTED:
            outcomes = evaluate_listed(rule, view)
        elif of == LEVEL:
            outcomes = evaluate_levels(rule, view)
        else:
            joined = _joined(view)
            outcomes = [outcome for series in _series(view) for outcome in _judge(rule, view, series, joined)]
        return outcomes or not_applicable(rule, view)


def _series(view: View) -> list[list[Mark]]:
    """Numbers that count together: headings, and numbered paragraphs between them that run on in a sentence.

    A series that starts again at its first number is a new one (an annex), and so is one after a number above it.
    """
    found: Runs = {}
    parents = {section.heading.location.host: section.parent for section in view.sections}
    for document in view.documents:
        latest: dict[str, list[list[Mark]]] = {}
        unnumbered = -1
        for block in document.blocks:
            if isinstance(block, Heading):
                _drop_below(latest, block.level)
                unnumbered = unnumbered if block.style else block.location.block
                if block.style:
                    style = scheme(block.style, block.number)
                    latest[style] = found.setdefault((document.path, parents.get(block.location.host), style), [[]])
                    mark = Mark(block.ordinal, block.number, block.style, block.level, True, _span(block))
                    _count(latest[style], mark, unnumbered)
            elif isinstance(block, Paragraph):
                _count_paragraph(latest, block)
    runs = (run for runs in found.values() for run in runs)
    return [run for run in runs if any(mark.heading for mark in run)]


def _drop_below(latest: dict[str, list[list[Mark]]], level: int) -> None:
    for style in [style for style, runs in latest.items() if runs[-1] and runs[-1][-1].level > level]:
        del latest[style]


def _count(runs: list[list[Mark]], mark: Mark, unnumbered: int = -1) -> None:
    """A first number begins a series after two or more, or after a heading without a number such as that of an annex.

    unnumbered: the block of the last such heading.
    """
    parted = bool(runs[-1]) and runs[-1][-1].span.location.block < unnumbered
    if mark.ordinal == 1 and (len(runs[-1]) > 1 or parted):
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
    style = scheme(mark.style, mark.number)
    if style in latest:
        span = Span(block.text, block.location.span(0, len(block.text)))
        _count(latest[style], Mark(mark.ordinal, mark.number, mark.style, mark.level, False, span))


def _joined(view: View) -> set[tuple[str, str]]:
    """Documents and schemes in which a line is a row of a table, as in a joined dump.

    Such a row has several numbered cells, or columns of figures behind its number.
    """
    found = set()
    for document in view.documents:
        for block in document.blocks:
            style = "" if isinstance(block, Table) else outline.mark_of(block.text, block.auto).style
            cells = [] if isinstance(block, Table) else block.text.split()[1:]
            numbered = any(outline.mark_of(cell).style == style for cell in cells)
            if style and (numbered or sum(_is_figure(cell) for cell in cells) >= _COLUMNS):
                found.add((document.path, style))
    return found


def _is_figure(cell: str) -> bool:
    return cell.replace(",", "").replace(".", "").lstrip("-").isdecimal()


def _judge(rule: Rule, view: View, series: list[Mark], joined: set[tuple[str, str]]) -> list[Outcome]:
    if (series[0].span.location.document, series[0].style) in joined:
        return [open_outcome(rule, view, (Evidence("heading", series[0].span),), "joined_rows")]
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
