"""Pages from templates in reports/web: everything that comes from people or documents is escaped."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from fundqa.resources import builtin
from fundqa.writers.words import Words, from_file, words


class Pages:
    """The templates in one language."""

    def __init__(self, lang: str, title: str) -> None:
        self._title = title
        own = from_file("web/strings.yml", lang)
        self._say = Words(own.language, words(lang).table | own.table)
        self._environment = Environment(
            loader=FileSystemLoader(builtin("reports") / "web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def page(self, template: str, request: Request, status_code: int = 200, **values: Any) -> HTMLResponse:
        """A page; every template knows say (the words), session (None without), title and path."""
        known = {
            "say": self._say,
            "session": getattr(request.state, "session", None),
            "title": self._title or self._say("desk.title"),
            "path": request.url.path,
        }
        return HTMLResponse(self._environment.get_template(template).render(known | values), status_code)

    @property
    def say(self) -> Words:
        """The words."""
        return self._say
