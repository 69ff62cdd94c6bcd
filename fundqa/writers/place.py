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
    """Where `evidence` stands: form and title, row with its label, column; or the paragraph, counted from 1.

    With `home`, the path of the document that is being shown, evidence from another file names its file too.
    """
    return Places(report).of(evidence, home)


@dataclass(frozen=True, slots=True)
class _Form:
    row: int
    number: int
    title: str


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
            title = squeeze(context.title.surface) if context.title else ""
            forms = self._forms.setdefault(_table(location), [])
            if all(form.number != context.form for form in forms):
                first = context.title.location.row if context.title and _same_table(context.title, location) else 0
                forms.append(_Form(first, context.form, title))
        if context.label and location.row >= 0:
            self._labels.setdefault(_row(location), squeeze(context.label.surface))

    def _learn_labels(self, evidence: Sequence[Evidence]) -> None:
        for item in evidence:
            if item.role == "label" and item.location.row >= 0:
                self._labels.setdefault(_row(item.location), squeeze(item.surface))

    def text(self, location: Location) -> str | None:
        """The whole paragraph or cell at `location`, exactly as read; None when the report does not hold it."""
        return self._texts.get(location.host)

    def of(self, evidence: Evidence, home: str = "", *, row: bool = False) -> str:
        """Where `evidence` stands, in full: the form's title and the row's label included; with `row`, no column."""
        return self._say(evidence, home, brief=False, row=row)

    def column(self, evidence: Evidence) -> str:
        """The column of `evidence`, in words."""
        return self._words("place.column", col=evidence.location.col + 1)

    def brief(self, evidence: Evidence, home: str = "") -> str:
        """Where `evidence` stands, in few words: the form's number, row and column, or the paragraph."""
        return self._say(evidence, home, brief=True)

    def label(self, evidence: Evidence) -> str:
        """The label of the row in which `evidence` stands, "" outside tables and where none is known."""
        return self._labels.get(_row(evidence.location), "") if evidence.location.row >= 0 else ""

    def _say(self, evidence: Evidence, home: str, brief: bool, row: bool = False) -> str:
        location = evidence.location
        where = self._cell(evidence, brief, row) if location.row >= 0 else self._paragraph(location)
        if home and location.document != home:
            where = self._words("place.other_file", file=squeeze(location.document.rpartition("/")[2]), place=where)
        return where

    def _paragraph(self, location: Location) -> str:
        number = self._paragraphs.get(location.host, location.block + 1)
        return self._words("place.paragraph", part=self._part(location), n=number) + self._page(location)

    def _cell(self, evidence: Evidence, brief: bool, row: bool) -> str:
        location, label = evidence.location, self.label(evidence)
        plain = brief or not label or label == squeeze(evidence.surface)
        cell = self._words("place.row" if plain else "place.row_labelled", row=location.row + 1, label=_short(label))
        if not row:
            cell = self._words("place.cell", row=cell, col=self.column(evidence))
        return self._words("place.in", outer=self._outer(location, brief), inner=cell) + self._page(location)

    def _outer(self, location: Location, brief: bool) -> str:
        form = self._form(location)
        if form is None:
            part = "" if location.part == "body" else self._part(location)
            table = self._words("place.table", n=self._tables.get(_table(location), 1))
            return self._words("place.in", outer=part, inner=table) if part else table
        number = self._words("place.form", n=form.number)
        if brief or not form.title:
            return number
        return self._words("place.form_titled", form="" if number in form.title else number, title=form.title)

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
