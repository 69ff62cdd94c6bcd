"""Waivers written or filled in oddly: they are read, or refused with file, line and column, in time."""

from __future__ import annotations

import io
import random
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter
from breaking import broken
from fuzzing import budget, damaged, in_time, patient
from hostile import TEXTS, read_back
from hypothesis import given
from hypothesis import strategies as st
from sample_report import again
from test_ledger import workbook

from fundqa.errors import PackError
from fundqa.report import State, Waiver
from fundqa.waivers import apply, load_waivers
from fundqa.waivers_ledger import named_states

TODAY = date(2026, 3, 1)
GOOD = """\
- fingerprint: "3f0a9c1d2b4e5f60"
  reason: 县里已补充说明：年中追加预算
  who: 财政局社保股
  when: 2026-03-01
  until: 2026-12-31
  state: 已说明
- fingerprint: wrd-01-0001
  reason: 口径不同
  false_alarm: true
  file: 松岭县2021年自评.docx
"""


def survives(path: Path, data: bytes) -> tuple[Waiver, ...] | None:
    """The waivers of the file, which can be applied; None when it is refused, which it is with its place."""
    path.write_bytes(data)
    with in_time(path):
        try:
            found = load_waivers(path)
        except PackError as error:
            refused = error
        else:
            assert apply(again(), found, TODAY).documents
            return found
    assert refused.path == str(path)
    assert refused.line >= 1
    assert refused.col >= 1
    assert refused.message("zh")
    assert refused.message("en")
    return None


@patient
def test_a_damaged_file_of_waivers_is_read_or_refused(tmp_path):
    chance, path = random.Random("waivers"), tmp_path / "waivers.yml"
    for number in range(budget(150)):
        text = (
            broken(GOOD, GOOD, chance).encode("utf-8", "surrogatepass")
            if number % 2
            else damaged(GOOD.encode(), chance)
        )
        survives(path, text)


KEYS = st.sampled_from(
    ["fingerprint", "reason", "who", "when", "until", "file", "state", "false_alarm", "x", '"\\ud800"']
)
VALUES = st.one_of(
    st.sampled_from(["误报", "已说明", "pending", "true", "yes", "2026-12-31", "2026-13-01", "12e5", "0x1F", "~", "[]",
                     "{}", "[x]", '"\\ud800"', '"\\0"', '"\\udfff\\ud800"', "!!binary aGk=", "&a x", "*a", "10:30",
                     "9" * 5000, "0001-01-01", "9999-12-31", "'2026-1-1'", "2026-03-01T10:00:00Z", ".inf"]),
    TEXTS,
)  # fmt: skip


@patient
@read_back(budget(100))
@given(st.lists(st.dictionaries(KEYS, VALUES, max_size=5), max_size=3))
def test_waivers_of_any_keys_and_values_are_read_or_refused(tmp_path_factory, entries):
    lines = ["- " + "\n  ".join(f"{key}: {value}" for key, value in entry.items()) for entry in entries]
    survives(tmp_path_factory.mktemp("w") / "waivers.yml", "\n".join(lines).encode("utf-8", "surrogatepass"))


# --- the ledger

STATES = tuple(named_states())
HEADS = (
    ("状态", "说明", "指纹", "说明人", "有效期至"), ("State", "Explanation", "Fingerprint"),
    ("指纹", "状态", "说明", "状态"), ("状态", "说明"), ("State", "说明", "指纹", "有效期至"),
)  # fmt: skip
CELLS = st.one_of(
    TEXTS, TEXTS, st.sampled_from(STATES), st.sampled_from(STATES), st.none(), st.booleans(),
    st.floats(allow_nan=False, allow_infinity=False, width=32), st.integers(-(10**12), 10**12),
    st.dates(date(1900, 3, 1), date(2200, 1, 1)),
    st.sampled_from(["2026-12-31", "2026/12/31", "2026年12月31日", "31.12.2026", "12/31/26", "长期", "0000-00-00",
                     "99999-12-31", "2026-02-30", "１２", "２０２６-１２-３１", "₂₀₂₆-1-1"]),
)  # fmt: skip


def filled(heads: tuple[str, ...], rows: list[list[object]], above: int, col: int) -> bytes:
    """A workbook with a ledger in it, as another program, or a person, would leave it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_numbers": False, "strings_to_formulas": False}
    ) as book:
        sheet = book.add_worksheet("问题")
        day = book.add_format({"num_format": "yyyy/m/d"})
        for number, head in enumerate(heads):
            sheet.write_string(above, col + number, head)
        for line, row in enumerate(rows, above + 1):
            for number, value in enumerate(row, col):
                if isinstance(value, str):
                    sheet.write_string(line, number, value.encode("utf-8", "replace").decode())
                elif isinstance(value, date):
                    sheet.write_datetime(line, number, datetime(value.year, value.month, value.day), day)
                elif value is not None:
                    sheet.write(line, number, value)
    return out.getvalue()


@patient
@read_back(budget(100))
@given(st.sampled_from(HEADS), st.lists(st.lists(CELLS, max_size=5), max_size=4), st.integers(0, 2), st.integers(0, 30))
def test_a_ledger_filled_in_oddly_is_read_or_refused(tmp_path_factory, heads, rows, above, col):
    found = survives(tmp_path_factory.mktemp("w") / "台账.xlsx", filled(heads, rows, above, col))
    for waiver in found or ():
        assert waiver.fingerprint
        assert waiver.reason or waiver.state is State.MENDED


@patient
def test_a_damaged_ledger_is_read_or_refused(tmp_path):
    chance, good = random.Random("ledger"), workbook(again())
    for _ in range(budget(30)):
        survives(tmp_path / "台账.xlsx", damaged(good, chance))


@pytest.mark.parametrize(
    ("until", "day"),
    [("2026-12-31", date(2026, 12, 31)), ("2026/12/31", date(2026, 12, 31)), ("2026年12月31日", date(2026, 12, 31))],
)
def test_a_day_is_read_however_it_is_written(tmp_path, until, day):
    data = filled(("状态", "说明", "指纹", "说明人", "有效期至"), [["已说明", "因", "a1", "", until]], 0, 0)
    found = survives(tmp_path / "a.xlsx", data)
    assert found is not None
    assert [waiver.until for waiver in found] == [day]
