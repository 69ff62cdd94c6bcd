"""agree: the same quantity, target or result said in two places; the same office, place, year, fund or document named
twice; the numbers of one column written alike.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from fundqa.kinds import (
    called,
    citations,
    naming,
    organisations,
    placing,
    precision,
    promises,
    repetition,
    results,
    years,
)
from fundqa.kinds.base import not_applicable
from fundqa.kinds.pairing import AMBIGUOUS, compared, pair_outcome, statement_key
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
from fundqa.model import Basis, Fact, Rule
from fundqa.report import Outcome
from fundqa.view import View

_NAMED: Mapping[str, Callable[[Rule, View], list[Outcome]]] = {
    "organisation": organisations.evaluate,
    "place": placing.evaluate,
    "year": years.evaluate,
    "document": citations.evaluate,
    "fund": called.funds,
    "self": called.addressed,
}
_FIGURES: Mapping[str, Callable[[Rule, View], list[Outcome]]] = {
    "target": promises.evaluate,
    "result": results.evaluate,
    "precision": precision.evaluate,
}
_NAMED_SETTINGS: Mapping[str, tuple[str, ...]] = {
    "year": years.SETTINGS,
    "document": citations.SETTINGS,
    "fund": called.FUND_SETTINGS,
    "self": called.SELF_SETTINGS,
}
_KEYS = ("left", "right", "by", "basis", "units", "names", "settings")
_NAMED_KEYS = ("of", "by", "compare", "unless", "settings")
_PREFERENCE = (Basis.FULL_YEAR, Basis.BUDGET, Basis.INITIAL)


@dataclass(frozen=True, slots=True)
class Agree:
    """The kind."""

    name: str = "agree"
    conditions: tuple[str, ...] = (
        "differ", AMBIGUOUS, *organisations.CONDITIONS, *placing.CONDITIONS, *years.CONDITIONS,
        *citations.CONDITIONS, *called.CONDITIONS, naming.CONDITION, *promises.CONDITIONS, *precision.CONDITIONS,
    )  # fmt: skip
    placeholders: tuple[str, ...] = (
        "worked", "sign", "gap", "left", "right", "basis", "tried", "role", "count", "name", "label",
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
        yield from check_keys(params, _KEYS, ("left", "right", "by"))
        yield from check_words(params, "by", ASPECTS)
        yield from check_words(params, "basis", ("compatible",))
        yield from check_words(params, "units", repetition.UNITS)
        yield from check_words(params, "names", naming.NAMES)
        for side in ("left", "right"):
            yield from check_operand(params.get(side), (side,))

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per pair of statements; an anchor without a counterpart is no match."""
        named = {**_NAMED, **_FIGURES}.get(str(rule.params.get("of")))
        if named is not None:
            return named(rule, view)
        left, right = operand(rule.params["left"]), operand(rule.params["right"])
        by = words(rule.params["by"])
        if rule.params.get("names"):
            return naming.evaluate(rule, view, left, right, by)
        if rule.params["left"] == rule.params["right"]:
            return repetition.evaluate(rule, view, left, by)
        said: dict[Hashable, list[Fact]] = {}
        for fact in right.choose(view):
            said.setdefault(statement_key(fact, by), []).append(fact)
        outcomes: list[Outcome] = []
        for anchor in left.choose(view):
            if known(anchor, by):
                comparable = [fact for fact in said.get(statement_key(anchor, by), []) if fact is not anchor]
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
        return [pair_outcome(rule, view, anchor, fact, others) for fact in rivals]
    agreeing = [fact for fact in rivals if compared(anchor, fact).agrees]
    if not agreeing and not _all_tried(anchor, rivals):
        return []
    chosen = next(
        iter(agreeing), rivals[0] if anchor.basis else min(rivals, key=lambda fact: abs(compared(anchor, fact).gap))
    )
    if anchor.basis is None and basis is not None and not any(basis.compatible(b) for b in bases(chosen)):
        return []
    others = [fact for fact in comparable if fact is not chosen]
    return [pair_outcome(rule, view, anchor, chosen, others, unsure=anchor.basis is None)]


def _all_tried(anchor: Fact, rivals: Sequence[Fact]) -> bool:
    """Whether every basis that an anchor may have was said elsewhere, so that none of them is left to agree."""
    said = {basis for fact in rivals for basis in bases(fact)}
    return all(any(basis.compatible(other) for other in said) for basis in anchor.candidates)


def _preference(fact: Fact) -> int:
    return _PREFERENCE.index(fact.basis) if fact.basis in _PREFERENCE else len(_PREFERENCE)
