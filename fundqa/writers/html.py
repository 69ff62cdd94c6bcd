"""The report as one self-contained page: templates, style and script lie in reports/html, nothing is fetched."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from fundqa.report import Report
from fundqa.resources import builtin
from fundqa.writers.base import Writer
from fundqa.writers.digest import summarise
from fundqa.writers.front import front
from fundqa.writers.page_facets import Facets, Keys, facets
from fundqa.writers.page_files import bar, every_key, files
from fundqa.writers.page_marks import Marks
from fundqa.writers.settled import remarks
from fundqa.writers.words import clean, words

if TYPE_CHECKING:
    from jinja2 import Environment

STYLES = ("base.css", "front.css", "findings.css", "text.css", "print.css")
SCRIPTS = ("front.js", "page.js")
_MOST_LISTED = 3000
"""More numbers of one document are not listed unasked, where they are marked in its text."""


def write(report: Report, *, facts: bool = False) -> str:
    """`report` as an HTML page that needs no other file and no network; with `facts` the list of numbers is open."""
    style, script = ("".join(_asset(name) for name in names) for names in (STYLES, SCRIPTS))
    say, marks = words(report.lang), Marks(report)
    made = files(report, marks)
    filters = facets(every_key(made), say)
    return (
        _environment()
        .get_template("report.html.j2")
        .render(
            say=say,
            facts=facts,
            most_listed=_MOST_LISTED,
            files=made,
            front=front(made, say) if len(made) > 1 else None,
            summary=summarise(report),
            total_bar=bar(summarise(report).coverage),
            remarks=list(remarks(report, say)),
            facets=filters,
            keyed=_Keyed(filters),
            place=marks.id,
            style=_raw(style),
            script=_raw(script),
            policy=_policy(style, script),
        )
    )


WRITER = Writer("html", ".html", write)


class _Keyed:
    """The keys of a cause's findings as the page's script reads them: "severity family fund states|…"."""

    def __init__(self, known: Facets) -> None:
        self._families = {facet.key: index for index, facet in enumerate(known.families)}
        self._funds = {facet.key: index for index, facet in enumerate(known.funds)}

    def __call__(self, members: Sequence[Keys]) -> str:
        return "|".join(dict.fromkeys(map(self._one, members)))

    def _one(self, key: Keys) -> str:
        return f"{key.severity} {self._families[key.family]} {self._funds[key.fund]} {','.join(key.states)}"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(_asset),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _finalize(value: object) -> object:
    """What a template prints, with control characters made visible; what is known to be markup stays."""
    return clean(value) if type(value) is str else value


def _asset(name: str) -> str:
    return (builtin("reports") / "html" / name).read_text("utf-8")


def _raw(text: str) -> str:
    from markupsafe import Markup

    return Markup(text)


def _policy(style: str, script: str) -> str:
    """A content security policy under which only this style and this script count, and nothing is loaded."""
    sources = {"style-src": style, "script-src": script}
    hashes = [f"{name} 'sha256-{b64encode(sha256(s.encode()).digest()).decode()}'" for name, s in sources.items()]
    return "; ".join(["default-src 'none'", *hashes, "base-uri 'none'", "form-action 'none'"])
