"""The funding block of a form: pairs of label and value, a matrix under heads, or sources one under the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from fundqa.document import Cell, Location
from fundqa.extract.grid import Grid, span
from fundqa.extract.rawform import Amount, Rate, RawForm
from fundqa.formspec import Column, FormSpec
from fundqa.lexicon import Lexicon, normalise
from fundqa.quantity import parse_cell

Labels = Sequence[tuple[Cell, tuple[Column, ...]]]

_MONEY, _PERCENT = ("amounts", "rates"), "%％"
_LONGEST_SOURCE = 30
_UNIT_BRACKET = re.compile(r"[（(]\s*([^（）()]{1,3})\s*[)）]")


@dataclass(frozen=True, slots=True)
class _Rung:
    """Where a source stands: its name and the source it is part of; unsure when the level cannot be told.

    within: whether its name mostly stands under another source; marked: whether 其中 stands before it.
    """

    name: str
    parent: str = ""
    within: bool = False
    marked: bool = False
    unsure: bool = False


@dataclass(slots=True)
class Funding:
    """The block while it is read. matrix: heads with their columns; pairs: columns of label-value pairs with values."""

    form: RawForm
    grid: Grid
    lexicon: Lexicon
    matrix: list[tuple[Column, Cell]] = field(default_factory=list)
    pairs: list[tuple[Column, Cell]] = field(default_factory=list)
    last: _Rung | None = None

    @property
    def spec(self) -> FormSpec:
        """The form's file."""
        return self.form.spec

    def read(self, labels: Labels) -> None:
        """Read one row of the block."""
        amounts = _with(labels, _MONEY)
        whole = _with(labels, ("total", "sources"))
        amounts = [entry for entry in amounts if not (self.matrix and any(entry[1] is cell for _, cell in whole))]
        if amounts and self._is_head([cell for _, cell in amounts], labels):
            self.matrix, self.pairs, self.last = amounts, [], None
            self.form.columns |= {column.name for column, _ in amounts}
            self.form.consumed |= {cell.location for _, cell in amounts}
        elif amounts:
            self._pairs(amounts, whole, {cell.location for cell, columns in labels if columns})
        elif self.matrix:
            self._matrix_row(labels, whole)
        elif whole:
            self._listed(whole, {cell.location for cell, columns in labels if columns})

    def _is_head(self, cells: Sequence[Cell], labels: Labels) -> bool:
        """Whether amounts stand as heads: one of them has another label beside it, and none has a number."""
        meanings = {cell.location: columns for cell, columns in labels}
        beside = [self.grid.right_of(cell) for cell in cells]
        labelled = any(cell is not None and meanings.get(cell.location) for cell in beside)
        return labelled and not any(cell is not None and _is_number(cell) for cell in beside)

    def _pairs(
        self, amounts: Sequence[tuple[Column, Cell]], whole: Sequence[tuple[Column, Cell]], known: set[Location]
    ) -> None:
        """预算数： | 20 | 执行数： | 19, perhaps behind the name of a source."""
        source = self._rung(whole[0][1], whole[0][0]) if whole and whole[0][1].col < amounts[0][1].col else None
        found = [(column, cell, self.grid.beside(cell, known)) for column, cell in amounts]
        if source is None:
            self.matrix, self.last = [], None
            self.pairs = [(c, value) for c, _, value in found if value is not None and c.section == "amounts"]
        for column, label, value in found:
            self._add(column, source or _Rung(""), label if source is None else whole[0][1], value)
        self.form.columns |= {column.name for column, _ in amounts}

    def _matrix_row(self, labels: Labels, whole: Sequence[tuple[Column, Cell]]) -> None:
        """A row of the matrix: the total, a source, or one that the form does not know."""
        first = min(cell.col for _, cell in self.matrix)
        before = [cell for cell, _ in labels if cell.text.strip() and cell.col < first and not _is_number(cell)]
        label = whole[0][1] if whole else before[-1] if before else None
        if label is None:
            return
        rung = self._rung(label, whole[0][0] if whole else None)
        shift = self._shift(label, first)
        values = [(column, self.grid.under(head, label.row, shift), head) for column, head in self.matrix]
        if rung is None or rung.unsure:
            self.form.unknown_sources |= any(value is not None and _is_number(value) for _, value, _ in values)
            return
        for column, value, head in values:
            if value is not None and value.row == label.row:
                self._add(column, rung, label, value, head)

    def _shift(self, label: Cell, first: int) -> int:
        """How far a row with fewer cells than its head is moved to the left."""
        beside = label.col + label.colspan
        fewer = self.grid.width(self.matrix[0][1].row) - self.grid.width(label.row)
        value = self.grid.at.get((label.row, beside))
        moved = first - beside
        return moved if 0 < moved <= fewer and value is not None and _is_number(value) else 0

    def _listed(self, whole: Sequence[tuple[Column, Cell]], known: set[Location]) -> None:
        """Sources without heads: under pairs, or each with its value beside it where amounts stand alone."""
        if self.pairs and all(column.section == "sources" for column, _ in whole):
            self._under_pairs(whole)
        elif self.spec.alone is not None:
            plan = Column("amounts", "alone", self.spec.alone)
            for column, label in whole:
                rung = self._rung(label, column)
                if rung is not None and not rung.unsure:
                    self._add(plan, rung, label, self.grid.beside(label, known))

    def _under_pairs(self, whole: Sequence[tuple[Column, Cell]]) -> None:
        previous = self.last
        if len(whole) == 1:
            column, label = whole[0]
            rung = self._rung(label, column)
            for pair, value in self.pairs:
                if rung is not None:
                    self._add(pair, rung, label, self.grid.under(value, label.row))
            return
        for (pair, _), (column, label) in zip(self.pairs, whole, strict=False):
            self.last = previous
            rung = self._rung(label, column)
            if rung is not None:
                self._add(pair, rung, label, self.grid.right_of(label))

    def _rung(self, label: Cell, column: Column | None) -> _Rung | None:
        """Where a row of the block stands among the sources; None for one that is no source."""
        if column is not None and column.section == "total":
            self.last = None
            return _Rung("")
        name = column.name if column else self.spec.source(label.text) if len(label.text) < _LONGEST_SOURCE else ""
        if not name:
            return None
        marked = normalise(label.text).startswith(self.lexicon.layout.of_which)
        tier = name.startswith(self.spec.tiers)
        within = column.within if column else tier
        self.last = _placed(name, within, marked, column is not None or tier, self.last)
        return self.last

    def _add(self, column: Column, rung: _Rung, label: Cell, value: Cell | None, head: Cell | None = None) -> None:
        if value is None or value is label:
            return
        form = self.form
        form.consumed |= {label.location, value.location}
        if column.section == "rates":
            path = f"{rung.parent}/{rung.name}" if rung.parent else rung.name
            named = label if path or head is None else head
            form.rates.append(Rate(span(named), span(value), path, _says_percent(head or label)))
        elif column.basis is not None:
            unit = self._unit(head or label)
            form.amounts.append(
                Amount(
                    column.basis, rung.name, span(label), span(value), column.name, rung.parent, column.concept,
                    column.scope, unit,
                )
            )  # fmt: skip

    def _unit(self, label: Cell) -> str:
        """The unit of money in the brackets of a label."""
        found = (match[1] for match in _UNIT_BRACKET.finditer(label.text))
        return next((u for u in found if u in self.lexicon.units and self.lexicon.units[u].base == "CNY"), "")


def _placed(name: str, within: bool, marked: bool, known: bool, last: _Rung | None) -> _Rung:
    """A source below the one before it, beside it, or (unsure) nobody can tell.

    其中 opens a list: of the total at first, else of the source above it where what follows mostly stands under one.
    """
    if last is None:
        return _Rung(name, "", within, marked)
    unsure = _Rung(name, last.parent, last.within, marked, unsure=True)
    if marked:
        return _opened(name, within, known, last) or unsure
    if last.parent and within == last.within and known:
        return _Rung(name, last.parent, within)
    if known and not within:
        return _Rung(name)
    return _Rung(name, "", within) if not last.parent and (last.within or not within) else unsure


def _opened(name: str, within: bool, known: bool, last: _Rung) -> _Rung | None:
    """A source behind a further 其中; None when it may be a part of the source above as well as one beside it."""
    if not last.parent and (within or not known) and not (last.within and last.marked):
        return _Rung(name, last.name, within, marked=True)
    repeated = last.marked and known and not within and not last.within
    return _Rung(name, "", within, marked=True) if repeated else None


def _with(labels: Labels, sections: tuple[str, ...]) -> list[tuple[Column, Cell]]:
    """The labels of a row that mean something in these sections, each once."""
    found = [(next((c for c in columns if c.section in sections), None), cell) for cell, columns in labels]
    return [(column, cell) for column, cell in found if column is not None]


def _says_percent(label: Cell) -> bool:
    return any(mark in label.text for mark in _PERCENT)


def _is_number(cell: Cell) -> bool:
    """Whether a cell holds nothing but a number, with or without its unit."""
    mention = parse_cell(cell.text)
    return mention is not None and mention.value is not None
