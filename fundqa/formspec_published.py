"""The tables of published budgets and final accounts: how each is known, and what its columns and rows state.

schemas/forms/published holds one file a table, and words.yml: the words that all share, and those of the prose.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from fundqa.lexicon import normalise
from fundqa.model import Basis, Text
from fundqa.yamlfile import YamlFile, load

FOLDER, WORDS = "published", "words.yml"
FUNCTIONAL, ECONOMIC = "functional", "economic"
_KEYS = ("id", "title", "recognise", "subject", "note", "blocks")
_BLOCK = ("heads", "accounts", "columns", "rows", "each", "line", "until")
_WORDS = (
    "papers", "least", "kinds", "scopes", "office", "bare", "whole", "same", "empty", "measures", "under",
    "itemised", "wider", "levels", "joints", "account", "fillers", "bases", "prior", "rates", "of",
    "stands_for", "ends", "others", "sums", "project",
)  # fmt: skip


_LISTS = (
    "office", "empty", "itemised", "levels", "joints", "account", "fillers", "prior", "of", "ends", "others",
    "project",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class BlockSpec:
    """Columns that share rows. heads: words of their uppermost head, () any; columns, rows: what each wording states.

    main: what the whole column states in its total; each: what it states of a single account; accounts: functional or
    economic, "" none; line: all rows state the whole; until: the rows from which names mean something else.
    """

    heads: tuple[str, ...]
    columns: Mapping[str, str]
    rows: Mapping[str, str]
    main: str
    each: str
    accounts: str = ""
    line: bool = False
    until: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A published table. needed: of each group one word stands in its title; excluded: none of these; tags: its number.

    subject: words that only its note may be about; noted: whether it must carry a note when it is empty.
    """

    id: str
    title: Text
    needed: tuple[tuple[str, ...], ...]
    excluded: tuple[str, ...]
    tags: tuple[str, ...]
    subject: tuple[str, ...]
    noted: bool
    blocks: tuple[BlockSpec, ...]

    def fits(self, title: str) -> bool:
        """Whether a normalised title is this table's."""
        named = all(any(word in title for word in group) for group in self.needed)
        return named and not any(word in title for word in self.excluded)


@dataclass(frozen=True, slots=True)
class Same:
    """Two totals that are one where no amount of `unless` is stated: `name` is then called `known`."""

    name: str
    known: str
    unless: tuple[str, ...]


Wordings = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Words:
    """What words.yml says; each field as it is explained there."""

    papers: Wordings = field(default_factory=dict)
    least: int = 0
    kinds: Wordings = field(default_factory=dict)
    scopes: Wordings = field(default_factory=dict)
    office: tuple[str, ...] = ()
    bare: frozenset[str] = frozenset()
    whole: frozenset[str] = frozenset()
    same: tuple[Same, ...] = ()
    empty: tuple[str, ...] = ()
    measures: Wordings = field(default_factory=dict)
    under: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    itemised: tuple[str, ...] = ()
    wider: Wordings = field(default_factory=dict)
    levels: tuple[str, ...] = ()
    joints: tuple[str, ...] = ()
    account: tuple[str, ...] = ()
    fillers: tuple[str, ...] = ()
    bases: Mapping[Basis, tuple[str, ...]] = field(default_factory=dict)
    prior: tuple[str, ...] = ()
    rates: Mapping[Basis, tuple[str, ...]] = field(default_factory=dict)
    stands_for: Mapping[str, Basis] = field(default_factory=dict)
    of: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    project: tuple[str, ...] = ()
    sums: Wordings = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PublishedForms:
    """The tables, in the order in which they are published, and the words."""

    tables: tuple[TableSpec, ...] = ()
    words: Words = field(default_factory=Words)

    def table(self, title: str, tag: str = "") -> TableSpec | None:
        """The table that a title, or else its printed number, announces; None when there is none."""
        plain = normalise(title)
        named = next((spec for spec in self.tables if spec.fits(plain)), None) if plain else None
        return named or next((spec for spec in self.tables if tag and normalise(tag) in spec.tags), None)


def load_published(folders: Sequence[Path]) -> PublishedForms:
    """The tables of all `folders` (each a schemas/forms), a later file replacing an earlier one of the same id."""
    own = [folder / FOLDER for folder in folders if (folder / FOLDER).is_dir()]
    files = [load(path) for folder in own for path in sorted(folder.glob("*.yml")) if path.name != WORDS]
    tables = {spec.id: spec for spec in map(_table, files)}
    words = [load(folder / WORDS) for folder in own if (folder / WORDS).is_file()]
    return PublishedForms(tuple(tables.values()), _words(words[-1]) if words else Words())


def _check(file: YamlFile, at: tuple[str | int, ...], known: Sequence[str]) -> Mapping[str, object]:
    entry = file.mapping(at)
    for key in entry:
        if key not in known:
            raise file.error("unknown_key", f"不认识的键“{key}”", f"unknown key “{key}”", (*at, key), known)
    return entry


def _list(file: YamlFile, at: tuple[str | int, ...]) -> tuple[str, ...]:
    """A list of words, as they are compared."""
    value = file.get(at)
    if value is not None and (not isinstance(value, list) or not all(isinstance(word, str) for word in value)):
        raise file.error("not_words", "这里应当是文字的列表", "expected a list of words here", at)
    return tuple(normalise(word) or word for word in value or ())


def _lists(file: YamlFile, at: tuple[str | int, ...]) -> dict[str, tuple[str, ...]]:
    return {key: _list(file, (*at, key)) for key in file.mapping(at)} if file.get(at) is not None else {}


def _turned(lists: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    return {word: name for name, words in lists.items() for word in words}


def _table(file: YamlFile) -> TableSpec:
    root = _check(file, (), _KEYS)
    title = file.mapping(("title",))
    groups = file.get(("recognise", "all"))
    count = len(groups) if isinstance(groups, list) else 0
    blocks = file.get(("blocks",))
    return TableSpec(
        id=str(root.get("id")),
        title=Text(str(title.get("zh")), str(title.get("en"))),
        needed=tuple(_list(file, ("recognise", "all", i)) for i in range(count)),
        excluded=_list(file, ("recognise", "none")),
        tags=_list(file, ("recognise", "tags")),
        subject=_list(file, ("subject",)),
        noted=root.get("note") is True,
        blocks=tuple(_block(file, ("blocks", i)) for i in range(len(blocks) if isinstance(blocks, list) else 0)),
    )


def _block(file: YamlFile, at: tuple[str | int, ...]) -> BlockSpec:
    entry = _check(file, at, _BLOCK)
    columns = _lists(file, (*at, "columns"))
    main = next(iter(columns), "")
    return BlockSpec(
        heads=_list(file, (*at, "heads")),
        columns=_turned(columns),
        rows=_turned(_lists(file, (*at, "rows"))),
        main=main,
        each=str(entry.get("each") or main),
        accounts=str(entry.get("accounts") or ""),
        line=entry.get("line") is True,
        until=frozenset(_list(file, (*at, "until"))),
    )


def _words(file: YamlFile) -> Words:
    root = _check(file, (), _WORDS)
    under = {name: {k: str(v) for k, v in file.mapping(("under", name)).items()} for name in _names(file, "under")}
    single = {key: _list(file, (key,)) for key in _LISTS}
    least = root.get("least")
    return Words(
        papers=_lists(file, ("papers",)),
        least=least if isinstance(least, int) else 0,
        kinds=_lists(file, ("kinds",)),
        scopes=_lists(file, ("scopes",)),
        bare=frozenset(_list(file, ("bare",))),
        whole=frozenset(_list(file, ("whole",))),
        same=tuple(_same(file)),
        measures=_lists(file, ("measures",)),
        under=under,
        wider=_lists(file, ("wider",)),
        sums=_lists(file, ("sums",)),
        bases=_based(file, "bases"),
        rates=_based(file, "rates"),
        stands_for={kind: _basis(file, ("stands_for", kind)) for kind in _names(file, "stands_for")},
        **single,
    )


def _names(file: YamlFile, key: str) -> tuple[str, ...]:
    return tuple(file.mapping((key,))) if file.get((key,)) is not None else ()


def _same(file: YamlFile) -> Iterator[Same]:
    entries = file.get(("same",))
    for i, entry in enumerate(entries if isinstance(entries, list) else ()):
        if not isinstance(entry, dict):
            raise file.error("not_a_mapping", "这里应当是键值对", "expected a mapping here", ("same", i))
        yield Same(str(entry.get("name")), str(entry.get("as")), _list(file, ("same", i, "unless")))


def _based(file: YamlFile, key: str) -> dict[Basis, tuple[str, ...]]:
    return {_basis(file, (key, name), name): words for name, words in _lists(file, (key,)).items()}


def _basis(file: YamlFile, at: tuple[str | int, ...], name: object = None) -> Basis:
    value = file.get(at) if name is None else name
    if value not in tuple(Basis):
        raise file.error("bad_value", "没有这种口径", "no such basis", at, [b.value for b in Basis])
    return Basis(str(value))
