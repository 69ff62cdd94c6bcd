"""Where a run's results go: each file's own, and those of the whole run. A file is there wholly or as it was before."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from fundqa.delivery import put, undelivered
from fundqa.ledger import load
from fundqa.report import Report
from fundqa.runs.manifest import Manifest
from fundqa.runs.work import below

if TYPE_CHECKING:
    from fundqa.document import Location
    from fundqa.runs.run import Setup

FILES, MANIFEST = "files", "manifest.json"
_PAGE = "html"
"""The format of a run's page: it tells of the run itself, and is written by every run."""
Outputs = Mapping[str, Mapping[str, str]]
"""The sha256 of each file, by format and by name below the folder of outputs."""


def keep(setup: Setup, outputs: Sequence[tuple[str, bytes]], checked: Iterable[str] = ()) -> None:
    """Write the outputs of checked files below the folder of outputs; what they had before and have no more goes."""
    folder = setup.root / setup.run.folder / FILES
    clear(folder, checked, {folder / name for name, _ in outputs})
    for name, content in outputs:
        put(folder / name, content)


def clear(folder: Path, names: Iterable[str], kept: Collection[Path] = ()) -> None:
    """Remove the outputs of files below `folder`, those in `kept` excepted. Raises OSError."""
    from fundqa.writers import FILE_WRITERS, WRITERS

    for name in names:
        for writer in WRITERS:
            target = folder / f"{below(name)}{writer.suffix}"
            if target not in kept:
                target.unlink(missing_ok=True)
        for file_writer in FILE_WRITERS:
            made = folder / f"{below(name)}.{file_writer.name}"
            for target in made.iterdir() if made.is_dir() else ():
                if target not in kept:
                    target.unlink()
            with contextlib.suppress(OSError):  # others of it stay
                made.rmdir()


def sweep(folder: Path) -> None:
    """Remove what a run that was killed had begun to write; nobody else may be writing there."""
    for part in folder.rglob(".*.part"):
        part.unlink(missing_ok=True)


def write_outputs(setup: Setup, made: Manifest, before: Outputs) -> tuple[str, Outputs]:
    """Write what the project wants of a run; why it could not be done ("" when it could), and what was written.

    before: the outputs of the run before, where nothing that they show has changed; those that are in place stay.
    """
    folder = setup.root / setup.run.folder
    try:
        put(folder / MANIFEST, made.json().encode())
        return "", _write_run(setup, made, folder, before) if setup.run.run else {}
    except OSError as error:
        return undelivered(error, setup.lang), {}


def _write_run(setup: Setup, made: Manifest, folder: Path, before: Outputs) -> Outputs:
    if _PAGE in setup.run.run:
        from fundqa.runs.page import page

        put(folder / f"run.{_PAGE}", page(setup, made).encode("utf-8", "replace"))
    wanted = [name for name in setup.run.run if name != _PAGE]
    same = {name: before[name] for name in wanted if name in before and _in_place(folder, before[name])}
    anew = [name for name in wanted if name not in same]
    return {**same, **(_written(setup, folder, anew) if anew else {})}


def _in_place(folder: Path, hashes: Mapping[str, str]) -> bool:
    """Whether files are there, with the content that they were written with."""
    for name, digest in hashes.items():
        try:
            with open(folder / name, "rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != digest:
                    return False
        except OSError:
            return False
    return True


def _written(setup: Setup, folder: Path, formats: Collection[str]) -> Outputs:
    """Write the outputs of some formats, one file after the other."""
    texts: dict[Location, str] = {}
    documents = load.documents(setup.ledger.engine, load.findings(setup.ledger.engine, texts))
    found: dict[str, dict[str, str]] = {}
    for name, file, content in _made(Report(documents, setup.lang), formats):
        put(folder / file, content)
        found.setdefault(name, {})[file] = hashlib.sha256(content).hexdigest()
    return found


def _made(report: Report, formats: Collection[str]) -> Iterator[tuple[str, str, bytes]]:
    """The files of some formats, each with its format, name and content."""
    from fundqa.writers import FILE_WRITERS, WRITERS

    for writer in WRITERS:
        if writer.name in formats:
            yield writer.name, f"run{writer.suffix}", writer.write(report).encode("utf-8", "replace")
    for file_writer in FILE_WRITERS:
        if file_writer.name in formats:
            yield from ((file_writer.name, f.name, f.content) for f in file_writer.write(report, _no_original).files)


def _no_original(_: str) -> bytes:
    """A run's outputs are about all files, and annotate none."""
    return b""
