"""Small reports whose relations are written by hand: operands are quoted, `#2` means the second time it is said."""

from __future__ import annotations

from making import project

from fundqa.document import Document, Location
from fundqa.readers.markdown import markdown_document
from fundqa.seeding.errors import OPERATORS, REWRITES, Seeded, seeded
from fundqa.seeding.errors_base import Operator
from fundqa.seeding.errors_reading import Reading
from fundqa.seeding.relation import Known, Sample

NAMES = {
    "total == p1 + p2": ("total", "p1", "p2"),
    "rate == done / budget": ("rate", "done", "budget"),
    "left == right": ("left", "right"),
    "growth == (now - before) / before": ("growth", "now", "before"),
    "change == before - now": ("change", "before", "now"),
    "score <= weight": ("score", "weight"),
}

FORM = """云溪县2022年度工伤保险基金绩效自评报告

一、收支情况

2022年支出预算2210.50万元，其中：工伤医疗费1400.30万元，伤残津贴810.20万元。全年支出2185.40万元，完成预算的98.86%，比上年增长3.2%。

二、指标情况

享受工伤待遇人数538人。

三、下一步

| 目标完成情况表（2022年度） |  |  |  |  |
| 预算数 | 2210.50 | 执行数 | 2185.40 |  |
| 上年 | 2117.64 | 执行 | 2185.40 |  |
| 一级指标 | 二级指标 | 三级指标 | 预期指标值 | 实际完成指标值 |
| 产出指标 | 数量指标 | 享受工伤待遇人数 | 510人 | 538人 |
|  |  | 培训场次 | 9场 | 12场 |
|  |  | 支出完成率 | ≥90% | 98.86% |

各项指标均达到目标。

单位：望川市云溪县社保局

经办：望川市云溪县社保局
"""

RELATIONS = (
    ("sum", "N2N", "total == p1 + p2", "2210.50万元", "1400.30万元", "810.20万元"),
    ("same", "N2T", "left == right", "2210.50万元", "2210.50#2"),
    ("same", "N2T", "left == right", "2185.40万元", "2185.40#2"),
    ("rate", "ARI", "rate == done / budget", "98.86%", "2185.40#2", "2210.50#2"),
    ("growth", "ARI", "growth == (now - before) / before", "3.2%", "2185.40#3", "2117.64"),
    ("same", "N2T", "left == right", "538人", "538人#2"),
    ("target", "TGT", "", "510人", "538人#2"),
    ("target", "TGT", "", "9场", "12场"),
    ("target", "TGT", "", "≥90%", "98.86%#2"),
    ("claim", "TGT", "", "均达到目标", "538人#2", "12场", "98.86%#2"),
    ("number", "WRD", "", "一、", "二、", "三、"),
    ("year", "NAM", "", "2022", "2022#3"),
    ("name", "NAM", "", "望川市云溪县社保局", "望川市云溪县社保局#2"),
)


def quoted(document: Document, quote: str) -> Location:
    """Where a text stands; `quote#2` where it stands the second time."""
    text, _, which = quote.partition("#")
    found = []
    for place, said in document.texts():
        at = said.find(text)
        while at >= 0:
            found.append(place.host.span(at, at + len(text)))
            at = said.find(text, at + len(text))
    return found[int(which or 1) - 1]


def sample(text: str = FORM, relations: tuple[tuple[str, ...], ...] = RELATIONS) -> Sample:
    """A Markdown report with its relations: kind, family, text and the quotes of its operands."""
    document = markdown_document(text, "report.md")
    known = tuple(
        Known(kind, family, tuple(quoted(document, quote) for quote in quotes), said, NAMES.get(said, ()))
        for kind, family, said, *quotes in relations
    )
    return Sample(document, known, {"form": "T0"})


def reading(of: Sample | None = None) -> Reading:
    """A sample with its relations read."""
    return Reading(of or sample(), project().lexicon)


def operator(name: str) -> Operator:
    """An operator or rewrite by its name."""
    return next(found for found in (*OPERATORS, *REWRITES) if found.name == name)


def copies(of: Sample | None = None, seed: int = 1, per_file: int | None = None) -> list[Seeded]:
    """The copies of a sample."""
    return list(seeded(of or sample(), project().lexicon, seed, per_file))


def texts(document: Document) -> list[str]:
    """What a document says, block by block and cell by cell."""
    return [text for _, text in document.texts()]
