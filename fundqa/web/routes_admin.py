"""What an administrator does: invite, close and open accounts, set retention, read the audit log."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Query, Request, Response
from fastapi.responses import RedirectResponse
from sqlalchemy import delete, insert, update

from fundqa.ledger.tables_desk import OPTIONS, USERS
from fundqa.web import accounts, queries
from fundqa.web.access import MOST, RowNumber, needs, now
from fundqa.web.accounts import ADMIN, ROLES, Refused, Session
from fundqa.web.audit import note
from fundqa.web.options import RETENTION

ROUTER = APIRouter(include_in_schema=False, prefix="/admin")
Admin = Annotated[Session, Depends(needs(ADMIN))]


@ROUTER.get("")
def people(request: Request, session: Admin) -> Response:
    """Users, invitations and settings."""
    return _page(request, session)


def _page(request: Request, session: Session, status: int = 200, **values: object) -> Response:
    engine = request.app.state.engine
    known = {"error": "", "link": ""} | values
    page: Response = request.app.state.pages.page(
        "admin.html.j2",
        request,
        status,
        people=queries.people(engine),
        invitations=queries.invitations(engine),
        options=queries.options(engine),
        config=request.app.state.config,
        roles=ROLES,
        me=session.person.id,
        **known,
    )
    return page


@ROUTER.post("/invitations")
def invite(
    request: Request, session: Admin, role: Annotated[str, Form()], place: Annotated[str, Form(max_length=128)] = ""
) -> Response:
    """Make an invitation; its link is shown once, to be sent on."""
    state = request.app.state
    if role != ADMIN and role in ROLES and not place.strip() and role == accounts.COUNTY:
        return _page(request, session, 400, error="place_needed")
    try:
        secret = accounts.invite(state.engine, session.person, role, place, state.config.invitation_days, now())
    except Refused as error:
        return _page(request, session, 400, error=str(error))
    note(request, "invite", role, place.strip())
    return _page(request, session, link=f"{str(request.base_url).rstrip('/')}/invitation/{secret}")


@ROUTER.post("/users/{number}")
def change_user(
    request: Request,
    session: Admin,
    number: RowNumber,
    active: Annotated[bool, Form()],
) -> Response:
    """Close an account, or open it again; nobody closes their own."""
    if number == session.person.id:
        raise HTTPException(409)
    engine = request.app.state.engine
    with engine.begin() as connection:
        changed = connection.execute(update(USERS).where(USERS.c.id == number).values(active=active)).rowcount
    if not changed:
        raise HTTPException(404)
    if not active:
        accounts.end_sessions(engine, number)
    note(request, "open_account" if active else "close_account", str(number))
    return RedirectResponse("/admin", 303)


@ROUTER.post("/settings")
def settings(request: Request, _: Admin, retention: Annotated[int, Form(ge=0, le=36500)]) -> Response:
    """Set for how many days drafts that were never submitted are kept; 0: always."""
    with request.app.state.engine.begin() as connection:
        connection.execute(delete(OPTIONS).where(OPTIONS.c.key == RETENTION))
        connection.execute(insert(OPTIONS).values(key=RETENTION, value=str(retention)))
    note(request, "settings", RETENTION, str(retention))
    return RedirectResponse("/admin", 303)


@ROUTER.get("/audit")
def audit(request: Request, _: Admin, before: Annotated[int, Query(ge=0, le=MOST)] = 0, action: str = "") -> Response:
    """Who did what, newest first."""
    rows = queries.audit(request.app.state.engine, before, action)
    page: Response = request.app.state.pages.page("audit.html.j2", request, rows=rows, action=action)
    return page
