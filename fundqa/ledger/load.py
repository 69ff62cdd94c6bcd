"""Reading from the ledger: submissions for the rules across reports, and what a run's outputs show."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, func, select

from fundqa.document import Location
from fundqa.ledger.closing import standing
from fundqa.ledger.items import fact_in, location_in, target_in
from fundqa.ledger.rows import FILE, coverage_of, outcome_of
from fundqa.ledger.store import portions_of
from fundqa.ledger.tables import FACTS, FILES, OUTCOMES, PASSAGES, ROSTER, RUNS, SUBMISSIONS, TARGETS
from fundqa.report import DocumentReport, Failure, FormInfo, Outcome, Passage
from fundqa.stock import Due, Submission


def places(engine: Engine) -> list[tuple[str, str]]:
    """The counties that files now come from, with the years they report on."""
    query = select(FILES.c.county, FILES.c.year).where(FILES.c.current, FILES.c.error_code.is_(None)).distinct()
    with engine.connect() as connection:
        return sorted((county, year) for county, year in connection.execute(query))


def texts(engine: Engine, paths: Iterable[str]) -> dict[object, str]:
    """The paragraphs and cells that numbers and sentences of current files stand in."""
    found: dict[object, str] = {}
    with engine.connect() as connection:
        for some in portions_of(sorted(paths)):
            query = select(FILES.c.path, FILES.c.texts).where(FILES.c.current, FILES.c.path.in_(some))
            for path, plain in connection.execute(query):
                found |= {location_in(at, path): text for at, text in json.loads(plain)}
    return found


def submissions(
    engine: Engine,
    *,
    counties: Sequence[str] | None = None,
    year: str | None = None,
    facts: bool = True,
    passages: bool = True,
) -> tuple[Submission, ...]:
    """The current submissions of some counties or of a year, or all; `facts`, `passages`: whether they bring them."""
    where = [FILES.c.current, FILES.c.error_code.is_(None)]
    where += [FILES.c.county.in_(counties)] if counties is not None else []
    where += [FILES.c.year == year] if year is not None else []
    with engine.connect() as connection:
        files = connection.execute(
            select(FILES.c.id, FILES.c.path, FILES.c.unit, FILES.c.county, FILES.c.year).where(*where)
        ).all()
        ids = [str(row.id) for row in files]
        about = _about(connection, ids)
        known = _children(connection, FACTS.c.file_id, FACTS.c.item, FACTS.c.id, ids) if facts else {}
        bounds = _children(connection, TARGETS.c.file_id, TARGETS.c.item, TARGETS.c.id, ids) if facts else {}
        told = _passages(connection, {row.id: row.path for row in files}) if passages else {}
    units: dict[str, list[Any]] = {}
    for row in sorted(files, key=lambda row: (row.unit, row.path != row.unit, row.path)):
        units.setdefault(row.unit, []).append(row)
    return tuple(_submission(unit, own, about, known, bounds, told) for unit, own in units.items())


def _submission(
    unit: str,
    own: Sequence[Any],
    about: Mapping[int, tuple[tuple[str, ...], int]],
    known: Mapping[int, list[str]],
    bounds: Mapping[int, list[str]],
    told: Mapping[int, list[Passage]],
) -> Submission:
    funds, version = about.get(own[0].id, ((), 1))
    return Submission(
        key=unit,
        documents=tuple(row.path for row in own),
        county=next((row.county for row in own if row.county), ""),
        year=own[0].year,
        funds=funds,
        version=version,
        facts=tuple(fact_in(json.loads(item), row.path) for row in own for item in known.get(row.id, ())),
        targets=tuple(target_in(json.loads(item), row.path) for row in own for item in bounds.get(row.id, ())),
        passages=tuple(passage for row in own for passage in told.get(row.id, ())),
    )


def _about(connection: Connection, ids: Sequence[str]) -> dict[int, tuple[tuple[str, ...], int]]:
    """The funds and the version of each submission, by its first file."""
    table = SUBMISSIONS.c
    found: dict[int, tuple[tuple[str, ...], int]] = {}
    for some in portions_of(ids):
        query = select(table.file_id, table.fund, table.version).where(table.file_id.in_(map(int, some)))
        for file_id, fund, version in connection.execute(query.order_by(table.id)):
            funds, before = found.get(file_id, ((), 1))
            found[file_id] = ((*funds, fund) if fund else funds, max(before, version))
    return found


def _children(connection: Connection, owner: Any, item: Any, order: Any, ids: Sequence[str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    for some in portions_of(ids):
        query = select(owner, item).where(owner.in_(map(int, some))).order_by(order)
        for file_id, plain in connection.execute(query):
            found.setdefault(file_id, []).append(plain)
    return found


def _passages(connection: Connection, paths: Mapping[int, str]) -> dict[int, list[Passage]]:
    table = PASSAGES.c
    found: dict[int, list[Passage]] = {}
    for some in portions_of([str(number) for number in paths]):
        query = select(table.file_id, table.hash, table.length, table.figures, table.location)
        for file_id, digest, length, figures, at in connection.execute(
            query.where(table.file_id.in_(map(int, some))).order_by(table.id)
        ):
            passage = Passage(digest, length, tuple(json.loads(figures)), location_in(json.loads(at), paths[file_id]))
            found.setdefault(file_id, []).append(passage)
    return found


def roster(engine: Engine) -> tuple[Due, ...]:
    """The roster that the last run kept."""
    table = ROSTER.c
    with engine.connect() as connection:
        query = select(table.county, table.fund, table.year, table.deadline, table.parent).order_by(table.id)
        return tuple(Due(*row) for row in connection.execute(query))


def file_ids(engine: Engine) -> dict[str, int]:
    """The ids of the current files by path."""
    with engine.connect() as connection:
        query = select(FILES.c.path, FILES.c.id).where(FILES.c.current)
        return {row.path: row.id for row in connection.execute(query)}


@dataclass(frozen=True, slots=True)
class Standing:
    """An outcome that stands, with the file it stands in ("" none) and where it comes from."""

    outcome: Outcome
    path: str
    county: str
    year: str
    origin: str


def findings(engine: Engine, texts: dict[Location, str] | None = None) -> Iterator[Standing]:
    """All findings that stand, the gravest files first left to the caller: in order of file and id."""
    texts = {} if texts is None else texts
    out = OUTCOMES
    query = (
        select(out, FILES.c.path, FILES.c.county, FILES.c.year)
        .select_from(out.outerjoin(FILES, out.c.file_id == FILES.c.id))
        .where(out.c.finding, standing())
        .order_by(FILES.c.path, out.c.id)
    )
    with engine.connect() as connection:
        for row in connection.execution_options(yield_per=1000).execute(query).mappings():
            yield _standing(row, texts)


def _own(row: RowMapping) -> str:
    """The document that the places of an outcome lie in where they name none; of one across files they all do."""
    return (row["path"] or "") if row["origin"] == FILE else ""


def _standing(row: RowMapping, texts: dict[Location, str]) -> Standing:
    outcome = outcome_of(dict(row), json.loads(row["item"]), texts, _own(row))
    return Standing(outcome, row["path"] or "", row["county"] or "", row["year"] or "", row["origin"])


def documents(engine: Engine, standing_: Iterable[Standing]) -> tuple[DocumentReport, ...]:
    """The current files as reports that hold what stands in them: findings and coverage, not what passed."""
    own: dict[str, list[Outcome]] = {}
    for found in standing_:
        own.setdefault(found.path, []).append(found.outcome)
    forms = _forms(engine)
    with engine.connect() as connection:
        rows = connection.execute(select(FILES).where(FILES.c.current).order_by(FILES.c.path)).mappings()
        return tuple(_document(row, tuple(own.get(row["path"], ())), forms.get(row["id"], ())) for row in rows)


def _forms(engine: Engine) -> dict[int, tuple[FormInfo, ...]]:
    table = SUBMISSIONS.c
    found: dict[int, tuple[FormInfo, ...]] = {}
    with engine.connect() as connection:
        query = select(table.file_id, table.fund, table.year).where(table.current, table.fund != "")
        for file_id, fund, year in connection.execute(query.order_by(table.id)):
            found[file_id] = (*found.get(file_id, ()), FormInfo("", fund, fund, year))
    return found


def _document(row: RowMapping, outcomes: tuple[Outcome, ...], forms: tuple[FormInfo, ...]) -> DocumentReport:
    return DocumentReport(
        path=row["path"],
        sha256=row["sha256"],
        format=row["format"],
        forms=forms,
        warnings=tuple(json.loads(row["said"])),
        coverage=coverage_of(dict(row)),
        outcomes=outcomes,
        error=Failure(row["error_code"], row["error_message"] or "") if row["error_code"] else None,
        submitter=row["county"],
        submission=row["unit"],
    )


def mended(engine: Engine, run: int) -> Counter[str]:
    """How many findings of the content that a run found replaced or gone no longer stand, by severity."""
    out = OUTCOMES.c
    with engine.connect() as connection:
        ended = select(FILES.c.id, FILES.c.path).where(FILES.c.ended_run == run).subquery()
        query = select(ended.c.path, out.identity, out.severity).join(ended, out.file_id == ended.c.id)
        before = connection.execute(query.where(out.finding)).all()
        now: set[tuple[str, str]] = set()
        for some in portions_of(sorted({row.path for row in before})):
            still = select(FILES.c.path, out.identity).join(FILES, out.file_id == FILES.c.id)
            rows = connection.execute(still.where(out.finding, FILES.c.current, FILES.c.path.in_(some)))
            now |= {(path, identity) for path, identity in rows}
    return Counter(row.severity for row in before if (row.path, row.identity) not in now)


def runs(engine: Engine, last: int = 50) -> list[RowMapping]:
    """The last runs, newest first."""
    with engine.connect() as connection:
        return list(connection.execute(select(RUNS).order_by(RUNS.c.id.desc()).limit(last)).mappings())


def changed(engine: Engine) -> Counter[tuple[str, str]]:
    """How many findings stand, by severity and what became of them since the run before."""
    out = OUTCOMES.c
    query = select(out.severity, func.coalesce(out.change, ""), func.count()).where(
        out.finding,
        out.waiver.is_(None),
        standing(),
    )
    with engine.connect() as connection:
        rows = connection.execute(query.group_by(out.severity, out.change))
        return Counter({(severity, change): count for severity, change, count in rows})


def waived(engine: Engine) -> int:
    """How many findings that stand are waived."""
    query = select(func.count()).where(OUTCOMES.c.finding, OUTCOMES.c.waiver.is_not(None), standing())
    with engine.connect() as connection:
        return int(connection.execute(query).scalar_one())


def statuses(engine: Engine, origin: str) -> dict[str, int]:
    """How many outcomes of an origin ended with which status."""
    table = OUTCOMES.c
    query = select(table.status, func.count().label("n")).where(table.origin == origin).group_by(table.status)
    with engine.connect() as connection:
        return {row.status: row.n for row in connection.execute(query.order_by(table.status))}
