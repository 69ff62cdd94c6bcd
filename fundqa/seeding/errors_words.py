"""Errors in words: directions, places, years, claims, numbers of sections and scores."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from fundqa.bind.forms import split_name
from fundqa.derive import holds as inside
from fundqa.document import Location, Table
from fundqa.model import Quantity, Text, Verdict
from fundqa.quantity import parse_cell, to_bound
from fundqa.seeding.errors_base import Proposal, in_digits, replaced, value_of, well_formed
from fundqa.seeding.errors_digits import scaled, statements
from fundqa.seeding.errors_reading import Held, Printed, Reading, Texts, comparison_of, judge, printed
from fundqa.seeding.mutate import Change, Edit, moved_known, overlap
from fundqa.seeding.relation import Known

_OPPOSITE = {
    "增长": "下降", "增加": "减少", "提高": "降低", "上升": "下降", "增幅": "降幅", "净增": "净减", "多": "少",
    "下降": "增长", "减少": "增加", "降低": "提高", "减幅": "增幅", "净减": "净增", "降幅": "增幅", "少": "多",
    "回落": "上升",
}  # fmt: skip
_REACH = 8
_CLAUSE = re.compile(r"[，,。；;：:]")
_YEAR = re.compile(r"20\d\d")
_PLACE = re.compile(r"[一-鿿]{2,5}?(?:自治区|自治州|自治县|地区|新区|[省市州盟县区旗])")
_COUNTY = re.compile(r"[一-鿿]{2,5}?[县区市旗]")
_ELSEWHERE = ("澄溪", "岚浦", "柘岭", "汀沅")
_NUMERALS = "一二三四五六七八九十"
_ORDINAL = re.compile(r"[一二三四五六七八九十]{1,3}|\d{1,2}")


class WrongDirection:
    """增长 for 下降 beside a change that the figures give the other sign."""

    harmless = False
    name = "wrong-direction"
    title = Text("增减方向写反", "a wrong direction word")

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """The direction words in front of numbers that differences give."""
        found = (_direction(reading, number) for number in reading.numbers)
        return tuple(place for place in found if place is not None)

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:  # noqa: ARG002
        """The opposite word."""
        number = next(n for n in reading.numbers if _direction(reading, n) == place)
        broken = tuple(h.known for h in reading.over(number.place) if _breaks_turned(reading, h, number))
        word = reading.texts[place.host][place.start : place.end]
        if broken:
            yield Proposal(Change((Edit(place, _OPPOSITE[word]),)), place, broken)


def _direction(reading: Reading, number: Printed) -> Location | None:
    """The last direction word before a number in its clause, as long as it is (减少, not 少)."""
    if number.place.row >= 0 or not any("-" in h.known.text for h in reading.over(number.place)):
        return None
    text = reading.texts[number.place.host]
    start = max(0, number.digits.start - _REACH)
    start = max([start, *(m.end() for m in _CLAUSE.finditer(text, start, number.digits.start))])
    found = [(at, at + len(word)) for word in _OPPOSITE if (at := text.rfind(word, start, number.digits.start)) >= 0]
    at, end = max(found, key=lambda place: (place[1], -place[0]), default=(-1, -1))
    return number.place.span(at, end) if at >= 0 else None


def _breaks_turned(reading: Reading, held: Held, number: Printed) -> bool:
    """Whether a relation differs when a number has the other sign."""
    comparison = comparison_of(held.known)
    facts = reading.facts(held.known, held.units, reading.texts)
    if comparison is None or facts is None or "-" not in held.known.text:
        return False
    turned = [replace(f, quantity=_turned(f.quantity)) if f.location == number.place else f for f in facts]
    return judge(comparison, dict(zip(held.known.names, turned, strict=True))) is Verdict.DIFFER


def _turned(quantity: Quantity) -> Quantity:
    return replace(quantity, value=-quantity.value, low=-quantity.high, high=-quantity.low)


def _alike(reading: Reading, *kinds: str) -> Iterator[tuple[Known, Location]]:
    """The operands of relations of words that say the same in several places."""
    for known in reading.of_kind(*kinds):
        if not known.text and len(known.operands) > 1:
            yield from ((known, place) for place in known.operands)


def _with(reading: Reading, place: Location, *kinds: str) -> tuple[Known, ...]:
    """The relations of words that a place belongs to."""
    return tuple(dict.fromkeys(known for known, other in _alike(reading, *kinds) if overlap(other, place)))


class NoCounty:
    """An office's name that leaves out its county and keeps what is above it."""

    harmless = False
    name = "county-left-out"
    title = Text("单位名称漏写县名", "a name without its county")

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """The county in names that have a level above it."""
        found = (_county(reading, place) for _, place in _alike(reading, "name"))
        return tuple(dict.fromkeys(place for place in found if place is not None))

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:  # noqa: ARG002
        """The county left out."""
        yield replace(replaced(place, ""), broken=_with(reading, place, "name"))


def _county(reading: Reading, place: Location) -> Location | None:
    """The lowest level of a name's division where there is one above."""
    text = reading.texts[place.host][place.start : place.end]
    lead = len(text) - len(text.lstrip())
    division, _ = split_name(text.strip(), reading.lexicon.organisations)
    levels = [m.span() for m in _PLACE.finditer(division)]
    if len(levels) < 2 or levels[-1][1] != len(division) or not text.strip().startswith(division):
        return None
    start, end = levels[-1]
    return place.span(place.start + lead + start, place.start + lead + end)


class OtherCounty:
    """Another county's name left in one of the places that name this one."""

    harmless = False
    name = "other-county"
    title = Text("残留其他县名", "another county left in")

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """The last division named in each place."""
        found = (_division(reading, place) for _, place in _alike(reading, "name", "place", "county"))
        return tuple(dict.fromkeys(place for place in found if place is not None))

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:
        """The names of counties that the report does not speak of."""
        everything = "".join(reading.texts.values())
        names = [name for name in _ELSEWHERE if name not in everything]
        rng.shuffle(names)
        broken = _with(reading, place, "name", "place", "county")
        yield from (replace(replaced(place, name), broken=broken) for name in names)


def _division(reading: Reading, place: Location) -> Location | None:
    """The last division in a place, without its suffix."""
    text = reading.texts[place.host][place.start : place.end]
    found = list(_COUNTY.finditer(text))
    if not found or len(found[-1][0]) > 5:
        return None
    return place.span(place.start + found[-1].start(), place.start + found[-1].end() - 1)


class LastYear:
    """Last year's number left in one of the places that name this year."""

    harmless = False
    name = "last-year"
    title = Text("残留上年年份", "last year left in")

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """The years."""
        found = []
        for _, place in _alike(reading, "year", "period"):
            year = _YEAR.search(reading.texts[place.host], place.start, place.end)
            found += [place.span(*year.span())] if year else []
        return tuple(dict.fromkeys(found))

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:  # noqa: ARG002
        """The year before."""
        year = int(reading.texts[place.host][place.start : place.end])
        yield replace(replaced(place, str(year - 1)), broken=_with(reading, place, "year", "period"))


class ClaimRefuted:
    """A result that misses its target under a claim that all targets were met."""

    harmless = False
    name = "claim-refuted"
    title = Text("结论与指标矛盾", "a claim against the figures")

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """The results of indicators that a claim covers and that reach their targets."""
        return tuple(dict.fromkeys(number.digits for _, number, _ in _covered(reading)))

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:
        """Results on the wrong side of the target, wherever they are stated."""
        covered = [(claim, target) for claim, number, target in _covered(reading) if number.digits == place]
        number = printed(reading.texts, _result(covered[0][1]))
        stated = statements(reading, number) if number is not None else []
        factors = [Decimal(f) / 100 for f in (70, 80, 90, 110, 125, 150)]
        rng.shuffle(factors)
        for factor in factors if stated else ():
            change = Change(tuple(scaled(n, factor) for n in stated))
            missed = [target for _, target in covered if _met(reading, target, change) is False]
            if missed and all(well_formed(edit.text) for edit in change.edits):
                claims = tuple(dict.fromkeys(claim for claim, target in covered if target in missed))
                yield Proposal(change, place, (*claims, *dict.fromkeys(missed)))


def _covered(reading: Reading) -> Iterator[tuple[Known, Printed, Known]]:
    """Claims of success with the results they cover and the relations of these to their targets."""
    targets = [known for known in reading.of_kind("target") if _met(reading, known, Change())]
    for claim in reading.of_kind("claim"):
        covered = set(claim.operands)
        for known in targets:
            number = printed(reading.texts, _result(known))
            if number is not None and _result(known) in covered:
                yield claim, number, known


def _result(known: Known) -> Location:
    """The result in a relation to its target: first in an inequality, last where it is only said to be reached."""
    return known.operands[0] if known.text else known.operands[-1]


def _met(reading: Reading, known: Known, change: Change) -> bool | None:
    """Whether a result reaches its target; None where they cannot be read."""
    texts = reading.after(change) if change.edits else reading.texts
    held = next((held for held in reading.over(_result(known)) if held.known == known), None)
    if held is not None:
        verdict = reading.verdict(moved_known(known, change), held.units, texts)
        return None if verdict is None else verdict is not Verdict.DIFFER
    return None if known.text else _reached(reading, known, change.moved(_result(known)), texts)


def _reached(reading: Reading, known: Known, result: Location, texts: Texts) -> bool | None:
    """Whether a result lies in what the cell of its target asserts."""
    target = known.operands[0]
    bound = parse_cell(texts[target.host]) if target.row >= 0 else None
    number = printed(texts, result)
    if bound is None or number is None or number.mention.value is None:
        return None
    if bound.value is not None and bound.qualifier is None:
        return _at_least(reading, known, number.mention.value, bound.value)
    try:
        asserted = to_bound(bound)
    except ValueError:
        return None
    scale = Decimal("0.01") if number.mention.unit in ("percent", "percentage_point") else Decimal(1)
    return inside(asserted, number.mention.value * scale)


def _at_least(reading: Reading, known: Known, value: Decimal, target: Decimal) -> bool:
    """Whether a value lies on the side of a bare target on which the report's own value lies."""
    own = printed(reading.texts, _result(known))
    before = own.mention.value if own else None
    return value >= target if before is None or before >= target else value <= target


class SkippedNumber:
    """A number left out of a sequence of sections."""

    harmless = False
    name = "skipped-number"
    title = Text("序号跳号", "a skipped section number")

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """Every number but the first of a sequence."""
        return tuple(place for known in reading.of_kind("number") for place in known.operands[1:])

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:  # noqa: ARG002
        """The number and all that follow it one higher."""
        for known in reading.of_kind("number"):
            if place in known.operands[1:]:
                edits = [_raised(reading, p) for p in known.operands[known.operands.index(place) :]]
                if all(edits) and not any(_automatic(reading, p) for p in known.operands):
                    yield Proposal(Change(tuple(edit for edit in edits if edit)), place, (known,))


def _raised(reading: Reading, place: Location) -> Edit | None:
    """The numeral at a place raised by one."""
    numeral = _ORDINAL.search(reading.texts[place.host], place.start, place.end)
    if numeral is None:
        return None
    if numeral[0].isdecimal():
        return Edit(place.span(*numeral.span()), str(int(numeral[0]) + 1))
    value = _ordinal(numeral[0]) + 1
    return Edit(place.span(*numeral.span()), _numeral(value)) if 2 <= value <= 99 else None


def _ordinal(numeral: str) -> int:
    tens, found, units = numeral.partition("十")
    if not found:
        return _NUMERALS.index(numeral) + 1 if numeral in _NUMERALS else 0
    return (_NUMERALS.index(tens) + 1 if tens else 1) * 10 + (_NUMERALS.index(units) + 1 if units else 0)


def _numeral(value: int) -> str:
    tens, units = divmod(value, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_NUMERALS[tens - 1]}十"
    return head + (_NUMERALS[units - 1] if units else "")


def _automatic(reading: Reading, place: Location) -> bool:
    """Whether a number is set by the word processor and not written."""
    blocks = (b for b in reading.sample.document.blocks if not isinstance(b, Table) and b.location.host == place.host)
    return any(place.start < block.auto for block in blocks)


class ScoreAboveWeight:
    """A score above what can be scored."""

    harmless = False
    name = "score-above-weight"
    title = Text("得分高于分值", "a score above its weight")

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """The scores that are known not to exceed their weight."""
        found = (printed(reading.texts, score) for score, _ in _capped(reading))
        return tuple(dict.fromkeys(number.digits for number in found if number is not None))

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:
        """The weight and a little more."""
        for score, best in _capped(reading):
            weight = printed(reading.texts, best)
            if weight is not None and overlap(score, place):
                value = value_of(weight.text) + Decimal(rng.randint(1, 6)) / 2
                yield replaced(place, in_digits(value, 0 if value == int(value) else 1))


def _capped(reading: Reading) -> Iterator[tuple[Location, Location]]:
    """Scores with the weights they follow from."""
    for held in reading.held:
        at = dict(zip(held.known.names, held.known.operands, strict=True))
        if held.known.kind == "score" and {"score", "weight"} <= set(at):
            yield at["score"], at["weight"]
