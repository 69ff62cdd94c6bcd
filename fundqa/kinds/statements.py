"""Which statements of an operand a rule goes by when the report makes several."""

from __future__ import annotations

from collections.abc import Sequence

from fundqa import interval
from fundqa.kinds.selecting import Operand, aspects, by_aspects
from fundqa.model import Basis, Fact
from fundqa.view import View

MOST_TRIED = 4
"""How many statements of one operand are tried."""


def statements(view: View, wanted: Operand, anchor: Fact, by: Sequence[str]) -> list[Fact]:
    """The statements of an operand that belong to an anchor: the narrowest first, of equals one in a table.

    A statement that agrees with a narrower one on its basis says nothing more, and is left out. Numbers whose basis is
    not said stand in only where no other statement of the operand is given; they can agree, but prove nothing wrong.
    """
    if wanted.fits(anchor):
        return _telling([fact for fact in wanted.alike(view, anchor, by) if fact is not anchor])
    return view.once(_told, wanted, tuple(by), aspects(anchor, by))


def _told(view: View, wanted: Operand, by: Sequence[str], key: tuple[object, ...]) -> list[Fact]:
    return _telling(view.once(by_aspects, wanted, by).get(key, ()))


def _telling(fitting: Sequence[Fact]) -> list[Fact]:
    """The narrowest first, few on each basis: no more are ever tried."""
    found = [f for f in fitting if f.basis is not None] or fitting
    kept: dict[Basis | None, list[Fact]] = {}
    order: list[Fact] = []
    for fact in sorted(found, key=lambda f: (f.quantity.interval.width, f.context.place != "table")):
        finer = kept.setdefault(fact.basis, [])
        own = fact.quantity.interval
        if len(finer) < MOST_TRIED and not any(interval.meet(f.quantity.interval, own) for f in finer):
            finer.append(fact)
            order.append(fact)
    return order


def preferred(found: Sequence[Fact]) -> list[Fact]:
    """Without the initial budget where another holds for the whole year; else all."""
    if any(fact.basis is Basis.FULL_YEAR for fact in found):
        return [fact for fact in found if fact.basis is not Basis.INITIAL]
    return list(found)
