"""Recognising the forms of a document and reading each into canonical columns, cells exactly as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fundqa.document import Cell, Document, Table
from fundqa.extract.continued import layout_of, whole_forms
from fundqa.extract.funding import Funding, Labels
from fundqa.extract.grid import Grid, grid_of, part_of, span, transposed
from fundqa.extract.indicators import Indicators
from fundqa.extract.rawform import RawForm
from fundqa.formspec import Column, FormSpec
from fundqa.lexicon import Lexicon, normalise
from fundqa.model import Span
from fundqa.view import UnknownForm

__all__ = ["RawForm", "pieces", "read_forms", "recognise"]

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
_UNIT_BRACKET = re.compile(r"[（(]\s*([^（）()]{1,3})\s*[)）]")
_LONGEST_LABEL, _LONGEST_CAPTION, _SIDE_LABEL = 40, 60, 20
_ALMOST = 1
_CLOSED = frozenset(("closing", "remarks", "header"))
_LABELLED = frozenset(("header", "amounts", "rates", "total", "sources", "goals", "indicators"))


@dataclass(frozen=True, slots=True)
class Match:
    """How a table fits the forms: the closest one, its required columns that the table lacks, whether it is this form.

    levels: whether it has a column for the upper levels of indicators, as only forms do.
    """

    spec: FormSpec
    missing: tuple[str, ...]
    known: bool
    levels: bool


@dataclass(slots=True)
class _Reading:
    """A form while its rows are read."""

    form: RawForm
    grid: Grid
    lexicon: Lexicon
    funding: Funding
    indicators: Indicators
    goal_heads: list[tuple[Column, Cell]] = field(default_factory=list)


def read_forms(document: Document, specs: tuple[FormSpec, ...], lexicon: Lexicon) -> Iterator[RawForm | UnknownForm]:
    """Every form of a document, in order; several may stand in one table.

    A table that looks like a form and resembles none is unknown, and said to be, with the closest one.
    """
    for index, table in _tables(document, specs, lexicon):
        match = match_of(table, specs, lexicon)
        form = _read(document, index, table, match, lexicon) if match and match.known else None
        if form is not None:
            yield form
        elif match is not None and match.levels:
            title = _title(document, index, table, lexicon)
            if layout_of(lexicon).is_form_title(title.surface):
                yield UnknownForm(table.location, title, match.spec.id, match.spec.title, match.missing)


def _tables(document: Document, specs: tuple[FormSpec, ...], lexicon: Lexicon) -> Iterator[tuple[int, Table]]:
    for index, table in whole_forms(document, specs, lexicon):
        yield from ((index, piece) for piece in pieces(table, specs))


def pieces(table: Table, specs: tuple[FormSpec, ...]) -> list[Table]:
    """The forms stacked in one table: a new one begins with its name's row after the other's indicators."""
    grid, starts, began = grid_of(table), [0], False
    for row in range(table.rows):
        filled = grid.filled(row)
        sections = [{c.section for spec in specs[:1] for c in spec.columns(cell.text)} for cell in filled]
        if began and sections and "header" in sections[0] and len(filled) > 1:
            starts.append(_caption(grid, row, starts[-1]))
            began = False
        began = began or sum("indicators" in found for found in sections) > _LEVELS
    if len(starts) == 1:
        return [table]
    return [part_of(table, first, end) for first, end in zip(starts, [*starts[1:], table.rows], strict=True)]


_LEVELS = 2


def _caption(grid: Grid, row: int, least: int) -> int:
    """The first of the rows of one cell (title, year, unit) that stand above a form's first row."""
    while row - 1 > least and len(grid.filled(row - 1)) <= 1 and not _ends_form(grid, row - 1):
        row -= 1
    return row


def _ends_form(grid: Grid, row: int) -> bool:
    """Whether a row of one cell is no caption: a note or running text at a form's end."""
    return any(len(cell.text) > _LONGEST_CAPTION for cell in grid.filled(row))


def recognise(table: Table, specs: tuple[FormSpec, ...]) -> FormSpec | None:
    """The form a table is: all its required columns, none of the excluded, most of the optional ones."""
    match = _closest(table, specs, ())
    return match.spec if match and not match.missing else None


def match_of(table: Table, specs: tuple[FormSpec, ...], lexicon: Lexicon) -> Match | None:
    """The form that a table is or comes closest to: fewest required columns missing, most of the others there.

    None when it shares no column with any, or has what the form excludes. A table that lacks one required column only
    is that form, if it has what only forms have.
    """
    names = lexicon.columns
    match = _closest(table, specs, names.levels)
    if match is None or not match.missing:
        return match
    known = len(match.missing) <= _ALMOST and match.levels and names.indicator not in match.missing
    return Match(match.spec, match.missing, known, match.levels)


def _closest(table: Table, specs: tuple[FormSpec, ...], levels: tuple[str, ...]) -> Match | None:
    best: tuple[tuple[int, int, int], Match] | None = None
    texts = {cell.text for cell in table.cells if cell.text.strip() and len(cell.text) < _LONGEST_LABEL}
    for spec in specs:
        columns = {column for text in texts for column in spec.columns(text)}
        found = {column.name for column in columns}
        missing = tuple(sorted(spec.required - found))
        has = spec.required | spec.optional
        if spec.excluded & found or not has & found:
            continue
        rank = (-len(missing), len(has & found), -len(has - found))
        if best is None or rank > best[0]:
            best = (rank, Match(spec, missing, not missing, bool(found & set(levels))))
    return best[1] if best else None


def _read(document: Document, index: int, table: Table, match: Match, lexicon: Lexicon) -> RawForm | None:
    """The form, read by rows or, where its heads stand one under the other, by columns; None without indicators."""
    for view in (table, transposed(table)):
        grid = grid_of(view)
        form = RawForm(match.spec, table, _title(document, index, table, lexicon), match.missing)
        reading = _Reading(form, grid, lexicon, Funding(form, grid, lexicon), Indicators(form, grid, lexicon.columns))
        for row in range(view.rows):
            _row(reading, row)
        if reading.indicators.heads:
            _notes(form, grid, reading.indicators.below, lexicon)
            _period(form, document, index)
            _note_above(form, document, index, lexicon)
            return form
    return None


def _row(reading: _Reading, row: int) -> None:
    spec, indicators = reading.form.spec, reading.indicators
    cells = reading.grid.row(row)
    labels = [(cell, spec.columns(cell.text) if len(cell.text) < _LONGEST_LABEL else ()) for cell in cells]
    if indicators.begin(labels):
        reading.goal_heads = []
    elif indicators.heads and row < indicators.below:
        return
    elif indicators.heads and _closes(labels):
        _header_row(reading, labels)
    elif indicators.heads:
        indicators.read(row)
    elif reading.goal_heads and not any(c.section in _LABELLED for _, columns in labels for c in columns):
        _goal_row(reading, row)
    else:
        _header_row(reading, labels)
        reading.funding.read(labels)
        _goals(reading, labels)


def _closes(labels: Labels) -> bool:
    """Whether a row under the indicators is none: its first words sum up, comment or sign."""
    first = next((columns for cell, columns in labels if cell.text.strip()), ())
    return any(column.section in _CLOSED for column in first)


def _title(document: Document, index: int, table: Table, lexicon: Lexicon) -> Span:
    layout = layout_of(lexicon)
    grid = grid_of(table)
    first = min((cell.row for cell in table.cells), default=0)
    for row in range(first, min(first + 3, table.rows)):
        filled = grid.filled(row)
        if len(filled) == 1 and layout.is_form_title(filled[0].text):
            return span(filled[0])
    for block in reversed(document.blocks[max(0, index - 4) : index]) if first == 0 else ():
        if isinstance(block, Table):
            break
        if layout.is_form_title(block.text):
            return Span(block.text, block.location.span(0, len(block.text)))
    return span(next((cell for cell in table.cells if cell.text.strip()), table.cells[0]))


def _period(form: RawForm, document: Document, index: int) -> None:
    grid = grid_of(form.table)
    first = min((cell.row for cell in form.table.cells), default=0)
    texts = [cell.text for row in range(first, min(first + 3, form.table.rows)) for cell in grid.row(row)]
    before = [b.text for b in document.blocks[max(0, index - 3) : index] if not isinstance(b, Table)]
    for text in (form.title.surface, *texts, *(reversed(before) if first == 0 else ())):
        match = _YEAR.search(text)
        if match and len(text) < _LONGEST_CAPTION:
            form.period = match[1]
            return


def _notes(form: RawForm, grid: Grid, end: int, lexicon: Lexicon) -> None:
    """The unit of the form's money: a note's, else the one in brackets beside a label above the indicators."""
    cells = [cell for row in range(end) for cell in grid.row(row)]
    for cell in cells:
        unit = _noted(cell.text, lexicon)
        if unit:
            form.unit = unit
            form.consumed.add(cell.location)
            return
    for cell in cells:
        match = _UNIT_BRACKET.search(cell.text)
        if match and _is_money(match[1], lexicon) and len(cell.text) < _SIDE_LABEL:
            form.unit = match[1]
            return


def _noted(text: str, lexicon: Lexicon) -> str:
    """The unit of a note such as 单位：万元 or （金额单位：人民币元）; "" when the text is none."""
    if len(text) > _SIDE_LABEL:
        return ""
    head, colon, tail = normalise(text).strip("（）").rpartition("：")
    if not colon or not head.endswith(lexicon.layout.unit_note):
        return ""
    fitting = (unit for unit in lexicon.units if tail.endswith(unit) and _is_money(unit, lexicon))
    return tail if tail in lexicon.units else max(fitting, key=len, default="")


def _is_money(unit: str, lexicon: Lexicon) -> bool:
    return unit in lexicon.units and lexicon.units[unit].base == "CNY"


def _note_above(form: RawForm, document: Document, index: int, lexicon: Lexicon) -> None:
    """A unit note in the paragraphs right above the table, when the table has none of its own."""
    for block in reversed(document.blocks[max(0, index - 3) : index]):
        if form.unit or isinstance(block, Table):
            return
        for part in block.text.replace("　", " ").split():
            form.unit = form.unit or _noted(part, lexicon)


def _header_row(reading: _Reading, labels: Labels) -> None:
    form, known = reading.form, {cell.location for cell, columns in labels if columns}
    for cell, columns in labels:
        value = reading.grid.beside(cell, known)
        role = reading.lexicon.organisations.roles.get(normalise(cell.text))
        header = next((c for c in columns if c.section == "header"), None)
        if value is None or not (role or header) or value.location in known:
            continue
        if role:
            form.roles.append((role, span(value)))
        if header:
            form.columns.add(header.name)
            form.header.setdefault(header.name, span(value))
            form.name = form.name or value.text.strip()
        form.consumed |= {cell.location, value.location}


def _goals(reading: _Reading, labels: Labels) -> None:
    """Goals under their heads, or beside their label."""
    found = [(c, cell) for cell, columns in labels for c in columns if c.section == "goals"]
    form, heads = reading.form, []
    known = {cell.location for cell, columns in labels if columns}
    for column, cell in found:
        value = reading.grid.right_of(cell)
        if value is not None and value.text.strip() and value.location not in known:
            form.goals.append((column, span(value)))
            form.consumed |= {cell.location, value.location}
            form.columns.add(column.name)
        else:
            heads.append((column, cell))
    form.columns |= {column.name for column, _ in heads}
    form.consumed |= {cell.location for _, cell in heads}
    reading.goal_heads = heads or reading.goal_heads


def _goal_row(reading: _Reading, row: int) -> None:
    for column, head in reading.goal_heads:
        cell = reading.grid.under(head, row)
        if cell is not None and cell.row == row and cell.text.strip():
            reading.form.goals.append((column, span(cell)))
            reading.form.consumed.add(cell.location)
