"""Places of one report held against each other: a county against what it lies in, and against the report's own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence, Set

from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.selecting import words
from fundqa.lexicon import Lexicon
from fundqa.model import Evidence, Rule, Span, Status
from fundqa.places import own_place
from fundqa.report import Outcome
from fundqa.view import Place, Slot, View

PARENT, ELSEWHERE, OTHER, MAYBE = "other parent", "other prefecture", "other place", "perhaps another place"
CONDITIONS = (PARENT, ELSEWHERE, OTHER, MAYBE)
_FIRM = (Slot.TITLE, Slot.OFFICE, Slot.SUBJECT)
_MANY, _ABOVE = 3, 2


def evaluate(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per place that does not belong, with all its occurrences in a form or in the text; else one pass."""
    found = tuple(place for place in view.places if not any(w in place.sentence for w in words(rule.params["unless"])))
    own = own_place(found)
    if own is None:
        return not_applicable(rule, view)
    outcomes = [*_misplaced(rule, view, found)] if rule.case(PARENT) else []
    wanted = tuple(when for when in (ELSEWHERE, OTHER, MAYBE) if rule.case(when))
    outer = {level for place in found for level in place.levels[:-1] if place.name == own.name}
    for others in _grouped(view, [place for place in found if _is_other(place, own, outer, view.lexicon)]):
        when = _condition(others, own, found, view.lexicon)
        if when in wanted:
            outcomes.append(_fail(rule, view, others, own, when))
    return outcomes or [build(rule, view, Draft(Status.PASS, (_evidence("own", own),)))]


def _misplaced(rule: Rule, view: View, found: Sequence[Place]) -> Iterator[Outcome]:
    """Chains whose inner level does not lie in the outer one by the lists, or elsewhere in the report in another."""
    first: dict[str, Place] = {}
    seen: set[tuple[str, ...]] = set()
    for place in found:
        if len(place.levels) < _ABOVE or place.levels in seen:
            continue
        outer, inner = place.levels[-2:]
        lies = view.lexicon.places.divisions.within(inner, outer)
        known = first.setdefault(inner, place)
        if lies is False or (lies is None and _differ(known.levels[-2], outer, view.lexicon)):
            seen.add(place.levels)
            yield _fail(rule, view, [place], known, PARENT)


def _differ(left: str, right: str, lexicon: Lexicon) -> bool:
    """Whether two divisions of one level are different ones."""
    return left != right and _ending(left, lexicon) == _ending(right, lexicon) and not _same(left, right, lexicon)


def _same(left: str, right: str, lexicon: Lexicon) -> bool:
    return left == right or lexicon.places.divisions.same(left, right)


def _ending(name: str, lexicon: Lexicon) -> str:
    return max((s for s in lexicon.organisations.suffixes if name.endswith(s)), key=len, default="")


def _is_other(place: Place, own: Place, outer: Set[str], lexicon: Lexicon) -> bool:
    """Whether a place is another one of the own place's level, or by the lists one below that lies elsewhere.

    outer: what the report says that its own place lies in.
    """
    divisions = lexicon.places.divisions
    if place.name in outer or _same(place.name, own.name, lexicon) or own.name in place.levels:
        return False
    if place.slot not in (Slot.TITLE, Slot.OFFICE) and (place.listed or divisions.former(place.name)):
        return False
    mine, its = divisions.levels(own.name), divisions.levels(place.name)
    if mine and its and min(its) > max(mine):
        return place.slot in _FIRM and divisions.within(place.name, own.name) is False
    if mine and its:
        return bool(mine & its)
    return _ending(place.name, lexicon) == _ending(own.name, lexicon)


def _grouped(view: View, others: Sequence[Place]) -> list[list[Place]]:
    """Places by name and form; none at all where there are so many names that they are units of the report's own."""
    if len({place.name for place in others}) >= _MANY:
        return []
    roles = Counter(name.role for name in view.names)
    several = {role for role, count in roles.items() if count > 1}
    compared = {name.location.host for name in view.names if name.role in several}
    groups: dict[tuple[str, int], list[Place]] = {}
    for place in others:
        if place.location.host not in compared:
            form = view.form_at(place.location)
            groups.setdefault((place.name, form.number if form else 0), []).append(place)
    return list(groups.values())


def _condition(others: Sequence[Place], own: Place, found: Sequence[Place], lexicon: Lexicon) -> str:
    """How sure it is that the place does not belong: by the lists in another prefecture, in a firm slot, or not sure.

    A city that the lists lack can be the prefecture above the report's own where no text says what that lies in.
    """
    divisions = lexicon.places.divisions
    firm = any(place.slot in _FIRM for place in others)
    mine, its = divisions.codes(own.name), divisions.codes(others[0].name)
    if firm and mine and its and not {code[:4] for code in mine} & {code[:4] for code in its}:
        return ELSEWHERE
    nested = any(len(p.levels) >= _ABOVE for p in found if p.name == own.name) or bool(mine and its)
    unclear = not nested and _ending(own.name, lexicon) in lexicon.places.two_levels
    return OTHER if firm and not unclear else MAYBE


def _fail(rule: Rule, view: View, others: Sequence[Place], own: Place, when: str) -> Outcome:
    evidence = (*(_evidence("place", place) for place in others), _evidence("own", own))
    values = {"left": own.surface, "right": others[0].surface, "count": str(len(others))}
    return build(rule, view, Draft(Status.FAIL, evidence, when=when, values=values))


def _evidence(role: str, place: Place) -> Evidence:
    return Evidence(role, Span(place.surface, place.location))
