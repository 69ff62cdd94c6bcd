"""One pair of statements of one quantity, and what is said of it."""

from __future__ import annotations

from collections.abc import Hashable, Sequence

from fundqa.kinds import verdicts
from fundqa.kinds.base import Draft, build
from fundqa.kinds.selecting import bases
from fundqa.model import Evidence, Fact, Rule, Severity, Status
from fundqa.quantity import format_quantity
from fundqa.report import Outcome, Relation
from fundqa.units import RATIO
from fundqa.view import View

AMBIGUOUS = "ambiguous basis and differ"


def statement_key(fact: Fact, by: Sequence[str]) -> Hashable:
    """What two statements must have in common to be compared, on whatever basis they are."""
    aspects = (fact.context.form if aspect == "form" else getattr(fact, aspect) for aspect in by)
    return (*aspects, fact.dims, fact.quantity.unit.base)


def compared(left: Fact, right: Fact) -> verdicts.Judgement:
    """How two statements stand to each other."""
    return verdicts.equal(verdicts.side_of(left), verdicts.side_of(right))


def pair_outcome(rule: Rule, view: View, anchor: Fact, fact: Fact, others: list[Fact], unsure: bool = False) -> Outcome:
    """One pair. Beside a pass stands how other bases compare; beside a clear fail only one that would have agreed."""
    judgement = compared(anchor, fact)
    beside = [o for o in others if bases(o) and (judgement.agrees or unsure or compared(anchor, o).agrees)]
    rounded = not judgement.agrees and verdicts.is_round_figure(anchor, fact)
    when = AMBIGUOUS if unsure and rule.case(AMBIGUOUS) else "differ"
    case = rule.case(when)
    mild = (unsure or rounded) and case is not None and case.severity is Severity.ERROR
    worked, values = _worked(view, anchor, fact, beside, judgement)
    return build(
        rule,
        view,
        Draft(
            Status.PASS if judgement.agrees else Status.FAIL,
            (Evidence("left", anchor), Evidence("right", fact), *(Evidence("other", other) for other in beside)),
            when=when,
            severity=Severity.WARNING if mild else None,
            verdict=judgement.verdict,
            strength=judgement.strength,
            worked=worked,
            values=values,
            equality=True,
            large=verdicts.is_large(judgement, fact.quantity.value),
            relation=None if rounded else Relation("left == right", ("left", "right")),
            diagnosis=(_round_figure(view, anchor, fact),) if rounded else (),
        ),
    )


def _worked(
    view: View, anchor: Fact, fact: Fact, beside: list[Fact], judgement: verdicts.Judgement
) -> tuple[str, dict[str, str]]:
    """The comparison and its gap with what is shown beside it, and the blanks of the message."""
    shown = verdicts.pair(anchor, fact, judgement.agrees)
    coarse = max((anchor, fact), key=lambda f: verdicts.relative_half_width(verdicts.side_of(f))).quantity
    gap = verdicts.show_gap(judgement.gap, coarse.unit, verdicts.gap_places(anchor, fact, coarse.unit))
    lines = [shown, *([] if judgement.agrees else [f"Δ={gap}"]), *(_beside(view, anchor, other) for other in beside)]
    tried, space = (fact, *beside), " " if view.lang == "en" else ""
    values = {
        "worked": shown,
        "left": anchor.surface,
        "right": _said(fact),
        "basis": _called(view, fact),
        "tried": view.lexicon.messages.join([f"{_called(view, f)}{space}{_said(f)}" for f in tried], view.lang),
        **view.lexicon.messages.direction(gap, view.lang),
    }
    return "\n".join(lines), values


def _round_figure(view: View, anchor: Fact, fact: Fact) -> str:
    text = view.lexicon.messages.slips["rounded"][view.lang]
    return text.format(was=anchor.surface, meant=format_quantity(fact.quantity))


def _beside(view: View, anchor: Fact, other: Fact) -> str:
    """How a number on another basis stands to the anchor: shown, never judged."""
    basis = view.lexicon.messages.bases[bases(other)[0].value][view.lang]
    return f"{verdicts.pair(anchor, other, compared(anchor, other).agrees)} ({basis})"


def _called(view: View, fact: Fact) -> str:
    """What a form calls a number: a rate by its row, anything else by its basis."""
    label = fact.context.label
    if label is not None and fact.quantity.unit.dimension == RATIO:
        return f"“{' '.join(label.surface.split())}”"
    return next((view.lexicon.messages.bases[basis.value][view.lang] for basis in bases(fact)), "")


def _said(fact: Fact) -> str:
    """A number as printed, with the unit that its column gives it."""
    symbol = fact.quantity.unit.symbol
    return fact.surface if any(mark in fact.surface for mark in symbol) else fact.surface + symbol
