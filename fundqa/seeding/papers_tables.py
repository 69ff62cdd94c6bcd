"""The nine tables of a published paper, in the layouts that offices use."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from fundqa.seeding.page import Line, Page, Sheet, Slot
from fundqa.seeding.papers_ledger import Ledger

_LENGTHS = (3, 5, 7)


def _plain(*texts: str) -> list[Slot]:
    return [Slot(Line(text)) for text in texts]


class PaperTables:
    """Writes the tables of a ledger on a page. manner: which of the offices' ways, chosen once."""

    def __init__(self, page: Page, ledger: Ledger) -> None:
        self.page, self.ledger = page, ledger
        self.manner = ledger.choice.number(0, 1)
        self.split = not ledger.final and ledger.choice.often(60)
        self.first = ledger.choice.often(30)
        self.labels = ledger.texts["labels"]

    def write(self) -> None:
        """All nine, in their order."""
        titles = self.ledger.texts["titles"][self.ledger.kind][self.manner]
        makers: tuple[Callable[[], Sheet | None], ...] = (
            self._totals, self._income, lambda: self._spending("s"), self._fiscal, lambda: self._spending("g"),
            self._basic, self._travel, lambda: None, lambda: None,
        )  # fmt: skip
        for i, (title, maker) in enumerate(zip(titles, makers, strict=True)):
            self._title(title, i)
            sheet = maker()
            self.page.table(sheet or self._empty())
            if sheet is None:
                self._note(i)

    def _title(self, title: str, number: int) -> None:
        ledger = self.ledger
        self.page.say(Line(title.format(year=ledger.year, scope=ledger.scope)))
        unit = "万元" if number == 6 else ledger.unit.symbol
        if self.manner and ledger.final:
            self.page.say(Line(self.labels["tag"].format(number=number + 1)))
        self.page.say(
            Line(self.labels["unit"][self.manner].format(office=ledger.office, unit=unit, scope=ledger.scope))
        )

    def _note(self, number: int) -> None:
        texts = self.ledger.texts
        what = list(texts["what"].values())[number - 6]
        self.page.say(Line(texts["note"].format(office=self.ledger.office, year=self.ledger.year, what=what)))

    def _amount(self, *names: str) -> list[Slot]:
        return [Slot(self.ledger.cell(name) if name else Line()) for name in names]

    def _totals(self) -> Sheet:
        """Income and expenditure side by side, with a column that numbers the rows in one manner."""
        ledger, names = self.ledger, self.labels["totals"]
        rows = self._income_rows(names["income"])
        classes = [(name, self._class(name, "s")) for name in ledger.texts["classes"]]
        numbered = self.manner == 1 and ledger.final
        sheet = Sheet(6 if numbered else 4)
        sides = names["sides"]
        sheet.row(*(Slot(Line(side), colspan=sheet.width // 2) for side in sides))
        sheet.row(*_plain(*(self._half(names["item"], names["line"], self._column(), numbered) * 2)))
        if numbered:
            sheet.row(*_plain(names["columns"], "", "1", names["columns"], "", "2"))
        spent = [
            (f"{ordinal}{name}", key) for ordinal, (name, key) in zip(self.labels["ordinals"], classes, strict=False)
        ]
        self._side_by_side(sheet, rows, spent, numbered)
        own = ("total.in", "total.out") if ledger.carried else ("income", "s.")
        foot = [(("income", "s."), names["year"])] if ledger.final else []
        foot += [(("opening", "closing"), names["carried"])] if ledger.carried else []
        for (left, right), labels in (*foot, (own, names["total"])):
            self._pair(sheet, (labels[0], left), (labels[1], right), numbered)
        return sheet

    def _half(self, item: str, line: str, column: str, numbered: bool) -> list[str]:
        return [item, line, column] if numbered else [item, column]

    def _column(self) -> str:
        return str(self.labels["column"][self.ledger.kind][self.manner])

    def _income_rows(self, names: Sequence[str]) -> list[tuple[str, str]]:
        """The sources of income, with their figures."""
        keys = ["income.fiscal", "", "", "", "", "", "income.other"]
        return list(zip(names, keys, strict=True))

    def _class(self, name: str, of: str) -> str:
        code = next((code for code, own in self.ledger.chart.items() if own == name and len(code) == _LENGTHS[0]), "")
        return f"{of}.{code}" if code else ""

    def _side_by_side(
        self, sheet: Sheet, left: Sequence[tuple[str, str]], right: Sequence[tuple[str, str]], numbered: bool
    ) -> None:
        for i in range(max(len(left), len(right))):
            pair = [side[i] if i < len(side) else ("", "") for side in (left, right)]
            self._pair(sheet, pair[0], pair[1], numbered)

    def _pair(self, sheet: Sheet, left: tuple[str, str], right: tuple[str, str], numbered: bool) -> None:
        slots: list[Slot] = []
        for offset, (name, key) in enumerate((left, right)):
            line = [str(sheet.rows - 2 + offset * 30)] if numbered else []
            slots += [*_plain(name, *line), *self._amount(key)]
        sheet.row(*slots)

    def _coded_head(self, sheet: Sheet, columns: Sequence[str]) -> None:
        """Heads of a table by account: codes in one column or in three."""
        texts = self.labels["codes"]
        if self.split:
            sheet.row(
                Slot(Line(texts["code"]), colspan=3), *(Slot(Line(t), rowspan=2) for t in (texts["name"], *columns))
            )
            sheet.row(*_plain(*texts["levels"]))
        else:
            sheet.row(*_plain(texts["code"], texts["name"], *columns))

    def _code(self, code: str) -> list[Slot]:
        if not self.split:
            return _plain(code)
        return _plain(code[:3], code[3:5], code[5:])

    def _by_account(self, columns: Sequence[str], keys: Sequence[str]) -> Sheet:
        """A table by account, with its total first or last; keys: the figures of a row, the code at {}."""
        sheet = Sheet((3 if self.split else 1) + 1 + len(columns))
        self._coded_head(sheet, columns)
        total = [*self._code(""), *_plain(self.labels["sum"]), *self._amount(*(key.format("") for key in keys))]
        if self.first:
            sheet.row(*total)
        for code, name in self.ledger.chart.items():
            sheet.row(*self._code(code), *_plain(name), *self._amount(*(key.format(code) for key in keys)))
        if not self.first:
            sheet.row(*total)
        return sheet

    def _income(self) -> Sheet:
        columns = self.labels["income"][self.ledger.kind]
        return self._by_account(columns, ["s.{}", "g.{}", "", "o.{}"])

    def _spending(self, of: str) -> Sheet:
        columns = self.labels["spending"][self.ledger.kind]
        return self._by_account(columns, [f"{of}.{{}}", f"{of}.b.{{}}", f"{of}.p.{{}}"])

    def _fiscal(self) -> Sheet:
        """Income and expenditure from appropriations."""
        ledger, names = self.ledger, self.labels["fiscal"]
        sheet = Sheet(6)
        sheet.row(Slot(Line(names["sides"][0]), colspan=2), Slot(Line(names["sides"][1]), colspan=4))
        sheet.row(*_plain(names["item"], self._column(), names["item"], *names["columns"]))
        income = list(zip(names["income"], ("income.fiscal", "", ""), strict=True))
        classes = [(name, self._class(name, "g")) for name in ledger.texts["classes"]]
        for i, (ordinal, (name, key)) in enumerate(zip(self.labels["ordinals"], classes, strict=False)):
            left = income[i] if i < len(income) else ("", "")
            sheet.row(*_plain(left[0]), *self._amount(left[1]), *_plain(ordinal + name), *self._amount(key, key, ""))
        rows = [names["total"]] if not ledger.final else [names["year"], names["total"]]
        for labels in rows:
            left_side = [*_plain(labels[0]), *self._amount("income.fiscal")]
            sheet.row(*left_side, *_plain(labels[1]), *self._amount("g.", "g.", ""))
        return sheet

    def _basic(self) -> Sheet:
        """Basic expenditure by economic class: one list, or two side by side."""
        names, economic = self.labels["basic"], list(self.ledger.economic.items())
        people = [(code, name) for code, name in economic if code[:3] in self.ledger.texts["people"]]
        running = [(code, name) for code, name in economic if code[:3] in self.ledger.texts["running"]]
        if not self.ledger.final:
            sheet = Sheet(5)
            sheet.row(*_plain(*names["columns"]))
            for of, own in ((0, people), (1, running)):
                for code, name in own:
                    key = f"e.{code}"
                    sheet.row(*_plain(code, name), *self._amount(key, *([key, ""] if of == 0 else ["", key])))
            sheet.row(*_plain("", self.labels["sum"]), *self._amount("g.b.", "people", "running"))
            return sheet
        sheet = Sheet(6)
        sheet.row(*_plain(*(names["half"] * 2)))
        for i in range(max(len(people), len(running))):
            slots: list[Slot] = []
            for own in (people, running):
                code, name = own[i] if i < len(own) else ("", "")
                slots += [*_plain(code, name), *self._amount(f"e.{code}" if code else "")]
            sheet.row(*slots)
        foot = (Slot(Line(names["foot"][0]), colspan=2), *self._amount("people"))
        sheet.row(*foot, Slot(Line(names["foot"][1]), colspan=2), *self._amount("running"))
        return sheet

    def _travel(self) -> Sheet:
        """The three public expenses; final accounts have budget and result of each."""
        names = self.labels["travel"]
        bases = ["plan", "done"] if self.ledger.final else ["plan"]
        wide, extra = len(bases), 0 if self.ledger.final else 1
        sheet = Sheet(6 * wide + extra)
        tall = Slot(Line(names["office"]), rowspan=2)
        sheet.row(
            Slot(Line(names["all"]), colspan=wide, rowspan=2), Slot(Line(names["abroad"]), colspan=wide, rowspan=2),
            Slot(Line(names["cars"]), colspan=3 * wide), Slot(Line(names["guests"]), colspan=wide, rowspan=2),
            *([tall] if extra else []),
        )  # fmt: skip
        sheet.row(*(Slot(Line(name), colspan=wide) for name in names["inside"]))
        if wide > 1:
            sheet.row(*_plain(*(names["bases"] * 6)))
        keys = ("", ".abroad", ".cars", ".cars.buy", ".cars.run", ".guests")
        cells = [Slot(self._wan(f"{basis}{key}")) for key in keys for basis in bases]
        sheet.row(*cells, *([Slot(self._wan("running"))] if extra else []))
        return sheet

    def _wan(self, name: str) -> Line:
        """A figure in 万元, whatever the other tables have."""
        said = self.ledger.said(name)
        return Line.of(said.text.removesuffix("万元"), self.ledger.account.key(name))

    def _empty(self) -> Sheet:
        columns = self.labels["spending"][self.ledger.kind]
        sheet = Sheet((3 if self.split else 1) + 1 + len(columns))
        self._coded_head(sheet, columns)
        blank = [""] * len(columns)
        for _ in range(3):
            sheet.row(*self._code(""), *_plain("", *blank))
        sheet.row(*self._code(""), *_plain(self.labels["sum"], *blank))
        return sheet
