"""Projects for tests of runs: a folder with an inbox of small reports, run here or in a process of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import xlsxwriter
from making import form
from sqlalchemy import select
from sqlalchemy.sql import ColumnElement

from fundqa.ledger import database
from fundqa.ledger.tables import FILES, METADATA
from fundqa.runs.run import Result, prepare
from fundqa.runs.run import run as run_project

TODAY = date(2026, 3, 1)
INBOX = "收件"


@cache
def report(
    county: str = "河源县", told: str = "2210", budget: str = "2210", spent: str = "2185", year: int = 2022
) -> str:
    """A report in Markdown; the budget that is told and that of the form contradict each other where they differ."""
    prose = f"# {year}年自评\n\n{year}年{county}工伤保险基金预算支出{told}万元。\n"
    office = f"| 支出部门 | {county}社会保险事业管理局 |  |  |  |"
    table = form(f"{county}工伤保险", budget=budget, spent=spent, year=year)
    return prose + table.replace("| 预算数 |", f"{office}\n| 预算数 |")


@dataclass(frozen=True)
class Home:
    """A project's folder."""

    root: Path

    @classmethod
    def make(cls, root: Path, run: str = "", rest: str = "") -> Home:
        """A new project; run: further lines of [run], rest: what follows it."""
        (root / INBOX).mkdir(parents=True)
        home = cls(root)
        home.configure(run, rest)
        return home

    def configure(self, run: str = "", rest: str = "") -> None:
        """Write fundqa.toml anew; expectations are tests of their own."""
        expect = "" if "expectations" in run else "expectations = false\n"
        text = f'[run]\ninbox = ["{INBOX}"]\nworkers = 1\n{expect}{run}\n{rest}\n'
        (self.root / "fundqa.toml").write_text(text, encoding="utf-8")

    def put(self, name: str, content: str | bytes) -> Path:
        """Put a file into the inbox."""
        path = self.root / INBOX / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    def go(self, lang: str = "zh", **options: Any) -> Result:
        """Run the project here; its workers are processes all the same."""
        setup = prepare(self.root, lang)
        try:
            return run_project(setup, **{"today": TODAY, **options})
        finally:
            setup.ledger.engine.dispose()

    @property
    def out(self) -> Path:
        """The outputs' folder."""
        return self.root / "out"

    def written(self) -> dict[str, bytes]:
        """All files of the outputs' folder, by their paths."""
        return {p.relative_to(self.out).as_posix(): p.read_bytes() for p in self.out.rglob("*") if p.is_file()}

    def query(self, *columns: Any, where: ColumnElement[bool] | None = None) -> list[tuple[Any, ...]]:
        """Rows of the ledger in a stable order."""
        engine = database.connect(database.normal(f"sqlite:///{self.root}/.fundqa/ledger.db", self.root))
        try:
            with engine.connect() as connection:
                asked = select(*columns) if where is None else select(*columns).where(where)
                rows = [tuple(row) for row in connection.execute(asked)]
        finally:
            engine.dispose()  # no process that is forked from this one may find an open SQLite in it
        return sorted(rows, key=repr)

    def paths(self) -> list[str]:
        """The names of the files that are current, without the inbox's."""
        return [path.removeprefix(f"{INBOX}/") for (path,) in self.query(FILES.c.path, where=FILES.c.current)]


def contents(root: Path, left_out: Sequence[str] = ()) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of a project's ledger but for ids and times, table by table; runs are told apart no more."""
    home = Home(root)
    found = {}
    for name, table in METADATA.tables.items():
        dropped = {
            c.name for c in table.c if c.primary_key or c.foreign_keys or c.type.python_type.__name__ == "datetime"
        }
        columns = [column for column in table.c if column.name not in dropped | set(left_out)]
        if name != "runs":
            found[name] = home.query(*columns)
    return found


def workbook(path: Path, rows: Sequence[Sequence[object]]) -> None:
    """A workbook of one sheet with these rows; an empty one is left out, its place is kept."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
