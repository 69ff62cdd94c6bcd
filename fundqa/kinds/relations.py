"""Equations inside one sentence: a change, a balance or a share, and what it follows from.

`each: sentence` takes the operands from the anchor's sentence, `paragraph` from its paragraph, `each: share` the part
and the total of a share wherever they are stated. `assert` may be a list: each assertion whose operands are there is a
way to check the anchor.
"""

from __future__ import annotations

import itertools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fundqa import expr
from fundqa.document import Location
from fundqa.expr import Comparison
from fundqa.kinds import verdicts
from fundqa.kinds.base import Draft, build, not_applicable, open_outcome
from fundqa.kinds.lookup import by_location
from fundqa.kinds.selecting import Operand, bases, operand, words
from fundqa.model import CHANGE, Evidence, Fact, Rule, Severity, Status
from fundqa.quantity import format_quantity
from fundqa.report import Outcome, Relation
from fundqa.view import View

SENTENCE, PARAGRAPH, SHARE = "sentence", "paragraph", "share"
OPPOSITE = "opposite direction"
_STATEMENTS = 4

Stated = Mapping[str, Sequence[Fact]]


def evaluate(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per anchor whose sentence says more than the anchor; an anchor alone is no match."""
    comparisons = [expr.parse(text) for text in words(rule.params["assert"])]
    matches = _shares(rule, view) if rule.params["each"] == SHARE else _sentences(rule, view)
    outcomes = [_judged(rule, view, comparisons, anchor, stated) for anchor, stated in matches]
    return [outcome for outcome in outcomes if outcome is not None] or not_applicable(rule, view)


def _operands(rule: Rule) -> dict[str, Operand]:
    given = rule.params["given"]
    return {name: operand(spec) for name, spec in given.items()} if isinstance(given, dict) else {}


def _sentences(rule: Rule, view: View) -> Iterator[tuple[Fact, Stated]]:
    """The anchors, each with the statements of the other operands in its sentence, or its paragraph."""
    operands = _operands(rule)
    by = words(rule.params.get("by"))
    together: dict[Location, list[Fact]] = {}
    for fact in view.facts:
        if fact.context.sentence is not None:
            whole = rule.params["each"] == PARAGRAPH
            together.setdefault(fact.location.host if whole else fact.context.sentence, []).append(fact)
    first, *others = operands
    for company in together.values():
        for anchor in company:
            if operands[first].fits(anchor) and _is_anchor(anchor, view, operands.values()):
                yield (
                    anchor,
                    {
                        name: [f for f in company if f is not anchor and _belongs(f, anchor, operands[name], by)]
                        for name in others
                    },
                )


def _is_anchor(fact: Fact, view: View, operands: Collection[Operand]) -> bool:
    """Whether a number, where it is a change, is measured against what the operands state.

    That is last year; where they are on bases of one year, it is a figure on one of these (比年初预算增加), or the
    budget that is adjusted (年中调增).
    """
    dims = dict(fact.dims)
    if CHANGE not in dims:
        return True
    way, base = dims[CHANGE], dims.get("base", "")
    hits = view.lexicon.phrases.scan(base)
    moved = way in view.lexicon.rising | view.lexicon.falling
    within = {operand.basis for operand in operands if operand.basis and not operand.period}
    if not within:
        if base.isdigit():
            return moved and base == before(fact.period)
        return moved and (not base or any(hit.tag("prior") for hit in hits))
    if not base:
        return way in view.lexicon.raised | view.lexicon.lowered
    named = [tag.value for hit in hits for tag in hit.tags if tag.kind in ("basis", "plan", "actual", "prior")]
    return moved and len(named) == 1 and named[0] in within


def _belongs(fact: Fact, anchor: Fact, wanted: Operand, by: Sequence[str]) -> bool:
    """Whether a fact is an operand of an anchor: alike in the named aspects, of its year or of the year before."""
    if not wanted.fits(fact):
        return False
    for aspect in by:
        if aspect == "period" and wanted.period:
            if fact.period != before(anchor.period):
                return False
        elif aspect == "basis":
            if bases(fact) and bases(anchor) and not any(a.compatible(b) for a in bases(fact) for b in bases(anchor)):
                return False
        elif getattr(fact, aspect) != getattr(anchor, aspect):
            return False
    return True


def before(period: str) -> str:
    """The same time a year before; "" where the period names no year."""
    year = period[:4]
    return f"{int(year) - 1}{period[4:]}" if year.isdigit() else ""


def _shares(rule: Rule, view: View) -> Iterator[tuple[Fact, Stated]]:
    names = list(_operands(rule))
    for share in view.shares:
        yield share.share, dict(zip(names[1:], (share.parts, share.totals), strict=True))


@dataclass(frozen=True, slots=True)
class _Sides:
    """An assertion worked out on chosen operands."""

    comparison: Comparison
    chosen: dict[str, Fact]
    stated: verdicts.Side
    computed: verdicts.Side

    @property
    def judgement(self) -> verdicts.Judgement:
        return verdicts.equal(self.stated, self.computed)

    @property
    def opposite(self) -> bool:
        """Whether the digits fit and the direction does not, or the two lie on different sides of zero."""
        left, right = self.stated.interval, self.computed.interval
        return left.high < 0 < right.low or right.high < 0 < left.low


def _judged(rule: Rule, view: View, comparisons: Sequence[Comparison], anchor: Fact, stated: Stated) -> Outcome | None:
    """The gravest way in which the anchor contradicts its sentence, a pass, or why it cannot be told."""
    able = [c for c in comparisons if all(stated.get(name) for name in c.names[1:])]
    if not able:
        return None
    if said_near(view, anchor, words(rule.params.get("not_where"))):
        return open_outcome(rule, view, [Evidence("anchor", anchor)], "other_terms", True)
    found = [best for c in able if (best := _best(view, c, anchor, stated)) is not None]
    if not found:
        reason = view.lexicon.messages.reason("division_by_zero", view.lang)
        return build(rule, view, Draft(Status.NOT_APPLICABLE, (Evidence("anchor", anchor),), reason=reason))
    worst = max(found, key=lambda sides: (not sides.judgement.agrees, sides.opposite))
    return build(rule, view, _draft(rule, view, worst, anchor))


def _best(view: View, comparison: Comparison, anchor: Fact, stated: Stated) -> _Sides | None:
    """An assertion on the statements that fit it best; None where it would divide by zero."""
    names = comparison.names[1:]
    choices = itertools.product(*(stated[name][:_STATEMENTS] for name in names))
    found = []
    for chosen in choices:
        facts = {comparison.names[0]: anchor, **dict(zip(names, chosen, strict=True))}
        if len({fact.location for fact in facts.values()}) == len(facts):
            sides = _sides(view, comparison, facts)
            found += [sides] if sides else []
    return min(found, key=lambda sides: (not sides.judgement.agrees, abs(sides.judgement.gap)), default=None)


def _sides(view: View, comparison: Comparison, facts: dict[str, Fact]) -> _Sides | None:
    signed = {name: _signed(fact, view) for name, fact in facts.items()}
    intervals = {name: fact.quantity.interval for name, fact in signed.items()}
    exact = {name: fact.quantity.value for name, fact in signed.items()}
    anchor = next(iter(signed.values()))
    try:
        computed = comparison.right.over(intervals)
        value = comparison.right.at(exact)
    except ZeroDivisionError:
        return None
    stated = verdicts.Side(anchor.quantity.interval, anchor.quantity.value, verdicts.side_of(anchor).last_place)
    right = verdicts.Side(computed, value, Decimal(0), comparison.right.addends)
    return _Sides(comparison, signed, stated, right)


def _signed(fact: Fact, view: View) -> Fact:
    """A change with the sign of its word (减少3万元 is -3万元), a deficit as a negative balance."""
    way = dict(fact.dims).get(CHANGE)
    falls = way in view.lexicon.falling | view.lexicon.lowered or view.lexicon.concept(fact.concept).deficit
    if not falls or fact.quantity.value < 0:
        return fact
    old = fact.quantity
    return replace(fact, quantity=replace(old, value=-old.value, low=-old.high, high=-old.low))


def _draft(rule: Rule, view: View, sides: _Sides, anchor: Fact) -> Draft:
    comparison, chosen, judgement = sides.comparison, sides.chosen, sides.judgement
    signed = next(iter(chosen.values()))
    values = {name: format_quantity(fact.quantity) for name, fact in chosen.items()}
    worked, gap = verdicts.worked(comparison.right.written(values), signed, sides.computed.value, judgement)
    originals = _originals(view, chosen)
    roles = ["anchor", *["operand"] * (len(chosen) - 1)]
    opposite = not judgement.agrees and sides.opposite and rule.case(OPPOSITE) is not None
    apart = rule.params["each"] != PARAGRAPH and not _one_place(chosen)
    mild = apart or said_near(view, anchor, words(rule.params.get("warning_where")), paragraph=True)
    return Draft(
        Status.PASS if judgement.agrees else Status.FAIL,
        tuple(Evidence(role, fact) for role, fact in zip(roles, originals, strict=True)),
        when=OPPOSITE if opposite else "differ",
        severity=Severity.WARNING if mild and not judgement.agrees and rule.severity is Severity.ERROR else None,
        verdict=judgement.verdict,
        strength=judgement.strength,
        worked=worked,
        values={
            **values,
            "surface": anchor.surface,
            "word": _direction(view, anchor),
            "worked": worked.split("\n")[0],
            **view.lexicon.messages.direction(gap, view.lang),
        },
        equality=True,
        large=verdicts.is_large(judgement, sides.stated.value),
        relation=None if signed is not originals[0] or opposite else Relation(comparison.text, tuple(chosen)),
    )


def _direction(view: View, anchor: Fact) -> str:
    """The word of change before a number, as the sentence has it."""
    text, at = view.texts.get(anchor.location.host, ""), anchor.context.sentence
    hits = view.lexicon.phrases.scan(text, at.start if at else 0, anchor.location.start)
    words_of_change = [text[hit.start : hit.end] for hit in hits if hit.tag(CHANGE)]
    return words_of_change[-1] if words_of_change else ""


def _originals(view: View, chosen: Mapping[str, Fact]) -> list[Fact]:
    """The facts as the report states them."""
    found = view.facts_by(by_location)
    return [found[fact.location][-1] for fact in chosen.values()]


def _one_place(chosen: Mapping[str, Fact]) -> bool:
    """Whether all operands stand in one sentence."""
    return len({fact.context.sentence for fact in chosen.values()}) == 1


def said_near(view: View, anchor: Fact, wanted: Sequence[str], paragraph: bool = False) -> bool:
    """Whether the anchor's sentence (or paragraph) has one of some words; a cell of a form has no sentence."""
    at = anchor.context.sentence
    if not wanted or at is None:
        return False
    text = view.texts.get(at.host, "")
    return any(word in (text if paragraph else text[at.start : at.end]) for word in wanted)
