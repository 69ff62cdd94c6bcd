"""The report as one self-contained page: templates, style and script lie in reports/html, nothing is fetched."""

from __future__ import annotations

from collections.abc import Sequence

from fundqa.report import Report
from fundqa.writers.base import Writer
from fundqa.writers.digest import summarise
from fundqa.writers.front import front
from fundqa.writers.page_facets import Facets, Keys, facets
from fundqa.writers.page_files import bar, every_key, files
from fundqa.writers.page_marks import Marks
from fundqa.writers.pages import environment, joined, policy, raw
from fundqa.writers.settled import remarks
from fundqa.writers.words import words

_FOLDERS = ("html",)
STYLES = ("base.css", "front.css", "findings.css", "text.css", "print.css")
SCRIPTS = ("front.js", "page.js")
_MOST_LISTED = 3000
"""More numbers of one document are not listed unasked, where they are marked in its text."""


def write(report: Report, *, facts: bool = False) -> str:
    """`report` as an HTML page that needs no other file and no network; with `facts` the list of numbers is open."""
    style, script = (joined(names, _FOLDERS) for names in (STYLES, SCRIPTS))
    say, marks = words(report.lang), Marks(report)
    made = files(report, marks)
    filters = facets(every_key(made), say)
    return (
        environment(*_FOLDERS)
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
            style=raw(style),
            script=raw(script),
            policy=policy(style, script),
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
