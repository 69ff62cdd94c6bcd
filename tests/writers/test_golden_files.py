"""What the letter and the ledger say of the sample report, as golden texts: their contents, not their bytes.

After a change that is meant to show, run the tests once with FUNDQA_REGENERATE=1 and read the difference. The annotated
copy needs a real file: reports/sample has that of the example.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sample_report import again, sample

from fundqa.readers import read_bytes
from fundqa.readers.xlsx import shown_sheets
from fundqa.writers.letter import WRITER as LETTER
from fundqa.writers.xlsx import WRITER as XLSX

GOLDEN = Path(__file__).parent / "golden"
REPORTS = {"sample.zh": sample("zh"), "sample.en": sample("en"), "again.zh": again()}


def letter(content: bytes) -> Iterator[str]:
    yield from (text for _, text in read_bytes(content, "a.docx").texts())


def ledger(content: bytes) -> Iterator[str]:
    """Its cells row by row, parted by bars; lines within a cell by an arrow."""
    for sheet in shown_sheets(content, "a.xlsx"):
        yield f"# {sheet.name}"
        rows: dict[int, list[str]] = {}
        for (row, _), text in sorted(sheet.texts.items()):
            rows.setdefault(row, []).append(text.replace("\n", " ↵ "))
        yield from (" | ".join(texts) for texts in rows.values())


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize(("writer", "told"), [(LETTER, letter), (XLSX, ledger)], ids=["letter", "ledger"])
def test_the_files_say_what_they_did(writer, told, name):
    made = writer.write(REPORTS[name], lambda _: b"")
    lines = [line for file in made.files for line in (f"== {file.name}", *told(file.content))]
    text = "\n".join([*lines, *made.refused, *made.remarks]) + "\n"
    golden = GOLDEN / f"{name}.{told.__name__}.txt"
    if os.environ.get("FUNDQA_REGENERATE") == "1":
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")
