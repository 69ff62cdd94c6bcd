"""sum, of shares: where the parts of a list make up their total, their shares make up the whole."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import reduce

from fundqa import interval
from fundqa.kinds import verdicts
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.scores import OVER, UNDER
from fundqa.model import Evidence, Fact, Rule, Status
from fundqa.report import Outcome
from fundqa.units import UNITS
from fundqa.view import Share, View

SHARES = "shares"
_WHOLE = Decimal(1)


def evaluate(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per sentence whose shares are those of all the parts of one total."""
    return [_judge(rule, view, shares) for shares in _lists(view)] or not_applicable(rule, view)


def _lists(view: View) -> Iterator[list[Fact]]:
    """The shares of each complete list."""
    by_sentence: dict[object, list[Share]] = {}
    for share in view.shares:
        if len(share.parts) >= 1 and share.totals and share.share.context.sentence is not None:
            by_sentence.setdefault((share.share.context.sentence, share.totals[0].location), []).append(share)
    for shares in by_sentence.values():
        parts, total = [share.parts[0] for share in shares], shares[0].totals[0]
        own = {part.location.host for part in parts} == {shares[0].share.location.host}
        added = reduce(interval.add, [part.quantity.interval for part in parts])
        if own and len({part.location for part in parts}) > 1 and interval.meet(added, total.quantity.interval):
            yield [share.share for share in shares]


def _judge(rule: Rule, view: View, shares: list[Fact]) -> Outcome:
    exact = sum((share.quantity.value for share in shares), Decimal(0))
    added = reduce(interval.add, [share.quantity.interval for share in shares])
    stated = verdicts.Side(interval.point(_WHOLE), _WHOLE, verdicts.side_of(shares[0]).last_place)
    judgement = verdicts.equal(verdicts.Side(added, exact, Decimal(0), len(shares)), stated)
    places = verdicts.places(*shares)
    gap = verdicts.show_gap(judgement.gap, UNITS["%"], places)
    worked = verdicts.chain(shares, exact, places, UNITS["%"])
    values = {"worked": worked, "count": str(len(shares)), "gap": gap.lstrip("+-"), "total": "100%"}
    return build(
        rule,
        view,
        Draft(
            Status.PASS if judgement.agrees else Status.FAIL,
            tuple(Evidence("part", share) for share in shares),
            when=OVER if exact > _WHOLE else UNDER,
            verdict=judgement.verdict,
            strength=judgement.strength,
            worked=worked if judgement.agrees else f"{worked}\nΔ={gap}",
            values=values,
            large=verdicts.is_large(judgement, _WHOLE),
        ),
    )
