"""What the heads and row labels of a table say: the part a line plays, its year, basis, unit, level and name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from fundqa.extract.tables import RawBlock, RawRow
from fundqa.lexicon import Lexicon, normalise
from fundqa.model import Basis, Span
from fundqa.view_tables import PLAIN, Line

_BRACKETS = re.compile(r"（[^（）]*）")
_STYLES = (
    re.compile(r"[一二三四五六七八九十]{1,3}、"),
    re.compile(r"（[一二三四五六七八九十]{1,3}）"),
    re.compile(r"\d{1,2}[.．、](?!\d)"),
    re.compile(r"（\d{1,2}）"),
    re.compile(r"[①-⑳]"),
)
_INDENT = re.compile(r"[\s\u3000]*")
_SPELL = re.compile(r"[\d一二三四五六七八九十至、.年-]*")
_MONTH = "月"
_DATED = re.compile(r"(?:19|20)\d\d(?:年\b|年)?")
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)")
_BRACKET = re.compile(r"（(?:[^（）：]*：)?([^（）：]{1,8})）")
_OF_LEAVES = ("code", "remark", "unit")
_DATED_ROLES = ("", "stock")
_PERCENT = re.compile(r"[%％]")


def column_line(block: RawBlock, c: int, lexicon: Lexicon) -> Line:
    """What a column's heads say; a change printed in percent is growth."""
    path = block.heads[c]
    filled = [cell.text for row in block.rows if (cell := row.values.get(c)) is not None and cell.text.strip()]
    percent = sum(1 for text in filled if _PERCENT.search(text))
    texts = tuple(dict.fromkeys(normalise(cell.text) for cell in path))
    joined = "".join(texts)
    label = Span(path[-1].text, path[-1].location.span(0, len(path[-1].text)))
    line = _line(label, texts, joined, lexicon, basis=basis_in(joined, lexicon))
    return replace(line, role="growth") if line.role in ("change", "compared") and percent * 2 > len(filled) else line


def row_line(row: RawRow, lexicon: Lexicon) -> Line:
    """What a row's labels say, and its level."""
    texts = tuple(normalise(cell.text) for cell in row.labels)
    cell = row.labels[-1] if row.labels else next(iter(row.values.values()))
    label = Span(cell.text, cell.location.span(0, len(cell.text))) if row.labels else Span("", cell.location.span(0, 0))
    name = texts[-1] if texts else ""
    style = next((i for i, pattern in enumerate(_STYLES) if pattern.match(name)), -1)
    matched = _INDENT.match(cell.text) if row.labels else None
    dated = _YEAR.search(name) or any(word in name for word in lexicon.tables.spells if len(word) > 1 or word in _MONTH)
    spell = bool(dated and _SPELL.fullmatch(_without(name, lexicon.tables.spells)))
    return _line(
        label,
        texts,
        name,
        lexicon,
        basis=basis_in(name, lexicon),
        style=style,
        indent=len(matched[0]) if matched else 0,
        code=row.code,
        unit=row.unit if row.unit in lexicon.units else "",
        spell=spell,
    )


def _line(
    label: Span,
    texts: tuple[str, ...],
    said: str,
    lexicon: Lexicon,
    *,
    basis: Basis | None,
    style: int = -1,
    indent: int = 0,
    code: str = "",
    unit: str = "",
    spell: bool = False,
) -> Line:
    """What a label says, be it a row's or a column's; `said` is what its year is looked for in, unit its own one."""
    words = lexicon.tables
    name = texts[-1] if texts else ""
    years = _YEAR.findall(said)
    role = words.role(name) or next((found for text in reversed(texts[:-1]) if (found := words.role(text))), "")
    role = "" if role in _OF_LEAVES and not words.role(name) else role
    entity = next((e for text in reversed(texts) if (e := lexicon.entity_of(text))), "")
    if role in ("change", "ratio", "") and _PERCENT.search(name):
        role = "growth" if role == "change" else role or "ratio"
    return Line(
        label=label,
        texts=texts,
        rank=words.rank(name) if not role else PLAIN,
        role=role,
        period=years[0] if len(set(years)) == 1 else "",
        when=_when(said, name, lexicon) if role in _DATED_ROLES else "",
        basis=basis,
        style=style,
        indent=indent,
        code=code,
        spell=spell,
        unit=unit or _unit_of(texts, lexicon),
        of_which=any(text.startswith(words.of_which) for text in texts),
        limited=any(word in text for text in texts for word in words.limited),
        said=_rest(name, lexicon),
        entity=entity,
        dimension=lexicon.concept(lexicon.concept_of_label(name)).dimension if name else "",
    )


def _when(text: str, name: str, lexicon: Lexicon) -> str:
    """Whether a label speaks of this year or of the one before, at whose end an opening balance stood."""
    words = lexicon.tables
    if name in words.balance["opening"]:
        return "prior"
    return (
        "prior" if any(w in text for w in words.prior) else "current" if any(w in text for w in words.current) else ""
    )


@lru_cache(maxsize=4096)
def _unit_of(texts: tuple[str, ...], lexicon: Lexicon) -> str:
    """The unit that a label gives in brackets, or implies by what it counts; the innermost label counts most."""
    for text in reversed(texts):
        names: list[str] = _BRACKET.findall(text)
        for name in reversed(names):
            if name in lexicon.units and not _is_level(name, text, lexicon):
                return name
        implied = lexicon.tables.unit_of_count(text)
        if implied:
            return implied
    return "%" if texts and _PERCENT.search(texts[-1]) else ""


def _is_level(name: str, text: str, lexicon: Lexicon) -> bool:
    """Whether what stands in brackets is the level of a classification, which some units are called like too.

    It is the unit where the label counts something.
    """
    return lexicon.tables.role(name) == "code" and not lexicon.tables.unit_of_count(_BRACKETS.sub("", text))


def _without(name: str, words: Sequence[str]) -> str:
    for word in words:
        name = name.replace(word, "")
    return name


@lru_cache(maxsize=4096)
def basis_in(text: str, lexicon: Lexicon) -> Basis | None:
    """The basis that the last of a label's basis words says."""
    found: Basis | None = None
    for hit in lexicon.phrases.scan(text):
        named = hit.tag("basis")
        if named:
            found = Basis(named.value)
        elif hit.tag("plan"):
            found = Basis.BUDGET
        elif hit.tag("actual") and not hit.tag("mixed"):
            found = Basis.EXECUTED
        elif hit.tag("mixed"):
            found = None
    return found


@lru_cache(maxsize=4096)
def _rest(name: str, lexicon: Lexicon) -> str:
    """What a label says besides its number, year, basis, unit and words that mean nothing by themselves.

    An opening balance is the balance of the year before.
    """
    if name in lexicon.tables.balance["opening"]:
        return next((name[i:] for i in range(1, len(name)) if name[i:] in lexicon.labels), name)
    text = _BRACKETS.sub("", name)
    for pattern in _STYLES:
        text = pattern.sub("", text, count=1) if pattern.match(text) else text
    text = _DATED.sub("", text)
    said = [
        h for h in lexicon.phrases.scan(text) if h.tag("plan", "basis", "actual", "current") and not h.tag("concept")
    ]
    for hit in reversed(said):
        text = text[: hit.start] + text[hit.end :]
    for word in (*lexicon.tables.current, *lexicon.tables.prior) if text not in lexicon.labels else ():
        text = text.removeprefix(word)
    return "" if text in lexicon.tables.plain or text in lexicon.units else text
