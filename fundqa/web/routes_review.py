"""What a reviewer does: see what was submitted, decide on explanations and reports, look across them and back."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Form, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from fundqa.web import queries
from fundqa.web.access import RowNumber, may_decide, needs, now
from fundqa.web.accounts import REVIEWER, Session
from fundqa.web.audit import note
from fundqa.web.dossiers import ACCEPTED, GIVEN, GRANTED, REJECTED, RETURNED, SUBMITTED, Store, funds
from fundqa.web.routes_county import visible

ROUTER = APIRouter(include_in_schema=False, prefix="/review")
Reviewer = Annotated[Session, Depends(needs(REVIEWER))]
LONGEST_REASON = 1000


@ROUTER.get("")
def submissions(request: Request, session: Reviewer, state: str = "", year: str = "", fund: str = "") -> Response:
    """What was submitted in the reviewer's area, with a heat map of counties and families of rules."""
    engine, place = request.app.state.engine, session.person.place
    rows = queries.submitted(engine, place)
    years = sorted({row["year"] for row in rows if row["year"]}, reverse=True)
    every = sorted({name for row in rows for name in funds(row)})
    shown = [row for row in rows if _fits(row, state, year, fund)]
    page: Response = request.app.state.pages.page(
        "review.html.j2",
        request,
        rows=shown,
        years=years,
        every_fund=every,
        chosen={"state": state, "year": year, "fund": fund},
        states=(SUBMITTED, ACCEPTED, RETURNED),
        heat=queries.heat(engine, [row["id"] for row in shown if not row["corrected"]]),
        funds=funds,
    )
    return page


def _fits(row: queries.Row, state: str, year: str, fund: str) -> bool:
    right_fund = not fund or fund in funds(row)
    return (not state or row["state"] == state) and (not year or row["year"] == year) and right_fund


@ROUTER.post("/explanations/{number}")
def decide(
    request: Request,
    session: Reviewer,
    number: RowNumber,
    state: Annotated[str, Form()],
    reason: Annotated[str, Form(max_length=LONGEST_REASON)] = "",
) -> Response:
    """Accept or reject an explanation; a rejection needs its reason."""
    found = queries.explanation(request.app.state.engine, number)
    if found is None:
        raise HTTPException(404)
    row = visible(request, found["dossier_id"], session)
    if not may_decide(session.person, row):
        raise HTTPException(403)
    rejected = state == REJECTED
    if state not in (GRANTED, REJECTED) or found["state"] != GIVEN or (rejected and not reason.strip()):
        raise HTTPException(409)
    store: Store = request.app.state.store
    store.decide(number, state, reason.strip(), session.person.id, now())
    note(request, "accept_explanation" if state == GRANTED else "reject_explanation", row["id"], found["fingerprint"])
    return RedirectResponse(f"/dossiers/{row['id']}#f-{found['fingerprint']}", 303)


@ROUTER.post("/dossiers/{number}")
def settle(
    request: Request,
    session: Reviewer,
    number: str,
    state: Annotated[str, Form()],
    reason: Annotated[str, Form(max_length=LONGEST_REASON)] = "",
) -> Response:
    """Accept a report or return it to its county; a return needs its reason."""
    row = visible(request, number, session)
    if not may_decide(session.person, row):
        raise HTTPException(403)
    returned = state == RETURNED
    if state not in (ACCEPTED, RETURNED) or row["state"] != SUBMITTED or (returned and not reason.strip()):
        raise HTTPException(409)
    request.app.state.store.change(number, state, remark=reason.strip())
    note(request, "accept" if state == ACCEPTED else "return", number, reason.strip())
    return RedirectResponse(f"/dossiers/{number}", 303)


@ROUTER.get("/beside/{number}")
def beside(request: Request, session: Reviewer, number: str) -> Response:
    """A report beside that of the year before, or the one it corrects where there is none."""
    row = visible(request, number, session)
    others = [
        other
        for other in queries.submitted(request.app.state.engine, row["place"])
        if other["place"] == row["place"] and other["id"] != number and other["year"] <= row["year"]
    ]
    before = [other for other in others if other["year"] < row["year"]]
    other = next(iter(sorted(before or others, key=lambda o: (o["year"], o["created"]), reverse=True)), None)
    page: Response = request.app.state.pages.page("beside.html.j2", request, row=row, other=other)
    return page


@ROUTER.get("/across")
def across(request: Request, session: Reviewer) -> Response:
    """What lies across reports, as the last run found it."""
    rows = queries.across(request.app.state.engine, session.person.place)
    page: Response = request.app.state.pages.page("across.html.j2", request, rows=rows)
    return page


@ROUTER.get("/trends")
def trends(request: Request, session: Reviewer) -> Response:
    """How many findings each county had at the end of each run."""
    runs, rows = queries.trends(request.app.state.engine, session.person.place)
    page: Response = request.app.state.pages.page("trends.html.j2", request, runs=runs, rows=rows)
    return page


@ROUTER.get("/export.csv")
def export(request: Request, session: Reviewer) -> Response:
    """All findings of the reports submitted in the area, as a table for a spreadsheet."""
    rows = queries.export(request.app.state.engine, session.person.place)
    note(request, "export")
    content = queries.as_csv(rows, request.app.state.pages.say)
    headers = {"Content-Disposition": 'attachment; filename="findings.csv"'}
    return Response(content.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)
