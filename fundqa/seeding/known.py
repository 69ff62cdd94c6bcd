"""What holds in a written report: the ledger's equations over the places where their figures are stated."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from fundqa.document import Location
from fundqa.seeding.books import Account, Equation
from fundqa.seeding.indicators import Indicator
from fundqa.seeding.page import Statement
from fundqa.seeding.relation import Known

Places = Mapping[str, Sequence[Statement]]

_NAMES = {"place": ("name", "NAM"), "year": ("year", "NAM"), "fund": ("fund", "NAM"), "org": ("name", "NAM"),
          "number": ("number", "WRD"), "listed": ("number", "WRD")}  # fmt: skip
_POINTS = ("score", "weight")


def known(
    statements: Sequence[Statement], accounts: Sequence[Account], rows: Mapping[int, Sequence[Indicator]]
) -> tuple[Known, ...]:
    """All relations between the statements, none twice."""
    places: dict[str, list[Statement]] = {}
    for statement in statements:
        places.setdefault(statement.key, []).append(statement)
    found = [*_names(places)]
    for account in accounts:
        figures = [account.key(name) for name in account.figures]
        found += _same(places, figures)
        for equation in account.equations:
            if all(key in places for key in equation.keys):
                found += [
                    Known(equation.kind, _family(equation, operands), operands, equation.text, equation.names)
                    for operands in _operands(places, equation.keys)
                ]
        found += _claims(places, account, rows[account.number])
        found += _trends(places, account)
    return tuple(dict.fromkeys(found))


def _names(places: Places) -> Iterator[Known]:
    """Words that must be the same, or go on counting, wherever they stand."""
    for key, found in places.items():
        kind, family = _NAMES.get(key.partition(":")[0], _NAMES.get(key.rpartition(":")[2], ("", "")))
        if kind and len(found) > 1:
            yield Known(kind, family, tuple(statement.location for statement in found))


def _same(places: Places, keys: Iterable[str]) -> Iterator[Known]:
    """Every further statement of a figure against its first one in a table, else its first."""
    for key in keys:
        found = places.get(key, ())
        first = next((s for s in found if s.table), found[0] if found else None)
        for other in found:
            if first is not None and other is not first:
                family = "N2T" if first.table and not other.table else "ARI" if other.table else "N2N"
                family = "SCO" if key.endswith(_POINTS) else family
                yield Known("same", family, (first.location, other.location), "a == b", ("a", "b"))


def _family(equation: Equation, operands: Sequence[Location]) -> str:
    """A list of prose that stands in the cells of a table is arithmetic of that table."""
    in_cells = len({place.host for place in operands if place.row >= 0}) == len(operands)
    return "ARI" if equation.family == "N2N" and in_cells else equation.family


def _operands(places: Places, keys: Sequence[str]) -> Iterator[tuple[Location, ...]]:
    """For every statement of the first figure, the statements of the others that stand nearest to it."""
    for anchor in places[keys[0]]:
        yield (anchor.location, *(_nearest(places[key], anchor) for key in keys[1:]))


def _nearest(found: Sequence[Statement], anchor: Statement) -> Location:
    def distance(statement: Statement) -> tuple[bool, bool, int]:
        same_block = statement.location.block == anchor.location.block
        return not same_block, not statement.table, abs(statement.location.start - anchor.location.start)

    return min(found, key=distance).location


def _claims(places: Places, account: Account, rows: Sequence[Indicator]) -> Iterator[Known]:
    """A claim that the goals were met, with the results it rests on."""
    keys = [account.key(row.result) for row in rows if row.result and row.achieved]
    results = [places[key] for key in keys if key in places]
    for claim in places.get(account.key("claim"), ()):
        operands = tuple(_nearest(found, claim) for found in results)
        if operands:
            yield Known("claim", "TGT", (claim.location, *operands))


def _trends(places: Places, account: Account) -> Iterator[Known]:
    """A word for the direction of a change, with the figures beside it that show it."""
    for prefix, now in (("", "done"), ("income_", "income_done")):
        keys = [f"{prefix}{name}" for name in ("prev", "up", "down", "growth_up", "growth_down")]
        shown = [places[account.key(key)] for key in (now, *keys) if account.key(key) in places]
        for trend in places.get(account.key(f"{prefix}trend"), ()):
            beside = [_nearest(found, trend) for found in shown]
            operands = [place for place in beside if place.block == trend.location.block]
            if operands:
                yield Known("claim", "N2N", (trend.location, *operands))
