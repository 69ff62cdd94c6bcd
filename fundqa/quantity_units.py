"""Finding the printed unit after a number, and telling it from other words that begin with the same character."""

from __future__ import annotations

import re
from collections.abc import Mapping

from fundqa.quantity_lex import normalise
from fundqa.units import NUMBER, Unit

_MULTIPLIERS = "十百千万亿"
_BRACKETED = re.compile(r"\s?\(([^()\n]{1,8})\)")
_LABEL = re.compile(r"\((?:金额)?(?:单位\s?:\s?)?([^()\n:]{1,10})\)[ :]{0,3}$")
_WRAPPED = re.compile(r"[万亿千]?元(?![旦素/])|%")

# What may not follow a unit: 10分别, 5部门, 30日常 are no units.
_OTHER_WORD = {
    "分": "别析布类配管局工享解期担支公行化散项子", "日": "常趋益均",
    "部": "门分署委队",
    "本": "级年地单市县项区月届着期次",
    "支": "付出持撑部", "条": "件款例", "处": "理置罚于", "起": "到草步",
    "期": "间末初限", "度": "假过", "户": "籍口均", "家": "庭具长电", "场": "地所景馆", "名": "单称义词",
    "人": "民均社口力才", "天": "然津", "元": "旦素月", "年": "度均初末底终报金龄鉴", "例": "如会外",
    "所": "有属以需在",
    "座": "谈位", "只": "有能要是", "台": "账阶湾", "套": "餐取", "份": "额", "次": "级年月日贷", "块": "链",
    "成": "立员为本果功绩效长就熟交份都", "批": "复准示评", "件": "套", "米": "饭粉", "篇": "章幅", "宗": "旨教",
    "届": "时满", "岁": "月", "口": "径岸", "位": "于置", "头": "部", "门": "诊户店", "节": "约能日气", "章": "程节",
    "组": "织成", "对": "比照应于象口", "类": "别型似", "款": "项式", "间": "接隔", "克": "服", "升": "级高",
    "秒": "杀", "架": "构", "周": "期边", "床": "位",
}  # fmt: skip


class Units:
    """The units of a table, found by the longest printed form."""

    def __init__(self, table: Mapping[str, Unit]) -> None:
        self.table = {**{normalise(symbol): unit for symbol, unit in table.items()}, **table}
        self._longest: dict[str, int] = {}
        for symbol in filter(None, self.table):
            self._longest[symbol[0]] = max(self._longest.get(symbol[0], 0), len(symbol))

    def at(self, text: str, start: int) -> tuple[Unit, int] | None:
        """The unit that begins at `start`, after at most two blanks or one line break, and where it ends."""
        following = text[start : start + 1]
        if following == " ":
            start += 2 if text.startswith("  ", start) else 1
            following = text[start : start + 1]
        if following == "\n":
            return self._after_break(text, start + 1)
        for size in range(min(self._longest.get(following, 0), len(text) - start), 0, -1):
            unit = self.table.get(text[start : start + size])
            if unit is not None and not _is_other_word(text, start, start + size):
                return unit, start + size
        return None

    def in_label(self, text: str, start: int) -> Unit | None:
        """The unit in brackets that ends the label just before a number: 支出合计（万元）：6,215.04."""
        match = _LABEL.search(text, max(0, start - 20), start) if text[start - 1 : start] in (")", ":", " ") else None
        return self.table.get(match[1].strip()) if match else None

    def in_brackets(self, text: str, start: int) -> tuple[Unit, int] | None:
        """The unit printed in brackets after a number: 13459.00(平方米)."""
        if text[start : start + 1] not in ("(", " "):
            return None
        match = _BRACKETED.match(text, start)
        unit = self.table.get(match[1].strip()) if match else None
        return (unit, match.end()) if match and unit else None

    def joined(self, multiplier: Unit, unit: Unit) -> Unit | None:
        """The unit of 9万 beside 16万元: the multiplier put before the other's unit, without that one's own."""
        if multiplier.dimension != NUMBER or not unit.base:
            return None
        return self.table.get(multiplier.symbol + unit.symbol.lstrip(_MULTIPLIERS))

    def _after_break(self, text: str, start: int) -> tuple[Unit, int] | None:
        """A unit of money or percent that a line break cut off its number; other words may begin a line themselves."""
        match = _WRAPPED.match(text, start)
        unit = self.table.get(match[0]) if match else None
        return (unit, match.end()) if match and unit else None


def _is_other_word(text: str, start: int, end: int) -> bool:
    following = text[end : end + 1]
    if not following:
        return False
    last = text[end - 1]
    if last.isascii() and last.isalnum():
        return following.isascii() and (following.isalnum() or following == "_")
    if last == "项" and following == "目":
        return text[end + 1 : end + 2] != "标"
    vetoed = _OTHER_WORD.get(last)
    return vetoed is not None and following in vetoed and not text[start : end - 1].strip(_MULTIPLIERS)
