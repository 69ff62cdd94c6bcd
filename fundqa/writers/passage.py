"""The report's own words behind an outcome, place by place: what every writer for people quotes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fundqa.document import Location
from fundqa.model import Evidence
from fundqa.writers.place import Places
from fundqa.writers.quote import Piece, quote

_SHORT = 30
"""Cells up to this length are quoted side by side, as they stand in their row."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted paragraph or cell; `where` tells apart the cells of one row and is "" otherwise."""

    where: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Passage:
    """A place in words and what is quoted from it; no quotes when the cell there is empty."""

    place: str
    quotes: tuple[Quote, ...]


def passages(evidence: Sequence[Evidence], places: Places, home: str) -> tuple[Passage, ...]:
    """`evidence` as passages in order of appearance; the short cells of one row make one passage."""
    hosts: dict[Location, dict[Location, Evidence]] = {}
    for item in evidence:
        hosts.setdefault(item.location.host, {}).setdefault(item.location, item)
    rows: dict[object, list[list[Evidence]]] = {}
    for host, items in hosts.items():
        short = host.row >= 0 and len(_text(host, list(items.values()), places)) <= _SHORT
        key = (host.document, host.part, host.block, host.parent, host.row) if short else host
        rows.setdefault(key, []).append(list(items.values()))
    return tuple(_passage(group, places, home) for group in rows.values())


def _passage(group: list[list[Evidence]], places: Places, home: str) -> Passage:
    if len(group) == 1:
        pieces = _pieces(group[0], places)
        return Passage(places.of(group[0][0], home), (Quote("", pieces),) if pieces else ())
    cells = sorted(group, key=lambda items: items[0].location.col)
    quotes = tuple(Quote(places.column(items[0]), _pieces(items, places)) for items in cells)
    return Passage(places.of(cells[0][0], home, row=True), quotes)


def _pieces(items: list[Evidence], places: Places) -> tuple[Piece, ...]:
    return quote(_text(items[0].location.host, items, places), [(e.location.start, e.location.end) for e in items])


def _text(host: Location, items: list[Evidence], places: Places) -> str:
    text = places.text(host)
    return items[0].surface if text is None else text
