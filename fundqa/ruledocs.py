"""The rule reference: one Markdown page an id, Chinese first, then English, and an index; made from the packs alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path

from fundqa.explain import example_lines, first_examples, in_order, pack_title, shown, theme_of, theme_title
from fundqa.kinds.legal import dated
from fundqa.model import Rule
from fundqa.project import Project

INDEX = "README.md"
MARK = "<!-- 由 fundqa rules --docs 生成，请改规则文件 / made by fundqa rules --docs; change the rule files instead -->"
_WORDS = {
    "zh": {
        "why": "为什么要查", "fix": "怎样改正", "legal": "依据", "none": "未列国家依据", "list": "、", "colon": "：",
        "settings": "设置", "alarms": "已考虑的误报原因", "fail": "会报的例子", "pass": "不报的例子", "quote": "；",
        "severity": "级别", "kind": "类别", "pack": "规则包", "index": "规则手册", "says": "怎样报告",
        "head": "| 编号 | 级别 | 标题 |",
    },
    "en": {
        "why": "Why it is checked", "fix": "What to do", "legal": "Basis", "none": "no national basis named",
        "list": ", ", "colon": ": ", "settings": "Settings", "alarms": "False alarms considered", "fail": "Reported",
        "pass": "Not reported", "quote": "; ", "severity": "Severity", "kind": "Kind", "pack": "Pack",
        "index": "The rules", "says": "What is said", "head": "| id | severity | title |",
    },
}  # fmt: skip
_SEVERITY = {"error": "错误（须改正）", "warning": "警告（须说明）", "info": "提示（形式与用词）"}


def pages(project: Project) -> dict[str, str]:
    """Every page of the reference by its file name."""
    by_id = groupby(sorted(project.rules, key=lambda r: (r.id, r.pack, r.name)), key=lambda rule: rule.id)
    found = {f"{rule_id}.md": _page(rule_id, tuple(members), project) for rule_id, members in by_id}
    return {INDEX: _index(project), **found}


def write(project: Project, folder: Path) -> Iterator[Path]:
    """Write the reference into `folder`; pages of ids that are no more are removed. Gives what it wrote."""
    found = pages(project)
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(folder.glob("*.md")):
        if path.name not in found and path.read_text("utf-8").startswith(MARK):
            path.unlink()
    for name, text in found.items():
        (folder / name).write_text(text, "utf-8", newline="\n")
        yield folder / name


def _index(project: Project) -> str:
    lines = [MARK, ""]
    for lang in ("zh", "en"):
        words = _WORDS[lang]
        lines += [f"# {words['index']}", ""]
        for pack, members in groupby(in_order(project.rules), key=lambda rule: rule.pack):
            lines += [f"## {pack_title(pack, project, lang) or pack}", ""]
            for theme, own in groupby(members, key=theme_of):
                lines += [f"### {theme_title(theme, lang)}", "", words["head"], "| --- | --- | --- |"]
                lines += [f"| [{r.id}]({r.id}.md) | {r.severity} | {_cell(r.title[lang])} |" for r in own]
                lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _page(rule_id: str, rules: Sequence[Rule], project: Project) -> str:
    lines = [MARK, ""]
    for lang in ("zh", "en"):
        titles = "；".join(rule.title.zh for rule in rules) if lang == "zh" else "; ".join(r.title.en for r in rules)
        lines += [f"# {rule_id} {titles}", ""]
        for rule in rules:
            if len(rules) > 1:
                lines += [f"## {rule.title[lang]} ({rule.name})", ""]
            lines += _section(rule, project, lang)
    return "\n".join(lines).rstrip() + "\n"


def _section(rule: Rule, project: Project, lang: str) -> list[str]:
    words = _WORDS[lang]
    severity = _SEVERITY[rule.severity.value] if lang == "zh" else rule.severity.value
    pack = f"{pack_title(rule.pack, project, lang) or rule.pack} / {theme_title(theme_of(rule), lang)}"
    named = [dated(legal, project.lexicon.messages, lang) for legal in rule.legal]
    facts = {
        "severity": severity,
        "kind": f"`{rule.kind}`",
        "pack": pack,
        "why": rule.why[lang],
        "fix": rule.fix[lang],
        "legal": words["list"].join(named) or words["none"],
        "settings": words["quote"].join(f"`{key}` = `{shown(value)}`" for key, value in rule.settings),
        "alarms": words["quote"].join(rule.false_alarms),
    }
    lines = [f"- **{words[key]}**{words['colon']}{text}" for key, text in facts.items() if text]
    lines += ["", f"**{words['says']}**", ""]
    lines += [f"- `{case.when}` ({case.severity}){words['colon']}{case.message[lang].strip()}" for case in rule.cases]
    return [*lines, "", *(_examples(rule) if lang == "zh" else [])]


def _examples(rule: Rule) -> list[str]:
    lines: list[str] = []
    for word, case in first_examples(rule).items():
        fence = "````" if any("```" in line for line in example_lines(case)) else "```"
        title = f"{_WORDS['zh'][word]} / {_WORDS['en'][word]}"
        lines += [f"**{title}** {case.name}", "", f"{fence}markdown", *example_lines(case), fence, ""]
    return lines


def _cell(text: str) -> str:
    return text.replace("|", "\\|")
