"""What the letter and the ledger say of the sample report, as golden texts: their contents, not their bytes.

The annotated copy needs a real file: its comments are those on an example. After a change that is meant to show, run
`make goldens` and read the difference.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from sample_report import again, sample
from support import ROOT
from word_files import covered, texts_of

from fundqa.engine import check
from fundqa.readers import read_bytes
from fundqa.readers.xlsx import shown_sheets
from fundqa.writers import FILE_WRITERS, WRITERS
from fundqa.writers.docx import WRITER as DOCX
from fundqa.writers.letter import WRITER as LETTER
from fundqa.writers.xlsx import WRITER as XLSX

GOLDEN = Path(__file__).parent / "golden"
EXAMPLE = ROOT / "examples" / "禾川县2021.docx"
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


def annotated(content: bytes) -> Iterator[str]:
    """Its comments in the order of their numbers, with the characters they stand at."""
    places = sorted(covered(content).items(), key=lambda place: int(place[0]))
    for (_, place), text in zip(places, texts_of(content), strict=True):
        yield f"【{place}】 {text}".replace("\n", " ↵ ")


SAMPLES = [(name, writer, told) for name in REPORTS for writer, told in ((LETTER, letter), (XLSX, ledger))]
CASES = [*SAMPLES, *((f"example.{lang}", DOCX, annotated) for lang in ("zh", "en"))]


@pytest.mark.parametrize(("name", "writer", "told"), CASES, ids=lambda part: getattr(part, "name", part))
def test_the_files_say_what_they_did(name, writer, told):
    report = REPORTS[name] if name in REPORTS else check(EXAMPLE, lang=name[-2:])
    made = writer.write(report, lambda _: EXAMPLE.read_bytes() if writer is DOCX else b"")
    lines = [line for file in made.files for line in (f"== {file.name}", *told(file.content))]
    text = "\n".join([*lines, *made.refused, *made.remarks]) + "\n"
    golden = GOLDEN / f"{name}.{told.__name__}.txt"
    if os.environ.get("FUNDQA_REGENERATE") == "1":
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")


def test_every_writer_has_its_goldens_and_there_are_no_others():
    texts = {f"{name}{w.suffix}" for w in WRITERS for name in REPORTS if (name, w.name) != ("again.zh", "json")}
    assert {writer.name for _, writer, _ in CASES} == {writer.name for writer in FILE_WRITERS}
    files = {f"{name}.{told.__name__}.txt" for name, _, told in CASES}
    assert {path.name for path in GOLDEN.iterdir()} == texts | files


def test_one_command_makes_every_golden_anew():
    recipe = (ROOT / "Makefile").read_text("utf-8").partition("\ngoldens:")[2].split("\n\n")[0]
    assert "FUNDQA_REGENERATE=1" in recipe
    regenerating = [
        p for p in (ROOT / "tests").rglob("test_*.py") if 'get("FUNDQA_REGENERATE")' in p.read_text("utf-8")
    ]
    assert regenerating
    assert all(path.relative_to(ROOT).as_posix() in recipe for path in regenerating)
    assert recipe.splitlines()[0].split()[-1] == "sample"
