"""What is refused, by which code, and that nothing else than a ReadError ever comes out."""

from __future__ import annotations

import io
import os
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from make_docx import NS, docx, listed, lvl, numbering, p, package, tbl, tc, tr

from fundqa.document import Document
from fundqa.errors import ReadError
from fundqa.readers import READERS, limits, read, read_bytes
from fundqa.readers.refusals import REFUSALS

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600

WORD = OLE[:512] + b"\xec\xa5\xc1\0" + b"\0" * 6 + b"\0\x01" + b"\0" * 600


def code(data: bytes, name: str = "a.docx") -> str:
    with pytest.raises(ReadError) as caught:
        read_bytes(data, name)
    assert name in caught.value.zh
    assert name in caught.value.en
    return caught.value.code


def test_every_refusal_says_what_to_do_in_both_languages():
    for zh, en in REFUSALS.values():
        assert "{name}" in zh
        assert "{name}" in en
        assert "请" in zh or "支持" in zh


@pytest.mark.parametrize(
    ("data", "name", "expected"),
    [
        (b"", "a.txt", "empty"),
        (b" \r\n\t\n", "a.txt", "empty"),
        (b"abc\0def", "a.txt", "binary"),
        (b"\x89PNG\r\n\x1a\n\0\0", "a", "binary"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a.md", "binary"),
        (b"%PDF-1.7\n", "a.txt", "broken_pdf"),
        (b"no rich text", "a.rtf", "broken_doc"),
        (b"no old text", "a.doc", "broken_doc"),
        (package({"OFD.xml": "<x/>"}), "a.ofd", "ofd"),
        (b"PK", "a.ofd", "ofd"),
        (WORD, "a.doc", "encrypted"),
        (WORD, "a.docx", "encrypted"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted"),
        ("甲".encode() + b"\xff\xff", "a.txt", "bad_encoding"),
        ("\ufeff甲".encode() + b"\xff", "a.txt", "bad_encoding"),
        (b"not a zip", "a.docx", "broken_docx"),
        (docx(p("甲"))[:-40], "a.docx", "broken_docx"),
        (package({"x.xml": "<x/>"}), "a.docx", "broken_docx"),
        (package({"x.xml": "<x/>"}), "a.zip", "unsupported"),
        (package({"xl/workbook.bin": "<x/>"}), "a.xlsx", "unsupported"),
        (package({"x.xml": "<x/>"}), "a.xlsx", "broken_xlsx"),
        (b"not a zip", "a.xlsx", "broken_xlsx"),
        (b"not OLE", "a.xls", "broken_xlsx"),
        (OLE + "Workbook".encode("utf-16-le").ljust(64, b"\0") + b"\x12\0", "a.xls", "broken_xlsx"),
        (b'"a\0,b', "a.csv", "binary"),
        (package({"word/document.xml": "<w:document"}), "a.docx", "broken_docx"),
        (package({"word/document.xml": "<x/>"}), "a.docx", "broken_docx"),
        (package({"word/document.xml": f"<w:document {NS}/>"}), "a.docx", "broken_docx"),
        (docx(p("甲"), styles="<w:style>"), "a.docx", "broken_docx"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_by_code(data, name, expected):
    assert code(data, name) == expected


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>'
XXE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("doctype", [BOMB, XXE, "<!DOCTYPE x>"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_doctype_is_refused_in_any_encoding(doctype, encoding):
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?>{doctype}<w:document {NS}><w:body>{p("甲")}</w:body></w:document>'
    )
    assert code(package({"word/document.xml": text.encode(encoding)})) == "doctype"


def test_sizes_are_checked_before_unpacking():
    assert code(package({"word/document.xml": b"0" * (8 * limits.MIB)})) == "too_large"
    assert code(package({f"{i}": b"" for i in range(limits.MAX_ENTRIES + 1)})) == "too_large"
    noise = os.urandom(limits.MIB) * 11
    assert code(package({f"{i}": noise for i in range(6)})) == "too_large"


def test_a_lie_about_a_size_is_found():
    data = docx(p("甲" * 500))
    info = zipfile.ZipFile(io.BytesIO(data)).getinfo("word/document.xml")
    lie = data.replace(info.file_size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert code(lie) == "broken_docx"


def test_without_libreoffice_an_old_file_says_what_to_install(monkeypatch):
    monkeypatch.setenv("FUNDQA_SOFFICE", "no-such-program")
    assert code(OLE, "a.doc") == "needs_libreoffice"
    assert code(b"{\\rtf1 x}", "a.rtf") == "needs_libreoffice"


def test_long_text_is_refused():
    assert code(b"a" * (limits.MAX_TEXT_BYTES + 1), "a.txt") == "too_large"
    assert code(b"a" * (limits.MAX_TEXT_BYTES + 1), "a.md") == "too_large"


def test_a_password_in_the_zip_is_found():
    data = bytearray(docx(p("甲")))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    assert code(bytes(data)) == "encrypted"


def test_a_huge_grid_is_refused_and_a_huge_span_cut():
    wide = tc("甲", '<w:gridSpan w:val="999999999"/>')
    assert read_bytes(docx(tbl(tr(wide))), "a.docx").blocks[0].cols == limits.MAX_SPAN
    assert code(docx(tbl(*[tr(wide)] * (limits.MAX_GRID_CELLS // limits.MAX_SPAN + 1)))) == "too_large"


def test_more_parts_than_any_report_has_are_refused():
    assert code(b"a\n" * (limits.MAX_LINES + 1), "a.txt") == "too_large"
    assert code(b"|" * (limits.MAX_GRID_CELLS + 1), "a.md") == "too_large"
    assert code(b"\ta\n" * 2000 + b"\n" + b"\ta\n\n" * 2000, "a.txt") == "too_large"
    assert code(docx(f"<!--{os.urandom(10 * limits.MIB // 8).hex()}-->" + "<a/>" * limits.MAX_TAGS)) == "too_large"


def test_deep_nesting_ends_in_a_document_or_a_refusal():
    body = p("甲")
    for _ in range(60):
        body = tbl(tr(tc(inner=body)))
    assert outcome(docx(body), "a.docx") == ""
    assert outcome(docx("<w:sdt><w:sdtContent>" * 5000 + "</w:sdtContent></w:sdt>" * 5000), "a.docx") == "broken_docx"


def test_odd_numbers_in_attributes_do_no_harm():
    for text in ("-1", "x", "", "1.5", "9" * 30, "٣"):
        body = listed("甲", text, text) + tbl(
            tr(tc("乙", f'<w:gridSpan w:val="{text}"/>'), props=f'<w:gridBefore w:val="{text}"/>')
        )
        inner = numbering(lvl(0, "decimal", "%1.", extra=f'<w:lvlRestart w:val="{text}"/>'))
        assert (
            outcome(docx(body, numbering=inner.replace('w:start w:val="1"', f'w:start w:val="{text}"')), "a.docx") == ""
        )


def outcome(data: bytes, name: str) -> str:
    """The code of the refusal, "" for a Document; anything else fails the test."""
    try:
        assert isinstance(read_bytes(data, name), Document)
    except ReadError as error:
        return error.code
    return ""


@given(st.binary(max_size=300), st.sampled_from(["a.txt", "a.md", "a.docx", "a"]))
def test_any_bytes_end_in_a_document_or_a_refusal(data, name):
    outcome(data, name)


@given(st.integers(0, 2000), st.integers(0, 255))
def test_any_damage_to_a_word_file_ends_in_a_document_or_a_refusal(at, byte):
    data = bytearray(docx(p("甲") + tbl(tr("乙", "丙")), numbering=numbering(lvl(0, "decimal", "%1."))))
    data[at % len(data)] = byte
    outcome(bytes(data), "a.docx")


def test_files_that_are_not_there_or_no_files(tmp_path):
    for path, expected in ((tmp_path / "无.docx", "missing"), (tmp_path, "is_directory")):
        with pytest.raises(ReadError) as caught:
            read(path, name="报告")
        assert (caught.value.code, "报告" in caught.value.zh) == (expected, True)


def test_a_word_file_is_known_by_its_content(tmp_path):
    for name in ("a.docx", "a.doc", "a.txt", "报告"):
        path = tmp_path / name
        path.write_bytes(docx(p("甲，一句。")))
        assert read(path).format == "docx"
        assert read(path).path == str(path)
        assert read(path, name="x").blocks[0].location.document == "x"


def test_text_under_an_unknown_suffix_is_read():
    assert read_bytes("甲，一句。".encode(), "a.log").format == "txt"


def test_suffixes_are_lower_case_with_a_dot():
    assert all(s.startswith(".") and s == s.lower() for s in READERS)


class Panic(BaseException):
    """What foreign code may raise past every handler of Exception."""


@pytest.mark.parametrize(
    ("raised", "expected"), [(Panic(), "unreadable"), (MemoryError(), "too_large"), (RecursionError(), "unreadable")]
)
def test_foreign_panics_end_at_the_border(monkeypatch, raised, expected):
    def panic(*_):
        raise raised

    monkeypatch.setitem(READERS, ".md", panic)
    assert code("甲".encode(), "a.md") == expected


def test_an_interrupt_is_let_through(monkeypatch):
    def interrupt(*_):
        raise KeyboardInterrupt

    monkeypatch.setitem(READERS, ".md", interrupt)
    with pytest.raises(KeyboardInterrupt):
        read_bytes("甲".encode(), "a.md")
