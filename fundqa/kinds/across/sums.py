"""sum across reports: the figures of the counties of a prefecture against the prefecture's own report."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import reduce

from fundqa import interval
from fundqa.kinds import verdicts
from fundqa.kinds.across.base import Archive, Member, build, check_across, not_applicable, open_outcome
from fundqa.kinds.across.figures import Key, as_evidence, check_choice, choice, printed, said_of
from fundqa.kinds.across.peers import parent_of
from fundqa.kinds.base import Draft
from fundqa.kinds.selecting import Problem, check_keys, words
from fundqa.model import Evidence, Fact, Rule, Severity, Status
from fundqa.report import Outcome, Relation

OVER, UNDER, MISSING = "parts > total", "parts < total", "missing"
_KEYS = ("across", "total", "parts", "figures", "unless", "not_counted")
_PER = "/"
_SHOWN = 12


@dataclass(frozen=True, slots=True)
class SumAcross:
    """The kind."""

    name: str = "sum"
    conditions: tuple[str, ...] = (OVER, UNDER, MISSING)
    placeholders: tuple[str, ...] = ("worked", "gap", "total", "count", "concept", "fund", "names", "due")

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Whose figures are added, and whose they must come to."""
        yield from check_keys(params, _KEYS, ("across", "total", "parts", "figures"))
        yield from check_across(params)
        yield from check_choice(params.get("figures"), ("figures",))
        for side, keys in (("total", ("level",)), ("parts", ("level", "parent"))):
            entry = params.get(side)
            if not isinstance(entry, dict) or set(entry) != set(keys) or not entry.get("level"):
                yield Problem((side,), "需要这些键", "these keys are needed", keys)
        parts = params.get("parts")
        if isinstance(parts, dict) and parts.get("parent") != "total":
            yield Problem(("parts", "parent"), "只能是 total", "can only be total", ("total",))

    def evaluate(self, rule: Rule, archive: Archive) -> list[Outcome]:
        """One outcome per figure of a prefecture's report, and one where counties are missing."""
        parts: dict[tuple[str, str], list[Member]] = {}
        for own in archive.latest:
            parent = parent_of(archive, own)
            if parent and not _apart(rule, own):
                parts.setdefault((archive.region(parent).key, own.year), []).append(own)
        outcomes: list[Outcome] = []
        level = _level(archive, rule.params["total"])
        for whole in archive.latest:
            below = parts.get((whole.region.key, whole.year), [])
            if below and whole.year and whole.region.level in (level, 0):
                for fund in dict.fromkeys(key[1] for key in _figures(rule, archive, whole)):
                    outcomes += _of_fund(rule, archive, whole, below, fund)
        return outcomes or not_applicable(rule, archive)


def _level(archive: Archive, spec: object) -> int:
    """The level that a rule names by one of the suffixes of its divisions."""
    word = str(spec.get("level")) if isinstance(spec, dict) else ""
    return archive.lexicon.organisations.suffixes.get(word, 0)


def _apart(rule: Rule, own: Member) -> bool:
    """Whether a submitter's figures are never part of the place that it lies in."""
    return any(word in own.submission.county for word in words(rule.params.get("not_counted")))


def _figures(rule: Rule, archive: Archive, own: Member) -> Mapping[Key, Fact]:
    """The figures of a submission that it names surely and in one way."""
    found = said_of(archive, own, own.year, choice(rule.params["figures"]))
    whole = ((key, said) for key, said in found.items() if said.sure and _PER not in key[2])
    return {key: fact for key, said in whole if (fact := said.agreed()) is not None}


def _of_fund(rule: Rule, archive: Archive, whole: Member, below: Sequence[Member], fund: str) -> Iterator[Outcome]:
    reported = {own.region.key: own for own in below if _speaks_of(own, fund)}
    if not reported:
        return
    missing, surely = _missing(rule, archive, whole, fund, {own.region.key for own in below})
    lacking = _lacking(below, fund)
    if missing:
        yield _told_missing(rule, archive, whole, fund, missing, surely)
    judged = [
        judged
        for key, total in _figures(rule, archive, whole).items()
        if key[1] == fund
        if (judged := _judge(rule, archive, key, total, list(reported.values()))) is not None
    ]
    proved = any(each.judgement.agrees for each in judged)
    for each in judged:
        yield _outcome(rule, archive, whole, each, bool(missing or lacking), proved or surely)


def _speaks_of(own: Member, fund: str) -> bool:
    return fund in own.funds or any(fact.entity == fund for fact in own.submission.facts)


def _lacking(below: Sequence[Member], fund: str) -> bool:
    """Whether a county that has reported says nothing of the fund."""
    speaking = {own.region.key for own in below if _speaks_of(own, fund)}
    return any(own.region.key not in speaking for own in below)


def _missing(rule: Rule, archive: Archive, whole: Member, fund: str, come: set[str]) -> tuple[list[str], bool]:
    """The counties that have not come, and whether the roster says that they should."""
    due = [
        each.county
        for each in archive.stock.roster
        if each.year == whole.year and (not each.fund or each.fund in fund or fund in each.fund)
        if each.parent and archive.region(each.parent).key == whole.region.key
        if not any(word in each.county for word in words(rule.params.get("not_counted")))
    ]
    expected = due or list(archive.lexicon.places.divisions.below(whole.region.name))
    return [name for name in dict.fromkeys(expected) if archive.region(name).key not in come], bool(due)


def _told_missing(
    rule: Rule, archive: Archive, whole: Member, fund: str, missing: list[str], surely: bool
) -> Outcome:  # fmt: skip
    """Counties that the roster names are missed; that the list of divisions has more is only said."""
    shown = archive.lexicon.messages.join(missing[:_SHOWN], archive.stock.lang)
    anchor = next(fact for fact in whole.submission.facts if fact.entity == fund)
    evidence = (Evidence("total", anchor),)
    about = (fund, whole.year, MISSING)
    if not surely or rule.case(MISSING) is None:
        names = {"names": shown, "count": str(len(missing))}
        return open_outcome(rule, archive, whole, evidence, "counties_missing", about, **names)
    values = {"names": shown, "count": str(len(missing)), "fund": fund}
    return build(rule, archive, whole, Draft(Status.FAIL, evidence, when=MISSING, values=values), about)


@dataclass(frozen=True, slots=True)
class _Judged:
    """A figure of the whole with its parts and how they stand to each other."""

    total: Fact
    parts: list[Fact]
    complete: bool
    added: Decimal
    judgement: verdicts.Judgement


def _judge(rule: Rule, archive: Archive, key: Key, total: Fact, below: list[Member]) -> _Judged | None:
    """None where no county states the figure."""
    found = [_figures(rule, archive, own).get(key) for own in below]
    parts = [fact for fact in found if fact is not None]
    if not parts:
        return None
    added = reduce(interval.add, (fact.quantity.interval for fact in parts))
    exact = sum((fact.quantity.value for fact in parts), Decimal(0))
    judgement = verdicts.equal(verdicts.Side(added, exact, Decimal(0), len(parts)), verdicts.side_of(total))
    return _Judged(total, parts, len(parts) == len(found), exact, judgement)


def _outcome(rule: Rule, archive: Archive, whole: Member, each: _Judged, missing: bool, proved: bool) -> Outcome:
    total, parts, judgement = each.total, each.parts, each.judgement
    evidence = (Evidence("total", total), *as_evidence("part", parts))
    over = each.added > total.quantity.value
    if not judgement.agrees:
        if not over and (missing or not each.complete):
            return open_outcome(rule, archive, whole, evidence, "parts_missing")
        if told := _told(archive, whole, words(rule.params.get("unless"))):
            return open_outcome(rule, archive, whole, evidence, "own_level", names=told)
    places = verdicts.places(total, *parts)
    shown = verdicts.chain(parts, each.added, places, total.quantity.unit)
    sign = "=" if judgement.gap == 0 else "≈" if judgement.agrees else ">" if over else "<"
    exactly = judgement.gap == 0 and len(parts) > 1
    worked = shown if exactly else f"{shown} {sign} {printed(total)}"
    gap = verdicts.show_gap(judgement.gap, total.quantity.unit, places)
    values = {
        "worked": worked,
        "gap": gap.lstrip("+-"),
        "total": total.surface,
        "count": str(len(parts)),
        "concept": total.concept,
        "fund": total.entity,
    }
    draft = Draft(
        Status.PASS if judgement.agrees else Status.FAIL,
        evidence,
        when=OVER if over else UNDER,
        severity=None if proved else Severity.WARNING,
        verdict=judgement.verdict,
        strength=judgement.strength,
        worked=worked if judgement.agrees else f"{worked}\nΔ={gap}",
        values=values,
        equality=True,
        large=verdicts.is_large(judgement, total.quantity.value),
        relation=_relation(len(parts)),
    )
    return build(rule, archive, whole, draft)


def _relation(count: int) -> Relation:
    names = tuple(f"p{i}" for i in range(1, count + 1))
    return Relation(f"total == {' + '.join(names)}", ("total", *names))


def _told(archive: Archive, whole: Member, told: tuple[str, ...]) -> str:
    """The word by which the report says that it speaks of more, or of less, than its counties; "" where none."""
    texts = [whole.submission.county, *archive.texts(whole)]
    return next((word for word in told if any(word in text for text in texts)), "")
