"""The READMEs: short, alike in both languages, their example what comes out; tests/test_shown.py runs the rest."""

from __future__ import annotations

import re
from itertools import takewhile

import pytest
from docs_steps import call
from support import ROOT

READMES = {name: (ROOT / name).read_text("utf-8") for name in ("README.md", "README.zh-CN.md")}
EXAMPLE = next(iter(sorted((ROOT / "examples").glob("青*.docx"))))
LINES = 110
"""What can be read in five minutes; the tables of figures, which programs write between marks, are not counted."""
_MARKED = re.compile(r"<!-- (\w+) -->\n.*?<!-- /\1 -->\n", re.DOTALL)
_LINK = re.compile(r"\]\(([^)#\s]+)\)")


@pytest.fixture(scope="module")
def printed() -> str:
    """What the program says of the example, without blanks and line breaks."""
    _, said = call(["check", str(EXAMPLE)], ROOT)
    return re.sub(r"\s", "", said)


@pytest.mark.parametrize("text", READMES.values(), ids=READMES)
def test_the_example_of_a_readme_is_what_comes_out(text: str, printed: str) -> None:
    """Every message line of the worked example stands in what the program prints today, line breaks aside."""
    lines = text[text.index("    [错误] N2T-01") :].splitlines()
    block = takewhile(lambda line: not line or line.startswith("    "), lines)
    pieces = [re.sub(r"\s", "", line) for line in block if line.strip()]
    assert len(pieces) > 10
    assert [piece for piece in pieces if piece not in printed] == []


@pytest.mark.parametrize("text", READMES.values(), ids=READMES)
def test_a_readme_is_short(text: str) -> None:
    assert len(_MARKED.sub("", text).splitlines()) <= LINES


def test_both_readmes_have_the_same_parts_pictures_and_figures() -> None:
    """As many headings and commands, and links to the same pages of either language."""
    english, chinese = READMES.values()
    for pattern in (r"^## ", r"^ {4}(?:\.venv/bin/)?(?:fundqa|make|python3|pip) ", r"^\| "):
        counts = {len(re.findall(pattern, text, re.MULTILINE)) for text in (english, chinese)}
        assert len(counts) == 1, pattern
    led = [{link.replace(".zh.md", ".md") for link in _LINK.findall(text)} for text in (english, chinese)]
    assert led[0] - {"README.zh-CN.md"} == led[1] - {"README.md"}
    assert _MARKED.findall(english) == _MARKED.findall(chinese)


@pytest.mark.parametrize("name", READMES)
def test_a_readme_leads_to_pages_of_its_own_language(name: str) -> None:
    """Where a page is there in both, the Chinese README leads to the Chinese one."""
    links = [link for link in _LINK.findall(READMES[name]) if link.startswith("docs/") and link.endswith(".md")]
    chinese = [link for link in links if link.endswith(".zh.md")]
    if name == "README.md":
        assert chinese == []
    else:
        assert [link for link in links if (ROOT / link.replace(".md", ".zh.md")).is_file()] == []
