"""What became of every number: agreed, contradicted, or unchecked and why. Only equalities settle numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fundqa.document import Location
from fundqa.kinds.verdicts import relative_half_width, side_of
from fundqa.model import Fact, Fate, Status, Strength, Verdict
from fundqa.report import Coverage, FactFate, Outcome
from fundqa.view import View

OPERANDS = frozenset(("anchor", "operand", "left", "right", "total", "part"))


@dataclass(frozen=True, slots=True)
class Settled:
    """The places of numbers that some equality settled, and of those that only a coarser figure supports."""

    agreed: frozenset[Location]
    coarse: frozenset[Location]
    suspects: frozenset[Location]
    tried: frozenset[Location]


def operands(outcome: Outcome) -> list[Fact]:
    """The numbers an outcome compares, the ones merely shown beside them left out."""
    return [e.item for e in outcome.evidence if e.role in OPERANDS and isinstance(e.item, Fact)]


def settle(outcomes: Iterable[Outcome]) -> Settled:
    """Which numbers the equalities among `outcomes` settle, and which they cast doubt on."""
    equalities = [outcome for outcome in outcomes if outcome.equality]
    agreed: set[Location] = set()
    coarse: set[Location] = set()
    for outcome in equalities:
        if outcome.verdict in (Verdict.AGREE, Verdict.TRUNCATED, Verdict.RESIDUE):
            settled = _settled(outcome)
            agreed |= settled
            coarse |= {fact.location for fact in operands(outcome)} - settled
    supported = frozenset(agreed)
    suspect = {loc for outcome in equalities for loc in suspects(outcome, supported)}
    tried = {f.location for o in equalities if o.status is Status.OPEN for f in operands(o)}
    return Settled(supported, frozenset(coarse - agreed), frozenset(suspect), frozenset(tried))


def _settled(outcome: Outcome) -> set[Location]:
    """All operands of a pass, or only the coarsest printed ones when it is weak."""
    facts = operands(outcome)
    if outcome.strength is not Strength.WEAK:
        return {fact.location for fact in facts}
    widths = {fact.location: relative_half_width(side_of(fact)) for fact in facts}
    widest = max(widths.values(), default=None)
    return {location for location, width in widths.items() if width == widest}


def suspects(outcome: Outcome, supported: frozenset[Location]) -> list[Location]:
    """The operands of a failed equality that no other equality supports; all of them when every one is supported."""
    if not outcome.equality or outcome.status is not Status.FAIL or outcome.verdict is not Verdict.DIFFER:
        return []
    places = [fact.location for fact in operands(outcome)]
    return [place for place in places if place not in supported] or places


def fates(view: View, settled: Settled) -> tuple[FactFate, ...]:
    """The fate of every fact, in reading order."""
    return tuple(_fate(view, fact, settled) for fact in view.facts)


def _fate(view: View, fact: Fact, settled: Settled) -> FactFate:
    if fact.location in settled.suspects:
        return FactFate(fact, Fate.CONTRADICTED)
    if fact.location in settled.agreed:
        return FactFate(fact, Fate.AGREED)
    return FactFate(fact, Fate.UNCHECKED, view.lexicon.messages.reason(_why(fact, settled), view.lang))


def _why(fact: Fact, settled: Settled) -> str:
    if fact.location in settled.coarse:
        return "coarse_only"
    if fact.location in settled.tried:
        return "operand_absent"
    if not fact.concept:
        return "no_concept"
    in_table = fact.context.place == "table"
    return "ambiguous" if fact.candidates or not (fact.entity or in_table) else "no_counterpart"


def coverage(found: Sequence[FactFate]) -> Coverage:
    """The counts of a document."""
    counts = {fate: sum(1 for f in found if f.fate is fate) for fate in Fate}
    return Coverage(len(found), counts[Fate.AGREED], counts[Fate.CONTRADICTED], counts[Fate.UNCHECKED])
