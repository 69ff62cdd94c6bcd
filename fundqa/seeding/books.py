"""The hidden ledger of one fund, project or department: true amounts, and the equations that hold between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from fundqa.seeding.style import Figure
from fundqa.seeding.words import Choice, Entry
from fundqa.units import MONEY, POINTS, RATIO

_BASES = ("full", "initial", "done")


@dataclass(frozen=True, slots=True)
class Equation:
    """A relation between figures: `text` over `names`, which stand for the figures `keys`."""

    kind: str
    family: str
    text: str
    names: tuple[str, ...]
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a list: what it is called, its figure, and the parts it has itself."""

    name: str
    key: str
    parts: tuple[Part, ...] = ()


@dataclass(slots=True)
class Account:
    """One subject's figures by name; number: its place among the report's; words: what frames may say of it.

    given: figures that are not left to chance, as other reports of a series have them.
    """

    number: int
    entry: Entry
    words: dict[str, str]
    figures: dict[str, Figure] = field(default_factory=dict)
    equations: list[Equation] = field(default_factory=list)
    lists: dict[str, tuple[Part, ...]] = field(default_factory=dict)
    given: Mapping[str, Decimal] = field(default_factory=dict)

    def units(self, name: str, grain: Decimal, chosen: int) -> int:
        """A figure in grains: the given one, else the one that chance chose."""
        return int(self.given[name] / grain) if name in self.given else chosen

    def key(self, name: str) -> str:
        """The name of a figure in the whole report."""
        return f"{self.number}:{name}"

    def add(self, name: str, value: Decimal | int, dimension: str = MONEY, unit: str = "") -> None:
        """Enter a figure."""
        self.figures[name] = Figure(Decimal(value), dimension, unit)

    def value(self, name: str) -> Decimal:
        """A figure's true value."""
        return self.figures[name].value

    def relate(self, kind: str, family: str, text: str, **names: str) -> None:
        """Enter an equation; names: its letters to figures. What has a figure missing is left out."""
        if all(name in self.figures for name in names.values()):
            keys = tuple(self.key(name) for name in names.values())
            self.equations.append(Equation(kind, family, text, tuple(names), keys))

    def relate_sum(self, family: str, total: str, parts: list[str]) -> None:
        """Enter that `parts` add up to `total`."""
        letters = {f"p{i + 1}": part for i, part in enumerate(parts)}
        if len(parts) > 1:
            self.relate("sum", family, "total == " + " + ".join(letters), total=total, **letters)


def keep(choice: Choice, account: Account, size: tuple[int, int], grain: Decimal, adjusted: bool) -> None:
    """Fill a ledger: budget, execution, last year, items. size: in 万元; adjusted: the budget may have been."""
    fund = "income" in account.entry
    full_units = _units(Decimal(choice.number(*size) * 10_000 + choice.number(0, 9999)), grain)
    full_units = account.units("full", grain, full_units)
    account.add("full", full_units * grain)
    done = _spent(choice, full_units, over=fund and account.words["explains"] == "yes")
    done = account.units("done", grain, done)
    account.add("done", done * grain)
    _initial(choice, account, full_units, grain, adjusted)
    _rates(choice, account, done, grain)
    _items(choice, account, full_units, done, grain)
    if fund:
        _income(choice, account, done, grain)


def _spent(choice: Choice, full: int, over: bool) -> int:
    """What was spent of a budget, in grains: most of it, seldom little, and sometimes (over) more than all of it."""
    if over and choice.often(8):
        return full * choice.number(1012, 1046) // 1000
    percent = 86 if choice.often(6) else choice.pick((91, 93, 95, 96, 97, 98, 99, 99, 100))
    return min(full, full * percent // 100 + choice.number(0, max(1, full // 120)))


def _units(value: Decimal, grain: Decimal) -> int:
    """`value` in whole grains."""
    return int((value / grain).to_integral_value(ROUND_HALF_UP))


def _initial(choice: Choice, account: Account, full: int, grain: Decimal, adjusted: bool) -> None:
    change = full * choice.number(2, 12) // 100 if adjusted and choice.often(60) else 0
    change = change if choice.often(60) else -change
    account.add("initial", (full - change) * grain)
    if not change:
        account.words["unadjusted"] = ""
    if change:
        name = "adjust_up" if change > 0 else "adjust_down"
        sign = "+" if change > 0 else "-"
        account.add(name, abs(change) * grain)
        account.relate("sum", "ARI", f"full == initial {sign} change", full="full", initial="initial", change=name)


def _rates(choice: Choice, account: Account, done: int, grain: Decimal) -> None:
    account.add("rate", account.value("done") / account.value("full"), RATIO)
    account.relate("rate", "ARI", "rate == done / full", rate="rate", done="done", full="full")
    left = account.value("full") - account.value("done")
    if left > 0:
        account.add("left", left)
        account.relate("balance", "ARI", "left == full - done", left="left", full="full", done="done")
    account.add("prev", account.units("prev", grain, _before(choice, done)) * grain)
    _change(account, "done", "prev", "")
    _points(choice, account)


def _before(choice: Choice, now: int) -> int:
    """What an amount, in grains, was last year: mostly less."""
    low, high = (840, 975) if choice.often(75) else (1025, 1120)
    return now * choice.number(low, high) // 1000 + choice.number(0, max(1, now // 900))


def _points(choice: Choice, account: Account) -> None:
    """Last year's execution rate, and by how many percentage points this year's differs."""
    rate = account.value("rate")
    before = account.given.get("prev_rate", rate + Decimal(choice.number(-400, 400)) / 10_000)
    account.add("prev_rate", before, RATIO)
    way, text = ("up", "rate - before") if rate > before else ("down", "before - rate")
    if rate != before:
        account.add(f"points_{way}", abs(rate - before), POINTS, "个百分点")
        account.relate("balance", "ARI", f"points == {text}", points=f"points_{way}", rate="rate", before="prev_rate")


def _change(account: Account, now: str, before: str, prefix: str) -> None:
    """Enter the difference and the growth between two figures, under the word for their direction."""
    difference = account.value(now) - account.value(before)
    way, text = ("up", "now - before") if difference > 0 else ("down", "before - now")
    if not difference:
        return
    account.add(prefix + way, abs(difference))
    account.add(f"{prefix}growth_{way}", abs(difference) / account.value(before), RATIO)
    names = {"now": now, "before": before}
    account.relate("balance", "ARI", f"change == {text}", change=prefix + way, **names)
    growth = {"growth": f"{prefix}growth_{way}"}
    account.relate("growth", "ARI", f"growth == ({text}) / before", **growth, **names)
    sign = "-" if way == "up" else "+"
    text = f"growth == change / (now {sign} change)"
    account.relate("growth", "ARI", text, **growth, change=prefix + way, now=now)


def _items(choice: Choice, account: Account, full: int, done: int, grain: Decimal) -> None:
    """What the money goes to, in two levels, budgeted and spent; shares of the first level."""
    entries = account.entry["items"]
    if len(entries) < 2:
        return
    for basis, total in (("full", full), ("done", done)):
        parts = _split(choice, account, f"item.{basis}", entries, total, grain, deep=basis == "done")
        account.lists[f"items_{basis}"] = parts
        account.relate_sum("N2N", basis, [part.key for part in parts])
    account.lists["tree_done"] = account.lists["items_done"]
    shares = []
    for part in account.lists["items_done"]:
        share = f"share.{part.key}"
        account.add(share, account.value(part.key) / account.value("done"), RATIO)
        account.relate("share", "ARI", "share == part / total", share=share, part=part.key, total="done")
        shares.append(Part(part.name, share))
    account.add("whole", 1, RATIO)
    account.lists["shares"] = tuple(shares)


def _split(
    choice: Choice, account: Account, prefix: str, entries: list[Entry], total: int, grain: Decimal, deep: bool
) -> tuple[Part, ...]:
    result = []
    for i, (entry, chosen) in enumerate(zip(entries, choice.split(total, len(entries)), strict=True)):
        key = f"{prefix}.{i}"
        amount = account.units(key, grain, chosen)
        account.add(key, amount * grain)
        inner: list[Part] = []
        below = entry.get("parts", ()) if deep else ()
        for j, (names, piece) in enumerate(zip(below, choice.split(amount, len(below) or 1), strict=False)):
            account.add(f"{key}.{j}", account.units(f"{key}.{j}", grain, piece) * grain)
            inner.append(Part(choice.pick(names), f"{key}.{j}"))
        account.relate_sum("N2N", key, [part.key for part in inner])
        result.append(Part(entry["names"][0], key, tuple(inner)))
    return tuple(result)


def _income(choice: Choice, account: Account, done: int, grain: Decimal) -> None:
    """A fund's revenue, and what is left of it."""
    income = account.units("income_done", grain, done * choice.number(98, 115) // 100 + 1)
    planned = income * 1000 // choice.number(962, 1040) + choice.number(0, income // 900)
    planned = account.units("income_full", grain, planned)
    account.add("income_full", planned * grain)
    account.add("income_done", income * grain)
    account.add("income_rate", account.value("income_done") / account.value("income_full"), RATIO)
    account.relate("rate", "ARI", "rate == done / full", rate="income_rate", done="income_done", full="income_full")
    names = account.entry["income"]
    pieces = choice.split(income, len(names))
    for i, piece in enumerate(pieces):
        account.add(f"income.{i}", account.units(f"income.{i}", grain, piece) * grain)
    account.lists["income_parts"] = tuple(Part(choice.pick(n), f"income.{i}") for i, n in enumerate(names))
    account.relate_sum("N2N", "income_done", [f"income.{i}" for i in range(len(names))])
    account.add("income_prev", account.units("income_prev", grain, _before(choice, income)) * grain)
    _change(account, "income_done", "income_prev", "income_")
    opening = account.units("opening", grain, income * choice.number(60, 300) // 100)
    surplus = income - done
    account.add("opening", opening * grain)
    account.add("closing", (opening + surplus) * grain)
    name, sign = ("surplus", "+") if surplus >= 0 else ("deficit", "-")
    account.add(name, abs(surplus) * grain)
    text = "rest == income - spent" if surplus >= 0 else "rest == spent - income"
    account.relate("balance", "ARI", text, rest=name, income="income_done", spent="done")
    account.relate("balance", "ARI", f"closing == opening {sign} rest", closing="closing", opening="opening", rest=name)


def fund_sources(choice: Choice, account: Account, names: list[str], grain: Decimal) -> None:
    """Where the money comes from: the same sources in every column, none spends more than it was given."""
    count = choice.number(1, len(names)) if choice.often(80) else 1
    chosen = [names[0], *choice.some(names[1:], count - 1)]
    _spread(choice, account, dict.fromkeys(_BASES, ""), [f"source.{name}.{{}}" for name in chosen], grain)
    for basis in _BASES:
        parts = [f"source.{name}.{basis}" for name in chosen]
        account.relate_sum("ARI", basis, parts)
        if len(parts) == 1:
            account.relate("same", "ARI", "whole == part", whole=basis, part=parts[0])


def second_level(choice: Choice, account: Account, source: str, count: int, grain: Decimal) -> None:
    """Split one source, in every column, into `count` parts of its own."""
    wholes = {basis: f"source.{source}.{basis}" for basis in _BASES}
    if min(int(account.value(whole) / grain) for whole in wholes.values()) < 10 * count:
        return
    _spread(choice, account, wholes, [f"source.{source}.{{}}.{i}" for i in range(count)], grain)
    for whole in wholes.values():
        account.relate_sum("ARI", whole, [f"{whole}.{i}" for i in range(count)])


def _spread(choice: Choice, account: Account, wholes: dict[str, str], parts: list[str], grain: Decimal) -> None:
    """Split an amount among parts in every column alike: none spends more than it was given, unless the whole did.

    wholes: basis -> figure ("" the account's own); parts: names that take the basis at {}.
    """
    units = {basis: int(account.value(whole or basis) / grain) for basis, whole in wholes.items()}
    spare, change = units["full"] - units["done"], units["full"] - units["initial"]
    for part, share in zip(parts, choice.split(units["full"], len(parts)), strict=True):
        unspent = min(spare, share - 1)  # all of an excess falls on the first part
        first = change if change < 0 else min(change, share - 1)
        spare, change = spare - unspent, change - first
        for basis, amount in (("full", share), ("initial", share - first), ("done", share - unspent)):
            account.add(part.format(basis), amount * grain)
