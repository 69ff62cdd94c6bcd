"""A column between the initial and the adjusted budget: what was added, or the adjusted budget itself."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from fundqa.extract.rawform import Amount
from fundqa.model import Basis, Mention, Span

Mentions = Callable[[Span], list[Mention]]
_SHARE = Decimal("0.5")


def settled(amounts: Sequence[Amount], mentions: Mentions) -> list[Amount]:
    """The amounts; such a column is the adjusted budget where it repeats that, or where no other column gives it.

    An amount of its own concept on the basis of the full year stands in such a column. Where no adjusted budget is
    given, a number of less than half the initial budget is no budget but what was added.
    """
    added = [amount for amount in amounts if amount.concept and amount.basis is Basis.FULL_YEAR]
    full = {a.path: a for a in amounts if not a.concept and not a.scope and a.basis is Basis.FULL_YEAR}
    initial = {a.path: a for a in amounts if not a.concept and a.basis is Basis.INITIAL}
    if full:
        before = [one for one, other in _values(added, initial, mentions) if other]
        pairs = list(_values(added, full, mentions))
        whole = bool(before) and bool(pairs) and all(one == other for one, other in pairs)
    else:
        whole = all(one >= other * _SHARE for one, other in _values(added, initial, mentions))
    return [replace(amount, concept="") if whole and amount in added else amount for amount in amounts]


def _values(added: Sequence[Amount], full: dict[str, Amount], mentions: Mentions) -> Iterator[tuple[Decimal, Decimal]]:
    for amount in added:
        one, other = _value(amount, mentions), _value(full.get(amount.path), mentions)
        if one is not None and other is not None:
            yield one, other


def _value(amount: Amount | None, mentions: Mentions) -> Decimal | None:
    found = mentions(amount.cell) if amount is not None else []
    return found[0].value if len(found) == 1 else None
