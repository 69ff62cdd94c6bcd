"""The forms T0 to T6 as tables with merged cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from fundqa.seeding.books import Account
from fundqa.seeding.indicators import Indicator
from fundqa.seeding.page import Line, Page, Sheet, Slot, even
from fundqa.seeding.prose import Composer
from fundqa.seeding.words import Choice, Entry, words
from fundqa.units import RATIO

WIDTH = 12
_SIDE = 2


@dataclass(slots=True)
class FormMaker:
    """Fills one kind of form in one report's manner: every label is chosen once, then kept."""

    composer: Composer
    form: Entry
    organisations: dict[str, Line]
    labels: dict[str, str] = field(default_factory=dict)
    inside: bool = True
    unit_in_label: bool = True

    @property
    def choice(self) -> Choice:
        """The report's chance."""
        return self.composer.choice

    def label(self, *path: str | int) -> str:
        """The label at a path of the form (header, name), as this report words it."""
        name = ".".join(map(str, path))
        if name not in self.labels:
            options: Any = self.form
            for step in path:
                options = options[step]
            self.labels[name] = self.choice.pick(list(options))
        return self.labels[name]

    def common(self, name: str) -> str:
        """A wording that all forms share."""
        if name not in self.labels:
            self.labels[name] = self.choice.pick(words()["forms"]["common"][name])
        return self.labels[name]

    def nil(self) -> Slot:
        """An empty cell, one column wide."""
        return Slot(Line(self.common("nil")))

    def write(self, page: Page, account: Account, goals: tuple[Line, Line]) -> None:
        """Add one account's form to the page."""
        sheet = Sheet(WIDTH)
        caption = self._caption(account)
        if self.inside:
            sheet.row(Slot(caption, WIDTH))
        else:
            page.say(caption)
        sheet.row(Slot(self._filled(self.common("year_notes")), WIDTH))
        unit = self.composer.style.table_unit.symbol
        sheet.row(Slot(Line(self.common("unit_notes").format(unit=unit)), WIDTH))
        self._header(sheet, account)
        {"pairs": self._pairs, "matrix": self._matrix, "plan": self._plan}[self.form["layout"]](sheet, account)
        self._goals(sheet, goals)
        self._indicators(sheet, account, self.composer.rows[account.number])
        self._closing(sheet, account)
        page.table(sheet)

    def _caption(self, account: Account) -> Line:
        return self._filled(self.common("captions"), subject=account.words["caption"], title=self.label("titles"))

    def _filled(self, template: str, **more: str) -> Line:
        line = self.composer.line([template], None, **more)
        if line is None:
            raise ValueError(f"a word is missing for {template}")
        return line

    def _header(self, sheet: Sheet, account: Account) -> None:
        name = Line.of(account.words["table_name"], account.key("fund"))
        sheet.row(Slot(Line(self.label("header", "name")), _SIDE), Slot(name, WIDTH - _SIDE))
        roles = [role for role in self.form["header"] if role != "name"]
        spans = even(len(roles), WIDTH - _SIDE * len(roles))
        cells = []
        for role, span in zip(roles, spans, strict=True):
            cells += [Slot(Line(self.label("header", role)), _SIDE), Slot(self.organisations[role], span)]
        sheet.row(*cells)

    def money(self, account: Account, name: str) -> Line:
        """An amount as a value cell; the empty line when the account has none."""
        figure = account.figures.get(name)
        if figure is None:
            return Line(self.common("nil"))
        return Line.of(self.composer.style.money_in_table(figure.value), account.key(name))

    def _side(self) -> str:
        unit = self.composer.style.table_unit.symbol
        return self.label("side") + (f"（{unit}）" if self.unit_in_label else "")

    def sources(self, account: Account) -> list[str]:
        """The names of this form's funding sources."""
        return list(self.form[account.words.get("sources", "sources")])

    def _deep_sources(self, account: Account) -> list[str]:
        """The sources, each followed by the parts it has itself (grant.0, grant.1 …)."""
        result = []
        for source in self.sources(account):
            prefix = f"source.{source}.full."
            parts = sum(name.startswith(prefix) for name in account.figures)
            result += [source, *(f"{source}.{i}" for i in range(parts))]
        return result

    def _source_label(self, account: Account, source: str, first: bool) -> str:
        source, point, part = source.partition(".")
        if point:
            name = words()["forms"]["common"]["second"][int(part)]
            return name if int(part) else self.common("of_which") + str(name)
        label = self.label(account.words.get("sources", "sources"), source)
        return (self.common("of_which") if first else "") + label

    def _pairs(self, sheet: Sheet, account: Account) -> None:
        bases = list(self.form["amounts"])
        sources = self.sources(account)
        spans = even(2 * len(bases), WIDTH - _SIDE)
        side = Slot(Line(self._side()), _SIDE, 1 + len(sources))
        for i, source in enumerate(["", *sources]):
            cells: list[Slot] = [] if i else [side]
            for j, basis in enumerate(bases):
                label = self._source_label(account, source, i == 1) if source else self.label("amounts", basis) + "："
                value = self.money(account, f"source.{source}.{basis}" if source else basis)
                cells += [Slot(Line(label), spans[2 * j]), Slot(value, spans[2 * j + 1])]
            sheet.row(*cells)

    def _matrix(self, sheet: Sheet, account: Account) -> None:
        heads = [*self.form["amounts"], *self.form["scored"]]
        spans = even(len(heads), WIDTH - 2 * _SIDE)
        sources = self._deep_sources(account)
        side = Slot(Line(self._side()), _SIDE, 2 + len(sources))
        names = [self.label("amounts" if h in self.form["amounts"] else "scored", h) for h in heads]
        sheet.row(side, Slot(Line(), _SIDE), *(Slot(Line(n), s) for n, s in zip(names, spans, strict=True)))
        for i, source in enumerate(["", *sources]):
            label = self._source_label(account, source, i == 1) if source else self.label("total")
            values = [self._funding(account, source, head) for head in heads]
            sheet.row(Slot(Line(label), _SIDE), *(Slot(v, s) for v, s in zip(values, spans, strict=True)))

    def _funding(self, account: Account, source: str, head: str) -> Line:
        if head in self.form["amounts"]:
            source, point, part = source.partition(".")
            return self.money(account, f"source.{source}.{head}{point}{part}" if source else head)
        if source or head == "reason":
            return Line(self.common("none_needed" if head == "reason" else "nil"))
        if head == "rate":
            return Line.of(self.composer.style.ratio(account.value("rate")), account.key("rate"))
        return self.points(account, f"spend.{head}")

    def points(self, account: Account, name: str) -> Line:
        """A weight or score, without needless zeros."""
        if name not in account.figures:
            return Line(self.common("nil"))
        return Line.of(plain(account.value(name)), account.key(name))

    def _plan(self, sheet: Sheet, account: Account) -> None:
        """The funding of a form that has targets only: total and sources, one under the other."""
        sources = self.sources(account)
        side = Slot(Line(self._side()), _SIDE, 1 + len(sources))
        wide = WIDTH - _SIDE
        sheet.row(side, Slot(Line(self.label("total")), wide // 2), Slot(self.money(account, "full"), wide // 2))
        for i, source in enumerate(sources):
            label = self._source_label(account, source, not i)
            value = self.money(account, f"source.{source}.full")
            sheet.row(Slot(Line(label), wide // 2), Slot(value, wide // 2))

    def _goals(self, sheet: Sheet, goals: tuple[Line, Line]) -> None:
        names = list(self.form["goals"])
        spans = even(len(names), WIDTH - _SIDE)
        side = Slot(Line(self.label("goal_side")), _SIDE, 2)
        heads = [Slot(Line(self.label("goals", n)), s) for n, s in zip(names, spans, strict=True)]
        sheet.row(side, *heads)
        sheet.row(*(Slot(line, span, prose=True) for line, span in zip(goals, spans, strict=False)))

    def _indicators(self, sheet: Sheet, account: Account, rows: Sequence[Indicator]) -> None:
        columns = [next(iter(column)) for column in self.form["columns"]]
        spans = even(len(columns), WIDTH - 1)
        side = Slot(Line(self.common("side_label")), 1, 1 + len(rows))
        heads = [
            Slot(Line(self.label("columns", i, c)), s) for i, (c, s) in enumerate(zip(columns, spans, strict=True))
        ]
        sheet.row(side, *heads)
        for i, row in enumerate(rows):
            cells = []
            for column, span in zip(columns, spans, strict=True):
                height = _height(rows, i, column)
                if height:
                    cells.append(Slot(self._cell(account, row, column), span, height))
            sheet.row(*cells)

    def _cell(self, account: Account, row: Indicator, column: str) -> Line:
        match column:
            case "level1":
                return self._level1(account, row)
            case "level2" | "name":
                return Line(row.level2 if column == "level2" else row.name)
            case "weight" | "score":
                return self.points(account, row.weight if column == "weight" else row.score)
            case "reason":
                return self._reason(row)
        return self._value(account, row, column)

    def _value(self, account: Account, row: Indicator, column: str) -> Line:
        if column == "target":
            return self.composer.bound(account, row, prose=False)
        if column == "result":
            return self.composer.value(account, row, prose=False)
        return self._split(account, row, column) if column in ("nature", "value", "unit") else Line()

    def _level1(self, account: Account, row: Indicator) -> Line:
        name = self.label("groups", row.group)
        weight = f"weight.{row.group}"
        if weight not in account.figures:
            return Line(name)
        return self._weighted(self.common("level1_weight"), name, self.points(account, weight))

    def _weighted(self, template: str, name: str, weight: Line) -> Line:
        line = self.composer.line([template], None, name=name, weight=weight)
        return line or Line(name)

    def _split(self, account: Account, row: Indicator, column: str) -> Line:
        """A target in three columns: its sign, its number, its unit."""
        nature = words()["notations"]["nature"]
        if column == "nature":
            return Line(self.choice.pick(nature["at_least" if row.sense == "range" else row.sense]))
        if row.sense == "text":
            return Line(row.target_text if column == "value" else "")
        name = row.low if row.sense == "range" else row.target
        whole = self.composer.number(account, row, name, 0, False)
        unit = self.composer.style.percent if account.figures[name].dimension == RATIO else row.unit
        digits = whole.text.removesuffix(unit)
        return Line.of(digits, account.key(name)) if column == "value" else Line(unit)

    def _reason(self, row: Indicator) -> Line:
        if row.achieved:
            return Line(self.common("none_needed"))
        return self._filled(self.choice.pick(words()["frames"]["reason"]), cause=row.cause)

    def _closing(self, sheet: Sheet, account: Account) -> None:
        if "closing" in self.form and "score" in account.figures:
            columns = [next(iter(column)) for column in self.form["columns"]]
            spans = even(len(columns), WIDTH - 1)
            first = columns.index("weight")
            values = [self.points(account, c) if c in ("weight", "score") else Line() for c in columns[first:]]
            cells = [Slot(v, s) for v, s in zip(values, spans[first:], strict=True)]
            sheet.row(Slot(Line(self.label("closing")), 1 + sum(spans[:first])), *cells)
        texts = words()["forms"]["common"]
        for key, texts_of in (("verdict", "verdicts"), ("problem", "problems"), ("remedy", "remedies")):
            if key in self.form.get("remarks", {}):
                text = Line(self.choice.pick(texts[texts_of]))
                label = Line(self.label("remarks", key))
                sheet.row(Slot(label, _SIDE), Slot(text, WIDTH - _SIDE, prose=True))


def plain(value: Decimal) -> str:
    """A number without needless zeros."""
    return f"{value.normalize():f}"


def _height(rows: Sequence[Indicator], index: int, column: str) -> int:
    """How many rows a cell covers: those of the same first, or first and second, level; 0: the cell above goes on."""
    if column not in ("level1", "level2"):
        return 1

    def same(row: Indicator) -> tuple[str, ...]:
        return (row.group,) if column == "level1" else (row.group, row.level2)

    if index and same(rows[index - 1]) == same(rows[index]):
        return 0
    run = 1
    while index + run < len(rows) and same(rows[index + run]) == same(rows[index]):
        run += 1
    return run
