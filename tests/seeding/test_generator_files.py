"""Generated reports as files: read back they say the same, and what is known of them is found again."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundqa.document import Cell, Document, Heading, Location, Table
from fundqa.project import load_project
from fundqa.readers import read_bytes
from fundqa.seeding.generator import FORMS, NONE, generate
from fundqa.seeding.places import Places
from fundqa.seeding.relation import Sample
from fundqa.seeding.writers import write

READ = ("md", "txt", "docx", "html", "xlsx", "csv")
LAYOUT = load_project().layout


def read_back(document: Document, format: str) -> Document:
    return read_bytes(write(document, format), f"报告.{format}", layout=LAYOUT)


def printed(document: Document) -> list[str]:
    """What a reader sees: texts in order; the empty cells of merges and their like aside."""
    return [text.strip() for _, text in document.texts() if text.strip()]


def operands(sample: Sample) -> list[Location]:
    return [place for known in sample.relations for place in known.operands]


def quoted(document: Document, places: list[Location]) -> list[str]:
    """What stands at places, blanks aside."""
    texts = dict(document.texts())
    return ["".join(texts[p.host][p.start : p.end].split()) for p in places]


def spans(document: Document) -> list[tuple[int, int, int, int]]:
    """Where every cell of every table stands and how far it reaches."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return [(c.row, c.col, c.rowspan, c.colspan) for t in tables for c in t.cells]


def table(*cells: Cell, rows: int, cols: int) -> Document:
    place = Location("a.md", "body", 0)
    return Document("a.md", "", "md", (Table(cells, rows, cols, place),))


def cell(row: int, col: int, text: str, rowspan: int = 1, colspan: int = 1) -> Cell:
    return Cell(row, col, text, Location("a.md", "body", 0, row, col), rowspan, colspan)


@pytest.mark.parametrize(
    ("format", "form"), [(format, form) for format in READ for form in (*FORMS, *([] if format == "csv" else [NONE]))]
)
def test_a_report_read_back_says_the_same(format, form):
    for seed in range(4):
        sample = generate(seed, form=form)
        assert printed(read_back(sample.document, format)) == printed(sample.document)


@pytest.mark.parametrize("format", READ)
@settings(max_examples=15)
@given(seed=st.integers(0, 10**9))
def test_relations_are_found_again_in_what_is_read_back(format, seed):
    sample = generate(seed, form="T2" if format == "csv" else None)
    again = read_back(sample.document, format)
    places = Places(sample.document, again)
    moved = [places.moved(place) for place in operands(sample)]
    there = [place for place in moved if place is not None]
    assert len(there) == len(moved)
    assert quoted(again, there) == quoted(sample.document, operands(sample))
    assert {place.document for place in there} <= {f"报告.{format}"}


@pytest.mark.parametrize("format", ["md", "docx", "html"])
def test_merged_cells_are_read_back_as_merged(format):
    sample = generate(1, form="T0")
    before, after = (
        [b for b in d.blocks if isinstance(b, Table)] for d in (sample.document, read_back(sample.document, format))
    )
    assert [[(c.row, c.col, c.rowspan, c.colspan) for c in t.cells] for t in before] == [
        [(c.row, c.col, c.rowspan, c.colspan) for c in t.cells] for t in after
    ]
    assert any(c.rowspan > 2 for t in after for c in t.cells)
    assert any(c.colspan > 2 for t in after for c in t.cells)


@pytest.mark.parametrize("format", ["md", "docx", "html", "xlsx"])
def test_headings_are_read_back_as_headings(format):
    document = generate(4, narrative="N4").document
    levels = [(b.text, b.level) for b in document.blocks if isinstance(b, Heading)]
    assert levels
    # In a sheet the title inside a table is a line above it, and so a heading.
    titles = {cell.text for table in document.blocks if isinstance(table, Table) for cell in table.cells[:1]}
    found = [(b.text, b.level) for b in read_back(document, format).blocks if isinstance(b, Heading)]
    assert [heading for heading in found if format != "xlsx" or heading[0] not in titles] == levels


@pytest.mark.parametrize("format", READ)
@pytest.mark.parametrize("text", ["<", "^", "a|b", "甲\n乙", "—", "\\"])
def test_cells_with_signs_of_the_format_survive(format, text):
    document = table(cell(0, 0, "头"), cell(0, 1, "尾"), cell(1, 0, text), cell(1, 1, "1"), rows=2, cols=2)
    assert printed(read_back(document, format)) == ["头", "尾", text, "1"]


@pytest.mark.parametrize("format", READ)
def test_a_table_with_gaps_keeps_its_columns(format):
    document = table(cell(0, 0, "a"), cell(0, 1, "b"), cell(0, 2, "c"), cell(1, 0, "d"), rows=2, cols=3)
    assert printed(read_back(document, format)) == ["a", "b", "c", "d"]


def test_a_workbook_holds_numbers_as_numbers():
    texts = ["1234.50", "1,234.50", "98.60%", "0", "-3.1", "020805", "123456789012345678", "≥95%", "=1+1"]
    cells = [cell(0, 0, "甲"), cell(0, 1, "乙"), *(cell(i, 1, text) for i, text in enumerate(texts, 1))]
    document = table(*cells, *(cell(i, 0, f"行{i}") for i in range(1, len(texts) + 1)), rows=len(texts) + 1, cols=2)
    assert sorted(printed(read_back(document, "xlsx"))) == sorted(printed(document))
    with zipfile.ZipFile(io.BytesIO(write(document, "xlsx"))) as book:
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r"<v>([^<]*)</v></c></row>", sheet)[1:6] == ["1234.5", "1234.5", "0.986", "0", "-3.1"]


def test_an_unknown_format_is_refused():
    with pytest.raises(ValueError, match="odt"):
        write(generate(1).document, "odt")
