"""The arithmetic of a pass with the place of each number in it, so that neither has to be read twice."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from unicodedata import normalize

from fundqa.document import Location
from fundqa.model import Evidence, Fact
from fundqa.report import Outcome
from fundqa.writers.digest import OTHER, bystanders, operands
from fundqa.writers.place import Places
from fundqa.writers.words import Words, squeeze

_DIGITS = re.compile(r"\d[\d,]*(?:\.\d+)?")
# A number with the unit behind it, up to the next sign, blank or bracket.
_TERM = re.compile(r"\d[\d,]*(?:\.\d+)?[^\d\s+\-×÷*/=≈≠<>≤≥∈∉→,，;；()（）\[\]［］]*")


@dataclass(frozen=True, slots=True)
class Term:
    """A stretch of arithmetic; `place` is where its last number stands, "" when it is not printed anywhere.

    at: the number's own location; before: how much of the text comes before the number.
    """

    text: str
    place: str = ""
    at: Location | None = field(default=None, compare=False)
    before: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Sum:
    """Lines of arithmetic; `rest`: the compared statements that no number of it prints; `beside`: the bystanders'."""

    lines: tuple[tuple[Term, ...], ...]
    beside: tuple[tuple[Term, ...], ...]


def placed(outcome: Outcome, places: Places, home: str) -> Sum:
    """The arithmetic of `outcome`, each number followed by its place; what it does not mention stands by itself."""
    shown = [e for e in bystanders(outcome) if e not in operands(outcome)]
    pending = [*operands(outcome), *shown]
    lines: list[tuple[Term, ...]] = []
    beside: list[tuple[Term, ...]] = []
    last: Evidence | None = None
    for line in (outcome.worked or "").splitlines():
        count = len(pending)
        terms = []
        for text, before, evidence in _matched(squeeze(line), pending):
            place = places.brief(evidence, home, last) if evidence else ""
            terms.append(Term(text, place, evidence.location if evidence else None, before))
            last = evidence or last
        met = [e for e in shown if e not in pending]
        (beside if met and len(pending) < count and lines else lines).append(_once(terms))
    for evidence in pending:
        text = squeeze(evidence.surface) or places.label(evidence)
        term = Term(text, places.brief(evidence, home, last), evidence.location)
        (beside if evidence.role == OTHER else lines).append((term,))
        last = evidence
    return Sum(tuple(lines), tuple(beside))


def _once(terms: Sequence[Term]) -> tuple[Term, ...]:
    """`terms` with their place said behind the last of them only, where all stand in the same one."""
    where = {term.place for term in terms if term.place}
    if len(where) != 1:
        return tuple(terms)
    final = max(index for index, term in enumerate(terms) if term.place)
    return tuple(term if index == final else replace(term, place="") for index, term in enumerate(terms))


def _matched(line: str, pending: list[Evidence]) -> Iterator[tuple[str, int, Evidence | None]]:
    """`line` cut behind each number that some evidence prints; that evidence is taken from `pending`.

    With how much of each piece comes before its number.
    """
    start = 0
    for match in _TERM.finditer(line):
        value = _value(match.group())
        found = next((e for e in pending if value is not None and _value(e.surface) == value), None)
        if found is not None:
            pending.remove(found)
            yield line[start : match.end()], match.start() - start, found
            start = match.end()
    if start < len(line):
        yield line[start:], 0, None


def _value(text: str) -> Decimal | None:
    found = _DIGITS.search(normalize("NFKC", text))
    return Decimal(found.group().replace(",", "")) if found else None


def about(evidence: Sequence[Evidence], say: Words) -> str:
    """What the numbers of `evidence` are: the first one's concept, and the basis where all have the same."""
    facts = [e.item for e in evidence if isinstance(e.item, Fact)]
    if not facts or not facts[0].concept:
        return ""
    bases = {fact.basis for fact in facts}
    return named(facts[0], say, basis=len(bases) == 1)


def named(fact: Fact, say: Words, *, basis: bool = True) -> str:
    """The concept of `fact`, with its basis when that is known and `basis` is wanted."""
    concept = squeeze(fact.concept)
    if not basis or fact.basis is None or fact.basis.value in concept:
        return concept
    return concept + say("aside", text=say.get(f"basis.{fact.basis.value}", fact.basis.value))
