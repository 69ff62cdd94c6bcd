"""What a comment in a Word file is."""

from __future__ import annotations

from dataclasses import dataclass

from fundqa.document import Location

MOST = 30_000
"""Word does not open a file with more than 32767 comments."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment on what stands at `at`; `lines` are its paragraphs, the first of which is its heading."""

    at: Location
    author: str
    initials: str
    lines: tuple[str, ...]
