"""Names of WordprocessingML's elements and attributes, and how to read its small values."""

from __future__ import annotations

from collections.abc import Mapping

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def w(name: str) -> str:
    """The full name of an element or attribute of WordprocessingML."""
    return _W + name


VAL = w("val")
ALTERNATE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"


def child_of(parent: etree._Element | None, tag: str) -> etree._Element | None:
    """The first child with this full name (quicker than a path search)."""
    return None if parent is None else next(parent.iterchildren(tag), None)


Properties = Mapping[str, etree._Element]
"""An element's children by full name: one pass over them is quicker than a search for each."""

NOTHING: Properties = {}


def properties_of(parent: etree._Element, tag: str) -> Properties:
    """The children of the first child of `parent`, if it is a `tag` (the schema puts properties first)."""
    first = next(iter(parent), None)
    return {child.tag: child for child in first} if first is not None and first.tag == tag else NOTHING


def val(properties: Properties, tag: str) -> str | None:
    """The w:val of the property with this full name; None without property or value."""
    child = properties.get(tag)
    return None if child is None else child.get(VAL)


def value(parent: etree._Element | None, name: str) -> str | None:
    """The w:val of the child `name`; None without child or value."""
    child = child_of(parent, _W + name)
    return None if child is None else child.get(VAL)


def number(parent: etree._Element | None, name: str) -> int | None:
    """The w:val of the child `name` as an integer; None when absent or not a number."""
    return integer(value(parent, name))


def integer(text: str | None) -> int | None:
    """A small integer as XML writes it, else None."""
    try:
        return int(text) if text is not None and len(text) < 10 else None
    except ValueError:
        return None


def switched_on(parent: etree._Element | None, name: str) -> bool:
    """Whether the toggle `name` is present and not switched off."""
    child = child_of(parent, _W + name)
    return child is not None and child.get(VAL, "1") not in ("0", "false", "off")
