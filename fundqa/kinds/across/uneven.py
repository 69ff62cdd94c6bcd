"""agree, of indicators: what the counties of one prefecture measure for a fund, in which unit and against what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from fundqa.kinds.across.base import Archive, Member, build, not_applicable
from fundqa.kinds.across.peers import check_settings, decimal_of, peers, whole_of
from fundqa.kinds.base import Draft
from fundqa.kinds.selecting import Problem
from fundqa.model import Evidence, Fact, Rule, Span, Status, Target
from fundqa.report import Outcome
from fundqa.units import RATIO

LACKING, UNITS, BOUNDS = "indicators lacking", "other units", "other targets"
CONDITIONS = (LACKING, UNITS, BOUNDS)
KEYS = ("settings",)
SETTINGS = ("peers", "most")


def check(params: Mapping[str, object]) -> Iterator[Problem]:
    """How many peers are needed, and what share of them is most."""
    yield from check_settings(params, SETTINGS)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The indicators of one county's forms on a fund: their units, their targets, and where they stand."""

    own: Member
    units: Mapping[str, str]
    bounds: Mapping[str, tuple[Decimal | None, Decimal | None]]
    items: Mapping[str, Fact | Target]


def evaluate(rule: Rule, archive: Archive) -> list[Outcome]:
    """One outcome per county and fund for each way in which it differs from most, one pass where it does not."""
    outcomes: list[Outcome] = []
    for members in peers(archive).values():
        for fund in dict.fromkeys(fund for own in members for fund in own.funds):
            sheets = [found for own in members if (found := _sheet(archive, own, fund)).items]
            if len(sheets) >= whole_of(rule, "peers"):
                outcomes += [o for sheet in sheets for o in _judge(rule, archive, fund, sheet, sheets)]
    return outcomes or not_applicable(rule, archive, "few_peers")


def _sheet(archive: Archive, own: Member, fund: str) -> Sheet:
    columns = (archive.lexicon.columns.target, archive.lexicon.columns.result)
    units: dict[str, str] = {}
    bounds: dict[str, tuple[Decimal | None, Decimal | None]] = {}
    items: dict[str, Fact | Target] = {}
    every: list[Fact | Target] = [*own.submission.targets, *own.submission.facts]
    for item in every:
        if item.entity != fund or not item.concept or item.context.column not in columns:
            continue
        items.setdefault(item.concept, item)
        unit = item.bound.unit if isinstance(item, Target) else item.quantity.unit
        units.setdefault(item.concept, unit.base)
        if isinstance(item, Target) and unit.dimension == RATIO and item.bound.legal:
            bounds.setdefault(item.concept, (item.bound.low, item.bound.high))
    return Sheet(own, units, bounds, items)


def _judge(rule: Rule, archive: Archive, fund: str, sheet: Sheet, sheets: list[Sheet]) -> list[Outcome]:
    least = decimal_of(rule, "most") * len(sheets)
    usual = Counter(concept for each in sheets for concept in each.items)
    lacking = [c for c, count in usual.items() if count >= least and c not in sheet.items]
    units = _others({c: u for c, u in sheet.units.items() if u}, [s.units for s in sheets], least)
    bounds = _others(sheet.bounds, [s.bounds for s in sheets], least)
    found = [(LACKING, lacking), (UNITS, units), (BOUNDS, bounds)]
    outcomes = [_outcome(rule, archive, fund, sheet, when, names) for when, names in found if names and rule.case(when)]
    return outcomes or [_outcome(rule, archive, fund, sheet, "", [])]


def _others(own: Mapping[str, object], every: list[Mapping[str, object]], least: Decimal) -> list[str]:
    """The concepts of which most say the same and this one another thing."""
    found = []
    for concept, said in own.items():
        most, count = Counter(each[concept] for each in every if concept in each).most_common(1)[0]
        if most != said and count >= least:
            found.append(concept)
    return found


def _form(sheet: Sheet) -> Span | Fact | Target:
    """The title of the form that something is missing from."""
    first = next(iter(sheet.items.values()))
    return first.context.title or first


def _outcome(rule: Rule, archive: Archive, fund: str, sheet: Sheet, when: str, names: list[str]) -> Outcome:
    anchors: list[Span | Fact | Target] = [sheet.items[name] for name in names if name in sheet.items]
    anchors = anchors or [_form(sheet)]
    evidence = tuple(Evidence("anchor", item) for item in anchors)
    text = archive.lexicon.messages.join(names, archive.stock.lang)
    values = {"fund": fund, "names": text, "count": str(len(names))}
    status = Status.FAIL if names else Status.PASS
    about = (fund, sheet.own.year, when)
    return build(rule, archive, sheet.own, Draft(status, evidence, when=when, values=values), about)
