"""Qualifiers (约, 不低于, 以上, ≥ …): the words, and the set of values that a number with one asserts."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Effect(StrEnum):
    """What a qualifier makes of its number v."""

    ABOUT = "about"
    NEARLY = "nearly"
    SOME = "some"
    OVER = "over"
    UNDER = "under"
    LEAST = "least"
    MOST = "most"
    EQUAL = "equal"


@dataclass(frozen=True, slots=True)
class Asserted:
    """A set of values: its ends (None = open side) and whether they belong to it."""

    low: Decimal | None
    high: Decimal | None
    low_inclusive: bool = True
    high_inclusive: bool = True


def asserted(value: Decimal, place: Decimal, effect: Effect) -> Asserted:
    """The set that `effect` asserts around `value`; `place` is one unit of the last printed digit."""
    if effect in (Effect.ABOUT, Effect.NEARLY, Effect.SOME):
        slack = max(place, abs(value) / 100)
        return {
            Effect.ABOUT: Asserted(value - slack, value + slack),
            Effect.NEARLY: Asserted(value * Decimal("0.95"), value),
            Effect.SOME: Asserted(value, value * Decimal("1.1"), True, False),
        }[effect]
    low = value if effect in (Effect.OVER, Effect.LEAST, Effect.EQUAL) else None
    high = value if effect in (Effect.UNDER, Effect.MOST, Effect.EQUAL) else None
    return Asserted(low, high, effect is not Effect.OVER, effect is not Effect.UNDER)


_NEGATED_OVER = tuple(
    f"{no}{word}" for no in ("不", "不得", "不能", "不应") for word in ("超过", "高于", "多于", "大于")
)
_NEGATED_UNDER = tuple(f"{no}{word}" for no in ("不", "不得", "不能", "不应") for word in ("低于", "少于", "小于"))
PREFIXES = {
    Effect.ABOUT: ("约", "大约", "约为", "约占", "约有", "约合", "约计", "大概", "≈"),
    Effect.NEARLY: ("近", "将近", "接近"),
    Effect.SOME: ("逾",),
    Effect.OVER: ("超过", "已超过", "超", "多于", "大于", "高于", ">"),
    Effect.UNDER: ("不满", "未满", "低于", "小于", "少于", "不足", "不到", "<"),
    Effect.LEAST: (
        *_NEGATED_UNDER, "至少", "最少", "起码", "大于等于", "大于或等于", "大于或者等于",
        "高于等于", "高于或等于", "达到或超过", "≥", ">=", "=>",
    ),
    Effect.MOST: (
        *_NEGATED_OVER, "未超过", "没有超过", "不超", "至多", "最多", "小于等于", "小于或等于",
        "小于或者等于", "低于等于", "低于或等于", "≤", "<=", "=<",
    ),
    Effect.EQUAL: ("等于", "="),
}  # fmt: skip
_BY_WORD = {word: effect for effect, words in PREFIXES.items() for word in words}
_LAST = frozenset(word[-1] for word in _BY_WORD)
_LONGEST = max(map(len, _BY_WORD))
# 节约, 合约, 最近, 附近, 赶超: the same character, another word.
_OTHER_WORD = {"约": "节合条预公契签履违制特邀誓租", "近": "最附靠邻临就远亲迫逼相晚", "超": "赶反高"}
_PERIODS = frozenset(["年", "个月", "月", "日", "天", "周", "季度", "个季度"])
_TIMES = _PERIODS | {"个工作日", "工作日", "小时", "个小时", "分钟", "个自然日", "自然日", "秒"}

# 24次×1,000元=2.4万元 is a calculation, 保障率=100% an assertion.
_ARITHMETIC = re.compile(r"[×*÷+/][^=\n]{0,20}$|[\d%)]$")
_SUFFIX = re.compile(
    r"\s?(?:\((?P<first>不?含)[^()\n]{0,8}\)\s?)?"
    r"(?P<word>[及或]?以上(?!述)|[及或]?以下(?!简称)|以内|之内|内(?=[^部容外地在涵需])|内$|左右(?![两侧])|上下(?!游|级|班))"
    r"(?:\((?P<last>不?含)[^()\n]{0,8}\))?"
)
_SUFFIX_START = frozenset(" (及或以之内左上")
_SUFFIX_EFFECT = {"上": Effect.LEAST, "下": Effect.MOST, "内": Effect.MOST}


@dataclass(frozen=True, slots=True)
class Qualifier:
    """A qualifier as printed at [start, end) and what it does."""

    start: int
    end: int
    word: str
    effect: Effect


def before(text: str, end: int, floor: int, unit: str) -> Qualifier | None:
    """The qualifier that ends just before a number at `end` (blanks between allowed), not reaching before `floor`."""
    stop = end
    while stop > floor and text[stop - 1] == " " and end - stop < 2:
        stop -= 1
    if stop <= floor or text[stop - 1] not in _LAST:
        return None
    for start in range(max(floor, stop - _LONGEST), stop):
        word = text[start:stop]
        effect = _BY_WORD.get(word)
        if effect is not None and not _misread(text, start, word, unit):
            return Qualifier(start, stop, word, effect)
    return None


def _misread(text: str, start: int, word: str, unit: str) -> bool:
    if word == "近" and unit in _PERIODS:
        return True
    preceding = text[start - 1] if start else ""
    if word == "=":
        return _ARITHMETIC.search(text, max(0, start - 24), start) is not None
    return bool(preceding) and preceding in _OTHER_WORD.get(word, "")


def after(text: str, start: int, unit: str) -> Qualifier | None:
    """The qualifier that begins just after a number and its unit: 以上, （含）以下, 以内, 左右 …"""
    if text[start : start + 1] not in _SUFFIX_START:
        return None
    match = _SUFFIX.match(text, start)
    if match is None or (match["word"] == "内" and unit not in _TIMES):
        return None
    word = match["word"]
    effect = Effect.ABOUT if word in ("左右", "上下") else _SUFFIX_EFFECT[word[-1]]
    if "不含" in (match["first"], match["last"]):
        effect = Effect.OVER if effect is Effect.LEAST else Effect.UNDER
    return Qualifier(match.start("word"), match.end(), word, effect)
