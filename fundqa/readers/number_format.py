"""Spreadsheet number formats: the text that a cell shows for its value, so that the shown precision counts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from functools import lru_cache

GENERAL = "General"
BUILTIN = {
    0: GENERAL, 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: '"¥"#,##0;-"¥"#,##0', 6: '"¥"#,##0;-"¥"#,##0',
    7: '"¥"#,##0.00;-"¥"#,##0.00', 8: '"¥"#,##0.00;-"¥"#,##0.00', 9: "0%", 10: "0.00%", 14: "yyyy/m/d",
    15: "d-m-yy", 16: "d-m", 17: "yyyy-m", 22: "yyyy/m/d", 27: 'yyyy"年"m"月"', 28: 'm"月"d"日"', 29: 'm"月"d"日"',
    30: "m-d-yy", 31: 'yyyy"年"m"月"d"日"', 36: 'yyyy"年"m"月"', 37: "#,##0;-#,##0", 38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00", 40: "#,##0.00;-#,##0.00", 41: '#,##0;-#,##0;"-"', 42: '"¥"#,##0;-"¥"#,##0;"-"',
    43: '#,##0.00;-#,##0.00;"-"', 44: '"¥"#,##0.00;-"¥"#,##0.00;"-"', 49: "@", 50: 'yyyy"年"m"月"',
    51: 'm"月"d"日"', 52: 'yyyy"年"m"月"', 53: 'm"月"d"日"', 57: 'yyyy"年"m"月"', 58: 'm"月"d"日"',
}  # fmt: skip
"""The formats that files name by number only, as a Chinese office program shows them."""

_SIGNIFICANT = 11
_TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"|[\\!](?P<escaped>.)|_.|\*.|\[\$(?P<symbol>[^\]-]*)[^\]]*\]|\[(?P<bracket>[^\]]*)\]'
    r"|(?P<general>General)|(?P<date>y+|m+|d+|h+|s+|AM/PM)|(?P<digit>[0#?])|(?P<mark>[.,%])|(?P<other>E[+-]|/|@|.)",
    re.IGNORECASE | re.DOTALL,
)
_CONDITION = re.compile(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)")
_HOLDS = {
    "<=": lambda a, b: a <= b,
    ">=": lambda a, b: a >= b,
    "<>": lambda a, b: a != b,
    "<": lambda a, b: a < b,
    ">": lambda a, b: a > b,
    "=": lambda a, b: a == b,
}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of a format: kind (literal, date, digit, mark, general, other) and its text."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """One of a format's alternatives, with its condition."""

    tokens: tuple[Token, ...]
    condition: tuple[str, Decimal] | None = None

    def count(self, mark: str) -> int:
        """How often a mark stands in it."""
        return sum(token.kind == "mark" and token.text == mark for token in self.tokens)

    def has(self, kind: str) -> bool:
        """Whether it has a token of a kind."""
        return any(token.kind == kind for token in self.tokens)


def shown(value: str, code: str, epoch: date = date(1899, 12, 30)) -> str:
    """What a cell with the stored number `value` shows under the format `code`; the value itself if it is no number.

    epoch: the day before day 1 of the workbook's calendar.
    """
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite():
        return value
    sections = _sections(code)
    section, bare = _chosen(sections, number)
    if section.has("date") and not section.has("digit"):
        return _date(section.tokens, number, epoch)
    if section.has("general") or any(t.kind == "other" and t.text[:1] in "E/@" for t in section.tokens):
        return _wrapped(section, general(number))
    if not section.has("digit"):
        return "".join(token.text for token in section.tokens if token.kind == "literal")
    return _number(section, abs(number) if bare else number)


def general(number: Decimal) -> str:
    """A number as the format General shows it: eleven significant digits, no trailing zeros."""
    if not number:
        return "0"
    places = _SIGNIFICANT - 1 - number.adjusted()
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP) if 0 <= places < 28 else number
    return f"{rounded.normalize():f}"


@lru_cache(maxsize=1024)
def _sections(code: str) -> tuple[Section, ...]:
    found: list[Section] = []
    tokens: list[Token] = []
    condition: tuple[str, Decimal] | None = None
    for match in _TOKEN.finditer(code):
        if match.group() == ";":
            found.append(Section(tuple(tokens), condition))
            tokens, condition = [], None
            continue
        bracket = match["bracket"]
        asked = _CONDITION.fullmatch(bracket) if bracket else None
        if asked:
            condition = asked[1], Decimal(asked[2])
        tokens += _token(match)
    return (*found, Section(tuple(tokens), condition))


def _token(match: re.Match[str]) -> list[Token]:
    for kind in ("quoted", "escaped", "symbol"):
        if match[kind] is not None:
            return [Token("literal", match[kind])]
    for kind in ("general", "date", "digit", "mark"):
        if match[kind]:
            return [Token(kind, match[kind])]
    if match["other"]:
        return [Token("other" if match["other"][0] in "Ee/@" else "literal", match["other"])]
    return []


def _chosen(sections: Sequence[Section], number: Decimal) -> tuple[Section, bool]:
    """The section for a number, and whether it shows the number without its sign."""
    if any(section.condition for section in sections):
        for section in sections:
            if section.condition is None or _HOLDS[section.condition[0]](number, section.condition[1]):
                return section, False
        return sections[-1], False
    if number < 0 and len(sections) > 1:
        return sections[1], True
    if not number and len(sections) > 2:
        return sections[2], False
    return sections[0], False


def _number(section: Section, number: Decimal) -> str:
    """The digits in their places: decimals, thousands, percent, scaling by trailing commas, literals between digits."""
    tokens = section.tokens
    point = next((i for i, t in enumerate(tokens) if t.kind == "mark" and t.text == "."), len(tokens))
    whole = [i for i, t in enumerate(tokens[:point]) if t.kind == "digit"]
    last = max((i for i, t in enumerate(tokens) if t.kind == "digit"), default=-1)
    scaling = 0
    for end in (whole[-1] if whole else -1, last):
        following = tokens[end + 1 :]
        scaling = max(scaling, next((n for n, t in enumerate(following) if t != Token("mark", ",")), len(following)))
    grouped = any(t == Token("mark", ",") for t in tokens[whole[0] : whole[-1]]) if whole else False
    scaled = number * Decimal(100) ** section.count("%") / Decimal(1000) ** scaling
    decimals = [t.text for t in tokens[point:] if t.kind == "digit"]
    rounded = scaled.quantize(Decimal(1).scaleb(-len(decimals)), ROUND_HALF_UP)
    digits, _, fraction = f"{abs(rounded):f}".partition(".")
    while decimals and fraction and decimals[-1] != "0" and fraction.endswith("0"):
        decimals.pop()
        fraction = fraction[:-1]
    digits = digits.lstrip("0").rjust(sum(tokens[i].text == "0" for i in whole), "0")
    left = _whole(tokens[:point], digits, grouped)
    right = _fraction(tokens[point:], fraction)
    return ("-" if rounded < 0 else "") + left + right


def _whole(tokens: Sequence[Token], digits: str, grouped: bool) -> str:
    places = sum(token.kind == "digit" for token in tokens)
    extra = max(len(digits) - places, 0)
    shown_digits = digits.rjust(places)
    pieces, used = [], 0
    for token in tokens:
        if token.kind == "digit":
            take = extra + 1 if not used else 1
            pieces.append(_grouped(shown_digits, used, take) if grouped else shown_digits[used : used + take])
            used += take
        elif token.kind == "literal" or token.text == "%":
            pieces.append(token.text)
    return "".join(pieces).replace(" ", "") if places else "".join(pieces)


def _grouped(digits: str, start: int, count: int) -> str:
    """The digits from `start` on with the commas that stand before each third one from the right."""
    out = ""
    for i in range(start, start + count):
        before = digits[:i].strip()
        out += ("," if before and (len(digits) - i) % 3 == 0 else "") + digits[i]
    return out


def _fraction(tokens: Sequence[Token], fraction: str) -> str:
    pieces = ["." if fraction else ""]
    rest = iter(fraction)
    for token in tokens:
        if token.kind == "digit":
            pieces.append(next(rest, ""))
        elif token.kind == "literal" or token.text == "%":
            pieces.append(token.text)
    return "".join(pieces)


def _wrapped(section: Section, text: str) -> str:
    pieces = [t.text if t.kind == "literal" else text for t in section.tokens if t.kind in ("literal", "general")]
    return "".join(pieces) if section.has("general") else text


def _date(tokens: Sequence[Token], number: Decimal, epoch: date) -> str:
    try:
        day = epoch + timedelta(days=int(number))
    except OverflowError:
        return general(number)
    minutes = int((number % 1 * 1440).to_integral_value(ROUND_HALF_UP))
    pieces, hours = [], False
    for token in tokens:
        if token.kind == "date":
            letter = token.text[0].lower()
            pieces.append(_moment(letter, len(token.text), day, minutes, hours))
            hours = letter == "h"
        elif token.kind in ("literal", "other") or token.text in ".,":
            pieces.append(token.text)
    return "".join(pieces).strip()


def _moment(letter: str, width: int, day: date, minutes: int, hours: bool) -> str:
    if letter == "y":
        return f"{day.year:04}" if width > 2 else f"{day.year % 100:02}"
    value = {"d": day.day, "h": minutes // 60, "s": 0, "a": 0}.get(letter, minutes % 60 if hours else day.month)
    return f"{value:02}" if width > 1 else str(value)


_MANY_DECIMALS = re.compile(r"[-+]?\d+\.\d{10,}")
_MOST_PLACES, _EVEN = 4, 4


def without_noise(text: str) -> str:
    """A number without the digits that binary arithmetic leaves behind: 0.0900000762939453 is 0.09.

    Only where at most four places are followed by four noughts or nines; all else stays as it is.
    """
    bare = text.strip()
    if not _MANY_DECIMALS.fullmatch(bare):
        return text
    value = Decimal(bare)
    for places in range(_MOST_PLACES + 1):
        rounded = value.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
        if abs(value - rounded) < Decimal(1).scaleb(-places - _EVEN):
            return str(rounded)
    return text
