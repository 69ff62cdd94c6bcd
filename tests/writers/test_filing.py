"""Names of files, submissions, and what a number should be by the arithmetic."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sample_report import sample

from fundqa.writers.filing import expected, file_names, gap, submissions


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["报送/甲.docx", "乙.doc"], ["甲.批注", "乙.批注"]),
        (["a/报告.docx", "b/报告.docx", "c.docx"], ["a-报告.批注", "b-报告.批注", "c.批注"]),
        (["a/报告.docx", "x/a/报告.docx"], ["a-报告.批注", "a-报告(2).批注"]),
        (["包.zip!一/报告.docx", "包.zip!二\\报告.docx"], ["一-报告.批注", "二-报告.批注"]),
        (["a.DOCX", "A.docx"], ["a.批注", "A(2).批注"]),
        (["..", 'a:b?"<c>.docx', "/"], [".批注".join(["_", ""]), "a_b___c_.批注", "_(2).批注"]),
    ],
)
def test_names_are_told_apart_and_fit_for_any_system(paths, names):
    assert list(file_names(paths, ".批注")) == names


@given(st.lists(st.text(max_size=120), max_size=8))
def test_names_never_leave_the_folder_nor_meet(paths):
    names = file_names(paths, ".docx")
    assert len({name.casefold() for name in names}) == len(paths)
    assert all(name not in (".docx", "..") and not set(name) & set('/\\:*?"<>|\0') for name in names)


def test_files_of_one_report_are_one_submission():
    main, clean, broken = sample().documents
    report = replace(sample(), documents=(replace(main, submission="x"), replace(clean, submission="x"), broken))
    assert [len(s.documents) for s in submissions(report)] == [2]
    assert [len(s.documents) for s in submissions(sample())] == [1, 1]


@pytest.mark.parametrize(
    ("worked", "should", "off"),
    [
        ("811.30万元÷864.70万元=93.82% ≠ 96.41%\nΔ=+2.59个百分点", "93.82%", "+2.59个百分点"),
        ("3187.46万元 ≠ 3178.46万元\nΔ=-9.00万元", "3187.46万元", "-9.00万元"),
        ("0.41+0.09+0.03=0.53亿元 > 0.42亿元\nΔ=+0.11亿元", "0.53亿元", "+0.11亿元"),
        ("", "", ""),
    ],
)
def test_what_it_should_be_is_taken_from_the_arithmetic(worked, should, off):
    outcome = replace(sample().documents[0].outcomes[0], worked=worked)
    assert (expected(outcome), gap(outcome)) == (should, off)


def test_of_a_missed_target_it_is_the_target_and_of_a_claim_nothing():
    claim = next(o for o in sample().outcomes if o.rule == "TGT-02")
    assert expected(claim) == ""
    _, result, target, *rest = claim.evidence
    missed = replace(claim, evidence=(replace(result, role="result"), target, *rest))
    assert expected(missed) == "1803人"
