"""Seeded errors: each operator does what it says, and only what contradicts something else is an error."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest
from errors_samples import FORM, RELATIONS, copies, operator, quoted, reading, sample, texts

from fundqa.seeding.errors import OPERATORS, REWRITES
from fundqa.seeding.mutate import Change, Edit, Swap, apply, overlap

BY_HAND = {
    "transposed-digits": ("2210.50万元", {"2201.50", "2120.50", "2210.05"}),
    "dropped-digit": ("810.20万元", {"10.20", "80.20", "81.20", "810.2", "810.0"}),
    "doubled-digit": ("810.20万元", {"8810.20", "8110.20", "8100.20", "810.220", "810.200"}),
    "unit-slip-10": ("810.20万元", {"8102.0", "81.020"}),
    "unit-slip-10000": ("810.20万元", {"元", "亿元"}),
    "other-column": ("510人", set()),
}


def outcome_texts(name: str, quote: str) -> set[str]:
    """Every text that an operator would put in the place of a number's digits, or of its unit."""
    read = reading()
    place = next(n.digits for n in read.numbers if overlap(n.digits, quoted(read.sample.document, quote)))
    return {p.change.edits[0].text for p in operator(name).at(read, place, random.Random(1))}


@pytest.mark.parametrize(
    "name", ["transposed-digits", "dropped-digit", "doubled-digit", "unit-slip-10", "unit-slip-10000"]
)
def test_slips_of_digits_and_units_are_what_they_say(name):
    quote, expected = BY_HAND[name]
    assert outcome_texts(name, quote) == expected


def test_a_wrong_digit_is_one_digit_and_never_an_idle_zero():
    found = outcome_texts("wrong-digit", "538人")
    assert len(found) == 8 + 9 + 9
    assert all(sum(a != b for a, b in zip(text, "538", strict=True)) == 1 for text in found)
    assert "038" not in found


def test_another_column_s_figure_is_one_of_the_same_row_and_unit():
    assert outcome_texts("other-column", "538人#2") == {"510"}
    assert outcome_texts("other-column", "2210.50#2") == {"2185.40"}


def test_another_year_s_figure_is_the_one_a_growth_is_worked_out_from():
    assert outcome_texts("other-year", "2117.64") == {"2185.40"}


def test_a_rate_is_kept_while_every_statement_of_its_amount_changes():
    read = reading()
    place = next(n.digits for n in read.numbers if n.place == quoted(read.sample.document, "2185.40#2"))
    proposal = next(operator("rate-not-recomputed").at(read, place, random.Random(2)))
    assert len(proposal.change.edits) == 2
    assert len({edit.text for edit in proposal.change.edits}) == 1
    broken = read.broken(proposal.change)
    assert broken is not None
    assert [known.kind for known in broken] == ["rate"]


def test_only_parts_of_sums_are_changed_as_parts():
    read = reading()
    places = operator("part-changed").places(read)
    assert [read.texts[p.host][p.start : p.end] for p in places] == ["1400.30", "810.20"]


@pytest.mark.parametrize(
    ("name", "before", "after", "kinds"),
    [
        ("wrong-direction", "增长3.2%", "下降3.2%", {"growth"}),
        ("county-left-out", "望川市云溪县社保局", "望川市社保局", {"name"}),
        ("last-year", "2022年度", "2021年度", {"year"}),
        ("skipped-number", "三、", "四、", {"number"}),
    ],
)
def test_slips_of_words_are_what_they_say(name, before, after, kinds):
    made = [copy for copy in copies(per_file=60) if copy.operator == name]
    assert made
    assert all({known.kind for known in copy.broken} <= kinds for copy in made)
    assert any(
        "".join(texts(copy.document)).count(before) < "".join(texts(sample().document)).count(before) for copy in made
    )
    assert all(after in "".join(texts(copy.document)) or name == "skipped-number" for copy in made)


def test_a_direction_is_turned_as_a_whole_word():
    text = "工伤医疗费减少20.00万元，上年420.00万元，本年400.00万元。"
    known = ("change", "N2N", "change == before - now", "20.00万元", "420.00万元", "400.00万元")
    read = reading(sample(text, (known,)))
    turn = operator("wrong-direction")
    (place,) = turn.places(read)
    (proposal,) = turn.at(read, place, random.Random(1))
    assert [(e.place, e.text) for e in proposal.change.edits] == [(quoted(read.sample.document, "减少"), "增加")]


@pytest.mark.parametrize(
    ("text", "quotes", "complete"),
    [
        ("支出90万元，具体为：待遇50万元、补贴40万元。", ("90万元", "50万元", "40万元"), True),
        ("支出90万元，其中：待遇50万元、补贴40万元。", ("90万元", "50万元", "40万元"), False),
        (
            "支出190万元，具体为：医疗90万元（其中：住院50万元、门诊40万元）、其他100万元。",
            ("90万元#2", "50万元", "40万元"),
            False,
        ),
        ("待遇和补贴分别为50万元和40万元，共90万元。", ("90万元", "50万元", "40万元"), True),
    ],
)
def test_a_part_too_small_contradicts_only_a_list_that_is_complete(text, quotes, complete):
    read = reading(sample(text, (("sum", "N2N", "total == p1 + p2", *quotes),)))
    place = quoted(read.sample.document, quotes[1])
    broken = read.broken(Change((Edit(place, "5万元"),)))
    assert broken is not None
    assert bool(broken) is complete


def test_a_digit_dropped_before_a_separator_leaves_no_separator_in_front():
    text = "支出1,234,500元，待遇1,000,000元，补贴234,500元。"
    known = ("sum", "N2N", "total == p1 + p2", "1,234,500元", "1,000,000元", "234,500元#2")
    read = reading(sample(text, (known,)))
    place = next(n.digits for n in read.numbers if n.text == "1,234,500")
    found = {p.change.edits[0].text for p in operator("dropped-digit").at(read, place, random.Random(1))}
    assert "1,34,500" in found
    assert not [text for text in found if text.startswith(",")]


def test_another_county_keeps_the_suffix():
    (first, *_) = [copy for copy in copies(per_file=60) if copy.operator == "other-county"]
    assert "云溪" in first.before
    assert "云溪" not in first.after
    assert "县社保" in first.after


def test_a_claim_is_refuted_by_a_result_that_misses_its_target():
    made = [copy for copy in copies(per_file=80) if copy.operator == "claim-refuted"]
    assert made
    for copy in made:
        assert {known.kind for known in copy.broken} == {"claim", "target"}
        text = next(t for p, t in copy.document.texts() if p.host == copy.place.host)
        target = {"人": (510, False), "场": (9, False), "%": (90, False)}[text[-1]][0]
        assert Decimal(text.rstrip("人场%")) < target


def test_a_score_is_raised_above_its_weight():
    rows = "\n".join(("| 指标 | 分值 | 得分 |", "| --- | --- | --- |", "| 参保人数 | 10 | 9.5 |"))
    scored = sample(rows, (("score", "SCO", "score <= weight", "9.5", "10"),))
    made = [copy for copy in copies(scored) if copy.operator == "score-above-weight"]
    assert len(made) == 1
    assert Decimal(texts(made[0].document)[-1]) > 10


def test_following_numbers_follow_a_skipped_one():
    made = [c for c in copies(per_file=60) if c.operator == "skipped-number"]
    numbers = {tuple(t[0] for t in texts(c.document) if t[1:2] == "、") for c in made}
    assert numbers == {("一", "二", "四"), ("一", "三", "四")}


def test_what_rounding_allows_is_no_error():
    """2210.50万元 beside 0.22亿元: only what leaves [0.215, 0.225] contradicts."""
    text = "2022年支出预算2210.50万元。\n\n| 预算 | 0.22亿元 |\n"
    one = sample(text, (("same", "N2T", "left == right", "2210.50万元", "0.22亿元"),))
    read = reading(one)
    place = quoted(one.document, "2210.50")
    assert read.broken(Change((Edit(place, "2211.50"),))) == ()
    assert read.broken(Change((Edit(place, "2240.50"),))) == ()
    assert len(read.broken(Change((Edit(place, "2510.50"),))) or ()) == 1
    for copy in copies(one, per_file=200):
        if not copy.harmless:
            assert copy.broken


def test_what_truncation_or_residue_explains_is_no_error():
    text = "其中甲12.33万元，乙7.13万元，合计19.46万元，约合19.5万元。"
    one = sample(text, (("sum", "N2N", "total == p1 + p2", "19.46万元", "12.33万元", "7.13万元"),))
    place = quoted(one.document, "7.13")
    assert reading(one).broken(Change((Edit(place, "7.12"),))) == ()
    assert len(reading(one).broken(Change((Edit(place, "7.31"),))) or ()) == 1


def test_relations_that_do_not_hold_are_not_used():
    one = sample(
        FORM.replace("1400.30", "1500.30"),
        (("sum", "N2N", "total == p1 + p2", "2210.50万元", "1500.30万元", "810.20万元"),),
    )
    read = reading(one)
    assert read.held == ()
    assert len(read.lost) == 1
    assert read.numbers == ()


def test_every_error_breaks_something_and_no_rewrite_does():
    made = copies()
    assert {copy.operator for copy in made if copy.harmless} <= {o.name for o in REWRITES}
    assert all(bool(copy.broken) != copy.harmless for copy in made)
    assert all(texts(copy.document) != texts(sample().document) for copy in made)


def test_every_checkable_number_is_touched_once():
    read = reading()
    touched = {copy.origin for copy in copies() if not copy.harmless}
    assert {number.digits for number in read.numbers} <= touched
    assert len(read.numbers) == 12


def test_rewrites_say_the_same():
    made = {copy.operator: copy for copy in copies() if copy.harmless}
    assert set(made) >= {"other-unit", "rounded", "spacing", "full-width", "thousands", "row-order", "synonym"}
    assert "亿元" in made["other-unit"].after or "元" in made["other-unit"].after
    assert "," in made["thousands"].after
    rows = texts(made["row-order"].document)
    assert sorted(rows) == sorted(texts(sample().document))


def test_the_same_seed_makes_the_same_copies():
    assert copies(seed=5) == copies(seed=5)
    assert [c.after for c in copies(seed=5)] != [c.after for c in copies(seed=6)]


def test_names_are_unique_and_say_both_languages():
    names = [o.name for o in (*OPERATORS, *REWRITES)]
    assert len(names) == len(set(names))
    assert all(o.title.zh and o.title.en for o in (*OPERATORS, *REWRITES))
    assert not any(o.harmless for o in OPERATORS)
    assert all(o.harmless for o in REWRITES)


def test_places_move_with_the_edits_before_them():
    document = sample().document
    first, second = quoted(document, "2210.50"), quoted(document, "810.20")
    change = Change((Edit(first, "1,002,210.50"),))
    moved = change.moved(second)
    text = next(t for p, t in apply(document, change).texts() if p.host == moved.host)
    assert text[moved.start : moved.end] == "810.20"
    assert text[slice(change.moved(first).start, change.moved(first).end)] == "1,002,210.50"


def test_places_move_with_their_row():
    document = sample().document
    place = quoted(document, "538人#2")
    swap = Swap(
        next(b.location for b in document.blocks if b.location.host.block == place.block), (place.row, place.row + 1), 2
    )
    moved = Change(swap=swap).moved(place)
    after = {p.host: t for p, t in apply(document, Change(swap=swap)).texts()}
    assert after[moved.host] == "538人"
    assert after[place.host] == "12场"


def test_relations_name_what_is_there():
    read = reading()
    assert len(read.held) == sum(1 for relation in RELATIONS if relation[2])


def test_few_errors_are_not_always_of_the_same_kinds():
    found = {copy.operator for seed in range(12) for copy in copies(seed=seed, per_file=2) if not copy.harmless}
    assert len(found) > 8
