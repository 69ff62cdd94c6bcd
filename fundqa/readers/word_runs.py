"""The text of one Word paragraph: what a reader of the accepted, printed page would see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from fundqa.readers.assemble import Piece, joined
from fundqa.readers.word_names import ALTERNATE, integer, switched_on, w

_T, _R = w("t"), w("r")
_FIXED = {
    w("tab"): "\t",
    w("ptab"): "\t",
    w("br"): "\n",
    w("cr"): "\n",
    w("noBreakHyphen"): "-",
}
_CONTAINERS = frozenset(
    map(w, ("hyperlink", "ins", "moveTo", "smartTag", "sdt", "sdtContent", "fldSimple", "customXml", "dir", "bdo"))
) | {w("ruby"), w("rubyBase")}
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_DRAWN = frozenset(map(w, ("drawing", "pict", "object")))
_NOTES = frozenset(map(w, ("footnoteReference", "endnoteReference")))
_SYM, _FIELD, _TYPE = w("sym"), w("fldChar"), w("fldCharType")
_BOX, _RPR = w("txbxContent"), w("rPr")
_EMBEDDED = "{urn:schemas-microsoft-com:office:office}OLEObject"
_IMAGES = (
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{urn:schemas-microsoft-com:vml}imagedata",
)

# What the fonts of symbols hold at these places, less the private area's base.
_SYMBOL = {0xA3: "≤", 0xB3: "≥", 0xB1: "±", 0xB4: "×", 0xB8: "÷", 0xB9: "≠", 0xBB: "≈", 0xB0: "°", 0x2D: "−", 0xB7: "·",
           0x25: "%", 0x2B: "+", 0x3D: "=", 0x3C: "<", 0x3E: ">"}  # fmt: skip
_WINGDINGS = {0x6C: "●", 0x6E: "■", 0x6F: "□", 0x71: "❑", 0x75: "◆", 0xA8: "□", 0xFC: "✓", 0xFB: "✗", 0xFE: "☑",
              0xFD: "☒", 0xE0: "→"} | {0x81 + i: chr(ord("①") + i) for i in range(10)}  # fmt: skip
_WINGDINGS2 = {0x52: "☑", 0x53: "☒", 0xA3: "□", 0x50: "✓", 0x4F: "✗"}
_FONTS = {"symbol": _SYMBOL, "wingdings": _WINGDINGS, "wingdings 2": _WINGDINGS2}


@dataclass(slots=True)
class _Seen:
    """What has been read of a paragraph.

    sources: the element each of `parts` comes from;
    fields: for each open field, innermost last, whether it is still at its code; codes: how many of them are;
    boxes: the contents of text boxes anchored here; references: elements that refer to foot- and endnotes.
    """

    parts: list[str] = field(default_factory=list)
    sources: list[etree._Element] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    boxes: list[etree._Element] = field(default_factory=list)
    references: list[etree._Element] = field(default_factory=list)
    fields: list[bool] = field(default_factory=list)
    codes: int = 0

    def read(self, text: str, source: etree._Element) -> None:
        """Go on with `text`, which stands in `source`."""
        self.parts.append(text)
        self.sources.append(source)

    def turn(self, kind: str | None) -> None:
        """A field begins, gives its result, or ends."""
        if kind == "begin":
            self.fields.append(True)
            self.codes += 1
        elif self.fields and kind in ("separate", "end"):
            self.codes -= self.fields.pop()
            if kind == "separate":
                self.fields.append(False)


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph as read: its text in pieces, codes of warnings, text boxes anchored in it, references to notes."""

    pieces: tuple[Piece, ...]
    notes: tuple[str, ...]
    boxes: tuple[etree._Element, ...]
    references: tuple[etree._Element, ...]

    @property
    def text(self) -> str:
        """The paragraph's text."""
        return joined(self.pieces)


def paragraph_text(paragraph: etree._Element) -> Line:
    """A paragraph's text, insertions counted and deletions not, fields by their result, hidden text left out.

    A field that is still at its code when the paragraph ends is taken to end there.
    """
    seen = _Seen()
    _walk(paragraph, seen)
    pieces = tuple(zip(seen.parts, seen.sources, strict=True))
    return Line(pieces, tuple(seen.notes), tuple(seen.boxes), tuple(seen.references))


def _walk(parent: etree._Element, seen: _Seen) -> None:
    for child in parent:
        tag = child.tag
        if tag == _R:
            _run(child, seen)
        elif tag in _CONTAINERS:
            _walk(child, seen)
        elif tag == ALTERNATE:
            for inner in _chosen(child):
                _walk(inner, seen)


def _run(run: etree._Element, seen: _Seen) -> None:
    first = next(iter(run), None)
    if first is not None and first.tag == _RPR and switched_on(first, "vanish"):
        if any((t.text or "").strip() for t in run.iter(_T)):
            seen.notes["hidden_text"] = None
        return
    for child in run:
        tag = child.tag
        if tag == _FIELD:
            seen.turn(child.get(_TYPE))
        elif seen.codes:
            continue
        elif tag == _T:
            seen.read(child.text or "", child)
        elif tag in _FIXED:
            seen.read(_FIXED[tag], child)
        else:
            _rare(child, str(tag), seen)


def _rare(child: etree._Element, tag: str, seen: _Seen) -> None:
    if tag == _SYM:
        sign = _symbol(child)
        seen.read(sign, child)
        if not sign:
            seen.notes["symbol"] = None
    elif tag in _DRAWN:
        seen.boxes += _boxes(child)
        seen.notes.update(dict.fromkeys(_drawn(child)))
    elif tag in _NOTES:
        seen.references.append(child)
    elif tag == w("ruby"):
        _walk(child, seen)
    elif tag == ALTERNATE:
        for inner in _chosen(child):
            for grandchild in inner:
                if grandchild.tag == _T:
                    seen.read(grandchild.text or "", grandchild)
                else:
                    _rare(grandchild, str(grandchild.tag), seen)


def _chosen(alternate: etree._Element) -> Iterator[etree._Element]:
    """The first alternative only: the others say the same thing for other programs."""
    first = alternate.find(_CHOICE)
    if first is None:
        first = next(iter(alternate), None)
    if first is not None:
        yield first


def _symbol(element: etree._Element) -> str:
    try:
        code = int(element.get(w("char"), ""), 16)
    except ValueError:
        return ""
    font = _FONTS.get(element.get(w("font"), "").lower())
    if font is not None:
        return font.get(code & 0xFF, "")
    return chr(code) if 0x20 <= code < 0xD800 or 0xF900 <= code <= 0xFFFD else ""


def _boxes(element: etree._Element) -> Iterator[etree._Element]:
    """The contents of the text boxes of a drawing, each once: what is drawn for other programs says the same."""
    for child in element:
        if child.tag == _BOX:
            yield child
        elif child.tag == ALTERNATE:
            for inner in _chosen(child):
                yield from _boxes(inner)
        else:
            yield from _boxes(child)


def _drawn(element: etree._Element) -> Iterator[str]:
    if next(element.iter(*_IMAGES), None) is not None:
        yield "image"
    if next(element.iter(_EMBEDDED), None) is not None:
        yield "embedded"


def small(text: str | None, fallback: int, limit: int) -> int:
    """A count from an attribute, at least 0 and at most `limit`; `fallback` when it is no number."""
    found = integer(text)
    return fallback if found is None else min(max(found, 0), limit)
