"""Words that count in running text (一是 … 二是): one outcome per list, a fail for a gap, a repetition or a mixture."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from fundqa.document import Heading, Location, Paragraph, Table
from fundqa.kinds.base import Draft, build
from fundqa.kinds.selecting import Problem, words
from fundqa.model import Evidence, Rule, Span, Status
from fundqa.readers.numerals import ordinal, spoken
from fundqa.report import Outcome
from fundqa.view import View

GAP, REPEAT, MIXED = "gap", "repeat", "mixed"
BLANK, PAUSE = "{}", "，"
_NUMERAL = "([一二三四五六七八九十]{1,2})"
_PAUSES = "[，,：:]"
_CLAUSE = r"(?:^|(?<=[。；;，,、：:！？!?）).．“\n\s]))"
_SHOWN = 3
_Spot = tuple[int, int, int, int]
"""A counting word in a text: its start and end, the number of its series, its own number."""


@dataclass(frozen=True, slots=True)
class Series:
    """Counting words of one sort: a form with a blank for the numeral, or the words themselves in their order."""

    form: str = ""
    words: tuple[str, ...] = ()

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Start, end and number of each word of the series that begins a clause."""
        if self.form:
            for found in _formed(self.form).finditer(text):
                yield found.start(), found.end(), ordinal(found[1])
        for number, word in enumerate(self.words, 1):
            if word in text:
                for found in re.finditer(_CLAUSE + re.escape(word), text):
                    yield found.start(), found.end(), number

    def word(self, number: int) -> str:
        """The word for a number, "" where the series has none."""
        if self.form:
            return self.form.rstrip(PAUSE).replace(BLANK, spoken(number))
        return self.words[number - 1] if number <= len(self.words) else ""


@lru_cache(maxsize=64)
def _formed(form: str) -> re.Pattern[str]:
    """What finds the words of a form that begin a clause."""
    head, _, tail = form.partition(BLANK)
    ending = re.escape(tail.rstrip(PAUSE)) + (f"(?={_PAUSES})" if tail.endswith(PAUSE) else "")
    return re.compile(_CLAUSE + re.escape(head) + _NUMERAL + ending)


@dataclass(frozen=True, slots=True)
class Token:
    """A counting word in the text; opening: it begins its paragraph; strong: it begins a sentence."""

    series: int
    number: int
    span: Span
    opening: bool
    strong: bool


@dataclass(slots=True)
class Run:
    """A list that is being counted: its series, its tokens and what is wrong with it."""

    series: int
    tokens: list[Token] = field(default_factory=list)
    faults: list[tuple[str, Token, Token | None]] = field(default_factory=list)

    @property
    def last(self) -> int:
        """The number of its last token."""
        return self.tokens[-1].number


def check_series(params: Mapping[str, object]) -> Iterator[Problem]:
    """What is wrong with the series of a rule."""
    entries = params.get("series")
    if not isinstance(entries, list) or not entries:
        yield Problem(("series",), "需要一列列举词", "a list of counting words is needed")
        return
    for i, entry in enumerate(entries):
        formed = isinstance(entry, str) and entry.count(BLANK) == 1
        if not formed and not (isinstance(entry, list) and len(entry) > 1):
            yield Problem(("series", i), "应当是带“{}”的写法，或依次的几个词", "a form with {}, or words in order")


def evaluate_listed(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per list of two or more words: a pass, or its faults."""
    entries = rule.params.get("series")
    series = [
        Series(form=entry) if isinstance(entry, str) else Series(words=words(entry))
        for entry in (entries if isinstance(entries, list) else [])
    ]
    unless = words(rule.params.get("unless"))
    outcomes: list[Outcome] = []
    counted = {text: found for text in view.texts.places if (found := _spots(text, series, unless))}
    for hosts in _scopes(view):
        for run in _runs(hosts, counted):
            outcomes += _judge(rule, view, run, series, hosts)
    return outcomes


def _scopes(view: View) -> Iterator[list[tuple[Location, str]]]:
    """The paragraphs of each section, whose lists may run on from one to the next; each cell by itself."""
    for document in view.documents:
        section: list[tuple[Location, str]] = []
        for block in document.blocks:
            if isinstance(block, Paragraph):
                section.append((block.location, block.text))
            elif isinstance(block, Heading):
                yield section
                section = [(block.location, block.text)]
            elif isinstance(block, Table):
                yield from ([(cell.location, cell.text)] for cell in block.cells)
        yield section


def _spots(text: str, series: Sequence[Series], unless: tuple[str, ...]) -> list[_Spot]:
    """The counting words of a text, from left to right."""
    barred = [m.span() for word in unless if word in text for m in re.finditer(re.escape(word), text)]
    found = []
    for index, entry in enumerate(series):
        for start, end, number in entry.find(text):
            if number and not any(low <= start < high for low, high in barred):
                found.append((start, end, index, number))
    return sorted(found, key=lambda spot: spot[0])


def _tokens(location: Location, text: str, spots: Sequence[_Spot]) -> list[Token]:
    return [
        Token(
            series=index,
            number=number,
            span=Span(text[start:end], location.span(start, end)),
            opening=not text[:start].strip(),
            strong=_begins(text, start),
        )
        for start, end, index, number in spots
    ]


def _begins(text: str, start: int) -> bool:
    before = text[:start].rstrip()
    return not before or before[-1] in "。；;！？!?："


def _runs(hosts: list[tuple[Location, str]], counted: Mapping[str, Sequence[_Spot]]) -> list[Run]:
    """The lists of a section: a 1 opens one, another number goes on with the innermost list that waits for it."""
    closed: list[Run] = []
    stack: list[Run] = []
    for location, text in hosts:
        tokens = _tokens(location, text, counted.get(text, ()))
        for i, token in enumerate(tokens):
            reachable = [run for run in stack if token.opening or run.tokens[-1].span.location.host == location.host]
            _place(token, tokens[i + 1 :], reachable, stack, closed)
    return [*closed, *stack]


def _place(token: Token, later: list[Token], reachable: list[Run], stack: list[Run], closed: list[Run]) -> None:
    if token.number == 1:
        stack.append(Run(token.series, [token]))
        return
    own = [run for run in reachable if run.series == token.series]
    waiting = next((run for run in reversed(own) if run.last == token.number - 1), None)
    if waiting is None:
        waiting = _mixed_into(token, later, reachable)
    if waiting is None and own:
        waiting = own[-1]
        waiting.faults.append((GAP if token.number > waiting.last else REPEAT, token, waiting.tokens[-1]))
    if waiting is None:
        stack.append(Run(token.series, [token]))
        return
    while stack[-1] is not waiting:
        closed.append(stack.pop())
    waiting.tokens.append(token)


def _mixed_into(token: Token, later: list[Token], reachable: list[Run]) -> Run | None:
    """The innermost list that waits for this number in other words and does not go on in its own."""
    for run in reversed(reachable):
        goes_on = any(t.series == run.series and t.number == token.number for t in later)
        if run.series != token.series and run.last == token.number - 1 and token.strong and not goes_on:
            if not any(when == MIXED for when, _, _ in run.faults):
                run.faults.append((MIXED, token, run.tokens[-1]))
            return run
    return None


def _judge(
    rule: Rule, view: View, run: Run, series: Sequence[Series], hosts: list[tuple[Location, str]]
) -> list[Outcome]:
    if len(run.tokens) < 2:
        return []
    words_of = series[run.series]
    first = run.tokens[0]
    faults: list[tuple[str, Token, Token | None]] = list(run.faults)
    if first.number > 1 and words_of.form and first.span.location.row < 0:
        faults.insert(0, (GAP, first, None))
    faults = [fault for fault in faults if not _run_in(words_of, fault, hosts)]
    if not faults:
        evidence = tuple(Evidence("listed", token.span) for token in run.tokens)
        return [build(rule, view, Draft(Status.PASS, evidence))]
    return [_fault(rule, view, words_of, *fault) for fault in faults]


def _run_in(words_of: Series, fault: tuple[str, Token, Token | None], hosts: list[tuple[Location, str]]) -> bool:
    """Whether a word that seems to be missing stands inside a sentence (主要原因一是 …), where it opens no clause."""
    when, token, before = fault
    if when != GAP:
        return False
    start = before.span.location if before else None
    here, text = token.span.location, ""
    for location, host in hosts:
        inside = (start is None or location.block >= start.block) and location.block <= here.block
        low = start.end if start and location.host == start.host else 0
        high = here.start if location.host == here.host else len(host)
        text += host[low:high] if inside else ""
    return all(words_of.word(n) in text for n in range(before.number + 1 if before else 1, token.number))


def _fault(rule: Rule, view: View, words_of: Series, when: str, token: Token, before: Token | None) -> Outcome:
    wanted = range(before.number + 1 if before else 1, token.number) if when == GAP else [_due(when, token, before)]
    names = [f"“{words_of.word(n) or n}”" for n in wanted]
    values = {
        "previous": before.span.surface if before else "",
        "current": token.span.surface,
        "found": token.span.surface,
        "expected": view.lexicon.messages.join(names[:_SHOWN], view.lang) + ("……" if len(names) > _SHOWN else ""),
    }
    evidence = [Evidence("listed", token.span)]
    if before:
        evidence.append(Evidence("previous", before.span))
    return build(rule, view, Draft(Status.FAIL, tuple(evidence), when=when, values=values))


def _due(when: str, token: Token, before: Token | None) -> int:
    return token.number if when == MIXED or before is None else before.number + 1
