"""Word files: lxml on the package; paragraphs, tables, automatic numbers, tracked changes as accepted."""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import sha256

from lxml import etree

from fundqa.document import Document
from fundqa.readers.assemble import Grid, Item, Text, assemble
from fundqa.readers.package import Package
from fundqa.readers.refusals import refuse
from fundqa.readers.word_names import Properties, properties_of, val, w
from fundqa.readers.word_numbering import Counters, read_numbering
from fundqa.readers.word_runs import paragraph_text
from fundqa.readers.word_styles import heading_level, read_styles
from fundqa.readers.word_tables import Content, read_table

MAIN_PART = "word/document.xml"
_P, _TBL, _PPR, _RPR, _STYLE = map(w, ("p", "tbl", "pPr", "rPr", "pStyle"))
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
    reader = _Reader(_counters(package, part), _tracked(body))
    items = reader.read(body)
    blocks, warnings = assemble(package.name, items, ("header",) if _has_header(package, part) else ())
    return Document(package.name, sha256(data).hexdigest(), "docx", blocks, warnings)


def _tracked(body: etree._Element) -> bool:
    """Whether anything is marked as deleted or moved away."""
    return next(body.iter(*_MARK_GONE), None) is not None


def _counters(package: Package, part: str) -> Counters:
    styles = read_styles(_optional(package, part, "styles"))
    return Counters(read_numbering(_optional(package, part, "numbering"), styles), styles)


def _optional(package: Package, part: str, kind: str) -> etree._Element | None:
    named = package.related(part, kind) or [f"word/{kind}.xml"]
    return package.parse(named[0]) if package.has(named[0]) else None


def _has_header(package: Package, part: str) -> bool:
    parts = {*package.related(part, "header"), *package.related(part, "footer")}
    return any(b"<w:t>" in data or b"<w:t " in data for data in map(package.read, parts))


@dataclass(slots=True)
class _Reader:
    """Walks the body in reading order.

    tracked: whether there are deletions at all; pending: text whose paragraph mark was deleted, which the next
    paragraph goes on with.
    """

    counters: Counters
    tracked: bool
    pending: list[str] = field(default_factory=list)

    def read(self, parent: etree._Element) -> list[Item]:
        """The paragraphs and tables of the body or of a cell."""
        items: list[Item] = []
        self._collect(parent, items)
        if self.pending:
            items.append(Text(self._taken()))
        return items

    def _collect(self, parent: etree._Element, items: list[Item]) -> None:
        for child in parent:
            tag = child.tag
            if tag == _P:
                items.append(self._paragraph(child))
            elif tag == _TBL:
                if self.pending:
                    items.append(Text(self._taken()))
                items.append(read_table(child, self._cell))
            elif tag in _WRAPPERS:
                self._collect(child, items)

    def _taken(self) -> str:
        text = "".join(self.pending)
        self.pending.clear()
        return text

    def _paragraph(self, element: etree._Element) -> Text:
        properties = properties_of(element, _PPR)
        text, notes = paragraph_text(element)
        if self.tracked and _mark_deleted(properties):
            self.pending.append(text)
            return Text("", notes=notes)
        style = self.counters.styles.of(val(properties, _STYLE))
        number = self.counters.next(properties, style)
        own = heading_level(properties)
        level = (style.heading or 0) if own is None else own
        if self.pending:
            text = self._taken() + text
        return Text(number + text, len(number), level, style.contents, notes)

    def _cell(self, element: etree._Element) -> Content:
        outer, self.pending = self.pending, []
        items = self.read(element)
        self.pending = outer
        texts = [item for item in items if isinstance(item, Text)]
        nested = tuple(item for item in items if isinstance(item, Grid)) if len(texts) < len(items) else ()
        notes = dict.fromkeys(note for item in texts for note in item.notes)
        return Content("\n".join(item.text for item in texts if item.text), nested, tuple(notes))


def _mark_deleted(properties: Properties) -> bool:
    mark = properties.get(_RPR)
    return mark is not None and next(mark.iterchildren(_MARK_GONE), None) is not None
