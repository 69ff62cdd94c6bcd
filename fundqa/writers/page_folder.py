"""The report of very many files as a folder: report.html is the front, and each report has a page of its own below.

One page of everything is more than a browser can hold beyond some thousand files.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from fundqa.report import DocumentReport, Report
from fundqa.writers.base import File, encoded
from fundqa.writers.page import index, page
from fundqa.writers.page_files import File as Shown
from fundqa.writers.page_files import files
from fundqa.writers.page_marks import Marks

FRONT = "report.html"
_PAGES = "report"


@dataclass(frozen=True, slots=True)
class _Page:
    """The files of one report, on one page, since their findings lead from one to another."""

    name: str
    documents: tuple[DocumentReport, ...]


def pages(report: Report, *, facts: bool = False) -> Iterator[File]:
    """The front of `report`, then its pages one by one, so that they need not all be held at a time."""
    parted = _parted(report)
    yield File(FRONT, encoded(_front(report, parted)))
    for part in parted:
        own = replace(report, documents=part.documents)
        yield File(part.name, encoded(page(own, facts=facts, home=f"../{FRONT}")))


def _parted(report: Report) -> tuple[_Page, ...]:
    """The pages in the order of their files; the files of one report are beside each other."""
    parts = groupby(report.documents, key=lambda doc: doc.submission or doc.path)
    return tuple(_Page(f"{_PAGES}/{n:04}.html", tuple(docs)) for n, (_, docs) in enumerate(parts, 1))


def _front(report: Report, parted: tuple[_Page, ...]) -> str:
    bare = replace(report, documents=tuple(_bare(doc) for doc in report.documents))
    made = files(bare, Marks(bare))
    links = (_link(part, number) for part in parted for number in range(1, len(part.documents) + 1))
    leads = dict(zip((file.id for file in made), links, strict=True))

    def lead(file: Shown) -> str:
        return leads[file.id]

    return index(report, made, lead)


def _bare(doc: DocumentReport) -> DocumentReport:
    return replace(doc, texts={}, blocks=(), apart=())


def _link(part: _Page, number: int) -> str:
    return part.name if len(part.documents) == 1 else f"{part.name}#d{number}"
