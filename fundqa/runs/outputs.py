"""Where a run's results go: each file's own, and those of the whole run. A file is there wholly or as it was before."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Sequence
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


def write_outputs(setup: Setup, made: Manifest) -> str:
    """Write what the project wants of a run; why it could not be done, "" when it could."""
    folder = setup.root / setup.run.folder
    try:
        put(folder / MANIFEST, made.json().encode())
        if setup.run.run:
            _write_run(setup, made, folder)
    except OSError as error:
        return undelivered(error, setup.lang)
    return ""


def _write_run(setup: Setup, made: Manifest, folder: Path) -> None:
    from fundqa.runs.page import page
    from fundqa.writers import FILE_WRITERS, WRITERS

    if "html" in setup.run.run:
        put(folder / "run.html", page(setup, made).encode("utf-8", "replace"))
    texts: dict[Location, str] = {}
    documents = load.documents(setup.ledger.engine, load.findings(setup.ledger.engine, texts))
    report = Report(documents, setup.lang)
    for writer in WRITERS:
        if writer.name in setup.run.run and writer.name != "html":
            put(folder / f"run{writer.suffix}", writer.write(report).encode("utf-8", "replace"))
    for file_writer in FILE_WRITERS:
        if file_writer.name in setup.run.run:
            for file in file_writer.write(report, _no_original).files:
                put(folder / file.name, file.content)


def _no_original(_: str) -> bytes:
    """A run's outputs are about all files, and annotate none."""
    return b""
