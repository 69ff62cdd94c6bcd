"""Relations that nobody wrote down: sums, equalities and rates that hold between the results of many forms.

An observation is what one submission reports of one fund, by concept. A relation is looked for in each observation by
itself, so the work grows with their number; what is found often enough is then tried on all that state its numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, permutations

from fundqa import interval
from fundqa.interval import Interval
from fundqa.kinds import verdicts
from fundqa.kinds.across.base import Archive, Member
from fundqa.kinds.across.figures import Choice, printed, said_of
from fundqa.model import Fact
from fundqa.units import COUNT, MONEY, RATIO

SUM, SAME, RATE = "sum", "same", "rate"
_RESULTS = Choice(dimensions=(COUNT, MONEY, RATIO))
_ONE = Decimal(1)
_SHARP = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Observation:
    """What a submission reports of a fund: one number a concept, those that it states in two ways left out."""

    own: Member
    fund: str
    facts: Mapping[str, Fact]


@dataclass(frozen=True, slots=True, order=True)
class Form:
    """A relation: the first name is the sum of the others (sum), their quotient (rate), or the same (same)."""

    kind: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of a fund with the observations that it holds in and those that it breaks in."""

    form: Form
    fund: str
    held: tuple[Observation, ...]
    broken: tuple[Observation, ...]


@dataclass(frozen=True, slots=True)
class Limits:
    """forms: how many must show a relation; share: of those that state its numbers; smallest: no count is below."""

    forms: int
    share: Decimal
    smallest: Decimal


def observations(archive: Archive, members: Iterable[Member]) -> dict[str, list[Observation]]:
    """The observations of some members by fund."""
    found: dict[str, list[Observation]] = {}
    for own in members:
        funds: dict[str, dict[str, Fact]] = {}
        twice: set[tuple[str, str]] = set()
        for (concept, fund, _), said in said_of(archive, own, own.year, _RESULTS).items():
            fact = said.agreed()
            if fact is None or not said.sure or concept in funds.get(fund, {}):
                twice.add((fund, concept))
                continue
            funds.setdefault(fund, {})[concept] = fact
        for fund, facts in funds.items():
            kept = {concept: fact for concept, fact in facts.items() if (fund, concept) not in twice}
            found.setdefault(fund, []).append(Observation(own, fund, kept))
    return found


def relations(seen: Mapping[str, Sequence[Observation]], limits: Limits) -> list[Relation]:
    """The relations that hold in enough observations and in most that state their numbers, by fund and name."""
    found = []
    for fund, own in sorted(seen.items()):
        shown = Counter(form for each in own for form in set(_shown(each, limits.smallest)))
        for form in sorted(form for form, count in shown.items() if count >= limits.forms):
            stating = [each for each in own if all(name in each.facts for name in form.names)]
            held = tuple(each for each in stating if holds(form, each.facts))
            if Decimal(len(held)) >= limits.share * len(stating):
                broken = tuple(each for each in stating if each not in held)
                found.append(Relation(form, fund, held, broken))
    return found


def _shown(each: Observation, smallest: Decimal) -> Iterator[Form]:
    """Every relation that an observation shows among its exact counts, and of its rates."""
    exact = {name: f for name, f in each.facts.items() if _is_exact(f) and f.quantity.value > smallest}
    by_value: dict[tuple[str, Decimal], list[str]] = {}
    for name, fact in exact.items():
        by_value.setdefault((fact.quantity.unit.base, fact.quantity.value), []).append(name)
    for names in by_value.values():
        yield from (Form(SAME, pair) for pair in combinations(sorted(names), 2))
    for (a, one), (b, other) in combinations(sorted(exact.items()), 2):
        if one.quantity.unit.base == other.quantity.unit.base:
            total = (one.quantity.unit.base, one.quantity.value + other.quantity.value)
            yield from (Form(SUM, (name, a, b)) for name in by_value.get(total, ()))
    yield from _rates(each)


def _rates(each: Observation) -> Iterator[Form]:
    rates = [(n, f) for n, f in each.facts.items() if f.quantity.unit.dimension == RATIO and _tells(f)]
    others = [(n, f) for n, f in each.facts.items() if f.quantity.unit.dimension != RATIO and f.quantity.low > 0]
    for name, rate in rates:
        for (a, one), (b, other) in permutations(others, 2):
            if one.quantity.unit.base == other.quantity.unit.base and _near(rate, one, other):
                form = Form(RATE, (name, a, b))
                if holds(form, each.facts):
                    yield form


def _near(rate: Fact, part: Fact, whole: Fact) -> bool:
    """Whether a rate may be that of two positive numbers: the same question as `holds`, asked without dividing."""
    r, p, w = rate.quantity, part.quantity, whole.quantity
    return p.low <= r.high * w.high and r.low * w.low <= p.high


def _tells(fact: Fact) -> bool:
    """Whether a rate is printed finely and is neither nothing nor all, so that it fits by chance only seldom."""
    value = fact.quantity.value
    return value not in (0, _ONE) and fact.quantity.high - fact.quantity.low < abs(value) * _SHARP


def _is_exact(fact: Fact) -> bool:
    return fact.quantity.unit.dimension == COUNT and fact.quantity.low == fact.quantity.high


def computed(form: Form, facts: Mapping[str, Fact]) -> Interval:
    """What the first name of a form should be, by the others."""
    values = [facts[name].quantity.interval for name in form.names[1:]]
    if form.kind == SUM:
        return interval.add(*values)
    return interval.divide(*values) if form.kind == RATE else values[0]


def holds(form: Form, facts: Mapping[str, Fact]) -> bool:
    """Whether a relation holds between the numbers of its names."""
    if form.kind == RATE and Decimal(0) in facts[form.names[2]].quantity.interval:
        return False
    return interval.meet(facts[form.names[0]].quantity.interval, computed(form, facts))


def worked(form: Form, facts: Mapping[str, Fact]) -> tuple[str, str]:
    """The arithmetic of a relation with its numbers, and the gap with its sign."""
    total, parts = facts[form.names[0]], [facts[name] for name in form.names[1:]]
    sign = {SUM: "+", RATE: "÷", SAME: ""}[form.kind]
    exact = computed_exactly(form, facts)
    unit, decimals = total.quantity.unit, total.quantity.decimals or 0
    shown = sign.join(printed(part) for part in parts)
    shown += f"={verdicts.show(exact, unit, decimals)}" if len(parts) > 1 else ""
    gap = verdicts.show_gap(total.quantity.value - exact, unit, decimals)
    return (shown if holds(form, facts) else f"{shown} ≠ {printed(total)}"), gap


def computed_exactly(form: Form, facts: Mapping[str, Fact]) -> Decimal:
    """As `computed`, of the numbers as printed."""
    values = [facts[name].quantity.value for name in form.names[1:]]
    if form.kind == SUM:
        return sum(values, Decimal(0))
    return values[0] / values[1] if form.kind == RATE else values[0]


def text_of(form: Form) -> str:
    """A relation in its own names: 丙 = 甲 + 乙."""
    total, *parts = form.names
    return f"{total} = {({SUM: ' + ', RATE: ' / ', SAME: ''})[form.kind].join(parts)}"
