"""outlier: a figure far from those of its peers, or far from the year before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fundqa import interval
from fundqa.interval import Interval, point
from fundqa.kinds import verdicts
from fundqa.kinds.across.base import Archive, Member, build, called, check_across, not_applicable, open_outcome
from fundqa.kinds.across.figures import Choice, as_evidence, check_choice, choice, printed, said_of
from fundqa.kinds.across.peers import check_settings, decimal_of, peers, whole_of
from fundqa.kinds.base import Draft
from fundqa.kinds.selecting import Problem, check_keys, words
from fundqa.model import Evidence, Fact, Rule, Status
from fundqa.report import Outcome
from fundqa.units import UNITS

PEERS, YEARS = AGAINST = ("peers", "last year")
HIGH, LOW, JUMP = "far above", "far below", "jump"
_KEYS = ("across", "against", "figures", "per", "unless", "settings")
_SETTINGS = {PEERS: ("peers", "spread", "apart", "smallest"), YEARS: ("jump", "smallest")}


@dataclass(frozen=True, slots=True)
class Outlier:
    """The kind."""

    name: str = "outlier"
    conditions: tuple[str, ...] = (HIGH, LOW, JUMP)
    placeholders: tuple[str, ...] = (
        "worked", "value", "middle", "low", "high", "count", "concept", "fund", "before", "change", "earlier",
    )  # fmt: skip

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Which figures, against whom, and how far is far."""
        against = params.get("against")
        if not isinstance(against, str) or against not in AGAINST:
            yield from check_keys(params, _KEYS, ())
            yield Problem(("against",), f"不能是“{against}”", f"cannot be “{against}”", AGAINST)
            return
        yield from check_keys(params, _KEYS, ("across", "against", "figures", "settings"))
        yield from check_across(params)
        yield from check_choice(params.get("figures"), ("figures",))
        yield from check_choice(params["per"], ("per",)) if "per" in params else ()
        yield from check_settings(params, _SETTINGS[against])

    def evaluate(self, rule: Rule, archive: Archive) -> list[Outcome]:
        """One outcome per figure that has enough peers, or a year before."""
        if rule.params["against"] == YEARS:
            return _jumps(rule, archive) or not_applicable(rule, archive, "no_earlier")
        outcomes = [
            outcome
            for members in peers(archive).values()
            for figures in _by_figure(rule, archive, members).values()
            if len({figure.own.region.key for figure in figures}) >= whole_of(rule, "peers")
            for outcome in _among(rule, archive, figures)
        ]
        return outcomes or not_applicable(rule, archive, "few_peers")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a member: a number as printed, or one divided by another (per head)."""

    own: Member
    fact: Fact
    value: Decimal
    range: Interval
    per: Fact | None = None

    def shown(self) -> str:
        """The figure as it is said: as printed, or as the division that it comes from."""
        if self.per is None:
            return printed(self.fact)
        return f"{printed(self.fact)}÷{printed(self.per)}={per_head(self.value)}"


def per_head(value: Decimal) -> str:
    """An amount for each, in yuan."""
    return verdicts.show(value, UNITS["元"], 2)


def _by_figure(rule: Rule, archive: Archive, members: Sequence[Member]) -> dict[tuple[str, ...], list[Figure]]:
    found: dict[tuple[str, ...], list[Figure]] = {}
    smallest = decimal_of(rule, "smallest")
    per = choice(rule.params["per"]) if "per" in rule.params else None
    for own in members:
        for key, said in said_of(archive, own, own.year, choice(rule.params["figures"])).items():
            fact = said.agreed()
            if fact is None or not said.sure:
                continue
            heads = _heads(archive, own, fact, per) if per else []
            for figure in _figures(own, fact, heads, per is not None, smallest):
                found.setdefault((*key, figure.per.concept if figure.per else ""), []).append(figure)
    return found


def _heads(archive: Archive, own: Member, fact: Fact, per: Choice) -> list[Fact]:
    found = said_of(archive, own, own.year, per).items()
    return [head for key, said in found if key[1] == fact.entity and said.sure and (head := said.agreed()) is not None]


def _figures(own: Member, fact: Fact, heads: list[Fact], divided: bool, smallest: Decimal) -> Iterator[Figure]:
    """The number itself, or divided by each count of heads that is not too small to say anything."""
    if not divided:
        yield Figure(own, fact, fact.quantity.value, fact.quantity.interval)
    for head in heads:
        if head.quantity.low > 0 and head.quantity.value >= smallest:
            value = fact.quantity.value / head.quantity.value
            yield Figure(own, fact, value, interval.divide(fact.quantity.interval, head.quantity.interval), head)


def _among(rule: Rule, archive: Archive, figures: list[Figure]) -> Iterator[Outcome]:
    """Each figure against the fences of them all."""
    low, middle, high = quartiles([figure.value for figure in figures])
    reach = (high - low) * decimal_of(rule, "spread")
    apart = abs(middle) * decimal_of(rule, "apart")
    fence = Interval(min(low - reach, middle - apart), max(high + reach, middle + apart))
    for figure in figures:
        yield _judged(rule, archive, figure, middle, fence, len(figures))


def quartiles(values: Sequence[Decimal]) -> tuple[Decimal, Decimal, Decimal]:
    """The medians of the lower half, of all and of the upper half; a middle value belongs to both halves."""
    ordered = sorted(values)
    half = (len(ordered) + 1) // 2
    return median(ordered[:half]), median(ordered), median(ordered[-half:])


def median(ordered: Sequence[Decimal]) -> Decimal:
    """The middle of sorted values, of an even number the mean of the two in the middle."""
    at = len(ordered) // 2
    return ordered[at] if len(ordered) % 2 else (ordered[at - 1] + ordered[at]) / 2


def _judged(rule: Rule, archive: Archive, figure: Figure, middle: Decimal, fence: Interval, count: int) -> Outcome:
    own = figure.own
    outside = not interval.meet(figure.range, fence)
    when = HIGH if figure.value > middle else LOW
    evidence = (Evidence("anchor", figure.fact), *(as_evidence("per", [figure.per] if figure.per else [])))
    if outside and (told := _explained(archive, own, figure.fact, words(rule.params.get("unless")))):
        return open_outcome(rule, archive, own, evidence, "policy", names=told)
    show = per_head if figure.per else _shown_like(figure.fact)
    worked = f"{figure.shown()}; {show(fence.low)}…{show(middle)}…{show(fence.high)}"
    values = {
        "worked": figure.shown(),
        "value": show(figure.value),
        "middle": show(middle),
        "low": show(fence.low),
        "high": show(fence.high),
        "count": str(count),
        "concept": figure.fact.concept,
        "fund": figure.fact.entity,
    }
    about = (figure.fact.concept, figure.fact.entity, own.year, figure.per.concept if figure.per else "")
    status = Status.FAIL if outside else Status.PASS
    return build(rule, archive, own, Draft(status, evidence, when=when, worked=worked, values=values), about)


@dataclass(frozen=True, slots=True)
class _shown_like:
    """Writes values in the unit and with the decimals of a number as printed."""

    fact: Fact

    def __call__(self, value: Decimal) -> str:
        quantity = self.fact.quantity
        return verdicts.show(value, quantity.unit, quantity.decimals or 0)


def _explained(archive: Archive, own: Member, fact: Fact, told: tuple[str, ...]) -> str:
    """The word by which the report accounts for an unusual figure, "" where it does not."""
    near = archive.text(fact.location)
    texts = [near, *archive.texts(own)] if fact.location.row >= 0 or fact.context.form else [near]
    return next((word for word in told if any(word in text for text in texts)), "")


def _jumps(rule: Rule, archive: Archive) -> list[Outcome]:
    """Each figure that the report of the year before has too."""
    outcomes = []
    for members in archive.by_county.values():
        for own in members:
            for earlier in members:
                if int(earlier.year) == int(own.year) - 1:
                    outcomes += list(_jumped(rule, archive, own, earlier))
    return outcomes


def _jumped(rule: Rule, archive: Archive, own: Member, earlier: Member) -> Iterator[Outcome]:
    chosen = choice(rule.params["figures"])
    before = said_of(archive, earlier, earlier.year, chosen)
    for key, said in said_of(archive, own, own.year, chosen).items():
        was = before[key].agreed() if key in before else None
        now = said.agreed()
        if was is None or now is None or was.quantity.low <= 0 or was.quantity.value < decimal_of(rule, "smallest"):
            continue
        yield _jump(rule, archive, (own, earlier), now, was)


def _jump(rule: Rule, archive: Archive, members: tuple[Member, Member], now: Fact, was: Fact) -> Outcome:
    own, earlier = members
    change = interval.subtract(interval.divide(now.quantity.interval, was.quantity.interval), point(Decimal(1)))
    limit = decimal_of(rule, "jump")
    jumped = not interval.meet(change, Interval(-limit, limit))
    evidence = (Evidence("anchor", now), Evidence("other", was))
    if jumped and (told := _explained(archive, own, now, words(rule.params.get("unless")))):
        return open_outcome(rule, archive, own, evidence, "policy", names=told)
    said = verdicts.show(now.quantity.value / was.quantity.value - 1, UNITS["%"], 1)
    worked = f"{printed(was)} → {printed(now)} ({said})"
    values = {
        "worked": worked,
        "value": now.surface,
        "before": was.surface,
        "change": said,
        "concept": now.concept,
        "fund": now.entity,
        "earlier": called(archive, earlier),
    }
    status = Status.FAIL if jumped else Status.PASS
    return build(rule, archive, own, Draft(status, evidence, when=JUMP, worked=worked, values=values))
