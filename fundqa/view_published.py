"""A published budget or final account as rules see it: its tables, the notes below them, its accounts, its items."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from fundqa.document import Location
from fundqa.formspec_published import TableSpec
from fundqa.model import Fact, Span
from fundqa.view_tables import Sheet


@dataclass(frozen=True, slots=True, eq=False)
class PublishedTable:
    """One of the published tables. notes: what stands below it, or in it, and says that it is empty.

    filled: whether any amount is not zero; blank: whether it holds no number at all.
    """

    spec: TableSpec
    title: Span
    location: Location
    sheets: tuple[Sheet, ...]
    notes: tuple[Span, ...]
    filled: bool
    blank: bool


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """What the prose says of one account. reference: its name as printed; code: the account of the tables, "" when

    they have none; nearest: the one that comes closest, as its name; facts: its numbers; text: all that is said of it.
    """

    reference: Span
    names: tuple[str, ...]
    code: str
    nearest: str
    facts: tuple[Fact, ...]
    text: Span


@dataclass(frozen=True, slots=True, eq=False)
class Paper:
    """One document that publishes a budget or final account. kind, scope: as words.yml calls them, "" not known;

    year: the one that it is about;
    missing: the tables that it should have and has not; chart: the name of every account code of its tables.
    """

    document: str
    kind: str
    scope: str
    office: str
    opening: Span
    tables: tuple[PublishedTable, ...]
    missing: tuple[TableSpec, ...] = ()
    chart: Mapping[str, str] = field(default_factory=dict)
    items: tuple[Item, ...] = ()
    year: str = ""

    def of(self, spec: str) -> PublishedTable | None:
        """The table of a form's id."""
        return next((table for table in self.tables if table.spec.id == spec), None)
