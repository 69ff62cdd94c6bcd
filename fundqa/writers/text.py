"""The report for the terminal: findings by severity and cause, then what was verified, what was not, and coverage.

Its own signs are all in GBK, the encoding of many consoles it is read on.
"""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console

from fundqa.model import Evidence, Fate, Status
from fundqa.report import DocumentReport, Outcome, Report
from fundqa.writers.base import Writer
from fundqa.writers.closing import INK, compared, covered, remarked, summary
from fundqa.writers.counted import Counted, counted
from fundqa.writers.digest import Digest, Issue, Passed, Unsettled, digest, operands, quotable
from fundqa.writers.passage import Passage, passages
from fundqa.writers.place import Places
from fundqa.writers.quote import Piece
from fundqa.writers.said import said, titles
from fundqa.writers.settled import Settled, standing
from fundqa.writers.sums import Term, about, placed
from fundqa.writers.words import Words, squeeze, words
from fundqa.writers.wrap import Pieces, wrap

WIDTH = 80
_STYLE = {"error": "bold white on red", "warning": "bold black on yellow", "info": "bold white on blue"}
_OFF = "yellow"
_FATES = {Fate.AGREED: ("√", "green"), Fate.CONTRADICTED: ("×", "red"), Fate.UNCHECKED: ("·", "dim")}
_ANCHORS = 6
_TITLED = 6
"""Up to so many rules that do not apply are named by their titles; more by their ids alone."""


def render(report: Report, console: Console, *, facts: bool = False) -> None:
    """Prints `report` on `console`, no wider than it is; without a terminal, marked words stand in 【】.

    With `facts`, every number is listed with what became of it.
    """
    pages = _pages(report, console)
    for page in pages:
        page.show(facts)
    for page in pages[-1:]:
        remarked(page, report)
        if len(pages) > 1:
            summary(page, report)


def conclude(report: Report, console: Console) -> None:
    """Prints on `console` what ends a report of several files: their sums and a table of them."""
    for page in _pages(report, console)[-1:]:
        summary(page, report)


def _pages(report: Report, console: Console) -> list[_Page]:
    places, say, known, settled = Places(report), words(report.lang), titles(report), Settled(report)
    width = min(console.width, 110)
    first = next((doc for doc in report.documents if any(map(_marked, doc.outcomes))), None)
    return [_Page(console, say, places, doc, width, known, report, settled, doc is first) for doc in report.documents]


def write(report: Report, *, facts: bool = False) -> str:
    """`report` as plain text of 80 columns."""
    out = io.StringIO()
    console = Console(file=out, width=WIDTH, force_terminal=False, color_system=None, legacy_windows=False)
    render(report, console, facts=facts)
    return out.getvalue()


WRITER = Writer("text", ".txt", write)


@dataclass(frozen=True, slots=True)
class _Page:
    """One document being printed; `explains`: what the fingerprints are is said below its findings."""

    console: Console
    say: Words
    places: Places
    doc: DocumentReport
    width: int
    titles: tuple[str, ...]
    report: Report
    settled: Settled
    explains: bool

    def show(self, facts: bool) -> None:
        self.put([(squeeze(self.doc.path), "bold")], [("▌ ", "bold cyan")], 2)
        if self.doc.error:
            badge = [("  ", ""), self.badge(self.say("file.error"), "error"), (" ", "")]
            self.put([(f"{squeeze(self.doc.error.message)} [{squeeze(self.doc.error.code)}]", "")], badge, 4)
            self.gap()
            return
        known = digest(self.doc)
        self.headline(known)
        self.findings(known)
        compared(self, self.report, self.doc)
        self.verified(known)
        self.unsettled(known)
        self.warnings()
        self.coverage(known)
        if facts and self.doc.facts:
            self.numbers()
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
        counts += [self.say("count.waived", n=known.waived)] if known.waived else []
        counts += [self.say("count.known", n=known.baseline)] if known.baseline else []
        self.put([(self.say("list").join([*counts, *merged]) or self.say("finding.none"), "")], [("  ", "")], 2)
        for name, form in zip(self.places.forms(self.doc), self.doc.forms, strict=True):
            whose = self.say("list").join(part for part in (squeeze(form.entity), form.period) if part)
            aside = self.say("aside", text=whose) if whose else ""
            self.put([(f"{squeeze(form.title)}{aside}", "")], [(f"  {name} ", "cyan")], 4)

    def findings(self, known: Digest) -> None:
        if known.causes or known.hidden:
            self.section("findings")
        told: set[tuple[str, str]] = set()
        for issue in known.issues:
            self.issue(issue, told)
        if known.causes and (known.hidden or self.explains):
            self.gap()
        if self.explains:
            self.put([(self.say("finding.fingerprint"), "dim")])
        if known.hidden:
            self.put([(self.say.several("finding.hidden", known.hidden), "dim")])

    def issue(self, issue: Issue, told: set[tuple[str, str]]) -> None:
        """A mistake in all its places; `told` collects the rules whose cure was said."""
        self.gap()
        lead = issue.lead
        badge = [self.badge(self.say(f"severity.{lead.severity}"), lead.severity), (" ", "")]
        many = self.say.several("open.count", len(issue.causes)) if len(issue.causes) > 1 else ""
        self.put([(f"{lead.rule}  {squeeze(lead.title)}", "bold"), (f"  {many}", "dim")], badge, 4)
        told.add((lead.rule, lead.fix))
        if many:
            self.cure(lead)
        for number, cause in enumerate(issue.causes, 1):
            self.finding(cause.lead, f"{number:>3} " if many else "    ")
            if not many:
                self.cure(lead)
            for other in cause.others:
                self.related(other, told)

    def cure(self, lead: Outcome) -> None:
        if lead.fix.strip():
            self.put([(squeeze(lead.fix), "")], [("    → ", "green")], 6)
        if lead.legal:
            head = f"    {self.say('finding.legal')}{self.say('colon')}"
            self.put([(squeeze(lead.legal), "dim")], [(head, "dim")], 6)

    def finding(self, outcome: Outcome, start: str) -> None:
        words_ = said(outcome, self.titles)
        text = [*self.standing(outcome), (words_.message, ""), *self.excuse(outcome), *self.mark(outcome)]
        self.put(text, [(start, "")], 4)
        for passage in passages(quotable(outcome), self.places, self.doc.path, words_.message):
            self.quotation(passage, INK[outcome.severity])
        label = f"    {self.say('finding.worked')}{self.say('colon')}"
        for index, line in enumerate(words_.worked):
            self.put([(line, "")], [(label if index == 0 else " " * cell_len(label), "dim")], 6)
        for guess in outcome.diagnosis:
            head = f"    {self.say('finding.diagnosis')}{self.say('colon')}"
            self.put([(squeeze(guess), "italic")], [(head, "dim")], 6)

    def standing(self, outcome: Outcome) -> Iterable[tuple[str, str]]:
        return [(f"[{word}] ", "cyan") for word in standing(outcome, self.say)]

    def excuse(self, outcome: Outcome) -> Iterable[tuple[str, str]]:
        excuse = self.settled.excuse(outcome, self.say)
        return [(f"  [{self.settled.label(outcome, self.say)}] {excuse}", "dim")] if excuse else []

    def mark(self, outcome: Outcome) -> Iterable[tuple[str, str]]:
        """The fingerprint, of what might be waived and is not."""
        return [(f"  {squeeze(outcome.fingerprint)}", "dim")] if _marked(outcome) else []

    def quotation(self, passage: Passage, ink: str) -> None:
        caption = f"{self.say(f'role.{passage.role}')} " if passage.role else ""
        line: list[tuple[str, str]] = []
        for quoted in passage.quotes:
            line.append((self.say("colon") if passage.running else "  ", "dim"))
            line += [(f"{quoted.where} ", "dim")] if quoted.where else []
            line += [self.marked(piece, ink) for piece in quoted.pieces] or [(self.say("quote.empty"), "dim")]
        self.put([(caption, "dim"), (passage.place, "cyan"), *line], [("    · ", "dim")], 6)

    def marked(self, piece: Piece, ink: str) -> tuple[str, str]:
        if not piece.marked:
            return piece.text, ""
        return (f"【{piece.text}】", "") if self.plain else (piece.text, f"bold underline {_OFF if piece.off else ink}")

    def related(self, other: Outcome, told: set[tuple[str, str]]) -> None:
        badge = f"[{self.say(f'severity.{other.severity}')}]"
        start = [(f"    {self.say('finding.related')} ", "dim"), (badge, INK[other.severity]), (f" {other.rule} ", "")]
        words_ = said(other, self.titles)
        fix = "" if (other.rule, other.fix) in told else f" → {words_.fix}"
        told.add((other.rule, other.fix))
        text = [*self.standing(other), (words_.message, ""), *self.excuse(other), (fix if words_.fix else "", "")]
        self.put([*text, *self.mark(other)], start, 6)

    def verified(self, known: Digest) -> None:
        self.section("verified", str(len(known.verified)) if known.verified else "")
        for fund in known.funds:
            if fund.name or len(known.funds) > 1:
                self.put([(squeeze(fund.name) or self.say("fund.none"), "bold")])
            for outcome in fund.members:
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
        shown = placed(outcome, self.places, self.doc.path)
        strength = self.say("aside", text=self.say(f"strength.{outcome.strength}")) if outcome.strength else ""
        name = about(operands(outcome), self.say)
        head = [("√ ", "green"), (f"{outcome.rule} ", "bold")]
        named = (f"{name}{self.say('colon')}" if name else "", "")
        line = [piece for index, terms in enumerate(shown.lines) for piece in self.terms(terms, index > 0)]
        self.put([named, *line, (strength, "green")], head, 2)
        for terms in shown.beside:
            start = [(f"    {self.say('role.other')}{self.say('colon')}", "dim")]
            self.put([(text, "dim") for text, _ in self.terms(terms)], start, 6)

    def terms(self, terms: Iterable[Term], more: bool = False) -> Iterable[tuple[str, str]]:
        if more:
            yield self.say("semicolon"), "dim"
        for term in terms:
            yield term.text, ""
            if term.place:
                yield self.say("place.located", surface="", place=term.place), "dim cyan"

    def unsettled(self, known: Digest) -> None:
        if known.unsettled or known.not_applicable:
            self.section("open")
        for group in known.unsettled:
            self.group(group)
        for skipped in known.not_applicable:
            reason = squeeze(skipped.reason) or self.say("open.reason_none")
            titled = len(skipped.rules) <= _TITLED
            names = (f"{p.rule} {squeeze(p.title)}" if titled else p.rule for p in skipped.rules)
            rules = self.say("semicolon" if titled else "list").join(names)
            head = f"{self.say('open.not_applicable')}{self.say('aside', text=reason)}{self.say('colon')}"
            self.put([(head + rules, "dim")], (), 2)

    def group(self, group: Unsettled) -> None:
        """Open outcomes of one reason: their number and rules once, then where the first of them stand."""
        reason = squeeze(group.reason) or self.say("open.reason_none")
        count = self.say.several("open.count", len(group.outcomes))
        anchors = []
        last: Evidence | None = None
        for outcome in group.outcomes[:_ANCHORS]:
            anchors.append(self.anchor(outcome, last))
            last = operands(outcome)[0] if outcome.evidence else last
        rest = len(group.outcomes) - _ANCHORS
        more = [self.say("open.more", n=rest)] if rest > 0 else []
        rules = self.say("aside", text=f"{self.say('list').join(group.rules)}{self.say('list')}{count}")
        head = [(reason, "bold"), (f"{rules}{self.say('colon')}", "")]
        self.put([*head, (self.say("semicolon").join([*anchors, *more]), "")], [("· ", "yellow")], 2)

    def anchor(self, outcome: Outcome, last: Evidence | None) -> str:
        if not outcome.evidence:
            return squeeze(outcome.scope.label)
        evidence = operands(outcome)[0]
        surface, label = squeeze(evidence.surface), self.places.label(evidence)
        named = f"{label} {surface}" if label != surface else surface
        place = self.places.brief(evidence, self.doc.path, last)
        return self.say("place.located", surface=named.strip(), place=place)

    def warnings(self) -> None:
        if self.doc.warnings:
            self.section("warnings")
        for warning in self.doc.warnings:
            self.put([(squeeze(warning), "")], [("! ", "yellow")], 2)

    def coverage(self, known: Digest) -> None:
        self.section("coverage")
        covered(self, self.doc.coverage)
        reasons = [f"{squeeze(reason) or self.say('open.reason_none')} {count}" for reason, count in known.unchecked]
        if reasons:
            head = f"{self.say('coverage.unchecked_why')}{self.say('colon')}"
            self.put([(self.say("semicolon").join(reasons), "")], [(head, "dim")], 2)

    def numbers(self) -> None:
        """Every number with its fate."""
        self.section("facts", str(len(self.doc.facts)))
        self.put([(_legend(self.say), "dim")])
        for group in counted(self.doc, self.places, self.say):
            self.put([(group.name or self.say("fund.none"), "bold")])
            for number in group.members:
                self.number(number)

    def number(self, number: Counted) -> None:
        sign, ink = _FATES[number.fate]
        off = f"  {self.say('fate.off')}" if number.off else ""
        reason = f"  {number.reason}" if number.reason else ""
        place = self.say("place.located", surface=number.surface, place=number.place)
        self.put([(f"{place}  {number.about}", ""), (off, "yellow"), (reason, "dim")], [(f"{sign} ", ink)], 2)


def _marked(outcome: Outcome) -> bool:
    """Whether an outcome is a finding that is shown with its fingerprint."""
    shown = outcome.status is Status.FAIL and not outcome.artefact
    return shown and bool(outcome.fingerprint) and not outcome.settled


def _legend(say: Words) -> str:
    return "   ".join(f"{sign} {say(f'coverage.{fate}')}" for fate, (sign, _) in _FATES.items())
