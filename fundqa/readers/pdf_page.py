"""A PDF page as marks on paper: glyphs with their boxes, ruled lines, and lines of text."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from fundqa.readers.pdf_raw import address, plain

THIN = 3.0
"""A path no wider or higher than this many points is a line."""
_SPACE = 0.6
"""A gap of so many character widths is a blank."""
_OVERLAP = 0.5
_BLANK, _LAST, _UNKNOWN, _PRIVATE = 0x20, 0x10FFFF, 0xFFFD, (0xE000, 0xF8FF)
_SURROGATES = 0xD800, 0xDFFF
_DEPTH, _SIDES = 4, 5
_PADDING = 14.0
"""The most that a cell keeps free on both sides together."""
_CLOSING = "。，、；：！？）)》”’…"
_WORDS = r"[0-9A-Za-z.,%％≤≥<>=~+/-]+"
_UNPARTED = re.compile(
    rf"[《（(“‘]*(?:{_WORDS}(?:[{_CLOSING}]+[0-9A-Za-z]+)*|.)[{_CLOSING}]*(?:(?<=[）)]){_WORDS}[{_CLOSING}]*)?"
)
"""What is not parted at the end of a line; figures stay with the bracket that closes before them."""


class Glyph(NamedTuple):
    """A printed character and its box in points; y grows upwards."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def x(self) -> float:
        """The middle across."""
        return (self.x0 + self.x1) / 2

    @property
    def y(self) -> float:
        """The middle up and down."""
        return (self.y0 + self.y1) / 2


_FROM_LEFT = itemgetter(1)


class Rule(NamedTuple):
    """A ruled line from `start` to `end`, at `at` on the other axis: horizontal lines are at a height."""

    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page: number from 1, its size, what is on it. unmapped: glyphs that stand for no known character."""

    number: int
    width: float
    height: float
    glyphs: tuple[Glyph, ...]
    across: tuple[Rule, ...]
    down: tuple[Rule, ...]
    images: int = 0
    unmapped: int = 0


@dataclass(frozen=True)
class Line:
    """Glyphs side by side, from left to right. Without slots: what is asked of a line again and again is kept."""

    glyphs: tuple[Glyph, ...]

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.glyphs[0].x0

    @cached_property
    def x1(self) -> float:
        """Where it ends."""
        return max([glyph.x1 for glyph in self.glyphs])

    @cached_property
    def y0(self) -> float:
        """Its lower edge."""
        return min([glyph.y0 for glyph in self.glyphs])

    @cached_property
    def y1(self) -> float:
        """Its upper edge."""
        return max([glyph.y1 for glyph in self.glyphs])

    @cached_property
    def em(self) -> float:
        """The width of a full character in it; fonts differ in height far more than in width."""
        return max(*[g.x1 - g.x0 for g in self.glyphs], 0.6 * (self.glyphs[0].y1 - self.glyphs[0].y0))

    @property
    def first(self) -> float:
        """The width of what cannot be parted at its beginning: a number, or a character with the marks behind it."""
        return self.glyphs[self._unparted() - 1].x1 - self.x0

    @property
    def single(self) -> bool:
        """Whether nothing in it can be parted, so that it may be a piece of something longer."""
        return self._unparted() == len(self.glyphs)

    def _unparted(self) -> int:
        match = _UNPARTED.match("".join([glyph.text for glyph in self.glyphs]))
        return max(match.end() if match else 1, 1)

    @cached_property
    def text(self) -> str:
        """Its characters, with a blank where a gap is wider than letters leave."""
        pieces: list[str] = []
        end, size = float("inf"), 0.0
        for text, x0, y0, x1, y1 in self.glyphs:
            high = y1 - y0
            gap = x0 - end
            pieces.append(f" {text}" if gap > 0 and gap > _SPACE * min(size, high) else text)
            end, size = x1, high
        return "".join(pieces)


def read_page(page: Any, number: int) -> Page:
    """The marks of a page of pypdfium2."""
    import pypdfium2.raw as pdfium

    width, height = page.get_size()
    glyphs, unmapped = _glyphs(page.get_textpage(), pdfium)
    across: list[Rule] = []
    down: list[Rule] = []
    images = _objects(pdfium, page.raw, across, down)
    return Page(number, width, height, tuple(glyphs), tuple(across), tuple(down), images, unmapped)


def _glyphs(textpage: Any, pdfium: Any) -> tuple[list[Glyph], int]:
    """The printed characters, and how many of them stand for no known one."""
    chars = [_character(code) for code in _codes(textpage, pdfium)]
    if not chars:
        return [], 0
    boxes = (pdfium.FS_RECTF * len(chars))()
    box_of, text = plain("FPDFText_GetLooseCharBox"), address(textpage.raw)
    at, size, make = ctypes.addressof(boxes), ctypes.sizeof(pdfium.FS_RECTF), tuple.__new__
    for index, char in enumerate(chars):
        if char:
            box_of(text, index, at + index * size)
    sides = memoryview(boxes).cast("B").cast("f").tolist()
    found: list[Glyph] = []
    seen: set[tuple[str, int, int]] = set()
    for char, left, top, right, bottom in zip(chars, *(sides[side::4] for side in range(4)), strict=True):
        if char and right > left:
            place = char, round(left), round(bottom)  # bold type is often the same glyph printed twice
            if place not in seen:
                seen.add(place)
                found.append(make(Glyph, (char, left, bottom, right, top)))
    return found, chars.count(None)


def _codes(textpage: Any, pdfium: Any) -> Sequence[int]:
    """The code of every character of a page: as one text, where it has one unit for each; else one by one."""
    count, raw = textpage.count_chars(), textpage.raw
    units = (ctypes.c_ushort * (count + 2))()
    told = pdfium.FPDFText_GetText(raw, 0, count + 1, units)  # with the zero that ends it
    if told == count + 1 and not any(_SURROGATES[0] <= unit <= _SURROGATES[1] for unit in units):
        codes: list[int] = units[:count]
        return codes
    return [pdfium.FPDFText_GetUnicode(raw, index) for index in range(count)]


@lru_cache(maxsize=16384)
def _character(code: int) -> str | None:
    """The character of a code; "" for one that prints nothing, None for one that stands for no known character."""
    if code <= _BLANK or code > _LAST or not chr(code).strip():
        return ""
    known = code != _UNKNOWN and not _PRIVATE[0] <= code <= _PRIVATE[1] and chr(code).isprintable()
    return chr(code) if known else None


def _objects(pdfium: Any, page: Any, across: list[Rule], down: list[Rule]) -> int:
    """The lines that a page draws, and how many pictures it has. Through the raw interface: most objects are text."""
    images = 0
    edges = [ctypes.c_float() for _ in range(4)]
    item_at, kind_of, text = plain("FPDFPage_GetObject"), plain("FPDFPageObj_GetType"), pdfium.FPDF_PAGEOBJ_TEXT
    whole = address(page)
    for index in range(pdfium.FPDFPage_CountObjects(page)):
        if kind_of(item_at(whole, index)) != text:
            images += _object(pdfium, pdfium.FPDFPage_GetObject(page, index), edges, across, down, 0)
    return images


def _object(pdfium: Any, item: Any, edges: list[Any], across: list[Rule], down: list[Rule], depth: int) -> int:
    kind = pdfium.FPDFPageObj_GetType(item)
    if kind == pdfium.FPDF_PAGEOBJ_FORM and depth < _DEPTH:
        count = pdfium.FPDFFormObj_CountObjects(item)
        inner = (pdfium.FPDFFormObj_GetObject(item, i) for i in range(max(count, 0)))
        return sum(_object(pdfium, own, edges, across, down, depth + 1) for own in inner)
    if kind == pdfium.FPDF_PAGEOBJ_PATH and pdfium.FPDFPageObj_GetBounds(item, *edges):
        x0, y0, x1, y1 = (edge.value for edge in edges)
        _rules(pdfium, item, (x0, y0, x1, y1), across, down)
    return int(kind == pdfium.FPDF_PAGEOBJ_IMAGE)


def _rules(
    pdfium: Any, item: Any, box: tuple[float, float, float, float], across: list[Rule], down: list[Rule]
) -> None:
    """The lines that a path draws: it is one if it is thin, else the edges of a stroked rectangle."""
    x0, y0, x1, y1 = box
    if y1 - y0 <= THIN < x1 - x0:
        across.append(Rule((y0 + y1) / 2, x0, x1))
    elif x1 - x0 <= THIN < y1 - y0:
        down.append(Rule((x0 + x1) / 2, y0, y1))
    elif x1 - x0 > THIN and y1 - y0 > THIN and _stroked(item, pdfium) and pdfium.FPDFPath_CountSegments(item) <= _SIDES:
        across += [Rule(y0, x0, x1), Rule(y1, x0, x1)]
        down += [Rule(x0, y0, y1), Rule(x1, y0, y1)]


def _stroked(item: Any, pdfium: Any) -> bool:
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    return bool(pdfium.FPDFPath_GetDrawMode(item, fill, stroke)) and bool(stroke.value)


def lines(glyphs: Iterable[Glyph]) -> list[Line]:
    """Glyphs as lines of text, top to bottom: what overlaps in height by half stands in one line.

    Digits of another font lie a little higher or lower than the words around them, and still belong to their line.
    """
    glyphs = list(glyphs)
    if glyphs and len({(glyph[2], glyph[4]) for glyph in glyphs}) == 1:
        return [Line(tuple(sorted(glyphs, key=_FROM_LEFT)))]
    rows: list[tuple[float, float, list[Glyph]]] = []
    for glyph in sorted(glyphs, key=lambda g: (-(g[2] + g[4]) / 2, g[1])):
        _, _, y0, _, y1 = glyph
        for low, high, own in rows[-1:-4:-1]:
            shared = (high if high < y1 else y1) - (low if low > y0 else y0)
            if shared > _OVERLAP * min(high - low, y1 - y0):
                own.append(glyph)
                break
        else:
            rows.append((y0, y1, [glyph]))
    return [Line(tuple(sorted(own, key=_FROM_LEFT))) for _, _, own in rows]


def chunks(line: Line, gap: float) -> Iterator[Line]:
    """The pieces of a line that stand more than `gap` points apart."""
    own: list[Glyph] = []
    for glyph in line.glyphs:
        if own and glyph.x0 - own[-1].x1 > gap:
            yield Line(tuple(own))
            own = []
        own.append(glyph)
    yield Line(tuple(own))


def block_text(found: Sequence[Line], left: float, right: float) -> str:
    """Lines that stand in one cell, as text: a line that fills the cell goes on in the next, else a new line begins."""
    pieces: list[str] = []
    for i, line in enumerate(found):
        if i:
            before = found[i - 1]
            after = found[i + 1].first if line.single and i + 1 < len(found) else 0
            pieces.append("" if line.first + after > free_room(before, left, right) else "\n")
        pieces.append(line.text)
    return "".join(pieces)


def free_room(line: Line, left: float, right: float) -> float:
    """How wide a text would still have fitted behind a line in its cell."""
    return (right - left) - _PADDING - (line.x1 - line.x0)
