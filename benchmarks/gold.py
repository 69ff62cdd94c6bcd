"""Precision and recall of the number reader by class of the gold table, and beside recognizers-text and cn2an.

python benchmarks/gold.py [--faults]; `--faults` lists what is wrong.

The readers beside ours know neither rounding nor bounds, so all are held to less there: for each quantity of the table
with one value, whether some number that touches it has this value. Ranges and what may be read or not count for none.
recognizers-text has all its kinds, and what it calls a date is no number; cn2an, which does not say where a numeral
stands, is handed each quantity's own characters instead, so that it has no precision.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal, InvalidOperation

from measure import INSTALL, PERCENT, ROOT, Budget, Row, absent, installed, told

sys.path.insert(0, str(ROOT / "tests"))

from gold_table import Entry, Score, classes, mentions, place, same, scores, touches

RECOGNIZERS, CN2AN = "recognizers-text", "cn2an"
LEAST = 0.98
Found = tuple[int, int, Decimal | None]
"""Where a number stands, and its value in the base unit, percent in points."""


def texts() -> list[str]:
    """The snippets of the table."""
    return [entry["text"] for _, entries in classes() for entry in entries]


def recognizers() -> list[Callable[[str], list]] | None:
    """recognizers-text's readers of Chinese: dates first, then currencies, percentages, units and bare numbers."""
    found = installed("recognizers_date_time", "recognizers_number_with_unit", "recognizers_number")
    if found is None:
        return None
    dates, units, numbers = found
    own = [dates.recognize_datetime, units.recognize_currency, numbers.recognize_percentage, units.recognize_dimension]
    return [
        lambda text, read=read: read(text, "zh-cn") for read in (*own, units.recognize_age, numbers.recognize_number)
    ]


def rows(budget: Budget) -> Iterator[Row]:
    """What each reader finds."""
    entries = [entry for _, own in classes() for entry in own if "cells" not in entry][:: budget.of(1, 20)]
    strict = Score()
    for score in scores().values() if not budget.quick else ():
        strict.add(score)
    detail = f"{strict.right} of {strict.right + strict.missed} quantities in every respect; " if strict.right else ""
    yield from _pair("fundqa", "fundqa", _score(entries, _ours), detail)
    kinds = recognizers()
    yield from _pair(
        "recognizers-text", RECOGNIZERS, _score(entries, lambda e: _theirs(kinds, e["text"])) if kinds else None
    )
    cn2an = installed("cn2an")
    zh, en = "金标准表：cn2an 找对的数", "gold table: values that cn2an gets right"
    if cn2an is None:
        yield absent("gold-recall-cn2an", zh, en, INSTALL)
    else:
        right, count = _converted(cn2an[0], entries)
        yield Row(
            "gold-recall-cn2an", zh, en, right / count, PERCENT, detail=f"{right} of {count}, handed each by itself"
        )


def _pair(key: str, name: str, score: Score | None, detail: str = "") -> Iterator[Row]:
    """Precision and recall of a reader."""
    least = {"least": LEAST} if key == "fundqa" else {}
    words = (("precision", "读出的数有几成对", "numbers read that are right"), ("recall", "找对的数", "values found"))
    for measure, zh, en in words:
        texts_ = f"gold-{measure}-{key}", f"金标准表：{name} {zh}", f"gold table: {en} by {name}"
        if score is None:
            yield absent(*texts_, INSTALL)
        else:
            of = score.right + (score.wrong if measure == "precision" else score.missed)
            yield Row(*texts_, getattr(score, measure), PERCENT, detail=f"{detail}{score.right} of {of}", **least)


def _ours(entry: Entry) -> list[Found]:
    return [(m.start, m.end, m.value) for m in mentions(entry) if m.value is not None]


def _theirs(kinds: Sequence[Callable[[str], list]], text: str) -> list[Found]:
    """The numbers that stand in no date and in no larger number."""
    taken: list[tuple[int, int]] = []
    found: list[Found] = []
    for number, read in enumerate(kinds):
        for result in read(text):
            start, end = result.start, result.end + 1
            if all(end <= first or last <= start for first, last in taken):
                taken.append((start, end))
                if number:
                    found.append((start, end, _value(result.resolution or {})))
    return found


def _value(resolution) -> Decimal | None:
    """What a result stands for; percentages in points, money as it is."""
    try:
        return Decimal(str(resolution.get("value", "")).rstrip("%").replace(",", ""))
    except InvalidOperation:
        return None


def _score(entries: Sequence[Entry], read: Callable[[Entry], list[Found]]) -> Score:
    score = Score()
    for entry in entries:
        left, position = read(entry), 0
        for expected in entry["mentions"]:
            start, position = place(entry["text"], expected["surface"], position)
            met = [own for own in left if own[0] < position and start < own[1]]
            left = [own for own in left if own not in met]
            if expected.get("value") is None:
                continue
            hit = any(same(expected["value"], value) for _, _, value in met)
            score.right += hit
            score.missed += not hit
            score.wrong += not hit and bool(met)
        score.wrong += sum(not _optional(entry, own) for own in left)
    return score


def _optional(entry: Entry, found: Found) -> bool:
    """Whether a number may be read there or not."""
    standing = type("Standing", (), {"start": found[0], "end": found[1]})
    return any(touches(entry["text"], word, standing) for word in entry.get("optional", ()))


def _converted(cn2an, entries: Sequence[Entry]) -> tuple[int, int]:
    """How many quantities of one value cn2an gives the value of, and how many there are."""
    right = count = 0
    for entry in entries:
        for expected in entry["mentions"]:
            if expected.get("value") is not None:
                count += 1
                try:
                    right += same(
                        expected["value"], Decimal(str(cn2an.cn2an(expected["surface"].rstrip("元人户件"), "smart")))
                    )
                except (ValueError, InvalidOperation):
                    continue
    return right, count


def main() -> None:
    """Prints the table, then the readers beside each other."""
    total = Score()
    print(f"{'class':20}{'right':>7}{'wrong':>7}{'missed':>8}{'precision':>11}{'recall':>8}")
    for name, score in [*scores().items(), ("all", total)]:
        print(f"{name:20}{score.right:7}{score.wrong:7}{score.missed:8}{score.precision:11.3f}{score.recall:8.3f}")
        if score is not total:
            total.add(score)
    if "--faults" in sys.argv:
        print(*total.faults, sep="\n")
    told(rows(Budget()))


if __name__ == "__main__":
    main()
