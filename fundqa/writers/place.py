"""Where a piece of evidence stands, in the words a reader would use to find it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fundqa.document import Location
from fundqa.model import Context, Evidence, Span
from fundqa.report import DocumentReport, Report
from fundqa.writers.words import Words, squeeze, words

_LONG = 24


def place(evidence: Evidence, report: Report, home: str = "") -> str:
    """Where `evidence` stands: the form's number, row with its label, column; or the paragraph, counted from 1.

    With `home`, the path of the document that is being shown, evidence from another file names its file too.
    """
    return Places(report).of(evidence, home)


@dataclass(frozen=True, slots=True)
class _Form:
    row: int
    number: int


class Places:
    """The places of one report; built once, as it has to look through all evidence for the forms' titles."""

    def __init__(self, report: Report) -> None:
        self._words: Words = words(report.lang)
        self._texts = {host: text for doc in report.documents for host, text in doc.texts.items()}
        self._paragraphs, self._tables = _ordinals(self._texts)
        self._forms: dict[Location, list[_Form]] = {}
        self._labels: dict[Location, str] = {}
        for doc in report.documents:
            for location, context in _contexts(doc):
                self._learn(location, context)
            for outcome in doc.outcomes:
                self._learn_labels(outcome.evidence)
        for forms in self._forms.values():
            forms.sort(key=lambda form: form.row)

    def _learn(self, location: Location, context: Context) -> None:
        if context.form and location.row >= 0:
            forms = self._forms.setdefault(_table(location), [])
            if all(form.number != context.form for form in forms):
                first = context.title.location.row if context.title and _same_table(context.title, location) else 0
                forms.append(_Form(first, context.form))
        if context.label and location.row >= 0:
            self._labels.setdefault(_row(location), squeeze(context.label.surface))

    def _learn_labels(self, evidence: Sequence[Evidence]) -> None:
        for item in evidence:
            if item.role == "label" and item.location.row >= 0:
                self._labels.setdefault(_row(item.location), squeeze(item.surface))

    def text(self, location: Location) -> str | None:
        """The whole paragraph or cell at `location`, exactly as read; None when the report does not hold it."""
        return self._texts.get(location.host)

    def of(self, evidence: Evidence, home: str = "", *, row: bool = False, label: bool = True) -> str:
        """Where `evidence` stands, with its row's label unless it is not wanted; with `row`, no column."""
        return self._say(evidence, home, label=label, row=row)

    def column(self, evidence: Evidence) -> str:
        """The column of `evidence`, in words."""
        return self._words("place.column", col=evidence.location.col + 1)

    def brief(self, evidence: Evidence, home: str = "", after: Evidence | None = None) -> str:
        """Where `evidence` stands, in few words; the form is left out when `after` stands in the same one."""
        at = evidence.location
        if after is not None and at.row >= 0 <= after.location.row and self._outer(at) == self._outer(after.location):
            return self._inner(evidence, label=False, row=False)
        return self._say(evidence, home, label=False)

    def table(self, location: Location) -> str:
        """The name of the table, or of the form in it, at `location`."""
        return self._outer(location)

    def number(self, location: Location) -> int:
        """The number of the paragraph at `location` in its part, from 1; 0 for a blank one."""
        return self._paragraphs.get(location.host, 0)

    def part(self, location: Location) -> str:
        """The name of the part of the document that `location` is in."""
        return self._part(location)

    def forms(self, doc: DocumentReport) -> tuple[str, ...]:
        """The names under which places speak of the forms of `doc`, in its order ("附表2")."""
        own = [form.number for table, forms in self._forms.items() if table.document == doc.path for form in forms]
        numbers = sorted(own) if len(own) == len(doc.forms) else range(1, len(doc.forms) + 1)
        return tuple(self._words("place.form", n=number) for number in numbers)

    def label(self, evidence: Evidence) -> str:
        """The label of the row in which `evidence` stands, "" outside tables and where none is known."""
        return self._labels.get(_row(evidence.location), "") if evidence.location.row >= 0 else ""

    def _say(self, evidence: Evidence, home: str, label: bool, row: bool = False) -> str:
        at = evidence.location
        if at.row >= 0:
            where = self._words("place.in", outer=self._outer(at), inner=self._inner(evidence, label, row))
        else:
            where = self._paragraph(at)
        if home and at.document != home:
            where = self._words("place.other_file", file=squeeze(at.document.rpartition("/")[2]), place=where)
        return where

    def _paragraph(self, location: Location) -> str:
        number = self._paragraphs.get(location.host, location.block + 1)
        return self._words("place.paragraph", part=self._part(location), n=number) + self._page(location)

    def _inner(self, evidence: Evidence, label: bool, row: bool) -> str:
        location, name = evidence.location, self.label(evidence)
        plain = not label or not name or name == squeeze(evidence.surface)
        cell = self._words("place.row" if plain else "place.row_labelled", row=location.row + 1, label=_short(name))
        if not row:
            cell = self._words("place.cell", row=cell, col=self.column(evidence))
        return cell + self._page(location)

    def _outer(self, location: Location) -> str:
        form = self._form(location)
        if form is not None:
            return self._words("place.form", n=form.number)
        part = "" if location.part == "body" else self._part(location)
        table = self._words("place.table", n=self._tables.get(_table(location), 1))
        return self._words("place.in", outer=part, inner=table) if part else table

    def _form(self, location: Location) -> _Form | None:
        forms = self._forms.get(_table(location), [])
        index = bisect_right(forms, location.row, key=lambda form: form.row)
        return forms[max(index - 1, 0)] if forms else None

    def _part(self, location: Location) -> str:
        known = self._words.get(f"part.{location.part}", "")
        return known or self._words("place.part", part=squeeze(location.part))

    def _page(self, location: Location) -> str:
        return self._words("place.page", n=location.page) if location.page else ""


def _contexts(doc: DocumentReport) -> Iterator[tuple[Location, Context]]:
    items = [evidence.item for outcome in doc.outcomes for evidence in outcome.evidence]
    yield from ((item.location, item.context) for item in items if not isinstance(item, Span))
    yield from ((known.fact.location, known.fact.context) for known in doc.facts)


def _ordinals(texts: dict[Location, str]) -> tuple[dict[Location, int], dict[Location, int]]:
    """The number of each paragraph that is not blank within its part, and of each table, from 1."""
    paragraphs: dict[Location, int] = {}
    tables: dict[Location, int] = {}
    counts: dict[tuple[str, str, bool], int] = {}
    for host in sorted(texts):
        of_table = host.row >= 0
        key, known = (_table(host), tables) if of_table else (host, paragraphs)
        if key not in known and (of_table or texts[host].strip()):
            count = (host.document, host.part, of_table)
            known[key] = counts[count] = counts.get(count, 0) + 1
    return paragraphs, tables


def _table(location: Location) -> Location:
    return Location(location.document, location.part, location.block, parent=location.parent)


def _row(location: Location) -> Location:
    return Location(location.document, location.part, location.block, location.row, parent=location.parent)


def _same_table(span: Span, location: Location) -> bool:
    return _table(span.location) == _table(location)


def _short(label: str) -> str:
    return label if len(label) <= _LONG else label[: _LONG - 1] + "…"
