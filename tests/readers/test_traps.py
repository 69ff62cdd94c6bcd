"""What looks like a slip in real papers and is none, each beside a slip of the same shape that is found."""

from __future__ import annotations

import pytest
from making import outcomes, project

from fundqa.bind import bind
from fundqa.model import Severity, Status
from fundqa.readers.markdown import markdown_document

TITLE = "青檀县水务局2023年度部门决算\n\n一、总体情况\n"


def reported(text: str, *, least: Severity = Severity.WARNING) -> list[str]:
    """The findings of a text that are at least that grave."""
    grave = {Severity.ERROR} if least is Severity.ERROR else {Severity.ERROR, Severity.WARNING}
    return [f"{o.rule} {o.message}" for o in outcomes(TITLE + text) if o.status is Status.FAIL and o.severity in grave]


YUAN = """
2023年度项目支出决算表

单位：元

| 项目 | 决算数 |
| 河道清淤 | 77,381,546 |
| 堤防加固 | 17,614,243 |
| 合计 | {total} |
"""
WAN = """
2023年度支出决算表

单位：万元

| 项目 | 决算数 |
| 河道清淤 | 132.43 |
| 堤防加固 | 1387.72 |
| 抗旱服务 | 819.07 |
| 合计 | {total} |
"""

HARMLESS = {
    "two rounded parts": "支出合计115.58万元，其中：基本支出95.35万元，项目支出20.22万元。\n",
    "three rounded parts of a table": WAN.format(total="2339.23"),
    "a whole yuan in a table": YUAN.format(total="94,995,790"),
    "a rate of unrounded money": "公务接待费决算0.62万元，比上年的0.50万元增加22.22%。\n",
    "cut instead of rounded": "支出合计877,080元，即87.70万元。\n",
    "a base of nothing": "会议费2023年决算60.13万元，上年为0万元，增加100.00%。\n",
    "a budget of nothing": "会议费预算0万元，决算0万元，完成预算的0.00%。\n",
    "of which, not all": "年末参保492764人，其中：城镇264318人，乡村34676人。\n",
    "another scope": "2023年绩效项目金额1354.13万元。2023年项目支出1367.76万元。\n",
    "rounded to the ten thousand": "2023年支出合计9,500万元。\n" + YUAN.format(total="94,995,789"),
    "another year": "2022年支出合计810.00万元。2023年支出合计832.50万元。2021年支出合计700.00万元。\n",
    "a convention for a new office": "支出合计812.40万元，与2022年度相比增长100.00%。\n",
    "about as much": "2023年收入832.50万元，与上年的830.10万元基本持平。\n",
    "beyond the budget": "2023年支出832.50万元，比年初预算800.00万元超出32.50万元。\n",
    "two bases in a sentence": "2023年支出832.50万元，比上年预算800.00万元增加32.50万元，"
    "比上年决算840.00万元减少7.50万元。\n",
    "commas in some numbers": "收入合计9,101.68万元，其中：拨款4614万元，其他4,487.68万元。\n",
    "printed twice": "2023年支出合计832.50万元，均已执行完毕。\n2023年支出合计832.50万元，均已执行完毕。\n",
    "a year chain": "2022年支出决算497.86万元，2023年支出决算421.11万元，比上年减少76.75万元。\n",
    "taken over and handed on": "新收3119件，上年结转34件，办结3050件，结转下年103件。\n",
    "a number after its word": "收入合计的95%来自2023年财政拨款，收入合计832.50万元。\n",
}


@pytest.mark.parametrize("text", list(HARMLESS.values()), ids=list(HARMLESS))
def test_what_only_looks_like_a_slip_is_not_reported(text):
    assert reported(text) == []


SLIPS = {
    "two parts": "支出合计115.58万元，其中：基本支出95.36万元，项目支出22.22万元。\n",
    "a table": WAN.format(total="2293.22"),
    "yuan in a table": YUAN.format(total="94,959,790"),
    "a rate": "公务接待费决算12.40万元，比上年的10.00万元增加22.00%。\n",
    "a year chain": "2022年支出决算497.86万元，2023年支出决算421.11万元，比上年减少67.75万元。\n",
}


@pytest.mark.parametrize("text", list(SLIPS.values()), ids=list(SLIPS))
def test_a_true_slip_of_the_same_shape_is(text):
    assert reported(text)


def test_off_by_a_hair_is_no_error():
    text = "2023年支出预算10210.34万元，支出决算9746.50万元，完成预算的95.45%。\n"
    assert reported(text, least=Severity.ERROR) == []


RIGHT_OF_HEADS = """
青檀县河道清淤绩效自评表

| 项目名称 | 河道清淤 | < | < | < | < | < |
| 项目资金（万元） | {heads} |
| ^ | 年度资金总额 | {values} |
| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 | 分值 | 得分 |
| 产出指标 | 数量指标 | 清淤长度 | ≥12公里 | 12.5公里 | 90 | 90 |
"""
COLUMNS = [("年初预算数", "320"), ("全年预算数", "310"), ("全年执行数", "310"), ("分值", "10"), ("得分", "10")]


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (1, 0, 2, 3, 4), (3, 4, 0, 1, 2), (2, 1, 0, 4, 3)])
def test_a_column_is_known_by_its_head_and_not_by_its_place(order):
    heads = " | ".join(["", *(COLUMNS[i][0] for i in order)])
    values = " | ".join(COLUMNS[i][1] for i in order)
    text = RIGHT_OF_HEADS.format(heads=heads, values=values)
    assert not [message for message in reported(text) if message.startswith("ARI")]
    view = bind((markdown_document(text, "a.md"),), project().forms, project().lexicon, "zh")
    found = {(f.basis.value, str(f.quantity.value)) for f in view.facts if f.context.column == "funding" and f.basis}
    assert found == {("年初预算", "3200000"), ("全年预算", "3100000"), ("执行", "3100000")}


OCR = ["290%", "2 90%", "WX", "10\n2、0%100%"]


@pytest.mark.parametrize("target", OCR)
def test_what_scanning_makes_of_a_sign_is_not_mended_and_no_error(target):
    """290% may be ≥90%: it is read as printed, and nobody is told that the target was missed for certain."""
    text = RIGHT_OF_HEADS.format(
        heads=" | ".join(["", *(head for head, _ in COLUMNS)]), values=" | ".join(value for _, value in COLUMNS)
    )
    text = text.replace("≥12公里", target.replace("\n", "<br>")).replace("12.5公里", "95%")
    assert not [message for message in reported(text) if not message.startswith(("SCO-02", "TGT-08"))]


RESIDUE = ["增加（减少）", "下降（增长）", "XXX"]


@pytest.mark.parametrize("residue", RESIDUE)
def test_what_is_left_of_a_template_is_told_and_no_number_of_it(residue):
    text = f"2023年支出合计832.50万元，比上年{residue}12.50万元。\n"
    assert not [message for message in reported(text) if message.startswith(("ARI", "N2N", "CHG"))]


NAMES = [
    ("其它资金", "其他资金"),
    ("归口管理的行政单位离退休", "行政单位离退休"),
    ("指标 值", "指标值"),
    ("本 年 收 入", "本年收入"),
    ("教育支出（类)", "教育支出（类）"),
    ("一般行政管理事务（项）", "一般行政管理事务"),
    ("行政事业单位养老支出（款）", "行政事业单位养老支出"),
]


@pytest.mark.parametrize(("one", "other"), NAMES)
def test_names_are_the_same_in_either_writing(one, other):
    table = WAN.format(total="2339.23").replace("河道清淤", one)
    assert reported(f"{table}\n{other}132.43万元。\n") == []
