"""One cause, one issue: findings that share a suspect number, or an indicator and year, belong together."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Hashable, Sequence
from dataclasses import fields, replace
from operator import attrgetter

from fundqa.document import Location
from fundqa.fates import OPERANDS, suspects
from fundqa.lexicon import Lexicon
from fundqa.model import Claim, Fact, Status, Target, Verdict
from fundqa.report import Outcome

_FIELDS = tuple(field.name for field in fields(Outcome))
_TOLD = attrgetter(*_FIELDS)
_JUDGED = OPERANDS | {"result", "target"}


def fingerprinted(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """Outcomes with their identity and fingerprint hashed; equal ones are told apart by their occurrence number."""
    seen: Counter[str] = Counter()
    result = []
    for outcome in outcomes:
        values = f"{outcome.identity}#{outcome.fingerprint}"
        seen[values] += 1
        fingerprint = _digest(f"{values}#{seen[values]}")
        told = dict(
            zip(_FIELDS, _TOLD(outcome), strict=True)
        )  # replace() takes twice as long, a thousand times a report
        result.append(Outcome(**{**told, "identity": _digest(outcome.identity), "fingerprint": fingerprint}))
    return result


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def grouped(outcomes: Sequence[Outcome], supported: frozenset[Location], lexicon: Lexicon) -> list[Outcome]:
    """Outcomes with their group and the fingerprints of the others in it."""
    groups = _Groups()
    findings = [i for i, outcome in enumerate(outcomes) if is_finding(outcome)]
    for i in findings:
        for key in _keys(outcomes[i], supported, lexicon):
            groups.join(i, key)
    members: dict[int, list[int]] = defaultdict(list)
    for i in findings:
        members[groups.find(i)].append(i)
    result = list(outcomes)
    for own in members.values():
        leader = min(own, key=lambda i: (outcomes[i].severity.rank, i))
        for i in own:
            related = tuple(outcomes[j].fingerprint for j in own if j != i)
            result[i] = replace(outcomes[i], group=outcomes[leader].fingerprint, related=related)
    return result


def is_finding(outcome: Outcome) -> bool:
    """Whether an outcome is a finding of its own: failed, and not merely a truncation or a rounding residue."""
    return outcome.status is Status.FAIL and outcome.verdict not in (Verdict.TRUNCATED, Verdict.RESIDUE)


class _Groups:
    """Union-find over outcome numbers, joined by shared keys."""

    def __init__(self) -> None:
        self._parent: dict[int, int] = {}
        self._first: dict[Hashable, int] = {}

    def find(self, i: int) -> int:
        """The representative of a group."""
        self._parent.setdefault(i, i)
        while self._parent[i] != i:
            self._parent[i] = self._parent[self._parent[i]]
            i = self._parent[i]
        return i

    def join(self, i: int, key: Hashable) -> None:
        """Put an outcome with the others of a key."""
        first = self._first.setdefault(key, i)
        a, b = self.find(first), self.find(i)
        self._parent[max(a, b)] = min(a, b)


def _keys(outcome: Outcome, supported: frozenset[Location], lexicon: Lexicon) -> list[Hashable]:
    doubtful: list[Hashable] = list(suspects(outcome, supported))
    if doubtful:
        return doubtful
    items = [e.item for e in outcome.evidence if e.role in _JUDGED and isinstance(e.item, Fact | Target)]
    if any(isinstance(e.item, Claim) for e in outcome.evidence):
        items = [e.item for e in outcome.evidence if e.role == "sentence" and isinstance(e.item, Fact)]
    keys: list[Hashable] = []
    for item in items:
        amount = lexicon.concept(item.concept).rate_of
        concepts = (item.concept, amount) if amount else (item.concept,)
        keys += [(concept, item.entity, item.period) for concept in concepts]
    return keys
