"""Retention: drafts that were never submitted go after some days, with their files and results."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from fundqa.ledger.tables_desk import DOSSIERS, OPTIONS, UPLOADS
from fundqa.web.dossiers import CHECKING, QUEUED, Store

RETENTION = "retention_days"
_MANY = 100


def retention(store: Store, default: int) -> int:
    """For how many days drafts are kept, as the administrator set it, else as the project says; 0: always."""
    with store.engine.connect() as connection:
        value = connection.execute(select(OPTIONS.c.value).where(OPTIONS.c.key == RETENTION)).scalar_one_or_none()
    return int(value) if value is not None else default


def sweep(store: Store, days: int, now: datetime) -> int:
    """Remove drafts older than `days` that nothing corrects and that were never submitted; how many."""
    if not days:
        return 0
    corrected = select(DOSSIERS.c.previous).where(DOSSIERS.c.previous.is_not(None))
    old = select(DOSSIERS.c.id).where(
        DOSSIERS.c.created < now - timedelta(days=days),
        DOSSIERS.c.submitted.is_(None),
        DOSSIERS.c.state.not_in((QUEUED, CHECKING)),
        DOSSIERS.c.id.not_in(corrected),
    )
    with store.engine.begin() as connection:
        ids = list(connection.execute(old.limit(_MANY)).scalars())
        stored = list(connection.execute(select(UPLOADS.c.stored).where(UPLOADS.c.dossier_id.in_(ids))).scalars())
        connection.execute(delete(DOSSIERS).where(DOSSIERS.c.id.in_(ids)))
    for name in stored:
        (store.uploads / name).unlink(missing_ok=True)
    for number in ids:
        shutil.rmtree(store.results(number), ignore_errors=True)
    return len(ids)
