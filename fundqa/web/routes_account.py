"""Signing in and out, invitations, one's own password and tokens."""

from __future__ import annotations

import hmac
import secrets
from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from fundqa.web import accounts
from fundqa.web.access import ANYONE, COOKIE, RowNumber, needs, now
from fundqa.web.accounts import ROLES, Refused, Session
from fundqa.web.audit import address, note
from fundqa.web.queries import tokens

ROUTER = APIRouter()
FORM_COOKIE = "fundqa_form"
"""A secret for forms of people who are not signed in yet; the form carries the same."""
Anyone = Annotated[Session | None, Depends(needs(ANYONE))]
SignedIn = Annotated[Session, Depends(needs(*ROLES))]


def set_cookie(response: Response, name: str, value: str, secure: bool) -> None:
    """A cookie that scripts cannot read and that foreign pages cannot send."""
    response.set_cookie(name, value, httponly=True, samesite="strict", secure=secure, path="/")


@ROUTER.get("/sign-in", include_in_schema=False)
def sign_in_page(request: Request, _: Anyone, next: str = "/") -> Response:
    """The form to sign in with."""
    return _form(request, "sign_in.html.j2", next=_own(next), error="")


@ROUTER.post("/sign-in", include_in_schema=False)
def sign_in(
    request: Request,
    _: Anyone,
    name: Annotated[str, Form()],
    password: Annotated[str, Form()],
    form: Annotated[str, Form()] = "",
    next: Annotated[str, Form()] = "/",
) -> Response:
    """Sign in with name and password."""
    _same_form(request, form)
    state = request.app.state
    try:
        secret, _session = accounts.sign_in(
            state.engine, name.strip(), password, address(request), state.config.session_hours, now()
        )
    except Refused as error:
        note(request, "sign_in_refused", detail=str(error), name=name.strip())
        return _form(request, "sign_in.html.j2", 401, next=_own(next), error=str(error))
    note(request, "sign_in", name=name.strip())
    response = RedirectResponse(_own(next), 303)
    set_cookie(response, COOKIE, secret, state.config.secure)
    return response


@ROUTER.post("/sign-out", include_in_schema=False)
def sign_out(request: Request, _: SignedIn) -> Response:
    """End the session."""
    accounts.sign_out(request.app.state.engine, request.cookies.get(COOKIE, ""))
    note(request, "sign_out")
    response = RedirectResponse("/sign-in", 303)
    response.delete_cookie(COOKIE, path="/")
    return response


@ROUTER.get("/invitation/{secret}", include_in_schema=False)
def invitation_page(request: Request, _: Anyone, secret: str) -> Response:
    """The form by which an invited person makes an account."""
    found = accounts.invitation(request.app.state.engine, secret, now())
    if found is None:
        raise HTTPException(404)
    return _form(request, "invitation.html.j2", invitation=found, secret=secret, error="")


@ROUTER.post("/invitation/{secret}", include_in_schema=False)
def accept(
    request: Request,
    _: Anyone,
    secret: str,
    name: Annotated[str, Form()],
    password: Annotated[str, Form()],
    display: Annotated[str, Form()] = "",
    form: Annotated[str, Form()] = "",
) -> Response:
    """Make the account of an invitation."""
    _same_form(request, form)
    engine = request.app.state.engine
    found = accounts.invitation(engine, secret, now())
    if found is None:
        raise HTTPException(404)
    try:
        accounts.accept(engine, secret, name, display, password, now())
    except Refused as error:
        return _form(request, "invitation.html.j2", 400, invitation=found, secret=secret, error=str(error))
    note(request, "accept_invitation", name=name.strip())
    return RedirectResponse("/sign-in", 303)


@ROUTER.get("/account", include_in_schema=False)
def account(request: Request, session: SignedIn) -> Response:
    """One's own account: password and tokens."""
    return _account(request, session)


def _account(request: Request, session: Session, status: int = 200, **values: str) -> Response:
    known = {"error": "", "token": "", "done": ""} | values
    rows = tokens(request.app.state.engine, session.person.id)
    page: Response = request.app.state.pages.page("account.html.j2", request, status, tokens=rows, **known)
    return page


@ROUTER.post("/account/password", include_in_schema=False)
def password(request: Request, session: SignedIn, old: Annotated[str, Form()], new: Annotated[str, Form()]) -> Response:
    """Change one's password; every session ends, and one signs in anew."""
    engine = request.app.state.engine
    if not accounts.is_password(engine, session.person.id, old):
        return _account(request, session, 400, error="wrong_login")
    try:
        accounts.change_password(engine, session.person.id, new)
    except Refused as error:
        return _account(request, session, 400, error=str(error))
    note(request, "password")
    return RedirectResponse("/sign-in", 303)


@ROUTER.post("/account/tokens", include_in_schema=False)
def make_token(request: Request, session: SignedIn, label: Annotated[str, Form(max_length=64)] = "") -> Response:
    """Make an API token; it is shown once."""
    secret = accounts.new_token(request.app.state.engine, session.person.id, label, now())
    note(request, "make_token", label)
    return _account(request, session, token=secret)


@ROUTER.post("/account/tokens/{number}", include_in_schema=False)
def revoke_token(request: Request, session: SignedIn, number: RowNumber) -> Response:
    """Revoke one of one's own tokens."""
    if not accounts.revoke_token(request.app.state.engine, session.person.id, number):
        raise HTTPException(404)
    note(request, "revoke_token", str(number))
    return RedirectResponse("/account", 303)


def _form(request: Request, template: str, status: int = 200, **values: object) -> Response:
    """A page with a form for people who are not signed in."""
    secret = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(24)
    response: Response = request.app.state.pages.page(template, request, status_code=status, form=secret, **values)
    set_cookie(response, FORM_COOKIE, secret, request.app.state.config.secure)
    return response


def _same_form(request: Request, form: str) -> None:
    own = request.cookies.get(FORM_COOKIE, "")
    if not own or not hmac.compare_digest(own.encode(), form.encode()):
        raise HTTPException(403)


def _own(path: str) -> str:
    """A path of this desk: never another site."""
    return path if path.startswith("/") and not path.startswith(("//", "/\\")) else "/"
