"""What is said of two sides: an equality with its verdict, or an inequality that no value of the digits satisfies."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fundqa import interval
from fundqa.expr import Comparison
from fundqa.interval import Interval
from fundqa.kinds import verdicts
from fundqa.kinds.base import Draft
from fundqa.model import Evidence, Fact, Status
from fundqa.units import UNITS, Unit
from fundqa.view import View

DIFFER, EXCEEDS = "differ", "exceeds"


def compared(
    view: View,
    anchor: Fact,
    sides: tuple[verdicts.Side, verdicts.Side],
    written: str,
    evidence: tuple[Evidence, ...],
    values: Mapping[str, str],
) -> Draft:
    """What is said of an anchor (the stated side) and what follows from other numbers (the computed side)."""
    stated, computed = sides
    judgement = verdicts.equal(stated, computed)
    worked, gap = verdicts.worked(written, anchor, computed.value, judgement)
    return Draft(
        Status.PASS if judgement.agrees else Status.FAIL,
        evidence,
        when=DIFFER,
        verdict=judgement.verdict,
        strength=judgement.strength,
        worked=worked,
        values={**values, "worked": worked.split("\n")[0], **view.lexicon.messages.direction(gap, view.lang)},
        equality=True,
        large=verdicts.is_large(judgement, stated.value),
    )


def inequality(
    comparison: Comparison,
    anchor: Fact,
    sides: tuple[Interval, Interval],
    exact: Mapping[str, Decimal],
    evidence: tuple[Evidence, ...],
    values: Mapping[str, str],
    decimals: int,
) -> Draft:
    """An inequality fails only when no value the digits allow satisfies it; it settles no number."""
    left, right = sides
    gap = comparison.left.at(exact) - comparison.right.at(exact)
    upward = comparison.operator in ("<=", "<")
    broken = interval.below(right, left) if upward else interval.below(left, right)
    sign = {True: {"<=": ">", "<": ">=", ">=": "<", ">": "<="}, False: {}}[broken].get(
        comparison.operator, comparison.operator
    )
    shown = f"{comparison.left.written(values)} {sign} {comparison.right.written(values)}"
    said = verdicts.show_gap(gap, _unit(comparison, anchor), decimals)
    return Draft(
        Status.FAIL if broken else Status.PASS,
        evidence,
        when=EXCEEDS,
        worked=f"{shown}\nΔ={said}" if broken else shown,
        values={**values, "worked": shown, "gap": said.lstrip("+-")},
    )


def _unit(comparison: Comparison, anchor: Fact) -> Unit:
    """The unit of a gap: the anchor's where it stands alone, points where shares are compared."""
    return anchor.quantity.unit if len(comparison.left.names) == 1 else UNITS["%"]
