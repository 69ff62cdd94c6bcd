"""The unit table: what a printed unit measures, in which base unit, and how many of those it is."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

MONEY, COUNT, RATIO, POINTS, MEASURE, NUMBER = "money", "count", "ratio", "points", "measure", "number"
DIMENSIONS = (MONEY, COUNT, RATIO, POINTS, MEASURE, NUMBER)


@dataclass(frozen=True, slots=True)
class Unit:
    """A printed unit.

    symbol: as fundqa prints it (万元); base: the base unit (CNY, person, ratio …); dimension: one of DIMENSIONS;
    scale: how many base units one of it is; exact: whether amounts written in it without a multiplier are counts.
    """

    symbol: str
    base: str
    dimension: str
    scale: Decimal
    exact: bool = False


NO_UNIT = Unit("", "", NUMBER, Decimal(1))

_MULTIPLIERS = {"": 1, "十": 10, "百": 100, "千": 1000, "万": 10**4, "十万": 10**5, "百万": 10**6, "千万": 10**7}
_MULTIPLIERS |= {"亿": 10**8, "十亿": 10**9, "百亿": 10**10, "千亿": 10**11, "万亿": 10**12}

# symbol, base unit, dimension, exact. Multipliers (千 万 亿 …) are put before those in _SCALED.
_COUNTS = (
    ("人", "person"), ("名", "person"), ("人次", "person_time"), ("户", "household"), ("户次", "household_time"),
    ("件", "item"), ("个", "item"), ("家", "item"), ("项", "item"), ("辆", "item"), ("台", "item"), ("套", "item"),
    ("批", "item"), ("期", "item"), ("场", "item"), ("份", "item"), ("篇", "item"), ("条", "item"), ("宗", "item"),
    ("起", "item"), ("例", "item"), ("所", "item"), ("座", "item"), ("处", "item"), ("笔", "item"), ("张", "item"),
    ("册", "item"), ("本", "item"), ("部", "item"), ("只", "item"), ("支", "item"), ("台（套）", "item"),
    ("台(套)", "item"), ("台套", "item"), ("艘", "item"), ("架", "item"), ("栋", "item"), ("幢", "item"),
    ("间", "item"), ("床", "item"), ("页", "item"), ("块", "item"), ("枚", "item"), ("盏", "item"), ("棵", "item"),
    ("株", "item"), ("头", "item"), ("口", "person"), ("位", "person"), ("人数", "person"), ("户数", "household"),
    ("个数", "item"), ("对", "item"), ("组", "item"), ("门", "item"), ("类", "item"), ("款", "item"),
    ("人日", "person_day"), ("人天", "person_day"), ("人月", "person_month"),
    ("人年", "person_year"), ("床位", "item"), ("批次", "time"), ("次", "time"), ("场次", "time"), ("届", "time"),
    ("家次", "time"), ("辆次", "time"),
)  # fmt: skip
_MEASURES = (
    ("平方米", "m2"), ("㎡", "m2"), ("平方公里", "km2"), ("亩", "mu"), ("公顷", "hectare"), ("米", "m"),
    ("公里", "km"), ("吨", "t"), ("公斤", "kg"), ("度", "degree"), ("天", "day"), ("日", "day"),
    ("个工作日", "workday"), ("工作日", "workday"), ("个月", "month"), ("年", "year"), ("岁", "year_old"),
    ("小时", "hour"), ("分钟", "minute"), ("周岁", "year_old"), ("周年", "year"), ("周", "week"),
    ("个季度", "quarter"), ("季度", "quarter"), ("个学期", "term"), ("个小时", "hour"), ("秒", "second"),
    ("学时", "lesson"), ("课时", "lesson"), ("自然日", "day"), ("个自然日", "day"), ("个交易日", "trading_day"),
    ("立方米", "m3"), ("m³", "m3"), ("平米", "m2"), ("m²", "m2"), ("m2", "m2"), ("千米", "km"), ("km", "km"),
    ("厘米", "cm"), ("毫米", "mm"), ("千克", "kg"), ("kg", "kg"), ("克", "g"), ("升", "l"), ("毫升", "ml"),
    ("千瓦时", "kWh"), ("千瓦", "kW"), ("兆瓦", "MW"), ("kW", "kW"), ("kWh", "kWh"), ("MB", "MB"), ("GB", "GB"),
    ("TB", "TB"), ("℃", "celsius"), ("摄氏度", "celsius"),
)  # fmt: skip
_MONEY = (
    ("元", "CNY"), ("元人民币", "CNY"), ("块钱", "CNY"), ("元/人", "CNY/person"), ("元/人·月", "CNY/person/month"),
    ("元/人月", "CNY/person/month"), ("元/人/月", "CNY/person/month"), ("元/人·年", "CNY/person/year"),
    ("元/人年", "CNY/person/year"), ("元/人/年", "CNY/person/year"), ("元/月", "CNY/month"), ("元/年", "CNY/year"),
    ("元/户", "CNY/household"), ("元/人次", "CNY/person_time"), ("元/平方米", "CNY/m2"), ("元/次", "CNY/time"),
    ("元/亩", "CNY/mu"), ("元/㎡", "CNY/m2"), ("元/户·年", "CNY/household/year"),
    ("元/户·月", "CNY/household/month"), ("元/人·次", "CNY/person_time"), ("元/人次·年", "CNY/person_time/year"),
    ("元/套", "CNY/item"), ("元/台", "CNY/item"), ("元/辆", "CNY/item"), ("元/日", "CNY/day"),
    ("元/公里", "CNY/km"), ("元/吨", "CNY/t"), ("元/立方米", "CNY/m3"), ("元/小时", "CNY/hour"),
    ("元/课时", "CNY/lesson"), ("元/人·日", "CNY/person/day"), ("元/人天", "CNY/person/day"),
    ("元/人/天", "CNY/person/day"), ("元/生·年", "CNY/student/year"), ("元/生", "CNY/student"),
    ("元/人每年", "CNY/person/year"), ("元/(人·月)", "CNY/person/month"),
    ("元/(人·年)", "CNY/person/year"), ("元每人每月", "CNY/person/month"), ("元每人每年", "CNY/person/year"),
    ("元/人每月", "CNY/person/month"), ("元/个", "CNY/item"),
    ("元/件", "CNY/item"), ("元/天", "CNY/day"), ("元/人·天", "CNY/person/day"),
)  # fmt: skip
_RATIOS = (
    Unit("%", "ratio", RATIO, Decimal("0.01")), Unit("％", "ratio", RATIO, Decimal("0.01")),
    Unit("﹪", "ratio", RATIO, Decimal("0.01")), Unit("百分比", "ratio", RATIO, Decimal("0.01")),
    Unit("‰", "ratio", RATIO, Decimal("0.001")), Unit("‱", "ratio", RATIO, Decimal("0.0001")),
    Unit("成", "ratio", RATIO, Decimal("0.1")),
    Unit("倍", "ratio", RATIO, Decimal(1)), Unit("个百分点", "percentage_point", POINTS, Decimal("0.01")),
    Unit("百分点", "percentage_point", POINTS, Decimal("0.01")),
    Unit("pct", "percentage_point", POINTS, Decimal("0.01")),
    Unit("个基点", "percentage_point", POINTS, Decimal("0.0001")),
    Unit("个千分点", "percentage_point", POINTS, Decimal("0.001")),
)  # fmt: skip


def _scaled(symbol: str, base: str, dimension: str, exact: bool) -> list[Unit]:
    return [Unit(m + symbol, base, dimension, Decimal(k), exact and not m) for m, k in _MULTIPLIERS.items()]


def _table() -> dict[str, Unit]:
    units = [u for s, b in _COUNTS for u in _scaled(s, b, COUNT, True)]
    units += _scaled("分", "score", MEASURE, False)
    units += [u for s, b in _MEASURES for u in _scaled(s, b, MEASURE, False)]
    units += [u for s, b in _MONEY for u in _scaled(s, b, MONEY, False)]
    units += [Unit(m, "", NUMBER, Decimal(k)) for m, k in _MULTIPLIERS.items()]
    return {u.symbol: u for u in [*units, *_RATIOS]}


UNITS = _table()
"""Every built-in unit by its printed symbol; projects add more in schemas/lexicon/units.yml."""


def convert(value: Decimal, source: Unit, target: Unit) -> Decimal:
    """`value` in `source` units as a number of `target` units; ValueError when they measure different things."""
    if source.base != target.base:
        raise ValueError(f"{source.symbol} and {target.symbol} do not measure the same thing")
    return value * source.scale / target.scale
