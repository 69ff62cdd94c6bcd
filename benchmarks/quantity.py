"""The number reader's speed: growth with the length of hostile text, and against other readers on the same text.

Run as `python benchmarks/quantity.py [FILE]`; recognizers-text and cn2an are compared where they are installed.
"""

from __future__ import annotations

import importlib
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from fundqa.quantity import quantities

SENTENCE = (
    "2021年全县城乡居民养老保险基金支出1.28亿元，其中：基础养老金12,345.67万元、丧葬补助454万元，完成年度预算的98.67%，"
    "比上年增长5.2个百分点；发放三万余人，首次发放准确率95%至105%，满意度不低于90%，每月25日前足额发放。\n"
)
HOSTILE = ("1", "其中", "（", "[", "一", "二十", "1,", "5-", "1、", "5%", "≥95%", "100 ", "百分之", "约", "介于5")


def seconds(action: Callable[[], object]) -> float:
    """The best of three runs."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - start)
    return best


def growth() -> None:
    """Time for a text and for one four times as long: linear is a factor of about 4."""
    print(f"{'repeated':10}{'50,000':>10}{'200,000':>10}{'factor':>8}")
    for part in HOSTILE:
        short, long = ((part * size)[:size] for size in (50_000, 200_000))
        first, second = seconds(partial(quantities, short)), seconds(partial(quantities, long))
        print(f"{part:10}{first:10.3f}{second:10.3f}{second / first:8.1f}")


def _all(kinds: tuple[Callable[[str, str], object], ...], text: str) -> object:
    return [recognize(text, "zh-cn") for recognize in kinds]


def readers() -> dict[str, Callable[[str], object]]:
    """The installed readers by name."""
    found: dict[str, Callable[[str], object]] = {"fundqa": quantities}
    try:
        number, unit = (importlib.import_module(f"recognizers_{name}") for name in ("number", "number_with_unit"))
        dates = importlib.import_module("recognizers_date_time")
        kinds = [number.recognize_number, number.recognize_percentage]
        kinds += [unit.recognize_currency, unit.recognize_dimension, unit.recognize_age]
        found["recognizers-text, numbers and units"] = partial(_all, tuple(kinds))
        found["recognizers-text, and dates"] = partial(_all, (*kinds, dates.recognize_datetime))
    except ImportError:
        print("recognizers-text is not installed: not compared")
    try:
        cn2an = importlib.import_module("cn2an")
        found["cn2an"] = lambda text: cn2an.transform(text, "cn2an")
    except ImportError:
        print("cn2an is not installed: not compared")
    return found


def comparison(text: str) -> None:
    """Each reader on the same text in one run."""
    base = seconds(lambda: quantities(text))
    for name, read in readers().items():
        spent = seconds(partial(read, text))
        print(f"{name:40}{spent * 1e6 / len(text):10.2f} µs a character{spent / base:10.1f} times fundqa's")


if __name__ == "__main__":
    comparison(Path(sys.argv[1]).read_text(encoding="utf-8") if len(sys.argv) > 1 else SENTENCE * 20)
    growth()
