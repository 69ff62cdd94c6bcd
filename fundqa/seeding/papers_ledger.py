"""The hidden ledger of a published paper: what an office had and spent, by account, and all that holds between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from fundqa.quantity import format_value
from fundqa.seeding.books import Account
from fundqa.seeding.page import Line
from fundqa.seeding.words import Choice, Entry, words
from fundqa.units import MONEY, RATIO, UNITS, Unit

PAPERS = {"GKJ": "final", "GKY": "budget"}
"""The forms of published papers: final accounts and budgets."""

_KINDS = {"GKJ": 0, "GKY": 1}
_GRAIN = 100


@dataclass(slots=True)
class Ledger:
    """What the office had and spent, in 元; account: all figures by name, with what holds between them.

    kind: the words of papers.yml under which its tables and texts stand; chart: the names of all codes in order.
    """

    choice: Choice
    kind: str
    final: bool
    year: int
    office: str
    scope: str
    unit: Unit
    decimals: int
    separators: bool
    account: Account
    chart: dict[str, str] = field(default_factory=dict)
    projects: set[str] = field(default_factory=set)
    economic: dict[str, str] = field(default_factory=dict)
    other: bool = False
    carried: bool = False

    @property
    def texts(self) -> Entry:
        """The words of papers.yml."""
        found: Entry = words()["papers"]
        return found

    def cell(self, name: str) -> Line:
        """A figure as a table prints it; nothing where there is none."""
        figure = self.account.figures.get(name)
        if figure is None:
            return Line()
        text = format_value(figure.value, self.unit, self.decimals).removesuffix(self.unit.symbol)
        whole, point, rest = text.partition(".")
        shown = f"{int(whole):,}{point}{rest}" if self.separators else text
        return Line.of(shown, self.account.key(name))

    def said(self, name: str) -> Line:
        """A figure as the prose prints it."""
        figure = self.account.figures[name]
        if figure.dimension == RATIO:
            return Line.of(format_value(figure.value * 100, UNITS[""], 2) + "%", self.account.key(name))
        return Line.of(format_value(figure.value, UNITS["万元"], 2), self.account.key(name))

    def value(self, name: str) -> Decimal:
        """A true amount; 0 where there is none."""
        figure = self.account.figures.get(name)
        return figure.value if figure else Decimal(0)


def ledger_of(choice: Choice, form: str) -> Ledger:
    """The ledger of a final account or a budget."""
    texts, places = words()["papers"], words()["places"]
    kind, final = list(texts["titles"])[_KINDS[form]], PAPERS[form] == "final"
    place = "".join(choice.pick(places[key]) for key in ("first", "second", "counties"))
    office = place + choice.pick(texts["offices"])
    symbol, decimals = ("万元", 2) if final or choice.often(40) else choice.pick([("元", 0), ("元", 2)])
    account = Account(0, {}, {"explains": ""})
    ledger = Ledger(
        choice, kind, final, choice.number(2019, 2025), office, choice.pick(texts["scopes"][kind]), UNITS[symbol],
        decimals, symbol == "元" and choice.often(70), account,
    )  # fmt: skip
    ledger.other, ledger.carried = choice.often(40), final and choice.often(35)
    _spending(ledger)
    _income(ledger)
    _basic(ledger)
    _travel(ledger)
    return ledger


def _amount(ledger: Ledger, low: int, high: int) -> Decimal:
    """A random amount between two numbers of 百元, to the 元 or to the 百元."""
    choice = ledger.choice
    return Decimal(choice.number(low, high) * _GRAIN + (choice.number(0, 99) if ledger.decimals != 0 else 0))


def _leaves(ledger: Ledger) -> Iterator[tuple[str, str]]:
    """The accounts that the office has, by code, with their names."""
    choice, texts = ledger.choice, ledger.texts
    for entry in (*choice.some(texts["accounts"], choice.number(1, 2)), *texts["always"]):
        yield entry["code"], entry["name"]
        below = choice.some(entry["below"], choice.number(1, len(entry["below"])))
        for kind in below:
            yield entry["code"] + kind["code"], kind["name"]
            names = list(kind["items"].items())
            for code, name in choice.some(names, choice.number(1, len(names))):
                yield entry["code"] + kind["code"] + code, name


def _spending(ledger: Ledger) -> None:
    """Expenditure by account, of the general budget (g) and of all (s), split into basic (b) and project (p)."""
    ledger.chart = dict(sorted(_leaves(ledger)))
    leaves = [code for code in ledger.chart if len(code) == 7]
    ledger.projects = {code for code in leaves if ledger.chart[code] in ledger.texts["projects"]}
    if not ledger.projects:
        ledger.projects = {leaves[0]}
    extra = sorted(ledger.projects)[0] if ledger.other else ""
    for code in leaves:
        parts = {"p" if code in ledger.projects else "b": _amount(ledger, 800, 90_000)}
        if code not in ledger.projects and ledger.choice.often(20):
            parts["p"] = _amount(ledger, 100, 3_000)
        for which, amount in parts.items():
            _enter(ledger, f"g.{which}.{code}", amount)
            _enter(ledger, f"s.{which}.{code}", amount)
        if code == extra:
            more = _amount(ledger, 300, 9_000)
            _enter(ledger, f"s.p.{code}", ledger.value(f"s.p.{code}") + more)
            _enter(ledger, "income.other", more)
    for of in ("g", "s"):
        _summed(ledger, of)


def _enter(ledger: Ledger, name: str, amount: Decimal) -> None:
    ledger.account.add(name, amount, MONEY)


def _summed(ledger: Ledger, of: str) -> None:
    """The upper levels and the totals, with the sums that make them up."""
    for which in ("b", "p"):
        for length in (5, 3, 0):
            for code in [c for c in ledger.chart if len(c) == length] if length else [""]:
                below = [c for c in ledger.chart if len(c) == (7 if length == 5 else 5 if length == 3 else 3)]
                parts = [f"{of}.{which}.{c}" for c in below if c.startswith(code)]
                parts = [name for name in parts if name in ledger.account.figures]
                if parts:
                    total = f"{of}.{which}.{code}"
                    _enter(ledger, total, sum((ledger.value(name) for name in parts), Decimal(0)))
                    ledger.account.relate_sum("ARI", total, parts)
    for code in (*ledger.chart, ""):
        parts = [name for which in ("b", "p") if (name := f"{of}.{which}.{code}") in ledger.account.figures]
        _enter(ledger, f"{of}.{code}", sum((ledger.value(name) for name in parts), Decimal(0)))
        ledger.account.relate_sum("ARI", f"{of}.{code}", parts)
    for code in (*ledger.chart, "") if of == "s" else ():
        rest = ledger.value(f"s.{code}") - ledger.value(f"g.{code}")
        if rest:
            _enter(ledger, f"o.{code}", rest)
            ledger.account.relate_sum("ARI", f"s.{code}", [f"g.{code}", f"o.{code}"])
    for code in (*ledger.chart, ""):
        below = [c for c in ledger.chart if c.startswith(code) and len(c) == (3 if not code else len(code) + 2)]
        ledger.account.relate_sum("ARI", f"{of}.{code}", [f"{of}.{c}" for c in below])


def _income(ledger: Ledger) -> None:
    """Income by source, what is carried over, and last year's totals with the change."""
    account = ledger.account
    _enter(ledger, "income.fiscal", ledger.value("g."))
    parts = ["income.fiscal", *(["income.other"] if ledger.other else [])]
    _enter(ledger, "income", sum((ledger.value(name) for name in parts), Decimal(0)))
    account.relate_sum("ARI", "income", parts)
    if ledger.carried:
        _enter(ledger, "opening", _amount(ledger, 100, 9_000))
        _enter(ledger, "closing", ledger.value("opening"))
    for name, own, rest in (("total.in", "income", "opening"), ("total.out", "s.", "closing")):
        if ledger.carried:
            _enter(ledger, name, ledger.value(own) + ledger.value(rest))
            account.relate_sum("ARI", name, [own, rest])
    for name in ("income.fiscal", "income.other"):
        _share(ledger, name, "income")
    for name in ("s.b.", "s.p."):
        _share(ledger, name, "s.")
    for code in (code for code in ledger.chart if len(code) == 3):
        _share(ledger, f"g.{code}", "g.")
    total = "total.in" if ledger.carried else "income"
    for name in (total, "g."):
        _last_year(ledger, name)


def _share(ledger: Ledger, part: str, total: str) -> None:
    if part in ledger.account.figures and ledger.value(total):
        ledger.account.add(f"share.{part}", ledger.value(part) / ledger.value(total), RATIO)
        ledger.account.relate("share", "ARI", "share == part / total", share=f"share.{part}", part=part, total=total)


def _last_year(ledger: Ledger, name: str) -> None:
    """By how much, and how much in the hundred, a total differs from last year's."""
    now = ledger.value(name)
    before = (now * ledger.choice.number(820, 1170) / 1000).quantize(Decimal(_GRAIN), ROUND_HALF_UP)
    way, sign = ("up", "-") if now > before else ("down", "+")
    if now == before or not before:
        return
    ledger.account.add(f"{way}.{name}", abs(now - before))
    ledger.account.add(f"growth.{name}", abs(now - before) / before, RATIO)
    names = {"growth": f"growth.{name}", "change": f"{way}.{name}", "now": name}
    ledger.account.relate("growth", "ARI", f"growth == change / (now {sign} change)", **names)


def _basic(ledger: Ledger) -> None:
    """Basic expenditure by economic class: persons and running costs."""
    whole, choice = int(ledger.value("g.b.")), ledger.choice
    people = whole * choice.number(70, 92) // 100
    ledger.account.add("people", people)
    ledger.account.add("running", whole - people)
    ledger.account.relate_sum("ARI", "g.b.", ["people", "running"])
    for name, entries in (("people", ledger.texts["people"]), ("running", ledger.texts["running"])):
        chosen = list(entries.items())[: choice.number(1, len(entries))]
        pieces = choice.split(int(ledger.value(name)), len(chosen))
        parts = []
        for (code, (title, items)), amount in zip(chosen, pieces, strict=True):
            ledger.economic[code] = title
            ledger.account.add(f"e.{code}", amount)
            parts.append(f"e.{code}")
            inner = choice.some(list(items.items()), choice.number(1, len(items)))
            for (tail, own), piece in zip(inner, choice.split(amount, len(inner)), strict=True):
                ledger.economic[code + tail] = own
                ledger.account.add(f"e.{code + tail}", piece)
            ledger.account.relate_sum("ARI", f"e.{code}", [f"e.{code + tail}" for tail, _ in inner])
        ledger.account.relate_sum("ARI", name, parts)


def _travel(ledger: Ledger) -> None:
    """The three public expenses, budgeted and spent, and what accounts of final papers were budgeted."""
    for basis in ("plan", "done") if ledger.final else ("plan",):
        for name, low in (("abroad", 0), ("cars.buy", 0), ("cars.run", 20), ("guests", 5)):
            some = low or ledger.choice.often(30)
            _enter(ledger, f"{basis}.{name}", Decimal(ledger.choice.number(10, 900) * 100 if some else 0))
        _total(ledger, f"{basis}.cars", [f"{basis}.cars.buy", f"{basis}.cars.run"])
        _total(ledger, basis, [f"{basis}.abroad", f"{basis}.cars", f"{basis}.guests"])
    if ledger.final:
        for code in (code for code in ledger.chart if len(code) == 7):
            _planned(ledger, f"g.{code}")
        leaves = [code for code in ledger.chart if len(code) == 7]
        _enter(ledger, "budget.g.", sum((ledger.value(f"budget.g.{code}") for code in leaves), Decimal(0)))
        _rate(ledger, "rate.g.", "g.", "budget.g.")
        for name in ("", ".cars", ".guests"):
            _rate(ledger, f"rate{name}", f"done{name}", f"plan{name}")


def _total(ledger: Ledger, total: str, parts: list[str]) -> None:
    _enter(ledger, total, sum((ledger.value(part) for part in parts), Decimal(0)))
    ledger.account.relate_sum("ARI", total, parts)


def _planned(ledger: Ledger, name: str) -> None:
    budget = (ledger.value(name) * ledger.choice.number(880, 1120) / 1000).quantize(Decimal(_GRAIN), ROUND_HALF_UP)
    if budget:
        _enter(ledger, f"budget.{name}", budget)
        _rate(ledger, f"rate.{name}", name, f"budget.{name}")


def _rate(ledger: Ledger, name: str, done: str, plan: str) -> None:
    if ledger.value(plan):
        ledger.account.add(name, ledger.value(done) / ledger.value(plan), RATIO)
        ledger.account.relate("rate", "ARI", "rate == done / plan", rate=name, done=done, plan=plan)
