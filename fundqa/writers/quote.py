"""Quoting a report's own words: the sentences around what is meant, with the meant characters marked."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace

from fundqa.writers.words import clean

_STOPS = "。！？!?；;\n"
_REACH = 60
"""How many characters either side of a mark are quoted at most."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of quoted characters; `marked` ones are what the finding is about, `gap` stands for words left out.

    `off`: marked as a result off its target, which is not contradicted by it. `at`: where a marked one starts in the
    text it is quoted from.
    """

    text: str
    marked: bool = False
    gap: bool = False
    off: bool = False
    at: int = field(default=-1, compare=False)


def quote(
    text: str, spans: Sequence[tuple[int, int]], off: Collection[tuple[int, int]] = frozenset()
) -> tuple[Piece, ...]:
    """`text` around the half-open `spans`, cut at sentences; spans outside the text are left out.

    Those of `spans` that are in `off` too are marked as off target.
    """
    text = clean(text)
    marks = _merge((max(a, 0), min(b, len(text))) for a, b in spans)
    windows = _merge(_window(text, a, b) for a, b in marks) if marks else [(0, min(len(text), 2 * _REACH))]
    pieces: list[Piece] = []
    done = 0
    for start, end in windows:
        if start > done:
            pieces.append(Piece("…", gap=True))
        inside = [mark for mark in marks if start <= mark[0] and mark[1] <= end]
        pieces += _marked(text, start, end, inside, off)
        done = end
    if done < len(text.rstrip()):
        pieces.append(Piece("…", gap=True))
    return tuple(_trimmed(pieces))


def _merge(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if start >= end:
            continue
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _window(text: str, start: int, end: int) -> tuple[int, int]:
    first, last = start, end
    while first > max(start - _REACH, 0) and text[first - 1] not in _STOPS:
        first -= 1
    limit = min(end + _REACH, len(text))
    while last < limit and text[last - 1] not in _STOPS:
        last += 1
    return first, last


def _marked(
    text: str, start: int, end: int, marks: Sequence[tuple[int, int]], off: Collection[tuple[int, int]]
) -> list[Piece]:
    pieces: list[Piece] = []
    for first, last in marks:
        pieces += [Piece(text[start:first]), Piece(text[first:last], marked=True, off=(first, last) in off, at=first)]
        start = last
    return [piece for piece in [*pieces, Piece(text[start:end])] if piece.text]


def _trimmed(pieces: Sequence[Piece]) -> list[Piece]:
    """Without the blanks that a cell begins or ends with; blanks alone are kept, as they are what is meant."""
    kept = list(pieces)
    if kept and (kept[0].text.strip() or not kept[0].marked):
        kept[0] = replace(kept[0], text=kept[0].text.lstrip())
    if kept and (kept[-1].text.strip() or not kept[-1].marked):
        kept[-1] = replace(kept[-1], text=kept[-1].text.rstrip())
    return [piece for piece in kept if piece.text]
