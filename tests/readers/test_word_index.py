"""What one pass finds plain reads as it does when the walk looks into everything."""

from __future__ import annotations

from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_docx import docx
from word_files import word_files

from fundqa.document import Document
from fundqa.readers import docx as reader
from fundqa.readers import read_bytes
from fundqa.readers.word_index import Index, index_of
from fundqa.readers.word_locate import WordFile

FILES = dict(word_files())
TEXT = "<w:r><w:t>甲</w:t></w:r>"
RUNS = (
    TEXT, "<w:r><w:rPr><w:b/></w:rPr><w:t>乙</w:t><w:t>1</w:t></w:r>", "<w:r/>", "<w:proofErr/>", "<w:t>野</w:t>",
    "<w:r><w:t>丙</w:t><w:tab/><w:t>2</w:t></w:r>", "<w:r><w:br/></w:r>", f"<w:ins>{TEXT}</w:ins>",
    "<w:del><w:r><w:delText>删</w:delText></w:r></w:del>", f"<w:moveFrom>{TEXT}</w:moveFrom>",
    f"<w:hyperlink>{TEXT}</w:hyperlink>", f"<w:sdt><w:sdtContent>{TEXT}</w:sdtContent></w:sdt>",
    f"<w:odd>{TEXT}</w:odd>",
    "<w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>", '<w:r><w:sym w:font="Symbol" w:char="F0B3"/></w:r>',
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', '<w:r><w:fldChar w:fldCharType="end"/></w:r>',
    f"<w:r><w:pict><w:txbxContent><w:p>{TEXT}</w:p></w:txbxContent></w:pict></w:r>",
    f"<w:ruby><w:rt>{TEXT}</w:rt><w:rubyBase>{TEXT}</w:rubyBase></w:ruby>",
)  # fmt: skip
SAID = (
    "", '<w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr>', '<w:pPr><w:pStyle w:val="H"/></w:pPr>',
    '<w:pPr><w:outlineLvl w:val="1"/></w:pPr>', "<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>",
    '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>', "<w:pPr><w:jc/></w:pPr>",
    '<w:pPr><w:pPrChange><w:pPr><w:pStyle w:val="H"/></w:pPr></w:pPrChange></w:pPr>',
)  # fmt: skip
PLACED = (
    "", "<w:tcPr/>", '<w:tcPr><w:gridSpan w:val="2"/></w:tcPr>', "<w:tcPr><w:vMerge/></w:tcPr>",
    '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>', '<w:tcPr><w:hMerge w:val="restart"/></w:tcPr>',
    "<w:tcPr><w:hMerge/></w:tcPr>", "<w:tcPr><w:cellDel/></w:tcPr>",
)  # fmt: skip
NUMBERING = (
    '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:lvlText w:val="%1."/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)
STYLES = '<w:style w:type="paragraph" w:styleId="H"><w:name w:val="heading 2"/></w:style>'


def _paragraph(said: str, runs: list[str]) -> str:
    return f"<w:p>{said}{''.join(runs)}</w:p>"


def _table(rows: list[list[tuple[str, list[str]]]]) -> str:
    cells = ("".join(f"<w:tc>{placed}{''.join(held)}</w:tc>" for placed, held in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


PARAGRAPHS = st.builds(_paragraph, st.sampled_from(SAID), st.lists(st.sampled_from(RUNS), max_size=3))
BLOCKS = st.recursive(
    PARAGRAPHS,
    lambda inner: (
        st.builds(
            _table,
            st.lists(
                st.lists(st.tuples(st.sampled_from(PLACED), st.lists(inner, max_size=3)), min_size=1, max_size=3),
                min_size=1,
                max_size=3,
            ),
        )
        | inner.map(lambda block: f"<w:sdt><w:sdtContent>{block}</w:sdtContent></w:sdt>")
    ),
    max_leaves=8,
)


def both_ways(data: bytes) -> tuple[Document, Document]:
    with patch.object(reader, "index_of", lambda root: Index()):  # noqa: ARG005
        slow = read_bytes(data, "a.docx")
    return read_bytes(data, "a.docx"), slow


@pytest.mark.parametrize("name", FILES)
def test_files_read_the_same_without_the_index(name):
    quick, slow = both_ways(FILES[name])
    assert quick == slow


@given(st.lists(BLOCKS, min_size=1, max_size=4))
def test_any_body_reads_the_same_without_the_index(blocks):
    quick, slow = both_ways(docx("".join(blocks), numbering=NUMBERING, styles=STYLES))
    assert quick == slow


@pytest.mark.parametrize("name", FILES)
def test_places_are_found_the_same_without_the_index(name):
    file = WordFile.open(FILES[name], name)
    with patch.object(reader, "index_of", lambda root: Index()):  # noqa: ARG005
        slow = WordFile.open(FILES[name], name)
    assert list(file.origins) == list(slow.origins)
    for own, other in zip(file.origins.values(), slow.origins.values(), strict=True):
        assert [text for text, _ in own.pieces if text] == [text for text, _ in other.pieces if text]
        assert [path(e) for text, e in own.pieces if text] == [path(e) for text, e in other.pieces if text]
        assert path(own.home) == path(other.home)


def path(element: object) -> str:
    return "" if element is None else element.getroottree().getpath(element)


def test_most_of_a_generated_report_is_plain():
    file = WordFile.open(FILES["generated 0"], "a.docx")
    index = index_of(file.root)
    paragraphs = sum(1 for _ in file.root.iter("{*}p"))
    assert len(index.texts) > paragraphs * 0.9
