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
    Scores,
    Subjects,
    normalise,
)
from fundqa.lexicon_files import Files, count_of, known_files, merged, name_lists, sections, word_list, words_in
from fundqa.lexicon_tables import RoleWords, TableWords
from fundqa.lexicon_terms import misspellings
from fundqa.model import Basis, Text
from fundqa.phrases import Phrases, Tag
from fundqa.units import DIMENSIONS, UNITS, Unit
from fundqa.yamlfile import KeyPath, YamlFile


def load_lexicon(folders: tuple[Path, ...]) -> Lexicon:
    """Read the lexicon from `folders` (each a schemas/lexicon), later ones adding to or replacing earlier ones."""
    known_files(folders)
    files = {name: merged(folders, name) for name in _FILES}
    concepts, labels = _concepts(files["concepts.yml"])
    funds = files["funds.yml"]
    grammar = files["grammar.yml"]
    claims = files["claims.yml"]
    return Lexicon(
        concepts=concepts,
        labels=labels,
        funds=name_lists(funds, "funds", "names"),
        foreign=name_lists(funds, "funds", "foreign"),
        modifiers=tuple(sorted(words_in(funds, "modifiers"), key=len, reverse=True)),
        phrases=Phrases(_terms(files)),
        claims=Phrases(_claim_terms(claims)),
        negation=words_in(claims, "negation"),
        general=frozenset(words_in(claims, "general")),
        explain=words_in(grammar, "explain"),
        deviation=words_in(grammar, "deviation"),
        year_end=words_in(grammar, "year_end"),
        joints=frozenset(words_in(grammar, "joints")),
        implied=_implied(grammar),
        brief_ways=_brief_ways(grammar),
        rising=frozenset(words_in(grammar, "rising")),
        falling=frozenset(words_in(grammar, "falling")),
        raised=frozenset(words_in(grammar, "raised")),
        lowered=frozenset(words_in(grammar, "lowered")),
        within=words_in(grammar, "within"),
        manners=frozenset(words_in(claims, "manners")),
        restated=words_in(grammar, "restated"),
        comparing=frozenset(words_in(grammar, "comparing")),
        units=_units(files["units.yml"]),
        columns=_columns(files["columns.yml"]),
        organisations=_organisations(files["organisations.yml"], files["aliases.yml"]),
        places=_places(folders, files["divisions.yml"]),
        layout=_layout(files["layout.yml"]),
        subjects=_subjects(files["layout.yml"]),
        scores=_scores(files["scores.yml"]),
        messages=_messages(files["messages.yml"]),
        tables=_tables(files["tables.yml"]),
        misspellings=tuple(misspellings(files["terms.yml"])),
        terms=words_in(files["terms.yml"], "terms"),
        not_swapped=words_in(files["terms.yml"], "unless"),
    )


_FILES = (
    "columns.yml", "concepts.yml", "funds.yml", "grammar.yml", "claims.yml", "organisations.yml", "layout.yml",
    "units.yml", "scores.yml", "messages.yml", "aliases.yml", "divisions.yml", "tables.yml", "terms.yml",
)  # fmt: skip


def _brief_ways(files: Files) -> dict[str, str]:
    ways = [(file, way) for file in files if file.get(("brief_ways",)) for way in file.mapping(("brief_ways",))]
    return {word: way for file, way in ways for word in word_list(file, "brief_ways", way)}


def _concepts(files: Files) -> tuple[dict[str, Concept], dict[str, str]]:
    concepts: dict[str, Concept] = {}
    labels: dict[str, str] = {}
    for file in files:
        for name in file.mapping(("concepts",)):
            concepts[name] = _concept(file, name)
            labels.update({normalise(label): name for label in (name, *word_list(file, "concepts", name, "names"))})
    return concepts, labels


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
        deeds=word_list(file, *at, "deeds"),
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
            yield from ((word, Tag("concept", name)) for word in (name, *word_list(file, "concepts", name, "names")))
            yield from ((word, Tag("concept", name)) for word in word_list(file, "concepts", name, "phrases"))
    for file in files["funds.yml"]:
        for fund in file.mapping(("funds",)):
            yield from ((word, Tag("fund", fund)) for word in (fund, *word_list(file, "funds", fund, "names")))
        yield from ((word, Tag("whole", word)) for word in word_list(file, "whole"))
        yield from ((word, Tag("filler")) for word in word_list(file, "suffixes"))
        yield from ((word, Tag("noun")) for word in word_list(file, "benefits"))
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
        yield from ((word, Tag(kind, basis)) for word in word_list(file, "basis", basis))
    for change in file.mapping(("change",)):
        yield from ((word, Tag("change", change)) for word in word_list(file, "change", change))
    yield from ((word, Tag("noun")) for word in word_list(file, "nouns"))
    for kind in _GRAMMAR:
        yield from ((word, Tag(kind, word)) for word in word_list(file, kind))


def _implied(files: Files) -> dict[str, str]:
    sections = [file for file in files if file.get(("implied",))]
    return {word: c for file in sections for c in file.mapping(("implied",)) for word in word_list(file, "implied", c)}


def _claim_terms(files: Files) -> Iterator[tuple[str, Tag]]:
    for file in files:
        for kind in file.mapping(("claims",)):
            yield from ((word, Tag("claim", kind)) for word in word_list(file, "claims", kind))
        for kind in file.mapping(("trends",)):
            for manner, verb in itertools.product(word_list(file, "manners"), word_list(file, "trends", kind)):
                yield manner + verb, Tag("claim", kind)


def _units(files: Files) -> Mapping[str, Unit]:
    """The built-in units with those of the units files; the built-in table itself when there are none."""
    found = [_unit(file, i) for file in files for i in range(count_of(file, "units"))]
    return {**UNITS, **{unit.symbol: unit for unit in found}} if found else UNITS


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
            roles.update({normalise(label): role for label in word_list(file, "roles", role)})
        levels = file.get(("division_suffixes",))
        for i, entry in enumerate(levels if isinstance(levels, list) else []):
            level = entry.get("level") if isinstance(entry, dict) else None
            if not isinstance(level, int):
                at: KeyPath = ("division_suffixes", i, "level")
                raise file.error("bad_value", "级别是整数", "the level is a whole number", at)
            suffixes.update(dict.fromkeys(word_list(file, "division_suffixes", i, "names"), level))
    return Organisations(roles, suffixes, _bodies(aliases), words_in(files, "body_endings"), words_in(aliases, "short"))


def _bodies(files: Files) -> dict[str, str]:
    """Every name of a body to its official one; a later list that shares a name with an earlier one adds to it."""
    bodies: dict[str, str] = {}
    for file in files:
        for section in ("bodies", "renamed"):
            for i in range(count_of(file, section)):
                group = word_list(file, section, i)
                official = next((bodies[name] for name in group if name in bodies), group[0] if group else "")
                bodies.update({name: official for name in group if name not in bodies})
    return bodies


def _places(folders: tuple[Path, ...], files: Files) -> Places:
    """The lists of divisions, not yet read, and the words beside them."""
    lists = [folder / "divisions.csv" for folder in folders if (folder / "divisions.csv").is_file()]
    with_short = [file for file in files if file.get(("autonomous",))]
    short = {name: str(left or "") for file in with_short for name, left in file.mapping(("autonomous",)).items()}
    return Places(
        divisions=Divisions(lists, words_in(files, "peoples"), short),
        generic=frozenset(words_in(files, "generic")),
        strange=frozenset(words_in(files, "not_in_names")),
        behind=words_in(files, "not_behind"),
        two_levels=frozenset(words_in(files, "two_levels")),
        before_subject=words_in(files, "before_subject"),
    )


def _columns(files: Files) -> Columns:
    names = {key: str(value) for file in files for key, value in file.mapping(("columns",)).items()}
    known = tuple(field.name for field in fields(Columns))
    if set(names) != set(known):
        raise files[-1].error("columns", "栏的作用不全或多余", "columns missing or unknown", ("columns",), known)
    return Columns(**names)


def _layout(files: Files) -> Layout:
    keys = ("form_title_endings", "unit_note", "nil", "of_which", "continued")
    endings, unit_note, nil, of_which, continued = (words_in(files, key) for key in keys)
    return Layout(endings, unit_note, frozenset(nil), of_which, continued)


def _tables(files: Files) -> TableWords:
    total = [(w, rank) for rank, name in enumerate(sections(files, "total"), 1) for w in words_in(files, "total", name)]
    counted = [(w, unit) for unit in sections(files, "counted") for w in words_in(files, "counted", unit)]
    roles = {
        role: RoleWords(frozenset(words_in(files, "roles", role, "whole")), words_in(files, "roles", role, "words"))
        for role in sections(files, "roles")
    }
    return TableWords(
        total=tuple(total),
        limited=words_in(files, "limited"),
        of_which=words_in(files, "of_which"),
        other_base=words_in(files, "other_base"),
        roles=roles,
        never_added=frozenset(words_in(files, "never_added")),
        current=words_in(files, "current"),
        prior=words_in(files, "prior"),
        counted=tuple(sorted(counted, key=lambda entry: -len(entry[0]))),
        balance={part: frozenset(words_in(files, "balance", part)) for part in sections(files, "balance")},
        transfers=words_in(files, "transfers"),
        spells=words_in(files, "spells"),
        plain=frozenset(words_in(files, "plain")),
        titled=words_in(files, "titled"),
    )


def _subjects(files: Files) -> Subjects:
    """The longest words first, so that what is left of a name is as short as it can be."""
    lists = [tuple(sorted(words_in(files, key), key=len, reverse=True)) for key in _SUBJECT_KEYS]
    return Subjects(*lists)


_SUBJECT_KEYS = ("report_titles", "subject_endings", "project_endings", "date_tails")


def _scores(files: Files) -> Scores:
    total = next((str(file.get(("total",))) for file in reversed(files) if file.get(("total",))), "")
    grades = {g: words_in(files, "grades", g) for f in files if f.get(("grades",)) for g in f.mapping(("grades",))}
    return Scores(
        total,
        closing=words_in(files, "closing"),
        subtotal=words_in(files, "subtotal"),
        bonus=words_in(files, "bonus"),
        excused=words_in(files, "excused"),
        taken_off=words_in(files, "taken_off"),
        grade_before=words_in(files, "grade_before"),
        grade_link=words_in(files, "grade_link"),
        grade_after=words_in(files, "grade_after"),
        grades=grades,
    )


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
