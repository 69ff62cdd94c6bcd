"""The score as Markdown: the short tables of the READMEs, and all of them for the documentation."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from fundqa.seeding.errors import OPERATORS, REWRITES
from fundqa.seeding.score_text import counted
from fundqa.seeding.score_total import Group, Score, Share

_SAID = {
    "zh": "{reports} 份编造的报告，{forms} 种表样各 {form} 份，以 {formats} 种格式（各 {format} 份）写成文件再读回；"
    "在其中 {seeded} 份里造了 {errors} 处错。合计：召回率 {all}，现有规则应发现的 {expected}，准确率 {precision}，"
    "没有错而有误报的报告 {alarmed}。",
    "en": "{reports} invented reports in {forms} forms ({form} each), written as files of {formats} formats ({format} "
    "each) and read again; {errors} errors seeded into {seeded} of them. In all: recall {all}, where a rule exists "
    "{expected}, precision {precision}, right reports with a false alarm {alarmed}.",
}
_HEADS = {
    "family": {"zh": "规则族", "en": "rule family"},
    "form": {"zh": "表样", "en": "form"},
    "format": {"zh": "文件格式", "en": "format"},
    "operator": {"zh": "造错方法", "en": "operator"},
    "rewrite": {"zh": "无害改写", "en": "harmless rewrite"},
    "relation": {"zh": "被破坏的关系", "en": "broken relation"},
    "recall": {"zh": "召回率", "en": "recall"},
    "checked": {"zh": "现有规则应发现的", "en": "where a rule exists"},
    "precision": {"zh": "准确率", "en": "precision"},
    "alarmed": {"zh": "没有错而有误报的报告", "en": "right reports with a false alarm"},
    "noise": {"zh": "引出误报的", "en": "with a false alarm"},
    "pair": {"zh": "表样 × 格式，召回率", "en": "form × format, recall"},
}
_FORMS = {
    "GKJ": {"zh": "部门决算公开 (GKJ)", "en": "published final accounts (GKJ)"},
    "GKY": {"zh": "部门预算公开 (GKY)", "en": "published budgets (GKY)"},
    "none": {"zh": "只有正文", "en": "text alone"},
}
Row = tuple[str, ...]


def as_markdown(score: Score, lang: str) -> str:
    """The tables of the README: what was measured, rule families, forms, formats."""
    parts = (_said(score, lang), _families(score, lang), *_kinds(score, lang))
    return "\n\n".join(parts)


def as_page(score: Score, lang: str) -> str:
    """All tables: those of the README, ways to be wrong, relations, harmless rewrites, forms by formats."""
    titles = {operator.name: operator.title[lang] for operator in (*OPERATORS, *REWRITES)}
    ways = [
        (titles[name], counted(share), counted(score.expected.get(name, Share())))
        for name, share in sorted(score.operators.items())
    ]
    relations = [(name, counted(share)) for name, share in sorted(score.relations.items())]
    rewrites = [(titles[name], counted(share)) for name, share in sorted(score.rewrites.items())]
    more = (
        table(_head(lang, "operator", "recall", "checked"), ways),
        table(_head(lang, "relation", "recall"), relations),
        table(_head(lang, "rewrite", "noise"), rewrites),
        _pairs(score, lang),
    )
    return "\n\n".join((as_markdown(score, lang), *more))


def _said(score: Score, lang: str) -> str:
    """What was measured, and the result in one line."""
    forms, formats, every = score.forms, score.formats, score.every
    seeded = [report for report in score.reports if any(not tried.harmless for tried in report.tried)]
    return _SAID[lang].format(
        reports=len(score.reports),
        errors=every.recall.of,
        seeded=len(seeded),
        forms=len(forms),
        form=_each(forms),
        formats=len(formats),
        format=_each(formats),
        all=counted(every.recall),
        expected=counted(every.checked),
        precision=counted(every.precision),
        alarmed=counted(every.alarmed),
    )


def _each(groups: Mapping[str, Group]) -> str:
    """How many reports each of the groups has: one number, or the least and the most."""
    counts = sorted({group.alarmed.of for group in groups.values()}) or [0]
    return str(counts[0]) if len(counts) == 1 else f"{counts[0]}–{counts[-1]}"


def _families(score: Score, lang: str) -> str:
    rows = [
        (name, *map(counted, (family.recall, family.checked, family.precision)))
        for name, family in sorted(score.families.items())
    ]
    return table(_head(lang, "family", "recall", "checked", "precision"), rows)


def _kinds(score: Score, lang: str) -> Iterator[str]:
    for head, groups in (("form", score.forms), ("format", score.formats)):
        rows = [
            (_kind(name, lang), *map(counted, (own.recall, own.checked, own.precision, own.alarmed)))
            for name, own in sorted(groups.items())
        ]
        yield table(_head(lang, head, "recall", "checked", "precision", "alarmed"), rows)


def _pairs(score: Score, lang: str) -> str:
    """The recall of every form in every format."""
    shares: dict[tuple[str, str], Share] = {}
    for report in score.reports:
        pair = report.tags.get("form", ""), report.tags.get("format", "")
        for tried in report.tried:
            if not tried.harmless:
                shares.setdefault(pair, Share()).add(bool(tried.found))
    formats = sorted(score.formats)
    rows = [
        (_kind(form, lang), *(counted(shares.get((form, format), Share())) for format in formats))
        for form in sorted(score.forms)
    ]
    return table((*_head(lang, "pair"), *formats), rows)


def _kind(form: str, lang: str) -> str:
    return _FORMS.get(form, {}).get(lang, form)


def _head(lang: str, *names: str) -> Row:
    return tuple(_HEADS[name][lang] for name in names)


def table(head: Row, rows: Sequence[Row]) -> str:
    """A table in Markdown."""
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
