"""A rule's examples are its tests: Markdown mini-reports beside the rule, each with what is expected of it.

``##`` begins a case; what follows is a report; ``--- file: name.md`` begins another file of the same submission; block
quotes say what is expected: ``> fail: message``, ``> pass``, ``> open: reason``, ``> n/a``, ``> also: ID``
(an error or a warning of another rule; remarks are not listed).

In the examples of a rule across reports each file is a submission of its own, a file called roster.csv says which
should have come, and other rules are the others across reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from fundqa import testing_ledger
from fundqa.causes import is_finding
from fundqa.engine import check_submissions
from fundqa.errors import PackError
from fundqa.kinds.expectation import NAME as LEDGER_KIND
from fundqa.model import Rule, Severity, Status, Text
from fundqa.pack import example_file
from fundqa.project import Project
from fundqa.readers.markdown import markdown_document
from fundqa.report import Outcome
from fundqa.testing_across import across_outcomes
from fundqa.testing_diff import difference

_FILE = re.compile(r"^--- file: (\S.*)$")
_EXPECTATION = re.compile(r"^> ?(fail|pass|open|n/a|also)(?:: ?(.*))?$")
_BLANKS = re.compile(r"\{[^{}]*\}")
_AT_MOST = "→"
NEEDED = ("fail", "pass")


@dataclass(frozen=True, slots=True)
class Expected:
    """One expectation line: its word and its text."""

    word: str
    text: str

    def __str__(self) -> str:
        return f"> {self.word}: {self.text}" if self.text else f"> {self.word}"


@dataclass(frozen=True, slots=True)
class RuleCase:
    """A case: its name, where it begins, its files and what is expected of them."""

    name: str
    path: str
    line: int
    files: tuple[tuple[str, str], ...]
    expected: tuple[Expected, ...]


@dataclass(frozen=True, slots=True)
class Failed:
    """A case that did not come out as expected, as a readable difference."""

    case: RuleCase
    difference: str


def load_cases(path: Path) -> tuple[RuleCase, ...]:
    """The cases of an example file; PackError for a line it does not understand."""
    cases: list[RuleCase] = []
    name, start = "", 0
    body: list[str] = []
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        if line.startswith("## "):
            if name:
                cases.append(_case(path, name, start, body))
            name, start, body = line[3:].strip(), number, []
        elif name:
            body.append(line)
    if name:
        cases.append(_case(path, name, start, body))
    return tuple(cases)


def _case(path: Path, name: str, start: int, body: list[str]) -> RuleCase:
    files: list[tuple[str, list[str]]] = [("report.md", [])]
    expected: list[Expected] = []
    for offset, line in enumerate(body, 1):
        other = _FILE.match(line)
        match = _EXPECTATION.match(line)
        if other:
            files.append((other[1].strip(), []))
        elif match:
            expected.append(Expected(match[1], (match[2] or "").strip()))
        elif line.startswith(">"):
            zh, en = "看不懂的期望", "an expectation that is not understood"
            raise PackError("bad_expectation", zh, en, path=str(path), line=start + offset, col=1, excerpt=line)
        else:
            files[-1][1].append(line)
    texts = tuple((file, "\n".join(lines)) for file, lines in files if any(line.strip() for line in lines))
    return RuleCase(name, str(path), start, texts, tuple(expected))


def run_cases(rule: Rule, cases: Sequence[RuleCase], project: Project, lang: str = "zh") -> list[Failed]:
    """Check cases with every rule of the project; those that do not come out as expected."""
    failed = []
    for case, actual in zip(cases, actual_lines(rule, cases, project), strict=True):
        wanted = [str(e) for e in case.expected]
        if sorted(wanted) != sorted(actual):
            failed.append(Failed(case, difference(wanted, actual, lang)))
    return failed


def actual_lines(rule: Rule, cases: Sequence[RuleCase], project: Project) -> list[list[str]]:
    """What each case gives, written as expectations: each finding, each reason once, pass once, other rules' ids once.

    The cases are checked each by itself, but with their tables validated in one go: most of the time would go there.
    """
    if rule.kind == LEDGER_KIND:
        return [_said(rule, testing_ledger.ledger_outcomes(rule, case, project)) for case in cases]
    if rule.batch:
        return [_said(rule, across_outcomes(case.files, project)) for case in cases]
    submissions = [tuple(markdown_document(text, name) for name, text in case.files) for case in cases]
    checked = check_submissions(submissions, project)
    return [_said(rule, [outcome for report in reports for outcome in report.outcomes]) for reports in checked]


def _said(rule: Rule, outcomes: Sequence[Outcome]) -> list[str]:
    own = [outcome for outcome in outcomes if (outcome.rule, outcome.name) == (rule.id, rule.name)]
    others = sorted({o.rule for o in outcomes if is_finding(o) and o.severity is not Severity.INFO and o not in own})
    lines = list(dict.fromkeys(str(_line(outcome)) for outcome in own))
    return [*lines, *(str(Expected("also", other)) for other in others if other != rule.id)]


def _line(outcome: Outcome) -> Expected:
    if outcome.status is Status.FAIL:
        return Expected("fail", outcome.message.replace("\n", " "))
    if outcome.status is Status.OPEN:
        return Expected("open", outcome.reason or "")
    return Expected("pass" if outcome.status is Status.PASS else "n/a", "")


def missing_cases(cases: tuple[RuleCase, ...]) -> list[str]:
    """The kinds of case a rule lacks: fail, pass, and one of open or n/a."""
    words = {expected.word for case in cases for expected in case.expected}
    lacking = [word for word in NEEDED if word not in words]
    return lacking if words & {"open", "n/a"} else [*lacking, "open | n/a"]


@dataclass(frozen=True, slots=True)
class Tested:
    """A rule, how many examples it has, those that came out otherwise, and what its examples leave unshown.

    skipped: its examples were not run, as packages are missing that they need.
    """

    rule: Rule
    count: int
    failed: tuple[Failed, ...]
    lacking: tuple[Text, ...]
    skipped: bool = False

    @property
    def bad(self) -> bool:
        """Whether something of it is to be mended."""
        return bool(self.failed or self.lacking)


def run_rules(rules: tuple[Rule, ...], project: Project, lang: str = "zh", workers: int = 1) -> Iterator[Tested]:
    """Every rule with its examples run, in the order of the rules, whatever the number of workers."""
    job = partial(_tested, project, lang)
    if workers == 1 or len(rules) < workers:
        yield from map(job, rules)
        return
    with ProcessPoolExecutor(workers) as pool:
        yield from pool.map(job, rules)


def _tested(project: Project, lang: str, rule: Rule) -> Tested:
    path = example_file(rule)
    cases = load_cases(path) if path.is_file() else None
    skipped = rule.kind == LEDGER_KIND and not testing_ledger.ready()
    failed = run_cases(rule, () if skipped else cases or (), project, lang)
    return Tested(rule, len(cases or ()), tuple(failed), tuple(lacking(rule, cases)), skipped)


def alarmed(rule: Rule, cause: str, case: RuleCase) -> bool:
    """Whether an example of a cause of false alarms reports more than it may.

    It may report nothing; a remark where the cause ends in →I; and what other rules of its family (TGT) say of the
    thing that the cause is about, such as a missed target.
    """
    remarks = [c for c in rule.cases if c.severity is Severity.INFO] if cause.endswith(f"{_AT_MOST}I") else []
    said = [_BLANKS.split(c.message.zh) for c in remarks]
    reported = [e.text for e in case.expected if e.word == "fail"]
    others = [e.text for e in case.expected if e.word == "also" and e.text[:3] != rule.id[:3]]
    return bool(others) or not all(any(all(p in text for p in pieces) for pieces in said) for text in reported)


def lacking(rule: Rule, cases: tuple[RuleCase, ...] | None) -> Iterator[Text]:
    """What the examples of a rule do not show, though a rule must show it; `cases` None: there is no file of them."""
    if not cases:
        name = example_file(rule).name
        yield Text(
            f"没有例子：请在旁边写 {name}；没有例子的规则一律按 info 报告",
            f"no examples: write {name} beside it; without them the rule reports nothing graver than info",
        )
        return
    for word in missing_cases(cases):
        yield Text(_NEEDS[word].zh, _NEEDS[word].en)
    for case in cases:
        if not case.expected:
            yield Text(f"例子“{case.name}”没有写期望（> …）", f"the example “{case.name}” expects nothing (> …)")
    yield from _unshown(rule, cases)
    for cause in rule.false_alarms:
        if not any(cause.partition(_AT_MOST)[0] in c.name and not alarmed(rule, cause, c) for c in cases):
            zh = f"误报原因“{cause}”没有例子：要有一个名称含它、不报任何问题的例子"
            yield Text(zh, f"no silent example has the cause of false alarms “{cause}” in its name")


_NEEDS = {
    "fail": Text(
        "没有会报的例子（> fail: …），不知道它报不报得出来", "no failing example (> fail: …): it may never fail"
    ),
    "pass": Text("没有通过的例子（> pass）", "no passing example (> pass)"),
    "open | n/a": Text(
        "没有无法核对或不适用的例子（> open: … 或 > n/a）", "no open or inapplicable example (> open, > n/a)"
    ),
}


def _unshown(rule: Rule, cases: tuple[RuleCase, ...]) -> Iterator[Text]:
    """The cases of the rule that no failing example shows: a message's fixed words must stand in one."""
    expected = [e.text for case in cases for e in case.expected if e.word == "fail"]
    for case in rule.cases:
        pieces = [piece for piece in _BLANKS.split(case.message.zh) if len(piece.strip()) > 1]
        if expected and not any(all(piece.strip() in text for piece in pieces) for text in expected):
            zh = f"情形“{case.when}”没有会报的例子"
            yield Text(zh, f"the case “{case.when}” is shown by no failing example")


def orphans(folder: Path) -> list[Path]:
    """Example files of a folder that have no rule beside them, and so are never run."""
    return [p for p in sorted(folder.rglob("*.test.md")) if not p.with_name(f"{p.name[:-8]}.yml").is_file()]


def accept(rule: Rule, project: Project) -> bool:
    """Rewrite the expectations of a rule's examples to what they give now; True when something changed."""
    path = example_file(rule)
    if not path.is_file():
        return False
    before = path.read_text("utf-8")
    lines = before.splitlines()
    cases = load_cases(path)
    for case, actual in reversed(list(zip(cases, actual_lines(rule, cases, project), strict=True))):
        end = next((i for i in range(case.line, len(lines)) if lines[i].startswith("## ")), len(lines))
        body = [line for line in lines[case.line : end] if not line.startswith(">")]
        while body and not body[-1].strip():
            body.pop()
        lines[case.line : end] = [*body, "", *actual, ""]
    after = "\n".join(lines).rstrip("\n") + "\n"
    path.write_text(after, "utf-8")
    return after != before
