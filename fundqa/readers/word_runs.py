"""The text of one Word paragraph: what a reader of the accepted, printed page would see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from fundqa.readers.word_names import integer, w

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
_ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_CHOICE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice"
_DRAWN = frozenset(map(w, ("drawing", "pict", "object")))
_NOTES = frozenset(map(w, ("footnoteReference", "endnoteReference")))
_SYM, _FIELD, _TYPE = w("sym"), w("fldChar"), w("fldCharType")
_BOX = w("txbxContent")
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

    fields: for each open field, innermost last, whether it is still at its code; codes: how many of them are.
    """

    parts: list[str] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    fields: list[bool] = field(default_factory=list)
    codes: int = 0

    def turn(self, kind: str | None) -> None:
        """A field begins, gives its result, or ends."""
        if kind == "begin":
            self.fields.append(True)
            self.codes += 1
        elif self.fields and kind in ("separate", "end"):
            self.codes -= self.fields.pop()
            if kind == "separate":
                self.fields.append(False)


def paragraph_text(paragraph: etree._Element) -> tuple[str, tuple[str, ...]]:
    """A paragraph's text, insertions counted and deletions not, fields by their result; and codes of warnings.

    A field that is still at its code when the paragraph ends is taken to end there.
    """
    seen = _Seen()
    _walk(paragraph, seen)
    return "".join(seen.parts), tuple(seen.notes)


def _walk(parent: etree._Element, seen: _Seen) -> None:
    for child in parent:
        tag = child.tag
        if tag == _R:
            _run(child, seen)
        elif tag in _CONTAINERS:
            _walk(child, seen)
        elif tag == _ALTERNATE:
            for inner in _chosen(child):
                _walk(inner, seen)


def _run(run: etree._Element, seen: _Seen) -> None:
    for child in run:
        tag = child.tag
        if tag == _FIELD:
            seen.turn(child.get(_TYPE))
        elif seen.codes:
            continue
        elif tag == _T:
            seen.parts.append(child.text or "")
        elif tag in _FIXED:
            seen.parts.append(_FIXED[tag])
        else:
            _rare(child, str(tag), seen)


def _rare(child: etree._Element, tag: str, seen: _Seen) -> None:
    if tag == _SYM:
        sign = _symbol(child)
        seen.parts.append(sign)
        if not sign:
            seen.notes["symbol"] = None
    elif tag in _DRAWN:
        seen.notes.update(dict.fromkeys(_drawn(child)))
    elif tag in _NOTES:
        seen.notes["note"] = None
    elif tag == w("ruby"):
        _walk(child, seen)
    elif tag == _ALTERNATE:
        for inner in _chosen(child):
            for grandchild in inner:
                if grandchild.tag == _T:
                    seen.parts.append(grandchild.text or "")
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


def _drawn(element: etree._Element) -> Iterator[str]:
    if any((t.text or "").strip() for box in element.iter(_BOX) for t in box.iter(_T)):
        yield "text_box"
    if next(element.iter(*_IMAGES), None) is not None:
        yield "image"


def small(text: str | None, fallback: int, limit: int) -> int:
    """A count from an attribute, at least 0 and at most `limit`; `fallback` when it is no number."""
    found = integer(text)
    return fallback if found is None else min(max(found, 0), limit)
