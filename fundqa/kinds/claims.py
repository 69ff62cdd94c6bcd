"""claim: a conclusion (达到了预期目标) against the indicators it speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from fundqa.derive import slight
from fundqa.kinds.base import Draft, build, not_applicable, open_outcome
from fundqa.kinds.selecting import Problem, check_keys, words
from fundqa.kinds.targets import reading
from fundqa.model import Achieved, Claim, Evidence, Fact, Rule, Severity, Status, Target
from fundqa.report import Outcome
from fundqa.view import Indicator, View

SENTENCE, FORM = "same sentence", "same form"


@dataclass(frozen=True, slots=True)
class ClaimKind:
    """The kind."""

    name: str = "claim"
    conditions: tuple[str, ...] = (SENTENCE, FORM)
    placeholders: tuple[str, ...] = ("claim", "refuters", "count", "worked")
    equality: bool = False

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Which claim, and the words that take it back."""
        yield from check_keys(params, ("claim", "refuted_by", "unless"), ("claim", "refuted_by"))
        if params.get("refuted_by") != {"achieved": "no"}:
            yield Problem(("refuted_by",), "目前只能是 {achieved: no}", "only {achieved: no} is known")

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per claim, with its most severe case and every refuter as evidence."""
        kind = rule.params["claim"]
        unless = words(rule.params.get("unless"))
        claims = [claim for claim in view.claims if claim.kind == kind and not _reserved(view, claim, unless)]
        outcomes = [outcome for claim in claims if (outcome := _judge(rule, view, claim)) is not None]
        return outcomes or not_applicable(rule, view)


def _reserved(view: View, claim: Claim, unless: tuple[str, ...]) -> bool:
    """Whether the sentence up to the claim's end takes it back (基本完成, 除…外); … stands for anything."""
    sentence = claim.context.sentence
    if sentence is None:
        return False
    text = view.texts.get(claim.location.host, "")[sentence.start : claim.location.end]
    for word in unless:
        first, _, last = word.partition("…")
        at = text.find(first)
        if at >= 0 and (not last or text.find(last, at + len(first)) >= 0):
            return True
    return False


def _judge(rule: Rule, view: View, claim: Claim) -> Outcome | None:
    scope = _scope(view, claim)
    judged = [i for i in scope if i.achieved is not Achieved.UNKNOWN]
    if not judged:
        return open_outcome(rule, view, [Evidence("claim", claim)], "no_indicator") if scope else None
    refuters = [i for i in judged if i.achieved is Achieved.NO and not slight(i)]
    if not refuters:
        support = [i.result for i in judged if i.achieved is Achieved.YES and i.result is not None]
        supports = (Evidence("supports", item) for item in support)
        return build(rule, view, Draft(Status.PASS, (Evidence("claim", claim), *supports)))
    inside = {id(i): fact for i in refuters if (fact := _in_sentence(view, claim, i)) is not None}
    graded = [(_severity(rule, i, id(i) in inside), i) for i in refuters]
    graded.sort(key=lambda item: item[0].rank)
    worst = graded[0][0]
    evidence = [Evidence("claim", claim), *(Evidence("sentence", fact) for fact in inside.values())]
    for _, indicator in graded:
        for role, item in (
            ("refuter", indicator.result),
            ("target", indicator.target),
            ("other", indicator.backing),
        ):
            if item is not None:
                evidence.append(Evidence(role, item))
    lines = [_line(indicator) for _, indicator in graded]
    when = SENTENCE if inside and worst is _case_severity(rule, SENTENCE) else FORM
    names = view.lexicon.messages.join(lines, view.lang)
    values = {"claim": claim.surface, "refuters": names, "count": str(len(lines)), "worked": names}
    draft = Draft(Status.FAIL, tuple(evidence), when=when, severity=worst, worked="\n".join(lines), values=values)
    return build(rule, view, draft)


def _scope(view: View, claim: Claim) -> list[Indicator]:
    """The indicators a claim speaks of: its form's, its fund's, or everybody's; of one concept when it names one."""
    if claim.context.form:
        found = [i for i in view.indicators if i.form.number == claim.context.form]
    elif any(form.entity == claim.entity for form in view.forms):
        found = [i for i in view.indicators if i.form.entity == claim.entity]
    else:
        found = list(view.indicators)
    return [i for i in found if i.concept == claim.about] if claim.about else found


def _in_sentence(view: View, claim: Claim, indicator: Indicator) -> Fact | None:
    """A number in the claim's own sentence with the indicator's concept, fund and year."""
    sentence = claim.context.sentence
    wanted = (indicator.concept, indicator.form.entity, indicator.form.period)
    inside = (fact for fact in view.facts if sentence is not None and fact.location.within(sentence))
    return next((fact for fact in inside if (fact.concept, fact.entity, fact.period) == wanted), None)


def _case_severity(rule: Rule, when: str) -> Severity:
    case = rule.case(when)
    return case.severity if case else rule.severity


def _severity(rule: Rule, indicator: Indicator, same_sentence: bool) -> Severity:
    """A malformed target alone is worth a warning at most."""
    severity = _case_severity(rule, SENTENCE if same_sentence else FORM)
    sure = indicator.legal or indicator.backing is not None
    return severity if sure else max(severity, Severity.WARNING, key=lambda s: s.rank)


def _line(indicator: Indicator) -> str:
    target, result = indicator.target, indicator.result
    label = " ".join(indicator.label.surface.split())
    if isinstance(target, Target):
        return f"{label} {result.surface if result else ''} ∉ {reading(target)}"
    if not isinstance(target, Fact) or not isinstance(result, Fact):
        return label
    sign = "<" if result.quantity.value < target.quantity.value else ">"
    return f"{label} {result.surface} {sign} {target.surface}"
