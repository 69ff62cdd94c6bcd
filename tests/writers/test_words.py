"""The writers' words: both languages, all of them used and none of them missing."""

from __future__ import annotations

import re

import pytest
import yaml
from sample_report import sample
from support import ROOT

from fundqa.model import Severity, Strength
from fundqa.report import State
from fundqa.writers.ledger import Ledger
from fundqa.writers.words import words

ENTRIES = yaml.safe_load((ROOT / "reports/strings.yml").read_text("utf-8"))
SOURCES = [*(ROOT / "fundqa/writers").glob("*.py"), *(ROOT / "reports/html").glob("*.j2")]
# Keys that are put together while writing.
PREFIXES = ("part", "severity", "duty", "strength", "section", "count", "role", "basis", "change", "waiver", "column",
            "family", "filter", "state", "page.key",
            "word.initials", "letter.count", "letter.ordinal", "letter.section", "letter.request",
            "ledger.sheet", "ledger.state", "ledger.column")  # fmt: skip
BUILT = tuple(f"{prefix}." for prefix in PREFIXES)


@pytest.mark.parametrize("key", ENTRIES)
def test_every_word_is_said_in_both_languages(key):
    if not key.endswith("_one"):
        assert set(ENTRIES[key]) == {"zh", "en"}
        fields = [set(re.findall(r"{(\w+)}", ENTRIES[key][lang])) for lang in ("zh", "en")]
        assert fields[0] == fields[1]


@pytest.mark.parametrize("key", ENTRIES)
def test_every_word_is_used(key):
    name = key.removesuffix("_one")
    source = "".join(path.read_text("utf-8") for path in SOURCES)
    assert name.startswith(BUILT) or re.search(rf"""["']{re.escape(name)}["']""", source), key


def test_every_member_that_is_shown_has_its_word():
    for lang in ("zh", "en"):
        say = words(lang)
        assert all(say(f"severity.{s}") and say(f"duty.{s}") and say.several(f"count.{s}", 2) for s in Severity)
        assert all(say(f"strength.{s}") for s in Strength)


def test_the_ledger_has_a_word_for_each_sheet_column_and_state_and_no_other():
    sheets = Ledger(sample()).sheets()
    used = {
        "sheet": {sheet.name for sheet in sheets},
        "column": {column for sheet in sheets for column in sheet.columns},
        "state": set(State),
    }
    for kind, names in used.items():
        prefix = f"ledger.{kind}."
        assert {key.removeprefix(prefix) for key in ENTRIES if key.startswith(prefix)} == names


def test_english_counts_have_a_singular():
    assert words("en").several("count.info", 1) == "1 note"
    assert words("en").several("count.info", 2) == "2 notes"
    assert words("zh").several("count.info", 1) == "1处提示"


def test_an_unknown_language_reads_chinese():
    assert words("fr").language == "zh-CN"
