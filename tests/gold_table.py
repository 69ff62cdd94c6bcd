"""The gold table (tests/gold) read and scored as its README says; for the test and for benchmarks/gold.py."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import yaml

from fundqa.model import Mention
from fundqa.quantity import QUANTITIES, parse_cell, parse_row, quantities
from fundqa.units import UNITS

GOLD = Path(__file__).resolve().parent / "gold"
Entry = Mapping[str, Any]


@dataclass
class Score:
    """Hits, wrong and missed quantities of one class of snippets, and what was wrong."""

    right: int = 0
    wrong: int = 0
    missed: int = 0
    faults: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missed) if self.right + self.missed else 1.0

    def add(self, other: Score) -> None:
        self.right += other.right
        self.wrong += other.wrong
        self.missed += other.missed
        self.faults += other.faults


def classes() -> Iterator[tuple[str, list[Entry]]]:
    """The files of the table by name, each with its entries."""
    for path in sorted(GOLD.glob("*.yml")):
        yield path.stem, yaml.safe_load(path.read_text(encoding="utf-8"))


def scores() -> dict[str, Score]:
    """Every class scored."""
    found = {}
    for name, entries in classes():
        total = Score()
        for entry in entries:
            total.add(scored(entry))
        found[name] = total
    return found


def scored(entry: Entry) -> Score:
    """One snippet: what the reader says against what is expected."""
    read = mentions(entry)
    score, left, position = Score(), list(read), 0
    for expected in entry["mentions"]:
        start, end = place(entry["text"], expected["surface"], position)
        position = end
        low, high = outer(entry["text"], expected, start, end)
        match = next((m for m in left if low <= m.start <= start and end <= m.end <= high), None)
        differences = [] if match is None else list(different(expected, match))
        if match is not None:
            left.remove(match)
        elif (touching := next((m for m in left if m.start < end and start < m.end), None)) is not None:
            differences = [f"read {touching.surface!r} ({touching.kind})"]
        score.right += match is not None and not differences
        if match is None or differences:
            score.missed += 1
            score.wrong += match is not None
            score.faults.append(f"{entry['text']!r}: {expected['surface']!r} {'; '.join(differences) or 'missed'}")
    for mention in left:
        if not any(touches(entry["text"], word, mention) for word in entry.get("optional", [])):
            score.wrong += 1
            score.faults.append(f"{entry['text']!r}: {mention.surface!r} read as {mention.kind} {mention.value}")
    return score


def mentions(entry: Entry) -> list[Mention]:
    """The quantities read from a snippet, members in place of lists, with the unit of the table's note."""
    if "cells" in entry:
        found = parse_row(entry["cells"])
    else:
        cell = parse_cell(entry["text"]) if "note" in entry else None
        found = (cell,) if cell else quantities(entry["text"])
    single = [part for m in found if m.kind in QUANTITIES for part in (m.members or (m,))]
    return [with_note(m, entry["note"]) for m in single] if "note" in entry else single


def with_note(mention: Mention, note: str) -> Mention:
    unit = UNITS[note.replace("：", ":").split(":")[-1].strip("（）()")]
    if mention.unit or mention.value is None or mention.low is None or mention.high is None:
        return mention
    low, value, high = (end * unit.scale for end in (mention.low, mention.value, mention.high))
    return replace(mention, kind=unit.dimension, unit=unit.base, low=low, value=value, high=high)


def place(text: str, surface: str, position: int) -> tuple[int, int]:
    """Where an expected surface stands: not inside a longer run of digits."""
    start = text.find(surface, position)
    while start >= 0:
        end = start + len(surface)
        inside = surface[0].isdigit() and text[start - 1 : start].isdigit()
        if not inside and not (surface[-1].isdigit() and text[end : end + 1].isdigit()):
            return start, end
        start = text.find(surface, start + 1)
    raise AssertionError(f"{surface!r} does not stand in {text!r}")


def outer(text: str, expected: Entry, start: int, end: int) -> tuple[int, int]:
    around = expected.get("outer", expected["surface"])
    inside = around.find(expected["surface"])
    begin = text.rfind(around, 0, start - inside + len(around))
    return (min(begin, start), max(begin + len(around), end)) if begin >= 0 else (start, end)


def touches(text: str, word: str, mention: Mention) -> bool:
    start = text.find(word)
    while start >= 0:
        if mention.start < start + len(word) and start < mention.end:
            return True
        start = text.find(word, start + 1)
    return False


def different(expected: Entry, mention: Mention) -> Iterator[str]:
    """The given keys in which a mention differs from what is expected."""
    for key in ("kind", "unit", "decimals", "qualifier", "legal"):
        if key in expected and expected[key] != getattr(mention, key):
            yield f"{key} {getattr(mention, key)!r} for {expected[key]!r}"
    for key in ("value", "low", "high"):
        if key in expected and not same(expected[key], getattr(mention, key)):
            yield f"{key} {getattr(mention, key)} for {expected[key]}"
    for key in ("low", "high"):
        if key in expected and getattr(mention, f"{key}_inclusive") != expected.get(f"{key}_inclusive", True):
            yield f"{key}_inclusive {getattr(mention, f'{key}_inclusive')}"


def same(expected: str | None, actual: Decimal | None) -> bool:
    if expected is None or actual is None:
        return expected is None and actual is None
    return abs(Fraction(expected) - Fraction(actual)) < Fraction(1, 10**20)


def misnamed(entry: Entry) -> Iterator[str]:
    """What the reader calls by another kind than the table does, of dates and ordinals."""
    for other in entry.get("others", []):
        if other["kind"] not in ("date", "ordinal") or "cells" in entry:
            continue
        listed = ("idiom",) if other["kind"] == "ordinal" else ()  # 一是, 三要 are words as well as list numbers
        for mention in quantities(entry["text"]):
            if touches(entry["text"], other["surface"], mention) and mention.kind not in (other["kind"], *listed):
                yield f"{entry['text']!r}: {mention.surface!r} is {mention.kind}, not {other['kind']}"


def forbidden(entry: Entry) -> Iterator[str]:
    """Quantities that touch what must be no quantity or must stay unread."""
    for mention in mentions(entry):
        for word in (*entry.get("not", []), *entry.get("unread", [])):
            if touches(entry["text"], word, mention):
                yield f"{entry['text']!r}: {mention.surface!r} touches {word!r}"
