"""What a rule of kind equation may say: which matches, which operands, what must hold between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fundqa import expr
from fundqa.kinds import numbers, relations, scales, tiers
from fundqa.kinds.constants import shown
from fundqa.kinds.rows import AMOUNTS, RATIOS, VALUES
from fundqa.kinds.rows import EACH as ROWS
from fundqa.kinds.selecting import ASPECTS, Problem, check_keys, check_number, check_operand, check_words
from fundqa.kinds.ties import TABLE, check_roles

_KEYS = (
    "each", "given", "by", "assert", "requires", "unless", "carried", "not_where", "warning_where", "whole", "settings",
    "tiers", "show", "said", *scales.KEYS,
)  # fmt: skip
_EACH = (*ROWS, relations.SENTENCE, relations.PARAGRAPH, relations.SHARE, numbers.NUMBER, TABLE)


def check_equation(params: Mapping[str, object]) -> Iterator[Problem]:
    """What is wrong with the keys of an equation: operands, aspects, the assertion and its names."""
    yield from check_keys(params, _KEYS, ("given", "assert"))
    yield from check_words(params, "by", ASPECTS)
    yield from check_words(params, "each", _EACH)
    if "ample" in params:
        yield from check_number(params["ample"], ("ample",))
    yield from scales.check(params)
    yield from tiers.check(params)
    yield from check_words(params, "unless", ("explained",))
    given = params.get("given")
    names = list(given) if isinstance(given, dict) else []
    if params.get("each") == TABLE:
        yield from check_roles(params)
    else:
        for name in names:
            assert isinstance(given, dict)
            yield from _check_given(given[name], name, params.get("each") in ROWS)
    for name, text in shown(params):
        yield from _check_shown(name, text, names)
    yield from _check_assertions(params.get("assert", ""), names)


def _check_assertions(value: object, names: list[str]) -> Iterator[Problem]:
    """What is wrong with an assertion, or with one of a list of them."""
    listed = isinstance(value, list)
    for i, text in enumerate(value if isinstance(value, list) else [value]):
        at = ("assert", i) if listed else ("assert",)
        try:
            comparison = expr.parse(str(text))
        except expr.ExprError as error:
            yield Problem(at, error.zh, error.en)
            continue
        for name in comparison.names:
            if name not in names:
                yield Problem(at, f"没有操作数“{name}”", f"no operand “{name}”", tuple(names))


_SPECS = (("value",), ("column",), ("ratio",), ("amount",), ("indicator", "value"), ("pairs", "value"))


def _check_given(spec: object, name: str, row: bool) -> Iterator[Problem]:
    """An operand is a constant {value: …}, of a row a column, share or number of its form, else a choice of facts."""
    entry, at = spec if isinstance(spec, dict) else {}, ("given", name)
    if set(entry) == {"value"}:
        yield from check_number(entry["value"], at)
    elif not row:
        yield from check_operand(spec, at)
    elif set(entry) not in map(set, _SPECS):
        yield Problem(at, "看不懂这个操作数", "not an operand", tuple("+".join(keys) for keys in _SPECS))
    else:
        yield from check_words(entry, "ratio", RATIOS)
        yield from check_words(entry, "amount", AMOUNTS)
        yield from check_words(entry, "value", VALUES)
        single = [entry[key] for key in ("column", "ratio", "amount", "indicator") if key in entry]
        if not all(isinstance(word, str) and word for word in single) or not _are_pairs(entry.get("pairs", [["x"]])):
            yield Problem(at, "看不懂这个操作数", "not an operand")


def _are_pairs(value: object) -> bool:
    lists = value if isinstance(value, list) else [None]
    return bool(lists) and all(
        isinstance(pair, list) and pair and all(isinstance(word, str) and word for word in pair) for pair in lists
    )


def _unknown(used: tuple[str, ...], names: list[str], at: tuple[str, ...]) -> Iterator[Problem]:
    for name in used:
        if name not in names:
            yield Problem(at, f"没有操作数“{name}”", f"no operand “{name}”", tuple(names))


def _check_shown(name: str, text: str, names: list[str]) -> Iterator[Problem]:
    try:
        yield from _unknown(expr.parse_side(text).names, names, ("show", name))
    except expr.ExprError as error:
        yield Problem(("show", name), error.zh, error.en)
