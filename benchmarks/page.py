"""How quick the page is: written, opened and filtered in Chromium, with 10,000 findings in one file and in 200 files.

    python benchmarks/page.py [--findings 10000] [--files 200] [--keep FOLDER]

Times are of the clock, as the browser tells them, and given in openings of a bare list of as many findings. Needs
Chromium.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

from measure import Budget, Row, absent, told

from fundqa.document import Block, Cell, Heading, Location, Paragraph, Table
from fundqa.model import Basis, Context, Evidence, Fact, Fate, Quantity, Severity, Span, Status, Strength, Verdict
from fundqa.report import Coverage, DocumentReport, FactFate, FormInfo, Outcome, Report, Scope
from fundqa.units import UNITS
from fundqa.writers.html import write

FAMILIES = ("N2N", "N2T", "ARI", "TGT", "SCO", "NAM", "UNI", "WRD")
FUNDS = ("城乡居民基本养老保险基金", "失业保险基金", "工伤保险基金", "职工基本医疗保险基金")
FINDINGS, FILES = 10_000, 200
ROWS = 50
"""Rows of a table; each has a label, a target, a result and a rate."""
_FRAMES = (
    "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - start))))"
)


def _timed(act: str) -> str:
    """A script that does `act` and gives the milliseconds until its effect is on the screen."""
    return (
        f"() => {{ const start = performance.now(); {act}; document.body.getBoundingClientRect(); return {_FRAMES}; }}"
    )


READY = _timed("0")
TOGGLE = _timed("document.querySelector('#tools input').click()")
FAMILY = _timed(
    "const family = document.querySelector('#family'); family.value = '2'; "
    "family.dispatchEvent(new Event('change', {bubbles: true}))"
)
JUMP = _timed("location.hash = [...document.querySelectorAll('a.to')].at(-1).hash")


def document(path: str, findings: int) -> DocumentReport:
    """A document with so many findings: a table of numbers, a paragraph and a finding for each of them."""
    blocks: list[Block] = []
    facts: list[FactFate] = []
    outcomes: list[Outcome] = []
    for index in range(findings):
        if index % ROWS == 0:
            _opening(path, blocks, index // ROWS)
        made = _row(path, blocks, index)
        facts += [FactFate(fact, list(Fate)[(index + i) % 3], "没有可比对的数字") for i, fact in enumerate(made)]
        outcomes += [_finding(index, made), _pass(index, made)]
    texts = {at: text for block in blocks for at, text in _texts(block)}
    share = len(facts) // 3
    coverage = Coverage(len(facts), share, share, len(facts) - 2 * share)
    form = FormInfo("t0", "基金绩效目标完成情况表", FUNDS[0], "2022")
    return DocumentReport(
        path, "0" * 64, "docx", (form,), (), coverage, tuple(outcomes), tuple(facts), texts, blocks=tuple(blocks)
    )


def _texts(block: Block) -> list[tuple[Location, str]]:
    if isinstance(block, Table):
        return [(cell.location, cell.text) for cell in block.cells]
    return [(block.location, block.text)]


def _opening(path: str, blocks: list[Block], number: int) -> None:
    """A heading, and an empty table that the rows to come are put into."""
    blocks.append(Heading(f"第{number + 1}部分　指标完成情况", Location(path, "body", len(blocks)), 1))
    blocks.append(Table((), 0, 4, Location(path, "body", len(blocks))))


def _row(path: str, blocks: list[Block], index: int) -> list[Fact]:
    """A row of the last table and a paragraph that speaks of it; their numbers."""
    at = max(i for i, block in enumerate(blocks) if isinstance(block, Table)) if index % ROWS == 0 else _table(blocks)
    table, row = blocks[at], index % ROWS
    assert isinstance(table, Table)
    texts = (f"第{index + 1}项补贴发放人数", f"{1000 + index}人", f"{990 + index}人", "97.50%")
    cells = tuple(Cell(row, col, text, Location(path, "body", at, row, col)) for col, text in enumerate(texts))
    blocks[at] = Table((*table.cells, *cells), row + 1, 4, table.location)
    told = f"截至年末，第{index + 1}项补贴实际发放{990 + index}人，支出{index + 12}.35万元，各项工作均按计划完成。"
    place = Location(path, "body", len(blocks))
    blocks.append(Paragraph(told, place))
    numbers = [(cell.location, cell.text) for cell in cells[1:]] + [
        (place, f"{990 + index}人"),
        (place, f"{index + 12}.35万元"),
    ]
    return [_fact(host, told if host == place else surface, surface, index) for host, surface in numbers]


def _table(blocks: list[Block]) -> int:
    return next(i for i in range(len(blocks) - 1, -1, -1) if isinstance(blocks[i], Table))


def _fact(host: Location, source: str, surface: str, index: int) -> Fact:
    start = source.index(surface)
    value, unit = Decimal(index), UNITS["人"]
    quantity = Quantity(value, unit, None, None, value, value)
    fund = FUNDS[index % len(FUNDS)]
    at = host.span(start, start + len(surface))
    return Fact("补贴发放人数", fund, "2022", Basis.COMPLETED, (), quantity, surface, at, Context("prose"))


def _outcome(index: int, status: Status, rule: str, facts: list[Fact]) -> Outcome:
    severity = list(Severity)[index % 3]
    evidence = tuple(Evidence("operand", fact) for fact in facts)
    said = f"第{index + 1}项补贴：正文写{facts[0].surface}，附表为{facts[-1].surface}，不一致，相差10人。"
    return Outcome(
        rule, "made-up", status, severity, f"{rule}正文与附表不一致", said, Scope("document", "", ""), evidence,
        fingerprint=f"{status}-{index}", worked=f"{facts[0].surface} ≠ {facts[-1].surface}\nΔ=10人",
    )  # fmt: skip


def _finding(index: int, facts: list[Fact]) -> Outcome:
    """A finding about a number of the text and two of the table, and a sentence."""
    family = FAMILIES[index % len(FAMILIES)]
    made = _outcome(index, Status.FAIL, f"{family}-0{index % 3 + 1}", [facts[3], facts[0], facts[1]])
    claim = Span(
        "各项工作均按计划完成", facts[3].location.host.span(facts[4].location.end + 1, facts[4].location.end + 11)
    )
    return Outcome(**{**_fields(made), "evidence": (*made.evidence, Evidence("claim", claim)), "fix": "请核对后改正。",
                      "why": "同一个数在正文与附表中应当一致。"})  # fmt: skip


def _pass(index: int, facts: list[Fact]) -> Outcome:
    made = _outcome(index, Status.PASS, "ARI-03", facts[:2])
    return Outcome(**{**_fields(made), "equality": True, "verdict": Verdict.AGREE, "strength": Strength.EXACT})


def _fields(outcome: Outcome) -> dict[str, object]:
    return {name: getattr(outcome, name) for name in Outcome.__slots__}


def chromium() -> str | None:
    """The browser's program, None where there is none."""
    names = ("chromium", "chromium-browser", "google-chrome")
    return next((found for name in names if (found := shutil.which(name))), None)


def measured(page: str) -> dict[str, float]:
    """Seconds that Chromium takes to open the page at this path, to filter it twice, and to jump to its last place."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        tab = browser.new_page(viewport={"width": 1366, "height": 900})
        tab.set_default_timeout(300_000)
        tab.goto(f"file://{page}")
        tab.evaluate(READY)
        found = {"open": tab.evaluate("performance.now()") / 1000}
        if tab.locator("#front").count():
            start = time.perf_counter()
            tab.evaluate("location.hash = 'd100'")
            tab.evaluate(READY)
            found["open a file"] = time.perf_counter() - start
        found |= {name: tab.evaluate(script) / 1000 for name, script in
                  (("hide errors", TOGGLE), ("show errors", TOGGLE), ("one family", FAMILY), ("jump", JUMP))
                  if tab.locator("#tools input").count()}  # fmt: skip
        browser.close()
    return found


def bare(findings: int) -> str:
    """A page that lists so many findings and nothing else."""
    items = "".join(f"<li><b>正文与附表不一致</b><p>第{i}项补贴：相差10人。</p></li>" for i in range(findings))
    return f"<!doctype html><meta charset=utf-8><title>-</title><ol>{items}</ol>"


def rows(budget: Budget) -> Iterator[Row]:
    """Opening and filtering, in openings of a bare list of as many findings."""
    yield from _rows(
        budget.of(FINDINGS, 40), budget.of(FILES, 2), measurable=chromium() is not None and not budget.quick
    )


def _rows(findings: int, files: int, measurable: bool, folder: Path | None = None) -> Iterator[Row]:
    texts = {
        "page-open": (f"打开 {findings} 个问题的网页", f"opening a page of {findings} findings in one file"),
        "page-filter": ("在其中筛选", "filtering them, the slowest of four ways"),
        "page-open-several": (f"打开 {files} 个文件的网页", f"opening a page of as many in {files} files"),
    }
    texts = {
        key: (f"{zh}：是打开同样长的空白清单的几倍时间", f"{en}, in openings of a bare list")
        for key, (zh, en) in texts.items()
    }
    if not measurable:
        yield from (absent(key, *said, "Chromium, not with --quick") for key, said in texts.items())
        return
    with tempfile.TemporaryDirectory() as name:
        folder = folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "bare.html").write_text(bare(findings), "utf-8")
        reference = measured(str(folder / "bare.html"))["open"]
        one, size = opened(folder / "one.html", Report((document("一个文件.docx", findings),)))
        documents = tuple(document(f"报送/文件{i + 1}.docx", findings // files) for i in range(files))
        several, sizes = opened(folder / "several.html", Report(documents))
    slowest = max(one[act] for act in ("hide errors", "show errors", "one family", "jump") if act in one)
    found = {
        "page-open": (one["open"], size),
        "page-filter": (slowest, size),
        "page-open-several": (several["open"], sizes),
    }
    for key, (spent, large) in found.items():
        yield Row(key, *texts[key], spent / reference, detail=f"{spent:.2f} s, {large / 1e6:.1f} MB")


def opened(target: Path, report: Report) -> tuple[dict[str, float], int]:
    """What Chromium takes for the page of a report, and how long the page is."""
    text = write(report)
    target.write_text(text, "utf-8")
    return measured(str(target.resolve())), len(text)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--findings", type=int, default=FINDINGS)
    parser.add_argument("--files", type=int, default=FILES)
    parser.add_argument("--keep", type=Path)
    asked = parser.parse_args()
    told(_rows(asked.findings, asked.files, chromium() is not None, asked.keep))


if __name__ == "__main__":
    main()
