"""Sentences: frames filled from an account, every figure in them marked with what it states."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from fundqa.seeding.books import Account, Part
from fundqa.seeding.indicators import Indicator
from fundqa.seeding.page import Line, joined
from fundqa.seeding.style import Printed, Style
from fundqa.seeding.words import Choice, words
from fundqa.units import COUNT, MONEY, NUMBER

_SLOT = re.compile(r"\{([^{}]+)\}")
_TRIES = 3
_NAMED = ("place", "year", "fund")


@dataclass(slots=True)
class Composer:
    """Writes sentences in one report's manner. common: words of the whole report (place, year …)."""

    choice: Choice
    style: Style
    common: dict[str, str]
    rows: dict[int, tuple[Indicator, ...]] = field(default_factory=dict)

    def line(self, frames: Sequence[str], account: Account | None = None, **more: str | Line) -> Line | None:
        """One of the frames, filled; None when the account lacks figures for every one of them."""
        phrases = words()["frames"]["phrases"]
        for frame in self.choice.shuffled(frames):
            for _ in range(_TRIES):
                template = self.choice.expand(frame, phrases)
                if all(self._known(slot, account, more) for slot in _SLOT.findall(template)):
                    return self._filled(template, account, more)
        return None

    def _known(self, slot: str, account: Account | None, more: dict[str, str | Line]) -> bool:
        if "=" in slot or slot in more or slot in self.common:
            return True
        if account is None:
            return False
        return account.lists.get(slot[1:]) is not None if slot[0] == "*" else slot in account.figures | account.words

    def _filled(self, template: str, account: Account | None, more: dict[str, str | Line]) -> Line:
        slots = _SLOT.findall(template)
        printed = self.style.unit_for(_amounts(account, slots))
        pieces = _SLOT.split(template)
        lines = [self._slot(piece, account, printed, more) if i % 2 else Line(piece) for i, piece in enumerate(pieces)]
        return joined(lines)

    def _slot(self, slot: str, account: Account | None, printed: Printed, more: dict[str, str | Line]) -> Line:
        name, equals, text = slot.partition("=")
        if equals:
            return Line.of(text, account.key(name) if account else name)
        if slot in more:
            value = more[slot]
            return value if isinstance(value, Line) else Line(value)
        if account is not None and slot[0] == "*":
            return self._list(account, slot[1:], printed)
        if account is not None and slot in account.figures:
            return Line.of(self.style.printed(account.figures[slot], printed), account.key(slot))
        return self._word(slot, account)

    def _word(self, slot: str, account: Account | None) -> Line:
        own = account.words.get(slot) if account else None
        text = self.common[slot] if own is None else own
        if slot not in _NAMED:
            return Line(text)
        return Line.of(text, account.key(slot) if account and slot == "fund" else slot)

    def _list(self, account: Account, name: str, printed: Printed) -> Line:
        """A list of parts: one by one, nested, or names first and values after."""
        lists = words()["frames"]["lists"]
        parts = account.lists[name]
        if name == "shares":
            return self._shares(account, parts, printed)
        opening = Line(self.choice.pick(lists["opening"]))
        if len(parts) > 1 and name != "tree_done" and self.choice.often(25):
            return opening + self._paired(account, parts, printed)
        joint = self.choice.pick(lists["joint"])
        each, nested = self.choice.pick(lists["each"]), self.choice.pick(lists["nested"])
        deep = name == "tree_done"
        return opening + joined([self._part(account, p, printed, each, nested, deep) for p in parts], joint)

    def _part(self, account: Account, part: Part, printed: Printed, each: str, nested: str, deep: bool) -> Line:
        value = self._figure(account, part.key, printed)
        if not (deep and part.parts):
            return _put(each, name=Line(part.name), value=value)
        inner = [self._part(account, p, printed, each, nested, False) for p in part.parts]
        comma = words()["frames"]["lists"]["comma"]
        return _put(nested, name=Line(part.name), value=value, inner=joined(inner, comma))

    def _paired(self, account: Account, parts: Sequence[Part], printed: Printed) -> Line:
        names = _enumerated([Line(part.name) for part in parts])
        values = _enumerated([self._figure(account, part.key, printed) for part in parts])
        return _put(self.choice.pick(words()["frames"]["lists"]["paired"]), names=names, values=values)

    def _shares(self, account: Account, parts: Sequence[Part], printed: Printed) -> Line:
        lists = words()["frames"]["lists"]
        frame = self.choice.pick(lists["share"])
        lines = []
        for part in parts:
            amount = self._figure(account, part.key.removeprefix("share."), printed)
            share = self._figure(account, part.key, printed)
            lines.append(_put(frame, name=Line(part.name), value=amount, share=share))
        return joined(lines, self.choice.pick(lists["share_joint"]))

    def _figure(self, account: Account, name: str, printed: Printed) -> Line:
        return Line.of(self.style.printed(account.figures[name], printed), account.key(name))

    def bound(self, account: Account, row: Indicator, *, prose: bool) -> Line:
        """An indicator's target as it is written in a cell or in prose."""
        if row.target_text:
            return Line(row.target_text)
        frames = words()["notations"]["prose" if prose else "cell"][row.sense]
        frame = self.choice.pick(frames)
        names = {"a": row.low, "b": row.high} if row.sense == "range" else {"v": row.target}
        return _put(frame, **{slot: self.number(account, row, name, 0, prose) for slot, name in names.items()})

    def value(self, account: Account, row: Indicator, *, prose: bool) -> Line:
        """An indicator's result."""
        return Line(row.result_text) if row.result_text else self.number(account, row, row.result, 1, prose)

    def number(self, account: Account, row: Indicator, name: str, side: int, prose: bool) -> Line:
        """A figure of an indicator; side: 0 target, 1 result."""
        figure = account.figures[name]
        if figure.dimension == COUNT:
            text = self.style.count(figure, prose=prose)
        elif figure.dimension == NUMBER:
            text = self.style.count(figure)
        else:
            places = row.places[side] if row.measure == "ratio" or not side else None
            text = self.style.ratio(figure.value, places)
        return Line.of(text, account.key(name))

    def missed(self, account: Account) -> str:
        """The names of the indicators that miss their targets."""
        names = [row.spoken for row in self.rows[account.number] if not row.achieved]
        return str(words()["frames"]["lists"]["comma"]).join(names)


def _amounts(account: Account | None, slots: Sequence[str]) -> list[Decimal]:
    """All amounts of money that the slots of a sentence will print."""
    if account is None:
        return []
    names = [name for slot in slots for name in (_keys(account, slot[1:]) if slot[0] == "*" else [slot])]
    figures = [account.figures[name] for name in names if name in account.figures]
    return [figure.value for figure in figures if figure.dimension == MONEY]


def _keys(account: Account, name: str) -> list[str]:
    def all_of(part: Part) -> list[str]:
        below = [key for p in part.parts for key in all_of(p)] if name == "tree_done" else []
        return [part.key.removeprefix("share."), *below]

    return [key for part in account.lists[name] for key in all_of(part)]


def _enumerated(lines: Sequence[Line]) -> Line:
    """甲、乙和丙."""
    signs = words()["frames"]["lists"]
    return joined(lines[:-1], signs["comma"]) + Line(signs["and"]) + lines[-1] if len(lines) > 1 else lines[0]


def _put(frame: str, **slots: Line) -> Line:
    pieces = _SLOT.split(frame)
    return joined([slots[piece] if i % 2 else Line(piece) for i, piece in enumerate(pieces)])
