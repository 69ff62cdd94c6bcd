"""The catalogue of checks beside the repository: every id has a rule, every cause of false alarms stands in one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from support import ROOT

from fundqa.pack import builtin_checks, load_rules

# UNI-03 and PLA-03 are diagnosis, TGT-07 is how targets are read (design 5).
ELSEWHERE = re.compile(r"UNI-03|PLA-03|TGT-07")
# Expectations over the ledger are about runs, which the catalogue of what can be wrong in reports does not list.
OWN = re.compile(r"LED-\d\d")
_ROW = re.compile(r"^\| ((?:STR|SCH|ARI|N2T|N2N|TGT|SCO|NAM|UNI|WRD|XRP|PLA)-\d\d) \|")
_ADDED = re.compile(r"^\| (DFA-\d\d) \|", re.MULTILINE)
_HEAD = "误报怎么来"
_EVIDENCE = re.compile(r"\[[VM][^\]]*\]")
_BRACKETS = re.compile(r"（[^（）]*）|\([^()]*\)")
_REFERENCE = re.compile(r"见 ?[A-Z]+-\d+")


@dataclass(frozen=True)
class Check:
    """A row of the catalogue: the id, and what could set it off falsely."""

    id: str
    causes: tuple[str, ...]


def catalogue(path: Path) -> Iterator[Check]:
    """The rows of the catalogue's tables."""
    for line in path.read_text(encoding="utf-8").splitlines():
        found = _ROW.match(line)
        if found:
            last = line.strip().strip("|").split("|")[-1]
            yield Check(found[1], tuple(causes(last)))


def causes(cell: str) -> Iterator[str]:
    """The causes in a cell, without the marks of evidence and references to other documents."""
    for part in re.split(r"[；;]", _EVIDENCE.sub("", cell)):
        if part.strip() and not _REFERENCE.fullmatch(part.strip()):
            yield part.strip()


def plain(text: str) -> str:
    """A cause as it is compared: without brackets, blanks and marks."""
    return re.sub(r"[\s※。]|→[A-Z]$", "", _BRACKETS.sub("", _EVIDENCE.sub("", text)))


def stands_in(cause: str, alarms: list[str]) -> bool:
    """Whether the rules of the id consider the cause, in its words; what 、 lists may be shared out among them."""
    wanted = plain(cause)
    if any(wanted in plain(alarm) or cause in alarm for alarm in alarms):
        return True
    pieces = wanted.split("、")
    return len(pieces) > 1 and all(any(piece in plain(alarm) for alarm in alarms) for piece in pieces)


@pytest.fixture(scope="module")
def checks(shared: Path) -> list[Check]:
    found = [check for check in catalogue(shared / "domain.md") if not ELSEWHERE.fullmatch(check.id)]
    assert len(found) > 75
    return found


@pytest.fixture(scope="module")
def alarms() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for rule in load_rules([builtin_checks()]):
        found.setdefault(rule.id, []).extend(rule.false_alarms)
    return found


def test_every_check_of_the_catalogue_has_a_rule(checks, alarms):
    missing = [check.id for check in checks if check.id not in alarms]
    assert missing == [], f"{len(missing)} of {len(checks)} checks have no rule"


def test_every_cause_of_false_alarms_is_considered(checks, alarms):
    missing = [f"{c.id}: {cause}" for c in checks for cause in c.causes if not stands_in(cause, alarms.get(c.id, []))]
    total = sum(len(check.causes) for check in checks)
    assert missing == [], f"{len(missing)} of {total} causes:\n" + "\n".join(missing)


def test_no_rule_has_an_id_that_the_catalogue_lacks(shared, alarms):
    """The catalogue has no checks of published accounts alone; docs/final-accounts.md adds theirs to it."""
    known = {check.id for check in catalogue(shared / "domain.md")}
    known |= set(_ADDED.findall((ROOT / "docs" / "final-accounts.md").read_text(encoding="utf-8")))
    assert [rule_id for rule_id in alarms if rule_id not in known and not OWN.fullmatch(rule_id)] == []


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (" 旧模板；见 FT-20 ", ["旧模板"]),
        (" 分来源含上年结转（某年 [V]）；收入类超收不算 ", ["分来源含上年结转（某年 ）", "收入类超收不算"]),
        ("  ", []),
    ],
)
def test_a_cell_holds_its_causes(cell, expected):
    assert list(causes(cell)) == expected


def test_a_cause_is_found_in_the_words_of_a_rule():
    assert stands_in("地方另定（银川 10/25/…）", ["地方另定"])
    assert not stands_in("特殊情况可调", ["地方另定"])
