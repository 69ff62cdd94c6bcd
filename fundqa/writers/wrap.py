"""Breaking lines of mixed Chinese and Latin text by display width.

A Chinese character may stand at a line's end; a run of Latin letters or of digits with its unit sign is kept whole; a
closing mark never begins a line and an opening mark never ends one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import groupby
from operator import itemgetter

from rich.cells import cell_len
from rich.text import Text

_CLOSE = "，。；：！？、）］》〉」』”’】％%…)]},.;:!?"
_OPEN = "（［《〈「『“‘【([{"
_SIGNS = "亿万千元人次户件"
_LONGEST = 24
# A run of Latin letters, digits and signs but opening brackets; or any one character.
_TOKEN = re.compile(rf"[!-'*-Z\\\]-z|}}~]{{1,{_LONGEST}}}|.", re.DOTALL)

Pieces = Iterable[tuple[str, str]]
"""Text with its style, in order."""


def wrap(pieces: Pieces, width: int, first: Pieces = (), indent: int = 0) -> list[Text]:
    """`pieces` in lines of at most `width` cells; `first` begins the first line, blanks of `indent` the others."""
    line = list(first)
    lines = [line]
    used, fresh = sum(cell_len(text) for text, _ in line), True
    for unit in _units(pieces):
        size = sum(cell_len(text) for text, _ in unit)
        blank = unit[0][0].isspace()
        if blank and ((fresh and len(lines) > 1) or used + size > width):
            continue
        if used + size > width and not fresh:
            line = [(" " * indent, "")]
            lines.append(line)
            used = indent
        line += [(" ", unit[0][1])] if blank else unit
        used, fresh = used + size, False
    return [_joined(line) for line in lines]


def _joined(line: list[tuple[str, str]]) -> Text:
    """One Text of `line`, with neighbours of one style in one run."""
    runs = groupby(line, key=itemgetter(1))
    text = Text.assemble(*(("".join(part for part, _ in parts), style) for style, parts in runs))
    text.rstrip()
    return text


def _units(pieces: Pieces) -> list[list[tuple[str, str]]]:
    """What must not be broken: each unit is a list of styled texts."""
    units: list[list[tuple[str, str]]] = []
    for text, style in pieces:
        for token in _TOKEN.findall(text):
            if units and _glued(units[-1], token):
                units[-1].append((token, style))
            else:
                units.append([(token, style)])
    return units


def _glued(unit: list[tuple[str, str]], token: str) -> bool:
    last = unit[-1][0][-1]
    if last.isspace() or token.isspace() or sum(len(text) for text, _ in unit) > _LONGEST:
        return False
    return token[0] in _CLOSE or last in _OPEN or (token in _SIGNS and (last in _SIGNS or last.isdigit()))
