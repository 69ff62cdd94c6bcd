"""The kinds of rules across reports: one module each, one literal tuple of them all."""

from __future__ import annotations

from fundqa.kinds.across.agreement import AgreeAcross
from fundqa.kinds.across.base import BatchKind
from fundqa.kinds.across.copies import SimilarAcross
from fundqa.kinds.across.identities import IdentityAcross
from fundqa.kinds.across.outliers import Outlier
from fundqa.kinds.across.sums import SumAcross

BATCH_KINDS: tuple[BatchKind, ...] = (
    SumAcross(),
    AgreeAcross(),
    IdentityAcross(),
    SimilarAcross(),
    Outlier(),
)
"""Every kind that a rule of scope batch can have, in the order of the design."""


def batch_kind_of(name: str) -> BatchKind | None:
    """The kind across reports of that name."""
    return next((kind for kind in BATCH_KINDS if kind.name == name), None)
