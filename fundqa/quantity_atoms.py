"""Single readings: one numeral with its unit, sign and qualifiers, before ranges and lists are joined from them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from fundqa import quantity_qualify as qualify
from fundqa.numerals import CHARACTERS, DIGITS, Numeral, arabic, chinese, mixed
from fundqa.quantity_lex import labelled
from fundqa.quantity_qualify import Qualifier
from fundqa.units import NUMBER, UNITS, Unit

_RUN = re.compile(r"\d+(?:[.,]\d+)*")
_BLANK_GROUPS = re.compile(r"[1-9]\d{0,2}(?: \d{3}){1,5}(?:\.\d{1,6})?(?![\d,.])")
_MIXED = re.compile(r"\d{1,12}(?:\.\d{1,6})?[十百千万亿]{1,3}\d[\d.十百千万亿]{0,30}(?<!\.)")
_CHINESE = re.compile(f"[{CHARACTERS}几]+(?:点[{''.join(DIGITS)}]+[十百千万亿]*)?")
_FRACTION = re.compile(rf"([{CHARACTERS}]{{1,12}})分之(?:(\d{{1,15}}(?:\.\d{{1,9}})?)|([{CHARACTERS}]{{1,20}}(?:点[{''.join(DIGITS)}]{{1,9}})?))")
_PROPORTION = re.compile(r"(\d{1,9}(?:\.\d{1,6})?)\s?([:比])\s?(\d{1,9}(?:\.\d{1,6})?)(?![\d:.%/])")
_SIMPLE_FRACTION = re.compile(r"([1-9])/([1-9]\d?)(?![\d/.%])")
_FIXED = re.compile(rf"(?P<all>百分百)|翻了?(?P<times>[{CHARACTERS}]|\d)番|(?<![过大多])(?P<half>一半)(?!人)")
_HALF = re.compile(r"(?<![一上下前后大多过两])半(?=个?月|年|天|小时|个小时|公里|亩)")
_GLUED = re.compile(r"[0-9A-Za-z_.\-]*[A-Za-z_][0-9A-Za-z_\-]*")
_BRACKETED_UNIT = re.compile(r"\s?\(([^()\n]{1,8})\)")
_HOTLINE = re.compile(r"(?:服务|咨询|监督)?(?:热线|电话)")
_SOME = {"余": "额数粮", "多": "种样次数项家个元媒层方边", "来": "源自年自看"}
_AND_A_HALF = re.compile(r"半(?![年月天个日径导数以额小成])")

# A unit character that begins another word: 10分别, 5部门, 30日常.
_VETO = {
    "分": "别析布类配管局工享解期担支公行化散项子", "日": "常趋益均", "部": "门分署委队", "本": "级年地单市县项区月届着期次", "支": "付出持撑部",
    "条": "件款例", "处": "理置罚于", "起": "到草步", "期": "间末初限", "度": "假过", "户": "籍口均", "家": "庭具长电", "场": "地所景馆",
    "名": "单称义词", "人": "民均社口力才", "天": "然津", "元": "旦素月", "年": "度均初末底终报金龄鉴", "例": "如会外", "所": "有属以需在",
    "座": "谈位", "只": "有能要是", "台": "账阶湾", "套": "餐取", "份": "额", "成": "立员为本果功绩效长就熟交份都", "次": "级年月日贷",
    "块": "链", "批": "复准示评", "件": "套", "米": "饭粉", "吨": "", "篇": "章幅", "宗": "旨教", "届": "时满", "岁": "月",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """One numeral as read: [start, end) with qualifiers, [core, stop) without; factor: for 半, 余 nothing, for ratios 1.

    value, place and decimals are the numeral's; `fixed` names a kind that is not its unit's (ratio, unread, code …).
    """

    start: int
    end: int
    core: int
    stop: int
    numeral: Numeral
    unit: Unit | None = None
    before: Qualifier | None = None
    after: Qualifier | None = None
    fixed: str = ""

    @property
    def qualified(self) -> bool:
        """Whether a qualifier stands before or after the number."""
        return self.before is not None or self.after is not None


class Units:
    """Finds the longest printed unit at a place in the text."""

    def __init__(self, table: Mapping[str, Unit]) -> None:
        self.table = table
        longest: dict[str, int] = {}
        for symbol in table:
            if symbol:
                longest[symbol[0]] = max(longest.get(symbol[0], 0), len(symbol))
        self.longest = longest

    def at(self, text: str, start: int) -> tuple[Unit, int] | None:
        """The unit that begins at `start` (up to two blanks before it), and where it ends."""
        while text[start : start + 1] == " " and text[start - 1] != " " or text[start : start + 2] == " " * 2:
            start += 1
        for size in range(self.longest.get(text[start : start + 1], 0), 0, -1):
            unit = self.table.get(text[start : start + size])
            if unit is not None and not self._other_word(text, start, start + size):
                return unit, start + size
        return None

    def in_brackets(self, text: str, start: int) -> tuple[Unit, int] | None:
        """The unit printed in brackets after a number: 13459.00(平方米)."""
        match = _BRACKETED_UNIT.match(text, start)
        unit = self.table.get(match[1].strip()) if match else None
        return (unit, match.end()) if match and unit else None

    def joined(self, multiplier: Unit, unit: Unit) -> Unit | None:
        """The unit of 9万 beside 16万元: the multiplier put before the other's unit, without that one's own."""
        if multiplier.dimension != NUMBER or not unit.base:
            return None
        bare = unit.symbol.lstrip("十百千万亿")
        return self.table.get(multiplier.symbol + bare)

    def _other_word(self, text: str, start: int, end: int) -> bool:
        following = text[end : end + 1]
        if not following:
            return False
        if text[end - 1].isascii() and text[end - 1].isalpha():
            return following.isascii() and (following.isalnum() or following == "_")
        if text[end - 1] == "项" and following == "目":
            return text[end + 1 : end + 2] != "标"
        return following in _VETO.get(text[start:end].lstrip("十百千万亿"), "")


def read(text: str, start: int, floor: int, units: Units) -> Reading | None:
    """The number that begins at `start`, with all that belongs to it; None where no number is to be read."""
    if text[start].isdecimal():
        return _read_arabic(text, start, floor, units)
    special = _special(text, start)
    if special is not None:
        return _qualified(text, special, floor)
    if text[start] == "半":
        return _read_half(text, start, floor, units)
    return _read_chinese(text, start, floor, units)


def _read_arabic(text: str, start: int, floor: int, units: Units) -> Reading | None:
    ratio = _ratio(text, start)
    if ratio is not None:
        return _qualified(text, ratio, floor)
    match = _BLANK_GROUPS.match(text, start)
    if match and units.at(text, match.end()) and not text[max(0, start - 2) : start].strip().isdigit():
        numeral = arabic(match[0].replace(" ", ""))
        assert numeral is not None
        return _finish(text, start, match.end(), numeral, floor, units)
    match = _MIXED.match(text, start)
    numeral = mixed(match[0]) if match else None
    if match is None:
        match = _RUN.match(text, start)
        assert match is not None
        if text[start - 1 : start] == "[" and "," in match[0] and text[match.end() : match.end() + 1] in (")", "]"):
            match = re.compile(r"\d+(?:\.\d+)?").match(text, start)
            assert match is not None
        if "." in match[0] and match[0].count(".") > 1:
            kind = "version" if len(match[0]) < 16 and "," not in match[0] else "unread"
            return _other(start, match.end(), kind)
        numeral = arabic(match[0])
    if numeral is None:
        kind = "code" if match[0].isdigit() else "unread"
        return _other(start, _unread_end(text, match.end(), units), kind)
    return _finish(text, start, match.end(), numeral, floor, units)


def _finish(text: str, start: int, stop: int, numeral: Numeral, floor: int, units: Units) -> Reading:
    reading = _with_unit(text, Reading(start, stop, start, stop, numeral), units)
    if reading.unit is None and not reading.after:
        other = _not_a_quantity(text, start, stop)
        if other is not None:
            return other
    return _qualified(text, _signed(text, reading, floor), floor)


def _not_a_quantity(text: str, start: int, stop: int) -> Reading | None:
    """Codes, telephones and other digits that only look like a number."""
    digits = text[start:stop]
    glued = _GLUED.match(text, stop) if text[stop : stop + 1].isascii() else None
    if glued:
        return _other(start, glued.end(), "code")
    if not digits.isdigit():
        return None
    kind = labelled(text, start) if len(digits) >= 5 else None
    if kind is None and len(digits) == 5 and _HOTLINE.match(text, stop):
        kind = "phone"
    if kind is None and (len(digits) >= 7 or (digits[0] == "0" and len(digits) > 1)):
        kind = "code"
    return _other(start, stop, kind) if kind else None


def _read_chinese(text: str, start: int, floor: int, units: Units) -> Reading | None:
    match = _CHINESE.match(text, start)
    if match is None:
        return None
    if match[0][0] in "百千万亿佰仟萬億":
        return _headless(text, start, match.end(), units)
    numeral = None if "几" in match[0] else chinese(match[0])
    if numeral is None:
        end = _unread_end(text, match.end(), units)
        vague = len(match[0]) > 1 or "几" not in match[0]
        return _other(start, end, "unread") if end > match.end() and vague else _skip(start, match.end())
    if text[start - 1 : start] in ("数", "几") and match[0][0] == "十" and match[0][1:2] not in DIGITS:
        return _other(start - 1, _unread_end(text, match.end(), units), "unread")
    reading = _with_unit(text, Reading(start, match.end(), start, match.end(), numeral), units)
    reading = _qualified(text, reading, floor)
    counted = reading.unit is not None or reading.qualified or any(c in "百千万亿佰仟点" for c in match[0][1:])
    return reading if counted else _skip(start, match.end())


_COUNT_NOUNS = frozenset("人户次件个总指分参系岁天家")


def _headless(text: str, start: int, end: int, units: Units) -> Reading:
    """百万元 as in a column head is no number; in 数百万元 it is a vague one."""
    vague = text[start - 1 : start] == "数" and text[start - 2 : start - 1] not in _COUNT_NOUNS
    return _other(start - 1, _unread_end(text, end, units), "unread") if vague else _skip(start, end)


def _read_half(text: str, start: int, floor: int, units: Units) -> Reading | None:
    match = _HALF.match(text, start)
    if match is None:
        return None
    numeral = Numeral(Decimal("0.5"), Decimal(0), None)
    reading = _with_unit(text, Reading(start, match.end(), start, match.end(), numeral), units)
    return _qualified(text, reading, floor) if reading.unit else None


def _special(text: str, start: int) -> Reading | None:
    """百分之…, …分之…, 翻一番, 一半: numerals that are their own unit."""
    match = _FRACTION.match(text, start)
    if match:
        return _fraction(match)
    match = _FIXED.match(text, start)
    if match is None:
        return None
    value, unit, kind = Decimal("0.5"), UNITS["倍"], "ratio"
    if match["all"]:
        value, unit, kind = Decimal(100), UNITS["%"], ""
    elif match["times"]:
        times = int(match["times"]) if match["times"].isdigit() else DIGITS.get(match["times"], 1)
        value = Decimal(2) ** times
    return Reading(start, match.end(), start, match.end(), Numeral(value, Decimal(0), None), unit, fixed=kind)


_OF_HUNDRED = {"百": "%", "一百": "%", "千": "‰", "一千": "‰", "万": "‱", "一万": "‱"}


def _fraction(match: re.Match[str]) -> Reading | None:
    numerator = arabic(match[2]) if match[2] else Numeral(Decimal(100), Decimal(0), None) if match[3] == "百" else chinese(match[3])
    if numerator is None:
        return _other(match.start(), match.end(), "unread")
    symbol = _OF_HUNDRED.get(match[1])
    if symbol:
        return Reading(match.start(), match.end(), match.start(), match.end(), numerator, UNITS[symbol])
    denominator = chinese(match[1])
    if denominator is None or not denominator.value:
        return _other(match.start(), match.end(), "unread")
    value = Numeral(numerator.value / denominator.value, Decimal(0), None)
    return Reading(match.start(), match.end(), match.start(), match.end(), value, UNITS["倍"], fixed="ratio")


def _ratio(text: str, start: int) -> Reading | None:
    """3:1, 1比2 and 2/3; None where it is something else."""
    match = _PROPORTION.match(text, start) or _SIMPLE_FRACTION.match(text, start)
    if match is None or (start and text[start - 1] in "/:."):
        return None
    upper, lower = Decimal(match[1]), Decimal(match[match.lastindex or 2])
    if not lower or (match.lastindex == 2 and upper >= lower):
        return None
    value = Numeral(upper / lower, Decimal(0), None)
    return Reading(start, match.end(), start, match.end(), value, UNITS["倍"], fixed="ratio")


def _with_unit(text: str, reading: Reading, units: Units) -> Reading:
    """The reading with 余 or 多, its unit, and a half after it (一年半)."""
    stop, some, numeral = reading.stop, None, reading.numeral
    some, stop = _some(text, stop)
    found = units.at(text, stop)
    if text.startswith("个半", stop) and (longer := _after_half(text, stop + 2, units)):
        numeral, found = Numeral(numeral.value + Decimal("0.5"), Decimal(0), None), longer
    unit = None
    if found:
        unit, stop = found
        if unit.dimension == NUMBER and not some:
            some, after = _some(text, stop)
            further = units.at(text, after) if some else None
            wider = units.joined(unit, further[0]) if further else None
            unit, stop = (wider, further[1]) if wider and further else (unit, after)
        if (half := _AND_A_HALF.match(text, stop)) and not some:
            numeral, stop = Numeral(numeral.value + Decimal("0.5"), Decimal(0), None), half.end()
    unit, stop = _bracketed(text, unit, stop, units)
    return replace(reading, stop=stop, end=stop, numeral=numeral, unit=unit, after=some)


def _after_half(text: str, at: int, units: Units) -> tuple[Unit, int] | None:
    month = units.table.get("个月") if text.startswith("月", at) else None
    return (month, at + 1) if month else units.at(text, at)


def _bracketed(text: str, unit: Unit | None, stop: int, units: Units) -> tuple[Unit | None, int]:
    found = units.in_brackets(text, stop)
    if found and (unit is None or unit.base == found[0].base):
        return unit or found[0], found[1]
    return unit, stop


def _some(text: str, at: int) -> tuple[Qualifier | None, int]:
    word = text[at : at + 1]
    if word not in _SOME or text[at + 1 : at + 2] in _SOME[word] and word != "多":
        return None, at
    if word == "多" and text[at + 1 : at + 2] in "媒层边":
        return None, at
    effect = qualify.Effect.ABOUT if word == "来" else qualify.Effect.SOME
    return Qualifier(at, at + 1, word, effect), at + 1


def _signed(text: str, reading: Reading, floor: int) -> Reading:
    """The reading with the minus before it, if that is one and no dash between two numbers."""
    at = reading.core - 1
    if at < floor or text[at] not in "-—△负" or (at > 0 and (text[at - 1].isalnum() and text[at - 1].isascii() or text[at - 1] in "-—%)")):
        return reading
    numeral = replace(reading.numeral, value=-reading.numeral.value)
    return replace(reading, start=at, core=at, numeral=numeral)


def _qualified(text: str, reading: Reading, floor: int) -> Reading:
    """The reading with the qualifiers before and after it."""
    if reading.fixed in ("unread", "code"):
        return reading
    symbol = reading.unit.symbol if reading.unit else ""
    prefix = qualify.before(text, reading.core, floor, symbol)
    suffix = qualify.after(text, reading.stop, symbol)
    start = prefix.start if prefix else reading.start
    return replace(reading, start=start, end=suffix.end if suffix else reading.end, before=prefix, after=suffix or reading.after)


_NOTHING = Numeral(Decimal(0), Decimal(0), None)


def _other(start: int, end: int, kind: str) -> Reading:
    return Reading(start, end, start, end, _NOTHING, fixed=kind)


def _skip(start: int, end: int) -> Reading:
    return Reading(start, end, start, end, _NOTHING, fixed="skip")


def _unread_end(text: str, end: int, units: Units) -> int:
    found = units.at(text, end)
    return found[1] if found else end
