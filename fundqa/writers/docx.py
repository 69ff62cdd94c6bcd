"""The county's own Word file with the findings as comments: each at the very characters it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fundqa.document import Location
from fundqa.errors import ReadError
from fundqa.model import Evidence
from fundqa.report import DocumentReport, Outcome, Report
from fundqa.writers.base import File, FileWriter, Made, Originals
from fundqa.writers.comment import MOST, Comment
from fundqa.writers.digest import operands
from fundqa.writers.filing import file_names, open_causes, position
from fundqa.writers.place import Places
from fundqa.writers.said import said, titles
from fundqa.writers.words import Words, squeeze, words

WORD = ("docx", "doc", "rtf")
"""The formats that are Word files or are read by way of one."""


def write(report: Report, originals: Originals) -> Made:
    """An annotated copy of every Word file of `report`, and why there is none of the others."""
    scene = _Scene(report, Places(report), words(report.lang), titles(report))
    read = [doc for doc in report.documents if doc.error is None]
    own = [doc.path for doc in read if doc.format in WORD]
    names = dict(zip(own, file_names(own, scene.say("word.ending") + ".docx"), strict=True))
    files: list[File] = []
    refused: list[str] = []
    remarks: list[str] = []
    findings = _by_document(report)
    for doc in read:
        content, why = scene.copy(doc, findings.get(doc.path, []), originals)
        if content:
            files.append(File(names[doc.path], content))
        (remarks if content else refused).extend(filter(None, (why,)))
    return Made(tuple(files), tuple(refused), tuple(remarks))


def _by_document(report: Report) -> dict[str, list[Outcome]]:
    """The findings that nobody has accounted for, for every document that some evidence of theirs stands in."""
    found: dict[str, list[Outcome]] = {}
    for doc in report.documents:
        for cause in open_causes(doc):
            for outcome in (cause.lead, *cause.others):
                for path in dict.fromkeys((doc.path, *(e.location.document for e in operands(outcome)))):
                    found.setdefault(path, []).append(outcome)
    return found


@dataclass(frozen=True, slots=True)
class _Scene:
    report: Report
    places: Places
    say: Words
    titles: Sequence[str]

    def copy(self, doc: DocumentReport, findings: Sequence[Outcome], originals: Originals) -> tuple[bytes, str]:
        """The annotated copy of `doc`, b"" when there can be none; and what has to be said of it."""
        file = squeeze(doc.path)
        if doc.format not in WORD:
            return b"", self.say("word.not_word", file=file)
        data = originals(doc.path)
        if not data:
            return b"", self.say("word.changed", file=file)
        from fundqa.writers.word_comments import annotated

        comments = list(self.comments(doc, findings))
        try:
            content = annotated(data, doc.path, comments[:MOST]) if comments else data
        except ReadError as error:
            return b"", f"{file}: {error.message(self.report.lang)}"
        return content, self.say("word.too_many", file=file, n=MOST) if len(comments) > MOST else ""

    def comments(self, doc: DocumentReport, findings: Sequence[Outcome]) -> Iterator[Comment]:
        """The comments on `doc`, in the order of the text: whole at a finding's first place, in short at the others."""
        ordered = sorted(findings, key=lambda outcome: position(outcome, doc.path))
        numbers = {outcome.fingerprint: n for n, outcome in enumerate(ordered, 1)}
        for number, outcome in enumerate(ordered, 1):
            own = list({e.location: e for e in operands(outcome) if e.location.document == doc.path}.values())
            head = self.say("word.head", n=number, duty=self.say(f"duty.{outcome.severity}"), title=_titled(outcome))
            at = own[0].location if own else Location(doc.path, "body", -1)
            yield self._comment(at, outcome, (head, *self._whole(outcome, own[:1], numbers, doc)))
            for other in own[1:]:
                yield self._comment(other.location, outcome, (head, *self._short(outcome, own[0], other, doc)))

    def _comment(self, at: Location, outcome: Outcome, lines: tuple[str, ...]) -> Comment:
        author = self.say("word.author", duty=self.say(f"duty.{outcome.severity}"))
        return Comment(at, author, self.say(f"word.initials.{outcome.severity}"), lines)

    def _whole(
        self, outcome: Outcome, here: Sequence[Evidence], numbers: dict[str, int], doc: DocumentReport
    ) -> Iterator[str]:
        """All there is to say of a finding, a paragraph each."""
        spoken = said(outcome, self.titles)
        yield from filter(None, (spoken.message,))
        yield from self._labelled("finding.worked", self.say("semicolon").join(spoken.worked))
        yield from self._labelled("finding.fix", spoken.fix)
        yield from self._labelled("finding.diagnosis", self.say("semicolon").join(map(squeeze, outcome.diagnosis)))
        yield from self._labelled("finding.legal", squeeze(outcome.legal))
        yield from self._labelled("word.elsewhere", self._elsewhere(outcome, here, doc))
        same = sorted(numbers[other] for other in outcome.related if other in numbers)
        yield from self._labelled("word.same_cause", self.say("list").join(self.say("word.number", n=n) for n in same))

    def _short(self, outcome: Outcome, first: Evidence, here: Evidence, doc: DocumentReport) -> Iterator[str]:
        """What is said at a finding's further places."""
        yield self.say("word.see", place=self.places.of(first, doc.path))
        yield from self._labelled("word.elsewhere", self._elsewhere(outcome, (first, here), doc))

    def _elsewhere(self, outcome: Outcome, here: Sequence[Evidence], doc: DocumentReport) -> str:
        """The other places of a finding, each with what stands there."""
        seen = {evidence.location for evidence in here}
        others = [e for e in {e.location: e for e in operands(outcome)}.values() if e.location not in seen]
        return self.say("semicolon").join(self._place(evidence, doc) for evidence in others)

    def _place(self, evidence: Evidence, doc: DocumentReport) -> str:
        surface, place = squeeze(evidence.surface), self.places.of(evidence, doc.path)
        short = surface if len(surface) <= _QUOTED else f"{surface[: _QUOTED - 1]}…"
        return self.say("place.located", surface=short, place=place) if short else place

    def _labelled(self, key: str, text: str) -> Iterator[str]:
        if text:
            yield f"{self.say(key)}{self.say('colon')}{text}"


_QUOTED = 30
"""What stands at another place is quoted up to this length."""


def _titled(outcome: Outcome) -> str:
    return f"{outcome.rule} {squeeze(outcome.title)}"


WRITER = FileWriter("docx", ".docx", write)
