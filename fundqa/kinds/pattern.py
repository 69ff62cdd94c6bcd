"""pattern: what a reader should not meet in the text: field codes, place-holders, one thing written in two ways.

`patterns` are residues, each a fault wherever it stands; `variants` are ways of writing one thing (％ and %), a fault
where a submission mixes them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from fundqa.document import Location
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.selecting import Problem, check_keys
from fundqa.model import Evidence, Rule, Severity, Span, Status
from fundqa.report import Outcome
from fundqa.view import Form, View

_LONGEST = 200
_KEYS = ("name", "match")
_VARIANT_KEYS = ("name", "forms")
FOUND, MIXED = "found", "mixed"


@dataclass(frozen=True, slots=True)
class Pattern:
    """The kind."""

    name: str = "pattern"
    conditions: tuple[str, ...] = (FOUND, MIXED)
    placeholders: tuple[str, ...] = ("text", "count", "pattern", "other", "others")
    equality: bool = False

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Patterns that compile and cannot run wild."""
        yield from check_keys(params, ("patterns", "variants"), ())
        if not params:
            yield Problem((), "需要 patterns 或 variants", "patterns or variants are needed", ("patterns", "variants"))
        for i, entry in enumerate(_entries(params, "patterns")):
            yield from _check_entry(entry, ("patterns", i), _KEYS)
            if isinstance(entry, dict) and entry.get("severity", Severity.INFO.value) not in tuple(Severity):
                yield Problem(("patterns", i, "severity"), "没有这个等级", "no such severity", tuple(Severity))
        for i, entry in enumerate(_entries(params, "variants")):
            yield from _check_entry(entry, ("variants", i), _VARIANT_KEYS)

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per form (or the text outside forms) and pattern, with all occurrences; else one pass."""
        outcomes: list[Outcome] = []
        for entry in _entries(rule.params, "patterns"):
            outcomes += _search(rule, view, entry)
        for entry in _entries(rule.params, "variants"):
            outcomes += _mixed(rule, view, entry)
        opening = view.opening()
        if not opening.surface:
            return not_applicable(rule, view)
        return outcomes or [build(rule, view, Draft(Status.PASS, (Evidence("seen", opening),)))]


def _entries(params: Mapping[str, object], key: str) -> list[Any]:
    entries = params.get(key)
    return entries if isinstance(entries, list) else []


def _check_entry(entry: object, at: tuple[str | int, ...], keys: tuple[str, str]) -> Iterator[Problem]:
    """What is wrong with one entry: its keys, its name in both languages, its regular expressions."""
    if not isinstance(entry, dict) or set(entry) - {"severity"} != set(keys):
        yield Problem(at, f"需要 {keys[0]} 和 {keys[1]}", f"{keys[0]} and {keys[1]} are needed", keys)
    elif not isinstance(entry["name"], dict) or set(entry["name"]) != {"zh", "en"}:
        yield Problem((*at, "name"), "需要 zh 和 en", "zh and en are needed", ("zh", "en"))
    else:
        found = entry[keys[1]]
        for regex in found if isinstance(found, list) else [found]:
            yield from _check_regex(str(regex), (*at, keys[1]))


def _check_regex(text: str, at: tuple[str | int, ...]) -> Iterator[Problem]:
    try:
        tree = _parser.parse(text)
    except (re.error, OverflowError, RecursionError) as error:
        yield Problem(at, f"不是正则表达式：{error}", f"not a regular expression: {error}")
        return
    if len(text) > _LONGEST or _nested(tree, False):
        yield Problem(at, "重复里套重复，可能无限回溯", "a repetition inside a repetition can backtrack without bound")


def _nested(tree: object, inside: bool) -> bool:
    """Whether an unbounded repetition stands inside another."""
    for operation, argument in tree:  # type: ignore[attr-defined]
        if operation in (sre.MAX_REPEAT, sre.MIN_REPEAT):
            _, high, body = argument
            unbounded = high == sre.MAXREPEAT
            if (unbounded and inside) or _nested(body, inside or unbounded):
                return True
        elif operation is sre.SUBPATTERN:
            if _nested(argument[-1], inside):
                return True
        elif operation is sre.BRANCH and any(_nested(branch, inside) for branch in argument[1]):
            return True
    return False


def _search(rule: Rule, view: View, entry: Mapping[str, Any]) -> list[Outcome]:
    name, regex = str(entry["name"][view.lang]), re.compile(str(entry["match"]))
    severity = Severity(entry["severity"]) if "severity" in entry else None
    found: dict[int, list[Span]] = {}
    forms: dict[int, Form] = {}
    for location, text in view.texts.items():
        for match in regex.finditer(text):
            form = view.form_at(location)
            number = form.number if form else 0
            if form:
                forms[number] = form
            found.setdefault(number, []).append(_span(location, match))
    return [
        build(
            rule,
            view,
            Draft(
                Status.FAIL,
                tuple(Evidence("residue", span) for span in spans),
                when=FOUND,
                severity=severity,
                values={"text": spans[0].surface, "count": str(len(spans)), "pattern": name},
                form=forms.get(number),
            ),
        )
        for number, spans in found.items()
    ]


def _mixed(rule: Rule, view: View, entry: Mapping[str, Any]) -> list[Outcome]:
    """One outcome where a submission writes one thing in several ways: the rarest way against the commonest."""
    found = []
    for form in entry["forms"]:
        regex = re.compile(str(form))
        found.append([_span(at, match) for at, text in view.texts.items() for match in regex.finditer(text)])
    used = sorted((spans for spans in found if spans), key=len)
    if len(used) < 2:
        return []
    rare, common = used[0], used[-1]
    evidence = (*(Evidence("residue", span) for span in rare), Evidence("other", common[0]))
    values = {
        "text": rare[0].surface,
        "count": str(len(rare)),
        "other": common[0].surface,
        "others": str(len(common)),
        "pattern": str(entry["name"][view.lang]),
    }
    return [build(rule, view, Draft(Status.FAIL, evidence, when=MIXED, values=values))]


def _span(location: Location, match: re.Match[str]) -> Span:
    return Span(match.group(), location.span(match.start(), match.end()))
