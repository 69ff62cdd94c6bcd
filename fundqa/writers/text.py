"""The report for the terminal: findings by severity and cause, then what was verified, what was not, and coverage.

Its own signs are all in GBK, the encoding of many consoles it is read on.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console

from fundqa.model import Evidence, Severity
from fundqa.report import Coverage, DocumentReport, Outcome, Report
from fundqa.writers.base import Writer
from fundqa.writers.digest import Cause, Digest, Passed, bystanders, digest, operands, quotable, summarise
from fundqa.writers.passage import Passage, passages
from fundqa.writers.place import Places
from fundqa.writers.quote import Piece
from fundqa.writers.words import Words, clean, squeeze, words
from fundqa.writers.wrap import Pieces, wrap

WIDTH = 80
_STYLE = {"error": "bold white on red", "warning": "bold black on yellow", "info": "bold white on blue"}
_INK = {"error": "red", "warning": "yellow", "info": "blue"}
_ANCHORS = 6


def render(report: Report, console: Console) -> None:
    """Prints `report` on `console`, no wider than it is; without a terminal, marked words stand in 【】."""
    places, say = Places(report), words(report.lang)
    width = min(console.width, 110)
    for doc in report.documents:
        page = _Page(console, say, places, doc, width)
        page.show()
    if len(report.documents) > 1:
        _closing(report, _Page(console, say, places, report.documents[-1], width))


def write(report: Report, *, facts: bool = False) -> str:  # noqa: ARG001 - facts are for formats that list them
    """`report` as plain text of 80 columns."""
    out = io.StringIO()
    render(report, Console(file=out, width=WIDTH, force_terminal=False, color_system=None, legacy_windows=False))
    return out.getvalue()


WRITER = Writer("text", ".txt", write)


@dataclass(frozen=True, slots=True)
class _Page:
    """One document being printed."""

    console: Console
    say: Words
    places: Places
    doc: DocumentReport
    width: int

    def show(self) -> None:
        self.put([(squeeze(self.doc.path), "bold")], [("▌ ", "bold cyan")], 2)
        if self.doc.error:
            badge = [("  ", ""), self.badge(self.say("file.error"), "error"), (" ", "")]
            self.put([(f"{squeeze(self.doc.error.message)} [{self.doc.error.code}]", "")], badge, 4)
            self.gap()
            return
        known = digest(self.doc)
        self.headline(known)
        self.findings(known)
        self.verified(known)
        self.unsettled(known)
        self.warnings()
        self.coverage(known)
        self.gap()

    def put(self, pieces: Pieces, first: Pieces = (), indent: int = 0) -> None:
        for line in wrap(pieces, self.width, first, indent):
            self.console.print(line, no_wrap=True, overflow="ignore", crop=False, highlight=False)

    def gap(self) -> None:
        self.console.print()

    def section(self, key: str, note: str = "", *, gap: bool = True) -> None:
        if gap:
            self.gap()
        title = self.say(f"section.{key}")
        rule = "─" * max(self.width - cell_len(title) - cell_len(note) - (5 if note else 4), 3)
        self.put([(f"── {title} ", "bold"), (f"{note} " if note else "", ""), (rule, "dim")])

    @property
    def plain(self) -> bool:
        return not self.console.is_terminal or self.console.no_color or self.console.color_system is None

    def badge(self, word: str, severity: str) -> tuple[str, str]:
        return (f"[{word}]", "") if self.plain else (f" {word} ", _STYLE[severity])

    def headline(self, known: Digest) -> None:
        counts = [self.say.several(f"count.{severity}", count) for severity, count in known.counts.items()]
        merged = [self.say.several("count.causes", len(known.causes))] if known.merged else []
        forms = [squeeze(f"{form.title} {form.entity} {form.period}") for form in self.doc.forms]
        for line in [self.say("list").join([*counts, *merged]) or self.say("finding.none"), *forms]:
            self.put([(line, "")], [("  ", "")], 2)

    def findings(self, known: Digest) -> None:
        if known.causes or known.hidden:
            self.section("findings")
        for severity in Severity:
            for cause in known.of(severity):
                self.cause(cause)
        if known.causes and known.hidden:
            self.gap()
        if known.hidden:
            self.put([(self.say.several("finding.hidden", known.hidden), "dim")])

    def cause(self, cause: Cause) -> None:
        self.gap()
        lead = cause.lead
        badge = [self.badge(self.say(f"severity.{lead.severity}"), lead.severity), (" ", "")]
        waived = [(f"  [{self.say('finding.waived')}] {clean(lead.waiver)}", "dim")] if lead.waiver is not None else []
        self.put([(f"{lead.rule}  ", "bold"), (squeeze(lead.title), "bold"), *waived], badge, 4)
        self.put([(squeeze(lead.message), "")], [("    ", "")], 4)
        for passage in passages(quotable(lead), self.places, self.doc.path):
            self.quotation(passage, _INK[lead.severity])
        self.worked(lead)
        for guess in lead.diagnosis:
            self.put(
                [(squeeze(guess), "italic")], [(f"    {self.say('finding.diagnosis')}{self.say('colon')}", "dim")], 6
            )
        for other in cause.others:
            self.related(other)

    def quotation(self, passage: Passage, ink: str) -> None:
        self.put([(passage.place, "cyan")], [("    · ", "dim")], 6)
        line: list[tuple[str, str]] = []
        for quoted in passage.quotes:
            line += [(f"   {quoted.where} " if line else f"{quoted.where} ", "dim")] if quoted.where else []
            line += [self.marked(piece, ink) for piece in quoted.pieces]
        if line:
            self.put(line, [("      │ ", "dim")], 8)

    def marked(self, piece: Piece, ink: str) -> tuple[str, str]:
        if not piece.marked:
            return piece.text, ""
        return (f"【{piece.text}】", "") if self.plain else (piece.text, f"bold underline {ink}")

    def worked(self, outcome: Outcome) -> None:
        label = f"    {self.say('finding.worked')}{self.say('colon')}"
        for index, line in enumerate((outcome.worked or "").splitlines()):
            self.put([(clean(line), "")], [(label if index == 0 else " " * cell_len(label), "dim")], 6)

    def related(self, other: Outcome) -> None:
        where = self.places.brief(operands(other)[0], self.doc.path) if other.evidence else ""
        badge = f"[{self.say(f'severity.{other.severity}')}]"
        start = [(f"    {self.say('finding.related')} ", "dim"), (badge, _INK[other.severity]), (f" {other.rule} ", "")]
        self.put([(squeeze(f"{other.title} {where}"), "")], start, 6)

    def verified(self, known: Digest) -> None:
        self.section("verified", str(len(known.verified)) if known.verified else "")
        for outcome in known.verified:
            self.sides(outcome)
        if not known.verified:
            self.put([(self.say("verified.none"), "")])
        if known.passed:
            self.put(
                [(self.say("semicolon").join(self.counted(p) for p in known.passed), "")],
                [(self.say("verified.passed") + self.say("colon"), "dim")],
                2,
            )

    def counted(self, passed: Passed) -> str:
        note = self.say("list").join([passed.rule, self.say.several("times", passed.count)])
        return squeeze(passed.title) + self.say("aside", text=note)

    def sides(self, outcome: Outcome) -> None:
        strength = self.say("aside", text=self.say(f"strength.{outcome.strength}")) if outcome.strength else ""
        line = " · ".join(self.located(evidence) for evidence in operands(outcome))
        beside = [f"{self.say('verified.beside')} {self.located(evidence)}" for evidence in bystanders(outcome)]
        worked = [squeeze(part) for part in (outcome.worked or "").splitlines()]
        tail = "".join(self.say("semicolon") + part for part in [*worked, *beside])
        self.put([(line, ""), (tail, "dim"), (strength, "green")], [("√ ", "green"), (f"{outcome.rule} ", "bold")], 2)

    def located(self, evidence: Evidence) -> str:
        surface = squeeze(evidence.surface) or self.places.label(evidence)
        return self.say("place.located", surface=surface, place=self.places.brief(evidence, self.doc.path))

    def unsettled(self, known: Digest) -> None:
        if known.unsettled or known.not_applicable:
            self.section("open")
        for group in known.unsettled:
            reason = squeeze(group.reason) or self.say("open.reason_none")
            count = self.say.several("open.count", len(group.outcomes))
            anchors = [self.anchor(outcome) for outcome in group.outcomes[:_ANCHORS]]
            rest = len(group.outcomes) - _ANCHORS
            more = [self.say("open.more", n=rest)] if rest > 0 else []
            head = [("· ", "yellow"), (f"{reason} ", "bold"), (f"{count}{self.say('colon')}", "")]
            self.put([(self.say("semicolon").join([*anchors, *more]), "")], head, 2)
        if known.not_applicable:
            rules = self.say("semicolon").join(f"{p.rule} {squeeze(p.title)}" for p in known.not_applicable)
            self.put([(rules, "dim")], [(self.say("open.not_applicable") + self.say("colon"), "dim")], 2)

    def anchor(self, outcome: Outcome) -> str:
        if not outcome.evidence:
            return outcome.rule
        return f"{outcome.rule} {self.located(operands(outcome)[0])}"

    def warnings(self) -> None:
        if self.doc.warnings:
            self.section("warnings")
        for warning in self.doc.warnings:
            self.put([(squeeze(warning), "")], [("! ", "yellow")], 2)

    def coverage(self, known: Digest) -> None:
        self.section("coverage")
        covered(self, self.doc.coverage)
        for reason, count in known.unchecked:
            text = f"{squeeze(reason) or self.say('open.reason_none')} {count}"
            self.put([(text, "dim")], [(f"  {self.say('coverage.unchecked')}{self.say('colon')}", "dim")], 4)


def covered(page: _Page, coverage: Coverage) -> None:
    """Prints `coverage`: the counts and a bar."""
    if not coverage.numbers:
        page.put([(page.say("coverage.none"), "")])
        return
    percent = coverage.checked * 100 // coverage.numbers
    page.put([(page.say("coverage.line", numbers=coverage.numbers, checked=coverage.checked, percent=percent), "")])
    bar = _bar(coverage, 40)
    page.put([], [("█" * bar[0], "green"), ("▓" * bar[1], "red"), ("·" * bar[2], "dim"), ("  ", "")])
    page.put(
        [
            (f"█ {page.say('coverage.agreed')} {coverage.agreed}   ", "green"),
            (f"▓ {page.say('coverage.contradicted')} {coverage.contradicted}   ", "red"),
            (f"· {page.say('coverage.unchecked')} {coverage.unchecked}", ""),
        ]
    )


def _bar(coverage: Coverage, cells: int) -> tuple[int, int, int]:
    """`cells` shared out; what is there at all gets at least one cell."""
    parts = [coverage.agreed, coverage.contradicted]
    agreed, contradicted = (max(round(part * cells / coverage.numbers), part > 0) for part in parts)
    return agreed, contradicted, max(cells - agreed - contradicted, 0)


def _closing(report: Report, page: _Page) -> None:
    summary = summarise(report)
    page.section("summary", gap=False)
    page.put([(page.say("summary.line", documents=summary.documents, errors=summary.errors), "")])
    for doc in report.documents:
        page.put(list(_row(doc, page.say)), [("  ", "")], 6)
    covered(page, summary.coverage)


def _row(doc: DocumentReport, say: Words) -> Iterable[tuple[str, str]]:
    yield (f"{squeeze(doc.path)}  ", "bold")
    if doc.error:
        yield (say("file.error"), "red")
        return
    known = digest(doc)
    for severity, count in known.counts.items():
        yield (f"{say.several(f'count.{severity}', count)}  ", _INK[severity])
    if not known.causes:
        yield (f"{say('page.clean')}  ", "green")
    yield (f"{doc.coverage.checked}/{doc.coverage.numbers}", "dim")
