"""Every built-in rule: its file follows the schema, speaks both languages, and its examples come out as they say."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from support import ROOT

from fundqa import testing, yamlfile
from fundqa.kinds import KINDS, kind_of
from fundqa.kinds.across import BATCH_KINDS
from fundqa.kinds.selecting import ASPECTS, DIMS, KEYS, PERIODS
from fundqa.model import Basis, Rule, Severity, Text
from fundqa.pack import builtin_checks, load_rules
from fundqa.project import Project, load_project
from fundqa.units import DIMENSIONS

SCHEMA = json.loads((ROOT / "checks" / "rule.schema.json").read_text(encoding="utf-8"))
RULES = load_rules([builtin_checks()])
BY_RULE = pytest.mark.parametrize("rule", RULES, ids=lambda rule: f"{rule.id}-{rule.name}")
WANTED = {
    "STR-03", "SCH-05", "ARI-01", "ARI-03", "ARI-04", "ARI-05", "N2T-01", "N2T-02", "N2T-03", "N2N-01", "N2N-06",
    "TGT-01", "TGT-02", "TGT-03", "TGT-04", "TGT-05", "NAM-01", "NAM-04", "WRD-01", "WRD-06", "SCO-06",
    "SCO-01", "SCO-02", "SCO-03", "SCO-04", "SCO-05", "SCO-07", "SCO-08", "SCO-09", "PLA-01", "PLA-02",
}  # fmt: skip
HAN = re.compile(r"[一-鿿]")
BLANKS = re.compile(r"\{[^{}]*\}")
THEMES = {
    "structure", "tables", "totals", "narrative-vs-table", "narrative", "targets", "scores", "names", "units",
    "wording", "batch",
}  # fmt: skip


@pytest.fixture(scope="module")
def project() -> Project:
    return load_project()


def texts(rule: Rule) -> dict[str, Text]:
    messages = {f"message {i}": case.message for i, case in enumerate(rule.cases)}
    return {"title": rule.title, "why": rule.why, "fix": rule.fix, **messages}


def data(rule: Rule) -> object:
    return yamlfile.load(Path(rule.path)).data


@BY_RULE
def test_its_examples_come_out_as_they_say(rule, project):
    path = testing.example_file(rule)
    assert path.is_file(), f"{path.name} is missing: a rule's examples stand beside it"
    found = testing.run_cases(rule, testing.load_cases(path), project)
    failed = [f"{failure.case.name}\n{failure.difference}" for failure in found]
    assert not failed, "\n\n".join(failed)


@BY_RULE
def test_it_has_a_failing_a_passing_and_an_open_or_inapplicable_example(rule):
    cases = testing.load_cases(testing.example_file(rule))
    assert testing.missing_cases(cases) == []
    assert all(case.expected for case in cases)
    names = [case.name for case in cases]
    assert len(set(names)) == len(names)


@BY_RULE
def test_each_of_its_cases_is_shown_by_an_example(rule):
    """A message's fixed words must stand in some expected failure."""
    expected = [e.text for case in testing.load_cases(testing.example_file(rule)) for e in case.expected]
    for case in rule.cases:
        pieces = [piece for piece in BLANKS.split(case.message.zh) if len(piece.strip()) > 1]
        assert any(all(piece in text for piece in pieces) for text in expected), case.when


@BY_RULE
def test_each_cause_of_false_alarms_has_an_example_that_is_silent(rule):
    cases = testing.load_cases(testing.example_file(rule))
    for cause in rule.false_alarms:
        named = [case for case in cases if cause.partition("→")[0] in case.name]
        assert not all(testing.alarmed(rule, cause, case) for case in named), cause


@BY_RULE
def test_it_speaks_both_languages(rule):
    for name, text in texts(rule).items():
        assert HAN.search(text.zh), name
        english = BLANKS.sub("", re.sub(r"“[^”]*”|《[^》]*》", "", text.en))
        assert re.search(r"[A-Za-z]{3}", english), name
        assert not HAN.search(english), name


@BY_RULE
def test_a_message_says_in_both_languages_what_differs(rule):
    for case in rule.cases:
        zh, en = (set(BLANKS.findall(case.message[lang])) for lang in ("zh", "en"))
        assert zh, case.when
        assert en, case.when
        # a unit or a count may be left to the sentence in one language, never all that the other one shows
        assert zh & en, case.when


@BY_RULE
def test_a_message_and_a_cure_end_as_sentences(rule):
    for case in rule.cases:
        assert case.message.zh.rstrip(" ”").endswith(("。", "？", "；", "：", "}"))
        assert case.message.en.rstrip(" ”").endswith((".", "?", ";", ":", "}"))
    assert rule.fix.zh.endswith("。")
    assert rule.fix.en.endswith(".")
    assert not rule.title.zh.endswith("。")


@BY_RULE
def test_its_file_follows_the_schema(rule):
    errors = [f"{list(e.path)}: {e.message}" for e in Draft202012Validator(SCHEMA).iter_errors(data(rule))]
    assert errors == []


@BY_RULE
def test_it_lies_where_its_theme_is(rule):
    path = Path(rule.path)
    assert path.name == f"{rule.id}-{path.stem[len(rule.id) + 1 :]}.yml"
    assert path.parent.name in THEMES
    assert (path.parent.parent / "pack.yml").is_file()
    assert path.stem == f"{rule.id}-{rule.name}"


def test_the_rules_of_the_first_path_are_all_there():
    assert {rule.id for rule in RULES} >= WANTED


def test_every_kind_has_a_rule():
    assert {rule.kind for rule in RULES if not rule.batch} == {kind.name for kind in KINDS}
    assert {rule.kind for rule in RULES if rule.batch} == {kind.name for kind in BATCH_KINDS}


def test_an_id_may_be_shared_and_its_name_may_not():
    assert max(Counter((rule.id, rule.name) for rule in RULES).values()) == 1


ARTICLE = re.compile(r"第[〇零一二三四五六七八九十百千\d]+条|\bArticle \d+", re.IGNORECASE)
READ_IN_FULL = {"中华人民共和国预算法": {"第十一条", "第十三条", "第十四条"}}
"""Articles may be quoted only of what was read in full; everything else is named by its document alone."""


def test_no_legal_basis_names_an_article_of_an_unread_law():
    for rule in RULES:
        for legal in rule.legal:
            found = set(ARTICLE.findall(legal.document))
            law = ARTICLE.split(legal.document)[0].strip("《》")
            assert found <= READ_IN_FULL.get(law, set()), f"{rule.id}: {legal.document}"


@BY_RULE
def test_no_text_of_a_rule_names_an_article(rule):
    """What a rule rests on stands under `legal`, where the report's year chooses it."""
    for name, text in texts(rule).items():
        assert not ARTICLE.search(text.zh), name
        assert not ARTICLE.search(text.en), name


@BY_RULE
def test_a_document_s_year_is_not_before_it_was_issued(rule):
    """A document number such as 〔2020〕 or GB/T 9704-2012 says when it was issued."""
    for legal in rule.legal:
        issued = re.search(r"〔((?:19|20)\d\d)〕|-((?:19|20)\d\d)\b", legal.document)
        if issued:
            assert legal.since >= int(issued[1] or issued[2]), legal.document


def branches(batch: bool = False) -> dict[str, dict]:
    own = [b for b in SCHEMA["allOf"] if ("scope" in b["if"]["properties"]) is batch]
    return {b["if"]["properties"]["kind"]["const"]: b["then"] for b in own}


def test_the_schema_is_one():
    Draft202012Validator.check_schema(SCHEMA)
    assert list(branches()) == [kind.name for kind in KINDS]
    assert list(branches(batch=True)) == [kind.name for kind in BATCH_KINDS]
    names = [kind.name for kind in (*KINDS, *BATCH_KINDS)]
    assert SCHEMA["properties"]["kind"]["enum"] == list(dict.fromkeys(names))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_schema_knows_what_a_kind_knows(kind):
    branch = branches()[kind.name]
    assert branch["properties"]["cases"]["items"]["properties"]["when"]["enum"] == list(kind.conditions)
    allowed = {
        k for params in ({"no such key": 1}, {"no such key": 1, "of": "organisation"}) for k in keys(kind.name, params)
    }
    assert set(branch["properties"]) - {"cases"} == allowed


@pytest.mark.parametrize("kind", BATCH_KINDS, ids=lambda kind: f"{kind.name} across reports")
def test_the_schema_knows_what_a_kind_across_reports_knows(kind):
    branch = branches(batch=True)[kind.name]
    assert branch["properties"]["cases"]["items"]["properties"]["when"]["enum"] == list(kind.conditions)
    tried = [{"no such key": 1, **chosen} for chosen in CHOSEN.get(kind.name, [{}])]
    allowed = {k for params in tried for p in kind.check(params) if p.at == ("no such key",) for k in p.allowed}
    assert set(branch["properties"]) - {"cases"} == allowed


CHOSEN = {
    "agree": [{"of": of} for of in ("last year", "versions", "indicators")],
    "outlier": [{"against": against} for against in ("peers", "last year")],
}
"""What a rule must say before its kind knows which other keys it may have."""


def keys(kind: str, params: Mapping[str, object]) -> tuple[str, ...]:
    """The keys a kind offers to one who writes an unknown one."""
    known = kind_of(kind)
    assert known is not None
    return next(problem.allowed for problem in known.check(params) if problem.at == ("no such key",))


def test_the_schema_s_words_are_the_engine_s():
    defs = SCHEMA["$defs"]
    operand = defs["operand"]["properties"]
    assert defs["severity"]["enum"] == [s.value for s in Severity]
    assert tuple(operand) == KEYS
    assert operand["basis"]["enum"] == [b.value for b in Basis]
    assert set(defs["dimension"]["enum"]) == set(DIMENSIONS)
    assert operand["dims"]["enum"] == list(DIMS)
    assert operand["period"]["enum"] == list(PERIODS)
    assert tuple(defs["aspects"]["items"]["enum"]) == ASPECTS


@pytest.mark.parametrize(
    "change",
    [
        {"id": "Ari-3"}, {"name": "Rate Off"}, {"kind": "equality"}, {"severity": "fatal"}, {"title": "x"},
        {"cases": []}, {"why": {"zh": "因"}}, {"tolerance": 0.5},
        {"cases": [{"when": "differs", "message": {"zh": "x", "en": "x"}}]},
        {"by": ["year"]}, {"legal": [{"since": 2020}]}, {"given": {"率": {"basis": "实绩"}}},
    ],
    ids=str,
)  # fmt: skip
def test_the_schema_refuses_what_the_engine_refuses(change):
    rule = next(rule for rule in RULES if rule.name == "rate-not-recomputed")
    entry = data(rule)
    assert isinstance(entry, dict)
    assert not Draft202012Validator(SCHEMA).is_valid({**entry, **change})
