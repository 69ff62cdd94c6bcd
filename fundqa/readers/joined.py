"""Tables in plain text whose cells stand in one line, parted by blanks or by nothing.

Rows of a form are read into cells where its own words leave one way only to do so. Other lines that look like rows are
kept as they are, each in one cell, with a warning: what number belongs to which column cannot be told.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from fundqa.readers.assemble import Box, Grid, Item, Text
from fundqa.readers.layout import LOWER, NAME, NUMBER, REMARK, UPPER, FormWords

LOST = "columns_lost"
_NUMBER = re.compile(r"[-−+]?\d[\d,]*(?:\.\d+)?[%％]?")
_NIL = frozenset(("/", "—", "-", "--", "——", "－", "\\"))
_STOPS = re.compile(r"[。！？；：，:;!?]|\d、|…{2}|\.{4}")
_SIGN = re.compile(r"[≥≤＞＜>＜<=＝]|不低于|不高于|不少于|不超过|不小于|不大于")
_WEIGHT = re.compile(r"\s*(?:[（(]\s*\d+(?:\.\d+)?\s*分?\s*[)）])?\s*")
_LEAST_ROWS, _LEAST_NUMBERS, _LEAST_HEADS, _ABOVE = 3, 2, 4, 8


def read_joined(items: Iterable[Item], words: FormWords) -> Iterator[Item]:
    """The items with the lines that are rows of tables as such."""
    lines: list[Text] = []
    for item in items:
        if isinstance(item, Text):
            lines.append(item)
        else:
            yield from _lines(lines, words)
            lines = []
            yield item
    yield from _lines(lines, words)


def _lines(lines: Sequence[Text], words: FormWords) -> Iterator[Item]:
    at, above = 0, False
    while at < len(lines):
        columns = heads(lines[at].text, words)
        end = _end(lines, at + bool(columns), words)
        run = lines[at:end]
        if columns:
            yield _lost(run) if above and _is_scored(columns) else _form(run, columns, words)
            above = False
        elif _above_form(lines, at, end, words):
            yield _lost(run)
            above = True
        elif sum(_is_row(line.text, words) for line in run) >= _LEAST_ROWS:
            yield _lost(run)
        else:
            end = max(end, at + 1)
            yield from lines[at:end]
        at = end


def _is_scored(columns: Sequence[tuple[str, str]]) -> bool:
    """Whether a form has scores: then they add up with those of its upper part, which must not be lost."""
    return any(role == NUMBER for _, role in columns)


def _end(lines: Sequence[Text], at: int, words: FormWords) -> int:
    """Where the rows that begin at a line end."""
    while at < len(lines) and (_is_row(lines[at].text, words) or _is_half_row(lines[at].text)):
        if heads(lines[at].text, words):
            break
        at += 1
    return at


def _above_form(lines: Sequence[Text], at: int, end: int, words: FormWords) -> bool:
    """Whether rows belong to the upper part of a form, whose indicators follow."""
    if end == at or not any(_is_row(line.text, words) for line in lines[at:end]):
        return False
    for line in lines[end : end + _ABOVE]:
        if heads(line.text, words):
            return True
        if _STOPS.search(line.text.strip()[-1:]):
            return False
    return False


def heads(text: str, words: FormWords) -> list[tuple[str, str]]:
    """The labels of a form's head of indicators with what they are; none where a line is anything else."""
    rest, found = "".join(text.split()), list[tuple[str, str]]()
    while rest:
        label = next((label for label in words.columns if rest.startswith(label)), "")
        if not label:
            return []
        found.append((label, words.columns[label]))
        rest = rest[len(label) :]
    roles = [role for _, role in found]
    once = all(roles.count(role) == 1 for role in (NAME, UPPER, LOWER) if role in roles)
    return found if len(found) >= _LEAST_HEADS and NAME in roles and once else []


def _is_number(token: str) -> bool:
    return token in _NIL or _NUMBER.fullmatch(token) is not None


def _is_row(text: str, words: FormWords) -> bool:
    """Whether a line is a row of a table: two numbers that stand by themselves, or a form's levels at its start."""
    if _STOPS.search(text):
        return False
    tokens = text.split()
    if sum(_NUMBER.fullmatch(token) is not None for token in tokens) >= _LEAST_NUMBERS:
        return True
    upper, lower, rest = _levels(text.strip(), words)
    return bool(upper and lower and rest and any(char.isdigit() for char in rest))


def _is_half_row(text: str) -> bool:
    """Whether a line may be a row with few numbers: words and a number at its end."""
    tokens = text.split()
    return len(tokens) > 1 and not _STOPS.search(text) and _is_number(tokens[-1])


def _levels(text: str, words: FormWords) -> tuple[str, str, str]:
    """The labels of the upper levels that a row begins with, "" where it has none, and the rest."""
    upper, rest = _label(text, words.groups)
    lower, after = _label(rest, words.kinds)
    if upper and not lower and _label(text, words.kinds)[0] == upper:
        return "", upper, rest
    return upper, lower, after


def _label(text: str, labels: Sequence[str]) -> tuple[str, str]:
    """A label at the start of a text, with the weight in brackets behind it, and the rest.

    A short one counts only where a blank ends it: 质量 may begin an indicator's name.
    """
    for label in labels:
        if text.startswith(label):
            match = _WEIGHT.match(text, len(label))
            end = match.end() if match else len(label)
            if label.endswith(_FULL) or text[end - 1] in " \u3000\t)）" or end == len(text):
                return text[:end].strip(), text[end:]
    return "", text


_FULL = "指标"


def _form(run: Sequence[Text], columns: Sequence[tuple[str, str]], words: FormWords) -> Grid:
    """A form's indicators as a table; as lines without columns where not every row can be read for certain."""
    rows = [cells for line in run[1:] if (cells := _cells(line.text, columns, words))]
    if len(rows) < len(run) - 1 or not rows:
        return _lost(run)
    table = [[label for label, _ in columns], *rows]
    boxes = tuple(Box(r, c, text) for r, row in enumerate(table) for c, text in enumerate(row))
    return Grid(boxes, len(table), len(columns), page=run[0].page)


def _lost(run: Sequence[Text]) -> Grid:
    boxes = tuple(Box(row, 0, line.text) for row, line in enumerate(run))
    return Grid(boxes, len(run), 1, (LOST,), page=run[0].page)


def _cells(text: str, columns: Sequence[tuple[str, str]], words: FormWords) -> list[str]:
    """The cells of a row under known heads; none where there are several ways to part it."""
    roles = [role for _, role in columns]
    upper, lower, rest = _levels(text.strip(), words)
    if (upper and UPPER not in roles) or (lower and LOWER not in roles):
        return []
    if upper and not lower and LOWER in roles:
        return _sum(text, roles)
    levels = {UPPER: upper, LOWER: lower}
    tokens = [piece for token in rest.split() for piece in _parted(token)] if rest else []
    own = [role for role in roles if role not in levels]
    if len(tokens) == len(own) - 1 and own[-1] == REMARK:
        tokens.append("")
    if len(tokens) != len(own) or not all(_fits(token, role) for token, role in zip(tokens, own, strict=True)):
        return _sum(text, roles)
    values = iter(tokens)
    return [levels[role] if role in levels else next(values) for role in roles]


def _parted(token: str) -> list[str]:
    """A name and the target that stands right behind it; a token that is one of them alone as it is."""
    sign = _SIGN.search(token)
    return [token[: sign.start()], token[sign.start() :]] if sign and sign.start() else [token]


def _fits(token: str, role: str) -> bool:
    if role == NUMBER:
        return _is_number(token) or not token
    if role == NAME:
        return not _SIGN.match(token) and not token[:1].isdigit()
    return True


def _sum(text: str, roles: Sequence[str]) -> list[str]:
    """The cells of a row of words and as many numbers as there are columns of such: 总分 100 98.5."""
    tokens = text.split()
    numbers = roles.count(NUMBER)
    if len(tokens) != numbers + 1 or not numbers or not all(map(_is_number, tokens[1:])) or _is_number(tokens[0]):
        return []
    values = iter(tokens[1:])
    return [tokens[0], *(next(values) if role == NUMBER else "" for role in roles[1:])]
