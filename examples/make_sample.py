"""Writes what every format makes of the example report into reports/sample: `make sample`.

A test holds that the folder is current.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from fundqa.engine import check_files
from fundqa.project import load_project
from fundqa.writers import FILE_WRITERS, WRITERS

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = Path("examples") / "青砚县2022.docx"
SAMPLE = ROOT / "reports" / "sample"


def rendered() -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of each file; the path of the report is relative to the root, the same anywhere."""
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        report = check_files([EXAMPLE], load_project())
        for writer in WRITERS:
            written: str | bytes = writer.write(report)
            yield f"report{writer.suffix}", written if isinstance(written, bytes) else written.encode("utf-8")
        for filer in FILE_WRITERS:
            yield from ((file.name, file.content) for file in filer.write(report, _original).files)
    finally:
        os.chdir(before)


def _original(path: str) -> bytes:
    return Path(path).read_bytes()


def main() -> None:
    """Writes the folder anew."""
    files = dict(rendered())
    SAMPLE.mkdir(exist_ok=True)
    for path in SAMPLE.iterdir():
        if path.name not in files:
            path.unlink()
    for name, content in files.items():
        (SAMPLE / name).write_bytes(content)
        print(f"→ reports/sample/{name}")


if __name__ == "__main__":
    main()
