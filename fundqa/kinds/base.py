"""What every rule kind shares: the protocol, choosing facts, and building outcomes with their place and message."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from fundqa.document import Location
from fundqa.kinds.legal import basis_of
from fundqa.kinds.selecting import Ruled
from fundqa.model import (
    Claim,
    Evidence,
    Fact,
    Name,
    Rule,
    Severity,
    Span,
    Status,
    Strength,
    Target,
    Verdict,
)
from fundqa.report import Outcome, Relation, Scope
from fundqa.view import Form, View


class Kind(Ruled, Protocol):
    """A rule kind: what its rules may say, and how they are evaluated."""

    @property
    def equality(self) -> bool:
        """Whether its passes and fails settle numbers."""
        ...

    def evaluate(self, rule: Rule, view: View) -> list[Outcome]:
        """One outcome per match; a pure function."""
        ...


@dataclass(frozen=True, slots=True)
class Draft:
    """What a kind says of one match; `build` adds place, message and identity.

    form, label: where it stands, for an anchor that is plain text and so does not know its form and row.
    """

    status: Status
    evidence: tuple[Evidence, ...]
    when: str = ""
    severity: Severity | None = None
    verdict: Verdict | None = None
    strength: Strength | None = None
    worked: str | None = None
    reason: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    equality: bool = False
    large: bool = False
    relation: Relation | None = None
    diagnosis: tuple[str, ...] = ()
    form: Form | None = None
    label: Span | None = None


def build(rule: Rule, view: View, draft: Draft) -> Outcome:
    """The outcome of a draft: message with its place in front and the cure behind, scope, identity and its values."""
    anchor = draft.evidence[0] if draft.evidence else None
    form = draft.form or (view.form_at(anchor.location) if anchor else None)
    failed = draft.status is Status.FAIL and rule.case(draft.when) is not None
    return assembled(
        rule,
        view.lang,
        draft,
        where=where(view, anchor, form, draft.label) if failed else "",
        scope=_scope(view, anchor, form),
        identity=_identity(rule, view, draft, form),
        legal=basis_of(rule, view, form) if failed else "",
        context=_context(anchor, form, draft),
    )


def assembled(
    rule: Rule,
    lang: str,
    draft: Draft,
    *,
    where: str,
    scope: Scope,
    identity: str,
    legal: str,
    context: tuple[Evidence, ...] = (),
) -> Outcome:
    """The outcome of a draft whose place, scope and identity are known; `where` opens the message of a finding."""
    case = rule.case(draft.when) if draft.status is Status.FAIL else None
    severity = draft.severity or (case.severity if case else rule.severity)
    if draft.verdict in (Verdict.TRUNCATED, Verdict.RESIDUE) and not draft.large:
        severity = Severity.INFO
    message = draft.worked or rule.title[lang]
    if case:
        message = f"{where}{case.message[lang].format_map(_Blanks(draft.values))}{rule.fix[lang]}"
    elif draft.reason:
        message = draft.reason
    return Outcome(
        rule=rule.id,
        name=rule.name,
        status=draft.status,
        severity=rule.capped(severity),
        title=rule.title[lang],
        message=message,
        scope=scope,
        evidence=draft.evidence + context,
        verdict=draft.verdict,
        strength=draft.strength,
        worked=draft.worked,
        reason=draft.reason,
        identity=identity,
        fingerprint=_values(draft),
        carrier=rule.carrier,
        equality=draft.equality,
        fix=rule.fix[lang],
        why=rule.why[lang],
        diagnosis=draft.diagnosis,
        relation=draft.relation,
        legal=legal,
    )


def _values(draft: Draft) -> str:
    """The values that a match was judged on, as plain text that the engine hashes."""
    values = "|".join(_value(evidence) for evidence in draft.evidence if evidence.role not in ("other", "seen"))
    return f"{draft.when}|{values}"


class _Blanks(dict[str, str]):
    """Message blanks; pack loading has refused unknown ones, so a missing one is empty."""

    def __missing__(self, key: str) -> str:
        return ""


def where(view: View, anchor: Evidence | None, form: Form | None, label: Span | None = None) -> str:
    """The opening of a message: form and row label, or the heading it stands under, in the report's own words."""
    words = view.lexicon.messages.where
    label = label or _label(anchor)
    if form and label:
        label_text = " ".join(label.surface.split())
        return words["cell"][view.lang].format(number=form.number, form=form.title.surface.strip(), label=label_text)
    if form:
        return words["form"][view.lang].format(number=form.number, form=form.title.surface.strip())
    if label and anchor and anchor.location.row >= 0:
        title = _title(anchor)
        label_text = " ".join(label.surface.split())
        name = title.surface.strip() if title else ""
        return words["row" if name else "unnamed"][view.lang].format(form=name, label=label_text)
    heading = _heading(view, anchor)
    if heading and anchor and heading == anchor.surface.strip():
        return ""
    if heading:
        return words["section"][view.lang].format(heading=heading)
    return words["text"][view.lang]


def _label(anchor: Evidence | None) -> Span | None:
    item = anchor.item if anchor else None
    return None if item is None or isinstance(item, Span) else item.context.label


def _title(anchor: Evidence | None) -> Span | None:
    """The title of the table an item stands in."""
    item = anchor.item if anchor else None
    return None if item is None or isinstance(item, Span) else item.context.title


def _heading(view: View, anchor: Evidence | None) -> str:
    return view.headings.get(_block(anchor.location), "") if anchor else ""


def _block(location: Location) -> Location:
    """The paragraph or the whole table a place lies in."""
    return Location(location.document, location.part, location.block, page=location.page, parent=location.parent)


def _context(anchor: Evidence | None, form: Form | None, draft: Draft) -> tuple[Evidence, ...]:
    """The row label and form title that go with a finding on a cell."""
    if anchor is None or draft.status is not Status.FAIL:
        return ()
    label, title = draft.label or _label(anchor), form.title if form else _title(anchor)
    if title is None or (form is None and anchor.location.row < 0):
        return ()
    found = [Evidence("label", label)] if label else []
    return (*found, Evidence("form", title)) if title.surface.strip() else tuple(found)


def _scope(view: View, anchor: Evidence | None, form: Form | None) -> Scope:
    if form:
        return _shared_scope("form", f"form-{form.number}", form.name or form.title.surface.strip())
    entity = "" if anchor is None or isinstance(anchor.item, Span | Name) else anchor.item.entity
    if entity:
        return _shared_scope("fund", entity, entity)
    return _shared_scope("document", "document", view.lexicon.messages.scopes["document"][view.lang])


@lru_cache(maxsize=1024)
def _shared_scope(kind: str, identifier: str, label: str) -> Scope:
    """One scope for all outcomes of a form: there are hundreds, and results are kept for many files."""
    return Scope(kind, identifier, label)


@lru_cache(maxsize=256)
def _seen(span: Span) -> tuple[Evidence, ...]:
    """Where was looked, one evidence for all rules that looked in vain."""
    return (Evidence("seen", span),)


def _identity(rule: Rule, view: View, draft: Draft, form: Form | None) -> str:
    """What is judged, as a plain text that the engine hashes."""
    anchor = draft.evidence[0] if draft.evidence else None
    item = anchor.item if anchor else None
    aspects: list[str] = []
    if isinstance(item, Fact):
        dims = ";".join(f"{k}={v}" for k, v in item.dims)
        aspects = [item.concept, item.entity, item.period, item.basis or "", dims, item.context.place]
    elif isinstance(item, Target):
        aspects = [item.concept, item.entity, item.period, item.context.place]
    elif isinstance(item, Claim):
        aspects = [item.kind, item.entity]
    elif isinstance(item, Name):
        aspects = [item.role, form.entity if form else ""]
    elif form:
        aspects = [form.entity, form.period]
    return "|".join([rule.id, view.submitter, *aspects, anchor.role if anchor else ""])


def _value(evidence: Evidence) -> str:
    item = evidence.item
    if isinstance(item, Fact):
        return f"{item.quantity.value.normalize():f}"
    if isinstance(item, Target):
        return f"{item.bound.low}..{item.bound.high}"
    return "".join(item.surface.split())


def not_applicable(rule: Rule, view: View, code: str = "no_anchor", **names: str) -> list[Outcome]:
    """The single outcome of a rule that has nothing to look at; it cites where it looked."""
    reason = view.lexicon.messages.reason(code, view.lang, **names)
    return [build(rule, view, Draft(Status.NOT_APPLICABLE, _seen(view.opening()), reason=reason))]


def open_outcome(
    rule: Rule, view: View, anchor: Sequence[Evidence], code: str, equality: bool = False, **names: str
) -> Outcome:
    """An anchor whose check could not be done, with the reason."""
    reason = view.lexicon.messages.reason(code, view.lang, **names)
    return build(rule, view, Draft(Status.OPEN, tuple(anchor), reason=reason, equality=equality))
