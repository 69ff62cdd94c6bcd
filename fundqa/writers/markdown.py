"""The findings in Markdown, short enough for a message: one line each; what a report says cannot be markup."""

from __future__ import annotations

import re
from collections.abc import Iterator

from fundqa.report import DocumentReport, Report
from fundqa.writers.base import Writer
from fundqa.writers.digest import digest
from fundqa.writers.findings import Finding, Findings
from fundqa.writers.settled import changes, gone, remarks
from fundqa.writers.words import Words, squeeze, words

# A # closes a heading at its end as it opens one at its beginning.
_SIGNS = re.compile(r"[\\`*_\[\]<>|~&$#]")
# What begins a block, where a text begins one.
_BLOCK = re.compile(r"^[-+=:]")
_NUMBER = re.compile(r"^(\d+)([.)])")
_HOST = re.compile(r"(?i)(?<=www)\.|(?<=http):|(?<=https):|(?<=ftp):|(?<=mailto):")


def write(report: Report, *, facts: bool = False) -> str:  # noqa: ARG001
    """A heading a file, its findings and what is gone since the last report, and how many numbers were checked."""
    say = words(report.lang)
    found = Findings(report)
    parts = ["\n".join(_document(report, doc, found, say)) for doc in report.documents]
    notes = "\n".join(f"- {escape(remark)}" for remark in remarks(report, say))
    return "\n\n".join(part for part in (*parts, notes) if part) + "\n"


WRITER = Writer("markdown", ".md", write)


def escape(text: str) -> str:
    """`text` on one line, no character of which is markup: no link, image, tag, stress, heading, list or cell."""
    line = squeeze(text)
    for signs in (_SIGNS, _HOST, _BLOCK):
        line = signs.sub(lambda sign: f"\\{sign.group()}", line)
    return _NUMBER.sub(r"\1\\\2", line)


def _document(report: Report, doc: DocumentReport, found: Findings, say: Words) -> Iterator[str]:
    yield f"### {escape(doc.path)}"
    yield ""
    if doc.error:
        yield f"**{say('file.error')}**{say('colon')}{escape(doc.error.message)}"
        return
    known = digest(doc)
    counts = [say.several(f"count.{severity}", count) for severity, count in known.counts.items()]
    counts += [say("count.waived", n=known.waived)] if known.waived else []
    counts += [say("count.known", n=known.baseline)] if known.baseline else []
    coverage = doc.coverage
    percent = (coverage.checked * 100 + coverage.numbers // 2) // max(coverage.numbers, 1)
    checked = say("coverage.line", numbers=coverage.numbers, checked=coverage.checked, percent=percent)
    yield f"{say('list').join(counts) or say('finding.none')}  "
    yield checked if coverage.numbers else say("coverage.none")
    lost = gone(report, doc)
    if report.comparison is not None and (said := say("list").join(changes(doc.outcomes, lost, say))):
        yield f"\n{say('section.comparison')}{say('colon')}{said}"
    lines = [_finding(finding, say) for finding in found.of(doc)]
    lines += [
        f"- ~~{escape(was.rule)} {escape(was.message)}~~ {say('change.unclear' if was.unclear else 'change.gone')}"
        for was in lost
    ]
    if lines:
        yield ""
        yield from lines


def _finding(finding: Finding, say: Words) -> str:
    outcome = finding.outcome
    head = f"- **{say(f'severity.{outcome.severity}')} {escape(outcome.rule)}** "
    tags = "".join(f"\\[{word}\\] " for word in finding.standing)
    excuse = f" \\[{finding.label}\\] {escape(finding.excuse)}" if finding.excuse else ""
    fix = f" → {escape(finding.said.fix)}" if finding.said.fix else ""
    return f"{head}{tags}{escape(finding.said.message)}{excuse}{fix}"
