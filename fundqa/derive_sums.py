"""The sums that a table announces, by the reading that its numbers bear out.

Each way of reading a total is tried on all the lines that cross it; the way that adds up most often is taken. A
crossing line that does not add up is only held against the report when the reading is beyond doubt: it holds elsewhere
in the table, or there is nothing else it could mean.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from fundqa.derive_tables import Announced, Positions, across, coded, downwards
from fundqa.model import Fact
from fundqa.units import COUNT, MEASURE, MONEY, RATIO
from fundqa.view import PartGroup
from fundqa.view_tables import PLAIN, TABLE_PLACE, Sheet

HOLDS, FAILS, MATCHES, DIFFERS, NIL, VOID = "holds", "fails", "matches", "differs", "nil", "void"
"""How a sum comes out; with a single part that is not zero it matches or differs, nothing but zeros is nil."""

_SAMPLE = 200
_LONGEST_SEARCH = 400
_HEADS = ("person", "household")
_ADDED = (MONEY, COUNT, MEASURE, RATIO, "number")
_MANY, _FEW = 3, 4


def table_groups(
    sheet: Sheet, never_added: frozenset[str], stated: frozenset[str], charted: bool = False
) -> Iterator[PartGroup]:
    """Every sum of a sheet, downwards and across. stated: labels such as 收入合计 that may just name an amount;

    charted: its codes are those of a chart of accounts, of which it leaves nothing out.
    """
    for announced in downwards(sheet.rows, never_added):
        found = list(_groups(sheet, announced, never_added))
        if sheet.rows[announced.total].name not in stated or any(map(_adds_up, found)):
            yield from found
    yield from _coded_groups(sheet, never_added, charted)
    turned = sheet.turned()
    for announced in across(sheet.cols, never_added):
        yield from _groups(turned, announced, never_added)


def _coded_groups(sheet: Sheet, never_added: frozenset[str], charted: bool) -> list[PartGroup]:
    """What lies under each classification code; where nearly all of it adds up, all of it is meant to."""
    found = [group for announced in coded(sheet.rows) for group in _groups(sheet, announced, never_added)]
    right = sum(map(_adds_up, found))
    sure = (charted or right >= _MANY) and (len(found) - right) * _FEW <= max(right, charted * _FEW)
    sure = sure and not sheet.limited
    return [replace(group, sure=True) for group in found] if sure else found


def _adds_up(group: PartGroup) -> bool:
    gap, allowed = _gap(group.total, group.parts) if group.total else (Decimal(0), Decimal(0))
    return abs(gap) <= allowed


def _groups(sheet: Sheet, announced: Announced, never_added: frozenset[str]) -> Iterator[PartGroup]:
    """The sums of one total, one for every line that crosses it, by the reading that holds most often."""
    crossing = [
        c for c, line in enumerate(sheet.cols) if line.role not in never_added and _additive(sheet, announced.total, c)
    ]
    if not announced.options:
        return
    sample = crossing[:_SAMPLE]
    judged = {parts: {c: _judge(sheet, announced.total, parts, c) for c in sample} for parts in announced.options}
    scores = [_score(list(judged[parts].values())) for parts in announced.options]
    best = max(scores)
    chosen = [parts for parts, score in zip(announced.options, scores, strict=True) if score[:2] == best[:2]]
    first = announced.options[scores.index(best)]
    for parts in (first, *chosen) if len(crossing) > len(sample) else ():
        judged[parts] = {c: _judge(sheet, announced.total, parts, c) for c in crossing}
        best = _score(list(judged[first].values()))
    for c in crossing:
        if judged[first][c] == VOID:
            continue
        refuted = all(judged[parts][c] in (FAILS, DIFFERS) for parts in chosen)
        sure = refuted and not sheet.limited and _beyond_doubt(sheet, announced, first, c, best)
        group = _group(sheet, announced.total, first, c, sure)
        if group is not None:
            yield group


def _score(verdicts: Sequence[str]) -> tuple[int, int, int]:
    """How much bears a reading out: sums that hold, single parts that match, and those that do not (negative)."""
    against = verdicts.count(FAILS) + verdicts.count(DIFFERS)
    return verdicts.count(HOLDS), verdicts.count(MATCHES), -against


def _beyond_doubt(sheet: Sheet, announced: Announced, parts: Positions, c: int, score: tuple[int, int, int]) -> bool:
    """Whether a sum that does not add up can mean nothing else."""
    held, matched, failed = score[0], score[1], -score[2]
    if announced.least > 1 and not announced.clear:
        return held + matched >= announced.least and failed * 2 <= held + matched
    if held:
        return failed <= held + matched
    if matched > 1:
        return failed * 2 <= matched
    return announced.clear and failed == 1 and len(parts) > 1 and not _explained(sheet, announced.total, parts, c)


def _additive(sheet: Sheet, total: int, c: int) -> bool:
    fact = sheet.cells.get((total, c))
    return fact is not None and fact.quantity.unit.dimension in _ADDED


def _numbers(sheet: Sheet, total: int, parts: Positions, c: int) -> tuple[Fact, list[Fact]] | None:
    """The numbers of a sum; None where one of them is no plain number or measures something else.

    Balances and heads are not added up over months: the same people are paid in each.
    """
    whole = sheet.cells.get((total, c))
    if whole is None or any((i, c) not in sheet.cells for i in parts):
        return None
    found = [fact for i in parts if (fact := sheet.cells[i, c]) is not None]
    if any(fact.quantity.unit.base != whole.quantity.unit.base for fact in found):
        return None
    held = sheet.cols[c].role == "stock" or whole.quantity.unit.base in _HEADS
    return None if held and any(sheet.rows[i].spell for i in parts) else (whole, found)


def _judge(sheet: Sheet, total: int, parts: Positions, c: int) -> str:
    """How one sum comes out: void without a number to add, or where one is no plain number."""
    numbers = _numbers(sheet, total, parts, c)
    if numbers is None or not numbers[1]:
        return VOID
    several = sum(1 for fact in numbers[1] if fact.quantity.value) > 1
    gap, allowed = _gap(*numbers)
    if abs(gap) <= allowed:
        return HOLDS if several else MATCHES if numbers[0].quantity.value else NIL
    return FAILS if several else DIFFERS


def _gap(whole: Fact, parts: Sequence[Fact]) -> tuple[Decimal, Decimal]:
    """Parts less total, and the most that rounding accounts for; of money in a list the most decimals count for all."""
    facts = (whole, *parts)
    added = sum((fact.quantity.value for fact in parts), Decimal(0))
    widths = [fact.quantity.high - fact.quantity.low for fact in facts]
    if whole.quantity.unit.dimension == MONEY and not any(fact.quantity.qualifier for fact in facts):
        finest = min((width for width in widths if width), default=Decimal(0))
        widths = [min(width, finest) for width in widths]
    return added - whole.quantity.value, sum(widths, Decimal(0))


def _explained(sheet: Sheet, total: int, parts: Positions, c: int) -> bool:
    """Whether leaving out one run of parts would mend a sum: they may be parts of a part that nothing marks.

    A total that opens a list may be followed by some of its parts only.
    """
    numbers = _numbers(sheet, total, parts, c)
    if numbers is None or len(parts) > _LONGEST_SEARCH:
        return True
    gap, allowed = _gap(*numbers)
    values = [fact.quantity.value if (fact := sheet.cells[i, c]) is not None else Decimal(0) for i in parts]
    if gap <= 0:
        return total < min(parts)
    for start in range(len(values)):
        run = Decimal(0)
        for value in values[start:]:
            run += value
            if abs(run - gap) <= allowed:
                return True
    return any(_is_sum_of_next(values, i, allowed) for i in range(len(values)))


def _is_sum_of_next(values: Sequence[Decimal], i: int, allowed: Decimal) -> bool:
    """Whether a part is itself the sum of the parts behind it."""
    run, count = Decimal(0), 0
    for value in values[i + 1 :]:
        run, count = run + value, count + (value != 0)
        if count > 1 and values[i] and abs(run - values[i]) <= allowed:
            return True
    return False


def _group(sheet: Sheet, total: int, parts: Positions, c: int, sure: bool) -> PartGroup | None:
    numbers = _numbers(sheet, total, parts, c)
    if numbers is None:
        return None
    whole, found = numbers
    line = sheet.rows[total]
    return PartGroup(
        place=TABLE_PLACE,
        total=whole,
        parts=tuple(found),
        exhaustive=True,
        span=line.label,
        label=line.name if line.rank != PLAIN else "",
        sure=sure,
    )
