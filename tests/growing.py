"""Reports of any size, and what checking them costs stage by stage: for the tests of how the cost grows."""

from __future__ import annotations

import gc
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from time import process_time
from typing import TypeVar

from making import form, project

from fundqa.bind import bind
from fundqa.causes import fingerprinted
from fundqa.causes import grouped as by_cause
from fundqa.derive import derive
from fundqa.diagnosis import diagnosed
from fundqa.engine import check_documents
from fundqa.fates import fates, settle, suspects
from fundqa.kinds import kind_of
from fundqa.model import Rule
from fundqa.readers.markdown import markdown_document
from fundqa.report import DocumentReport, Outcome, Report
from fundqa.schema import TABLES, faults
from fundqa.seeding.generator import FORMS, generate
from fundqa.seeding.papers import PAPERS, generate_paper
from fundqa.seeding.writers import markdown
from fundqa.view import View
from fundqa.writers import FILE_WRITERS, WRITERS

Made = TypeVar("Made")
FUNDS = ("工伤保险", "失业保险")
STEMS = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉"


def name(number: int) -> str:
    """An invented name of three characters, another for each number below eight thousand."""
    return "".join(STEMS[number // 20**place % 20] for place in range(3))


def own_forms(count: int) -> str:
    """A form for each of many projects, with a paragraph about it, its indicators met and missed."""
    parts = ["# 2022年自评"]
    for i in range(count):
        rows = "".join(
            f"| 产出指标 | 数量指标 | {name(i)}站点数{k} | {20 + k}个 | {20 + k - (i + k) % 3 // 2}个 |\n"
            for k in range(5)
        )
        spent = f"{1900 + i % 90}.5"
        parts.append(f"2022年{name(i)}路养护项目预算支出{2000 + i % 80}万元，实际支出{spent}万元，完成全部目标。")
        parts.append(form(f"{name(i)}路养护项目", budget=f"{2000 + i % 80}", spent=spent, rows=rows))
    return "\n\n".join(parts)


def seeded_forms(count: int) -> str:
    """Generated reports with forms T0 to T6 one after another, as one report."""
    samples = (generate(seed, form=FORMS[seed % len(FORMS)]) for seed in range(count))
    return "\n".join(markdown(sample.document).decode() for sample in samples)


def papers(count: int) -> str:
    """Published budgets and final accounts one after another, nine tables each."""
    samples = (generate_paper(seed, tuple(PAPERS)[seed % len(PAPERS)]) for seed in range(max(1, count // 8)))
    return "\n".join(markdown(sample.document).decode() for sample in samples)


def paragraphs(count: int) -> str:
    """Paragraphs dense in figures of several funds and years, of parts, rates and changes, with reasons."""
    return "# 一、概况\n\n" + "\n\n".join(
        f"{2021 + i % 2}年河源县{FUNDS[i % 2]}基金预算支出{2000 + i * 7 % 977}.{i % 97:02d}万元，"
        f"执行{1900 + i * 11 % 977}万元，"
        f"执行率{90 + i % 10}.{i % 7}%，其中：{name(i)}镇{100 + i % 77}万元、{name(i + 1)}镇{200 + i % 73}万元，"
        f"比上年增加{i % 50 + 1}人，增长{i % 9 + 1}.{i % 10}%，主要原因是参保人数增加；全部完成目标。"
        for i in range(count)
    )


def unknown_tables(count: int) -> str:
    """Tables that are no form: amounts of two years, changes, totals."""
    head = "| 项目 | 2021年 | 2022年 | 增减额 | 增减率 |\n| --- | --- | --- | --- | --- |\n"
    return "\n\n".join(
        f"表{i + 1} {name(i)}镇情况统计表（单位：万元）\n\n{head}"
        + "".join(
            f"| {name(i)}项{k} | {10 + i % 9 + k} | {20 + i % 7 + k} | {10 + i % 7 - i % 9} | 60% |\n" for k in range(5)
        )
        + f"| 合计 | {60 + i % 9 * 5} | {110 + i % 7 * 5} | 50 | 80% |"
        for i in range(count)
    )


def rows(count: int) -> str:
    """One table that is no form, of many rows, with shares and changes."""
    head = "| 项目 | 2021年 | 2022年 | 增减额 | 增减率 | 占比 |\n| --- | --- | --- | --- | --- | --- |\n"
    body = (
        f"| {name(k)}镇 | {10 + k % 9} | {20 + k % 7} | {10 + k % 7 - k % 9} | {5 + k % 90}% | 1% |\n"
        for k in range(count)
    )
    total = f"| 合计 | {count * 14} | {count * 23} | 9 | 12% | 100% |"
    return f"表1 各乡镇情况统计表（单位：万元）\n\n{head}{''.join(body)}{total}"


def indicators(count: int) -> str:
    """One form of many indicators, some missed, with scores of none."""
    lines = (
        f"| 产出指标 | 数量指标 | {name(k)}镇参保人数 | {400 + k}人 | {399 + k + k % 3}人 |\n" for k in range(count)
    )
    return "# 2022年自评\n\n2022年河源县工伤保险基金预算支出2210万元。\n" + form(
        "河源县工伤保险", budget="2210", spent="2185", rows="".join(lines)
    )


def names(count: int) -> str:
    """Offices, places, documents and persons, another in each paragraph."""
    return "# 一、概况\n\n" + "\n\n".join(
        f"{name(i)}县人力资源和社会保障局会同{name(i)}县医疗保障局，"
        f"依据《关于做好{name(i)}工作的通知》（人社发〔{2000 + i % 25}〕{i + 1}号），"
        f"见表{i + 1}，我县开展（一）宣传、（二）培训工作。"
        for i in range(count)
    )


def years(count: int) -> str:
    """Long lists of years and of dates, with an amount each."""
    listed = "、".join(f"{1950 + i % 100}年" for i in range(count))
    told = "，".join(f"{1950 + i % 100}年{i % 12 + 1}月支出{i + 1}万元" for i in range(count))
    return f"# 2021年概况\n\n{listed}，均完成。\n\n{told}。"


def lists(count: int) -> str:
    """One total and a list of many parts."""
    return "# 概况\n\n支出合计1000万元，其中：" + "、".join(f"{name(i)}镇{i + 1}.5万元" for i in range(count)) + "。"


def headings(count: int) -> str:
    """Many headings on several levels that each promise figures."""
    marks = ("#", "##", "###")
    return "\n\n".join(f"{marks[i % 3]} {name(i)}收支余情况\n\n本节收入{i}万元。" for i in range(count))


_EVERY = 10
"""Of so many doubtful outcomes one is diagnosed: each costs as much as a whole rule."""
SHAPES: Mapping[str, tuple[Callable[[int], str], int, int]] = {
    "forms of projects": (own_forms, 8, 64),
    "generated forms": (seeded_forms, 3, 24),
    "published papers": (papers, 8, 64),
    "paragraphs": (paragraphs, 25, 200),
    "unknown tables": (unknown_tables, 10, 80),
    "rows": (rows, 40, 320),
    "indicators": (indicators, 60, 480),
    "names": (names, 60, 480),
    "years": (years, 60, 480),
    "lists": (lists, 60, 480),
    "headings": (headings, 60, 480),
}
"""How a report can grow: what makes it, a small and a large size, eight times as large."""


@dataclass
class Costs:
    """Processor seconds by stage or rule, and by the same names how much was to be done and said."""

    spent: dict[str, float] = field(default_factory=dict)
    load: dict[str, int] = field(default_factory=dict)

    def of(self, stage: str, action: Callable[[], Made], load: Callable[[Made], int] = lambda _: 0) -> Made:
        """What an action gives, with its cost noted down."""
        begun = process_time()
        made = action()
        self.spent[stage] = process_time() - begun
        self.load[stage] = load(made)
        return made


def said(outcomes: list[Outcome]) -> int:
    """How many pieces of evidence outcomes hold: that of a rule which pairs statements grows with the pairs."""
    return sum(len(outcome.evidence) for outcome in outcomes)


def costs(text: str) -> Costs:
    """What every stage of checking a text costs, every rule by itself; the garbage collector is kept out of it."""
    gc.collect()
    gc.disable()
    try:
        return _costs(text)
    finally:
        gc.enable()


def _costs(text: str) -> Costs:
    found, own = Costs(), project()
    document = found.of("read", lambda: markdown_document(text, "a.md"))
    view = found.of("bind", lambda: bind((document,), own.forms, own.lexicon, "zh", own.published))
    view = found.of("derive", lambda: derive(view))
    tables = {table: [row for each in view.forms for row in each.table(table)] for table in TABLES}
    view = replace(view, faults=found.of("faults", lambda: faults([tables])))
    outcomes: list[Outcome] = []
    for rule in own.rules:
        outcomes += _judged(found, rule, view)
    settled = found.of("settle", lambda: settle(outcomes), lambda _: said(outcomes))
    doubtful = [outcome for outcome in outcomes if suspects(outcome, settled.agreed) and outcome.relation]
    found.of("diagnosed", lambda: diagnosed(doubtful[::_EVERY], settled.agreed, view), len)
    outcomes = found.of("fingerprinted", lambda: fingerprinted(outcomes), said)
    findings = [outcome for outcome in outcomes if outcome.status.value == "fail"]
    grouped = found.of("causes", lambda: by_cause(findings, settled.agreed, own.lexicon), said)
    found.load["causes"] += sum(len(outcome.related) for outcome in grouped)
    found.of("fates", lambda: fates(view, settled))
    return found


def _judged(found: Costs, rule: Rule, view: View) -> list[Outcome]:
    kind = None if rule.batch else kind_of(rule.kind)
    return [] if kind is None else found.of(f"{rule.id} {rule.name}", lambda: kind.evaluate(rule, view), said)


def whole(text: str) -> DocumentReport:
    """The report of a text, with its blocks for the writers that show them."""
    document = markdown_document(text, "a.md")
    return replace(check_documents((document,), project())[0], blocks=document.blocks, apart=document.apart)


def writing(report: Report) -> Costs:
    """What each writer costs that needs no original."""
    found = Costs()
    for writer in WRITERS:
        found.of(writer.name, lambda writer=writer: writer.write(report), len)
    for file_writer in FILE_WRITERS:
        if file_writer.name != "docx":
            found.of(file_writer.name, lambda writer=file_writer: writer.write(report, lambda _: b""))
    return found
