"""The first real report: what must be verified, what must be found and nothing else, how every number ends.

Everything here was worked out with a pencil on the report itself. Forms: 0 the text, 1 机关事业单位, 2 城乡居民.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import ModuleType

import pytest
from making import word_builder

from fundqa import Outcome, Report, check
from fundqa.model import Claim, Fact, Fate, Name, Severity, Status, Strength, Target, Verdict
from fundqa.report import DocumentReport

ROWS_OFF_TARGET = [(1, "107.25%"), (2, "56480人"), (2, "114.67%")]
ROWS_SLIGHTLY_SHORT = [(1, "2894人"), (2, "156006人"), (2, "158908人")]
# (rule, severity, form, how the anchor begins): everything that is wrong with the report.
FINDINGS = [
    # 0.41 + 0.09 + 0.03 = 0.53亿元, 0.11 more than the total, which the form's 4205万元 supports
    ("N2N-01", "error", 0, "0.42亿元"),
    # one office at two levels: the second form leaves the county out
    ("NAM-01", "error", 2, "喀什地区社会保险管理局"),
    # 达到了预期目标: in form 2 the same sentence says 114.67%, in form 1 a row says 107.25%
    ("TGT-02", "error", 2, "达到了预期目标"),
    ("TGT-02", "warning", 1, "达到了预期目标"),
    # the heading promises 收支余; there is spending, but neither revenue nor a balance
    ("STR-03", "warning", 0, "一、"),
    # 4822 − 4205 = 617万元 over budget, in the total and in its only source
    ("ARI-04", "warning", 2, "4822"),
    ("ARI-04", "warning", 2, "4822"),
    # targets 156899 + 2057 = 158956; results 156006 + 2237 = 158243, 665 fewer than 158908
    ("ARI-05", "warning", 2, "158908人"),
    *[(rule, "warning", form, result) for rule in ("TGT-01", "TGT-05") for form, result in ROWS_OFF_TARGET],
    # short by 20 of 2914, 893 of 156899, 48 of 158956: each under 1 %, and whoever comes has to be paid
    *[(rule, "info", form, result) for rule in ("TGT-01", "TGT-05") for form, result in ROWS_SLIGHTLY_SHORT],
    # 首次发放成功率, 首次转移成功率, 满意度 of each form: ≥95% was the target and is the result
    *[("TGT-03", "warning", form, "≥95%") for form in (1, 1, 1, 2, 2, 2)],
    # revenue and spending rate of each form
    *[("TGT-04", "warning", form, "105%≤≥95%") for form in (1, 1, 2, 2)],
    # the upper end of a spending rate is above 100 %; ≥95% is no survey's figure, and none is mentioned
    *[("TGT-09", "info", form, "105%≤≥95%") for form in (1, 2)],
    *[("TGT-11", "info", form, "≥95%") for form in (1, 2)],
    # 让离退休人员安享晚年: its value has neither a number nor a grade
    *[("TGT-08", "info", form, "充分发挥社会保险的职能作用") for form in (1, 2)],
    # four rates per head without 元, a year or a month
    *[("UNI-01", "warning", 2, target) for target in ("162.23", "50、6.82", "100", "45.82")],
    # 95％以上 in the text, ≥95% in the forms
    ("UNI-04", "info", 0, "95％"),
    # residents have no retirees: in goals and names five times 离退休人员; 退休待遇; 离休 in a mistyped word
    ("NAM-04", "warning", 2, "离退休人员"),
    ("NAM-04", "warning", 2, "退休待遇"),
    ("NAM-04", "warning", 2, "离休"),
    # the long sentence of both funds; the goals and the results of both forms
    ("N2N-06", "info", 0, "全年预算支出执行"),
    ("N2N-06", "info", 2, "聚焦总目标"),
    ("N2N-06", "info", 2, "巴楚县严格执行"),
    # when pensions are paid is a matter of time, not of quality; form 1 has no indicator of cost
    *[("SCH-07", "warning", form, "养老金发放时效") for form in (1, 2)],
    ("SCH-08", "info", 1, "喀什地区巴楚县"),
    # 一、二、 and then 四、
    ("WRD-01", "info", 0, "四、"),
    ("WRD-06", "info", 0, "[bookmark: _GoBack]"),
    # revenue 稳步增长, expenditure 相对增加: nowhere a figure of last year or a change
    ("N2N-04", "info", 0, "稳步增长"),
    ("N2N-04", "info", 0, "相对增加"),
    # 4822/4205 = 114.67 %, but 24155/23427 = 103.11 % of the persons: 11.6 points apart, more than 8
    ("PLA-01", "info", 2, "4822"),
    # persons times standard: 36298818.84/28289813.51 = 128.31 %, revenue 100.74 %: 27.6 points apart, more than 15
    ("PLA-02", "info", 2, "100.74%"),
    # of what reviewers ask for, the text has neither a reason for any of the missed targets nor a use of the results
    ("STR-02", "warning", 0, "一、"),
    # 一是 … 二是 … 三要
    ("WRD-03", "info", 0, "三要"),
    ("WRD-04", "info", 0, "养老保险养老保险"),
    # 离休退人员满意度 in both forms, 离退休 eleven times elsewhere
    ("WRD-05", "info", 1, "离休退"),
    ("WRD-05", "info", 2, "离休退"),
    # 2.03亿元,其中 … 分离;无违反 …
    ("WRD-07", "info", 0, ","),
    ("WRD-09", "info", 0, "进一步抓好全力推进"),
    # the names of six indicators end in a tab
    ("WRD-09", "info", 2, "养老保险待遇首次发放成功率"),
]

# (rule, form, numbers compared, strength): 4205 ÷ 10⁴ = 0.4205; half a unit of 0.42 is 1.19 % of it, of 0.29 1.72 %.
VERIFIED = [
    ("N2T-01", 0, ["2.03亿元", "20309"], "rounding"),
    ("N2T-01", 0, ["0.42亿元", "4205"], "weak"),
    ("N2T-03", 0, ["0.29万人", "2914人"], "weak"),
    ("N2T-03", 0, ["2.34万人", "23427人"], "rounding"),
    ("N2N-01", 0, ["2.03亿元", "2.03亿元"], "exact"),
    ("ARI-03", 1, ["98.38%", "19980", "20309"], "rounding"),
    ("ARI-03", 1, ["98.38%", "19980", "20309"], "rounding"),
    ("N2T-02", 1, ["98.38%", "98.38%"], "exact"),
    ("ARI-03", 2, ["114.67%", "4822", "4205"], "rounding"),
    ("ARI-03", 2, ["114.67%", "4822", "4205"], "rounding"),
    ("N2T-02", 2, ["114.67%", "114.67%"], "exact"),
    *[("ARI-01", form, [n, n], "exact") for form, n in ((1, "20309"), (1, "19980"), (2, "4205"), (2, "4822"))],
    ("ARI-05", 2, ["158956人", "156899人", "2057人"], "exact"),
]

# How each number ends, in reading order. Bounds (≥95%, 95%至105%, 0.1%以内), dates and numerals in names are none.
AGREED = {
    0: ["2.03亿元", "2.03亿元", "0.29万人", "0.42亿元", "2.34万人"],
    1: ["20309", "19980", "20309", "19980", "98.38%", "98.38%"],
    2: ["4205", "4822", "4205", "4822", "114.67%", "156899人", "158956人", "2057人", "23427人", "114.67%"],
}
# The parts, for their total is supported by the form; of the three results nothing supports any one.
CONTRADICTED = {0: ["0.41亿元", "0.09亿元", "0.03亿元"], 1: [], 2: ["156006人", "158908人", "2237人"]}
# 2914 is confirmed to two digits only; for the revenue rates no amounts are given; the rest stands alone.
UNCHECKED = {
    0: [],
    1: ["11412人", "11949人", "2914人", "2894人", "107.25%", "100%", "100%", "0"],
    2: ["57407人", "56480人", "162.23", "213.14", "50", "6.82", "50", "8.59", "100", "100", "45.82", "50", "24155人",
        "100.74%", "100%", "100%", "0"],
}  # fmt: skip
# What puts two things side by side and so has two places to show.
COMPARING = {"ARI-01", "ARI-03", "ARI-04", "ARI-05", "N2N-01", "N2N-06", "N2T-01", "N2T-02", "N2T-03", "NAM-01",
             "TGT-01", "TGT-02", "TGT-03", "TGT-05", "WRD-01"}  # fmt: skip


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    return word_builder()


@pytest.fixture(scope="module", params=["txt", "docx"])
def report(request, seed, builder, tmp_path_factory) -> Report:
    return check(seed if request.param == "txt" else as_word(seed, builder, tmp_path_factory.mktemp("word")))


@pytest.fixture(scope="module")
def document(report) -> DocumentReport:
    (document,) = report.documents
    return document


def as_word(seed: Path, builder: ModuleType, folder: Path) -> Path:
    path = folder / "report.docx"
    path.write_bytes(builder.build(seed.read_text(encoding="utf-8")))
    return path


def form_of(outcome: Outcome) -> int:
    return int(outcome.scope.id.rpartition("-")[2]) if outcome.scope.kind == "form" else 0


def compared(outcome: Outcome) -> list[str]:
    roles = ("anchor", "left", "right", "total", "part", "operand")
    return [e.surface for e in outcome.evidence if e.role in roles]


def having(report: Report, status: Status) -> list[Outcome]:
    return [o for o in report.outcomes if o.status is status]


def fail(report: Report, rule: str, form: int, anchor: str) -> Outcome:
    found = [
        o
        for o in having(report, Status.FAIL)
        if (o.rule, form_of(o)) == (rule, form) and o.evidence[0].surface.strip().startswith(anchor)
    ]
    assert len(found) == 1
    return found[0]


def test_everything_is_found_and_not_one_false_alarm_raised(report):
    left = list(FINDINGS)
    alarms = []
    for o in having(report, Status.FAIL):
        anchor = o.evidence[0].surface.strip()
        known = [f for f in left if f[:3] == (o.rule, o.severity.value, form_of(o)) and anchor.startswith(f[3])]
        if known:
            left.remove(known[0])
        else:
            alarms.append((o.rule, o.severity.value, form_of(o), anchor[:20]))
    assert alarms == []
    assert left == []


def test_exactly_what_agrees_is_verified_with_its_arithmetic_and_its_places(report):
    passes = [o for o in having(report, Status.PASS) if o.equality]
    found = [(o.rule, form_of(o), compared(o), o.strength.value) for o in passes if o.strength]
    assert sorted(found) == sorted(VERIFIED)
    for outcome in passes:
        assert outcome.verdict is Verdict.AGREE
        assert outcome.worked
        assert len({e.location for e in outcome.evidence}) >= 2


@pytest.mark.parametrize(
    ("rule", "operands", "worked"),
    [
        ("N2T-01", ["2.03亿元", "20309"], "20309万元=2.0309亿元 ≈ 2.03亿元"),
        ("N2T-01", ["0.42亿元", "4205"], "4205万元=0.4205亿元 ≈ 0.42亿元"),
        ("N2T-03", ["0.29万人", "2914人"], "2914人=0.2914万人 ≈ 0.29万人"),
        ("N2T-03", ["2.34万人", "23427人"], "23427人=2.3427万人 ≈ 2.34万人"),
        ("ARI-03", ["98.38%", "19980", "20309"], "19980万元÷20309万元=98.38%"),
        ("ARI-03", ["114.67%", "4822", "4205"], "4822万元÷4205万元=114.67%"),
    ],
)
def test_a_verification_shows_how_it_was_worked_out(report, rule, operands, worked):
    passes = [o for o in having(report, Status.PASS) if o.rule == rule and compared(o) == operands]
    assert passes
    assert {(o.worked or "").split("\n")[0] for o in passes} == {worked}


@pytest.mark.parametrize(
    ("target", "result", "sign"), [("2914人", "2894人", "≈ 0.29万人"), ("23427人", "24155人", "≠ 2.34万人")]
)
def test_the_target_decides_and_the_result_is_shown_beside_it(report, target, result, sign):
    (outcome,) = [o for o in having(report, Status.PASS) if o.rule == "N2T-03" and target in compared(o)]
    assert [e.surface for e in outcome.evidence if e.role == "other"] == [result]
    assert outcome.worked
    (beside,) = outcome.worked.split("\n")[1:]
    assert beside.startswith(result)
    assert sign in beside
    assert beside.endswith("(完成值)")


@pytest.mark.parametrize(("form", "rate"), [(1, "98.38%"), (2, "114.67%")])
def test_an_execution_rate_is_checked_three_ways(report, form, rate):
    passes = [o for o in having(report, Status.PASS) if form_of(o) == form and rate in compared(o) and o.equality]
    assert Counter(o.rule for o in passes) == {"ARI-03": 2, "N2T-02": 1}
    anchors = {o.evidence[0].location for o in passes if o.rule == "ARI-03"}
    between = {e.location for o in passes if o.rule == "N2T-02" for e in o.evidence}
    assert anchors == between
    assert len(anchors) == 2


def test_the_parts_are_suspect_because_the_form_supports_their_total(report, document):
    outcome = fail(report, "N2N-01", 0, "0.42亿元")
    assert outcome.worked == "0.41+0.09+0.03=0.53亿元 > 0.42亿元\nΔ=+0.11亿元"
    fates = {f.fact.surface: f.fate for f in document.facts if f.fact.context.form == 0}
    assert fates["0.42亿元"] is Fate.AGREED
    assert {fates[part] for part in CONTRADICTED[0]} == {Fate.CONTRADICTED}


def test_the_contradicted_claim_names_every_refuter_and_only_those(report):
    outcome = fail(report, "TGT-02", 2, "达到了预期目标")
    assert [e.surface for e in outcome.evidence if e.role == "refuter"] == ["114.67%", "56480人"]
    outcome = fail(report, "TGT-02", 1, "达到了预期目标")
    assert [e.surface for e in outcome.evidence if e.role == "refuter"] == ["107.25%"]


def test_the_numbering_names_what_is_missing(report):
    outcome = fail(report, "WRD-01", 0, "四、")
    assert "“三、”" in outcome.message
    assert outcome.evidence[1].surface.startswith("二、")


def test_every_number_ends_as_it_does_with_a_pencil(document):
    def by_form(fate: Fate) -> dict[int, list[str]]:
        found = [f.fact for f in document.facts if f.fate is fate]
        return {form: [f.surface for f in found if f.context.form == form] for form in (0, 1, 2)}

    assert by_form(Fate.AGREED) == AGREED
    assert by_form(Fate.CONTRADICTED) == CONTRADICTED
    assert by_form(Fate.UNCHECKED) == UNCHECKED
    counted = document.coverage
    assert (counted.numbers, counted.checked) == (52, 27)
    assert (counted.agreed, counted.contradicted, counted.unchecked) == (21, 6, 25)


def test_an_unchecked_number_says_why(document):
    reasons = {"2914人": "只核对到对方的位数"} | dict.fromkeys(("107.25%", "100.74%"), "算式中的其他数没有给出")
    unchecked = [f for f in document.facts if f.fate is Fate.UNCHECKED]
    assert [f.reason for f in unchecked] == [reasons.get(f.fact.surface, "没有可核对的另一处") for f in unchecked]


def test_bare_standards_are_no_money_of_the_form_and_lists_are_two_numbers(document):
    standards = {f.fact.surface: f.fact for f in document.facts if f.fact.concept.endswith("标准")}
    assert set(standards) == {"162.23", "213.14", "50", "6.82", "8.59", "100", "45.82"}
    assert {fact.quantity.unit.scale for fact in standards.values()} == {1}
    assert {fact.quantity.unit.symbol for fact in standards.values()} == {""}


def test_every_pass_and_fail_has_its_places_and_open_cites_its_anchor(report):
    for outcome in report.outcomes:
        places = {e.location for e in outcome.evidence}
        assert places, outcome
        if outcome.status in (Status.PASS, Status.FAIL) and outcome.rule in COMPARING:
            compares = {e.location for e in outcome.evidence if e.role not in ("label", "form")}
            assert len(compares) >= 2 or (outcome.rule, outcome.status) == ("N2N-06", Status.PASS), outcome
        if outcome.status is Status.OPEN:
            assert outcome.reason
            assert isinstance(outcome.evidence[0].item, Fact | Target | Name | Claim)


def test_evidence_stands_where_it_says(document):
    for outcome in document.outcomes:
        for e in outcome.evidence:
            text = document.texts[e.location.host]
            start, end = e.location.start, e.location.end
            assert e.surface == (text if start is None else text[start:end])


def test_a_finding_on_a_cell_quotes_its_row_and_its_form(report):
    for outcome in having(report, Status.FAIL):
        roles = [e.role for e in outcome.evidence]
        if form_of(outcome):
            assert "form" in roles
            assert outcome.evidence[roles.index("form")].surface.strip() in outcome.message
        if "label" in roles:
            assert " ".join(outcome.evidence[roles.index("label")].surface.split()) in outcome.message


def test_what_cannot_be_checked_is_open_with_its_reason(report):
    opened = Counter((o.rule, o.reason) for o in having(report, Status.OPEN))
    assert opened == {
        ("ARI-03", "缺少操作数：收入执行数、收入预算数"): 2,
        ("TGT-01", "完成值是界限或时限，没有实测数"): 8,
        ("TGT-01", "不知道该指标是越高越好还是越低越好"): 2,
    }


def test_the_older_form_has_no_scores_and_is_not_asked_for_any(report):
    scores = [o for o in report.outcomes if o.rule.startswith("SCO-")]
    assert {o.status for o in scores} == {Status.NOT_APPLICABLE}
    assert all("分" in (o.reason or "") for o in scores if o.rule != "SCO-09")


def test_both_formats_give_the_same_outcomes(seed, builder, tmp_path):
    def outcomes(path: Path) -> list[tuple[object, ...]]:
        found = (o for o in check(path).outcomes if not o.carrier)
        return [(o.rule, o.status, o.verdict, o.severity, o.worked, o.fingerprint) for o in found]

    assert outcomes(seed) == outcomes(as_word(seed, builder, tmp_path))


def test_fingerprints_are_unique_and_related_ones_exist(report):
    prints = [o.fingerprint for o in report.outcomes]
    assert len(set(prints)) == len(prints)
    assert {other for o in report.outcomes for other in o.related} <= set(prints)


def test_the_overspending_is_one_issue_led_by_the_gravest(report):
    claim = fail(report, "TGT-02", 2, "达到了预期目标")
    together = {o.rule for o in report.outcomes if o.fingerprint in claim.related}
    assert together == {"ARI-04", "PLA-01", "TGT-01", "TGT-04", "TGT-05", "TGT-09"}
    assert claim.severity is Severity.ERROR
    assert {o.group for o in report.outcomes if o.fingerprint in claim.related} == {claim.fingerprint}


def test_a_weak_pass_settles_only_its_coarser_side(report, document):
    (weak,) = [o for o in report.outcomes if o.strength is Strength.WEAK and o.rule == "N2T-03"]
    fates = {f.fact.location: f.fate for f in document.facts}
    assert [fates[e.location] for e in weak.evidence[:2]] == [Fate.AGREED, Fate.UNCHECKED]
