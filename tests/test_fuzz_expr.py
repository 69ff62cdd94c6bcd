"""Expressions of all kinds: each has a value over intervals, or is refused where it is wrong, in no time."""

from __future__ import annotations

import ast
import random
from decimal import Decimal

import pytest
from fuzzing import budget, damaged, in_time, patient
from hostile import TEXTS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fundqa.expr import Comparison, ExprError, Side, parse, parse_side
from fundqa.interval import Interval

NAMES = ("率", "a", "执行_2", "min", "clip", "e", "_")
NUMBERS = (
    "0", "1", "0.5", "007", "1e3", "1e400", "1E-400", "0x1F", "0b1", "1_000", "9" * 40, "0.1234567890123456789", ".5",
    "5.", "1j", "٣", "0x" + "f" * 5000, "9" * 5000,
)  # fmt: skip
fuzzed = settings(max_examples=budget(150), suppress_health_check=list(HealthCheck), database=None)
leaves = st.one_of(st.sampled_from(NAMES), st.sampled_from(NAMES[:3]), st.sampled_from(NUMBERS), TEXTS)
SIGNS = ("+", "-", "*", "/", " + ", "**", "//", "%", "<<", "@", "|", ",", " if ", " and ", ":=", ".", "==", "<", " in ")


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    pair = st.tuples(inner, st.one_of(st.sampled_from(SIGNS[:4]), st.sampled_from(SIGNS)), inner)
    called = st.tuples(st.sampled_from(["min", "max", "clip", "abs", "率"]), st.lists(inner, max_size=4))
    return st.one_of(
        pair.map("".join),
        inner.map("({})".format),
        inner.map("-{}".format),
        called.map(lambda call: f"{call[0]}({', '.join(call[1])})"),
        st.tuples(inner, st.sampled_from("[]{}\"'#\\\n\x00")).map("".join),
    )


SIDES = st.recursive(leaves, _nested, max_leaves=12)
COMPARED = st.tuples(SIDES, st.sampled_from([" == ", "<=", ">", "!=", " is ", "=", ""]), SIDES).map("".join)


def read(text: str) -> Comparison | None:
    """The comparison `text` is, None when it is refused, which must be at a place in it and in both languages."""
    with in_time(text[:200]):
        try:
            return parse.__wrapped__(text)
        except ExprError as error:
            refused = error
    assert refused.zh
    assert refused.en
    assert 0 <= refused.col <= len(text)
    return None


def works(side: Side) -> None:
    """Whatever was taken can be evaluated, written and read again."""
    low, high = Decimal("-1.5"), Decimal(10) ** 12
    for ends in ((low, high), (Decimal("0.1"), Decimal("0.2")), (Decimal(0), Decimal(0))):
        with in_time(side.text):
            try:
                found = side.over({name: Interval(*ends) for name in side.names})
                value = side.at(dict.fromkeys(side.names, ends[1]))
            except ZeroDivisionError:
                continue
        assert found.low.is_finite()
        assert found.high.is_finite()
        assert value.is_finite()
    assert side.written(dict.fromkeys(side.names, "4822万元"))
    assert side.addends >= 1
    assert parse_side(side.text).names == side.names


def tried(text: str) -> None:
    found = read(text)
    if found is not None:
        works(found.left)
        works(found.right)


@patient
@fuzzed
@given(COMPARED)
def test_an_expression_of_any_grammar_works_or_is_refused(text):
    tried(text)


@patient
@fuzzed
@given(st.text(max_size=40))
def test_any_text_works_or_is_refused(text):
    tried(text)


@patient
def test_a_damaged_expression_works_or_is_refused():
    chance = random.Random("expressions")
    good = "得分 == 分值 * clip((执行 - 0.5) / (预算 + 执行), 0, 1) - min(甲, 乙, 2)".encode()
    for _ in range(budget(300)):
        tried(damaged(good, chance).decode("utf-8", chance.choice(["ignore", "surrogateescape"])))


def times(piece: str, count: int, end: str = "b") -> str:
    return f"a == {piece * count}{end}"


@pytest.mark.parametrize("count", [10, 90, 110, 300, 900, 100_000])
@pytest.mark.parametrize("piece", ["a + ", "-", "(", "min(a, ", "a - (", "a * ", "[", "{", "1 if ", "lambda: ", "a."])
def test_what_is_long_or_deep_is_refused_in_time(piece, count):
    tried(times(piece, count))
    tried(times(piece, count, "b" + ")" * count))


@pytest.mark.parametrize("number", NUMBERS)
def test_a_number_is_kept_exactly_or_refused(number):
    try:
        side = parse_side(f"{number} * a")
    except ExprError:
        return
    assert side.at({"a": Decimal(1)}) == Decimal(number)


@pytest.mark.parametrize("text", ["a == min", "clip == 1", "a == min(max, 1)", "a == -min"])
def test_a_function_is_no_operand(text):
    with pytest.raises(ExprError):
        parse(text)


def test_what_python_warns_of_is_no_warning_of_ours(recwarn):
    for text in ("a is 1", "a == '\\d'", "a == 1in b", "a == 0x1for b"):
        with pytest.raises(ExprError):
            parse(text)
    assert not recwarn.list


def test_an_expression_is_read_again_as_it_was():
    side = parse_side("甲 - (乙 - 丙) / 0.5")
    assert ast.dump(parse_side(side.text).node) == ast.dump(side.node)
