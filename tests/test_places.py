"""Where a report names a place, and which place it is about."""

from __future__ import annotations

import pytest

from fundqa.bind import bind
from fundqa.derive import derive
from fundqa.places import own_place
from fundqa.project import load_project
from fundqa.readers.markdown import markdown_document
from fundqa.view import Place, Slot

PROJECT = load_project()


def found(text: str) -> tuple[Place, ...]:
    return derive(bind((markdown_document(text, "a.md"),), PROJECT.forms, PROJECT.lexicon, "zh")).places


def names(text: str) -> list[str]:
    return [place.surface for place in found(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("喀什地区巴楚县失业保险基金运行平稳。", ["喀什地区巴楚县"]),
        ("2021年荻河县失业保险基金运行平稳。", ["荻河县"]),
        ("2021年度，荻河县高度重视基金管理。", ["荻河县"]),
        ("按照省里要求，荻河县逐月核对。", ["荻河县"]),
        ("塔什库尔干塔吉克自治县失业保险基金运行平稳。", ["塔什库尔干塔吉克自治县"]),
        ("市中区失业保险基金运行平稳。", ["市中区"]),
    ],
)
def test_a_place_stands_at_an_opening_with_its_suffix(text, expected):
    assert names(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "朝阳产业带动就业，鼓楼商圈新增岗位，东方文化节如期举办。",
        "城区和新区各设一处窗口，市中心网点延时服务，和平环境稳定。",
        "河东、河西两处安置点完工。",
        "贫困县退出后政策不变。示范县先行先试。社区按月走访。",
        "全县参保稳定。各市区按月上报。我市统一标准，本县执行。",
        "《荻河县失业保险办法》印发后，参保稳定。",
        "积极配合县财政局做好对账。完善市场监管。统筹区内一致。",
        "，协调县医保局共享数据。",
    ],
)
def test_words_that_end_like_a_place_or_are_short_are_none(text):
    assert names(text) == []


def test_the_slot_says_how_firm_a_place_is():
    text = "荻河县2021年失业保险基金绩效自评报告\n\n白岩县失业保险基金平稳。\n\n青坪县逐月核对。\n"
    assert [place.slot for place in found(text)] == [Slot.TITLE, Slot.SUBJECT, Slot.PLAIN]


def test_a_report_is_about_the_place_that_it_names_most():
    text = "荻河县2021年失业保险基金绩效自评报告\n\n荻河县失业保险基金平稳。\n\n2021年白岩县失业保险基金平稳。\n"
    own = own_place(found(text))
    assert own is not None
    assert own.name == "荻河县"


def test_a_place_that_is_named_once_is_not_known_to_be_the_reports_own():
    assert own_place(found("白岩县逐月核对领取人员信息。\n")) is None
