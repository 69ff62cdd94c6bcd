"""Reports of any shape whose every word may be anything: what tests of the writers are to read back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st

from fundqa.document import Block, Cell, Document, Location, Paragraph, Table
from fundqa.model import (
    Basis,
    Bound,
    Claim,
    Context,
    Evidence,
    Fact,
    Fate,
    Item,
    Name,
    Quantity,
    Severity,
    Span,
    Status,
    Strength,
    Target,
    Verdict,
)
from fundqa.report import (
    Change,
    Comparison,
    Coverage,
    DocumentReport,
    FactFate,
    Failure,
    FormInfo,
    Gone,
    Outcome,
    Report,
    Scope,
    State,
    Use,
    Waiver,
    WaiverUse,
)
from fundqa.units import UNITS


def read_back(examples: int) -> settings:
    """How tests try so many reports. One that fails is not made smaller: that takes minutes, and it says enough."""
    return settings(
        max_examples=examples, suppress_health_check=list(HealthCheck), database=None,
        phases=[Phase.explicit, Phase.generate],
    )  # fmt: skip


PIECES = (
    "=1+1", "+1", "-5", "@SUM(A1)", "\t=1", "＝A1", '"', "'", ",", "\r\n", "\n", "\r", "![](x)",
    "[点](http://x.example)", "**重**", "`", "``", "<b>", "&amp;", "&#0;", "]]>", "-->", "</script>", "<!--",
    "</w:t>", "{0}", "{%", "{{ x }}", "\x00", "\x0b", "\x1b[31m", "\x7f", "\x85", "\ud800", "\ufffe", "\ufdd0",
    "\U0001fffe", "\u202e", "\u2067", "\u200f", "\u2028", "\ufeff", "\u0301", "\u200d",
    "\U0001f468\u200d\U0001f467", "\U00020bb7", "# 一", "- 二", "1. 三", "| a |", "|", "www.x.example",
    "https://x.example", "~~四~~", "\\", "$x$", "___", "===", " #", "a_b_c", "5*3*2", "_x0041_", "_x000D_", "万元",
    "  ", "0.53亿元", "2022-03", "007", "12e5", "……", "《", "》", "“", "；",
)  # fmt: skip
_PIECE = st.sampled_from(PIECES)
TEXTS = st.lists(st.one_of(_PIECE, _PIECE, st.text(max_size=5)), max_size=4).map("".join)
"""Whatever a document, a waiver or an earlier report can say, lines, controls and nothing at all among it."""
LONG = st.tuples(TEXTS, st.integers(200, 45_000)).map(lambda pair: (pair[0] or "长") * (pair[1] // (len(pair[0]) or 1)))
"""Texts longer than a cell of a workbook may be."""
_CODES = ("not-a-docx", "broken_xlsx")
_RULES = ("N2N-01", "N2T-02", "ARI-03", "TGT-02a", "WRD-06", "XRP-01")
_NAMES = ("parts-exceed-total", "rate-off", "a")
_ROLES = ("anchor", "total", "part", "claim", "refuter", "result", "target", "other", "label", "form", "seen")
_UNIT = UNITS["万元"]
_BOUND = Bound(Decimal("0.98"), None, True, False, UNITS["%"])
_SUMS = st.sampled_from([None, "", "0.28+0.07=0.35亿元 > 0.3亿元\nΔ=+0.05亿元", "1÷3=33.33%"])


@dataclass
class _Story:
    """What the parts of one report share: the texts of its documents, and the numbers that tell findings apart."""

    texts: dict[Location, str] = field(default_factory=dict)
    findings: int = 0

    def print(self, draw: st.DrawFn) -> str:
        """A fingerprint of its own."""
        self.findings += 1
        return f"{draw(st.sampled_from(['00000000', '12e45678', '1234a678', 'abcdef01']))}{self.findings:08}"


@st.composite
def _blocks(draw: st.DrawFn, path: str) -> tuple[Block, ...]:
    lines = draw(st.lists(TEXTS, min_size=1, max_size=3))
    paragraphs = [Paragraph(text, Location(path, "body", i)) for i, text in enumerate(lines)]
    part = draw(st.sampled_from(["body", "header", "支出=1", "\x00<b>"]))
    at = Location(path, part, len(lines))
    places = [at._replace(row=row, col=col) for row in range(2) for col in range(2)]
    cells = tuple(Cell(host.row, host.col, draw(TEXTS), host) for host in places)
    return (*paragraphs, Table(cells, 2, 2, at))


def _item(draw: st.DrawFn, hosts: dict[Location, str]) -> Item:
    host = draw(st.sampled_from(sorted(hosts)))
    text = hosts[host]
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    surface, at = text[start:end], host.span(start, end)
    kind = draw(st.integers(0, 6))
    if kind < 2:
        return Span(surface, at)
    context = Context("table" if host.row >= 0 else "prose", form=int(host.row >= 0), title=Span(text, host))
    entity, period = draw(TEXTS), draw(st.sampled_from(["2021", ""]))
    if kind == 2:
        return Claim("达成", entity, surface, at, context)
    if kind == 3:
        return Name("主管部门", "", surface, surface, at, context)
    if kind == 4:
        return Target(draw(TEXTS), entity, period, _BOUND, surface, at, context)
    value = Decimal(draw(st.integers(-(10**9), 10**9))).scaleb(draw(st.integers(-6, 6)))
    quantity = Quantity(value, _UNIT, 2, None, value - 1, value + 1)
    basis = draw(st.sampled_from([None, *Basis]))
    return Fact(draw(TEXTS), entity, period, basis, (("来源", draw(TEXTS)),), quantity, surface, at, context)


def _outcome(draw: st.DrawFn, story: _Story, words: st.SearchStrategy[str]) -> Outcome:
    status = draw(st.sampled_from([Status.FAIL, Status.FAIL, Status.FAIL, *Status]))
    severity = draw(st.sampled_from(Severity))
    count = draw(st.integers(0, 3))
    said = Outcome(
        rule=draw(st.sampled_from(_RULES)),
        name=draw(st.sampled_from(_NAMES)),
        status=status,
        severity=severity,
        title=draw(words),
        message=draw(words),
        scope=Scope("fund", draw(TEXTS), draw(TEXTS)),
        evidence=tuple(Evidence(draw(st.sampled_from(_ROLES)), _item(draw, story.texts)) for _ in range(count)),
        verdict=draw(st.sampled_from([None, *Verdict])),
        worked=draw(st.one_of(_SUMS, TEXTS)),
        reason=draw(st.one_of(st.none(), TEXTS)),
        diagnosis=tuple(draw(st.lists(TEXTS, max_size=2))),
        identity=draw(TEXTS),
        fingerprint=story.print(draw),
        equality=draw(st.booleans()),
        group=draw(st.sampled_from(["", "", "g1"])),
        fix=draw(words),
        why=draw(TEXTS),
        legal=draw(TEXTS),
    )
    if status is Status.PASS:
        return replace(said, strength=draw(st.sampled_from([None, *Strength])))
    settled = draw(st.integers(0, 5))
    waiver = draw(TEXTS.filter(str.strip)) if settled == 0 else None
    change = draw(st.sampled_from([None, *Change]))
    return replace(said, waiver=waiver, known=settled == 1, change=change) if status is Status.FAIL else said


def _fate(draw: st.DrawFn, story: _Story, path: str) -> FactFate | None:
    item = _item(draw, {host: text for host, text in story.texts.items() if host.document == path})
    return FactFate(item, draw(st.sampled_from(Fate)), draw(TEXTS)) if isinstance(item, Fact) else None


def _document(draw: st.DrawFn, story: _Story, read: Document, words: st.SearchStrategy[str]) -> DocumentReport:
    counts = [draw(st.integers(0, 9)) for _ in range(3)]
    forms = draw(st.lists(st.tuples(TEXTS, TEXTS, st.sampled_from(["2021", "", "a\n<b>"])), max_size=2))
    fates = (_fate(draw, story, read.path) for _ in range(draw(st.integers(0, 3))))
    return DocumentReport(
        path=read.path,
        sha256=read.sha256,
        format=read.format,
        forms=tuple(FormInfo("T0", *form) for form in forms),
        warnings=tuple(draw(st.lists(TEXTS, max_size=2))),
        coverage=Coverage(sum(counts), *counts),
        outcomes=tuple(_outcome(draw, story, words) for _ in range(draw(st.integers(1, 4)))),
        facts=tuple(known for known in fates if known),
        texts={host: text for host, text in story.texts.items() if host.document == read.path},
        submitter=draw(TEXTS),
        submission=read.path,
        blocks=read.blocks,
    )


def _uses(draw: st.DrawFn, documents: Sequence[DocumentReport]) -> tuple[WaiverUse, ...]:
    """What is known of the waivers: of those that hold, and of some that do not."""
    days = st.one_of(st.none(), st.dates(date(2000, 1, 1), date(2099, 12, 31)))
    waived = [o for doc in documents for o in doc.outcomes if o.waiver is not None]
    used = [
        WaiverUse(
            Waiver(o.fingerprint, o.waiver or "", draw(TEXTS), draw(days), draw(days),
                   state=draw(st.sampled_from([s for s in State if s.waives])), origin=draw(TEXTS)),
            Use.USED, o.rule,
        )
        for o in waived
        if draw(st.booleans())
    ]  # fmt: skip
    idle = draw(st.lists(st.tuples(TEXTS, TEXTS, st.sampled_from([Use.UNUSED, Use.EXPIRED])), max_size=2))
    return (*used, *(WaiverUse(Waiver(mark, why, until=draw(days), origin="w.yml:1"), use) for mark, why, use in idle))


def _comparison(draw: st.DrawFn, paths: Sequence[str]) -> Comparison | None:
    if not paths or draw(st.booleans()):
        return None
    told = st.tuples(TEXTS, st.sampled_from(Severity), TEXTS, TEXTS, TEXTS, TEXTS, st.booleans())
    lost = draw(st.lists(told, max_size=2))
    return Comparison(tuple(Gone(draw(st.sampled_from(paths)), *known) for known in lost), (draw(TEXTS),))


@st.composite
def documents(draw: st.DrawFn, paths: st.SearchStrategy[str] = TEXTS) -> list[Document]:
    """One or two read files with paths of their own."""
    found = draw(st.lists(paths.filter(str.strip), min_size=1, max_size=2, unique=True))
    formats = st.sampled_from(["docx", "xlsx", "md"])
    return [Document(path, f"{i}a" * 32, draw(formats), draw(_blocks(path))) for i, path in enumerate(found)]


@st.composite
def reports(
    draw: st.DrawFn,
    read: st.SearchStrategy[list[Document]] | None = None,
    words: st.SearchStrategy[str] = TEXTS,
) -> Report:
    """A report on `read` files, by default any, and perhaps on one that could not be read; `words`: what rules say."""
    found = draw(documents() if read is None else read)
    story = _Story({host: text for document in found for host, text in document.texts()})
    own = tuple(_document(draw, story, document, words) for document in found)
    broken = DocumentReport("旧稿.doc", "", "doc", error=Failure(draw(st.sampled_from(_CODES)), draw(TEXTS)))
    every = (*own, broken) if draw(st.integers(0, 3)) == 0 else own
    lang = draw(st.sampled_from(["zh", "en"]))
    return Report(every, lang, _uses(draw, own), _comparison(draw, [doc.path for doc in own]))
