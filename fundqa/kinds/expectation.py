"""expectation: what a query over the ledger should give, named as an expectation of Great Expectations.

Such rules are about many reports: one report by itself gives nothing (fundqa/runs/expectations.py runs them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from fundqa.kinds.selecting import Problem, check_keys, check_number
from fundqa.model import Rule
from fundqa.report import Outcome
from fundqa.view import View

NAME, UNMET = "expectation", "unmet"
TODAY, SINCE, DAYS = "today", "since", "days"
MOSTLY = "mostly"
_KEYS = ("query", "expect", "arguments", "values")
_RANGE = ("min_value", "max_value", "strict_min", "strict_max")
_COLUMN: tuple[str, ...] = ("column",)

EXPECTATIONS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "expect_column_values_to_be_null": (_COLUMN, (MOSTLY,)),
    "expect_column_values_to_not_be_null": (_COLUMN, (MOSTLY,)),
    "expect_column_values_to_be_unique": (_COLUMN, (MOSTLY,)),
    "expect_column_values_to_be_between": (_COLUMN, (*_RANGE, MOSTLY)),
    "expect_column_values_to_be_in_set": ((*_COLUMN, "value_set"), (MOSTLY,)),
    "expect_column_values_to_not_be_in_set": ((*_COLUMN, "value_set"), (MOSTLY,)),
    "expect_column_min_to_be_between": (_COLUMN, _RANGE),
    "expect_column_max_to_be_between": (_COLUMN, _RANGE),
    "expect_column_mean_to_be_between": (_COLUMN, _RANGE),
    "expect_column_median_to_be_between": (_COLUMN, _RANGE),
    "expect_column_sum_to_be_between": (_COLUMN, _RANGE),
    "expect_column_unique_value_count_to_be_between": (_COLUMN, _RANGE),
    "expect_table_row_count_to_be_between": ((), ("min_value", "max_value")),
}
"""The expectations a rule can name, with the arguments each needs and those it can have besides."""

_BLANK = re.compile(r"\{([^{}]*)\}")
_QUERY = re.compile(r"\s*(select|with)\b[^;]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Expectation:
    """The kind."""

    name: str = NAME
    conditions: tuple[str, ...] = (UNMET,)
    placeholders: tuple[str, ...] = (
        "count", "total", "share", "examples", "value", "mostly", "min_value", "max_value", TODAY, SINCE, "*values",
    )  # fmt: skip
    equality: bool = False

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """The query, the expectation and its arguments, and the numbers that fill their blanks."""
        yield from check_keys(params, _KEYS, ("query", "expect"))
        values = params.get("values", {})
        if not isinstance(values, dict):
            yield Problem(("values",), "应当是名称和数", "expected names with numbers")
            return
        for name, value in values.items():
            yield from check_number(value, ("values", name))
        yield from _check_query(params, tuple(values))
        yield from _check_arguments(params, tuple(values))

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:  # noqa: ARG002
        """Nothing: one report has no ledger."""
        return []


def _check_query(params: Mapping[str, object], values: tuple[str, ...]) -> Iterator[Problem]:
    query = params.get("query")
    if not isinstance(query, str) or not _QUERY.fullmatch(query):
        yield Problem(("query",), "应当是一条 SELECT 语句，不带分号", "expected one SELECT without a semicolon")
        return
    yield from _check_blanks(query, ("query",), values)


def _check_arguments(params: Mapping[str, object], values: tuple[str, ...]) -> Iterator[Problem]:
    wanted, given = params.get("expect"), params.get("arguments", {})
    if not isinstance(wanted, str) or wanted not in EXPECTATIONS:
        yield Problem(("expect",), f"没有期望“{wanted}”", f"no expectation “{wanted}”", tuple(EXPECTATIONS))
        return
    needed, others = EXPECTATIONS[wanted]
    if not isinstance(given, dict):
        yield Problem(("arguments",), "应当是键值对", "expected a mapping here", (*needed, *others))
        return
    for key, value in given.items():
        if key not in (*needed, *others):
            at = ("arguments", str(key))
            yield Problem(at, f"没有参数“{key}”", f"no argument “{key}”", (*needed, *others))
        if isinstance(value, str):
            yield from _check_blanks(value, ("arguments", key), values)
    for key in needed:
        if key not in given:
            yield Problem(("arguments",), f"缺少参数“{key}”", f"the argument “{key}” is missing", (*needed, *others))


def _check_blanks(text: str, at: tuple[str, ...], values: tuple[str, ...]) -> Iterator[Problem]:
    allowed = (TODAY, *((SINCE,) if DAYS in values else ()), *values)
    for blank in _BLANK.findall(text):
        if blank not in allowed:
            yield Problem(at, f"没有空格“{blank}”", f"no blank “{blank}”", allowed)


def blanks(rule: Rule, today: date) -> dict[str, str]:
    """What fills the blanks of a rule: today, the day `days` ago, and its own values."""
    values = rule.params.get("values", {})
    assert isinstance(values, dict)
    found = {name: str(value) for name, value in values.items()} | {TODAY: today.isoformat()}
    if DAYS in values:
        found[SINCE] = (today - timedelta(days=int(values[DAYS]))).isoformat()
    return found


def query(rule: Rule, today: date) -> str:
    """The query of a rule with its blanks filled."""
    return filled(str(rule.params["query"]), blanks(rule, today))


def arguments(rule: Rule, today: date) -> dict[str, object]:
    """The arguments of a rule's expectation with their blanks filled."""
    given = rule.params.get("arguments", {})
    assert isinstance(given, dict)
    known = blanks(rule, today)
    return {key: filled(value, known) if isinstance(value, str) else value for key, value in given.items()}


def filled(text: str, values: Mapping[str, str]) -> str:
    """A text with its blanks filled; braces that are none stay."""
    return _BLANK.sub(lambda found: values.get(found[1], found[0]), text)
