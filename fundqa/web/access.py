"""Who may do what: every route names who may call it; every object is asked whether this person may see it."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Path, Request

from fundqa.web.accounts import ADMIN, COUNTY, REVIEWER, Person, Session, session_of, token_session

COOKIE = "fundqa_session"
SAFE = ("GET", "HEAD", "OPTIONS")
ANYONE = "anyone"
"""Routes that need no account: signing in, invitations, the files of the pages themselves."""

MOST = 2**31 - 1
"""The largest number of a row that every database can look for."""
RowNumber = Annotated[int, Path(ge=0, le=MOST)]


class SignIn(Exception):
    """A page that only someone signed in may see."""


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


def session(request: Request) -> Session | None:
    """Whose request it is, by cookie or by API token."""
    engine = request.app.state.engine
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and secret:
        return token_session(engine, secret.strip(), now())
    cookie = request.cookies.get(COOKIE, "")
    return session_of(engine, cookie, now()) if cookie else None


def needs(*roles: str) -> Callable[..., Awaitable[Session | None]]:
    """What a route depends on: someone signed in with one of the roles; nobody in particular with ANYONE.

    Where the request changes something, it must carry the secret of the session, in the form or in X-CSRF-Token.
    """

    async def check(request: Request, found: Annotated[Session | None, Depends(session)]) -> Session | None:
        request.state.session = found
        if ANYONE in roles:
            return found
        if found is None:
            if request.url.path.startswith("/api/"):
                raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"})
            raise SignIn
        if found.person.role not in roles:
            raise HTTPException(403)
        if request.method not in SAFE and not found.by_token:
            await _same_secret(request, found)
        return found

    check.roles = roles  # type: ignore[attr-defined]
    return check


async def _same_secret(request: Request, found: Session) -> None:
    """Refuse what a foreign page could have sent."""
    given = request.headers.get("x-csrf-token", "")
    if not given:
        form = await request.form()
        value = form.get("csrf", "")
        given = value if isinstance(value, str) else ""
    if not hmac.compare_digest(given.encode(), found.csrf.encode()):
        raise HTTPException(403)


def within(place: str, area: str) -> bool:
    """Whether a place is an area or lies in it: places are written from the outside in (喀什地区巴楚县); "" is all."""
    return place.startswith(area)


def may_see(person: Person, dossier: Mapping[str, Any]) -> bool:
    """A county sees what is its own; a reviewer what was submitted in the area; an administrator everything."""
    if person.role == ADMIN:
        return True
    if person.role == COUNTY:
        return bool(person.place) and dossier["place"] == person.place
    return person.role == REVIEWER and dossier["submitted"] is not None and within(dossier["place"], person.place)


def may_change(person: Person, dossier: Mapping[str, Any]) -> bool:
    """Only the county itself explains, corrects and submits."""
    return person.role == COUNTY and may_see(person, dossier)


def may_decide(person: Person, dossier: Mapping[str, Any]) -> bool:
    """Only reviewers decide on what was submitted."""
    return person.role == REVIEWER and may_see(person, dossier)
