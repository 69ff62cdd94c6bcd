"""Rules of form and wording: what is wrong with their files is shown where it is wrong, and what they must not do."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from support import ROOT

from fundqa.engine import check_documents
from fundqa.errors import PackError
from fundqa.kinds.sequence import renumbered
from fundqa.lexicon_load import load_lexicon
from fundqa.model import Status
from fundqa.pack import builtin_checks, load_rule
from fundqa.project import load_project
from fundqa.readers.markdown import markdown_document
from fundqa.report import Outcome

BROKEN = [
    ("WRD-03", '  - "{}是"\n', "  - 一是\n", "一是", ""),
    ("WRD-03", "  - [首先, 其次]\n", "  - [首先]\n", "[首先]", ""),
    ("WRD-03", "of: listed\n", "of: list\n", "of: list", "listed"),
    ("WRD-02", "of: level\n", "of: level\nserie: x\n", "serie", "series"),
    ("WRD-05", "votes: $misspelt_votes\n", "", "id", "votes"),
    ("WRD-05", "votes: $misspelt_votes\n", "votes: many\n", "votes", ""),
    ("WRD-05", "terms: [wrong, outvoted]", "terms: [wrong, odd]", "terms", "outvoted"),
    ("WRD-07", "    in: last paragraph\n", "    in: end\n", "in: end", "prose"),
    ("WRD-07", "    minority_of: '（'\n", "    minority_of: '（('\n", "minority_of", ""),
    ("WRD-08", "pairs: [（）, ", "pairs: [（, ", "（,", ""),
    ("STR-01", "each: title\n", "each: headline\n", "each", "title"),
    ("STR-01", "about: [", "over: [", "over", "about"),
    ("STR-01", "words: [绩效, 自评, 评价]}", "word: 绩效}", "{name", "words"),
    ("STR-02", "headings: 3", "headings: few", "headings", "length"),
    ("STR-04", "  - name: {zh: 等级, en: a grade}\n", "  - name: 等级\n", "name", "name"),
    ("STR-05", "verbs: [", "verb: [", "verb", "verbs"),
]


def rule_file(rule_id: str) -> Path:
    return sorted(builtin_checks().rglob(f"{rule_id}-*.yml"))[0]


@pytest.mark.parametrize(("rule_id", "old", "new", "at", "allowed"), BROKEN, ids=lambda v: str(v).strip()[:24])
def test_a_broken_rule_is_shown_where_it_is_broken(tmp_path, rule_id, old, new, at, allowed):
    source = rule_file(rule_id)
    text = source.read_text(encoding="utf-8")
    assert old in text
    pack = tmp_path / source.parents[1].name
    pack.mkdir()
    shutil.copy(source.parents[1] / "pack.yml", pack / "pack.yml")
    path = pack / source.name
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_rule(path)
    error = caught.value
    assert error.code == "bad_rule"
    assert error.excerpt[error.col - 1 :].startswith(at)
    assert allowed in error.allowed if allowed else not error.allowed


@pytest.mark.parametrize(
    ("old", "new", "code", "at"),
    [
        ("{wrong: 布署, right: 部署}", "{wrong: 布署, wright: 部署}", "unknown_key", "wright"),
        ("match: '截流(?=", "match: '截流(=(", "bad_value", "match"),
    ],
)
def test_broken_words_are_shown_where_they_are_broken(tmp_path, old, new, code, at):
    folder = tmp_path / "lexicon"
    shutil.copytree(ROOT / "schemas" / "lexicon", folder)
    path = folder / "terms.yml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(PackError) as caught:
        load_lexicon((folder,))
    assert caught.value.code == code
    assert caught.value.excerpt[caught.value.col - 1 :].startswith(at)


def found(text: str, rule_id: str, *more: str) -> list[Outcome]:
    documents = tuple(markdown_document(part, f"{i}.md") for i, part in enumerate((text, *more)))
    reports = check_documents(documents, load_project())
    return [o for report in reports for o in report.outcomes if o.rule == rule_id and o.status is Status.FAIL]


def test_all_places_of_one_word_are_one_finding():
    (finding,) = found("县财政拔付补助，市财政拔付补助。\n\n两级财政按季拔付补助资金。", "WRD-05")
    assert [e.surface for e in finding.evidence] == ["拔付"] * 3


def test_a_word_in_the_text_and_in_the_table_of_the_text_are_one_finding():
    (finding,) = found("按月按月对账。\n\n| 说明 | 全年按月按月对账 |", "WRD-04")
    assert len(finding.evidence) == 2


def test_a_project_adds_words_of_its_own(tmp_path):
    folder = tmp_path / "own"
    folder.mkdir()
    (folder / "terms.yml").write_text("wrong:\n  - {wrong: 参宝, right: 参保}\n", encoding="utf-8")
    lexicon = load_lexicon((ROOT / "schemas" / "lexicon", folder))
    assert {"参宝", "拔付"} <= {word.wrong for word in lexicon.misspellings}


def test_an_annex_in_another_file_of_the_submission_is_there():
    text = "一、基金运行情况\n\n收支数据见附件1，明细见附件2。\n\n附件1 收支表"
    assert len(found(text, "STR-05")) == 1
    assert found(text, "STR-05", "附件2 明细表") == []


def test_a_list_is_renumbered_in_its_own_notation():
    assert [renumbered("（二）", 3), renumbered("1.", 2), renumbered("①", 4)] == ["（三）", "2.", "④"]


def test_a_word_of_another_form_in_the_same_table_is_none_of_this_one():
    """Two forms stand one below the other in one table, as where a page break joins them."""
    heads = "| 一级指标 | 二级指标 | 三级指标 | 年度指标值 | 实际完成值 |\n"
    own = "| 项目名称 | 企业职工基本养老保险基金支出 |  |  |  |\n|---|---|---|---|---|\n" + heads
    same = "| 产出指标 | 数量指标 | 发放次数 | ≥12次 | 12次 |\n"
    own += f"| 效益指标 | 社会效益指标 | 保障离退休人员基本生活 | ≥1次 | 2次 |\n{same}"
    other = "| 项目名称 | 城乡居民基本养老保险基金支出 |  |  |  |\n" + heads
    other += f"{same}| 产出指标 | 数量指标 | 参保人数 | ≥10人 | 12人 |\n"
    assert found(f"{own}{other}", "NAM-04") == []
    wrong = other.replace("参保人数", "离退休人员人数")
    assert len(found(f"{own}{wrong}", "NAM-04")) == 1
