"""A Word file written anew with some of its parts changed; every other part stays as it is, byte for byte."""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from lxml import etree

TYPES = "[Content_Types].xml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_EPOCH = (1980, 1, 1, 0, 0, 0)
# What XML cannot hold at all, escaped or not.
_UNWRITABLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def writable(text: str) -> str:
    """`text` with what XML cannot hold made visible."""
    return _UNWRITABLE.sub("\ufffd", text)


def packed(parts: Mapping[str, bytes]) -> bytes:
    """A new package of these parts, in their order, the same for the same parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            _write(archive, zipfile.ZipInfo(name, _EPOCH), content)
    return out.getvalue()


def _write(archive: zipfile.ZipFile, info: zipfile.ZipInfo, content: bytes) -> None:
    info.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(info, content)


@dataclass(slots=True)
class Edition:
    """A package that is being changed: `changed` holds the new content of parts by their names."""

    data: bytes
    changed: dict[str, bytes] = field(default_factory=dict)

    def names(self) -> list[str]:
        """The parts as they are named in the package."""
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return archive.namelist()

    def name(self, part: str) -> str:
        """How the package itself writes the name of `part`: case and the kind of slash may differ."""
        return next((own for own in self.names() if _plain(own) == _plain(part)), part)

    def has(self, part: str) -> bool:
        """Whether there is such a part."""
        return any(_plain(own) == _plain(part) for own in [*self.names(), *self.changed])

    def read(self, part: str) -> bytes:
        """The present content of a part."""
        name = self.name(part)
        if name in self.changed:
            return self.changed[name]
        with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
            return archive.read(name)

    def write(self, part: str, root: etree._Element) -> None:
        """Give `part` the content `root`."""
        self.changed[self.name(part)] = xml(root)

    def declare(self, part: str, content_type: str) -> None:
        """Say what kind of content a new part has."""
        root = _parsed(self.read(TYPES))
        if all(entry.get("PartName") != f"/{part}" for entry in root):
            etree.SubElement(root, f"{_TYPES}Override", PartName=f"/{part}", ContentType=content_type)
            self.write(TYPES, root)

    def relate(self, part: str, target: str, kind: str) -> None:
        """Let `part` name `target` as related to it; `kind` is the full name of the relation."""
        folder, base = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        root = _parsed(self.read(rels)) if self.has(rels) else _no_relations()
        used = {entry.get("Id") for entry in root}
        free = next(f"rId{n}" for n in range(len(used) + 1, 2 * len(used) + 3) if f"rId{n}" not in used)
        where = posixpath.relpath(target, folder or ".")
        etree.SubElement(root, f"{{{_RELATIONS}}}Relationship", Id=free, Type=kind, Target=where)
        self.write(rels, root)

    def packed(self) -> bytes:
        """The package with its changes: entries in their order, new ones last."""
        out = io.BytesIO()
        left = dict(self.changed)
        with zipfile.ZipFile(io.BytesIO(self.data)) as source, zipfile.ZipFile(out, "w") as target:
            for info in source.infolist():
                content = left.pop(info.filename, None)
                copy = zipfile.ZipInfo(info.filename, info.date_time)
                copy.external_attr = info.external_attr
                _write(target, copy, source.read(info) if content is None else content)
            for name, content in left.items():
                _write(target, zipfile.ZipInfo(name, _EPOCH), content)
        return out.getvalue()


def xml(root: etree._Element) -> bytes:
    """A part's content."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _no_relations() -> etree._Element:
    return etree.Element(f"{{{_RELATIONS}}}Relationships", nsmap=cast("dict[str, str]", {None: _RELATIONS}))


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


def _parsed(data: bytes) -> etree._Element:
    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False))
