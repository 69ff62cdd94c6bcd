"""Errors seeded into generated reports, and the share of them that is found: the tables of the READMEs.

python benchmarks/accuracy.py [REPORTS [ERRORS_A_REPORT [PAPERS]]]; everything else goes to build/accuracy.json. PAPERS:
so many published budgets, and so many final accounts.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from fundqa.seeding.papers import PAPERS
from fundqa.seeding.score import Score, total
from fundqa.seeding.score_json import as_json
from fundqa.seeding.score_run import Job, scored
from fundqa.seeding.score_text import as_markdown, as_text

ROOT = Path(__file__).resolve().parent.parent
READMES = (("README.md", "en"), ("README.zh-CN.md", "zh"))
START, END = "<!-- accuracy -->", "<!-- /accuracy -->"
REPORTS, ERRORS, PUBLISHED = 60, 24, 10


def main() -> None:
    """Measures, prints the whole score and rewrites the tables."""
    given = [int(number) for number in sys.argv[1:4]]
    reports, errors, papers = given + [REPORTS, ERRORS, PUBLISHED][len(given) :]
    jobs = [Job(None, seed, errors, None, f"generated-{seed:04}") for seed in range(reports)]
    jobs += [Job(None, seed, errors, None, f"{form}-{seed:04}", form) for form in PAPERS for seed in range(papers)]
    found = []
    for report in scored(jobs, os.cpu_count() or 1):
        found.append(report)
        print(f"\r{len(found)} / {len(jobs)}", end="\n" if len(found) == len(jobs) else "", file=sys.stderr, flush=True)
    score = total(found)
    print(as_text(score, "en"), end="")
    folder = ROOT / "build"
    folder.mkdir(exist_ok=True)
    (folder / "accuracy.json").write_text(as_json(score), "utf-8")
    for name, lang in READMES:
        rewrite(ROOT / name, score, lang)


def rewrite(path: Path, score: Score, lang: str) -> None:
    """Put the tables between the marks of a file; ValueError when it has none."""
    text = path.read_text("utf-8")
    before, mark, rest = text.partition(START)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise ValueError(f"{path.name} has no {START} … {END}")
    path.write_text(f"{before}{START}\n{as_markdown(score, lang)}\n{END}{after}", "utf-8")


if __name__ == "__main__":
    main()
