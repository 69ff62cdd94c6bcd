"""What tests make reports with: the builder of Word files, small reports in Markdown, and their outcomes."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from functools import cache
from pathlib import Path
from types import ModuleType

from support import ROOT

from fundqa import Outcome
from fundqa.engine import check_documents
from fundqa.model import Status
from fundqa.project import Project, load_project
from fundqa.readers.markdown import markdown_document
from fundqa.report import DocumentReport


@cache
def word_builder() -> ModuleType:
    """examples/build_docx.py as a module: `build(dump)` gives the bytes of a Word file."""
    spec = importlib.util.spec_from_file_location("example_builder", ROOT / "examples" / "build_docx.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@cache
def project() -> Project:
    """The built-in rules, forms and words."""
    return load_project()


def examined(*texts: str, lang: str = "zh") -> list[DocumentReport]:
    """The reports of Markdown texts that are one submission."""
    documents = tuple(markdown_document(text, f"part{i}.md") for i, text in enumerate(texts, 1))
    return check_documents(documents, project(), lang)


def outcomes(*texts: str) -> list[Outcome]:
    """All outcomes of Markdown texts that are one submission."""
    return [outcome for document in examined(*texts) for outcome in document.outcomes]


def of_rule(found: list[Outcome], rule: str, *statuses: Status) -> list[Outcome]:
    """The outcomes of one rule, in the statuses given or in any."""
    return [o for o in found if o.rule == rule and (not statuses or o.status in statuses)]


def form(fund: str, *, budget: str, spent: str, rows: str = "", year: int = 2022, unit: str = "万元") -> str:
    """A minimal form with one pair of amounts and rows such as `| 产出指标 | 数量指标 | 参保人数 | 10人 | 12人 |`."""
    return f"""

某某绩效目标完成情况表

（{year}年度）

| 预算执行情况（{unit}） |  |  |  |  |
| 项目名称 | {fund}基金支出 |  |  |  |
| 预算数 | {budget} | 执行数 | {spent} |  |
| 一级指标 | 二级指标 | 三级指标 | 预期指标值 | 实际完成指标值 |
{rows.strip() or "| 产出指标 | 数量指标 | 业务办理件数 | 12件 | 12件 |"}
"""


def run(
    *arguments: str | Path, module: str = "fundqa.cli", cwd: Path | None = None, **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command line in a process of its own; `environment` is added to this one's."""
    call = f"from {module} import main; main()"
    return subprocess.run(
        [sys.executable, "-c", call, *map(str, arguments)],
        capture_output=True, text=True, encoding="utf-8", errors="strict", check=False, cwd=cwd,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )  # fmt: skip
