"""The report's own words behind an outcome, place by place: what every writer for people quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fundqa.document import Location
from fundqa.model import Evidence
from fundqa.writers.digest import is_result
from fundqa.writers.place import Places
from fundqa.writers.quote import Piece, quote
from fundqa.writers.words import squeeze

_SHORT = 30
"""Cells up to this length are quoted side by side, as they stand in their row."""
_PHRASE = 20
"""Quotations longer than this are not given a second time when the message has them."""
_CAPTIONS = ("other", "seen", "found", "supports", "reason", "previous")
"""Roles that a reader would not guess from the message."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted paragraph or cell; `where` tells apart the cells of one row and is "" otherwise; no pieces: empty.

    at: the paragraph or cell itself.
    """

    where: str
    pieces: tuple[Piece, ...]
    at: Location | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in words and what is quoted from it; no quotes when the message says it all.

    role: the part it plays, where that needs a word; running: a paragraph or long cell, not short cells of a row; at:
    where what is meant first stands.
    """

    place: str
    quotes: tuple[Quote, ...]
    role: str = ""
    running: bool = False
    at: Location | None = field(default=None, compare=False)


def passages(evidence: Sequence[Evidence], places: Places, home: str, message: str = "") -> tuple[Passage, ...]:
    """`evidence` as passages in order of appearance, without what `message` quotes already.

    The short cells of one row make one passage.
    """
    hosts: dict[Location, dict[Location, Evidence]] = {}
    for item in evidence:
        hosts.setdefault(item.location.host, {}).setdefault(item.location, item)
    rows: dict[object, list[list[Evidence]]] = {}
    for host, items in hosts.items():
        short = host.row >= 0 and len(_text(host, list(items.values()), places)) <= _SHORT
        key = (host.document, host.part, host.block, host.parent, host.row) if short else host
        rows.setdefault(key, []).append(list(items.values()))
    return tuple(_passage(group, places, home, message) for group in rows.values())


def _passage(group: list[list[Evidence]], places: Places, home: str, message: str) -> Passage:
    cells = sorted(group, key=lambda items: items[0].location.col)
    first, alone = cells[0][0], len(cells) == 1
    place = places.of(first, home, row=not alone, label=places.label(first) not in message)
    quotes = [
        Quote("" if alone else places.column(items[0]), _pieces(items, places), items[0].location.host)
        for items in cells
    ]
    running = len(_text(first.location.host, cells[0], places)) > _SHORT or first.location.row < 0
    fresh = tuple(quote for quote in quotes if not _said(quote, message))
    return Passage(place, fresh, _role(group), running, first.location)


def _role(group: list[list[Evidence]]) -> str:
    roles = {item.role for items in group for item in items}
    role = roles.pop()
    return role if not roles and role in _CAPTIONS else ""


def _said(quote: Quote, message: str) -> bool:
    """Whether `message` has what is marked in `quote`, word for word and at some length."""
    marked = [squeeze(piece.text) for piece in quote.pieces if piece.marked]
    return bool(marked) and all(len(text) > _PHRASE and text in message for text in marked)


def _pieces(items: list[Evidence], places: Places) -> tuple[Piece, ...]:
    off = {(e.location.start, e.location.end) for e in items if is_result(e)}
    spans = [(e.location.start, e.location.end) for e in items]
    return quote(_text(items[0].location.host, items, places), spans, off)


def _text(host: Location, items: list[Evidence], places: Places) -> str:
    text = places.text(host)
    return items[0].surface if text is None else text
