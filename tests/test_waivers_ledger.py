"""The ledger read back: what was written into it comes out as waivers, whatever else was done to the file."""

from __future__ import annotations

import re
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from support import ROOT, need
from word_files import package, parts_of

from fundqa.engine import check
from fundqa.errors import PackError
from fundqa.model import Status
from fundqa.readers import office
from fundqa.readers.xlsx import shown_sheets
from fundqa.report import Report, State, Waiver
from fundqa.waivers import apply, false_alarms, load_waivers
from fundqa.writers.settled import remarks
from fundqa.writers.words import words
from fundqa.writers.xlsx import WRITER

sys.path.insert(0, str(ROOT / "tests" / "readers"))
from render import by_libreoffice

EXAMPLE = ROOT / "examples" / "青砚县2022.docx"
TODAY = date(2026, 3, 1)
REPORT = check(EXAMPLE)
FOUND = [o for o in REPORT.outcomes if o.status is Status.FAIL and not o.artefact]


def ledger(report: Report, folder: Path) -> Path:
    (file,) = WRITER.write(report, lambda _: b"").files
    path = folder / "台账.xlsx"
    path.write_bytes(file.content)
    return path


def filled(folder: Path, number: int = 0, state: str = "", note: str = "", lang: str = "zh", **more: str) -> Path:
    """A ledger in which somebody has filled in the row of one finding, from its cells' XML."""
    report = REPORT if lang == "zh" else check(EXAMPLE, lang=lang)
    path = ledger(report, folder)
    parts = parts_of(path.read_bytes())
    name = "xl/worksheets/sheet2.xml"
    sheet = bytes(parts[name]).decode()
    for column, text in {"K": note, "L": state, "M": more.get("who", ""), "N": more.get("until", "")}.items():
        cell = f'<c r="{column}{number + 2}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
        sheet = re.sub(rf'<c r="{column}{number + 2}"[^>]*?(/>|>.*?</c>)', cell, sheet, count=1)
    path.write_bytes(package({**parts, name: sheet}))
    return path


texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co", "Zs", "Zl", "Zp", "Cf")),
                min_size=1, max_size=20)  # fmt: skip
entries = st.fixed_dictionaries(
    {
        "reason": texts,
        "who": st.one_of(st.just(""), texts),
        "until": st.one_of(st.none(), st.dates(TODAY, date(2099, 12, 31))),
        "state": st.sampled_from([state for state in State if state.waives]),
    }
)


@given(chosen=st.dictionaries(st.sampled_from([o.fingerprint for o in FOUND]), entries))
@settings(max_examples=40, deadline=None)
def test_what_is_written_is_read_back(tmp_path_factory, chosen):
    wanted = {Waiver(fingerprint=key, **entry) for key, entry in chosen.items()}
    path = ledger(apply(REPORT, tuple(wanted), TODAY), tmp_path_factory.mktemp("ledger"))
    assert {replace(waiver, origin="") for waiver in load_waivers(path)} == wanted


def test_a_new_ledger_waives_nothing(tmp_path):
    assert load_waivers(ledger(REPORT, tmp_path)) == ()


@pytest.mark.parametrize(
    ("state", "note", "reason", "meant"),
    [
        ("已说明", "年中追加预算", "年中追加预算", State.EXPLAINED),
        ("误报", "", "误报", State.FALSE_ALARM),
        ("误报", "口径不同", "口径不同", State.FALSE_ALARM),
        ("不采纳", "", "不采纳", State.DECLINED),
    ],
)
def test_three_states_waive(tmp_path, state, note, reason, meant):
    path = filled(tmp_path, 1, state, note, who="王主任", until="2026/12/31")
    (waiver,) = load_waivers(path)
    assert (waiver.reason, waiver.state) == (reason, meant)
    assert (waiver.who, waiver.until, waiver.origin) == ("王主任", date(2026, 12, 31), f"{path}:3")
    waived = [o for o in apply(REPORT, (waiver,), TODAY).outcomes if o.waiver is not None]
    assert [o.fingerprint for o in waived] == [waiver.fingerprint]


def next_ledger(path: Path, folder: Path) -> dict[str, str]:
    """The row of the finding another ledger speaks of, in the ledger of a check that was given it, by its heads."""
    folder.mkdir()
    waivers = load_waivers(path)
    texts = shown_sheets(ledger(apply(REPORT, waivers, TODAY), folder).read_bytes(), "a")[1].texts
    (line,) = (row for (row, _), text in texts.items() if text == waivers[0].fingerprint)
    return {text: texts.get((line, col), "") for (row, col), text in texts.items() if row == 0}


@pytest.mark.parametrize(
    ("state", "note", "shown", "said"),
    [
        ("已说明", "年中追加", "已说明", "年中追加"),
        ("误报", "", "误报", "误报"),
        ("不采纳", "按上级口径", "不采纳", "按上级口径"),
        ("待整改", "已电话通知", "待整改", "已电话通知"),
        ("已整改", "", "待整改", "标为已整改，仍存在"),
        ("已整改", "改了总额", "待整改", "标为已整改，仍存在：改了总额"),
        ("已整改", "标为已整改，仍存在：改了总额", "待整改", "标为已整改，仍存在：改了总额"),
    ],
)
def test_a_round_trip_keeps_states_and_explanations(tmp_path, state, note, shown, said):
    path = filled(tmp_path, 0, state, note, who="王主任")
    row = next_ledger(path, tmp_path / "next")
    assert (row["状态"], row["说明"], row["说明人"]) == (shown, said, "王主任")
    again = next_ledger(tmp_path / "next" / "台账.xlsx", tmp_path / "third")
    assert (again["状态"], again["说明"]) == (shown, said)


@pytest.mark.parametrize("state", ["待整改", "已整改", ""])
def test_what_is_to_be_mended_or_said_to_be_is_checked_again(tmp_path, state):
    report = apply(REPORT, load_waivers(filled(tmp_path, 0, state, "已重新核对")), TODAY)
    assert all(outcome.waiver is None for outcome in report.outcomes)
    said = [line for line in remarks(report, words("zh")) if "标为已整改，仍存在" in line]
    assert len(said) == (state == "已整改")


def test_what_was_said_to_be_mended_and_is_gone_is_not_spoken_of(tmp_path):
    other = check(ROOT / "examples" / "禾川县2021.docx")
    report = apply(other, load_waivers(filled(tmp_path, 0, "已整改", "改了")), TODAY)
    assert report.waivers == ()


def test_wrong_alarms_are_counted_per_rule(tmp_path):
    report = apply(REPORT, load_waivers(filled(tmp_path, 0, "误报")), TODAY)
    assert sum(false_alarms(report.waivers).values()) == 1


def test_an_english_ledger_is_read_as_well(tmp_path):
    (waiver,) = load_waivers(filled(tmp_path, 0, "false alarm", lang="en"))
    assert waiver.false_alarm


@pytest.mark.parametrize(
    ("cells", "code", "said"),
    [
        ({"state": "已说明"}, "missing_key", "L2：状态为已说明，而没有写说明"),
        ({"state": "看过了"}, "bad_state", "没有状态“看过了”"),
        ({"state": "误报", "until": "年底"}, "bad_date", "“年底”不是日期"),
        ({"state": "误报", "until": "2026-13-01"}, "bad_date", "不是日期"),
    ],
)
def test_what_is_wrong_is_said_with_its_cell(tmp_path, cells, code, said):
    with pytest.raises(PackError) as caught:
        load_waivers(filled(tmp_path, 0, **cells))
    assert caught.value.code == code
    assert said.removeprefix("L2：") in str(caught.value)
    assert caught.value.line == 2


def test_a_workbook_that_is_no_ledger_is_refused(tmp_path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(PackError, match="broken_xlsx"):
        load_waivers(path)


def test_a_ledger_saved_by_another_program_is_read_the_same(tmp_path):
    need(office.program(), "LibreOffice")
    path = filled(tmp_path, 1, "已说明", "年中追加", until="2026-12-31")
    (saved,) = by_libreoffice([path], "xlsx", tmp_path / "out")
    assert {replace(w, origin="") for w in load_waivers(saved)} == {replace(w, origin="") for w in load_waivers(path)}
