"""The score for readers, as tables of plain text."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping

from fundqa.seeding.errors import OPERATORS, REWRITES
from fundqa.seeding.score_total import Group, Score, Share

_EXAMPLES = 3
_WORDS = {
    "numbers": ("可核对的数有检查把守", "checkable numbers that are guarded"),
    "errors": ("造的错被发现", "seeded errors that are found"),
    "checked": ("其中现有规则应当发现的", "of these, what the rules in use should see"),
    "clean": ("原件里的发现（份均）", "findings in the reports themselves (a report)"),
    "operators": ("按造错方法", "by operator"),
    "alarmed": ("其中有错误或警告的原件", "reports that are right, with an error or warning"),
    "families": ("按规则族：召回率、现有规则的召回率、准确率", "by rule family: recall, of checked, precision"),
    "forms": (
        "按表样：召回率、现有规则的召回率、准确率、有误报的原件",
        "by form: recall, of checked, precision, false alarms",
    ),
    "formats": (
        "按文件格式：召回率、现有规则的召回率、准确率、有误报的原件",
        "by format: recall, of checked, precision, false alarms",
    ),
    "relations": ("按关系", "by relation"),
    "rewrites": ("无害改写引出的误报", "harmless rewrites that made noise"),
    "open": ("无法核验的比例超过20%的规则", "rules that are open on more than 20 %"),
    "unguarded": ("没有检查把守的数", "numbers that nothing guards"),
    "reports": ("份报告", "reports"),
    "unfaithful": ("份写出后读回不同，在内存中检查", "reports read differently once written; checked in memory"),
    "lost": ("个已知关系按印出的数字不成立，未使用", "known relations do not hold as printed and were not used"),
}


def as_text(score: Score, lang: str) -> str:
    """All tables, with a final line feed."""
    return "\n".join(_lines(score, lang)) + "\n"


def _lines(score: Score, lang: str) -> Iterator[str]:
    count = max(len(score.reports), 1)
    yield f"{len(score.reports)} {_word('reports', lang)}"
    yield f"{_word('numbers', lang)}: {counted(score.numbers)} ({score.checkable})"
    yield f"{_word('errors', lang)}: {counted(score.every.recall)}"
    yield f"{_word('checked', lang)}: {counted(score.every.checked)}"
    severities = ", ".join(f"{s} {score.severity(s) / count:.2f}" for s in ("error", "warning", "info"))
    yield f"{_word('clean', lang)}: {severities}"
    yield f"{_word('alarmed', lang)}: {counted(score.every.alarmed)}"
    yield from (f"  {rule} {severity} {n}" for (rule, severity), n in sorted(score.clean.items()))
    yield from _caveats(score, lang)
    titles = {operator.name: operator.title[lang] for operator in (*OPERATORS, *REWRITES)}
    yield from _table(_word("operators", lang), score.operators, titles)
    for part, groups in (("families", score.families), ("forms", score.forms), ("formats", score.formats)):
        yield from _groups(_word(part, lang), groups, with_reports=part != "families")
    yield from _table(_word("relations", lang), score.relations)
    yield from _table(_word("rewrites", lang), score.rewrites, titles)
    yield from (f"    {operator} {rule} {n}" for (operator, rule), n in sorted(score.noise.items()))
    yield from _open(score, lang)
    yield from ("", _word("unguarded", lang))
    for kind, found in sorted(score.unguarded.items(), key=lambda item: -len(item[1])):
        yield f"  {kind}: {len(found)} / {score.kinds[kind].of}"
        yield from (f"    {report}: {text!r}" for report, text in found[:_EXAMPLES])


def _caveats(score: Score, lang: str) -> Iterator[str]:
    unfaithful = sum(not report.faithful for report in score.reports)
    lost = sum(report.lost for report in score.reports)
    if unfaithful:
        yield f"{unfaithful} {_word('unfaithful', lang)}"
    if lost:
        yield f"{lost} {_word('lost', lang)}"


def _open(score: Score, lang: str) -> Iterator[str]:
    yield from ("", _word("open", lang))
    for rule in sorted({rule for rule, _ in score.states}):
        matches = sum(score.states[rule, state] for state in ("pass", "fail", "open"))
        if score.states[rule, "open"] * 5 > matches:
            yield f"  {rule} {score.states[rule, 'open']} / {matches}"


def _groups(head: str, groups: Mapping[str, Group], with_reports: bool) -> Iterator[str]:
    """Rule families, forms or formats; only the latter two have reports of their own."""
    yield from ("", head)
    for name, group in sorted(groups.items()):
        shares = [group.recall, group.checked, group.precision, *([group.alarmed] if with_reports else [])]
        yield f"  {_padded(name, 8)} " + "".join(_padded(counted(share), 18) for share in shares).rstrip()


def _table(head: str, shares: Mapping[str, Share], titles: Mapping[str, str] | None = None) -> Iterator[str]:
    yield from ("", head)
    for name, share in sorted(shares.items(), key=lambda item: (item[1].share or 0, item[0])):
        shown = f"{name} {titles[name]}" if titles and name in titles else name
        yield f"  {_padded(shown, 48)} {counted(share)}"


def counted(share: Share) -> str:
    """The share in percent with its two numbers; — of nothing."""
    return f"{share.share:.1%} {share.found}/{share.of}" if share.share is not None else "—"


def _word(key: str, lang: str) -> str:
    return _WORDS[key][lang == "en"]


def _padded(text: str, width: int) -> str:
    """The text with blanks behind it; wide characters take two columns."""
    return text + " " * max(0, width - sum(1 + (unicodedata.east_asian_width(c) in "WF") for c in text))
