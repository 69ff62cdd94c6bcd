"""Of whom, when and on which basis a number is said: from its sentence, its headings and what surrounds it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fundqa.bind.aspects import inside_a_name, tokens, window
from fundqa.extract.prose import Passage, is_quantity
from fundqa.lexicon import Concept, Lexicon
from fundqa.model import Basis, Mention, Span
from fundqa.phrases import Hit
from fundqa.units import RATIO

_YEAR = re.compile(r"(?:19|20)\d\d")
_MONTH = re.compile(r"\d+\s*月|[一二三四五六七八九十]+月")
_JOINED = 8
_CLAUSES = "，,；;"


@dataclass(frozen=True, slots=True)
class Setting:
    """What the surroundings of a text say: its form or heading. plan: True plan, False result, None unsaid."""

    entity: str = ""
    period: str = ""
    plan: bool | None = None
    form: int = 0
    title: Span | None = None
    label: Span | None = None
    heading: tuple[str, ...] = ()


def entity_for(passage: Passage, position: int, in_form: bool, joints: frozenset[str]) -> str | None:
    """The fund named last before a position; two joined by 和 are one sum of both, which is neither of them.

    In a form, words for all funds mean the form's own.
    """
    kinds = ("fund",) if in_form else ("fund", "whole")
    hits = [hit for hit in passage.hits if hit.start < position and hit.tag(*kinds)]
    if not hits:
        return None
    names = [_fund(hits[-1], kinds)]
    for before, after in zip(reversed(hits[:-1]), reversed(hits), strict=False):
        if not _joined(passage, before, after, joints):
            break
        names.insert(0, _fund(before, kinds))
    return "、".join(dict.fromkeys(names))


def _fund(hit: Hit, kinds: tuple[str, ...]) -> str:
    tag = hit.tag(*kinds)
    return tag.value if tag else ""


def _joined(passage: Passage, before: Hit, after: Hit, joints: frozenset[str]) -> bool:
    """Whether nothing but a joint (and the word 基金) stands between two funds."""
    between = passage.host[before.end : after.start]
    rest = between
    for hit in passage.hits:
        if before.end <= hit.start and hit.end <= after.start and hit.tag("neutral"):
            rest = rest.replace(passage.host[hit.start : hit.end], "", 1)
    for joint in joints:
        rest = rest.replace(joint, "")
    return len(between) <= _JOINED and not rest.strip() and any(joint in between for joint in joints)


def plan_for(passage: Passage, mention: Mention, concept: Concept) -> tuple[bool | None, Basis | None]:
    """Whether the nearest words before a number speak of plans or of results, and the narrower basis.

    An execution rate is a result unless its own clause says that it is a target.
    """
    behind = _behind(passage, mention)
    if behind is not None:
        named = behind.tag("basis")
        return True, Basis(named.value) if named else None
    start = window(passage, mention)[0] if concept.rate_of else passage.start
    nearest: Hit | None = None
    for hit in passage.hits:
        if start <= hit.start and hit.end <= mention.start and hit.tag("plan", "actual", "basis"):
            nearest = hit if _names_a_number(passage, hit, mention) else nearest
    if nearest is None or _spent(passage, nearest, mention):
        return None, None
    narrow = nearest.tag("basis")
    return (True, Basis(narrow.value)) if narrow else (nearest.tag("plan") is not None, None)


def _behind(passage: Passage, mention: Mention) -> Hit | None:
    """The plan word that follows a number: 未达到24600人的目标, 3亿元的年初预算."""
    at = mention.end
    for hit in passage.hits:
        if hit.start == at and hit.tag("plan", "basis"):
            return hit
        if hit.start == at and hit.tag("neutral"):
            at = hit.end
    return None


def _names_a_number(passage: Passage, word: Hit, mention: Mention) -> bool:
    """Whether a plan word speaks of figures: a number follows it in its clause (未达到目标，领取2639人 does not)."""
    if not word.tag("plan", "basis"):
        return True
    end = passage.clause(word.start, word.end)[1]
    introduces = end < passage.end and passage.host[end] in "：:"
    return (
        introduces or mention.start <= end or any(word.end <= m.start < end for m in passage.mentions if is_quantity(m))
    )


def _spent(passage: Passage, word: Hit, mention: Mention) -> bool:
    """Whether a basis word named a number of an earlier clause itself: 年初预算3.4亿元，支出3.3亿元 leaves 支出 open.

    One that stands before a verb or a concept reaches on (计划发放1.1亿元，保障2300人), and so do all in a list.
    """
    numbers = [m for m in passage.mentions if is_quantity(m) and word.end <= m.start < mention.start]
    if not numbers or not word.tag("plan", "basis"):
        return False
    if any(token.hit is None or token.hit.tag("concept") for token in tokens(passage, word.end, numbers[0].start)):
        return False
    between = passage.host[numbers[-1].end : mention.start]
    listed = any(word.end <= h.start < mention.start and h.tag("parts", "pairs") for h in passage.hits)
    return not listed and any(mark in between for mark in _CLAUSES)


def period_for(passage: Passage, mention: Mention, base: str, lexicon: Lexicon) -> str:
    """The year a number belongs to: named before it in the sentence, or the base year moved by 上年; with its part.

    A year that something is compared with (比2021年) is the year of the number right behind it, and of no change.
    """
    year = base
    start, end = window(passage, mention)
    inside = [h for h in passage.hits if start <= h.start and h.end <= end]
    changed = any(h.tag("change") for h in inside)
    for position, found in passage.years:
        if position < mention.start and (
            not _compared(passage, position, lexicon) or (position >= start and not changed)
        ):
            year = found
    if any(h.tag("prior") for h in inside) and not changed and year.isdigit():
        year = str(int(year) - 1)
    return year + _part_of_year(passage, mention, lexicon) + _per_head(inside)


def _compared(passage: Passage, position: int, lexicon: Lexicon) -> bool:
    """Whether a year is what something is compared with: 比2021年, 较2021年."""
    return position > passage.start and passage.host[position - 1] in lexicon.comparing


def _part_of_year(passage: Passage, mention: Mention, lexicon: Lexicon) -> str:
    """The part of the year named last before a number; words for the whole year or its end take it back."""
    events: list[tuple[int, str]] = []
    for other in passage.mentions:
        if other.kind == "date" and other.end <= mention.start and other.recurrence is None:
            text = "".join(other.surface.split())
            events.append((other.start, _spell(text, lexicon)))
    for hit in passage.hits:
        if hit.end <= mention.start:
            part = hit.tag("partial")
            if part:
                events.append((hit.start, " " + part.value))
            elif hit.tag("current") or passage.host[hit.start : hit.end] in lexicon.year_end:
                events.append((hit.start, ""))
    return max(events)[1] if events else ""


def _spell(date: str, lexicon: Lexicon) -> str:
    """The part of its year that a date names, or the years it spans; "" for a whole year or its end."""
    if len(set(_YEAR.findall(date))) > 1:
        return " " + date
    if date.endswith(lexicon.year_end):
        return ""
    part = next((tag for hit in lexicon.phrases.scan(date) if (tag := hit.tag("partial"))), None)
    return " " + (part.value if part else date) if part or _MONTH.search(date) else ""


def _per_head(inside: Sequence[Hit]) -> str:
    """人均, 月均 …: an average is never compared with a total."""
    tags = (hit.tag("per_head") for hit in inside)
    return "".join(f" {tag.value}" for tag in tags if tag)


def change_of(passage: Passage, mention: Mention) -> str:
    """The change a number measures (增加 2亿元), or the word it is the starting point of (由2亿元增至3亿元).

    A starting point that is last year's (由上年的2亿元) is simply last year's amount.
    """
    named = tokens(passage, *window(passage, mention))
    for hit in passage.hits:
        if hit.start == mention.end and hit.tag("until"):
            dated = any(token.hit is not None and token.hit.tag("prior") for token in named)
            return "" if dated else passage.host[hit.start : hit.end]
    found = ""
    for i, token in enumerate(named):
        tag = token.hit.tag("change") if token.hit else None
        if tag and not inside_a_name(named, i):
            found = tag.value
    return found


def share_of(passage: Passage, mention: Mention, lexicon: Lexicon) -> tuple[Hit, str] | None:
    """The word that makes a ratio a share (占总支出的26%), and what of: a concept, other words, "" where unsaid.

    A rate that has a name of its own (占预算的98%) is none.
    """
    start, end = window(passage, mention)
    inside = [hit for hit in passage.hits if start <= hit.start and hit.end <= end]
    word = next((hit for hit in inside if hit.tag("share")), None)
    rates = (tag for hit in inside if (tag := hit.tag("concept")))
    if word is None or any(lexicon.concept(tag.value).dimension == RATIO for tag in rates):
        return None
    named = tokens(passage, word.end, end)
    concepts = [tag.value for token in named if token.hit and (tag := token.hit.tag("concept"))]
    rest = "".join(token.text for token in named if token.hit is None)
    return word, rest or next(iter(concepts), "")


def base_of(passage: Passage, mention: Mention, lexicon: Lexicon) -> str:
    """What a change is measured against, in the sentence's own words (上年, 年初预算, 同比, 2021), or ""."""
    start = window(passage, mention)[0]
    years = [year for at, year in passage.years if start <= at < mention.start and _compared(passage, at, lexicon)]
    found = years[-1] if years else ""
    for hit in passage.hits:
        if hit.end > mention.start:
            break
        compared = any(
            char in lexicon.comparing for char in passage.host[max(passage.start, hit.start - 1) : hit.start + 1]
        )
        if not years and (hit.tag("prior") or (compared and hit.tag("plan", "basis", "actual"))):
            found = passage.host[hit.start : hit.end]
    return found


def plan_of_headings(headings: Sequence[str], lexicon: Lexicon) -> bool | None:
    """Whether the nearest heading that says so speaks of plans (True) or results (False); None when mixed or silent."""
    for heading in reversed(headings):
        kinds = {tag.kind for hit in lexicon.phrases.scan(heading) for tag in hit.tags}
        plans, results = bool(kinds & {"plan", "basis"}), "actual" in kinds
        if "mixed" in kinds or (plans and results):
            return None
        if plans or results:
            return plans
    return None
