"""pattern: writings that a reader should not meet: residues, one thing written in two ways, brackets that do not pair.

`patterns` are faults wherever they stand (`paper`: only in published papers of these scopes or kinds); `variants` are
ways of writing one thing (％ and %), a fault where a submission mixes them; `pairs` are opening and closing characters.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from re import _constants as sre  # type: ignore[attr-defined]
from re import _parser  # type: ignore[attr-defined]
from typing import Any

from fundqa.document import Heading, Location, Paragraph
from fundqa.extract.prose import is_running_text
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.brackets import MIXED, UNCLOSED, UNOPENED, check_pairs, unpaired
from fundqa.kinds.selecting import Problem, check_keys, words
from fundqa.model import Evidence, Rule, Severity, Span, Status
from fundqa.report import Outcome
from fundqa.view import View

PAPER = "paper"
PROSE, CELL, LAST = "prose", "cell", "last paragraph"
_PLACES = (PROSE, CELL, LAST)
_LONGEST, _SHOWN, _SAID, _FEW = 400, 30, 14, 3
_KEYS = ("name", "match")
_OPTIONAL = {"severity", "in", "unless", "by", "minority_of"}
_VARIANT_KEYS = ("name", "forms")
FOUND, VARIED = "found", "mixed"
_WHATS = ("patterns", "variants", "pairs")


@dataclass(frozen=True, slots=True)
class Pattern:
    """The kind."""

    name: str = "pattern"
    conditions: tuple[str, ...] = (FOUND, VARIED, UNCLOSED, UNOPENED, MIXED)
    placeholders: tuple[str, ...] = ("text", "count", "pattern", "other", "others")
    equality: bool = False

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Patterns that compile and cannot run wild; or pairs of an opening and a closing character."""
        yield from check_keys(params, (*_WHATS, PAPER), ())
        if not set(_WHATS) & set(params):
            yield Problem((), "需要 patterns、variants 或 pairs", "patterns, variants or pairs are needed", _WHATS)
        for i, entry in enumerate(_entries(params, "patterns")):
            yield from _check_entry(entry, ("patterns", i))
        for i, entry in enumerate(_entries(params, "variants")):
            yield from _check_variants(entry, ("variants", i))
        yield from check_pairs(params)

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per form (or the text outside forms) and pattern, with all occurrences; else one pass."""
        opening = view.opening()
        if PAPER in rule.params and not _papers(rule, view):
            return not_applicable(rule, view)
        if not opening.surface:
            return not_applicable(rule, view)
        outcomes: list[Outcome] = []
        for entry in _entries(rule.params, "patterns"):
            outcomes += _search(rule, view, entry)
        for entry in _entries(rule.params, "variants"):
            outcomes += _mixed(rule, view, entry)
        for when, spans in unpaired(view, words(rule.params.get("pairs"))):
            outcomes.append(_found(rule, view, spans, when, "", None))
        return outcomes or [build(rule, view, Draft(Status.PASS, (Evidence("seen", opening),)))]


def _papers(rule: Rule, view: View) -> frozenset[str]:
    """The published papers that a rule is for: those of one scope or kind."""
    wanted = words(rule.params[PAPER])
    return frozenset(paper.document for paper in view.papers if {paper.scope, paper.kind} & set(wanted))


def _entries(params: Mapping[str, object], key: str) -> list[Any]:
    entries = params.get(key)
    return entries if isinstance(entries, list) else []


def _check_entry(entry: object, at: tuple[str | int, ...]) -> Iterator[Problem]:
    if not isinstance(entry, dict) or set(entry) - _OPTIONAL != set(_KEYS):
        yield Problem(at, "需要 name 和 match", "name and match are needed", _KEYS)
    elif not isinstance(entry["name"], dict) or set(entry["name"]) != {"zh", "en"}:
        yield Problem((*at, "name"), "需要 zh 和 en", "zh and en are needed", ("zh", "en"))
    elif entry.get("severity", Severity.INFO.value) not in tuple(Severity):
        yield Problem((*at, "severity"), "没有这个等级", "no such severity", tuple(Severity))
    elif entry.get("in", PROSE) not in _PLACES:
        yield Problem((*at, "in"), "没有这种位置", "no such place", _PLACES)
    elif entry.get("by", "text") != "text":
        yield Problem((*at, "by"), "只能是 text", "it can only be text", ("text",))
    else:
        yield from _check_regex(str(entry["match"]), (*at, "match"))
        yield from _check_regex(str(entry.get("minority_of") or ""), (*at, "minority_of"))


def _check_variants(entry: object, at: tuple[str | int, ...]) -> Iterator[Problem]:
    """What is wrong with the ways of writing one thing: a name in both languages, and two patterns or more."""
    forms = entry.get("forms") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or set(entry) != set(_VARIANT_KEYS) or not isinstance(forms, list):
        yield Problem(at, "需要 name 和 forms", "name and forms are needed", _VARIANT_KEYS)
    elif not isinstance(entry["name"], dict) or set(entry["name"]) != {"zh", "en"}:
        yield Problem((*at, "name"), "需要 zh 和 en", "zh and en are needed", ("zh", "en"))
    else:
        for regex in forms:
            yield from _check_regex(str(regex), (*at, "forms"))


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
    """The outcomes of one pattern, grouped by form and, where it says `by: text`, by what was found."""
    name, regex = str(entry["name"][view.lang]), re.compile(str(entry["match"]))
    severity = Severity(entry["severity"]) if "severity" in entry else None
    unless = words(entry.get("unless"))
    found: dict[tuple[int, str], list[Span]] = {}
    papers = _papers(rule, view) if PAPER in rule.params else None
    for location, text, match in _matches(view, regex, entry.get("in")):
        if papers is not None and location.document not in papers:
            continue
        if not _excused(text, match, unless):
            form = view.form_at(location)
            key = (form.number if form else 0, match.group() if entry.get("by") else "")
            found.setdefault(key, []).append(_span(location, match))
    if entry.get("minority_of") and not _minority(view, entry, sum(map(len, found.values()))):
        return []
    return [_found(rule, view, spans, "found", name, severity) for spans in found.values()]


def _minority(view: View, entry: Mapping[str, Any], count: int) -> bool:
    """Whether the report writes the other way more often: what it writes throughout is its own or a tool's habit."""
    regex = re.compile(str(entry["minority_of"]))
    return sum(1 for _ in _matches(view, regex, entry.get("in"))) > count


def _matches(view: View, regex: re.Pattern[str], place: str | None) -> Iterator[tuple[Location, str, re.Match[str]]]:
    """What a pattern finds, with its text: in all texts; or in running text, cells or a section's last paragraphs only.

    Where a text stands is asked of those alone that hold the pattern.
    """
    if place == LAST:
        for location, text in _last_paragraphs(view):
            yield from ((location, text, match) for match in regex.finditer(text))
        return
    headings: set[Location] | None = None
    for location, text, match in view.texts.matches(regex):
        if place == CELL and location.row < 0:
            continue
        if place == PROSE:
            headings = _headings(view) if headings is None else headings
            if location in headings or not is_running_text(text, view.lexicon):
                continue
        yield location, text, match


def _headings(view: View) -> set[Location]:
    return {b.location for d in view.documents for b in d.blocks if isinstance(b, Heading)}


def _last_paragraphs(view: View) -> Iterator[tuple[Location, str]]:
    """Paragraphs before a heading, a table or the end: no other one can be their second half."""
    for document in view.documents:
        for i, block in enumerate(document.blocks):
            after = document.blocks[i + 1] if i + 1 < len(document.blocks) else None
            if isinstance(block, Paragraph) and not isinstance(after, Paragraph):
                yield block.location, block.text


def _excused(text: str, match: re.Match[str], unless: tuple[str, ...]) -> bool:
    """Whether what was found touches a word that may stand so."""
    for word in unless:
        low = text.find(word, max(0, match.start() - len(word) + 1))
        if 0 <= low < match.end():
            return True
    return False


def _found(rule: Rule, view: View, spans: list[Span], when: str, name: str, severity: Severity | None) -> Outcome:
    values = {"text": _said(view, spans), "count": str(len(spans)), "pattern": name}
    evidence = tuple(Evidence("residue", span) for span in spans)
    return build(rule, view, Draft(Status.FAIL, evidence, when=when, severity=severity, values=values))


def _said(view: View, spans: list[Span]) -> str:
    """The first few writings found; the quotation marks of the message close and open between them."""
    shown = list(dict.fromkeys(_shown(span.surface) for span in spans))
    mark = view.lexicon.messages.separator[view.lang].strip()
    return f"”{mark}“".join(shown[:_FEW])


def _shown(surface: str) -> str:
    """What was found, its middle left out where it is long."""
    return surface if len(surface) <= _SHOWN else f"{surface[:_SAID]}…{surface[-_SAID:]}"


def _mixed(rule: Rule, view: View, entry: Mapping[str, Any]) -> list[Outcome]:
    """One outcome where a submission writes one thing in several ways: the rarest way against the commonest."""
    found = []
    for form in entry["forms"]:
        regex = re.compile(str(form))
        found.append([_span(at, match) for at, _, match in view.texts.matches(regex)])
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
    return [build(rule, view, Draft(Status.FAIL, evidence, when=VARIED, values=values))]


def _span(location: Location, match: re.Match[str]) -> Span:
    return Span(match.group(), location.span(match.start(), match.end()))
