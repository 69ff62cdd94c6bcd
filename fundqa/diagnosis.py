"""What small slip would mend a failed equality: at most two guesses, marked as such, never applied."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from fundqa import expr
from fundqa.document import Location
from fundqa.fates import operands, suspects
from fundqa.kinds.total import company
from fundqa.kinds.verdicts import Side, equal, side_of
from fundqa.model import Fact
from fundqa.quantity import format_quantity
from fundqa.report import Outcome
from fundqa.slips import DIGIT, DROPPED, ORDER, Slip, shifted, slips
from fundqa.view import View

_GUESSES = 2
_MOST_OPERANDS = 24
_VAGUE = (DIGIT, DROPPED)


def diagnosed(outcomes: Sequence[Outcome], supported: frozenset[Location], view: View) -> list[Outcome]:
    """Outcomes with guesses on those that failed as equalities."""
    return [_diagnose(outcome, supported, view) for outcome in outcomes]


def _diagnose(outcome: Outcome, supported: frozenset[Location], view: View) -> Outcome:
    doubtful = set(suspects(outcome, supported))
    facts = operands(outcome)
    if not doubtful or outcome.relation is None or len(facts) != len(outcome.relation.names) > 0:
        return outcome
    if len(facts) > _MOST_OPERANDS:
        return outcome
    named = dict(zip(outcome.relation.names, facts, strict=True))
    comparison = expr.parse(outcome.relation.text)
    guesses = list(_guesses(named, comparison, doubtful, view))
    guesses.sort(key=lambda guess: ORDER.index(guess[0].kind))
    chosen = [text for _, text in _clear(guesses)][:_GUESSES]
    return replace(outcome, diagnosis=(*outcome.diagnosis, *chosen)) if chosen else outcome


Guess = tuple[Slip, str]


def _guesses(
    named: Mapping[str, Fact], comparison: expr.Comparison, doubtful: set[Location], view: View
) -> Iterator[Guess]:
    """Single slips of each suspect, and the same shift of two parts."""
    for name, fact in named.items():
        if fact.location not in doubtful:
            continue
        for slip in slips(fact, view):
            if _holds(comparison, {**named, name: replace(fact, quantity=slip.meant)}):
                yield slip, _said([(fact, slip)], view)
    parts = [name for name in list(named)[1:] if named[name].location in doubtful]
    pairs = itertools.combinations(parts, 2)
    for pair in pairs:
        for shifts in zip(*(shifted(named[name]) for name in pair), strict=False):
            changed = {n: replace(named[n], quantity=s.meant) for n, s in zip(pair, shifts, strict=True)}
            if _holds(comparison, {**named, **changed}):
                yield shifts[0], _said([(named[n], s) for n, s in zip(pair, shifts, strict=True)], view)


def _clear(guesses: list[Guess]) -> list[Guess]:
    """Guesses worth saying: of the vague kinds (any digit may be wrong) no more than may be said at all."""
    kinds = [slip.kind for slip, _ in guesses]
    return [guess for guess in guesses if guess[0].kind not in _VAGUE or kinds.count(guess[0].kind) <= _GUESSES]


def _holds(comparison: expr.Comparison, named: Mapping[str, Fact]) -> bool:
    """Whether the equality would agree; a coarse interval must not let any change pass, so values count too."""
    sums = comparison.right.addends > 1
    intervals = (
        dict(zip(named, company(list(named.values())), strict=True))
        if sums
        else {name: fact.quantity.interval for name, fact in named.items()}
    )
    exact = {name: fact.quantity.value for name, fact in named.items()}
    try:
        left = Side(
            comparison.left.over(intervals), comparison.left.at(exact), side_of(next(iter(named.values()))).last_place
        )
        right = Side(
            comparison.right.over(intervals), comparison.right.at(exact), left.last_place * 0, comparison.right.addends
        )
    except ZeroDivisionError:
        return False
    return equal(left, right).agrees


def _said(changes: list[tuple[Fact, Slip]], view: View) -> str:
    """A guess in words: which number, what slip, what it may have been."""
    words = view.lexicon.messages
    was = words.join([fact.surface for fact, _ in changes], view.lang)
    meant = words.join([format_quantity(slip.meant) for _, slip in changes], view.lang)
    return words.slips[changes[0][1].kind][view.lang].format(was=was, meant=meant)
