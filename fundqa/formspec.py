"""schemas/forms as values: how a form is recognised and which canonical column each of its labels means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from fundqa.lexicon import normalise
from fundqa.model import Basis, Text
from fundqa.yamlfile import YamlFile, load

_BRACKETS = re.compile(r"（[^（）]*）")
_KEYS = ("id", "title", "recognise", "header", "funding", "goals", "indicators")


@dataclass(frozen=True, slots=True)
class Column:
    """What a label means: section (header, amounts, total, sources, goals, indicators), canonical name, basis."""

    section: str
    name: str
    basis: Basis | None = None


@dataclass(frozen=True, slots=True)
class FormSpec:
    """One form file. Required, optional and excluding columns decide whether a table is this form."""

    id: str
    title: Text
    required: frozenset[str]
    optional: frozenset[str]
    excluded: frozenset[str]
    labels: Mapping[str, tuple[Column, ...]]
    concept: str

    def columns(self, text: str) -> tuple[Column, ...]:
        """What a cell's text means as a label of this form; () when it is no label."""
        plain = normalise(text)
        for candidate in (plain, _BRACKETS.sub("", plain), plain.rpartition("：")[2]):
            if candidate in self.labels:
                return self.labels[candidate]
        return ()


def load_forms(folders: tuple[Path, ...]) -> tuple[FormSpec, ...]:
    """All form files of `folders` (each a schemas/forms), a later file replacing an earlier one of the same id."""
    specs = (_spec(load(path)) for folder in folders for path in sorted(folder.glob("*.yml")))
    return tuple({spec.id: spec for spec in specs}.values())


def _spec(file: YamlFile) -> FormSpec:
    root = file.mapping()
    for key in root:
        if key not in _KEYS:
            raise file.error("unknown_key", f"不认识的键“{key}”", f"unknown key “{key}”", (key,), _KEYS)
    title = file.mapping(("title",))
    labels = _labels(file)
    known = frozenset(column.name for columns in labels.values() for column in columns)
    rules = {key: _recognise(file, key, known) for key in ("all", "some", "none")}
    funding = root.get("funding")
    concept = str(funding.get("concept") or "") if isinstance(funding, dict) else ""
    return FormSpec(
        str(root.get("id")), Text(str(title.get("zh")), str(title.get("en"))),
        rules["all"], rules["some"], rules["none"], labels, concept,
    )  # fmt: skip


def _recognise(file: YamlFile, key: str, known: frozenset[str]) -> frozenset[str]:
    names = file.get(("recognise", key)) or []
    if not isinstance(names, list):
        raise file.error("not_words", "这里应当是一列栏名", "expected a list of columns here", ("recognise", key))
    for i, name in enumerate(names):
        if not isinstance(name, str) or name not in known:
            at = ("recognise", key, i)
            raise file.error("bad_value", f"没有栏“{name}”", f"no column “{name}”", at, sorted(known))
    return frozenset(names)


def _labels(file: YamlFile) -> dict[str, tuple[Column, ...]]:
    found: list[tuple[str, Column]] = []
    for name in file.mapping(("header",)):
        found += _entries(file, ("header", name), Column("header", name))
    if file.get(("funding",)) is not None:
        found += _funding(file)
    for name in file.mapping(("goals",)) if file.get(("goals",)) else ():
        basis = _basis(file, ("goals", name, "basis"))
        found += _entries(file, ("goals", name, "labels"), Column("goals", name, basis))
    for name in file.mapping(("indicators",)):
        found += _entries(file, ("indicators", name), Column("indicators", name))
    labels: dict[str, tuple[Column, ...]] = {}
    for label, column in found:
        labels[label] = (*labels.get(label, ()), column)
    return labels


def _funding(file: YamlFile) -> list[tuple[str, Column]]:
    found: list[tuple[str, Column]] = []
    for name in file.mapping(("funding", "amounts")):
        at = ("funding", "amounts", name)
        found += _entries(file, (*at, "labels"), Column("amounts", name, _basis(file, (*at, "basis"))))
    found += _entries(file, ("funding", "rates"), Column("rates", "rates")) if file.get(("funding", "rates")) else []
    found += _entries(file, ("funding", "total"), Column("total", "total")) if file.get(("funding", "total")) else []
    for name in file.mapping(("funding", "sources")):
        found += _entries(file, ("funding", "sources", name), Column("sources", name))
    return found


def _entries(file: YamlFile, at: tuple[str | int, ...], column: Column) -> list[tuple[str, Column]]:
    words = file.get(at)
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise file.error("not_words", "这里应当是一列栏名写法", "expected a list of labels here", at)
    return [(normalise(word), column) for word in words]


def _basis(file: YamlFile, at: tuple[str | int, ...]) -> Basis:
    value = file.get(at)
    if value not in tuple(Basis):
        raise file.error("bad_value", "没有这种口径", "no such basis", at, [b.value for b in Basis])
    return Basis(str(value))
