"""The processes that check what waits: apart from the server, so that no check slows a page or takes it down."""

from __future__ import annotations

import multiprocessing
import os
import signal
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, update
from sqlalchemy.exc import SQLAlchemyError

from fundqa.ledger.rows import DESK
from fundqa.ledger.store import Ledger
from fundqa.ledger.tables_desk import DOSSIERS, FINDINGS
from fundqa.pool import LIMITS, Broken, Limits, each
from fundqa.project import load_project
from fundqa.runs.pooling import one_by_one
from fundqa.runs.work import Task
from fundqa.sources import Unit
from fundqa.web.access import now
from fundqa.web.checking import DATA, Checked, Job, check, unit_of
from fundqa.web.dossiers import DONE, FAILED, QUEUED, Row, Store
from fundqa.web.options import retention, sweep
from fundqa.writers.json import tool_version

_IDLE = 0.2
"""Seconds between two looks at an empty queue."""
_PAUSE = 10
"""Seconds before a disk that took nothing is tried again."""
UNKEPT = (OSError, SQLAlchemyError)
"""What is raised where the disk or the ledger does not take something."""
_SWEEP = 600
"""Seconds between two removals of old drafts."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a runner needs to know: the project, its ledger, the desk's folder, the language, the hash of the rules.

    retention: how many days drafts are kept; limits: of a check.
    """

    root: Path
    ledger: str
    folder: Path
    lang: str
    rules: str
    retention: int = 0
    limits: Limits = LIMITS


def start(plan: Plan, workers: int) -> list[BaseProcess]:
    """Runners as processes of their own; they end when the server does."""
    context = multiprocessing.get_context("spawn")
    found: list[BaseProcess] = [
        context.Process(target=serve, args=(plan, os.getpid()), name=f"fundqa-runner-{i}") for i in range(workers)
    ]
    for process in found:
        process.start()
    return found


def serve(plan: Plan, parent: int) -> None:
    """Check what waits, and put into the ledger what was submitted, until the server is gone or asks to stop."""
    stopped: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _: stopped.append(number))
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    ledger = Ledger.open(plan.ledger, plan.root)
    store = Store(ledger.engine, plan.folder)
    task = Task(load_project(plan.root), plan.lang, plan.rules, origin=DESK)
    swept = 0.0
    held: list[str] = []
    while not stopped and os.getppid() == parent:
        try:
            while held:
                store.put_back(held[-1])
                held.pop()
            if not step(store, ledger, task, plan.limits):
                if time.monotonic() - swept > _SWEEP:
                    sweep(store, retention(store, plan.retention), now())
                    swept = time.monotonic()
                time.sleep(_IDLE)
        except Unkept as error:
            held.append(error.dossier)
        except UNKEPT:  # the disk takes nothing: what waits goes on waiting
            time.sleep(_PAUSE)


class Unkept(Exception):
    """The results of a dossier could not be kept; it is to be checked again when the disk takes them."""

    def __init__(self, dossier: str) -> None:
        super().__init__(dossier)
        self.dossier = dossier


def step(store: Store, ledger: Ledger, task: Task, limits: Limits = LIMITS) -> bool:
    """Do the next thing that waits; False when there is nothing to do. Raises Unkept, OSError, SQLAlchemyError."""
    dossier = store.claim()
    if dossier is not None:
        store.engine.dispose()  # the process that checks is forked, and must not share a connection
        try:
            work(store, dossier, partial(check, task.project, task.lang), limits)
        except UNKEPT as error:
            raise Unkept(dossier["id"]) from error
        return True
    submitted = store.unfiled()
    if submitted is None:
        return False
    file(store, ledger, task, submitted, limits)
    return True


def work(store: Store, dossier: Row, check_job: Callable[[Job], Checked], limits: Limits) -> None:
    """Check a claimed dossier in a process of its own, with limits, and keep what came of it. Raises UNKEPT."""
    try:
        job = job_of(store, dossier)
        _, result = next(each(check_job, [job], 1, limits))
    except UNKEPT:
        raise
    except Exception as error:
        settle(store, dossier["id"], Broken(type(error).__name__, 0), now())
    else:
        settle(store, dossier["id"], result, now())


def job_of(store: Store, dossier: Row) -> Job:
    """What a dossier's check needs."""
    files = tuple((row["name"], store.uploads / row["stored"]) for row in store.files(dossier["id"]))
    previous = dossier["previous"]
    return Job(files, store.results(dossier["id"]), store.results(previous) / DATA if previous else None)


def settle(store: Store, number: str, result: Checked | Broken, at: datetime) -> None:
    """Keep what came of a check, wholly; a dossier that was withdrawn meanwhile is left as it is."""
    if isinstance(result, Broken):
        values: Mapping[str, Any] = {"state": FAILED, "problem": result.reason}
        rows: list[dict[str, Any]] = []
    else:
        values, rows = result.values, [dict(row) | {"dossier_id": number} for row in result.findings]
    with store.engine.begin() as connection:
        connection.execute(delete(FINDINGS).where(FINDINGS.c.dossier_id == number))
        if rows:
            connection.execute(insert(FINDINGS), rows)
        done = update(DOSSIERS).where(DOSSIERS.c.id == number, DOSSIERS.c.state.not_in((QUEUED, DONE)))
        connection.execute(done.values(**values, checked=at))


def file(store: Store, ledger: Ledger, task: Task, dossier: Row, limits: Limits = LIMITS) -> None:
    """Put a submitted dossier into the ledger, where runs, reviewers and the rules across reports find it.

    What it corrects is no longer current there. Filed twice, it is there once.
    """
    unit = unit_of(job_of(store, dossier))
    own = f"{DESK}/{dossier['id']}"
    named = Unit(tuple(replace(source, name=f"{own}/{source.name}") for source in unit.sources))
    before = f"{DESK}/{dossier['previous']}" if dossier["previous"] else ""
    store.engine.dispose()
    for done in one_by_one(task, [named], limits):
        ledger.add(task.rules, tool_version(), done.rows, now(), before)
    store.change(dossier["id"], dossier["state"], filed=True)
