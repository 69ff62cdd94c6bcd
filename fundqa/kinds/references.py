"""References to annexes and tables: each must be there, and their numbers run on."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

from fundqa.document import Table
from fundqa.kinds.base import Draft, build, open_outcome
from fundqa.kinds.selecting import words
from fundqa.model import Evidence, Rule, Span, Status
from fundqa.readers.numerals import ordinal
from fundqa.report import Outcome
from fundqa.view import View

ABSENT, GAP = "absent", "gap"
_NUMERAL = r"\s*([1-9]\d?|[一二三四五六七八九十]{1,3})"
_AFTER = r"(?![\d\-.．年月日万亿元个])"
Numbered = dict[int, Span]


def evaluate_references(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per thing referred to, and one per gap in the numbers of captions."""
    outcomes: list[Outcome] = []
    for word in words(rule.params.get("of")):
        captions = _captions(view, word)
        for number, span in sorted(_references(rule, view, word).items()):
            outcomes.append(_reference(rule, view, word, number, span, captions))
        outcomes += _gaps(rule, view, word, captions)
    return outcomes


def _references(rule: Rule, view: View, word: str) -> Numbered:
    """The first reference to each number, behind one of the words that refer (见, 详见 …)."""
    verbs = "|".join(map(re.escape, words(rule.params.get("verbs"))))
    regex = re.compile(rf"(?:{verbs})[（(“]?{re.escape(word)}{_NUMERAL}{_AFTER}")
    found: Numbered = {}
    for location, _, match in view.texts.matches(regex):
        found.setdefault(ordinal(match[1]), Span(match.group(), location.span(*match.span())))
    return found


def _captions(view: View, word: str) -> Numbered:
    """The paragraphs, headings and cells that begin with the word and a number, or stand in a list of annexes."""
    regex = re.compile(rf"[\s\u3000（(]*{re.escape(word)}{_NUMERAL}{_AFTER}")
    found: Numbered = {}
    for location, text in view.texts.those(regex.match):
        match = regex.match(text)
        if match:
            found.setdefault(ordinal(match[1]), Span(text, location.span(0, len(text))))
    return found


def _reference(rule: Rule, view: View, word: str, number: int, span: Span, captions: Numbered) -> Outcome:
    """Absent only where others of its kind are there; else it may be bound apart, or a picture."""
    evidence = (Evidence("reference", span), *(Evidence("found", found) for found in captions.values()))
    if number in captions or (word in words(rule.params.get("forms")) and number <= len(view.forms)):
        return build(rule, view, Draft(Status.PASS, evidence))
    tables = sum(isinstance(block, Table) for document in view.documents for block in document.blocks)
    unread = any(document.warnings for document in view.documents)
    if not captions or unread or len(captions) < tables >= number or len(view.documents) > 1:
        return open_outcome(rule, view, evidence[:1], "perhaps_elsewhere", names=f"{word}{number}")
    values = {"text": span.surface, "missing": f"{word}{number}", "found": _listed(view, word, captions)}
    return build(rule, view, Draft(Status.FAIL, evidence, when=ABSENT, values=values))


def _gaps(rule: Rule, view: View, word: str, captions: Numbered) -> Iterator[Outcome]:
    """A number left out between two captions; a series that begins later goes on from another file."""
    numbers = sorted(captions)
    for before, after in itertools.pairwise(numbers):
        if after > before + 1:
            evidence = (Evidence("heading", captions[after]), Evidence("previous", captions[before]))
            missing = [f"{word}{n}" for n in range(before + 1, after)]
            if any(document.warnings for document in view.documents):
                names = view.lexicon.messages.join(missing, view.lang)
                yield open_outcome(rule, view, evidence[:1], "perhaps_elsewhere", names=names)
                continue
            values = {
                "text": captions[after].surface.strip(),
                "missing": view.lexicon.messages.join(missing, view.lang),
                "found": f"{word}{before}",
            }
            yield build(rule, view, Draft(Status.FAIL, evidence, when=GAP, values=values))


def _listed(view: View, word: str, captions: Numbered) -> str:
    return view.lexicon.messages.join([f"{word}{number}" for number in sorted(captions)], view.lang)
