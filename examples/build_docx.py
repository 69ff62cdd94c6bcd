"""Makes the Word files of the examples from their text dumps: the same words in the same cells, with real merges.

    python examples/build_docx.py          writes examples/<report>.docx for every examples/<report>.txt

A dump prints a merged cell once across and as an empty cell for each further row. Here these become Word's own spans:
a row with fewer cells than the widest is spread over the table's grid, its first column always one wide; a row of
empty cells, and empty cells to the left of the first filled one, go on with the cell above. Other empty cells stay.
The result depends on the text alone: no clock, no compression, the same bytes on every machine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from fundqa.seeding.docx import Xml, blank, cell, merge_down, row, stable, table

Row = list[str]
Table = list[Row]
_DIGITS = "一二三四五六七八九十"
_NUMBER = re.compile(rf"([{_DIGITS}])、")
_LIST = "90"


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
    document = blank()
    if numbered:
        _define_numbers(document)
    writer = _Writer(document, numbered, list(revisions))
    for item in _items(dump_text):
        writer.paragraph(item) if isinstance(item, str) else writer.table(item)
    writer.close()
    return stable(document)


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
        parent = table(self.document, width)
        above: dict[int, tuple[int, Xml, str]] = {}
        for texts in rows:
            above = _fill(row(parent), texts, _spans(len(texts), width), above)
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
    element: Xml, texts: Row, spans: list[int], above: dict[int, tuple[int, Xml, str]]
) -> dict[int, tuple[int, Xml, str]]:
    """Write a row's cells. above, and the answer: column -> width, the cell a merge starts from, its text."""
    filled = next((i for i, text in enumerate(texts) if text.strip()), len(texts))
    below, col = {}, 0
    for i, (text, span) in enumerate(zip(texts, spans, strict=True)):
        made = cell(text, span)
        start = above.get(col)
        if i < filled and not text.strip() and start and start[0] == span and start[2].strip():
            merge_down(start[1], "restart")
            merge_down(made, None)
            below[col] = start
        else:
            below[col] = (span, made, text)
        element.append(made)
        col += span
    return below


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
