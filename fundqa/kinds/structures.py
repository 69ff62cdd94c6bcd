"""sum, with `profiles`: the weights of a form's groups (产出 50, 效益 30 …) are those of a structure that is known.

A profile names its groups' weights and the years it holds for; `accepted` chooses among the profiles, `groups` gives
the labels of each group, `unless` the words by which a report says that its weights were set otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation

from fundqa.kinds.base import Draft, build, open_outcome
from fundqa.kinds.scorecards import FULL, Item, Scorecard, once
from fundqa.kinds.selecting import Problem, words
from fundqa.lexicon import normalise
from fundqa.model import Evidence, Rule, Span, Status
from fundqa.report import Outcome
from fundqa.view import View

OTHER = "other structure"
KEYS = ("profiles", "accepted", "groups", "rate", "unless")
_BRACKETS = re.compile(r"（[^（）]*）")

Weights = dict[str, Decimal]


def check(params: Mapping[str, object]) -> Iterator[Problem]:
    """Profiles as mappings of weights that make up the hundred, the accepted ones among them."""
    profiles = params.get("profiles")
    if profiles is None:
        return
    if not isinstance(profiles, dict) or not profiles:
        yield Problem(("profiles",), "这里应当是权重结构的键值对", "expected a mapping of weight structures")
        return
    for name, profile in profiles.items():
        weights = _weights(profile)
        if weights is None or sum(weights.values()) != FULL:
            yield Problem(("profiles",), f"“{name}”的权重之和应为{FULL}", f"“{name}” must come to {FULL}")
        if weights is not None and _years(profile) is None:
            yield Problem(("profiles",), f"“{name}”的年度不对", f"the years of “{name}” are wrong")
    for name in words(params.get("accepted")):
        if name not in profiles:
            yield Problem(("accepted",), f"没有权重结构“{name}”", f"no weight structure “{name}”", tuple(profiles))


def _weights(profile: object) -> Weights | None:
    entry = profile.get("weights") if isinstance(profile, dict) else None
    if not isinstance(entry, dict):
        return None
    try:
        return {str(name): Decimal(str(value)) for name, value in entry.items()}
    except InvalidOperation:
        return None


def _years(profile: object) -> tuple[int, int] | None:
    """The first and last year of a structure."""
    entry = profile if isinstance(profile, dict) else {}
    since, until = entry.get("since", 0), entry.get("until", 9999)
    return (since, until) if isinstance(since, int) and isinstance(until, int) else None


def judge(rule: Rule, view: View, card: Scorecard) -> list[Outcome]:
    """One outcome a form whose weights are all there; none where they do not come to the hundred (SCO-01 says that)."""
    known = list(_profiles(rule, card.form.period))
    items = [item for item in card.all_items if not item.bonus]
    whole = sum((fact.quantity.value for fact in once(item.weight for item in items)), Decimal(0))
    if card.converts or not known or whole != FULL or any(item.weight is None for item in items):
        return []
    found = _found(rule, view, card)
    evidence = (Evidence("seen", card.form.title), *(Evidence("other", f) for f in once(i.weight for i in items)))
    if found is None:
        return [open_outcome(rule, view, evidence, "structure_unknown")]
    said = _written(view, found)
    name = next((name for name, weights in known if weights == found), None)
    if name is not None:
        return [build(rule, view, Draft(Status.PASS, evidence, worked=f"{said} = {name}", form=card.form))]
    reason = _set_otherwise(rule, view)
    if reason is not None:
        return [open_outcome(rule, view, (*evidence, reason), "weights_set_otherwise")]
    profiles = view.lexicon.messages.join([f"{n}（{_written(view, w)}）" for n, w in known], view.lang)
    values = {"structure": said, "profiles": profiles}
    return [build(rule, view, Draft(Status.FAIL, evidence, when=OTHER, worked=said, values=values, form=card.form))]


def _profiles(rule: Rule, year: str) -> Iterator[tuple[str, Weights]]:
    """The accepted structures that hold in a year; all of them where the year is not known."""
    profiles, accepted = rule.params["profiles"], words(rule.params.get("accepted"))
    assert isinstance(profiles, dict)
    for name, profile in profiles.items():
        weights = _weights(profile)
        since, until = _years(profile) or (0, 0)
        if weights and (not accepted or name in accepted) and (not year.isdigit() or since <= int(year) <= until):
            yield str(name), weights


def _found(rule: Rule, view: View, card: Scorecard) -> Weights | None:
    """The weight of each group of a form; None when a label belongs to no group."""
    column, own = view.lexicon.columns.level1, dict[str, list[Item]]()
    for item in card.all_items:
        if not item.bonus:
            group = str(rule.params.get("rate", "")) if item is card.rate else _group(rule, item, column)
            own.setdefault(group, []).append(item)
    if "" in own:
        return None
    facts = {group: once(item.weight for item in items) for group, items in own.items()}
    return {group: sum((f.quantity.value for f in found), Decimal(0)) for group, found in facts.items()}


def _group(rule: Rule, item: Item, column: str) -> str:
    groups, label = rule.params.get("groups"), _BRACKETS.sub("", normalise(item.indicator.row.text(column)))
    entries = groups.items() if isinstance(groups, dict) else ()
    return next((str(name) for name, labels in entries if label in words(labels)), "")


def _written(view: View, weights: Weights) -> str:
    return view.lexicon.messages.join([f"{name}{value.normalize():f}" for name, value in weights.items()], view.lang)


def _set_otherwise(rule: Rule, view: View) -> Evidence | None:
    """A sentence in which the report says that weights were set in another way."""
    said = words(rule.params.get("unless"))
    sentence = next((s for s in view.sentences if any(word in s.text for word in said)), None)
    return Evidence("other", Span(sentence.text, sentence.location)) if sentence else None
