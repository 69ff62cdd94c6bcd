"""The roster: which county owes a report on which fund and year, by when; a .csv or .xlsx with a head row."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from pathlib import Path

from fundqa.document import Table
from fundqa.errors import PackError, ReadError
from fundqa.readers import read
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


def load_roster(path: Path) -> tuple[Due, ...]:
    """The roster of a file. Raises PackError with the row (counted as people see it) for the first mistake."""
    try:
        document = read(path, name=str(path))
    except ReadError as error:
        raise PackError("bad_roster", error.zh, error.en, path=str(path)) from error
    table = next((block for block in document.blocks if isinstance(block, Table) and block.rows > 1), None)
    if table is None:
        raise _wrong(path, 1, "花名册里没有表格", "there is no table in the roster")
    grid = _grid(table)
    columns = _columns(path, grid[0])
    found = tuple(_dues(path, grid, columns))
    seen: dict[tuple[str, str, str], int] = {}
    for number, due in enumerate(found, 2):
        first = seen.setdefault((due.county, due.fund, due.year), number)
        if first != number:
            zh, en = f"与第{first}行是同一县、基金、年度", f"the same county, fund and year as row {first}"
            raise _wrong(path, number, zh, en)
    return found


def _grid(table: Table) -> list[list[str]]:
    rows = [[""] * table.cols for _ in range(table.rows)]
    for cell in table.cells:
        rows[cell.row][cell.col] = " ".join(cell.text.split())
    return rows


def _columns(path: Path, head: Sequence[str]) -> dict[str, int]:
    """Which column holds what."""
    plain = [text.lower().replace(" ", "") for text in head]
    found = {key: next((i for i, text in enumerate(plain) if text in names), -1) for key, names in COLUMNS.items()}
    for key in list(COLUMNS)[:_NEEDED]:
        if found[key] < 0:
            zh, en = f"缺少“{COLUMNS[key][1]}”一栏", f"the column “{key}” is missing"
            raise PackError("bad_roster", zh, en, path=str(path), line=1, col=1, allowed=COLUMNS[key])
    return found


def _dues(path: Path, grid: Sequence[Sequence[str]], columns: Mapping[str, int]) -> Iterator[Due]:
    for number, row in enumerate(grid[1:], 2):
        value = {key: row[i] if i >= 0 else "" for key, i in columns.items()}
        if not any(row):
            continue
        if not value["county"]:
            raise _wrong(path, number, "没有写县", "the county is missing")
        year = value["year"].removesuffix("年").removesuffix(".0")
        if not (year.isdecimal() and len(year) == 4):
            raise _wrong(
                path, number, f"年度“{value['year']}”不是四位数", f"the year “{value['year']}” has not four digits"
            )
        yield Due(value["county"], value["fund"], year, _day(path, number, value["deadline"]), value["parent"])


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
