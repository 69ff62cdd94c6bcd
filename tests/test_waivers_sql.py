"""Waivers in the SQL ledger: what holds is kept with what became of it, and false alarms are told apart."""

from __future__ import annotations

from datetime import date

import pytest

from fundqa.report import State, Waiver

pytest.importorskip("sqlalchemy")

from sqlalchemy import select

from fundqa.ledger.closing import apply_waivers
from fundqa.ledger.store import Ledger
from fundqa.ledger.tables import WAIVERS


def test_false_alarms_are_marked_and_notes_on_what_is_to_be_mended_are_no_waivers(tmp_path):
    ledger = Ledger.open("sqlite:///ledger.db", tmp_path)
    apply_waivers(ledger, [Waiver(f"f-{state}", "原因", state=state) for state in State], date(2026, 3, 1))
    with ledger.engine.connect() as connection:
        rows = connection.execute(select(WAIVERS.c.fingerprint, WAIVERS.c.false_alarm, WAIVERS.c.used)).all()
    assert [tuple(row) for row in rows] == [
        ("f-explained", False, "unused"), ("f-false", True, "unused"), ("f-declined", False, "unused"),
    ]  # fmt: skip
