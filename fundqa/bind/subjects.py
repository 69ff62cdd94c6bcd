"""Whom a report is about: the funds and projects of its forms, the subject its title names, the projects it speaks of.

A fund is known by name; a project or an office is whatever a form or the title calls it, under every name that
differs only in place, year or ending (X县2022年度甲项目, 甲项目, 甲). Other projects are looked for only in a report on
projects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fundqa.bind.forms import split_name
from fundqa.document import Document, Heading, Paragraph
from fundqa.lexicon import Lexicon, Subjects, normalise
from fundqa.phrases import Phrases, Tag

_YEAR = re.compile(r"(?:19|20)\d\d\s*年")
_BOUNDARY = re.compile(r"[，,；;：:。、（()）“”《》\s\d年月日]")
_LONGEST_TITLE, _LONGEST_NAME, _SHORTEST_NAME, _SHORTEST_TITLE, _AHEAD = 60, 24, 4, 3, 14


@dataclass(frozen=True, slots=True)
class Cast:
    """The subjects of a document: the terms that name them, and the only one when there is just one ("" else)."""

    phrases: Phrases
    sole: str


def cast_of(document: Document, forms: Sequence[tuple[str, str]], lexicon: Lexicon) -> Cast:
    """The subjects of a document; `forms`: entity and printed name of each of its forms."""
    words = lexicon.subjects
    entities = {_core(name, lexicon): entity for entity, name in forms if entity not in lexicon.funds}
    all_entities = {entity for entity, _ in forms}
    title = _titled(document, lexicon)
    if title and title not in entities:
        entity = next((e for core, e in entities.items() if core.endswith(title) or title.endswith(core)), "")
        if not entity:
            entity = next(iter(all_entities)) if len(all_entities) == 1 else title
        entities[title] = entity
        all_entities.add(entity)
    if any(_is_project(name, words) for _, name in forms) or _is_project(_title(document), words):
        for name in _mentioned(document, lexicon):
            known = next((e for core, e in entities.items() if name.endswith(core) or core.endswith(name)), "")
            entities[name] = known or name
            all_entities.add(entities[name])
    terms = [(text, Tag("fund", entity)) for core, entity in entities.items() for text in _spellings(core, words)]
    terms += [(name, Tag("fund", entity)) for entity, name in forms if entity not in lexicon.funds]
    sole = next(iter(all_entities)) if len(all_entities) == 1 else ""
    return Cast(lexicon.phrases.with_terms(terms) if terms else lexicon.phrases, sole)


def _spellings(core: str, words: Subjects) -> Iterator[str]:
    yield core
    yield from (core + ending for ending in words.endings)


def _core(name: str, lexicon: Lexicon) -> str:
    """A subject's name without year, place and ending."""
    first, *others = _YEAR.split(normalise(name))
    tails = lexicon.subjects.date_tails
    plain = first.lstrip("".join(tails)) + "".join(part.lstrip("".join(tails)) for part in others)
    plain = split_name(plain, lexicon.organisations)[1] if plain else plain
    ending = next((e for e in lexicon.subjects.endings if plain.endswith(e) and len(plain) > len(e) + 1), "")
    return plain.removesuffix(ending)


def _title(document: Document) -> str:
    """The first line of a document, when it is short enough to be its title."""
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph) and block.text.strip():
            return normalise(block.text) if len(block.text) <= _LONGEST_TITLE else ""
        if not isinstance(block, Heading | Paragraph):
            return ""
    return ""


def _titled(document: Document, lexicon: Lexicon) -> str:
    """The subject that the title names, "" when it names none: a report on funds names no single one."""
    title = _title(document)
    ending = next((e for e in lexicon.subjects.titles if title.endswith(e)), "")
    if not ending or any(hit.tag("fund", "whole") for hit in lexicon.phrases.scan(title)):
        return ""
    core = _core(title.removesuffix(ending), lexicon)
    return core if len(core) >= _SHORTEST_TITLE else ""


def _is_project(text: str, words: Subjects) -> bool:
    return any(ending in text for ending in words.projects)


def _mentioned(document: Document, lexicon: Lexicon) -> list[str]:
    """The projects whose amounts or results the text states, without place and ending, in their order."""
    found: dict[str, None] = {}
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            found.update(dict.fromkeys(_names_in(block.text, lexicon)))
    return list(found)


def _names_in(text: str, lexicon: Lexicon) -> Iterator[str]:
    for ending in lexicon.subjects.projects:
        at = text.find(ending)
        while at >= 0:
            if _speaks_of(text[at + len(ending) : at + len(ending) + _AHEAD], lexicon):
                name = _name_before(text, at, lexicon)
                if len(name) >= _SHORTEST_NAME:
                    yield name
            at = text.find(ending, at + len(ending))


def _speaks_of(behind: str, lexicon: Lexicon) -> bool:
    """Whether figures are what follows a name: 甲项目2022年预算…, 甲项目全年支出…"""
    year = _YEAR.match(behind)
    rest = behind[year.end() :].lstrip("".join(lexicon.subjects.date_tails)) if year else behind
    hit = next(lexicon.phrases.scan(rest), None)
    return hit is not None and hit.start == 0 and hit.tag("concept", "plan", "actual", "basis", "current") is not None


def _name_before(text: str, end: int, lexicon: Lexicon) -> str:
    """The name that ends at `end`, without grammar words and place before it; "" where it is joined to another."""
    begin = max(0, end - _LONGEST_NAME)
    start = max((m.end() for m in _BOUNDARY.finditer(text, begin, end)), default=begin)
    if start and text[start - 1] in lexicon.joints:
        return ""
    while (hit := next(lexicon.phrases.scan(text, start, end), None)) is not None and hit.start == start:
        if hit.tag("neutral", "parts", "plan", "actual", "current", "prior") is None:
            break
        start = hit.end
    return _core(text[start:end], lexicon)
