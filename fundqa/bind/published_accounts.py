"""Accounts as the prose names them, by the names of their levels, and the code that they have in the tables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from fundqa.formspec_published import Words
from fundqa.lexicon import normalise

_NAME = '[^，。；：;:、“”"\\n]{1,40}?'
_LENGTHS = (3, 5, 7)
_LEADING = re.compile(r"^[\d.．（）()\s]+")
_QUOTED = '[“"]([^“”"\\n]{2,120})[”"]\\s*'
_OUTER = "：-"
_CLOSE = 0.5


@dataclass(frozen=True, slots=True)
class Reference:
    """An account named at [start, end), by the names of its levels."""

    start: int
    end: int
    names: tuple[str, ...]


def references(text: str, words: Words) -> Iterator[Reference]:
    """The accounts that a text names, from left to right."""
    if len(words.levels) < len(_LENGTHS) or not any(word in text for word in (words.levels[0], *words.account)):
        return
    first, *deeper = (rf"[（(]\s*{level}\s*[）)]" for level in words.levels)
    path = rf"({_NAME}){first}" + "".join(rf"(?:({_NAME}){level})?" for level in deeper)
    quoted = _QUOTED + f"(?:{'|'.join(words.account)})"
    found: list[Reference] = []
    for match in re.finditer(quoted, text):
        names = _names(match[1], path, words)
        if names:
            found.append(Reference(match.start(), match.end(), names))
    for match in re.finditer(path, text):
        if not any(match.start() < other.end and other.start < match.end() for other in found):
            names = tuple(_plain(name) for name in match.groups() if name)
            start = match.start() + len(match[0]) - len(_LEADING.sub("", match[0]))
            found.append(Reference(start, match.end(), names))
    yield from sorted(found, key=lambda reference: reference.start)


def _names(content: str, path: str, words: Words) -> tuple[str, ...]:
    match = re.search(path, content)
    if match:
        return tuple(_plain(name) for name in match.groups() if name)
    return tuple(_plain(name) for name in re.split("|".join(map(re.escape, words.joints)), content) if name.strip())


def _plain(name: str) -> str:
    return normalise(_LEADING.sub("", name.strip()))


def resolved(names: Sequence[str], chart: Mapping[str, str]) -> tuple[str, str]:
    """The code of a path of names; "" and the closest path where the tables have none.

    "" and "" where the tables print no accounts of that level, so that nothing can be said.
    """
    if len(names) > len(_LENGTHS) or not any(len(code) == _LENGTHS[len(names) - 1] for code in chart):
        return "", ""
    found = [""]
    for name, length in zip(names, _LENGTHS, strict=False):
        below = [code for code in chart if len(code) == length and any(code.startswith(up) for up in found)]
        own = [code for code in below if _same(chart[code], name)]
        if not own:
            return "", _nearest(names, chart, found)
        found = own
    return (found[0], "") if len(found) == 1 else ("", "")


def _same(one: str, other: str) -> bool:
    return normalise(one) == normalise(other)


def _nearest(names: Sequence[str], chart: Mapping[str, str], found: Sequence[str]) -> str:
    """The account of the same depth that comes closest, under what was found of it; "" where nothing does."""
    length = _LENGTHS[len(names) - 1]
    paths = {_path(code, chart): code for code in chart if len(code) == length and code.startswith(tuple(found))}
    near = get_close_matches(_OUTER[1].join(names), list(paths), 1, _CLOSE)
    return near[0] if near else ""


def _path(code: str, chart: Mapping[str, str]) -> str:
    return _OUTER[1].join(chart.get(code[:length], "") for length in _LENGTHS if length <= len(code))
