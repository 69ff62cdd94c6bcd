"""What a finding says, with nothing said twice: its message, its cure, and the arithmetic the message leaves out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fundqa.report import Outcome, Report
from fundqa.writers.words import squeeze

_NUMBER = re.compile(r"\d[\d,.]*")


@dataclass(frozen=True, slots=True)
class Said:
    """A finding in words. `fix` is not part of `message`; `worked` has the lines with a number that is not in it."""

    message: str
    fix: str
    worked: tuple[str, ...]


def titles(report: Report) -> tuple[str, ...]:
    """The titles of all forms, the longest first: they are said once, in the head of their file."""
    found = {squeeze(form.title) for doc in report.documents for form in doc.forms if form.title.strip()}
    return tuple(sorted(found, key=lambda title: (-len(title), title)))


def said(outcome: Outcome, known: Sequence[str] = ()) -> Said:
    """The words of `outcome`; `known` are form titles that its message need not repeat behind the form's number."""
    message, fix = squeeze(outcome.message), squeeze(outcome.fix)
    body = message.removesuffix(fix).rstrip() if message != fix else message
    for title in known:
        for quoted in (f" 《{title}》", f"《{title}》"):
            body = body.replace(quoted, "", 1)
    lines = (squeeze(line) for line in (outcome.worked or "").splitlines())
    return Said(body, fix, tuple(_fresh(lines, body)))


def _fresh(lines: Iterable[str], message: str) -> Iterable[str]:
    told = _numbers(message)
    for line in lines:
        numbers = _numbers(line)
        if line and (numbers - told if numbers else line not in message):
            yield line


def _numbers(text: str) -> set[str]:
    return {found.rstrip(",.").replace(",", "") for found in _NUMBER.findall(text)}
