"""Tables that go on after a page break: which tables belong together, and the whole as one.

The cells of the whole count its rows and columns; their Locations stay those of the tables they stand in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from fundqa.document import Block, Cell, Document, Location, Table
from fundqa.extract.grid import Grid, grid_of
from fundqa.formspec import Column, FormSpec
from fundqa.lexicon import Lexicon, normalise
from fundqa.quantity import parse_cell
from fundqa.readers.layout import Layout

Follows = Callable[[Sequence[Table], Table, Sequence[Block]], bool]
"""Whether a table goes on with the ones before it; the blocks are those that stand between."""

_OPENS = frozenset(("header", "amounts", "rates", "sources", "goals"))
_BELONGS = frozenset(("groups", "closing", "remarks"))
_TITLE_ROWS = 3
_MOST_PARTS = 50
_LEVELS = 2


@dataclass(frozen=True, slots=True)
class Chain:
    """Tables that are one. first, last: the indices of their first and last block."""

    first: int
    last: int
    tables: tuple[Table, ...]


def chains(document: Document, follows: Follows, without: frozenset[Location] = frozenset()) -> Iterator[Chain]:
    """The tables of a document that are none of `without`, those that belong together in one chain."""
    own: list[Table] = []
    first = last = 0
    for index, block in enumerate(document.blocks):
        if not isinstance(block, Table) or block.location in without:
            continue
        if own and follows(own, block, document.blocks[last + 1 : index]):
            own.append(block)
        else:
            if own:
                yield Chain(first, last, tuple(own))
            own, first = [block], index
        last = index
    if own:
        yield Chain(first, last, tuple(own))


def layout_of(lexicon: Lexicon) -> Layout:
    """What the readers know of the page, from the lexicon."""
    return Layout(lexicon.layout.form_title_endings, lexicon.layout.continued)


def whole_forms(document: Document, specs: tuple[FormSpec, ...], lexicon: Lexicon) -> Iterator[tuple[int, Table]]:
    """Every table with the index of its block; the tables of a form that a page break parts as one."""
    layout = layout_of(lexicon)
    wholes: dict[Location, Table] = {}

    def follows(own: Sequence[Table], table: Table, between: Sequence[Block]) -> bool:
        if not specs or len(own) == _MOST_PARTS or not _adjoins(own[-1], table, between, layout):
            return False
        whole = wholes.get(own[0].location, own[0])
        rest = _is_rest(_Form(grid_of(whole), specs[0], lexicon), _Form(grid_of(table), specs[0], lexicon))
        if rest:
            wholes[own[0].location] = _joined(whole, table, specs[0], lexicon)
        return rest

    for chain in chains(document, follows):
        yield chain.first, wholes.get(chain.tables[0].location, chain.tables[0])


def _adjoins(before: Table, table: Table, between: Sequence[Block], layout: Layout) -> bool:
    """Whether nothing but page furniture stands between two tables of one part of the file."""
    same = (table.location.parent, table.location.part) == (before.location.parent, before.location.part)
    return same and all(not isinstance(block, Table) and layout.is_furniture(block.text) for block in between)


@dataclass(frozen=True, slots=True)
class _Form:
    """A table looked at as a form."""

    grid: Grid
    spec: FormSpec
    lexicon: Lexicon

    @property
    def indicator(self) -> str:
        """The column that holds the names of indicators."""
        return self.lexicon.columns.indicator

    @property
    def rows(self) -> int:
        """How many rows it has."""
        return self.grid.table.rows

    def columns(self, row: int) -> list[tuple[Cell, tuple[Column, ...]]]:
        """The filled cells of a row with what they mean as labels."""
        return [(cell, self.spec.columns(cell.text)) for cell in self.grid.filled(row)]

    def heads(self) -> int:
        """The last row that is a head of indicators, -1 where there is none."""
        found = (row for row in range(self.rows) if self.is_head(row))
        return max(found, default=-1)

    def is_head(self, row: int) -> bool:
        """Whether a row names the columns of indicators, that of their names among them."""
        named = {c.name for _, columns in self.columns(row) for c in columns if c.section == "indicators"}
        return self.indicator in named and len(named) > _LEVELS

    def texts(self, row: int) -> list[str]:
        """What stands in the cells of a row, blanks left out."""
        return [normalise(cell.text) for cell in self.grid.filled(row)]

    def named(self) -> bool:
        """Whether it begins as forms do: with the name of what it is about beside its label, or with a title."""
        return any(self._names(row) or self._titled(row) for row in range(min(_TITLE_ROWS, self.rows)))

    def _names(self, row: int) -> bool:
        found = self.columns(row)
        if len(found) < 2 or not any(c.section == "header" for c in found[0][1]):
            return False
        return not found[1][1] and parse_cell(found[1][0].text) is None

    def _titled(self, row: int) -> bool:
        filled = self.grid.filled(row)
        return len(filled) == 1 and layout_of(self.lexicon).is_form_title(filled[0].text)

    def opens(self, row: int) -> bool:
        """Whether a row opens a form, or a part of it that stands above the indicators."""
        found = self.columns(row)
        return self._titled(row) or (bool(found) and any(c.section in _OPENS for c in found[0][1]))


def _is_rest(before: _Form, after: _Form) -> bool:
    """Whether a table is the rest of a form: its indicators, or what goes on with them."""
    heads = before.heads()
    if heads < 0:
        return before.named() and _fits_above(before, after)
    start = repeated_rows(before, after)
    if start == after.rows or after.opens(start) or not _fits(before, after):
        return False
    own_head = any(after.is_head(row) for row in range(start))
    return own_head or _is_entry(before, after, start)


def _fits_above(before: _Form, after: _Form) -> bool:
    """Whether a table goes on with a form that stops before its indicators."""
    head = after.heads()
    if head < 0 or after.named():
        return False
    return head == 0 or after.grid.table.cols == before.grid.table.cols


def _fits(before: _Form, after: _Form) -> bool:
    """Whether the columns are those of the indicators before: as many of them, or as many as there are heads."""
    cols = after.grid.table.cols
    return cols in (before.grid.table.cols, len(_head_cells(before)))


def _head_cells(form: _Form) -> list[Cell]:
    """The cells of the head of indicators across the whole width, one for each column that it names."""
    row = form.heads()
    found = (form.grid.at.get((row, col)) for col in range(form.grid.table.cols))
    return [cell for cell in dict.fromkeys(found) if cell is not None]


def _is_entry(before: _Form, after: _Form, row: int) -> bool:
    """Whether a row may stand below the indicators: a group or a sum begins it, or a number stands in it.

    What stands below a sum is no indicator.
    """
    found = after.columns(row)
    if found and any(column.section in _BELONGS for column in found[0][1]):
        return True
    closed = any(c.section == "closing" for cell, columns in before.columns(before.rows - 1)[:1] for c in columns)
    return not closed and any(parse_cell(cell.text) is not None for cell, _ in found)


def repeated_rows(before: _Form, after: _Form) -> int:
    """How many rows at the top of a table repeat rows of the one before, in their order."""
    known = [before.texts(row) for row in range(before.rows)]
    at = count = 0
    while count < after.rows:
        texts = after.texts(count)
        found = next((i for i in range(at, len(known)) if texts == known[i]), -1) if texts else at
        if found < 0 or (texts and not _only_words(after, count)):
            break
        at, count = found + bool(texts), count + 1
    return count


def _only_words(form: _Form, row: int) -> bool:
    return all(parse_cell(cell.text) is None for cell in form.grid.filled(row))


def _joined(first: Table, second: Table, spec: FormSpec, lexicon: Lexicon) -> Table:
    """A table with its rest below it; rows that repeat its head are left out."""
    before, after = (_Form(grid_of(table), spec, lexicon) for table in (first, second))
    start = repeated_rows(before, after) if before.heads() >= 0 else 0
    heads = _head_cells(before) if second.cols != first.cols and before.heads() >= 0 else []
    fitting = heads if len(heads) == second.cols else []
    cells = tuple(_moved(cell, first.rows - start, fitting) for cell in second.cells if cell.row >= start)
    cols = max(first.cols, 0 if fitting else second.cols)
    return replace(first, cells=(*first.cells, *cells), rows=first.rows + second.rows - start, cols=cols)


def _moved(cell: Cell, rows: int, heads: Sequence[Cell]) -> Cell:
    """A cell `rows` further down, under the heads of its columns where these are given."""
    if not heads:
        return replace(cell, row=cell.row + rows)
    last = heads[min(cell.col + cell.colspan, len(heads)) - 1]
    col = heads[cell.col].col
    return replace(cell, row=cell.row + rows, col=col, colspan=last.col + last.colspan - col)
