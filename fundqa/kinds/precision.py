"""Numbers of one column written alike: money with the same decimals, head counts without any."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.lookup import by_form
from fundqa.kinds.selecting import Problem, words
from fundqa.model import Evidence, Fact, Rule, Status
from fundqa.report import Outcome
from fundqa.units import MONEY
from fundqa.view import Form, View

UNEVEN, FRACTION = "uneven decimals", "fraction of a person"
CONDITIONS = (UNEVEN, FRACTION)
_PEOPLE = "person"


def problems(params: Mapping[str, object]) -> Iterator[Problem]:
    """What is wrong with the settings: by how many decimals a column may differ."""
    settings = params.get("settings")
    if not isinstance(settings, Mapping) or set(settings) != {"decimals"} or type(settings["decimals"]) is not int:
        yield Problem(("settings",), "需要整数 decimals", "decimals is needed, an integer", ("decimals",))


def evaluate(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per form's funding and per column of its indicators, and one per head count with decimals."""
    outcomes = []
    for form in view.forms:
        own = [fact for fact in view.facts_by(by_form).get(form.number, ()) if fact.context.place == "table"]
        outcomes += _columns(rule, view, form, own)
    return [*outcomes, *_heads(rule, view)] or not_applicable(rule, view)


def _columns(rule: Rule, view: View, form: Form, facts: Sequence[Fact]) -> list[Outcome]:
    columns: dict[tuple[str, object, str], list[Fact]] = {}
    for fact in facts:
        if fact.quantity.unit.dimension == MONEY and view.lexicon.concept(fact.concept).amount:
            columns.setdefault((fact.context.column, fact.basis, fact.quantity.unit.symbol), []).append(fact)
    return [_column(rule, view, form, column) for column in columns.values() if len(column) > 1]


def _column(rule: Rule, view: View, form: Form, column: Sequence[Fact]) -> Outcome:
    """Whole amounts say nothing: systems leave out closing zeros."""
    broken = sorted((fact for fact in column if _decimals(fact)), key=_decimals)
    settings = rule.params.get("settings")
    most = int(str(settings["decimals"])) if isinstance(settings, Mapping) else 0
    uneven = bool(broken) and _decimals(broken[-1]) - _decimals(broken[0]) > most
    ends = (broken[0], broken[-1]) if uneven else (column[0], column[1])
    evidence = (Evidence("fewest", ends[0]), Evidence("most", ends[1]))
    values = {"left": ends[0].surface, "right": ends[1].surface}
    status = Status.FAIL if uneven else Status.PASS
    return build(rule, view, Draft(status, evidence, when=UNEVEN, values=values, form=form))


def _decimals(fact: Fact) -> int:
    """The printed decimals."""
    return len("".join(c for c in fact.surface.partition(".")[2] if c.isdigit()))


def _heads(rule: Rule, view: View) -> list[Outcome]:
    """Head counts that are no whole number, averages and conversions left out; a pass shows the first whole one."""
    counted = [f for f in view.facts if f.quantity.unit.base == _PEOPLE and f.quantity.unit.scale == 1]
    found = [f for f in counted if f.quantity.value != int(f.quantity.value) and not _excused(rule, view, f)]
    seen = [Draft(Status.PASS, (Evidence("count", fact),)) for fact in counted[:1]]
    failed = [Draft(Status.FAIL, (Evidence("count", f),), when=FRACTION, values={"left": f.surface}) for f in found]
    return [build(rule, view, draft) for draft in failed or seen]


def _excused(rule: Rule, view: View, fact: Fact) -> bool:
    place, label = fact.context.sentence, fact.context.label
    text = view.texts.get(fact.location.host, "")
    said = (text[place.start : place.end] if place else text) + (label.surface if label else "")
    return any(word in said for word in words(rule.params.get("unless")))
