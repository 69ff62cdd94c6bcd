"""Where something stands, in words."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sample_report import BUDGET, CLAIM, FORM, MALFORMED, PATH, SERVED, TOTAL, host, sample, span

from fundqa.document import Location
from fundqa.model import Evidence, Fact, Span
from fundqa.report import DocumentReport, Report
from fundqa.writers.place import Places, place


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        (TOTAL, "正文第2段"),
        (span(3, "三、"), "正文第3段"),
        (SERVED, "附表1 第9行“领取失业金人数”第5列"),
        (BUDGET, "附表1 第4行“预算执行情况”第3列"),
        (CLAIM, "附表1 第6行第2列"),
        (Span("", host((10, 3))), "附表1 第11行“技能补贴人次”第4列"),
        (span((9, 2), "审核及时率"), "附表1 第10行第3列"),
    ],
)
def test_a_place_is_said_as_a_reader_would_look_for_it(item, expected):
    assert place(Evidence("anchor", item), sample()) == expected


def test_english_places_keep_the_reports_own_labels():
    said = place(Evidence("anchor", MALFORMED), sample("en"))
    assert said == "form 1, row 10 “审核及时率”, column 4"
    assert place(Evidence("total", TOTAL), sample("en")) == "body, paragraph 2"


def test_few_words_leave_the_label_out():
    assert Places(sample()).brief(Evidence("anchor", SERVED)) == "附表1 第9行第5列"


def test_another_file_is_named():
    assert place(FORM, sample(), home="别处.docx").startswith("松岭县2021年自评.docx：附表1")
    assert place(FORM, sample(), home=PATH).startswith("附表1")


def lone(location: Location, **texts: str) -> str:
    document = DocumentReport("a.xlsx", "", "xlsx", texts={location.host: "12", **texts})
    return place(Evidence("anchor", Span("12", location)), Report((document,)))


def test_a_table_that_is_no_form_is_counted_and_a_sheet_is_named():
    assert lone(Location("a.xlsx", "body", 7, 2, 3)) == "表格1 第3行第4列"
    assert lone(Location("a.xlsx", "收支表", 0, 2, 3)) == "“收支表” 表格1 第3行第4列"
    assert lone(Location("a.xlsx", "note", 4)) == "脚注第1段"


def test_a_page_is_said_where_the_format_has_pages():
    assert lone(Location("a.pdf", "body", 0, page=3)) == "正文第1段（第3页）"


def test_the_form_is_said_once_for_neighbours():
    places = Places(sample())
    served, budget = Evidence("anchor", SERVED), Evidence("anchor", BUDGET)
    assert places.brief(budget, after=served) == "第4行第3列"
    assert places.brief(budget, after=Evidence("total", TOTAL)) == "附表1 第4行第3列"
    assert places.brief(Evidence("total", TOTAL), after=served) == "正文第2段"


def test_a_reports_forms_have_the_names_that_places_use():
    report = sample()
    assert Places(report).forms(report.documents[0]) == ("附表1",)
    assert Places(report).forms(replace(report.documents[0], outcomes=(), facts=())) == ("附表1",)
    assert Places(report).forms(report.documents[1]) == ()


def test_two_forms_of_one_table_are_told_apart_by_their_title_rows():
    second = Span("第二张表", host((20, 0)))
    lower = replace(SERVED, location=host((25, 4)), context=replace(SERVED.context, form=2, title=second, label=None))
    assert isinstance(lower, Fact)
    report = sample()
    extra = replace(report.documents[0].outcomes[0], evidence=(Evidence("anchor", lower),))
    document = replace(report.documents[0], outcomes=(*report.documents[0].outcomes, extra))
    places = Places(Report((document,)))
    assert places.brief(Evidence("anchor", lower)) == "附表2 第26行第5列"
    assert places.brief(Evidence("anchor", SERVED)) == "附表1 第9行第5列"
    assert places.brief(Evidence("x", Span("", host((22, 1))))) == "附表2 第23行第2列"
