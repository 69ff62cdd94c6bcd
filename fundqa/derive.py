"""What several rules need: whether each indicator is achieved, and which numbers are parts of which totals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

from fundqa.document import Location
from fundqa.lexicon import Concept
from fundqa.model import Achieved, Bound, Fact, Span, Target
from fundqa.units import NUMBER
from fundqa.view import Form, Indicator, PartGroup, Row, View

_SLIGHT = Decimal("0.01")


def derive(view: View) -> View:
    """The view with indicators and part groups."""
    index = _Index.of(view)
    indicators = tuple(
        indicator
        for form in view.forms
        for row in form.table("indicators")
        if (indicator := _indicator(view, form, row, index)) is not None
    )
    return replace(view, indicators=indicators, groups=(*view.groups, *_funding_groups(view, index)))


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

    def target(self, cell: Span | None) -> Target | None:
        """The only target of a cell."""
        found = self.targets.get(cell.location.host, []) if cell else []
        return found[0] if len(found) == 1 else None


def _indicator(view: View, form: Form, row: Row, index: _Index) -> Indicator | None:
    names = view.lexicon.columns
    label = row.cells.get(names.indicator)
    if label is None or not label.surface.strip():
        return None
    name = view.lexicon.concept_of_label(label.surface)
    concept = view.lexicon.concept(name)
    target_cell, result_cell = row.cells.get(names.target), row.cells.get(names.result)
    target = index.fact(target_cell) or index.target(target_cell)
    result = index.fact(result_cell) or index.target(result_cell)
    achieved, reason = _achieved(target, result, concept)
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


def _achieved(target: Fact | Target | None, result: Fact | Target | None, concept: Concept) -> tuple[Achieved, str]:
    """Achievement by the displayed value, with the reason when it is not known (design 3.9)."""
    if target is None or result is None:
        return Achieved.UNKNOWN, ""
    if isinstance(result, Target) or (isinstance(target, Target) and target.bound.recurrence):
        return Achieved.UNKNOWN, "result_is_bound"
    unit = target.bound.unit if isinstance(target, Target) else target.quantity.unit
    if not _comparable(unit.base, unit.dimension, result):
        return Achieved.UNKNOWN, "unit_differs"
    if isinstance(target, Target):
        return (Achieved.YES if holds(target.bound, result.quantity.value) else Achieved.NO), ""
    return _against_bare(target.quantity.value, result.quantity.value, concept.direction)


def _comparable(base: str, dimension: str, result: Fact) -> bool:
    return base == result.quantity.unit.base or NUMBER in (dimension, result.quantity.unit.dimension)


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


def _shortfall(target: Fact | Target | None, result: Fact | Target | None) -> Decimal:
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
        for row in form.table("funding"):
            sources = {column: cell for column, cell in row.cells.items() if column not in (names.basis, names.total)}
            if sources:
                groups.append(_funding_group(form, row, sources, index, names.total))
    return groups


def _funding_group(
    form: Form, row: Row, sources: dict[str, Span | None], index: _Index, total_column: str
) -> PartGroup:
    cells = [cell for cell in sources.values() if cell is not None]
    parts = tuple(fact for cell in cells if (fact := index.fact(cell)) is not None)
    empty = tuple(cell for cell in cells if not cell.surface.strip())
    total_cell = row.cells.get(total_column)
    return PartGroup(
        place="table",
        total=index.fact(total_cell),
        parts=parts,
        exhaustive=len(cells) > 1 and len(parts) + len(empty) == len(cells),
        span=total_cell or (cells[0] if cells else form.title),
        label=total_column,
        form=form,
        empty=empty,
    )
