"""What a writer is: a name, a file suffix, and a function from a report to text."""

from __future__ import annotations

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
