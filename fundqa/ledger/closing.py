"""What is laid over the ledger when all files are in: waivers, the roster, outcomes across files, the run's history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, case, delete, func, insert, select, update

from fundqa.ledger.rows import FILE, Row
from fundqa.ledger.store import FINISHED, Ledger
from fundqa.ledger.tables import COVERAGE, FILES, HISTORY, OUTCOMES, ROSTER, RUNS, SUBMISSIONS, WAIVERS
from fundqa.report import Change, Use, Waiver
from fundqa.stock import Due

Standing = tuple[str, str, str]
"""Identity, fingerprint and origin of a finding."""


def settle_changes(ledger: Ledger, run: int) -> None:
    """Findings that a finished run has told of already, and that no file brought up again, are no news any more."""
    with ledger.engine.begin() as connection:
        last = connection.execute(
            select(func.max(RUNS.c.id)).where(RUNS.c.state == FINISHED, RUNS.c.id < run)
        ).scalar_one()
        if last is not None:
            told = (OUTCOMES.c.finding, OUTCOMES.c.origin == FILE, OUTCOMES.c.run_id <= last)
            news = OUTCOMES.c.change != Change.UNCHANGED.value
            connection.execute(update(OUTCOMES).where(*told, news).values(change=Change.UNCHANGED.value))


def keep_outcomes(ledger: Ledger, run: int, origin: str) -> None:
    """Let the outcomes of an origin stand as they are, as those of this run: they are no news any more."""
    with ledger.engine.begin() as connection:
        own = update(OUTCOMES).where(OUTCOMES.c.origin == origin)
        change = case((OUTCOMES.c.finding, Change.UNCHANGED.value), else_=None)
        connection.execute(own.values(run_id=run, change=change))


def replace_outcomes(ledger: Ledger, run: int, origin: str, rows: Sequence[Row], files: Mapping[str, int]) -> None:
    """Put the outcomes of an origin in place of those it had; each says what became of it since.

    files: the ids of current files by path; a row's `path` names the file it stands in, "" none.
    """
    with ledger.engine.begin() as connection:
        table = OUTCOMES.c
        query = select(table.identity, table.fingerprint).where(table.origin == origin, table.finding)
        before = connection.execute(query).all()
        identities = {row.identity for row in before}
        fingerprints = {row.fingerprint for row in before}
        connection.execute(delete(OUTCOMES).where(table.origin == origin))
        marked = [_marked(row, run, files, identities, fingerprints) for row in rows]
        if marked:
            connection.execute(insert(OUTCOMES), marked)


def _marked(row: Row, run: int, files: Mapping[str, int], identities: set[str], fingerprints: set[str]) -> Row:
    known = row["identity"] in identities
    change = Change.UPDATED if known else Change.NEW
    change = Change.UNCHANGED if row["fingerprint"] in fingerprints else change
    own = {key: value for key, value in row.items() if key != "path"}
    file_id = files.get(row.get("path", ""))
    return own | {"run_id": run, "file_id": file_id, "change": change.value if row["finding"] else None}


def apply_waivers(ledger: Ledger, waivers: Sequence[Waiver], today: date) -> None:
    """Mark the findings that waivers speak of, and keep what became of each waiver; those of before are forgotten."""
    with ledger.engine.begin() as connection:
        connection.execute(update(OUTCOMES).where(OUTCOMES.c.waiver.is_not(None)).values(waiver=None))
        connection.execute(delete(WAIVERS))
        rows = [_waiver(connection, waiver, today) for waiver in waivers if waiver.state.waives]
        if rows:
            connection.execute(insert(WAIVERS), rows)


def _waiver(connection: Connection, waiver: Waiver, today: date) -> Row:
    use = Use.EXPIRED
    if waiver.until is None or waiver.until >= today:
        meant = (OUTCOMES.c.fingerprint == waiver.fingerprint) & OUTCOMES.c.finding & standing()
        if waiver.file:
            named = (FILES.c.path == waiver.file) | FILES.c.path.endswith("/" + waiver.file, autoescape=True)
            meant &= OUTCOMES.c.file_id.in_(select(FILES.c.id).where(named))
        found = connection.execute(update(OUTCOMES).where(meant).values(waiver=waiver.reason)).rowcount
        use = Use.USED if found else Use.UNUSED
    return {
        "fingerprint": waiver.fingerprint,
        "reason": waiver.reason,
        "who": waiver.who,
        "given": waiver.when.isoformat() if waiver.when else None,
        "until": waiver.until.isoformat() if waiver.until else None,
        "path": waiver.file,
        "false_alarm": waiver.false_alarm,
        "origin": waiver.origin,
        "used": use.value,
    }


def standing() -> ColumnElement[bool]:
    """The condition that an outcome stands: of a file that is current, or of no single file."""
    return OUTCOMES.c.file_id.is_(None) | OUTCOMES.c.file_id.in_(select(FILES.c.id).where(FILES.c.current))


def keep_roster(ledger: Ledger, roster: Sequence[Due]) -> None:
    """The roster with whether each report has come; a county may be written with or without what it lies in."""
    with ledger.engine.begin() as connection:
        connection.execute(delete(ROSTER))
        table = SUBMISSIONS.c
        query = select(table.county, table.fund, table.year, func.min(table.received))
        come = connection.execute(query.where(table.current).group_by(table.county, table.fund, table.year)).all()
        by_year: dict[str, list[tuple[str, str, datetime]]] = {}
        for county, fund, year, received in come:
            by_year.setdefault(year, []).append((county, fund, received))
        rows = [_due(due, by_year.get(due.year, ())) for due in roster]
        if rows:
            connection.execute(insert(ROSTER), rows)


def _due(due: Due, come: Sequence[tuple[str, str, datetime]]) -> Row:
    """A line of the roster; a fund is known by the beginning of its name, and any will do where none is named."""
    times = [
        received
        for county, fund, received in come
        if county and (county.endswith(due.county) or due.county.endswith(county))
        and (not due.fund or due.fund in fund or (fund and fund in due.fund))
    ]  # fmt: skip
    return {
        "county": due.county,
        "fund": due.fund,
        "year": due.year,
        "deadline": due.deadline,
        "parent": due.parent,
        "submitted": bool(times),
        "received": min(times, default=None),
    }


def keep_history(ledger: Ledger, run: int) -> None:
    """How many findings and files stand now, by county, year and rule: what trends are drawn from."""
    with ledger.engine.begin() as connection:
        out, files = OUTCOMES.c, FILES.c
        aspects = (func.coalesce(files.county, ""), func.coalesce(files.year, ""), out.rule, out.severity)
        waived = func.sum(case((out.waiver.is_not(None), 1), else_=0))
        query = (
            select(*aspects, func.count(), waived)
            .select_from(OUTCOMES.outerjoin(FILES, out.file_id == files.id))
            .where(out.finding, standing())
            .group_by(*aspects)
        )
        names = ("county", "year", "rule", "severity", "findings", "waived")
        rows = [dict(zip(names, row, strict=True)) | {"run_id": run} for row in connection.execute(query)]
        connection.execute(delete(HISTORY).where(HISTORY.c.run_id == run))
        if rows:
            connection.execute(insert(HISTORY), rows)
        _keep_coverage(connection, run)


def _keep_coverage(connection: Connection, run: int) -> None:
    files = FILES.c
    unreadable = func.sum(case((files.error_code.is_not(None), 1), else_=0))
    sums = (func.sum(column) for column in (files.numbers, files.agreed, files.contradicted, files.unchecked))
    query = select(files.county, files.year, func.count(), unreadable, *sums).where(files.current)
    names = ("county", "year", "files", "unreadable", "numbers", "agreed", "contradicted", "unchecked")
    found = connection.execute(query.group_by(files.county, files.year))
    rows = [dict(zip(names, row, strict=True)) | {"run_id": run} for row in found]
    connection.execute(delete(COVERAGE).where(COVERAGE.c.run_id == run))
    if rows:
        connection.execute(insert(COVERAGE), rows)
