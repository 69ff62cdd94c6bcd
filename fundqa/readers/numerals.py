"""Ordinals as they are printed before headings and list items, to numbers and back."""

from __future__ import annotations

from collections.abc import Callable

_DIGITS = "〇一二三四五六七八九"
_FORMAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip


def digitwise(n: int) -> str:
    """Digit by digit: 20 is 二〇."""
    return "".join(_DIGITS[int(d)] for d in str(n))


def spoken(n: int, digits: str = "零一二三四五六七八九", units: str = "十百千", bare_ten: bool = True) -> str:
    """In words: 12 is 十二, 105 一百零五; beyond 9999 digit by digit."""
    if not 0 < n < 10_000:
        return digitwise(abs(n))
    out, gap = "", False
    for power in (3, 2, 1, 0):
        digit = n // 10**power % 10
        if digit:
            out += ("零" if gap and out else "") + digits[digit] + (units[power - 1] if power else "")
        gap = not digit
    return out[1:] if bare_ten and 10 <= n < 20 else out


def _formal(n: int) -> str:
    return spoken(n, _FORMAL, "拾佰仟", bare_ten=False)


def _counting(n: int) -> str:
    return spoken(n) if n < 100 else "".join("○一二三四五六七八九"[int(d)] for d in str(n))


def roman(n: int) -> str:
    """Lower-case Roman numerals up to 32767, the most that Word counts to."""
    out = ""
    for value, letters in _ROMAN:
        count, n = divmod(min(n, 32_767), value)
        out += letters * count
    return out


def letters(n: int) -> str:
    """a … z, then aa, bb …, as Word goes on."""
    turns, index = divmod(max(n, 1) - 1, 26)
    return chr(ord("a") + index) * min(turns + 1, 40)


def _series(first: str, last: int) -> Callable[[int], str]:
    """The characters from `first` on, for 1 to `last`; plain digits beyond."""
    return lambda n: chr(ord(first) + n - 1) if 1 <= n <= last else str(n)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda n: signs[n - 1] if 1 <= n <= len(signs) else str(n)


def _full_width(n: int) -> str:
    return "".join(chr(ord("０") + int(d)) for d in str(abs(n)))


FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalHalfWidth": str,
    "decimalZero": lambda n: f"{n:02d}",
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalEnclosedCircle": _series("①", 20),
    "decimalEnclosedCircleChinese": _series("①", 20),
    "decimalEnclosedFullstop": _series("⒈", 20),
    "decimalEnclosedParen": _series("⑴", 20),
    "ideographEnclosedCircle": _series("㊀", 10),
    "ideographDigital": digitwise,
    "japaneseDigitalTenThousand": digitwise,
    "taiwaneseDigital": digitwise,
    "chineseCounting": _counting,
    "taiwaneseCounting": _counting,
    "chineseCountingThousand": spoken,
    "taiwaneseCountingThousand": spoken,
    "japaneseCounting": spoken,
    "chineseLegalSimplified": _formal,
    "ideographLegalTraditional": _formal,
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "lowerLetter": letters,
    "upperLetter": lambda n: letters(n).upper(),
    "lowerRoman": roman,
    "upperRoman": lambda n: roman(n).upper(),
    "numberInDash": lambda n: f"- {n} -",
    "none": lambda n: "",  # noqa: ARG005
}
"""Word's number formats that the readers print; an unknown one is printed in digits."""

_WORDS = {spoken(n): n for n in range(1, 100)} | {digitwise(n): n for n in range(1, 100)}
_WORDS |= {word.replace("〇", "○"): n for word, n in _WORDS.items()} | {"一" + spoken(n): n for n in range(10, 20)}
_SIGNS = {FORMATS[f](n): n for f in ("decimalEnclosedCircle", "decimalEnclosedFullstop", "decimalEnclosedParen")
          for n in range(1, 21)} | {chr(0x3220 + n): n + 1 for n in range(10)}  # fmt: skip


def ordinal(text: str) -> int:
    """The number that the numeral `text` (十二, 12, １２, ⑫, ⑿) stands for; 0 if it is none below 1000."""
    if text.isdecimal() and len(text) <= 3:
        return int(text)
    return _WORDS.get(text) or _SIGNS.get(text, 0)
