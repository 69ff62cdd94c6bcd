"""A desk whose disk takes nothing: what comes in is refused and nothing of it kept, what was acknowledged stays."""

from __future__ import annotations

import errno
import os

import pytest
from desk_support import BAD, GOOD, TestDesk
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from fundqa.ledger.tables_desk import DOSSIERS, UPLOADS
from fundqa.web import runner
from fundqa.web.dossiers import DONE, QUEUED


def full(*_: object, **__: object) -> None:
    """What a disk without room answers."""
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def ledger_full(*_: object, **__: object) -> None:
    """What a ledger on such a disk answers."""
    raise OperationalError("insert", {}, Exception("database or disk is full"))


def counts(desk: TestDesk) -> tuple[int, ...]:
    """How many dossiers and uploads the ledger has, and how many files lie in the folder."""
    with desk.store.engine.connect() as connection:
        rows = [connection.execute(select(func.count()).select_from(t)).scalar_one() for t in (DOSSIERS, UPLOADS)]
    return *rows, len(list(desk.store.uploads.iterdir()))


@pytest.mark.parametrize("breaking", ["the files", "the ledger"])
@pytest.mark.parametrize("accept", ["text/html", "application/json"])
def test_an_upload_on_a_full_disk_is_refused_and_leaves_nothing(desk, monkeypatch, accept, breaking):
    county = desk.sign_in("county")
    kept = county.hand_in(GOOD)
    before = counts(desk)
    with monkeypatch.context() as patch:
        if breaking == "the files":
            patch.setattr("fundqa.web.dossiers.os.fsync", full)
        else:
            patch.setattr("fundqa.web.dossiers.insert", ledger_full)
        files = [("files", (name, BAD.encode())) for name in ("a.md", "b.md")]
        answer = county.post("/dossiers", files=files, headers={"accept": accept})
    assert answer.status_code == 507
    assert "磁盘写不进去" in (answer.json()["error"] if "json" in accept else answer.text)
    assert counts(desk) == before
    county.hand_in(BAD)
    desk.work()
    assert desk.store.get(kept)["state"] == DONE


def test_what_was_taken_in_waits_while_its_results_cannot_be_kept(desk, monkeypatch):
    number = desk.sign_in("county").hand_in(BAD)
    with monkeypatch.context() as patch:
        patch.setattr("fundqa.web.runner.check", full)
        with pytest.raises(runner.Unkept) as stopped:
            desk.work()
    assert stopped.value.dossier == number
    desk.store.put_back(number)
    waiting = desk.store.get(number)
    assert (waiting["state"], waiting["tries"]) == (QUEUED, 0)
    desk.work()
    assert desk.store.get(number)["state"] == DONE


def test_a_runner_outlives_a_full_disk(desk, monkeypatch):
    """It goes on by itself: what it had claimed is put back as soon as the ledger takes that, and checked."""
    number = desk.sign_in("county").hand_in(BAD)
    tries, right = [], runner.check

    def check(*arguments: object) -> object:
        return right(*arguments) if len(tries) > 2 else full()

    def pause(_: float) -> None:
        if desk.store.get(number)["state"] == DONE:
            monkeypatch.setattr("fundqa.web.runner.os.getppid", lambda: -1)

    def put_back(store: object, dossier: str) -> None:
        tries.append(dossier)
        if len(tries) == 1:
            ledger_full()
        kept(store, dossier)

    kept = type(desk.store).put_back
    monkeypatch.setattr(type(desk.store), "put_back", put_back)
    monkeypatch.setattr("fundqa.web.runner.check", check)
    monkeypatch.setattr("fundqa.web.runner.time.sleep", pause)
    monkeypatch.setattr("fundqa.web.runner.signal.signal", lambda *_: None)
    url = desk.desk.ledger.engine.url.render_as_string(hide_password=False)
    runner.serve(runner.Plan(desk.desk.root, url, desk.desk.folder, "zh", "rules"), os.getppid())
    assert desk.store.get(number)["state"] == DONE
    assert set(tries) == {number}
    assert len(tries) == 3
