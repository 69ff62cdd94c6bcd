"""Indicators with targets and results that fit them, now and then one that misses its target, and their scores."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal

from fundqa.seeding.books import Account
from fundqa.seeding.style import Figure
from fundqa.seeding.words import Choice, Entry, words
from fundqa.units import COUNT, NUMBER, RATIO

_CENT = Decimal("0.01")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of a form.

    target, low, high, result: names of figures in the account ("" none); sense: at_least, at_most, exactly, bare (a
    number alone, at least), range or text; target_text, result_text: where there is no figure; places: decimals of a
    share in target and result.
    """

    id: str
    name: str
    spoken: str
    group: str
    level2: str
    measure: str
    sense: str
    unit: str = ""
    target: str = ""
    low: str = ""
    high: str = ""
    result: str = ""
    target_text: str = ""
    result_text: str = ""
    places: tuple[int, int] = (0, 0)
    achieved: bool = True
    weight: str = ""
    score: str = ""
    cause: str = ""


def indicators(
    choice: Choice, account: Account, year: int, *, separate_cost: bool, misses: int
) -> tuple[Indicator, ...]:
    """The account's indicators, by group and second level.

    separate_cost: the form has costs as a first level; misses: how many may miss their targets.
    """
    catalogue = words()["indicators"]
    every = account.entry["indicators"]  # those of a series measure the same every year
    chosen = [n for n in every if not catalogue[n].get("some") or choice.often(60) or account.given]
    bare = choice.often(30)
    built = [_built(choice, account, name, catalogue[name], year, bare) for name in chosen]
    _identities(account)
    built = _missed(choice, account, built, misses)
    old = words()["forms"]["common"]["old_cost"]
    if not separate_cost:
        built = [replace(i, group="output", level2=old) if i.group == "cost" else i for i in built]
    return tuple(_ordered(built))


def _ordered(built: Sequence[Indicator]) -> list[Indicator]:
    groups = ("decision", "process", "output", "cost", "benefit", "content")
    levels = list(dict.fromkeys(i.level2 for i in built))
    return sorted(built, key=lambda i: (groups.index(i.group), levels.index(i.level2)))


def _built(choice: Choice, account: Account, name: str, entry: Entry, year: int, bare: bool) -> Indicator:
    printed = choice.pick(entry["names"])
    spoken = printed if choice.often(60) else choice.pick(entry["names"])
    kind = (entry["group"], entry["level2"], entry["measure"])
    made = Indicator(name, printed, spoken, *kind, entry.get("sense", "text"), entry.get("unit", ""))
    make = {"count": _count, "standard": _standard, "ratio": _ratio, "rate": _rate}.get(made.measure)
    if make is _count:
        made = replace(made, sense="bare" if bare and made.sense == "at_least" else made.sense)
    if make is not None:
        return make(choice, account, made, entry)
    return _text(choice, made, entry, year)


def _enter(
    account: Account, made: Indicator, target: Decimal | int, result: Decimal | int, dimension: str
) -> Indicator:
    """Enter target and result and their relation."""
    if dimension in (COUNT, NUMBER):
        target = account.given.get(f"{made.id}.target", target)
        result = account.given.get(f"{made.id}.result", result)
    account.add(f"{made.id}.target", target, dimension, made.unit)
    account.add(f"{made.id}.result", result, dimension, made.unit)
    sign = {"at_least": ">=", "bare": ">=", "at_most": "<=", "exactly": "=="}[made.sense]
    holds = made.achieved and (sign != ">=" or result >= target)
    if holds:
        account.relate("target", "TGT", f"result {sign} target", result=f"{made.id}.result", target=f"{made.id}.target")
    return replace(made, target=f"{made.id}.target", result=f"{made.id}.result")


def _count(choice: Choice, account: Account, made: Indicator, entry: Entry) -> Indicator:
    if made.sense == "zero":
        return _enter(account, replace(made, sense="exactly"), 0, 0, COUNT)
    low, high = entry["size"]
    target = choice.number(low, high)
    if target >= 1000 and choice.often(30):
        target -= target % 100
    result = target + choice.number(0, max(1, target // 16))
    return _enter(account, made, target, result, COUNT)


def _standard(choice: Choice, account: Account, made: Indicator, entry: Entry) -> Indicator:
    target = choice.number(*entry["size"])
    result = target
    if made.sense == "at_most":
        result = target - choice.number(0, target // 12)
    elif made.sense == "at_least":
        result = target + choice.number(0, target // 12)
    return _enter(account, made, target, result, NUMBER)


def _ratio(choice: Choice, account: Account, made: Indicator, entry: Entry) -> Indicator:
    target = Decimal(str(choice.pick(entry["targets"])))
    own = max(0, -int(target.as_tuple().exponent))
    places = max(own, choice.pick((0, 0, 1, 2, 2)))
    result = _reached(choice, made.sense, target, places)
    made = replace(made, places=(own, places))
    return _enter(account, made, target / _HUNDRED, result / _HUNDRED, RATIO)


def _reached(choice: Choice, sense: str, target: Decimal, places: int) -> Decimal:
    """A share, in hundredths, that reaches its target."""
    unit = Decimal(1).scaleb(-places)
    steps = int(((_HUNDRED - target) if sense == "at_least" else target) / unit)
    if sense == "exactly" or not steps:
        return target
    if sense == "at_least":
        return target + unit * choice.number(0, min(steps, int(6 / unit)))
    return unit * choice.number(0, steps)


def _rate(choice: Choice, account: Account, made: Indicator, entry: Entry) -> Indicator:
    """An execution rate: its result is the account's own rate; its target a band that holds it, or a least rate."""
    name = "rate" if entry["of"] == "spend" else "income_rate"
    rate = account.value(name) * _HUNDRED
    bands = [(low, high) for low, high in ((95, 105), (90, 105), (90, 110), (95, 110)) if low < rate < high]
    if bands and choice.often(75):
        low, high = choice.pick(bands)
        account.add(f"{made.id}.low", Decimal(low) / _HUNDRED, RATIO)
        account.add(f"{made.id}.high", Decimal(high) / _HUNDRED, RATIO)
        account.relate("target", "TGT", "result >= low", result=name, low=f"{made.id}.low")
        account.relate("target", "TGT", "result <= high", result=name, high=f"{made.id}.high")
        return replace(made, sense="range", low=f"{made.id}.low", high=f"{made.id}.high", result=name)
    least = max((floor for floor in (80, 85, 90, 95) if floor < rate), default=80)
    account.add(f"{made.id}.target", Decimal(least) / _HUNDRED, RATIO)
    account.relate("target", "TGT", "result >= target", result=name, target=f"{made.id}.target")
    return replace(made, sense="at_least", target=f"{made.id}.target", result=name)


def _text(choice: Choice, made: Indicator, entry: Entry, year: int) -> Indicator:
    """An indicator without a figure: a day of every month, a date, or words."""
    notations = words()["notations"]
    if made.measure == "text":
        target, result = choice.pick(notations["text"])
    else:
        target, result = (choice.pick(notations[f"{made.measure}_{side}"]) for side in ("target", "result"))
    day, month = choice.number(*entry.get("size", (10, 28))), choice.pick((10, 12))
    asked = target.format(v=day, m=month, year=year)
    reached = result.format(v=day - choice.number(1, 5), n=month - 1, d=choice.number(3, 28), year=year)
    return replace(made, sense="text", target_text=asked, result_text=reached)


def _identities(account: Account) -> None:
    """Make the counts add up that have to, among targets and among results."""
    for identity in account.entry.get("identities", ()):
        total, parts = identity["total"], list(identity["parts"])
        for basis in ("target", "result"):
            value = sum((account.value(f"{part}.{basis}") for part in parts), Decimal(0))
            account.figures[f"{total}.{basis}"] = replace(account.figures[f"{total}.{basis}"], value=value)
            letters = {f"p{i + 1}": f"{part}.{basis}" for i, part in enumerate(parts)}
            text = "total == " + " + ".join(letters)
            account.relate("identity", "ARI", text, total=f"{total}.{basis}", **letters)


def _missed(choice: Choice, account: Account, built: list[Indicator], misses: int) -> list[Indicator]:
    """Let some indicators miss their targets, in some reports: each gets its cause."""
    count = choice.number(1, misses) if misses and choice.often(35) else 0
    bound = {name for i in account.entry.get("identities", ()) for name in (i["total"], *i["parts"])}
    able = [i for i in built if _can_miss(account, i) and i.id not in bound]
    for made in choice.some(able, count):
        cause = choice.pick(words()["frames"]["causes"]["missed"])
        share = Decimal(choice.number(88, 97)) / _HUNDRED
        target = account.value(made.target)
        place = Decimal(1) if made.measure == "count" else Decimal(1).scaleb(-2 - made.places[1])
        result = (target * share).quantize(place, ROUND_HALF_UP)
        figure = account.figures[made.result]
        account.figures[made.result] = Figure(result, figure.dimension, figure.unit)
        gone = (account.key(made.result), account.key(made.target))
        account.equations = [e for e in account.equations if not (e.kind == "target" and e.keys == gone)]
        built = [replace(i, achieved=False, cause=cause) if i.id == made.id else i for i in built]
    return built


def _can_miss(account: Account, made: Indicator) -> bool:
    """Whether an indicator is of the kind that may fall short, and large enough that it shows."""
    if made.measure not in ("count", "ratio") or made.sense not in ("at_least", "bare"):
        return False
    least = Decimal("0.6") if made.measure == "ratio" else 100
    return account.value(made.target) >= least


def scored(choice: Choice, account: Account, rows: Sequence[Indicator], weights: Entry) -> tuple[Indicator, ...]:
    """Give every indicator weight and score: in full when achieved, else in proportion; and enter the totals."""
    result: list[Indicator] = []
    for group in dict.fromkeys(row.group for row in rows):
        own = [row for row in rows if row.group == group]
        for row, weight in zip(own, choice.split(weights[group], len(own)), strict=True):
            result.append(_score(account, row, weight))
        account.add(f"weight.{group}", weights[group], NUMBER)
        account.relate_sum("SCO", f"weight.{group}", [f"{row.id}.weight" for row in own])
    points = [f"{row.id}.score" for row in result]
    if "spend" in weights:
        _score_rate(account, weights["spend"])
        points.append("spend.score")
    account.add("weight", 100, NUMBER)
    account.relate_sum("SCO", "weight", [point.replace(".score", ".weight") for point in points])
    account.add("score", sum((account.value(point) for point in points), Decimal(0)), NUMBER)
    account.relate_sum("SCO", "score", points)
    return tuple(result)


def _score(account: Account, row: Indicator, weight: int) -> Indicator:
    names = {"score": f"{row.id}.score", "weight": f"{row.id}.weight"}
    account.add(names["weight"], weight, NUMBER)
    score, text = Decimal(weight), "score == weight"
    if not row.achieved:
        score = (weight * account.value(row.result) / account.value(row.target)).quantize(_CENT, ROUND_HALF_UP)
        text = "score == weight * result / target"
        names |= {"result": row.result, "target": row.target}
    account.add(names["score"], score, NUMBER)
    account.relate("score", "SCO", text, **names)
    return replace(row, weight=names["weight"], score=names["score"])


def _score_rate(account: Account, weight: int) -> None:
    """The budget's own score: its weight times the execution rate."""
    account.add("spend.weight", weight, NUMBER)
    score = (weight * min(account.value("rate"), Decimal(1))).quantize(_CENT, ROUND_HALF_UP)
    account.add("spend.score", score, NUMBER)
    names = {"score": "spend.score", "weight": "spend.weight", "rate": "rate"}
    account.relate("score", "SCO", "score == weight * min(rate, 1)", **names)
