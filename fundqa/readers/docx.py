"""Word files: lxml on the package; paragraphs, tables, automatic numbers, tracked changes as accepted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from lxml import etree

from fundqa.document import Document
from fundqa.readers.assemble import Grid, Item, Text, assemble
from fundqa.readers.package import Package
from fundqa.readers.refusals import refuse
from fundqa.readers.word_names import w
from fundqa.readers.word_numbering import Counters, read_numbering
from fundqa.readers.word_runs import paragraph_text
from fundqa.readers.word_styles import heading_level, read_styles, style_id_of
from fundqa.readers.word_tables import Content, TooManyCells, read_table

MAIN_PART = "word/document.xml"
_P, _TBL, _PPR, _RPR = w("p"), w("tbl"), w("pPr"), w("rPr")
_WRAPPERS = frozenset(map(w, ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag")))
_MARK_GONE = (w("del"), w("moveFrom"))


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
    reader = _Reader(_counters(package, part))
    try:
        items = list(reader.items(body))
    except TooManyCells as error:
        raise refuse("too_large", package.name, "table grid") from error
    blocks, warnings = assemble(package.name, items, ("header",) if _has_header(package, part) else ())
    return Document(package.name, sha256(data).hexdigest(), "docx", blocks, warnings)


def _counters(package: Package, part: str) -> Counters:
    styles = read_styles(_optional(package, part, "styles"))
    return Counters(read_numbering(_optional(package, part, "numbering"), styles), styles)


def _optional(package: Package, part: str, kind: str) -> etree._Element | None:
    named = package.related(part, kind) or [f"word/{kind}.xml"]
    return package.parse(named[0]) if package.has(named[0]) else None


def _has_header(package: Package, part: str) -> bool:
    parts = package.related(part, "header") + package.related(part, "footer")
    return any(b"<w:t>" in data or b"<w:t " in data for data in map(package.read, parts))


@dataclass(slots=True)
class _Reader:
    """Walks the body in reading order. `pending`: text whose paragraph mark was deleted, before the next paragraph."""

    counters: Counters
    pending: list[str] = field(default_factory=list)

    def items(self, parent: etree._Element) -> Iterator[Item]:
        for child in parent:
            if child.tag == _P:
                yield from self._paragraph(child)
            elif child.tag == _TBL:
                if self.pending:
                    yield Text(self._taken())
                yield read_table(child, self._cell)
            elif child.tag in _WRAPPERS:
                yield from self.items(child)
        if parent.tag == w("body") and self.pending:
            yield Text(self._taken())

    def _taken(self) -> str:
        text = "".join(self.pending)
        self.pending.clear()
        return text

    def _paragraph(self, element: etree._Element) -> Iterator[Text]:
        properties = element.find(_PPR)
        text, notes = paragraph_text(element)
        if _mark_deleted(properties):
            self.pending.append(text)
            if notes:
                yield Text("", notes=notes)
            return
        style = self.counters.styles.of(style_id_of(properties))
        number = self.counters.next(properties, style)
        own = heading_level(properties)
        level = (style.heading or 0) if own is None else own
        yield Text(number + self._taken() + text, len(number), level, style.contents, notes)

    def _cell(self, element: etree._Element) -> Content:
        outer, self.pending = self.pending, []
        items = list(self.items(element))
        left, self.pending = self._taken(), outer
        texts = [item.text for item in items if isinstance(item, Text)] + [left]
        notes = dict.fromkeys(note for item in items if isinstance(item, Text) for note in item.notes)
        nested = tuple(item for item in items if isinstance(item, Grid))
        return Content("\n".join(text for text in texts if text), nested, tuple(notes))


def _mark_deleted(properties: etree._Element | None) -> bool:
    mark = None if properties is None else properties.find(_RPR)
    return mark is not None and any(mark.find(tag) is not None for tag in _MARK_GONE)
