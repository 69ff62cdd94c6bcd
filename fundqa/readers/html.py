"""Web pages and what office programs save as such: headings, paragraphs, tables with spans; nothing is followed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256

from lxml import etree

from fundqa.document import Document
from fundqa.readers.assemble import Box, Grid, Item, Text, assemble
from fundqa.readers.layout import Layout
from fundqa.readers.limits import MAX_GRID_CELLS, MAX_SPAN
from fundqa.readers.refusals import refuse
from fundqa.readers.text import decode

_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_LEFT_OUT = frozenset(
    ("script", "style", "head", "noscript", "template", "select", "option", "iframe", "object", "svg")
)
_INLINE = frozenset(
    ("a", "abbr", "b", "bdo", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "label", "mark", "q", "s",
     "samp", "small", "span", "strike", "strong", "sub", "sup", "tt", "u", "var", "o:p", "st1", "nobr", "ruby", "rb")
)  # fmt: skip
_DELETED = frozenset(("del", "rt", "rp"))
_HIDDEN = re.compile(r"(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE)
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([A-Za-z0-9_-]+)""", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
_DEPTH = 200


def read_html(data: bytes, name: str, layout: Layout) -> Document:
    """A page as a Document. Raises ReadError bad_encoding, too_large, empty or unreadable."""
    text = decode(data, name, _declared(data), layout.encoding)
    parser = etree.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    root = etree.fromstring(_without_declaration(text), parser)
    if root is None:
        raise refuse("empty", name)
    page = _Page(name)
    page.walk(root, 0)
    blocks, warnings = assemble(name, page.items(), tuple(page.notes))
    return Document(name, sha256(data).hexdigest(), "html", blocks, warnings)


def _declared(data: bytes) -> str:
    """The encoding that the page names; that of GB2312 and GBK is the larger one they are part of."""
    match = _CHARSET.search(data[:4096])
    encoding = match[1].decode("ascii").lower() if match else ""
    return "gb18030" if encoding in ("gb2312", "gbk", "gb_2312-80") else encoding


def _without_declaration(text: str) -> str:
    """lxml refuses text that names an encoding of its own."""
    return re.sub(r"^\s*<\?xml[^>]*>", "", text, count=1)


@dataclass(slots=True)
class _Page:
    """What has been read: finished items, and the line that is being read with its heading level."""

    name: str
    done: list[Item] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    level: int = 0
    notes: dict[str, None] = field(default_factory=dict)

    def items(self) -> list[Item]:
        self.end_line()
        return self.done

    def end_line(self) -> None:
        text = "".join(self.line)
        self.line.clear()
        for piece in text.split("\n"):
            bare = _BLANKS.sub(" ", piece).strip(" ")
            if bare:
                self.done.append(Text(bare, level=self.level))

    def walk(self, element: etree._Element, depth: int) -> None:
        """Read an element and what stands in it."""
        if depth > _DEPTH:
            raise refuse("too_large", self.name, f"> {_DEPTH} levels")
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag == "table":
            self.end_line()
            self.done.extend(self.table(element, depth))
        elif tag == "br":
            self.line.append("\n")
        elif tag == "img":
            self.notes["image"] = None
        elif tag not in _LEFT_OUT and tag not in _DELETED and not _HIDDEN.search(element.get("style", "")):
            self.inside(element, tag, depth)

    def inside(self, element: etree._Element, tag: str, depth: int) -> None:
        block, before = tag not in _INLINE, self.level
        if block:
            self.end_line()
            self.level = _HEADINGS.get(tag, before)
        self.line.append(_folded(element.text))
        for child in element:
            self.walk(child, depth + 1)
            self.line.append(_folded(child.tail))
        if block:
            self.end_line()
            self.level = before

    def table(self, element: etree._Element, depth: int) -> Iterator[Item]:
        """A table; its caption stands before it. A table of a single cell only lays out the page."""
        caption = element.find("caption")
        if caption is not None:
            yield from self.inner(caption, depth)
        rows = list(_rows(element))
        cells = [cell for row in rows for cell in row]
        if len(cells) == 1:
            yield from self.inner(cells[0], depth)
        elif cells:
            yield self.grid(rows, depth)

    def inner(self, element: etree._Element, depth: int) -> list[Item]:
        """What stands in an element, read by itself."""
        own = _Page(self.name)
        own.inside(element, "", depth + 1)
        self.notes.update(own.notes)
        return own.items()

    def grid(self, rows: list[list[etree._Element]], depth: int) -> Grid:
        boxes, taken = [], dict[tuple[int, int], bool]()
        for r, row in enumerate(rows):
            c = 0
            for cell in row:
                while (r, c) in taken:
                    c += 1
                height = min(_span(cell.get("rowspan")), len(rows) - r)
                width = _span(cell.get("colspan"))
                taken.update(((r + i, c + j), True) for i in range(height) for j in range(width))
                if len(taken) > MAX_GRID_CELLS:
                    raise refuse("too_large", self.name, f"> {MAX_GRID_CELLS} cells")
                boxes.append(self.box(cell, (r, c), (height, width), depth))
                c += width
        cols = max((col for _, col in taken), default=-1) + 1
        return Grid(tuple(boxes), len(rows), cols)

    def box(self, cell: etree._Element, place: tuple[int, int], span: tuple[int, int], depth: int) -> Box:
        inner = self.inner(cell, depth)
        text = "\n".join(item.text for item in inner if isinstance(item, Text))
        nested = tuple(item for item in inner if isinstance(item, Grid))
        return Box(*place, text, *span, nested)


def _folded(text: str | None) -> str:
    return _BLANKS.sub(" ", text) if text else ""


def _rows(table: etree._Element) -> Iterator[list[etree._Element]]:
    """The rows of a table, not those of tables inside it."""
    for child in table:
        if child.tag == "tr":
            yield [cell for cell in child if cell.tag in ("td", "th")]
        elif child.tag in ("thead", "tbody", "tfoot"):
            yield from _rows(child)


def _span(value: str | None) -> int:
    number = int(value) if value and value.strip().isdecimal() and len(value) < 7 else 1
    return min(max(number, 1), MAX_SPAN)
