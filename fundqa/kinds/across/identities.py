"""identity across reports: relations that hold in most reports and break in one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fundqa.kinds.across.base import YEARS, Archive, Member, build, check_across, not_applicable
from fundqa.kinds.across.figures import as_evidence
from fundqa.kinds.across.mined import Limits, Observation, Relation, observations, relations, text_of, worked
from fundqa.kinds.across.peers import check_settings, decimal_of, whole_of
from fundqa.kinds.base import Draft
from fundqa.kinds.selecting import Problem, check_keys
from fundqa.model import Evidence, Rule, Status
from fundqa.report import Outcome

BREAKS = "breaks"
_KEYS = ("across", "settings")
SETTINGS = ("forms", "share", "smallest")


@dataclass(frozen=True, slots=True)
class IdentityAcross:
    """The kind."""

    name: str = "identity"
    conditions: tuple[str, ...] = (BREAKS,)
    placeholders: tuple[str, ...] = ("worked", "sign", "gap", "relation", "count", "fund")

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """In how many forms a relation must hold, and in what share of them."""
        yield from check_keys(params, _KEYS, _KEYS)
        yield from check_across(params)
        yield from check_settings(params, SETTINGS)

    def evaluate(self, rule: Rule, archive: Archive) -> list[Outcome]:
        """One outcome per report that breaks a relation, one pass for a relation that none breaks."""
        limits = limits_of(rule)
        outcomes: list[Outcome] = []
        for members in _compared(rule, archive):
            for found in relations(observations(archive, members), limits):
                broken = [_outcome(rule, archive, found, each) for each in found.broken]
                outcomes += broken or [_outcome(rule, archive, found, found.held[0])]
        return outcomes or not_applicable(rule, archive)


def limits_of(rule: Rule) -> Limits:
    """The settings of a rule as limits."""
    return Limits(whole_of(rule, "forms"), decimal_of(rule, "share"), decimal_of(rule, "smallest"))


def _compared(rule: Rule, archive: Archive) -> Iterator[list[Member]]:
    """The members of one county, or of one year."""
    groups: dict[str, list[Member]] = {}
    for own in archive.latest:
        key = own.region.key if rule.params["across"] == YEARS else own.year
        if key:
            groups.setdefault(key, []).append(own)
    yield from groups.values()


def _outcome(rule: Rule, archive: Archive, found: Relation, each: Observation) -> Outcome:
    broken = each in found.broken
    facts = [each.facts[name] for name in found.form.names]
    shown, gap = worked(found.form, each.facts)
    evidence = (Evidence("total", facts[0]), *as_evidence("part", facts[1:]))
    values = {
        "worked": shown,
        "relation": text_of(found.form),
        "count": str(len(found.held)),
        "fund": found.fund,
        **archive.lexicon.messages.direction(gap, archive.stock.lang),
    }
    status = Status.FAIL if broken else Status.PASS
    draft = Draft(status, evidence, when=BREAKS, worked=f"{shown}\nΔ={gap}" if broken else shown, values=values)
    return build(rule, archive, each.own, draft, (found.fund, each.own.year, text_of(found.form)))
