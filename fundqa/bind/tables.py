"""Facts of tables that are no recognised form: what each number is, from its row, its column and the text around.

A number has a concept of its own and no dims only where its row names it and its column says no more than year, basis
or unit (or the reverse); else its column's or row's name stands in its dims, and it is compared with nothing by name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal

from fundqa.bind.forms import value_mentions
from fundqa.bind.prose import is_asserted
from fundqa.bind.table_lines import basis_in, column_line, row_line
from fundqa.bind.values import quantity_of
from fundqa.document import Cell, Document, Location
from fundqa.extract.tables import RawBlock, RawTable, read_tables
from fundqa.lexicon import Lexicon, normalise
from fundqa.model import Basis, Context, Dims, Fact, Mention, Quantity, Span
from fundqa.units import COUNT, MEASURE, NO_UNIT, RATIO, UNITS, Unit
from fundqa.view_tables import Line, Sheet

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_BRACKET = re.compile(r"（(?:[^（）：]*：)?([^（）：]{1,8})）")
_RATIO = Unit("", "ratio", RATIO, Decimal(1))
_RATES = frozenset(("growth", "rate", "share"))
_AMOUNTS = frozenset(("", "stock"))
_SHARE_OF_ONE = 2
_GENERIC = "个"


@dataclass(slots=True)
class TableFacts:
    """What the tables of a document yield. read: every table with its sheets."""

    read: list[tuple[RawTable, tuple[Sheet, ...]]] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    consumed: set[Location] = field(default_factory=set)
    by_cell: dict[Location, list[Fact]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Setting:
    """What a table's title, notes and surroundings say. scope: the title where its words narrow what is counted;

    concept: the only amount that the title names, which the table's total then is.
    """

    title: Span
    unit: str
    period: str
    entity: str
    basis: Basis | None
    scope: str
    concept: str


def bind_tables(
    document: Document, forms: frozenset[Location], period: str, entity: str, lexicon: Lexicon
) -> TableFacts:
    """The facts of every table that is no form; `period` and `entity` are the document's own."""
    found = TableFacts()
    for raw in read_tables(document, forms, lexicon):
        found.consumed |= raw.consumed
        setting = _setting(raw, period, entity, lexicon)
        found.read.append((raw, tuple(_sheet(raw, block, setting, lexicon) for block in raw.blocks)))
    indexed(found)
    return found


def indexed(found: TableFacts) -> None:
    """Bring the lists of sheets and of facts by cell in line with what was read."""
    found.sheets = [sheet for _, sheets in found.read for sheet in sheets]
    found.by_cell = {}
    for sheet in found.sheets:
        for fact in sheet.facts():
            found.by_cell.setdefault(fact.location.host, []).append(fact)


def _setting(raw: RawTable, period: str, entity: str, lexicon: Lexicon) -> _Setting:
    years = [str(m[1]) for text in raw.around if len(text) < 60 and (m := _YEAR.search(text))]
    named = lexicon.entity_of(raw.title.surface) or entity
    notes = (note for text in (*raw.inside, *raw.around[:4], *raw.below) if (note := noted_unit(text, lexicon)))
    basis = basis_in(normalise(raw.title.surface), lexicon)
    return _Setting(
        raw.title,
        next(notes, ""),
        years[0] if years else period,
        named,
        basis,
        _scope(raw.title, lexicon),
        _amount(raw.title, lexicon),
    )


def _scope(title: Span, lexicon: Lexicon) -> str:
    """A table's title where some word of it is not explained: 门诊支出情况表 speaks of part of the expenditure."""
    plain = _BRACKET.sub("", normalise(title.surface))
    text = plain
    for ending in lexicon.layout.form_title_endings:
        text = text.removesuffix(ending)
    for hit in reversed(list(lexicon.phrases.scan(text))):
        text = text[: hit.start] + text[hit.end :] if not hit.tag("noun", "parts", "change") else text
    for word in lexicon.tables.titled:
        text = text.replace(word, "")
    text = re.sub(r"(?:19|20)\d\d|[年“”]", "", text)
    explained = not text or (title.surface and text.endswith(tuple(lexicon.organisations.suffixes)))
    return "" if explained and plain else plain or "?"


def _amount(title: Span, lexicon: Lexicon) -> str:
    tags = (hit.tag("concept") for hit in lexicon.phrases.scan(normalise(title.surface)))
    named = {tag.value for tag in tags if tag}
    return named.pop() if len(named) == 1 else ""


def noted_unit(text: str, lexicon: Lexicon) -> str:
    """The money unit that a note announces (单位：万元), "" when it announces none."""
    plain = normalise(text)
    for word in lexicon.layout.unit_note:
        for after in plain.split(f"{word}：")[1:]:
            listed = re.split("[、，,；;）（]", after)
            named = next((name for name in listed if name in lexicon.units and _is_money(name, lexicon)), "")
            if named:
                return named
        if f"{word}：" in plain:
            return ""
    bracketed: list[str] = _BRACKET.findall(plain)
    return next((name for name in bracketed if name in lexicon.units and _is_money(name, lexicon)), "")


def _is_money(symbol: str, lexicon: Lexicon) -> bool:
    return lexicon.units[symbol].base == "CNY"


def _sheet(raw: RawTable, block: RawBlock, setting: _Setting, lexicon: Lexicon) -> Sheet:
    words = lexicon.tables
    columns = list(block.heads)
    cols = tuple(column_line(block, c, lexicon) for c in columns)
    rows = tuple(row_line(row, lexicon) for row in block.rows)
    cells: dict[tuple[int, int], Fact | None] = {}
    for r, row in enumerate(block.rows):
        for i, c in enumerate(columns):
            cell = row.values.get(c)
            if cell is None or not cell.text.strip() or cell.text.strip() in lexicon.layout.nil:
                cells[r, i] = None
                continue
            fact = _fact(cell, rows[r], cols[i], row.unit, setting, lexicon)
            if fact is not None:
                cells[r, i] = fact
    texts = (*raw.inside, *raw.below, *raw.around[:2], *(cell.text for path in block.heads.values() for cell in path))
    limited = any(word in setting.title.surface for word in words.limited)
    other_base = any(word in text for text in texts for word in words.other_base)
    return _in_percent(Sheet(setting.title, rows, cols, cells, limited, other_base))


def _fact(cell: Cell, row: Line, col: Line, row_unit: str, setting: _Setting, lexicon: Lexicon) -> Fact | None:
    mentions = value_mentions(Span(cell.text, cell.location), lexicon)
    if len(mentions) != 1 or is_asserted(mentions[0]):
        return None
    mention = mentions[0]
    concept, dims = _meaning(row, col, setting, lexicon)
    measured = {col.role, row.role} <= _AMOUNTS
    basis = (row.basis or col.basis or setting.basis) if measured else None
    quantity = quantity_of(mention, lexicon, _unit(mention, concept, row, col, row_unit, setting, lexicon))
    if concept and lexicon.concept(concept).dimension not in ("", quantity.unit.dimension):
        concept, dims = _crossing(row, col)
    if basis is not None and quantity.unit.dimension in (COUNT, MEASURE, RATIO):
        basis = Basis.TARGET if Basis.BUDGET.compatible(basis) else Basis.COMPLETED
    period = row.period or _moved(col.period or setting.period, row.when or ("" if col.period else col.when))
    context = Context("table", 0, "", None, row.label if row.label.surface.strip() else col.label, setting.title)
    return Fact(
        concept=concept,
        entity=row.entity or col.entity or setting.entity,
        period=period,
        basis=basis,
        dims=dims,
        quantity=quantity,
        surface=mention.surface,
        location=cell.location.span(mention.start, mention.end),
        context=context,
    )


def _moved(period: str, when: str) -> str:
    return str(int(period) - 1) if when == "prior" and period.isdigit() else period


def _meaning(row: Line, col: Line, setting: _Setting, lexicon: Lexicon) -> tuple[str, Dims]:
    """The concept of a number and what sets it apart: by its row's name if the column adds nothing, or the reverse."""
    told = setting.scope or col.said or col.role or col.rank or row.limited or row.rank < 2
    if setting.concept and not told and not _without_total(row, lexicon):
        return setting.concept, ()
    free = all(not line.rank or line.said in lexicon.labels for line in (row, col))
    if {col.role, row.role} <= _AMOUNTS and not row.of_which and free:
        scope = (("table", setting.scope),) if setting.scope else ()
        if bool(row.said) != bool(col.said):
            return lexicon.concept_of_label(row.said or col.said), scope
        if row.entity and col.said in lexicon.labels and not lexicon.concept_of_label(row.name).strip(row.entity):
            return lexicon.labels[col.said], scope
    return _crossing(row, col)


def _without_total(row: Line, lexicon: Lexicon) -> str:
    """What a total's name says besides being one: 人员经费 in 人员经费合计."""
    return next((row.said.removesuffix(word) for word, _ in lexicon.tables.total if row.said.endswith(word)), row.said)


def _crossing(row: Line, col: Line) -> tuple[str, Dims]:
    names = (("column", "/".join(col.texts)), ("row", "/".join(row.texts)))
    return (col.name or row.name), tuple((key, name) for key, name in names if name)


def _unit(
    mention: Mention, concept: str, row: Line, col: Line, row_unit: str, setting: _Setting, lexicon: Lexicon
) -> Unit | None:
    """The unit of a bare number: its row's or column's own, percent for shares, the note's for money; None as read."""
    if mention.symbol or mention.unit:
        return None
    if row_unit and row_unit in lexicon.units and col.role not in _RATES:
        return lexicon.units[row_unit]
    for line in (row, col) if row.unit and col.unit == _GENERIC else (col, row):
        if line.unit and not (line is row and col.role in _RATES):
            return lexicon.units[line.unit]
    if col.role in _RATES or row.role in _RATES or "ratio" in (col.role, row.role):
        return _RATIO
    if {row.dimension, col.dimension} & {COUNT, MEASURE, RATIO}:
        return UNITS["人"] if lexicon.concept(concept).unit == "person" else NO_UNIT
    return lexicon.units[setting.unit] if setting.unit else NO_UNIT


def _in_percent(sheet: Sheet) -> Sheet:
    """Bare ratios of a line are percent when one of them, or a percent sign beside them, says so."""
    cells = dict(sheet.cells)
    for axis in (0, 1):
        lines: dict[int, list[tuple[int, int]]] = {}
        for at, fact in sheet.cells.items():
            role = (sheet.rows, sheet.cols)[axis][at[axis]].role
            if fact is not None and role in (*_RATES, "ratio") and fact.quantity.unit.dimension == RATIO:
                lines.setdefault(at[axis], []).append(at)
        for places in lines.values():
            facts = [fact for at in places if (fact := sheet.cells[at]) is not None]
            large = any(abs(fact.quantity.value / fact.quantity.unit.scale) > _SHARE_OF_ONE for fact in facts)
            for at, fact in zip(places, facts, strict=True):
                if fact.quantity.unit is _RATIO and large:
                    cells[at] = _scaled(fact)
    return replace(sheet, cells=cells)


def _scaled(fact: Fact) -> Fact:
    """The same digits read as percent."""
    unit, q = UNITS["%"], fact.quantity
    values = (q.value * unit.scale, unit, q.decimals, q.qualifier, q.low * unit.scale, q.high * unit.scale)
    return replace(fact, quantity=Quantity(*values))
