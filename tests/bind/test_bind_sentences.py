"""Sentences as other offices write them, and what each of their numbers says: a table made by reading only."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from fundqa.bind import bind
from fundqa.model import Fact, Target
from fundqa.project import Project, load_project
from fundqa.readers.markdown import markdown_document
from fundqa.view import View

TABLE = yaml.safe_load(Path(__file__).with_name("sentences.yml").read_text(encoding="utf-8"))
FUNDS = {"-": "", **TABLE["funds"]}
SHORT = {fund: short for short, fund in FUNDS.items()}
UNSAID = "-"


def text_of(entry: dict) -> str:
    """The report of an entry: its last line is prose, the lines above it headings where they look like one."""
    lines = entry["text"] if isinstance(entry["text"], list) else [entry["text"]]
    marks = [("" if line.endswith("。") else "## " if line.startswith("（") else "# ") for line in lines]
    return "\n\n".join(mark + line for mark, line in zip(marks, lines, strict=True))


def name_of(entry: dict) -> str:
    return str(entry["text"] if isinstance(entry["text"], str) else entry["text"][-1])[:40]


def cases() -> list:
    return [
        pytest.param(
            entry,
            id=name_of(entry),
            marks=pytest.mark.xfail(strict=True, reason=entry["defect"]) if "defect" in entry else (),
        )
        for entry in TABLE["sentences"]
    ]


@pytest.fixture(scope="module")
def project() -> Project:
    return load_project()


def read(entry: dict, project: Project) -> View:
    return bind((markdown_document(text_of(entry), "report.md"),), project.forms, project.lexicon, "zh")


def said(fact: Fact, year: str) -> list[str]:
    """A fact as the table writes it; a period longer than its year is a part of that year."""
    period = fact.period if len(fact.period) <= len(year) else fact.period[: len(year)] + "~"
    change = [member for dim, member in fact.dims if dim == "change"]
    return [
        fact.surface, fact.concept or UNSAID, SHORT.get(fact.entity, fact.entity), period or UNSAID,
        fact.basis.value if fact.basis else UNSAID, *change,
    ]  # fmt: skip


def promised(target: Target) -> list[str]:
    return [target.surface, target.concept or UNSAID, SHORT.get(target.entity, target.entity), target.period or UNSAID]


def expected(rows: list) -> list[list[str]]:
    return [[str(value) for value in row] for row in rows]


@pytest.mark.parametrize("entry", cases())
def test_each_number_says_what_a_reader_takes_from_it(entry, project):
    view = read(entry, project)
    assert [said(fact, "2022") for fact in view.facts] == expected(entry["facts"])
    wanted = entry.get("targets", [])
    assert [promised(t) for t in view.targets if t.bound.recurrence is None] == expected(wanted)
    groups = [[g.total.surface, [part.surface for part in g.parts], g.exhaustive] for g in view.groups if g.total]
    assert groups == entry.get("groups", [])


def test_the_table_is_large_enough_and_repeats_no_sentence():
    texts = [str(entry["text"]) for entry in TABLE["sentences"]]
    assert len(texts) >= 60
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize("entry", TABLE["sentences"], ids=name_of)
def test_a_number_without_a_basis_names_the_bases_it_may_have(entry, project):
    for fact in read(entry, project).facts:
        assert (fact.basis is None) == bool(fact.candidates)


def test_what_is_not_said_is_read_from_the_headings_only_when_they_agree(project):
    mixed = {"text": ["一、2022年预算执行情况", "失业保险基金支出80万元。"]}
    plan = {"text": ["一、2022年预算安排", "失业保险基金支出80万元。"]}
    assert [said(f, "2022")[-1] for f in read(mixed, project).facts] == [UNSAID]
    assert [said(f, "2022")[-1] for f in read(plan, project).facts] == ["预算"]


def test_precision_is_read_from_what_is_printed(project):
    view = read({"text": "2022年失业保险参保人数3120人，基金支出1.25亿元，人均12.50元，结余约3亿元。"}, project)
    widths = {fact.surface: fact.quantity.interval.width for fact in view.facts}
    assert widths["3120人"] == 0
    assert widths["1.25亿元"] == 1_000_000
    assert widths["约3亿元"] > 100_000_000 / 2
