"""Locations found again in the Word file: whatever the reader read, locate() gives back, character by character."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_docx import docx, numbering, p, r, tbl, tr
from word_files import W, odd, word_files

from fundqa.document import Document, Location
from fundqa.readers import read_bytes
from fundqa.readers.word_locate import WordFile

FILES = dict(word_files())


@pytest.mark.parametrize("name", FILES)
def test_every_paragraph_and_cell_is_found_with_exactly_its_text(name):
    file, document = WordFile.open(FILES[name], name), read_bytes(FILES[name], name)
    for host, text in document.texts():
        spot = file.locate(host.span(0, len(text)))
        assert spot is not None
        assert spot.text == text
        assert all((s.element.text or "")[s.start : s.end] == s.text for s in spot.stretches if is_text(s.element))


def is_text(element: object) -> bool:
    return getattr(element, "tag", "") == W + "t"


def spots(document: Document) -> list[tuple[Location, str]]:
    return [(host, text) for host, text in document.texts() if text]


@given(data=st.data(), seed=st.sampled_from(sorted(FILES)))
def test_any_part_of_a_text_is_found(data, seed):
    file, document = _opened(seed)
    if not spots(document):
        return
    host, text = data.draw(st.sampled_from(spots(document)))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    spot = file.locate(host.span(start, end))
    assert spot is not None
    assert spot.text == text[start:end]


_CACHE: dict[str, tuple[WordFile, Document]] = {}


def _opened(name: str) -> tuple[WordFile, Document]:
    if name not in _CACHE:
        _CACHE[name] = WordFile.open(FILES[name], name), read_bytes(FILES[name], name)
    return _CACHE[name]


def test_an_automatic_number_is_in_no_element():
    body = p("基金12万元。", props='<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>')
    level = '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1、"/></w:lvl>'
    spot = WordFile.open(docx(body, numbering=numbering(level)), "a").locate(Location("a", "body", 0, start=0, end=4))
    assert [(s.text, s.element is None) for s in spot.stretches] == [("1、", True), ("基金", False)]


def test_an_empty_cell_is_found_by_its_element():
    spot = WordFile.open(docx(tbl(tr("甲", ""))), "a").locate(Location("a", "body", 0, 0, 1))
    assert spot.text == ""
    assert spot.home.tag == W + "tc"


def test_text_after_a_deleted_paragraph_mark_is_found_where_it_stands():
    file = WordFile.open(odd(), "a")
    document = read_bytes(odd(), "a")
    host = next(host for host, text in document.texts() if text == "并入下段7户。")
    assert [s.text for s in file.locate(host.span(0, 7)).stretches] == ["并入", "下段7户。"]


def test_a_note_is_found_with_what_refers_to_it():
    document = read_bytes(odd(), "a")
    host = next(host for host, text in document.texts() if host.part == "note")
    assert WordFile.open(odd(), "a").locate(host.span(0, 2)).reference.tag == W + "footnoteReference"


def test_no_other_place_is_found():
    file = WordFile.open(docx(p(r("甲"))), "a")
    assert file.locate(Location("a", "body", 9)) is None
    assert file.locate(Location("b", "body", 0)) is None
