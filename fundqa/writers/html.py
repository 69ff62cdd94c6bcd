"""The report as one self-contained page: template, style and script lie in reports/html, nothing is fetched."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING

from fundqa.report import Coverage, DocumentReport, Outcome, Report
from fundqa.resources import builtin
from fundqa.writers.base import Writer
from fundqa.writers.counted import Counted, counted
from fundqa.writers.digest import Cause, Digest, Group, Issue, digest, operands, quotable, summarise
from fundqa.writers.passage import Passage, passages
from fundqa.writers.place import Places
from fundqa.writers.said import Said, said, titles
from fundqa.writers.sums import Sum, about, placed
from fundqa.writers.words import Words, clean, squeeze, words

if TYPE_CHECKING:
    from jinja2 import Environment


@dataclass(frozen=True, slots=True)
class Located:
    """A number or a name, the label of its row, and where it stands."""

    surface: str
    label: str
    place: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A finding as the page shows it; `related` are those of the same cause."""

    id: str
    outcome: Outcome
    said: Said
    passages: tuple[Passage, ...]
    related: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """A mistake in all its places."""

    id: str
    lead: Outcome
    fix: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Verified:
    """A pass: what its numbers are, and its arithmetic with their places."""

    outcome: Outcome
    about: str
    sum: Sum


@dataclass(frozen=True, slots=True)
class Unsettled:
    """The open outcomes of one reason with their anchors."""

    reason: str
    rules: tuple[str, ...]
    rows: tuple[Located, ...]


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
    forms: tuple[str, ...]
    cards: tuple[Card, ...]
    verified: tuple[Group[Verified], ...]
    unsettled: tuple[Unsettled, ...]
    numbers: tuple[Group[Counted], ...]
    bar: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class _Scene:
    """What every part of a document's page is made with."""

    places: Places
    say: Words
    titles: tuple[str, ...]
    doc: DocumentReport


def write(report: Report, *, facts: bool = False) -> str:
    """`report` as an HTML page that needs no other file and no network; with `facts` the list of numbers is open."""
    environment = _environment()
    style, script = _asset("style.css"), _asset("page.js")
    places, say, known = Places(report), words(report.lang), titles(report)
    scenes = (_Scene(places, say, known, doc) for doc in report.documents)
    return environment.get_template("report.html.j2").render(
        say=say,
        facts=facts,
        files=[_file(scene, f"d{index}") for index, scene in enumerate(scenes, 1)],
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
    return (count * 10000 + numbers // 2) // numbers


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


def _file(scene: _Scene, name: str) -> File:
    doc, known = scene.doc, digest(scene.doc)
    return File(
        id=name,
        doc=doc,
        name=squeeze(doc.path.replace("\\", "/").rpartition("/")[2]),
        digest=known,
        forms=scene.places.forms(doc),
        cards=tuple(_card(issue, f"{name}-f{i}", scene) for i, issue in enumerate(known.issues, 1)),
        verified=tuple(Group(f.name, tuple(_verified(o, scene) for o in f.members)) for f in known.funds),
        unsettled=tuple(
            Unsettled(group.reason, group.rules, tuple(_anchor(o, scene) for o in group.outcomes))
            for group in known.unsettled
        ),
        numbers=counted(doc, scene.places, scene.say),
        bar=bar(doc.coverage),
    )


def _card(issue: Issue, name: str, scene: _Scene) -> Card:
    findings = (_cause(cause, f"{name}-{i}", scene) for i, cause in enumerate(issue.causes, 1))
    return Card(name, issue.lead, squeeze(issue.lead.fix), tuple(findings))


def _cause(cause: Cause, name: str, scene: _Scene) -> Finding:
    others = tuple(_finding(outcome, f"{name}-{i}", scene) for i, outcome in enumerate(cause.others, 1))
    return _finding(cause.lead, name, scene, others)


def _finding(outcome: Outcome, name: str, scene: _Scene, related: tuple[Finding, ...] = ()) -> Finding:
    words_ = said(outcome, scene.titles)
    quoted = passages(quotable(outcome), scene.places, scene.doc.path, words_.message)
    return Finding(name, outcome, words_, quoted, related)


def _verified(outcome: Outcome, scene: _Scene) -> Verified:
    return Verified(outcome, about(operands(outcome), scene.say), placed(outcome, scene.places, scene.doc.path))


def _anchor(outcome: Outcome, scene: _Scene) -> Located:
    if not outcome.evidence:
        return Located("", outcome.scope.label, "")
    evidence = operands(outcome)[0]
    surface, label = squeeze(evidence.surface), scene.places.label(evidence)
    return Located(surface, "" if label == surface else label, scene.places.brief(evidence, scene.doc.path))
