"""What a writer is: a name, a file suffix, and a function from a report to text, or to files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from fundqa.report import Report


class Write(Protocol):
    """Renders a report; `facts` asks for every fact with its fate where the format can hold them."""

    def __call__(self, report: Report, *, facts: bool = False) -> str:
        """The report as text, the same for the same report."""
        ...


@dataclass(frozen=True, slots=True)
class Writer:
    """A format: `name` for --format, `suffix` of its files with the dot."""

    name: str
    suffix: str
    write: Write


@dataclass(frozen=True, slots=True)
class File:
    """A file to be delivered: its name without any folder, and its content."""

    name: str
    content: bytes


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
