"""Comments put into a Word file at exact characters; nothing else of it changes, in what it says or how it looks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from fundqa.document import Location
from fundqa.readers.word_locate import Spot, WordFile
from fundqa.writers.comment import Comment
from fundqa.writers.word_package import Edition, writable, xml

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_STRICT = {_MAIN: "http://purl.oclc.org/ooxml/wordprocessingml/main",
           _OFFICE: "http://purl.oclc.org/ooxml/officeDocument/relationships"}  # fmt: skip
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


def _w(name: str) -> str:
    return f"{{{_MAIN}}}{name}"


_P, _R, _T, _PPR, _RPR, _ID = map(_w, ("p", "r", "t", "pPr", "rPr", "id"))
_TRACKED = frozenset(map(_w, ("ins", "del", "moveFrom", "moveTo", "rPrChange")))
_MARKS = tuple(map(_w, ("commentRangeStart", "commentRangeEnd", "commentReference")))


def annotated(data: bytes, name: str, comments: Sequence[Comment]) -> bytes:
    """The Word file `data`, known to Locations as `name`, with these comments. Raises ReadError.

    A comment on a note stands at the reference to it, one on a text box at the box: Word shows no others there. What
    has no place in the file any more is commented on at its first paragraph.
    """
    file = WordFile.open(data, name)
    edition = Edition(data)
    strict = b"http://purl.oclc.org/ooxml/" in file.package.read(file.part)[:4096]
    part = next(iter(file.package.related(file.part, "comments")), "")
    root = file.package.parse(part) if part else etree.Element(_w("comments"), nsmap={"w": _MAIN})
    first = _free(root, file.root)
    _place(file, [(str(first + i), comment.at) for i, comment in enumerate(comments)])
    root.extend(_comment(str(first + i), comment) for i, comment in enumerate(comments))
    if not part:
        part = _new_part(edition, file.part, strict)
    for changed, tree in ((file.part, file.root), (part, root)):
        edition.changed[edition.name(changed)] = _spelled(xml(tree), strict)
    return edition.packed()


def _spelled(content: bytes, strict: bool) -> bytes:
    """The names that the reader makes one, as this file writes them."""
    for usual, other in _STRICT.items() if strict else ():
        content = content.replace(f'"{usual}"'.encode(), f'"{other}"'.encode())
    return content


def _new_part(edition: Edition, main: str, strict: bool) -> str:
    folder = main.rpartition("/")[0]
    names = (f"{folder}/comments{n or ''}.xml" for n in range(len(edition.names()) + 1))
    part = next(name for name in names if not edition.has(name))
    edition.declare(part, _TYPE)
    edition.relate(edition.name(main), part, f"{_STRICT[_OFFICE] if strict else _OFFICE}/comments")
    return part


def _free(comments: etree._Element, document: etree._Element) -> int:
    """The first number that no comment has."""
    marks = [*comments.iter(_w("comment")), *document.iter(*_MARKS)]
    used = [int(number) for mark in marks if (number := mark.get(_ID, "")).isdigit()]
    return max(used, default=-1) + 1


def _comment(number: str, comment: Comment) -> etree._Element:
    element = etree.Element(_w("comment"), nsmap={"w": _MAIN})
    for name, value in (("id", number), ("author", comment.author), ("initials", comment.initials)):
        element.set(_w(name), writable(value))
    for index, line in enumerate(comment.lines):
        paragraph = etree.SubElement(element, _P)
        if not index:
            etree.SubElement(etree.SubElement(paragraph, _R), _w("annotationRef"))
        run = etree.SubElement(paragraph, _R)
        if not index:
            etree.SubElement(etree.SubElement(run, _RPR), _w("b"))
        text = etree.SubElement(run, _T)
        text.text = writable(line)
        text.set(_SPACE, "preserve")
    return element


@dataclass(frozen=True, slots=True)
class _Edge:
    """A place in the text: `at` characters of a w:t come before it; of any other element, it is before or behind it."""

    element: etree._Element
    at: int = 0


@dataclass(frozen=True, slots=True)
class _Range:
    """What a comment is about: from `first` to `last`; without them, the end of the paragraph `home`."""

    number: str
    first: _Edge | None = None
    last: _Edge | None = None
    home: etree._Element | None = None


def _place(file: WordFile, wanted: Iterable[tuple[str, Location]]) -> None:
    """Put the marks of each numbered comment into the document; all cuts come first, as they move what is located."""
    ranges = [_range(file, number, file.locate(at)) for number, at in wanted]
    cutter = _Cutter()
    for found in ranges:
        cutter.mark(found.first)
        cutter.mark(found.last)
    cutter.cut_texts()
    placed = [(found, cutter.opening(found.first), cutter.closing(found.last)) for found in ranges]
    for found, opening, closing in reversed(placed):
        if opening is not None and closing is not None:
            run = _run_of(closing)
            start, end, mark = _marks(found.number, run.find(_RPR))
            _run_of(opening).addprevious(start)
            run.addnext(mark)
            run.addnext(end)
        elif found.home is not None:
            found.home.extend(_marks(found.number, found.home.find(f"{_PPR}/{_RPR}")))


def _marks(number: str, look: etree._Element | None) -> tuple[etree._Element, etree._Element, etree._Element]:
    """The marks of a comment; its reference looks like the text it follows, so that no line becomes higher."""
    start, end = (etree.Element(tag, {_ID: number}) for tag in _MARKS[:2])
    run = etree.Element(_R)
    if look is not None:
        own = deepcopy(look)
        for change in [child for child in own if child.tag in _TRACKED]:
            own.remove(change)
        run.append(own)
    etree.SubElement(run, _MARKS[2], {_ID: number})
    return start, end, run


def _range(file: WordFile, number: str, spot: Spot | None) -> _Range:
    if spot is None:
        return _Range(number, home=next(file.root.iter(_P), None))
    if spot.reference is not None:
        return _Range(number, _edge(spot.reference, 0), _edge(spot.reference, 1))
    printed = [stretch for stretch in spot.stretches if stretch.element is not None]
    inked = [stretch for stretch in printed if stretch.text.strip()] or printed
    if inked:
        first, last = inked[0], inked[-1]
        return _Range(number, _edge(first.element, first.start), _edge(last.element, last.end))
    outer = [] if spot.home is None else list(spot.home.iterancestors(_R))
    if outer:
        return _Range(number, _Edge(outer[-1]), _Edge(outer[-1]))
    return _Range(number, home=None if spot.home is None else next(spot.home.iter(_P), None))


def _edge(element: etree._Element | None, at: int) -> _Edge | None:
    """The edge where it can be cut: directly in a run of the text; else at the outermost run around it."""
    if element is None:
        return None
    runs = list(element.iterancestors(_R))
    exact = len(runs) == 1 and element.getparent() is runs[0]
    return _Edge(element, at) if exact or not runs else _Edge(runs[-1])


@dataclass(slots=True)
class _Cutter:
    """Cuts texts and runs at edges. begins, ends: the element that begins or ends at an edge inside a text."""

    cuts: dict[etree._Element, set[int]] = field(default_factory=dict)
    begins: dict[_Edge, etree._Element] = field(default_factory=dict)
    ends: dict[_Edge, etree._Element] = field(default_factory=dict)

    def mark(self, edge: _Edge | None) -> None:
        """Have the text cut at `edge`, if it is inside one."""
        if edge is not None and edge.element.tag == _T and 0 < edge.at < len(edge.element.text or ""):
            self.cuts.setdefault(edge.element, set()).add(edge.at)

    def cut_texts(self) -> None:
        """Cut every marked text into several in the same run."""
        for element, cuts in self.cuts.items():
            whole, current = element.text or "", element
            places = [0, *sorted(cuts), len(whole)]
            for start, end in pairwise(places):
                if start:
                    piece = etree.Element(_T)
                    current.addnext(piece)
                    current = piece
                current.text = whole[start:end]
                current.set(_SPACE, "preserve")
                self.begins[_Edge(element, start)] = self.ends[_Edge(element, end)] = current

    def opening(self, edge: _Edge | None) -> etree._Element | None:
        """The element that begins at `edge`, the run cut before it."""
        if edge is None:
            return None
        found = self.begins.get(edge, edge.element)
        if found.tag != _R:
            _cut_before(found)
        return found

    def closing(self, edge: _Edge | None) -> etree._Element | None:
        """The element that ends at `edge`, the run cut behind it."""
        if edge is None:
            return None
        found = self.ends.get(edge, edge.element)
        following = None if found.tag == _R else found.getnext()
        if following is not None:
            _cut_before(following)
        return found


def _run_of(element: etree._Element) -> etree._Element:
    parent = element.getparent()
    return element if element.tag == _R or parent is None else parent


def _cut_before(element: etree._Element) -> None:
    """Let a run of the same look begin with `element`, unless its run does already."""
    run, before = element.getparent(), element.getprevious()
    if run is None or before is None or before.tag == _RPR:
        return
    rest = run.makeelement(_R, {str(key): str(value) for key, value in run.attrib.items()})
    look = run.find(_RPR)
    if look is not None:
        rest.append(deepcopy(look))
    rest.extend([element, *element.itersiblings()])
    run.addnext(rest)
