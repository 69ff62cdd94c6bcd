"""How indicators are classed: the upper two levels of a form's indicators, and what an indicator's name gives away."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from fundqa.lexicon import normalise
from fundqa.yamlfile import YamlFile

SECTIONS = ("kinds", "compared", "either", "wanted", "exempt")
_BRACKETS = re.compile(r"（[^（）]*）")
_KEYS = ("within", "labels", "words", "near")


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Groups are the upper level (产出), kinds the lower one (数量).

    groups, kinds: labels to their class; within: the groups a kind belongs to; words: what shows in a name that an
    indicator is of a kind; near: kinds that such names may also stand under; compared: kinds whose names are told
    apart; either: words that fit several kinds; wanted: the kinds that outputs mostly have, with the last year they
    are asked for (0: always); exempt: words of the names of items that need not have them all.
    """

    groups: Mapping[str, str] = field(default_factory=dict)
    kinds: Mapping[str, str] = field(default_factory=dict)
    within: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    words: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    near: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    compared: frozenset[str] = frozenset()
    either: tuple[str, ...] = ()
    wanted: Mapping[str, int] = field(default_factory=dict)
    exempt: tuple[str, ...] = ()

    def group(self, label: str) -> str:
        """The group that a label of the upper level names, "" when it is not known."""
        return _of(self.groups, label)

    def kind(self, label: str) -> str:
        """The kind that a label of the lower level names, "" when it is not known."""
        return _of(self.kinds, label)

    def told(self, name: str) -> str:
        """The one kind that an indicator's name shows; "" when it shows none, several, or may be of either."""
        plain = _BRACKETS.sub("", normalise(name))
        if any(word in plain for word in self.either):
            return ""
        found = [kind for kind, words in self.words.items() if any(word in plain for word in words)]
        return found[0] if len(found) == 1 else ""

    def clash(self, own: str, name: str) -> str:
        """The kind that a name shows instead of the one it stands under; "" when the two go together."""
        told = self.told(name)
        apart = told and told != own and {told, own} <= self.compared and own not in self.near.get(told, ())
        return told if apart else ""


def _of(classes: Mapping[str, str], label: str) -> str:
    plain = normalise(label)
    return classes.get(plain) or classes.get(_BRACKETS.sub("", plain)) or ""


def read_taxonomy(files: Iterable[YamlFile]) -> Taxonomy:
    """The classes of labels.yml and of form files; a later file adds to the earlier ones."""
    groups: dict[str, str] = {}
    kinds: dict[str, str] = {}
    wanted: dict[str, int] = {}
    lists: dict[str, dict[str, tuple[str, ...]]] = {key: {} for key in _KEYS}
    others: dict[str, tuple[str, ...]] = {"compared": (), "either": (), "exempt": ()}
    for file in files:
        groups.update((word, name) for name in _names(file, "groups") for word in _words(file, ("groups", name)))
        for name in _names(file, "kinds"):
            for key in _KEYS:
                lists[key][name] = (*lists[key].get(name, ()), *_words(file, ("kinds", name, key)))
            kinds.update(dict.fromkeys(lists["labels"][name], name))
        for key in others:
            others[key] += tuple(_words(file, (key,)))
        wanted.update((name, int(str(file.get(("wanted", name, "until")) or 0))) for name in _names(file, "wanted"))
    return Taxonomy(
        groups, kinds, lists["within"], lists["words"], lists["near"], frozenset(others["compared"]),
        others["either"], wanted, others["exempt"],
    )  # fmt: skip


def _names(file: YamlFile, section: str) -> tuple[str, ...]:
    return tuple(file.mapping((section,))) if file.get((section,)) is not None else ()


def _words(file: YamlFile, at: tuple[str | int, ...]) -> Iterator[str]:
    words = file.get(at)
    if words is not None and (not isinstance(words, list) or not all(isinstance(word, str) for word in words)):
        raise file.error("not_words", "这里应当是文字的列表", "expected a list of words here", at)
    yield from (normalise(word) for word in words or ())
