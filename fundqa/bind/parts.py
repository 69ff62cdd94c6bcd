"""Part lists of prose: 总…，其中：a，b，c. Which number is the total, which are its parts, and whether that is all.

Lists nest: in brackets, or by a second opening word, which then ends at the next semicolon; where there is none, see
`nested`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from fundqa.bind.nested import nested_groups, positions
from fundqa.bind.shares import shares_in
from fundqa.extract.prose import Passage
from fundqa.lexicon import Lexicon
from fundqa.model import PART, Fact, Span
from fundqa.phrases import Hit, Tag
from fundqa.units import COUNT, MEASURE, MONEY, POINTS, RATIO, Unit
from fundqa.view import PartGroup, Share

_ONE_KIND = frozenset(("person", "person_time", "household"))
_OPEN, _CLOSE, _STOP = "（([【", "）)]】", "；;"
_BREAKS = "，,；;：:。"


def part_groups(
    passage: Passage, facts: Sequence[Fact], earlier: Fact | None, lexicon: Lexicon
) -> tuple[list[PartGroup], list[Share]]:
    """The lists a sentence opens, and its shares. `earlier`: the last number before it; a list may begin with 其中."""
    if not facts:
        return [], []
    markers = [hit for hit in passage.hits if hit.tag("parts") or _composes(passage, hit)]
    markers = sorted([*markers, *_within(passage, facts, lexicon)], key=lambda hit: hit.start)
    depth = _depths(passage) if markers or any(char in passage.text for char in _OPEN) else []
    known = frozenset(lexicon.concepts)
    shares, shared = shares_in(passage, facts, known)
    bracketed = (_bracketed(passage, facts, i, known, depth) for i in range(len(facts))) if depth else ()
    closed = (_closed(passage, facts, hit) for hit in passage.hits if hit.tag("closing"))
    found = [group for group in (*_opened(passage, facts, earlier, markers, depth), *bracketed, *closed) if group]
    return _merged([_before_others(group, known) for group in found], shared), shares


def _opened(
    passage: Passage, facts: Sequence[Fact], earlier: Fact | None, markers: Sequence[Hit], depth: list[int]
) -> list[PartGroup | None]:
    """The lists behind opening words; those inside one another without a semicolon are read together."""
    nested: list[PartGroup | None] = []
    taken: set[int] = set()
    for level in sorted({depth[m.start - passage.start] for m in markers}):
        same = [m for m in markers if depth[m.start - passage.start] == level]
        groups = _nested(passage, facts, earlier, same, level, depth) if len(same) > 1 else []
        nested += groups
        taken |= {m.start for m in same if groups}
    return nested + [_group(passage, facts, earlier, m, markers, depth) for m in markers if m.start not in taken]


def _nested(
    passage: Passage, facts: Sequence[Fact], earlier: Fact | None, markers: Sequence[Hit], level: int, depth: list[int]
) -> list[PartGroup]:
    first, *others = markers
    end = _end(passage, first, level, depth)
    total = _total(facts, earlier, first)
    if total is None or _semicolon(passage, first.end, end) is not None or others[-1].start >= end:
        return []
    items = [f for f in _at_level(passage, facts, first.end, end, level, depth) if _fits(f, total) and not f.dims]
    inner = list(positions(items, [marker.start for marker in others]))
    return nested_groups(passage, total, items, inner) if len(set(inner)) == len(others) else []


def _within(passage: Passage, facts: Sequence[Fact], lexicon: Lexicon) -> list[Hit]:
    """支出100万元中，…: the word right behind a number that says that the list lies in it."""
    ends = [(fact.location.end, word) for fact in facts for word in lexicon.within]
    return [
        Hit(end, end + len(word), (Tag("parts", word),))
        for end, word in ends
        if passage.host.startswith(word, end) and passage.host[end + len(word) : end + len(word) + 1] in _BREAKS
    ]


def _bracketed(
    passage: Passage, facts: Sequence[Fact], at: int, known: frozenset[str], depth: list[int]
) -> PartGroup | None:
    """支出3亿元（养老金2亿元、丧葬补助1亿元）: two or more things of their own in the brackets behind a number."""
    total = facts[at]
    start = total.location.end
    if total.dims or start >= passage.end or passage.host[start] not in _OPEN:
        return None
    level = depth[start - passage.start] + 1
    end = next((i for i in range(start + 1, passage.end) if depth[i - passage.start] < level), passage.end)
    inside = [f for f in facts if start < f.location.start < end and depth[f.location.start - passage.start] == level]
    own = all(f.concept and f.concept not in known and not f.dims and _fits(f, total) for f in inside)
    if len(inside) < 2 or not own or len({f.concept for f in inside} | {total.concept}) <= len(inside):
        return None
    if any(start < hit.start < end and hit.tag("parts") for hit in passage.hits):
        return None
    return PartGroup("prose", total, tuple(inside), False, Span(passage.text, passage.location), "")


def _before_others(group: PartGroup, known: frozenset[str]) -> PartGroup:
    """A list ends where another amount with a name of its own begins: 其中甲6万元，乙4万元，收入12万元."""
    parts = group.parts
    if group.total is None or not parts or parts[0].concept in known:
        return group
    others = (i for i, f in enumerate(parts) if f.concept in known and f.concept != group.total.concept)
    end = next(others, len(parts))
    return replace(group, parts=parts[:end], exhaustive=group.exhaustive and end == len(parts))


def _merged(found: list[PartGroup], shared: list[PartGroup]) -> list[PartGroup]:
    """Every list once: one with shares says of the same list behind an opening word whether it is complete."""
    groups = [group for group in found if group.parts]
    for group in shared:
        same = next((g for g in groups if g.total is group.total and set(g.parts) >= set(group.parts)), None)
        if same is None:
            groups.append(group)
        elif len(same.parts) == len(group.parts):
            groups[groups.index(same)] = replace(same, exhaustive=same.exhaustive or group.exhaustive)
    return groups


def narrowed(facts: Sequence[Fact], groups: Sequence[PartGroup]) -> tuple[list[Fact], list[PartGroup]]:
    """Facts and lists in which a part that goes by its total's name is told apart: 支出9万元，其中县级支出3万元."""
    marked = {
        part.location: replace(part, dims=((PART, part.surface),))
        for group in groups
        for part in group.parts
        if group.total is not None and not part.dims and _same_name(part, group.total)
    }
    if not marked:
        return list(facts), list(groups)
    lists = [replace(g, parts=tuple(marked.get(part.location, part) for part in g.parts)) for g in groups]
    return [marked.get(fact.location, fact) for fact in facts], lists


def _same_name(part: Fact, total: Fact) -> bool:
    if not part.concept or (part.concept, part.entity, part.period) != (total.concept, total.entity, total.period):
        return False
    return part.basis is None or total.basis is None or part.basis.compatible(total.basis)


def _composes(passage: Passage, hit: Hit) -> bool:
    """由 opens a list only where 组成 or the like closes it; otherwise it is any preposition."""
    later = (h for h in passage.hits if h.start > hit.start)
    return hit.tag("composed_of") is not None and any(h.tag("composed") for h in later)


def _closed(passage: Passage, facts: Sequence[Fact], hit: Hit) -> PartGroup | None:
    """a 甲、b 乙和c 丙，合计d: the numbers listed in one clause before, and the total behind the closing word."""
    after = [fact for fact in facts if fact.location.start >= hit.end]
    before = [fact for fact in facts if fact.location.end <= hit.start]
    if not after or not before or not _only_grammar(passage, hit.end, after[0].location.start):
        return None
    total = after[0]
    run = [before[-1]]
    for fact in reversed(before[:-1]):
        if any(mark in passage.host[fact.location.end : run[0].location.start] for mark in _BREAKS):
            break
        run.insert(0, fact)
    parts = [fact for fact in run if _fits(fact, total)]
    if len(parts) < 2 or len(parts) != len(run) or total.dims or any(fact.dims for fact in parts):
        return None
    return PartGroup("prose", total, tuple(parts), True, Span(passage.text, passage.location), "")


def _only_grammar(passage: Passage, start: int, end: int) -> bool:
    """Whether nothing but grammar words and a colon stands between a closing word and its number."""
    covered = sum(h.end - h.start for h in passage.hits if start <= h.start and h.end <= end and h.tag("neutral"))
    return covered + sum(char in "：: " for char in passage.host[start:end]) == end - start


def _depths(passage: Passage) -> list[int]:
    """Bracket depth at every position of the sentence, from its start."""
    depth, depths = 0, []
    for char in passage.text:
        if char in _CLOSE:
            depth = max(0, depth - 1)
        depths.append(depth)
        if char in _OPEN:
            depth += 1
    return depths


def _group(
    passage: Passage, facts: Sequence[Fact], earlier: Fact | None, marker: Hit, markers: Sequence[Hit], depth: list[int]
) -> PartGroup | None:
    level = depth[marker.start - passage.start]
    end = _end(passage, marker, level, depth)
    same = [m for m in markers if depth[m.start - passage.start] == level]
    end = next((stop for m in same if m.start >= marker.end and (stop := _before(passage, facts, marker, m))), end)
    inner = [m for m in same if marker.end <= m.start < end]
    above = [m for m in same if m.end <= marker.start]
    if above:
        stop = _semicolon(passage, marker.end, end)
        if stop is None and not all(_before(passage, facts, m, marker) for m in above):
            return None
        end = end if stop is None else stop
    total = _total(facts, earlier, marker)
    if total is None:
        return None
    parts = [f for f in _at_level(passage, facts, marker.end, end, level, depth) if _fits(f, total)]
    complete = True
    for other in inner:
        resume = _semicolon(passage, other.end, end)
        complete = complete and resume is not None
        stop = end if resume is None else resume
        parts = [f for f in parts if not other.start <= f.location.start < stop]
    parts = [f for f in parts if not f.dims]
    if not parts:
        return None
    exhaustive = complete and _exhaustive(passage, marker, end)
    return PartGroup("prose", total, tuple(parts), exhaustive, Span(passage.text, passage.location), "")


def _end(passage: Passage, marker: Hit, level: int, depth: list[int]) -> int:
    for position in range(marker.end, passage.end):
        if depth[position - passage.start] < level:
            return position
    return passage.end


def _before(passage: Passage, facts: Sequence[Fact], marker: Hit, later: Hit) -> int | None:
    """The semicolon that parts two lists side by side (甲351件，其中…；乙46件，其中…); None when one is in the other.

    Side by side: several items of the earlier list stand before the semicolon without another one between them, and
    the later list's own total stands behind it. A list that parts its items by semicolons goes on over them.
    """
    totals = [fact.location.start for fact in facts if marker.end <= fact.location.start < later.start]
    stops = [i for i in range(marker.end, totals[-1]) if passage.host[i] in _STOP] if totals else []
    if len(stops) != 1:
        return None
    return stops[0] if sum(start < stops[0] for start in totals) > 1 else None


def _semicolon(passage: Passage, start: int, end: int) -> int | None:
    return next((i for i in range(start, end) if passage.host[i] in _STOP), None)


def _total(facts: Sequence[Fact], earlier: Fact | None, marker: Hit) -> Fact | None:
    before = [
        fact
        for fact in facts
        if fact.location.end <= marker.start and fact.quantity.unit.dimension not in (RATIO, POINTS)
    ]
    total = before[-1] if before else earlier
    return None if total is None or total.dims else total


def _at_level(
    passage: Passage, facts: Sequence[Fact], start: int, end: int, level: int, depth: list[int]
) -> list[Fact]:
    inside = (fact for fact in facts if start <= fact.location.start < end)
    return [fact for fact in inside if depth[fact.location.start - passage.start] == level]


def _exhaustive(passage: Passage, marker: Hit, end: int) -> bool:
    """Whether the list says that it is complete: 分别, 合计, 共计 … inside it."""
    return any(hit.tag("exhaustive") and marker.start <= hit.start < end for hit in passage.hits)


def _fits(fact: Fact, total: Fact) -> bool:
    """A part counts the same thing as its total, says in which unit, and is no rate.

    Things counted by words of their own (辆, 台, 场) are added only to their like.
    """
    unit, whole = fact.quantity.unit, total.quantity.unit
    if unit.base != whole.base or unit.dimension not in (MONEY, COUNT, MEASURE):
        return False
    return unit.dimension != COUNT or unit.base in _ONE_KIND or _plain(unit) == _plain(whole)


def _plain(unit: Unit) -> str:
    """A unit's word without its multiplier: 万辆 is 辆."""
    return unit.symbol.lstrip("十百千万亿")
