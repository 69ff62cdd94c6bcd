"""What rules look facts and indicators up by, so that a report's numbers are sorted once and not once per number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fundqa.document import Location
from fundqa.model import Fact, Target
from fundqa.view import Form, Indicator, View


def by_form(fact: Fact) -> int:
    """The number of the form that a fact stands in."""
    return fact.context.form


def by_column(fact: Fact) -> tuple[int, str]:
    """The form and the column that a fact stands in."""
    return fact.context.form, fact.context.column


def by_host(fact: Fact) -> Location:
    """The paragraph or cell that a fact stands in."""
    return fact.location.host


def by_location(fact: Fact) -> Location:
    """Where a fact stands."""
    return fact.location


def indicators_of(view: View, number: int) -> Sequence[Indicator]:
    """The indicators of the form with that number."""
    return view.once(_indicators).get(number, ())


def _indicators(view: View) -> Mapping[int, list[Indicator]]:
    found: dict[int, list[Indicator]] = {}
    for indicator in view.indicators:
        found.setdefault(indicator.form.number, []).append(indicator)
    return found


def form_numbered(view: View, number: int) -> Form | None:
    """The form with that number."""
    return view.once(_forms).get(number)


def _forms(view: View) -> Mapping[int, Form]:
    return {form.number: form for form in reversed(view.forms)}


def entities_of_forms(view: View) -> frozenset[str]:
    """The funds and projects that have a form."""
    return view.once(_entities)


def _entities(view: View) -> frozenset[str]:
    return frozenset(form.entity for form in view.forms)


def targets_at(view: View, host: Location) -> Sequence[Target]:
    """The targets of a paragraph or cell."""
    return view.once(_targets).get(host, ())


def _targets(view: View) -> Mapping[Location, list[Target]]:
    found: dict[Location, list[Target]] = {}
    for target in view.targets:
        found.setdefault(target.location.host, []).append(target)
    return found
