"""How much of its weight a degree of completion earns: in proportion, by steps, or with points off for each short."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from fundqa.interval import Interval
from fundqa.kinds.selecting import Problem

ONE = Decimal(1)
KEYS = ("scales", "scale", "ample")


@dataclass(frozen=True, slots=True)
class Share:
    """A degree of completion or a share of a weight: what it can be, what it comes to, and how it is written."""

    interval: Interval
    value: Decimal
    written: str


@dataclass(frozen=True, slots=True)
class Scale:
    """steps: (from which degree, which share), highest first, in proportion below the lowest; factor: shares lost for

    each share that is missing (1 = in proportion).
    """

    steps: tuple[tuple[Decimal, Decimal], ...] = ()
    factor: Decimal = ONE

    def at(self, degree: Decimal) -> Decimal:
        """The share that a degree of completion from 0 to 1 earns."""
        step = next((share for start, share in self.steps if degree >= start), None)
        if step is not None:
            return step
        return max(ONE - self.factor * (ONE - degree), Decimal(0))

    def earned(self, share: Share) -> Share:
        """What a degree of completion earns; a scale that is in proportion leaves it as it is."""
        if not self.steps and self.factor == ONE:
            return share
        value = self.at(share.value)
        ends = sorted((self.at(share.interval.low), self.at(share.interval.high)))
        return Share(Interval(*ends), value, f"{value.normalize():f}")


def scale_of(entry: object) -> Scale | None:
    """A scale from its YAML mapping; None when it is not one."""
    if not isinstance(entry, dict) or not set(entry) <= {"steps", "factor"}:
        return None
    try:
        steps = [(Decimal(str(start)), Decimal(str(share))) for start, share in entry.get("steps", ())]
        return Scale(tuple(sorted(steps, reverse=True)), Decimal(str(entry.get("factor", 1))))
    except (InvalidOperation, TypeError, ValueError):
        return None


def scales(params: Mapping[str, object]) -> tuple[Scale, dict[str, Scale]]:
    """The scale a rule goes by, and the other ones it knows, by name."""
    entries, chosen = params.get("scales"), str(params.get("scale", ""))
    known = {str(n): s for n, e in entries.items() if (s := scale_of(e))} if isinstance(entries, dict) else {}
    own = known.get(chosen, Scale())
    return own, {name: scale for name, scale in known.items() if scale != own}


def check(params: Mapping[str, object]) -> Iterator[Problem]:
    """Scales that can be read, the chosen one among them."""
    entries = params.get("scales")
    if entries is None:
        return
    for name, entry in entries.items() if isinstance(entries, dict) else [("", None)]:
        if scale_of(entry) is None:
            yield Problem(("scales",), f"计分办法“{name}”不对", f"the scale “{name}” is wrong", ("steps", "factor"))
    name = str(params.get("scale"))
    if isinstance(entries, dict) and name not in map(str, entries):
        yield Problem(("scale",), f"没有计分办法“{name}”", f"no scale “{name}”", tuple(entries))
