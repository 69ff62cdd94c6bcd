"""Automatic numbers of a Word file, counted and written as Word shows them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from fundqa.readers.numerals import FORMATS
from fundqa.readers.word_names import Properties, number, switched_on, val, value, w
from fundqa.readers.word_styles import Style, Styles

LEVELS = 9
LONGEST_TEXT = 100
_NUMBERING, _STYLE = w("numPr"), w("pStyle")
_PLACE = re.compile(r"%([1-9])")
_PRIVATE_BULLETS = {0xF06C: "●", 0xF06E: "■", 0xF075: "◆", 0xF0D8: "➢", 0xF0FC: "✓", 0xF0A7: "▪", 0xF0B2: "◇"}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: first number, format, text with %1 … %9 as places, what follows, and restarting.

    restart: numbering starts again after a level below this index; 0 never, None after any higher level.
    """

    start: int = 1
    format: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class Numbered:
    """A w:num: the list whose counters it shares, its levels, and where it starts anew when first used."""

    abstract: str
    levels: Mapping[int, Level]
    starts: Mapping[int, int]


@dataclass(slots=True)
class Counters:
    """Counts the numbered paragraphs of one document, in reading order. `next` is its only changing state."""

    nums: Mapping[str, Numbered]
    styles: Styles
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def next(self, properties: Properties, style: Style) -> str:
        """The number before the paragraph with these properties, with its suffix blank; "" when it has none."""
        num_id, ilvl = _list_of(properties, style)
        num = self.nums.get(num_id or "")
        if num is None:
            return ""
        if ilvl is None:
            ilvl = _linked_level(num, val(properties, _STYLE) or "", style)
        return self._advance(num_id or "", num, ilvl) if ilvl in num.levels else ""

    def _advance(self, num_id: str, num: Numbered, ilvl: int) -> str:
        counts = self.counts.setdefault(num.abstract, {})
        if num_id not in self.begun:
            self.begun.add(num_id)
            for level in num.starts:
                counts.pop(level, None)
        counts[ilvl] = counts[ilvl] + 1 if ilvl in counts else num.starts.get(ilvl, num.levels[ilvl].start)
        for deeper in [i for i in counts if i > ilvl]:
            restart = num.levels[deeper].restart if deeper in num.levels else None
            if restart is None or ilvl < restart:
                del counts[deeper]
        return _written(num, ilvl, counts)


def _list_of(properties: Properties, style: Style) -> tuple[str | None, int | None]:
    """List and level of a paragraph: its own, where it says so, else its style's (level None: the linked one)."""
    own = properties.get(_NUMBERING)
    if own is None:
        return style.num_id, None
    num_id, ilvl = value(own, "numId"), number(own, "ilvl")
    if num_id is not None:
        return num_id, ilvl or 0
    return style.num_id, ilvl


def _linked_level(num: Numbered, style_id: str, style: Style) -> int:
    for name in (style_id, style.linked):
        for ilvl, level in num.levels.items():
            if name and level.style == name:
                return ilvl
    return style.ilvl or 0


def _written(num: Numbered, ilvl: int, counts: Mapping[int, int]) -> str:
    level = num.levels[ilvl]
    if level.format == "bullet":
        text = "".join(_bullet(c) for c in level.text)
    else:
        text = _PLACE.sub(lambda place: _place(num, int(place.group(1)) - 1, level, counts), level.text)
    return text + " " if text and level.suffix == "space" else text


def _place(num: Numbered, index: int, level: Level, counts: Mapping[int, int]) -> str:
    """A level's number inside another's text; one not counted yet shows its first number."""
    own = num.levels.get(index, Level())
    count = counts.get(index, num.starts.get(index, own.start))
    return FORMATS.get("decimal" if level.legal else own.format, str)(count)


def _bullet(char: str) -> str:
    """A bullet as it prints: fonts of symbols put theirs into the private area."""
    return _PRIVATE_BULLETS.get(ord(char), "•") if 0xF000 <= ord(char) <= 0xF0FF else char


def read_numbering(root: etree._Element | None, styles: Styles) -> dict[str, Numbered]:
    """The lists of numbering.xml by w:numId; none when the part is absent."""
    if root is None:
        return {}
    abstracts = {a.get(w("abstractNumId"), ""): a for a in root.iterchildren(w("abstractNum"))}
    elements = {n.get(w("numId"), ""): n for n in root.iterchildren(w("num"))}
    base = {num_id: value(n, "abstractNumId") or "" for num_id, n in elements.items()}
    levels = {a: _levels(e) for a, e in abstracts.items()}
    out = {}
    for num_id, element in elements.items():
        abstract = _followed(base[num_id], abstracts, base, styles)
        if num_id != "0" and abstract in abstracts:
            out[num_id] = _numbered(element, abstract, levels[abstract])
    return out


def _followed(abstract: str, abstracts: Mapping[str, etree._Element], base: Mapping[str, str], styles: Styles) -> str:
    """The list definition itself, where `abstract` only refers to it by a numbering style."""
    for _ in range(5):
        link = value(abstracts.get(abstract), "numStyleLink")
        if link is None:
            break
        abstract = base.get(styles.of(link).num_id or "", "")
    return abstract


def _levels(abstract: etree._Element) -> dict[int, Level]:
    found = ((_index(lvl), _level(lvl)) for lvl in abstract.iterchildren(w("lvl")))
    return {index: level for index, level in found if 0 <= index < LEVELS}


def _index(element: etree._Element) -> int:
    text = element.get(w("ilvl"), "")
    return int(text) if text.isdecimal() and len(text) < 3 else LEVELS


def _level(element: etree._Element) -> Level:
    start = number(element, "start")
    return Level(
        start=max(start or 0, 0),
        format=_format(element),
        text=(value(element, "lvlText") or "")[:LONGEST_TEXT],
        suffix=value(element, "suff") or "tab",
        restart=number(element, "lvlRestart"),
        legal=switched_on(element, "isLgl"),
        style=value(element, "pStyle") or "",
    )


def _format(element: etree._Element) -> str:
    """The level's number format; a newer one hides in an alternative that only some readers know."""
    name = value(element, "numFmt")
    if name is None:
        inner = next(element.iter(w("numFmt")), None)
        name = None if inner is None else inner.get(w("val"))
    return name or "decimal"


def _numbered(element: etree._Element, abstract: str, levels: Mapping[int, Level]) -> Numbered:
    own, starts = dict(levels), {}
    for override in element.iterchildren(w("lvlOverride")):
        index = _index(override)
        if index >= LEVELS:
            continue
        replaced = override.find(w("lvl"))
        if replaced is not None:
            own[index] = _level(replaced)
        start = number(override, "startOverride")
        if start is not None:
            starts[index] = max(start, 0)
    return Numbered(abstract, own, starts)
