"""The funds that the text speaks of one by one, against the funds that have a form."""

from __future__ import annotations

from fundqa.kinds.base import Draft, build, open_outcome
from fundqa.kinds.narrative import limit, narratives
from fundqa.kinds.selecting import words
from fundqa.model import Evidence, Fact, Rule, Status
from fundqa.report import Outcome
from fundqa.view import Form, View

NO_FORM, NOT_TOLD = "no form", "not told"


def evaluate_funds(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per fund of the text and of the forms; open where a form is not known to be of one fund."""
    told = _told(rule, view) if any(narratives(view, limit(rule, "headings"))) else {}
    forms = {form.entity: form for form in view.forms if form.entity in view.lexicon.funds}
    if not told or not forms:
        return []
    shared = [form for form in view.forms if form.entity not in view.lexicon.funds or _several(view, form)]
    if shared:
        anchor = (Evidence("form", shared[0].title),)
        return [open_outcome(rule, view, anchor, "operand_ambiguous", names=shared[0].title.surface.strip())]
    outcomes = [_fund(rule, view, fact, forms.get(fund)) for fund, fact in told.items()]
    spoken_of = {
        *told,
        *(fact.entity for fact in view.facts if fact.context.place == "prose" and not fact.context.form),
    }
    return outcomes + [_untold(rule, view, form) for fund, form in forms.items() if fund not in spoken_of]


def _told(rule: Rule, view: View) -> dict[str, Fact]:
    """The funds with an amount of their own in the text, each with the first such fact."""
    concepts = words(rule.params.get("concept"))
    periods = {form.period for form in view.forms}
    found: dict[str, Fact] = {}
    for fact in view.facts:
        own = fact.context.place == "prose" and fact.context.form == 0 and fact.entity in view.lexicon.funds
        if own and fact.concept in concepts and fact.period in (*periods, "") and fact.basis is not None:
            found.setdefault(fact.entity, fact)
    return found


def _several(view: View, form: Form) -> bool:
    tags = (hit.tag("fund") for text in (form.name, form.title.surface) for hit in view.lexicon.phrases.scan(text))
    return len({tag.value for tag in tags if tag}) > 1


def _fund(rule: Rule, view: View, fact: Fact, form: Form | None) -> Outcome:
    if form is not None:
        return build(rule, view, Draft(Status.PASS, (Evidence("reference", fact), Evidence("form", form.title))))
    values = {"missing": fact.entity, "count": str(len(view.forms))}
    return build(rule, view, Draft(Status.FAIL, (Evidence("reference", fact),), when=NO_FORM, values=values))


def _untold(rule: Rule, view: View, form: Form) -> Outcome:
    values = {"missing": form.entity, "count": str(len(view.forms))}
    return build(
        rule, view, Draft(Status.FAIL, (Evidence("form", form.title),), when=NOT_TOLD, values=values, form=form)
    )
