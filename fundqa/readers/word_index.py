"""What one pass over a part of a Word file finds plain, so that the walk need not look into it again.

Most paragraphs hold nothing but runs of text, and most cells lie on one place of the grid. lxml finds the few elements
that say otherwise in C; looking for them paragraph by paragraph would take most of the time of reading.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from fundqa.readers.assemble import Piece
from fundqa.readers.word_names import ALTERNATE, NOTHING, Properties, w

_P, _R, _T, _TC, _TBL, _TABS = map(w, ("p", "r", "t", "tc", "tbl", "tabs"))
_SAYING = frozenset(map(w, ("pStyle", "numPr", "outlineLvl", "gridSpan", "vMerge", "hMerge", "cellDel")))
_IN_RUNS = ("tab", "ptab", "br", "cr", "noBreakHyphen", "sym", "fldChar", "footnoteReference", "endnoteReference",
            "drawing", "pict", "object", "ruby", "vanish")  # fmt: skip
_ODD = (*map(w, (*_IN_RUNS, "del", "moveFrom", "txbxContent")), ALTERNATE)
_WANTED = (_P, _T, _TC, _TBL, *sorted(_SAYING), *_ODD)


@dataclass(slots=True)
class Index:
    """What is plain; into all the rest the walk must look.

    texts: the paragraphs that are nothing but runs of w:t, with these; sole: all cells, each with its paragraph where
    that is all it holds; said: what the properties of these paragraphs and cells say of style, list and level, of spans
    and merges; those that say nothing are left out.
    """

    texts: dict[etree._Element, list[Piece]] = field(default_factory=dict)
    sole: dict[etree._Element, etree._Element | None] = field(default_factory=dict)
    said: dict[etree._Element, dict[str, etree._Element]] = field(default_factory=dict)

    def of_cell(self, cell: etree._Element) -> Properties | None:
        """What a cell's properties say of its place in the grid; None for a cell that was not looked at."""
        return self.said.get(cell, NOTHING) if cell in self.sole else None


def index_of(root: etree._Element) -> Index:
    """The plain paragraphs and cells below `root`."""
    index, odd = Index(), set[etree._Element]()
    texts, sole = index.texts, index.sole
    paragraph = cell = root
    pieces: list[Piece] = []
    held = 0
    for element in root.iter(*_WANTED):
        tag = element.tag
        if tag == _T:
            pieces.append((element.text or "", element))
            run = element.getparent()
            if run is None or run.tag != _R or run.getparent() is not paragraph:
                odd.add(paragraph)
        elif tag == _P:
            paragraph, pieces = element, []
            texts[element] = pieces
            held += 1
            sole[cell] = element if held == 1 and element.getparent() is cell else None
        elif tag == _TC:
            cell, held = element, 0
            sole[cell] = None
        else:
            _except(index, element, str(tag), odd)
    for element in odd:
        texts.pop(element, None)
    return index


def _except(index: Index, element: etree._Element, tag: str, odd: set[etree._Element]) -> None:
    """Note what else was found: of a property what it says, of all other things where they stand."""
    properties = element.getparent()
    if tag in _SAYING and properties is not None:
        owner = properties.getparent()
        if owner is not None and properties.getprevious() is None:
            index.said.setdefault(owner, {})[tag] = element
    elif tag == _TBL:
        index.sole.update(dict.fromkeys(element.iterancestors(_TC)))
    elif properties is not None and properties.tag != _TABS:
        odd.update(element.iterancestors(_P))
