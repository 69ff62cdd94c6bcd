"""Broken rules, forms, words and tables: each is refused with its path, line, column and what may stand there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support import ROOT

from fundqa import schema
from fundqa.errors import PackError
from fundqa.formspec import load_forms
from fundqa.lexicon_load import load_lexicon
from fundqa.pack import load_rule, load_rules
from fundqa.project import load_project
from fundqa.testing import load_cases
from fundqa.yamlfile import parse

RULE = """\
id: ARI-03
name: rate-off
kind: equation
severity: error
title: {zh: 率不符, en: Rate off}
given:
  率: {concept: 支出执行率, basis: 执行}
  执行: {concept: 支出, basis: 执行, in: table, dims: total}
by: [entity, period]
assert: 率 == 执行
cases:
  - when: differ
    severity: warning
    message:
      zh: "{worked}，{率}"
      en: "{worked}"
why: {zh: 因, en: why}
fix: {zh: 改, en: fix}
legal:
  - {document: 某办法, since: 2020}
"""
TOTAL = """\
id: N2N-01
name: parts-off
kind: sum
severity: error
title: {zh: 合计不符, en: Sum off}
in: prose
cases:
  - when: parts > total
    message: {zh: "{worked}", en: "{worked}"}
why: {zh: 因, en: why}
fix: {zh: 改, en: fix}
"""
WORDS = """\
id: NAM-04
name: words-off
kind: lexicon
severity: info
title: {zh: 用语, en: Words}
terms: foreign
cases:
  - when: foreign
    message: {zh: "{term}", en: "{term}"}
why: {zh: 因, en: why}
fix: {zh: 改, en: fix}
"""
PATTERN = """\
id: WRD-06
name: residue-left
kind: pattern
severity: info
title: {zh: 残留, en: Residue}
patterns:
  - {name: {zh: 占位, en: blank}, match: '_{4,}'}
cases:
  - when: found
    message: {zh: "{text}", en: "{text}"}
why: {zh: 因, en: why}
fix: {zh: 改, en: fix}
"""

# what is changed, into what, the code, what stands at line:col, one of the allowed values ("" when there is no list)
BROKEN = [
    (RULE, "id: ARI-03\n", "id: Ari3\n", "bad_id", "id", ""),
    (RULE, "id: ARI-03\n", "id: ARI-04\n", "bad_name", "id", ""),
    (RULE, "id: ARI-03\n", "", "missing_key", "name", "id"),
    (RULE, "name: rate-off\n", "", "missing_key", "id", "name"),
    (RULE, "name: rate-off\n", "name:\n", "missing_key", "id", "name"),
    (RULE, "kind: equation", "kind: equality", "bad_kind", "kind", "equation"),
    (RULE, "kind: equation\n", "", "missing_key", "id", "kind"),
    (RULE, "severity: error", "severity: fatal", "bad_severity", "severity", "warning"),
    (RULE, "    severity: warning", "    severity: grave", "bad_severity", "severity: grave", "info"),
    (RULE, "title: {zh: 率不符, en: Rate off}", "title: 率不符", "bad_text", "title", "zh"),
    (RULE, "title: {zh: 率不符, en: Rate off}", "title: {zh: 率不符}", "bad_text", "title", "en"),
    (RULE, "why: {zh: 因, en: why}\n", "", "bad_text", "id", "zh"),
    (RULE, "fix: {zh: 改, en: fix}", "fix: {zh: '', en: fix}", "bad_text", "fix", "zh"),
    (RULE, "cases:\n", "case:\n", "bad_rule", "case", "given"),
    (RULE, "when: differ", "when: differs", "bad_case", "when", "differ"),
    (RULE, "  - when: differ\n    severity", "  - severity", "bad_case", "severity", "differ"),
    (RULE, '"{worked}，{率}"', '"{worked}，{预算}"', "bad_blank", "zh", "率"),
    (RULE, '      en: "{worked}"', '      en: "{work}"', "bad_blank", "en", "worked"),
    (RULE, "by: [entity, period]", "by: [entity, year]", "bad_rule", "by", "period"),
    (RULE, "basis: 执行}", "basis: 实绩}", "bad_rule", "basis", "执行"),
    (RULE, "in: table", "in: tables", "bad_rule", "in", "table"),
    (RULE, "dims: total", "dims: all", "bad_rule", "dims", "total"),
    (RULE, "{concept: 支出执行率,", "{concepts: 支出执行率,", "bad_rule", "concepts", "concept"),
    (RULE, "{concept: 支出执行率, basis: 执行}", "支出执行率", "bad_rule", "率", "concept"),
    (RULE, "assert: 率 == 执行", "assert: 率 == 预算", "bad_rule", "assert", "执行"),
    (RULE, "assert: 率 == 执行", "assert: 率 == 执行.value", "bad_rule", "assert", ""),
    (RULE, "assert: 率 == 执行", "assert: 率", "bad_rule", "assert", ""),
    (RULE, "assert: 率 == 执行\n", "", "bad_rule", "id", "assert"),
    (RULE, "by: [entity, period]", "tolerance: 0.5", "bad_rule", "tolerance", "by"),
    (RULE, "{document: 某办法, since: 2020}", "{since: 2020}", "bad_legal", "{since", ""),
    (RULE, "name: rate-off", "name: rate-off\nname: again", "duplicate_key", "name: again", ""),
    (RULE, "by: [entity, period]", "by: [entity, period", "bad_yaml", "", ""),
    (RULE, "name: rate-off", "name: rate-off\n\tkind: x", "bad_yaml", "", ""),
    (RULE, RULE, "- a\n- b\n", "not_a_mapping", "- a", ""),
    (RULE, RULE, "", "not_a_mapping", "", ""),
    (TOTAL, "in: prose", "in: text", "bad_rule", "in", "prose"),
    (TOTAL, "in: prose\n", "", "bad_rule", "id", "in"),
    (TOTAL, "when: parts > total", "when: parts >= total", "bad_case", "when", "parts > total"),
    (TOTAL, 'zh: "{worked}"', 'zh: "{率}"', "bad_blank", "zh", "total"),
    (WORDS, "terms: foreign", "terms: strange", "bad_rule", "terms", "foreign"),
    (WORDS, "cases:\n  - when: foreign\n    message: {zh: \"{term}\", en: \"{term}\"}\n", "", "missing_key", "id", ""),
    (PATTERN, "match: '_{4,}'", "match: '(_'", "bad_rule", "match", ""),
    (PATTERN, "match: '_{4,}'", "match: '(a+)+b'", "bad_rule", "match", ""),
    (PATTERN, "{name: {zh: 占位, en: blank}, match: '_{4,}'}", "{match: '_{4,}'}", "bad_rule", "{match", "name"),
]  # fmt: skip


def refused(path: Path) -> PackError:
    with pytest.raises(PackError) as caught:
        load_rule(path)
    return caught.value


@pytest.mark.parametrize(("right", "old", "new", "code", "at", "allowed"), BROKEN, ids=lambda v: str(v)[:24])
def test_a_broken_rule_is_shown_where_it_is_broken(tmp_path, right, old, new, code, at, allowed):
    assert old in right
    path = tmp_path / f"{right[4:10]}-test.yml"
    path.write_text(right.replace(old, new, 1), encoding="utf-8")
    error = refused(path)
    lines = path.read_text(encoding="utf-8").splitlines() or [""]
    assert error.code == code
    assert error.path == str(path)
    assert 1 <= error.line <= len(lines) + 1
    if at:
        assert error.excerpt == lines[error.line - 1]
        assert error.excerpt[error.col - 1 :].startswith(at)
    assert allowed in error.allowed if allowed else not allowed
    for lang, word in (("zh", "    可用的值："), ("en", "    allowed: ")):
        said = error.message(lang)
        assert said.startswith(f"{path}:{error.line}:{error.col}: [{code}] ")
        assert (word in said) == bool(error.allowed)


@pytest.mark.parametrize("right", [RULE, TOTAL, WORDS, PATTERN], ids=["equation", "sum", "lexicon", "pattern"])
def test_the_right_rules_are_right(tmp_path, right):
    path = tmp_path / f"{right[4:10]}-test.yml"
    path.write_text(right, encoding="utf-8")
    rule = load_rule(path)
    assert rule.id == right[4:10]
    assert rule.cases[0].message["en"]


def test_a_case_takes_the_severity_of_its_rule_unless_it_has_its_own(tmp_path):
    path = tmp_path / "ARI-03-x.yml"
    path.write_text(RULE, encoding="utf-8")
    assert load_rule(path).cases[0].severity.value == "warning"
    path.write_text(RULE.replace("    severity: warning\n", ""), encoding="utf-8")
    assert load_rule(path).cases[0].severity.value == "error"


def test_rules_come_in_the_order_of_their_ids_wherever_they_lie(tmp_path):
    for name, text in (("b/WRD-06-x.yml", PATTERN), ("a/z/ARI-03-x.yml", RULE), ("a/N2N-01-x.yml", TOTAL)):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "a" / "pack.yml").write_text("id: a\n", encoding="utf-8")
    found = load_rules([tmp_path])
    assert [rule.id for rule in found] == ["ARI-03", "N2N-01", "WRD-06"]
    assert [rule.pack for rule in found] == ["a", "a", "b"]


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"id: \xb0\xa1"])
def test_a_rule_file_that_is_no_utf_8_is_refused(tmp_path, content):
    path = tmp_path / "ARI-03-x.yml"
    path.write_bytes(content)
    assert refused(path).code == "unreadable"


def test_a_year_or_a_number_is_read_as_it_is_written():
    file = parse("a: 0.10\nb: yes\nc: 2020\nd: true\n", "x.yml")
    assert file.data == {"a": "0.10", "b": "yes", "c": 2020, "d": True}


# --- forms

OWN = """
header:
  项目名称: [事项名称]
funding:
  concept: 支出
  amounts:
    预算数: {basis: 预算, labels: [安排数]}
goals:
  总体完成: {basis: 完成, labels: [年终情况]}
indicators:
  一级指标: [一级指标, 一级]
"""
FORM = (ROOT / "schemas" / "forms" / "T0.yml").read_text(encoding="utf-8").replace("\nfunding: {concept: 支出}\n", OWN)


@pytest.mark.parametrize(
    ("old", "new", "code", "at", "allowed"),
    [
        ("recognise:\n", "recognize:\n", "unknown_key", "recognize", "recognise"),
        ("all: [三级指标", "all: [四级指标", "bad_value", "四级指标", "三级指标"),
        ("  none: [分值, 得分]", "  none: 分值", "not_words", "none", ""),
        ("basis: 预算,", "basis: 概算,", "bad_value", "basis: 概算", "预算"),
        ("basis: 完成,", "basis: 实绩,", "bad_value", "basis: 实绩", "完成"),
        ("  一级指标: [一级指标, 一级]", "  一级指标: 一级", "not_words", "一级指标", ""),
        ("header:\n", "headers:\n", "unknown_key", "headers", "header"),
        ("  concept: 支出\n", "  concepts: 支出\n", "unknown_key", "concepts", "concept"),
    ],
)  # fmt: skip
def test_a_broken_form_is_shown_where_it_is_broken(tmp_path, old, new, code, at, allowed):
    assert old in FORM
    path = tmp_path / "T0.yml"
    path.write_text(FORM.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_forms((tmp_path,))
    error = caught.value
    assert (error.code, error.path) == (code, str(path))
    assert error.excerpt[error.col - 1 :].startswith(at)
    assert allowed in error.allowed if allowed else not error.allowed


# --- words


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "at", "allowed"),
    [
        ("concepts.yml", "    dimension: money", "    dimension: cash", "bad_value", "dimension", "money"),
        ("concepts.yml", "    direction: at_least", "    direction: up", "bad_value", "direction", "at_least"),
        ("concepts.yml", "    amount: true", "    ammount: true", "unknown_key", "ammount", "amount"),
        ("concepts.yml", "names: [收入,", "names: 收入 #", "not_words", "names", ""),
        ("concepts.yml", "concepts:\n", "concepts: 1\nx:\n", "not_a_mapping", "concepts", ""),
        ("grammar.yml", "  年初预算: [", "  年中预算: [", "bad_value", "年中预算", "年初预算"),
        ("grammar.yml", "  plan:\n", "  plan: 预算\n  x:\n", "not_words", "plan", ""),
        ("columns.yml", "  target: 目标值\n", "", "columns", "columns", "target"),
        ("columns.yml", "  target: 目标值\n", "  target: 目标值\n  goal: 目标\n", "columns", "columns", "target"),
        ("funds.yml", "whole: [", "whole: 全部 #[", "not_words", "whole", ""),
        ("claims.yml", "  达成:\n", "  达成: 达到\n  达:\n", "not_words", "达成", ""),
        ("layout.yml", "nil: [", "nil: 无 #[", "not_words", "nil", ""),
    ],
)
def test_a_broken_lexicon_is_shown_where_it_is_broken(tmp_path, name, old, new, code, at, allowed):
    folder = tmp_path / "lexicon"
    shutil.copytree(ROOT / "schemas" / "lexicon", folder)
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_lexicon((folder,))
    error = caught.value
    assert (error.code, error.path) == (code, str(path))
    assert error.excerpt[error.col - 1 :].startswith(at)
    assert allowed in error.allowed if allowed else not error.allowed


# --- tables and projects


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("columns: [", "bad_yaml", 1), ("42\n", "bad_schema", 1),
        ("schema_type: dataframe\ncolumns: 3\n", "bad_schema", 2),
        ("schema_type: dataframe\ncolumns:\n  a: {dtype: str}\n  b: {dtype: nothing}\n", "bad_schema", 4),
    ],
)  # fmt: skip
def test_a_broken_table_is_no_pandera_schema(tmp_path, text, code, line):
    (tmp_path / "goals.yml").write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        schema.load("goals", (tmp_path,))
    assert (caught.value.code, caught.value.line) == (code, line)
    assert caught.value.path == str(tmp_path / "goals.yml")
    assert f"goals.yml:{line}:" in str(caught.value)


def test_an_unknown_table_names_the_known_ones():
    with pytest.raises(PackError) as caught:
        schema.load("indicator")
    assert set(caught.value.allowed) >= {"funding", "indicators"}


def test_a_project_adds_to_the_built_in_rules_and_its_mistakes_are_its_own(tmp_path):
    (tmp_path / "checks").mkdir()
    path = tmp_path / "checks" / "N2N-01-mine.yml"
    path.write_text(TOTAL.replace("N2N-01", "N2N-01"), encoding="utf-8")
    names = [rule.name for rule in load_project(tmp_path).rules if rule.id == "N2N-01"]
    assert names == sorted(["parts-exceed-total", "parts-off"])
    path.write_text(TOTAL.replace("kind: sum", "kind: total"), encoding="utf-8")
    with pytest.raises(PackError, match=r"N2N-01-mine.yml:3:1: \[bad_kind\]"):
        load_project(tmp_path)


def test_settings_of_a_pack_stand_in_its_rules_and_a_project_changes_them(tmp_path):
    own = tmp_path / "own" / "checks" / "pack"
    project = tmp_path / "project" / "checks" / "pack"
    for folder, limit in ((own, "30%"), (project, "20%")):
        folder.mkdir(parents=True)
        (folder / "pack.yml").write_text(f"id: pack\nsettings:\n  limit: {limit}\n", encoding="utf-8")
    rule = own / "ARI-03-x.yml"
    rule.write_text(RULE.replace("by: [entity, period]", "by: [entity, period]\nsettings: {over: $limit}"), "utf-8")
    assert load_rule(rule).params["settings"] == {"over": "30%"}
    assert [r.params["settings"] for r in load_rules([own.parent])] == [{"over": "30%"}]
    assert [r.params["settings"] for r in load_rules([own.parent, project.parent])] == [{"over": "20%"}]
    rule.write_text(rule.read_text("utf-8").replace("$limit", "$limits"), "utf-8")
    error = refused(rule)
    assert (error.code, error.allowed) == ("bad_setting", ("limit",))
    assert error.excerpt[error.col - 1 :].startswith("over: $limits")


def test_a_project_s_rule_replaces_the_built_in_one_of_its_name(tmp_path):
    for name, title in (("a", "率不符"), ("b", "率有出入")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "ARI-03-x.yml").write_text(RULE.replace("率不符", title), "utf-8")
    assert [rule.title.zh for rule in load_rules([tmp_path / "a", tmp_path / "b"])] == ["率有出入"]


def test_an_example_that_expects_nonsense_is_refused(tmp_path):
    path = tmp_path / "X.test.md"
    path.write_text("# 一\n\n## 例\n\n支出1元。\n\n> falls: x\n", encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_cases(path)
    assert (caught.value.path, caught.value.line) == (str(path), 7)
