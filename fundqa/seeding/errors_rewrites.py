"""Harmless rewrites: the same said in another unit, with fewer digits, in other words or another order."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import pairwise

from fundqa.document import Cell, Location, Table
from fundqa.lexicon import Lexicon, normalise
from fundqa.model import Text
from fundqa.seeding.errors_base import (
    Proposal,
    decimals_of,
    digit_places,
    in_digits,
    number_at,
    replaced,
    value_of,
)
from fundqa.seeding.errors_digits import symbol_place
from fundqa.seeding.errors_reading import Reading
from fundqa.seeding.mutate import Change, Edit, Swap
from fundqa.units import UNITS

_UNITS = {
    "万元": ("亿元", "元"), "亿元": ("万元",), "元": ("万元",), "千元": ("万元",), "人": ("万人",), "万人": ("人",),
}  # fmt: skip
_WIDE = str.maketrans("0123456789.", "０１２３４５６７８９．")
# Words that only some schemes use: a synonym with one of them may be another fund's.
_OF_A_SCHEME = (
    "养老", "失业", "工伤", "医", "退休", "居民", "参保", "缴费", "补贴", "代缴", "待遇", "首次", "转移", "服务",
    "群众", "社会", "基金", "资金", "收入",
)  # fmt: skip


class OtherUnit:
    """The same value in another unit, every digit kept."""

    harmless = True
    name = "other-unit"
    title = Text("换单位", "the same value in another unit")

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """The numbers in prose with a unit that has others."""
        return tuple(n.digits for n in reading.numbers if n.place.row < 0 and n.mention.symbol in _UNITS)

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:
        """The same value in each unit that needs no idle zeros."""
        number = number_at(reading, place)
        symbol = symbol_place(reading, number)
        options = list(_UNITS[number.mention.symbol])
        rng.shuffle(options)
        for unit in options if symbol is not None and number.mention.qualifier is None else ():
            factor = UNITS[number.mention.symbol].scale / UNITS[unit].scale
            decimals = decimals_of(number.text) - factor.adjusted()
            text = in_digits(value_of(number.text) * factor, max(decimals, 0))
            if symbol is not None and 0 <= decimals <= 8:
                yield Proposal(Change((Edit(place, text), Edit(symbol, unit))), place)


class Rounded:
    """A number in prose correctly rounded to fewer decimals."""

    harmless = True
    name = "rounded"
    title = Text("正确舍入", "correctly rounded to fewer digits")

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """The numbers in prose with decimals."""
        return tuple(n.digits for n in reading.numbers if n.place.row < 0 and decimals_of(n.text))

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:
        """With one decimal fewer, or more."""
        text = number_at(reading, place).text
        fewer = list(range(decimals_of(text)))
        rng.shuffle(fewer)
        yield from (replaced(place, in_digits(value_of(text), decimals)) for decimals in fewer)


class Synonym:
    """An indicator under another of its names."""

    harmless = True
    name = "synonym"
    title = Text("同义指标名", "a synonym of an indicator's name")

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """The cells that hold a name with synonyms and nothing else."""
        cells = ((place, text) for place, text in reading.texts.items() if place.row >= 0)
        return tuple(p.span(0, len(t)) for p, t in cells if next(_synonyms(t, reading.lexicon), None))

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:
        """Its other names."""
        names = list(_synonyms(reading.texts[place.host], reading.lexicon))
        rng.shuffle(names)
        yield from (replaced(place, name) for name in names)


def _synonyms(text: str, lexicon: Lexicon) -> Iterator[str]:
    """The other names of what a label names, as long as they belong to no scheme."""
    plain = normalise(text)
    concept = lexicon.labels.get(plain)
    if concept is None or lexicon.concept(concept).amount or _particular(plain):
        return
    names = (name for name, of in lexicon.labels.items() if of == concept and name != plain)
    yield from (name for name in names if not _particular(name))


def _particular(name: str) -> bool:
    return any(word in name for word in _OF_A_SCHEME)


class Spacing:
    """Blanks around a number."""

    harmless = True
    name = "spacing"
    title = Text("加空格", "blanks around a number")

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """Every checkable number."""
        return digit_places(reading)

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:
        """A blank in front, behind or on both sides."""
        text = number_at(reading, place).text
        forms = [f" {text}", f"{text} ", f" {text} ", f"\u3000{text}"]
        rng.shuffle(forms)
        yield from (replaced(place, form) for form in forms)


class FullWidth:
    """A number in full-width digits."""

    harmless = True
    name = "full-width"
    title = Text("全角数字", "full-width digits")

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """Every checkable number."""
        return digit_places(reading)

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:  # noqa: ARG002
        """All its digits and its point."""
        yield replaced(place, number_at(reading, place).text.translate(_WIDE))


class Thousands:
    """A number with thousands separators, or without."""

    harmless = True
    name = "thousands"
    title = Text("千分位", "thousands separators")

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """The numbers from a thousand on."""
        return tuple(n.digits for n in reading.numbers if value_of(n.text) >= 1000)

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:  # noqa: ARG002
        """Separators put in, or left out where they are."""
        text = number_at(reading, place).text
        plain = in_digits(value_of(text), decimals_of(text))
        whole, point, decimals = plain.partition(".")
        yield replaced(place, f"{int(whole):,}{point}{decimals}" if "," not in text else plain)


class RowOrder:
    """Two neighbouring indicators in the other order."""

    harmless = True
    name = "row-order"
    title = Text("指标换行序", "two indicators in the other order")

    def places(self, reading: Reading) -> tuple[Location, ...]:
        """The first cell that moves of each pair of rows with targets of their own."""
        rows = sorted({p.host for known in reading.of_kind("target") for p in known.operands if p.row >= 0})
        tables = {b.location.host: b for b in reading.sample.document.blocks if isinstance(b, Table)}
        found = []
        for table_at, table in tables.items():
            own = sorted({p.row for p in rows if p.block == table_at.block and p.parent == table_at.parent})
            pairs = ((a, b) for a, b in pairwise(own) if b == a + 1)
            found += [place for a, b in pairs if (place := _movable(table, a, b)) is not None]
        return tuple(found)

    def at(self, reading: Reading, place: Location, rng: random.Random) -> Iterator[Proposal]:  # noqa: ARG002
        """The pair exchanged."""
        table = next(b for b in reading.sample.document.blocks if b.location.host == _table_of(place))
        swap = Swap(table.location, (place.row, place.row + 1), place.col)
        yield Proposal(Change(swap=swap), place)


def _table_of(place: Location) -> Location:
    return Location(place.document, place.part, place.block, page=place.page, parent=place.parent)


def _movable(table: Table, first: int, second: int) -> Location | None:
    """The first cell of a row that can change places with the next one in the same group, None where none can."""
    own, other = _cells(table, first), _cells(table, second)
    both = [col for col in sorted(own) if col in other and own[col].text.strip() and other[col].text.strip()]
    if not both:
        return None
    left = both[0]
    if any(col < left and cell.text.strip() for col, cell in other.items()):
        return None
    moving = [cell for cells in (own, other) for col, cell in cells.items() if col >= left]
    same = {c for c in own if c >= left} == {c for c in other if c >= left}
    alone = all(cell.rowspan == 1 for cell in moving)
    return own[left].location.span(0, len(own[left].text)) if same and alone else None


def _cells(table: Table, row: int) -> dict[int, Cell]:
    return {cell.col: cell for cell in table.cells if cell.row == row}
