"""Rules across reports over a stock: partitions, versions, places, quartiles, series without a false alarm."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from fundqa.across import PARTITIONS, evaluate_across, partition_of
from fundqa.engine import check_documents
from fundqa.errors import PackError
from fundqa.kinds.across.base import Archive
from fundqa.kinds.across.mined import Limits
from fundqa.kinds.across.outliers import quartiles
from fundqa.mining import mine, save
from fundqa.model import Severity, Status
from fundqa.pack import load_rule
from fundqa.project import load_project
from fundqa.readers.markdown import markdown_document
from fundqa.regions import key_of, region_of
from fundqa.report import DocumentReport
from fundqa.seeding.series import series
from fundqa.seeding.series_errors import misstated, same_figure
from fundqa.stock import Stock, stock_of, submissions

PROJECT = load_project()
BATCH = tuple(rule for rule in PROJECT.rules if rule.batch)
TEXT = (
    "# {place}{year}年失业保险基金绩效自评报告\n\n{year}年失业保险基金实际支出{spent}万元，上年实际支出{last}万元。\n"
)


def checked(place: str, year: int, spent: str, last: str = "100", name: str = "") -> DocumentReport:
    text = TEXT.format(place=place, year=year, spent=spent, last=last)
    return check_documents((markdown_document(text, name or f"{place}{year}.md"),), PROJECT)[0]


def failed(stock: Stock) -> list[str]:
    return sorted(o.rule for o in evaluate_across(stock, BATCH) if o.status is Status.FAIL)


@pytest.fixture(scope="module")
def members():
    return series(7, counties=2, years=(2021, 2022))


@pytest.fixture(scope="module")
def reports(members):
    return [report for m in members for report in check_documents((m.sample.document,), PROJECT)]


@pytest.fixture(scope="module")
def right(reports):
    return evaluate_across(stock_of(reports, PROJECT.lexicon), BATCH)


def test_every_rule_across_reports_says_what_it_must_see_together():
    assert {partition_of(rule) for rule in BATCH} == set(PARTITIONS)
    assert {partition_of(rule) for rule in PROJECT.rules if not rule.batch} == {""}


def test_a_check_of_one_report_leaves_them_out():
    report = checked("芷峤地区荻渚县", 2022, "7600.00")
    assert not {o.rule for o in report.outcomes} & {"XRP-01", "XRP-02", "XRP-03"}


def test_one_place_written_in_two_ways_is_one_county():
    earlier = checked("芷峤地区荻渚县", 2021, "7350.20")
    now = checked("荻渚县", 2022, "7600.00", last="7530.20")
    assert failed(stock_of([earlier, now], PROJECT.lexicon)) == ["XRP-01"]


@pytest.mark.parametrize(
    ("written", "level", "parent"),
    [("喀什地区巴楚县", 3, "喀什地区"), ("巴楚县", 3, "喀什地区"), ("喀什地区", 2, ""), ("芷峤州荻渚市", 3, "芷峤州"),
     ("荻渚市", 0, ""), ("襄阳市", 2, ""), ("", 0, "")],
)  # fmt: skip
def test_a_submitter_has_a_level_and_a_prefecture(written, level, parent):
    region = region_of(written, PROJECT.lexicon)
    assert (region.level, region.parent) == (level, parent)


def test_ways_to_write_a_place_have_one_key():
    lexicon = PROJECT.lexicon
    assert (
        key_of("巴楚县", lexicon)
        == key_of("喀什地区巴楚县", lexicon)
        == key_of("新疆维吾尔自治区喀什地区巴楚县", lexicon)
    )
    assert key_of("襄樊市", lexicon) == key_of("襄阳市", lexicon)
    assert key_of("巴楚县", lexicon) != key_of("叶城县", lexicon)


def test_a_later_version_takes_the_place_of_an_earlier_one():
    first = checked("荻渚县", 2021, "7350.20", name="first.md")
    second = checked("荻渚县", 2021, "7530.20", name="second.md")
    now = checked("荻渚县", 2022, "7600.00", last="7530.20")
    stock = stock_of([first, second, now], PROJECT.lexicon)
    assert [m.submission.key for m in Archive(stock).latest] == ["second.md", "荻渚县2022.md"]
    assert failed(stock) == ["XRP-07"]


def test_a_report_of_nobody_is_compared_with_none():
    texts = [TEXT.format(place="", year=year, spent="7350.20", last="1") for year in (2021, 2022)]
    documents = [markdown_document(text, f"{i}.md") for i, text in enumerate(texts)]
    found = [r for d in documents for r in check_documents((d,), PROJECT)]
    assert failed(stock_of(found, PROJECT.lexicon)) == []


def test_no_submissions_no_outcomes():
    assert evaluate_across(Stock((), PROJECT.lexicon), BATCH) == []


def test_quartiles_are_the_medians_of_the_halves():
    values = [Decimal(v) for v in (7, 1, 3, 9, 5)]
    assert quartiles(values) == (Decimal(3), Decimal(5), Decimal(7))
    assert quartiles([Decimal(v) for v in (1, 2, 3, 4)]) == (Decimal("1.5"), Decimal("2.5"), Decimal("3.5"))


def test_a_consistent_series_has_no_finding_and_many_passes(right):
    alarms = [o.message for o in right if o.status is Status.FAIL and o.severity is not Severity.INFO]
    passes = {
        rule: sum(o.rule == rule and o.status is Status.PASS for o in right) for rule in ("XRP-01", "XRP-02", "XRP-03")
    }
    assert alarms == []
    assert min(passes.values()) >= 3


def test_the_reports_of_a_series_are_consistent_themselves(reports):
    errors = [
        o.message for r in reports for o in r.outcomes if o.status is Status.FAIL and o.severity is Severity.ERROR
    ]
    assert errors == []


@pytest.mark.parametrize("rule", ["XRP-01", "XRP-02", "XRP-03"])
def test_a_figure_that_was_changed_is_found(rule, members, reports, right):
    """The report stays consistent itself: the figure is changed wherever it is stated."""
    outcome = next(o for o in right if o.rule == rule and o.status is Status.PASS and o.equality)
    fact = outcome.evidence[0].item
    at = next(i for i, report in enumerate(reports) if report.path == fact.location.document)
    document = misstated(members[at].sample.document, same_figure((k.fact for k in reports[at].facts), fact))
    changed = [*reports[:at], *check_documents((document,), PROJECT), *reports[at + 1 :]]
    now = evaluate_across(stock_of(changed, PROJECT.lexicon), BATCH)
    found = [o for o in now if o.rule == rule and o.status is Status.FAIL]
    assert [o for o in found if o.evidence[0].location.document == fact.location.document]


def test_outcomes_come_in_one_order_with_fingerprints_of_their_own(reports, right):
    again = evaluate_across(stock_of(reports, PROJECT.lexicon), BATCH)
    assert again == right
    assert len({o.fingerprint for o in right}) == len(right)


def test_an_identity_keeps_when_the_figure_changes():
    earlier = checked("荻渚县", 2021, "7350.20")
    one, other = (
        next(o for o in evaluate_across(stock_of([earlier, now], PROJECT.lexicon), BATCH) if o.rule == "XRP-01")
        for now in (checked("荻渚县", 2022, "7600", last=last) for last in ("7530.20", "7540.20"))
    )
    assert one.identity == other.identity
    assert one.fingerprint != other.fingerprint


def test_a_copy_is_found_among_many_reports(reports):
    """Renamed copies of one report in many counties: each is told beside one other, not beside all."""
    base = submissions(reports)[0]
    texts = stock_of(reports, PROJECT.lexicon).texts
    copies = [replace(base, key=f"{c}", documents=(f"{c}.md",), county=f"芷峤地区{c}渚县") for c in "荻砚霁棠筠鹭蔚皎"]
    rules = [rule for rule in BATCH if rule.name == "copied-from-county"]
    found = evaluate_across(Stock(tuple(copies), PROJECT.lexicon, texts=texts), rules)
    assert [o.status for o in found] == [Status.FAIL] * 7


FORM = """{place}失业保险基金绩效目标完成情况表

（2022年度）

| 项目名称 | 失业保险基金支出 |  |  |  |
| 一级指标 | 二级指标 | 三级指标 | 预期指标值 | 实际完成指标值 |
| 产出指标 | 数量指标 | 基层窗口人数 | {a}人 | {a}人 |
|  |  | 上门服务人数 | {b}人 | {b}人 |
|  |  | 服务总人数 | {c}人 | {c}人 |
"""


def forms(*rows: tuple[int, int, int]) -> Stock:
    texts = [FORM.format(place=f"芷峤地区{'荻砚霁棠'[i]}渚县", a=a, b=b, c=c) for i, (a, b, c) in enumerate(rows)]
    found = [r for i, t in enumerate(texts) for r in check_documents((markdown_document(t, f"{i}.md"),), PROJECT)]
    return stock_of(found, PROJECT.lexicon)


def test_a_relation_is_mined_with_where_it_breaks(tmp_path):
    stock = forms((310, 130, 440), (318, 142, 460), (325, 156, 481), (342, 168, 518))
    (found,) = mine(stock, Limits(3, Decimal("0.75"), Decimal(100)))
    assert found.relation == "服务总人数 = 上门服务人数 + 基层窗口人数"
    assert [line.split()[-3:] for line in found.broken] == [["168人+342人=510人", "≠", "518人"]]
    (path,) = save([found], tmp_path, PROJECT)
    assert "> fail: " in path.with_suffix(".test.md").read_text("utf-8")
    assert list(save([found], tmp_path, PROJECT)) == []


@pytest.mark.parametrize(
    "rows",
    [
        [(310, 130, 440), (318, 142, 460)],
        [(31, 13, 44), (32, 14, 46), (33, 15, 48)],
        [(310, 130, 440), (318, 142, 460), (325, 156, 481), (342, 168, 518)],
    ],
    ids=["too few forms", "counts too small", "breaks too often"],
)
def test_what_may_be_chance_is_not_mined(rows):
    assert mine(forms(*rows), Limits(3, Decimal("0.8"), Decimal(100))) == []


RULE = """id: XRP-01
name: mine
kind: agree
scope: batch
across: years
severity: warning
title: {zh: 上年数不同, en: Last year differs}
of: last year
figures: {dimension: [money]}
cases:
  - when: last year differs
    message: {zh: "{worked}", en: "{worked}"}
why: {zh: 因, en: Because.}
fix: {zh: 改, en: Mend it.}
"""


def test_a_rule_across_reports_is_loaded(tmp_path):
    (tmp_path / "XRP-01-mine.yml").write_text(RULE, "utf-8")
    rule = load_rule(tmp_path / "XRP-01-mine.yml")
    assert (rule.batch, partition_of(rule)) == (True, "years")


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("scope: batch", "scope: all", "bad_value"),
        ("scope: batch\n", "", "bad_rule"),
        ("kind: agree", "kind: equation", "bad_kind"),
        ("across: years", "across: months", "bad_rule"),
        ("across: years\n", "", "bad_rule"),
        ("of: last year", "of: next year", "bad_rule"),
        ("dimension: [money]", "dimension: [gold]", "bad_rule"),
        ("dimension: [money]", "colour: red", "bad_rule"),
        ("when: last year differs", "when: differ", "bad_case"),
        ("{worked}", "{colour}", "bad_blank"),
    ],
)
def test_a_mistake_in_a_rule_across_reports_is_said(tmp_path, old, new, code):
    path = tmp_path / "XRP-01-mine.yml"
    path.write_text(RULE.replace(old, new, 1), "utf-8")
    with pytest.raises(PackError) as caught:
        load_rule(path)
    assert caught.value.code == code


def test_a_copy_is_told_by_its_figures_where_the_texts_are_not_at_hand(reports):
    base = submissions(reports)[0]
    copies = [replace(base, key=c, documents=(f"{c}.md",), county=f"芷峤地区{c}渚县", facts=()) for c in "荻砚"]
    rules = [rule for rule in BATCH if rule.name == "copied-from-county"]
    (found,) = evaluate_across(Stock(tuple(copies), PROJECT.lexicon), rules)
    assert found.status is Status.FAIL
    assert "“”" not in found.message


def test_what_is_left_of_a_name_is_a_place_of_its_own_and_not_the_one_around_it():
    county, around = region_of("澜州市清溪县", PROJECT.lexicon), region_of("澜州市", PROJECT.lexicon)
    assert county.key != around.key
    assert (county.name, county.parent) == ("清溪县", "澜州市")
