"""What a writer is: a name, a file suffix, and a function from a report to text, or to files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

from fundqa.report import Report


class Write(Protocol):
    """Renders a report; `facts` asks for every fact with its fate where the format can hold them."""

    def __call__(self, report: Report, *, facts: bool = False) -> str:
        """The report as text, the same for the same report."""
        ...


@dataclass(frozen=True, slots=True)
class File:
    """A file to be delivered: its name, with the folder below the given one it lies in, if any; and its content."""

    name: str
    content: bytes


class WritePages(Protocol):
    """Renders a report as several files, one by one, the first of them the one to open."""

    def __call__(self, report: Report, *, facts: bool = False) -> Iterator[File]:
        """The files of `report`, the same for the same report."""
        ...


@dataclass(frozen=True, slots=True)
class Writer:
    """A format: `name` for --format, `suffix` of its files with the dot.

    pages: how more documents than `most` are written into a folder; None: in one file, however many they are.
    """

    name: str
    suffix: str
    write: Write
    pages: WritePages | None = None
    most: int = 0

    def files(self, report: Report, *, facts: bool = False) -> Iterator[File]:
        """What is written into a folder: report.<suffix>, and what it leads to."""
        if self.pages is not None and len(report.documents) > self.most:
            yield from self.pages(report, facts=facts)
        else:
            yield File(f"report{self.suffix}", encoded(self.write(report, facts=facts)))


def encoded(written: str) -> bytes:
    """What a writer wrote as bytes: UTF-8 whatever the console's encoding is."""
    return written.encode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class Made:
    """The files of a report in one format; `refused`: for each document that got none, a line that says why.

    remarks: lines on what was made, or was rightly not.
    """

    files: tuple[File, ...]
    refused: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


Originals = Callable[[str], bytes]
"""The Word file that the document with this path is, or was converted to, b"" when it is none or has changed."""


class WriteFiles(Protocol):
    """Renders a report as files, the same for the same report."""

    def __call__(self, report: Report, originals: Originals) -> Made:
        """The files of `report`; `originals` gives the documents themselves to the formats that need them."""
        ...


@dataclass(frozen=True, slots=True)
class FileWriter:
    """A format of binary files, one or several a report: `suffix` is what their names end in.

    kept: people write into these files, so that none is ever replaced; a new one gets another name.
    """

    name: str
    suffix: str
    write: WriteFiles
    kept: bool = False
