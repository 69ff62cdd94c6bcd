"""The prose of a published paper: each section of words and figures, as papers.yml words it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal

from fundqa.seeding.page import Line, Page, joined
from fundqa.seeding.papers_ledger import Ledger
from fundqa.seeding.words import Entry
from fundqa.units import MONEY

_BLANK = re.compile(r"\{(\w+)\}")
_ITEM = 7


class PaperProse:
    """Writes the text of a ledger on a page."""

    def __init__(self, page: Page, ledger: Ledger) -> None:
        self.page, self.ledger = page, ledger
        self.texts: Entry = ledger.texts["text"]
        self.own: Entry = self.texts[ledger.kind]
        self.plain = {
            "office": ledger.office, "year": str(ledger.year), "last": str(ledger.year - 1), "scope": ledger.scope,
        }  # fmt: skip

    def opening(self) -> None:
        """Title, duties, structure, and the head of the tables."""
        ledger, choice = self.ledger, self.ledger.choice
        self._say(self.texts["title"][ledger.kind])
        about = self.texts["about"]
        for head in about[:2]:
            self._say(head)
        for duty in choice.some(ledger.texts["duties"], choice.number(1, 3)):
            self._say(duty)
        self._say(about[2])
        self._say(self.texts["structure"], n=str(choice.number(3, 9)), m=str(choice.number(1, 4)))
        if ledger.final:
            self._say(self.texts["parts"][ledger.kind][0])

    def text(self) -> None:
        """Every section."""
        self._say(self.texts["parts"][self.ledger.kind][1])
        if self.ledger.final:
            self._final()
        else:
            self._budget()

    def _say(self, template: str, **values: Line | str) -> None:
        self.page.say(self._line(template, values))

    def _line(self, template: str, values: Mapping[str, Line | str]) -> Line:
        """A template with its choices made and its blanks filled."""
        text = self.ledger.choice.expand(template, {})
        result, at = Line(), 0
        for match in _BLANK.finditer(text):
            value = values.get(match[1], self.plain.get(match[1], ""))
            result = result + Line(text[at : match.start()]) + (Line(value) if isinstance(value, str) else value)
            at = match.end()
        return result + Line(text[at:])

    def _moved(self, name: str) -> dict[str, Line | str]:
        """By how much a total differs from last year's, in words and figures."""
        figures = self.ledger.account.figures
        way = "up" if f"up.{name}" in figures else "down"
        words = self.texts["change"][way]
        if f"{way}.{name}" not in figures:
            return {}
        reason = self._line(
            self.texts["reason"], {"reason": self.ledger.choice.pick(self.ledger.texts["reasons"][way])}
        )
        change, growth = self.ledger.said(f"{way}.{name}"), self.ledger.said(f"growth.{name}")
        return {"way": words[0], "rise": words[1], "change": change, "growth": growth, "reason": reason}

    def _shared(self, names: Sequence[str], keys: Sequence[str]) -> Line:
        """Parts with their shares of the whole."""
        found = []
        for name, key in zip(names, keys, strict=True):
            if key in self.ledger.account.figures:
                share = self._line(self.own["share"], {"share": self.ledger.said(f"share.{key}")})
                found.append(Line(name) + self.ledger.said(key) + share)
        return joined(found, "；")

    def _final(self) -> None:
        ledger, own = self.ledger, self.own
        total = "total.in" if ledger.carried else "income"
        moved = self._moved(total)
        self._say(own["overall"][0])
        if moved:
            self._say(own["overall"][1], total=ledger.said(total), **moved)
        self._say(own["income"][0])
        income = self._shared(own["income"][2:], ["income.fiscal", "income.other"])
        self._say(own["income"][1], income=ledger.said("income"), list=income)
        self._say(own["spent"][0])
        spent = self._shared(own["spent"][2:], ["s.b.", "s.p."])
        self._say(own["spent"][1], spent=ledger.said("s."), list=spent)
        self._say(own["fiscal"][0])
        self._say(own["fiscal"][1], fiscal=ledger.said("income.fiscal"))
        self._general()
        self._basic()
        self._travel()
        for line in own["none"]:
            self._say(line)
        self._rest(own["rest"])

    def _general(self) -> None:
        ledger, own = self.ledger, self.own
        self._say(own["general"][0])
        self._say(own["general"][1])
        moved = self._moved("g.")
        if moved:
            self._say(own["general"][2], g=ledger.said("g."), **moved)
        self._say(own["structure"][0])
        classes = [
            self._line(
                own["class"],
                {"name": name, "amount": ledger.said(f"g.{code}"), "share": ledger.said(f"share.g.{code}")},
            )
            for code, name in ledger.chart.items()
            if len(code) == 3
        ]
        self._say(own["structure"][1], g=ledger.said("g."), list=joined(classes, "；"))
        self._say(own["detail"][0])
        self._say(own["detail"][1], plan=ledger.said("budget.g."), g=ledger.said("g."), rate=ledger.said("rate.g."))
        for k, code in enumerate(self._items(), 1):
            self._say(own["item"], k=str(k), **self._path(code), **self._result(code))

    def _items(self) -> list[str]:
        return [code for code in self.ledger.chart if len(code) == _ITEM]

    def _path(self, code: str) -> dict[str, Line | str]:
        chart, purpose = self.ledger.chart, self.ledger.choice.pick(self.ledger.texts["purposes"])
        names = {"a": chart[code[:3]], "b": chart[code[:5]], "c": chart[code]}
        return {**names, "purpose": purpose.format(name=chart[code])}

    def _result(self, code: str) -> dict[str, Line | str]:
        """Budget, result, rate, and which is more."""
        ledger = self.ledger
        done, plan = ledger.value(f"g.{code}"), ledger.value(f"budget.g.{code}")
        words = self.texts["compare"]
        apart = abs(done - plan) >= Decimal(200)
        key = "even" if not apart else "more" if done > plan else "less"
        reasons = ledger.texts["reasons"]["up" if done > plan else "down"]
        compare = words[key] + (f"{ledger.choice.pick(reasons)}。" if apart else "")
        return {
            "plan": ledger.said(f"budget.g.{code}"),
            "done": ledger.said(f"g.{code}"),
            "rate": ledger.said(f"rate.g.{code}"),
            "compare": compare,
        }

    def _basic(self) -> None:
        ledger, own = self.ledger, self.own
        lists = []
        for group in ("people", "running"):
            codes = [code for code in ledger.economic if code[:3] in ledger.texts[group] and len(code) > 3]
            lists.append("、".join(ledger.economic[code] for code in codes))
        self._say(own["basic"][0])
        figures = {"b": ledger.said("g.b."), "people": ledger.said("people"), "running": ledger.said("running")}
        self._say(own["basic"][1], names=lists[0], others=lists[1], **figures)

    def _travel(self) -> None:
        ledger, own = self.ledger, self.own
        keys = {"plan": "plan", "done": "done", "rate": "rate", "abroad": "done.abroad", "cars": "done.cars"}
        keys["guests"] = "done.guests"
        self._say(own["travel"][0])
        self._say(own["travel"][1], **{name: ledger.said(key) for name, key in keys.items()})

    def _rest(self, texts: Sequence[str]) -> None:
        """Purchases and cars."""
        ledger, choice = self.ledger, self.ledger.choice
        parts = [Decimal(choice.number(1, 9000) * 100) for _ in range(3)]
        names = ("goods", "works", "services")
        for name, amount in zip(names, parts, strict=True):
            ledger.account.add(f"buy.{name}", amount, MONEY)
        ledger.account.add("buy", sum(parts, Decimal(0)), MONEY)
        ledger.account.relate_sum("N2N", "buy", [f"buy.{name}" for name in names])
        urgent, other = choice.number(1, 5), choice.number(1, 9)
        values: dict[str, Line | str] = {name: ledger.said(f"buy.{name}") for name in names}
        values |= {"buy": ledger.said("buy"), "urgent": str(urgent), "other": str(other), "cars": str(urgent + other)}
        for text in texts:
            self._say(text, **values)

    def _budget(self) -> None:
        ledger, own = self.ledger, self.own
        self._say(own["overall"][0])
        names = own["sources"]
        parts = [
            Line(name) + ledger.said(key)
            for name, key in zip(names, ("income.fiscal", "income.other"), strict=True)
            if key in ledger.account.figures
        ]
        self._say(own["overall"][1], income=ledger.said("income"), list=joined(parts, "；"))
        moved = self._moved("g.")
        if moved:
            self._say(own["overall"][2], spent=ledger.said("s."), g=ledger.said("g."), **moved)
        self._say(own["detail"])
        manner = ledger.choice.pick(own["item"])
        for k, code in enumerate(self._items(), 1):
            self._say(manner, k=str(k), amount=ledger.said(f"g.{code}"), **self._path(code))
        keys = {"plan": "plan", "abroad": "plan.abroad", "cars": "plan.cars", "guests": "plan.guests"}
        keys |= {"buying": "plan.cars.buy", "driving": "plan.cars.run"}
        for text in own["travel"]:
            self._say(text, **{name: ledger.said(key) for name, key in keys.items()})
        for text in own["office"]:
            self._say(text, running=ledger.said("running"))
        self._rest(own["rest"])
