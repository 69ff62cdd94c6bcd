"""agree, of versions: several submissions of one county, fund and year whose figures differ."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from fundqa.kinds import verdicts
from fundqa.kinds.across.base import Archive, Member, build, called, not_applicable, open_outcome
from fundqa.kinds.across.figures import Choice, agree, as_evidence, check_choice, choice, whole_facts
from fundqa.kinds.base import Draft
from fundqa.kinds.selecting import Problem, words
from fundqa.model import Basis, Evidence, Fact, Rule, Status
from fundqa.report import Outcome

DIFFER = "versions differ"
CONDITIONS = (DIFFER,)
KEYS = ("figures", "unless")
_SHOWN = 4

Told = tuple[str, str, Basis]
"""Concept, base unit and basis of a figure of one fund."""


def check(params: Mapping[str, object]) -> Iterator[Problem]:
    """Which figures must be the same."""
    yield from check_choice(params.get("figures"), ("figures",))


def evaluate(rule: Rule, archive: Archive) -> list[Outcome]:
    """One outcome per fund that two submissions following each other speak of."""
    same: dict[tuple[str, str], list[Member]] = {}
    for own in archive.members:
        if own.region.key and own.year:
            same.setdefault((own.region.key, own.year), []).append(own)
    outcomes = []
    for members in same.values():
        for fund, told in _by_fund(rule, archive, members).items():
            outcomes += [_outcome(rule, archive, fund, *pair) for pair in pairwise(told)]
    return outcomes or not_applicable(rule, archive, "no_versions")


Version = tuple[Member, Mapping[Told, list[Fact]]]


def _by_fund(rule: Rule, archive: Archive, members: list[Member]) -> dict[str, list[Version]]:
    """The submissions by the funds that they state figures of."""
    if len(members) < 2:
        return {}
    found: dict[str, list[Version]] = {}
    for own in members:
        for fund, figures in _figures(archive, own, choice(rule.params["figures"])).items():
            found.setdefault(fund, []).append((own, figures))
    return found


def _figures(archive: Archive, own: Member, chosen: Choice) -> dict[str, dict[Told, list[Fact]]]:
    found: dict[str, dict[Told, list[Fact]]] = {}
    for fact in whole_facts(archive, own).get(own.year, ()):
        if fact.basis is not None and fact.basis in chosen.bases and chosen.fits(fact):
            told = (fact.concept, fact.quantity.unit.base, fact.basis)
            found.setdefault(fact.entity, {}).setdefault(told, []).append(fact)
    return found


def _outcome(rule: Rule, archive: Archive, fund: str, before: Version, now: Version) -> Outcome:
    own, earlier = now[0], before[0]
    pairs = [_closest(now[1][told], before[1][told]) for told in now[1] if told in before[1]]
    about = (fund, own.year, earlier.submission.key)
    if not pairs:
        anchor = next(iter(now[1].values()))[:1]
        return open_outcome(rule, archive, own, as_evidence("left", anchor), "nothing_shared", about, names=fund)
    different = [pair for pair in pairs if not agree(*pair)]
    shown = [verdicts.pair(*pair, agrees=pair not in different) for pair in different or pairs][:_SHOWN]
    evidence = tuple(item for pair in different or pairs[:1] for item in _evidence(*pair))
    revised = different and _revised(own, words(rule.params.get("unless")))
    if revised:
        return open_outcome(rule, archive, own, evidence, "revised", about, names=revised)
    join = archive.lexicon.messages.join
    values = {
        "fund": fund,
        "count": str(len(different)),
        "worked": join([f"{pair[0].concept} {text}" for pair, text in zip(different, shown, strict=False)],
                       archive.stock.lang),
        "earlier": earlier.submission.documents[0],
        "name": called(archive, earlier),
    }  # fmt: skip
    status = Status.FAIL if different else Status.PASS
    return build(
        rule, archive, own, Draft(status, evidence, when=DIFFER, worked="\n".join(shown), values=values), about
    )


def _evidence(now: Fact, before: Fact) -> tuple[Evidence, Evidence]:
    return Evidence("left", now), Evidence("right", before)


def _closest(now: list[Fact], before: list[Fact]) -> tuple[Fact, Fact]:
    """Two statements that agree, else the first ones."""
    pairs = ((a, b) for a in now for b in before)
    return next((pair for pair in pairs if agree(*pair)), (now[0], before[0]))


def _revised(own: Member, told: tuple[str, ...]) -> str:
    """The word by which a file's name says that it takes another's place, "" where it does not."""
    return next((word for path in own.submission.documents for word in told if word in path), "")
