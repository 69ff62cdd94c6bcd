"""The audit log: who did what, when, from where; it only grows."""

from __future__ import annotations

from fastapi import Request
from sqlalchemy import insert

from fundqa.ledger.tables_desk import AUDIT
from fundqa.web.access import now


def note(request: Request, action: str, subject: str = "", detail: str = "", name: str = "") -> None:
    """Write down an action of whoever makes the request; `name` where nobody is signed in."""
    session = getattr(request.state, "session", None)
    row = {
        "at": now(),
        "user_id": session.person.id if session else None,
        "name": (session.person.name if session else name)[:64],
        "address": address(request),
        "action": action,
        "object": subject[:128],
        "detail": detail,
    }
    with request.app.state.engine.begin() as connection:
        connection.execute(insert(AUDIT).values(row))


def address(request: Request) -> str:
    """Where a request comes from; uvicorn has put in what trusted proxies say."""
    return request.client.host[:64] if request.client else ""
