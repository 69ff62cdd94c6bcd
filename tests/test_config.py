"""fundqa.toml: what a project chooses is done, and what it cannot mean is shown where it stands."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from making import form, run

from fundqa.config import find_root, load_config
from fundqa.errors import PackError
from fundqa.model import Severity
from fundqa.project import load_project

MISSED = "| 产出指标 | 数量指标 | 补助人数 | ≥6100人 | 5100人 |"
REPORT = "# 2022年自评\n" + form("河源县就业补助", budget="520", spent="510", rows=MISSED)
RULE = """\
id: OWN-07
name: own-word
kind: pattern
severity: warning
title: {zh: 用词, en: Word}
patterns:
  - {name: {zh: 词, en: word}, match: $words}
cases:
  - when: found
    message: {zh: "{text}。", en: "{text}."}
why: {zh: 因。, en: Why.}
fix: {zh: 改。, en: Fix.}
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    pack = tmp_path / "checks" / "own"
    (pack / "wording").mkdir(parents=True)
    (pack / "pack.yml").write_text("id: own\nsettings:\n  words: '若干'\n  few: 3\n  list: [a]\n", encoding="utf-8")
    (pack / "wording" / "OWN-07-own-word.yml").write_text(RULE, encoding="utf-8")
    (pack / "wording" / "OWN-07-own-word.test.md").write_text("# x\n", encoding="utf-8")
    return tmp_path


def configure(project: Path, text: str) -> None:
    (project / "fundqa.toml").write_text(text, encoding="utf-8")


def rules(project: Path) -> dict[str, Severity]:
    return {rule.id: rule.severity for rule in load_project(project).rules}


def test_a_project_without_the_file_or_with_an_empty_one_takes_everything(project):
    before = rules(project)
    configure(project, "")
    assert rules(project) == before == {**rules(project), "OWN-07": Severity.WARNING}
    assert {"TGT-01", "WRD-01"} <= set(before)


def test_packs_are_chosen(project):
    configure(project, 'packs = ["own", "common"]\n')
    found = {rule.pack for rule in load_project(project).rules}
    assert found == {"own", "common"}


def test_severities_are_changed_and_rules_are_put_off(project):
    configure(project, '[severity]\n"TGT-01" = "error"\n"N2T-01" = "info"\nWRD-01 = "off"\n')
    found = rules(project)
    assert found["TGT-01"] is Severity.ERROR
    assert found["N2T-01"] is Severity.INFO
    assert "WRD-01" not in found
    lowered = [rule for rule in load_project(project).rules if rule.id == "N2T-01"]
    assert {case.severity for rule in lowered for case in rule.cases} == {Severity.INFO}


def test_a_lowered_rule_finds_nothing_graver_and_a_raised_one_does(project, tmp_path):
    report = tmp_path / "a.md"
    report.write_text(REPORT, encoding="utf-8")
    for level, code in (("error", 1), ("info", 0)):
        configure(project, f'[severity]\n"TGT-01" = "{level}"\n"TGT-05" = "info"\n')
        done = run("check", report, "--project", project, "--format", "json")
        found = json.loads(done.stdout)["documents"][0]["outcomes"]
        graded = {o["severity"] for o in found if o["rule"] == "TGT-01" and o["status"] == "fail"}
        assert graded == {level}
        assert done.returncode == code


def test_settings_of_a_pack_are_changed(project):
    configure(project, '[settings.own]\nwords = "许多"\n')
    (rule,) = [rule for rule in load_project(project).rules if rule.id == "OWN-07"]
    assert rule.settings == (("words", "许多"),)
    assert "许多" in str(rule.params)


def test_a_rule_without_examples_reports_nothing_graver_than_info(project):
    (project / "checks" / "own" / "wording" / "OWN-07-own-word.test.md").unlink()
    assert rules(project)["OWN-07"] is Severity.INFO
    done = run("test", project / "checks")
    assert done.returncode == 1
    assert "OWN-07-own-word.test.md" in done.stdout
    assert "info" in done.stdout


BROKEN = [
    ("lang = \"fr\"\n", "bad_value", 'lang = "fr"', 1, "zh"),
    ("\npack = [\"own\"]\n", "unknown_key", "pack =", 2, "packs"),
    ("packs = \"own\"\n", "not_words", "packs", 1, ""),
    ("packs = [\"own\", \"mine\"]\n", "bad_value", "packs", 1, "own"),
    ("[severity]\n\"TGT-01\" = \"grave\"\n", "bad_severity", '"TGT-01"', 2, "off"),
    ("[severity]\n\"TGT-99\" = \"info\"\n", "unknown_rule", '"TGT-99"', 2, "TGT-01"),
    ("severity = 3\n", "not_a_mapping", "severity", 1, ""),
    ("[settings.mine]\nx = 1\n", "bad_value", "[settings.mine]", 1, "own"),
    ("[settings.own]\nword = \"x\"\n", "unknown_key", "word", 2, "words"),
    ("[settings.own]\n  list = 3\n", "bad_value", "list", 2, ""),
    ("[settings.own]\nfew = \"x\"\n", "bad_value", "few", 2, ""),
    ("[settings.own]\nwords = \"(\"\n", "bad_rule", "words", 2, ""),
    ("[settings]\nown = 3\n", "not_a_mapping", "own", 2, ""),
    ("lang = \n", "bad_toml", "", 1, ""),
    ("lang = \"zh\"\nlang = \"en\"\n", "bad_toml", "", 2, ""),
    ("[settings.own\n", "bad_toml", "", 1, ""),
]  # fmt: skip


@pytest.mark.parametrize(("text", "code", "at", "line", "allowed"), BROKEN, ids=lambda v: str(v)[:20])
def test_a_mistake_is_shown_where_it_stands(project, text, code, at, line, allowed):
    configure(project, text)
    with pytest.raises(PackError) as caught:
        load_project(project)
    error = caught.value
    assert (error.code, error.line) == (code, line)
    assert Path(error.path) == project / "fundqa.toml"
    assert error.excerpt == text.splitlines()[line - 1]
    assert error.excerpt[error.col - 1 :].startswith(at)
    assert allowed in error.allowed if allowed else not error.allowed
    done = run("rules", "--project", project)
    assert done.returncode == 2
    assert f"fundqa.toml:{line}:" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_that_is_no_text_is_refused(project):
    (project / "fundqa.toml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(PackError, match="unreadable"):
        load_config(project)


# --- finding the project


def within(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from fundqa.cli import main; main()", *words],
        cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False,
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )  # fmt: skip


def test_the_project_is_found_upwards_and_the_option_wins(project, tmp_path):
    configure(project, 'lang = "en"\n')
    deep = project / "reports" / "2022"
    deep.mkdir(parents=True)
    (deep / "a.md").write_text("# 一、概况\n\n开展宣传若干场。\n", encoding="utf-8")
    found = within(deep, "check", "a.md", "--fail-on", "warning")
    assert found.returncode == 1
    assert "Word" in found.stdout
    other = tmp_path / "other"
    other.mkdir()
    (other / "fundqa.toml").write_text("", encoding="utf-8")
    without = within(deep, "check", "a.md", "--fail-on", "warning", "--project", str(other))
    assert without.returncode == 0
    assert within(deep, "rules", "OWN", "--lang", "zh").stdout.startswith("own")
    assert "用词" in within(deep, "rules", "OWN-07", "--lang", "zh").stdout


def test_the_nearest_folder_with_the_file_is_the_project(tmp_path):
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "fundqa.toml").write_text("", encoding="utf-8")
    found = find_root(inner)
    assert found is not None
    assert found.resolve() == tmp_path.resolve()
    (tmp_path / "a" / "fundqa.toml").write_text("", encoding="utf-8")
    nearer = find_root(inner)
    assert nearer is not None
    assert nearer.resolve() == (tmp_path / "a").resolve()
