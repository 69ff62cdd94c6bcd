"""fundqa check … --with EARLIER…: last year's report beside a single check, without a ledger."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from fundqa.cli import main
from fundqa.readers.markdown import markdown_document
from fundqa.seeding.writers import write

THEN = """# 芷峤地区荻渚县2021年失业保险基金绩效自评报告

2021年失业保险基金实际支出7350.20万元，本年结余612.40万元，年末滚存结余8466.35万元。
"""
NOW = """# 荻渚县2022年失业保险基金绩效自评报告

2022年失业保险基金实际支出7600.00万元，上年实际支出{spent}万元。

2022年失业保险基金上年滚存结余{opening}万元，年末滚存结余8849.45万元。
"""


def saved(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_bytes(write(markdown_document(text, name), "docx"))
    return path


@pytest.fixture
def then(tmp_path: Path) -> Path:
    return saved(tmp_path, "2021.docx", THEN)


def now(folder: Path, spent: str = "7350.20", opening: str = "8466.35") -> Path:
    return saved(folder, "2022.docx", NOW.format(spent=spent, opening=opening))


def checked(*arguments: object) -> tuple[int, dict]:
    result = CliRunner().invoke(main, ["check", "--workers", "0", "--format", "json", *map(str, arguments)])
    return result.exit_code, json.loads(result.stdout)


def findings(answer: dict) -> list[dict]:
    return [o for d in answer["documents"] for o in d["outcomes"] if o["rule"].startswith("XRP") and o["message"]]


def test_a_report_that_carries_its_figures_over_agrees_with_its_earlier_one(tmp_path, then):
    code, answer = checked(now(tmp_path), "--with", then)
    passed = [o["rule"] for o in findings(answer) if o["status"] == "pass"]
    assert code == 0
    assert sorted(passed) == ["XRP-01", "XRP-02", "XRP-05"]
    assert [Path(d["path"]).name for d in answer["documents"]] == ["2022.docx"]


def test_what_differs_from_last_year_stands_in_the_checked_report(tmp_path, then):
    code, answer = checked(now(tmp_path, spent="7530.20", opening="8646.35"), "--with", then)
    failed = {o["rule"]: o for o in findings(answer) if o["status"] == "fail"}
    assert code == 1
    assert set(failed) == {"XRP-01", "XRP-02"}
    places = [Path(f["location"]["document"]).name for f in failed["XRP-02"]["facts"]]
    assert places == ["2022.docx", "2021.docx"]
    assert all(f["surface"] in f["location"]["text"] for f in failed["XRP-02"]["facts"])
    assert failed["XRP-01"]["worked"] == "7350.20万元 ≠ 7530.20万元\nΔ=+180.0万元"


def test_without_earlier_reports_no_rule_across_reports_speaks(tmp_path):
    _, answer = checked(now(tmp_path, spent="7530.20"))
    assert findings(answer) == []


def test_another_county_s_report_is_not_compared(tmp_path):
    other = saved(tmp_path, "other.docx", THEN.replace("荻渚县", "棠麓县"))
    code, answer = checked(now(tmp_path, spent="7530.20"), "--with", other)
    assert code == 0
    assert {o["status"] for o in findings(answer)} == {"not_applicable"}


def test_a_file_that_is_checked_is_not_its_own_earlier_report(tmp_path):
    path = now(tmp_path)
    _, answer = checked(path, "--with", path)
    assert findings(answer) == []


def test_an_earlier_report_that_cannot_be_read_is_said(tmp_path, then):
    broken = tmp_path / "broken.docx"
    broken.write_bytes(b"no zip")
    result = CliRunner().invoke(
        main, ["check", "--workers", "0", str(now(tmp_path)), "--with", str(then), "--with", str(broken)]
    )
    assert result.exit_code == 3
    assert "broken.docx" in result.stderr


def test_the_answer_is_the_same_with_workers(tmp_path, then):
    path = now(tmp_path, spent="7530.20")
    one = checked(path, "--with", then)
    result = CliRunner().invoke(main, ["check", "--format", "json", str(path), "--with", str(then)])
    assert (result.exit_code, json.loads(result.stdout)) == one


@pytest.mark.parametrize("form", ["text", "html", "csv"])
def test_every_format_can_say_it(tmp_path, then, form):
    path = now(tmp_path, spent="7530.20")
    arguments = [
        "check",
        "--workers",
        "0",
        "--format",
        form,
        "-o",
        str(tmp_path / "out"),
        str(path),
        "--with",
        str(then),
    ]
    result = CliRunner().invoke(main, arguments)
    assert result.exit_code == 1, result.output
    written = list((tmp_path / "out").glob("*")) if form != "text" else []
    said = "".join(p.read_text("utf-8") for p in written) or result.output
    assert "XRP-01" in said
