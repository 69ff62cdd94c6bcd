"""Documents written in a format and read again, many at a time."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fundqa.document import Document
from fundqa.errors import ReadError
from fundqa.readers import convertible, from_docx, office, read_bytes
from fundqa.readers.layout import Layout
from fundqa.seeding.mutate_files import SUFFIXES
from fundqa.seeding.writers import write_all


def read_again(documents: Sequence[Document], format: str, layout: Layout) -> list[Document | None]:
    """Each document as it is read after it is written; None where the format cannot be written, or not be read.

    Their files are numbered, so that no two have one name.
    """
    try:
        files = write_all(documents, format)
    except ValueError:
        return [None for _ in documents]
    kinds = {i: kind for i, data in enumerate(files) if data is not None and (kind := convertible(data))}
    words = _words({str(i): (files[i] or b"", f".{kind}") for i, kind in kinds.items()})
    return [
        _read(_name(document, i, format), data, layout, kinds.get(i, ""), words.get(str(i)))
        for i, (document, data) in enumerate(zip(documents, files, strict=True))
    ]


def _words(files: dict[str, tuple[bytes, str]]) -> dict[str, bytes]:
    """Old Word files as new ones, in one call of LibreOffice."""
    try:
        return office.convert(files) if files else {}
    except ReadError:
        return {}


def _name(document: Document, number: int, format: str) -> str:
    path = Path(document.path)
    return str(path.with_name(f"{path.stem}-{number}.{SUFFIXES.get(format, format)}"))


def _read(name: str, data: bytes | None, layout: Layout, kind: str, word: bytes | None) -> Document | None:
    """A file; one of an old office program by way of the Word file that was made of it."""
    if data is None or (kind and word is None):
        return None
    try:
        return from_docx(data, word, name, kind) if word else read_bytes(data, name, layout=layout)
    except ReadError:
        return None
