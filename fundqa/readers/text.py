"""Plain text: its encoding, its lines, and whether it is a dumped Word file."""

from __future__ import annotations

import codecs
import re
from hashlib import sha256

from fundqa.document import Document
from fundqa.readers.assemble import assemble
from fundqa.readers.dump import is_dump, read_dump
from fundqa.readers.joined import read_joined
from fundqa.readers.layout import Layout
from fundqa.readers.limits import MAX_GRID_CELLS, MAX_LINES, MAX_TEXT_BYTES, MIB
from fundqa.readers.refusals import refuse
from fundqa.readers.rows import read_rows

# UTF-32's mark begins with UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table)\b", re.I | re.S
)


def has_mark(data: bytes) -> bool:
    """Whether `data` begins with a byte order mark."""
    return data.startswith(tuple(mark for mark, _ in _MARKS))


def is_html(data: bytes) -> bool:
    """Whether a file's first bytes are those of a page, whatever its name: spreadsheets are exported like this."""
    return _PAGE.match(data[:4096]) is not None


def decode(data: bytes, name: str, declared: str = "", wanted: str = "") -> str:
    """The text of `data`: by its byte order mark, else as `declared` by the file, strict UTF-8, or strict GB18030.

    wanted: an encoding that is tried after UTF-8, as the user says that files are in it; no detector guesses one.

    Line ends become line feeds. Raises ReadError bad_encoding, too_large or empty.
    """
    if len(data) > MAX_TEXT_BYTES:
        raise refuse("too_large", name, f"> {MAX_TEXT_BYTES // MIB} MiB")
    text = _decoded(data, name, declared, wanted).replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip():
        raise refuse("empty", name)
    if text.count("\n") > MAX_LINES or text.count("|") > MAX_GRID_CELLS:
        raise refuse("too_large", name, f"> {MAX_LINES} lines")
    return text


def _decoded(data: bytes, name: str, declared: str, wanted: str) -> str:
    marked = [(mark, encoding) for mark, encoding in _MARKS if data.startswith(mark)]
    tried = [encoding for encoding in (declared, "utf-8", wanted, "gb18030") if encoding]
    mark, encodings = (marked[0][0], [marked[0][1]]) if marked else (b"", tried)
    for encoding in encodings:
        try:
            return data[len(mark) :].decode(encoding)
        except (UnicodeDecodeError, LookupError):
            continue
    raise refuse("bad_encoding", name)


def read_text(data: bytes, name: str, layout: Layout) -> Document:
    """A text file as a Document: format "dump" when it holds tables as a dumped Word file does, else "txt"."""
    lines = decode(data, name, wanted=layout.encoding).split("\n")
    dump = is_dump(lines)
    items = read_dump(lines, layout) if dump else read_joined(read_rows(lines), layout.form)
    blocks, warnings = assemble(name, items)
    return Document(name, sha256(data).hexdigest(), "dump" if dump else "txt", blocks, warnings)
