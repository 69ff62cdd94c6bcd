"""Brackets and quotation marks that are opened and not closed, closed and not opened, or closed in another width."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fundqa.document import Location
from fundqa.kinds.selecting import Problem, words
from fundqa.model import Span
from fundqa.view import View

UNCLOSED, UNOPENED, MIXED = "unclosed", "unopened", "mixed width"
_ORDINAL = re.compile(
    r"(?<![.0-9A-Za-z])[0-9０-９A-Za-z]{1,2}[）)]|(?:^|(?<=[\s，。；：、,;:（(]))[一二三四五六七八九十]{1,3}[）)]"
)
_NEAR = 3
_APOSTROPHE = "’"


@dataclass(frozen=True, slots=True)
class _Loose:
    """A mark without its other half: what is wrong with it, its pair, and where it stands."""

    when: str
    pair: str
    span: Span


def check_pairs(params: Mapping[str, object]) -> Iterator[Problem]:
    """What is wrong with a rule's pairs."""
    if "pairs" not in params:
        return
    for i, pair in enumerate(words(params["pairs"])):
        if len(pair) != 2 or pair[0] == pair[1]:
            yield Problem(("pairs", i), "应当是一左一右两个字符", "an opening and a closing character are needed")


def unpaired(view: View, pairs: tuple[str, ...]) -> list[tuple[str, list[Span]]]:
    """What does not pair, by form, sort of fault and pair, in the order of the text.

    What opens in one cell or paragraph and closes in a near one was parted by the page, not forgotten.
    """
    loose: list[_Loose] = []
    marks = {mark for pair in pairs for mark in pair}
    for location, text in view.texts.those(lambda text: not marks.isdisjoint(text)):
        for fault in _loose(location, text, pairs):
            other = _other_half(loose, fault)
            if other is None:
                loose.append(fault)
            else:
                loose.remove(other)
    found: dict[tuple[int, str, str], list[Span]] = {}
    for fault in loose:
        form = view.form_at(fault.span.location)
        found.setdefault((form.number if form else 0, fault.when, fault.pair), []).append(fault.span)
    return [(when, spans) for (_, when, _), spans in found.items()]


def _loose(location: Location, text: str, pairs: tuple[str, ...]) -> Iterator[_Loose]:
    """The marks of one text that have no partner in it."""
    openers, closers = {p[0]: p for p in pairs}, {p[1]: p for p in pairs}
    ordinals = {found.end() - 1 for found in _ORDINAL.finditer(text)}
    stack: list[tuple[str, int]] = []
    for at, char in enumerate(text):
        if char in openers:
            stack.append((openers[char], at))
        elif char in closers and not (char == _APOSTROPHE and text[at - 1 : at].isascii()):
            pair = closers[char]
            top = stack[-1][0] if stack else ""
            if any(opened == pair for opened, _ in stack):
                while stack[-1][0] != pair:
                    yield _unclosed(location, text, *stack.pop())
                stack.pop()
            elif top and _plain(top) == _plain(pair):
                start = stack.pop()[1]
                yield _Loose(MIXED, pair, Span(text[start : at + 1], location.span(start, at + 1)))
            elif at not in ordinals and _textual(text, at, -1):
                start = max(0, at - _NEAR * 2)
                yield _Loose(UNOPENED, pair, Span(text[start : at + 1], location.span(start, at + 1)))
    for pair, at in stack:
        if _textual(text, at, 1):
            yield _unclosed(location, text, pair, at)


def _textual(text: str, at: int, step: int) -> bool:
    """Whether a half-width mark embraces text: the rest of a formula or of a program line is none of ours."""
    if not text[at].isascii():
        return True
    inside = text[at + 1 :].lstrip() if step > 0 else text[:at].rstrip()
    return bool(inside) and not inside[0 if step > 0 else -1].isascii()


def _unclosed(location: Location, text: str, pair: str, at: int) -> _Loose:
    end = min(len(text), at + _NEAR * 2 + 1)
    return _Loose(UNCLOSED, pair, Span(text[at:end], location.span(at, end)))


def _plain(pair: str) -> str:
    return unicodedata.normalize("NFKC", pair)


def _other_half(loose: list[_Loose], fault: _Loose) -> _Loose | None:
    """The opening mark in a near cell or paragraph that a closing one belongs to."""
    if fault.when != UNOPENED:
        return None
    here = fault.span.location
    for other in reversed(loose):
        there = other.span.location
        near = (here.document, here.part, here.parent) == (there.document, there.part, there.parent)
        if near and abs(here.block - there.block) <= _NEAR and other.when == UNCLOSED and other.pair == fault.pair:
            return other
    return None
