"""The rule kinds: one module each, one literal tuple of them all."""

from __future__ import annotations

from fundqa.kinds.agreement import Agree
from fundqa.kinds.base import Kind
from fundqa.kinds.claims import ClaimKind
from fundqa.kinds.equation import Equation
from fundqa.kinds.expectation import Expectation
from fundqa.kinds.identities import Identity
from fundqa.kinds.pattern import Pattern
from fundqa.kinds.presence import Presence
from fundqa.kinds.sequence import Sequence
from fundqa.kinds.similar import Similar
from fundqa.kinds.tables import Schema
from fundqa.kinds.targets import TargetKind
from fundqa.kinds.total import Sum
from fundqa.kinds.wording import Wording

KINDS: tuple[Kind, ...] = (
    Schema(),
    Equation(),
    Sum(),
    Agree(),
    Identity(),
    TargetKind(),
    ClaimKind(),
    Presence(),
    Wording(),
    Sequence(),
    Pattern(),
    Similar(),
    Expectation(),
)
"""Every kind a rule can have, in the order of the design."""


def kind_of(name: str) -> Kind | None:
    """The kind of that name."""
    return next((kind for kind in KINDS if kind.name == name), None)
