"""Tables that are no recognised form: their heads, their blocks side by side, their rows with labels and values.

A table that goes on after a page break is read as one with what it continues. A row of words in the middle of the
numbers is a new head, behind which a new section begins: totals never reach over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from fundqa.document import Block, Cell, Document, Heading, Location, Paragraph, Table
from fundqa.extract.continued import chains, layout_of
from fundqa.extract.prose import is_quantity
from fundqa.lexicon import Lexicon, normalise
from fundqa.model import Span
from fundqa.quantity import parse_cell
from fundqa.readers.layout import Layout

GridRow = tuple[Cell | None, ...]

_PLAIN = re.compile(r"\s*[-−+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?\s*%?\s*")
_YEAR = re.compile(r"\s*(?:19|20)\d\d\s*(?:年\w?)?\s*")
_CODE = re.compile(r"[1-9]\d{2}(?:\d\d){0,3}")
_LONGEST_LABEL = 60
_MIXED = 5
_ABOVE = 4


@dataclass(slots=True)
class RawRow:
    """A row of a block: its label cells, outermost first, the cells of its value columns, its code and unit."""

    labels: tuple[Cell, ...]
    values: dict[int, Cell]
    code: str = ""
    unit: str = ""


@dataclass(slots=True)
class RawBlock:
    """Columns that share labels. heads: of every value column the head cells above it, outermost first."""

    heads: dict[int, tuple[Cell, ...]]
    rows: list[RawRow] = field(default_factory=list)


@dataclass(slots=True)
class RawTable:
    """A table as read, with the text around it. consumed: the cells that are heads, labels, codes or values.

    around: the texts above it, the nearest first; inside: its rows of a single cell; below: the notes under it;
    pieces: what it was joined from, in order.
    """

    title: Span
    around: tuple[str, ...]
    inside: tuple[str, ...]
    below: tuple[str, ...] = ()
    pieces: tuple[Table, ...] = ()
    blocks: list[RawBlock] = field(default_factory=list)
    consumed: set[Location] = field(default_factory=set)


@dataclass(slots=True)
class _Section:
    """Rows under one head."""

    heads: list[GridRow]
    rows: list[GridRow] = field(default_factory=list)
    numeric: set[int] = field(default_factory=set)


def read_tables(document: Document, forms: frozenset[Location], lexicon: Lexicon) -> Iterator[RawTable]:
    """Every table of a document that is none of `forms`, with what continues it."""
    layout = layout_of(lexicon)

    def follows(own: Sequence[Table], table: Table, between: Sequence[Block]) -> bool:
        return _continues(own[-1], table, between, layout, lexicon)

    for chain in chains(document, follows, without=forms):
        yield _read(document, chain.first, chain.last, chain.tables, layout, lexicon)


def _continues(before: Table, table: Table, between: Sequence[Block], layout: Layout, lexicon: Lexicon) -> bool:
    """Whether a table goes on with another: as wide, no title between them, and the same head again or none."""
    if table.cols != before.cols or table.location.parent != before.location.parent:
        return False
    if any(not isinstance(block, Paragraph) or layout.is_form_title(block.text) for block in between):
        return False
    if sum(len(block.text) for block in between if isinstance(block, Paragraph)) > _LONGEST_LABEL:
        return False
    own, other = _first_rows(table), _first_rows(before)
    if own and other and own[0] == other[0]:
        return True
    rows = grid_rows(table)
    closed = any(lexicon.tables.rank(normalise(cell.text)) for cell in grid_rows(before)[-1] if cell is not None)
    return not closed and bool(rows) and _kind_of(rows[0], lexicon) == "data"


def _first_rows(table: Table) -> list[list[str]]:
    rows = ([normalise(cell.text) for cell in row if cell is not None] for row in grid_rows(table)[:2])
    return [row for row in rows if any(row)]


def grid_rows(table: Table) -> list[GridRow]:
    """The rows of a table, each with the cell that covers every column."""
    at = table.grid()
    return [tuple(at.get((r, c)) for c in range(table.cols)) for r in range(table.rows)]


def _read(
    document: Document, first: int, last: int, chain: Sequence[Table], layout: Layout, lexicon: Lexicon
) -> RawTable:
    above = document.blocks[max(0, first - _ABOVE) : first]
    cut = max((i + 1 for i, block in enumerate(above) if isinstance(block, Table)), default=0)
    below = list(_below(document.blocks[last + 1 : last + 3], layout))
    rows = [row for table in chain for row in grid_rows(table)]
    spread = [cell for row in rows if (cell := _sole(row)) is not None]
    title = _title(spread, above[cut:], chain[0], layout)
    texts = [block.text for block in reversed(above[cut:]) if isinstance(block, Paragraph | Heading)]
    raw = RawTable(title, (title.surface, *texts), tuple(cell.text for cell in spread), tuple(below), tuple(chain))
    for section in (section for section in _sections(rows, lexicon) if not _lost_merges(section.heads, rows)):
        raw.consumed |= {cell.location for row in section.heads for cell in row if cell is not None}
        _blocks(raw, section, lexicon)
    return raw


def _below(blocks: Sequence[Block], layout: Layout) -> Iterator[str]:
    """The notes under a table, up to the title of what comes next."""
    for block in blocks:
        if not isinstance(block, Paragraph) or layout.is_form_title(block.text):
            return
        yield block.text


def _sole(row: GridRow) -> Cell | None:
    """The only filled cell of a row of several columns."""
    filled = list(dict.fromkeys(cell for cell in row if cell is not None and cell.text.strip()))
    return filled[0] if len(filled) == 1 and len(row) > 1 else None


def _title(spread: Sequence[Cell], above: Sequence[Block], table: Table, layout: Layout) -> Span:
    for cell in spread[:2]:
        if cell.row < 2 and layout.is_form_title(cell.text):
            return Span(cell.text, cell.location.span(0, len(cell.text)))
    named = [b for b in reversed(above) if isinstance(b, Paragraph | Heading) and len(b.text) < _LONGEST_LABEL]
    for block in [*(b for b in named if layout.is_form_title(b.text)), *(b for b in named if isinstance(b, Heading))]:
        return Span(block.text, block.location.span(0, len(block.text)))
    first = next((cell for cell in table.cells if cell.text.strip()), table.cells[0])
    return Span("", first.location.span(0, 0))


def is_number(text: str, lexicon: Lexicon) -> bool:
    """Whether a cell holds one number and nothing else, dates aside."""
    if _PLAIN.fullmatch(text):
        return True
    if not text or len(text) > _LONGEST_LABEL:
        return False
    mention = parse_cell(text, lexicon.units)
    return mention is not None and is_quantity(mention)


def _sort_of(cell: Cell | None, lexicon: Lexicon) -> str:
    """What a cell holds: number, year (which may be a number too), nil, blank or words."""
    return _sort(cell.text.strip(), lexicon) if cell is not None else "blank"


@lru_cache(maxsize=16384)
def _sort(text: str, lexicon: Lexicon) -> str:
    if not text:
        return "blank"
    if text in lexicon.layout.nil:
        return "nil"
    if _YEAR.fullmatch(text):
        return "year"
    return "number" if is_number(text, lexicon) else "words"


def _kind_of(row: GridRow, lexicon: Lexicon) -> str:
    """head: words only, in two columns at least; data: a number or a nil; other: blank, or a single text."""
    cells = dict.fromkeys(cell for cell in row if cell is not None)
    sorts = [_sort_of(cell, lexicon) for cell in cells]
    if "number" in sorts or "nil" in sorts:
        return "ordinals" if _counts_columns(list(cells)) else "data"
    return "head" if sorts.count("words") + sorts.count("year") > 1 else "other"


def _counts_columns(cells: Sequence[Cell]) -> bool:
    """Whether a row numbers the columns (栏次 1 2 3 …)."""
    texts = [cell.text.strip() for cell in cells if cell.text.strip()]
    numbers = [int(text) for text in texts if text.isdigit() and len(text) < 3]
    return len(numbers) > 2 and len(numbers) >= len(texts) - 1 and numbers == list(range(1, len(numbers) + 1))


def _sections(rows: Sequence[GridRow], lexicon: Lexicon) -> Iterator[_Section]:
    """The heads of a table with the rows below each; a repeated head begins no new section."""
    section = _Section([])
    known: set[tuple[str, ...]] = set()
    for row in rows:
        kind = _kind_of(row, lexicon)
        texts = tuple(normalise(cell.text) if cell is not None else "" for cell in row)
        if kind == "ordinals" or (texts in known and section.rows):
            continue
        if kind == "head" and (not section.rows or _new_head(section, row, lexicon)):
            if section.rows:
                yield section
                section, known = _Section([]), set()
            section.heads.append(row)
            known.add(texts)
        elif section.heads and kind != "other":
            section.rows.append(row)
            section.numeric |= {c for c, cell in enumerate(row) if _sort_of(cell, lexicon) == "number"}
        elif section.heads and not section.rows:
            known.add(texts)
    if section.rows:
        yield section


def _lost_merges(heads: Sequence[GridRow], rows: Sequence[GridRow]) -> bool:
    """Whether a row of a head has fewer cells than others of the table: it does not stand above its columns."""
    return min(len(row) - row.count(None) for row in heads) < max(len(row) - row.count(None) for row in rows)


def _new_head(section: _Section, row: GridRow, lexicon: Lexicon) -> bool:
    """Whether a row of words stands where numbers stood: different ones in two columns, or the words of a head."""
    cells = [cell for c in section.numeric if (cell := row[c]) is not None and _sort_of(cell, lexicon) == "words"]
    said = {normalise(cell.text) for cell in cells}
    if len(section.numeric) > 1:
        return len(said) > 1
    heads = {normalise(cell.text) for head in section.heads for cell in head if cell is not None}
    return bool(said & (heads | lexicon.tables.plain))


@dataclass(slots=True)
class _Columns:
    """What the columns of a section are, each in one of these."""

    labels: set[int] = field(default_factory=set)
    codes: set[int] = field(default_factory=set)
    units: set[int] = field(default_factory=set)
    remarks: set[int] = field(default_factory=set)
    values: set[int] = field(default_factory=set)
    mixed: set[int] = field(default_factory=set)


def _blocks(raw: RawTable, section: _Section, lexicon: Lexicon) -> None:
    heads = {c: _head_path(section, c) for c in range(len(section.heads[0]))}
    columns = _columns(section, heads, lexicon)
    labels: list[int] = []
    values: list[int] = []
    for c in sorted(columns.labels | columns.codes | columns.values | columns.mixed):
        if c in columns.values or c in columns.mixed:
            values.append(c)
        elif values and any(later > c for later in columns.values):
            _block(raw, section, heads, columns, labels, values, lexicon)
            labels, values = [c], []
        elif not values:
            labels.append(c)
    if values:
        _block(raw, section, heads, columns, labels, values, lexicon)


def _head_path(section: _Section, column: int) -> tuple[Cell, ...]:
    cells = (row[column] for row in section.heads if column < len(row))
    return tuple(dict.fromkeys(cell for cell in cells if cell is not None and cell.text.strip()))


def _columns(section: _Section, heads: dict[int, tuple[Cell, ...]], lexicon: Lexicon) -> _Columns:
    found = _Columns()
    for c, path in heads.items():
        cells = [row[c] for row in section.rows if c < len(row)]
        sorts = [_sort_of(cell, lexicon) for cell in cells]
        numbers, wordy = sorts.count("number") + sorts.count("year"), sorts.count("words")
        name = normalise(path[-1].text) if path else ""
        role = lexicon.tables.role(name) if name else ""
        before = not found.labels and not found.values
        if role == "remark":
            found.remarks.add(c)
        elif before and (role == "code" or not path) and "year" in sorts and "number" not in sorts:
            found.labels.add(c)
        elif role == "unit" and wordy >= numbers:
            found.units.add(c)
        elif (role == "code" and _bare_digits(section, c)) or (before and _are_codes(section, path, c, sorts, lexicon)):
            found.codes.add(c)
        elif wordy > numbers or (not numbers and not found.labels and not found.values):
            found.labels.add(c)
        elif path:
            (found.mixed if wordy * _MIXED > numbers else found.values).add(c)
    return found


def _bare_digits(section: _Section, column: int) -> bool:
    """Whether a column called a code holds no amounts with thousands marks, whatever its head says."""
    return not any(mark in _text(row, column) for row in section.rows for mark in ",，")


def _counts_rows(section: _Section, column: int) -> bool:
    """Whether a column numbers the rows."""
    counted = [int(text) for row in section.rows if (text := _text(row, column)).isdigit()]
    return len(counted) > 1 and counted == list(range(counted[0], counted[0] + len(counted)))


def _are_codes(section: _Section, path: tuple[Cell, ...], column: int, sorts: Sequence[str], lexicon: Lexicon) -> bool:
    """Whether numbers before the labels are classification codes, ordinals, or stand under no head at all."""
    texts = [_text(row, column) for row, sort in zip(section.rows, sorts, strict=True) if sort in ("number", "year")]
    named = [_sort_of(row[column + 1], lexicon) for row in section.rows if column + 1 < len(row)]
    if not texts or named.count("words") * 2 < len(texts):
        return False
    return (
        not path
        or _counts_rows(section, column)
        or (len(set(texts)) > 1 and all(_CODE.fullmatch(text) for text in texts))
    )


def _block(
    raw: RawTable,
    section: _Section,
    heads: dict[int, tuple[Cell, ...]],
    columns: _Columns,
    labels: Sequence[int],
    values: Sequence[int],
    lexicon: Lexicon,
) -> None:
    own = [c for c in values if c in columns.values]
    unit = next((c for c in columns.units if not own or (labels and labels[0] <= c)), -1)
    block = RawBlock({c: heads[c] for c in own})
    coded = {c for c in labels if c in columns.codes and not _counts_rows(section, c)}
    for row in section.rows:
        codes = "".join(text for c in labels if c in coded and (text := _text(row, c)).isdigit())
        named = tuple(dict.fromkeys(row[c] for c in labels if c in columns.labels or not _text(row, c).isdigit()))
        cells = tuple(cell for cell in named if cell is not None and cell.text.strip())
        found = {c: cell for c in own if (cell := row[c]) is not None and cell not in cells}
        raw.consumed |= {
            cell.location for c in labels if (cell := row[c]) is not None and len(cell.text) < _LONGEST_LABEL
        }
        if any(cell.text.strip() for cell in found.values()):
            code = codes if _CODE.fullmatch(codes) else ""
            block.rows.append(RawRow(cells, found, code, _text(row, unit) if unit >= 0 else ""))
            raw.consumed |= {cell.location for cell in found.values() if _sort_of(cell, lexicon) != "words"}
    if block.rows and block.heads:
        raw.blocks.append(block)


def _text(row: GridRow, column: int) -> str:
    cell = row[column] if column < len(row) else None
    return cell.text.strip() if cell is not None else ""
