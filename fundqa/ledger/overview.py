"""What the page of a run shows of the ledger: counts made in SQL, and as many rows as a page can hold."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, String, case, cast, func, or_, select

from fundqa.ledger.closing import standing
from fundqa.ledger.rows import FILE, Row
from fundqa.ledger.tables import FILES, OUTCOMES, ROSTER
from fundqa.report import Change

_OUT, _FILES = OUTCOMES.c, FILES.c
_OPEN = (_OUT.finding, _OUT.waiver.is_(None))
_GRAVE = case((_OUT.severity == "error", 0), (_OUT.severity == "warning", 1), else_=2)
_FRESH = case((_OUT.change == Change.UNCHANGED.value, 1), else_=0)


def _all(engine: Engine, query: Select[Any]) -> list[Row]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def _count(where: ColumnElement[bool], name: str) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((where, 1), else_=0)), 0).label(name)


def heat(engine: Engine) -> list[Row]:
    """How many findings stand by county, family and severity (county NULL: of no single file)."""
    keys = (_FILES.county, _OUT.family, _OUT.severity)
    query = select(*keys, func.count().label("n")).select_from(OUTCOMES.outerjoin(FILES, _OUT.file_id == _FILES.id))
    return _all(engine, query.where(*_OPEN, standing()).group_by(*keys))


def counties(engine: Engine) -> list[Row]:
    """The current files of each county: how many, and what became of their numbers."""
    counted = (_FILES.numbers, _FILES.agreed, _FILES.contradicted, _FILES.unchecked)
    sums = (func.sum(column).label(column.name) for column in counted)
    query = select(_FILES.county, func.count().label("files"), *sums).where(_FILES.current)
    return _all(engine, query.group_by(_FILES.county))


def frequent(engine: Engine, limit: int) -> list[Row]:
    """The rules with most standing findings, the gravest first: their number and that of the files."""
    keys = (_OUT.rule, _OUT.title, _OUT.severity)
    counts = (func.count().label("n"), func.count(func.distinct(_OUT.file_id)).label("files"))
    query = select(*keys, *counts).where(*_OPEN, standing()).group_by(*keys)
    return _all(engine, query.order_by(_GRAVE, func.count().desc(), _OUT.rule).limit(limit))


def findings(engine: Engine, limit: int) -> list[Row]:
    """The gravest standing findings, what is new first, with the files they stand in."""
    columns = (
        _OUT.severity,
        _OUT.rule,
        _OUT.family,
        _OUT.title,
        _OUT.message,
        _OUT.change,
        _OUT.origin,
        _OUT.scope_label,
    )
    query = select(*columns, _FILES.path, _FILES.unit, _FILES.county, _FILES.year)
    query = query.select_from(OUTCOMES.outerjoin(FILES, _OUT.file_id == _FILES.id)).where(*_OPEN, standing())
    order = (_GRAVE, _FRESH, _FILES.errors.desc(), _FILES.path, _OUT.id)
    return _all(engine, query.order_by(*order).limit(limit))


def worst_files(engine: Engine, limit: int) -> list[Row]:
    """The current files with most standing findings, the gravest first."""
    counts = select(
        _OUT.file_id,
        *(_count(_OUT.severity == severity, severity) for severity in ("error", "warning", "info")),
        _count(_OUT.change.in_((Change.NEW.value, Change.UPDATED.value, Change.RETURNED.value)), "news"),
    ).where(*_OPEN).group_by(_OUT.file_id).subquery()  # fmt: skip
    kept = (_FILES.path, _FILES.unit, _FILES.county, _FILES.year, _FILES.numbers, _FILES.agreed, _FILES.contradicted)
    query = select(*kept, counts.c.error, counts.c.warning, counts.c.info, counts.c.news)
    query = query.select_from(FILES.join(counts, counts.c.file_id == _FILES.id)).where(_FILES.current)
    order = (counts.c.error.desc(), counts.c.warning.desc(), counts.c.info.desc(), _FILES.path)
    return _all(engine, query.order_by(*order).limit(limit))


def unreadable(engine: Engine, limit: int) -> list[Row]:
    """The current files that could not be read, with the reason."""
    columns = (_FILES.path, _FILES.unit, _FILES.error_code, _FILES.error_message)
    query = select(*columns).where(_FILES.current, _FILES.error_code.is_not(None))
    return _all(engine, query.order_by(_FILES.path).limit(limit))


def judged_over_all(engine: Engine, origin: str, limit: int) -> list[Row]:
    """What was judged over many reports (origin across or expectation), failures first."""
    columns = (_OUT.rule, _OUT.name, _OUT.title, _OUT.status, _OUT.severity, _OUT.message, _OUT.worked, _OUT.reason,
               _OUT.waiver, _OUT.change, _OUT.scope_label)  # fmt: skip
    failed = case((_OUT.finding, 0), (_OUT.status == "open", 1), else_=2)
    query = select(*columns, _FILES.path, _FILES.unit)
    query = query.select_from(OUTCOMES.outerjoin(FILES, _OUT.file_id == _FILES.id))
    return _all(engine, query.where(_OUT.origin == origin, standing()).order_by(failed, _GRAVE, _OUT.id).limit(limit))


def roster(engine: Engine, limit: int, *, missing: bool) -> list[Row]:
    """What should have come and has not (missing), by deadline; or what came after its deadline."""
    table = ROSTER.c
    day = func.substr(cast(table.received, String(32)), 1, 10)
    where = table.received.is_(None) if missing else (table.deadline != "") & (day > table.deadline)
    query = select(table.county, table.fund, table.year, table.deadline, table.received).where(where)
    return _all(engine, query.order_by(table.deadline, table.county, table.fund, table.year).limit(limit))


def mended(engine: Engine, run: int, limit: int) -> list[Row]:
    """Errors and warnings of the content that a run found replaced or gone, and that no longer stand."""
    files, out = FILES.alias(), OUTCOMES.alias()
    still = (
        select(out.c.id).join(files, out.c.file_id == files.c.id)
        .where(files.c.path == _FILES.path, files.c.current, out.c.finding, out.c.identity == _OUT.identity)
    )  # fmt: skip
    columns = (_FILES.path, _FILES.county, _OUT.rule, _OUT.severity, _OUT.title)
    query = select(*columns).join(FILES, _OUT.file_id == _FILES.id)
    where = (
        _FILES.ended_run == run,
        _OUT.finding,
        _OUT.origin == FILE,
        or_(_OUT.severity == "error", _OUT.severity == "warning"),
    )
    return _all(engine, query.where(*where, ~still.exists()).order_by(_GRAVE, _FILES.path, _OUT.id).limit(limit))
