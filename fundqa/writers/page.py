"""What is on a page, self-contained: its templates, style and script lie in reports/html, nothing is fetched."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from fundqa.report import Report
from fundqa.resources import builtin
from fundqa.writers.digest import summarise
from fundqa.writers.front import front
from fundqa.writers.page_facets import Facets, Keys, facets
from fundqa.writers.page_files import File, bar, every_key, files
from fundqa.writers.page_marks import Marks
from fundqa.writers.settled import remarks
from fundqa.writers.words import clean, words

if TYPE_CHECKING:
    from jinja2 import Environment

STYLES = ("base.css", "front.css", "findings.css", "text.css", "print.css")
SCRIPTS = ("front.js", "page.js")
INDEX_SCRIPTS = ("front.js",)
Lead = Callable[[File], str]
"""Where the front leads to for a file."""
_MOST_LISTED = 3000
"""More numbers of one document are not listed unasked, where they are marked in its text."""


def page(report: Report, *, facts: bool = False, home: str = "") -> str:
    """`report` as an HTML page that needs no other file and no network; with `facts` the list of numbers is open.

    home: of one of several pages, the address of their front, which has the remarks.
    """
    say, marks = words(report.lang), Marks(report)
    made = files(report, marks)
    filters = facets(every_key(made), say)
    return _rendered(
        "report.html.j2",
        report,
        SCRIPTS,
        facts=facts,
        home=home,
        most_listed=_MOST_LISTED,
        files=made,
        front=front(made, say) if len(made) > 1 else None,
        apart=False,
        lead=lambda file: f"#{file.id}",
        remarks=[] if home else list(remarks(report, say)),
        facets=filters,
        keyed=_Keyed(filters),
        place=marks.id,
    )


def index(report: Report, made: Sequence[File], lead: Lead) -> str:
    """The front of `report` as a page of its own, for pages that lie elsewhere; `lead` gives their addresses."""
    say = words(report.lang)
    known = {"front": front(made, say), "apart": True, "lead": lead, "remarks": list(remarks(report, say))}
    return _rendered("index.html.j2", report, INDEX_SCRIPTS, **known)


def _rendered(template: str, report: Report, scripts: Sequence[str], **known: object) -> str:
    """A template with its style and script and what every page shows of a report."""
    style, script = ("".join(_asset(name) for name in names) for names in (STYLES, scripts))
    own: dict[str, object] = {"style": _raw(style), "script": _raw(script), "policy": _policy(style, script)}
    own |= {"say": words(report.lang), "summary": summarise(report), "total_bar": bar(summarise(report).coverage)}
    return _environment().get_template(template).render(**own, **known)


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
