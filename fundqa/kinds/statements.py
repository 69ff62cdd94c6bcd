"""Which statements of an operand a rule goes by when the report makes several."""

from __future__ import annotations

from collections.abc import Sequence

from fundqa import interval
from fundqa.kinds.selecting import Operand, same
from fundqa.model import Basis, Fact
from fundqa.view import View


def statements(view: View, wanted: Operand, anchor: Fact, by: Sequence[str]) -> list[Fact]:
    """The statements of an operand that belong to an anchor: the narrowest first, of equals one in a table.

    A statement that agrees with a narrower one on its basis says nothing more, and is left out. Numbers whose basis is
    not said stand in only where no other statement of the operand is given; they can agree, but prove nothing wrong.
    """
    fitting = [f for f in wanted.choose(view) if f is not anchor and same(f, anchor, by)]
    found = [f for f in fitting if f.basis is not None] or fitting
    kept: list[Fact] = []
    for fact in sorted(found, key=lambda f: (f.quantity.interval.width, f.context.place != "table")):
        finer = (f for f in kept if f.basis is fact.basis)
        if not any(interval.meet(f.quantity.interval, fact.quantity.interval) for f in finer):
            kept.append(fact)
    return kept


def preferred(found: Sequence[Fact]) -> list[Fact]:
    """Without the initial budget where another holds for the whole year; else all."""
    if any(fact.basis is Basis.FULL_YEAR for fact in found):
        return [fact for fact in found if fact.basis is not Basis.INITIAL]
    return list(found)
