"""The indicator block of a form: heads over one or two rows, and the rows below them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from fundqa.document import Cell
from fundqa.extract.grid import Grid, span
from fundqa.extract.rawform import RawForm
from fundqa.formspec import Column
from fundqa.lexicon import Columns, normalise
from fundqa.model import Span
from fundqa.view import Row

Labels = Sequence[tuple[Cell, tuple[Column, ...]]]
INDICATORS = "indicators"


@dataclass(slots=True)
class Indicators:
    """The block while it is read. heads: the head cell of every column; below: the first row under them."""

    form: RawForm
    grid: Grid
    names: Columns
    heads: dict[str, Cell] = field(default_factory=dict)
    below: int = 0
    group: Span | None = None

    def begin(self, labels: Labels) -> bool:
        """Whether a row of labels is the head of the block; then its columns are noted."""
        found: dict[str, Cell] = {}
        for cell, columns in labels:
            for column in columns:
                if column.section == INDICATORS:
                    found.setdefault(column.name, cell)
        names = self.names
        if names.indicator not in found or not {names.target, names.result, names.score} & set(found):
            return False
        row = found[names.indicator].row
        self.heads, self.below = found, row + 1
        self._second_row(row)
        self.form.columns |= set(self.heads)
        self.form.consumed |= {cell.location for cell in self.heads.values()}
        return True

    def _second_row(self, row: int) -> None:
        """A head over two rows: 预期指标值 above 符号 | 值 | 单位. The lower labels take the place of the upper one."""
        spec, lower = self.form.spec, {}
        for name, head in self.heads.items():
            words = spec.under.get(name, {})
            cells = {self.grid.at.get((row + 1, col)) for col in range(head.col, head.col + head.colspan)}
            for cell in cells:
                if cell is not None and cell.row == row + 1 and normalise(cell.text) in words:
                    lower[words[normalise(cell.text)]] = cell
        others = [c for c in self.grid.filled(row + 1) if c not in lower.values()]
        if lower and not any(self._is_entry(cell) for cell in others):
            self.heads |= lower
            self.below = row + 2
            self.form.consumed |= {cell.location for cell in lower.values()}

    def _is_entry(self, cell: Cell) -> bool:
        """Whether a cell of the row under the heads is no label: then the row is an indicator already."""
        return not self.form.spec.columns(cell.text)

    def read(self, row: int) -> None:
        """Read one row under the heads."""
        shift = self._shift(row)
        cells = {name: self.grid.under(head, row, shift) for name, head in self.heads.items()}
        label = cells.get(self.names.indicator)
        values = [cell for name in self._measured() if (cell := cells.get(name)) is not None]
        if label is not None and label in values:
            self._divider(row)
            return
        named = label is not None and _is_name(label.text)
        if not named and not any(cell.text.strip() for cell in values):
            self.form.consumed |= {label.location} if label is not None else set()
            return
        found: dict[str, Span | None] = {n: span(c) if c is not None else None for n, c in cells.items()}
        previous = next((r for r in reversed(self.form.rows) if r.table == INDICATORS), None)
        _fill_down(found, previous, self.names)
        if self.group is not None:
            found[self.names.group] = self.group
        self.form.rows.append(Row(INDICATORS, found))
        self.form.consumed |= {cell.location for cell in cells.values() if cell is not None}

    def _measured(self) -> tuple[str, ...]:
        """The columns that make a row an indicator: target and result, in a form without both the score."""
        found = tuple(name for name in (self.names.target, self.names.result) if name in self.heads)
        return found or (self.names.score,)

    def _divider(self, row: int) -> None:
        """A row that only names what follows: 中央部分."""
        filled = self.grid.filled(row)
        if len(filled) == 1 and len(filled[0].text) <= _LONGEST_GROUP:
            self.group = span(filled[0])

    def _shift(self, row: int) -> int:
        """How far a row is moved to the left that lacks the cells of its upper levels."""
        level = self.heads.get(self.names.level1)
        if level is None:
            return 0
        fewer = self.grid.width(level.row) - self.grid.width(row)
        first = self.grid.at.get((row, level.col))
        most = sum(name in self.heads for name in self.names.levels)
        if not 0 < fewer <= most or first is None or not first.text.strip() or first.row != row:
            return 0
        grouped = any(column.section == "groups" for column in self.form.spec.columns(first.text))
        return 0 if grouped else fewer


_LONGEST_GROUP, _OPEN_ENDS = 20, ("：", ":")


def _is_name(text: str) -> bool:
    """Whether a cell names an indicator: not a template's line that nobody filled in, such as 3: or …."""
    plain = text.strip()
    return any(mark.isalnum() for mark in plain) and not plain.endswith(_OPEN_ENDS)


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
