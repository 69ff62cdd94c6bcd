"""agree, of last year: what a report says of the year before against the report of that year."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from fundqa.kinds import verdicts
from fundqa.kinds.across.base import Archive, Member, build, called, not_applicable, open_outcome
from fundqa.kinds.across.figures import (
    Said,
    as_evidence,
    best_match,
    check_choice,
    choice,
    gap_of,
    key_of,
    said_of,
    sides,
)
from fundqa.kinds.base import Draft
from fundqa.kinds.selecting import Problem, words
from fundqa.model import Evidence, Fact, Rule, Severity, Status
from fundqa.report import Outcome, Relation

DIFFER = "last year differs"
CONDITIONS = (DIFFER,)
KEYS = ("figures", "unless")


def check(params: Mapping[str, object]) -> Iterator[Problem]:
    """Which figures are carried over."""
    yield from check_choice(params.get("figures"), ("figures",))


def evaluate(rule: Rule, archive: Archive) -> list[Outcome]:
    """One outcome per statement of last year's figure, where the report of that year is there."""
    outcomes = []
    for members in archive.by_county.values():
        years: dict[str, list[Member]] = {}
        for own in members:
            years.setdefault(own.year, []).append(own)
        for own in members:
            before = years.get(str(int(own.year) - 1), [])
            outcomes += [o for earlier in before for o in _compared(rule, archive, own, earlier)]
    return outcomes or not_applicable(rule, archive, "no_earlier")


def _compared(rule: Rule, archive: Archive, own: Member, earlier: Member) -> Iterator[Outcome]:
    chosen = choice(rule.params["figures"])
    then = said_of(archive, earlier, earlier.year, chosen)
    for key, said in said_of(archive, own, earlier.year, chosen).items():
        for fact in said.facts if key in then else ():
            yield _outcome(rule, archive, (own, earlier), fact, then[key_of(fact)])


def _outcome(rule: Rule, archive: Archive, members: tuple[Member, Member], anchor: Fact, then: Said) -> Outcome:
    own, earlier = members
    match = best_match(anchor, then.facts)
    judgement = verdicts.equal(*sides(anchor, match))
    evidence = (Evidence("left", anchor), *as_evidence("right", [match]))
    if not judgement.agrees and (told := _restated(archive, own, anchor, words(rule.params.get("unless")))):
        return open_outcome(rule, archive, own, evidence, "restated", names=told)
    shown, gap = verdicts.pair(anchor, match, judgement.agrees), gap_of(anchor, match, judgement.gap)
    values = {
        "worked": shown,
        "left": anchor.surface,
        "right": match.surface,
        "concept": anchor.concept,
        "fund": anchor.entity,
        "earlier": called(archive, earlier),
        **archive.lexicon.messages.direction(gap, archive.stock.lang),
    }
    draft = Draft(
        Status.PASS if judgement.agrees else Status.FAIL,
        evidence,
        when=DIFFER,
        severity=_mild(rule, then, anchor, judgement),
        verdict=judgement.verdict,
        strength=judgement.strength,
        worked=shown if judgement.agrees else f"{shown}\nΔ={gap}",
        values=values,
        equality=True,
        large=verdicts.is_large(judgement, match.quantity.value),
        relation=Relation("left == right", ("left", "right")),
    )
    return build(rule, archive, own, draft)


def _mild(rule: Rule, then: Said, anchor: Fact, judgement: verdicts.Judgement) -> Severity | None:
    """At most a warning where the figure of then may be a budget, or this year's is it in round figures."""
    case = rule.case(DIFFER)
    doubtful = not then.sure or any(verdicts.is_round_figure(anchor, fact) for fact in then.facts)
    grave = case is not None and case.severity is Severity.ERROR
    return Severity.WARNING if doubtful and grave and not judgement.agrees else None


def _restated(archive: Archive, own: Member, anchor: Fact, told: tuple[str, ...]) -> str:
    """The word by which the report says that last year's figure was changed since, "" where it does not.

    Said in the number's own paragraph, or, of a number in a table, anywhere in the text.
    """
    if anchor.location.row < 0:
        return next((word for word in told if word in archive.text(anchor.location)), "")
    texts = [text for text in archive.texts(own) if text]
    return next((word for word in told if any(word in text for text in texts)), "")
