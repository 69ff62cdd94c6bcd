"""What the known relations of a report say in its own digits: which hold, and which a change breaks."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property

from fundqa import expr, interval
from fundqa.bind.values import quantity_of
from fundqa.document import Location
from fundqa.kinds import verdicts
from fundqa.kinds.total import company
from fundqa.lexicon import Lexicon
from fundqa.model import Context, Fact, Mention, Verdict
from fundqa.quantity import QUANTITIES, parse_cell, quantities
from fundqa.seeding.mutate import Change, apply, changed_text, moved_known
from fundqa.seeding.relation import Known, Sample
from fundqa.units import NO_UNIT, UNITS, Unit

DIGITS = re.compile(r"\d[\d,，]*(?:[.．]\d+)?")
_BARE = (*(UNITS[symbol] for symbol in ("万元", "%", "元", "千元", "亿元", "人")), NO_UNIT)
_MANY = 3
_STOPS = "。；;\n"
LISTED, TARGET = "sum", "target"
Texts = Mapping[Location, str]
Guess = tuple[Unit | None, ...]


@dataclass(frozen=True, slots=True)
class Printed:
    """A number where it stands: its mention in the paragraph or cell, and the place of its digits."""

    place: Location
    mention: Mention
    digits: Location
    text: str


@dataclass(frozen=True, slots=True)
class Held:
    """A relation that holds, and the unit in which each of its bare numbers must be read for that."""

    known: Known
    units: Guess


def printed(texts: Texts, place: Location) -> Printed | None:
    """The number at a place, None where there is none in Arabic digits."""
    text = texts.get(place.host, "")
    mention = _mention(text, place)
    found = DIGITS.search(text, mention.start, mention.end) if mention else None
    if mention is None or found is None:
        return None
    return Printed(place, mention, place.span(*found.span()), found[0])


def _mention(text: str, place: Location) -> Mention | None:
    whole = parse_cell(text) if place.row >= 0 else None
    found = [whole] if whole is not None else [m for q in quantities(text) for m in (q.members or (q,))]
    numbers = (m for m in found if m.kind in QUANTITIES and m.start < place.end and place.start < m.end)
    mention = next(numbers, None)
    return _end_of_range(text, place, mention) if mention is not None and mention.value is None else mention


def _end_of_range(text: str, place: Location, whole: Mention) -> Mention | None:
    """The one number of a range that stands at a place; it has the range's unit where it prints none."""
    said = text[place.start : place.end]
    found = next((m for m in quantities(said) if m.value is not None), None)
    if found is not None and not found.unit and whole.symbol:
        found = next((m for m in quantities(said + whole.symbol) if m.value is not None), None)
    return replace(found, start=found.start + place.start, end=place.end) if found is not None else None


def comparison_of(known: Known) -> expr.Comparison | None:
    """The arithmetic of a relation, None where it is about words."""
    try:
        return expr.parse(known.text) if known.text else None
    except expr.ExprError:
        return None


def is_arithmetic(known: Known) -> bool:
    """Whether a relation is an equality of numbers: only those check a number."""
    comparison = comparison_of(known)
    return comparison is not None and comparison.operator == "=="


@dataclass(frozen=True, eq=False)
class Reading:
    """A sample with its relations read: only those that hold as printed are used."""

    sample: Sample
    lexicon: Lexicon

    @cached_property
    def texts(self) -> Texts:
        """Every paragraph and cell by its place."""
        return {place.host: text for place, text in self.sample.document.texts()}

    @cached_property
    def held(self) -> tuple[Held, ...]:
        """The arithmetic relations that hold."""
        found = ((known, self._units(known)) for known in self.sample.relations if comparison_of(known))
        return tuple(Held(known, units) for known, units in found if units is not None)

    @cached_property
    def numbers(self) -> tuple[Printed, ...]:
        """The checkable numbers: operands of at least one equality, in reading order."""
        places = {place for held in self.held if is_arithmetic(held.known) for place in held.known.operands}
        found = (printed(self.texts, place) for place in sorted(places))
        return tuple({number.digits: number for number in found if number is not None}.values())

    def is_bound(self, place: Location) -> bool:
        """Whether a number is part of what is asserted of another one (≥95%, 95%至105%) and measures nothing."""
        text = self.texts[place.host]
        whole = parse_cell(text) if place.row >= 0 else None
        found = (whole,) if whole is not None else quantities(text)
        around = (m for m in found if m.start < place.end and place.start < m.end and m.kind in QUANTITIES)
        return any(not m.members and (m.low is None or m.high is None or m.value is None) for m in around)

    @cached_property
    def lost(self) -> tuple[Known, ...]:
        """The arithmetic relations said to hold that do not, as their digits are read here."""
        kept = {held.known for held in self.held}
        return tuple(known for known in self.sample.relations if known.text and known not in kept)

    def of_kind(self, *kinds: str) -> Iterator[Known]:
        """The relations of some kinds."""
        return (known for known in self.sample.relations if known.kind in kinds)

    def over(self, place: Location) -> tuple[Held, ...]:
        """The relations that have a number among their operands."""
        return self._over.get(place, ())

    @cached_property
    def _over(self) -> Mapping[Location, tuple[Held, ...]]:
        found: dict[Location, tuple[Held, ...]] = {}
        for held in self.held:
            for place in dict.fromkeys(held.known.operands):
                found[place] = (*found.get(place, ()), held)
        return found

    @cached_property
    def by_digits(self) -> Mapping[Location, Printed]:
        """The checkable numbers by the place of their digits."""
        return {number.digits: number for number in self.numbers}

    def broken(self, change: Change) -> tuple[Known, ...] | None:
        """The arithmetic relations that differ after a change; None where a number can no longer be read.

        A target that is missed is no contradiction.
        """
        concerned = [
            held
            for held in self.held
            if held.known.kind != TARGET and any(change.touches(place) for place in held.known.operands)
        ]
        texts = self.after(change)
        result = []
        for held in concerned:
            moved = moved_known(held.known, change)
            verdict = self.verdict(moved, held.units, texts)
            if verdict is None:
                return None
            if verdict is Verdict.DIFFER:
                result.append(moved)
        return tuple(result)

    def agree(self, change: Change) -> bool:
        """Whether everything known still agrees after a change."""
        texts = self.after(change)
        return all(self.verdict(moved_known(h.known, change), h.units, texts) is Verdict.AGREE for h in self.held)

    def after(self, change: Change) -> Texts:
        """The texts of the changed document."""
        if change.swap:
            return {place.host: text for place, text in apply(self.sample.document, change).texts()}
        hosts = {edit.place.host for edit in change.edits}
        edited = {h: changed_text(self.texts[h], [e for e in change.edits if e.place.host == h]) for h in hosts}
        return {**self.texts, **edited}

    def facts(self, known: Known, units: Guess, texts: Texts) -> list[Fact] | None:
        """The operands as numbers, None where one cannot be read."""
        found = []
        for place, unit in zip(known.operands, units, strict=True):
            number = printed(texts, place)
            if number is None or number.mention.value is None:
                return None
            bare = not (number.mention.symbol or number.mention.unit)
            quantity = quantity_of(number.mention, self.lexicon, unit if bare else None)
            context = Context("table" if place.row >= 0 else "prose")
            found.append(Fact("", "", "", None, (), quantity, number.mention.surface, place, context))
        return found

    def verdict(self, known: Known, units: Guess, texts: Texts) -> Verdict | None:
        """What the digits of some texts say of a relation; None where they say nothing."""
        comparison = comparison_of(known)
        facts = self.facts(known, units, texts)
        if comparison is None or facts is None or set(comparison.names) - set(known.names):
            return None
        stated = dict(zip(known.names, facts, strict=True))
        try:
            verdict = judge(comparison, stated, listed=_is_list(known))
        except ZeroDivisionError:
            return None
        short = verdict is Verdict.DIFFER and known.kind == LISTED and _is_short(comparison, stated)
        return Verdict.AGREE if short and not self._declared(known, texts) else verdict

    def _declared(self, known: Known, texts: Texts) -> bool:
        """Whether a list says that it is complete: in prose by a word for it, in a table by being one (design 3.11).

        What stands before a total that its parts follow is said of another list, in which the total is a part.
        """
        hosts = {place.host for place in known.operands}
        if any(host.row >= 0 for host in hosts) or len(hosts) > 1:
            return True
        text = texts[hosts.pop()]
        start, end = min(p.start for p in known.operands), max(p.end for p in known.operands)
        if start != known.operands[0].start:
            start = max(text.rfind(mark, 0, start) for mark in _STOPS) + 1
        end = _sentence_end(text, end)
        return any(hit.tag("exhaustive") or hit.tag("closing") for hit in self.lexicon.phrases.scan(text, start, end))

    def _units(self, known: Known) -> Guess | None:
        """The units of bare numbers under which a relation holds: those printed beside them before others."""
        numbers = [printed(self.texts, place) for place in known.operands]
        if len(known.names) != len(numbers) or any(n is None or n.mention.value is None for n in numbers):
            return None
        bare = [n is not None and not (n.mention.symbol or n.mention.unit) for n in numbers]
        beside = [UNITS[n.mention.symbol] for n in numbers if n and n.mention.symbol in UNITS and n.mention.unit]
        options = tuple(dict.fromkeys((*beside, *_BARE)))
        for units in _assignments(bare, options):
            if self.verdict(known, units, self.texts) is Verdict.AGREE:
                return units
        return None


def _assignments(bare: Sequence[bool], options: Sequence[Unit]) -> Iterator[Guess]:
    """Units for the bare numbers: one for all of them, then, where they are few, one for each."""
    for unit in options:
        yield tuple(unit if is_bare else None for is_bare in bare)
    if 2 <= sum(bare) <= _MANY:
        yield from itertools.product(*(options if is_bare else (None,) for is_bare in bare))


def judge(comparison: expr.Comparison, facts: Mapping[str, Fact], listed: bool = False) -> Verdict:
    """The verdict on numbers: of an equality as the engine's, of an inequality differ when no reading satisfies it.

    listed: the numbers are a total and its parts, whose most printed decimals count for all (design 3.2).
    """
    intervals = {name: fact.quantity.interval for name, fact in facts.items()}
    if listed:
        intervals = dict(zip(facts, company(list(facts.values())), strict=True))
    sides = comparison.left.over(intervals), comparison.right.over(intervals)
    if comparison.operator != "==":
        low, high = sides if comparison.operator in ("<=", "<") else reversed(sides)
        return Verdict.DIFFER if interval.below(high, low) else Verdict.AGREE
    exact = {name: fact.quantity.value for name, fact in facts.items()}
    left, right = (
        verdicts.Side(over, side.at(exact), _place(side, facts), side.addends)
        for side, over in zip((comparison.left, comparison.right), sides, strict=True)
    )
    return verdicts.equal(left, right).verdict


def _is_list(known: Known) -> bool:
    """Whether a total stands with its parts in one table or passage."""
    return known.kind == LISTED and len({(p.part, p.block, p.parent) for p in known.operands}) == 1


def _is_short(comparison: expr.Comparison, facts: Mapping[str, Fact]) -> bool:
    """Whether parts are less than their total, as printed."""
    exact = {name: fact.quantity.value for name, fact in facts.items()}
    return comparison.right.at(exact) < comparison.left.at(exact)


def _sentence_end(text: str, start: int) -> int:
    found = [at for mark in _STOPS if (at := text.find(mark, start)) >= 0]
    return min(found, default=len(text))


def _place(side: expr.Side, facts: Mapping[str, Fact]) -> Decimal:
    """The unit of the last place of a side that is a printed number."""
    return verdicts.side_of(facts[side.names[0]]).last_place if side.text in side.names else Decimal(0)
