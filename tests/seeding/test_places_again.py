"""Where a place of a document is in what was read of its file: parted, joined and refilled paragraphs included."""

from __future__ import annotations

import pytest
from errors_samples import quoted

from fundqa.document import Document, Location
from fundqa.readers.markdown import markdown_document
from fundqa.seeding.places import Places


def moved(before: str, after: str, quote: str) -> str | None:
    """The text to which a quote of one document has moved in another; None where it is lost."""
    first, second = markdown_document(before, "a.md"), markdown_document(after, "b.md")
    there = Places(first, second).moved(quoted(first, quote))
    return None if there is None else said(second, there)


def said(document: Document, place: Location) -> str:
    return dict(document.texts())[place.host][place.start : place.end]


@pytest.mark.parametrize(
    ("before", "after", "quote", "there"),
    [
        ("支出120万元。", "支出120万元。", "120万元", "120万元"),
        ("支出120万元。", "支出 1 20万元。", "120万元", "1 20万元"),
        ("甲\n\n支出120万元。\n\n乙", "甲\n\n支出\n\n120万元。\n\n乙", "120万元", "120万元"),
        ("甲\n\n支出\n\n120万元。\n\n乙", "甲\n\n支出120万元。\n\n乙", "120万元", "120万元"),
        ("支出5万元。\n\n收入5万元。", "收入5万元。", "5万元#2", "5万元"),
        ("支出5万元。\n\n收入5万元。", "收入5万元。", "支出", None),
        ("支出120万元。", "支出1\n\n20万元。", "120万元", None),
        ("| 支出 | 5 |\n| 收入 | 5 |", "支出\n\n| 支出 | 5 |\n| 收入 | 5 |", "5#2", "5"),
    ],
)
def test_a_place_is_where_its_characters_are(before, after, quote, there):
    assert moved(before, after, quote) == there


def test_equal_cells_keep_their_rows():
    before = markdown_document("| 支出 | 5 |\n| 收入 | 5 |", "a.md")
    after = markdown_document("题\n\n| 支出 | 5 |\n| 收入 | 5 |", "b.md")
    there = Places(before, after).moved(quoted(before, "5#2"))
    assert there is not None
    assert (there.document, there.block, there.row, there.col) == ("b.md", 1, 1, 1)


def test_a_place_of_no_characters_is_beside_the_one_before_it():
    before, after = markdown_document("甲县乙局", "a.md"), markdown_document("甲 县 乙局", "b.md")
    place = quoted(before, "乙局")
    assert Places(before, after).moved(place.span(2, 2)) == Location("b.md", "body", 0, start=3, end=3)
    assert Places(before, after).moved(place.span(0, 0)) == Location("b.md", "body", 0, start=0, end=0)
    assert Places(before, markdown_document("丙", "b.md")).moved(place.span(2, 2)) is None
