"""agree: the same quantity, target or result said in two places; the same office, place, year, fund or document named
twice; the numbers of one column written alike.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fundqa.kinds import called, citations, organisations, placing, precision, promises, verdicts, years
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.selecting import (
    ASPECTS,
    Problem,
    bases,
    check_keys,
    check_operand,
    check_words,
    known,
    operand,
    words,
)
from fundqa.model import Basis, Evidence, Fact, Rule, Severity, Status
from fundqa.quantity import format_quantity
from fundqa.report import Outcome, Relation
from fundqa.units import MEASURE, RATIO
from fundqa.view import View

AMBIGUOUS = "ambiguous basis and differ"
_NAMED: Mapping[str, Callable[[Rule, View], list[Outcome]]] = {
    "organisation": organisations.evaluate,
    "place": placing.evaluate,
    "year": years.evaluate,
    "document": citations.evaluate,
    "fund": called.funds,
    "self": called.addressed,
}
_NAMED_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "year": years.SETTINGS,
    "document": citations.SETTINGS,
    "fund": called.FUND_SETTINGS,
    "self": called.SELF_SETTINGS,
}
_NAMED_KEYS = ("of", "by", "compare", "unless", "settings")
_PREFERENCE = (Basis.FULL_YEAR, Basis.BUDGET, Basis.INITIAL)


@dataclass(frozen=True, slots=True)
class Agree:
    """The kind."""

    name: str = "agree"
    conditions: tuple[str, ...] = (
        "differ", AMBIGUOUS, *organisations.CONDITIONS, *placing.CONDITIONS, *years.CONDITIONS,
        *citations.CONDITIONS, *called.CONDITIONS, *promises.CONDITIONS, *precision.CONDITIONS,
    )  # fmt: skip
    placeholders: tuple[str, ...] = (
        "worked", "sign", "gap", "left", "right", "basis", "tried", "role", "count", "label",
    )  # fmt: skip
    equality: bool = True

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Two sides of facts, or what is named (`of`) and which part of its name is compared."""
        if "of" in params:
            of = params["of"]
            if not isinstance(of, str) or of not in (*_NAMED, *_FIGURES):
                yield Problem(("of",), f"不能是“{of}”", f"cannot be “{of}”", (*_NAMED, *_FIGURES))
                return
            yield from check_keys(params, _NAMED_KEYS, ("of", "by") if of in _FIGURES else ("of", "by", "compare"))
            yield from precision.problems(params) if of == "precision" else ()
            yield from _settings(params)
            return
        yield from check_keys(params, ("left", "right", "by", "basis", "settings"), ("left", "right", "by"))
        yield from check_words(params, "by", ASPECTS)
        yield from check_words(params, "basis", ("compatible",))
        for side in ("left", "right"):
            yield from check_operand(params.get(side), (side,))

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per pair of statements; an anchor without a counterpart is no match."""
        named = {**_NAMED, **_FIGURES}.get(str(rule.params.get("of")))
        if named is not None:
            return named(rule, view)
        left, right = operand(rule.params["left"]), operand(rule.params["right"])
        by = words(rule.params["by"])
        said: dict[Hashable, list[Fact]] = {}
        for fact in right.choose(view):
            said.setdefault(_key(fact, by), []).append(fact)
        outcomes: list[Outcome] = []
        for anchor in left.choose(view):
            if known(anchor, by):
                comparable = [fact for fact in said.get(_key(anchor, by), []) if fact is not anchor]
                outcomes += _matches(rule, view, anchor, left.basis, comparable)
        return outcomes or not_applicable(rule, view)


def _settings(params: Mapping[str, object]) -> Iterator[Problem]:
    """The lists of words, and the patterns, that a rule of names must bring."""
    wanted = _NAMED_SETTINGS.get(str(params.get("of")), ())
    given = params.get("settings") if wanted else {}
    if wanted and (not isinstance(given, Mapping) or set(given) != set(wanted)):
        yield Problem(("settings",), "需要这些设置", "these settings are needed", wanted)
    elif params.get("of") == "document" and isinstance(given, Mapping):
        yield from citations.problems(given)


def _key(fact: Fact, by: Sequence[str]) -> Hashable:
    """What two statements must have in common to be compared, on whatever basis they are."""
    aspects = (fact.context.form if aspect == "form" else getattr(fact, aspect) for aspect in by)
    return (*aspects, fact.dims, fact.quantity.unit.base)


def _matches(rule: Rule, view: View, anchor: Fact, basis: Basis | None, comparable: list[Fact]) -> list[Outcome]:
    """The anchor against its rivals, the facts on a compatible basis; the others are shown beside a verdict.

    Rivals on one basis are statements of their own. On different bases one that agrees decides.
    """
    rivals = [fact for fact in comparable if any(a.compatible(b) for a in bases(anchor) for b in bases(fact))]
    if anchor.basis is not None:
        exact = [fact for fact in rivals if fact.basis is anchor.basis]
        rivals = exact or sorted(rivals, key=_preference)
    if not rivals:
        return []
    if anchor.basis is not None and len({fact.basis for fact in rivals}) == 1:
        others = [fact for fact in comparable if fact not in rivals]
        return [_outcome(rule, view, anchor, fact, others) for fact in rivals]
    agreeing = (fact for fact in rivals if _judge(anchor, fact).agrees)
    chosen = next(agreeing, rivals[0] if anchor.basis else min(rivals, key=lambda fact: abs(_judge(anchor, fact).gap)))
    if anchor.basis is None and basis is not None and not any(basis.compatible(b) for b in bases(chosen)):
        return []
    others = [fact for fact in comparable if fact is not chosen]
    return [_outcome(rule, view, anchor, chosen, others, unsure=anchor.basis is None)]


def _preference(fact: Fact) -> int:
    return _PREFERENCE.index(fact.basis) if fact.basis in _PREFERENCE else len(_PREFERENCE)


def _judge(left: Fact, right: Fact) -> verdicts.Judgement:
    return verdicts.equal(verdicts.side_of(left), verdicts.side_of(right))


def _outcome(rule: Rule, view: View, anchor: Fact, fact: Fact, others: list[Fact], unsure: bool = False) -> Outcome:
    """One pair. Beside a pass stands how other bases compare; beside a clear fail only one that would have agreed."""
    judgement = _judge(anchor, fact)
    beside = [o for o in others if bases(o) and (judgement.agrees or unsure or _judge(anchor, o).agrees)]
    rounded = not judgement.agrees and verdicts.is_round_figure(anchor, fact)
    when = AMBIGUOUS if unsure and rule.case(AMBIGUOUS) else "differ"
    case = rule.case(when)
    mild = (unsure or rounded) and case is not None and case.severity is Severity.ERROR
    worked, values = _worked(view, anchor, fact, beside, judgement)
    return build(
        rule,
        view,
        Draft(
            Status.PASS if judgement.agrees else Status.FAIL,
            (Evidence("left", anchor), Evidence("right", fact), *(Evidence("other", other) for other in beside)),
            when=when,
            severity=Severity.WARNING if mild else None,
            verdict=judgement.verdict,
            strength=judgement.strength,
            worked=worked,
            values=values,
            equality=True,
            large=verdicts.is_large(judgement, fact.quantity.value),
            relation=None if rounded else Relation("left == right", ("left", "right")),
            diagnosis=(_round_figure(view, anchor, fact),) if rounded else (),
        ),
    )


def _worked(
    view: View, anchor: Fact, fact: Fact, beside: list[Fact], judgement: verdicts.Judgement
) -> tuple[str, dict[str, str]]:
    """The comparison and its gap with what is shown beside it, and the blanks of the message."""
    shown = verdicts.pair(anchor, fact, judgement.agrees)
    coarse = max((anchor, fact), key=lambda f: verdicts.relative_half_width(verdicts.side_of(f))).quantity
    gap = verdicts.show_gap(judgement.gap, coarse.unit, verdicts.gap_places(anchor, fact, coarse.unit))
    lines = [shown, *([] if judgement.agrees else [f"Δ={gap}"]), *(_beside(view, anchor, other) for other in beside)]
    tried, space = (fact, *beside), " " if view.lang == "en" else ""
    values = {
        "worked": shown,
        "left": anchor.surface,
        "right": _said(fact),
        "basis": _called(view, fact),
        "tried": view.lexicon.messages.join([f"{_called(view, f)}{space}{_said(f)}" for f in tried], view.lang),
        **view.lexicon.messages.direction(gap, view.lang),
    }
    return "\n".join(lines), values


def _round_figure(view: View, anchor: Fact, fact: Fact) -> str:
    text = view.lexicon.messages.slips["rounded"][view.lang]
    return text.format(was=anchor.surface, meant=format_quantity(fact.quantity))


def _beside(view: View, anchor: Fact, other: Fact) -> str:
    """How a number on another basis stands to the anchor: shown, never judged."""
    basis = view.lexicon.messages.bases[bases(other)[0].value][view.lang]
    return f"{verdicts.pair(anchor, other, _judge(anchor, other).agrees)} ({basis})"


def _called(view: View, fact: Fact) -> str:
    """What a form calls a number: a rate by its row, anything else by its basis."""
    label = fact.context.label
    if label is not None and fact.quantity.unit.dimension == RATIO:
        return f"“{' '.join(label.surface.split())}”"
    return next((view.lexicon.messages.bases[basis.value][view.lang] for basis in bases(fact)), "")


def _said(fact: Fact) -> str:
    """A number as printed, with the unit that its column gives it."""
    symbol = fact.quantity.unit.symbol
    return fact.surface if any(mark in fact.surface for mark in symbol) else fact.surface + symbol


def _results(rule: Rule, view: View) -> list[Outcome]:
    """Shares and measures that the text gives as results against their indicator's in the forms.

    One row that agrees decides, for several may share a concept (满意度 of employers and of employees); where the
    sentence does not name the row, a difference is at most a warning.
    """
    column, said = view.lexicon.columns.result, dict[Hashable, list[Fact]]()
    measured = [f for f in view.facts if f.basis is Basis.COMPLETED and f.quantity.unit.dimension in (RATIO, MEASURE)]
    for fact in measured:
        if fact.context.column == column:
            said.setdefault(_key(fact, _ASPECTS), []).append(fact)
    outcomes = []
    for anchor in measured:
        rivals = said.get(_key(anchor, _ASPECTS), []) if anchor.context.place == "prose" else []
        if rivals and known(anchor, _ASPECTS) and not anchor.dims:
            chosen = next((fact for fact in rivals if _judge(anchor, fact).agrees), rivals[0])
            unsure = not promises.sure(view, anchor, chosen, rivals)
            outcomes.append(_outcome(rule, view, anchor, chosen, [], unsure=unsure))
    return outcomes or not_applicable(rule, view)


_ASPECTS = ("concept", "entity", "period")
_FIGURES: Mapping[str, Callable[[Rule, View], list[Outcome]]] = {
    "target": promises.evaluate,
    "result": _results,
    "precision": precision.evaluate,
}
