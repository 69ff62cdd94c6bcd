"""The part and the total of a share, looked up in the whole report where its own sentence does not state them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from fundqa.model import SHARE, Basis, Fact
from fundqa.units import COUNT, MONEY
from fundqa.view import Share, View

Key = tuple[str, str, str]
"""Concept, entity and period of an amount."""


def completed(view: View) -> tuple[Share, ...]:
    """The shares with every statement of their part and total: of the same fund, year and basis."""
    if not view.shares:
        return ()
    stated: dict[Key, list[Fact]] = {}
    for fact in view.facts:
        if fact.concept and fact.entity and not fact.dims and fact.quantity.unit.dimension in (MONEY, COUNT):
            stated.setdefault((fact.concept, fact.entity, fact.period), []).append(fact)
    return tuple(_complete(share, stated) for share in view.shares)


def _complete(share: Share, stated: Mapping[Key, list[Fact]]) -> Share:
    fact, of = share.share, dict(share.share.dims)[SHARE]
    parts = share.parts or tuple(stated.get((fact.concept, fact.entity, fact.period), ()))
    totals = share.totals or (tuple(stated.get((of, fact.entity, fact.period), ())) if of else ())
    own = (*share.parts, *share.totals)
    basis = next((f.basis for f in (*own, fact) if f.basis is not None), None)
    if own and basis is None:  # an amount beside the share, of unsaid basis: what stands elsewhere may be of another
        return share
    if not share.parts:
        parts = tuple(part for part in parts if _may_be(part, basis))
    if not share.totals:
        totals = tuple(total for total in totals if _may_be(total, basis))
    return replace(share, parts=parts, totals=totals)


def _may_be(fact: Fact, basis: Basis | None) -> bool:
    return basis is None or fact.basis is None or fact.basis.compatible(basis)
