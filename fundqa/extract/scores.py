"""The scoring cells of a form that are no indicator's: the rate's weight and score, totals, weights inside labels."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from fundqa.document import Cell, Location
from fundqa.extract.forms import RawForm
from fundqa.extract.grid import Grid, grid_of, span
from fundqa.lexicon import Lexicon, normalise
from fundqa.model import Span
from fundqa.quantity import parse_cell
from fundqa.view import GROUP_WEIGHT, RATE_SCORE, TOTAL_SCORE, Row

_BRACKET = re.compile(r"[（(]\s*(\d+(?:\.\d+)?)\s*(分?)\s*[)）]\s*$")
_BRACKETED = re.compile(r"（[^（）]*）")

Heads = dict[str, Cell]


@dataclass(slots=True)
class _Reading:
    """A form while its scores are read: the heads of the funding block and of the indicators met so far."""

    form: RawForm
    grid: Grid
    lexicon: Lexicon
    matrix: Heads = field(default_factory=dict)
    heads: Heads = field(default_factory=dict)
    closed: set[Location] = field(default_factory=set)

    @property
    def scored(self) -> tuple[str, str]:
        """The columns of weight and score."""
        return self.lexicon.columns.weight, self.lexicon.columns.score


def read_scores(form: RawForm, lexicon: Lexicon) -> None:
    """Add the form's rows of scores to it, and take out of its indicators the rows that only sum them up."""
    reading = _Reading(form, grid_of(form.table), lexicon)
    for row in range(form.table.rows):
        _read_row(reading, row)
    names = lexicon.columns
    form.rows = [row for row in form.rows if not _sums_up(row, names.indicator, reading.closed)]
    form.rows += list(_group_weights(form, lexicon))


def _sums_up(row: Row, column: str, closed: set[Location]) -> bool:
    label = row.cells.get(column)
    return row.table == "indicators" and label is not None and _line(label.location) in closed


def _line(location: Location) -> Location:
    """The row of its own table that a place stands in."""
    return location.host._replace(col=-1)


def _read_row(reading: _Reading, row: int) -> None:
    cells, names = reading.grid.row(row), reading.lexicon.columns
    found = {
        column.name: cell
        for cell in cells
        for column in reading.form.spec.columns(cell.text)
        if column.section == "indicators"
    }
    if names.indicator in found:
        reading.heads = found
    elif reading.heads:
        _closing(reading, cells)
    elif set(reading.scored) & set(found):
        reading.matrix = {name: cell for name, cell in found.items() if name in reading.scored}
        _rate(reading, cells, {name: reading.grid.right_of(cell) for name, cell in reading.matrix.items()})
    elif reading.matrix:
        _rate(reading, cells, {name: reading.grid.under(cell, row) for name, cell in reading.matrix.items()})


def _rate(reading: _Reading, cells: list[Cell], values: dict[str, Cell | None]) -> None:
    """The row of the funding block that scores the execution rate: the first with numbers."""
    found = {name: cell for name, cell in values.items() if cell is not None and cell in cells and _number(cell)}
    if not found or any(row.table == RATE_SCORE for row in reading.form.rows):
        return
    label = next((cell for cell in cells if cell.text.strip() and cell not in found.values()), cells[0])
    _add(reading, RATE_SCORE, label, found)
    reading.form.consumed |= {cell.location for cell in reading.matrix.values()}


def _closing(reading: _Reading, cells: list[Cell]) -> None:
    """A row that sums up the weights and scores above it; a subtotal is only left out of the indicators."""
    words, label = reading.lexicon.scores, next((cell for cell in cells if cell.text.strip()), None)
    if label is None or not _is_closing(reading, label):
        return
    reading.closed.add(_line(label.location))
    if _name(label) in words.subtotal:
        return
    heads = {} if _is_moved(reading, label) else {n: h for n, h in reading.heads.items() if n in reading.scored}
    under = {n: reading.grid.under(head, label.row) for n, head in heads.items()}
    found = {n: cell for n, cell in under.items() if cell is not None and cell in cells and _number(cell)}
    weight, score = reading.scored
    converted = reading.heads.get(reading.lexicon.columns.converted)
    whole = reading.grid.under(converted, label.row) if converted is not None else None
    if whole is not None and whole in cells and _number(whole):
        found[score] = whole
    if found.get(weight) is not None and found.get(weight) == found.get(score):
        found.pop(weight)
    found = found or _in_order(reading, [cell for cell in cells if cell is not label and _number(cell)])
    if found:
        _add(reading, TOTAL_SCORE, label, found)


def _name(label: Cell) -> str:
    return _BRACKETED.sub("", normalise(label.text))


def _is_closing(reading: _Reading, label: Cell) -> bool:
    """Whether a row is labelled as a sum; a label that only ends so (全部指标合计) has neither target nor result."""
    words, names, name = reading.lexicon.scores, reading.lexicon.columns, _name(label)
    if name in (*words.closing, *words.subtotal):
        return True
    heads = [reading.heads[column] for column in (names.target, names.result) if column in reading.heads]
    under = [reading.grid.under(head, label.row) for head in heads]
    return name.endswith(words.closing) and all(c is None or c is label or not c.text.strip() for c in under)


def _is_moved(reading: _Reading, label: Cell) -> bool:
    """Whether a row has fewer cells than its head, as where merges are lost, and so stands under none of it."""
    return reading.grid.width(label.row) < max(reading.grid.width(head.row) for head in reading.heads.values())


def _in_order(reading: _Reading, numbers: list[Cell]) -> dict[str, Cell]:
    """The sums of a row that does not stand under its heads: weight and score as the heads follow each other."""
    names = sorted((n for n in reading.scored if n in reading.heads), key=lambda n: reading.heads[n].col)
    if len(numbers) == len(names):
        return dict(zip(names, numbers, strict=True))
    return {reading.lexicon.columns.score: numbers[0]} if len(numbers) == 1 else {}


def _add(reading: _Reading, table: str, label: Cell, found: dict[str, Cell]) -> None:
    cells: dict[str, Span | None] = {name: span(cell) for name, cell in found.items()}
    reading.form.rows.append(Row(table, {reading.lexicon.columns.indicator: span(label), **cells}))
    reading.form.consumed |= {label.location, *(cell.location for cell in found.values())}


def _number(cell: Cell) -> bool:
    """Whether a cell holds one plain number."""
    mention = parse_cell(cell.text)
    return mention is not None and mention.value is not None and not mention.members


def _group_weights(form: RawForm, lexicon: Lexicon) -> Iterator[Row]:
    """The weights inside the labels above the indicators: 产出指标(50分).

    Bare numbers in brackets count only where they do not merely number the labels.
    """
    names = lexicon.columns
    for level in names.levels:
        cells = [row.cells.get(level) for row in form.rows if row.table == "indicators"]
        labels = list(dict.fromkeys(cell for cell in cells if cell is not None and _BRACKET.search(cell.surface)))
        matches = [match for label in labels if (match := _BRACKET.search(label.surface))]
        bare = [match[1] for match in matches if not match[2]]
        if bare and bare == [str(i + 1) for i in range(len(bare))]:
            continue
        for label, match in zip(labels, matches, strict=True):
            start, end = match.span(1)
            digits = Span(match[1], label.location.host.span(start, end))
            yield Row(GROUP_WEIGHT, {level: label, names.weight: digits})
