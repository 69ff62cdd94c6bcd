"""What the other numbers of its sentence say of a number: an amount beside its own rate is the one executed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fundqa.lexicon import Lexicon
from fundqa.model import Basis, Fact


def settled_bases(facts: Sequence[Fact], lexicon: Lexicon) -> list[Fact]:
    """The facts of a sentence, those of unsaid basis settled where the sentence leaves only one.

    支出98万元，执行率97.5%: a rate follows what it was worked out from. 预算100万元，支出98万元: nobody states
    one budget twice in a sentence with two values.
    """
    found = list(facts)
    for i, fact in enumerate(found):
        if fact.basis is None and not fact.dims and _is_result(found, i, lexicon):
            found[i] = replace(fact, basis=Basis.EXECUTED, candidates=())
    return found


def _is_result(facts: Sequence[Fact], at: int, lexicon: Lexicon) -> bool:
    fact = facts[at]
    if not lexicon.concept(fact.concept).amount:
        return False
    rate = lexicon.rate_for(fact.concept)
    if rate and _follows_its_rate(facts, at, rate):
        return True
    following = next((other for other in facts[at + 1 :] if other.concept in (fact.concept, rate)), None)
    if following is not None and rate and following.concept == rate and _together(fact, following):
        return following.basis is Basis.EXECUTED
    return any(
        other.concept == fact.concept and _together(fact, other) and not other.dims and _planned(other)
        for other in facts[:at]
    ) and not any(
        other.concept == fact.concept and _together(fact, other) and other.basis in (None, Basis.EXECUTED)
        for i, other in enumerate(facts)
        if i != at
    )


def _planned(fact: Fact) -> bool:
    return fact.basis is not None and fact.basis.compatible(Basis.BUDGET)


def _together(fact: Fact, other: Fact) -> bool:
    return (fact.entity, fact.period) == (other.entity, other.period)


def _follows_its_rate(facts: Sequence[Fact], at: int, rate: str) -> bool:
    """执行率97.5%，支出98万元: the only amount of a sentence, behind the rate that was worked out from it."""
    fact = facts[at]
    alike = [other for other in facts if other.concept == fact.concept and not other.dims]
    before = facts[at - 1] if at else None
    if len(alike) > 1 or before is None or before.concept != rate:
        return False
    return before.basis is Basis.EXECUTED and _together(fact, before)
