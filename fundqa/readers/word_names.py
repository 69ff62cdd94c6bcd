"""Names of WordprocessingML's elements and attributes, and how to read its small values."""

from __future__ import annotations

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def w(name: str) -> str:
    """The full name of an element or attribute of WordprocessingML."""
    return _W + name


VAL = w("val")


def value(parent: etree._Element | None, name: str) -> str | None:
    """The w:val of the child `name`; None without child or value."""
    child = None if parent is None else parent.find(w(name))
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
    child = None if parent is None else parent.find(w(name))
    return child is not None and child.get(VAL, "1") not in ("0", "false", "off")
