"""The desk as a web application: what it holds, its routes, what it answers when something is refused."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from fundqa.config_desk import DeskConfig
from fundqa.ledger.store import Ledger
from fundqa.project import Project
from fundqa.resources import builtin
from fundqa.web import routes_account, routes_admin, routes_api, routes_county, routes_review
from fundqa.web.access import SignIn
from fundqa.web.dossiers import Store
from fundqa.web.render import Pages
from fundqa.web.runner import Plan, start
from fundqa.web.security import protect

_NOT_KEPT = 507
_log = logging.getLogger(__name__)
ROUTERS = (
    routes_account.ROUTER,
    routes_county.ROUTER,
    routes_review.ROUTER,
    routes_admin.ROUTER,
    routes_api.ROUTER,
)


@dataclass(frozen=True, slots=True)
class Desk:
    """A desk ready to serve. workers: runners to start with it; 0: none, as when tests or others check what waits."""

    root: Path
    config: DeskConfig
    project: Project
    lang: str
    ledger: Ledger
    rules: str
    workers: int = 0

    @property
    def folder(self) -> Path:
        """Where uploads and results lie."""
        return self.root / self.config.data


def create_app(desk: Desk) -> FastAPI:
    """The application of a desk."""
    app = FastAPI(
        title="fundqa", docs_url=None, redoc_url=None, openapi_url="/api/openapi.json", lifespan=_lifespan(desk)
    )
    app.state.desk = desk
    app.state.config = desk.config
    app.state.engine = desk.ledger.engine
    app.state.store = Store(desk.ledger.engine, desk.folder)
    app.state.pages = Pages(desk.lang, desk.config.title)
    app.middleware("http")(protect)
    app.mount("/static", StaticFiles(directory=builtin("reports") / "web" / "static"), name="static")
    for router in ROUTERS:
        app.include_router(router)
    app.add_exception_handler(SignIn, _to_sign_in)
    app.add_exception_handler(HTTPException, _refused)
    app.add_exception_handler(OSError, _unkept)
    app.add_exception_handler(SQLAlchemyError, _unkept)
    app.add_exception_handler(RequestValidationError, _unfit)
    return app


def _lifespan(desk: Desk):  # type: ignore[no-untyped-def]
    @asynccontextmanager
    async def run(app: FastAPI) -> AsyncIterator[None]:
        app.state.store.requeue()
        url = desk.ledger.engine.url.render_as_string(hide_password=False)
        plan = Plan(desk.root, url, desk.folder, desk.lang, desk.rules, desk.config.retention_days)
        runners = start(plan, desk.workers) if desk.workers else []
        yield
        for process in runners:
            process.terminate()
        for process in runners:
            process.join(5)

    return run


async def _to_sign_in(request: Request, _: Exception) -> Response:
    """Someone who is not signed in is asked to, and then comes back."""
    back = request.url.path if request.method == "GET" else "/"
    return RedirectResponse(f"/sign-in?next={back}", 303)


async def _unkept(request: Request, error: Exception) -> Response:
    """What the disk or the ledger did not take: nothing of it is kept, and whoever sent it is told so."""
    _log.error("%s: %s", request.url.path, error)
    said = request.app.state.pages.say(f"status.{_NOT_KEPT}")
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": {"code": _NOT_KEPT, "message": said}}, _NOT_KEPT)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"error": said}, _NOT_KEPT)
    return await _refused(request, HTTPException(_NOT_KEPT))


async def _refused(request: Request, error: Exception) -> Response:
    """What cannot be had, as a page or as JSON."""
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if request.url.path.startswith("/api/"):
        return JSONResponse({"error": {"code": status}}, status, headers=headers)
    page: Response = request.app.state.pages.page("refused.html.j2", request, status_code=status, status=status)
    page.headers.update(headers)
    return page


async def _unfit(_: Request, error: Exception) -> Response:
    """What has not the shape that is asked for: where and why, but not what was sent, which may be no text at all."""
    found = error.errors() if isinstance(error, RequestValidationError) else []
    return JSONResponse({"detail": [{key: entry[key] for key in ("loc", "msg", "type")} for entry in found]}, 422)
