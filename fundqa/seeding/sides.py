"""Tables beside the forms, as offices add them: what the money went to, two years compared, income and balance."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from fundqa.seeding.books import Account, Part
from fundqa.seeding.page import Line, Page, Sheet, Slot
from fundqa.seeding.prose import Composer
from fundqa.seeding.words import Choice, Entry, words
from fundqa.units import RATIO


@dataclass(slots=True)
class SideMaker:
    """Writes the side tables of one report; every label is chosen once a table."""

    composer: Composer
    labels: dict[str, str] = field(default_factory=dict)

    @property
    def choice(self) -> Choice:
        """The report's chance."""
        return self.composer.choice

    def write(self, page: Page, account: Account, wanted: str = "") -> None:
        """Add one side table on an account, of a kind that its ledger can fill: the wanted one where it can."""
        kinds = {"items": "items_done" in account.lists, "years": "prev" in account.figures}
        kinds["balance"] = "surplus" in account.figures
        kind = wanted if kinds.get(wanted) else self.choice.pick([name for name, able in kinds.items() if able])
        self.labels.clear()
        page.say(self._filled(self._words()["captions"][kind], account))
        page.say(self._filled(self._words()["unit_notes"], account))
        sheet = {"items": self._items, "years": self._years, "balance": self._balance}[kind](account)
        page.table(sheet)

    def _words(self) -> Entry:
        sides: Entry = words()["sides"]
        return sides

    def _filled(self, options: list[str], account: Account) -> Line:
        unit = self.composer.style.table_unit.symbol
        line = self.composer.line([self.choice.pick(options)], account, unit=unit)
        return line or Line()

    def _label(self, name: str, account: Account) -> Slot:
        if name not in self.labels:
            self.labels[name] = self._filled(list(self._words()[name]), account).text
        return Slot(Line(self.labels[name]))

    def _money(self, account: Account, name: str) -> Slot:
        return Slot(Line.of(self.composer.style.money_in_table(account.value(name)), account.key(name)))

    def _ratio(self, account: Account, name: str) -> Slot:
        """A share: with its sign, or bare under a head that has it."""
        return Slot(Line.of(self.composer.style.ratio(account.value(name)), account.key(name)))

    def _items(self, account: Account) -> Sheet:
        """Items with budget, result and share; the total first or last, or in both places."""
        numbered, first = self.choice.often(50), self.choice.often(40)
        shares = self.choice.often(60)
        heads = [*(["number"] if numbered else []), "item", "full", "done", *(["share"] if shares else []), "remark"]
        sheet = Sheet(len(heads))
        sheet.row(*(self._label(head, account) for head in heads))
        if first:
            self._total(sheet, account, heads)
        parts = zip(account.lists["items_full"], account.lists["items_done"], strict=True)
        for i, (planned, spent) in enumerate(parts, 1):
            self._item(sheet, account, heads, i, planned, spent)
        if not first:
            self._total(sheet, account, heads)
        return sheet

    def _item(self, sheet: Sheet, account: Account, heads: list[str], i: int, planned: Part, spent: Part) -> None:
        cells = {
            "number": Slot(Line(str(i))), "item": Slot(Line(spent.name)), "full": self._money(account, planned.key),
            "done": self._money(account, spent.key), "share": self._ratio(account, f"share.{spent.key}"),
            "remark": Slot(Line()),
        }  # fmt: skip
        sheet.row(*(cells[head] for head in heads))

    def _total(self, sheet: Sheet, account: Account, heads: list[str]) -> None:
        cells = {
            "number": Slot(Line()), "item": self._label("total", account), "full": self._money(account, "full"),
            "done": self._money(account, "done"), "share": self._ratio(account, "whole"), "remark": Slot(Line()),
        }  # fmt: skip
        sheet.row(*(cells[head] for head in heads))

    def _years(self, account: Account) -> Sheet:
        """A year and the one before with difference and growth, a minus before what has fallen."""
        heads = ["about", "now", "before", "change", "growth"]
        sheet = Sheet(len(heads))
        sheet.row(*(self._label(head, account) for head in heads))
        for name, now, before in (("income", "income_done", "income_prev"), ("spent", "done", "prev")):
            if now not in account.figures:
                continue
            _compare(account, now, before)
            cells = [self._money(account, key) for key in (now, before, f"{now}.change")]
            sheet.row(self._label(name, account), *cells, self._ratio(account, f"{now}.growth"))
        return sheet

    def _balance(self, account: Account) -> Sheet:
        """Income, expense and balances of one year, down a column or along a row."""
        keys = {"opening": "opening", "earned": "income_done", "used": "done", "surplus": "surplus"}
        keys["closing"] = "closing"
        rows = [(self._label(name, account), self._money(account, key)) for name, key in keys.items()]
        if self.choice.often(50):
            sheet = Sheet(2)
            sheet.row(self._label("about", account), self._label("amount", account))
            for row in rows:
                sheet.row(*row)
            return sheet
        sheet = Sheet(len(rows) + 1)
        sheet.row(self._label("about", account), *(label for label, _ in rows))
        sheet.row(self._label("amount", account), *(value for _, value in rows))
        return sheet


def _compare(account: Account, now: str, before: str) -> None:
    """Enter the signed difference between two figures and its growth."""
    change, growth = f"{now}.change", f"{now}.growth"
    difference = account.value(now) - account.value(before)
    account.add(change, difference)
    account.add(growth, difference / account.value(before) if account.value(before) else Decimal(0), RATIO)
    account.relate("change", "ARI", "change == now - before", change=change, now=now, before=before)
    names = {"growth": growth, "now": now, "before": before}
    account.relate("growth", "ARI", "growth == (now - before) / before", **names)
