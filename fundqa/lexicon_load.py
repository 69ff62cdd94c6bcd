"""schemas/lexicon into a Lexicon: each file checked as it is read, later folders adding to earlier ones."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from pathlib import Path

from fundqa.divisions import Divisions
from fundqa.lexicon import (
    DIRECTIONS,
    Columns,
    Concept,
    Layout,
    Lexicon,
    Messages,
    Organisations,
    Places,
    Subjects,
    normalise,
)
from fundqa.lexicon_tables import RoleWords, TableWords
from fundqa.model import Basis, Text
from fundqa.phrases import Phrases, Tag
from fundqa.units import DIMENSIONS, UNITS, Unit
from fundqa.yamlfile import KeyPath, YamlFile, load


def load_lexicon(folders: tuple[Path, ...]) -> Lexicon:
    """Read the lexicon from `folders` (each a schemas/lexicon), later ones adding to or replacing earlier ones."""
    _known_files(folders)
    files = {name: _merged(folders, name) for name in _FILES}
    concepts, labels = _concepts(files["concepts.yml"])
    funds = files["funds.yml"]
    grammar = files["grammar.yml"]
    claims = files["claims.yml"]
    return Lexicon(
        concepts=concepts,
        labels=labels,
        funds=_name_lists(funds, "funds", "names"),
        foreign=_name_lists(funds, "funds", "foreign"),
        modifiers=tuple(sorted(_words(funds, "modifiers"), key=len, reverse=True)),
        phrases=Phrases(_terms(files)),
        claims=Phrases(_claim_terms(claims)),
        negation=_words(claims, "negation"),
        general=frozenset(_words(claims, "general")),
        explain=_words(grammar, "explain"),
        deviation=_words(grammar, "deviation"),
        year_end=_words(grammar, "year_end"),
        joints=frozenset(_words(grammar, "joints")),
        implied=_implied(grammar),
        brief_ways=_brief_ways(grammar),
        rising=frozenset(_words(grammar, "rising")),
        falling=frozenset(_words(grammar, "falling")),
        within=_words(grammar, "within"),
        manners=frozenset(_words(claims, "manners")),
        restated=_words(grammar, "restated"),
        comparing=frozenset(_words(grammar, "comparing")),
        units=_units(files["units.yml"]),
        columns=_columns(files["columns.yml"]),
        organisations=_organisations(files["organisations.yml"], files["aliases.yml"]),
        places=_places(folders, files["divisions.yml"]),
        layout=_layout(files["layout.yml"]),
        subjects=_subjects(files["layout.yml"]),
        messages=_messages(files["messages.yml"]),
        tables=_tables(files["tables.yml"]),
    )


_FILES = (
    "columns.yml", "concepts.yml", "funds.yml", "grammar.yml", "claims.yml", "organisations.yml", "layout.yml",
    "units.yml", "messages.yml", "aliases.yml", "divisions.yml", "tables.yml",
)  # fmt: skip

Files = list[YamlFile]


def _merged(folders: tuple[Path, ...], name: str) -> Files:
    """The files of that name, the built-in one first; a later one has no section that the first lacks."""
    files = [load(folder / name) for folder in folders if (folder / name).is_file()]
    for file in files[1:]:
        for key in file.mapping():
            if key not in files[0].mapping():
                allowed = tuple(files[0].mapping())
                raise file.error("unknown_key", f"不认识的键“{key}”", f"unknown key “{key}”", (key,), allowed)
    return files


def _known_files(folders: tuple[Path, ...]) -> None:
    """PackError for a YAML file of a later folder that the first one, the built-in lexicon, does not have."""
    known = tuple(path.name for path in sorted(folders[0].glob("*.yml")))
    for path in (path for folder in folders[1:] for path in sorted(folder.glob("*.yml"))):
        if path.name not in known:
            zh, en = f"词汇里没有“{path.name}”这个文件", f"the lexicon has no file “{path.name}”"
            raise load(path).error("unknown_file", zh, en, (), known)


def _at(file: YamlFile, *at: str | int) -> tuple[str, ...]:
    value = file.get(at)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise file.error("not_words", "这里应当是一列词语", "expected a list of words here", at)
    return tuple(value)


def _words(files: Files, *at: str | int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for file in files for word in _at(file, *at)))


def _brief_ways(files: Files) -> dict[str, str]:
    ways = [(file, way) for file in files if file.get(("brief_ways",)) for way in file.mapping(("brief_ways",))]
    return {word: way for file, way in ways for word in _at(file, "brief_ways", way)}


def _name_lists(files: Files, section: str, field: str) -> dict[str, tuple[str, ...]]:
    return {name: _at(file, section, name, field) for file in files for name in file.mapping((section,))}


def _concepts(files: Files) -> tuple[dict[str, Concept], dict[str, str]]:
    concepts: dict[str, Concept] = {}
    labels: dict[str, str] = {}
    for file in files:
        for name in file.mapping(("concepts",)):
            concepts[name] = _concept(file, name)
            labels.update({normalise(label): name for label in (name, *_at(file, "concepts", name, "names"))})
    return concepts, labels


_CONCEPT_KEYS = (
    "dimension", "unit", "direction", "domain", "demand_driven", "rate_of", "amount", "deficit", "names", "phrases",
)  # fmt: skip


def _concept(file: YamlFile, name: str) -> Concept:
    at = ("concepts", name)
    entry = file.mapping(at)
    allowed = (
        "dimension", "unit", "direction", "domain", "demand_driven", "rate_of", "amount", "deficit", "names", "phrases",
        "deeds",
    )  # fmt: skip
    for key in entry:
        if key not in allowed:
            raise file.error("unknown_key", f"不认识的键“{key}”", f"unknown key “{key}”", (*at, key), allowed)
    dimension, direction = str(entry.get("dimension") or ""), str(entry.get("direction") or "")
    if dimension not in ("", *DIMENSIONS):
        raise file.error("bad_value", "没有这种度量", "no such dimension", (*at, "dimension"), DIMENSIONS)
    if direction not in ("", *DIRECTIONS):
        raise file.error("bad_value", "没有这种方向", "no such direction", (*at, "direction"), DIRECTIONS)
    return Concept(
        name, dimension, str(entry.get("unit") or ""), direction, *_domain(file, (*at, "domain")),
        bool(entry.get("demand_driven")), str(entry.get("rate_of") or ""),
        bool(entry.get("amount")), bool(entry.get("deficit")),
        deeds=_at(file, *at, "deeds"),
    )  # fmt: skip


def _domain(file: YamlFile, at: KeyPath) -> tuple[Decimal | None, Decimal | None]:
    """The ends of a domain such as [0, null]; (None, None) where none is given."""
    value = file.get(at)
    if value is None:
        return None, None
    if not isinstance(value, list) or len(value) != 2:
        raise file.error("bad_value", "取值范围是两个数", "a domain is two numbers", at)
    return _number(file, (*at, 0)), _number(file, (*at, 1))


def _number(file: YamlFile, at: KeyPath) -> Decimal | None:
    value = file.get(at)
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation as error:
        raise file.error("bad_value", "应当是数字", "a number is needed", at) from error


def _terms(files: Mapping[str, Files]) -> Iterator[tuple[str, Tag]]:
    for file in files["concepts.yml"]:
        for name in file.mapping(("concepts",)):
            yield from ((word, Tag("concept", name)) for word in (name, *_at(file, "concepts", name, "names")))
            yield from ((word, Tag("concept", name)) for word in _at(file, "concepts", name, "phrases"))
    for file in files["funds.yml"]:
        for fund in file.mapping(("funds",)):
            yield from ((word, Tag("fund", fund)) for word in (fund, *_at(file, "funds", fund, "names")))
        yield from ((word, Tag("whole", word)) for word in _at(file, "whole"))
        yield from ((word, Tag("filler")) for word in _at(file, "suffixes"))
        yield from ((word, Tag("noun")) for word in _at(file, "benefits"))
    for file in files["grammar.yml"]:
        yield from _grammar_terms(file)


_GRAMMAR = (
    "mixed", "neutral", "filler", "parts", "exhaustive", "pairs", "closing", "prior", "current", "partial", "per_head",
    "until", "composed_of", "composed", "share",
)  # fmt: skip


def _grammar_terms(file: YamlFile) -> Iterator[tuple[str, Tag]]:
    for basis in file.mapping(("basis",)):
        kind = basis if basis in ("plan", "actual") else "basis"
        if kind == "basis" and basis not in tuple(Basis):
            raise file.error("bad_value", "没有这种口径", "no such basis", ("basis", basis), [b.value for b in Basis])
        yield from ((word, Tag(kind, basis)) for word in _at(file, "basis", basis))
    for change in file.mapping(("change",)):
        yield from ((word, Tag("change", change)) for word in _at(file, "change", change))
    yield from ((word, Tag("noun")) for word in _at(file, "nouns"))
    for kind in _GRAMMAR:
        yield from ((word, Tag(kind, word)) for word in _at(file, kind))


def _implied(files: Files) -> dict[str, str]:
    sections = [file for file in files if file.get(("implied",))]
    return {word: c for file in sections for c in file.mapping(("implied",)) for word in _at(file, "implied", c)}


def _claim_terms(files: Files) -> Iterator[tuple[str, Tag]]:
    for file in files:
        for kind in file.mapping(("claims",)):
            yield from ((word, Tag("claim", kind)) for word in _at(file, "claims", kind))
        for kind in file.mapping(("trends",)):
            for manner, verb in itertools.product(_at(file, "manners"), _at(file, "trends", kind)):
                yield manner + verb, Tag("claim", kind)


def _units(files: Files) -> Mapping[str, Unit]:
    """The built-in units with those of the units files; the built-in table itself when there are none."""
    found = [_unit(file, i) for file in files for i in range(_length(file, "units"))]
    return {**UNITS, **{unit.symbol: unit for unit in found}} if found else UNITS


def _length(file: YamlFile, key: str) -> int:
    entries = file.get((key,))
    return len(entries) if isinstance(entries, list) else 0


def _unit(file: YamlFile, index: int) -> Unit:
    at = ("units", index)
    entry = file.mapping(at)
    for key in ("symbol", "base", "dimension", "scale"):
        if entry.get(key) in (None, ""):
            raise file.error("missing_key", f"缺少键“{key}”", f"the key “{key}” is missing", at, _UNIT_KEYS)
    if entry["dimension"] not in DIMENSIONS:
        raise file.error("bad_value", "没有这种度量", "no such dimension", (*at, "dimension"), DIMENSIONS)
    scale = _number(file, (*at, "scale")) or Decimal(1)
    return Unit(str(entry["symbol"]), str(entry["base"]), str(entry["dimension"]), scale, bool(entry.get("exact")))


_UNIT_KEYS = ("symbol", "base", "dimension", "scale", "exact")


def _organisations(files: Files, aliases: Files) -> Organisations:
    roles, suffixes = {}, {}
    for file in files:
        for role in file.mapping(("roles",)):
            roles.update({normalise(label): role for label in _at(file, "roles", role)})
        levels = file.get(("division_suffixes",))
        for i, entry in enumerate(levels if isinstance(levels, list) else []):
            level = entry.get("level") if isinstance(entry, dict) else None
            if not isinstance(level, int):
                at: KeyPath = ("division_suffixes", i, "level")
                raise file.error("bad_value", "级别是整数", "the level is a whole number", at)
            suffixes.update(dict.fromkeys(_at(file, "division_suffixes", i, "names"), level))
    return Organisations(roles, suffixes, _bodies(aliases), _words(files, "body_endings"), _words(aliases, "short"))


def _bodies(files: Files) -> dict[str, str]:
    """Every name of a body to its official one; a later list that shares a name with an earlier one adds to it."""
    bodies: dict[str, str] = {}
    for file in files:
        for section in ("bodies", "renamed"):
            for i in range(_length(file, section)):
                group = _at(file, section, i)
                official = next((bodies[name] for name in group if name in bodies), group[0] if group else "")
                bodies.update({name: official for name in group if name not in bodies})
    return bodies


def _places(folders: tuple[Path, ...], files: Files) -> Places:
    """The lists of divisions, not yet read, and the words beside them."""
    lists = [folder / "divisions.csv" for folder in folders if (folder / "divisions.csv").is_file()]
    with_short = [file for file in files if file.get(("autonomous",))]
    short = {name: str(left or "") for file in with_short for name, left in file.mapping(("autonomous",)).items()}
    return Places(
        divisions=Divisions(lists, _words(files, "peoples"), short),
        generic=frozenset(_words(files, "generic")),
        strange=frozenset(_words(files, "not_in_names")),
        behind=_words(files, "not_behind"),
        two_levels=frozenset(_words(files, "two_levels")),
        before_subject=_words(files, "before_subject"),
    )


def _columns(files: Files) -> Columns:
    names = {key: str(value) for file in files for key, value in file.mapping(("columns",)).items()}
    known = tuple(field.name for field in fields(Columns))
    if set(names) != set(known):
        raise files[-1].error("columns", "栏的作用不全或多余", "columns missing or unknown", ("columns",), known)
    return Columns(**names)


def _layout(files: Files) -> Layout:
    return Layout(_words(files, "form_title_endings"), _words(files, "unit_note"), frozenset(_words(files, "nil")))


def _tables(files: Files) -> TableWords:
    total = [(w, rank) for rank, name in enumerate(_sections(files, "total"), 1) for w in _words(files, "total", name)]
    counted = [(w, unit) for unit in _sections(files, "counted") for w in _words(files, "counted", unit)]
    roles = {
        role: RoleWords(frozenset(_words(files, "roles", role, "whole")), _words(files, "roles", role, "words"))
        for role in _sections(files, "roles")
    }
    return TableWords(
        total=tuple(total),
        limited=_words(files, "limited"),
        of_which=_words(files, "of_which"),
        other_base=_words(files, "other_base"),
        roles=roles,
        never_added=frozenset(_words(files, "never_added")),
        current=_words(files, "current"),
        prior=_words(files, "prior"),
        counted=tuple(sorted(counted, key=lambda entry: -len(entry[0]))),
        balance={part: frozenset(_words(files, "balance", part)) for part in _sections(files, "balance")},
        transfers=_words(files, "transfers"),
        spells=_words(files, "spells"),
        plain=frozenset(_words(files, "plain")),
        titled=_words(files, "titled"),
    )


def _sections(files: Files, section: str) -> list[str]:
    return list(dict.fromkeys(name for file in files for name in file.mapping((section,))))


def _subjects(files: Files) -> Subjects:
    """The longest words first, so that what is left of a name is as short as it can be."""
    lists = [tuple(sorted(_words(files, key), key=len, reverse=True)) for key in _SUBJECT_KEYS]
    return Subjects(*lists)


_SUBJECT_KEYS = ("report_titles", "subject_endings", "project_endings", "date_tails")


def _texts(files: Files, section: str) -> dict[str, Text]:
    result = {}
    for file in files:
        for key in file.mapping((section,)):
            entry = file.mapping((section, key))
            result[key] = Text(str(entry.get("zh", "")), str(entry.get("en", "")))
    return result


def _messages(files: Files) -> Messages:
    entry = files[0].mapping(("lists",))
    separator = Text(str(entry.get("zh", "")), str(entry.get("en", "")))
    return Messages(
        _texts(files, "reasons"),
        _texts(files, "scopes"),
        _texts(files, "bases"),
        _texts(files, "where"),
        _texts(files, "signs"),
        _texts(files, "slips"),
        _texts(files, "legal"),
        separator,
    )
