"""schemas/lexicon into a Lexicon: each file checked as it is read, later folders adding to earlier ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from pathlib import Path

from fundqa.lexicon import (
    DIRECTIONS,
    Columns,
    Concept,
    Layout,
    Lexicon,
    Messages,
    Organisations,
    normalise,
)
from fundqa.model import Basis, Text
from fundqa.phrases import Phrases, Tag
from fundqa.units import DIMENSIONS, UNITS, Unit
from fundqa.yamlfile import YamlFile, load


def load_lexicon(folders: tuple[Path, ...]) -> Lexicon:
    """Read the lexicon from `folders` (each a schemas/lexicon), later ones adding to or replacing earlier ones."""
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
        comparing=frozenset(_words(grammar, "comparing")),
        units=_units(files["units.yml"]),
        columns=_columns(files["columns.yml"]),
        organisations=_organisations(files["organisations.yml"]),
        layout=_layout(files["layout.yml"]),
        messages=_messages(files["messages.yml"]),
    )


_FILES = (
    "columns.yml", "concepts.yml", "funds.yml", "grammar.yml", "claims.yml", "organisations.yml", "layout.yml",
    "units.yml",    "messages.yml",
)  # fmt: skip

Files = list[YamlFile]


def _merged(folders: tuple[Path, ...], name: str) -> Files:
    return [load(folder / name) for folder in folders if (folder / name).is_file()]


def _at(file: YamlFile, *at: str | int) -> tuple[str, ...]:
    value = file.get(at)
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise file.error("not_words", "这里应当是一列词语", "expected a list of words here", at)
    return tuple(value)


def _words(files: Files, *at: str | int) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for file in files for word in _at(file, *at)))


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


def _concept(file: YamlFile, name: str) -> Concept:
    at = ("concepts", name)
    entry = file.mapping(at)
    allowed = (
        *("dimension", "unit", "direction", "domain", "demand_driven", "rate_of", "amount", "names", "phrases"),
        "deeds",
    )
    for key in entry:
        if key not in allowed:
            raise file.error("unknown_key", f"不认识的键“{key}”", f"unknown key “{key}”", (*at, key), allowed)
    dimension, direction = str(entry.get("dimension") or ""), str(entry.get("direction") or "")
    if dimension not in ("", *DIMENSIONS):
        raise file.error("bad_value", "没有这种度量", "no such dimension", (*at, "dimension"), DIMENSIONS)
    if direction not in ("", *DIRECTIONS):
        raise file.error("bad_value", "没有这种方向", "no such direction", (*at, "direction"), DIRECTIONS)
    domain = entry.get("domain")
    low, high = domain if isinstance(domain, list) and len(domain) == 2 else (None, None)
    return Concept(
        name, dimension, str(entry.get("unit") or ""), direction,
        None if low is None else Decimal(str(low)), None if high is None else Decimal(str(high)),
        bool(entry.get("demand_driven")), str(entry.get("rate_of") or ""), bool(entry.get("amount")),
        _at(file, *at, "deeds"),
    )  # fmt: skip


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
    "until", "composed_of", "composed",
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
    try:
        scale = Decimal(str(entry["scale"]))
    except InvalidOperation as error:
        raise file.error("bad_value", "应当是数字", "a number is needed", (*at, "scale")) from error
    return Unit(str(entry["symbol"]), str(entry["base"]), str(entry["dimension"]), scale, bool(entry.get("exact")))


_UNIT_KEYS = ("symbol", "base", "dimension", "scale", "exact")


def _organisations(files: Files) -> Organisations:
    roles, suffixes, bodies = {}, {}, {}
    for file in files:
        for role in file.mapping(("roles",)):
            roles.update({normalise(label): role for label in _at(file, "roles", role)})
        levels = file.get(("division_suffixes",))
        for i, entry in enumerate(levels if isinstance(levels, list) else []):
            suffixes.update({word: int(entry["level"]) for word in _at(file, "division_suffixes", i, "names")})
        groups = file.get(("same_body",))
        for i in range(len(groups) if isinstance(groups, list) else 0):
            group = _at(file, "same_body", i)
            bodies.update(dict.fromkeys(group, group[0]))
    return Organisations(roles, suffixes, bodies, _words(files, "body_endings"))


def _columns(files: Files) -> Columns:
    names = {key: str(value) for file in files for key, value in file.mapping(("columns",)).items()}
    known = tuple(field.name for field in fields(Columns))
    if set(names) != set(known):
        raise files[-1].error("columns", "栏的作用不全或多余", "columns missing or unknown", ("columns",), known)
    return Columns(**names)


def _layout(files: Files) -> Layout:
    return Layout(_words(files, "form_title_endings"), _words(files, "unit_note"), frozenset(_words(files, "nil")))


def _texts(files: Files, section: str) -> dict[str, Text]:
    result = {}
    for file in files:
        for key in file.mapping((section,)):
            entry = file.mapping((section, key))
            result[key] = Text(str(entry.get("zh", "")), str(entry.get("en", "")))
    return result


def _messages(files: Files) -> Messages:
    entry = files[0].mapping(("lists",))
    separator = Text(str(entry["zh"]), str(entry["en"]))
    return Messages(
        _texts(files, "reasons"),
        _texts(files, "scopes"),
        _texts(files, "bases"),
        _texts(files, "where"),
        _texts(files, "signs"),
        _texts(files, "slips"),
        separator,
    )
