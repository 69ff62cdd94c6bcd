"""What rule writers are told: the list, the explanation, the reference in docs/rules, and how examples fail."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from making import project, run
from support import ROOT

from fundqa import explain, ruledocs, testing
from fundqa.cli import main
from fundqa.model import Rule
from fundqa.pack import load_rules
from fundqa.testing_diff import difference, hint

RULES = project().rules
BY_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.id}-{rule.name}")


# --- the reference


def test_the_rule_reference_is_what_the_rules_say_today():
    """After a change of rules: make docs."""
    folder = ROOT / "docs" / "rules"
    wanted = ruledocs.pages(project())
    found = {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.md")}
    assert sorted(found) == sorted(wanted), "run make docs"
    assert [name for name, text in wanted.items() if found[name] != text] == [], "run make docs"


def test_a_page_of_a_rule_that_is_no_more_goes_and_a_page_of_one_s_own_stays(tmp_path):
    (tmp_path / "OLD-01.md").write_text(f"{ruledocs.MARK}\n\n# OLD-01\n", encoding="utf-8")
    (tmp_path / "notes.md").write_text("# notes\n", encoding="utf-8")
    written = list(ruledocs.write(project(), tmp_path))
    assert len(written) == len({rule.id for rule in RULES}) + 1
    assert not (tmp_path / "OLD-01.md").exists()
    assert (tmp_path / "notes.md").exists()


@BY_RULE
def test_a_page_says_in_both_languages_what_and_why(rule):
    page = ruledocs.pages(project())[f"{rule.id}.md"]
    for text in (rule.title, rule.why, rule.fix):
        assert text.zh in page
        assert text.en in page
    assert page.index(rule.title.zh) < page.index(rule.title.en)
    assert "> fail:" in page


# --- the list and the explanation


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_is_by_pack_and_theme(lang):
    lines = explain.overview(RULES, project(), lang).splitlines()
    assert [line for line in lines if line.startswith("common")]
    assert [line for line in lines if line.startswith("  totals")]
    assert len([line for line in lines if line.startswith("    ")]) == len(RULES)


@pytest.mark.parametrize(
    ("arguments", "ids"),
    [
        (["ari"], {"ARI"}), (["--pack", "common", "--theme", "wording"], {"WRD"}),
        (["N2"], {"N2N", "N2T"}),
    ],
)  # fmt: skip
def test_rules_are_chosen_by_prefix_pack_and_theme(arguments, ids):
    done = run("rules", *arguments, "--format", "json")
    assert done.returncode == 0
    found = json.loads(done.stdout)["rules"]
    assert {rule["id"][:3] for rule in found} == ids


def test_rules_are_chosen_by_severity():
    found = json.loads(run("rules", "--severity", "info", "--format", "json").stdout)["rules"]
    assert {rule["severity"] for rule in found} == {"info"}


def test_the_json_of_a_rule_says_all_of_it():
    (found,) = json.loads(run("rules", "TGT-01", "--format", "json").stdout)["rules"]
    assert found["legal"][0]["since"] == 2020
    assert "> fail:" in found["examples"]["fail"]["text"]
    assert "> pass" in found["examples"]["pass"]["text"]
    assert set(found) == {
        "id", "name", "pack", "theme", "kind", "severity", "title", "why", "fix", "legal", "settings", "false_alarms",
        "examples",
    }  # fmt: skip


@BY_RULE
def test_an_explanation_has_reasons_basis_and_both_examples(rule):
    text = explain.explain(rule, project(), "zh")
    assert all(part in text for part in (rule.why.zh, rule.fix.zh, "依据", "会报的例子", "不报的例子"))
    assert all(f"{name} = " in text for name, _ in rule.settings)
    assert all(cause in text for cause in rule.false_alarms)


@pytest.mark.parametrize(
    ("value", "expected"),
    [("30%", "30%"), (3, "3"), (["甲"], '["甲"]'), ({"a": [1]}, '{"a": [1]}'), (["甲"] * 99, None)],
)
def test_a_setting_is_shown_in_a_line(value, expected):
    assert explain.shown(value) == expected or (expected is None and explain.shown(value).endswith("…"))


@pytest.mark.parametrize("arguments", [["ZZZ"], ["--pack", "none"], ["--theme", "none"]])
def test_what_is_not_there_names_what_is(arguments):
    done = run("rules", *arguments)
    assert done.returncode == 2
    assert "可用的值" in done.stderr


# --- examples that come out otherwise


def test_a_difference_shows_both_sides_and_where_they_part():
    shown = difference(["> fail: 多出22.70万元。", "> pass"], ["> fail: 多出22.07万元。", "> n/a"], "zh").splitlines()
    assert shown[:2] == ["期望 > fail: 多出22.70万元。", "实得 > fail: 多出22.07万元。"]
    assert shown[2].startswith("差别 ")
    assert "【" in shown[2]
    assert shown[3:] == ["缺少 > pass", "多出 > n/a"]


def test_what_agrees_is_not_shown():
    assert difference(["> pass", "> also: A"], ["> also: A", "> pass"]) == ""


def test_a_hint_shortens_what_is_alike():
    shown = hint("甲" * 40 + "1" + "乙" * 40, "甲" * 40 + "2" + "乙" * 40)
    assert shown == "…" + "甲" * 8 + "【1 → 2】" + "乙" * 8 + "…"
    assert hint("ab", "abc") == "ab【（无） → c】"


RULE = """\
id: OWN-01
name: own-word
kind: pattern
severity: warning
title: {zh: 用词, en: Word}
patterns:
  - {name: {zh: 词, en: word}, match: '若干|许多'}
cases:
  - when: found
    message: {zh: "不要写“{text}”", en: "not “{text}”"}
why: {zh: 因。, en: Why.}
fix: {zh: 改。, en: Fix.}
false_alarms: [引用原文]
"""
FAIL = "## 写了\n\n开展若干场。\n\n> fail: 正文：不要写“若干”改。\n"
PASS = "## 没写\n\n开展三场。\n\n> pass\n"
NONE = "## 空\n\n|  |  |\n|  |  |\n\n> n/a\n"
CITED = "## 引用原文也不报\n\n开展三场。\n\n> pass\n"


def written(folder: Path, examples: str | None) -> Rule:
    path = folder / "OWN-01-own-word.yml"
    path.write_text(RULE, encoding="utf-8")
    if examples is not None:
        path.with_suffix(".test.md").write_text(examples, encoding="utf-8")
    (rule,) = load_rules([folder])
    return rule


@pytest.mark.parametrize(
    ("examples", "said"),
    [
        (None, "没有例子"), ("# x\n", "没有例子"), (PASS + NONE + CITED, "没有会报的例子"),
        (FAIL + NONE, "没有通过的例子"), (FAIL + PASS + CITED, "没有无法核对或不适用的例子"),
        (FAIL + PASS + NONE, "引用原文"), (FAIL + CITED + NONE + "## 漏\n\n开展三场。\n", "没有写期望"),
        (FAIL.replace("“若干”", "的词") + CITED + NONE, "情形“found”"),
    ],
    ids=["no file", "empty", "never fails", "never passes", "no open", "no cause", "no expectation", "case unshown"],
)  # fmt: skip
def test_what_the_examples_do_not_show_is_an_error(tmp_path, examples, said):
    rule = written(tmp_path, examples)
    (tested,) = testing.run_rules((rule,), replace(project(), rules=(rule,)))
    assert tested.bad
    assert any(said in text.zh for text in tested.lacking), tested.lacking
    assert run("test", tmp_path).returncode == 1


def test_a_rule_whose_examples_show_all_is_right(tmp_path):
    rule = written(tmp_path, FAIL + CITED + NONE)
    (tested,) = testing.run_rules((rule,), replace(project(), rules=(rule,)))
    assert not tested.bad, tested


@BY_RULE
def test_the_examples_of_a_built_in_rule_show_all(rule):
    assert list(testing.lacking(rule, testing.load_cases(testing.example_file(rule)))) == []


def test_accepting_rewrites_what_is_expected(tmp_path):
    written(tmp_path, FAIL.replace("改。", "错。") + CITED + NONE)
    assert run("test", tmp_path).returncode == 1
    done = run("test", tmp_path, "--accept")
    assert done.returncode == 0, done.stdout
    assert "不要写“若干”改。" in (tmp_path / "OWN-01-own-word.test.md").read_text(encoding="utf-8")


def test_examples_without_their_rule_are_said(tmp_path):
    written(tmp_path, FAIL + CITED + NONE)
    (tmp_path / "OWN-02-gone.test.md").write_text(FAIL, encoding="utf-8")
    done = run("test", tmp_path)
    assert done.returncode == 1
    assert "OWN-02-gone.test.md" in done.stdout


def test_without_a_folder_the_examples_of_every_rule_are_run(monkeypatch):
    """They are run by tests/test_rules.py; here, that none is left out."""
    monkeypatch.setattr(testing, "run_rules", lambda rules, *_: (testing.Tested(rule, 1, (), ()) for rule in rules))
    done = CliRunner().invoke(main, ["test"])
    assert (done.exit_code, done.output.count("✓")) == (0, len(RULES))
