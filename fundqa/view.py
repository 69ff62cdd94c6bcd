"""What rules see: the report's outline and text, the evidence, and the relations derived from it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from fundqa.document import Document, Heading, Location
from fundqa.lexicon import Lexicon
from fundqa.model import Achieved, Claim, Fact, Name, Span, Target, Text
from fundqa.texts import Texts
from fundqa.view_published import Paper
from fundqa.view_tables import Sheet, Tie

T = TypeVar("T")
Key = TypeVar("Key", bound=Hashable)

RATE_SCORE, TOTAL_SCORE, GROUP_WEIGHT = "rate_score", "total_score", "group_weight"
"""Rows of a form with scores that are no indicator's: of the execution rate, of the total, a label's own weight."""
SOURCE, SCOPE = "source", "scope"
"""Dims of amounts: the funding source (a/b: b is a part of a), and what else than the year they are for."""
SOURCES = "sources"
"""Rows of a form that hold a funding source and its parts, one for every amount column; those of the total: funding."""


@dataclass(frozen=True, slots=True)
class UnknownForm:
    """A table that looks like a form and is none that is known: its title, the closest form and what it lacks of it."""

    location: Location
    title: Span
    closest: str
    name: Text
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """A row of a canonical table: its cells by canonical column, None where the form has the column but no cell.

    derived: columns that no cell holds but cells decide, as text with the cell to show: the kind beside the one that
    the name gives away (时效|质量).
    """

    table: str
    cells: Mapping[str, Span | None]
    derived: Mapping[str, tuple[str, Span]] = field(default_factory=dict)

    def text(self, column: str) -> str:
        """The cell's text without surrounding blanks, "" when absent or empty; a derived column's text."""
        if column in self.derived:
            return self.derived[column][0]
        cell = self.cells.get(column)
        return cell.surface.strip() if cell else ""

    def shown(self, column: str) -> Span | None:
        """The cell to show for a column."""
        return self.derived[column][1] if column in self.derived else self.cells.get(column)

    def has(self, column: str) -> bool:
        """Whether the row has the column, filled or not."""
        return column in self.cells or column in self.derived


Faults = frozenset[tuple[Row, str, str]]
"""What rows fail of the table schemas: the row, the column, the name of the check."""


@dataclass(frozen=True, slots=True)
class Form:
    """A recognised form. number: its place among the submission's forms, from 1; columns: the canonical ones it has.

    complete: whether every row of its funding block was understood, so that its sources may be added up; missing: the
    required columns it lacks; locations: its tables, several where page breaks part it; rows_at: of each the first of
    the form's rows and the one after its last, where it may not be alone in them; blank: it is not filled in: no
    amount, no target, no result.
    """

    id: str
    number: int
    title: Span
    name: str
    entity: str
    period: str
    columns: frozenset[str]
    rows: tuple[Row, ...]
    locations: tuple[Location, ...]
    complete: bool = True
    missing: tuple[str, ...] = ()
    rows_at: tuple[tuple[int, int], ...] = ()
    blank: bool = False

    def table(self, name: str) -> tuple[Row, ...]:
        """The rows of one canonical table, in the form's order."""
        return tuple(row for row in self.rows if row.table == name)

    def covers(self, location: Location) -> bool:
        """Whether a place lies inside the form."""
        for i, at in enumerate(self.locations):
            if (at.document, at.block, at.parent) == (location.document, location.block, location.parent):
                first, end = self.rows_at[i] if self.rows_at else (location.row, location.row + 1)
                return first <= location.row < end
        return False


@dataclass(frozen=True, slots=True)
class Indicator:
    """A row of the indicators table with its target, its result and what follows from them.

    target, result: the measured numbers or asserted bounds, None where there is no single one; shortfall: how much of
    the target is missing, as a ratio (0 when none or not computable); reason: a code of why `achieved` is unknown;
    backed: whether a legal target elsewhere supports the judgement when the row's own notation is malformed.
    """

    form: Form
    row: Row
    concept: str
    label: Span
    target: Fact | Target | None
    result: Fact | Target | None
    achieved: Achieved
    reason: str = ""
    shortfall: Decimal = Decimal(0)
    demand_driven: bool = False
    backing: Target | None = None

    @property
    def legal(self) -> bool:
        """Whether its target is written so that it can be met."""
        return not isinstance(self.target, Target) or self.target.bound.legal


@dataclass(frozen=True, slots=True)
class PartGroup:
    """A total and its parts as the report lists them; `exhaustive` when the list is declared complete.

    empty: cells of parts that are blank and count as 0; sure: whether nothing else can be meant by the list;
    nested: the total is a part of another one itself.
    """

    place: str
    total: Fact | None
    parts: tuple[Fact, ...]
    exhaustive: bool
    span: Span
    label: str
    form: Form | None = None
    empty: tuple[Span, ...] = ()
    sure: bool = True
    nested: bool = False


@dataclass(frozen=True, slots=True)
class Share:
    """A share, and the statements of its part and of its total; none where the report does not say."""

    share: Fact
    parts: tuple[Fact, ...]
    totals: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of prose with what was found in it."""

    text: str
    location: Location
    entity: str
    heading: tuple[str, ...] = ()
    form: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A heading, the path of headings above it, and the blocks that stand under it (sub-sections included)."""

    heading: Heading
    parent: Location | None
    blocks: tuple[Location, ...]


class Slot(StrEnum):
    """The position a place stands in, firmest first: a plain one may be anything that ends like a place."""

    TITLE = "title"
    OFFICE = "office"
    SUBJECT = "subject"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True)
class Place:
    """A place as written: its levels from the outermost (喀什地区, 巴楚县), where they stand, the slot, the sentence.

    listed: whether another place stands right beside it in an enumeration.
    """

    levels: tuple[str, ...]
    location: Location
    slot: Slot
    sentence: str
    listed: bool

    @property
    def name(self) -> str:
        """The innermost level."""
        return self.levels[-1]

    @property
    def surface(self) -> str:
        """All levels as written."""
        return "".join(self.levels)


@dataclass(frozen=True, slots=True)
class View:
    """One submission, ready for rules. `lang` is the language of messages; `submitter` names who handed it in.

    headings: the nearest heading of every block, by the block's host location; faults: what its tables fail, None where
    they have not been validated yet. What is looked up by aspect or place is sorted once, so that a rule's work grows
    with the report and not with its square; `replace` makes a view that has looked up nothing.
    """

    documents: tuple[Document, ...]
    lexicon: Lexicon
    lang: str
    forms: tuple[Form, ...] = ()
    facts: tuple[Fact, ...] = ()
    targets: tuple[Target, ...] = ()
    names: tuple[Name, ...] = ()
    claims: tuple[Claim, ...] = ()
    sentences: tuple[Sentence, ...] = ()
    sections: tuple[Section, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    groups: tuple[PartGroup, ...] = ()
    shares: tuple[Share, ...] = ()
    places: tuple[Place, ...] = ()
    sheets: tuple[Sheet, ...] = ()
    ties: tuple[Tie, ...] = ()
    papers: tuple[Paper, ...] = ()
    unread: tuple[Span, ...] = ()
    unknown: tuple[UnknownForm, ...] = ()
    submitter: str = ""
    texts: Texts = field(default_factory=Texts)
    headings: Mapping[Location, str] = field(default_factory=dict)
    faults: Faults | None = None
    _known: dict[tuple[object, ...], Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def once(self, function: Callable[..., T], *args: Hashable) -> T:
        """What `function(self, *args)` gives, worked out once for all the rules that ask for it."""
        key = (function, *args)
        if key not in self._known:
            self._known[key] = function(self, *args)
        found: T = self._known[key]
        return found

    def form_at(self, location: Location) -> Form | None:
        """The form a place lies in."""
        near = self.once(_by_table).get(_table(location), ())
        return next((form for form in near if form.covers(location)), None)

    def facts_by(self, key: Callable[[Fact], Key]) -> Mapping[Key, Sequence[Fact]]:
        """The facts by what a module's function says of each, in the order of the report; sorted once for all."""
        return self.once(_grouped, key)

    def opening(self) -> Span:
        """The first text of the submission: where an absence is cited when nothing else is nearer."""
        for document in self.documents:
            for location, text in document.texts():
                if text.strip():
                    return Span(text, location.span(0, len(text)))
        return Span("", Location(self.documents[0].path, "body", 0))


def _table(location: Location) -> tuple[str, int, tuple[int, ...]]:
    """The table that a place lies in."""
    return location.document, location.block, location.parent


def _by_table(view: View) -> dict[tuple[str, int, tuple[int, ...]], list[Form]]:
    """The forms by the tables they stand in."""
    found: dict[tuple[str, int, tuple[int, ...]], list[Form]] = {}
    for form in view.forms:
        for table in dict.fromkeys(map(_table, form.locations)):
            found.setdefault(table, []).append(form)
    return found


def _grouped(view: View, key: Callable[[Fact], Key]) -> dict[Key, list[Fact]]:
    found: dict[Key, list[Fact]] = {}
    for fact in view.facts:
        found.setdefault(key(fact), []).append(fact)
    return found
