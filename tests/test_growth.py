"""What a report costs grows with the report: no stage, rule or writer takes the square of what it is given.

A report eight times as large may cost twenty times as much: a busy machine does not reach that, a comparison of every
number with every other one does (64 times). A rule that says something of every pair of statements of one quantity may
cost as much more as it says more.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from functools import cache

import pytest
from growing import SHAPES, Costs, costs, name, paragraphs, unknown_tables, whole, writing
from making import project

from fundqa.across import PARTITIONS, evaluate_across, partition_of
from fundqa.engine import check_documents
from fundqa.kinds.across.base import YEARS
from fundqa.report import Report
from fundqa.seeding.series import series
from fundqa.stock import Stock, Submission, submissions

TRACED = "coverage" in sys.modules and sys.modules["coverage"].Coverage.current() is not None
pytestmark = pytest.mark.skipif(TRACED, reason="tracing costs some things more than others; .ci/run runs these without")

WIDE = 2.5
FLOOR = 0.02
"""Seconds below which the cost of the large report is not looked at."""
TRIES = 3


def too_dear(small: Costs, large: Costs, times: int) -> dict[str, str]:
    """The stages and rules whose cost grew by more than what they were given and what they said, with by how much."""
    found = {}
    for stage, spent in large.spent.items():
        more = max(times, large.load.get(stage, 0) / max(small.load.get(stage, 0), 1))
        grown = spent / max(small.spent.get(stage, 0), FLOOR / times)
        if spent > FLOOR and grown > more * WIDE:
            found[stage] = f"{grown:.0f} times the cost for {more:.0f} times as much"
    return found


def cheapest(one: Costs, other: Costs) -> Costs:
    """Of two measurements of the same report the smaller of each."""
    return Costs({stage: min(spent, other.spent[stage]) for stage, spent in one.spent.items()}, one.load)


@cache
def small_costs(shape: str) -> Costs:
    """What the small report costs, when everything has been loaded."""
    make, small, _ = SHAPES[shape]
    return cheapest(costs(make(small)), costs(make(small)))


@pytest.mark.parametrize("shape", SHAPES)
def test_no_rule_takes_the_square_of_a_report(shape):
    make, small, large = SHAPES[shape]
    found = costs(make(large))
    for _ in range(TRIES):
        dear = too_dear(small_costs(shape), found, large // small)
        if not dear:
            break
        found = cheapest(found, costs(make(large)))  # a busy machine is forgiven, a square comes out again
    assert not dear


@pytest.mark.parametrize("make", [paragraphs, unknown_tables], ids=lambda make: make.__name__)
def test_no_writer_takes_the_square_of_a_report(make):
    small, large = (Report((whole(make(size)),), "zh") for size in (6, 48))
    writing(small)
    dear = {}
    for _ in range(TRIES):
        dear = too_dear(writing(small), writing(large), 8)
        if not dear:
            break
    assert not dear


def test_the_measure_finds_a_square_and_forgives_the_rest():
    small = Costs({"square": 0.01, "short square": 0.0001, "steady": 0.1, "talkative": 0.1}, {"talkative": 10})
    large = Costs({"square": 0.64, "short square": 0.0064, "steady": 1.5, "talkative": 6.4}, {"talkative": 600})
    assert set(too_dear(small, large, 8)) == {"square"}


@cache
def stock() -> tuple[Submission, ...]:
    """What a series of counties over two years hands in."""
    texts = [each.sample.document for each in series(3, counties=4, years=(2021, 2022))]
    reports = [report for document in texts for report in check_documents((document,), project())]
    return tuple(submissions(reports))


def many(count: int) -> list[Submission]:
    """So many submissions: those of the series again and again, by counties with names of their own."""
    made = stock()
    return [
        replace(
            made[i % len(made)],
            key=f"{i}",
            documents=(f"{i}.md",),
            county=f"{name(i // len(made) // 10)}地区{name(i // len(made))}县",
        )
        for i in range(count)
    ]


def across(count: int) -> Costs:
    """What each rule across reports costs over so many submissions, in the parts that a run would load."""
    found = Costs()
    given = many(count)
    for rule in project().rules:
        partition = partition_of(rule)
        if partition not in PARTITIONS:
            continue
        parts: dict[str, list[Submission]] = {}
        for own in given:
            parts.setdefault(own.county if partition == YEARS else own.year, []).append(own)
        stocks = [Stock(tuple(part), project().lexicon) for part in parts.values()]
        outcomes = found.of(
            f"{rule.id} {rule.name}",
            lambda rule=rule, stocks=stocks: [o for each in stocks for o in evaluate_across(each, [rule])],
        )
        found.load[f"{rule.id} {rule.name}"] = sum(len(o.evidence) + len(o.related) for o in outcomes)
    return found


def test_no_rule_across_reports_takes_the_square_of_their_number():
    across(60)
    small, large = across(60), across(480)
    for _ in range(TRIES):
        dear = too_dear(small, large, 8)
        if not dear:
            break
        large = cheapest(large, across(480))
    assert not dear
