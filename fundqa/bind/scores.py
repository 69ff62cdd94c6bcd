"""Weights and scores as facts: numbers of their indicator, of a label, of the execution rate or of the whole form."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from fundqa.bind.prose import is_asserted
from fundqa.bind.values import quantity_of
from fundqa.lexicon import Lexicon, normalise
from fundqa.model import Basis, Context, Dims, Fact, Mention, Quantity, Span
from fundqa.units import NO_UNIT, RATIO
from fundqa.view import GROUP_WEIGHT, RATE_SCORE, TOTAL_SCORE, Form, Row

_KINDS = {"indicators": "indicator", RATE_SCORE: "rate", TOTAL_SCORE: "total", GROUP_WEIGHT: "group"}
_HUNDRED = Decimal(100)
_POINT = "分"

Cell = tuple[Span, list[Mention]]


def score_facts(row: Row, form: Form, lexicon: Lexicon, cells: dict[str, Cell]) -> Iterator[Fact]:
    """The facts of a row's weight and score; `cells` are its cells by column, each with the numbers in it."""
    names, kind = lexicon.columns, _KINDS.get(row.table)
    label = row.cells.get(names.indicator) or next((c for c in row.cells.values() if c is not None), None)
    if kind is None or label is None:
        return
    context = Context("table", form.number, "", None, label, form.title)
    dims: Dims = ((kind, normalise(label.surface)),)
    allotted = (names.weight, names.share)
    for column in (names.weight, names.score, names.share, names.converted):
        cell, mentions = cells.get(column, (None, []))
        for mention in mentions:
            if cell is None or is_asserted(mention):
                continue
            at = cell.location.host.span(cell.location.start + mention.start, cell.location.start + mention.end)
            own = replace(context, column=column)
            if kind == "total" and column == names.score:
                quantity = quantity_of(mention, lexicon, None if mention.symbol else lexicon.units[_POINT])
                aspects = (lexicon.scores.total, form.entity, form.period, Basis.COMPLETED)
                yield Fact(*aspects, (), quantity, mention.surface, at, own)
            else:
                quantity = quantity_of(mention, lexicon, NO_UNIT)
                quantity = _exact(quantity, column == names.weight) if column in allotted else quantity
                yield Fact(column, form.entity, form.period, None, dims, quantity, mention.surface, at, own)


def _exact(quantity: Quantity, points: bool) -> Quantity:
    """A weight is allotted, not measured: exact; one of 10% is ten points of the hundred."""
    scaled = points and quantity.unit.dimension == RATIO
    value, unit = (quantity.value * _HUNDRED, NO_UNIT) if scaled else (quantity.value, quantity.unit)
    return replace(quantity, value=value, low=value, high=value, unit=unit)
