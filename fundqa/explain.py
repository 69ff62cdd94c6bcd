"""Rules in words: the list, and one rule with its reasons and its first bad and good example."""

from __future__ import annotations

from collections.abc import Iterable

from fundqa.model import Rule
from fundqa.pack import example_file
from fundqa.testing import RuleCase, load_cases

_WORDS = {
    "zh": {
        "why": "为什么",
        "fix": "怎么改",
        "legal": "依据",
        "bad": "会报的例子",
        "good": "不报的例子",
        "since": "年起",
    },
    "en": {
        "why": "Why",
        "fix": "What to do",
        "legal": "Basis",
        "bad": "Reported",
        "good": "Not reported",
        "since": " on",
    },
}


def overview(rules: Iterable[Rule], lang: str) -> str:
    """One line a rule: id, severity, kind, title."""
    return "\n".join(f"{rule.id}  {rule.severity:<7}  {rule.kind:<8}  {rule.title[lang]}" for rule in rules)


def explain(rule: Rule, lang: str) -> str:
    """A rule for someone who meets it for the first time."""
    words = _WORDS["en" if lang == "en" else "zh"]
    lines = [f"{rule.id} {rule.title[lang]}  [{rule.severity}, {rule.kind}, {rule.name}]"]
    lines += [f"{words['why']}: {rule.why[lang]}", f"{words['fix']}: {rule.fix[lang]}"]
    for legal in rule.legal:
        since = f" ({legal.since}{words['since']})" if legal.since else ""
        lines.append(f"{words['legal']}: {legal.document}{since}")
    path = example_file(rule)
    cases = load_cases(path) if path.is_file() else ()
    for word, title in (("fail", words["bad"]), ("pass", words["good"])):
        case = next((case for case in cases if any(e.word == word for e in case.expected)), None)
        if case is not None:
            lines += ["", f"{title}: {case.name}", *_quoted(case)]
    return "\n".join(lines)


def _quoted(case: RuleCase) -> list[str]:
    body = [line for _, text in case.files for line in text.strip().splitlines()]
    return [f"    {line}" for line in [*body, "", *(str(e) for e in case.expected)]]
