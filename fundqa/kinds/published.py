"""presence in published budgets and final accounts: the tables, the notes of empty ones, the accounts of the prose."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from fundqa.derive_published import budget_of
from fundqa.kinds.base import Draft, build
from fundqa.kinds.selecting import words
from fundqa.lexicon import normalise
from fundqa.model import RATE, Basis, Evidence, Fact, Rule, Span, Status
from fundqa.report import Outcome
from fundqa.units import RATIO
from fundqa.view import View
from fundqa.view_published import Item, Paper, PublishedTable

TABLES, NOTE, ACCOUNT, COMPLETION, LISTED = "published table", "published note", "account", "completion", "listed item"
NO_TABLE, NO_NOTE, FILLED, OTHER_NOTE = "table missing", "note missing", "filled and said empty", "note of another"
NO_ACCOUNT, NO_BUDGET, NO_AMOUNT = "account missing", "budget is zero", "amount is zero"
CONDITIONS = (NO_TABLE, NO_NOTE, FILLED, OTHER_NOTE, NO_ACCOUNT, NO_BUDGET, NO_AMOUNT)
_LEAST = 5


def tables(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per paper that has most of the tables: whether it has them all."""
    return [_paper(rule, view, paper) for paper in _filled(view) if len(_there(paper)) >= _LEAST]


def _filled(view: View) -> list[Paper]:
    """The papers that are no blank forms."""
    return [paper for paper in view.papers if any(table.filled for table in paper.tables)]


def _there(paper: Paper) -> set[str]:
    return {table.spec.id for table in paper.tables}


def _paper(rule: Rule, view: View, paper: Paper) -> Outcome:
    missing = [spec.title[view.lang] for spec in paper.missing]
    status = Status.FAIL if missing else Status.PASS
    shown = (Evidence("seen", paper.opening), *(Evidence("found", table.title) for table in paper.tables))
    values = {"missing": view.lexicon.messages.join(missing, view.lang), "count": str(len(_there(paper)))}
    return build(rule, view, Draft(status, shown, when=NO_TABLE, values=values))


def notes(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per table that the rule has something to say of."""
    return [
        _note(rule, view, paper, table, when)
        for paper in _filled(view)
        for table in paper.tables
        for when in (NO_NOTE, FILLED, OTHER_NOTE)
        if rule.case(when) is not None and _concerned(table, when)
    ]


def _concerned(table: PublishedTable, when: str) -> bool:
    return (table.spec.noted and table.blank) if when == NO_NOTE else bool(table.notes)


def _note(rule: Rule, view: View, paper: Paper, table: PublishedTable, when: str) -> Outcome:
    strange = [note for note in table.notes if _of_another(note, table, paper)]
    broken = {NO_NOTE: not table.notes, FILLED: table.filled, OTHER_NOTE: bool(strange)}[when]
    shown = strange if when == OTHER_NOTE else table.notes
    evidence = (Evidence("form", table.title), *(Evidence("text", note) for note in shown))
    text = " ".join(shown[0].surface.split()) if shown else ""
    values = {"form": table.title.surface.strip(), "text": text}
    status = Status.FAIL if broken else Status.PASS
    return build(rule, view, Draft(status, evidence, when=when, values=values))


def _of_another(note: Span, table: PublishedTable, paper: Paper) -> bool:
    """Whether a note is about what another table is for, and not about its own."""
    plain = normalise(note.surface)
    if not table.spec.subject or any(word in plain for word in table.spec.subject):
        return False
    others = [other.spec for other in paper.tables if other.spec.id != table.spec.id]
    return any(word in plain for spec in others for word in spec.subject)


def accounts(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per account that the prose names and that the tables could have."""
    return [_account(rule, view, item) for paper in view.papers for item in paper.items if item.code or item.nearest]


def _account(rule: Rule, view: View, item: Item) -> Outcome:
    evidence = (Evidence("text", item.reference), *(Evidence("found", fact) for fact in item.facts[:1]))
    values = {"name": "-".join(item.names), "closest": item.nearest}
    status = Status.PASS if item.code else Status.FAIL
    return build(rule, view, Draft(status, evidence, when=NO_ACCOUNT, values=values))


def completions(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per rate of completion whose budget the paper states: that budget cannot be nothing."""
    return [outcome for fact in view.facts if (outcome := _completion(rule, view, fact)) is not None]


def _completion(rule: Rule, view: View, rate: Fact) -> Outcome | None:
    if not rate.context.account or not rate.dims or rate.dims[0][0] != RATE:
        return None
    stated = [f for f in view.facts if f.concept == rate.concept and not f.dims and f.period == rate.period]
    amounts = [fact for fact in stated if fact.quantity.unit.dimension != RATIO and fact.context.account]
    budget = budget_of(rate, amounts)
    others = [f for f in amounts if f.basis in (Basis.FULL_YEAR, Basis.INITIAL) and f.quantity.value]
    if budget is None:
        return None
    broken = not budget.quantity.value and rate.quantity.value not in (0, 1) and bool(others)
    evidence = (Evidence("anchor", rate), Evidence("operand", budget), *(Evidence("other", f) for f in others[:1]))
    values = {
        "surface": rate.surface,
        "name": rate.dims[0][1],
        "found": budget.surface,
        "closest": others[0].surface if others else "",
    }
    return build(rule, view, Draft(Status.FAIL if broken else Status.PASS, evidence, when=NO_BUDGET, values=values))


def listed(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per list that the prose gives of what an expenditure is made up of: each has an amount."""
    openers = words(rule.params["verbs"])
    found = []
    for paper in view.papers:
        amounts = _amounts(paper, words(rule.params["of"]))
        listing = view.texts.those(lambda text: any(word in text for word in openers)) if amounts else ()
        for location, text in listing:
            if location.document == paper.document and location.row < 0:
                for start, end in _lists(text, openers):
                    found.append(_list(rule, view, Span(text[start:end], location.span(start, end)), amounts))
    return [outcome for outcome in found if outcome is not None]


def _amounts(paper: Paper, forms: tuple[str, ...]) -> dict[str, list[Fact]]:
    """The amounts of each row of some tables, by the row's name."""
    found: dict[str, list[Fact]] = {}
    for table in (table for name in forms if (table := paper.of(name)) is not None):
        for sheet in table.sheets:
            for (r, _), fact in sheet.cells.items():
                if fact is not None:
                    found.setdefault(sheet.rows[r].name, []).append(fact)
    return found


def _lists(text: str, openers: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for opener in openers:
        at = text.find(opener)
        while at >= 0:
            start = at + len(opener)
            end = min((i for mark in "。；;" if (i := text.find(mark, start)) >= 0), default=len(text))
            yield start, end
            at = text.find(opener, end)


def _list(rule: Rule, view: View, span: Span, amounts: Mapping[str, list[Fact]]) -> Outcome | None:
    names = [normalise(part) for part in span.surface.lstrip("：:").split("、")]
    known = [name for name in names if name in amounts]
    if not known:
        return None
    empty = [name for name in known if not any(fact.quantity.value for fact in amounts[name])]
    cells = (fact for name in empty for fact in amounts[name])
    evidence = (Evidence("text", span), *(Evidence("operand", fact) for fact in cells))
    values = {"missing": view.lexicon.messages.join(empty, view.lang), "count": str(len(known))}
    return build(rule, view, Draft(Status.FAIL if empty else Status.PASS, evidence, when=NO_AMOUNT, values=values))


EACH: Mapping[str, tuple[tuple[str, ...], Callable[[Rule, View], list[Outcome]]]] = {
    TABLES: ((), tables),
    NOTE: ((), notes),
    ACCOUNT: ((), accounts),
    COMPLETION: ((), completions),
    LISTED: (("verbs", "of"), listed),
}
"""What rules of kind presence may look at in such papers, with the keys that they need."""
