"""Grades that a report states (等级为“优”): claims whose kind is the grade."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from fundqa.lexicon import Scores

_QUOTES = "“”\"'‘’「」『』：:\\s"
_CLOSING = "”\"'’」』"
_LISTED = "、/／(（"

Grade = tuple[int, int, str]


def grades_in(text: str, start: int, end: int, words: Scores) -> Iterator[Grade]:
    """Start and end of each grade in a part of a text, and which one it is; a list of all grades names none."""
    names = {name: grade for grade, own in words.grades.items() for name in own}
    if not any(word in text for word in words.grade_before):
        return
    between = f"(?:{_any(words.grade_link)}|[{_QUOTES}])*"
    behind = f"(?=[{_QUOTES}]*(?:{_any(words.grade_after)}|(?![^\\W\\d_])[^{_LISTED}{_QUOTES}]|$))"
    pattern = re.compile(f"({_any(words.grade_before)}){between}({_any(tuple(names))}){behind}")
    for match in pattern.finditer(text, start, end):
        last = match.end(2)
        yield match.start(), last + (text[last : last + 1] in tuple(_CLOSING)), names[match[2]]


def _any(words: Sequence[str]) -> str:
    return "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
