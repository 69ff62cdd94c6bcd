"""Writing to the ledger: each step is one transaction, so that a run that is killed leaves whole files or none."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Column, Connection, Engine, Select, Table, bindparam, delete, func, insert, select, update

from fundqa.ledger import database
from fundqa.ledger.rows import INBOX, FileRows, Row
from fundqa.ledger.tables import (
    COVERAGE,
    FACTS,
    FILES,
    HISTORY,
    OUTCOMES,
    PASSAGES,
    RUNS,
    SUBMISSIONS,
    TALLIES,
    TARGETS,
)
from fundqa.report import Change

RUNNING, FINISHED, INTERRUPTED, FAILED = "running", "finished", "interrupted", "failed"
UNNUMBERED = 0
"""The version of a submission until all that came with it is in."""
_MANY = 500
"""Values in one statement; SQLite takes some thousands."""


def portions_of(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Values in the portions that a statement can hold."""
    return (values[start : start + _MANY] for start in range(0, len(values), _MANY))


@dataclass(frozen=True, slots=True)
class Ledger:
    """An open ledger of the newest schema."""

    engine: Engine

    @classmethod
    def open(cls, url: str, root: Path) -> Ledger:
        """The ledger of a URL (sqlite:///…, postgresql://…), made where there is none. Raises PackError."""
        engine = database.connect(database.normal(url, root))
        database.upgrade(engine)
        return cls(engine)

    def begin(self, rules: str, tool: str, now: datetime) -> int:
        """The id of a new run; runs that never ended are marked as interrupted, and leave no history."""
        with self.engine.begin() as connection:
            stale = connection.execute(select(RUNS.c.id).where(RUNS.c.state == RUNNING)).scalars().all()
            connection.execute(update(RUNS).where(RUNS.c.id.in_(stale)).values(state=INTERRUPTED))
            for table in (HISTORY, COVERAGE):
                connection.execute(delete(table).where(table.c.run_id.in_(stale)))
            row = {"started": now, "state": RUNNING, "tool": tool, "rules": rules, "manifest": "{}"}
            return _inserted(connection, RUNS, row)

    def finish(self, run: int, state: str, manifest: str, now: datetime, kept: str | None = None) -> None:
        """Close a run; kept: what it leaves for the next one."""
        with self.engine.begin() as connection:
            done = {"state": state, "manifest": manifest, "finished": now, "kept": kept}
            connection.execute(update(RUNS).where(RUNS.c.id == run).values(done))

    def after_interruption(self, run: int) -> bool:
        """Whether the run before this one never ended."""
        with self.engine.connect() as connection:
            return connection.execute(_before_run(run, RUNS.c.state)).scalar() == INTERRUPTED

    def kept(self, run: int) -> str | None:
        """What the run before this one left for it; None when it did not finish, or left nothing."""
        with self.engine.connect() as connection:
            row = connection.execute(_before_run(run, RUNS.c.state, RUNS.c.kept)).one_or_none()
        return row.kept if row is not None and row.state == FINISHED else None

    def known(self, rules: str, mended: Sequence[str] = ()) -> dict[str, dict[str, str]]:
        """What need not be checked again: by the first file of what is read together, the sha256 of each path.

        mended: the codes of errors for which a file could not be read, and now can.
        """
        query = select(FILES.c.portion, FILES.c.path, FILES.c.sha256).where(FILES.c.current, FILES.c.rules == rules)
        query = query.where(func.coalesce(FILES.c.error_code, "").not_in(mended))
        found: dict[str, dict[str, str]] = {}
        with self.engine.connect() as connection:
            for portion, path, sha256 in connection.execute(query):
                found.setdefault(portion, {})[path] = sha256
        return found

    def write(self, run: int, files: Iterable[FileRows], now: datetime) -> None:
        """Files with all that belongs to them; what their paths held before is no longer current."""
        with self.engine.begin() as connection:
            for rows in files:
                _write_file(connection, run, rows, now)

    def add(self, rules: str, tool: str, files: Iterable[FileRows], now: datetime, instead_of: str = "") -> None:
        """Files that came by themselves, as a run of their own; those below the path `instead_of` give way to them."""
        with self.engine.begin() as connection:
            row = {"started": now, "finished": now, "state": FINISHED, "tool": tool, "rules": rules, "manifest": "{}"}
            run = _inserted(connection, RUNS, row)
            if instead_of:
                _end(connection, run, FILES.c.path.startswith(f"{instead_of}/", autoescape=True))
            for rows in files:
                _write_file(connection, run, rows, now)
            _number(connection)

    def number(self) -> None:
        """Give the submissions that came since the last time their versions, in the order of their names.

        Not when they are written: workers are done in any order, and a run that was killed goes on in the next.
        """
        with self.engine.begin() as connection:
            _number(connection)

    def absent(self, present: frozenset[str]) -> list[str]:
        """The paths of files that runs found before, and that are gone."""
        with self.engine.connect() as connection:
            found = select(FILES.c.path).where(FILES.c.current, FILES.c.origin == INBOX)
            return sorted(path for path in connection.execute(found).scalars() if path not in present)

    def drop(self, run: int, gone: Sequence[str]) -> None:
        """Mark the files of paths as no longer current."""
        with self.engine.begin() as connection:
            for some in portions_of(gone):
                _end(connection, run, FILES.c.path.in_(some))


def _before_run(run: int, *columns: Column[Any]) -> Select[Any]:
    """A query for columns of the run before this one."""
    return select(*columns).where(RUNS.c.id < run).order_by(RUNS.c.id.desc()).limit(1)


def _inserted(connection: Connection, table: Table, row: Mapping[str, object]) -> int:
    return int(connection.execute(insert(table).values(row).returning(table.c.id)).scalar_one())


def _write_file(connection: Connection, run: int, rows: FileRows, now: datetime) -> None:
    """One file: its row anew, its findings compared with those of what stood at its path before."""
    path, sha256 = rows.file["path"], rows.file["sha256"]
    before = _before(connection, path)
    same = connection.execute(
        select(FILES.c.id, FILES.c.received).where(FILES.c.path == path, FILES.c.sha256 == sha256)
    ).one_or_none()
    versions = _versions(connection, same.id) if same else {}
    if same:
        connection.execute(delete(FILES).where(FILES.c.id == same.id))
    _end(connection, run, (FILES.c.path == path) & FILES.c.current)
    received = same.received if same else now
    file_id = _inserted(connection, FILES, rows.file | {"run_id": run, "received": received})
    _children(connection, FACTS, rows.facts, file_id)
    _children(connection, TARGETS, rows.targets, file_id)
    _children(connection, PASSAGES, rows.passages, file_id)
    _children(connection, TALLIES, rows.tallies, file_id)
    outcomes = [row | {"run_id": run, "change": before.change(row)} for row in rows.outcomes]
    _children(connection, OUTCOMES, outcomes, file_id)
    for row in rows.submissions:
        aspects = (row["county"], row["fund"], row["year"])
        version = versions.get(aspects, UNNUMBERED)
        _children(connection, SUBMISSIONS, [row | {"version": version, "received": received}], file_id)


def _children(connection: Connection, table: Table, rows: Sequence[Row], file_id: int) -> None:
    if rows:
        connection.execute(insert(table), [row | {"file_id": file_id} for row in rows])


def _end(connection: Connection, run: int, where: object) -> None:
    """No longer current: the files of a condition, and their submissions."""
    ids = connection.execute(select(FILES.c.id).where(where)).scalars().all()  # type: ignore[arg-type]
    if ids:
        connection.execute(update(FILES).where(FILES.c.id.in_(ids)).values(current=False, ended_run=run))
        connection.execute(update(SUBMISSIONS).where(SUBMISSIONS.c.file_id.in_(ids)).values(current=False))


def _versions(connection: Connection, file_id: int) -> dict[tuple[str, str, str], int]:
    """The versions a file's submissions have already, so that checking it again leaves them."""
    table = SUBMISSIONS.c
    found = connection.execute(
        select(table.county, table.fund, table.year, table.version).where(table.file_id == file_id)
    )
    return {(county, fund, year): version for county, fund, year, version in found}


def _number(connection: Connection) -> None:
    """Versions of the submissions that have none; 1 where the county is not known."""
    table = SUBMISSIONS.c
    aspects = (table.county, table.fund, table.year)
    waiting = select(table.id, *aspects).where(table.version == UNNUMBERED).order_by(table.unit, table.id)
    rows = connection.execute(waiting).all()
    if not rows:
        return
    last = select(*aspects, func.max(table.version)).where(table.county != "").group_by(*aspects)
    versions = {(county, fund, year): version for county, fund, year, version in connection.execute(last)}
    numbered = []
    for row in rows:
        same = (row.county, row.fund, row.year)
        versions[same] = versions.get(same, 0) + 1 if row.county else 1
        numbered.append({"own": row.id, "number": versions[same]})
    update_one = update(SUBMISSIONS).where(table.id == bindparam("own")).values(version=bindparam("number"))
    connection.execute(update_one, numbered)


@dataclass(frozen=True, slots=True)
class _Before:
    """The findings a path had: of the content before this one, and of any before (older)."""

    identities: frozenset[str]
    fingerprints: frozenset[str]
    older: frozenset[str]

    def change(self, row: Row) -> str | None:
        """What became of a finding; None of what is none."""
        if not row["finding"]:
            return None
        if row["fingerprint"] in self.fingerprints:
            return Change.UNCHANGED.value
        if row["identity"] in self.identities:
            return Change.UPDATED.value
        return Change.RETURNED.value if row["identity"] in self.older else Change.NEW.value


def _before(connection: Connection, path: str) -> _Before:
    files = connection.execute(select(FILES.c.id, FILES.c.current).where(FILES.c.path == path)).all()
    current = [row.id for row in files if row.current]
    table = OUTCOMES.c
    query = select(table.file_id, table.identity, table.fingerprint)
    found = connection.execute(query.where(table.file_id.in_([r.id for r in files]), table.finding)).all()
    last = [row for row in found if row.file_id in current]
    return _Before(
        frozenset(row.identity for row in last),
        frozenset(row.fingerprint for row in last),
        frozenset(row.identity for row in found),
    )
