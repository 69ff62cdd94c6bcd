"""What the prose of a published budget or final account relates: a rate of completion with its budget and result."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from fundqa.model import RATE, Basis, Fact
from fundqa.units import RATIO
from fundqa.view import View
from fundqa.view_tables import Tie

COMPLETION = "completion"


def completions(view: View) -> Iterator[Tie]:
    """Each rate with the result and the budget that it names, in its paragraph or else in a table."""
    stated: dict[tuple[str, str], list[Fact]] = {}
    for fact in view.facts:
        if fact.context.account and not fact.dims and fact.quantity.unit.dimension != RATIO:
            stated.setdefault((fact.concept, fact.period), []).append(fact)
    for rate in view.facts:
        if rate.context.account and rate.dims and rate.dims[0][0] == RATE:
            own = stated.get((rate.concept, rate.period), ())
            executed, budget = _nearest(rate, own, Basis.EXECUTED), budget_of(rate, own)
            if executed and budget:
                yield Tie(COMPLETION, {COMPLETION: rate, "executed": executed, "budget": budget}, True)


def budget_of(rate: Fact, stated: Sequence[Fact]) -> Fact | None:
    """The budget that a rate names."""
    basis = rate.basis or Basis.BUDGET
    exact = [fact for fact in stated if fact.basis is basis]
    return _nearest(rate, exact, basis) or _nearest(rate, stated, basis)


def _nearest(rate: Fact, stated: Sequence[Fact], basis: Basis) -> Fact | None:
    """The last statement before a rate in its paragraph, else the first one of a table."""
    fitting = [fact for fact in stated if fact.basis is not None and fact.basis.compatible(basis)]
    same = [f for f in fitting if f.location.host == rate.location.host and f.location.start < rate.location.start]
    tables = [fact for fact in fitting if fact.location.row >= 0]
    return next(iter((*same[-1:], *tables)), None)
