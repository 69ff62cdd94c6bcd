"""Makes the Word files of the examples from their text dumps: the same words in the same cells, with real merges.

    python examples/build_docx.py          writes examples/<report>.docx for every examples/<report>.txt

A dump prints a merged cell once across and as an empty cell for each further row. Here these become Word's own spans:
a row with fewer cells than the widest is spread over the table's grid, its first column always one wide; a row of
empty cells, and empty cells to the left of the first filled one, go on with the cell above. Other empty cells stay.
The result depends on the text alone: no clock, no compression, the same bytes on every machine.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

Row = list[str]
Table = list[Row]
Xml = Any  # an lxml element: python-docx publishes no types for its own

_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_DIGITS = "一二三四五六七八九十"
_NUMBER = re.compile(rf"([{_DIGITS}])、")
_LIST = "90"
_UNUSED = ("/stylesWithEffects", "/thumbnail", "/customXml")


@dataclass(frozen=True, slots=True)
class Revision:
    """A tracked change: after the words `before`, `deleted` was struck out, `inserted` (as in the dump) put in."""

    before: str
    deleted: str
    inserted: str


def build(dump_text: str, *, numbered: bool = False, revisions: Sequence[Revision] = ()) -> bytes:
    """The Word file that says what `dump_text` says.

    numbered: headings 一、 二、 … get Word's automatic numbers in place of typed ones. Raises ValueError when these
    would count differently, or when the words of a revision stand nowhere.
    """
    document = docx.Document()
    _prune(document)
    if numbered:
        _define_numbers(document)
    writer = _Writer(document, numbered, list(revisions))
    for item in _items(dump_text):
        writer.paragraph(item) if isinstance(item, str) else writer.table(item)
    writer.close()
    return _stable(document)


def _items(dump_text: str) -> Iterator[str | Table]:
    """Paragraphs, empty ones too, and tables; a row that repeats a table's first one begins the next table."""
    rows: Table = []
    row: Row = []
    for line in [*dump_text.split("\n"), ""]:
        if line.startswith("\t"):
            row.append(line[1:])
        elif row and line.strip():
            row[-1] += "\n" + line
        elif row:
            if rows and len(row) == 1 and row[0].strip() and row == rows[0]:
                yield rows
                rows = []
            rows.append(row)
            row = []
        elif line.strip() or not rows:
            if rows:
                yield rows
                rows = []
            yield line
    if rows:
        yield rows


class _Writer:
    """Adds paragraphs and tables to a document; `numbered` and `revisions` as in build."""

    def __init__(self, document: Any, numbered: bool, revisions: list[Revision]) -> None:
        self.document, self.numbered, self.revisions = document, numbered, revisions
        self.count = 0
        self.after_table = False

    def paragraph(self, text: str) -> None:
        """One paragraph, numbered and revised where it is to be."""
        self.after_table = False
        paragraph = self.document.add_paragraph()
        number = _NUMBER.match(text) if self.numbered else None
        if number:
            self.count += 1
            if number[1] != _DIGITS[self.count - 1]:
                raise ValueError(f"{text}: Word would number this heading {self.count}")
            paragraph._p.get_or_add_pPr().append(_in_list())
            text = text[number.end() :]
        revision = next((r for r in self.revisions if r.before + r.inserted in text), None)
        if revision is None:
            paragraph.add_run(text)
            return
        self.revisions.remove(revision)
        head, _, tail = text.partition(revision.before + revision.inserted)
        paragraph.add_run(head + revision.before)
        paragraph._p.append(_tracked("w:del", "1", revision.deleted))
        paragraph._p.append(_tracked("w:ins", "2", revision.inserted))
        paragraph.add_run(tail)

    def table(self, rows: Table) -> None:
        """One table; Word joins tables that touch, so an empty paragraph keeps it from the one before."""
        if self.after_table:
            self.document.add_paragraph()
        width = max(map(len, rows))
        table = self.document.add_table(0, width, style="Table Grid")
        above: dict[int, tuple[int, Xml, str]] = {}
        for row in rows:
            element = OxmlElement("w:tr")
            above = _fill(element, row, _spans(len(row), width), above)
            table._tbl.append(element)
        self.after_table = True

    def close(self) -> None:
        """End the document: a table is never the last thing in it."""
        if self.after_table:
            self.document.add_paragraph()
        if self.revisions:
            raise ValueError(f"no such words: {self.revisions[0].before}{self.revisions[0].inserted}")


def _spans(cells: int, width: int) -> list[int]:
    """How wide each cell of a row is: the first one column, the others as even as they can be, the last the widest."""
    if cells == 1:
        return [width]
    each, more = divmod(width - 1, cells - 1)
    return [1, *([each] * (cells - 1 - more)), *([each + 1] * more)]


def _fill(
    element: Xml, row: Row, spans: list[int], above: dict[int, tuple[int, Xml, str]]
) -> dict[int, tuple[int, Xml, str]]:
    """Write a row's cells. above, and the answer: column -> width, the cell a merge starts from, its text."""
    filled = next((i for i, text in enumerate(row) if text.strip()), len(row))
    below, col = {}, 0
    for i, (text, span) in enumerate(zip(row, spans, strict=True)):
        cell = _cell(text, span)
        start = above.get(col)
        if i < filled and not text.strip() and start and start[0] == span and start[2].strip():
            _merge_down(start[1], "restart")
            _merge_down(cell, None)
            below[col] = start
        else:
            below[col] = (span, cell, text)
        element.append(cell)
        col += span
    return below


def _cell(text: str, span: int) -> Xml:
    cell = OxmlElement("w:tc")
    properties = OxmlElement("w:tcPr")
    cell.append(properties)
    if span > 1:
        properties.append(_valued("w:gridSpan", str(span)))
    for line in text.split("\n"):
        paragraph = OxmlElement("w:p")
        if line:
            run = OxmlElement("w:r")
            run.text = line
            paragraph.append(run)
        cell.append(paragraph)
    return cell


def _merge_down(cell: Xml, value: str | None) -> None:
    """Mark a cell as the start of a vertical merge, or (value None) as a further row of one."""
    properties = cell.find(qn("w:tcPr"))
    if properties.find(qn("w:vMerge")) is None:
        properties.append(_valued("w:vMerge", value))


def _valued(tag: str, value: str | None) -> Xml:
    element = OxmlElement(tag)
    if value is not None:
        element.set(qn("w:val"), value)
    return element


def _tracked(tag: str, number: str, text: str) -> Xml:
    """A tracked insertion (w:ins) or deletion (w:del) of `text`."""
    change = OxmlElement(tag)
    for name, value in (("w:id", number), ("w:author", "审核"), ("w:date", "2023-02-01T00:00:00Z")):
        change.set(qn(name), value)
    run, words = OxmlElement("w:r"), OxmlElement("w:delText" if tag == "w:del" else "w:t")
    words.text = text
    run.append(words)
    change.append(run)
    return change


def _in_list() -> Xml:
    return parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="0"/><w:numId w:val="{_LIST}"/></w:numPr>')


def _define_numbers(document: Any) -> None:
    """Add a list whose numbers print as 一、 二、 …"""
    root = document.part.numbering_part.element
    abstract = parse_xml(
        f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{_LIST}"><w:multiLevelType w:val="singleLevel"/>'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/><w:suff w:val="nothing"/>'
        '<w:lvlText w:val="%1、"/><w:lvlJc w:val="left"/></w:lvl></w:abstractNum>'
    )
    root.insert(list(root).index(root.find(qn("w:num"))), abstract)
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="{_LIST}"><w:abstractNumId w:val="{_LIST}"/></w:num>'))


def _prune(document: Any) -> None:
    """Leave out what the library's blank document brings along and nothing here uses: a hundred styles, a picture."""
    styles = document.styles.element
    for style in list(styles):
        if style.get(qn("w:default")) is None and style.get(qn("w:styleId")) != "TableGrid":
            styles.remove(style)
    for rels in (document.part.rels, document.part.package.rels):
        for key in [key for key, rel in rels.items() if rel.reltype.endswith(_UNUSED)]:
            del rels[key]


def _stable(document: Any) -> bytes:
    """The package as bytes that depend on its parts alone."""
    saved, out = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system = _UNIX
            archive.writestr(entry, parts.read(name))
    return out.getvalue()


# What a text dump cannot show, by the report that has it.
SPECIAL: dict[str, dict[str, Any]] = {
    "青砚县2022": {"numbered": True, "revisions": (Revision("全年实际支出", "2963.52", "2936.52"),)},
}


def examples(folder: Path) -> Iterator[tuple[Path, bytes]]:
    """Each example's Word file and what it is to hold."""
    for path in sorted(folder.glob("*.txt")):
        yield path.with_suffix(".docx"), build(path.read_text(encoding="utf-8"), **SPECIAL.get(path.stem, {}))


if __name__ == "__main__":
    for target, content in examples(Path(__file__).parent):
        target.write_bytes(content)
