"""The roster: which county owes a report on which fund and year, by when; a .csv or .xlsx with a head row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

from fundqa.errors import PackError, ReadError
from fundqa.readers.csv import csv_sheet
from fundqa.readers.sheets import Sheet
from fundqa.readers.xlsx import shown_sheets
from fundqa.stock import Due

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "county": ("county", "县", "县区", "县（区）", "县市区", "县（市、区）", "单位", "地区", "填报单位"),
    "fund": ("fund", "基金", "险种", "项目", "基金名称", "项目名称"),
    "year": ("year", "年度", "年份"),
    "deadline": ("deadline", "截止", "截止日期", "截止时间", "报送期限", "报送时限", "期限"),
    "parent": ("parent", "上级", "所属", "所属地区", "汇总单位", "汇总到"),
}
"""The heads each column may have; the first three are needed."""
_NEEDED = 3
SUFFIXES = (".csv", ".xlsx", ".xlsm")


def load_roster(path: Path) -> tuple[Due, ...]:
    """The roster of a file: the rows below its head, empty ones left out.

    Raises PackError with the row (counted as people see it) for the first mistake.
    """
    rows = _rows(path)
    if len(rows) < 2:
        raise _wrong(path, 1, "花名册里没有表格", "there is no table in the roster")
    columns = _columns(path, *rows[0])
    found = [(number, _due(path, number, row, columns)) for number, row in rows[1:]]
    seen: dict[tuple[str, str, str], int] = {}
    for number, due in found:
        first = seen.setdefault((due.county, due.fund, due.year), number)
        if first != number:
            zh, en = f"与第{first}行是同一县、基金、年度", f"the same county, fund and year as row {first}"
            raise _wrong(path, number, zh, en)
    return tuple(due for _, due in found)


Line = tuple[int, Mapping[int, str]]
"""A row's number, from 1, and its texts by column, from 0."""


def _rows(path: Path) -> list[Line]:
    """The rows of the first sheet that show anything, from the head on: the first with more than one text."""
    sheet = _sheet(path)
    rows: dict[int, dict[int, str]] = {}
    for (row, col), text in sorted(sheet.texts.items()):
        rows.setdefault(row + 1, {})[col] = " ".join(text.split())
    found = list(rows.items())
    head = next((i for i, (_, row) in enumerate(found) if len(row) > 1), len(found))
    return list(found[head:])


def _sheet(path: Path) -> Sheet:
    if path.suffix.lower() not in SUFFIXES:
        zh, en = f"花名册应当是 {'、'.join(SUFFIXES)} 文件", "the roster is no such file"
        raise PackError("bad_roster", zh, en, path=str(path), line=1, col=1, allowed=SUFFIXES)
    try:
        data = path.read_bytes()
        if path.suffix.lower() == ".csv":
            return csv_sheet(data, path.name)
        sheets = shown_sheets(data, path.name)
    except ReadError as error:
        raise PackError("bad_roster", error.zh, error.en, path=str(path), line=1, col=1) from error
    return next((sheet for sheet in sheets if sheet.texts), Sheet(""))


def _columns(path: Path, number: int, head: Mapping[int, str]) -> dict[str, int]:
    """Which column holds what."""
    plain = {text.lower().replace(" ", ""): col for col, text in sorted(head.items(), reverse=True)}
    found = {key: next((plain[name] for name in names if name in plain), -1) for key, names in COLUMNS.items()}
    for key in list(COLUMNS)[:_NEEDED]:
        if found[key] < 0:
            zh, en = f"缺少“{COLUMNS[key][1]}”一栏", f"the column “{key}” is missing"
            raise PackError("bad_roster", zh, en, path=str(path), line=number, col=1, allowed=COLUMNS[key])
    return found


def _due(path: Path, number: int, row: Mapping[int, str], columns: Mapping[str, int]) -> Due:
    value = {key: row.get(col, "") for key, col in columns.items()}
    if not value["county"]:
        raise _wrong(path, number, "没有写县", "the county is missing")
    year = value["year"].removesuffix("年").removesuffix(".0")
    if not (year.isascii() and year.isdecimal() and len(year) == 4):
        zh, en = f"年度“{value['year']}”不是四位数", f"the year “{value['year']}” has not four digits"
        raise _wrong(path, number, zh, en)
    return Due(value["county"], value["fund"], year, _day(path, number, value["deadline"]), value["parent"])


def _day(path: Path, number: int, text: str) -> str:
    """A deadline as YYYY-MM-DD."""
    if not text:
        return ""
    plain = text.replace("年", "-").replace("月", "-").removesuffix("日").replace("/", "-").partition(" ")[0]
    try:
        return datetime.strptime(plain, "%Y-%m-%d").date().isoformat()
    except ValueError:
        try:
            return date.fromisoformat(plain).isoformat()
        except ValueError as error:
            raise _wrong(path, number, f"“{text}”不是日期", f"“{text}” is no date") from error


def _wrong(path: Path, row: int, zh: str, en: str) -> PackError:
    return PackError("bad_roster", zh, en, path=str(path), line=row, col=1)
