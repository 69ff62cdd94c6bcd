"""What a whole report must have: the elements of its title, its chapters, a score and grade, a unit and a date."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from fundqa.kinds.base import Draft, build
from fundqa.kinds.narrative import Narrative, limit, narratives, speaks_of
from fundqa.kinds.selecting import Problem, words
from fundqa.lexicon import normalise
from fundqa.model import Achieved, Evidence, Rule, Span, Status
from fundqa.report import Outcome
from fundqa.view import View

MISSING, NO_TOTAL, NO_GRADE, UNDATED, UNSIGNED = "missing", "no total", "no grade", "undated", "unsigned"
TITLE, CHAPTERS, SCORE, SIGNATURE = "title", "chapters", "score", "signature"
_DATE = re.compile(
    r"(?:20\d\d|二[〇○零][〇○零一二三四五六七八九]{2})\s*年\s*[\d一二三四五六七八九十]{1,2}\s*月(?:\s*[\d一二三四五六七八九十]{1,3}\s*日)?"
)
_LONGEST_UNIT = 30
_PAIR = 2
"""Entries of a rule about scores (total and grade) or about the signature (unit and date)."""
Entry = Mapping[str, object]


def check_parts(params: Mapping[str, object]) -> Iterator[Problem]:
    """What is wrong with the parts a rule expects: each has a name in both languages, and words or a pattern."""
    entries = params.get("expects", [])
    if not isinstance(entries, list):
        yield Problem(("expects",), "应当是一列", "a list is needed")
        return
    if params.get("each") in (SCORE, SIGNATURE) and len(entries) != _PAIR:
        yield Problem(("expects",), f"应当有 {_PAIR} 项", f"{_PAIR} entries are needed")
    for i, entry in enumerate(entries):
        name = entry.get("name") if isinstance(entry, dict) else None
        if not isinstance(name, dict) or set(name) != {"zh", "en"}:
            yield Problem(("expects", i), "需要 name（zh 和 en）", "name is needed, in zh and en", ("name",))
        elif not ({"words", "match"} & set(entry)):
            yield Problem(("expects", i), "需要 words 或 match", "words or match is needed", ("words", "match"))
        else:
            yield from _check_regex(entry, ("expects", i, "match"))


def _check_regex(entry: Entry, at: tuple[str | int, ...]) -> Iterator[Problem]:
    try:
        re.compile(str(entry.get("match") or ""))
    except re.error as error:
        yield Problem(at, f"不是正则表达式：{error}", f"not a regular expression: {error}")


def evaluate_title(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per report of the kind the rule is about that has a title: a cover may have been lost in reading."""
    outcomes = []
    for narrative in _about(rule, view):
        text = "\n".join(span.surface for span in narrative.front)
        if text:
            lacking = [entry for entry in _entries(rule) if not _has(entry, text)]
            outcomes.append(_judged(rule, view, narrative, lacking, MISSING))
    return outcomes


def evaluate_chapters(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per report with a narrative of some length: a fail where too many of the chapters are missing."""
    outcomes = []
    for narrative in _about(rule, view):
        lacking = [entry for entry in _entries(rule) if not _told(entry, view, narrative)]
        enough = len(lacking) >= limit(rule, "missing")
        outcomes.append(_judged(rule, view, narrative, lacking if enough else [], MISSING))
    return outcomes


def _told(entry: Entry, view: View, narrative: Narrative) -> bool:
    """Whether a chapter's matter is told under a heading, in the text or in a form; or need not be."""
    if entry.get("table") and any(form.table(str(entry["table"])) for form in view.forms):
        return True
    if entry.get("when") == "missed" and not any(item.achieved is Achieved.NO for item in view.indicators):
        return True
    texts = [heading.text for heading in narrative.headings] + [span.surface for span in narrative.prose]
    return _has(entry, "\n".join([*texts, *(s.text for s in view.sentences)]))


def evaluate_score(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per report with a narrative and a form that has scores: its total must stand somewhere."""
    column = view.lexicon.columns.score
    scored = [form for form in view.forms if column in form.columns]
    total, grade = _entries(rule)[0], _entries(rule)[1]
    outcomes = []
    for narrative in _about(rule, view) if scored else ():
        text = "\n".join(span.surface for span in narrative.prose)
        everything = view.texts.joined
        said = _has(total, text)
        if not said and not _totalled(total, view):
            outcomes.append(_judged(rule, view, narrative, [total], NO_TOTAL))
        else:
            lacking = [grade] if said and not _has(grade, everything) else []
            outcomes.append(_judged(rule, view, narrative, lacking, NO_GRADE))
    return outcomes


def _totalled(total: Entry, view: View) -> bool:
    """Whether a row of a table is labelled as the total and has a number."""
    labels = {normalise(word) for word in words(total.get("labels"))}
    rows = {(at.document, at.block, at.parent, at.row) for at, text in view.texts.items() if normalise(text) in labels}
    digits = (at for at, text in view.texts.items() if at.row >= 0 and any(c.isdecimal() for c in text))
    return any((at.document, at.block, at.parent, at.row) in rows for at in digits)


def evaluate_signature(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per report with a unit or a date at its close: one without the other is a fail."""
    outcomes = []
    for narrative in _about(rule, view):
        lines = [*narrative.front, *narrative.close]
        dates = [span for span in lines if _DATE.fullmatch(span.surface.strip())]
        units = [span for span in narrative.close if _is_unit(span, view)]
        named = units or view.names or [span for span in narrative.front if _is_unit(span, view)]
        if not dates and not units:
            continue
        if units and not dates and not _has(_entries(rule)[1], view.texts.joined):
            outcomes.append(_signed(rule, view, units[0], UNDATED))
        elif dates and not named and not _has(_entries(rule)[0], view.texts.joined):
            outcomes.append(_signed(rule, view, dates[0], UNSIGNED))
        else:
            outcomes.append(build(rule, view, Draft(Status.PASS, (Evidence("seen", (dates or units)[0]),))))
    return outcomes


def _is_unit(span: Span, view: View) -> bool:
    text = span.surface.strip()
    return len(text) <= _LONGEST_UNIT and text.endswith(view.lexicon.organisations.endings)


def _signed(rule: Rule, view: View, span: Span, when: str) -> Outcome:
    values = {"text": span.surface.strip()}
    return build(rule, view, Draft(Status.FAIL, (Evidence("heading", span),), when=when, values=values))


def _about(rule: Rule, view: View) -> Iterator[Narrative]:
    """The reports with so many numbered headings and so much text that name what the rule is about."""
    about = words(rule.params.get("about"))
    for narrative in narratives(view, limit(rule, "headings")):
        if narrative.length >= limit(rule, "length") and (not about or speaks_of(view, narrative, about)):
            yield narrative


def _entries(rule: Rule) -> list[dict[str, object]]:
    entries = rule.params.get("expects")
    return entries if isinstance(entries, list) else []


def _has(entry: Entry, text: str) -> bool:
    if any(word in text for word in words(entry.get("words"))):
        return True
    return bool(entry.get("match")) and re.search(str(entry["match"]), text) is not None


def _names(view: View, entries: list[dict[str, object]]) -> str:
    names = [entry["name"] for entry in entries]
    return view.lexicon.messages.join([str(name[view.lang]) for name in names if isinstance(name, dict)], view.lang)


def _judged(rule: Rule, view: View, narrative: Narrative, lacking: list[dict[str, object]], when: str) -> Outcome:
    evidence = (Evidence("heading", narrative.anchor),)
    values = {"heading": narrative.anchor.surface.strip(), "missing": _names(view, lacking)}
    status = Status.FAIL if lacking else Status.PASS
    return build(rule, view, Draft(status, evidence, when=when, values=values))
