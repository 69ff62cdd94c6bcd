"""Examples of rules over the ledger: the tables of a small one in Markdown, and what the rule says of it.

``### files`` and a table whose heads are columns of the ledger's table of that name; columns that are left out are
filled (ids count from 1, files are current, texts are empty); an empty cell is NULL where the column allows it.
``today: 2023-03-01`` says which day it is.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from fundqa.errors import PackError
from fundqa.model import Rule
from fundqa.readers.markdown import split_row
from fundqa.report import Outcome

if TYPE_CHECKING:
    from sqlalchemy import Column, Table

    from fundqa.project import Project
    from fundqa.testing import RuleCase

_PACKAGES = ("sqlalchemy", "great_expectations")
TODAY = date(2023, 3, 1)
_TABLE = re.compile(r"^### (\w+)$")
_DAY = re.compile(r"^today: (\d{4}-\d\d-\d\d)$")
_RULE = re.compile(r"[\s|:-]+")
_FLAGS = {"yes": True, "no": False}
_FILLED = {"path": "{id}.docx", "sha256": "{id}", "state": "finished", "tool": "fundqa", "run_id": "1"}


_READ: Mapping[str, Callable[[str], Any]] = {
    "bool": _FLAGS.__getitem__,
    "int": int,
    "float": float,
    "str": str,
    "datetime": datetime.fromisoformat,
}


def ready() -> bool:
    """Whether such examples can be run here: they need the packages of fundqa[run]."""
    return all(find_spec(name) is not None for name in _PACKAGES)


def ledger_outcomes(rule: Rule, case: RuleCase, project: Project, lang: str = "zh") -> list[Outcome]:
    """What a rule says of the ledger that a case describes. Raises PackError for a table or column that is none."""
    from sqlalchemy import create_engine

    from fundqa.ledger.tables import METADATA
    from fundqa.runs.expectations import ask
    from fundqa.runs.expected import judged

    text = "\n".join(body for _, body in case.files)
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/ledger.db"
        engine = create_engine(url)
        METADATA.create_all(engine)
        with engine.begin() as connection:
            for table, rows in _tables(text, case):
                connection.execute(table.insert(), rows)
        engine.dispose()
        answers = ask([rule], url, day(text))
    return judged([rule], answers, day(text), project.lexicon, lang)


def day(text: str) -> date:
    """The day a case says it is."""
    found = next((_DAY.match(line) for line in text.splitlines() if _DAY.match(line)), None)
    return date.fromisoformat(found[1]) if found else TODAY


def _tables(text: str, case: RuleCase) -> Iterator[tuple[Table, list[dict[str, Any]]]]:
    from fundqa.ledger.tables import METADATA

    table: Table | None = None
    heads: list[str] = []
    rows: list[dict[str, Any]] = []
    for line in [*text.splitlines(), "### "]:
        if line.startswith("### "):
            if table is not None and rows:
                yield table, rows
            found = _TABLE.match(line)
            table, heads, rows = METADATA.tables.get(found[1]) if found else None, [], []
            if found and table is None:
                raise _wrong(case, line, tuple(METADATA.tables))
        elif table is not None and line.startswith("|") and _RULE.fullmatch(line) is None:
            cells = [cell.strip() for cell in split_row(line)]
            if heads:
                rows.append(row(table, len(rows) + 1, dict(zip(heads, cells, strict=False))))
            else:
                heads = _heads(table, cells, case, line)


def _heads(table: Table, cells: Sequence[str], case: RuleCase, line: str) -> list[str]:
    for cell in cells:
        if cell not in table.c:
            raise _wrong(case, line, tuple(table.c.keys()))
    return list(cells)


def row(table: Table, number: int, given: Mapping[str, str]) -> dict[str, Any]:
    """A row of a table of the ledger from what is given of it; the rest is filled."""
    own = str(given.get("id") or number)
    return {column.name: _value(column, given.get(column.name), own) for column in table.c}


def _value(column: Column[Any], text: str | None, own: str) -> Any:
    """A cell as the column wants it; None of an empty one that may be NULL."""
    kind = column.type.python_type
    if not text and column.nullable:
        return None
    if text is None or (text == "" and kind is not str):
        text = _default(column, own)
    return _READ[kind.__name__](text)


def _default(column: Column[Any], own: str) -> str:
    """What fills a column that a case leaves out."""
    if column.name == "id":
        return own
    if column.name in _FILLED:
        return _FILLED[column.name].format(id=own)
    if column.name == "file_id":
        return own
    kind = column.type.python_type.__name__
    return {"bool": "yes", "int": "0", "float": "0", "datetime": TODAY.isoformat()}.get(kind, "")


def _wrong(case: RuleCase, line: str, allowed: tuple[str, ...]) -> PackError:
    zh, en = "台账里没有这样的表或栏", "the ledger has no such table or column"
    return PackError("bad_example", zh, en, path=case.path, line=case.line, col=1, excerpt=line, allowed=allowed)
