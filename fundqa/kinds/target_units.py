"""Units of indicator rows: a unit is printed, target and result have the same, several values go item by item."""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from fundqa.bind.forms import label_unit, value_mentions
from fundqa.derive import judge
from fundqa.document import Location
from fundqa.kinds import explanations
from fundqa.kinds.base import Draft, build
from fundqa.kinds.lookup import by_host, targets_at
from fundqa.kinds.selecting import words
from fundqa.kinds.target_values import listed, of_row
from fundqa.lexicon import Lexicon, normalise
from fundqa.model import Achieved, Evidence, Fact, Item, Mention, Rule, Status, Target
from fundqa.report import Outcome
from fundqa.units import COUNT, MEASURE, NUMBER, POINTS, RATIO, UNITS, Unit
from fundqa.view import Indicator, View

BARE, UNLIKE, ONE_SIDE, LOOSE = "no unit", "units differ", "unit on one side", "units loosely alike"
NUMBERS, ITEM, NO_PERCENT = "number of values", "item missed", "no percent sign"
CONDITIONS = (BARE, UNLIKE, ONE_SIDE, LOOSE, NUMBERS, ITEM, NO_PERCENT)
_SIGNS = tuple(symbol for symbol, unit in UNITS.items() if unit.dimension == RATIO)
_PERCENT = ("%", "％", "﹪")
_LARGEST_BARE_RATIO = 2
_BRACKETS = re.compile(r"（([^（）]*)）")
_LIST = re.compile(r"[、，,]")
_BETWEEN = frozenset("、，,;； \t")


@dataclass(frozen=True, slots=True)
class Pair:
    """The numbers of a row's target and result cells as printed."""

    target: list[Mention]
    result: list[Mention]


def _pair(view: View, indicator: Indicator) -> Pair:
    names, row = view.lexicon.columns, indicator.row
    cells = row.cells.get(names.target), row.cells.get(names.result)
    target, result = (value_mentions(cell, view.lexicon) if cell else [] for cell in cells)
    return Pair(target, result)


def _unit_elsewhere(view: View, indicator: Indicator) -> bool:
    """Whether the form has a column for units, or the indicator's name holds one in brackets."""
    own_column = view.lexicon.columns.unit in indicator.form.columns
    return own_column or bool(label_unit(indicator.label.surface, view.lexicon))


def _is_bare(mention: Mention) -> bool:
    """Whether a number has no unit; zero needs none, and a date is none."""
    sizes = (mention.low, mention.high) if mention.value is None else (mention.value,)
    return mention.kind != "date" and not mention.symbol and not mention.unit and any(sizes)


def _share(rule: Rule, view: View, indicator: Indicator) -> bool:
    """Whether an indicator is a share, which wants a percent sign and not a unit."""
    bare = _BRACKETS.sub("", normalise(indicator.label.surface))
    return view.lexicon.concept(indicator.concept).dimension == RATIO or bare.endswith(listed(rule, "shares"))


def with_unit(rule: Rule, view: View, indicator: Indicator, _: Sequence[explanations.Reason]) -> Outcome | None:
    """A target that is a plain number has a unit: in its cell, in a column of its own, or in the indicator's name."""
    target = _pair(view, indicator).target
    if not target or (indicator.target is None and not _is_list(target)) or _share(rule, view, indicator):
        return None
    bare = _BRACKETS.sub("", normalise(indicator.label.surface))
    named = _unit_elsewhere(view, indicator) or any(word in bare for word in listed(rule, "named"))
    missing = not named and all(_is_bare(mention) for mention in target)
    cell = indicator.row.cells[view.lexicon.columns.target]
    assert cell is not None
    evidence, status = (Evidence("target", indicator.target or cell),), Status.FAIL if missing else Status.PASS
    draft = Draft(status, evidence, when=BARE, values={"target": cell.surface.strip()})
    return build(rule, view, of_row(indicator, draft))


def _is_list(mentions: Sequence[Mention]) -> bool:
    """Whether a cell's numbers are values of one kind side by side, and not numbers of a sentence."""
    return len(mentions) > 1 and len({mention.unit for mention in mentions}) == 1


def same_unit(rule: Rule, view: View, indicator: Indicator, _: Sequence[explanations.Reason]) -> Outcome | None:
    """Target and result are in one unit, however it is written; unless a column or the name gives it to both."""
    pair = _pair(view, indicator)
    if indicator.target is None or indicator.result is None or _unit_elsewhere(view, indicator):
        return None
    if len(pair.target) != 1 or len(pair.result) != 1:
        return None
    wanted, given = pair.target[0], pair.result[0]
    when = _compared(rule, view.lexicon, wanted, given)
    if when is None:
        return None
    evidence = (Evidence("result", indicator.result), Evidence("target", indicator.target))
    values = {"target": wanted.surface, "result": given.surface, "unit": wanted.symbol or given.symbol}
    return build(rule, view, Draft(Status.FAIL if when else Status.PASS, evidence, when=when, values=values))


def _compared(rule: Rule, lexicon: Lexicon, wanted: Mention, given: Mention) -> str | None:
    """How two printed units differ, "" when they do not, None where there is nothing to compare."""
    left, right = lexicon.units.get(wanted.symbol), lexicon.units.get(given.symbol)
    if wanted.symbol and given.symbol:
        return None if left is None or right is None else _unlike(rule, lexicon, left, right)
    unit = left if wanted.symbol else right
    if unit is None or not unit.base or unit.dimension == RATIO:
        return None
    return ONE_SIDE if _is_bare(given if wanted.symbol else wanted) else None


def _unlike(rule: Rule, lexicon: Lexicon, left: Unit, right: Unit) -> str:
    """Counting words that go for one another are one unit; what can be converted is written differently only."""
    if left.base == right.base or not left.base or not right.base:
        return ""
    alike = {lexicon.units[word].base for word in listed(rule, "alike") if word in lexicon.units}
    counted = left.dimension == right.dimension == COUNT
    general = bool(set(listed(rule, "general")) & {left.symbol, right.symbol})
    if counted and (general or {left.base, right.base} <= alike):
        return ""
    per = left.base.partition("/")[0] == right.base.partition("/")[0]
    measured = left.dimension == right.dimension == MEASURE
    shares = {left.dimension, right.dimension} == {RATIO, POINTS}
    return LOOSE if per or measured or shares else UNLIKE


def items(rule: Rule, view: View, indicator: Indicator, _: Sequence[explanations.Reason]) -> Outcome | None:
    """A cell with several values has as many as the name lists in brackets, and each result reaches its own target."""
    pair = _pair(view, indicator)
    lists = _is_list(pair.target), _is_list(pair.result)
    names = _listed_names(indicator.label.surface)
    if not pair.target or not pair.result or not any(lists) or (len(names) < 2 and not all(lists)):
        return None
    if not all(_is_pure(indicator.row.text(column), pair) for column in _value_columns(view)):
        return None
    targets, results = (_items(view, indicator, column) for column in _value_columns(view))
    if not targets or not results:
        return None
    counts = len(pair.target), len(pair.result)
    expected = len(names) if len(names) > 1 else counts[0]
    values = {"expected": str(expected), "target": str(counts[0]), "result": str(counts[1])}
    evidence = Evidence("target", targets[0]), Evidence("result", results[0])
    if set(counts) != {expected}:
        return build(rule, view, Draft(Status.FAIL, evidence, when=NUMBERS, values=values))
    missed = _missed(view, indicator, targets, results)
    lines = [f"{result.surface} → {target.surface}" for target, result in missed]
    values["items"] = view.lexicon.messages.join(lines, view.lang)
    if not missed:
        return build(rule, view, Draft(Status.PASS, evidence))
    found = tuple(e for target, result in missed for e in (Evidence("target", target), Evidence("result", result)))
    return build(rule, view, Draft(Status.FAIL, found, when=ITEM, worked="\n".join(lines), values=values))


def _is_pure(text: str, pair: Pair) -> bool:
    """Whether a cell holds values and nothing between them but commas."""
    for mention in sorted((*pair.target, *pair.result), key=lambda m: -len(m.surface)):
        text = text.replace(mention.surface, "")
    return set(text) <= _BETWEEN


def _value_columns(view: View) -> tuple[str, str]:
    return view.lexicon.columns.target, view.lexicon.columns.result


def _listed_names(label: str) -> list[str]:
    """The names that the last brackets of a label list: 省级 and 县级."""
    found = _BRACKETS.findall(normalise(label))
    return [name for name in _LIST.split(found[-1]) if name] if found else []


def _items(view: View, indicator: Indicator, column: str) -> list[Fact | Target]:
    """The values of one cell in order, each as a number where it is one."""
    cell = indicator.row.cells.get(column)
    host = cell.location.host if cell else None
    found: dict[int, Fact | Target] = {}
    if host is not None:
        said: tuple[Fact | Target, ...] = (*targets_at(view, host), *view.facts_by(by_host).get(host, ()))
        for item in said:
            if item.context.column == column:
                found[item.location.start] = item
    return [found[start] for start in sorted(found)]


def _missed(
    view: View, indicator: Indicator, targets: Sequence[Fact | Target], results: Sequence[Fact | Target]
) -> list[tuple[Item, Item]]:
    concept = view.lexicon.concept(indicator.concept)
    pairs = list(zip(targets, results, strict=False))
    return [(t, r) for t, r in pairs if judge(t, r, concept)[0] is Achieved.NO]


def percent_signs(rule: Rule, view: View) -> list[Outcome]:
    """Every share that is printed above 2 without a sign; none in a report whose signs were lost on the way."""
    if not any(sign in view.texts.joined for sign in _PERCENT):
        return []
    signed = {i.label.location.host for i in view.indicators if _unit_elsewhere(view, i)}
    return [_percent_sign(rule, view, f) for f in view.facts if _is_share(rule, view, f) and _plain(f, signed)]


def _is_share(rule: Rule, view: View, fact: Fact) -> bool:
    """Whether a number is a share: by what the lexicon knows of it, or a bare number by what it is called."""
    if view.lexicon.concept(fact.concept).dimension == RATIO:
        return fact.quantity.unit.dimension in (RATIO, NUMBER)
    excused = words(rule.params.get("unless"))
    named = fact.concept.endswith(listed(rule, "shares")) and not fact.concept.endswith(excused)
    return named and fact.quantity.unit.dimension == NUMBER and not fact.quantity.unit.symbol


def _plain(fact: Fact, signed: AbstractSet[Location]) -> bool:
    """Whether a share's own digits must carry the sign: its label has none, and no column gives it."""
    label = fact.context.label
    if label is None:
        return True
    return label.location.host not in signed and not any(sign in label.surface for sign in _PERCENT)


def _percent_sign(rule: Rule, view: View, fact: Fact) -> Outcome:
    written = any(sign in fact.surface for sign in _SIGNS)
    printed = abs(fact.quantity.value) / fact.quantity.unit.scale
    missing = not written and printed > _LARGEST_BARE_RATIO
    values = {"result": fact.surface, "label": fact.concept}
    status = Status.FAIL if missing else Status.PASS
    return build(rule, view, Draft(status, (Evidence("anchor", fact),), when=NO_PERCENT, values=values))
