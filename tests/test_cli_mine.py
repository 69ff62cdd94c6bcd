"""fundqa mine: relations as rule files, where they break, and what is said when there is none."""

from __future__ import annotations

import json
from pathlib import Path

import yaml
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from support import ROOT

from fundqa.cli import main
from fundqa.pack import load_rule

ROWS = ((310, 130, 440), (318, 142, 460), (325, 156, 481), (342, 168, 518))
FORM = """{place}失业保险基金绩效目标完成情况表

（2022年度）

| 项目名称 | 失业保险基金支出 |  |  |  |
| 一级指标 | 二级指标 | 三级指标 | 预期指标值 | 实际完成指标值 |
| 产出指标 | 数量指标 | 基层窗口人数 | {a}人 | {a}人 |
|  |  | 上门服务人数 | {b}人 | {b}人 |
|  |  | 服务总人数 | {c}人 | {c}人 |
"""


def inbox(folder: Path) -> Path:
    folder.mkdir()
    for name, (a, b, c) in zip("荻砚霁棠", ROWS, strict=True):
        text = FORM.format(place=f"芷峤地区{name}渚县", a=a, b=b, c=c)
        (folder / f"{name}渚县.md").write_text(text, "utf-8")
    return folder


def mined(*arguments: object):
    return CliRunner().invoke(main, ["mine", "--workers", "0", *map(str, arguments)])


def test_a_rule_file_is_printed_and_follows_the_schema(tmp_path):
    result = mined(inbox(tmp_path / "in"))
    assert result.exit_code == 0
    schema = json.loads((ROOT / "checks" / "rule.schema.json").read_text("utf-8"))
    assert list(Draft202012Validator(schema).iter_errors(yaml.safe_load(result.stdout))) == []
    assert "# 不成立 / breaks: 芷峤地区棠渚县2022年报告 168人+342人=510人 ≠ 518人" in result.stdout
    assert "不成立： 芷峤地区棠渚县2022年报告" in result.stderr


def test_what_is_written_can_be_adopted_as_it_is(tmp_path):
    out = tmp_path / "own" / "totals"
    assert mined(inbox(tmp_path / "in"), "-o", out).exit_code == 0
    (path,) = out.glob("*.yml")
    assert load_rule(path).kind == "equation"
    tested = CliRunner().invoke(main, ["test", str(out)])
    assert tested.exit_code == 0, tested.output


def test_nothing_is_found_in_one_report(tmp_path):
    folder = inbox(tmp_path / "in")
    result = mined(next(folder.iterdir()), "--lang", "en")
    assert (result.exit_code, result.stdout) == (0, "")
    assert "nothing was found" in result.stderr


def test_a_file_that_cannot_be_read_is_said(tmp_path):
    result = mined(inbox(tmp_path / "in"), tmp_path / "none.md")
    assert result.exit_code == 3
    assert "none.md" in result.stderr
    assert "服务总人数" in result.stdout
