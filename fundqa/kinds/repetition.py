"""One quantity stated several times in one place: each statement against those before it.

`units`: same compares statements in one unit, differ those in two (2.03亿元（20309万元）), and those in brackets behind
a number even where nothing says what it is.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from itertools import pairwise

from fundqa.kinds.base import not_applicable
from fundqa.kinds.pairing import compared, pair_outcome, statement_key
from fundqa.kinds.selecting import Operand, bases, known
from fundqa.model import Basis, Fact, Rule
from fundqa.report import Outcome
from fundqa.view import View

UNITS = ("same", "differ")
_OPEN = "（("


def evaluate(rule: Rule, view: View, wanted: Operand, by: Sequence[str]) -> list[Outcome]:
    """One outcome for every statement after the first: with an earlier one that agrees, else with the finest.

    A number whose basis is not said agrees with any; it contradicts only where the report states the quantity on every
    basis that it may have, and it is none of them. So does a budget that is said to be neither initial nor adjusted.
    """
    restated = dict(_restated(view, wanted)) if rule.params.get("units") == "differ" else {}
    outcomes = [pair_outcome(rule, view, after, before, []) for after, before in restated.items()]
    for stated in view.once(_repeated, *by):
        own = [fact for fact in stated if wanted.fits(fact)]
        kept: dict[Hashable, Fact] = {}
        for anchor in own:
            if anchor not in restated:
                earlier = [fact for fact in kept.values() if _in_units(rule, anchor, fact)]
                found = _match(rule, view, anchor, earlier, stated)
                found = found or _against_both(
                    rule, view, anchor, [fact for fact in own if _in_units(rule, anchor, fact)]
                )
                outcomes += [found] if found is not None else []
            kept.setdefault((anchor.quantity, anchor.basis), anchor)
    return outcomes or not_applicable(rule, view)


def _repeated(view: View, *by: str) -> list[list[Fact]]:
    """The quantities that are stated several times, each with its statements, in the order of the first ones."""
    everywhere: dict[Hashable, list[Fact]] = {}
    for fact in view.facts:
        if known(fact, by):
            everywhere.setdefault(statement_key(fact, by), []).append(fact)
    return [stated for stated in everywhere.values() if len(stated) > 1]


def _in_units(rule: Rule, fact: Fact, other: Fact) -> bool:
    wanted = rule.params.get("units")
    return wanted is None or (wanted == "same") == (fact.quantity.unit.symbol == other.quantity.unit.symbol)


def _restated(view: View, wanted: Operand) -> Iterator[tuple[Fact, Fact]]:
    """Numbers in brackets right behind one in another unit, and that one."""
    facts = [fact for fact in view.facts if wanted.fits(fact)]
    for before, after in pairwise(facts):
        one, two = before.quantity.unit, after.quantity.unit
        if before.location.host != after.location.host or one.base != two.base or one.symbol == two.symbol:
            continue
        between = view.texts[after.location.host][before.location.end : after.location.start].strip()
        if between[:1] in tuple(_OPEN) and between[1:] in ("", *view.lexicon.restated):
            yield after, before


def _match(rule: Rule, view: View, anchor: Fact, earlier: Sequence[Fact], stated: Sequence[Fact]) -> Outcome | None:
    rivals = [fact for fact in earlier if _comparable(anchor, fact)]
    agreeing = next((fact for fact in rivals if compared(anchor, fact).agrees), None)
    if agreeing is not None:
        return pair_outcome(rule, view, anchor, agreeing, [])
    certain = [fact for fact in rivals if fact.basis is not None and fact.basis is anchor.basis]
    if certain:
        finest = min(certain, key=lambda fact: fact.quantity.interval.width)
        return pair_outcome(rule, view, anchor, finest, [])
    return _against_all(rule, view, anchor, stated) if rivals and anchor.basis is None else None


def _against_both(rule: Rule, view: View, anchor: Fact, stated: Sequence[Fact]) -> Outcome | None:
    """A budget as such where the report states the initial and the adjusted one: it is one of them."""
    others = [fact for fact in stated if fact.basis in (Basis.INITIAL, Basis.FULL_YEAR)]
    both = anchor.basis is Basis.BUDGET and len({fact.basis for fact in others}) > 1
    if not both or any(compared(anchor, fact).agrees for fact in others):
        return None
    return _against_nearest(rule, view, anchor, others)


def _against_all(rule: Rule, view: View, anchor: Fact, stated: Sequence[Fact]) -> Outcome | None:
    others = [fact for fact in stated if fact is not anchor and fact.basis is not None]
    covered = all(any(fact.basis.compatible(basis) for fact in others if fact.basis) for basis in bases(anchor))
    if not bases(anchor) or not covered or any(compared(anchor, fact).agrees for fact in others):
        return None
    return _against_nearest(rule, view, anchor, others)


def _against_nearest(rule: Rule, view: View, anchor: Fact, others: Sequence[Fact]) -> Outcome:
    """What agrees with none of several statements, against the one it is nearest to."""
    nearest = min(others, key=lambda fact: abs(compared(anchor, fact).gap))
    rest = [fact for fact in others if fact is not nearest]
    return pair_outcome(rule, view, anchor, nearest, rest, unsure=True)


def _comparable(anchor: Fact, fact: Fact) -> bool:
    """Whether two statements may be on one basis; a budget as such is not compared with the initial or adjusted one."""
    if anchor.basis is None or fact.basis is None:
        return True
    if Basis.BUDGET in (anchor.basis, fact.basis):
        return anchor.basis.compatible(fact.basis)
    return anchor.basis is fact.basis
