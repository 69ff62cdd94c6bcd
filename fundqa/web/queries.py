"""What the desk's pages ask of the database."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Engine, func, select

from fundqa.ledger.closing import standing
from fundqa.ledger.rows import ACROSS
from fundqa.ledger.store import FINISHED, portions_of
from fundqa.ledger.tables import FILES, HISTORY, OUTCOMES, RUNS
from fundqa.ledger.tables_desk import AUDIT, DOSSIERS, EXPLANATIONS, FINDINGS, INVITATIONS, OPTIONS, TOKENS, USERS
from fundqa.writers.csv import safe
from fundqa.writers.words import Words

Row = dict[str, Any]
Cells = dict[str, dict[str, int]]
"""How many findings, by family of rules and severity."""
_MOST = 200
_RUNS = 24
"""Runs that trends show."""


def dossiers_of(engine: Engine, place: str) -> list[Row]:
    """A county's dossiers, newest first, each with whether a later one corrects it."""
    query = select(DOSSIERS).where(DOSSIERS.c.place == place).order_by(DOSSIERS.c.created.desc()).limit(_MOST)
    return _with_corrected(engine, query)


def submitted(engine: Engine, area: str) -> list[Row]:
    """What was submitted in an area ("" everywhere), by county, newest first."""
    query = select(DOSSIERS).where(DOSSIERS.c.submitted.is_not(None))
    query = query.where(DOSSIERS.c.place.startswith(area, autoescape=True)) if area else query
    return _with_corrected(engine, query.order_by(DOSSIERS.c.place, DOSSIERS.c.submitted.desc()))


def _with_corrected(engine: Engine, query: Any) -> list[Row]:
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
    corrected = {row["previous"] for row in rows if row["previous"]}
    return [row | {"corrected": row["id"] in corrected} for row in rows]


def heat(engine: Engine, ids: Sequence[str]) -> tuple[list[str], list[tuple[str, str, Cells]]]:
    """Findings by dossier and family of rules: the families, and for each dossier (id, place, counts), worst first."""
    counts: dict[str, Cells] = {}
    places: dict[str, str] = {}
    with engine.connect() as connection:
        for some in portions_of(ids):
            named = select(DOSSIERS.c.id, DOSSIERS.c.place).where(DOSSIERS.c.id.in_(some))
            places |= {row.id: row.place for row in connection.execute(named)}
            query = select(FINDINGS.c.dossier_id, FINDINGS.c.rule, FINDINGS.c.severity, func.count())
            query = query.where(FINDINGS.c.dossier_id.in_(some), ~FINDINGS.c.related)
            grouped = query.group_by(FINDINGS.c.dossier_id, FINDINGS.c.rule, FINDINGS.c.severity)
            for dossier, rule, severity, count in connection.execute(grouped):
                cell = counts.setdefault(dossier, {}).setdefault(rule.partition("-")[0], {})
                cell[severity] = cell.get(severity, 0) + count
    families = sorted({family for own in counts.values() for family in own})
    rows = [(number, places[number], counts.get(number, {})) for number in ids if number in places]
    return families, sorted(rows, key=lambda row: _weight(row[2]), reverse=True)


def _weight(own: Cells) -> tuple[int, int]:
    """How bad a dossier is: errors first."""
    return sum(c.get("error", 0) for c in own.values()), sum(c.get("warning", 0) for c in own.values())


def explanation(engine: Engine, number: int) -> Row | None:
    """An explanation, None when there is none."""
    with engine.connect() as connection:
        row = connection.execute(select(EXPLANATIONS).where(EXPLANATIONS.c.id == number)).mappings().first()
    return dict(row) if row else None


def across(engine: Engine, area: str) -> list[Row]:
    """Findings across reports that stand, of the counties in an area."""
    out = OUTCOMES.c
    query = (
        select(out.rule, out.severity, out.title, out.message, out.worked, FILES.c.county, FILES.c.year)
        .select_from(OUTCOMES.outerjoin(FILES, out.file_id == FILES.c.id))
        .where(out.origin == ACROSS, out.finding, standing())
        .order_by(FILES.c.county, out.id)
    )
    if area:
        query = query.where(FILES.c.county.startswith(area, autoescape=True))
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query.limit(_MOST * 10)).mappings()]


def trends(engine: Engine, area: str) -> tuple[list[Row], list[tuple[str, list[int]]]]:
    """The last finished runs, oldest first, and each county's errors and warnings at the end of each."""
    with engine.connect() as connection:
        query = select(RUNS.c.id, RUNS.c.started).where(RUNS.c.state == FINISHED, RUNS.c.manifest != "{}")
        rows = connection.execute(query.order_by(RUNS.c.id.desc()).limit(_RUNS)).mappings()
        runs = [dict(row) for row in rows][::-1]
        table = HISTORY.c
        counted = select(table.county, table.run_id, func.sum(table.findings - table.waived)).where(
            table.run_id.in_([run["id"] for run in runs]), table.severity != "info", table.county != ""
        )
        counted = counted.where(table.county.startswith(area, autoescape=True)) if area else counted
        found: dict[str, dict[int, int]] = {}
        for county, run, count in connection.execute(counted.group_by(table.county, table.run_id)):
            found.setdefault(county, {})[run] = count
    lines = [(county, [own.get(run["id"], 0) for run in runs]) for county, own in found.items()]
    return runs, sorted(lines, key=lambda line: (-line[1][-1], line[0]))


def export(engine: Engine, area: str) -> list[Row]:
    """The findings of what was submitted in an area, with what was said of them."""
    ids = {row["id"]: row for row in submitted(engine, area)}
    said: dict[tuple[str, str], Row] = {}
    found: list[Row] = []
    with engine.connect() as connection:
        for some in portions_of(list(ids)):
            query = select(EXPLANATIONS).where(EXPLANATIONS.c.dossier_id.in_(some)).order_by(EXPLANATIONS.c.id)
            for row in connection.execute(query).mappings():
                said[row["dossier_id"], row["fingerprint"]] = dict(row)
            findings = select(FINDINGS).where(FINDINGS.c.dossier_id.in_(some)).order_by(FINDINGS.c.id)
            found += [dict(row) for row in connection.execute(findings).mappings()]
    return [row | {"dossier": ids[row["dossier_id"]], "said": said.get((row["dossier_id"], row["fingerprint"]))}
            for row in found]  # fmt: skip


def as_csv(rows: Iterable[Row], say: Words) -> str:
    """Findings as CSV; no cell of it is ever a formula."""
    out = io.StringIO()
    table = csv.writer(out)
    keys = ("place", "year", "file", "state", "severity", "rule", "title", "message", "worked", "said", "decision")
    table.writerow([say(f"export.{key}") for key in keys])
    for row in rows:
        dossier, said = row["dossier"], row["said"]
        cells = [
            dossier["place"], dossier["year"], row["document"], say(f"state.{dossier['state']}"),
            say(f"severity.{row['severity']}"), row["rule"], row["title"], row["message"], row["worked"] or "",
            said["text"] if said else "", say(f"explanation.{said['state']}") if said else "",
        ]  # fmt: skip
        table.writerow([safe(cell) for cell in cells])
    return out.getvalue()


def people(engine: Engine) -> list[Row]:
    """All users, by role and name."""
    return _all(engine, select(USERS).order_by(USERS.c.role, USERS.c.name))


def invitations(engine: Engine) -> list[Row]:
    """The invitations that nobody has used."""
    return _all(engine, select(INVITATIONS).where(INVITATIONS.c.used_by.is_(None)).order_by(INVITATIONS.c.id.desc()))


def tokens(engine: Engine, user: int) -> list[Row]:
    """A user's API tokens."""
    return _all(engine, select(TOKENS).where(TOKENS.c.user_id == user, ~TOKENS.c.revoked).order_by(TOKENS.c.id))


def audit(engine: Engine, before: int, action: str) -> list[Row]:
    """The last entries of the audit log before an id (0: the newest), of an action ("" any)."""
    query = select(AUDIT).order_by(AUDIT.c.id.desc()).limit(_MOST)
    query = query.where(AUDIT.c.id < before) if before else query
    return _all(engine, query.where(AUDIT.c.action == action) if action else query)


def options(engine: Engine) -> dict[str, str]:
    """What an administrator has set."""
    return {row["key"]: row["value"] for row in _all(engine, select(OPTIONS))}


def _all(engine: Engine, query: Any) -> list[Row]:
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]
