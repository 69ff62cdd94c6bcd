"""The tutorials are followed to the letter, and their links lead somewhere."""

from __future__ import annotations

import re
import tomllib

import pytest
from docs_steps import Run, compare, follow, steps
from support import ROOT

TUTORIALS = (
    "writing-rules.md", "writing-rules.zh.md", "writing-forms.md", "writing-forms.zh.md",
    "county.zh.md", "county.md", "reviewer.zh.md", "reviewer.md", "runs.zh.md", "runs.md",
)  # fmt: skip
"""What is followed."""
BOTH = ("writing-rules", "writing-forms", "county", "reviewer", "runs")
"""What there is in both languages step by step."""
PAGES = sorted(path.relative_to(ROOT).as_posix() for path in [*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])


@pytest.mark.parametrize("name", TUTORIALS)
def test_a_tutorial_can_be_followed(name, tmp_path):
    assert follow(ROOT / "docs" / name, tmp_path) >= 3


def test_both_languages_do_the_same():
    for name in BOTH:
        zh, en = (
            [s.command.replace(" --lang en", "") if isinstance(s, Run) else s.path for s in steps(ROOT / "docs" / file)]
            for file in (f"{name}.zh.md", f"{name}.md")
        )
        assert zh == en


@pytest.mark.parametrize("name", PAGES)
def test_its_links_lead_to_files(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)#\s]+)\)", text) if "://" not in link]
    assert [link for link in links if not ((ROOT / name).parent / link).exists()] == []


def test_the_index_leads_to_every_page():
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    pages = [path.name for path in (ROOT / "docs").glob("*.md") if path.name != "README.md"]
    assert [name for name in pages if f"]({name})" not in index] == []


@pytest.mark.parametrize(
    ("shown", "printed", "right"),
    [
        (("a", "b"), "a\nb\n", True), (("a",), "a\nb\n", False), (("a", "…"), "a\nb\n", True),
        (("b",), "a\nb\n", False), (("a…",), "abc\n", True), (("a…",), "bc\n", False),
        (("…", "b"), "a\nb\n", True), (("a", "c"), "a\nb\nc\n", False), (("a", "…", "c"), "a\nb\nc\n", True),
    ],
)  # fmt: skip
def test_what_is_shown_is_compared_line_by_line(shown, printed, right):
    if right:
        compare(Run("x", shown), printed)
    else:
        with pytest.raises(AssertionError):
            compare(Run("x", shown), printed)


def test_both_languages_tell_of_the_same_findings():
    """The list of docs/final-accounts: rule by rule and page by page."""
    zh, en = (
        re.findall(
            r"^\|[^|]*\| ([\d, 、]*)\| ([A-Z0-9-]*) ?\|", (ROOT / "docs" / name).read_text("utf-8"), re.MULTILINE
        )
        for name in ("final-accounts.zh.md", "final-accounts.md")
    )
    assert [(pages.replace("、", ", ").strip(), rule) for pages, rule in zh] == [(p.strip(), rule) for p, rule in en]
    assert len(zh) > 10


@pytest.mark.parametrize("name", [name for name in PAGES if name.endswith(".zh.md")])
def test_both_languages_have_as_many_parts(name):
    """Headings and tables: where one language tells more than the other, one of them is behind."""
    zh, en = ((ROOT / page).read_text(encoding="utf-8") for page in (name, name.replace(".zh.md", ".md")))
    for part in (r"^#{2,3} ", r"^\|[ :-]+\|", r"^```\w"):
        assert len(re.findall(part, zh, re.MULTILINE)) == len(re.findall(part, en, re.MULTILINE)), part


@pytest.mark.parametrize("name", ["install.zh.md", "install.md"])
def test_the_extras_are_those_that_can_be_installed(name):
    """What is for measuring fundqa itself need not be told."""
    declared = set(tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["optional-dependencies"])
    told = set(re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / name).read_text("utf-8"), re.MULTILINE))
    assert told <= declared
    assert declared - {"dev", "bench"} <= told
