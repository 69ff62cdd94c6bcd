"""Word files made so that they depend on their words alone: real merges, no clock, no compression."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

Xml = Any
"""An lxml element: python-docx publishes no types for its own."""

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_UNUSED = ("/stylesWithEffects", "/thumbnail", "/customXml")


def blank() -> Any:
    """An empty document without what the library brings along and nothing here uses: a hundred styles, a picture."""
    import docx

    document = docx.Document()
    styles = document.styles.element
    for style in list(styles):
        if style.get(qn("w:default")) is None and style.get(qn("w:styleId")) != "TableGrid":
            styles.remove(style)
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(_UNUSED)]:
            del rels[key]
    return document


def table(document: Any, width: int) -> Xml:
    """A new table of `width` columns and no rows yet, as its element."""
    return document.add_table(0, width, style="Table Grid")._tbl


def row(parent: Xml) -> Xml:
    """A new row at the end of a table."""
    element = OxmlElement("w:tr")
    parent.append(element)
    return element


def cell(text: str, span: int) -> Xml:
    """A cell over `span` columns; every line of its text is a paragraph."""
    element = OxmlElement("w:tc")
    properties = OxmlElement("w:tcPr")
    element.append(properties)
    if span > 1:
        properties.append(valued("w:gridSpan", str(span)))
    for line in text.split("\n"):
        paragraph = OxmlElement("w:p")
        if line:
            run = OxmlElement("w:r")
            run.text = line
            paragraph.append(run)
        element.append(paragraph)
    return element


def merge_down(element: Xml, value: str | None) -> None:
    """Mark a cell as the start of a vertical merge ("restart"), or (None) as a further row of one."""
    properties = element.find(qn("w:tcPr"))
    if properties.find(qn("w:vMerge")) is None:
        properties.append(valued("w:vMerge", value))


def valued(tag: str, value: str | None) -> Xml:
    """An element with a w:val attribute; None: without."""
    element = OxmlElement(tag)
    if value is not None:
        element.set(qn("w:val"), value)
    return element


def stable(document: Any) -> bytes:
    """The package as bytes that depend on its parts alone."""
    saved, out = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system = _UNIX
            archive.writestr(entry, parts.read(name))
    return out.getvalue()
