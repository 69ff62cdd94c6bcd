"""Single readings: one numeral with its unit, sign and qualifiers, before ranges and lists are joined from them."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from fundqa import quantity_qualify as qualify
from fundqa.numerals import CHARACTERS, DIGITS, Numeral, arabic, chinese, exact, mixed
from fundqa.quantity_lex import labelled
from fundqa.quantity_qualify import Effect, Qualifier
from fundqa.quantity_special import special
from fundqa.quantity_units import Units
from fundqa.units import MEASURE, MONEY, NUMBER, Unit

_DIGIT = f"[{''.join(DIGITS)}]"
_RUN = re.compile(r"\d+(?:[.,]{1,3}\d+)*(?:[.,](?=[万亿元%]))?")
_FIRST = re.compile(r"\d+(?:\.\d+)?")
_BLANK_GROUPS = re.compile(r"[1-9]\d{0,2}(?: \d{3}){1,5}(?:\.\d{1,6})?(?![\d,.])")
_MIXED = re.compile(r"\d{1,12}(?:\.\d{1,6})?[十百千万亿]{1,3}\d[\d.十百千万亿]{0,30}(?<!\.)")
_CHINESE = re.compile(f"[{CHARACTERS}几]{{1,41}}(?:点{_DIGIT}{{1,20}}[十百千万亿]{{0,3}})?")
_HALF = re.compile(r"(?<![一上下前后大多过两])半(?=个?月|年|天|小时|个小时|公里|亩)")
_AND_A_HALF = re.compile(r"半(?![年月天个日径导数以额小成])")
_UPPER_END = re.compile(rf"[至到~\-—][{CHARACTERS}]")
_TENTHS = re.compile(f"{_DIGIT}(?![{CHARACTERS}])")
_CHANGE = re.compile(rf"(?:(?P<jiao>{_DIGIT}|\d)角)?(?:(?P<fen>{_DIGIT}|\d)分(?![之别]))?")
_GLUED = re.compile(r"[0-9_.\-]{0,40}[A-Za-z_][0-9A-Za-z_\-]*")
_CLASSIFICATION = re.compile(r"(?:2[0-3]\d|3[01]\d|399)(?:\d\d)?")
_ACCOUNT = re.compile(r"\d{3,6}(?: \d{2,6}){2,8}")
_VERSION = re.compile(r"\d{1,4}(?:\.\d{1,4}){2,3}")
_LEADER = re.compile(r"(?:…|·{3}|\.{3})\s?$")
_NOT_MINUS = frozenset("减担欠抱肩胜自辜公")
_HOTLINE = re.compile(r"(?:服务|咨询|监督)?(?:热线|电话)")
_NOT_SOME = {"余": "额数粮", "多": "媒层边", "来": "源自年看"}
_VAGUE = frozenset("数近上超逾")
_COUNT_NOUNS = frozenset("人户次件个总指分参系岁天家")
_HALF_MORE = Decimal("0.5")


@dataclass(frozen=True, slots=True)
class Reading:
    """One numeral as read: [start, end) with its qualifiers, [core, stop) without them.

    fixed: a kind that is not its unit's (ratio, unread, code …); "skip" for what is nothing at all; weak: a number only
    if it turns out to be the lower end of a range (三至五人).
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
    weak: bool = False

    @property
    def qualified(self) -> bool:
        """Whether a qualifier stands before or after the number."""
        return self.before is not None or self.after is not None


@dataclass(frozen=True, slots=True)
class _Measured:
    numeral: Numeral
    unit: Unit | None
    stop: int
    some: Qualifier | None = None


class Atoms:
    """Reads single numbers of one text."""

    def __init__(self, text: str, units: Units) -> None:
        self.text = text
        self.units = units

    def read(self, start: int, floor: int) -> Reading | None:
        """The number that begins at `start`, with all that belongs to it; None where no number is to be read.

        Signs and qualifiers before it are taken from `floor` on.
        """
        found = special(self.text, start)
        if found is not None:
            if found.unit is None:
                return _other(start, found.end, "unread")
            return self._reading(start, _Measured(found.numeral, found.unit, found.end), floor, found.kind)
        if self.text[start].isdecimal():
            return self._arabic(start, floor)
        return self._half(start, floor) if self.text[start] == "半" else self._chinese(start, floor)

    def _arabic(self, start: int, floor: int) -> Reading | None:
        match = _BLANK_GROUPS.match(self.text, start)
        preceding = self.text[max(0, start - 2) : start].strip()
        if match and self.units.at(self.text, match.end()) and not preceding.isdigit():
            numeral = arabic(match[0].replace(" ", ""))
        else:
            match = _MIXED.match(self.text, start)
            numeral = mixed(match[0]) if match else None
        if match is None:
            match = _run(self.text, start)
            if match[0].count(".") > 1:
                return _other(start, match.end(), "version" if _VERSION.fullmatch(match[0]) else "unread")
            numeral = arabic(match[0])
        if numeral is None:
            kind = "code" if match[0].isdigit() else "unread"
            return _other(start, self._unread_end(match.end()), kind)
        measured = self._measured(numeral, match.end())
        if measured.unit is None:
            measured = replace(measured, unit=self._unit_before(start))
        elif self._unknown_rate(measured) or self.text[start - 1 : start] == ".":
            return _other(start, measured.stop, "unread")
        digits = self.text[start : match.end()]
        if measured.unit is None or (digits[0] == "0" and len(digits) > 1 and digits.isdigit()):
            other = _not_a_quantity(self.text, start, match.end())
            if other is not None:
                return other
        return self._reading(start, measured, floor)

    def _unit_before(self, start: int) -> Unit | None:
        if self.text[start - 1 : start] == "¥":
            return self.units.table.get("元")
        return self.units.in_label(self.text, start)

    def _unknown_rate(self, measured: _Measured) -> bool:
        """Whether the unit goes on in a way that the table does not know: 20万吨/年, 3元/班次."""
        following = self.text[measured.stop : measured.stop + 2]
        rate = measured.unit is not None and measured.unit.dimension in (MONEY, MEASURE) and following[:1] == "/"
        return rate and ("一" <= following[1:] <= "龥" or following[1:] == "(")

    def _chinese(self, start: int, floor: int) -> Reading | None:
        match = _CHINESE.match(self.text, start)
        if match is None:
            return None
        written, preceding = match[0], self.text[start - 1 : start] if start else ""
        if written[0] in "百千万亿佰仟萬億":
            return self._headless(start, match.end())
        numeral = None if "几" in written else chinese(written)
        if numeral is None:
            end = self._unread_end(match.end())
            vague = end > match.end() and written != "几"
            return _other(start, end, "unread" if vague else "skip")
        if preceding == "数" and written[0] == "十" and written[1:2] not in DIGITS:
            return _other(start - 1, self._unread_end(match.end()), "unread")
        reading = self._reading(start, self._measured(numeral, match.end()), floor)
        counted = reading.unit is not None or reading.qualified or any(c in "百千万亿佰仟点" for c in written[1:])
        if counted:
            return reading
        lower = _UPPER_END.match(self.text, match.end()) is not None
        return replace(reading, weak=True) if lower else _other(start, match.end(), "skip")

    def _headless(self, start: int, end: int) -> Reading:
        """百万元 as in a column head is no number; in 数百万元 it is a vague one."""
        preceding = self.text[max(0, start - 2) : start]
        vague = preceding[-1:] in _VAGUE and (preceding[-1:] != "数" or preceding[:1] not in _COUNT_NOUNS)
        some, stop = _some(self.text, end)
        if not vague and not some:
            return _other(start, end, "skip")
        return _other(start - vague, self._unread_end(stop), "unread")

    def _half(self, start: int, floor: int) -> Reading | None:
        match = _HALF.match(self.text, start)
        measured = self._measured(exact(_HALF_MORE), match.end()) if match else None
        return self._reading(start, measured, floor) if measured and measured.unit else None

    def _reading(self, core: int, measured: _Measured, floor: int, kind: str = "") -> Reading:
        """The reading with its sign and the qualifiers before and after it."""
        numeral, symbol = measured.numeral, measured.unit.symbol if measured.unit else ""
        if _negative(self.text, core, floor):
            core, numeral = core - 1, Numeral(-numeral.value, numeral.place, numeral.decimals)
        before = qualify.before(self.text, core, floor, symbol)
        after = qualify.after(self.text, measured.stop, symbol)
        start, end = before.start if before else core, after.end if after else measured.stop
        return Reading(start, end, core, measured.stop, numeral, measured.unit, before, after or measured.some, kind)

    def _measured(self, numeral: Numeral, stop: int) -> _Measured:
        """The numeral with 余 or 多, its unit and what belongs to that: a half (一年半), tenths (八成五), coins."""
        some, stop = _some(self.text, stop)
        found = self.units.at(self.text, stop)
        if self.text.startswith("个半", stop) and (longer := self._after_half(stop + 2)):
            numeral, found = exact(numeral.value + _HALF_MORE), longer
        if found is None:
            bracketed = self.units.in_brackets(self.text, stop)
            return _Measured(numeral, bracketed[0] if bracketed else None, bracketed[1] if bracketed else stop, some)
        unit, stop = found
        if unit.dimension == NUMBER and not some:
            unit, stop, some = self._multiplied(unit, stop)
        if not some:
            numeral, stop = self._completed(numeral, unit, stop)
        again = self.units.in_brackets(self.text, stop)
        return _Measured(numeral, unit, again[1] if again and again[0].base == unit.base else stop, some)

    def _multiplied(self, unit: Unit, stop: int) -> tuple[Unit, int, Qualifier | None]:
        """3万余元, 3亿多 and 10.00万 with its 元 on the next line: what follows a bare multiplier."""
        some, after = _some(self.text, stop)
        further = self.units.at(self.text, after) if some or self.text.startswith("\n元", after) else None
        wider = self.units.joined(unit, further[0]) if further else None
        return (wider, further[1], some) if wider and further else (unit, after, some)

    def _completed(self, numeral: Numeral, unit: Unit, stop: int) -> tuple[Numeral, int]:
        half = _AND_A_HALF.match(self.text, stop)
        if half:
            return exact(numeral.value + _HALF_MORE), half.end()
        if unit.symbol == "成" and numeral.decimals is None and _TENTHS.match(self.text, stop):
            return exact(numeral.value + Decimal(DIGITS[self.text[stop]]) / 10), stop + 1
        return _small_change(self.text, stop, numeral, unit) if unit.base == "CNY" else (numeral, stop)

    def _after_half(self, at: int) -> tuple[Unit, int] | None:
        month = self.units.table.get("个月") if self.text.startswith("月", at) else None
        return (month, at + 1) if month else self.units.at(self.text, at)

    def _unread_end(self, end: int) -> int:
        found = self.units.at(self.text, end)
        return found[1] if found else end


def _run(text: str, start: int) -> re.Match[str]:
    """Digits with points and commas; of [95,105] only the first number."""
    run = _RUN.match(text, start)
    assert run is not None
    around = text[start - 1 : start] + text[run.end() : run.end() + 1] if start and "," in run[0] else ""
    first = _FIRST.match(text, start) if around in ("[]", "[)", "(]") else None
    return first or run


def _not_a_quantity(text: str, start: int, stop: int) -> Reading | None:
    """Codes, telephones and other digits that only look like a number."""
    digits = text[start:stop]
    if _LEADER.search(text, max(0, start - 4), start) and text[stop : stop + 1] in ("", "\n"):
        return _other(start, stop, "page")
    account = _ACCOUNT.match(text, start)
    if account and labelled(text, start):
        return _other(start, account.end(), "code")
    glued = _GLUED.match(text, stop) if text[stop : stop + 1].isascii() else None
    if glued:
        return _other(start, glued.end(), "code")
    if not digits.isdigit():
        return None
    kind = labelled(text, start) if len(digits) >= 5 else None
    if kind is None and len(digits) == 5 and _HOTLINE.match(text, stop):
        kind = "phone"
    if kind is None and _is_code(text, start, stop):
        kind = "code"
    return _other(start, stop, kind) if kind else None


def _is_code(text: str, start: int, stop: int) -> bool:
    """Seven digits and more, leading zeros, and a line that begins with a budget classification and its name."""
    digits = text[start:stop]
    if len(digits) >= 7 or (digits[0] == "0" and len(digits) > 1):
        return True
    named = "一" <= text[stop : stop + 2].lstrip(" ")[:1] <= "龥"
    begins = text[start - 1 : start] in (("", "\n", " ") if len(digits) == 5 else ("", "\n")) if start else True
    return named and begins and _CLASSIFICATION.fullmatch(digits) is not None


def _negative(text: str, core: int, floor: int) -> bool:
    """Whether a minus stands before a number, and no dash between two."""
    if core <= floor or text[core - 1] not in "-—△负" or (core - 1 == floor > 0):
        return False
    preceding = text[core - 2 : core - 1] if core > 1 else ""
    if text[core - 1] == "负" and preceding in _NOT_MINUS:
        return False
    return not (preceding and ((preceding.isascii() and preceding.isalnum()) or preceding in "-—%)"))


def _some(text: str, at: int) -> tuple[Qualifier | None, int]:
    word = text[at : at + 1]
    if word not in _NOT_SOME or (text[at + 1 : at + 2] or " ") in _NOT_SOME[word]:
        return None, at
    return Qualifier(at, at + 1, word, Effect.ABOUT if word == "来" else Effect.SOME), at + 1


def _small_change(text: str, at: int, numeral: Numeral, unit: Unit) -> tuple[Numeral, int]:
    """捌角玖分 after 元: exact to the last coin."""
    match = _CHANGE.match(text, at)
    if match is None or unit.scale != 1 or not (match["jiao"] or match["fen"]):
        return numeral, at
    jiao, fen = (DIGITS[c] if c in DIGITS else int(c) for c in (match["jiao"] or "0", match["fen"] or "0"))
    return exact(numeral.value + Decimal(10 * jiao + fen) / 100), match.end()


def _other(start: int, end: int, kind: str) -> Reading:
    return Reading(start, end, start, end, exact(Decimal(0)), fixed=kind)
