"""How results travel from a worker process: as their fields in order, what their rules say kept once for all of them.

A dataclass with slots is pickled field by field in Python; that takes as long as a tenth of the checking, and every
outcome would come with a copy of its rule's texts.
"""

from __future__ import annotations

import copyreg
import sys
from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any

from fundqa.document import Location
from fundqa.model import Bound, Claim, Context, Evidence, Fact, Name, Quantity, Span, Target
from fundqa.report import Coverage, DocumentReport, FactFate, Failure, FormInfo, Outcome, Passage, Relation, Scope
from fundqa.units import Unit

_VALUES: tuple[type, ...] = (
    Bound, Claim, Context, Coverage, DocumentReport, Evidence, Fact, FactFate, Failure, FormInfo, Name, Passage,
    Quantity, Relation, Scope, Span, Target, Unit,
)  # fmt: skip
_OF_ITS_RULE = ("rule", "name", "title", "fix", "why", "legal", "reason")
_AT = tuple(i for i, field in enumerate(fields(Outcome)) if field.name in _OF_ITS_RULE)


def compact() -> None:
    """From now on pickle results so; what was pickled so can be read without it."""
    for kind in _VALUES:
        copyreg.pickle(kind, _as_fields(kind, kind))
    copyreg.pickle(Outcome, _as_fields(Outcome, outcome))  # type: ignore[arg-type]
    copyreg.pickle(Location, _as_fields(Location, Location))  # type: ignore[arg-type]


def outcome(*values: Any) -> Outcome:  # the fields of an outcome, as pickle hands them back
    """An outcome from its fields; what it says of its rule is the same string in all outcomes of the rule."""
    kept = list(values)
    for at in _AT:
        if kept[at]:
            kept[at] = sys.intern(kept[at])
    return Outcome(*kept)


def _as_fields(kind: type, make: Callable[..., object]) -> Callable[[object], tuple[Callable[..., object], Any]]:
    names = Location._fields if kind is Location else tuple(field.name for field in fields(kind))
    values = attrgetter(*names)
    return lambda value: (make, values(value))
