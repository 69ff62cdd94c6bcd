"""What is known to hold in a report: by its generator, or because a check of it passed."""

from __future__ import annotations

from dataclasses import dataclass, field

from fundqa.document import Document, Location


@dataclass(frozen=True, slots=True)
class Known:
    """A relation that holds between numbers (or words) of a report.

    kind: sum, rate, same, growth, share, balance, identity, target, claim, name, number …; family: the rule family a
    reviewer would file a breach under (ARI, N2T, N2N, TGT, NAM, WRD, SCO …); text: the relation as an expression over
    `names` where it is arithmetic (total == p1 + p2), "" otherwise; operands: where its numbers or words stand, in the
    order of `names`, each with its printed characters as start and end.
    """

    kind: str
    family: str
    operands: tuple[Location, ...]
    text: str = ""
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Sample:
    """A consistent report with what is known of it. tags: form, narrative, unit, year, fund … as generated."""

    document: Document
    relations: tuple[Known, ...]
    tags: dict[str, str] = field(default_factory=dict)
