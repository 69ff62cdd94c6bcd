"""Errors in a report nobody generated: what its checks confirmed is what is known of it."""

from __future__ import annotations

import pytest
from errors_samples import texts
from making import project
from support import ROOT

from fundqa.readers import read
from fundqa.seeding.errors import seeded
from fundqa.seeding.errors_own import own_sample
from fundqa.seeding.errors_reading import Reading
from fundqa.seeding.relation import Sample

REPORT = ROOT / "examples" / "青砚县2022.txt"


@pytest.fixture(scope="module")
def own() -> Sample:
    loaded = project()
    return own_sample(read(REPORT, layout=loaded.layout), loaded)


def said(sample: Sample) -> set[tuple[str, tuple[str, ...]]]:
    """The relations as kinds and quotes."""
    found = {place.host: text for place, text in sample.document.texts()}
    return {(k.kind, tuple(found[p.host][p.start : p.end] for p in k.operands)) for k in sample.relations}


def test_what_passed_is_known(own):
    assert said(own) >= {
        ("sum", ("3187.46", "3012.46", "175.00")),
        ("rate", ("92.13%", "2936.52", "3187.46")),
        ("same", ("2936.52万元", "2936.52")),
        ("same", ("1742人", "1742人")),
        ("target", ("≥730人次", "764人次")),
        ("number", ("一、", "二、", "三、", "四、")),
        ("year", ("2022", "2022", "2022")),
    }


def test_what_failed_is_not(own):
    assert not any("96.41%" in quotes and kind == "rate" for kind, quotes in said(own))
    assert not any("3178.46万元" in quotes for _, quotes in said(own))


def test_what_passed_holds_as_read_here(own):
    assert Reading(own, project().lexicon).lost == ()


def test_its_copies_differ_from_it_in_one_place(own):
    original = texts(own.document)
    for copy in seeded(own, project().lexicon, 3, 12):
        if copy.operator not in ("row-order", "skipped-number", "rate-not-recomputed"):
            changed = texts(copy.document)
            assert sum(a != b for a, b in zip(original, changed, strict=True)) == 1
