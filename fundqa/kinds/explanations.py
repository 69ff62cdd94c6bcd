"""Where a report explains why a result is off its target: the row's reason cell, or a sentence that names it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from fundqa.document import Location
from fundqa.kinds.lookup import entities_of_forms
from fundqa.lexicon import normalise
from fundqa.model import Fact, Span
from fundqa.view import Form, Indicator, Sentence, View

_SHORTEST_NAME = 4


@dataclass(frozen=True, slots=True)
class Reason:
    """A sentence that gives reasons, or stands under a heading that announces them.

    names, before: the concepts it names and those that the sentence before it names; deviates: whether it speaks of
    being off a target; changes: whether of more or less; figures: whether of figures at all; foreign: whether it is
    a row's own reason cell.
    """

    sentence: Sentence
    plain: str
    names: frozenset[str]
    before: frozenset[str]
    plain_before: str
    deviates: bool
    changes: bool
    figures: bool
    foreign: bool

    @property
    def span(self) -> Span:
        """The sentence as evidence."""
        return Span(self.sentence.text, self.sentence.location)


def given(view: View, deviation: Sequence[str]) -> list[Reason]:
    """Every sentence of the report that gives reasons; `deviation` are the words for being off a target."""
    cells = _reason_cells(view)
    found: list[Reason] = []
    previous: Sentence | None = None
    for sentence in view.sentences:
        before = previous if previous and previous.location.host == sentence.location.host else None
        previous = sentence
        announced = any(_has(heading, view.lexicon.explain) for heading in sentence.heading)
        heading = bool(sentence.heading) and sentence.text.strip() == sentence.heading[-1].strip()
        if not heading and (announced or _has(sentence.text, view.lexicon.explain)):
            found.append(_reason(view, sentence, before, announced, deviation, sentence.location.host in cells))
    return found


def _reason(
    view: View, sentence: Sentence, before: Sentence | None, announced: bool, deviation: Sequence[str], foreign: bool
) -> Reason:
    plain, plain_before = normalise(sentence.text), normalise(before.text) if before else ""
    kinds = {tag.kind for hit in view.lexicon.phrases.scan(sentence.text) for tag in hit.tags}
    names = _concepts(view, plain)
    return Reason(
        sentence=sentence,
        plain=plain,
        names=names,
        before=_concepts(view, plain_before),
        plain_before=plain_before,
        deviates=announced or _has(plain, deviation) or (not names and _has(plain_before, deviation)),
        changes="change" in kinds,
        figures=bool(names) and bool(kinds & {"plan", "actual"}),
        foreign=foreign,
    )


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def _concepts(view: View, plain: str) -> frozenset[str]:
    return frozenset(tag.value for hit in view.lexicon.phrases.scan(plain) if (tag := hit.tag("concept")))


def _reason_cells(view: View) -> frozenset[Location]:
    column = view.lexicon.columns.reason
    cells = (row.cells.get(column) for form in view.forms for row in form.table("indicators"))
    return frozenset(cell.location.host for cell in cells if cell is not None)


def reasons(view: View, indicator: Indicator, said: Sequence[Reason]) -> tuple[Span | None, Span | None]:
    """The explanation that is the indicator's own, and one that may be meant for it without saying so."""
    cell = indicator.row.cells.get(view.lexicon.columns.reason)
    if cell and cell.surface.strip() and cell.surface.strip() not in view.lexicon.layout.nil:
        return cell, None
    general = None
    for reason in said:
        if not speaks_of(view, reason.sentence.entity, indicator.form):
            continue
        if _own(view, reason, indicator):
            return reason.span, None
        if general is None and _perhaps(view, reason, indicator):
            general = reason.span
    return None, general


def speaks_of(view: View, entity: str, form: Form) -> bool:
    """Whether what is said of `entity` concerns a form: of its own fund, of all funds or of none in particular."""
    named = entity in view.lexicon.funds or entity in entities_of_forms(view)
    return entity == form.entity or not named


def _own(view: View, reason: Reason, indicator: Indicator) -> bool:
    """Whether a reason names the indicator, or follows the sentence that does and names nothing else."""
    if reason.foreign or not (reason.deviates or reason.changes):
        return False
    if _named(view, indicator, reason.plain, reason.names):
        return True
    return not reason.names and _named(view, indicator, reason.plain_before, reason.before)


def _perhaps(view: View, reason: Reason, indicator: Indicator) -> bool:
    """Whether a reason may be meant for the indicator: it names it in passing or in part, or speaks of all figures."""
    plain = reason.plain_before + reason.plain
    if _named(view, indicator, plain, reason.names | reason.before) or half_named(indicator, plain):
        return True
    if reason.foreign:
        return False
    return reason.deviates or (reason.figures and reason.sentence.entity == indicator.form.entity)


def _named(view: View, indicator: Indicator, plain: str, names: frozenset[str]) -> bool:
    concept = view.lexicon.concept(indicator.concept)
    if normalise(indicator.label.surface) in plain or names & {indicator.concept, concept.rate_of} - {""}:
        return True
    return _by_its_end(view, indicator, plain)


def _by_its_end(view: View, indicator: Indicator, plain: str) -> bool:
    """Whether a text says the greater part of an indicator's name, from its end: 参保覆盖率 for 居民参保覆盖率.

    No other indicator of its form may have that in its name.
    """
    label = normalise(indicator.label.surface)
    shortest = max(_SHORTEST_NAME + 1, (len(label) + 1) // 2)
    said = next((label[i:] for i in range(1, len(label) - shortest + 1) if label[i:] in plain), "")
    others = (normalise(i.label.surface) for i in view.indicators if i.form is indicator.form and i is not indicator)
    return bool(said) and not any(said in other for other in others)


def half_named(indicator: Indicator, plain: str) -> bool:
    """Whether a text holds a long piece of the indicator's name."""
    return any(piece in plain for piece in pieces(indicator.label.surface) if len(piece) >= _SHORTEST_NAME)


def pieces(name: str) -> list[str]:
    """The pieces of a name by which a text is known to speak of it; a name too short to have any is its own."""
    label = normalise(name)
    size = min(len(label), max(_SHORTEST_NAME, (len(label) + 1) // 2))
    return [label[i : i + size] for i in range(len(label) - size + 1)]


def at_value(fact: Fact, value: Decimal) -> Fact:
    """The fact with another value, exact: for printing an edge in the fact's unit."""
    quantity = replace(fact.quantity, value=value, low=value, high=value, decimals=None)
    return replace(fact, quantity=quantity)
