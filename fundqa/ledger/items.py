"""Facts, targets, names, claims and spans as JSON, and back: nothing is lost on the way, nothing is executed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from fundqa.document import Location
from fundqa.model import Basis, Bound, Claim, Context, Evidence, Fact, Item, Name, Quantity, Span, Target
from fundqa.units import Unit

Plain = Any
"""Lists, texts, numbers and null, as JSON has them."""


def dumps(plain: Plain) -> str:
    """Compact JSON, Chinese as it is."""
    return json.dumps(plain, ensure_ascii=False, separators=(",", ":"))


def location_out(at: Location, own: str) -> Plain:
    """A Location as a list; the document whose path is `own` is not named."""
    return [
        "" if at.document == own else at.document,
        at.part,
        at.block,
        at.row,
        at.col,
        at.start,
        at.end,
        at.page,
        list(at.parent),
    ]


def location_in(plain: Plain, own: str) -> Location:
    """A Location from its list, in the document `own` where it names none."""
    document, part, block, row, col, start, end, page, parent = plain
    return Location(document or own, part, block, row, col, start, end, page, tuple(parent))


def item_out(item: Item, own: str) -> Plain:
    """An item of the document `own` as a list whose first member says what it is."""
    match item:
        case Fact():
            aspects = [item.concept, item.entity, item.period, item.basis, [list(d) for d in item.dims]]
            rest = [
                item.surface,
                location_out(item.location, own),
                _context_out(item.context, own),
                list(item.candidates),
            ]
            return ["fact", *aspects, _quantity_out(item.quantity), *rest]
        case Target():
            rest = [item.surface, location_out(item.location, own), _context_out(item.context, own), item.plan]
            return ["target", item.concept, item.entity, item.period, _bound_out(item.bound), *rest]
        case Name():
            said = [item.role, item.division, item.body, item.surface]
            return ["name", *said, location_out(item.location, own), _context_out(item.context, own)]
        case Claim():
            said = [item.kind, item.entity, item.surface]
            return ["claim", *said, location_out(item.location, own), _context_out(item.context, own)]
        case Span():
            return ["span", item.surface, location_out(item.location, own)]


def item_in(plain: Plain, own: str) -> Item:
    """An item from its list."""
    kind, *rest = plain
    match kind:
        case "fact":
            return fact_in(plain, own)
        case "target":
            return target_in(plain, own)
        case "name":
            role, division, body, surface, at, context = rest
            return Name(role, division, body, surface, location_in(at, own), _context_in(context, own))
        case "claim":
            said, entity, surface, at, context = rest
            return Claim(said, entity, surface, location_in(at, own), _context_in(context, own))
        case _:
            return Span(rest[0], location_in(rest[1], own))


def fact_in(plain: Plain, own: str) -> Fact:
    """A Fact from its list."""
    _, concept, entity, period, basis, dims, quantity, surface, at, context, candidates = plain
    return Fact(
        concept,
        entity,
        period,
        Basis(basis) if basis else None,
        tuple((key, value) for key, value in dims),
        _quantity_in(quantity),
        surface,
        location_in(at, own),
        _context_in(context, own),
        tuple(Basis(basis) for basis in candidates),
    )


def target_in(plain: Plain, own: str) -> Target:
    """A Target from its list."""
    _, concept, entity, period, bound, surface, at, context, plan = plain
    return Target(
        concept, entity, period, _bound_in(bound), surface, location_in(at, own), _context_in(context, own), plan
    )


def evidence_out(evidence: Evidence, texts: Mapping[Location, str], own: str) -> Plain:
    """Evidence with the paragraph or cell it stands in."""
    return [evidence.role, item_out(evidence.item, own), texts.get(evidence.location.host)]


def evidence_in(plain: Plain, texts: dict[Location, str], own: str) -> Evidence:
    """Evidence from its list; the text it stands in is put into `texts`."""
    role, item, text = plain
    found = Evidence(role, item_in(item, own))
    if text is not None:
        texts[found.location.host] = text
    return found


def _quantity_out(q: Quantity) -> Plain:
    return [str(q.value), _unit_out(q.unit), q.decimals, q.qualifier, str(q.low), str(q.high)]


def _quantity_in(plain: Plain) -> Quantity:
    value, unit, decimals, qualifier, low, high = plain
    return Quantity(Decimal(value), _unit_in(unit), decimals, qualifier, Decimal(low), Decimal(high))


def _bound_out(bound: Bound) -> Plain:
    ends = [None if end is None else str(end) for end in (bound.low, bound.high)]
    included = [bound.low_inclusive, bound.high_inclusive]
    return [*ends, *included, _unit_out(bound.unit), bound.recurrence, bound.legal]


def _bound_in(plain: Plain) -> Bound:
    low, high, low_inclusive, high_inclusive, unit, recurrence, legal = plain
    low, high = (None if end is None else Decimal(end) for end in (low, high))
    return Bound(low, high, low_inclusive, high_inclusive, _unit_in(unit), recurrence, legal)


def _unit_out(unit: Unit) -> Plain:
    return [unit.symbol, unit.base, unit.dimension, str(unit.scale), unit.exact]


def _unit_in(plain: Plain) -> Unit:
    symbol, base, dimension, scale, exact = plain
    return Unit(symbol, base, dimension, Decimal(scale), exact)


def _context_out(context: Context, own: str) -> Plain:
    spans = [None if span is None else [span.surface, location_out(span.location, own)]
             for span in (context.label, context.title)]  # fmt: skip
    sentence = location_out(context.sentence, own) if context.sentence else None
    return [context.place, context.form, context.column, sentence, *spans, context.account]


def _context_in(plain: Plain, own: str) -> Context:
    place, form, column, sentence, *spans, account = plain
    label, title = (None if span is None else Span(span[0], location_in(span[1], own)) for span in spans)
    return Context(place, form, column, location_in(sentence, own) if sentence else None, label, title, account)
