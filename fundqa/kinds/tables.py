"""schema: which checks of the Pandera table schemas a rule stands for, and how grave each is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fundqa import schema
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.selecting import Problem, check_keys, words
from fundqa.model import Evidence, Rule, Severity, Span, Status
from fundqa.report import Outcome
from fundqa.schema import FailureCase
from fundqa.view import Form, Row, View

_PARTS = 4


@dataclass(frozen=True, slots=True)
class Schema:
    """The kind."""

    name: str = "schema"
    conditions: tuple[str, ...] = ("failed",)
    placeholders: tuple[str, ...] = ("column", "row", "other")
    equality: bool = False

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Covered checks as [table, column, check, severity]."""
        yield from check_keys(params, ("covers", "requires", "paired"), ("covers",))
        entries = params.get("covers")
        for i, entry in enumerate(entries if isinstance(entries, list) else []):
            if not isinstance(entry, list) or len(entry) != _PARTS:
                en = "expected [table, column, check, severity]"
                yield Problem(("covers", i), "应当是 [表, 栏, 检查, 等级]", en)
            elif entry[0] not in schema.names():
                yield Problem(("covers", i, 0), f"没有表“{entry[0]}”", f"no table “{entry[0]}”", schema.names())
            elif entry[3] not in tuple(Severity):
                known = tuple(s.value for s in Severity)
                yield Problem(("covers", i, 3), f"没有等级“{entry[3]}”", f"no severity “{entry[3]}”", known)

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One pass per form, table and check; one fail per row."""
        required = set(words(rule.params.get("requires")))
        forms = [form for form in view.forms if required <= form.columns]
        if not forms:
            lacking = view.lexicon.messages.join(sorted(required), view.lang)
            code = "columns_missing" if view.forms else "no_anchor"
            return not_applicable(rule, view, code, names=lacking)
        covers = rule.params["covers"]
        tables = {entry[0] for entry in covers} if isinstance(covers, list) else set()
        stacked = {name: schema.rows_of(forms, name) for name in sorted(tables)}
        failures = schema.validate({name: [row for _, row in rows] for name, rows in stacked.items() if rows})
        outcomes: list[Outcome] = []
        for entry in covers if isinstance(covers, list) else []:
            outcomes += _covered(rule, view, entry, stacked[entry[0]], failures)
        return outcomes or not_applicable(rule, view)


def _covered(
    rule: Rule, view: View, entry: list[str], rows: list[tuple[Form, Row]], failures: list[FailureCase]
) -> list[Outcome]:
    table, column, check, severity = entry
    found = {f.row for f in failures if (f.table, f.column, f.check) == (table, column, check)}
    failed = [i for i in sorted(found) if not (rule.params.get("paired") and _all_empty(rule, rows[i][1]))]
    outcomes = [_failure(rule, view, *rows[i], column, Severity(severity)) for i in failed]
    broken = {rows[i][0].number for i in failed}
    for form in dict.fromkeys(form for form, row in rows if column in row.cells):
        if form.number not in broken:
            outcomes.append(_pass(rule, view, form, column, rows))
    return outcomes


def _all_empty(rule: Rule, row: Row) -> bool:
    covers = rule.params["covers"]
    return not any(row.text(entry[1]) for entry in covers) if isinstance(covers, list) else False


def _label(view: View, row: Row, form: Form) -> Span:
    return row.cells.get(view.lexicon.columns.indicator) or form.title


def _failure(rule: Rule, view: View, form: Form, row: Row, column: str, severity: Severity) -> Outcome:
    label = _label(view, row, form)
    cell = row.cells.get(column) or label
    covers = rule.params["covers"]
    present = [e[1] for e in covers if row.text(e[1])] if isinstance(covers, list) else []
    values = {
        "column": column,
        "row": " ".join(label.surface.split()),
        "other": "".join(f"{name}“{row.text(name)}”" for name in present),
    }
    evidence = (Evidence("empty", cell), Evidence("label", label))
    draft = Draft(Status.FAIL, evidence, when="failed", severity=severity, values=values, form=form)
    return build(rule, view, draft)


def _pass(rule: Rule, view: View, form: Form, column: str, rows: list[tuple[Form, Row]]) -> Outcome:
    cells = (row.cells.get(column) for own, row in rows if own.number == form.number)
    seen = next((cell for cell in cells if cell is not None), form.title)
    return build(rule, view, Draft(Status.PASS, (Evidence("seen", seen), Evidence("form", form.title)), form=form))
