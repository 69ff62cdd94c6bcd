"""What the desk's pages ask of the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Engine, select

from fundqa.ledger.tables_desk import DOSSIERS

Row = Mapping[str, Any]
_MOST = 200


def dossiers_of(engine: Engine, place: str) -> list[Row]:
    """A county's dossiers, newest first; those that a later one corrects stand behind it."""
    query = select(DOSSIERS).where(DOSSIERS.c.place == place).order_by(DOSSIERS.c.created.desc()).limit(_MOST)
    with engine.connect() as connection:
        rows = [dict(row) for row in connection.execute(query).mappings()]
    corrected = {row["previous"] for row in rows}
    return [row | {"corrected": row["id"] in corrected} for row in rows]
