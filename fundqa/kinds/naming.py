"""One number under two names: the text and a form give the same count for the same fund, and call it differently."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal

from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.selecting import Operand, known
from fundqa.lexicon import normalise
from fundqa.model import Evidence, Fact, Rule, Status
from fundqa.report import Outcome
from fundqa.view import View

NAMES = ("differ",)
CONDITION = "name differs"
_MOST, _OF = 3, 5
_TELLING = Decimal(100)  # smaller counts are equal by chance


def evaluate(rule: Rule, view: View, left: Operand, right: Operand, by: Sequence[str]) -> list[Outcome]:
    """One outcome per number of the text that has no counterpart by name and exactly one by value."""
    tables = [fact for fact in right.choose(view) if fact.context.label is not None and known(fact, by)]
    named = {_key(fact, by) for fact in tables}
    said = {_key(fact, by) for fact in left.choose(view)}
    alike: dict[object, list[Fact]] = {}
    for fact in tables:
        alike.setdefault(_but_name(fact, by), []).append(fact)
    outcomes = []
    for fact in left.choose(view):
        if not fact.dims and _telling(fact) and known(fact, by) and _key(fact, by) not in named:
            others = [other for other in alike.get(_but_name(fact, by), ()) if _key(other, by) not in said]
            if len({other.concept for other in others}) == 1:
                outcomes.append(_outcome(rule, view, fact, others[0]))
    return outcomes or not_applicable(rule, view)


def _key(fact: Fact, by: Sequence[str]) -> tuple[object, ...]:
    return tuple(getattr(fact, aspect) for aspect in by)


def _telling(fact: Fact) -> bool:
    quantity = fact.quantity
    return quantity.low == quantity.high and quantity.value >= _TELLING


def _but_name(fact: Fact, by: Sequence[str]) -> tuple[object, ...]:
    """What a number has in common with one that is the same in everything but its name."""
    others = (getattr(fact, aspect) for aspect in by if aspect != "concept")
    return (*others, fact.quantity.unit.base, fact.quantity.value)


def _outcome(rule: Rule, view: View, fact: Fact, other: Fact) -> Outcome:
    label = " ".join(other.context.label.surface.split()) if other.context.label else ""
    short = _akin(normalise(fact.concept), normalise(label)) or _akin(fact.concept, other.concept)
    values = {"left": fact.surface, "right": label, "name": fact.concept}
    status = Status.PASS if short else Status.FAIL
    return build(
        rule, view, Draft(status, (Evidence("left", fact), Evidence("right", other)), CONDITION, values=values)
    )


def _akin(one: str, two: str) -> bool:
    """Whether two names are wordings of one: most characters of the shorter one stand in the longer."""
    short, long = sorted((one, two), key=len)
    shared = (Counter(short) & Counter(long)).total()
    return shared * _OF >= len(short) * _MOST
