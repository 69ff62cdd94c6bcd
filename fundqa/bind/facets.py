"""Columns that no cell of a form holds but its cells decide: what table checks compare within a row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from fundqa.extract.rawform import RawForm
from fundqa.formspec_taxonomy import Taxonomy
from fundqa.lexicon import Columns, Lexicon, normalise
from fundqa.model import Basis, Mention, Span
from fundqa.units import COUNT, MONEY, RATIO
from fundqa.view import Form, Row

Derived = dict[str, tuple[str, Span]]
Mentions = Callable[[Span], list[Mention]]
NOTHING = "—"
_FEWEST = 6


def with_facets(
    form: Form, raw: RawForm, lexicon: Lexicon, mentions: Mentions, label_unit: Callable[[str], str]
) -> Form:
    """The form with the derived columns of its rows, and one row that says which kinds of indicators it has.

    mentions: the numbers of a cell; label_unit: the unit inside an indicator's name.
    """
    names, taxonomy = lexicon.columns, raw.spec.taxonomy
    rows = []
    for number, row in enumerate(form.rows):
        derived: Derived = {}
        if row.table == "indicators" and (label := row.cells.get(names.indicator)) is not None:
            derived |= _classed(row, label, names, taxonomy)
            derived[names.key] = (_key(form, row, label, number, names), label)
            derived[names.filled] = (_filled(row, label, names), label)
            unit = row.text(names.unit) or label_unit(label.surface)
            concept = lexicon.concept(lexicon.concept_of_label(label.surface))
            derived |= _units(row, unit, concept.dimension, lexicon, mentions)
        rows.append(replace(row, derived=derived) if derived else row)
    rows += [row for row in (_categories(form, taxonomy, names),) if row is not None]
    noted = dict(_noted_units(raw, lexicon, mentions))
    rows = [_with_unit(row, noted, names) for row in rows]
    return replace(form, rows=tuple(rows), blank=_is_blank(raw, names))


def _classed(row: Row, label: Span, names: Columns, taxonomy: Taxonomy) -> Derived:
    """The group beside the one its kind belongs to, the kind beside the one its name shows."""
    upper, lower = row.cells.get(names.level1), row.cells.get(names.level2)
    group, kind = taxonomy.group(row.text(names.level1)), taxonomy.kind(row.text(names.level2))
    derived: Derived = {}
    if upper is not None and lower is not None and group and kind:
        within = taxonomy.within.get(kind, ())
        derived[names.path] = (f"{group}|{group if group in within else within[0]}", lower)
    if (
        upper is not None
        and lower is not None
        and not row.text(names.level2)
        and (taxonomy.kind(upper.surface) or not group)
    ):
        derived[names.level2] = (upper.surface.strip() or NOTHING, upper)
    own = kind or taxonomy.kind(row.text(names.level1))
    if own:
        derived[names.told] = (f"{own}|{taxonomy.clash(own, label.surface) or own}", label)
    return derived


def _key(form: Form, row: Row, label: Span, number: int, names: Columns) -> str:
    """What no two indicators of a form share; a name merged over several rows is one indicator."""
    plain = normalise(label.surface)
    above = [r for r in form.rows[:number] if r.table == row.table and r.cells.get(names.indicator) == label]
    levels = (normalise(row.text(name)) for name in (names.group, *names.levels))
    merged = str(number) if above or not plain else ""
    return "|".join((label.location.document, str(form.number), *levels, plain, merged))


def _filled(row: Row, label: Span, names: Columns) -> str:
    """What stands under target and result; a row without a name, or a form without either column, is not asked."""
    asked = [name for name in (names.target, names.result) if name in row.cells]
    if not asked or not label.surface.strip():
        return NOTHING
    return "".join(row.text(name) for name in asked)


def _units(row: Row, unit: str, dimension: str, lexicon: Lexicon, mentions: Mentions) -> Derived:
    """The unit that the row gives beside one that a value prints."""
    names, found = lexicon.columns, {}
    for column in (names.target, names.result):
        cell = row.cells.get(column)
        for symbol in _symbols(cell, lexicon, mentions) if cell is not None else ():
            given = unit if unit in lexicon.units else _percent(dimension, symbol, lexicon)
            if given and cell is not None:
                same = _same(given, symbol, lexicon)
                if names.units not in found or not same:
                    found[names.units] = (f"{given}|{given if same else symbol}", cell)
    return found


def _symbols(cell: Span, lexicon: Lexicon, mentions: Mentions) -> set[str]:
    return {m.symbol for m in mentions(cell) if m.symbol and m.symbol in lexicon.units}


def _percent(dimension: str, symbol: str, lexicon: Lexicon) -> str:
    """A rate that is given in people or money."""
    return "%" if dimension == RATIO and lexicon.units[symbol].dimension in (COUNT, MONEY) else ""


def _same(given: str, symbol: str, lexicon: Lexicon) -> bool:
    one, other = lexicon.units[given], lexicon.units[symbol]
    return (one.base, one.scale) == (other.base, other.scale)


def _noted_units(raw: RawForm, lexicon: Lexicon, mentions: Mentions) -> Iterator[tuple[Span, tuple[str, Span]]]:
    """For every amount that prints its unit: the form's unit beside it."""
    for amount in raw.amounts:
        given = amount.unit or raw.unit
        for symbol in _symbols(amount.cell, lexicon, mentions) if given else ():
            said = given if _same(given, symbol, lexicon) else symbol
            yield amount.cell, (f"{given}|{said}", amount.cell)


def _with_unit(row: Row, noted: Mapping[Span, tuple[str, Span]], names: Columns) -> Row:
    if row.table != "funding":
        return row
    row = _without_initial(row, names)
    found = [noted[cell] for cell in row.cells.values() if cell is not None and cell in noted]
    if not found:
        return row
    differing = (pair for pair in found if len(set(pair[0].split("|"))) > 1)
    return replace(row, derived={**row.derived, names.units: next(differing, found[0])})


def _without_initial(row: Row, names: Columns) -> Row:
    """A year without an initial budget leaves its column empty, and lacks nothing."""
    cells = {name: cell for name, cell in row.cells.items() if name != names.basis}
    total = cells.get(names.total)
    empty = not any(cell is not None and cell.surface.strip() for cell in cells.values())
    if total is None or row.text(names.basis) != Basis.INITIAL or not empty:
        return row
    return replace(row, derived={names.total: (NOTHING, total)})


def _categories(form: Form, taxonomy: Taxonomy, names: Columns) -> Row | None:
    """Which kinds of indicators the form has, of those that forms mostly have; only for one of several groups."""
    rows = form.table("indicators")
    kinds = {taxonomy.told(row.text(names.indicator)): row.cells.get(names.indicator) for row in rows}
    kinds |= {taxonomy.kind(row.text(names.level2)): row.cells.get(names.level2) for row in rows}
    groups = {group for row in rows if (group := taxonomy.group(row.text(names.level1)))}
    output = next((group for kind in taxonomy.wanted for group in taxonomy.within.get(kind, ())[:1]), "")
    known = [row for row in rows if taxonomy.kind(row.text(names.level2))]
    exempt = any(word in form.name for word in taxonomy.exempt)
    if exempt or output not in groups or len(groups) <= 1 or len(known) < _FEWEST:
        return None
    derived: Derived = {}
    for kind, until in taxonomy.wanted.items():
        asked = not until or (form.period.isdigit() and int(form.period) <= until)
        found = kind in kinds or kind in groups
        derived[kind] = (kind if found else "" if asked else NOTHING, kinds.get(kind) or form.title)
    return Row("categories", {}, derived)


def _is_blank(raw: RawForm, names: Columns) -> bool:
    """Whether nothing but labels is printed: no amount, no goal, no target and no result."""
    cells = [amount.cell for amount in raw.amounts] + [cell for _, cell in raw.goals]
    cells += [
        c for r in raw.rows for n in (names.target, names.result, names.score) if (c := r.cells.get(n)) is not None
    ]
    return not any(cell.surface.strip() for cell in cells)
