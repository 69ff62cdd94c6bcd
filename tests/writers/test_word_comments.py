"""Comments in Word files: at exact characters, in every kind of place, and nothing else is changed by them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from word_files import W, covered, document, docx, odd, p, package, parts_of, r, texts_of, uncommented, word_files

from fundqa.document import Location
from fundqa.readers import read_bytes
from fundqa.writers.comment import Comment
from fundqa.writers.word_comments import annotated

FILES = dict(word_files())
DOCUMENT = "word/document.xml"


def comment(at: Location, *lines: str) -> Comment:
    return Comment(at, "核对", "核", lines or ("问题1", "请改正。"))


def where(data: bytes, text: str) -> Location:
    """The first place where `text` stands in a file known as a."""
    host, whole = next((host, whole) for host, whole in read_bytes(data, "a").texts() if text in whole)
    return host.span(whole.index(text), whole.index(text) + len(text))


@pytest.mark.parametrize(
    "text",
    ["0.42亿元", "预算0.42亿元\t，执行0.43", "乙丙", "乙丙丁戊", "第一段3万元", "丁", "外6", "并入下段", "4万元"],
)
def test_a_comment_covers_exactly_its_characters(text):
    assert covered(annotated(odd(), "a", [comment(where(odd(), text))])) == {"0": text}


def test_a_comment_over_several_paragraphs_of_a_cell():
    made = annotated(odd(), "a", [comment(where(odd(), "3万元\n第二段"))])
    assert covered(made) == {"0": "3万元第二段"}


def test_comments_on_the_same_and_on_overlapping_characters():
    at = [where(odd(), text) for text in ("0.42亿元", "0.42亿元", "亿元\t，执", "预算0", "执行0.43亿元")]
    made = annotated(odd(), "a", [comment(place) for place in at])
    assert list(covered(made).values()) == ["预算0", "0.42亿元", "0.42亿元", "亿元\t，执", "执行0.43亿元"]
    assert sorted(covered(made)) == ["0", "1", "2", "3", "4"]


def test_a_comment_on_an_empty_cell_stands_in_it():
    empty = next(host for host, text in read_bytes(odd(), "a").texts() if host.row == 0 and host.col == 2)
    root = document(annotated(odd(), "a", [comment(empty)]))
    cell = next(root.iter(W + "commentReference")).getparent().getparent().getparent()
    assert cell.tag == W + "tc"
    assert "".join(cell.itertext()) == ""


def test_a_comment_on_a_text_box_stands_at_the_box_where_word_shows_it():
    root = document(annotated(odd(), "a", [comment(where(odd(), "12万元"))]))
    start = next(root.iter(W + "commentRangeStart"))
    assert next(start.iterancestors(W + "txbxContent"), None) is None
    assert next(start.getnext().iter(W + "txbxContent"), None) is not None
    assert start.getnext().getnext().tag == W + "commentRangeEnd"


def test_a_comment_on_a_footnote_stands_at_its_reference():
    root = document(annotated(odd(), "a", [comment(where(odd(), "8人"))]))
    assert next(next(root.iter(W + "commentRangeStart")).getnext().iter(W + "footnoteReference")) is not None


def test_a_comment_whose_place_is_gone_stands_at_the_beginning():
    made = annotated(odd(), "a", [comment(Location("a", "body", 99, start=1, end=3))])
    assert covered(made) == {"0": ""}


@pytest.mark.parametrize("name", FILES)
def test_without_its_comments_a_file_is_what_it_was(name):
    data = FILES[name]
    texts = [(host, text) for host, text in read_bytes(data, "a").texts() if text.strip()]
    spans = [host.span(len(text) // 3, len(text) // 2 + 1) for host, text in texts]
    made = annotated(data, "a", [comment(at) for at in spans])
    before, after = parts_of(data), parts_of(made)
    changed = {part for part in before if before[part] != after[part]}
    assert {re.sub(r"^.*[/\\]", "", part) for part in changed} <= {
        "document.xml", "comments.xml", "document.xml.rels", "[Content_Types].xml",
    }  # fmt: skip
    assert list(before) == [part for part in after if part in before]
    assert uncommented(document(made)) == uncommented(document(data))
    assert [text for _, text in read_bytes(made, "a").texts()] == [text for _, text in read_bytes(data, "a").texts()]
    exact = [at for at, (host, text) in zip(spans, texts, strict=True) if host.part == "body"]
    assert len(covered(made)) == len(spans) >= len(exact)


@given(data=st.data())
@settings(max_examples=60)
def test_any_comments_leave_the_text_and_its_look_alone(data):
    source = FILES[data.draw(st.sampled_from([name for name in FILES if name.startswith(("odd", "generated"))]))]
    texts = [(host, text) for host, text in read_bytes(source, "a").texts() if text]
    spans = []
    for _ in range(data.draw(st.integers(1, 8))):
        host, text = data.draw(st.sampled_from(texts))
        start = data.draw(st.integers(0, len(text) - 1))
        spans.append(host.span(start, data.draw(st.integers(start + 1, len(text)))))
    made = annotated(source, "a", [comment(at) for at in spans])
    assert uncommented(document(made)) == uncommented(document(source))
    own = dict(texts)
    for number, printed in covered(made).items():
        at = spans[int(number)]
        if at.part == "body":
            assert printed.strip() == own[at.host][at.start : at.end].replace("\n", "").strip()


def test_comments_that_are_there_already_stay():
    once = annotated(odd(), "a", [comment(where(odd(), "戊"), "旧")])
    twice = annotated(once, "a", [comment(where(once, "0.42亿元"), "新")])
    assert covered(twice) == {"0": "戊", "1": "0.42亿元"}
    parts = parts_of(twice)
    assert [name for name in parts if "comments" in name] == ["word/comments.xml"]
    assert ["旧" in text for text in texts_of(twice)] == [True, False]


def test_what_xml_cannot_hold_and_markup_are_made_plain():
    made = annotated(odd(), "a", [comment(where(odd(), "戊"), "<w:b/>&\x00\x1b[31m\ufffe\U0001f600")])
    assert texts_of(made) == ["<w:b/>&\ufffd\ufffd[31m\ufffd\U0001f600"]


def test_a_strict_file_stays_strict():
    data = package(
        {name: bytes(content).replace(b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                                      b"http://purl.oclc.org/ooxml/wordprocessingml/main")
         for name, content in parts_of(docx(p(r("支出5万元。")))).items()}
    )  # fmt: skip
    made = annotated(data, "a", [comment(where(data, "5万元"))])
    parts = parts_of(made)
    for name in (DOCUMENT, "word/comments.xml"):
        assert b"purl.oclc.org" in parts[name]
        assert b"schemas.openxmlformats.org/wordprocessingml" not in parts[name]
    assert covered(made) == {"0": "5万元"}


def test_the_same_comments_make_the_same_file():
    at = where(odd(), "0.42亿元")
    assert annotated(odd(), "a", [comment(at)]) == annotated(odd(), "a", [comment(at)])
