"""schema: which checks of the Pandera table schemas a rule stands for, and how grave each is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fundqa import schema
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.selecting import Problem, check_keys, words
from fundqa.model import Evidence, Rule, Severity, Span, Status
from fundqa.report import Outcome
from fundqa.view import Faults, Form, Row, View

_PARTS = 4
FAILED, DIFFERS, BLANK = "failed", "differs", "blank form"
_EMPTY = "not_nullable"


@dataclass(frozen=True, slots=True)
class Schema:
    """The kind."""

    name: str = "schema"
    conditions: tuple[str, ...] = (FAILED, DIFFERS, BLANK)
    placeholders: tuple[str, ...] = ("column", "row", "other", "said", "meant")
    equality: bool = False

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Covered checks as [table, column, check, severity]."""
        yield from check_keys(params, ("covers", "requires", "paired"), ("covers",))
        entries = params.get("covers")
        for i, entry in enumerate(entries if isinstance(entries, list) else []):
            if not isinstance(entry, list) or len(entry) != _PARTS or not all(isinstance(part, str) for part in entry):
                en = "expected [table, column, check, severity]"
                yield Problem(("covers", i), "应当是 [表, 栏, 检查, 等级]", en)
            elif entry[0] not in schema.names():
                yield Problem(("covers", i, 0), f"没有表“{entry[0]}”", f"no table “{entry[0]}”", schema.names())
            elif entry[3] not in tuple(Severity):
                known = tuple(s.value for s in Severity)
                yield Problem(("covers", i, 3), f"没有等级“{entry[3]}”", f"no severity “{entry[3]}”", known)

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One pass per form, table and check; one fail per row; of a form that is not filled in only that it is not."""
        required = set(words(rule.params.get("requires")))
        forms = [form for form in view.forms if required <= form.columns and not form.blank]
        blank = [_blank(rule, view, form) for form in view.forms if form.blank and rule.case(BLANK)]
        if blank and not forms:
            return blank
        if not forms:
            lacking = view.lexicon.messages.join(sorted(required), view.lang)
            code = "columns_missing" if view.forms else "no_anchor"
            return not_applicable(rule, view, code, names=lacking)
        covers = rule.params["covers"]
        tables = {entry[0] for entry in covers} if isinstance(covers, list) else set()
        stacked = {name: schema.rows_of(forms, name) for name in sorted(tables)}
        faults = view.faults
        if faults is None:
            faults = schema.faults([{name: [row for _, row in rows] for name, rows in stacked.items()}])
        outcomes: list[Outcome] = blank
        for entry in covers if isinstance(covers, list) else []:
            outcomes += _covered(rule, view, entry, stacked[entry[0]], faults)
        return outcomes or not_applicable(rule, view)


def _covered(rule: Rule, view: View, entry: list[str], rows: list[tuple[Form, Row]], faults: Faults) -> list[Outcome]:
    _, column, check, severity = entry
    found = [i for i, (_, row) in enumerate(rows) if (row, column, check) in faults]
    failed = [i for i in found if rows[i][1].has(column) and not _unused(rule, rows[i][1])]
    when = DIFFERS if check != _EMPTY and rule.case(DIFFERS) else FAILED
    outcomes = [_failure(rule, view, *rows[i], column, Severity(severity), when) for i in failed]
    broken = {rows[i][0].number for i in failed}
    for form in dict.fromkeys(form for form, row in rows if row.has(column)):
        if form.number not in broken:
            outcomes.append(_pass(rule, view, form, column, rows))
    return outcomes


def _unused(rule: Rule, row: Row) -> bool:
    """Whether a row of cells that go together has none of them."""
    covers = rule.params["covers"] if rule.params.get("paired") else None
    return bool(covers) and isinstance(covers, list) and not any(row.text(entry[1]) for entry in covers)


def _label(view: View, row: Row, form: Form) -> Span:
    return row.cells.get(view.lexicon.columns.indicator) or form.title


def _named(view: View, row: Row, label: Span) -> str:
    """What a row is called: by its indicator, its basis, or its form."""
    names = view.lexicon.columns
    shown = row.text(names.basis) if names.basis in row.cells else label.surface
    return " ".join(shown.split())


def _blank(rule: Rule, view: View, form: Form) -> Outcome:
    values = {"row": form.title.surface.strip()}
    return build(rule, view, Draft(Status.FAIL, (Evidence("empty", form.title),), when=BLANK, values=values, form=form))


def _failure(rule: Rule, view: View, form: Form, row: Row, column: str, severity: Severity, when: str) -> Outcome:
    label = _label(view, row, form)
    cell = row.shown(column) or label
    covers = rule.params["covers"]
    present = [e[1] for e in covers if row.text(e[1])] if isinstance(covers, list) else []
    said, _, meant = row.text(column).partition("|")
    values = {
        "column": column,
        "row": _named(view, row, label),
        "other": "".join(f"{name}“{row.text(name)}”" for name in present),
        "said": said,
        "meant": meant,
    }
    evidence = (Evidence("empty", cell), Evidence("label", label))
    draft = Draft(Status.FAIL, evidence, when=when, severity=severity, values=values, form=form)
    return build(rule, view, draft)


def _pass(rule: Rule, view: View, form: Form, column: str, rows: list[tuple[Form, Row]]) -> Outcome:
    cells = (row.shown(column) for own, row in rows if own.number == form.number)
    seen = next((cell for cell in cells if cell is not None), form.title)
    return build(rule, view, Draft(Status.PASS, (Evidence("seen", seen), Evidence("form", form.title)), form=form))
