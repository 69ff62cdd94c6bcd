"""presence of a form's columns: forms that lack some, and tables that look like a form and are none that is known."""

from __future__ import annotations

from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.model import Evidence, Rule, Status
from fundqa.report import Outcome
from fundqa.view import Form, UnknownForm, View

FORM = "form"
LACKING, UNKNOWN = "columns missing", "unknown form"
CONDITIONS = (LACKING, UNKNOWN)


def evaluate(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per form, one per table that is an unknown form."""
    outcomes = [_form(rule, view, form) for form in view.forms] + [_unknown(rule, view, u) for u in view.unknown]
    return outcomes or not_applicable(rule, view)


def _form(rule: Rule, view: View, form: Form) -> Outcome:
    values = {"form": form.title.surface.strip(), "missing": _join(view, form.missing), "closest": form.id}
    status = Status.FAIL if form.missing else Status.PASS
    return build(rule, view, Draft(status, (Evidence("form", form.title),), when=LACKING, values=values, form=form))


def _unknown(rule: Rule, view: View, table: UnknownForm) -> Outcome:
    values = {
        "form": table.title.surface.strip(),
        "missing": _join(view, table.missing),
        "closest": f"{table.closest} {table.name[view.lang]}",
    }
    return build(rule, view, Draft(Status.FAIL, (Evidence("form", table.title),), when=UNKNOWN, values=values))


def _join(view: View, names: tuple[str, ...]) -> str:
    return view.lexicon.messages.join(list(names), view.lang)
