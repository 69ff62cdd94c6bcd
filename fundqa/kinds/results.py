"""Comparing results: the shares and measures that the text gives as results against their indicator's in the forms."""

from __future__ import annotations

from collections.abc import Hashable

from fundqa.kinds import promises
from fundqa.kinds.base import not_applicable
from fundqa.kinds.pairing import compared, pair_outcome, statement_key
from fundqa.kinds.selecting import known
from fundqa.model import Basis, Fact, Rule
from fundqa.report import Outcome
from fundqa.units import MEASURE, RATIO
from fundqa.view import View

_BY = ("concept", "entity", "period")


def evaluate(rule: Rule, view: View) -> list[Outcome]:
    """Every result of the text; one row that agrees decides, for several may share a concept.

    Where the sentence does not name the row (满意度 of whom?), a difference is at most a warning.
    """
    column, said = view.lexicon.columns.result, dict[Hashable, list[Fact]]()
    measured = [f for f in view.facts if f.basis is Basis.COMPLETED and f.quantity.unit.dimension in (RATIO, MEASURE)]
    for fact in measured:
        if fact.context.column == column:
            said.setdefault(statement_key(fact, _BY), []).append(fact)
    outcomes = []
    for anchor in measured:
        rivals = said.get(statement_key(anchor, _BY), []) if anchor.context.place == "prose" else []
        if rivals and known(anchor, _BY) and not anchor.dims:
            chosen = next((fact for fact in rivals if compared(anchor, fact).agrees), rivals[0])
            unsure = not promises.sure(view, anchor, chosen, rivals)
            outcomes.append(pair_outcome(rule, view, anchor, chosen, [], unsure=unsure))
    return outcomes or not_applicable(rule, view)
