"""Series of reports: the counties of a prefecture and the prefecture itself over some years, consistent in every way.

Last year's figures are those of last year's report, a fund opens with what it closed with, and the prefecture's
figures are the sums of its counties'.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fundqa.seeding.books import Account
from fundqa.seeding.generator import Given, written
from fundqa.seeding.relation import Sample
from fundqa.seeding.words import Choice, words
from fundqa.units import COUNT, NUMBER

_GRAIN = Decimal(100)
_LISTS = ("item.", "income.")
_SUMMED = ("full", "initial", "done", "prev", "income_full", "income_done", "income_prev", "opening")
_FORMS = ("T0", "T1", "T3", "T4")
_NARRATIVES = ("N2", "N5")
_OFFICE = "fund"
_COUNTED, _FIXED = "count ", "standard "
_TARGET, _RESULT = ".target", ".result"
_FIRST = "first year"

Figures = Mapping[str, Mapping[str, Decimal]]
"""By fund and name, in base units."""


@dataclass(frozen=True, slots=True)
class Member:
    """A report of a series: whose, of which year, and whether it is the prefecture's."""

    place: str
    year: int
    whole: bool
    sample: Sample


def series(seed: int, *, counties: int = 3, years: Sequence[int] = (2021, 2022, 2023)) -> tuple[Member, ...]:
    """The reports of a seed, year by year, the prefecture's last in each.

    `years` follow each other, from 2020 on; ValueError where there are fewer than two counties.
    """
    if counties < 2:
        raise ValueError("a series has at least two counties")
    choice = Choice(seed)
    region, places = _places(choice, counties)
    funds = tuple(fund["id"] for fund in choice.some(_funds(), choice.number(1, 2)))
    before: dict[str, Figures] = {}
    found: list[Member] = []
    for i, year in enumerate(years):
        own: list[Figures] = []
        for j, place in enumerate(places):
            first = {fund: {_FIRST: Decimal(1)} for fund in funds}
            figures = _carried(choice, before[place]) if place in before else first
            given = Given(place, region, year, funds, _GRAIN, figures)
            sample, before[place] = _made(seed * 1000 + i * 50 + j, choice, given)
            found.append(Member(region + place, year, False, sample))
            own.append(before[place])
        given = Given(region, "", year, funds, _GRAIN, _summed(own, before.get(region, {})))
        sample, before[region] = _made(seed * 1000 + i * 50 + counties, choice, given)
        found.append(Member(region, year, True, sample))
    return tuple(found)


def _funds() -> list[Mapping[str, str]]:
    return [fund for fund in words()["funds"]["funds"] if fund["office"] == _OFFICE]


def _places(choice: Choice, counties: int) -> tuple[str, list[str]]:
    """Invented names, none twice."""
    texts = words()["places"]
    firsts, seconds = choice.shuffled(texts["first"]), choice.shuffled(texts["second"])
    names = [a + b for a, b in zip(firsts, seconds, strict=False)]
    region = names[0] + choice.pick([s for s in texts["prefectures"] if s != texts["counties"][4]])
    return region, [name + texts["counties"][0] for name in names[1 : counties + 1]]


def _made(seed: int, choice: Choice, given: Given) -> tuple[Sample, Figures]:
    sample, accounts = written(seed, choice.pick(_FORMS), choice.pick(_NARRATIVES), given)
    return sample, {account.entry["id"]: _figures(account) for account in accounts}


def _figures(account: Account) -> dict[str, Decimal]:
    """The figures of a report, and under their names with a mark which of them count and which are standards."""
    marked = {COUNT: _COUNTED, NUMBER: _FIXED}
    found = {name: figure.value for name, figure in account.figures.items()}
    flags = {marked[f.dimension] + name: Decimal(1) for name, f in account.figures.items() if f.dimension in marked}
    return found | flags


def _carried(choice: Choice, before: Figures) -> dict[str, dict[str, Decimal]]:
    """The figures of a year that those of the year before decide: what it was, and counts that are near it."""
    found: dict[str, dict[str, Decimal]] = {}
    for fund, was in before.items():
        grown = Decimal(choice.number(97, 108)) / 100
        own = {"prev": was["done"], "income_prev": was["income_done"], "opening": was["closing"]}
        own["prev_rate"] = was["rate"]
        own["full"] = (was["full"] * grown / _GRAIN).to_integral_value() * _GRAIN
        for name, value in was.items():
            if _FIXED + name in was:
                own[name] = value
            elif _COUNTED + name in was and name.endswith(_TARGET):
                own |= _near(choice, name, was)
        found[fund] = own
    return found


def _near(choice: Choice, target: str, was: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """A target a little above last year's and a result that is not below it; what may not grow stays as it was."""
    result = target.removesuffix(_TARGET) + _RESULT
    if was[result] < was[target] or not was[target]:
        return {target: was[target], result: was[result]}
    new = (was[target] * choice.number(100, 104) / 100).to_integral_value()
    return {target: new, result: new + was[result] - was[target]}


def _summed(own: Sequence[Figures], before: Figures) -> dict[str, dict[str, Decimal]]:
    """The figures of the whole: amounts and counts added up, standards as they are."""
    found: dict[str, dict[str, Decimal]] = {}
    for fund, first in own[0].items():
        names = [n for n in first if n in _SUMMED or n.startswith(_LISTS) or _COUNTED + n in first]
        found[fund] = {name: sum((each[fund].get(name, Decimal(0)) for each in own), Decimal(0)) for name in names}
        found[fund] |= {name: value for name, value in first.items() if _FIXED + name in first}
        if fund in before:
            found[fund]["prev_rate"] = before[fund]["rate"]
    return found
