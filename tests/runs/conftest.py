"""What tests of runs share: a ledger on SQLite and on a real PostgreSQL, and a project with small reports."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from postgres import Server, serving


@pytest.fixture(scope="session")
def postgres() -> Iterator[Server]:
    """A PostgreSQL server, one for all tests of a process."""
    with serving() as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger_url(request, tmp_path) -> str:
    """The URL of an empty ledger, on each of the two databases."""
    server = request.getfixturevalue("postgres") if request.param == "postgresql" else None
    return server.emptied() if server else f"sqlite:///{tmp_path}/ledger.db"
