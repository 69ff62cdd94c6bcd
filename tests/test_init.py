"""fundqa init: a project that works as it stands, nothing overwritten, and a form file drafted from a blank form."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import docx
import pytest
from making import run

from fundqa.config import load_config
from fundqa.config_run import RunConfig
from fundqa.document import Table
from fundqa.drafting import drafted, nearest
from fundqa.errors import PackError
from fundqa.extract.forms import recognise
from fundqa.project import load_project
from fundqa.readers import read
from fundqa.runs.roster import load_roster

BLANK = [
    ["项目名称", "", "", "", "", ""],
    ["主管部门", "", "实施单位", "", "", ""],
    ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "得分"],
    ["年度资金总额", "", "", "", "", ""],
    ["年度总体目标", "预期目标", "", "实际完成情况", "", ""],
    ["一级指标", "三级指标", "年度指标值", "全年完成值", "偏离度说明", "佐证材料编号"],
    ["", "", "", "", "", ""],
]
FILLED = {
    (0, 1): "禾川县就业补助资金", (1, 1): "禾川县财政局", (1, 3): "禾川县就业服务中心", (3, 1): "600", (3, 2): "620",
    (3, 3): "601.4", (3, 4): "10", (3, 5): "9.7", (6, 0): "产出指标", (6, 1): "补助人数", (6, 2): "≥6100人",
    (6, 3): "5100人", (6, 4): "无", (6, 5): "A-1",
}  # fmt: skip
TITLE = "禾川县2023年项目支出绩效自评表"


def save(path: Path, filled: dict[tuple[int, int], str]) -> Path:
    """The form as a Word file, with values in some cells."""
    document = docx.Document()
    document.add_paragraph(TITLE)
    table = document.add_table(rows=len(BLANK), cols=6)
    for i, row in enumerate(BLANK):
        for j, text in enumerate(row):
            table.cell(i, j).text = filled.get((i, j), text)
    document.save(str(path))
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    assert run("init", tmp_path / "own").returncode == 0
    return tmp_path / "own"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_new_project_works_as_it_stands(tmp_path, lang):
    root = tmp_path / "own"
    done = run("init", root, "--lang", lang)
    assert (done.returncode, done.stderr) == (0, "")
    assert "fundqa test" in done.stdout
    made = {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}
    assert {"fundqa.toml", "README.md", "checks/own/pack.yml", "schemas/lexicon/README.md"} <= made
    assert all(Path(name).name in done.stdout for name in made)
    tested = run("test", root)
    assert tested.returncode == 0, tested.stdout
    assert "OWN-01" in tested.stdout
    assert load_project(root).rules


def test_a_new_project_can_be_run_and_every_setting_it_shows_is_one(project):
    assert run("run", project).returncode == 0, "an inbox that is empty is no error"
    path = project / "fundqa.toml"
    lines = path.read_text(encoding="utf-8").splitlines()
    shown = [line.removeprefix("# ") if re.match(r"# \w+ = ", line) else line for line in lines]
    text = "\n".join(line for line in shown if not line.startswith(('"', 'inbox = ["收件"]', "packs", "words")))
    path.write_text(text.replace("postgresql://", "sqlite:///"), encoding="utf-8")
    with pytest.raises(PackError, match="PGPASSWORD"):
        _ = load_config(project).run
    path.write_text(re.sub(r"\$\{\w+\}", "x", text), encoding="utf-8")
    found = load_config(project).run
    default = RunConfig()
    for name in ("workers", "chunk", "fail_on", "expectations", "folder", "timezone", "misfire", "when", "details"):
        assert getattr(found, name) == getattr(default, name), name
    assert len(load_roster(project / found.roster)) == 2
    assert {line.partition(" = ")[0] for line in shown if " = " in line} >= {f.name for f in fields(RunConfig)}


def test_nothing_that_is_there_is_overwritten(project):
    kept = project / "fundqa.toml"
    kept.write_text('lang = "en"\n', encoding="utf-8")
    (project / "README.md").unlink()
    done = run("init", project, "--lang", "zh")
    assert done.returncode == 0
    assert kept.read_text(encoding="utf-8") == 'lang = "en"\n'
    assert (project / "README.md").is_file()
    (said,) = [line for line in done.stdout.splitlines() if "已有，未改动" in line]
    assert all(p.name in said for p in project.rglob("*") if p.is_file() and p != project / "README.md")


def test_a_file_in_the_way_is_wrong_usage(tmp_path):
    (tmp_path / "own").write_text("x", encoding="utf-8")
    done = run("init", tmp_path / "own")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_blank_form_becomes_a_form_of_the_project(project, tmp_path):
    blank = save(tmp_path / "新表.docx", {})
    done = run("init", project, "--form", blank)
    assert done.returncode == 0, done.stderr
    assert "偏离度说明" in done.stdout
    text = (project / "schemas" / "forms" / "新表.yml").read_text(encoding="utf-8")
    assert "#   佐证材料编号" in text
    assert TITLE in text
    loaded = load_project(project)
    (table,) = [block for block in read(save(tmp_path / "报送.docx", FILLED)).blocks if isinstance(block, Table)]
    spec = recognise(table, loaded.forms)
    assert spec is not None
    assert spec.id == "新表"


def test_a_filled_copy_is_checked_as_that_form(project, tmp_path):
    run("init", project, "--form", save(tmp_path / "新表.docx", {}))
    done = run("check", save(tmp_path / "报送.docx", FILLED), "--project", project, "--format", "json")
    assert '"id": "新表"' in done.stdout.replace('"id":"', '"id": "')
    assert "TGT-01" in done.stdout


def test_a_form_file_that_is_there_is_left_alone(project, tmp_path):
    blank = save(tmp_path / "新表.docx", {})
    run("init", project, "--form", blank)
    target = project / "schemas" / "forms" / "新表.yml"
    target.write_text(target.read_text(encoding="utf-8") + "# 改过\n", encoding="utf-8")
    again = run("init", project, "--form", blank)
    assert again.returncode == 0
    assert target.read_text(encoding="utf-8").endswith("# 改过\n")


def test_a_label_that_is_not_known_has_near_ones_beside_it():
    forms = load_project().forms
    assert nearest("年初预算金额", forms)[0] == "年初预算数"
    assert nearest("水文站", forms) == ()


def test_a_document_that_is_no_such_form_says_what_would_be_known(project, tmp_path):
    path = tmp_path / "名单.md"
    path.write_text("| 姓名 | 性别 | 其他 | 总额 |\n| 甲 | 女 |  |  |\n", encoding="utf-8")
    done = run("init", project, "--form", path)
    assert done.returncode == 2
    assert "[no_form]" in done.stderr
    assert "姓名" in done.stderr
    assert "三级指标" in done.stderr
    assert run("init", project, "--form", tmp_path / "none.docx").returncode == 2


def test_blank_forms_of_other_kinds_are_refused_and_not_guessed_at(shared):
    loaded = load_project()
    for path in sorted((shared / "real").glob("[ot]*/*.docx")):
        with pytest.raises(PackError, match="no_form"):
            drafted(read(path, layout=loaded.layout), loaded, "x")


def test_a_form_of_amounts_alone_is_drafted(tmp_path):
    path = tmp_path / "收支.md"
    path.write_text("收支情况表\n\n| 项目 | 年初预算数 | 全年执行数 |\n| 年度资金总额 |  |  |\n", encoding="utf-8")
    loaded = load_project()
    found = drafted(read(path, layout=loaded.layout), loaded, "x")
    assert len(found.required) == 2
    assert any(label == "年初预算数" for labels in found.columns.values() for label in labels)
