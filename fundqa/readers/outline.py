"""Which paragraphs are headings: the same text gives the same heading in every format."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from fundqa.readers.numerals import ordinal

MAX_NUMBERED = 40
MAX_UNNUMBERED = 20
MAX_FORCED = 100

_NUMERAL = r"[一二三四五六七八九十〇○]{1,4}"
_DIGITS = r"\d{1,2}"

# Style, level, pattern with the numeral as its group. Parts, chapters and sections rank above 一、 only where a
# report has them, so their levels are 1 to 3 and `Scheme.part` shifts the others down.
_SCHEMES: tuple[tuple[str, int, bool, re.Pattern[str]], ...] = tuple(
    (style, level, part, re.compile(pattern))
    for style, level, part, pattern in (
        ("第一部分", 1, True, rf"第({_NUMERAL}|{_DIGITS})(?:部分|篇|编)"),
        ("第一章", 2, True, rf"第({_NUMERAL}|{_DIGITS})章"),
        ("第一节", 3, True, rf"第({_NUMERAL}|{_DIGITS})节"),
        ("一、", 1, False, rf"({_NUMERAL})[、.．,]"),
        ("（一）", 2, False, rf"[（(]({_NUMERAL})[)）][、.．]?"),
        ("（一）", 2, False, r"([㈠-㈩])[、.．]?"),
        ("1.1", 4, False, rf"{_DIGITS}[.．](\d{{1,2}})(?=[\s\u3000])"),
        ("1.1.1", 5, False, rf"{_DIGITS}[.．]{_DIGITS}[.．](\d{{1,2}})(?=[\s\u3000])"),
        ("1.", 3, False, rf"({_DIGITS})[、.．](?!\d)"),
        ("1.", 3, False, r"([⒈-⒛])"),
        ("（1）", 4, False, rf"[（(]({_DIGITS})[)）][、.．]?"),
        ("（1）", 4, False, r"([⑴-⒇])"),
        ("1）", 5, False, rf"({_DIGITS})[)）]"),
        ("①", 6, False, r"([①-⑳])[、.．]?"),
    )
)
_ENDS = frozenset("。；;！？!?")
_PAUSES = ("，", ",", "、")
_LEADER = re.compile(r"(?:\t|\.{3}|…|·{3})[ \t]*[-—]?[ \t]*\d{1,4}$")
_YEAR = re.compile(r"(?:19|20)\d\d(?:年(?!\d)|[-—至]20\d\d年)")
_LISTED = re.compile(rf"{_NUMERAL}是")
_DATE_CHARS = frozenset("0123456789０１２３４５６７８９〇○零一二三四五六七八九十年月日号.-/ \u3000")


@dataclass(frozen=True, slots=True)
class Mark:
    """A heading's number: as printed, its scheme, its value, its level, and whether it numbers parts or chapters."""

    number: str = ""
    style: str = ""
    ordinal: int = 0
    level: int = 0
    part: bool = False


UNNUMBERED = Mark()


def mark_of(text: str, auto: int = 0) -> Mark:
    """The number at the start of `text`, `auto` characters of which were set automatically; UNNUMBERED if none."""
    start = len(text) - len(text.lstrip())
    for style, level, part, pattern in _SCHEMES:
        found = pattern.match(text, start)
        value = ordinal(found.group(1)) if found else 0
        if found and value:
            return Mark(found.group(), style, value, level, part)
    return _automatic(text[:auto].strip()) if auto else UNNUMBERED


def _automatic(number: str) -> Mark:
    """The mark of an automatic number whose blank the text does not show, such as 1.1."""
    steps = number.rstrip(".．、").split(".")
    if not all(step.isdecimal() and len(step) <= 2 for step in steps):
        return UNNUMBERED
    style = "1." if len(steps) == 1 else ".".join("1" * len(steps))
    return Mark(number, style, int(steps[-1]), 2 + len(steps))


def heading_mark(text: str, auto: int = 0, *, forced: bool = False) -> Mark | None:
    """The mark of `text` if it reads as a heading, else None.

    forced: the format says that it is one; then only a run-on sentence or great length speaks against it.
    """
    bare = text.strip()
    if not bare or len(bare) > MAX_FORCED or _LEADER.search(bare):
        return None
    mark = mark_of(text, auto)
    if forced:
        return None if any(c in _ENDS for c in bare[:-1]) else mark
    if mark.number:
        return mark if _numbered_heading(bare, mark) else None
    return mark if not auto and _unnumbered_heading(bare) else None


def runs_on(text: str) -> bool:
    """Whether a paragraph of `text` seems to go on in the next line: too long for a heading, and no end in sight."""
    bare = text.strip()
    return len(bare) > MAX_UNNUMBERED and unicodedata.category(bare[-1])[0] not in "PS"


def _numbered_heading(bare: str, mark: Mark) -> bool:
    if len(bare) > MAX_NUMBERED or bare.endswith(_PAUSES) or any(c in _ENDS for c in bare):
        return False
    return mark.part or any(c.isalpha() for c in bare[len(mark.number) :])


def _unnumbered_heading(bare: str) -> bool:
    if len(bare) > MAX_UNNUMBERED or not any(c.isalpha() for c in bare):
        return False
    if _LISTED.match(bare) or all(c in _DATE_CHARS for c in bare):
        return False
    if bare[0].isdecimal() and not _YEAR.match(bare):
        return False
    if unicodedata.category(bare[0]) == "Ps" and unicodedata.category(bare[-1]) == "Pe":
        return False  # a remark in brackets
    return not any(_is_mark(c) for c in bare)


def _is_mark(char: str) -> bool:
    """Whether `char` is punctuation or a symbol other than a bracket or a quotation mark."""
    kind = unicodedata.category(char)
    return kind[0] in "PSC" and kind not in ("Ps", "Pe", "Pi", "Pf")
