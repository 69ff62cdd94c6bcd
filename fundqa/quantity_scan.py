"""From text to mentions: the tokens and readings of a text in one pass, joined into ranges and lists."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache

from fundqa.model import Mention
from fundqa.quantity_atoms import Atoms, Reading
from fundqa.quantity_join import joined, single
from fundqa.quantity_lex import Lexer, Token
from fundqa.quantity_units import Units
from fundqa.units import Unit

QUANTITIES = frozenset(("number", "money", "count", "percent", "points", "ratio", "measure", "range", "list"))
"""The kinds of mention that are quantities; every other kind is something recognised as none."""


def finder_of(units: Mapping[str, Unit]) -> Units:
    """The table made ready for finding units in text; the last few tables are kept."""
    return _ready(TableKey(units))


class TableKey:
    """A unit table as a key: by identity, for tables are built once and never changed."""

    def __init__(self, units: Mapping[str, Unit]) -> None:
        self.units = units

    def __hash__(self) -> int:
        return id(self.units)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TableKey) and self.units is other.units


@lru_cache(maxsize=8)
def _ready(key: TableKey) -> Units:
    return Units(key.units)


def as_printed(text: str, mention: Mention) -> Mention:
    """The mention with its surface from the text as it was before normalisation."""
    members = tuple(as_printed(text, m) for m in mention.members)
    surface, word = text[mention.start : mention.end], mention.qualifier
    if surface == mention.surface and not members:
        return mention
    if word and (at := mention.surface.find(word)) >= 0:
        word = surface[at : at + len(word)]
    return replace(mention, surface=surface, members=members, qualifier=word)


def _scan(text: str, finder: Lexer, units: Units) -> list[Token | Reading]:
    found: list[Token | Reading] = []
    position = floor = 0
    atoms = Atoms(text, units)
    while match := finder.trigger.search(text, position):
        start = match.start()
        item = _item(text, start, floor, finder, atoms)
        if item is None:
            position = start + 1
            continue
        position = max(item.end, start + 1)
        if isinstance(item, Token) or item.fixed != "skip":
            floor = position
            found.append(item)
    return found


def _item(text: str, start: int, floor: int, finder: Lexer, atoms: Atoms) -> Token | Reading | None:
    """What begins at `start`: the longer of a non-quantity and a number, a non-quantity when they are equally long."""
    token = finder.token(text, start, floor)
    if not finder.numeral(text[start]) or (token is not None and not token.listed):
        return token
    reading = atoms.read(start, floor)
    if token is None or (reading is not None and reading.fixed in ("", "ratio") and reading.stop > token.end):
        return reading
    return token


def mentions_in(text: str, finder: Lexer, units: Units) -> list[Mention]:
    """All mentions of a normalised text, in order."""
    mentions: list[Mention] = []
    run: list[Reading] = []
    for item in _scan(text, finder, units):
        if isinstance(item, Reading):
            run.append(item)
        elif item.kind:
            mentions += _joined_run(text, run, units)
            run = []
            mentions.append(of_token(text, item))
    return mentions + _joined_run(text, run, units)


def _joined_run(text: str, readings: list[Reading], units: Units) -> list[Mention]:
    mentions, at = [], 0
    while at < len(readings):
        several = joined(text, readings, at, units)
        if several or not readings[at].weak:
            mentions.append(several.mention if several else single(text, readings[at]))
        at += several.used if several else 1
    return mentions


def of_token(text: str, token: Token) -> Mention:
    """A recognised non-quantity as a mention."""
    start, end = token.start, token.end
    return Mention(start, end, text[start:end], token.kind, None, token.low, token.high, recurrence=token.recurrence)
