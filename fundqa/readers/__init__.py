"""Reading files: by content first, then by suffix, into a Document whose blocks know where they stand."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

from fundqa.document import Document
from fundqa.errors import ReadError
from fundqa.readers.layout import Layout
from fundqa.readers.limits import MAX_FILE_BYTES, MAX_TEXT_BYTES, MIB
from fundqa.readers.refusals import refuse
from fundqa.readers.text import has_mark, is_html, read_text

__all__ = ["READERS", "Layout", "convertible", "from_docx", "is_package", "read", "read_bytes"]

Reader = Callable[[bytes, str, Layout], Document]


def _markdown(data: bytes, name: str, layout: Layout) -> Document:
    from fundqa.readers.markdown import read_markdown

    return read_markdown(data, name, layout)


def _docx(data: bytes, name: str, layout: Layout) -> Document:  # noqa: ARG001
    raise refuse("broken_docx", name, "zip")


def _broken_book(data: bytes, name: str, layout: Layout) -> Document:  # noqa: ARG001
    raise refuse("broken_xlsx", name, "zip" if Path(name).suffix.lower().startswith(".xlsx") else "OLE")


def _csv(data: bytes, name: str, layout: Layout) -> Document:
    from fundqa.readers.csv import read_csv

    return read_csv(data, name, layout)


def _html(data: bytes, name: str, layout: Layout) -> Document:
    from fundqa.readers.html import read_html

    return read_html(data, name, layout)


def _rich(data: bytes, name: str, layout: Layout) -> Document:  # noqa: ARG001
    if not data.startswith(_RTF):
        raise refuse("broken_doc", name)
    return _converted(data, name, "rtf")


def _pdf(data: bytes, name: str, layout: Layout) -> Document:
    from fundqa.readers.pdf import read_pdf

    return read_pdf(data, name, layout)


def _broken_doc(data: bytes, name: str, layout: Layout) -> Document:  # noqa: ARG001
    raise refuse("broken_doc", name)


def _ofd(data: bytes, name: str, layout: Layout) -> Document:  # noqa: ARG001
    raise refuse("ofd", name)


def _later(data: bytes, name: str, layout: Layout) -> Document:  # noqa: ARG001
    raise refuse("unsupported", name, Path(name).suffix.lower())


# What a file that is neither a zip package nor any other kind known by its first bytes is taken for.
READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".md": _markdown,
    ".markdown": _markdown,
    ".docx": _docx,
    ".docm": _docx,
    ".doc": _broken_doc,
    ".wps": _broken_doc,
    ".xls": _broken_book,
    ".et": _broken_book,
    ".rtf": _rich,
    ".pdf": _pdf,
    ".xlsx": _broken_book,
    ".xlsm": _broken_book,
    ".csv": _csv,
    ".tsv": _csv,
    ".html": _html,
    ".htm": _html,
    ".xml": _later,
    ".odt": _later,
    ".ofd": _ofd,
    ".zip": _later,
}


def _entry(name: str) -> bytes:
    """A stream's entry in the directory of an old office file: its name in 64 bytes, then the name's length."""
    return name.encode("utf-16-le").ljust(64, b"\0") + (2 * len(name) + 2).to_bytes(2, "little")


_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_RTF = b"{\\rtf"
_PDF = b"%PDF"
_UNSUPPORTED = ((b"Rar!", "RAR"), (b"7z\xbc\xaf", "7z"))
_BIFF = tuple(_entry(name) for name in ("Workbook", "Book", "WORKBOOK", "BOOK"))
_WORD_TEXT = _entry("WordDocument")
_TEXTS = (read_text, _markdown, _csv, _html)
_PACKAGES = (("xl/workbook.bin", "XLSB"), ("ppt/presentation.xml", "PPTX"),
             ("content.xml", "OpenDocument"), ("ofd.xml", ".ofd"))  # fmt: skip


def read(path: Path, *, name: str | None = None, layout: Layout = Layout()) -> Document:  # noqa: B008
    """The file at `path` as a Document whose path is `name` (default: the path as given). Raises ReadError."""
    shown = str(path) if name is None else name
    return read_bytes(load(path, shown), shown, layout=layout)


def read_bytes(data: bytes, name: str, *, layout: Layout = Layout()) -> Document:  # noqa: B008
    """The file content `data`, known as `name`, as a Document. Raises ReadError, whatever goes wrong inside."""
    try:
        with _uncollected():
            return _dispatched(data, name, layout)
    except (ReadError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except MemoryError as error:
        raise refuse("too_large", name, "memory") from error
    except BaseException as error:  # foreign code may raise anything, panics included
        book = READERS.get(Path(name).suffix.lower()) is _broken_book
        code = ("broken_xlsx" if book else "broken_docx") if data.startswith((*_ZIP, _OLE)) else "unreadable"
        raise refuse(code, name, type(error).__name__) from error


@contextmanager
def _uncollected() -> Iterator[None]:
    """Without the collector of cycles: what is read all stays, and it would walk over it again and again."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def load(path: Path, name: str) -> bytes:
    """The content of a file that is there, regular and not too large. Raises ReadError."""
    try:
        if path.is_dir():
            raise refuse("is_directory", name)
        if not path.exists():
            raise refuse("missing", name)
        if not path.is_file():
            raise refuse("unreadable", name, "not a regular file")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise refuse("too_large", name, f"> {MAX_FILE_BYTES // MIB} MiB")
        return path.read_bytes()
    except (OSError, ValueError) as error:
        raise refuse("unreadable", name, getattr(error, "strerror", None) or type(error).__name__) from error


def _dispatched(data: bytes, name: str, layout: Layout) -> Document:
    if not data:
        raise refuse("empty", name)
    if data.startswith(_OLE):
        return _compound(data, name)
    if data.startswith(_RTF):
        return _converted(data, name, "rtf")
    if data[:1024].lstrip().startswith(_PDF):
        return _pdf(data, name, layout)
    for magic, kind in _UNSUPPORTED:
        if data.startswith(magic):
            raise refuse("unsupported", name, kind)
    if data.startswith(_ZIP):
        return _packaged(data, name)
    reader = READERS.get(Path(name).suffix.lower(), read_text)
    if reader is not _markdown and is_html(data):
        reader = _html
    if reader in _TEXTS:
        if len(data) > MAX_TEXT_BYTES:
            raise refuse("too_large", name, f"> {MAX_TEXT_BYTES // MIB} MiB")
        if b"\0" in data and not has_mark(data):
            raise refuse("binary", name)
    return reader(data, name, layout)


def is_package(data: bytes) -> bool:
    """Whether a zip archive is an office file, whatever its name, and no archive of files."""
    from fundqa.readers.package import Package

    try:
        package = Package.open(data, "", "broken_zip")
    except ReadError:
        return False
    return package.has("[Content_Types].xml") or any(package.has(entry) for entry, _ in _PACKAGES)


def _compound(data: bytes, name: str) -> Document:
    """A file of the old office programs: a workbook, or a Word file."""
    if _ENCRYPTED in data:
        raise refuse("encrypted", name)
    book = READERS.get(Path(name).suffix.lower()) is _broken_book
    if any(mark in data for mark in _BIFF) or (book and _WORD_TEXT not in data):
        from fundqa.readers.xls import read_xls

        return read_xls(data, name)
    if not convertible(data):
        raise refuse("encrypted", name)
    return _converted(data, name, "doc")


def convertible(data: bytes) -> str:
    """The format of a file that is read by way of a conversion, "" for all others."""
    if data.startswith(_RTF):
        return "rtf"
    if not data.startswith(_OLE) or _ENCRYPTED in data or any(mark in data for mark in _BIFF):
        return ""
    from fundqa.readers.office import is_encrypted

    return "" if is_encrypted(data) else "doc"


def _converted(data: bytes, name: str, kind: str) -> Document:
    """A file that LibreOffice turns into a Word file, as a Document of its own format."""
    from fundqa.readers.office import to_docx

    return from_docx(data, to_docx(data, name, f".{kind}"), name, kind)


def from_docx(data: bytes, converted: bytes, name: str, kind: str) -> Document:
    """The file `data` of the format `kind` by way of the Word file it was converted to. Raises ReadError."""
    document = _packaged(converted, name)
    return replace(document, sha256=sha256(data).hexdigest(), format=kind)


def _packaged(data: bytes, name: str) -> Document:
    """A zip package: a Word file or workbook whatever its name, else refused by what it holds."""
    from fundqa.readers import docx, xlsx
    from fundqa.readers.package import Package

    suffix = Path(name).suffix.lower()
    broken = "broken_xlsx" if READERS.get(suffix) is _broken_book else "broken_docx"
    try:
        package = Package.open(data, name, broken)
        word, book = docx.main_part(package), xlsx.main_part(package)
    except ReadError as error:
        if error.code == "broken_docx" and READERS.get(suffix) is _later:
            raise refuse("unsupported", name, suffix) from error
        raise
    if word:
        return docx.read_docx(data, package, word)
    if book:
        return xlsx.read_xlsx(data, package, book)
    for entry, kind in _PACKAGES:
        if package.has(entry):
            raise refuse("ofd" if kind == ".ofd" else "unsupported", name, kind)
    if READERS.get(suffix) in (_docx, _broken_book):
        raise refuse(broken, name, "word/document.xml" if broken == "broken_docx" else "xl/workbook.xml")
    raise refuse("unsupported", name, "ZIP")
