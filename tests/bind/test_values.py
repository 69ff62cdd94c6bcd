"""How exact a printed number is: by its unit and concept, and by the company it keeps (design 3.2)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from making import form, project

from fundqa.bind import bind
from fundqa.model import Fact
from fundqa.readers.markdown import markdown_document


def facts(text: str) -> list[Fact]:
    """All facts of a Markdown text."""
    loaded = project()
    return list(bind((markdown_document(text, "report.md"),), loaded.forms, loaded.lexicon, "zh").facts)


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("参保人数23146人。", "23146", "23146"),
        ("参保人数2.31万人。", "23050", "23150"),
        ("失业保险基金支出1203.50元。", "1203.50", "1203.50"),
        ("失业保险基金支出1203元。", "1202.5", "1203.5"),
        ("失业保险基金支出12.5万元。", "124500", "125500"),
        ("支付待遇约200人。", "198", "202"),
        ("支出执行率98.4%。", "0.9835", "0.9845"),
    ],
)
def test_exact_or_rounded_by_unit_and_words(text: str, low: str, high: str) -> None:
    """Counts as written and 元 with two decimals are exact; everything else is what its digits can stand for."""
    (fact,) = facts(text)
    assert (fact.quantity.low, fact.quantity.high) == (Decimal(low), Decimal(high))


def test_the_most_decimals_of_a_funding_column_count_for_all() -> None:
    """A bare 90 beside 89.974 is 90.000."""
    text = form("失业保险", budget="90", spent="89.974").replace(
        "| 一级指标", "| 其中：社会保险基金 | 89.974 | 其中：社会保险基金 | 89.974 |  |\n| 一级指标", 1
    )
    total = next(fact for fact in facts(text) if fact.surface == "90")
    assert total.quantity.interval.width == Decimal("0.001") * 10000


def test_company_is_kept_within_a_column() -> None:
    """The executed amounts' decimals say nothing about the budget's."""
    total = next(fact for fact in facts(form("失业保险", budget="90", spent="89.974")) if fact.surface == "90")
    assert total.quantity.interval.width == Decimal(10000)


def test_a_bare_standard_is_not_read_in_the_unit_of_the_amounts() -> None:
    """单位：万元 governs amounts, never indicator values (design 3.8)."""
    rows = "| 产出指标 | 成本指标 | 人均缴费标准 | 162.23 | 213.14 |"
    found = [fact for fact in facts(form("失业保险", budget="90", spent="89", rows=rows)) if "." in fact.surface]
    assert [fact.quantity.unit.symbol for fact in found] == ["", ""]


def test_operator_and_unit_in_columns_of_their_own() -> None:
    """≥ | 95 | % is one target, and its unit is the result's too."""
    text = """
某某项目支出绩效自评表

| 项目名称 | 公路养护 |  |  |  |  |  |  |
| 一级指标 | 二级指标 | 三级指标 | 指标性质 | 指标值 | 度量单位 | 完成值 | 分值 | 得分 |
| 产出指标 | 质量指标 | 验收合格率 | ≥ | 95 | % | 93 | 10 | 9.79 |
"""
    loaded = project()
    view = bind((markdown_document(text, "report.md"),), loaded.forms, loaded.lexicon, "zh")
    (target,) = [target for target in view.targets if target.context.column == "目标值"]
    assert (target.bound.low, target.bound.high, target.surface) == (Decimal("0.95"), None, "95")
    result = next(fact for fact in view.facts if fact.surface == "93")
    assert result.quantity.value == Decimal("0.93")
