"""schemas/forms as values: how a form is recognised and which canonical column each of its labels means.

labels.yml holds the wordings that all forms share; a form file says which columns it has, and what is peculiar to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from fundqa.formspec_taxonomy import SECTIONS, Taxonomy, read_taxonomy
from fundqa.lexicon import normalise
from fundqa.model import Basis, Text
from fundqa.resources import builtin
from fundqa.yamlfile import YamlFile, load

LABELS = "labels.yml"
_BRACKETS = re.compile(r"（[^（）]*）|\[[^\[\]]*\]")
_ORDINAL = re.compile(r"^(?:（?[\d一二三四五六七八九十]+[）、.．]|[①-⑳])")
_MARKS = re.compile(r"[A-Za-z%％÷/×=*#※]+$")
_SECTIONS = ("header", "funding", "goals", "indicators", "under", "closing", "remarks", "groups", *SECTIONS)
_KEYS = ("id", "title", "recognise", *_SECTIONS)
_FUNDING = ("concept", "alone", "amounts", "rates", "total", "sources", "within", "tiers", "endings", "not_sources")
_PLAIN = ("closing", "remarks")


@dataclass(frozen=True, slots=True)
class Column:
    """What a label means: its section, its canonical name and, for amounts and goals, the basis.

    section: header, amounts, rates, total, sources, goals, indicators, closing, remarks, groups; concept: an amount's
    own concept, "" the form's; scope: what else than the year the amount is for; within: a source that mostly stands
    under another one.
    """

    section: str
    name: str
    basis: Basis | None = None
    concept: str = ""
    scope: str = ""
    within: bool = False


@dataclass(frozen=True, slots=True)
class FormSpec:
    """One form file. Required, optional and excluding columns decide whether a table is this form.

    concept: what its amounts are about; alone: their basis when no head gives one; under: the columns that labels mean
    in the second row of a head, by the column above them; endings, not_sources: how sources that labels.yml lacks end,
    and what ends so and is none.
    """

    id: str
    title: Text
    required: frozenset[str]
    optional: frozenset[str]
    excluded: frozenset[str]
    labels: Mapping[str, tuple[Column, ...]]
    concept: str = ""
    alone: Basis | None = None
    under: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    endings: tuple[str, ...] = ()
    tiers: tuple[str, ...] = ()
    not_sources: frozenset[str] = frozenset()
    taxonomy: Taxonomy = field(default_factory=Taxonomy)

    def columns(self, text: str) -> tuple[Column, ...]:
        """What a cell's text means as a label of this form; () when it is no label."""
        for candidate in wordings(text):
            if candidate in self.labels:
                return self.labels[candidate]
        return ()

    def source(self, text: str) -> str:
        """The name of a source that the labels lack, by its ending; "" when the text is none."""
        plain = wordings(text)[-1]
        return plain if plain.endswith(self.endings) and plain not in self.not_sources else ""


@lru_cache(maxsize=4096)
def wordings(text: str) -> tuple[str, ...]:
    """The forms in which a printed label is looked up, the fullest first.

    Whole, then without its number, brackets, the words before its colon (其中：) and marks such as A or %.
    """
    plain = normalise(text)
    tail = plain.rpartition("：")[2]
    bare = _ORDINAL.sub("", _BRACKETS.sub("", tail))
    return tuple(dict.fromkeys((plain, _BRACKETS.sub("", plain), tail, bare, _MARKS.sub("", bare))))


def load_forms(folders: tuple[Path, ...]) -> tuple[FormSpec, ...]:
    """All form files of `folders` (each a schemas/forms), a later file replacing an earlier one of the same id."""
    shared = tuple(_labels_of(folders))
    files = (load(path) for folder in folders for path in sorted(folder.glob("*.yml")) if path.name != LABELS)
    specs = (_spec(file, shared) for file in files)
    return tuple({spec.id: spec for spec in specs}.values())


def _labels_of(folders: tuple[Path, ...]) -> Iterator[YamlFile]:
    """The built-in labels.yml and those of the folders."""
    own = Path(str(builtin("schemas"))) / "forms"
    for folder in dict.fromkeys((own, *folders)):
        if (folder / LABELS).is_file():
            file = load(folder / LABELS)
            _check_keys(file, _SECTIONS)
            yield file


def _check_keys(file: YamlFile, allowed: tuple[str, ...]) -> None:
    for at, known in (((), allowed), (("funding",), _FUNDING)):
        for key in file.mapping(at) if file.get(at) is not None else ():
            if key not in known:
                raise file.error("unknown_key", f"不认识的键“{key}”", f"unknown key “{key}”", (*at, key), known)


def _spec(file: YamlFile, shared: tuple[YamlFile, ...]) -> FormSpec:
    root = file.mapping()
    _check_keys(file, _KEYS)
    title = file.mapping(("title",))
    labels = _merged((*shared, file))
    known = frozenset(c.name for columns in labels.values() for c in columns) | set(_PLAIN)
    rules = {key: _recognise(file, key, known) for key in ("all", "some", "none")}
    alone = file.get(("funding", "alone"))
    return FormSpec(
        id=str(root.get("id")),
        title=Text(str(title.get("zh")), str(title.get("en"))),
        required=rules["all"],
        optional=rules["some"],
        excluded=rules["none"],
        labels=labels,
        concept=str(file.get(("funding", "concept")) or ""),
        alone=_basis(file, ("funding", "alone")) if alone is not None else None,
        under=_under((*shared, file)),
        endings=tuple(_funding_words((*shared, file), "endings")),
        tiers=tuple(_funding_words((*shared, file), "tiers")),
        not_sources=frozenset(_funding_words((*shared, file), "not_sources")),
        taxonomy=read_taxonomy((*shared, file)),
    )


def _recognise(file: YamlFile, key: str, known: frozenset[str]) -> frozenset[str]:
    names = file.get(("recognise", key)) or []
    if not isinstance(names, list):
        raise file.error("not_words", "这里应当是一列栏名", "expected a list of columns here", ("recognise", key))
    for i, name in enumerate(names):
        if not isinstance(name, str) or name not in known:
            at = ("recognise", key, i)
            raise file.error("bad_value", f"没有栏“{name}”", f"no column “{name}”", at, sorted(known))
    return frozenset(names)


def _merged(files: tuple[YamlFile, ...]) -> dict[str, tuple[Column, ...]]:
    """The meanings of every label; those that a later file gives it replace the earlier ones of the same section."""
    within = {name for file in files for name in _words(file, ("funding", "within"))}
    labels: dict[str, tuple[Column, ...]] = {}
    for file in files:
        own: dict[str, dict[str, Column]] = {}
        for label, column in _entries(file, within):
            own.setdefault(label, {}).setdefault(column.section, column)
        for label, columns in own.items():
            money = any(section in _FUNDING for section in columns)
            kept = [c for c in labels.get(label, ()) if not (c.section in columns or (money and c.section in _FUNDING))]
            labels[label] = (*kept, *columns.values())
    return labels


def _entries(file: YamlFile, within: set[str]) -> Iterator[tuple[str, Column]]:
    """Every label of a file with a column it means."""
    for name in _names(file, ("header",)):
        yield from _worded(file, ("header", name), Column("header", name))
    for name in _names(file, ("funding", "amounts")):
        at = ("funding", "amounts", name)
        concept, scope = (str(file.get((*at, key)) or "") for key in ("concept", "scope"))
        column = Column("amounts", name, _basis(file, (*at, "basis")), concept, scope)
        yield from _worded(file, (*at, "labels"), column)
    for section in ("rates", "total"):
        yield from _worded(file, ("funding", section), Column(section, section))
    for name in _names(file, ("funding", "sources")):
        yield from _worded(file, ("funding", "sources", name), Column("sources", name, within=name in within))
    for name in _names(file, ("goals",)):
        basis = _basis(file, ("goals", name, "basis"))
        yield from _worded(file, ("goals", name, "labels"), Column("goals", name, basis))
    for section in ("indicators", "groups"):
        for name in _names(file, (section,)):
            yield from _worded(file, (section, name), Column(section, name))
    for section in _PLAIN:
        yield from _worded(file, (section,), Column(section, section))


def _names(file: YamlFile, at: tuple[str | int, ...]) -> tuple[str, ...]:
    return tuple(file.mapping(at)) if file.get(at) is not None else ()


def _worded(file: YamlFile, at: tuple[str | int, ...], column: Column) -> Iterator[tuple[str, Column]]:
    if file.get(at) is not None or at[-1] == "labels":
        yield from ((word, column) for word in _words(file, at, needed=True))


def _words(file: YamlFile, at: tuple[str | int, ...], needed: bool = False) -> tuple[str, ...]:
    words = file.get(at)
    if words is None and not needed:
        return ()
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise file.error("not_words", "这里应当是一列栏名写法", "expected a list of labels here", at)
    return tuple(normalise(word) for word in words)


def _funding_words(files: tuple[YamlFile, ...], key: str) -> Iterator[str]:
    return (word for file in files for word in _words(file, ("funding", key)))


def _under(files: tuple[YamlFile, ...]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for file in files:
        for above in _names(file, ("under",)):
            for name in _names(file, ("under", above)):
                words = _words(file, ("under", above, name), needed=True)
                found.setdefault(above, {}).update(dict.fromkeys(words, name))
    return found


def _basis(file: YamlFile, at: tuple[str | int, ...]) -> Basis:
    value = file.get(at)
    if value not in tuple(Basis):
        raise file.error("bad_value", "没有这种口径", "no such basis", at, [b.value for b in Basis])
    return Basis(str(value))
