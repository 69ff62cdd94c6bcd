"""The desk for other systems: the same things over HTTP and JSON, with an API token (Authorization: Bearer …)."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, HTTPException, Request, Response, UploadFile
from pydantic import BaseModel, Field

from fundqa.web import checking, queries
from fundqa.web.access import needs
from fundqa.web.accounts import ADMIN, COUNTY, REVIEWER, ROLES, Session
from fundqa.web.dossiers import Row, Store, funds, verdict
from fundqa.web.intake import NotTaken, taken
from fundqa.web.routes_county import LONGEST_EXPLANATION, explain_finding, hand_over, keep, own, visible

ROUTER = APIRouter(prefix="/api/v1")
SignedIn = Annotated[Session, Depends(needs(*ROLES))]
County = Annotated[Session, Depends(needs(COUNTY))]
Overseer = Annotated[Session, Depends(needs(REVIEWER, ADMIN))]
_REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"description": "no valid token"},
    403: {"description": "not for this role"},
    404: {"description": "no such thing, or not yours to see"},
}


class Me(BaseModel):
    """Whose token it is."""

    name: str
    role: str
    place: str


class FileOut(BaseModel):
    """An uploaded file."""

    name: str
    sha256: str
    size: int


class DossierOut(BaseModel):
    """A dossier: what was handed in at once, and what became of it. verdict: blocked, to_explain or ready."""

    id: str
    place: str
    title: str
    state: str
    version: int
    previous: str | None
    year: str
    funds: list[str]
    errors: int
    warnings: int
    remarks: int
    numbers: int
    agreed: int
    problem: str
    created: datetime
    submitted: datetime | None
    verdict: str | None = None
    files: list[FileOut] = Field(default_factory=list)


class FindingOut(BaseModel):
    """A finding; related: another of the same cause leads it; explanation: what the county says of it."""

    document: str
    rule: str
    severity: str
    title: str
    message: str
    worked: str | None
    identity: str
    fingerprint: str
    change: str | None
    related: bool
    explanation: str | None
    explanation_state: str | None


class ExplanationIn(BaseModel):
    """What a county says of a finding."""

    fingerprint: str = Field(min_length=1, max_length=16)
    text: str = Field(min_length=1, max_length=LONGEST_EXPLANATION)


@ROUTER.get("/me", responses=_REFUSALS)
def me(session: SignedIn) -> Me:
    """Whose token this is, and what it may see."""
    person = session.person
    return Me(name=person.name, role=person.role, place=person.place)


@ROUTER.post("/dossiers", status_code=201, responses=_REFUSALS | {400: {"description": "a file is not acceptable"}})
async def upload(
    request: Request,
    session: County,
    files: Annotated[list[UploadFile], File()],
    previous: Annotated[str, Form()] = "",
) -> DossierOut:
    """Hand in the files of a report; they are checked in their turn."""
    state = request.app.state
    before = own(request, previous, session) if previous else None
    try:
        kept = await taken(files, state.config)
    except NotTaken as error:
        raise HTTPException(400, state.pages.say(error.key, name=error.name, **error.values)) from error
    number = keep(request, session, kept, before)
    return _dossier(state.store, visible(request, number, session))


@ROUTER.get("/dossiers", responses=_REFUSALS)
def dossiers(request: Request, session: County) -> list[DossierOut]:
    """The county's own dossiers, newest first."""
    return [_brief(row) for row in queries.dossiers_of(request.app.state.engine, session.person.place)]


@ROUTER.get("/submissions", responses=_REFUSALS)
def submissions(request: Request, session: Overseer) -> list[DossierOut]:
    """What was submitted in the area of a reviewer."""
    return [_brief(row) for row in queries.submitted(request.app.state.engine, session.person.place)]


@ROUTER.get("/dossiers/{number}", responses=_REFUSALS)
def dossier(request: Request, session: SignedIn, number: str) -> DossierOut:
    """A dossier with its state and verdict."""
    return _dossier(request.app.state.store, visible(request, number, session))


@ROUTER.get("/dossiers/{number}/findings", responses=_REFUSALS)
def findings(request: Request, session: SignedIn, number: str) -> list[FindingOut]:
    """The findings of a dossier with their explanations."""
    visible(request, number, session)
    store: Store = request.app.state.store
    said = store.explanations(number)
    return [_finding(row, said.get(row["fingerprint"])) for row in store.findings(number)]


@ROUTER.get("/dossiers/{number}/report", responses=_REFUSALS)
def report(request: Request, session: SignedIn, number: str) -> Response:
    """The report as JSON of the schema fundqa/report-1, all facts included."""
    visible(request, number, session)
    path = request.app.state.store.results(number) / checking.DATA
    if not path.is_file():
        raise HTTPException(404)
    return Response(path.read_bytes(), media_type="application/json")


@ROUTER.post(
    "/dossiers/{number}/explanations",
    status_code=201,
    responses=_REFUSALS | {409: {"description": "it was submitted already"}},
)
def explain(request: Request, session: County, number: str, given: ExplanationIn) -> FindingOut:
    """Explain a finding."""
    explain_finding(request, session, number, given.fingerprint, given.text)
    store: Store = request.app.state.store
    found = next(row for row in store.findings(number) if row["fingerprint"] == given.fingerprint)
    return _finding(found, store.explanations(number).get(given.fingerprint))


@ROUTER.post("/dossiers/{number}/submit", responses=_REFUSALS | {409: {"description": "its verdict is not ready"}})
def submit(request: Request, session: County, number: str) -> DossierOut:
    """Submit a dossier whose verdict is ready."""
    hand_over(request, session, number)
    return _dossier(request.app.state.store, visible(request, number, session))


def _brief(row: Row) -> DossierOut:
    known = {key: row[key] for key in DossierOut.model_fields if key in row and key != "funds"}
    times = {key: row[key] and row[key].replace(tzinfo=UTC) for key in ("created", "submitted")}
    return DossierOut(**(known | times), funds=funds(row))


def _dossier(store: Store, row: Row) -> DossierOut:
    files = [FileOut(name=f["name"], sha256=f["sha256"], size=f["size"]) for f in store.files(row["id"])]
    judged = verdict(store.findings(row["id"]), store.explanations(row["id"])) if row["checked"] else None
    return _brief(row).model_copy(update={"files": files, "verdict": judged})


def _finding(row: Row, said: Row | None) -> FindingOut:
    known = {key: row[key] for key in FindingOut.model_fields if key in row}
    return FindingOut(
        **known, explanation=said["text"] if said else None, explanation_state=said["state"] if said else None
    )
