"""What is written for people, read back from the text, the page, the Word files and the workbook: nothing is lost."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

import pytest
from docx import Document as open_word
from fuzzing import budget, patient
from hostile import LONG, TEXTS, read_back, reports
from hypothesis import given
from hypothesis import strategies as st
from lxml import html as parser
from support import ROOT
from test_ledger import rows, workbook
from test_read_back import findings

from fundqa.document import Document
from fundqa.model import Severity
from fundqa.readers import read_bytes
from fundqa.readers.xlsx import shown_sheets
from fundqa.report import Report
from fundqa.waivers_ledger import load_ledger
from fundqa.writers import docx as word_writer
from fundqa.writers import html as page_writer
from fundqa.writers import letter, plots, text
from fundqa.writers.base import encoded
from fundqa.writers.digest import operands, quotable
from fundqa.writers.said import said, titles
from fundqa.writers.words import clean, squeeze, words

tried = read_back(budget(15))
TEMPLATES = "".join(path.read_text("utf-8") for path in (ROOT / "reports" / "html").glob("*.j2"))
TAGS = {"a", "span", *re.findall(r"<([a-z][a-z0-9]*)", TEMPLATES)}
"""What the page's own markup is made of."""


@pytest.fixture(autouse=True, scope="module")
def _without_plots() -> Iterator[None]:
    """What Altair draws takes long, and says nothing of a finding."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(plots, "PACKAGES", ("no_such_package",))
        yield


def packed(text_: str) -> str:
    """`text_` without its blanks, as lines are broken anywhere."""
    return "".join(clean(text_).split())


# --- the text report


@patient
@tried
@given(reports())
def test_the_text_has_every_finding_with_its_fingerprint(report):
    written = encoded(text.write(report)).decode()
    told, say, known = packed(written), words(report.lang), titles(report)
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", written)
    for doc in report.documents:
        assert packed(doc.path) in told
        assert packed(doc.error.message if doc.error else "") in told
        for outcome in findings(doc):
            assert packed(f"[{say(f'severity.{outcome.severity}')}]{outcome.rule}") in told
            assert packed(said(outcome, known).message) in told
            assert (packed(outcome.fingerprint) in told) is not outcome.settled
    for was in report.comparison.gone if report.comparison else ():
        assert packed(was.message) in told


# --- the page


class _Tags(HTMLParser):
    """All tags of a page and the attributes that could do something."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.attributes: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes |= {name for name, _ in attrs}


def _found(tree: Any) -> Iterator[tuple[str, str, str]]:
    """Rule, title and message of every finding of a page."""
    for card in tree.xpath("//article[contains(@class, 'card')]"):
        rule, title = card.xpath("./header/a[@class='rule']")[0], card.xpath("./header/h4")[0]
        for size in title.xpath("./span[@class='size']"):
            size.drop_tree()
        for case in card.xpath("./ol/li"):
            yield _plain(rule), _plain(title), _message(case)
            for other in case.xpath("./div[@class='related']/details"):
                head = other.xpath("./summary")[0]
                yield _plain(head.xpath("./span[@class='rule']")[0]), _plain(head.xpath("./span[@class='title']")[0]), (
                    _message(other)
                )  # fmt: skip


def _message(node: Any) -> str:
    (line,) = node.xpath("./p[@class='message']")
    for word in line.xpath("./span[@class='standing']"):
        word.drop_tree()
    return _plain(line)


def _plain(node: Any) -> str:
    return squeeze(node.text_content())


@patient
@tried
@given(reports())
def test_the_page_has_every_finding_and_no_markup_of_a_document(report):
    written = encoded(page_writer.write(report, facts=True)).decode()
    tags = _Tags()
    tags.feed(written)
    assert set(tags.tags) <= TAGS
    assert tags.tags["script"] == tags.tags["style"] == tags.tags["body"] == 1
    assert not {name for name in tags.attributes if name.startswith("on") or name in ("style", "src")}
    tree = parser.document_fromstring(written)
    known = titles(report)
    expected = [
        (o.rule, squeeze(o.title), said(o, known).message) for doc in report.documents for o in findings(doc)
    ]  # fmt: skip
    assert Counter(_found(tree)) == Counter(expected)
    lost = report.comparison.gone if report.comparison else ()
    assert len(tree.xpath("//ul[@class='gone']/li")) == len(lost)


@patient
@tried
@given(reports())
def test_the_page_shows_the_documents_themselves(report):
    written = re.sub(r"<sup>.*?</sup>", "", page_writer.write(report))
    tree = parser.document_fromstring(encoded(written).decode())
    for number, doc in enumerate(report.documents, 1):
        if doc.error:
            continue
        (paper,) = tree.xpath(f"//*[@id='d{number}-text']//div[@class='paper']")
        shown = packed("".join(paper.itertext()))
        marked = words(report.lang)("quote.empty")
        for own in doc.texts.values():
            assert packed(own) in shown.replace(packed(marked), "")
        ids = set(tree.xpath("//@id"))
        assert {href[1:] for href in tree.xpath("//@href") if href.startswith("#")} <= ids


# --- Word files

_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
WRITABLE = TEXTS.map(lambda text_: _FORBIDDEN.sub("", text_))
"""What can stand in a Word file at all."""


@st.composite
def word_files(draw: st.DrawFn) -> list[tuple[Document, bytes]]:
    """Word files of a few paragraphs, as they are and as they were read."""
    made = []
    for number in range(draw(st.integers(1, 2))):
        lines = draw(st.lists(WRITABLE, min_size=1, max_size=3))
        file, out = open_word(), io.BytesIO()
        for line in ["支出5万元", *lines]:
            file.add_paragraph(line)
        file.save(out)
        made.append((read_bytes(out.getvalue(), f"{number}.docx"), out.getvalue()))
    return made


@st.composite
def word_reports(draw: st.DrawFn) -> tuple[Report, dict[str, bytes]]:
    """A report on Word files, and the files."""
    made = draw(word_files())
    report = draw(reports(st.just([document for document, _ in made])))
    return report, {document.path: data for document, data in made}


@patient
@tried
@given(word_reports())
def test_the_annotated_copies_have_a_comment_for_every_finding(known):
    report, originals = known
    made = word_writer.WRITER.write(report, lambda path: originals[path])
    copies = {file.name.partition(".")[0] + ".docx": open_word(io.BytesIO(file.content)) for file in made.files}
    for doc in report.documents:
        comments = [] if doc.error else [c.text for c in copies[doc.path].comments]
        for outcome in findings(doc):
            if outcome.settled:
                continue
            head, message = f"{outcome.rule} {squeeze(outcome.title)}", said(outcome, titles(report)).message
            own = [text_ for text_ in comments if head in text_.split("\n")[0]]
            assert any(message in text_.split("\n") or not message for text_ in own)
            places = {e.location for e in operands(outcome) if e.location.document == doc.path}
            assert len(own) >= max(len(places), 1)


@patient
@tried
@given(reports())
def test_the_letter_has_every_finding_that_must_be_mended_or_explained(report):
    made = letter.WRITER.write(report, lambda _: b"")
    letters = iter([open_word(io.BytesIO(file.content)).paragraphs for file in made.files])
    say = words(report.lang)
    for doc in report.documents:
        open_ = [o for o in findings(doc) if not o.settled]
        leads = [o for o in open_ if o.severity is not Severity.INFO]
        if doc.error or not leads:
            continue
        paragraphs = next(letters)
        lines = [paragraph.text for paragraph in paragraphs]
        numbered = [paragraph for paragraph in paragraphs if paragraph.style.style_id == "Item"]
        assert 0 < len(numbered) <= len(open_)
        for outcome in leads:
            message = said(outcome).message
            assert not message or any(line.endswith(message) for line in lines)
            if not outcome.group:
                for evidence in quotable(outcome):
                    cut = squeeze(evidence.surface)[:20]
                    assert any(cut in line for line in lines if line.startswith(say("letter.quote")) or not cut)
    assert next(letters, None) is None


# --- the workbook


@patient
@pytest.mark.filterwarnings("ignore:Generating overly large repr")
@tried
@given(reports(words=st.one_of(TEXTS, TEXTS, LONG)))
def test_the_ledger_has_every_finding_and_gives_its_waivers_back(tmp_path_factory, report):
    content = workbook(report)
    say = words(report.lang)
    heads = {key: say(f"ledger.column.{key}") for key in ("rule", "finding", "surface", "fingerprint", "note", "until")}
    told = {row[heads["fingerprint"]]: row for row in rows(content, say("ledger.sheet.findings"))}
    expected = {o.fingerprint: o for doc in report.documents if not doc.error for o in findings(doc)}
    assert set(told) == set(expected)
    for mark, outcome in expected.items():
        row = told[mark]
        assert row[heads["rule"]] == _cell(f"{outcome.rule} {squeeze(outcome.title)}")
        assert row.get(heads["finding"], "").startswith(_cell(said(outcome).message).rstrip("\ufffd"))
        anchor = operands(outcome)[:1]
        assert row.get(heads["surface"], "")[:150] == "".join(squeeze(e.surface) for e in anchor)[:150]
    assert all(
        len(text_.encode("utf-16-le")) <= 2 * 32_767 for s in shown_sheets(content, "a") for text_ in s.texts.values()
    )
    path = tmp_path_factory.mktemp("ledger") / "a.xlsx"
    path.write_bytes(content)
    waived = {o.fingerprint: _cell(squeeze(o.waiver)) for o in expected.values() if o.waiver is not None}
    assert {w.fingerprint: w.reason for w in load_ledger(path) if w.state.waives} == waived


def _cell(text_: str) -> str:
    """`text_` as far as the ledger puts it into a cell, which counts code units of UTF-16."""
    return text_.encode("utf-16-le")[:64_000].decode("utf-16-le", "ignore")
