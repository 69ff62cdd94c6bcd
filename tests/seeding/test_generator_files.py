"""Generated reports as files: read back they say the same, and what is known of them is found again."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fundqa.document import Cell, Document, Heading, Location, Paragraph, Table
from fundqa.project import load_project
from fundqa.readers import read_bytes
from fundqa.seeding.generator import FORMS, generate
from fundqa.seeding.relation import Known, Sample
from fundqa.seeding.writers import relocate, write

READ = ("md", "txt", "docx")
LAYOUT = load_project().layout


def read_back(document: Document, format: str) -> Document:
    return read_bytes(write(document, format), f"报告.{format}", layout=LAYOUT)


def printed(document: Document) -> list[str]:
    """What a reader sees: texts in order; the empty cells of merges and their like aside."""
    return [text.strip() for _, text in document.texts() if text.strip()]


def operands(sample: Sample) -> list[str]:
    texts = dict(sample.document.texts())
    return [texts[p.host][p.start : p.end] for known in sample.relations for p in known.operands]


def spans(document: Document) -> list[tuple[int, int, int, int]]:
    """Where every cell of every table stands and how far it reaches."""
    tables = [block for block in document.blocks if isinstance(block, Table)]
    return [(c.row, c.col, c.rowspan, c.colspan) for t in tables for c in t.cells]


def table(*cells: Cell, rows: int, cols: int) -> Document:
    place = Location("a.md", "body", 0)
    return Document("a.md", "", "md", (Table(cells, rows, cols, place),))


def cell(row: int, col: int, text: str, rowspan: int = 1, colspan: int = 1) -> Cell:
    return Cell(row, col, text, Location("a.md", "body", 0, row, col), rowspan, colspan)


@pytest.mark.parametrize("format", READ)
@pytest.mark.parametrize("form", [*FORMS, "none"])
def test_a_report_read_back_says_the_same(format, form):
    for seed in range(4):
        sample = generate(seed, form=form)
        assert printed(read_back(sample.document, format)) == printed(sample.document)


@pytest.mark.parametrize("format", READ)
@settings(max_examples=15)
@given(seed=st.integers(0, 10**9))
def test_relations_are_found_again_in_what_is_read_back(format, seed):
    sample = generate(seed)
    again = relocate(sample, read_back(sample.document, format))
    assert operands(again) == operands(sample)
    assert {place.document for known in again.relations for place in known.operands} == {f"报告.{format}"}


@pytest.mark.parametrize("format", ["md", "docx"])
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


@pytest.mark.parametrize("format", ["md", "docx"])
def test_headings_are_read_back_as_headings(format):
    document = generate(4, narrative="N4").document
    levels = [(b.text, b.level) for b in document.blocks if isinstance(b, Heading)]
    assert levels
    assert [(b.text, b.level) for b in read_back(document, format).blocks if isinstance(b, Heading)] == levels


@pytest.mark.parametrize("format", READ)
@pytest.mark.parametrize("text", ["<", "^", "a|b", "甲\n乙", "—", "\\"])
def test_cells_with_signs_of_the_format_survive(format, text):
    document = table(cell(0, 0, "头"), cell(0, 1, "尾"), cell(1, 0, text), cell(1, 1, "1"), rows=2, cols=2)
    assert printed(read_back(document, format)) == ["头", "尾", text, "1"]


@pytest.mark.parametrize("format", READ)
def test_a_table_with_gaps_keeps_its_columns(format):
    document = table(cell(0, 0, "a"), cell(0, 1, "b"), cell(0, 2, "c"), cell(1, 0, "d"), rows=2, cols=3)
    assert printed(read_back(document, format)) == ["a", "b", "c", "d"]


def test_an_unknown_format_and_another_document_are_refused():
    sample = generate(1)
    with pytest.raises(ValueError, match="xlsx"):
        write(sample.document, "xlsx")
    with pytest.raises(ValueError, match="blocks were written"):
        relocate(sample, table(cell(0, 0, "a"), rows=1, cols=1))


def test_another_text_in_the_same_place_is_refused():
    place = Location("a.md", "body", 0)
    known = Known("same", "N2N", (place.span(0, 1),))
    old = Document("a.md", "", "md", (Paragraph("1元", place),))
    new = Document("a.md", "", "md", (Paragraph("2元", place),))
    with pytest.raises(ValueError, match="written"):
        relocate(Sample(old, (known,)), new)
