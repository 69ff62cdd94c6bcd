"""Comparing the names of organisations in one role: division prefix and body apart."""

from __future__ import annotations

from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.lexicon import Organisations
from fundqa.model import Evidence, Name, Rule, Status
from fundqa.report import Outcome
from fundqa.view import View

DIVISION, BODY = "division differs", "body differs"
CONDITIONS = (DIVISION, BODY)


def evaluate(rule: Rule, view: View) -> list[Outcome]:
    """Every name against the first of its role; offices of different schemes may have different bodies."""
    outcomes: list[Outcome] = []
    first: dict[str, list[Name]] = {}
    for name in view.names:
        seen = first.setdefault(name.role, [])
        rival = _rival(name, seen, view)
        if rival is None:
            seen.append(name)
        else:
            outcomes.append(_judge(rule, view, rival, name))
    return outcomes or not_applicable(rule, view)


def _rival(name: Name, seen: list[Name], view: View) -> Name | None:
    """The earlier name this one repeats: the same body, or the same project or fund."""
    words = view.lexicon.organisations
    entities = {n.surface: form.entity for form in view.forms for n in view.names if form.covers(n.location)}
    for other in seen:
        if _body(name, words) == _body(other, words) or entities.get(name.surface) == entities.get(other.surface):
            return other
    return None


def _body(name: Name, words: Organisations) -> str:
    return words.bodies.get(name.body, name.body)


def _judge(rule: Rule, view: View, left: Name, right: Name) -> Outcome:
    words = view.lexicon.organisations
    if _body(left, words) != _body(right, words):
        when = BODY
    elif not _same_division(left, right, words):
        when = DIVISION
    else:
        when = ""
    return build(
        rule,
        view,
        Draft(
            Status.FAIL if when else Status.PASS,
            (Evidence("right", right), Evidence("left", left)),
            when=when,
            values={"left": left.surface, "right": right.surface, "role": left.role},
        ),
    )


def _same_division(left: Name, right: Name, words: Organisations) -> bool:
    """Whether two prefixes name one place: equal, or one leaves out the upper levels or the whole prefix."""
    a, b = left.division, right.division
    return a == b or not a or not b or ((a.endswith(b) or b.endswith(a)) and _level(a, words) == _level(b, words))


def _level(division: str, words: Organisations) -> int:
    return max((level for suffix, level in words.suffixes.items() if division.endswith(suffix)), default=0)
