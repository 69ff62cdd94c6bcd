"""What a county does: hand files in, see what was found, explain, correct, submit."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, HTTPException, Request, Response, UploadFile
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, RedirectResponse

from fundqa.web import checking
from fundqa.web.access import RowNumber, may_change, may_decide, may_see, needs, now
from fundqa.web.accounts import ADMIN, COUNTY, REVIEWER, ROLES, Session
from fundqa.web.audit import note
from fundqa.web.dossiers import (
    ACCEPTED,
    DONE,
    READY,
    RETURNED,
    SUBMITTED,
    Kept,
    Row,
    Store,
    funds,
    verdict,
)
from fundqa.web.intake import NotTaken, taken
from fundqa.web.security import page_policy

ROUTER = APIRouter(include_in_schema=False)
SignedIn = Annotated[Session, Depends(needs(*ROLES))]
County = Annotated[Session, Depends(needs(COUNTY))]
LONGEST_EXPLANATION = 2000
_OPEN = (DONE, RETURNED)
"""States in which a county can still explain and submit."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def visible(request: Request, number: str, session: Session) -> Row:
    """A dossier that this person may see; to anyone else there is none."""
    store: Store = request.app.state.store
    row = store.get(number)
    if row is None or not may_see(session.person, row):
        raise HTTPException(404)
    return row


def own(request: Request, number: str, session: Session) -> Row:
    """A dossier that this person may change."""
    row = visible(request, number, session)
    if not may_change(session.person, row):
        raise HTTPException(403)
    return row


def keep(request: Request, session: Session, kept: list[Kept], before: Row | None) -> str:
    """Keep accepted files as a dossier that waits to be checked; its id."""
    number: str = request.app.state.store.add(session.person.id, session.person.place, kept, now(), before)
    note(request, "upload", number, "\n".join(file.name for file in kept))
    return number


def explain_finding(request: Request, session: Session, number: str, fingerprint: str, text: str) -> None:
    """Write down what a county says of a finding."""
    row = own(request, number, session)
    if row["state"] not in _OPEN or not text.strip():
        raise HTTPException(409)
    if not request.app.state.store.explain(number, fingerprint, text.strip(), session.person.id, now()):
        raise HTTPException(404)
    note(request, "explain", number, fingerprint)


def hand_over(request: Request, session: Session, number: str) -> None:
    """Submit a dossier that its verdict lets through; from then on reviewers see it."""
    row = own(request, number, session)
    store: Store = request.app.state.store
    if row["state"] not in _OPEN or verdict(store.findings(number), store.explanations(number)) != READY:
        raise HTTPException(409)
    store.change(number, SUBMITTED, submitted=now(), filed=False)
    note(request, "submit", number)


@ROUTER.get("/")
def home(request: Request, session: SignedIn) -> Response:
    """Where each role begins."""
    if session.person.role == REVIEWER:
        return RedirectResponse("/review", 303)
    if session.person.role == ADMIN:
        return RedirectResponse("/admin", 303)
    return _desk(request, session)


def _desk(request: Request, session: Session, status: int = 200, error: str = "") -> HTMLResponse:
    from fundqa.web.queries import dossiers_of

    rows = dossiers_of(request.app.state.engine, session.person.place)
    config = request.app.state.config
    page: HTMLResponse = request.app.state.pages.page(
        "county.html.j2", request, status, rows=rows, error=error, config=config, funds=funds
    )
    return page


@ROUTER.post("/dossiers")
async def upload(
    request: Request,
    session: County,
    files: Annotated[list[UploadFile], File()],
    previous: Annotated[str, Form()] = "",
) -> Response:
    """Take files in; they are checked in their turn."""
    state = request.app.state
    before = own(request, previous, session) if previous else None
    try:
        kept = await taken(files, state.config)
    except NotTaken as error:
        said = state.pages.say(error.key, name=error.name, **error.values)
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"error": said}, 400)
        return _desk(request, session, 400, said)
    number = keep(request, session, kept, before)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"id": number, "url": f"/dossiers/{number}"}, 201)
    return RedirectResponse(f"/dossiers/{number}", 303)


@ROUTER.get("/dossiers/{number}")
def dossier(request: Request, session: SignedIn, number: str) -> Response:
    """A dossier: its state, its verdict, its findings, and what can be done with it."""
    row = visible(request, number, session)
    store: Store = request.app.state.store
    findings, said = store.findings(number), store.explanations(number)
    inherited = store.explanations(row["previous"]) if row["previous"] else {}
    page: Response = request.app.state.pages.page(
        "dossier.html.j2",
        request,
        row=row,
        files=store.files(number),
        findings=findings,
        said=said,
        inherited={key: value for key, value in inherited.items() if key not in said},
        verdict=verdict(findings, said),
        funds=funds(row),
        ahead=store.ahead(row),
        copies=sorted(path.name for path in (store.results(number) / checking.COPIES).glob("*.docx")),
        may_change=may_change(session.person, row) and row["state"] in _OPEN,
        may_decide=may_decide(session.person, row) and row["state"] in (SUBMITTED, ACCEPTED, RETURNED),
        changes=_changes(findings),
        longest=LONGEST_EXPLANATION,
    )
    return page


def _changes(findings: list[Row]) -> dict[str, int]:
    """How many findings that lead are new, still there …"""
    found: dict[str, int] = {}
    for row in findings:
        if row["change"] and not row["related"]:
            found[row["change"]] = found.get(row["change"], 0) + 1
    return found


@ROUTER.get("/dossiers/{number}/state")
def state(request: Request, session: SignedIn, number: str) -> Response:
    """How far the check is, for the page that waits."""
    row = visible(request, number, session)
    answer: dict[str, Any] = {"state": row["state"], "ahead": request.app.state.store.ahead(row)}
    return JSONResponse(answer)


@ROUTER.get("/dossiers/{number}/report")
def report(request: Request, session: SignedIn, number: str) -> Response:
    """The report page, as `fundqa check --format html` writes it."""
    visible(request, number, session)
    path = _result(request, number, checking.PAGE)
    content = path.read_text("utf-8")
    return HTMLResponse(content, headers={"Content-Security-Policy": page_policy(content)})


@ROUTER.get("/dossiers/{number}/download/{kind}")
def download(request: Request, session: SignedIn, number: str, kind: str, name: str = "") -> Response:
    """A result as a file: the page, the ledger, the data, an annotated copy."""
    row = visible(request, number, session)
    note(request, "download", number, f"{kind} {name}".strip())
    stem = row["title"].rpartition(".")[0] or row["title"]
    say = request.app.state.pages.say
    if kind == "page":
        return _file(_result(request, number, checking.PAGE), f"{stem}.html", "application/octet-stream")
    if kind == "data":
        return _file(_result(request, number, checking.DATA), f"{stem}.json", "application/octet-stream")
    if kind == "ledger":
        return _file(_result(request, number, checking.LEDGER), f"{stem}.{say('desk.ledger_name')}.xlsx", _XLSX)
    folder = request.app.state.store.results(number) / checking.COPIES
    found = next((path for path in folder.glob("*.docx") if path.name == name), None) if kind == "copy" else None
    if found is None:
        raise HTTPException(404)
    return _file(found, found.name, _DOCX)


def _result(request: Request, number: str, name: str) -> Path:
    path: Path = request.app.state.store.results(number) / name
    if not path.is_file():
        raise HTTPException(404)
    return path


def _file(path: Path, name: str, kind: str) -> Response:
    return FileResponse(path, media_type=kind, filename=name, content_disposition_type="attachment")


@ROUTER.get("/dossiers/{number}/original/{upload}")
def original(request: Request, session: SignedIn, number: str, upload: RowNumber) -> Response:
    """A file as it was handed in."""
    visible(request, number, session)
    store: Store = request.app.state.store
    found = next((row for row in store.files(number) if row["id"] == upload), None)
    if found is None:
        raise HTTPException(404)
    note(request, "download", number, found["name"])
    return _file(store.uploads / found["stored"], found["name"], "application/octet-stream")


@ROUTER.post("/dossiers/{number}/explain")
def explain(
    request: Request,
    session: County,
    number: str,
    fingerprint: Annotated[str, Form()],
    text: Annotated[str, Form(max_length=LONGEST_EXPLANATION)],
) -> Response:
    """Write down what a county says of a finding."""
    explain_finding(request, session, number, fingerprint, text)
    return RedirectResponse(f"/dossiers/{number}#f-{fingerprint}", 303)


@ROUTER.post("/dossiers/{number}/submit")
def submit(request: Request, session: County, number: str) -> Response:
    """Submit a dossier that its verdict lets through; from then on reviewers see it."""
    hand_over(request, session, number)
    return RedirectResponse(f"/dossiers/{number}", 303)
