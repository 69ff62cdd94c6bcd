"""Delivering the formats that are files of their own: annotated copies, letters, the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from fundqa.delivery import put
from fundqa.errors import ReadError
from fundqa.writers.base import File, Made, Originals

if TYPE_CHECKING:
    from fundqa.report import Report
    from fundqa.sources import Source

FORMATS = ("docx", "letter", "xlsx")
"""The formats that need a folder to be written to."""


def need_folder(formats: Sequence[str], output: Path | None) -> None:
    """Refuse at once what could not be delivered after all the work. Raises UsageError."""
    if output is None and set(FORMATS) & set(formats):
        raise click.UsageError("docx、letter、xlsx 格式需要 -o 目录 / docx, letter and xlsx need -o DIR")


def deliver_files(report: Report, formats: Sequence[str], output: Path, paths: Sequence[Path], quiet: bool) -> bool:
    """Write the files of these formats into the folder; False when a format could not be had of any document.

    A document that has none while others do is named on standard error, and is no reason for another exit code: what
    was found in it stands in the other formats.
    """
    from fundqa.sources import sources
    from fundqa.writers import FILE_WRITERS

    found = list(sources(paths)) if set(FORMATS) & set(formats) else []
    originals = _originals(report, found)
    delivered = True
    for writer in FILE_WRITERS:
        if writer.name in formats:
            made = writer.write(report, originals)
            if writer.kept:
                made = replace(made, files=tuple(_fresh(file, output) for file in made.files))
            done = _written(made, output, found, report.lang, quiet)
            delivered &= done or not made.refused
    return delivered


def _fresh(file: File, output: Path) -> File:
    """The file under a name that no file in the folder has yet."""
    stem, dot, suffix = file.name.rpartition(".")
    names = (f"{stem}({number}){dot}{suffix}" for number in count(2))
    name = next(name for name in chain([file.name], names) if not (output / name).exists())
    return replace(file, name=name)


def _written(made: Made, output: Path, found: Sequence[Source], lang: str, quiet: bool) -> bool:
    """Write what was made, and say what was not; whether there is any file. No file that was checked is replaced."""
    own = {source.path.resolve() for source in found}
    output.mkdir(parents=True, exist_ok=True)
    done = False
    for file in made.files:
        target = output / file.name
        if target.resolve() in own:
            said = "is one of the files that were checked" if lang == "en" else "是被核对的文件之一，没有覆盖"
            click.echo(f"{target}: {said}", err=True)
            continue
        put(target, file.content)
        if not quiet:
            click.echo(f"→ {target}", err=True)
        done = True
    for line in (*made.refused, *(() if quiet else made.remarks)):
        click.echo(line, err=True)
    return done


def _originals(report: Report, found: Sequence[Source]) -> Originals:
    """What gives each document as a Word file, as long as it is still the file that was checked."""
    from fundqa.sources import converted

    hashes = {doc.path: doc.sha256 for doc in report.documents}
    ready: dict[str, Source] = {}

    def original(path: str) -> bytes:
        if not ready:
            ready.update({source.name: source for source in converted(list(found))})
        source = ready.get(path)
        if source is None or source.digest() != hashes.get(path):
            return b""
        try:
            return source.word()
        except ReadError as error:
            click.echo(error.message(report.lang), err=True)
            return b""

    return original
