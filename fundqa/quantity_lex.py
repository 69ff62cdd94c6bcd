"""What in a text has digits or numerals and is no quantity: dates, list numbers, document numbers, codes, idioms.

Everything works on a normalised copy of the text in which every character keeps its place, so offsets hold for both.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from fundqa.numerals import CHARACTERS, chinese
from fundqa.resources import builtin

_WIDE = {chr(c): chr(c - 0xFEE0) for c in range(0xFF01, 0xFF5F) if chr(c) not in "，；？！"}
_FOLDED = str.maketrans({
    **_WIDE, **dict.fromkeys("〜∼", "~"), **dict.fromkeys("﹣−–‐‑", "-"), "―": "—", "﹪": "%", "∶": ":", "點": "点",
    **dict.fromkeys("≧⩾", "≥"), **dict.fromkeys("≦⩽", "≤"), **dict.fromkeys("﹤〈", "<"), **dict.fromkeys("﹥〉", ">"),
    "▲": "△", "￥": "¥", **dict.fromkeys("\u00a0\u2009\u202f\u3000", " "),
})  # fmt: skip
_WIDE_COMMA = re.compile("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")

NOT_NUMBERS = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Token:
    """A recognised non-quantity: [start, end) and its kind; for a recurrent date also the days it covers.

    listed: it gives way to a longer quantity, as the given words do (三公 to 三公里) and 2.1 to 2.1万元.
    """

    start: int
    end: int
    kind: str
    recurrence: str | None = None
    low: Decimal | None = None
    high: Decimal | None = None
    listed: bool = False


def normalise(text: str) -> str:
    """Full-width digits, signs and blanks in their plain form, character by character."""
    return _WIDE_COMMA.sub(",", text).translate(_FOLDED)


@cache
def not_numbers() -> NOT_NUMBERS:
    """The built-in words that hold numerals without being numbers: kind (plan, idiom …) -> words."""
    import yaml

    words = yaml.safe_load((builtin("schemas") / "lexicon" / "not_numbers.yml").read_text(encoding="utf-8"))
    return {str(kind): tuple(str(word) for word in listed) for kind, listed in words.items()}


_CN = "[一二三四五六七八九十〇零两]"
_YEAR = r"(?:(?:19|20)\d\d)"
_CN_YEAR = "(?:[一二][〇零○九Oo][〇零○一二三四五六七八九Oo]{2})"
_MONTH = r"(?:1[0-2]|0?[1-9])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])"
_CN_MONTH = "(?:十[一二]?|[一二三四五六七八九元])"
_CN_DAY = "(?:三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = r"\s?(?:[-~至到]|—{1,2})\s?"
_END = r"(?:上半年|下半年|年?[末底初]|[上中下]旬)?(?:\s?(?:之前|以前|前))?"
_IN_MONTH = rf"(?:\s?{_DAY}\s?[日号](?:{_TO}(?:{_MONTH}\s?月\s?)?{_DAY}\s?[日号])?)?"
_MONTHS = rf"(?:{_MONTH}月?(?:{_TO}{_MONTH}|(?:[、和]{_MONTH}月?){{1,11}})月(?:份)?|{_MONTH}\s?月(?:份)?{_IN_MONTH})"
_TIME = r"(?:2[0-3]|[01]?\d):[0-5]\d(?::[0-5]\d)?"
_DATES = rf"""
    {_YEAR}年?(?:(?:{_TO}|/){_YEAR}|(?:[、和与及,]{_YEAR}年?){{1,9}})\s?(?:学年|年度?)
  | {_YEAR}[-~—至]{_YEAR}(?![\d.,%亿万元人]) | {_YEAR}(?:/\d\d)?(?:学年|采暖季|年度) | {_YEAR}/\d\d(?![\d/.])
  | {_YEAR}\.(?:0[1-9]|1[0-2]){_TO}{_YEAR}\.(?:0[1-9]|1[0-2])(?!\d)
  | {_YEAR}\s?年(?:度|\s?{_MONTHS}(?:{_TO}(?:{_YEAR}\s?年\s?)?{_MONTH}\s?月(?:份)?(?:\s?{_DAY}\s?[日号])?)?)?{_END}
  | (?<!\d)\d\d年(?={_MONTH}月){_MONTH}月(?:{_DAY}[日号])?
  | {_YEAR}(?P<sep>[-/.]){_MONTH}(?P=sep){_DAY}(?![\d.])(?:\s\d\d?:\d\d(?::\d\d)?)?
  | {_YEAR}[-/]{_MONTH}(?![\d.%/-])
  | {_MONTHS}(?:{_TO}{_MONTH}月(?:{_DAY}[日号])?)?{_END}
  | {_DAY}日?(?:{_TO}|、){_DAY}日(?![内以]){_END}
  | {_DAY}日(?!以?内|之内|[常趋均])(?!以上){_END}
  | {_CN_YEAR}年(?:度|{_CN_MONTH}月(?:{_CN_DAY}日)?)?{_END}
  | {_CN_MONTH}(?:{_TO}{_CN_MONTH})?月(?:份)?(?:{_CN_DAY}日)?{_END}
  | {_CN_DAY}日(?!以?内|之内|[常趋均])(?!以上){_END}
  | [第前]?[一二三四1-4](?:{_TO}[一二三四1-4])?季度(?:[末初])?
  | (?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?![\d.,万亿元%人])
  | \d\d(?:\d\d)?年代 | (?:\d\d|二十一?|十九)世纪
  | {_TIME}(?:{_TO}{_TIME})?(?![\d:%])
  | (?:2[0-4]|[01]?\d)时(?:[0-5]?\d分)?(?!间|段|候)
"""
_RECURRENT = re.compile(rf"""
    每个?(?P<every>月|年|季度?)(?:末|初|首月|次月|度)?(?:(?P<month>{_MONTH}|{_CN_MONTH})月(?P<close>[末底])?)?
    (?:(?P<from>{_DAY}|{_CN_DAY})[日号]?(?:{_TO}|、))?(?:(?P<day>{_DAY}|{_CN_DAY})[日号])?(?P<before>之前|以前|前)?
""", re.VERBOSE)  # fmt: skip
_LABEL = "附件|附表|附图|附录|(?<![代报发填])表|(?<![企意地])图|案例|序号|(?<![关标备])注"
_NUMBERED = rf"(?:\d{{1,4}}(?:[-.]\d{{1,3}}){{0,3}}|{_CN}{{1,4}})"
_CLASSIFIER = "[条款项章节号次届期批位名个编部季篇类级档组轮册卷回步阶]"
_AFTER_A_LABEL = "人名个家项件万千亿元份张次户种年月日"
_AT_START = r"(?<![^\n。;；:：!！?？\s|\t])"
_CODE_OF_STANDARD = "GB|DB|JGJ|CJJ|HJ|WS|YY|SN|QB|LY|NY|JT|JR|ISO|IEC|SB|MZ|LD"
_RANKED = "级|类|档|中全会|届(?:[一二三四五六七八九]中)?(?:全会)?|期(?=工程|项目|建设)"
_MASTER = re.compile(rf"""
    (?P<url>(?:https?://|www\.)[^\s一-龥，。；]{{1,300}})
  | (?P<standard>(?:{_CODE_OF_STANDARD})\d{{0,6}}(?:/[TZ])?\s?\d[\d.]{{0,12}}(?:[-—:]\d{{2,4}})?(?![\d.]))
  | (?P<version>[Vv]\d{{1,4}}(?:\.\d{{1,4}}){{0,3}} | \d{{1,3}}(?:\.\d{{1,3}}){{1,3}}版)
  | (?P<place>K\d{{1,4}}\+\d{{3}}(?!\d))
  | (?P<classification>(?<![^\n])(?:2[0-3]\d|3[01]\d|399)(?:[ ]\d\d){{1,2}}(?=[ ]?[一-龥]))
  | (?P<latin>[A-Za-z_][A-Za-z0-9_.\-]*)
  | (?P<page>-{{1,3}}\s?\d{{1,5}}\s(?:of|/)\s\d{{1,5}}\s-{{1,3}}
      | 第\s?\d{{1,5}}(?:{_TO}\d{{1,5}})?\s?页(?:\s?[,，/]?\s?共\s?\d{{1,5}}\s?页)?
      | 第{_CN}{{1,4}}页 | (?<![^\n])[-—]\s?\d{{1,4}}\s?[-—](?![^\n]))
  | (?P<document>[〔\[【(]\s?{_YEAR}\s?[〕\]】)]\s?第?\s?\d{{1,5}}\s?号)
  | (?P<section>{_AT_START}(?:
        {_CN}{{1,4}}[、.] | \({_CN}{{1,4}}\) | (?<![^\n]){_CN}{{1,4}}(?=\s\s?[^\d\s])
      | \d{{1,2}}、(?=\D) | \d{{1,2}}[.、](?={_YEAR}年) | \d{{1,2}}\.(?![\d.]) | \d{{1,2}}\)
      | \d{{1,2}}(?:\.\d{{1,2}}){{2,3}}(?![\d.])))
  | (?P<subsection>(?<![^\n])[1-9]\.[1-9](?=[ ]?[一-龥]))
  | (?P<bracketed>\(\s?(?:\d{{1,2}}|{_CN}{{1,4}})\s?\))
  | (?P<circled>[①-⑳⑴-⒛㈠-㈩Ⅰ-Ⅻ])
  | (?P<plan>(?:第?{_CN}{{1,3}}个)?五年(?:发展)?(?:规划|计划))
  | (?P<date>{_DATES})
  | (?P<ordinal>
        第\s?(?:\d{{1,6}}|{_CN}{{1,6}})(?:[、至到\-~—]第?(?:\d{{1,4}}|{_CN}{{1,4}})){{0,40}}
        \s?(?:季度|部分|{_CLASSIFIER})?
      | (?:{_LABEL}){_NUMBERED}(?![\d,%.{_AFTER_A_LABEL}])
      | {_CN}{{1,3}}(?:[、至到]{_CN}{{1,3}})?(?:{_RANKED})
      | {_CN}?十[一二三四五六七八九]?大(?![型力量])
      | \d{{1,5}}(?:号|\#)(?![召码]) | {_CN}{{1,4}}号(?![召码]) | \d[Aa]?级
      | \d{{1,4}}(?:室|单元) | \d{{1,3}}表(?!示))
  | (?P<phone>(?<!\d)(?:\(0\d{{2,3}}\)\s?\d{{7,8}} | 0\d{{2,3}}-\d{{7,8}}(?:-\d{{1,5}})?
      | 400-\d{{3,4}}-\d{{3,4}} | 1[3-9]\d{{9}})(?!\d))
  | (?P<serial>(?!(?:19|20)\d\d-)\d{{1,6}}(?:-\d{{1,6}}){{2,6}}(?![\d.%=-]))
""", re.VERBOSE)  # fmt: skip
_NUMERAL_START = frozenset("0123456789几半翻" + CHARACTERS)
_OTHER_TRIGGERS = r"A-Za-z_第附图表案序注每前\[(〔【①-⑳⑴-⒛㈠-㈩Ⅰ-Ⅻ-"
_TELEPHONE = re.compile(r"(?:电话|热线|传真|手机|号码|拨打)[^\d\n]{0,4}$")
_ACCOUNT = re.compile(r"(?:账号|帐号|账户|卡号|邮编|邮政编码|编号|编码|代码|证号|代号|户号|流水号)[^\d\n]{0,3}$")
_ISSUER_STOP = frozenset("据按照依和与及以见由号文的了在被将对为《》、，。；：〈〉“”‘’\"'() \t\n")


class Lexer:
    """Finds the next token that is no quantity, or the next place where a number may begin."""

    def __init__(self, words: NOT_NUMBERS) -> None:
        by_first: dict[str, list[tuple[str, str]]] = {}
        for kind, listed in words.items():
            for word in listed:
                by_first.setdefault(word[0], []).append((word, kind))
        self.words = {c: tuple(sorted(w, key=lambda p: -len(p[0]))) for c, w in by_first.items()}
        triggers = "".join(sorted({*self.words, *_NUMERAL_START}))
        self.trigger = re.compile(f"[{re.escape(triggers)}{_OTHER_TRIGGERS}]")

    def numeral(self, character: str) -> bool:
        """Whether a number may begin with `character`."""
        return character in _NUMERAL_START

    def token(self, text: str, start: int, floor: int) -> Token | None:
        """The non-quantity that begins at `start`, or None; a document number may reach back to `floor`."""
        for word, kind in self.words.get(text[start], ()):
            if text.startswith(word, start):
                return Token(start, start + len(word), kind, listed=True)
        if text[start] == "每":
            return _recurrent(text, start)
        match = _MASTER.match(text, start)
        return _classified(text, match, floor) if match else None


@cache
def lexer() -> Lexer:
    """The lexer of the built-in words."""
    return Lexer(not_numbers())


def labelled(text: str, start: int) -> str | None:
    """phone or code, when the words just before a number say that it is one."""
    before = text[max(0, start - 10) : start]
    if _TELEPHONE.search(before):
        return "phone"
    return "code" if _ACCOUNT.search(before) else None


_KINDS = {
    **dict.fromkeys(("section", "subsection", "bracketed", "circled"), "ordinal"),
    **dict.fromkeys(("url", "place", "classification", "serial"), "code"),
    "document": "document_number",
}  # fmt: skip
_GROUPS = (*_KINDS, "standard", "version", "latin", "page", "plan", "date", "ordinal", "phone")


def _classified(text: str, match: re.Match[str], floor: int) -> Token | None:
    group = next(name for name in _GROUPS if match[name] is not None)
    if group == "latin":
        return _latin(match)
    kind, start = _KINDS.get(group, group), match.start()
    if group == "document":
        start = _issuer(text, start, max(floor, start - 8))
    return Token(start, match.end(), kind, listed=group == "subsection")


def _issuer(text: str, start: int, floor: int) -> int:
    """Where the abbreviation of the issuing office before a document number begins."""
    while start > floor and "一" <= text[start - 1] <= "龥" and text[start - 1] not in _ISSUER_STOP:
        start -= 1
    return start


_FIGURE = re.compile(r"([A-Za-z_]+)\d+(?:\.\d+)?$")


def _latin(match: re.Match[str]) -> Token:
    word = match[0].rstrip(".-")
    figure = _FIGURE.match(word)
    if figure and match.string[match.start() + len(word) : match.start() + len(word) + 1] in ("%", "‰"):
        word = figure[1]
    return Token(match.start(), match.start() + len(word), "code" if any(c.isdigit() for c in word) else "")


_EVERY = {"月": "monthly", "年": "yearly", "季": "quarterly", "季度": "quarterly"}
_BEFORE_MONTH = (0, 31, 60, 91, 121, 152, 182, 213, 244, 274, 305, 335, 366)


def _recurrent(text: str, start: int) -> Token | None:
    match = _RECURRENT.match(text, start)
    if match is None or not (match["day"] or match["month"]):
        return None
    month = _number(match["month"])
    offset = _BEFORE_MONTH[month - 1] if month else 0
    last = _BEFORE_MONTH[month] if month else None
    day = offset + _number(match["day"]) if match["day"] else last
    assert day is not None
    first = offset + (_number(match["from"]) if match["from"] else _number(match["day"]) if match["day"] else 1)
    low = None if match["before"] else Decimal(first)
    return Token(start, match.end(), "date", _EVERY[match["every"]], low, Decimal(day))


def _number(text: str | None) -> int:
    if not text:
        return 0
    if text == "元":
        return 1
    if text.isdigit():
        return int(text)
    numeral = chinese(text)
    return int(numeral.value) if numeral else 0
