"""Rules in words: the list by pack and theme, and one rule with its reasons, settings and examples; JSON of both."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from fundqa.kinds.legal import dated
from fundqa.model import Rule, Text
from fundqa.pack import example_file
from fundqa.project import Project
from fundqa.testing import RuleCase, load_cases

THEMES = {
    "structure": ("结构", "structure"),
    "tables": ("表格", "tables"),
    "totals": ("合计与比率", "totals and rates"),
    "narrative-vs-table": ("正文与附表", "narrative against table"),
    "narrative": ("正文", "narrative"),
    "targets": ("目标与完成", "targets and results"),
    "scores": ("评分", "scores"),
    "names": ("名称", "names"),
    "units": ("单位与数值书写", "units and notation"),
    "wording": ("文字与序号", "wording and numbering"),
    "batch": ("多份报告之间", "between reports"),
}
"""The themes of rules, which are the folders of a pack, in both languages."""

_LONGEST = 160
_WORDS = {
    "zh": {
        "why": "为什么", "fix": "怎么改", "legal": "依据", "settings": "设置", "alarms": "已考虑的误报原因",
        "fail": "会报的例子", "pass": "不报的例子", "none": "未列国家依据", "list": "、",
    },
    "en": {
        "why": "Why", "fix": "What to do", "legal": "Basis", "settings": "Settings",
        "alarms": "False alarms considered", "fail": "Reported", "pass": "Not reported",
        "none": "no national basis named", "list": ", ",
    },
}  # fmt: skip


def theme_of(rule: Rule) -> str:
    """The folder a rule lies in."""
    return Path(rule.path).parent.name


def theme_title(theme: str, lang: str) -> str:
    """A theme in words; a folder of another name as it is."""
    return THEMES[theme][lang == "en"] if theme in THEMES else theme


def pack_title(name: str, project: Project, lang: str) -> str:
    """A pack in words, "" when its pack.yml has no title."""
    pack = project.packs.get(name)
    return "" if pack is None else pack.en if lang == "en" else pack.zh


def select(
    rules: Iterable[Rule],
    start: str = "",
    pack: str | None = None,
    theme: str | None = None,
    severity: str | None = None,
) -> tuple[Rule, ...]:
    """The rules whose id begins with `start`, of one pack, theme and severity where these are given."""
    found = [rule for rule in rules if rule.id.startswith(start.upper())]
    exact = [rule for rule in found if rule.id == start.upper()]
    return tuple(
        rule
        for rule in exact or found
        if pack in (None, rule.pack) and theme in (None, theme_of(rule)) and severity in (None, rule.severity.value)
    )


def overview(rules: Iterable[Rule], project: Project, lang: str) -> str:
    """One line a rule (id, severity, kind, title) under its pack and theme."""
    lines: list[str] = []
    for pack, members in groupby(in_order(rules), key=lambda rule: rule.pack):
        lines += [*([""] if lines else []), f"{pack}  {pack_title(pack, project, lang)}".rstrip()]
        for theme, own in groupby(members, key=theme_of):
            title = theme_title(theme, lang)
            lines.append(f"  {theme}  {title}" if title != theme else f"  {theme}")
            lines += [f"    {rule.id}  {rule.severity:<7}  {rule.kind:<8}  {rule.title[lang]}" for rule in own]
    return "\n".join(lines)


def in_order(rules: Iterable[Rule]) -> list[Rule]:
    """Rules by pack, theme (in the order of `THEMES`) and id."""
    order = list(THEMES)

    def key(rule: Rule) -> tuple[object, ...]:
        theme = theme_of(rule)
        return rule.pack, order.index(theme) if theme in order else len(order), theme, rule.id, rule.name

    return sorted(rules, key=key)


def first_examples(rule: Rule) -> dict[str, RuleCase]:
    """The first failing and the first passing example, under "fail" and "pass"."""
    path = example_file(rule)
    cases = load_cases(path) if path.is_file() else ()
    found: dict[str, RuleCase] = {}
    for case in cases:
        words = {expected.word for expected in case.expected}
        if "fail" in words:
            found.setdefault("fail", case)
        elif "pass" in words:
            found.setdefault("pass", case)
    return found


def explain(rule: Rule, project: Project, lang: str) -> str:
    """A rule for someone who meets it for the first time."""
    words = _WORDS["en" if lang == "en" else "zh"]
    lines = [f"{rule.id} {rule.title[lang]}  [{rule.severity}, {rule.kind}, {rule.pack}/{theme_of(rule)}, {rule.name}]"]
    lines += [f"{words['why']}: {rule.why[lang]}", f"{words['fix']}: {rule.fix[lang]}"]
    named = [dated(legal, project.lexicon.messages, lang) for legal in rule.legal]
    lines.append(f"{words['legal']}: {words['list'].join(named) or words['none']}")
    if rule.settings:
        lines.append(f"{words['settings']}: " + "; ".join(f"{key} = {shown(value)}" for key, value in rule.settings))
    if rule.false_alarms:
        lines.append(f"{words['alarms']}: {'；'.join(rule.false_alarms)}")
    for word, case in first_examples(rule).items():
        lines += ["", f"{words[word]}: {case.name}", *(f"    {line}" for line in example_lines(case))]
    return "\n".join(lines)


def shown(value: object) -> str:
    """A setting's value in a line: words and numbers as they are, lists and tables as JSON, cut when they are long."""
    if not isinstance(value, list | dict):
        return str(value)
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def example_lines(case: RuleCase) -> list[str]:
    """An example as it stands in its file: the report, then what is expected of it."""
    body: list[str] = []
    for index, (name, text) in enumerate(case.files):
        body += [*(["", f"--- file: {name}", ""] if index else []), *text.strip("\n").splitlines()]
    return [*body, "", *(str(e) for e in case.expected)]


def as_json(rules: Iterable[Rule]) -> str:
    """Rules as JSON (`fundqa/rules-1`), for machines."""
    found = {"schema": "fundqa/rules-1", "rules": [_entry(rule) for rule in in_order(rules)]}
    return json.dumps(found, ensure_ascii=False, indent=2)


def _entry(rule: Rule) -> dict[str, object]:
    both = {key: {"zh": text.zh, "en": text.en} for key, text in _texts(rule)}
    examples = {word: {"name": c.name, "text": "\n".join(example_lines(c))} for word, c in first_examples(rule).items()}
    return {
        "id": rule.id,
        "name": rule.name,
        "pack": rule.pack,
        "theme": theme_of(rule),
        "kind": rule.kind,
        "severity": rule.severity.value,
        **both,
        "legal": [{"document": x.document, "since": x.since or None, "until": x.until or None} for x in rule.legal],
        "settings": dict(rule.settings),
        "false_alarms": list(rule.false_alarms),
        "examples": examples,
    }


def _texts(rule: Rule) -> tuple[tuple[str, Text], ...]:
    return ("title", rule.title), ("why", rule.why), ("fix", rule.fix)
