"""The number reader against recognizers-text and cn2an on the gold table, and its growth on hostile text.

python benchmarks/quantity.py [--quick]; what each of them finds there is told by benchmarks/gold.py.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator, Sequence
from functools import partial

from gold import CN2AN, RECOGNIZERS, recognizers, texts
from measure import INSTALL, Act, Budget, Row, absent, alone, compared, installed, turns

from fundqa.quantity import quantities

HOSTILE = ("1", "其中", "（", "[", "一", "二十", "1,", "5-", "1、", "5%", "≥95%", "100 ", "百分之", "约", "介于5")
LENGTH, LONGER = 20_000, 4


def rows(budget: Budget) -> Iterator[Row]:
    """Speed against each reader that is installed, and growth."""
    snippets = texts()[:: budget.of(1, 20)]
    characters = sum(map(len, snippets))
    for name, act in _others(snippets):
        zh, en = f"读数：与 {name} 相比的速度，金标准表", f"reading numbers, as fast as {name}, gold table"
        key = f"numbers-{name.partition(' ')[0].lower()}"
        if act is None:
            yield absent(key, zh, en, INSTALL)
            continue
        (ratio,) = compared(Reading(snippets), [act], budget.of(3, 1))
        yield Row(key, zh, en, ratio, detail=f"{len(snippets)} snippets, {characters} characters")
    yield _growth(budget)


class Reading:
    """Our reader over texts; each time is the first, as the reader keeps what it has just read."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._times = 0

    def __call__(self) -> None:
        """Read them once."""
        self._times += 1
        _each(quantities, [text + "\n" * self._times for text in self._texts])


def _each(read, snippets: Sequence[str]) -> None:
    for snippet in snippets:
        read(snippet)


def _others(snippets: Sequence[str]) -> Iterator[tuple[str, Act | None]]:
    """The other readers over all snippets, None where one is not installed."""
    kinds = recognizers()
    yield RECOGNIZERS, partial(_each, lambda text: [kind(text) for kind in kinds], snippets) if kinds else None
    found = installed("cn2an")
    yield CN2AN, partial(_each, partial(_transformed, found[0]), snippets) if found else None


def _transformed(cn2an, text: str) -> str:
    """The text with its Chinese numerals in digits, as cn2an answers; it warns of what it cannot read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return cn2an.transform(text, "cn2an")
        except ValueError:
            return text


def _growth(budget: Budget) -> Row:
    """The worst growth of time with length: linear is a factor of four on a text four times as long."""
    worst, length = (0.0, ""), budget.of(LENGTH, LENGTH // 10)
    for part in HOSTILE[:: budget.of(1, 5)]:
        short, long = ((part * size)[:size] for size in (length, length * LONGER))
        first, second = turns([Reading([short]), Reading([long])], budget.of(3, 1))
        worst = max(worst, (second / first, part))
    return Row(
        "numbers-growth",
        f"读数：文字长到 {LONGER} 倍，最坏的重复文字多花的时间",
        f"reading numbers: time for a text {LONGER} times as long, worst of {len(HOSTILE)} hostile ones",
        worst[0],
        detail=f"“{worst[1]}” repeated to {length} and {length * LONGER} characters",
    )


if __name__ == "__main__":
    sys.exit(alone(rows))
