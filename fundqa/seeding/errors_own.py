"""What is known of a report nobody generated: what the checks of it confirmed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fundqa.document import Document, Heading, Location
from fundqa.engine import check_documents
from fundqa.fates import operands
from fundqa.model import Item, Status
from fundqa.project import Project
from fundqa.report import DocumentReport, Outcome
from fundqa.seeding.relation import Known, Sample

_KINDS = {"sum": "sum", "agree": "same", "identity": "identity"}
_TITLE_YEAR = re.compile(r"20\d\d(?=年)")
_COUNTY = re.compile(r"[一-鿿]{2,4}[县区旗]")


def own_sample(document: Document, project: Project) -> Sample:
    """A report of the user's own: its passing equalities are what is known, with names, numbers and targets."""
    report = check_documents((document,), project)[0]
    kinds = {rule.id: rule.kind for rule in project.rules}
    passed = [outcome for outcome in report.outcomes if outcome.status is Status.PASS]
    known = [k for outcome in passed if (k := _known(outcome, kinds, document)) is not None]
    known += _claims(passed, kinds, known)
    known += _years(document, report)
    tags = {"form": report.forms[0].id if report.forms else "", "format": document.format}
    return Sample(document, tuple(dict.fromkeys(known)), tags)


def _known(outcome: Outcome, kinds: dict[str, str], document: Document) -> Known | None:
    """A passed check as a relation, None where nothing follows from it."""
    family, kind = outcome.rule.partition("-")[0], kinds.get(outcome.rule, "")
    if outcome.relation is not None and outcome.equality:
        places = tuple(fact.location for fact in operands(outcome))
        text, names = outcome.relation.text, outcome.relation.names
        if len(places) != len(names):
            return None
        return Known(_KINDS.get(kind, "rate" if "/" in text else "equation"), family, places, text, names)
    if outcome.rule == "NAM-01":
        return Known("name", family, _places(outcome, "left", "right"))
    if outcome.rule == "TGT-01":
        target, result = _places(outcome, "target"), _places(outcome, "result")
        return Known("target", family, (*target, *result)) if target and result else None
    if kind == "sequence":
        return Known("number", family, tuple(_numbers(outcome, document)))
    return None


def _places(outcome: Outcome, *roles: str) -> tuple[Location, ...]:
    return tuple(e.location for role in roles for e in outcome.evidence if e.role == role)


def _numbers(outcome: Outcome, document: Document) -> Iterator[Location]:
    """The printed numbers of a sequence of headings."""
    headings = {b.location.host: b for b in document.blocks if isinstance(b, Heading)}
    for place in _places(outcome, "heading"):
        heading = headings.get(place.host)
        if heading is not None and heading.number:
            start = heading.text.find(heading.number)
            yield place.span(start, start + len(heading.number))


def _claims(passed: list[Outcome], kinds: dict[str, str], known: list[Known]) -> Iterator[Known]:
    """Claims that no indicator refutes, with the results of their form."""
    targets = [(k, k.operands[-1]) for k in known if k.kind == "target"]
    for outcome in passed:
        if kinds.get(outcome.rule) == "claim" and outcome.evidence:
            claim = outcome.evidence[0]
            covered = [place for _, place in targets if _form(claim.item) and place.block == claim.location.block]
            if covered:
                yield Known("claim", outcome.rule.partition("-")[0], (claim.location, *covered))


def _form(item: Item) -> int:
    context = getattr(item, "context", None)
    return context.form if context is not None else 0


def _years(document: Document, report: DocumentReport) -> Iterator[Known]:
    """The report's year where titles say it: those of the report and of its forms."""
    periods = {form.period for form in report.forms if form.period}
    if len(periods) != 1:
        return
    year = periods.pop()
    tables = {form.title for form in report.forms}
    found = []
    for place, text in list(document.texts()):
        titled = place.block == 0 or text.strip() in tables or text.strip() == f"（{year}年度）"
        match = _TITLE_YEAR.search(text) if titled else None
        if match and match[0] == year:
            found.append(place.host.span(*match.span()))
    if len(found) > 1:
        yield Known("year", "NAM", tuple(found))
