"""The gold table's facts: what each number is about, held as shares by aspect, and never a wrong known concept.

The shares are a floor under what was measured, not a promise: an own printed name where the table gives a plainer one
(机关运行经费支出 for 机关运行经费) costs recall and does no harm; a wrong concept of the lexicon would.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
import yaml

from fundqa.bind import bind
from fundqa.model import Basis, Fact, Target
from fundqa.project import load_project
from fundqa.readers.markdown import markdown_document

GOLD = Path(__file__).parent / "gold"
FLOORS = {"concept": (90, 100), "basis": (94, 100), "period": (100, 100), "entity": (80, 100)}
# 当年结余 is the year's surplus here, 结余 the accumulated one; 完成年初预算 is a rate of its own denominator.
KNOWN_OTHER = {("结余", "本年结余"), ("支出执行率", "年初预算支出执行率")}


def expected_facts() -> list[tuple[str, dict[str, str]]]:
    """Every fact of the table whose snippet stands alone: (text, what is certain)."""
    files = (path for path in sorted(GOLD.glob("*.yml")) if path.stem not in ("split", "context"))
    entries = (entry for path in files for entry in yaml.safe_load(path.read_text("utf-8")))
    return [(entry["text"], fact) for entry in entries for fact in entry.get("fact", ())]


PROJECT = load_project()


def bound(text: str, surface: str, nth: int) -> Fact | Target | None:
    """The nth fact or target bound to a surface, from 1."""
    view = bind((markdown_document(text, "gold.md"),), PROJECT.forms, PROJECT.lexicon, "zh")
    items = [*view.facts, *view.targets]
    exact = [item for item in items if item.surface == surface]
    found = exact or [item for item in items if surface in item.surface]
    return found[nth - 1] if len(found) >= nth else None


def aspect(item: Fact | Target | None, key: str) -> str:
    """An aspect as the table writes it."""
    if item is None:
        return "absent"
    if key == "basis":
        basis = item.basis if isinstance(item, Fact) else Basis.TARGET
        return basis.value if basis else ""
    return str(getattr(item, key))


@pytest.fixture(scope="module")
def compared() -> list[tuple[str, str, str, str]]:
    """(aspect, expected, found, text) for everything that is certain."""
    rows = []
    for text, fact in expected_facts():
        item = bound(text, fact["surface"], int(fact.get("nth", 1)))
        rows += [(key, fact[key], aspect(item, key), text) for key in FLOORS if key in fact]
    return rows


def same(key: str, wanted: str, found: str) -> bool:
    """Whether a found aspect is the expected one; wordings of one concept are one."""
    return wanted == found or (key == "concept" and PROJECT.lexicon.concept_of_label(wanted) == found)


def test_shares_by_aspect(compared: list[tuple[str, str, str, str]]) -> None:
    """Each aspect is found at least as often as its floor says."""
    total, right = Counter[str](), Counter[str]()
    for key, wanted, found, _ in compared:
        total[key] += 1
        right[key] += same(key, wanted, found)
    shares = {key: f"{right[key]}/{total[key]}" for key in FLOORS}
    assert all(right[key] * of >= share * total[key] for key, (share, of) in FLOORS.items()), shares
    assert sum(total.values()) > 150


def test_no_number_is_given_a_known_concept_that_is_not_its_own(compared: list[tuple[str, str, str, str]]) -> None:
    """A wrong concept of the lexicon would be compared with other numbers and raise a false alarm."""
    wrong = [
        (wanted, found, text)
        for key, wanted, found, text in compared
        if key == "concept" and found in PROJECT.lexicon.concepts and not same(key, wanted, found)
    ]
    assert [row for row in wrong if row[:2] not in KNOWN_OTHER] == []
