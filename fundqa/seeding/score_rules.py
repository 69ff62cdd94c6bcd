"""Which rules of the catalogue check which relations: what is missed without one is a gap, with one a fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fundqa.seeding.relation import Known

RULES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("sum", "ARI"): ("ARI-01", "ARI-02"),
    ("sum", "N2N"): ("N2N-01",),
    ("sum", "SCO"): ("SCO-01", "SCO-04"),
    ("score", "SCO"): ("SCO-03", "SCO-05", "SCO-06"),
    ("rate", "ARI"): ("ARI-03",),
    ("identity", "ARI"): ("ARI-05",),
    ("balance", "ARI"): ("ARI-07",),
    ("growth", "ARI"): ("ARI-08",),
    ("share", "ARI"): ("ARI-09",),
    ("same", "ARI"): ("N2N-02",),
    ("same", "N2N"): ("N2N-02", "N2N-03"),
    ("same", "N2T"): ("N2T-01", "N2T-02", "N2T-03"),
    ("claim", "TGT"): ("TGT-02",),
    ("name", "NAM"): ("NAM-01",),
    ("fund", "NAM"): ("NAM-03",),
    ("place", "NAM"): ("NAM-02", "NAM-05"),
    ("year", "NAM"): ("NAM-05", "N2N-05"),
    ("number", "WRD"): ("WRD-01",),
    ("listed", "WRD"): ("WRD-03",),
    ("bound", "N2T"): ("N2T-04",),
}
"""The rules that could see a broken relation, by its kind and family. A target needs none: missing it is no error."""

_DIVISION = "县区市旗"


def rules_of(known: Known, quoted: Iterable[str], bound: bool) -> tuple[str, ...]:
    """The rules that check a relation. quoted: its operands' texts; bound: whether what was changed is one."""
    return RULES.get((_kind(known, quoted, bound), known.family), ())


def _kind(known: Known, quoted: Iterable[str], bound: bool) -> str:
    """The kind by which rules tell relations apart: a name of a division alone is a place, 一是 is no heading."""
    if known.kind == "name" and all(text.strip()[-1:] in _DIVISION for text in quoted if text.strip()):
        return "place"
    if known.kind == "number" and len({place.host for place in known.operands}) == 1:
        return "listed"
    return "bound" if bound and known.kind == "same" else known.kind
