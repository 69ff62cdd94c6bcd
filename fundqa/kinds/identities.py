"""identity: rows of a form that add up in the target column must add up in the result column too; with `within` in
place of the two columns, rows that are part of others may not exceed them in any of its columns.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fundqa import expr
from fundqa.kinds import subsets, verdicts
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.lookup import by_column
from fundqa.kinds.selecting import Problem, check_keys, words
from fundqa.lexicon import normalise
from fundqa.model import Basis, Evidence, Fact, Quantity, Rule, Status
from fundqa.quantity import format_quantity
from fundqa.report import Outcome, Relation
from fundqa.units import COUNT
from fundqa.view import Form, View

_KEYS = ("terms", "holds_in", "test_in", "within", "narrowing")
_LEAST = Decimal(100)
_MOST_ASSIGNMENTS = 10_000


@dataclass(frozen=True, slots=True)
class Identity:
    """The kind."""

    name: str = "identity"
    conditions: tuple[str, ...] = ("differ", *subsets.CONDITIONS)
    placeholders: tuple[str, ...] = ("worked", "sign", "gap", "held", "total", "part")
    equality: bool = True

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Terms such as 甲 + 乙 = 丙, and the two columns."""
        inside = "within" in params
        yield from check_keys(params, _KEYS, ("terms",) if inside else ("terms", "holds_in", "test_in"))
        for i, term in enumerate(words(params.get("terms"))):
            try:
                wrong = inside is not (subsets.SIGN in term) or (not inside and _parse(term) is None)
            except (expr.ExprError, ValueError):
                wrong = True
            if wrong and inside:
                yield Problem(("terms", i), "应当写成 甲 <= 乙", "write it as a <= b")
            elif wrong:
                yield Problem(("terms", i), "应当写成 甲 + 乙 = 丙", "write it as a + b = c")

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """For every form and term the one assignment of rows that holds among the targets, tested in the results."""
        if "within" in rule.params:
            return subsets.evaluate(rule, view)
        outcomes: list[Outcome] = []
        for form in view.forms:
            found: dict[frozenset[str], list[Outcome]] = {}
            for term in words(rule.params["terms"]):
                rows, judged = _term(rule, view, form, term)
                found.setdefault(rows, judged)
            outcomes += [outcome for judged in found.values() for outcome in judged]
        return outcomes or not_applicable(rule, view, "no_identity")


Rows = dict[str, Fact]


def _parse(term: str) -> tuple[expr.Side, str]:
    left, sign, right = term.partition("=")
    if not sign or not right.strip():
        raise ValueError(term)
    return expr.parse_side(left), right.strip()


def _term(rule: Rule, view: View, form: Form, term: str) -> tuple[frozenset[str], list[Outcome]]:
    """The rows that fit a term in one way only, and what is said of them."""
    left, total = _parse(term)
    columns = str(rule.params["holds_in"]), str(rule.params["test_in"])
    stated, tested = (_by_label(view, form, column) for column in columns)
    held = {**_by_bound(view, form, columns[0]), **stated}
    names = (*left.names, total)
    holding = [rows for rows in _assignments(names, held) if _holds(left, total, rows, held)]
    distinct = {(rows[total], frozenset(rows.values())): rows for rows in holding}
    if len(distinct) != 1:
        return frozenset(), []
    rows = holding[0]
    outcomes = []
    if all(label in stated for label in rows.values()):
        outcomes.append(_outcome(rule, view, form, left, total, {n: stated[r] for n, r in rows.items()}, None))
    if all(label in tested for label in rows.values()):
        seen = {n: held[r] for n, r in rows.items()}
        outcomes.append(_outcome(rule, view, form, left, total, {n: tested[r] for n, r in rows.items()}, seen))
    return frozenset(rows.values()), outcomes


def _assignments(names: Sequence[str], held: Rows) -> Iterator[dict[str, str]]:
    """Every way to give each name of a term a row of its own; none when so many fit that none could be unique."""
    fitting = [_fitting(held, name) for name in names]
    if math.prod(map(len, fitting)) > _MOST_ASSIGNMENTS:
        return
    for rows in itertools.product(*fitting):
        if len(set(rows)) == len(names):
            yield dict(zip(names, rows, strict=True))


def _by_label(view: View, form: Form, column: str) -> Rows:
    """The exact counts of one column by row label; a label that stands twice is left out."""
    found: Rows = {}
    twice = set()
    for fact in view.facts_by(by_column).get((form.number, column), ()):
        if fact.context.label and not fact.dims:
            label = normalise(fact.context.label.surface)
            twice |= {label} & found.keys()
            found[label] = fact
    exact = {k: f for k, f in found.items() if f.quantity.interval.exact and f.quantity.unit.dimension == "count"}
    return {label: fact for label, fact in exact.items() if label not in twice}


def _by_bound(view: View, form: Form, column: str) -> Rows:
    """The counts that a column's bounds name (≥2914人) by row label, where it names one.

    What is at least the sum of two is drawn up as that sum; the bounds themselves are asserted, and settle nothing.
    """
    found: Rows = {}
    twice = set()
    for target in view.targets:
        context, bound = target.context, target.bound
        ends = {end for end in (bound.low, bound.high) if end is not None}
        if context.form != form.number or context.column != column or not context.label:
            continue
        label = normalise(context.label.surface)
        twice |= {label} & found.keys()
        if len(ends) == 1 and bound.legal and not bound.recurrence and bound.unit.dimension == COUNT:
            (end,) = ends
            quantity = Quantity(end, bound.unit, None, None, end, end)
            found[label] = Fact(
                target.concept, target.entity, target.period, Basis.TARGET, (), quantity, target.surface,
                target.location, context,
            )  # fmt: skip
    return {label: fact for label, fact in found.items() if label not in twice}


def _fitting(rows: Rows, name: str) -> list[str]:
    return [label for label, fact in rows.items() if name in label or fact.concept == name]


def _holds(left: expr.Side, total: str, rows: Mapping[str, str], facts: Rows) -> bool:
    values = {name: facts[label].quantity.value for name, label in rows.items()}
    if len({facts[label].quantity.unit.base for label in rows.values()}) > 1:
        return False
    return min(values.values()) > _LEAST and left.at(values) == values[total]


def _outcome(
    rule: Rule, view: View, form: Form, left: expr.Side, total: str, facts: Rows, held: Rows | None
) -> Outcome:
    anchor = facts[total]
    values = {name: fact.quantity.value for name, fact in facts.items()}
    added = verdicts.Side(left.over({n: f.quantity.interval for n, f in facts.items()}), left.at(values), Decimal(0))
    judgement = verdicts.equal(verdicts.side_of(anchor), added)
    written = {name: format_quantity(f.quantity).removesuffix(f.quantity.unit.symbol) for name, f in facts.items()}
    worked, gap = verdicts.worked(left.written(written), anchor, added.value, judgement)
    lines = [worked]
    if held is not None:
        before = {name: format_quantity(f.quantity).removesuffix(f.quantity.unit.symbol) for name, f in held.items()}
        lines.append(f"{left.written(before)}={format_quantity(held[total].quantity)}")
    bounds = {target.location: target for target in view.targets} if held else {}
    others = (Evidence("other", bounds.get(fact.location, fact)) for fact in (held or {}).values())
    operands = (Evidence("part", fact) for name, fact in facts.items() if name != total)
    return build(
        rule,
        view,
        Draft(
            Status.PASS if judgement.agrees else Status.FAIL,
            (Evidence("total", anchor), *operands, *others),
            when="differ",
            verdict=judgement.verdict,
            strength=judgement.strength,
            worked="\n".join(lines),
            values={
                "worked": worked.split("\n")[0],
                **view.lexicon.messages.direction(gap, view.lang),
                "held": lines[-1],
                "total": anchor.surface,
            },
            equality=True,
            relation=Relation(f"{total} == {left.text}", (total, *(name for name in facts if name != total))),
            form=form,
        ),
    )
