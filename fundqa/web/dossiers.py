"""What was handed in at the desk: kept on disk before it is acknowledged, checked in its turn, explained, submitted."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, and_, func, insert, or_, select, update

from fundqa.ledger.tables_desk import DOSSIERS, EXPLANATIONS, FINDINGS, UPLOADS

QUEUED, CHECKING, DONE, FAILED = "queued", "checking", "done", "failed"
SUBMITTED, RETURNED, ACCEPTED = "submitted", "returned", "accepted"
GIVEN, GRANTED, REJECTED = "given", "accepted", "rejected"
MOST_TRIES = 2
"""How often a check is begun that ends with its process, before the dossier is given up."""

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Kept:
    """A file on its way in: the name it came with and what it holds."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Store:
    """The dossiers of a desk: rows in the ledger, files below `folder` under random names."""

    engine: Engine
    folder: Path

    @property
    def uploads(self) -> Path:
        """Where uploaded files lie."""
        return self.folder / "uploads"

    def results(self, dossier: str) -> Path:
        """Where the results of a dossier lie."""
        return self.folder / "results" / dossier

    def add(self, user: int, place: str, files: Sequence[Kept], now: datetime, previous: Row | None = None) -> str:
        """Keep files as a new dossier that waits to be checked; its id. What is acknowledged is on the disk.

        Raises OSError or SQLAlchemyError where the disk does not take it; then nothing of it is kept.
        """
        number = secrets.token_hex(16)
        dossier = _blank() | {
            "id": number,
            "user_id": user,
            "place": place,
            "title": files[0].name[:256],
            "version": previous["version"] + 1 if previous else 1,
            "previous": previous["id"] if previous else None,
            "created": now,
        }
        names = [secrets.token_hex(24) for _ in files]
        try:
            pairs = zip(files, names, strict=True)
            rows = [self._keep(file, stored) | {"dossier_id": number} for file, stored in pairs]
            with self.engine.begin() as connection:
                connection.execute(insert(DOSSIERS).values(dossier))
                connection.execute(insert(UPLOADS), rows)
        except BaseException:
            for stored in names:
                (self.uploads / stored).unlink(missing_ok=True)
            raise
        return number

    def _keep(self, file: Kept, stored: str) -> dict[str, Any]:
        self.uploads.mkdir(parents=True, exist_ok=True, mode=0o700)
        with open(self.uploads / stored, "xb") as target:
            target.write(file.content)
            target.flush()
            os.fsync(target.fileno())
        digest = sha256(file.content).hexdigest()
        return {"name": file.name[:256], "stored": stored, "sha256": digest, "size": len(file.content)}

    def get(self, number: str) -> Row | None:
        """A dossier's row, None when there is none."""
        with self.engine.connect() as connection:
            row = connection.execute(select(DOSSIERS).where(DOSSIERS.c.id == number)).mappings().first()
        return dict(row) if row else None

    def files(self, number: str) -> list[Row]:
        """The files of a dossier, in the order in which they came."""
        query = select(UPLOADS).where(UPLOADS.c.dossier_id == number).order_by(UPLOADS.c.id)
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def findings(self, number: str) -> list[Row]:
        """The findings of a dossier in the order of its report."""
        query = select(FINDINGS).where(FINDINGS.c.dossier_id == number).order_by(FINDINGS.c.position)
        with self.engine.connect() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]

    def explanations(self, number: str) -> dict[str, Row]:
        """The last explanation of each finding of a dossier, by fingerprint."""
        query = select(EXPLANATIONS).where(EXPLANATIONS.c.dossier_id == number).order_by(EXPLANATIONS.c.id)
        with self.engine.connect() as connection:
            return {row["fingerprint"]: dict(row) for row in connection.execute(query).mappings()}

    def explain(self, number: str, fingerprint: str, text: str, user: int, now: datetime) -> bool:
        """Keep what a county says of a finding; False when the dossier has no such finding."""
        known = select(FINDINGS.c.id).where(FINDINGS.c.dossier_id == number, FINDINGS.c.fingerprint == fingerprint)
        row = {
            "dossier_id": number,
            "fingerprint": fingerprint,
            "text": text,
            "user_id": user,
            "at": now,
            "state": GIVEN,
        }
        with self.engine.begin() as connection:
            if connection.execute(known).first() is None:
                return False
            connection.execute(insert(EXPLANATIONS).values(row))
        return True

    def decide(self, explanation: int, state: str, reason: str, user: int, now: datetime) -> None:
        """Accept or reject an explanation."""
        values = {"state": state, "reason": reason, "decided_by": user, "decided_at": now}
        with self.engine.begin() as connection:
            connection.execute(update(EXPLANATIONS).where(EXPLANATIONS.c.id == explanation).values(values))

    def change(self, number: str, state: str, **values: Any) -> None:
        """Set the state of a dossier, and what goes with it."""
        with self.engine.begin() as connection:
            connection.execute(update(DOSSIERS).where(DOSSIERS.c.id == number).values(state=state, **values))

    def claim(self) -> Row | None:
        """The dossier that has waited longest, now being checked; None when none waits. No two callers get the same."""
        waiting = select(DOSSIERS.c.id).where(DOSSIERS.c.state == QUEUED).order_by(DOSSIERS.c.created).limit(1)
        with self.engine.begin() as connection:
            number = connection.execute(waiting).scalar_one_or_none()
            if number is None:
                return None
            mine = update(DOSSIERS).where(DOSSIERS.c.id == number, DOSSIERS.c.state == QUEUED)
            if connection.execute(mine.values(state=CHECKING, tries=DOSSIERS.c.tries + 1)).rowcount == 0:
                return None
        return self.get(number)

    def put_back(self, number: str) -> None:
        """Let a dossier wait again whose check could not be kept; the try does not count."""
        mine = update(DOSSIERS).where(DOSSIERS.c.id == number, DOSSIERS.c.state == CHECKING)
        with self.engine.begin() as connection:
            connection.execute(mine.values(state=QUEUED, tries=DOSSIERS.c.tries - 1))

    def unfiled(self) -> Row | None:
        """A submitted dossier that is not in the ledger yet, None when there is none."""
        query = select(DOSSIERS).where(DOSSIERS.c.submitted.is_not(None), ~DOSSIERS.c.filed)
        with self.engine.connect() as connection:
            row = connection.execute(query.order_by(DOSSIERS.c.submitted).limit(1)).mappings().first()
        return dict(row) if row else None

    def requeue(self) -> None:
        """Put back what was being checked when everything stopped; what was tried too often is given up."""
        with self.engine.begin() as connection:
            stuck = DOSSIERS.c.state == CHECKING
            given_up = and_(stuck, DOSSIERS.c.tries >= MOST_TRIES)
            connection.execute(update(DOSSIERS).where(given_up).values(state=FAILED, problem="crashed"))
            connection.execute(update(DOSSIERS).where(stuck).values(state=QUEUED))

    def ahead(self, dossier: Row) -> int:
        """How many dossiers are before this one."""
        earlier = or_(DOSSIERS.c.state == CHECKING, DOSSIERS.c.created < dossier["created"])
        query = select(func.count()).select_from(DOSSIERS)
        busy = DOSSIERS.c.state.in_((QUEUED, CHECKING))
        with self.engine.connect() as connection:
            return int(connection.execute(query.where(busy, earlier, DOSSIERS.c.id != dossier["id"])).scalar_one())


def _blank() -> dict[str, Any]:
    counts = dict.fromkeys(("tries", "errors", "warnings", "remarks", "numbers", "agreed"), 0)
    said = dict.fromkeys(("county", "year", "problem", "remark"), "")
    return counts | said | {"state": QUEUED, "funds": "[]", "filed": False}


BLOCKED, TO_EXPLAIN, READY = "blocked", "to_explain", "ready"


def verdict(findings: Sequence[Row], explanations: Mapping[str, Row]) -> str:
    """Whether a checked dossier can be submitted: not at all (errors stand), when explained, or as it is.

    Only findings that lead count; an explanation that a reviewer rejected counts no more.
    """
    leading = [row for row in findings if not row["related"]]
    if any(row["severity"] == "error" for row in leading):
        return BLOCKED
    said = {fingerprint for fingerprint, row in explanations.items() if row["state"] != REJECTED}
    unsaid = [row for row in leading if row["severity"] == "warning" and row["fingerprint"] not in said]
    return TO_EXPLAIN if unsaid else READY


def funds(dossier: Row) -> list[str]:
    """The funds a dossier's forms are about."""
    return [str(fund) for fund in json.loads(dossier["funds"])]
