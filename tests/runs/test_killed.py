"""A run that is killed at any moment and started again neither loses nor doubles a file (make chaos: a hundred)."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import signal
import time
from collections import Counter
from pathlib import Path

import pytest
from making import project
from projects import INBOX, Home, contents, report
from sqlalchemy.exc import OperationalError

from fundqa.batch import check_many
from fundqa.cli import main
from fundqa.ledger.tables import FILES, RUNS

KILLS = int(os.environ.get("FUNDQA_KILLS", "8"))
COUNT = 40
OWN = {"manifest.json", "run.html"}
"""Outputs that tell of the moment and the number of their run."""


def filled(root: Path) -> Home:
    """A project with contradictions, rising versions and an unreadable file, in small chunks."""
    home = Home.make(root, run="chunk = 3\nroster = 'due.csv'", rest='[outputs]\nfiles = ["json"]')
    (root / "due.csv").write_text("县,基金,年度\n河源县,工伤保险,2022\n青砚县,工伤保险,2022\n", encoding="utf-8")
    for i in range(COUNT - 1):
        text = report(told=str(2205 + i % 9), year=2020 + i % 4)
        home.put(f"r{i:02}.md", text if i % 10 == 0 else text.partition("\n\n\n")[0] + f"\n\n其中{i}万元。\n")
    home.put("坏.docx", b"PK\x03\x04 not at all")
    return home


def command(root: Path) -> None:
    """fundqa run in a process group of its own, without its second of imports: what is to be struck is the work."""
    os.setsid()
    os.dup2(os.open(root / "said", os.O_WRONLY | os.O_CREAT | os.O_TRUNC), 2)
    main(["run", str(root), "--workers", "2"])


def killed(home: Home, after: float) -> bool:
    """Start a run and kill its whole group after so many seconds; False when it was done before."""
    process = multiprocessing.get_context("fork").Process(target=command, args=(home.root,))
    process.start()
    process.join(after)
    if process.exitcode is None:
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:  # not even its group is there yet
            process.kill()
        process.join()
    said = home.root / "said"
    assert process.exitcode in (3, -signal.SIGKILL), said.read_text("utf-8")
    return process.exitcode != 3


def whole(home: Home, right: dict[str, list]) -> int:
    """Whatever moment it was: every file in the ledger is there once, with its counts. How many there are."""
    if not (home.root / ".fundqa" / "ledger.db").exists():
        return 0
    try:
        names = [path for (path,) in home.query(FILES.c.path)]
    except OperationalError:  # killed before the schema was there
        return 0
    assert len(names) == len(set(names))
    found = contents(home.root, left_out=("version",))
    for table in ("files", "tallies", "facts", "passages"):
        counted = [right[table].count(row) for row in set(found[table])]
        assert all(counted), table
    return len(names)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are not forked here")
@pytest.mark.timeout(60 + 10 * KILLS)
def test_kills_at_random_moments_lose_and_double_nothing(tmp_path):
    chance = random.Random(int(os.environ.get("FUNDQA_SEED", "20")))
    calm = filled(tmp_path / "calm")
    check_many([calm.root / INBOX], project(), "zh", workers=0)  # all that workers import is imported
    begun = time.monotonic()
    assert not killed(calm, 600)
    longest = time.monotonic() - begun
    right, shown = contents(calm.root), calm.written()
    loosely = contents(calm.root, left_out=("version",))
    kills, rounds, struck = 0, 0, Counter()
    empty = filled(tmp_path / "empty")
    while kills < KILLS:
        rounds += 1
        shutil.copytree(empty.root, tmp_path / str(rounds))
        home = Home(tmp_path / str(rounds))
        begun, whole_run = time.monotonic(), True
        while killed(home, chance.uniform(0, longest) if kills < KILLS else 600):
            kills += 1
            struck[whole(home, loosely)] += 1
            whole_run = False
        longest = time.monotonic() - begun if whole_run else longest
        assert contents(home.root) == right
        found = home.written()
        assert set(found) == set(shown), "nothing half written is left over"
        assert {name: found[name] for name in set(found) - OWN} == {name: shown[name] for name in set(shown) - OWN}
        assert [state for (state,) in home.query(RUNS.c.state) if state == "finished"] == ["finished"]
        shutil.rmtree(home.root)
    print(f"{kills} kills in {rounds} rounds, by files in the ledger then: {dict(sorted(struck.items()))}")
