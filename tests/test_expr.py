"""Expressions of rules: only arithmetic gets in, and evaluation over intervals holds every point of them."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fundqa.expr import ExprError, parse, parse_side
from fundqa.interval import Interval, around, point

NAMES = ("甲", "乙", "丙")
SLACK = Decimal("1E-30")


def holds(hull: Interval, value: Decimal) -> bool:
    """Whether a value computed to 40 digits lies in an interval, its own last digits aside."""
    with localcontext(Context(prec=80)):
        slack = SLACK * max(Decimal(1), abs(value))
        return hull.low - slack <= value <= hull.high + slack


def interval(low: str, high: str) -> Interval:
    return Interval(Decimal(low), Decimal(high))


def over(text: str, **ends: tuple[str, str]) -> Interval:
    return parse_side(text).over({name: interval(*pair) for name, pair in ends.items()})


@pytest.mark.parametrize(
    "text",
    [
        "率 == 执行 / 预算",
        "执行 <= 预算",
        "得分 == 分值 * clip(比, 0, 1)",
        "a >= min(b, c, 2)",
        "-a < max(b, 1.5)",
        "总 > (甲 + 乙) * 0.5 - 丙",
    ],
)
def test_a_comparison_of_arithmetic_is_allowed(text):
    assert parse(text).text == text


@pytest.mark.parametrize(
    "text",
    [
        "a.b == 1", "a[0] == 1", "f(a) == 1", "__import__('os') == 1", "a == 'x'", "a == b'x'", "a == True",
        "a == None", "a == [x for x in b]", "a == {x for x in b}", "a == (lambda: 1)", "a == (b if c else d)",
        "a == b and c", "a == not b", "a == b ** 2", "a == b % 2", "a == b // 2", "a == b @ c", "a == b | c", "a == ~b",
        "a == +b", "a == f'{b}'", "a == (b := 1)", "a == 1j", "a == (b, c)", "a == [b]", "a == {'b': 1}", "a == ...",
        "a == *b", "a == min(b, key=c)", "a == min(*b)", "a == min()", "a == clip(b, 1)", "a == clip(b, 1, 2, 3)",
        "a == min.b", "a == sum(b)", "a == max(b for c in d)", "a == (await b)", "a == (yield)",
    ],
)  # fmt: skip
def test_anything_else_is_refused(text):
    with pytest.raises(ExprError) as caught:
        parse(text)
    assert caught.value.zh
    assert caught.value.en
    assert 0 <= caught.value.col <= len(text)


@pytest.mark.parametrize(
    "text", ["", "a", "a + b", "a == b == c", "a <= b <= c", "a != b", "a in b", "a is b", "import os", "a ==", "a = b"]
)
def test_an_assertion_is_exactly_one_comparison(text):
    with pytest.raises(ExprError):
        parse(text)


@pytest.mark.parametrize("text", ["(" * 5000 + "a" + ")" * 5000 + " == b", "a == " + "-" * 100_000 + "b", "a\0 == b"])
def test_hostile_text_is_refused_and_not_run_into(text):
    with pytest.raises(ExprError):
        parse(text)


def test_where_it_is_wrong_is_said():
    with pytest.raises(ExprError) as caught:
        parse("a == b + c.d")
    assert caught.value.col == "a == b + c.d".index("c.d")


@pytest.mark.parametrize(
    ("text", "zh", "en", "col"),
    [
        ("a == b", "算式中不允许这种写法", "not allowed in an expression", 0),
        ("率 + 执行.额", "算式中不允许这种写法", "not allowed in an expression", 4),
        ("率 + min()", "min 的参数个数不对", "wrong number of arguments for min", 4),
        ("率 + clip(率, 1)", "clip 的参数个数不对", "wrong number of arguments for clip", 4),
        ("率 + (执行 - 率", "不是算式", "not an expression", 4),
        ("率 + '执行", "不是算式", "not an expression", 4),
        ("", "不是算式", "not an expression", 0),
        ("-" * 100_000 + "a", "算式太长", "the expression is too long", 2000),
    ],
    ids=["comparison", "attribute", "min", "clip", "bracket", "quote", "nothing", "deep"],
)
def test_what_is_wrong_is_said_in_two_languages_with_its_place(text, zh, en, col):
    with pytest.raises(ExprError) as caught:
        parse_side(text)
    assert (caught.value.zh, caught.value.en, caught.value.col) == (zh, en, col)
    assert str(caught.value) == zh


def test_operands_come_in_the_order_they_are_written_each_once():
    assert parse("丙 == 乙 / (丙 + 甲)").names == ("丙", "乙", "甲")
    assert parse_side("乙 / (丙 + 甲)").names == ("乙", "丙", "甲")
    assert parse("丙 == 乙 / (丙 + 乙)").right.repeated
    assert not parse("丙 == 乙 / 甲").right.repeated


def test_the_first_place_of_an_operand_that_is_written_twice_counts():
    assert parse_side("乙 / (丙 + 甲) + 乙").names == ("乙", "丙", "甲")


def test_the_column_counts_characters():
    with pytest.raises(ExprError) as caught:
        parse("率 == 执行.额")
    assert caught.value.col == "率 == 执行.额".index("执行")


def test_functions_are_no_operands():
    assert parse("a == min(b, clip(c, 0, 1))").names == ("a", "b", "c")


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("a - a", "0", "0"),
        ("a / a", "1", "1"),
        # in a / (a + b), a = 1 to 2 and b = 2: 1/3 to 1/2; taken as independent it would be 1/4 to 2/3
        ("a / (a + b)", str(Decimal(1) / Decimal(3)), "0.5"),
        ("(a - b) / b", "-0.5", "0"),
    ],
)
def test_an_operand_that_occurs_twice_is_taken_at_its_corners(text, low, high):
    found = over(text, a=("1", "2"), b=("2", "2"))
    assert abs(found.low - Decimal(low)) < Decimal("1E-27")
    assert abs(found.high - Decimal(high)) < Decimal("1E-27")


def test_so_many_operands_are_taken_at_their_corners_and_no_more():
    """Corners double with each operand; beyond six the result is wider, and still holds every point."""
    ends = dict.fromkeys("abcdefg", ("1", "2"))
    assert over("a + b + c + d + e + f - a", **ends) == interval("5", "10")
    assert over("a + b + c + d + e + f + g - a", **ends) == interval("5", "13")


def test_operands_that_occur_once_are_independent():
    assert over("a - b", a=("1", "2"), b=("1", "2")) == interval("-1", "1")
    assert over("clip(a, 0, 1)", a=("0.5", "1.7")) == interval("0.5", "1")
    assert over("min(a, b)", a=("1", "4"), b=("2", "3")) == interval("1", "3")
    assert over("max(a, b)", a=("1", "4"), b=("2", "3")) == interval("2", "4")


@pytest.mark.parametrize("text", ["a / b", "a / (b - b)", "(a + b) / b", "b / b"])
def test_a_divisor_that_may_be_zero_is_said(text):
    with pytest.raises(ZeroDivisionError):
        over(text, a=("1", "1"), b=("-1", "1"))


def test_constants_are_exact_decimals():
    side = parse_side("a * 0.1")
    assert side.at({"a": Decimal(3)}) == Decimal("0.3")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("b / c", "4822万元÷4205万元"),
        ("b * (c - 1)", "4822万元×(4205万元-1)"),
        ("b - (c - b)", "4822万元-(4205万元-4822万元)"),
        ("b / (c * b)", "4822万元÷(4205万元×4822万元)"),
        ("-(b + c)", "-(4822万元+4205万元)"),
        ("b * clip(c, 0, 1)", "4822万元×clip(4205万元, 0, 1)"),
        ("b + c - 1", "4822万元+4205万元-1"),
        ("b - c + 1", "4822万元-4205万元+1"),
        ("b * c / 2", "4822万元×4205万元÷2"),
        ("(b + c) * 2", "(4822万元+4205万元)×2"),
        ("2 * b + c * 3", "2×4822万元+4205万元×3"),
        ("-(b * c)", "-(4822万元×4205万元)"),
        ("-b * c", "-4822万元×4205万元"),
        ("min(b - c, 1)", "min(4822万元-4205万元, 1)"),
    ],
)
def test_arithmetic_is_written_as_a_person_would(text, written):
    assert parse_side(text).written({"b": "4822万元", "c": "4205万元"}) == written


@pytest.mark.parametrize(
    ("text", "addends"),
    [("a", 1), ("a * b", 1), ("a + b", 2), ("a + b - c", 3), ("(a + b) + c", 3), ("a + (b - c)", 3)],
)
def test_addends_are_counted(text, addends):
    assert parse_side(text).addends == addends


def test_the_rate_of_domain_8_3_agrees():
    """19980 / 20309 lies in [98.375 %, 98.385 %]; 4822 / 4205 in [114.647 %, 114.699 %]."""
    half = Decimal("0.5")
    rate = parse_side("a / b").over({"a": around(Decimal(19980), half), "b": around(Decimal(20309), half)})
    assert Decimal("0.9838") in rate
    assert rate.width < Decimal("0.0001")


numbers = st.decimals(min_value=-1000, max_value=1000, places=3)
sides = st.recursive(
    st.sampled_from([*NAMES, "2", "0.5"]),
    lambda inner: st.one_of(
        st.tuples(inner, st.sampled_from("+-*/"), inner).map(lambda t: f"({t[0]} {t[1]} {t[2]})"),
        inner.map(lambda t: f"-{t}"),
        st.tuples(inner, inner).map(lambda t: f"min({t[0]}, {t[1]})"),
        inner.map(lambda t: f"clip({t}, 0, 1)"),
    ),
    max_leaves=5,
)


@st.composite
def boxes(draw: st.DrawFn) -> tuple[dict[str, Interval], dict[str, Decimal]]:
    """Intervals of the names, and a point in each."""
    intervals, points = {}, {}
    for name in NAMES:
        a, b, share = draw(numbers), draw(numbers), draw(st.integers(0, 10))
        low, high = min(a, b), max(a, b)
        intervals[name] = Interval(low, high)
        points[name] = low + (high - low) * share / 10
    return intervals, points


@given(sides, boxes())
def test_evaluation_over_intervals_contains_every_point_of_them(text, box):
    intervals, points = box
    side = parse_side(text)
    if side.repeated:  # then corners are tried, which is for the monotone expressions of the next test
        return
    try:
        hull = side.over(intervals)
        value = side.at(points)
    except ZeroDivisionError:
        return
    assert holds(hull, value)


@given(
    st.sampled_from(["甲 / (甲 + 乙)", "(甲 - 乙) / 乙", "甲 - 甲 + 乙", "(甲 + 乙) / (甲 + 乙 + 丙)", "甲 * 乙 - 甲"]),
    boxes(),
)
def test_corners_contain_every_point_where_each_operand_moves_one_way(text, box):
    """True of what rules ask: a share, a growth, a balance rise or fall with each positive operand."""
    intervals, points = box
    positive = {name: Interval(i.low + 1001, i.high + 1001) for name, i in intervals.items()}
    value = parse_side(text).at({name: value + 1001 for name, value in points.items()})
    hull = parse_side(text).over(positive)
    assert holds(hull, value)


@given(sides, boxes())
def test_at_points_an_interval_is_the_value(text, box):
    _, points = box
    side = parse_side(text)
    try:
        hull = side.over({name: point(value) for name, value in points.items()})
    except ZeroDivisionError:
        return
    value = side.at(points)
    assert holds(hull, value)
    assert hull.width <= SLACK * max(Decimal(1), abs(value))
