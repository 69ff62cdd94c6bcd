"""The ledger read back: what reviewers wrote in its columns for state and explanation, as waivers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import cast

import yaml

from fundqa.errors import PackError, ReadError
from fundqa.readers.sheets import Sheet
from fundqa.report import State, Waiver
from fundqa.resources import builtin

SUFFIXES = (".xlsx", ".xlsm")
"""What a file of waivers is called that is a ledger."""
_NEEDED = ("state", "note", "fingerprint")
_STATE, _COLUMN = "ledger.state.", "ledger.column."
_DAY = re.compile(r"\D*(\d{4})\D+(\d{1,2})\D+(\d{1,2})\D*")
_FIRST_COLUMN = ord("A")


def load_ledger(path: Path) -> tuple[Waiver, ...]:
    """The waivers of a ledger: its rows in the states explained, false alarm and not adopted, and its notes: rows that
    are said to be mended, and those to be mended that have an explanation.

    Columns are found by their heads, in either language, wherever they have been moved to; rows may be sorted and
    filtered. An explanation is required of what is explained, else the state itself is the reason. PackError with row
    and column for the first thing that is wrong.
    """
    from fundqa.readers.xlsx import shown_sheets

    try:
        sheets = shown_sheets(path.read_bytes(), str(path))
    except ReadError as error:
        raise PackError(error.code, error.zh, error.en, path=str(path), line=1, col=1) from error
    rows = list(_rows(sheets, str(path)))
    return tuple(waiver for row in rows if (waiver := _waiver(row)) is not None)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the ledger: its texts by the keys of their columns; line and cols are places in the sheet, from 1."""

    path: str
    line: int
    texts: Mapping[str, str]
    cols: Mapping[str, int]

    def error(self, code: str, column: str, zh: str, en: str, allowed: tuple[str, ...] = ()) -> PackError:
        text = self.texts.get(column, "")
        col = self.cols.get(column, 1)
        letter = chr(_FIRST_COLUMN + col - 1) if col <= 26 else ""
        return PackError(
            code, f"{letter}{self.line}：{zh}", f"{letter}{self.line}: {en}",
            path=self.path, line=self.line, col=col, excerpt=text.replace("\n", " "), allowed=allowed,
        )  # fmt: skip


def _rows(sheets: Iterable[Sheet], path: str) -> Iterator[_Row]:
    """The rows below each head that has the needed columns."""
    heads, found = _words(_COLUMN), False
    for sheet in sheets:
        cols: dict[str, int] = {}
        for row, texts in _lines(sheet):
            known = {heads[text]: col for col, text in texts.items() if text in heads}
            if all(key in known for key in _NEEDED):
                cols, found = known, True
            elif cols:
                own = {key: texts.get(col, "") for key, col in cols.items()}
                yield _Row(path, row + 1, own, {key: col + 1 for key, col in cols.items()})
    if not found:
        zh, en = (
            "没有找到问题台账：缺“状态”“说明”“指纹”栏",
            "no ledger: the columns for state, explanation, fingerprint",
        )
        raise PackError("no_ledger", zh, en, path=path, line=1, col=1)


def _lines(sheet: Sheet) -> Iterator[tuple[int, dict[int, str]]]:
    """The rows that show anything, from 0, and their texts by column."""
    rows: dict[int, dict[int, str]] = {}
    for (row, col), text in sheet.texts.items():
        rows.setdefault(row, {})[col] = text.strip()
    yield from sorted(rows.items())


def _waiver(row: _Row) -> Waiver | None:
    """The waiver or note of a row, None where its finding is still to be mended and nothing is said of it."""
    texts = row.texts
    state = _state(row)
    if state is State.PENDING and not texts["note"]:
        return None
    if not texts["fingerprint"]:
        raise row.error("missing_key", "fingerprint", "这一行没有指纹", "this row has no fingerprint")
    if state is State.EXPLAINED and not texts["note"]:
        raise row.error("missing_key", "note", "状态为已说明，而没有写说明", "explained, but there is no explanation")
    return Waiver(
        fingerprint=texts["fingerprint"],
        reason=texts["note"] or (texts["state"] if state.waives else ""),
        who=texts.get("who", ""),
        until=_day(row),
        state=state,
        origin=f"{row.path}:{row.line}",
    )


def _state(row: _Row) -> State:
    """The state a row is in; to be mended where nothing is written."""
    text = row.texts["state"]
    state = named_states().get(text) if text else State.PENDING
    if state is None:
        raise row.error("bad_state", "state", f"没有状态“{text}”", f"no state “{text}”", tuple(named_states()))
    return state


@cache
def named_states() -> Mapping[str, State]:
    """The states by what the ledger calls them, in every language."""
    return {text: State(key) for text, key in _words(_STATE).items()}


def _day(row: _Row) -> date | None:
    """The last day a waiver holds, however the program that wrote it shows days."""
    text = row.texts.get("until", "")
    if not text:
        return None
    found = _DAY.fullmatch(text)
    try:
        return date(*map(int, found.groups())) if found else date.fromisoformat(text)
    except ValueError as error:
        zh, en = f"“{text}”不是日期", f"“{text}” is no date"
        raise row.error("bad_date", "until", zh, en, ("YYYY-MM-DD",)) from error


@cache
def _words(prefix: str) -> Mapping[str, str]:
    """What the writers call columns or states, in every language, and the keys of these."""
    source = (builtin("reports") / "strings.yml").read_text("utf-8")
    loader = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    entries = cast("dict[str, dict[str, str]]", yaml.load(source, Loader=loader))
    own = {key.removeprefix(prefix): entry for key, entry in entries.items() if key.startswith(prefix)}
    return {text: key for key, entry in own.items() for text in entry.values()}
