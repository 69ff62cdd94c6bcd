"""claim, of a grade: 等级为优 must fit the total score, by the limits of the grade profile in use."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from fundqa.kinds.base import Draft, build, not_applicable, open_outcome
from fundqa.kinds.explanations import speaks_of
from fundqa.kinds.scorecards import Scorecard, scorecards
from fundqa.kinds.selecting import Problem
from fundqa.model import Claim, Evidence, Fact, Rule, Status
from fundqa.quantity import format_quantity
from fundqa.report import Outcome
from fundqa.units import RATIO
from fundqa.view import View

KEY, GRADE = "grades", "other grade"
KEYS = ("profiles", "profile")

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")

Limits = dict[str, Decimal]


def check(entry: object) -> Iterator[Problem]:
    """Profiles of grades with the least score of each, the chosen one among them."""
    at = ("refuted_by", KEY)
    if not isinstance(entry, dict) or set(entry) != set(KEYS) or not isinstance(entry["profiles"], dict):
        yield Problem(at, "grades 需要 profiles 和 profile", "grades needs profiles and profile", KEYS)
        return
    for name, profile in entry["profiles"].items():
        if _limits(profile) is None:
            yield Problem(at, f"“{name}”应给出各等级的最低分", f"“{name}” must give the least score of each grade")
    known, name = tuple(map(str, entry["profiles"])), str(entry["profile"])
    if name not in known:
        yield Problem((*at, "profile"), f"没有等级界线“{name}”", f"no grade profile “{name}”", known)


def _limits(profile: object) -> Limits | None:
    if not isinstance(profile, dict) or not profile:
        return None
    try:
        return {str(grade): Decimal(str(least)) for grade, least in profile.items()}
    except InvalidOperation:
        return None


def _grades(limits: Limits, score: Decimal) -> set[str]:
    """The grades of a score: by its own value, and rounded to whole points (89.5)."""
    best = sorted(limits.items(), key=lambda pair: -pair[1])
    values = (score, score.quantize(Decimal(1), rounding=ROUND_HALF_UP))
    return {next((grade for grade, least in best if value >= least), "") for value in values}


def evaluate(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per grade that the report states."""
    entry = rule.params["refuted_by"]
    grades = entry[KEY] if isinstance(entry, dict) else {}
    profiles = {str(name): limits for name, p in grades["profiles"].items() if (limits := _limits(p))}
    chosen = str(grades["profile"])
    claims = [claim for claim in view.claims if claim.kind in profiles[chosen]]
    found = [_judge(rule, view, claim, profiles, chosen) for claim in claims]
    return [outcome for outcome in found if outcome is not None] or not_applicable(rule, view)


def _judge(rule: Rule, view: View, claim: Claim, profiles: Mapping[str, Limits], chosen: str) -> Outcome | None:
    total = _total(view, claim)
    if _of_other_year(view, claim, total.period if total else ""):
        return None
    if total is None:
        return open_outcome(rule, view, [Evidence("claim", claim)], "score_unknown")
    evidence, score = (Evidence("claim", claim), Evidence("other", total)), total.quantity.value
    fitting = [name for name, limits in profiles.items() if claim.kind in _grades(limits, score)]
    printed = format_quantity(total.quantity)
    if chosen in fitting:
        return build(rule, view, Draft(Status.PASS, evidence, worked=f"{printed} → {claim.kind}"))
    if fitting:
        return open_outcome(rule, view, evidence, "grade_scale", names=view.lexicon.messages.join(fitting, view.lang))
    limits = profiles[chosen]
    due = sorted(_grades(limits, score))[0]
    values = {"claim": claim.surface, "total": printed, "grade": due, "refuters": "", "count": "1"}
    return build(rule, view, Draft(Status.FAIL, evidence, when=GRADE, worked=f"{printed} → {due}", values=values))


def _of_other_year(view: View, claim: Claim, period: str) -> bool:
    """Whether a grade's sentence last spoke of another year than the score's."""
    start = claim.context.sentence.start if claim.context.sentence else 0
    before = view.texts.get(claim.location.host, "")[start : claim.location.start]
    years = _YEAR.findall(before)
    prior = any(hit.tag("prior") for hit in view.lexicon.phrases.scan(before))
    return prior or bool(years and period and years[-1] != period)


def _total(view: View, claim: Claim) -> Fact | None:
    """The score a grade belongs to: that of its own sentence, else the total of its form or of its fund's only form."""
    name = view.lexicon.scores.total
    said = [f for f in view.facts if f.concept == name and f.context.place == "prose" and _whole(f)]
    same = [f for f in said if f.context.sentence == claim.context.sentence and not f.dims]
    if same:
        before = [f for f in same if f.location.start <= claim.location.start]
        return before[-1] if before else same[0]
    totals = [card.score for card in _cards(view, claim) if card.score is not None and _whole(card.score)]
    return totals[0] if len(totals) == 1 else None


def _whole(fact: Fact) -> bool:
    return fact.quantity.unit.dimension != RATIO


def _cards(view: View, claim: Claim) -> list[Scorecard]:
    cards = scorecards(view)
    if claim.context.form:
        return [card for card in cards if card.form.number == claim.context.form]
    return [card for card in cards if speaks_of(view, claim.entity, card.form)]
