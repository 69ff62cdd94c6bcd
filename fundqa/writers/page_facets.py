"""By what the page's findings can be filtered: severity, family of the rule, fund, and how they stand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from fundqa.model import Fact, Name, Severity, Span
from fundqa.report import DocumentReport, Outcome
from fundqa.writers.digest import operands
from fundqa.writers.words import Words, squeeze

OPEN, WAIVED, KNOWN = "open", "waived", "known"
"""How a finding stands, earlier reports aside: someone must act, it is waived, it is in the baseline."""


@dataclass(frozen=True, slots=True)
class Facet:
    """One value of a filter: its key, its words, and how many findings have it."""

    key: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Facets:
    """The values of each filter that occur."""

    severities: tuple[Facet, ...]
    families: tuple[Facet, ...]
    funds: tuple[Facet, ...]
    states: tuple[Facet, ...]


@dataclass(frozen=True, slots=True)
class Keys:
    """What one finding is filtered by."""

    severity: Severity
    family: str
    fund: str
    states: tuple[str, ...]


def family(rule: str) -> str:
    """The family of a rule, which its id begins with: N2N of N2N-01."""
    return squeeze(rule).partition("-")[0]


def title(name: str, say: Words) -> str:
    """A family's id with its title, the id alone where it has none."""
    told = say.get(f"family.{name}", "")
    return f"{name} {told}" if told else name


class Funds:
    """Which fund a finding of one document is about."""

    def __init__(self, doc: DocumentReport) -> None:
        self._titles = {squeeze(form.title): form.entity for form in doc.forms}
        self._forms: dict[int, str] = {}
        for known in doc.facts:
            if known.fact.context.form and known.fact.entity:
                self._forms.setdefault(known.fact.context.form, known.fact.entity)

    def of(self, outcome: Outcome) -> str:
        """The fund that the first evidence with one names, or whose form it is in; "" when none is known."""
        own = (self._named(evidence.item) for evidence in operands(outcome))
        formed = (self._titles.get(squeeze(e.surface), "") for e in outcome.evidence if e.role == "form")
        return squeeze(next((found for found in (*own, *formed) if found), ""))

    def _named(self, item: object) -> str:
        if isinstance(item, Span):
            return ""
        if isinstance(item, Name):
            return self._forms.get(item.context.form, "")
        entity = getattr(item, "entity", "")
        return entity or (self._forms.get(item.context.form, "") if isinstance(item, Fact) else "")


def keys(outcome: Outcome, funds: Funds) -> Keys:
    """What `outcome` is filtered by."""
    states = [str(outcome.change)] if outcome.change else []
    states += [WAIVED] if outcome.waiver is not None else [KNOWN] if outcome.known else [OPEN]
    return Keys(outcome.severity, family(outcome.rule), funds.of(outcome), tuple(states))


def facets(causes: Iterable[Sequence[Keys]], say: Words) -> Facets:
    """The filters for causes, each given by the keys of its findings; a cause counts once for each value."""
    counts = [Counter[str]() for _ in range(4)]
    for members in causes:
        counts[0].update({str(key.severity) for key in members})
        counts[1].update({key.family for key in members})
        counts[2].update({key.fund for key in members})
        counts[3].update({state for key in members for state in key.states})
    severities, families, funds, states = counts
    known = ["new", "unchanged", "updated", "returned", OPEN, WAIVED, KNOWN]
    return Facets(
        tuple(Facet(s, say(f"severity.{s}"), severities[s]) for s in Severity if severities[s]),
        tuple(Facet(name, title(name, say), families[name]) for name in sorted(families)),
        tuple(Facet(name, name or say("fund.none"), count) for name, count in sorted(funds.items(), key=_named_first)),
        tuple(
            Facet(name, say.get(f"change.{name}", "") or say(f"state.{name}"), states[name])
            for name in known
            if states[name]
        ),
    )


def _named_first(item: tuple[str, int]) -> tuple[bool, int, str]:
    return not item[0], -item[1], item[0]
