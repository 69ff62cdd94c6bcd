"""A small report made by hand: two readable files and a broken one, with every status, verdict and kind of evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from fundqa.document import Block, Cell, Heading, Location, Paragraph, Table
from fundqa.model import (
    Basis,
    Bound,
    Claim,
    Context,
    Evidence,
    Fact,
    Fate,
    Item,
    Name,
    Quantity,
    Severity,
    Span,
    Status,
    Strength,
    Target,
    Verdict,
)
from fundqa.report import (
    Change,
    Comparison,
    Coverage,
    DocumentReport,
    FactFate,
    Failure,
    FormInfo,
    Gone,
    Outcome,
    Report,
    Scope,
    State,
    Use,
    Waiver,
    WaiverUse,
)
from fundqa.units import UNITS

PATH = "报送/松岭县2021年自评.docx"
CLEAN = "报送/青河县2021年自评.md"
BROKEN = "报送/旧稿.doc"
TITLE = "松岭县失业保险基金绩效自评表"
HOSTILE = "<script>alert(1)</script>[bold red]红[/] 经费\x1b[31m9.5万元"

BODY = (
    "一、基金运行情况",
    "2021年度，松岭县失业保险基金支出预算0.36亿元，其中：失业保险金支出0.28亿元，代缴医疗保险费支出0.07亿元，"
    "技能提升补贴支出0.06亿元。全年计划发放失业金0.18万人，年末参保1.2万人。",
    "",
    "三、下一步打算",
    HOSTILE,
)
CELLS = {
    (0, 0): TITLE,
    (2, 0): "主管部门",
    (2, 1): "松岭县人力资源和社会保障事务中心",
    (3, 0): "预算执行情况",
    (3, 1): "预算数：",
    (3, 2): "3600",
    (3, 3): "执行数：",
    (3, 4): "3951.36",
    (5, 1): "全年严格执行政策，完成年度预算的109.76%，各项指标均达到预期目标。",
    (8, 2): "领取失业金人数",
    (8, 3): "1803人",
    (8, 4): "1795人",
    (9, 2): "审核及时率",
    (9, 3): "100%≤≥98%",
    (9, 4): "97.5%",
    (10, 2): "技能补贴人次",
    (10, 3): "",
    (10, 4): "412人次",
}
TABLE = 5


def sample(lang: str = "zh") -> Report:
    """The report in `lang`."""
    return Report((_main(lang), _clean(), _broken(lang)), lang)


def again(lang: str = "zh") -> Report:
    """The first file once more, handed in again: findings new, still there, changed, back, waived, known and gone."""
    doc = _main(lang)
    states = {
        "N2N-01": {"change": Change.UPDATED},
        "N2T-02": {"change": Change.UNCHANGED, "known": True},
        "TGT-02": {"change": Change.RETURNED},
        "TGT-04": {"change": Change.NEW},
        "WRD-01": {"change": Change.UNCHANGED, "waiver": "照上级格式，不编“二”"},
    }
    outcomes = (replace(o, **states.get(o.rule, {})) if o.status is Status.FAIL else o for o in doc.outcomes)
    waivers = (
        Waiver("wrd-01-0001", "照上级格式，不编“二”", "王主任", date(2022, 3, 1), date(2022, 12, 31), origin="w.yml:1"),
        Waiver("n2t-01-0009", "=已经 核实", state=State.FALSE_ALARM, origin="w.yml:6"),
        Waiver("tgt-02-0001", "年内补发", until=date(2021, 12, 31), origin="w.yml:9"),
    )
    uses = (WaiverUse(waivers[0], Use.USED, "WRD-01"), WaiverUse(waivers[1], Use.UNUSED),
            WaiverUse(waivers[2], Use.EXPIRED, "TGT-02"))  # fmt: skip
    mended = Gone(PATH, "N2N-02", Severity.ERROR, "两处不同", "“0.36亿元”与“0.63亿元”不同。", "i-1", "f-1")
    unclear = replace(mended, rule="ARI-03", message="执行率应为109.76%。", unclear=True)
    comparison = Comparison((mended, unclear), ("报送/附表.xlsx",))
    return Report((replace(doc, outcomes=tuple(outcomes)),), lang, uses, comparison)


def host(where: int | tuple[int, int]) -> Location:
    """The paragraph with this index, or the form's cell at (row, col)."""
    return Location(PATH, "body", where) if isinstance(where, int) else Location(PATH, "body", TABLE, *where)


def texts() -> dict[Location, str]:
    """Every paragraph and cell of the first file."""
    return {host(i): text for i, text in enumerate(BODY)} | {host(at): text for at, text in CELLS.items()}


def blocks() -> tuple[Block, ...]:
    """The first file itself: its paragraphs, and the form, whose title spans it and whose goals span two columns."""
    wide, tall = {(0, 0): 5, (5, 1): 4}, {(3, 0): 2}
    cells = (Cell(*at, text, host(at), tall.get(at, 1), wide.get(at, 1)) for at, text in CELLS.items())
    prose = (
        Heading(text, host(i), 1, text[:2], "一、", i) if text[1:2] == "、" else Paragraph(text, host(i))
        for i, text in enumerate(BODY)
    )
    return (*prose, Table(tuple(cells), 11, 5, Location(PATH, "body", TABLE)))


def span(where: int | tuple[int, int], surface: str) -> Span:
    """`surface` where it stands in that paragraph or cell."""
    start = texts()[host(where)].index(surface)
    return Span(surface, host(where).span(start, start + len(surface)))


def fact(where: int | tuple[int, int], surface: str, number: str, symbol: str, half: str, basis: Basis) -> Fact:
    """A fact of `number` in `symbol`, printed as `surface`, that stands for number ± half."""
    unit, at = UNITS[symbol], span(where, surface)
    low, value, high = ((Decimal(number) + d) * unit.scale for d in (-Decimal(half), Decimal(0), Decimal(half)))
    quantity = Quantity(value, unit, None if half == "0" else 2, None, low, high)
    concept = "领取失业金人数" if unit.base == "person" else "支出"
    dims = (("来源", "财政"),) if surface == "3600" else ()
    return Fact(concept, "失业保险", "2021", basis, dims, quantity, surface, at.location, context(where))


def context(where: int | tuple[int, int]) -> Context:
    """The context of that paragraph or cell: the form's title and the row's label."""
    if isinstance(where, int):
        return Context("prose", sentence=host(where))
    labels = {3: ((3, 0), "预算执行情况"), 8: ((8, 2), "领取失业金人数"), 9: ((9, 2), "审核及时率")}
    label = span(*labels[where[0]]) if where[0] in labels else None
    return Context("table", 1, "完成值", label=label, title=span((0, 0), TITLE))


TOTAL = fact(1, "0.36亿元", "0.36", "亿元", "0.005", Basis.BUDGET)
PARTS = (
    fact(1, "0.28亿元", "0.28", "亿元", "0.005", Basis.BUDGET),
    fact(1, "0.07亿元", "0.07", "亿元", "0.005", Basis.BUDGET),
    fact(1, "0.06亿元", "0.06", "亿元", "0.005", Basis.BUDGET),
)
PERSONS = fact(1, "0.18万人", "0.18", "万人", "0.005", Basis.TARGET)
INSURED = fact(1, "1.2万人", "1.2", "万人", "0.05", Basis.COMPLETED)
BUDGET = fact((3, 2), "3600", "3600", "万元", "0.005", Basis.BUDGET)
SPENT = fact((3, 4), "3951.36", "3951.36", "万元", "0.005", Basis.EXECUTED)
RATE = fact((5, 1), "109.76%", "109.76", "%", "0.005", Basis.EXECUTED)
PLANNED = fact((8, 3), "1803人", "1803", "人", "0", Basis.TARGET)
SERVED = fact((8, 4), "1795人", "1795", "人", "0", Basis.COMPLETED)
TIMELY = fact((9, 4), "97.5%", "97.5", "%", "0.05", Basis.COMPLETED)
HOSTILE_SUM = fact(4, "9.5万元", "9.5", "万元", "0.05", Basis.EXECUTED)
MALFORMED = Target(
    "审核及时率",
    "失业保险",
    "2021",
    Bound(Decimal("0.98"), None, True, False, UNITS["%"], legal=False),
    "100%≤≥98%",
    host((9, 3)).span(0, 9),
    context((9, 3)),
)
CLAIM = Claim(
    "达成", "失业保险", "各项指标均达到预期目标", span((5, 1), "各项指标均达到预期目标").location, context((5, 1))
)
NAME = Name("主管部门", "松岭县", "人力资源和社会保障事务中心", CELLS[2, 1], host((2, 1)).span(0, 16), context((2, 1)))
FORM = Evidence("form", span((0, 0), TITLE))


def _label(row: int) -> Evidence:
    label = context((row, 0)).label
    assert label is not None
    return Evidence("label", label)


def _outcome(
    lang: str, rule: str, status: Status, titles: tuple[str, str], messages: tuple[str, str], *items: tuple[str, Item]
) -> Outcome:
    chosen = 1 if lang == "en" else 0
    return Outcome(
        rule=rule,
        name=f"name-of-{rule.lower()}",
        status=status,
        severity=Severity.WARNING,
        title=titles[chosen],
        message=messages[chosen],
        scope=Scope("fund", "fund-1", "失业保险"),
        evidence=tuple(Evidence(role, item) for role, item in items),
        identity=f"{rule}|松岭县|失业保险|2021",
        fingerprint=f"{rule.lower()}-0001",
    )


def _findings(lang: str) -> tuple[Outcome, ...]:
    parts = replace(
        _outcome(
            lang, "N2N-01", Status.FAIL, ("分项之和超过总额", "The parts exceed their total"),
            ("三项支出合计0.41亿元，超过总额0.36亿元，多0.05亿元；请核对“技能提升补贴支出0.06亿元”等分项。",
             "The three parts come to 0.41亿元, 0.05亿元 above the total 0.36亿元; check the parts."),
            ("total", TOTAL), *(("part", part) for part in PARTS),
        ),
        severity=Severity.ERROR, verdict=Verdict.DIFFER, equality=True, group="g1",
        worked="0.28 + 0.07 + 0.06 = 0.41亿元 > 0.36亿元\n差 +0.05亿元（容许 ±0.02亿元）",
        diagnosis=("“0.06”可能是“0.01”", "总额可能漏了一位"), related=("n2t-02-0001",),
        why="分项之和大于总额，总有一个数写错了。", fix="与附表的明细逐项核对，改正写错的一项。",
    )  # fmt: skip
    follow = replace(
        _outcome(
            lang, "N2T-02", Status.FAIL, ("正文与附表金额不一致", "Text and form disagree"),
            ("正文0.07亿元与附表不符。", "The 0.07亿元 of the text is not the form's."),
            ("anchor", PARTS[1]), ("right", BUDGET),
        ),
        verdict=Verdict.DIFFER, equality=True, group="g1", related=("n2n-01-0001",),
    )  # fmt: skip
    claim = replace(
        _outcome(
            lang, "TGT-02", Status.FAIL, ("称已达成而有指标未达成", "Claimed as met though it is not"),
            ("“各项指标均达到预期目标”，而“领取失业金人数”完成1795人，低于目标1803人；请改正说法或说明原因。",
             "“各项指标均达到预期目标”, but “领取失业金人数” came to 1795人 against 1803人; correct the claim."),
            ("claim", CLAIM), ("refuter", SERVED), ("target", PLANNED),
        ),
        severity=Severity.ERROR, worked="1795人 < 1803人，差 -8人（-0.44%）", legal="参照《项目支出绩效评价管理办法》",
    )  # fmt: skip
    follow = replace(follow, evidence=(*follow.evidence, FORM, _label(3)))
    claim = replace(claim, evidence=(*claim.evidence, FORM, _label(8)))
    return parts, follow, claim, *_lesser(lang)


def _lesser(lang: str) -> tuple[Outcome, ...]:
    bound = _outcome(
        lang, "TGT-04", Status.FAIL, ("目标值写法有误", "A malformed target"),
        ("“审核及时率”的目标写作“100%≤≥98%”，请改为“≥98%”。", "“100%≤≥98%” is no bound; write “≥98%”."),
        ("anchor", MALFORMED),
    )  # fmt: skip
    bound = replace(bound, evidence=(*bound.evidence, FORM, _label(9)))
    heading = _outcome(
        lang, "WRD-01", Status.FAIL, ("标题序号不连续", "A gap in the section numbers"),
        ("“一、”之后是“三、”，缺“二、”；请补上或重新编号。", "“一、” is followed by “三、”; add “二、” or renumber."),
        ("before", span(0, BODY[0])), ("after", span(3, BODY[3])),
    )  # fmt: skip
    name = _outcome(
        lang, "NAM-01", Status.FAIL, ("单位名称前后不一", "An organisation has two names"),
        ("“松岭县人力资源和社会保障事务中心”与正文所称不同。", "The name differs from that in the text."),
        ("anchor", NAME), ("hostile", span(4, HOSTILE)),
    )  # fmt: skip
    truncated = _outcome(
        lang, "ARI-03", Status.FAIL, ("执行率与金额不符", "The rate does not follow"), ("疑截断", "cut off"),
        ("anchor", RATE), ("执行", SPENT), ("预算", BUDGET),
    )  # fmt: skip
    residue = replace(truncated, rule="ARI-01", fingerprint="ari-01-0001", equality=True)
    return (
        bound,
        replace(heading, severity=Severity.INFO, legal="GB/T 9704-2012《党政机关公文格式》"),
        name,
        replace(truncated, severity=Severity.INFO, verdict=Verdict.TRUNCATED, equality=True),
        replace(residue, severity=Severity.INFO, verdict=Verdict.RESIDUE),
    )


def _passes(lang: str) -> tuple[Outcome, ...]:
    money = _outcome(
        lang, "N2T-01", Status.PASS, ("正文与附表金额一致", "Text and form agree"), ("", ""),
        ("anchor", TOTAL), ("right", BUDGET),
    )  # fmt: skip
    weak = _outcome(
        lang, "N2T-03", Status.PASS, ("正文与附表人数一致", "Text and form agree"), ("", ""),
        ("anchor", PERSONS), ("right", PLANNED), ("other", SERVED),
    )  # fmt: skip
    rate = _outcome(
        lang, "ARI-03", Status.PASS, ("执行率与金额相符", "The rate follows"), ("", ""),
        ("率", RATE), ("执行", SPENT), ("预算", BUDGET),
    )  # fmt: skip
    legal = _outcome(
        lang, "TGT-04", Status.PASS, ("目标值写法有误", "A malformed target"), ("", ""), ("anchor", PLANNED)
    )
    return (
        replace(
            money, equality=True, verdict=Verdict.AGREE, strength=Strength.ROUNDING, worked="0.36亿元 = 3600万元",
            evidence=(*money.evidence, FORM, _label(3)),
        ),
        replace(weak, equality=True, verdict=Verdict.AGREE, strength=Strength.WEAK, worked="0.18万人 ≈ 1803人"),
        replace(
            rate, equality=True, verdict=Verdict.AGREE, strength=Strength.EXACT,
            worked="3951.36 ÷ 3600 = 109.76%\n差 0",
        ),
        legal,
        replace(legal, fingerprint="tgt-04-0002"),
    )  # fmt: skip


def _others(lang: str) -> tuple[Outcome, ...]:
    chosen = 1 if lang == "en" else 0
    missing = ("附表没有同名指标", "the form has no such indicator")[chosen]
    unclear = ("单位不明", "the unit is not known")[chosen]
    wanting = _outcome(
        lang, "N2T-03", Status.OPEN, ("正文与附表人数一致", "Text and form agree"), ("", ""), ("anchor", INSURED)
    )
    empty = _outcome(
        lang, "TGT-01", Status.OPEN, ("目标未达成", "Target missed"), ("", ""),
        ("anchor", Span("", host((10, 3)))), ("label", span((10, 2), "技能补贴人次")),
    )  # fmt: skip
    return (
        replace(wanting, reason=missing),
        replace(wanting, reason=missing, fingerprint="n2t-03-0002", evidence=(Evidence("anchor", HOSTILE_SUM),)),
        replace(empty, reason=unclear),
        replace(
            _outcome(lang, "SCO-06", Status.NOT_APPLICABLE, ("得分与分值不符", "Score above its weight"), ("", ""), ),
            reason=("没有分值栏", "no column for scores")[chosen], severity=Severity.ERROR,
        ),
    )  # fmt: skip


def _main(lang: str) -> DocumentReport:
    chosen = 1 if lang == "en" else 0
    alone = ("没有可比对的数字", "no counterpart")[chosen]
    fates = (
        *(FactFate(item, Fate.AGREED) for item in (TOTAL, PERSONS, BUDGET, SPENT, RATE)),
        *(FactFate(item, Fate.CONTRADICTED) for item in PARTS),
        *(FactFate(item, Fate.UNCHECKED, alone) for item in (INSURED, SERVED, TIMELY)),
        FactFate(PLANNED, Fate.UNCHECKED, ("仅核对到两位", "checked to two digits only")[chosen]),
    )
    return DocumentReport(
        path=PATH,
        sha256="5c" * 32,
        format="docx",
        forms=(FormInfo("t0", TITLE, "失业保险", "2021"),),
        warnings=(("第3段的图片没有读取。", "The picture in paragraph 3 was not read.")[chosen],),
        coverage=Coverage(len(fates), 5, 3, 4),
        outcomes=(*_findings(lang), *_passes(lang), *_others(lang)),
        facts=fates,
        texts=texts(),
        blocks=blocks(),
    )


def _clean() -> DocumentReport:
    return DocumentReport(CLEAN, "a7" * 32, "md", texts={Location(CLEAN, "body", 0): "本年度没有发生收支。"})


def _broken(lang: str) -> DocumentReport:
    message = "The file is not a Word document." if lang == "en" else "这个文件不是 Word 文档，请另存为 .docx。"
    return DocumentReport(BROKEN, "", "doc", error=Failure("not-a-docx", message))
