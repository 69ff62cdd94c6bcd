"""sum: a total against its parts, as the report lists them: 其中 in prose, funding sources in a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from fundqa import interval
from fundqa.interval import Interval, around
from fundqa.kinds import verdicts
from fundqa.kinds.base import Draft, build, not_applicable, open_outcome
from fundqa.kinds.selecting import PLACES, Problem, check_keys, check_words
from fundqa.model import Evidence, Fact, Rule, Status
from fundqa.quantity import format_quantity
from fundqa.report import Outcome, Relation
from fundqa.view import PartGroup, View

OVER, UNDER = "parts > total", "parts < total and exhaustive"


@dataclass(frozen=True, slots=True)
class Sum:
    """The kind."""

    name: str = "sum"
    conditions: tuple[str, ...] = (OVER, UNDER)
    placeholders: tuple[str, ...] = ("worked", "gap", "total", "parts", "count")
    equality: bool = True

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Where the lists stand."""
        yield from check_keys(params, ("in", "requires"), ("in",))
        yield from check_words(params, "in", PLACES)

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per list."""
        place = rule.params["in"]
        groups = [group for group in view.groups if group.place == place]
        outcomes = [outcome for group in groups if (outcome := _judge(rule, view, group)) is not None]
        return outcomes or not_applicable(rule, view)


def _judge(rule: Rule, view: View, group: PartGroup) -> Outcome | None:
    if group.total is None or not group.parts:
        if group.total is None and not group.parts:
            return None
        anchor = [Evidence("anchor", group.total or group.parts[0]), Evidence("seen", group.span)]
        return open_outcome(
            rule, view, anchor, "operand_missing", True, names=group.label or group.span.surface.strip()
        )
    total, parts = group.total, list(group.parts)
    intervals = company([total, *parts])
    added = reduce(interval.add, intervals[1:])
    exact = sum((fact.quantity.value for fact in parts), Decimal(0))
    place = verdicts.side_of(total).last_place
    stated = verdicts.Side(intervals[0], total.quantity.value, place)
    judgement = verdicts.equal(verdicts.Side(added, exact, Decimal(0), len(parts)), stated)
    over = exact > total.quantity.value
    evidence = (Evidence("total", total), *(Evidence("part", fact) for fact in parts))
    shown = verdicts.chain(parts, exact, verdicts.places(total, *parts), total.quantity.unit)
    printed = format_quantity(total.quantity)
    if not judgement.agrees and not over and not group.exhaustive:
        return build(rule, view, Draft(Status.PASS, evidence, worked=f"{shown} ≤ {printed}", form=group.form))
    gap = verdicts.show_gap(judgement.gap, total.quantity.unit, verdicts.places(total, *parts))
    sign = "=" if judgement.gap == 0 else "≈" if judgement.agrees else ">" if over else "<"
    worked = shown if judgement.gap == 0 and len(parts) > 1 else f"{shown} {sign} {printed}"
    return build(
        rule,
        view,
        Draft(
            Status.PASS if judgement.agrees else Status.FAIL,
            evidence,
            when=OVER if over else UNDER,
            verdict=judgement.verdict,
            strength=judgement.strength,
            worked=worked if judgement.agrees else f"{worked}\nΔ={gap}",
            values={
                "worked": worked,
                "gap": gap.lstrip("+-"),
                "total": total.surface,
                "parts": view.lexicon.messages.join([fact.surface for fact in parts], view.lang),
                "count": str(len(parts)),
            },
            equality=True,
            large=verdicts.is_large(judgement, total.quantity.value),
            relation=_relation(len(parts)),
            form=group.form,
        ),
    )


def _relation(count: int) -> Relation:
    names = tuple(f"p{i}" for i in range(1, count + 1))
    return Relation(f"total == {' + '.join(names)}", ("total", *names))


def company(facts: Sequence[Fact]) -> list[Interval]:
    """The intervals of one list: among money the most decimals count for all (design 3.2)."""
    rounded = [verdicts.side_of(f).last_place for f in facts if verdicts.is_money(f) and f.quantity.qualifier is None]
    finest = min((place for place in rounded if place), default=Decimal(0))
    return [
        around(fact.quantity.value, finest / 2)
        if verdicts.is_money(fact) and fact.quantity.qualifier is None and fact.quantity.interval.width > finest
        else fact.quantity.interval
        for fact in facts
    ]
