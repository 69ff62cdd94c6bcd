"""Word files: lxml on the package; paragraphs, tables, automatic numbers, tracked changes as accepted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from lxml import etree

from fundqa.document import Document, Location
from fundqa.readers.assemble import Box, Grid, Item, Piece, Text, assemble, joined, origins
from fundqa.readers.package import Package
from fundqa.readers.refusals import refuse
from fundqa.readers.word_index import Index, index_of
from fundqa.readers.word_names import NOTHING, Properties, properties_of, val, w
from fundqa.readers.word_numbering import Counters, read_numbering
from fundqa.readers.word_runs import paragraph_text
from fundqa.readers.word_styles import heading_level, read_styles
from fundqa.readers.word_tables import Content, read_table

MAIN_PART = "word/document.xml"
_P, _TBL, _PPR, _RPR, _STYLE = map(w, ("p", "tbl", "pPr", "rPr", "pStyle"))
_WRAPPERS = frozenset(map(w, ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")))
_MARK_GONE = (w("del"), w("moveFrom"))
_CHANGES = tuple(map(w, ("ins", "del", "moveFrom", "moveTo", "cellIns", "cellDel")))
_NOTES = (("footnote", w("footnoteReference")), ("endnote", w("endnoteReference")))
_ID = w("id")


def main_part(package: Package) -> str:
    """The name of the document part, "" when the package is no Word file."""
    for part in (*package.related("", "officeDocument"), MAIN_PART):
        if package.has(part) and part.lower().startswith("word/"):
            return part
    return ""


def read_docx(data: bytes, package: Package, part: str) -> Document:
    """The Word file `package`, whose document part is `part`, as a Document.

    Raises ReadError broken_docx, doctype or too_large.
    """
    body = package.parse(part).find(w("body"))
    if body is None:
        raise refuse("broken_docx", package.name, part)
    reader = _reader(package, part, body)
    items = _items(package, part, reader, body)
    blocks, warnings = assemble(package.name, items, _whole_file(package, body))
    apart, _ = assemble(package.name, _margins(package, part, reader))
    return Document(package.name, sha256(data).hexdigest(), "docx", blocks, warnings, apart)


def word_origins(package: Package, part: str, root: etree._Element) -> dict[Location, Text | Box]:
    """Where each paragraph and cell that `read_docx` gives a Location stands in the file.

    root: of the document part, as it is parsed; the elements of what stands in the text are its own.
    """
    body = root.find(w("body"))
    if body is None:
        raise refuse("broken_docx", package.name, part)
    return origins(package.name, _items(package, part, _reader(package, part, body), body))


def _reader(package: Package, part: str, body: etree._Element) -> _Reader:
    return _Reader(_counters(package, part), _tracked(body), index_of(body))


def _items(package: Package, part: str, reader: _Reader, body: etree._Element) -> list[Item]:
    return [*reader.read(body), *_notes(package, part, reader)]


def _whole_file(package: Package, body: etree._Element) -> tuple[str, ...]:
    """Codes of what holds for the file as a whole: tracked changes, and contents of other files."""
    found = {
        "tracked": next(body.iter(*_CHANGES), None) is not None,
        "alt_chunk": next(body.iter(w("altChunk")), None) is not None,
        "embedded": any(name.startswith("word/embeddings/") for name in package.entries),
    }
    return tuple(code for code, holds in found.items() if holds)


def _notes(package: Package, part: str, reader: _Reader) -> Iterator[Item]:
    """The foot- and endnotes that the text refers to, in the order of the references, each once."""
    for kind, tag in _NOTES:
        root = _optional(package, part, f"{kind}s")
        own = {note.get(_ID, ""): note for note in root.iter(w(kind))} if root is not None else {}
        wanted = dict.fromkeys(ref.get(_ID, "") for ref in reader.references if ref.tag == tag)
        for key in wanted:
            if key in own:
                yield from reader.part(own[key], "note")


def _margins(package: Package, part: str, reader: _Reader) -> Iterator[Item]:
    """What stands in headers and footers, the same text once."""
    seen: set[str] = set()
    for kind in ("header", "footer"):
        for name in dict.fromkeys(package.related(part, kind)):
            for item in reader.part(package.parse(name), kind):
                text = item.text if isinstance(item, Text) else ""
                if text.strip() not in seen or isinstance(item, Grid):
                    seen.add(text.strip())
                    yield item


def _tracked(body: etree._Element) -> bool:
    """Whether anything is marked as deleted or moved away."""
    return next(body.iter(*_MARK_GONE), None) is not None


def _counters(package: Package, part: str) -> Counters:
    styles = read_styles(_optional(package, part, "styles"))
    return Counters(read_numbering(_optional(package, part, "numbering"), styles), styles)


def _optional(package: Package, part: str, kind: str) -> etree._Element | None:
    named = package.related(part, kind) or [f"word/{kind}.xml"]
    return package.parse(named[0]) if package.has(named[0]) else None


@dataclass(slots=True)
class _Reader:
    """Walks the body in reading order.

    tracked: whether there are deletions at all; index: what of the body is plain; pending: text whose paragraph mark
    was deleted, which the next paragraph goes on with, in pieces; boxes: text boxes that are read after the block
    they are anchored in; references: to notes; depth: how many tables and boxes deep it is.
    """

    counters: Counters
    tracked: bool
    index: Index
    pending: list[Piece] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    references: list[etree._Element] = field(default_factory=list)
    depth: int = 0

    def read(self, parent: etree._Element) -> list[Item]:
        """The paragraphs and tables of the body or of a cell."""
        items: list[Item] = []
        self._collect(parent, items)
        if self.pending:
            items.append(self._rest())
        return items

    def _collect(self, parent: etree._Element, items: list[Item]) -> None:
        for child in parent:
            tag = child.tag
            if tag == _P:
                items.append(self._paragraph(child))
            elif tag == _TBL:
                if self.pending:
                    items.append(self._rest())
                items.append(read_table(child, self._cell, self.index.of_cell))
            elif tag in _WRAPPERS:
                self._collect(child, items)
            if self.boxes and not self.depth:
                items += self._boxed()

    def part(self, element: etree._Element, name: str) -> list[Item]:
        """What stands in another part of the file, its paragraphs and tables marked as of that part, never headings."""
        self.depth += 1
        items = self.read(element)
        self.depth -= 1
        return [
            item._replace(part=name) if isinstance(item, Grid) else item._replace(part=name, plain=True)
            for item in items
        ]

    def _boxed(self) -> list[Item]:
        """The text boxes anchored in the last block; boxes inside boxes follow."""
        items: list[Item] = []
        while self.boxes:
            boxes, self.boxes = self.boxes, []
            for box in boxes:
                items += self.part(box, "text box")
        return items

    def _taken(self) -> tuple[Piece, ...]:
        pieces = tuple(self.pending)
        self.pending.clear()
        return pieces

    def _rest(self) -> Text:
        """Text whose paragraph mark was deleted and that no paragraph goes on with."""
        pieces = self._taken()
        return Text(joined(pieces), pieces=pieces)

    def _paragraph(self, element: etree._Element) -> Text:
        plain = self.index.texts.get(element)
        if plain is not None:
            return self._styled(element, tuple(plain), (), self.index.said.get(element, NOTHING))
        properties = properties_of(element, _PPR)
        line = paragraph_text(element)
        self.boxes += line.boxes
        self.references += line.references
        if self.tracked and _mark_deleted(properties):
            self.pending += line.pieces
            return Text("", notes=line.notes)
        return self._styled(element, line.pieces, line.notes, properties)

    def _styled(
        self, element: etree._Element, pieces: tuple[Piece, ...], notes: tuple[str, ...], properties: Properties
    ) -> Text:
        """A paragraph with the number and the level that its properties and its style give it."""
        style = self.counters.styles.of(val(properties, _STYLE))
        number = self.counters.next(properties, style)
        own = heading_level(properties)
        level = (style.heading or 0) if own is None else own
        if self.pending:
            pieces = self._taken() + pieces
        if number:
            pieces = ((number, None), *pieces)
        return Text(joined(pieces), len(number), level, style.contents, notes, pieces=pieces, home=element)

    def _cell(self, element: etree._Element) -> Content:
        paragraph = self.index.sole.get(element)
        if paragraph is not None and paragraph in self.index.texts:
            sole = self._paragraph(paragraph)
            return Content(sole.text, sole.pieces, element)
        outer, self.pending = self.pending, []
        self.depth += 1
        items = self.read(element)
        self.depth -= 1
        self.pending = outer
        texts = [item for item in items if isinstance(item, Text)]
        nested = tuple(item for item in items if isinstance(item, Grid)) if len(texts) < len(items) else ()
        notes = dict.fromkeys(note for item in texts for note in item.notes)
        pieces = _lines(texts)
        return Content(joined(pieces), pieces, element, nested, tuple(notes))


def _lines(texts: Sequence[Text]) -> tuple[Piece, ...]:
    """The paragraphs of a cell, those without text left out, as lines."""
    pieces: list[Piece] = []
    for item in texts:
        if item.text:
            pieces += [("\n", None), *item.pieces] if pieces else item.pieces
    return tuple(pieces)


def _mark_deleted(properties: Properties) -> bool:
    mark = properties.get(_RPR)
    return mark is not None and next(mark.iterchildren(_MARK_GONE), None) is not None
