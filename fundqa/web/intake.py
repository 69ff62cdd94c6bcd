"""Taking in uploads: how many, how large, and of which kind by what they hold, not by what they are called."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from fastapi import UploadFile

from fundqa.config_desk import DeskConfig
from fundqa.readers import READERS
from fundqa.readers.limits import MIB
from fundqa.web.dossiers import Kept
from fundqa.writers.words import clean

_LONGEST_NAME = 120
_ZIP, _OLE, _PDF, _RTF = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"%PDF-", b"{\\rtf"
_BY_SUFFIX = {
    ".docx": (_ZIP, _OLE), ".docm": (_ZIP, _OLE), ".xlsx": (_ZIP, _OLE), ".xlsm": (_ZIP, _OLE), ".zip": (_ZIP,),
    ".doc": (_OLE, _RTF, _ZIP), ".wps": (_OLE, _RTF, _ZIP), ".xls": (_OLE, _ZIP), ".et": (_OLE, _ZIP),
    ".pdf": (_PDF,), ".rtf": (_RTF,),
}  # fmt: skip
"""How the contents of a kind begin; of the other kinds, which are text, with nothing that only binary files have."""


class NotTaken(Exception):
    """An upload that is refused; key: of strings.yml; name: the file."""

    def __init__(self, key: str, name: str = "", **values: object) -> None:
        super().__init__(key)
        self.key, self.name, self.values = key, name, values


async def taken(files: Sequence[UploadFile], config: DeskConfig) -> list[Kept]:
    """The files of an upload. Raises NotTaken for the first that is not acceptable."""
    found = [file for file in files if file.filename]
    if not found:
        raise NotTaken("upload.none")
    if len(found) > config.most_files:
        raise NotTaken("upload.too_many", most=config.most_files)
    return [await _kept(file, config.largest) for file in found]


async def _kept(file: UploadFile, largest: int) -> Kept:
    name = plain_name(file.filename or "")
    suffix = PurePosixPath(name).suffix.lower()
    if suffix not in READERS:
        raise NotTaken("upload.kind", name)
    content = await file.read(largest * MIB + 1)
    if len(content) > largest * MIB:
        raise NotTaken("upload.too_large", name, most=largest)
    if not content:
        raise NotTaken("upload.empty", name)
    if not _fits(suffix, content):
        raise NotTaken("upload.not_that_kind", name)
    return Kept(name, content)


def plain_name(name: str) -> str:
    """A file's own name without any folder, control characters or what a path could be made of; never empty."""
    last = re.split(r"[\\/]", clean(name))[-1].strip().lstrip(".")
    stem, dot, suffix = last.rpartition(".")
    return f"{(stem or 'file')[:_LONGEST_NAME]}{dot}{suffix[:10]}" if dot else last[:_LONGEST_NAME] or "file"


def _fits(suffix: str, content: bytes) -> bool:
    """Whether a content begins as its kind does."""
    beginnings = _BY_SUFFIX.get(suffix)
    if beginnings is None:
        return not content.startswith((_ZIP, _OLE, _PDF)) and (b"\0" not in content[:4096] or _utf16(content))
    return content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(beginnings)


def _utf16(content: bytes) -> bool:
    return content.startswith((b"\xff\xfe", b"\xfe\xff"))
