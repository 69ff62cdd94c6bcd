"""Words that are written wrongly, read from terms.yml."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fundqa.yamlfile import KeyPath, YamlFile

_KEYS = ("wrong", "right", "match", "without")


@dataclass(frozen=True, slots=True)
class Misspelling:
    """A word written wrongly and how it is written; match: the only context in which it is wrong, a regular expression.

    without: right words that contain its characters.
    """

    wrong: str
    right: str
    match: str = ""
    without: tuple[str, ...] = ()


def misspellings(files: Sequence[YamlFile]) -> Iterator[Misspelling]:
    """The entries of some terms.yml files; PackError for one that is not understood."""
    for file in files:
        entries = file.get(("wrong",)) or []
        if not isinstance(entries, list):
            raise file.error("not_a_list", "这里应当是列表", "expected a list here", ("wrong",))
        yield from (_misspelling(file, ("wrong", i)) for i in range(len(entries)))


def _misspelling(file: YamlFile, at: KeyPath) -> Misspelling:
    entry = file.mapping(at)
    for key in entry:
        if key not in _KEYS:
            raise file.error("unknown_key", f"不认识的键“{key}”", f"unknown key “{key}”", (*at, key), _KEYS)
    for key in _KEYS[:2]:
        if not entry.get(key):
            raise file.error("missing_key", f"缺少键“{key}”", f"the key “{key}” is missing", at, _KEYS)
    without = entry.get("without") or []
    if not isinstance(without, list) or not all(isinstance(word, str) for word in without):
        raise file.error("not_words", "这里应当是一列词语", "expected a list of words here", (*at, "without"))
    match = str(entry.get("match") or "")
    try:
        re.compile(match)
    except re.error as error:
        zh, en = f"不是正则表达式：{error}", f"not a regular expression: {error}"
        raise file.error("bad_value", zh, en, (*at, "match")) from error
    return Misspelling(str(entry["wrong"]), str(entry["right"]), match, tuple(without))
