"""How two numbers stand to each other: agree, truncated, residue or differ, how strongly, and by how much."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from fundqa import interval
from fundqa.interval import Interval
from fundqa.model import Fact, Strength, Verdict
from fundqa.quantity import format_quantity, format_value
from fundqa.units import MONEY, RATIO, Unit

_PERCENT = Decimal("0.01")
LONGEST_CHAIN, _SHOWN = 12, 3


@dataclass(frozen=True, slots=True)
class Side:
    """One side of an equality: what it can be, what it says, the unit of its last place (0 when exact), its addends."""

    interval: Interval
    value: Decimal
    last_place: Decimal
    addends: int = 1


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict on an equality. gap: left minus right as printed, in the base unit; large: over 1 % of the value."""

    verdict: Verdict
    strength: Strength | None
    gap: Decimal

    @property
    def agrees(self) -> bool:
        """Whether the two sides are one number."""
        return self.verdict is Verdict.AGREE


def side_of(fact: Fact) -> Side:
    """A printed number as a side."""
    return Side(fact.quantity.interval, fact.quantity.value, last_place(fact))


def last_place(fact: Fact) -> Decimal:
    """What one unit of the last printed digit is worth, 0 for a number that is exact."""
    quantity = fact.quantity
    exact = quantity.low == quantity.high or quantity.decimals is None
    return Decimal(0) if exact else quantity.unit.scale.scaleb(-(quantity.decimals or 0))


def equal(left: Side, right: Side) -> Judgement:
    """Compare two sides; the verdicts are tried in the order agree, truncated, residue, differ (design section 2)."""
    gap = left.value - right.value
    if interval.meet(left.interval, right.interval):
        return Judgement(Verdict.AGREE, _strength(left, right), gap)
    if _truncated(left, right) or _truncated(right, left):
        return Judgement(Verdict.TRUNCATED, None, gap)
    if max(left.addends, right.addends) >= 2 and _residue(left, right):
        return Judgement(Verdict.RESIDUE, None, gap)
    return Judgement(Verdict.DIFFER, None, gap)


def is_large(judgement: Judgement, value: Decimal) -> bool:
    """Whether the gap is over 1 % of the value, so that even a truncation or residue keeps its rule's severity."""
    return abs(judgement.gap) > abs(value) * _PERCENT


def is_round_figure(prose: Fact, other: Fact) -> bool:
    """Whether a whole number in prose is another one rounded at its last non-zero digit (2000 beside 1998.6)."""
    quantity = prose.quantity
    printed = quantity.value / quantity.unit.scale
    if prose.context.place != "prose" or quantity.decimals or printed == 0 or printed % 10 != 0:
        return False
    place = quantity.unit.scale.scaleb(int(printed.normalize().as_tuple().exponent))
    return (other.quantity.value / place).quantize(Decimal(1), rounding=ROUND_HALF_UP) * place == quantity.value


def relative_half_width(side: Side) -> Decimal:
    """Half the width of what a side can be, as a share of its value; 0 for an exact zero."""
    if side.interval.width == 0 or side.value == 0:
        return Decimal(0)
    return side.interval.width / 2 / abs(side.value)


def _strength(left: Side, right: Side) -> Strength:
    if left.value == right.value and left.interval.width == right.interval.width:
        return Strength.EXACT
    if max(relative_half_width(left), relative_half_width(right)) > _PERCENT:
        return Strength.WEAK
    return Strength.EXACT if left.value == right.value else Strength.ROUNDING


def _truncated(printed: Side, other: Side) -> bool:
    """Whether `printed` is `other` with its further digits cut off instead of rounded."""
    if printed.last_place == 0 or printed.last_place <= other.last_place:
        return False
    low, high = sorted((printed.value, printed.value + printed.last_place.copy_sign(printed.value)))
    kept = Interval(low, high)
    at_end = other.interval.high == low if printed.value < 0 else other.interval.low == high
    return interval.meet(kept, other.interval) and not at_end


def _residue(left: Side, right: Side) -> bool:
    allowance = (left.interval.width + right.interval.width) / 2
    return abs(left.value - right.value) <= 2 * allowance


def show(value: Decimal, unit: Unit, decimals: int) -> str:
    """A computed value in a printed unit, rounded half up to `decimals` places: 114.67%, 0.53亿元."""
    step = Decimal(1).scaleb(-decimals)
    printed = (value / unit.scale).quantize(step, rounding=ROUND_HALF_UP) or Decimal(0)
    return format_value(printed * unit.scale, unit, decimals)


def show_gap(gap: Decimal, unit: Unit, decimals: int) -> str:
    """A difference with its sign: +0.11亿元; of two rates, in percentage points."""
    if unit.dimension == RATIO:
        return f"{gap * 100:+.{decimals}f}".rstrip() + POINTS
    text = show(abs(gap), unit, decimals)
    return ("-" if gap < 0 else "+") + text


POINTS = "个百分点"


def worked(written: str, anchor: Fact, computed: Decimal, judgement: Judgement) -> tuple[str, str]:
    """The arithmetic of an equality with a printed number, and its gap: 4822万元÷4205万元=114.67%."""
    unit, decimals = anchor.quantity.unit, anchor.quantity.decimals or 0
    printed = format_quantity(anchor.quantity)
    shown = show(computed, unit, decimals)
    gap = show_gap(judgement.gap, unit, decimals)
    if judgement.agrees and shown == printed:
        return f"{written}={shown}", gap
    fine = show(computed, unit, decimals + 2)
    if judgement.agrees:
        return f"{written}={fine} ≈ {printed}", gap
    if shown == printed or abs(judgement.gap) < unit.scale.scaleb(-decimals):
        shown, gap = fine, show_gap(judgement.gap, unit, decimals + 2)
    return f"{written}={shown} ≠ {printed}\nΔ={gap}", gap


def chain(facts: list[Fact], total: Decimal, decimals: int, unit: Unit) -> str:
    """A sum as written: 0.41+0.09+0.03=0.53亿元; the unit is printed once when all share the total's."""
    if len(facts) == 1:
        return format_quantity(facts[0].quantity)
    if all(fact.quantity.unit == unit for fact in facts):
        numbers = [format_quantity(fact.quantity).removesuffix(unit.symbol) for fact in facts]
    else:
        numbers = [format_quantity(fact.quantity) for fact in facts]
    if len(numbers) > LONGEST_CHAIN:
        numbers = [*numbers[:_SHOWN], "…", *numbers[-_SHOWN:]]
    return f"{'+'.join(numbers).replace('+-', '-')}={show(total, unit, decimals)}"


def places(*facts: Fact) -> int:
    """The most printed decimals among facts."""
    return max((fact.quantity.decimals or 0 for fact in facts), default=0)


def is_money(fact: Fact) -> bool:
    """Whether a fact is an amount of money."""
    return fact.quantity.unit.dimension == MONEY


def pair(left: Fact, right: Fact, agrees: bool) -> str:
    """Two statements side by side, the finer one in the coarser one's unit: 20309万元=2.0309亿元 ≈ 2.03亿元."""
    coarse, fine = sorted((left, right), key=lambda fact: fact.quantity.interval.width, reverse=True)
    sign = "=" if left.quantity.value == right.quantity.value else "≈" if agrees else "≠"
    unit = coarse.quantity.unit
    shown = format_quantity(fine.quantity)
    if unit.symbol != fine.quantity.unit.symbol and sign != "=":
        shown += f"={show(fine.quantity.value, unit, gap_places(left, right, unit))}"
    return f"{shown} {sign} {format_quantity(coarse.quantity)}"


def gap_places(left: Fact, right: Fact, unit: Unit) -> int:
    """How many decimals of `unit` show both numbers in full."""
    places = 0
    for fact in (left, right):
        value = (fact.quantity.value / unit.scale).normalize()
        exponent = value.as_tuple().exponent
        places = max(places, -exponent if isinstance(exponent, int) else 0)
    ratio = 2 if unit.dimension == RATIO else 0
    return min(max(places, ratio), 8)
