"""What every answer carries: headers that keep foreign pages, scripts and frames out."""

from __future__ import annotations

import html
import re
from collections.abc import Awaitable, Callable

from fastapi import Request, Response

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'self'; base-uri 'none'"
)
_META = re.compile(r'http-equiv="Content-Security-Policy" content="([^"]*)"')
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


async def protect(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
    """Add the headers; what belongs to someone is never kept by a cache."""
    response = await call_next(request)
    for name, value in _ALWAYS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", POLICY)
    if not request.url.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")
    if request.app.state.config.secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def page_policy(page: str) -> str:
    """The policy that a report page says it needs (its own style and script, by hash), framed by the desk alone."""
    found = _META.search(page)
    own = html.unescape(found[1]) if found else "default-src 'none'"
    return f"{own}; frame-ancestors 'self'"
