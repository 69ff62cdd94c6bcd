"""The legal basis of a finding: chosen by the report's year, said in the report's words, never part of the JSON."""

from __future__ import annotations

from dataclasses import replace

import pytest
from making import examined, form, of_rule, outcomes, project

from fundqa.kinds.legal import basis, title
from fundqa.model import Legal, Rule, Status
from fundqa.report import Report
from fundqa.writers import WRITERS

MESSAGES = project().lexicon.messages
RULE = next(rule for rule in project().rules if rule.id == "TGT-01")
OLD, NEW = Legal("旧办法（财预〔2011〕285号）", 2011, 2019), Legal("项目支出绩效评价管理办法（财预〔2020〕10号）", 2020)
MISSED = "| 产出指标 | 数量指标 | 补助人数 | ≥6100人 | 5100人 |"


def of(*legal: Legal) -> Rule:
    return replace(RULE, legal=legal)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ("项目支出绩效评价管理办法（财预〔2020〕10号）", "《项目支出绩效评价管理办法》（财预〔2020〕10号）"),
        ("设置及取值指引（试行）（财预〔2021〕101号）", "《设置及取值指引（试行）》（财预〔2021〕101号）"),
        ("GB/T 15835-2011 出版物上数字用法", "GB/T 15835-2011《出版物上数字用法》"),
        ("中华人民共和国预算法第十三条", "《中华人民共和国预算法》第十三条"),
        ("社会保险基金财务制度", "《社会保险基金财务制度》"),
        ("财政部《某某通知》", "财政部《某某通知》"),
    ],
)
def test_a_document_is_named_as_documents_are(document, expected):
    assert title(Legal(document), MESSAGES, "zh") == expected


@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2022, "《项目支出绩效评价管理办法》（财预〔2020〕10号）"),
        (2020, "《项目支出绩效评价管理办法》（财预〔2020〕10号）"),
        (2019, "《旧办法》（财预〔2011〕285号）"),
        (2010, "参照《旧办法》（财预〔2011〕285号）（该年度尚未施行）、"
               "参照《项目支出绩效评价管理办法》（财预〔2020〕10号）（该年度尚未施行）"),
        (0, "《旧办法》（财预〔2011〕285号）（施行至2019年）、"
            "《项目支出绩效评价管理办法》（财预〔2020〕10号）（2020年起施行）"),
    ],
)  # fmt: skip
def test_the_year_chooses_what_was_in_force(year, expected):
    assert basis(of(OLD, NEW), year, MESSAGES, "zh") == expected


def test_what_is_over_is_no_basis_any_more():
    assert basis(of(OLD), 2022, MESSAGES, "zh") == ""


@pytest.mark.parametrize(("year", "said"), [(2022, "《项目"), (2019, "参照《项目")])
def test_a_finding_has_the_basis_of_its_form_s_year(year, said):
    text = "# 自评\n" + form("河源县就业补助", budget="520", spent="510", rows=MISSED, year=year)
    (found,) = of_rule(outcomes(text), "TGT-01", Status.FAIL)
    assert found.legal.startswith(said)
    assert found.legal not in found.message


def test_a_pass_and_a_rule_without_a_basis_have_none():
    text = "# 自评\n" + form("河源县就业补助", budget="520", spent="510")
    assert {o.legal for o in outcomes(text)} == {""}


@pytest.mark.parametrize(("writer", "shown"), [("text", True), ("html", True), ("json", False)])
@pytest.mark.parametrize(("lang", "label"), [("zh", "依据"), ("en", "Basis")])
def test_the_basis_is_shown_to_people(writer, shown, lang, label):
    text = "# 自评\n" + form("河源县就业补助", budget="520", spent="510", rows=MISSED)
    report = Report(tuple(examined(text, lang=lang)), lang)
    write = next(w.write for w in WRITERS if w.name == writer)
    said = "".join(write(report).split())
    assert (label in said and "《项目支出绩效评价管理办法》" in said) == shown
