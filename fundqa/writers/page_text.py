"""A document's own text for the page: its blocks, cut into pieces that are one number or one marked place each."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

from fundqa.document import Block, Cell, Heading, Location, Paragraph, Table
from fundqa.model import Fate
from fundqa.report import DocumentReport, FactFate
from fundqa.writers.digest import off_target
from fundqa.writers.page_marks import Mark, Marks, Ref
from fundqa.writers.place import Places
from fundqa.writers.sums import named
from fundqa.writers.words import Words, clean, squeeze

T = TypeVar("T")
_CHUNK = 30
"""So many blocks are laid out together, or not at all while they are out of sight."""
_WIDE, _WIDEST = 8, 14
_FIGURES = re.compile(r"[\s\d.,%+\-−—–△()（）％‰]*")
_REFS = 6
"""Up to so many findings are referred to behind one place; a number in the text leads to the others too."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters with the same fate and the same findings. `refs`: the findings whose place ends here.

    href: what it leads to, "" for nothing; fate: None outside numbers; off: a result off its target; tone: the severity
    of the gravest finding, "settled" when all are; about: the ids of its findings.
    """

    text: str
    id: str = ""
    href: str = ""
    fate: Fate | None = None
    off: bool = False
    tone: str = ""
    title: str = ""
    about: tuple[str, ...] = ()
    refs: tuple[Ref, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or a heading of a level from 1; `number` counts paragraphs as places do, 0 for none."""

    pieces: tuple[Piece, ...]
    number: int = 0
    level: int = 0


@dataclass(frozen=True, slots=True)
class Box:
    """A table cell; `tables` are those nested in it, `figures` whether it holds figures alone."""

    pieces: tuple[Piece, ...]
    rowspan: int
    colspan: int
    figures: bool = False
    tables: tuple[Grid, ...] = ()


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as rows of the cells that begin in them; `width` tells very wide ones apart."""

    name: str
    rows: tuple[tuple[Box, ...], ...]
    width: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """Where another part of the document begins, or another page."""

    text: str
    page: bool = False


Shown = Line | Grid | Break


@dataclass(frozen=True, slots=True)
class Text:
    """A document's text in chunks, and what stands apart from it: headers and footers."""

    chunks: tuple[tuple[Shown, ...], ...]
    apart: tuple[Shown, ...]


def text(doc: DocumentReport, marks: Marks, places: Places, say: Words) -> Text:
    """The text of `doc`, to which `marks` must be complete."""
    page = _Setter(doc, marks, places, say)
    shown = list(page.blocks(doc.blocks))
    chunks = (tuple(shown[at : at + _CHUNK]) for at in range(0, len(shown), _CHUNK))
    return Text(tuple(chunks), tuple(page.blocks(doc.apart)))


class _Setter:
    """What sets the blocks of one document."""

    def __init__(self, doc: DocumentReport, marks: Marks, places: Places, say: Words) -> None:
        self._marks, self._places, self._say = marks, places, say
        self._off = off_target(doc)
        self._facts: defaultdict[Location, list[FactFate]] = defaultdict(list)
        for known in doc.facts:
            self._facts[known.fact.location.host].append(known)
        self._nested: defaultdict[tuple[int, ...], list[Table]] = defaultdict(list)
        for block in doc.blocks:
            if isinstance(block, Table) and block.location.parent:
                self._nested[block.location.parent].append(block)

    def blocks(self, blocks: Sequence[Block]) -> Iterator[Shown]:
        part, page, level = "body", 0, 0
        for block in blocks:
            at = block.location
            if at.parent:
                continue
            if at.part != part:
                part = at.part
                yield Break(self._places.part(at))
            if at.page > max(page, 1):
                yield Break(self._say("text.page", n=at.page), page=True)
            page = max(page, at.page)
            if isinstance(block, Table):
                yield self.grid(block)
            elif block.text.strip():
                level = min(block.level, level + 1) if isinstance(block, Heading) else level
                yield self.line(block, level if isinstance(block, Heading) else 0)

    def line(self, block: Paragraph | Heading, level: int) -> Line:
        return Line(self.pieces(block.location, block.text), self._places.number(block.location), level)

    def grid(self, table: Table) -> Grid:
        rows: list[list[Box]] = [[] for _ in range(table.rows)]
        wider = _to_the_end(table)
        for cell in table.cells:
            rows[cell.row].append(self.box(cell, wider.get((cell.row, cell.col), 0)))
        width = "widest" if table.cols > _WIDEST else "wide" if table.cols > _WIDE else ""
        return Grid(self._places.table(table.location), tuple(map(tuple, rows)), width)

    def box(self, cell: Cell, wider: int = 0) -> Box:
        at = cell.location
        inner = tuple(self.grid(table) for table in self._nested.get((*at.parent, at.block, at.row, at.col), ()))
        figures = bool(_FIGURES.fullmatch(cell.text)) and any(map(str.isdigit, cell.text))
        return Box(self.pieces(at, cell.text), cell.rowspan, cell.colspan + wider, figures, inner)

    def pieces(self, location: Location, source: str) -> tuple[Piece, ...]:
        """The pieces of a paragraph or cell; an empty one that is meant as such has one piece without text."""
        host, shown = location.host, clean(source)
        marks, ids = self._marks.marks(host), self._marks.starts(host)
        if not marks and not ids:
            return (Piece(shown),) if shown else ()
        return tuple(self._cut(shown, marks, self._facts.get(host, ()), ids))

    def _cut(
        self, shown: str, marks: Sequence[Mark], facts: Sequence[FactFate], ids: dict[int, str]
    ) -> Iterator[Piece]:
        size = len(shown)
        cuts = {0, size, *(at for at in ids if at < size)}
        spans = [(m.start, m.end) for m in marks] + [(f.fact.location.start, f.fact.location.end) for f in facts]
        cuts |= {min(max(at, 0), size) for span in spans for at in span}
        opening, numbers = _by_start((m.start, m) for m in marks), _by_start((f.fact.location.start, f) for f in facts)
        open_marks: list[Mark] = []
        open_facts: list[FactFate] = []
        for start, end in pairwise(sorted(cuts)):
            open_marks = [m for m in open_marks if m.end > start] + opening[start]
            open_facts = [f for f in open_facts if f.fact.location.end > start] + numbers[start]
            yield self._piece(shown, start, end, ids.get(start, ""), open_marks, open_facts)
        yield from (self._point(at, ids, opening[at]) for at in sorted({*ids, *opening}) if at >= size)

    def _piece(
        self, shown: str, start: int, end: int, name: str, marks: Sequence[Mark], facts: Sequence[FactFate]
    ) -> Piece:
        known = min(facts, key=lambda f: f.fact.location.end - f.fact.location.start, default=None)
        covering = _refs(mark for mark in marks if mark.end > start)
        over = _refs(mark for mark in marks if mark.end == end or (mark.end <= mark.start == start))
        lead = covering[0] if covering else None
        href = lead.id if lead else self._marks.verified(known.fact.location) if known else ""
        return Piece(
            text=shown[start:end],
            id=name,
            href=href,
            fate=known.fate if known else None,
            off=known is not None and known.fact.location in self._off,
            tone="" if lead is None else "settled" if lead.settled else lead.severity,
            title=self._title(known) if known else "",
            about=tuple(ref.id for ref in covering),
            refs=over[:_REFS],
        )

    def _point(self, at: int, ids: dict[int, str], marks: Sequence[Mark]) -> Piece:
        """A place behind the last character: that of an empty cell."""
        refs = _refs(marks)
        tone = "" if not refs else "settled" if refs[0].settled else refs[0].severity
        about, href = tuple(ref.id for ref in refs), refs[0].id if refs else ""
        return Piece("", ids.get(at, ""), href, tone=tone, about=about, refs=refs[:_REFS])

    def _title(self, known: FactFate) -> str:
        """What the number is, and what became of it."""
        fact, say = known.fact, self._say
        what = [part for part in (squeeze(fact.entity), fact.period, named(fact, say)) if part]
        fates = [say(f"coverage.{known.fate}")]
        fates += [say("fate.off")] if fact.location in self._off else []
        fates += [squeeze(known.reason)] if known.reason else []
        return say("colon").join(part for part in (" ".join(what), say("list").join(fates)) if part)


def _to_the_end(table: Table) -> dict[tuple[int, int], int]:
    """By how many columns the last cells of ragged rows are widened, so that a row that is a title shows as one."""
    if sum(cell.rowspan * cell.colspan for cell in table.cells) == table.rows * table.cols:
        return {}
    ends: dict[int, tuple[int, Cell]] = {}
    for cell in table.cells:
        for row in range(cell.row, cell.row + cell.rowspan):
            end = cell.col + cell.colspan
            if end > ends.get(row, (0, cell))[0]:
                ends[row] = (end, cell)
    last = {row: (end, cell) for row, (end, cell) in ends.items() if end < table.cols and cell.rowspan == 1}
    return {(cell.row, cell.col): table.cols - end for end, cell in last.values()}


def _refs(marks: Iterable[Mark]) -> tuple[Ref, ...]:
    """The findings of `marks`, each once, the gravest first."""
    found: dict[str, Ref] = {}
    for ref in sorted((mark.ref for mark in marks), key=lambda ref: (ref.rank, ref.number)):
        found.setdefault(ref.id, ref)
    return tuple(found.values())


def _by_start(items: Iterable[tuple[int, T]]) -> defaultdict[int, list[T]]:
    found: defaultdict[int, list[T]] = defaultdict(list)
    for start, item in items:
        found[start].append(item)
    return found
