"""A Document written anew in other formats, for tests that compare what the readers make of them."""

from __future__ import annotations

import html
import io
import subprocess
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from make_xlsx import cell, sheet, workbook

from fundqa.document import Document, Heading, Table
from fundqa.readers import office


def as_html(document: Document) -> str:
    """Headings, paragraphs and tables with spans."""
    pieces = []
    for block in document.blocks:
        if isinstance(block, Table):
            pieces.append(_html_table(block))
        else:
            tag = f"h{min(block.level, 6)}" if isinstance(block, Heading) else "p"
            pieces.append(f"<{tag}>{html.escape(block.text)}</{tag}>")
    return "<html><head><meta charset='utf-8'></head><body>" + "\n".join(pieces) + "</body></html>"


def _html_table(table: Table) -> str:
    rows = []
    for row in range(table.rows):
        cells = (
            f"<td rowspan={c.rowspan} colspan={c.colspan}>{html.escape(c.text)}</td>"
            for c in table.cells
            if c.row == row
        )
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table>{''.join(rows)}</table>"


def as_xlsx(document: Document) -> bytes:
    """One sheet: a paragraph a row, tables with their merges, empty rows around them."""
    rows: list[list[str]] = []
    merges: list[str] = []
    for block in document.blocks:
        if not isinstance(block, Table):
            rows.append([cell(f"A{len(rows) + 1}", html.escape(block.text), kind="inlineStr")])
            continue
        rows.append([])
        top = len(rows)
        grid: list[list[str]] = [[] for _ in range(block.rows)]
        for c in sorted(block.cells, key=lambda c: (c.row, c.col)):
            ref = f"{column(c.col)}{top + c.row + 1}"
            grid[c.row].append(cell(ref, html.escape(c.text), kind="inlineStr"))
            if c.rowspan * c.colspan > 1:
                merges.append(f"{ref}:{column(c.col + c.colspan - 1)}{top + c.row + c.rowspan}")
        rows += [*grid, []]
    return workbook(sheet(rows, merges=merges))


def with_macros(docx: bytes) -> bytes:
    """A Word file as a file with macros calls itself."""
    plain = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(docx)) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, data.replace(plain, b"application/vnd.ms-word.document.macroEnabled.main+xml"))
    return out.getvalue()


def column(index: int) -> str:
    """The letters of a column, from 0."""
    return chr(ord("A") + index) if index < 26 else column(index // 26 - 1) + chr(ord("A") + index % 26)


def by_libreoffice(files: Iterable[Path], suffix: str, folder: Path) -> list[Path]:
    """Files in another format, in one call of LibreOffice."""
    paths: Sequence[Path] = list(files)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        office.program(),
        profile,
        "--headless",
        "--convert-to",
        suffix,
        "--outdir",
        str(folder),
        *map(str, paths),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=110)
    return [folder / f"{path.stem}.{suffix}" for path in paths]
