"""The report as one self-contained page: template, style and script lie in reports/html, nothing is fetched."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from fundqa.model import Evidence
from fundqa.report import Coverage, DocumentReport, Outcome, Report
from fundqa.resources import builtin
from fundqa.writers.base import Writer
from fundqa.writers.digest import Cause, Digest, bystanders, digest, operands, quotable, summarise
from fundqa.writers.passage import Passage, passages
from fundqa.writers.place import Places
from fundqa.writers.words import clean, squeeze, words

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class Located:
    """A number or a name, and where it stands."""

    surface: str
    place: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as the page shows it; `related` are those of the same cause."""

    id: str
    outcome: Outcome
    passages: tuple[Passage, ...]
    related: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Verified:
    """A pass: the sides that agree, and what else stands beside them."""

    outcome: Outcome
    sides: tuple[Located, ...]
    beside: tuple[Located, ...]


@dataclass(frozen=True, slots=True)
class Unsettled:
    """The open outcomes of one reason with their anchors."""

    reason: str
    rows: tuple[tuple[Outcome, Located], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the coverage bar, in per cent of its width."""

    fate: str
    count: int
    start: str
    width: str


@dataclass(frozen=True, slots=True)
class File:
    """One document of the page."""

    id: str
    doc: DocumentReport
    name: str
    digest: Digest
    findings: tuple[Finding, ...]
    verified: tuple[Verified, ...]
    unsettled: tuple[Unsettled, ...]
    bar: tuple[Part, ...]


def write(report: Report, *, facts: bool = False) -> str:  # noqa: ARG001 - facts are for formats that list them
    """`report` as an HTML page that needs no other file and no network."""
    environment = _environment()
    style, script = _asset("style.css"), _asset("page.js")
    places = Places(report)
    return environment.get_template("report.html.j2").render(
        say=words(report.lang),
        files=[_file(doc, f"d{index}", places) for index, doc in enumerate(report.documents, 1)],
        summary=summarise(report),
        total_bar=bar(summarise(report).coverage),
        style=_raw(style),
        script=_raw(script),
        policy=_policy(style, script),
    )


WRITER = Writer("html", ".html", write)


def bar(coverage: Coverage) -> tuple[Part, ...]:
    """`coverage` as stretches of a bar from left to right; none when there are no numbers."""
    parts, done = [], 0
    fates = (("agreed", coverage.agreed), ("contradicted", coverage.contradicted), ("unchecked", coverage.unchecked))
    for fate, count in fates:
        if count:
            start, end = (_percent(number, coverage.numbers) for number in (done, done + count))
            parts.append(Part(fate, count, _hundredths(start), _hundredths(end - start)))
        done += count
    return tuple(parts)


def _percent(count: int, numbers: int) -> int:
    return count * 10000 // numbers


def _hundredths(value: int) -> str:
    return f"{value // 100}.{value % 100:02d}"


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
        extensions=("jinja2.ext.loopcontrols",),
    )


def _finalize(value: object) -> object:
    """What a template prints, with control characters made visible; what is known to be markup stays."""
    return clean(value) if isinstance(value, str) and not hasattr(value, "__html__") else value


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


def _file(doc: DocumentReport, name: str, places: Places) -> File:
    known = digest(doc)
    return File(
        id=name,
        doc=doc,
        name=squeeze(doc.path.replace("\\", "/").rpartition("/")[2]),
        digest=known,
        findings=tuple(_cause(cause, f"{name}-f{i}", places, doc.path) for i, cause in enumerate(known.causes, 1)),
        verified=tuple(
            Verified(o, _located(operands(o), places, doc.path), _located(bystanders(o), places, doc.path))
            for o in known.verified
        ),
        unsettled=tuple(
            Unsettled(group.reason, tuple((o, _anchor(o, places, doc.path)) for o in group.outcomes))
            for group in known.unsettled
        ),
        bar=bar(doc.coverage),
    )


def _cause(cause: Cause, name: str, places: Places, home: str) -> Finding:
    others = (Finding(f"{name}-{i}", o, _quoted(o, places, home)) for i, o in enumerate(cause.others, 1))
    return Finding(name, cause.lead, _quoted(cause.lead, places, home), tuple(others))


def _quoted(outcome: Outcome, places: Places, home: str) -> tuple[Passage, ...]:
    return passages(quotable(outcome), places, home)


def _located(evidence: Sequence[Evidence], places: Places, home: str) -> tuple[Located, ...]:
    return tuple(Located(squeeze(e.surface) or places.label(e), places.of(e, home)) for e in evidence)


def _anchor(outcome: Outcome, places: Places, home: str) -> Located:
    return next(iter(_located(operands(outcome)[:1], places, home)), Located("", outcome.scope.label))
