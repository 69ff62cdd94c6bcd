"""Table schemas: Pandera alone can load them, their Python form is equal, and stacking reports changes nothing."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
from support import ROOT

from fundqa import schema
from fundqa.document import Location
from fundqa.errors import PackError
from fundqa.model import Span
from fundqa.view import Row

TABLES = ROOT / "schemas" / "tables"
NAMES = sorted(path.stem for path in TABLES.glob("*.yml"))

# For every table a row that is right, and for every column of it a value that is wrong.
GOOD: dict[str, dict[str, str]] = {
    "categories": {"数量": "数量", "质量": "质量", "时效": "时效", "成本": "—", "效益": "效益"},
    "form_header": {"项目名称": "云溪县工伤保险基金支出", "年度": "2023", "主管部门": "云溪县财政局"},
    "funding": {"口径": "年初预算", "总额": "1,280.50", "单位对照": "万元|万元"},
    "goals": {"总体目标": "按时足额支付工伤保险待遇", "总体完成": "待遇全部按时支付"},
    "indicators": {
        "一级指标": "产出指标",
        "二级指标": "时效指标",
        "三级指标": "待遇支付及时率",
        "目标值": "≥98%",
        "完成值": "99.1%",
        "分值": "10",
        "得分": "10",
        "偏差原因": "无",
        "目标值和完成值": "≥98%99.1%",
        "层级": "产出|产出",
        "归类": "时效|时效",
        "单位对照": "%|%",
    },
}
BAD: list[tuple[str, str, str | None, str]] = [
    ("categories", "时效", None, "not_nullable"),
    ("form_header", "项目名称", None, "not_nullable"),
    ("form_header", "项目名称", " ", "str_matches"),
    ("form_header", "年度", "二三年", "str_matches"),
    ("funding", "口径", "决算", "isin"),
    ("funding", "总额", None, "not_nullable"),
    ("funding", "总额", "若干", "str_matches"),
    ("goals", "总体目标", None, "not_nullable"),
    ("indicators", "一级指标", None, "not_nullable"),
    ("indicators", "二级指标", None, "not_nullable"),
    ("indicators", "三级指标", None, "not_nullable"),
    ("indicators", "目标值", None, "not_nullable"),
    ("indicators", "完成值", None, "not_nullable"),
    ("indicators", "目标值和完成值", None, "not_nullable"),
    ("indicators", "层级", "产出|效益", "str_matches"),
    ("indicators", "归类", "质量|时效", "str_matches"),
    ("indicators", "单位对照", "万元|元", "str_matches"),
    ("form_header", "主管部门", None, "not_nullable"),
    ("funding", "单位对照", "万元|元", "str_matches"),
]
ALONE = """
import json, sys
import pandas as pd
from pandera.errors import SchemaErrors
from pandera.io import pandas_io

found = []
for path, good, bad in json.load(sys.stdin):
    schema = pandas_io.from_yaml(open(path, encoding="utf-8"))
    schema.validate(pd.DataFrame([good], dtype="str"), lazy=True)
    failed = []
    for row in bad:
        try:
            schema.validate(pd.DataFrame([row], dtype="str"), lazy=True)
        except SchemaErrors as error:
            failed.append(sorted({str(c) for c in error.failure_cases["check"]}))
        else:
            failed.append([])
    found.append(failed)
assert not any(name.split(".")[0] == "fundqa" for name in sys.modules)
print(json.dumps(found))
"""


def row(table: str, **cells: str | None) -> Row:
    """A row of a table: the good one with some cells replaced, None for an empty one."""
    spans = {
        column: None if text is None else Span(text, Location("a.md", "body", 0))
        for column, text in (GOOD[table] | cells).items()
    }
    return Row(table, spans)


def test_every_table_has_a_good_and_a_bad_row():
    assert sorted(GOOD) == NAMES
    assert sorted({table for table, *_ in BAD}) == NAMES
    assert schema.names() == tuple(NAMES) == schema.TABLES


def test_pandera_alone_loads_every_file_accepts_the_good_and_rejects_the_bad():
    work = [
        (str(TABLES / f"{name}.yml"), GOOD[name], [GOOD[name] | {c: v} for t, c, v, _ in BAD if t == name])
        for name in NAMES
    ]
    done = subprocess.run(
        [sys.executable, "-c", ALONE], input=json.dumps(work), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    wanted = [[check for table, _, _, check in BAD if table == name] for name in NAMES]
    for name, checks, failed in zip(NAMES, wanted, json.loads(done.stdout), strict=True):
        for check, found in zip(checks, failed, strict=True):
            assert any(said.startswith(check) for said in found), (name, check, found)


@pytest.mark.parametrize("name", NAMES)
def test_the_printed_python_code_gives_an_equal_schema(name):
    space: dict[str, object] = {}
    exec(schema.script(name), space)
    assert space["schema"] == schema.load(name)


def test_the_printed_python_code_is_no_constant():
    space: dict[str, object] = {}
    exec(schema.script("goals"), space)
    assert space["schema"] != schema.load("funding")


@pytest.mark.parametrize(("table", "column", "value", "check"), [b for b in BAD if b[2] != " "])
def test_a_bad_cell_is_one_failure_of_its_row_and_column(table, column, value, check):
    rows = [row(table), row(table, **{column: value}), row(table)]
    (case,) = [c for c in schema.validate({table: rows}) if c.check.startswith(check)]
    assert (case.table, case.column, case.row) == (table, column, 1)


def test_good_rows_fail_nothing():
    assert schema.validate({name: [row(name)] * 3 for name in NAMES}) == []


def test_a_blank_cell_is_an_empty_one():
    (case,) = schema.validate({"indicators": [row("indicators", 完成值=" 　")]})
    assert (case.column, case.check) == ("完成值", "not_nullable")


def test_a_column_that_no_row_has_is_no_failure_of_the_rows():
    cells = {k: v for k, v in row("indicators").cells.items() if k not in ("完成值", "分值", "得分")}
    assert schema.validate({"indicators": [Row("indicators", cells)]}) == []


def test_an_indicator_that_stands_twice_is_told_where_it_stands_again():
    keys = ("甲", "乙", "甲", "丙", "甲")
    found = schema.validate({"indicators": [row("indicators", 指标键=key) for key in keys]})
    assert [(case.row, case.column, case.check) for case in found] == [
        (2, "指标键", "field_uniqueness"),
        (4, "指标键", "field_uniqueness"),
    ]


def test_failures_are_told_once_each_in_order():
    rows = [row("indicators", 目标值=None, 完成值=None), row("indicators"), row("indicators", 目标值=None)]
    found = schema.validate({"indicators": rows})
    assert len(found) == len(set(found))
    assert [(case.row, case.column) for case in found] == [(0, "完成值"), (0, "目标值"), (2, "目标值")]


def test_stacked_reports_fail_as_they_do_one_by_one():
    reports = [
        {"indicators": [row("indicators"), row("indicators", 完成值=None)], "funding": [row("funding", 总额=None)]},
        {"indicators": [row("indicators", 目标值=None)], "funding": [row("funding"), row("funding", 口径="决算")]},
        {"indicators": [row("indicators")], "funding": [row("funding", 总额="若干")]},
    ]
    stacked = {name: [r for report in reports for r in report[name]] for name in ("indicators", "funding")}
    single, offset = set(), dict.fromkeys(stacked, 0)
    for report in reports:
        for case in schema.validate(report):
            single.add((case.table, case.column, case.check, offset[case.table] + case.row))
        for name, rows in report.items():
            offset[name] += len(rows)
    together = {(case.table, case.column, case.check, case.row) for case in schema.validate(stacked)}
    assert together == single
    assert len(together) == 5


def test_an_unknown_or_broken_schema_is_reported_with_its_path(tmp_path):
    with pytest.raises(PackError, match="没有表"):
        schema.load("没有这个")
    (tmp_path / "funding.yml").write_text("columns: [", "utf-8")
    with pytest.raises(PackError, match=r"funding\.yml"):
        schema.load("funding", [tmp_path])


def test_a_project_s_own_schema_comes_before_the_built_in_one(tmp_path):
    text = (TABLES / "funding.yml").read_text("utf-8").replace("全年预算, ", "")
    (tmp_path / "funding.yml").write_text(text, "utf-8")
    rows = {"funding": [row("funding", 口径="全年预算")]}
    assert schema.validate(rows) == []
    (case,) = schema.validate(rows, [tmp_path])
    assert case.column == "口径"
