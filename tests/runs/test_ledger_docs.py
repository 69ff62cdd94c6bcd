"""docs/ledger.md describes every table and column there is, and no other; its queries run on both databases."""

from __future__ import annotations

import re

import pytest
from projects import Home, report
from sqlalchemy import Table, text
from support import ROOT

from fundqa.ledger import database, tables
from fundqa.ledger.tables import METADATA

PAGE = (ROOT / "docs" / "ledger.md").read_text(encoding="utf-8")
OWN = {value.name: value for value in vars(tables).values() if isinstance(value, Table)}


def described() -> dict[str, set[str]]:
    """The columns that the page describes, by table."""
    found: dict[str, set[str]] = {}
    for section in PAGE.split("\n## ")[1:]:
        name = section.splitlines()[0]
        rows = re.findall(r"^\| ([a-z_0-9, ]+) \|", section, re.MULTILINE)
        if rows:
            assert rows[0] == "column"
            found[name] = {column for row in rows[1:] for column in row.split(", ")}
    return found


def test_every_table_and_column_is_described_and_no_other():
    assert set(OWN) <= set(METADATA.tables)
    assert described() == {name: {column.name for column in table.c} for name, table in OWN.items()}


@pytest.fixture
def engine(ledger_url, tmp_path):
    """A ledger after two runs: a contradiction, a copied sentence, a report that has not come."""
    home = Home.make(tmp_path / "p", run=f'ledger = "{ledger_url}"\nroster = "due.csv"')
    due = "县,基金,年度\n河源县,工伤,2022\n缺报县,工伤,2022\n"
    (home.root / "due.csv").write_text(due, encoding="utf-8")
    home.put("a.md", report(told="2310"))
    home.go()
    home.put("b/b.md", report("青砚县", spent="2190"))
    home.put("a.md", report(told="2310") + "\n全县高度重视，认真组织，圆满完成任务。\n")
    home.put("c/c.md", report("禾川县", told="2410") + "\n全县高度重视，认真组织，圆满完成任务。\n")
    home.go()
    engine = database.connect(database.normal(ledger_url, tmp_path))
    yield engine
    engine.dispose()


def test_each_query_runs_and_finds_something(engine):
    queries = re.findall(r"```sql\n(.*?)```", PAGE, re.DOTALL)
    assert len(queries) >= 8
    with engine.connect() as connection:
        found = [[tuple(row) for row in connection.execute(text(query.strip().rstrip(";")))] for query in queries]
    missing, errors, rules, new, spent, trend, shared, checked = found
    assert missing == [("缺报县", "工伤", "2022", "")]
    assert errors == [("河源县", 1), ("禾川县", 1)]
    assert rules[0][0] == "N2T-01"
    assert {row[0] for row in new} == {"收件/c/c.md"}
    assert spent[0][:3] == ("青砚县", "21900000", "2190")
    assert [int(row[2]) for row in trend] == [1, 1]
    assert shared
    assert shared[0][1] >= 2
    assert [(row[0], int(row[1])) for row in checked] == [("2022", 3)]
