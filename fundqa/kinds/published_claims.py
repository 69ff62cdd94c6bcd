"""Claims of published budgets and final accounts: which of budget and result is more, and what an account is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from fundqa import interval
from fundqa.document import Location
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.selecting import Problem, words
from fundqa.lexicon import normalise
from fundqa.model import CHANGE, Basis, Evidence, Fact, Rule, Span, Status
from fundqa.quantity import format_quantity
from fundqa.report import Outcome
from fundqa.view import View
from fundqa.view_published import Item, Paper

BUDGET, PURPOSE, YEARS, OWN_YEAR = "budget", "purpose", "years", "own year"
OTHER_WAY, OTHER_ACCOUNT, WITH_ITSELF = "other way round", "purpose of another account", "year compared with itself"
CONDITIONS = (OTHER_WAY, OTHER_ACCOUNT, WITH_ITSELF)
_BUDGETS = (Basis.BUDGET, Basis.INITIAL, Basis.FULL_YEAR)
_BUDGET_KEYS = ("result", "plan", "more", "less", "even")
_SHORTEST, _LONGEST = 4, 60
_ENDS, _COLONS = "。；;，,", "：: "
_WAYS = {"more": 1, "less": -1, "even": 0}


def check(refuted_by: Mapping[str, object]) -> Iterator[Problem]:
    """What is wrong with the words of such a rule."""
    entry, years = refuted_by.get(BUDGET), refuted_by.get(YEARS)
    if YEARS in refuted_by and (not isinstance(years, dict) or not set(years) <= set(_WAYS)):
        yield Problem(("refuted_by", YEARS), "需要这些键", "these keys are needed", tuple(_WAYS))
    if OWN_YEAR in refuted_by and not isinstance(refuted_by[OWN_YEAR], dict):
        yield Problem(("refuted_by", OWN_YEAR), "应当是键值对", "a mapping is needed")
    if BUDGET in refuted_by and (not isinstance(entry, dict) or set(entry) != set(_BUDGET_KEYS)):
        yield Problem(("refuted_by", BUDGET), "需要这些键", "these keys are needed", _BUDGET_KEYS)


def evaluate(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per claim that can be judged."""
    refuted_by = rule.params["refuted_by"]
    assert isinstance(refuted_by, dict)
    if BUDGET in refuted_by:
        outcomes = list(_budgets(rule, view, refuted_by[BUDGET]))
    elif YEARS in refuted_by:
        items = (item for paper in view.papers for item in paper.items)
        outcomes = [o for item in items if (o := _years(rule, view, item, refuted_by[YEARS])) is not None]
    elif OWN_YEAR in refuted_by:
        outcomes = [o for paper in view.papers for o in _own_year(rule, view, paper, refuted_by[OWN_YEAR])]
    else:
        outcomes = [o for paper in view.papers for item in paper.items if (o := _purpose(rule, view, paper, item))]
    return outcomes or not_applicable(rule, view)


def _budgets(rule: Rule, view: View, entry: Mapping[str, object]) -> Iterator[Outcome]:
    ways = {word: way for key, way in _WAYS.items() for word in words(entry[key])}
    result, plan = ("|".join(map(re.escape, words(entry[key]))) for key in ("result", "plan"))
    way = "|".join(map(re.escape, ways))
    pattern = re.compile(
        rf"(?:{result})[^，。；、]{{0,6}}?"
        rf"(?:(?P<a>{way})[^，。；、]{{0,4}}?(?:{plan})|(?:{plan})(?P<b>{way}))"
    )
    stated: dict[object, list[Fact]] = {}
    for fact in view.facts:
        if fact.context.account and not fact.dims and fact.location.row < 0:
            stated.setdefault(fact.location.host, []).append(fact)
    for facts in stated.values():
        text = view.texts.get(facts[0].location.host, "")
        for match in pattern.finditer(text):
            pair = _pair([fact for fact in facts if fact.location.end <= match.start()], match[0])
            if pair:
                at = facts[0].location.host.span(match.start(), match.end())
                yield _compared(rule, view, Span(match[0], at), pair, ways[match["a"] or match["b"]])


def _pair(before: Sequence[Fact], said: str) -> tuple[Fact, Fact] | None:
    """The result and the budget that a claim speaks of: the last ones before it, of one concept."""
    done = [fact for fact in before if fact.basis is Basis.EXECUTED]
    if not done:
        return None
    own = [fact for fact in before if fact.concept == done[-1].concept and fact.basis in _BUDGETS]
    named = [fact for fact in own if fact.basis and fact.basis.value in said]
    plans = named or own
    return (done[-1], plans[-1]) if plans and len({fact.basis for fact in plans}) == 1 else None


def _years(rule: Rule, view: View, item: Item, entry: Mapping[str, object]) -> Outcome | None:
    """Whether an account that is said to have risen or fallen since last year did."""
    own = [fact for fact in item.facts if fact.context.account and not fact.dims]
    pairs = [(now, then) for now in own for then in own if now.period == _next(then.period)]
    said = [(word, way) for key, way in _WAYS.items() for word in words(entry.get(key)) if word in item.text.surface]
    if not pairs or len({way for _, way in said}) != 1:
        return None
    start = item.text.location.start + item.text.surface.index(said[0][0])
    claim = Span(said[0][0], item.text.location.host.span(start, start + len(said[0][0])))
    return _compared(rule, view, claim, pairs[0], said[0][1])


def _next(period: str) -> str:
    return str(int(period) + 1) if period.isdigit() else ""


def _own_year(rule: Rule, view: View, paper: Paper, excused: Mapping[str, object]) -> Iterator[Outcome]:
    """Changes since a year: it is not the paper's own, unless with what the paper's year was to be."""
    since = re.compile(rf"(?:{'|'.join(words(rule.params['claim']))})\s*((?:19|20)\d\d)\s*年[^，。；、]{{0,8}}")
    seen: set[Location] = set()
    for fact in view.facts:
        at = fact.context.sentence
        if not fact.context.account or CHANGE not in dict(fact.dims) or at is None or at.document != paper.document:
            continue
        found = list(since.finditer(view.texts[at.host], at.start, fact.location.start))
        if not found or any(word in found[-1][0] for word in words(excused.get(paper.kind))):
            continue
        claim = Span(found[-1][0], at.host.span(*found[-1].span()))
        if claim.location in seen:
            continue
        seen.add(claim.location)
        values = {"claim": found[-1][0], "worked": paper.year, "count": "1"}
        status = Status.FAIL if found[-1][1] == paper.year else Status.PASS
        evidence = (Evidence("claim", claim), Evidence("operand", fact))
        yield build(rule, view, Draft(status, evidence, when=WITH_ITSELF, values=values))


def _compared(rule: Rule, view: View, claim: Span, pair: tuple[Fact, Fact], way: int) -> Outcome:
    done, plan = pair
    one, two = done.quantity.interval, plan.quantity.interval
    truth = 0 if interval.meet(one, two) else 1 if interval.below(two, one) else -1
    broken = truth not in (0, way)
    sign = {1: ">", 0: "=", -1: "<"}[truth]
    worked = f"{format_quantity(done.quantity)} {sign} {format_quantity(plan.quantity)}"
    evidence = (Evidence("claim", claim), Evidence("operand", done), Evidence("operand", plan))
    values = {"claim": claim.surface, "worked": worked, "count": "1"}
    status = Status.FAIL if broken else Status.PASS
    return build(rule, view, Draft(status, evidence, when=OTHER_WAY, worked=worked, values=values))


def _purpose(rule: Rule, view: View, paper: Paper, item: Item) -> Outcome | None:
    """Whether what an account is said to be for names another account, and nothing of its own."""
    text = item.text.surface
    opener = next((word for word in words(rule.params["claim"]) if word in text), "")
    if not opener or not item.code:
        return None
    start = text.index(opener) + len(opener)
    start += len(text[start:]) - len(text[start:].lstrip(_COLONS))
    end = min((i for mark in _ENDS if (i := text.find(mark, start)) >= 0), default=len(text))
    said = normalise(text[start:end])
    own = {name for code, name in paper.chart.items() if _related(code, item.code)}
    others = [name for code, name in paper.chart.items() if not _related(code, item.code) and name not in own]
    named = [name for name in others if len(name) >= _SHORTEST and name in said]
    broken = bool(named) and not any(name in said for name in own) and len(said) < _LONGEST
    at = item.text.location.span(item.text.location.start + start, item.text.location.start + end)
    evidence = (Evidence("claim", Span(text[start:end], at)), Evidence("text", item.reference))
    values = {"claim": text[start:end].strip(), "refuters": max(named, key=len, default=""), "count": "1"}
    values["total"] = item.names[-1]
    return build(rule, view, Draft(Status.FAIL if broken else Status.PASS, evidence, when=OTHER_ACCOUNT, values=values))


def _related(one: str, other: str) -> bool:
    """Whether one account is the other, or lies in it."""
    return one.startswith(other) or other.startswith(one)
