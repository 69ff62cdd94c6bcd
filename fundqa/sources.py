"""What a path given by a user holds: files, folders and archives of them, each report named where it stands."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

from fundqa.document import Document
from fundqa.errors import ReadError
from fundqa.readers import READERS, Layout, convertible, from_docx, is_package, load, read, read_bytes
from fundqa.readers.entries import check_entry
from fundqa.readers.limits import MAX_ENTRIES, MAX_FILE_BYTES, MIB
from fundqa.readers.refusals import refuse
from fundqa.report import DocumentReport

MAX_DEPTH = 4
"""Archives inside archives."""
MAX_ARCHIVE_BYTES = 512 * MIB
"""What one archive may unpack to, inner archives included."""
MAX_FILES = 100_000
MOST_OF_A_REPORT = 12
"""A folder with more files than this is a stock of reports, not one."""
_CALL = 20
_LEGACY = frozenset((".doc", ".wps", ".rtf"))
_JOINT = "!"
_TEMPORARY = ("~$", ".~", "~WRL", "._")
_SYSTEM = frozenset(("thumbs.db", "desktop.ini", "__macosx"))
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, RuntimeError)


@dataclass(frozen=True, slots=True)
class Source:
    """A file to be read. name: as shown, archive.zip!inner/path inside an archive; folder: what it lies in.

    data: its content when it comes from an archive; error: why it cannot be read, found while looking for files;
    converted: its format and the Word file it was converted to, where that is done already.
    """

    name: str
    path: Path
    folder: str
    data: bytes | None = None
    error: ReadError | None = None
    converted: tuple[str, bytes] | None = None

    def document(self, layout: Layout) -> Document:
        """The file as a Document. Raises ReadError."""
        if self.error is not None:
            raise self.error
        if self.converted is not None:
            kind, word = self.converted
            return from_docx(self.content(), word, self.name, kind)
        if self.data is not None:
            return read_bytes(self.data, self.name, layout=layout)
        return read(self.path, name=self.name, layout=layout)

    def content(self) -> bytes:
        """The bytes of the file, b"" when there are none to be had."""
        try:
            return self.data if self.data is not None else self.path.read_bytes()
        except OSError:
            return b""

    def carried(self) -> Source:
        """The source with its content, for readers that do not see its path. Raises ReadError."""
        if self.error is not None:
            raise self.error
        return self if self.data is not None else replace(self, data=load(self.path, self.name))

    def word(self) -> bytes:
        """The Word file that the file is, or is converted to. Raises ReadError."""
        content = self.content()
        kind = convertible(content) if self.converted is None else ""
        if self.converted is not None:
            return self.converted[1]
        if not kind:
            return content
        from fundqa.readers.office import to_docx

        return to_docx(content, self.name, f".{kind}")

    def digest(self) -> str:
        """The sha256 of the content, "" when there is none to be had."""
        content = self.content()
        return sha256(content).hexdigest() if content else ""


def sources(paths: Iterable[Path]) -> Iterator[Source]:
    """The files that `paths` hold, in the order of their names: folders and archives searched to their ends.

    Left out: hidden and temporary files, what links lead to outside the given folder, and in folders and archives what
    is of no kind that reports come in. A path that was given itself is always a source, readable or not.
    """
    seen: set[Path] = set()
    for path in paths:
        for source in _given(path):
            key = source.path if source.data is None else Path(source.name)
            if key not in seen:
                seen.add(key)
                yield source


def _given(path: Path) -> Iterator[Source]:
    if path.is_dir():
        empty = Source(str(path), path, str(path), error=refuse("empty_folder", str(path)))
        yield from list(_folder(path)) or [empty]
    elif _is_archive(path):
        yield from _opened(path)
    else:
        yield Source(str(path), path, str(path.parent))


def _folder(top: Path) -> Iterator[Source]:
    """The reports below a folder; a link is followed only to where it stays inside."""
    root, count = top.resolve(), 0
    for path in sorted(top.rglob("*")):
        parts = path.relative_to(top).parts
        if any(_left_out(part) for part in parts) or not path.is_file() or root not in path.resolve().parents:
            continue
        count += 1
        if count > MAX_FILES:
            error = refuse("too_large", str(top), f"> {MAX_FILES}")
            yield Source(str(top), top, str(top), error=error)
            return
        if _is_archive(path):
            yield from _opened(path)
        elif _is_report(path.name):
            yield Source(str(path), path, str(path.parent))


def _left_out(name: str) -> bool:
    return name.startswith((*_TEMPORARY, ".")) or name.lower() in _SYSTEM


def _is_report(name: str) -> bool:
    return Path(name).suffix.lower() in READERS


def _is_archive(path: Path) -> bool:
    return path.suffix.lower() == ".zip" and path.is_file()


def _opened(path: Path) -> Iterator[Source]:
    """The reports in an archive on disk; one source that says why where it cannot be opened."""
    name = str(path)
    try:
        if path.stat().st_size > MAX_ARCHIVE_BYTES:
            raise refuse("too_large", name, f"> {MAX_ARCHIVE_BYTES // MIB} MiB")
        data = path.read_bytes()
        if is_package(data):
            yield Source(name, path, str(path.parent))
            return
        found = list(_Archive(path).members(data, name, 1))
    except ReadError as error:
        yield Source(name, path, str(path.parent), error=error)
        return
    except OSError as error:
        yield Source(name, path, str(path.parent), error=refuse("unreadable", name, error.strerror or ""))
        return
    yield from found or [Source(name, path, str(path.parent), error=refuse("empty_archive", name))]


@dataclass(slots=True)
class _Archive:
    """An archive being unpacked in memory; nothing is ever written. unpacked: bytes so far, of all levels."""

    path: Path
    unpacked: int = 0

    def members(self, data: bytes, name: str, depth: int) -> Iterator[Source]:
        """The reports in the archive `data`. Raises ReadError broken_zip, too_large or encrypted."""
        if depth > MAX_DEPTH:
            raise refuse("too_deep", name, str(MAX_DEPTH))
        try:
            archive = zipfile.ZipFile(io.BytesIO(data))
        except _BROKEN as error:
            raise refuse("broken_zip", name, str(error)[:80]) from error
        infos = [info for info in archive.infolist() if not info.is_dir()]
        if len(infos) > MAX_ENTRIES:
            raise refuse("too_large", name, f"> {MAX_ENTRIES} zip")
        wanted = [(_inner(info), info) for info in infos]
        for inner, info in sorted(wanted, key=lambda entry: entry[0]):
            if not any(_left_out(part) for part in inner.split("/")):
                yield from self._member(archive, info, f"{name}{_JOINT}{inner}", depth)

    def _member(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str, depth: int) -> Iterator[Source]:
        nested = name.lower().endswith(".zip")
        if not nested and not _is_report(name):
            return
        try:
            data = self._unpack(archive, info, name)
        except ReadError as error:
            yield self._source(name, error=error)
            return
        if nested and not is_package(data):
            try:
                yield from list(self.members(data, name, depth + 1))
            except ReadError as error:
                yield self._source(name, error=error)
        else:
            yield self._source(name, data)

    def _source(self, name: str, data: bytes | None = None, error: ReadError | None = None) -> Source:
        return Source(name, self.path, name.rpartition("/")[0] or name.rpartition(_JOINT)[0], data, error)

    def _unpack(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo, name: str) -> bytes:
        """An entry's bytes, its size and ratio checked before and while it is unpacked."""
        check_entry(info, name)
        if info.file_size > MAX_FILE_BYTES:
            raise refuse("too_large", name, f"> {MAX_FILE_BYTES // MIB} MiB")
        self.unpacked += info.file_size
        if self.unpacked > MAX_ARCHIVE_BYTES:
            raise refuse("too_large", name, f"> {MAX_ARCHIVE_BYTES // MIB} MiB")
        try:
            return archive.read(info)
        except _BROKEN as error:
            raise refuse("broken_zip", name, str(error)[:80]) from error


def _inner(info: zipfile.ZipInfo) -> str:
    """An entry's path, only ever shown; a name not marked as UTF-8 is GBK in archives packed on Chinese Windows."""
    name = info.filename
    if not info.flag_bits & 0x800:
        raw = name.encode("cp437", "replace")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in ("", ".", ".."))


@dataclass(frozen=True, slots=True)
class Unit:
    """Files that are read together; together: they are one report, without further question."""

    sources: tuple[Source, ...]
    together: bool = False


def units(found: Sequence[Source], given: Sequence[Path], together: bool = False) -> list[Unit]:
    """The sources in the portions they are read in, in their order; together: all in one."""
    if together:
        return [Unit(tuple(found), True)] if found else []
    return list(portions(found, given))


def portions(found: Iterable[Source], given: Sequence[Path]) -> Iterator[Unit]:
    """The sources in the portions they are read in, as they come.

    Those of one folder or archive below a given one stay together, as they may be one county's; files that were given
    themselves do not.
    """
    alone = {str(path) for path in given}
    own: list[Source] = []
    for source in found:
        fits = own and own[0].folder == source.folder and own[0].name not in alone
        if not fits or source.name in alone:
            yield from _parted(own)
            own = []
        own.append(source)
    yield from _parted(own)


def _parted(own: Sequence[Source]) -> Iterator[Unit]:
    """The sources of a folder as one unit, or each by itself where they are too many for one report."""
    parts = [tuple(own)] if len(own) <= MOST_OF_A_REPORT else [(source,) for source in own]
    yield from (Unit(part) for part in parts if part)


def converted(found: Sequence[Source]) -> list[Source]:
    """The sources, those that need LibreOffice converted already, many in a call, where there are several of them."""
    kinds = {i: kind for i, s in enumerate(found) if s.error is None and (kind := _legacy(s))}
    result = list(found)
    if len(kinds) < 2:
        return result
    from fundqa.readers.office import convert, program

    if program() is None:
        return result
    places = list(kinds)
    for start in range(0, len(places), _CALL):
        call = places[start : start + _CALL]
        done = convert({str(i): (found[i].content(), f".{kinds[i]}") for i in call})
        for name, word in done.items():
            result[int(name)] = replace(found[int(name)], converted=(kinds[int(name)], word))
    return result


def _legacy(source: Source) -> str:
    """The format of a file that has to be converted; only files named like one are looked into."""
    return convertible(source.content()) if Path(source.name).suffix.lower() in _LEGACY else ""


def twins(reports: Iterable[DocumentReport]) -> dict[str, str]:
    """The name of each file whose content came before, and the name of the first one with it."""
    first: dict[str, str] = {}
    named = ((first.setdefault(r.sha256, r.path), r.path) for r in reports if r.sha256)
    return {path: earliest for earliest, path in named if path != earliest}


def with_twin(report: DocumentReport, other: str, lang: str) -> DocumentReport:
    """A report with the warning that another file holds the same."""
    said = f"The same content as “{other}”." if lang == "en" else f"与“{other}”内容完全相同。"
    return replace(report, warnings=(*report.warnings, said))
