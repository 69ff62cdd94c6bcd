"""claim: a conclusion (达到了预期目标) against the indicators it speaks of.

`unless` lists words that take it back, … standing for other words: `基本完成` and `除…外` anywhere in the sentence up
to the claim's end or in the heading above, `为…` at the start of its clause, `…情况` right behind it.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from fundqa.derive import slight
from fundqa.document import Location
from fundqa.extract.prose import passages
from fundqa.kinds import explanations, grades, published_claims, trends
from fundqa.kinds.base import Draft, build, not_applicable, open_outcome
from fundqa.kinds.claim_scope import GENERAL, Said, about, around, in_period, reserved
from fundqa.kinds.lookup import by_host, indicators_of
from fundqa.kinds.selecting import Problem, check_keys, words
from fundqa.kinds.target_text import relation
from fundqa.model import Achieved, Claim, Evidence, Fact, Rule, Severity, Status
from fundqa.phrases import Phrases, Tag
from fundqa.report import Outcome
from fundqa.view import Indicator, View

SENTENCE, FORM = "same sentence", "same form"
_TREND = {"figures": "opposite"}
_ACCOUNTS = (
    {published_claims.BUDGET}, {published_claims.PURPOSE}, {published_claims.YEARS}, {published_claims.OWN_YEAR},
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClaimKind:
    """The kind."""

    name: str = "claim"
    conditions: tuple[str, ...] = (
        SENTENCE,
        FORM,
        trends.OPPOSITE,
        trends.BARE,
        grades.GRADE,
        *published_claims.CONDITIONS,
    )
    placeholders: tuple[str, ...] = ("claim", "refuters", "count", "worked", "total", "grade")
    equality: bool = False

    def check(self, params: Mapping[str, object]) -> Iterator[Problem]:
        """Which claim, and the words that take it back."""
        yield from check_keys(params, ("claim", "refuted_by", "unless"), ("claim", "refuted_by"))
        refuted_by = params.get("refuted_by")
        if isinstance(refuted_by, dict) and set(refuted_by) == {grades.KEY}:
            yield from grades.check(refuted_by[grades.KEY])
        elif isinstance(refuted_by, dict) and set(refuted_by) in _ACCOUNTS:
            yield from published_claims.check(refuted_by)
        elif refuted_by not in ({"achieved": "no"}, _TREND):
            known = (
                "{achieved: no}, {figures: opposite}, {grades: …}, {budget: …}, {years: …}, {own year: …}, {purpose: …}"
            )
            yield Problem(("refuted_by",), f"目前只能是 {known}", f"only these are known: {known}")

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per claim, with its most severe case and every refuter as evidence."""
        refuted_by = rule.params["refuted_by"]
        if isinstance(refuted_by, dict) and grades.KEY in refuted_by:
            return grades.evaluate(rule, view)
        if isinstance(refuted_by, dict) and set(refuted_by) in _ACCOUNTS:
            return published_claims.evaluate(rule, view)
        unless = words(rule.params.get("unless"))
        claims = [claim for claim in view.claims if claim.kind in words(rule.params["claim"])]
        if rule.params["refuted_by"] == _TREND:
            return trends.evaluate(rule, view, list(_read(view, claims)))
        outcomes = []
        for said in _read(view, claims):
            scope = None if reserved(said, unless) else _scope(view, said)
            outcome = _judge(rule, view, said, scope) if scope else None
            outcomes += [outcome] if outcome else []
        return outcomes or not_applicable(rule, view)


def _read(view: View, claims: Sequence[Claim]) -> Iterator[Said]:
    """The claims with their sentences; each text is read once."""
    phrases = _phrases(view)
    by_text: dict[Location, list[Claim]] = {}
    for claim in claims:
        by_text.setdefault(claim.location.host, []).append(claim)
    facts = view.facts_by(by_host)
    headings = {sentence.location: sentence.heading[-1] for sentence in view.sentences if sentence.heading}
    for host, own_claims in by_text.items():
        own = sorted(facts.get(host, ()), key=_place)
        read = {passage.location: passage for passage in passages(view.texts[host], host, phrases, view.lexicon)}
        for claim in own_claims:
            sentence = claim.context.sentence
            if sentence in read:
                near = around(read[sentence], claim.location.start)
                first, last = (bisect_left(own, place, key=_place) for place in (near.start, near.end))
                yield Said(claim, near, tuple(own[first:last]), headings.get(sentence, ""))


def _phrases(view: View) -> Phrases:
    """The lexicon's terms, the words for everything (各项指标) and the names of the report's own projects."""
    own = [(form.name, Tag("fund", form.entity)) for form in view.forms if form.entity not in view.lexicon.funds]
    general = [(word, Tag(GENERAL)) for word in sorted(view.lexicon.general)]
    return view.lexicon.phrases.with_terms([*own, *general])


def _place(fact: Fact) -> int:
    return fact.location.start


def _judge(rule: Rule, view: View, said: Said, scope: list[Indicator]) -> Outcome | None:
    claim = said.claim
    judged = [i for i in scope if i.achieved is not Achieved.UNKNOWN]
    if not judged:
        return open_outcome(rule, view, [Evidence("claim", claim)], "no_indicator")
    refuters = [i for i in judged if i.achieved is Achieved.NO and not slight(i)]
    if not refuters:
        support = [i.result for i in judged if i.achieved is Achieved.YES and i.result is not None]
        supports = (Evidence("supports", item) for item in support)
        return build(rule, view, Draft(Status.PASS, (Evidence("claim", claim), *supports)))
    inside = {id(i): fact for i in refuters if (fact := _in_sentence(said, i)) is not None}
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


def _scope(view: View, said: Said) -> list[Indicator]:
    """The indicators a claim speaks of: its form's, its fund's, or everybody's; of what it names when it names it."""
    claim, topic = said.claim, about(said, view.lexicon)
    if claim.context.form:
        found = list(indicators_of(view, claim.context.form))
    else:
        found = [i for i in view.indicators if explanations.speaks_of(view, claim.entity, i.form)]
    found = [i for i in found if in_period(said, i.form.period)]
    if topic is None:
        return found
    return [i for i in found if i.concept in topic]


def _in_sentence(said: Said, indicator: Indicator) -> Fact | None:
    """A number in the claim's own sentence with the indicator's concept, fund and year."""
    wanted = (indicator.concept, indicator.form.entity, indicator.form.period)
    return next((fact for fact in said.facts if (fact.concept, fact.entity, fact.period) == wanted), None)


def _case_severity(rule: Rule, when: str) -> Severity:
    case = rule.case(when)
    return case.severity if case else rule.severity


def _severity(rule: Rule, indicator: Indicator, same_sentence: bool) -> Severity:
    """A malformed target alone is worth a warning at most."""
    severity = _case_severity(rule, SENTENCE if same_sentence else FORM)
    sure = indicator.legal or indicator.backing is not None
    return severity if sure else max(severity, Severity.WARNING, key=lambda s: s.rank)


def _line(indicator: Indicator) -> str:
    label = " ".join(indicator.label.surface.split())
    return f"{label} {relation(indicator)}"
