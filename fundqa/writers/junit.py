"""The report as JUnit XML, for programs that gate on tests: a suite a file, a case for each finding and each rule.

What must be mended fails; what must be explained, and what is waived or known, is skipped with its message, as JUnit
has no word for it. A rule that found nothing wrong is a case that passed.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree import ElementTree as ET

from fundqa.model import Severity, Status
from fundqa.report import DocumentReport, Report
from fundqa.writers.base import Writer
from fundqa.writers.findings import Finding, Findings
from fundqa.writers.words import Words, clean, squeeze, words


def write(report: Report, *, facts: bool = False) -> str:  # noqa: ARG001
    """`report` as JUnit XML; whatever XML cannot hold is replaced."""
    say = words(report.lang)
    found = Findings(report)
    root = ET.Element("testsuites", name="fundqa")
    for doc in report.documents:
        suite = ET.SubElement(root, "testsuite", name=squeeze(doc.path))
        suite.extend(_cases(doc, found, say))
        _count(suite)
    _count(root)
    ET.indent(root)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


WRITER = Writer("junit", ".xml", write)


def _count(node: ET.Element) -> None:
    """Sets how many cases `node` holds, and of what kind."""
    node.set("tests", str(len(node.findall(".//testcase"))))
    for name, kind in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        node.set(name, str(len(node.findall(f".//testcase/{kind}"))))


def _case(doc: DocumentReport, name: str) -> ET.Element:
    return ET.Element("testcase", classname=squeeze(doc.path), name=squeeze(name))


def _cases(doc: DocumentReport, found: Findings, say: Words) -> Iterator[ET.Element]:
    if doc.error:
        case = _case(doc, say("file.error"))
        ET.SubElement(case, "error", type=squeeze(doc.error.code), message=squeeze(doc.error.message))
        yield case
        return
    failed = set()
    for finding in found.of(doc):
        failed.add(finding.outcome.rule)
        yield _failing(finding, say)
    yield from _others(doc, failed)


def _failing(finding: Finding, say: Words) -> ET.Element:
    """A finding as a case: its name says rule, title and place."""
    outcome = finding.outcome
    case = _case(finding.doc, f"{outcome.rule} {outcome.title}{say('aside', text=finding.place)}")
    tags = "".join(f"[{word}] " for word in finding.standing)
    excuse = f" [{finding.label}] {finding.excuse}" if finding.excuse else ""
    message = f"{tags}{finding.said.message}{excuse}"
    if outcome.severity is Severity.ERROR and not outcome.settled:
        node = ET.SubElement(case, "failure", type=outcome.severity.value, message=message)
        worked = clean(outcome.worked or "").splitlines()
        guesses = [f"{say('finding.diagnosis')}{say('colon')}{squeeze(guess)}" for guess in outcome.diagnosis]
        node.text = "\n".join([message, *worked, *guesses, *([finding.said.fix] if finding.said.fix else [])])
    else:
        ET.SubElement(case, "skipped", message=f"{say(f'severity.{outcome.severity}')}{say('colon')}{message}")
    return case


def _others(doc: DocumentReport, failed: set[str]) -> Iterator[ET.Element]:
    """The rules without a finding: passed, or skipped with the first reason why not."""
    rules: dict[str, list[int]] = {}
    for index, outcome in enumerate(doc.outcomes):
        if outcome.rule not in failed:
            rules.setdefault(outcome.rule, []).append(index)
    for rule, indices in rules.items():
        outcomes = [doc.outcomes[index] for index in indices]
        case = _case(doc, f"{rule} {outcomes[0].title}")
        if all(o.status in (Status.OPEN, Status.NOT_APPLICABLE) for o in outcomes):
            ET.SubElement(case, "skipped", message=squeeze(outcomes[0].reason or ""))
        yield case
