"""Published budgets and final accounts: which table is which, and which account each of its numbers states.

A number gets the concept of what its table, column and row state ("基本支出", of one account "基本支出：208"): by it
tables and prose are compared. Nothing is renamed in a document that is no such paper.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from fundqa.bind.tables import TableFacts, indexed
from fundqa.document import Cell, Document, Heading, Location, Paragraph, Table
from fundqa.extract.tables import RawTable
from fundqa.formspec import wordings
from fundqa.formspec_published import FUNCTIONAL, BlockSpec, PublishedForms, TableSpec, Words
from fundqa.lexicon import normalise
from fundqa.model import Basis, Fact, Span
from fundqa.view import PartGroup
from fundqa.view_published import Paper, PublishedTable
from fundqa.view_tables import TABLE_PLACE, Line, Sheet

_CLASS = 3
_AMOUNTS = ("", "stock")
_OPENING, _LONGEST, _BELOW = 12, 60, 6
_MARK = "："
_PRINTED = re.compile(r"-?\d[\d,，]*(?:\.\d+)?")
_LONGEST_NOTE, _LONGEST_TITLE, _LEADERS = 120, 120, "….·0123456789"


@dataclass(slots=True)
class _Reading:
    """A table while it is read."""

    spec: TableSpec
    raw: RawTable
    sheets: list[Sheet]


@dataclass(slots=True)
class Published:
    """What is known of a paper before its prose is read. stated: the concepts that its tables state;

    renamed: what totals are called that are one; groups: the sums that words.yml tells of tables.
    """

    paper: Paper
    stated: frozenset[str] = frozenset()
    renamed: Mapping[str, str] = field(default_factory=dict)
    groups: tuple[PartGroup, ...] = ()


def read_published(document: Document, tables: TableFacts, forms: PublishedForms) -> Published | None:
    """The paper that a document is, its tables' numbers renamed in place; None when it is none."""
    if not forms.tables:
        return None
    found = [(raw, sheets, _spec(raw, forms)) for raw, sheets in tables.read]
    readings = [_Reading(spec, raw, list(sheets)) for raw, sheets, spec in found if spec is not None]
    opening = list(_opening(document))
    kind = _worded(forms.words.papers, [text for text in opening if not any(w in text for w in forms.words.others)])
    there = {reading.spec.id for reading in readings}
    named = _named(document, forms)
    if len(there) < forms.words.least and not (kind and (there or len(named) >= forms.words.least)):
        return None
    office = _office(document, opening, forms.words)
    kind = kind or _worded(forms.words.kinds, [reading.raw.title.surface for reading in readings])
    chart = _chart(readings)
    frame = _Frame(office, chart, forms.words.stands_for.get(kind))
    for reading in readings:
        reading.sheets = [_renamed(sheet, reading.spec, frame, forms.words) for sheet in reading.sheets]
    renamed = _merged(readings, forms.words)
    for reading in readings:
        reading.sheets = [_with(sheet, lambda fact: _called(fact, renamed)) for sheet in reading.sheets]
    own = {id(reading.raw): tuple(reading.sheets) for reading in readings}
    tables.read = [(raw, own.get(id(raw), sheets)) for raw, sheets in tables.read]
    indexed(tables)
    published = tuple(_table(reading, document, forms.words) for reading in readings)
    missing = tuple(_missing(named, there, forms)) if there else ()
    first = Span(opening[0], _first(document)) if opening else Span("", _first(document))
    paper = Paper(document.path, kind, _worded(forms.words.scopes, opening), office, first, published, missing, chart)
    stated = frozenset(fact.concept for table in published for sheet in table.sheets for fact in sheet.facts())
    sheets = [sheet for reading in readings for sheet in reading.sheets]
    return Published(paper, stated, renamed, tuple(_sums(sheets, forms.words)))


def _spec(raw: RawTable, forms: PublishedForms) -> TableSpec | None:
    tags = [text for text in (*raw.around, *raw.inside) if len(text) < _LONGEST]
    return next((spec for tag in ("", *tags) if (spec := forms.table(raw.title.surface, tag))), None)


def _opening(document: Document) -> Iterator[str]:
    """The first lines of a document."""
    texts = (block.text for block in document.blocks[:_OPENING] if isinstance(block, Paragraph | Heading))
    return (text for text in texts if text.strip())


def _first(document: Document) -> Location:
    block = next((b for b in document.blocks if isinstance(b, Paragraph | Heading) and b.text.strip()), None)
    return block.location.span(0, len(block.text)) if block else document.blocks[0].location


def _worded(kinds: Mapping[str, Sequence[str]], texts: Sequence[str]) -> str:
    """The kind whose words stand in the first text that has any."""
    for text in texts:
        plain = normalise(text)
        for kind, words in kinds.items():
            if any(word in plain for word in words):
                return kind
    return ""


def _office(document: Document, opening: Sequence[str], words: Words) -> str:
    """Whose paper it is: what stands behind 编制部门：, else its first line."""
    for _, text in document.texts():
        plain = normalise(text)
        for label in words.office:
            before, mark, name = plain.partition(f"{label}{_MARK}")
            if mark and not before and name:
                return name.split(_MARK)[0][:_LONGEST]
    return normalise(opening[0])[:_LONGEST] if opening else words.account[0] if words.account else "-"


def _chart(readings: Sequence[_Reading]) -> dict[str, str]:
    """The name of each functional account that the tables print with its code."""
    chart: dict[str, str] = {}
    for reading in readings:
        if any(block.accounts == FUNCTIONAL for block in reading.spec.blocks):
            for row in (row for sheet in reading.sheets for row in sheet.rows if row.code and row.name):
                chart.setdefault(row.code, row.name)
    return chart


def _with(sheet: Sheet, change: object) -> Sheet:
    """A sheet with each of its numbers changed."""
    assert callable(change)
    return replace(sheet, cells={at: change(fact) if fact is not None else None for at, fact in sheet.cells.items()})


@dataclass(frozen=True, slots=True)
class _Frame:
    """What all tables of a paper share: whose they are, the accounts, the basis of figures that say none."""

    office: str
    chart: Mapping[str, str]
    basis: Basis | None


def _renamed(sheet: Sheet, spec: TableSpec, frame: _Frame, words: Words) -> Sheet:
    cells: dict[tuple[int, int], Fact | None] = {}
    closed = _closing(sheet, spec)
    classes = {name: code for code, name in frame.chart.items() if len(code) == _CLASS}
    for (r, c), fact in sheet.cells.items():
        block = _block(sheet.cols[c], spec)
        concept = _concept(sheet.rows[r], sheet.cols[c], block, classes, words) if block and r < closed else ""
        cells[r, c] = _stating(fact, concept, frame) if fact is not None else None
    return replace(sheet, cells=cells)


def _stating(fact: Fact, concept: str, frame: _Frame) -> Fact:
    if not concept:
        return fact
    context = replace(fact.context, account=concept)
    basis = fact.basis or frame.basis
    return replace(fact, concept=concept, entity=frame.office, basis=basis, dims=(), context=context)


def _block(col: Line, spec: TableSpec) -> BlockSpec | None:
    """The block that a column belongs to, by its uppermost head."""
    head = col.texts[0] if col.texts else ""
    return next((b for b in spec.blocks if not b.heads or any(word in head for word in b.heads)), None)


def _closing(sheet: Sheet, spec: TableSpec) -> int:
    """The row from which a block's names mean something else."""
    ends = frozenset().union(*(block.until for block in spec.blocks)) if spec.blocks else frozenset()
    for r, row in enumerate(sheet.rows):
        if any(wording in ends for wording in wordings(row.name)):
            return r + 1
    return len(sheet.rows)


def _concept(row: Line, col: Line, block: BlockSpec, classes: Mapping[str, str], words: Words) -> str:
    """What a cell states; "" where its column or row is not known."""
    column = _column(col, block, words)
    if not column or row.role not in _AMOUNTS or (row.of_which and not row.code):
        return ""
    if block.line:
        return column
    named = next((block.rows[wording] for wording in wordings(row.name) if wording in block.rows), "")
    if named:
        return named if column == block.main else column if row.rank else ""
    if row.rank:
        return column if row.name in words.whole else ""
    key = _account(row, block, classes)
    if not key:
        return ""
    return f"{block.each if column == block.main else column}{_MARK}{key}"


def _column(col: Line, block: BlockSpec, words: Words) -> str:
    """What a column states: its innermost head that says more than a basis, the whole where it says no more."""
    whole = False
    for text in reversed(col.texts):
        found = next((block.columns[wording] for wording in wordings(text) if wording in block.columns), "")
        if found and not (whole and found == block.main):
            return found
        if text in words.whole:
            whole = True
        elif text not in words.bare and not whole:
            break
    bare = all(text in words.bare or any(word in text for word in block.heads) for text in col.texts)
    return block.main if whole or bare else ""


def _account(row: Line, block: BlockSpec, classes: Mapping[str, str]) -> str:
    """The account of a row: its code, or of a class without one the code that its name has elsewhere."""
    if row.code:
        return row.code
    if block.accounts != FUNCTIONAL:
        return ""
    plain = wordings(row.name)
    return next((classes[wording] for wording in plain if wording in classes), "")


def _merged(readings: Sequence[_Reading], words: Words) -> dict[str, str]:
    """The totals that are one and the same, as no amount is carried over in or out."""
    if any(_is_unread(reading) for reading in readings):
        return {}  # what is carried over may stand there
    facts = [fact for reading in readings for sheet in reading.sheets for fact in sheet.facts() if fact.context.account]
    carried = {fact.concept for fact in facts if fact.quantity.value}
    return {same.name: same.known for same in words.same if not carried.intersection(same.unless)}


def _sums(sheets: Sequence[Sheet], words: Words) -> Iterator[PartGroup]:
    """What adds up along a row whose columns have each basis of each item side by side; blanks are nothing."""
    for sheet in sheets:
        rows: dict[tuple[int, Basis | None], dict[str, Fact]] = {}
        for (r, c), fact in sheet.cells.items():
            if fact is not None and fact.context.account and sheet.cols[c].name in words.bare:
                rows.setdefault((r, fact.basis), {}).setdefault(fact.concept, fact)
        for stated in rows.values():
            for whole, names in words.sums.items():
                total, parts = stated.get(whole), tuple(stated[name] for name in names if name in stated)
                if total is not None and parts and total.context.title:
                    span = total.context.label or total.context.title
                    yield PartGroup(TABLE_PLACE, total, parts, True, span, whole)


def _called(fact: Fact, renamed: Mapping[str, str]) -> Fact:
    known = renamed.get(fact.concept) if fact.context.account else None
    return replace(fact, concept=known) if known else fact


def _table(reading: _Reading, document: Document, words: Words) -> PublishedTable:
    pieces = reading.raw.pieces
    facts = [fact for sheet in reading.sheets for fact in sheet.facts()]
    notes = (*_inside(pieces, words), *_below(pieces[-1], document, words))
    filled = any(fact.quantity.value for fact in facts)
    blank = not facts and not _is_unread(reading)
    return PublishedTable(
        reading.spec, reading.raw.title, pieces[0].location, tuple(reading.sheets), notes, filled, blank
    )


def _is_unread(reading: _Reading) -> bool:
    """Whether a table prints numbers of which none could be read, as where its head is lost."""
    if any(True for sheet in reading.sheets for _ in sheet.facts()):
        return False
    return any(_PRINTED.fullmatch(cell.text.strip()) for table in reading.raw.pieces for cell in table.cells)


def _inside(pieces: Sequence[Table], words: Words) -> Iterator[Span]:
    cells: Iterator[Cell] = (cell for table in pieces for cell in table.cells)
    return (Span(cell.text, cell.location.span(0, len(cell.text))) for cell in cells if _is_note(cell.text, words))


def _below(table: Table, document: Document, words: Words) -> Iterator[Span]:
    """The notes under a table, up to the next table or title."""
    start = next(i for i, block in enumerate(document.blocks) if block.location == table.location) + 1
    for block in document.blocks[start : start + _BELOW]:
        if not isinstance(block, Paragraph):
            return
        if _is_note(block.text, words):
            yield Span(block.text, block.location.span(0, len(block.text)))


def _is_note(text: str, words: Words) -> bool:
    plain = normalise(text)
    return len(plain) < _LONGEST_NOTE and any(word in plain for word in words.empty)


def _named(document: Document, forms: PublishedForms) -> Counter[str]:
    """How often each table is named by a short line: in the contents, and as a title."""
    texts = (b.text for b in document.blocks if isinstance(b, Paragraph | Heading) and len(b.text) < _LONGEST_TITLE)
    return Counter(spec.id for text in texts if (spec := _titled(text, forms)) is not None)


def _missing(named: Counter[str], there: set[str], forms: PublishedForms) -> Iterator[TableSpec]:
    """The tables that are named less often than those that are there: not at all, or in the contents alone."""
    usual = min((named[name] for name in there), default=0)
    for spec in forms.tables:
        if spec.id not in there and named[spec.id] < max(usual, 1):
            yield spec


def _titled(text: str, forms: PublishedForms) -> TableSpec | None:
    """The table that a short line names."""
    plain = normalise(text).rstrip(_LEADERS)
    return forms.table(plain) if plain.endswith(forms.words.ends) else None
