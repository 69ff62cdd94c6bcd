"""Paragraph styles of a Word file: what they say about numbering and headings, inheritance resolved."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from fundqa.readers.word_names import NOTHING, Properties, child_of, integer, number, val, value, w

_HEADING = re.compile(r"heading ([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"toc( |$)|table of (figures|authorities)", re.IGNORECASE)
BODY_LEVEL = 9
_OUTLINE, _NUMBERING = w("outlineLvl"), w("numPr")
MAX_ANCESTORS = 20


@dataclass(frozen=True, slots=True)
class Style:
    """What a paragraph style sets; None where it leaves it to its ancestors. heading: from 1; 0 body text."""

    num_id: str | None = None
    ilvl: int | None = None
    heading: int | None = None
    contents: bool = False
    linked: str = ""
    """The style whose numbering level this is: the one that set num_id."""


@dataclass(frozen=True, slots=True)
class Styles:
    """All paragraph styles by id, and the default one's."""

    by_id: dict[str, Style]
    default: Style = Style()

    def of(self, style_id: str | None) -> Style:
        """The style of a paragraph that names `style_id`; an unknown name means the default."""
        return self.by_id.get(style_id or "", self.default)


def read_styles(root: etree._Element | None) -> Styles:
    """The styles of styles.xml; none when the part is absent."""
    if root is None:
        return Styles({})
    raw = {
        style.get(w("styleId"), ""): style
        for style in root.iterchildren(w("style"))
        if style.get(w("type")) in ("paragraph", "numbering")
    }
    by_id = {style_id: _resolved(style_id, raw) for style_id in raw}
    defaults = [i for i, s in raw.items() if s.get(w("default")) in ("1", "true") and s.get(w("type")) == "paragraph"]
    return Styles(by_id, by_id[defaults[0]] if defaults else Style())


def _resolved(style_id: str, raw: dict[str, etree._Element]) -> Style:
    """The style with what it inherits; a circle of ancestors ends where it closes."""
    style, seen = Style(), set[str]()
    while style_id in raw and style_id not in seen and len(seen) < MAX_ANCESTORS:
        seen.add(style_id)
        own = _own(style_id, raw[style_id])
        style = replace(
            style,
            num_id=own.num_id if style.num_id is None else style.num_id,
            linked=own.linked if style.num_id is None and own.num_id is not None else style.linked,
            ilvl=own.ilvl if style.ilvl is None else style.ilvl,
            heading=own.heading if style.heading is None else style.heading,
            contents=style.contents or own.contents,
        )
        style_id = value(raw[style_id], "basedOn") or ""
    return style


def _own(style_id: str, element: etree._Element) -> Style:
    name = value(element, "name") or ""
    found = child_of(element, w("pPr"))
    properties = NOTHING if found is None else {child.tag: child for child in found}
    numbering = properties.get(_NUMBERING)
    heading = heading_level(properties)
    if heading is None:
        named = _HEADING.fullmatch(name)
        heading = int(named.group(1)) if named else 1 if name.lower() == "title" else None
    num_id = value(numbering, "numId")
    return Style(
        num_id, number(numbering, "ilvl"), heading, bool(_CONTENTS.match(name)), style_id if num_id is not None else ""
    )


def heading_level(properties: Properties) -> int | None:
    """The heading level that paragraph properties set: from 1, 0 for body text, None when they do not say."""
    level = integer(val(properties, _OUTLINE))
    if level is None:
        return None
    return level + 1 if 0 <= level < BODY_LEVEL else 0
