"""What several rules need: whether each indicator is achieved, which numbers are parts of which totals, the places."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fundqa.derive_published import completions
from fundqa.derive_shares import completed
from fundqa.derive_sums import table_groups
from fundqa.derive_ties import table_ties
from fundqa.document import Location
from fundqa.lexicon import Concept
from fundqa.model import Achieved, Bound, Fact, Span, Target
from fundqa.places import places, titled
from fundqa.units import NUMBER, RATIO, Unit
from fundqa.view import SOURCES, Form, Indicator, PartGroup, Row, View

_SLIGHT = Decimal("0.01")
_LARGEST_BARE_RATIO = 2

Measure = Fact | Target


def derive(view: View) -> View:
    """The view with indicators, part groups and places."""
    index = _Index.of(view)
    indicators = tuple(
        indicator
        for form in view.forms
        for row in form.table("indicators")
        if (indicator := _indicator(view, form, row, index)) is not None
    )
    words = view.lexicon.tables
    stated = words.balance["income"] | words.balance["expense"]
    charted = {id(sheet) for paper in view.papers for table in paper.tables for sheet in table.sheets}
    sums = (
        group for sheet in view.sheets for group in table_groups(sheet, words.never_added, stated, id(sheet) in charted)
    )
    ties = (*(tie for sheet in view.sheets for tie in table_ties(sheet, words)), *completions(view))
    groups = (*view.groups, *_funding_groups(view, index), *sums)
    shares = completed(view)
    found = places(view)
    submitter = view.submitter or titled(found)
    return replace(
        view, indicators=indicators, groups=groups, shares=shares, ties=ties, places=found, submitter=submitter
    )


@dataclass(frozen=True, slots=True)
class _Index:
    """Facts and targets by the cell they stand in."""

    facts: dict[Location, list[Fact]]
    targets: dict[Location, list[Target]]

    @classmethod
    def of(cls, view: View) -> _Index:
        facts: dict[Location, list[Fact]] = {}
        targets: dict[Location, list[Target]] = {}
        for fact in view.facts:
            facts.setdefault(fact.location.host, []).append(fact)
        for target in view.targets:
            targets.setdefault(target.location.host, []).append(target)
        return cls(facts, targets)

    def fact(self, cell: Span | None) -> Fact | None:
        """The only fact of a cell."""
        found = self.facts.get(cell.location.host, []) if cell else []
        return found[0] if len(found) == 1 else None

    def wanted(self, cell: Span | None, dimension: str) -> Measure | None:
        """What a target cell asks for: a number when it is a plain one, else a bound; None when it names several."""
        targets = self.targets.get(cell.location.host, []) if cell else []
        target = _only(targets, dimension)
        facts = self.facts.get(cell.location.host, []) if cell and target else []
        return next((fact for fact in facts if target and fact.location == target.location), target)

    def measured(self, cell: Span | None, dimension: str) -> Measure | None:
        """What a result cell reports: its only number, or the only bound when there is no number at all."""
        if cell is None:
            return None
        facts = self.facts.get(cell.location.host, [])
        return _only(facts or self.targets.get(cell.location.host, []), dimension)


def _only(found: Sequence[Measure], dimension: str) -> Measure | None:
    """The only item, or the only one that measures what the concept does."""
    if len(found) > 1 and dimension:
        found = [item for item in found if _unit(item).dimension == dimension]
    return found[0] if len(found) == 1 else None


def _unit(item: Measure) -> Unit:
    return item.bound.unit if isinstance(item, Target) else item.quantity.unit


def _indicator(view: View, form: Form, row: Row, index: _Index) -> Indicator | None:
    names = view.lexicon.columns
    label = row.cells.get(names.indicator)
    if label is None or not label.surface.strip():
        return None
    name = view.lexicon.concept_of_label(label.surface)
    concept = view.lexicon.concept(name)
    target_cell, result_cell = row.cells.get(names.target), row.cells.get(names.result)
    target = index.wanted(target_cell, concept.dimension)
    result = index.measured(result_cell, concept.dimension)
    pairs = _readings(target, result) if target is not None and result is not None else []
    if len(pairs) == 1:
        target, result = pairs[0]
    achieved, reason = _achieved(pairs, concept)
    if target is None or result is None:
        reason = _absence(row, names.target if target is None else names.result, names.target)
    shortfall = _shortfall(target, result) if achieved is Achieved.NO else Decimal(0)
    found = Indicator(form, row, name, label, target, result, achieved, reason, shortfall, concept.demand_driven)
    return found if found.legal else replace(found, backing=_backing(view, found))


def _absence(row: Row, column: str, target: str) -> str:
    if row.text(column):
        return "not_numeric"
    return "target_missing" if column == target else "result_missing"


def slight(indicator: Indicator) -> bool:
    """Whether a demand-driven count falls short by less than 1 %: a remark, and no contradiction to a claim."""
    return indicator.demand_driven and Decimal(0) < indicator.shortfall < _SLIGHT


def _readings(target: Measure, result: Measure) -> list[tuple[Measure, Measure]]:
    """What a pair can mean when only one side prints its unit: the other is in that unit, or in none.

    A bare number above 2 beside a percentage is a percentage.
    """
    wanted, given = _unit(target), _unit(result)
    if _prints_unit(target) == _prints_unit(result) or wanted.scale == given.scale:
        return [(target, result)]
    if _prints_unit(target):
        bare, unit, pair = result, wanted, (target, _in_unit(result, wanted))
    else:
        bare, unit, pair = target, given, (_in_unit(target, given), result)
    plain = unit.dimension == RATIO and _size(bare) > _LARGEST_BARE_RATIO
    return [pair] if plain else [(target, result), pair]


def _prints_unit(item: Measure) -> bool:
    """Whether a unit is printed with the number or in its label; a bare number's assumed unit has scale 1."""
    unit = _unit(item)
    return unit.scale != 1 or (bool(unit.symbol) and unit.symbol in item.surface)


def _size(item: Measure) -> Decimal:
    if isinstance(item, Fact):
        return abs(item.quantity.value)
    return max((abs(end) for end in (item.bound.low, item.bound.high) if end is not None), default=Decimal(0))


def _in_unit(item: Measure, unit: Unit) -> Measure:
    """A bare number read in a unit: 97.2 in % is 0.972."""
    factor = unit.scale / _unit(item).scale
    if isinstance(item, Target):
        low, high = (None if end is None else end * factor for end in (item.bound.low, item.bound.high))
        return replace(item, bound=replace(item.bound, low=low, high=high, unit=unit))
    old = item.quantity
    new = replace(old, value=old.value * factor, low=old.low * factor, high=old.high * factor, unit=unit)
    return replace(item, quantity=new)


def _achieved(pairs: Sequence[tuple[Measure, Measure]], concept: Concept) -> tuple[Achieved, str]:
    """Achievement by the displayed value, with the reason when it is not known (design 3.9)."""
    judged = {judge(target, result, concept) for target, result in pairs}
    if len(judged) > 1:
        return Achieved.UNKNOWN, "unit_differs"
    return judged.pop() if judged else (Achieved.UNKNOWN, "")


def judge(target: Measure, result: Measure, concept: Concept) -> tuple[Achieved, str]:
    """Whether one measured number reaches one target, with the reason when that is not known."""
    if isinstance(result, Target) or (isinstance(target, Target) and target.bound.recurrence):
        return Achieved.UNKNOWN, "result_is_bound"
    if not _comparable(_unit(target), result.quantity.unit):
        return Achieved.UNKNOWN, "unit_differs"
    value = result.quantity.value
    if concept.dimension == RATIO and result.quantity.unit.dimension == RATIO and not _possible(value, concept):
        return Achieved.UNKNOWN, "out_of_domain"
    if isinstance(target, Target):
        return (Achieved.YES if holds(target.bound, value) else Achieved.NO), ""
    return _against_bare(target.quantity.value, value, concept.direction)


def _possible(value: Decimal, concept: Concept) -> bool:
    """Whether a value lies in its concept's domain."""
    return (concept.low is None or value >= concept.low) and (concept.high is None or value <= concept.high)


def _comparable(target: Unit, result: Unit) -> bool:
    return target.base == result.base or NUMBER in (target.dimension, result.dimension)


def _against_bare(target: Decimal, result: Decimal, direction: str) -> tuple[Achieved, str]:
    if result == target:
        return Achieved.YES, ""
    if direction == "at_least":
        return (Achieved.YES if result > target else Achieved.NO), ""
    if direction == "at_most":
        return (Achieved.YES if result < target else Achieved.NO), ""
    return Achieved.UNKNOWN, "direction_unknown"


def holds(bound: Bound, value: Decimal) -> bool:
    """Whether a displayed value lies in an asserted set; its ends count when they are included."""
    above = bound.low is None or value > bound.low or (bound.low_inclusive and value == bound.low)
    below = bound.high is None or value < bound.high or (bound.high_inclusive and value == bound.high)
    return above and below


def _shortfall(target: Measure | None, result: Measure | None) -> Decimal:
    if not isinstance(result, Fact):
        return Decimal(0)
    low = target.bound.low if isinstance(target, Target) else target.quantity.value if target else None
    if low is None or low == 0 or result.quantity.value >= low:
        return Decimal(0)
    return (low - result.quantity.value) / low


def _backing(view: View, indicator: Indicator) -> Target | None:
    """A well-formed target elsewhere for the same concept, fund and year that leads to the same judgement."""
    result = indicator.result
    if not isinstance(result, Fact):
        return None
    wanted = indicator.achieved is Achieved.YES
    for target in view.targets:
        same = (target.concept, target.entity, target.period) == (result.concept, result.entity, result.period)
        usable = target.bound.legal and target.bound.recurrence is None and target.context.place == "prose"
        if same and usable and holds(target.bound, result.quantity.value) is wanted:
            return target
    return None


def _funding_groups(view: View, index: _Index) -> list[PartGroup]:
    names = view.lexicon.columns
    groups = []
    for form in view.forms:
        for row in (*form.table("funding"), *form.table(SOURCES)):
            sources = {column: cell for column, cell in row.cells.items() if column not in (names.basis, names.total)}
            if sources:
                groups.append(_funding_group(view, form, row, sources, index))
    return groups


def _funding_group(view: View, form: Form, row: Row, sources: dict[str, Span | None], index: _Index) -> PartGroup:
    nil, total_column = view.lexicon.layout.nil, view.lexicon.columns.total
    cells = [cell for cell in sources.values() if cell is not None]
    parts = tuple(fact for cell in cells if (fact := index.fact(cell)) is not None)
    empty = tuple(cell for cell in cells if cell.surface.strip() in nil | {""})
    total_cell = row.cells.get(total_column)
    return PartGroup(
        place="table",
        total=index.fact(total_cell),
        parts=parts,
        exhaustive=form.complete and len(cells) > 1 and len(parts) + len(empty) == len(cells),
        span=total_cell or (cells[0] if cells else form.title),
        label=total_column,
        form=form,
        empty=empty,
        nested=row.table == SOURCES,
    )
