"""Expectations that did not come out, as a person reads them: what was expected, what came, and where they part."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import SequenceMatcher

_AROUND = 8
_ALIKE = 0.5
_WORDS = {
    "zh": {"wanted": "期望 ", "got": "实得 ", "at": "差别 ", "missing": "缺少 ", "extra": "多出 ", "none": "（无）"},
    "en": {"wanted": "expected ", "got": "got      ", "at": "differs  ", "missing": "missing  ", "extra": "extra    ",
           "none": "(nothing)"},
}  # fmt: skip


def difference(wanted: list[str], actual: list[str], lang: str = "zh") -> str:
    """The lines of `wanted` and `actual` that do not match, those that are alike side by side."""
    words = _WORDS["en" if lang == "en" else "zh"]
    return "\n".join(_lines(_unmatched(wanted, actual), _unmatched(actual, wanted), words))


def _unmatched(lines: list[str], others: list[str]) -> list[str]:
    rest = list(others)
    left = []
    for line in lines:
        if line in rest:
            rest.remove(line)
        else:
            left.append(line)
    return left


def _lines(wanted: list[str], actual: list[str], words: dict[str, str]) -> Iterator[str]:
    extra = list(actual)
    for line in wanted:
        near = max(extra, key=lambda other: _likeness(line, other), default="")
        if near and _likeness(line, near) >= _ALIKE:
            extra.remove(near)
            yield f"{words['wanted']}{line}"
            yield f"{words['got']}{near}"
            yield f"{words['at']}{hint(line, near, words['none'])}"
        else:
            yield f"{words['missing']}{line}"
    yield from (f"{words['extra']}{line}" for line in extra)


def _likeness(a: str, b: str) -> float:
    """How alike two expectations are; those of different words (fail, open …) are not."""
    same_word = a.partition(":")[0] == b.partition(":")[0]
    return SequenceMatcher(None, a, b, autojunk=False).ratio() if same_word else 0


def hint(wanted: str, got: str, none: str = "（无）") -> str:
    """Each place where two lines part, as 【expected → got】 with the characters around it."""
    pieces: list[str] = []
    blocks = SequenceMatcher(None, wanted, got, autojunk=False).get_opcodes()
    for index, (tag, start, end, other, last) in enumerate(blocks):
        if tag == "equal":
            pieces.append(_context(wanted[start:end], index == 0, index == len(blocks) - 1))
        else:
            pieces.append(f"【{wanted[start:end] or none} → {got[other:last] or none}】")
    return "".join(pieces)


def _context(text: str, first: bool, last: bool) -> str:
    if len(text) <= 2 * _AROUND:
        return text
    head = "" if first else text[:_AROUND]
    tail = "" if last else text[-_AROUND:]
    return f"{head}…{tail}"
