"""Recognising a form and reading its table into canonical columns, cells exactly as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fundqa.document import Cell, Document, Location, Table
from fundqa.extract.grid import Grid, grid_of, span
from fundqa.formspec import Column, FormSpec
from fundqa.lexicon import Columns, Lexicon, normalise
from fundqa.model import Basis, Span
from fundqa.readers.layout import Layout
from fundqa.view import Row

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
_UNIT_BRACKET = re.compile(r"[（(]\s*([^（）()]{1,3})\s*[)）]")


@dataclass(frozen=True, slots=True)
class Amount:
    """A cell of the funding block: its basis, its source ("" = the total), its row or head label, the cell."""

    basis: Basis
    source: str
    label: Span
    cell: Span


@dataclass(slots=True)
class RawForm:
    """A form as read. `consumed` are the cells whose meaning is known; the others are read as running text."""

    spec: FormSpec
    table: Table
    title: Span
    name: str = ""
    period: str = ""
    unit: str = ""
    columns: set[str] = field(default_factory=set)
    header: dict[str, Span] = field(default_factory=dict)
    roles: list[tuple[str, Span]] = field(default_factory=list)
    amounts: list[Amount] = field(default_factory=list)
    rates: list[tuple[Span, Span]] = field(default_factory=list)
    goals: list[tuple[Column, Span]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    unknown_sources: bool = False
    consumed: set[Location] = field(default_factory=set)


def read_forms(document: Document, specs: tuple[FormSpec, ...], lexicon: Lexicon) -> Iterator[RawForm]:
    """Every recognised form of a document, in order."""
    for i, block in enumerate(document.blocks):
        if isinstance(block, Table):
            spec = recognise(block, specs)
            if spec is not None:
                yield _read(document, i, block, spec, lexicon)


def recognise(table: Table, specs: tuple[FormSpec, ...]) -> FormSpec | None:
    """The form a table is: all its required columns, none of the excluded, most of the optional ones."""
    best: tuple[int, FormSpec] | None = None
    for spec in specs:
        found = {column.name for cell in table.cells if len(cell.text) < 40 for column in spec.columns(cell.text)}
        if spec.required <= found and not spec.excluded & found:
            score = len(spec.optional & found)
            if best is None or score > best[0]:
                best = (score, spec)
    return best[1] if best else None


def _read(document: Document, index: int, table: Table, spec: FormSpec, lexicon: Lexicon) -> RawForm:
    grid = grid_of(table)
    form = RawForm(spec, table, _title(document, index, table, lexicon))
    for cell in table.cells:
        _note(form, cell, lexicon)
    _period(form, document, index)
    _note_above(form, document, index, lexicon)
    heads: dict[str, Cell] = {}
    pairs: list[Basis] = []
    matrix: list[tuple[Column, Cell]] = []
    goal_heads: list[tuple[Column, Cell]] = []
    for row in range(table.rows):
        cells = grid.row(row)
        labels = [(cell, spec.columns(cell.text)) for cell in cells]
        row_heads = _indicator_heads(labels, lexicon.columns)
        if row_heads:
            heads, goal_heads = row_heads, []
            form.columns |= set(heads)
            form.consumed |= {cell.location for cell in heads.values()}
        elif heads:
            _indicator_row(form, grid, row, heads, lexicon.columns)
        elif goal_heads and not any(columns for _, columns in labels):
            _goal_row(form, grid, row, goal_heads)
        else:
            _header_row(form, grid, labels, lexicon)
            pairs = _amount_row(form, grid, labels, pairs, matrix)
            goal_heads = _goal_heads(form, labels) or goal_heads
    return form


def _title(document: Document, index: int, table: Table, lexicon: Lexicon) -> Span:
    layout = Layout(lexicon.layout.form_title_endings)
    grid = grid_of(table)
    for row in range(min(3, table.rows)):
        filled = [cell for cell in grid.row(row) if cell.text.strip()]
        if len(filled) == 1 and layout.is_form_title(filled[0].text):
            return span(filled[0])
    for block in reversed(document.blocks[max(0, index - 4) : index]):
        if isinstance(block, Table):
            break
        if layout.is_form_title(block.text):
            return Span(block.text, block.location.span(0, len(block.text)))
    first = next((cell for cell in table.cells if cell.text.strip()), table.cells[0])
    return span(first)


def _period(form: RawForm, document: Document, index: int) -> None:
    grid = grid_of(form.table)
    texts = [cell.text for row in range(min(3, form.table.rows)) for cell in grid.row(row)]
    before = [b.text for b in document.blocks[max(0, index - 3) : index] if not isinstance(b, Table)]
    for text in (form.title.surface, *texts, *reversed(before)):
        match = _YEAR.search(text)
        if match and len(text) < 60:
            form.period = match[1]
            return


def _note(form: RawForm, cell: Cell, lexicon: Lexicon) -> None:
    head, colon, tail = normalise(cell.text).rpartition("：")
    if colon and head in lexicon.layout.unit_note and tail in lexicon.units:
        form.unit = tail
        form.consumed.add(cell.location)
    elif not form.unit:
        match = _UNIT_BRACKET.search(cell.text)
        if match and match[1] in lexicon.units and lexicon.units[match[1]].base == "CNY" and len(cell.text) < 20:
            form.unit = match[1]


def _note_above(form: RawForm, document: Document, index: int, lexicon: Lexicon) -> None:
    """A unit note in the paragraphs right above the table, when the table has none of its own."""
    for block in reversed(document.blocks[max(0, index - 3) : index]):
        if form.unit or isinstance(block, Table):
            return
        for part in block.text.replace("　", " ").split():
            head, colon, tail = normalise(part).rpartition("：")
            if colon and head.endswith(lexicon.layout.unit_note) and tail in lexicon.units:
                form.unit = tail


def _indicator_heads(labels: list[tuple[Cell, tuple[Column, ...]]], names: Columns) -> dict[str, Cell]:
    heads = {c.name: cell for cell, columns in labels for c in columns if c.section == "indicators"}
    return heads if names.indicator in heads and (names.target in heads or names.result in heads) else {}


def _indicator_row(form: RawForm, grid: Grid, row: int, heads: dict[str, Cell], names: Columns) -> None:
    cells = {name: grid.under(head, row) for name, head in heads.items()}
    found = {name: span(cell) if cell is not None else None for name, cell in cells.items()}
    measured = [found.get(name) for name in (names.indicator, names.target, names.result)]
    if not any(cell and cell.surface.strip() for cell in measured):
        return
    _fill_down(found, next((r for r in reversed(form.rows) if r.table == "indicators"), None), names)
    form.rows.append(Row("indicators", found))
    form.consumed |= {cell.location for cell in cells.values() if cell is not None}


def _fill_down(found: dict[str, Span | None], previous: Row | None, names: Columns) -> None:
    """Take the levels above an indicator from the row before, as far as this row does not begin new ones."""
    if previous is None:
        return
    for name in names.levels:
        cell = found.get(name)
        if cell is None or not cell.surface.strip():
            if name in found:
                found[name] = previous.cells.get(name)
        elif cell != previous.cells.get(name):
            return


def _header_row(form: RawForm, grid: Grid, labels: list[tuple[Cell, tuple[Column, ...]]], lexicon: Lexicon) -> None:
    for cell, columns in labels:
        value = grid.right_of(cell)
        role = lexicon.organisations.roles.get(normalise(cell.text))
        header = next((c for c in columns if c.section == "header"), None)
        if value is None or not (role or header):
            continue
        if role:
            form.roles.append((role, span(value)))
        if header:
            form.columns.add(header.name)
            form.header[header.name] = span(value)
            form.name = form.name or value.text.strip()
        form.consumed |= {cell.location, value.location}


def _amount_row(
    form: RawForm,
    grid: Grid,
    labels: list[tuple[Cell, tuple[Column, ...]]],
    pairs: list[Basis],
    matrix: list[tuple[Column, Cell]],
) -> list[Basis]:
    """Read one row of the funding block; returns the bases of label–value pairs seen so far, from left to right.

    Two layouts: pairs (预算数： | 20 | 执行数： | 19) and a matrix whose head names the amounts.
    """
    amounts = [(cell, c) for cell, columns in labels for c in columns if c.section in ("amounts", "rates")]
    sources = [(cell, c) for cell, columns in labels for c in columns if c.section in ("sources", "total")]
    if amounts and not sources:
        if len(amounts) > 1 and grid.right_of(amounts[0][0]) == amounts[1][0]:
            matrix[:] = [(column, cell) for cell, column in amounts]
            form.columns |= {head.name for head, _ in matrix}
            form.consumed |= {head_cell.location for _, head_cell in matrix}
            return []
        for cell, column in amounts:
            _amount(form, column.basis, "", cell, grid.right_of(cell))
        form.columns |= {column.name for _, column in amounts}
        return [column.basis for _, column in amounts if column.basis]
    if matrix and (sources or not any(columns for _, columns in labels)):
        _matrix_row(form, grid, labels, sources, matrix)
    else:
        parts = [part for part in sources if part[1].section == "sources"]
        for (part_label, part), basis in zip(parts, pairs, strict=False):
            _amount(form, basis, part.name, part_label, grid.right_of(part_label))
    return pairs


def _matrix_row(
    form: RawForm,
    grid: Grid,
    labels: list[tuple[Cell, tuple[Column, ...]]],
    sources: list[tuple[Cell, Column]],
    matrix: list[tuple[Column, Cell]],
) -> None:
    """A row of the matrix: the total or a source; a row the form does not know may be a source or part of one."""
    first = min(cell.col for _, cell in matrix)
    if sources:
        label, source = sources[0]
        name = "" if source.section == "total" else source.name
    else:
        form.unknown_sources |= any(cell.text.strip() and cell.col < first for cell, _ in labels)
        return
    for head, head_cell in matrix:
        value = grid.under(head_cell, label.row)
        if head.section == "amounts":
            _amount(form, head.basis, name, label, value)
        elif value is not None and not name:
            form.rates.append((span(head_cell), span(value)))
            form.consumed.add(value.location)


def _amount(form: RawForm, basis: Basis | None, source: str, label: Cell, value: Cell | None) -> None:
    if basis is not None and value is not None:
        form.amounts.append(Amount(basis, source, span(label), span(value)))
        form.consumed |= {label.location, value.location}


def _goal_heads(form: RawForm, labels: list[tuple[Cell, tuple[Column, ...]]]) -> list[tuple[Column, Cell]]:
    heads = [(c, cell) for cell, columns in labels for c in columns if c.section == "goals"]
    form.columns |= {column.name for column, _ in heads}
    form.consumed |= {cell.location for _, cell in heads}
    return heads


def _goal_row(form: RawForm, grid: Grid, row: int, heads: list[tuple[Column, Cell]]) -> None:
    under = [(column, grid.under(head, row)) for column, head in heads]
    for column, cell in under:
        if cell is not None and cell.row == row and cell.text.strip():
            form.goals.append((column, span(cell)))
            form.consumed.add(cell.location)
