"""What text and form owe each other: a missed indicator is spoken of in the text, a target of the text has its row.

Neither need repeat the other in full: only what is off its target must be mentioned, and only targets are looked for.
A miss that nothing explains is the business of the rule on reasons; here the form gives one, and the text is silent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from decimal import Decimal

from fundqa.derive import slight
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.explanations import half_named, pieces
from fundqa.kinds.lookup import entities_of_forms
from fundqa.lexicon import normalise
from fundqa.model import Achieved, Basis, Evidence, Fact, Item, Rule, Status, Target
from fundqa.report import Outcome
from fundqa.units import COUNT, RATIO
from fundqa.view import Form, Indicator, View

UNMENTIONED, UNLISTED = "unmentioned", "without indicator"
INDICATOR, TARGET = "indicator", "target"
_SHORTEST_NAME = 4


def evaluate(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per indicator off its target, or per target of the text whose fund has a form with indicators."""
    found = _indicators(rule, view) if rule.params["each"] == INDICATOR else _targets(rule, view)
    return list(found) or not_applicable(rule, view)


def _indicators(rule: Rule, view: View) -> Iterator[Outcome]:
    nil = view.lexicon.layout.nil | {""}
    told = {fact.entity for fact in view.facts if _in_text(fact)}
    missed = [
        i
        for i in view.indicators
        if i.achieved is Achieved.NO
        and i.legal
        and not slight(i)
        and i.form.entity in told
        and i.row.text(view.lexicon.columns.reason) not in nil
    ]
    concepts = {(fact.entity, fact.concept) for fact in view.facts if _in_text(fact)}
    spoken = _Spoken.of(view, missed)
    for indicator in missed:
        named = (indicator.form.entity, indicator.concept) in concepts or spoken.of_indicator(indicator)
        pairs = (("result", indicator.result), ("target", indicator.target))
        evidence = tuple(Evidence(role, item) for role, item in pairs if item is not None)
        name = " ".join(indicator.label.surface.split())
        values = {"name": name, "surface": _surface(indicator.result)}
        status = Status.PASS if named else Status.FAIL
        yield build(rule, view, Draft(status, evidence, when=UNMENTIONED, values=values, form=indicator.form))


@dataclass(frozen=True, slots=True)
class _Spoken:
    """Which pieces of the indicators' names the text has: that of each fund, and what is said of all ("").

    Only the pieces that are looked for are noted down, so that the text is read once for each of their lengths.
    """

    found: Mapping[str, Set[str]]

    @classmethod
    def of(cls, view: View, indicators: Sequence[Indicator]) -> _Spoken:
        """Read the text for the names of some indicators."""
        wanted: dict[int, set[str]] = {}
        for indicator in indicators:
            for piece in pieces(indicator.label.surface):
                wanted.setdefault(len(piece), set()).add(piece)
        own = view.lexicon.funds.keys() | entities_of_forms(view)
        found: dict[str, set[str]] = {}
        for text, entity in _narrative(view, own):
            for size, sought in wanted.items():
                held = sought.intersection(text[i : i + size] for i in range(len(text) - size + 1))
                found.setdefault(entity, set()).update(held)
        return cls(found)

    def of_indicator(self, indicator: Indicator) -> bool:
        """Whether the text of the indicator's fund, or of all, has its name or a long piece of it."""
        spoken = (self.found.get(entity, frozenset[str]()) for entity in (indicator.form.entity, ""))
        own, general = spoken
        return any(piece in own or piece in general for piece in pieces(indicator.label.surface))


def _narrative(view: View, own: Set[str]) -> Iterator[tuple[str, str]]:
    """The sentences outside the forms, each with the fund that it is about, "" where it may be about any."""
    for sentence in view.sentences:
        if not sentence.form:
            yield normalise(sentence.text), sentence.entity if sentence.entity in own else ""


def _surface(item: Item | None) -> str:
    return "" if item is None else item.surface


def _in_text(fact: Fact) -> bool:
    return fact.context.place == "prose" and not fact.context.form


def _targets(rule: Rule, view: View) -> Iterator[Outcome]:
    forms = {(form.entity, form.period): form for form in view.forms if form.table("indicators")}
    rows: dict[str, list[Indicator]] = {}
    for indicator in view.indicators:
        rows.setdefault(indicator.form.id, []).append(indicator)
    items: list[Fact | Target] = [*view.facts, *view.targets]
    for item in items:
        form = forms.get((item.entity, item.period))
        if form is not None and _is_aim(item, view):
            yield _listed(rule, view, item, form, rows.get(form.id, []))


def _is_aim(item: Fact | Target, view: View) -> bool:
    """Whether the text sets an indicator a target; amounts of money are budgets."""
    known = item.concept in view.lexicon.concepts
    named = known or len(item.concept) >= _SHORTEST_NAME
    if item.context.place != "prose" or not named or view.lexicon.concept(item.concept).amount:
        return False
    if isinstance(item, Target):
        return item.bound.recurrence is None and item.bound.unit.dimension in (COUNT, RATIO)
    return item.basis is Basis.TARGET and not item.dims and item.quantity.unit.dimension in (COUNT, RATIO)


def _listed(rule: Rule, view: View, item: Fact | Target, form: Form, rows: list[Indicator]) -> Outcome:
    name = normalise(item.concept)
    listed = any(
        row.concept == item.concept
        or half_named(row, name)
        or name in normalise(row.label.surface)
        or _ends(row.target) == _ends(item)
        for row in rows
    )
    values = {"name": item.concept, "surface": item.surface}
    status = Status.PASS if listed else Status.FAIL
    evidence = (Evidence("anchor", item), Evidence("form", form.title))
    return build(rule, view, Draft(status, evidence, when=UNLISTED, values=values))


def _ends(item: Fact | Target | None) -> tuple[Decimal | None, Decimal | None] | None:
    """What a target asks for, whatever it is called: a row with the same ends is taken for the one that is meant."""
    if isinstance(item, Target):
        return item.bound.low, item.bound.high
    return None if item is None else (item.quantity.value, item.quantity.value)
