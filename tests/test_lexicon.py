"""The words: every concept has several wordings, none means two things, and labels are found under their variants."""

from __future__ import annotations

import json
from collections import Counter
from decimal import Decimal

import pytest
import yaml
from making import project
from support import ROOT

from fundqa.formspec import FormSpec
from fundqa.lexicon import normalise
from fundqa.units import UNITS

LEXICON = project().lexicon
WORDS = {p.stem: yaml.safe_load(p.read_text("utf-8")) for p in (ROOT / "schemas" / "lexicon").glob("*.yml")}
FUNDS = ["企业职工", "机关事业单位", "城乡居民基本养老", "职工基本医疗", "城乡居民基本医疗", "工伤", "失业"]


@pytest.mark.parametrize("name", sorted(WORDS["concepts"]["concepts"]))
def test_a_concept_has_at_least_three_wordings(name):
    names = WORDS["concepts"]["concepts"][name]["names"]
    assert len(set(names)) >= 3
    assert len(set(names)) == len(names)


def test_no_wording_means_two_concepts():
    concepts = WORDS["concepts"]["concepts"]
    owners = Counter(
        wording
        for name, entry in concepts.items()
        for wording in {normalise(w) for w in (name, *entry["names"], *entry.get("phrases", ()))}
    )
    assert [wording for wording, count in owners.items() if count > 1] == []


def test_no_wording_means_two_funds():
    owners = Counter(w for fund, entry in WORDS["funds"]["funds"].items() for w in {fund, *entry["names"]})
    assert [wording for wording, count in owners.items() if count > 1] == []


@pytest.mark.parametrize("fund", FUNDS)
def test_the_seven_funds_have_variants_and_words_that_do_not_belong(fund):
    (name,) = [name for name in LEXICON.funds if name.startswith(fund)]
    assert len(LEXICON.funds[name]) >= 3
    assert LEXICON.foreign[name]


@pytest.mark.parametrize("fund", sorted(LEXICON.funds))
def test_a_fund_is_recognised_under_every_wording_and_its_own_words_are_not_foreign(fund):
    for wording in (fund, *LEXICON.funds[fund]):
        assert LEXICON.entity_of(f"某某县{wording}基金支出") == fund, wording
        assert not any(word in wording for word in LEXICON.foreign[fund]), wording


@pytest.mark.parametrize("name", sorted(LEXICON.concepts))
def test_a_concept_is_found_under_its_labels(name):
    for label in WORDS["concepts"]["concepts"][name]["names"]:
        assert LEXICON.concept_of_label(label) == name
        assert LEXICON.concept_of_label(f" {label}：") == name
        assert LEXICON.concept_of_label(f"{label}（人）") == name


@pytest.mark.parametrize(
    ("label", "concept"),
    [
        ("基本养老保险支出执行率", "支出执行率"),
        ("工伤保险基金收入执行率", "收入执行率"),
        ("年度参保人数", "参保人数"),
        ("本年度参保人数", "参保人数"),
        ("稳岗返还企业户数", "稳岗返还企业户数"),
        ("宣传活动场次 （场）", "宣传活动场次（场）"),
    ],
)
def test_a_label_is_read_without_words_of_its_scheme_or_is_its_own_concept(label, concept):
    assert LEXICON.concept_of_label(label) == concept


def test_concepts_are_consistent():
    for concept in LEXICON.concepts.values():
        if concept.rate_of:
            assert LEXICON.concepts[concept.rate_of].amount
            assert concept.dimension == "ratio"
        if concept.demand_driven:
            assert (concept.dimension, concept.direction) == ("count", "at_least")
        if concept.low is not None and concept.high is not None:
            assert concept.low < concept.high
        if concept.amount:
            assert concept.dimension == "money"


def test_the_standards_per_head_are_no_amounts():
    standards = [c for c in LEXICON.concepts.values() if c.name.endswith("标准")]
    assert standards
    assert not any(c.amount or c.direction for c in standards)


def test_every_reason_and_place_is_said_in_both_languages():
    messages = LEXICON.messages
    for texts in (messages.reasons, messages.scopes, messages.bases, messages.where, messages.signs):
        for key, text in texts.items():
            assert text.zh, key
            assert text.en.isascii() or "《" in text.en or "“" in text.en, key


@pytest.mark.parametrize("spec", project().forms, ids=lambda spec: spec.id)
def test_a_form_s_columns_have_wordings_and_none_means_two_of_one_part(spec: FormSpec):
    for label, columns in spec.labels.items():
        assert label == normalise(label)
        sections = [column.section for column in columns]
        assert len(set(sections)) == len(sections), label
    named = Counter(column.name for columns in spec.labels.values() for column in columns)
    assert {name for name in spec.required if named[name] < 3} <= {"得分"}


def test_no_wording_stands_only_because_the_sample_has_it():
    """The place, the county and the office of the sample are in no data file."""
    text = json.dumps(WORDS, ensure_ascii=False)
    assert not any(place in text for place in ("巴楚", "喀什", "105%≤≥95%"))


def test_units_of_money_are_multiples_of_one_base():
    money = {symbol: unit.scale for symbol, unit in UNITS.items() if unit.base == "CNY"}
    assert (money["元"], money["万元"], money["亿元"]) == tuple(map(Decimal, (1, 10**4, 10**8)))
