"""sum: a total against its parts, as the report lists them: 其中 in prose, funding sources in a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import reduce

from fundqa import interval
from fundqa.interval import Interval, around
from fundqa.kinds import scores, share_sums, structures, verdicts
from fundqa.kinds.base import Draft, build, not_applicable, open_outcome
from fundqa.kinds.selecting import PLACES, Problem, check_keys, check_number, check_words
from fundqa.model import Evidence, Fact, Rule, Severity, Status, Verdict
from fundqa.quantity import format_quantity
from fundqa.report import Outcome, Relation
from fundqa.view import PartGroup, View

OVER, UNDER = scores.OVER, scores.UNDER


@dataclass(frozen=True, slots=True)
class Sum:
    """The kind."""

    name: str = "sum"
    conditions: tuple[str, ...] = (OVER, UNDER, scores.NOT_FULL, structures.OTHER)
    placeholders: tuple[str, ...] = ("worked", "sign", "gap", "total", "parts", "count", "structure", "profiles")
    equality: bool = True

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Where the lists stand."""
        yield from check_keys(params, ("in", "requires", "full", *structures.KEYS), ("in",))
        yield from check_words(params, "in", (*PLACES, scores.WEIGHTS, scores.SCORES, share_sums.SHARES))
        if "full" in params:
            yield from check_number(params["full"], ("full",))
        yield from structures.check(params)

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per list."""
        place = rule.params["in"]
        if place in (scores.WEIGHTS, scores.SCORES):
            return scores.evaluate(rule, view, structures.judge if "profiles" in rule.params else None)
        if place == share_sums.SHARES:
            return share_sums.evaluate(rule, view)
        groups = [counted(view, group) for group in view.groups if group.place == place]
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
    if not _one_basis(total, parts):
        anchor = [Evidence("anchor", total), *(Evidence("part", fact) for fact in parts)]
        return open_outcome(rule, view, anchor, "operand_ambiguous", True, names=total.surface)
    intervals = company([total, *parts])
    added = reduce(interval.add, intervals[1:])
    exact = sum((fact.quantity.value for fact in parts), Decimal(0))
    place = verdicts.side_of(total).last_place
    stated = verdicts.Side(intervals[0], total.quantity.value, place)
    judgement = verdicts.equal(verdicts.Side(added, exact, Decimal(0), len(parts)), stated)
    over = exact > total.quantity.value
    if judgement.verdict is Verdict.DIFFER and not group.sure:
        anchor = [Evidence("anchor", total), Evidence("seen", group.span)]
        return open_outcome(rule, view, anchor, "coverage_unclear", True, names=group.label or total.surface)
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
            severity=Severity.WARNING if group.nested and not over and not judgement.agrees else None,
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


def counted(view: View, group: PartGroup) -> PartGroup:
    """The list without what stands in it and is not added: other bases and years than its total's, a closing total."""
    total = group.total
    if total is None or group.place != "prose":
        return group
    kept = tuple(fact for fact in group.parts if _same_basis(fact, total) and fact.period == total.period)
    kept = kept or tuple(fact for fact in group.parts if _same_basis(fact, total) and _spell_of(fact, total))
    group = replace(group, parts=kept, exhaustive=group.exhaustive and len(kept) == len(group.parts))
    if not kept:
        return replace(group, total=None)
    return replace(group, parts=kept[:-1]) if _closes(view, total, kept) else group


def _same_basis(fact: Fact, total: Fact) -> bool:
    return fact.basis is None or total.basis is None or fact.basis.compatible(total.basis)


def _one_basis(total: Fact, parts: Sequence[Fact]) -> bool:
    """Whether the parts can be parts of one total: a total that says no basis has none of both kinds."""
    said = [fact.basis for fact in parts if fact.basis is not None]
    return total.basis is not None or all(basis.compatible(said[0]) for basis in said)


def _spell_of(fact: Fact, total: Fact) -> bool:
    """Whether a fact belongs to a part of the total's year."""
    return bool(total.period) and fact.period.startswith(f"{total.period} ")


def _closes(view: View, total: Fact, parts: Sequence[Fact]) -> bool:
    """Whether the last number of a list sums it up, as its wording and its value say: A 3, B 4, together 7."""
    *others, last = parts
    before = others[-1] if others else None
    if before is None or before.location.host != last.location.host:
        return False
    text = view.texts.get(last.location.host, "")
    hits = view.lexicon.phrases.scan(text, before.location.end, last.location.start)
    if not any(hit.tag("exhaustive") for hit in hits):
        return False
    intervals = company([total, *parts])
    if interval.meet(intervals[0], reduce(interval.add, intervals[1:])):
        return False
    return any(interval.meet(intervals[-1], other) for other in (intervals[0], reduce(interval.add, intervals[1:-1])))


def company(facts: Sequence[Fact]) -> list[Interval]:
    """The intervals of one list: among money in one unit the most decimals count for all (design 3.2)."""
    finest: dict[str, Decimal] = {}
    for fact in facts:
        if verdicts.is_money(fact) and fact.quantity.qualifier is None:
            place, symbol = verdicts.last_place(fact), fact.quantity.unit.symbol
            if place:
                finest[symbol] = min(place, finest.get(symbol, place))
    return [_in_company(fact, finest.get(fact.quantity.unit.symbol, Decimal(0))) for fact in facts]


def _in_company(fact: Fact, finest: Decimal) -> Interval:
    sharpened = verdicts.is_money(fact) and fact.quantity.qualifier is None and fact.quantity.interval.width > finest
    return around(fact.quantity.value, finest / 2) if sharpened else fact.quantity.interval
