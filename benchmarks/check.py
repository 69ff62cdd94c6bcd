"""What checking a report costs: against reading it with python-docx and markitdown, and what its results take.

python benchmarks/check.py [--quick]. A check is everything from the bytes of a Word file to the answer as JSON.
"""

from __future__ import annotations

import pickle
import statistics
import time
import tracemalloc
from collections.abc import Iterator
from functools import partial

from measure import INSTALL, Budget, Row, absent, alone, compared
from readers import reader

from fundqa.engine import check_documents
from fundqa.project import Project, load_project
from fundqa.readers import read_bytes
from fundqa.report import DocumentReport, Report
from fundqa.seeding.generator import generate
from fundqa.seeding.mutate_files import written
from fundqa.testing import run_rules
from fundqa.transport import compact
from fundqa.writers.json import write as as_json

REPORTS, ROUNDS = 20, 5


def rows(budget: Budget) -> Iterator[Row]:
    """A check against each of the readers, and what its results take."""
    project = load_project()
    files = [written(generate(seed).document, "docx") for seed in range(budget.of(REPORTS, 1))]
    said = f"median of {len(files)} reports"
    for name in ("python-docx", "markitdown"):
        zh, en = (
            f"核对一份报告（从文件到 JSON）：是 {name} 读它所用时间的几倍",
            f"checking a report, file to JSON, in readings of it by {name}",
        )
        read = reader("docx", name)
        if read is None:
            yield absent(f"check-{name}", zh, en, INSTALL)
            continue
        ratios = [
            1 / compared(partial(answered, data, project), [partial(read, data)], budget.of(ROUNDS, 1))[0]
            for data in files
        ]
        yield Row(f"check-{name}", zh, en, statistics.median(ratios), detail=said)
    if not budget.quick:
        yield from _results(files, project)
        yield _examples(files, project)


def answered(data: bytes, project: Project) -> str:
    """A Word file read, checked with every rule, and answered as JSON."""
    return as_json(Report(tuple(checked(data, project)), "zh"))


def checked(data: bytes, project: Project) -> list[DocumentReport]:
    """The reports of a Word file."""
    return check_documents((read_bytes(data, "a.docx", layout=project.layout),), project)


def _results(files: list[bytes], project: Project) -> Iterator[Row]:
    """The size of results on their way from a worker and when they are kept, in files as they came."""
    found = [checked(data, project) for data in files]
    compact()
    packed = [pickle.dumps(reports) for reports in found]
    tracemalloc.start()
    kept = [pickle.loads(data) for data in packed]
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    whole = sum(map(len, files))
    for key, taken, zh, en in (
        (
            "check-sent",
            sum(map(len, packed)),
            "一份报告的结果在进程间传送：是文件大小的几倍",
            "results of a report on their way between processes, in sizes of its file",
        ),
        (
            "check-kept",
            size,
            "一份报告的结果在内存中：是文件大小的几倍",
            "results of a report in memory, in sizes of its file",
        ),
    ):
        yield Row(key, zh, en, taken / whole, detail=f"{taken // len(kept) // 1024} KiB a report")


def _examples(files: list[bytes], project: Project) -> Row:
    """The examples of all rules, as `fundqa test` runs them, in checks of a report."""
    begun = time.process_time()
    count = sum(found.count for found in run_rules(project.rules, project))
    spent = time.process_time() - begun
    begun = time.process_time()
    for data in files:
        checked(data, project)
    single = (time.process_time() - begun) / len(files)
    zh, en = (
        "跑完一个规则例子（fundqa test）：是核对一份报告所用时间的几倍",
        "an example of a rule (fundqa test), in checks of a report",
    )
    return Row("check-examples", zh, en, spent / count / single, detail=f"{count} examples, {spent:.0f} s")


if __name__ == "__main__":
    alone(rows)
