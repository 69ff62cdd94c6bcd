"""Which rules of the catalogue check which relations: what is missed without one is a gap, with one a fault."""

from __future__ import annotations

from collections.abc import Mapping

from fundqa.seeding.errors import Seeded
from fundqa.seeding.errors_reading import Reading, Texts, printed
from fundqa.seeding.relation import Known
from fundqa.units import COUNT, MEASURE, RATIO, UNITS

RULES: Mapping[tuple[str, str], tuple[str, ...]] = {
    ("sum", "ARI"): ("ARI-01", "ARI-02"),
    ("sum", "N2N"): ("N2N-01",),
    ("sum", "SCO"): ("SCO-01", "SCO-04"),
    ("score", "SCO"): ("SCO-03", "SCO-07", "SCO-08"),
    ("score of a quantity", "SCO"): ("SCO-03", "SCO-05", "SCO-06", "SCO-08"),
    ("rate", "ARI"): ("ARI-03",),
    ("identity", "ARI"): ("ARI-05",),
    ("balance", "ARI"): ("ARI-07", "ARI-08"),
    ("claim", "N2N"): ("N2N-04", "ARI-08"),
    ("growth", "ARI"): ("ARI-08",),
    ("change", "ARI"): ("ARI-08",),
    ("share", "ARI"): ("ARI-09",),
    ("same", "ARI"): ("N2N-02",),
    ("same", "N2N"): ("N2N-02", "N2N-03"),
    ("same money", "N2T"): ("N2T-01", "N2T-02"),
    ("same rate", "N2T"): ("N2T-02",),
    ("same count", "N2T"): ("N2T-03",),
    ("same score", "N2T"): ("SCO-09",),
    ("same measure", "N2T"): ("N2T-03",),
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
_OPENING = 40


def rules_of(reading: Reading, copy: Seeded) -> frozenset[str]:
    """The rules of the catalogue that could see what a copy breaks."""
    texts = {place.host: text for place, text in copy.document.texts()}
    bound = copy.origin in reading.by_digits and reading.is_bound(copy.origin)
    found: set[str] = set()
    for known in copy.broken:
        found.update(RULES.get((_kind(reading, known, texts, bound), known.family), ()))
    return frozenset(found)


def _kind(reading: Reading, known: Known, texts: Texts, bound: bool) -> str:
    """The kind by which rules tell relations apart: a name of a division alone is a place, 一是 is no heading."""
    if known.kind == "name":
        quoted = [texts[place.host][place.start : place.end].strip() for place in known.operands]
        return "place" if all(text[-1:] in _DIVISION for text in quoted) else "name"
    if known.kind == "sum" and known.family == "N2N" and _may_be_partial(reading, known, texts):
        return "partial list"
    if known.kind == "number" and len({place.host for place in known.operands}) == 1:
        return "listed"
    if known.kind == "score":
        row = known.operands[0]
        measured = any((p.block, p.row) == (row.block, row.row) for t in reading.of_kind("target") for p in t.operands)
        return "score of a quantity" if measured or "rate" in known.names else "score"
    if known.kind != "same" or known.family != "N2T":
        return known.kind
    return "bound" if bound else _dimension(reading, known, texts)


def _may_be_partial(reading: Reading, known: Known, texts: Texts) -> bool:
    """Whether a list contradicts nothing: its total is elsewhere, or it falls short and does not say it is complete."""
    if known.operands[0].host != known.operands[1].host:
        return True
    numbers = [printed(texts, place) for place in known.operands]
    values = [number.mention.value for number in numbers if number is not None and number.mention.value is not None]
    if len(values) != len(known.operands) or sum(values[1:]) >= values[0]:
        return False
    total, first = known.operands[:2]
    start = total.end if total.end <= first.start else first.start - _OPENING
    opening = texts[first.host][max(0, start) : first.start]
    return not any(hit.tag("exhaustive", "share") for hit in reading.lexicon.phrases.scan(opening))


def _dimension(reading: Reading, known: Known, texts: Texts) -> str:
    """What is said twice: money, a count, an execution rate, another share or measure, or what no rule compares."""
    numbers = [number for place in known.operands if (number := printed(texts, place)) is not None]
    units = [UNITS[n.mention.symbol] for n in numbers if n.mention.symbol in UNITS]
    if any(unit.base == "CNY" for unit in units):
        return "same money"
    if any(unit.dimension == COUNT for unit in units):
        return "same count"
    if any(unit.base == "score" for unit in units):
        return "same score"
    rates = (
        h.known.operands[0].span(0, 0) for h in reading.held if h.known.kind == "rate" and h.known.operands[0].row >= 0
    )
    if {place.host for place in known.operands} & set(rates):
        return "same rate"
    return "same measure" if units and all(unit.dimension in (RATIO, MEASURE) for unit in units) else "same"
