"""What a claim speaks of: one thing or everything, this year or another, and whether its sentence takes it back."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace

from fundqa.bind.aspects import Token, tokens
from fundqa.extract.prose import Passage, is_quantity
from fundqa.lexicon import Lexicon, normalise
from fundqa.model import Claim, Fact, Mention
from fundqa.phrases import Hit

GENERAL = "general"
_REACH = 400
_OMITTED = "…"


@dataclass(frozen=True, slots=True)
class Said:
    """A claim in its sentence, with the numbers there and the heading the sentence stands under."""

    claim: Claim
    passage: Passage
    facts: tuple[Fact, ...] = ()
    heading: str = ""

    @property
    def start(self) -> int:
        """Where the claim begins in its text."""
        return self.claim.location.start

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.claim.location.end

    @property
    def clause(self) -> tuple[int, int]:
        """The clause it stands in."""
        return self.passage.clause(self.start, self.end)


def around(passage: Passage, position: int) -> Passage:
    """The part of a sentence within reach of a position, so that no sentence is too long for its many claims."""
    start, end = max(passage.start, position - _REACH), min(passage.end, position + _REACH)
    low, high = bisect_left(passage.hits, start, key=_begin), bisect_left(passage.hits, end, key=_begin)
    first, last = bisect_left(passage.mentions, start, key=_begin), bisect_left(passage.mentions, end, key=_begin)
    years = passage.years[bisect_left(passage.years, (start, "")) : bisect_left(passage.years, (end, ""))]
    hits, mentions = passage.hits[low:high], passage.mentions[first:last]
    return replace(passage, start=start, end=end, hits=hits, mentions=mentions, years=years)


def _begin(item: Hit | Mention) -> int:
    return item.start


def reserved(said: Said, unless: Sequence[str], counted: bool = True) -> bool:
    """Whether one of the rule's words takes the claim back.

    counted: a number right behind it does so too (完成任务的98%).
    """
    passage, (start, end) = said.passage, said.clause
    clause, said_so_far = passage.host[start:end], passage.host[passage.start : said.end]
    behind = _behind(said, end)
    for word in unless:
        first, omitted, last = word.partition(_OMITTED)
        if not omitted:
            found = word in said_so_far or word in said.heading
        elif not first:
            found = behind.startswith(last)
        elif not last:
            found = clause.strip().startswith(first)
        else:
            at = said_so_far.find(first)
            found = at >= 0 and said_so_far.find(last, at + len(first)) >= 0
        if found:
            return True
    return counted and _counted(said, end)


def _behind(said: Said, end: int) -> str:
    """The rest of the clause after the claim and the general words that go on with it (任务, 各项指标)."""
    position = said.end
    for token in tokens(said.passage, said.end, end):
        if token.hit is None or token.hit.tag(GENERAL) is None or token.start != position:
            break
        position = token.start + len(token.text)
    return said.passage.host[position:end].strip()


def _counted(said: Said, end: int) -> bool:
    """Whether a number follows the claim with nothing but grammar between: it says how much was done."""
    number = next((m for m in said.passage.mentions if said.end <= m.start < end and is_quantity(m)), None)
    return number is not None and all(t.hit is not None for t in tokens(said.passage, said.end, number.start))


def in_period(said: Said, period: str) -> bool:
    """Whether a claim is about a form's year: its sentence names no other, and its clause no earlier or shorter one."""
    years = [year for position, year in said.passage.years if position < said.start]
    if years and period and years[-1] != period:
        return False
    start, end = said.clause
    inside = (hit for hit in said.passage.hits if start <= hit.start and hit.end <= end)
    return not any(hit.tag("prior", "partial") for hit in inside)


def about(said: Said, lexicon: Lexicon) -> frozenset[str] | None:
    """The concepts a claim speaks of; None means everything, an empty set something that no indicator measures.

    Its own clause decides: a concept or other words before or behind it. A clause without a subject goes on with what
    the sentence counted before it, unless that was the fund's money, which stands for the whole; a claim that does
    not even name a goal (全面完成) goes on with the clause before it.
    """
    start, end = said.clause
    subject = tokens(said.passage, _enumerated(said.passage, start), said.start)
    behind = tokens(said.passage, said.end, end)
    topic = _topic([*subject, *behind], lexicon)
    if topic is not None or _has(subject, GENERAL):
        return topic
    concepts = {fact.concept for fact in said.facts if fact.location.start < said.start}
    if concepts:
        whole = any(not name or lexicon.concept(name).amount or lexicon.concept(name).rate_of for name in concepts)
        return None if whole else frozenset(concepts)
    if _has([*tokens(said.passage, said.start, said.end), *behind], GENERAL, "plan") or start == said.passage.start:
        return None
    return _topic(tokens(said.passage, *said.passage.clause(start - 1)), lexicon)


def _enumerated(passage: Passage, start: int) -> int:
    """Where the enumeration begins that a clause is the last member of."""
    while start > passage.start and passage.host[start - 1] == "、":
        start = passage.clause(start - 1)[0]
    return start


def _has(found: Sequence[Token], *kinds: str) -> bool:
    return any(token.hit is not None and token.hit.tag(*kinds) is not None for token in found)


def _topic(named: Sequence[Token], lexicon: Lexicon) -> frozenset[str] | None:
    """The concepts among tokens, or other words that are neither grammar nor an office; None when there are none."""
    concepts = {tag.value for token in named if token.hit and (tag := token.hit.tag("concept"))}
    if concepts:
        return frozenset(concepts | {lexicon.rate_for(name) for name in concepts} - {""})
    others = [normalise(token.text) for token in named if token.hit is None and not _office(token.text, lexicon)]
    return frozenset(others) if others else None


def _office(text: str, lexicon: Lexicon) -> bool:
    words = lexicon.organisations
    plain = normalise(text)
    return len(plain) < 2 or plain.endswith((*words.suffixes, *words.endings, *words.bodies))
