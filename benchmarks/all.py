"""Every benchmark in one run: a table between the marks of the READMEs, and all figures in build/benchmarks.json.

python benchmarks/all.py [--quick] [--files N] [--root DIR]; N: the files of the largest `fundqa run`, 1,000 by default.
--quick measures so little that it only shows that everything works, and leaves the READMEs alone; --root: another place
where READMEs and build/ are.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import check
import gold
import page
import quantity
import readers
import run
import startup
import tables
from measure import INSTALL, ROOT, Budget, Row, absent, installed, rewrite, told

READMES = (("README.md", "en"), ("README.zh-CN.md", "zh"))
START, END = "<!-- benchmarks -->", "<!-- /benchmarks -->"
PAPERS = (
    ("budget", "GKY", "部门预算", "a published budget"),
    ("accounts", "GKJ", "部门决算", "published final accounts"),
)
"""The papers, by the names of the files that benchmarks/papers.py makes."""
PAPERS_LEAST = 5
PACKAGES = ("cn2an", "great-expectations", "lxml", "markitdown", "openpyxl", "pandera", "pdfplumber", "python-docx",
            "recognizers-text-number")  # fmt: skip
HEADS = {"en": ("measured", "ratio", "aim"), "zh": ("测什么", "比值", "目标")}
_PAPER = re.compile(r"^(?P<name>\S+) \((?P<pages>\d+) pages\).*?(?P<ratio>[\d.]+) times as fast", re.MULTILINE)


def papers(budget: Budget) -> Iterator[Row]:
    """What benchmarks/papers.py says of the papers that it makes."""
    found = {}
    if not budget.quick and installed("pdfplumber"):
        command = [sys.executable, str(ROOT / "benchmarks" / "papers.py")]
        said = subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout
        found = {match["name"].partition("-")[0]: match for match in _PAPER.finditer(said)}
    for name, file, zh, en in PAPERS:
        texts = (
            f"{zh}的 PDF，从文件到 JSON：与 pdfplumber 只取文字和表格相比的速度",
            f"{en} as PDF, file to JSON, as fast as text and tables alone by pdfplumber",
        )
        key, match = f"papers-{name}", found.get(file)
        if match:
            yield Row(key, *texts, float(match["ratio"]), least=PAPERS_LEAST, detail=f"{match['pages']} pages")
        else:
            yield absent(key, *texts, f"{INSTALL}, LibreOffice, not with --quick", least=PAPERS_LEAST)


BENCHMARKS: tuple[Callable[[Budget], Iterable[Row]], ...] = (
    quantity.rows, gold.rows, readers.rows, papers, tables.rows, startup.rows, check.rows, page.rows, run.rows,
)  # fmt: skip


def machine() -> dict[str, object]:
    """What it was measured on and with."""
    found = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.system()}
    return found | {"packages": dict(_versions())}


def _versions() -> Iterator[tuple[str, str]]:
    for name in PACKAGES:
        try:
            yield name, version(name)
        except PackageNotFoundError:
            continue


def as_json(rows: Sequence[Row], budget: Budget) -> str:
    """Everything that was measured."""
    found = {"machine": machine(), "quick": budget.quick, "rows": [asdict(row) | {"met": row.met} for row in rows]}
    return json.dumps(found, ensure_ascii=False, indent=2) + "\n"


def as_markdown(rows: Sequence[Row], lang: str) -> str:
    """The table in one language, and below it what it was measured on and with."""
    lines = [HEADS[lang], ("---",) * 3]
    lines += [(row.zh if lang == "zh" else row.en, row.shown, _aim(row)) for row in rows]
    own = machine()
    with_ = ", ".join(f"{name} {number}" for name, number in own["packages"].items())
    said = (
        f"{own['cores']} 核，Python {own['python']}；{with_}"
        if lang == "zh"
        else f"{own['cores']} cores, Python {own['python']}; {with_}"
    )
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + f"\n\n{said}"


def _aim(row: Row) -> str:
    """The aim, with a mark where it was measured and missed."""
    return f"{row.aim} ✗" if row.met is False else row.aim


def main() -> None:
    """Measures, prints, and writes the figures and the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--files", type=int, default=Budget().files)
    parser.add_argument("--root", type=Path, default=ROOT)
    asked = parser.parse_args()
    budget = Budget(asked.quick, asked.files)
    rows = [row for benchmark in BENCHMARKS for row in told(benchmark(budget))]
    (asked.root / "build").mkdir(exist_ok=True)
    (asked.root / "build" / "benchmarks.json").write_text(as_json(rows, budget), "utf-8")
    for name, lang in READMES if not (asked.quick and asked.root == ROOT) else ():
        rewrite(asked.root / name, START, as_markdown(rows, lang), END)


if __name__ == "__main__":
    main()
