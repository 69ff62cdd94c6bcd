"""The return letter: what a county must mend in its report and what it must explain, as an official document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from fundqa.model import Severity
from fundqa.report import DocumentReport, Report
from fundqa.resources import builtin
from fundqa.writers.base import File, FileWriter, Made, Originals
from fundqa.writers.digest import Cause, quotable
from fundqa.writers.filing import Submission, file_names, submissions
from fundqa.writers.passage import Passage, passages
from fundqa.writers.place import Places
from fundqa.writers.said import said
from fundqa.writers.words import Words, squeeze, words

_KNOWN_FUNDS = 2
"""More funds than this are named by the first of them and their number."""
_PARTS = (
    ("[Content_Types].xml", "content-types.xml"),
    ("_rels/.rels", "package.rels"),
    ("word/_rels/document.xml.rels", "document.rels"),
    ("word/styles.xml", "styles.xml"),
    ("word/fontTable.xml", "fontTable.xml"),
    ("word/footer.xml", "footer.xml"),
)
"""The parts of a letter that are the same for all, and their files in reports/letter."""


_Duties = Sequence[tuple[Severity, list[tuple[DocumentReport, Cause]]]]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an item, with the words in front of it."""

    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Item:
    """What is wrong in one place, numbered through the letter."""

    number: str
    place: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """The items of one duty."""

    title: str
    request: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter, ready to be set."""

    title: str
    addressee: str
    opening: tuple[str, ...]
    sections: tuple[Section, ...]
    closing: tuple[str, ...]
    signature: str
    date: str


def write(report: Report, originals: Originals) -> Made:  # noqa: ARG001
    """A letter for every submission of `report` with something to mend or to explain."""
    scene = _Scene(report, Places(report), words(report.lang))
    found = submissions(report)
    names = file_names([own.documents[0].path for own in found], scene.say("letter.ending") + ".docx")
    files: list[File] = []
    remarks: list[str] = []
    for submission, name in zip(found, names, strict=True):
        letter = scene.letter(submission)
        if letter is None:
            remarks.append(scene.say("letter.nothing", file=squeeze(submission.documents[0].path)))
        else:
            files.append(File(name, _set(letter)))
    return Made(tuple(files), remarks=tuple(remarks))


@dataclass(frozen=True, slots=True)
class _Scene:
    report: Report
    places: Places
    say: Words

    def letter(self, submission: Submission) -> Letter | None:
        """The letter on `submission`, None when nothing is to be mended or explained."""
        causes = submission.causes
        duties = [(s, [own for own in causes if own[1].severity is s]) for s in (Severity.ERROR, Severity.WARNING)]
        duties = [(severity, own) for severity, own in duties if own]
        if not duties:
            return None
        notes = sum(cause.severity is Severity.INFO for _, cause in causes)
        closing = (self.say("letter.notes", n=notes),) if notes else ()
        return Letter(
            self.say("letter.title", what=self._subject(submission)),
            self.say("letter.addressee", who=submission.submitter or self.say("letter.unknown")),
            tuple(self._opening(submission, duties)),
            tuple(self._sections(duties)),
            (*closing, self.say("letter.closing")),
            self.say("letter.signature"),
            self.say("letter.date"),
        )

    def _subject(self, submission: Submission) -> str:
        """Whose report on which funds and year it is, as far as its forms say."""
        forms = [form for doc in submission.documents for form in doc.forms]
        years = {form.period for form in forms if form.period}
        funds = list(dict.fromkeys(squeeze(form.entity) for form in forms if form.entity))
        year = self.say("letter.year", year=years.pop()) if len(years) == 1 else ""
        many = len(funds) > _KNOWN_FUNDS
        fund = self.say("letter.funds", first=funds[0], n=len(funds)) if many else self.say("letter.and").join(funds)
        return self.say("letter.subject", who=submission.submitter, year=year, fund=fund)

    def _opening(self, submission: Submission, duties: _Duties) -> Iterator[str]:
        files = self.say("letter.and").join(
            self.say("letter.file", file=squeeze(doc.path.replace("!", "/").rpartition("/")[2]))
            for doc in submission.documents
        )
        numbers = sum(doc.coverage.numbers for doc in submission.documents)
        checked = sum(doc.coverage.checked for doc in submission.documents)
        counts = self.say("list").join(self.say(f"letter.count.{severity}", n=len(own)) for severity, own in duties)
        yield self.say("letter.opening", files=files, numbers=numbers, checked=checked, counts=counts)

    def _sections(self, duties: _Duties) -> Iterator[Section]:
        number = 0
        for index, (severity, causes) in enumerate(duties, 1):
            items = []
            for doc, cause in causes:
                number += 1
                items.append(self._item(number, doc, cause))
            title = self.say(f"letter.section.{severity}", number=self.say(f"letter.ordinal.{index}"), n=len(items))
            yield Section(title, self.say(f"letter.request.{severity}"), tuple(items))

    def _item(self, number: int, doc: DocumentReport, cause: Cause) -> Item:
        quoted = passages(quotable(cause.lead), self.places, doc.path)
        place = quoted[0].place if quoted else squeeze(cause.lead.scope.label)
        return Item(self.say("letter.number", n=number), place, tuple(self._lines(cause, quoted)))

    def _lines(self, cause: Cause, quoted: Sequence[Passage]) -> Iterator[Line]:
        lead, end = said(cause.lead), self.say("semicolon")
        rows = [
            ("letter.quote", end.join(filter(None, (self._quote(p, i) for i, p in enumerate(quoted))))),
            ("letter.problem", lead.message),
            ("finding.worked", end.join(lead.worked)),
            ("finding.fix", lead.fix),
            ("finding.diagnosis", end.join(map(squeeze, cause.lead.diagnosis))),
            ("finding.legal", squeeze(cause.lead.legal)),
            *(("letter.follows", said(other).message) for other in cause.others),
        ]
        yield from (Line(self.say(key) + self.say("colon"), text) for key, text in rows if text)

    def _quote(self, passage: Passage, index: int) -> str:
        """The words of a passage in quotation marks; the first one's place is the item's heading."""
        texts = []
        for quote in passage.quotes:
            text = squeeze("".join(piece.text for piece in quote.pieces)) or self.say("quote.empty")
            marked = self.say("letter.quoted", text=text)
            texts.append(f"{quote.where}{marked}")
        if not texts:
            return ""
        return self.say("list").join(texts) if not index else f"{passage.place}{self.say('list').join(texts)}"


def _set(letter: Letter) -> bytes:
    """The letter as a Word file, set in the template of reports/letter."""
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    from fundqa.writers.word_package import packed, writable

    folder = builtin("reports") / "letter"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=lambda value: writable(value) if isinstance(value, str) and not hasattr(value, "__html__") else value,
    )
    text = environment.get_template("document.xml.j2").render(letter=letter)
    parts = {part: (folder / name).read_bytes() for part, name in _PARTS}
    return packed({**parts, "word/document.xml": text.encode()})


WRITER = FileWriter("letter", ".docx", write)
