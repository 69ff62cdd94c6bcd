"""Errors seeded into invented reports of every form and format, and the share of them that is found.

python benchmarks/accuracy.py [--reports 8] [--errors 16] [--right 8] writes the tables of the READMEs and of
docs/accuracy*.md; everything else goes to build/accuracy.json. Formats take turns over the reports of a form; those
that LibreOffice makes are left out where it is missing.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from measure import rewrite

from fundqa.readers import office
from fundqa.seeding.generator import FORMS, NONE
from fundqa.seeding.papers import PAPERS
from fundqa.seeding.score_json import as_json
from fundqa.seeding.score_markdown import as_markdown, as_page
from fundqa.seeding.score_run import Job, scored
from fundqa.seeding.score_text import as_text
from fundqa.seeding.score_total import total

ROOT = Path(__file__).resolve().parent.parent
PAGES = (("README", as_markdown), ("docs/accuracy", as_page))
LANGUAGES = {"en": (".md", ".md"), "zh": (".zh-CN.md", ".zh.md")}
START, END = "<!-- accuracy -->", "<!-- /accuracy -->"
ALL_FORMS = (*FORMS, NONE, *PAPERS)
FORMATS = ("docx", "xlsx", "html", "md", "txt", "csv")
BY_LIBREOFFICE = ("pdf", "doc")
TABLES_ALONE = ("csv",)


def main() -> None:
    """Measures, prints the whole score and rewrites the tables."""
    parser = argparse.ArgumentParser(description="Seeds errors into reports of every form and format")
    parser.add_argument("--reports", type=int, default=8, help="of each form with errors seeded into them")
    parser.add_argument("--errors", type=int, default=16, help="in each of them")
    parser.add_argument("--right", type=int, default=8, help="more of each form that are checked as they are")
    parser.add_argument("--seed", type=int, default=0, help="of the first report of each form")
    given = parser.parse_args()
    jobs = [
        *planned(range(given.seed, given.seed + given.reports), given.errors),
        *planned(range(given.seed + given.reports, given.seed + given.reports + given.right), 0),
    ]
    score = total(watched(jobs))
    print(as_text(score, "en"), end="")
    folder = ROOT / "build"
    folder.mkdir(exist_ok=True)
    (folder / "accuracy.json").write_text(as_json(score), "utf-8")
    for lang, suffixes in LANGUAGES.items():
        for (name, tables), suffix in zip(PAGES, suffixes, strict=True):
            rewrite(ROOT / f"{name}{suffix}", START, tables(score, lang), END)


def planned(seeds: range, errors: int) -> Iterator[Job]:
    """A report of each form for every seed; with every seed a form is in the next format, and each begins elsewhere."""
    known = (*FORMATS, *(BY_LIBREOFFICE if office.program() else ()))
    for seed in seeds:
        for number, form in enumerate(ALL_FORMS):
            formats = [format for format in known if form != NONE or format not in TABLES_ALONE]
            format = formats[(seed + number) % len(formats)]
            yield Job(None, seed, errors, None, f"{form}-{seed:04}-{format}", form, format)


def watched(jobs: list[Job]) -> Iterator[object]:
    """The scores of the reports, with a line that counts them and the minutes."""
    begun = time.monotonic()
    for number, report in enumerate(scored(jobs, os.cpu_count() or 1), 1):
        minutes = (time.monotonic() - begun) / 60
        last = number == len(jobs)
        print(f"\r{number} / {len(jobs)}, {minutes:.1f} min", end="\n" if last else "", file=sys.stderr, flush=True)
        yield report


if __name__ == "__main__":
    main()
