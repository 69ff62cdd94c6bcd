"""From a Location back to the place in the Word file that prints it, found by the very walk that reads the file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from lxml import etree

from fundqa.document import Location
from fundqa.readers.assemble import Box, Piece, Text
from fundqa.readers.docx import main_part, word_origins
from fundqa.readers.package import Package
from fundqa.readers.refusals import refuse
from fundqa.readers.word_names import w

_NOTES = ((w("footnote"), w("footnoteReference")), (w("endnote"), w("endnoteReference")))
_ID = w("id")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some characters of a text and the element that prints them: `start` of them precede in the same element.

    element: a w:t, w:tab, w:br, w:sym …; None for an automatic number or the break between two paragraphs of a cell,
    which no element prints.
    """

    text: str
    element: etree._Element | None
    start: int = 0

    @property
    def end(self) -> int:
        """Where the stretch ends in its element."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a Location lies: its characters, and the paragraph (w:p) or cell (w:tc) that they are in.

    home: None for text left over from deleted paragraphs; reference: for what stands in a note, the element of the
    text that refers to this note.
    """

    stretches: tuple[Stretch, ...]
    home: etree._Element | None = None
    reference: etree._Element | None = None

    @property
    def text(self) -> str:
        """The characters, as the reader read them."""
        return "".join(stretch.text for stretch in self.stretches)


@dataclass(frozen=True, slots=True)
class WordFile:
    """An opened Word file: `part` is the name of its document part, `root` that part's root."""

    package: Package
    part: str
    root: etree._Element
    origins: dict[Location, Text | Box]

    @classmethod
    def open(cls, data: bytes, name: str) -> WordFile:
        """The Word file `data`; Locations that name `name` as their document are found in it. Raises ReadError."""
        package = Package.open(data, name)
        part = main_part(package)
        if not part:
            raise refuse("broken_docx", name, "word/document.xml")
        root = package.parse(part)
        return cls(package, part, root, word_origins(package, part, root))

    def locate(self, location: Location) -> Spot | None:
        """Where `location` stands, None when the file has no such paragraph or cell."""
        found = self.origins.get(location.host)
        if found is None:
            return None
        home = cast("etree._Element | None", found.home)
        pieces = tuple(_stretches(found.pieces, location.start, location.end))
        return Spot(pieces, home, self._reference(home))

    def _reference(self, home: etree._Element | None) -> etree._Element | None:
        """What refers to the note that `home` stands in; None for what stands in the text itself."""
        for note, reference in _NOTES:
            own = None if home is None else next(home.iterancestors(note), None)
            if own is not None:
                return next((ref for ref in self.root.iter(reference) if ref.get(_ID) == own.get(_ID)), None)
        return None


def _stretches(pieces: Sequence[Piece], start: int, end: int) -> Iterator[Stretch]:
    """What lies between two characters of a text given in pieces."""
    at = 0
    for text, element in pieces:
        first, last = max(start - at, 0), min(end - at, len(text))
        if first < last:
            yield Stretch(text[first:last], cast("etree._Element | None", element), first)
        at += len(text)
