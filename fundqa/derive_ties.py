"""Lines of a table that a relation binds: change and growth, rates, shares, and the balance of income and expense.

A relation is taken up only where its numbers are named: a column called 增减额 beside one for this year and one for the
last. Where several pairs could be meant, the one that holds in most lines is.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from fundqa import expr, interval
from fundqa.lexicon import normalise
from fundqa.lexicon_tables import TableWords
from fundqa.model import Basis, Fact
from fundqa.view_tables import Line, Sheet, Tie

Columns = dict[str, int]
FORMULAS = {
    "change": "change == current - prior",
    "growth": "growth == (current - prior) / prior",
    "rate": "rate == executed / budget",
    "share": "share == part / whole",
    "surplus": "surplus == income - expense",
    "closing": "closing == opening + surplus",
}
"""The relations by the parts that numbers play in them; the rules of each write the same in the report's words."""

_PARSED = {kind: expr.parse(text) for kind, text in FORMULAS.items()}
_NEAR = 8
_PLANS = (Basis.FULL_YEAR, Basis.BUDGET, Basis.INITIAL)


def table_ties(sheet: Sheet, words: TableWords) -> Iterator[Tie]:
    """Every relation of a sheet, along its rows and down its columns."""
    for turned in (sheet, sheet.turned()):
        for kind, choices in _relations(turned, words):
            yield from _ties(turned, kind, choices)
        yield from _shares(turned)


def _relations(sheet: Sheet, words: TableWords) -> Iterator[tuple[str, list[Columns]]]:
    """Each named relation of the columns, with the ways to fill its parts."""
    cols = sheet.cols
    amounts = [i for i, col in enumerate(cols) if not col.role or col.role == "stock"]
    for i, col in enumerate(cols):
        if col.role not in ("change", "growth", "rate"):
            continue
        near = [j for j in amounts if abs(i - j) <= _NEAR]
        if col.role in ("change", "growth"):
            pairs = _compared(cols, i, near)
            yield col.role, [{col.role: i, "current": a, "prior": b} for a, b in pairs]
        else:
            pairs = _budgeted(cols, i, near)
            yield "rate", [{"rate": i, "executed": a, "budget": b} for a, b in pairs]
    yield from _balances(cols, words)


def _compared(cols: Sequence[Line], i: int, near: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of this year's and last year's columns, or of result and budget, under the same head as the change."""
    pairs = [(a, b) for a, b in itertools.permutations(near, 2) if _consecutive(cols[a], cols[b])]
    same = [pair for pair in pairs if _said(cols[pair[0]]) == _said(cols[pair[1]])]
    pairs = same or pairs
    own = [pair for pair in pairs if cols[i].texts[:-1] and all(cols[j].texts[:-1] == cols[i].texts[:-1] for j in pair)]
    return own or pairs


def _consecutive(current: Line, prior: Line) -> bool:
    if current.period and prior.period:
        return int(current.period) == int(prior.period) + 1
    if current.when == "current" and prior.period:
        return not current.period
    return prior.when == "prior" and current.when != "prior" and not prior.period


def _said(line: Line) -> tuple[tuple[str, ...], Basis | None]:
    """A column's outer labels without their year, and its basis: which things are compared."""
    return tuple("".join(c for c in text if not c.isdigit()) for text in line.texts[:-1]), line.basis


def _budgeted(cols: Sequence[Line], i: int, near: Sequence[int]) -> list[tuple[int, int]]:
    """Pairs of executed and budgeted columns of one year; the adjusted budget before the initial one."""
    done = [j for j in near if cols[j].basis in (Basis.EXECUTED, Basis.COMPLETED)]
    planned = [j for basis in _PLANS for j in near if cols[j].basis is basis]
    pairs = [(a, b) for b in planned for a in done if _same_time(cols[a], cols[b])]
    own = [pair for pair in pairs if cols[i].texts[:-1] and all(cols[j].texts[:-1] == cols[i].texts[:-1] for j in pair)]
    return own or pairs


def _same_time(a: Line, b: Line) -> bool:
    return a.when == b.when and (not a.period or not b.period or a.period == b.period)


def _balances(cols: Sequence[Line], words: TableWords) -> Iterator[tuple[str, list[Columns]]]:
    """The only lines that are called income, expense, surplus …; none where money also comes in or goes out else."""
    found: dict[str, list[int]] = {part: [] for part in words.balance}
    for i, col in enumerate(cols):
        if any(word in text for text in col.texts for word in words.transfers):
            return
        for part, called in words.balance.items():
            if _bare(col) in called and not col.of_which:
                found[part].append(i)
    only = {part: places[0] for part, places in found.items() if len(places) == 1}
    for kind in ("surplus", "closing"):
        names = _PARSED[kind].names
        if all(name in only for name in names):
            yield kind, [{name: only[name] for name in names}]


def _bare(line: Line) -> str:
    """A label without its number and unit."""
    name = line.name.split("（")[0] if not line.name.startswith("（") else line.name
    head, mark, tail = name.partition("、")
    return normalise(tail if mark and len(head) < 4 else name)


def _ties(sheet: Sheet, kind: str, choices: Sequence[Columns]) -> Iterator[Tie]:
    """The relation in every row, with the columns that make it hold most often."""
    if not choices:
        return
    lines = [[_facts(sheet, r, columns) for r in range(len(sheet.rows))] for columns in choices]
    counts = [_count(kind, found) for found in lines]
    chosen = max(range(len(choices)), key=lambda i: counts[i][0])
    held, failed = counts[chosen]
    alone = len(choices) == 1
    sure = not sheet.other_base and (failed <= held if alone or held > 1 else False)
    sure = sure or (alone and not sheet.other_base and held == 0 and failed == 1)
    sure = sure and not (kind == "change" and failed and _in_percent(lines[chosen], held))
    for r, facts in enumerate(lines[chosen]):
        if facts is not None and sheet.rows[r].role in ("", "stock", "average"):
            yield Tie(kind, facts, sure)


def _in_percent(lines: Sequence[Mapping[str, Fact] | None], held: int) -> bool:
    """Whether a column of changes is rather one of growth in percent that does not say so."""
    right = _PARSED["growth"].right
    fitting = 0
    for facts in lines:
        if facts is None or Decimal(0) in facts["prior"].quantity.interval:
            continue
        change = facts["change"].quantity
        printed = interval.scale(change.interval, 1 / change.unit.scale / 100)
        computed = right.over({name: facts[name].quantity.interval for name in ("current", "prior")})
        fitting += interval.meet(printed, computed)
    return fitting > 0 and fitting >= held


def _facts(sheet: Sheet, r: int, columns: Columns) -> Mapping[str, Fact] | None:
    """The numbers of a row; None where one is absent or the amounts are in different units."""
    found = {name: sheet.cells.get((r, c)) for name, c in columns.items()}
    facts = {name: fact for name, fact in found.items() if fact is not None}
    if len(facts) < len(columns):
        return None
    amounts = {fact.quantity.unit.base for name, fact in facts.items() if name not in ("growth", "rate", "share")}
    return facts if len(amounts) == 1 else None


def _count(kind: str, lines: Sequence[Mapping[str, Fact] | None]) -> tuple[int, int]:
    held = [_holds(kind, facts) for facts in lines if facts is not None]
    return held.count(True), held.count(False)


def _holds(kind: str, facts: Mapping[str, Fact]) -> bool | None:
    """Whether a relation holds within rounding and truncation; None when it cannot be worked out."""
    comparison = _PARSED[kind]
    intervals = {name: fact.quantity.interval for name, fact in facts.items()}
    try:
        computed = comparison.right.over(intervals)
    except ZeroDivisionError:
        return None
    anchor = facts[comparison.left.names[0]]
    if not anchor.quantity.value and not any(fact.quantity.value for fact in facts.values()):
        return None
    stated, width = anchor.quantity.interval, anchor.quantity.interval.width
    return interval.meet(computed, interval.Interval(stated.low - width, stated.high + width))


def _shares(sheet: Sheet) -> Iterator[Tie]:
    """Shares of a total: of the column before them, or of the only other one in which they come out."""
    totals = [r for r, row in enumerate(sheet.rows) if row.rank]
    if not totals:
        return
    highest = max(sheet.rows[r].rank for r in totals)
    wholes = [r for r in totals if sheet.rows[r].rank == highest and not sheet.rows[r].limited]
    if len(wholes) != 1:
        return
    for c, col in enumerate(sheet.cols):
        if col.role == "share":
            amounts = [i for i, other in enumerate(sheet.cols) if not other.role and abs(i - c) <= _NEAR]
            yield from _share(sheet, c, sorted(amounts, key=lambda i: (i > c, abs(i - c))), wholes[0])


def _share(sheet: Sheet, c: int, amounts: Sequence[int], whole: int) -> Iterator[Tie]:
    best: list[Mapping[str, Fact]] = []
    counted = (0, 0)
    for amount in amounts:
        lines = [
            facts for r in range(len(sheet.rows)) if r != whole and (facts := _portion(sheet, r, c, amount, whole))
        ]
        held, failed = _count("share", lines)
        if held > counted[0]:
            best, counted = lines, (held, failed)
    sure = counted[0] > 1 and counted[1] * 2 <= counted[0] and not sheet.other_base
    yield from (Tie("share", facts, sure) for facts in best)


def _portion(sheet: Sheet, r: int, c: int, amount: int, whole: int) -> Mapping[str, Fact] | None:
    places = {"share": (r, c), "part": (r, amount), "whole": (whole, amount)}
    facts = {name: fact for name, at in places.items() if (fact := sheet.cells.get(at)) is not None}
    if len(facts) < len(places) or facts["part"].quantity.unit.base != facts["whole"].quantity.unit.base:
        return None
    return facts if facts["whole"].quantity.value != Decimal(0) else None
