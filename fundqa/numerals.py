"""Numerals without their units: Arabic digits with grouping, Chinese numerals, and the mixed 3万5千.

Every reader here is strict: what it does not understand to the last character is None, never a guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_DIGIT_FORMS = ("〇零", "一壹", "二贰两", "三叁", "四肆", "五伍", "六陆", "七柒", "八捌", "九玖")
DIGITS = {c: i for i, forms in enumerate(_DIGIT_FORMS) for c in forms}
SMALL = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
LARGE = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
CHARACTERS = "".join([*DIGITS, *SMALL, *LARGE, "廿卅"])
_ZERO = "〇零"
_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_PLAIN = re.compile(r"\d{1,18}(?:\.\d{1,18})?")
_MIXED_PART = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)([十百千]?[万亿]|[千百十])")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A printed number before its unit: value; place: one unit of its last printed digit (0 = exact); decimals."""

    value: Decimal
    place: Decimal
    decimals: int | None


def exact(value: Decimal) -> Numeral:
    """A number without a rounding of its own."""
    return Numeral(value, Decimal(0), None)


def arabic(text: str) -> Numeral | None:
    """Digits with an optional fraction and correct commas (1,234.56); None for anything else, such as 12,34."""
    if not (_PLAIN.fullmatch(text) or (len(text) < 40 and _GROUPED.fullmatch(text))):
        return None
    digits = text.replace(",", "")
    decimals = len(digits) - digits.find(".") - 1 if "." in digits else 0
    return Numeral(Decimal(digits), Decimal(1).scaleb(-decimals), decimals)


def mixed(text: str) -> Numeral | None:
    """Arabic digits between Chinese multipliers (3万5千, 1亿2千万, 3千5百万): None unless the multipliers fall."""
    number = _falling(text)
    if number is None and text[-1:] in LARGE:
        factor, inner = LARGE[text[-1]], _falling(text[:-1])
        if inner is not None and inner.value < 10**4:
            return Numeral(inner.value * factor, inner.place * factor, 0)
    return number


def _falling(text: str) -> Numeral | None:
    total, previous, place, position = Decimal(0), Decimal(10) ** 17, Decimal(0), 0
    while position < len(text):
        part = _MIXED_PART.match(text, position)
        if part is None:
            return None
        factor = _factor(part[2])
        if Decimal(part[1]) * factor >= previous:
            return None
        number = arabic(part[1])
        assert number is not None
        total, previous, place = total + number.value * factor, factor, number.place * factor
        position = part.end()
    return Numeral(total, place, 0) if text else None


def chinese(text: str) -> Numeral | None:
    """A Chinese numeral (二十五, 贰亿零叁佰万, 一百二十三点五万); None for 三五, 二〇二〇 and other run-ons. Exact."""
    whole, dot, rest = text.replace("廿", "二十").replace("卅", "三十").partition("点")
    fraction = rest.rstrip("".join([*SMALL, *LARGE]))
    value = _digit_by_digit(whole) if "〇" in whole else None if whole[:1] in _ZERO and whole[1:] else _integer(whole)
    if value is None or (dot and (not fraction or any(c not in DIGITS for c in fraction))):
        return None
    number = Decimal(value)
    if dot:
        number += Decimal("0." + "".join(str(DIGITS[c]) for c in fraction))
        number *= _factor(rest[len(fraction) :])
    return exact(number)


def _digit_by_digit(text: str) -> int | None:
    """二〇八: digits in a row as they are said one by one; 〇 is what tells them from a run-on such as 三五."""
    if len(text) < 3 or text[0] == "〇" or any(c not in DIGITS for c in text):
        return _integer(text)
    return int("".join(str(DIGITS[c]) for c in text))


def _factor(multipliers: str) -> Decimal:
    product = Decimal(1)
    for character in multipliers:
        product *= SMALL.get(character) or LARGE[character]
    return product


def _integer(text: str) -> int | None:
    """The value of a whole Chinese numeral, by its 亿 and 万 sections from the left."""
    if not text or len(text) > 40 or any(c not in CHARACTERS for c in text):
        return None
    for sign in ("亿", "億", "万", "萬"):
        head, found, tail = text.rpartition(sign)
        if not found:
            continue
        return _split(head, LARGE[sign], tail)
    return _section(text)


def _split(head: str, factor: int, tail: str) -> int | None:
    above = _integer(head)
    if not above:
        return None
    if not tail:
        return above * factor
    if len(tail) == 1 and DIGITS.get(tail):
        return above * factor + DIGITS[tail] * factor // 10
    below = _integer(tail)
    if below is None or below >= factor or (tail[0] in _ZERO and below == 0):
        return None
    return above * factor + below


def _section(text: str) -> int | None:
    """A numeral under 10,000: 三千零五, 二百五十, 十五, 一百二 (a hundred and twenty)."""
    if len(text) == 1 and text in DIGITS:
        return DIGITS[text]
    total, limit, position, gap = 0, 10**4, 0, False
    while position < len(text):
        if text[position] in _ZERO:
            if gap:
                return None
            gap, position = True, position + 1
            continue
        step = _step(text, position, limit, first=not total)
        if step is None:
            return None
        value, limit, position = step
        if limit == 0 and not gap and total and position == len(text):
            value *= _shorthand(total)
        total, gap = total + value, False
    return None if gap else total


def _step(text: str, position: int, limit: int, first: bool) -> tuple[int, int, int] | None:
    """One digit with its multiplier: (value, multiplier or 0 for the units, next position)."""
    character = text[position]
    if character in "十拾" and first:
        return 10, 10, position + 1
    if character not in DIGITS or limit == 0:
        return None
    following = text[position + 1 : position + 2]
    factor = SMALL.get(following)
    if factor is None:
        return DIGITS[character], 0, position + 1
    return (DIGITS[character] * factor, factor, position + 2) if factor < limit else None


def _shorthand(total: int) -> int:
    """The place that a last digit stands for when it follows a round hundred or thousand without 零: 一百二."""
    if total % 1000 == 0:
        return 100
    return 10 if total % 100 == 0 else 1
