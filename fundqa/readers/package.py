"""An Office file as a zip package: checked before anything is unpacked, parsed without entities or network."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from fundqa.readers.entries import check_entry
from fundqa.readers.limits import MAX_ENTRIES, MAX_TAGS, MAX_UNPACKED_BYTES, MIB
from fundqa.readers.refusals import refuse

_STRICT = (
    (
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main",
        b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    ),
    (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    ),
)
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_BROKEN_ZIP = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError)


@dataclass(frozen=True, slots=True)
class Package:
    """An opened package; `name` is the file's name for messages, `links` the relationships that have been read."""

    name: str
    archive: zipfile.ZipFile
    entries: dict[str, zipfile.ZipInfo]
    broken: str = "broken_docx"
    links: dict[str, tuple[tuple[etree._Element, str], ...]] = field(default_factory=dict)

    @classmethod
    def open(cls, data: bytes, name: str, broken: str = "broken_docx") -> Package:
        """Open `data` once count, sizes and ratios are checked.

        broken: the code of what is damaged. Raises ReadError with this code, too_large or encrypted.
        """
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN_ZIP as error:
            raise refuse(broken, name, str(error)) from error
        infos = archive.infolist()
        _check(infos, name)
        entries = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in infos}
        return cls(name, archive, entries, broken)

    def has(self, part: str) -> bool:
        """Whether the package has this part; case and the kind of slash do not matter."""
        return part.lower() in self.entries

    def read(self, part: str) -> bytes:
        """A part's bytes. Raises ReadError with the code `broken`."""
        try:
            return self.archive.read(self.entries[part.lower()])
        except KeyError as error:
            raise refuse(self.broken, self.name, part) from error
        except (*_BROKEN_ZIP, RuntimeError) as error:
            raise refuse(self.broken, self.name, f"{part}: {error}") from error

    def parse(self, part: str) -> etree._Element:
        """A part's root element. Raises ReadError with the code `broken`, doctype or too_large."""
        return parse_xml(self.read(part), self.name, part, self.broken)

    def related(self, part: str, kind: str) -> list[str]:
        """The parts that `part` ("" for the package) names as being of `kind`, in order."""
        found = ((rel.get("Type", "").rpartition("/")[2], target) for rel, target in self._relationships(part))
        return [target for own, target in found if own == kind and self.has(target)]

    def targets(self, part: str) -> dict[str, str]:
        """The parts that `part` names, by the id of the relationship."""
        return {rel.get("Id", ""): target for rel, target in self._relationships(part)}

    def _relationships(self, part: str) -> tuple[tuple[etree._Element, str], ...]:
        """The relationships of a part and the parts they lead to; links to the outside are left out."""
        if part not in self.links:
            self.links[part] = tuple(self._linked(part))
        return self.links[part]

    def _linked(self, part: str) -> Iterator[tuple[etree._Element, str]]:
        folder, base = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", base + ".rels")
        if not self.has(rels):
            return
        for rel in self.parse(rels).iter(_RELATIONSHIP):
            if rel.get("TargetMode") != "External":
                target = rel.get("Target", "").replace("\\", "/")
                yield rel, posixpath.normpath(posixpath.join("/" + folder, target)).lstrip("/")


def _check(infos: list[zipfile.ZipInfo], name: str) -> None:
    if len(infos) > MAX_ENTRIES:
        raise refuse("too_large", name, f"> {MAX_ENTRIES} zip")
    if sum(info.file_size for info in infos) > MAX_UNPACKED_BYTES:
        raise refuse("too_large", name, f"> {MAX_UNPACKED_BYTES // MIB} MiB")
    for info in infos:
        check_entry(info, name)


def parse_xml(data: bytes, name: str, part: str, broken: str = "broken_docx") -> etree._Element:
    """The root of an XML part, strict namespaces made transitional.

    Raises ReadError with the code `broken`, doctype or too_large.
    """
    if b"<!DOCTYPE" in data:
        raise refuse("doctype", name)
    if data.count(b"<") > MAX_TAGS:
        raise refuse("too_large", name, f"{part}: > {MAX_TAGS}")
    if b"http://purl.oclc.org/ooxml/" in data[:4096]:
        for strict, usual in _STRICT:
            data = data.replace(strict, usual)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        reason = re.sub(r"\s+", " ", str(error))[:120]
        raise refuse(broken, name, f"{part}: {reason}") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise refuse("doctype", name)
    return root
