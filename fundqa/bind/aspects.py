"""What a number in a sentence is about: its concept, from the words before and after it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from fundqa.extract.prose import Passage, is_quantity
from fundqa.lexicon import Lexicon, normalise
from fundqa.model import Mention
from fundqa.phrases import Hit

_SKIPPED = (
    "neutral", "plan", "actual", "basis", "prior", "current", "partial", "per_head", "change", "exhaustive",
    "pairs", "parts", "mixed", "closing", "filler",
    "until", "composed_of", "composed",
)  # fmt: skip
_DATED = ("date", "ordinal", "document_number", "page")
_BLANK = re.compile(r"^[\s“”\"《》]*$")
_MONTH = re.compile(r"\d+\s*月")


@dataclass(frozen=True, slots=True)
class Token:
    """A stretch of the window before a number: a lexicon hit, or a residue that no term explains."""

    text: str
    start: int
    hit: Hit | None


def window(passage: Passage, mention: Mention) -> tuple[int, int]:
    """The stretch before a number that can name it: from the last punctuation or number on."""
    start, _ = passage.clause(mention.start)
    if start > passage.start and passage.host[start - 1] in "：:" and not passage.host[start : mention.start].strip():
        start, _ = passage.clause(start - 1)
    for other in passage.mentions:
        if other.end <= mention.start and is_quantity(other):
            start = max(start, other.end)
    return start, mention.start


def tokens(passage: Passage, start: int, end: int) -> list[Token]:
    """Hits and residues of a window, in order; dates and blanks are left out.

    A one-character grammar word that runs into a residue is part of a word of its own (个 in 个人账户).
    """
    found: list[Token] = []
    taken = [(h.start, h.end, h) for h in passage.hits if start <= h.start and h.end <= end]
    dates = [(m.start, m.end, None) for m in passage.mentions if m.kind in _DATED and start <= m.start and m.end <= end]
    position = start
    for begin, stop, hit in sorted([*taken, *dates], key=lambda item: item[0]):
        _residue(found, passage.host, position, begin)
        if hit is not None:
            _term(found, Token(passage.host[begin:stop], begin, None if hit.tag("noun") else hit))
        position = max(position, stop)
    _residue(found, passage.host, position, end)
    return found


def _term(found: list[Token], token: Token) -> None:
    """A filling noun right behind a residue belongs to it (专户资金); other terms stand for themselves."""
    last = found[-1] if found else None
    if (
        last
        and last.hit is None
        and token.hit
        and token.hit.tag("filler")
        and not token.hit.tag("plan")
        and last.start + len(last.text) == token.start
    ):
        found[-1] = Token(last.text + token.text, last.start, None)
    else:
        found.append(token)


def _residue(found: list[Token], host: str, start: int, end: int) -> None:
    text = host[start:end]
    if not text or _BLANK.match(text):
        return
    while _runs_into(found, start):
        last = found.pop()
        text, start = last.text + text, last.start
    found.append(Token(text, start, None))


def _runs_into(found: Sequence[Token], start: int) -> bool:
    """Whether the last token is part of the word that begins at `start`: 个 in 个人账户, 保障 in 应急保障用车."""
    if not found or found[-1].start + len(found[-1].text) != start:
        return False
    last = found[-1]
    if last.hit is None:
        return True
    if not last.hit.tag("neutral"):
        return False
    before = found[-2] if len(found) > 1 else None
    inside = before is not None and before.hit is None and before.start + len(before.text) == last.start
    return len(last.text) == 1 or (inside and len(last.text) == 2 and before is not None and len(before.text) <= 4)


def concept_before(
    passage: Passage, mention: Mention, dimension: str, lexicon: Lexicon, change: bool = False
) -> str | None:
    """The concept named before a number; its own printed name when the lexicon lacks it; None when nothing is named."""
    return named_in(passage, window(passage, mention), dimension, lexicon, change)


def named_in(
    passage: Passage, span: tuple[int, int], dimension: str, lexicon: Lexicon, any_dimension: bool = False
) -> str | None:
    """The concept named by a stretch of a sentence, as `concept_before`; `any_dimension`: whatever it measures."""
    named = tokens(passage, *span)
    while named and named[-1].hit is not None and named[-1].hit.tag(*_SKIPPED, "fund", "whole"):
        if named[-1].hit.tag("concept"):
            break
        named.pop()
    if all(token.hit is None and _is_name_of_place(token.text, lexicon) for token in named):
        return None
    last = named[-1]
    tag = last.hit.tag("concept") if last.hit else None
    if tag and (any_dimension or lexicon.concept(tag.value).dimension in ("", dimension)):
        concept = _rate_of_named(tag.value, named[:-1], lexicon)
        if not _narrowed(named[:-1], concept, lexicon):
            return concept
    return own_name(named, lexicon)


def _rate_of_named(concept: str, before: Sequence[Token], lexicon: Lexicon) -> str:
    """收入占年度预算的98%: the amount named first decides whose rate a rate is."""
    if lexicon.concept(concept).rate_of:
        for token in before:
            tag = token.hit.tag("concept") if token.hit else None
            rate = lexicon.rate_for(tag.value) if tag else ""
            if rate:
                return rate
    return concept


def _narrowed(before: Sequence[Token], concept: str, lexicon: Lexicon) -> bool:
    """Whether something before a concept restricts it: another concept, or words that no term explains."""
    for token in before:
        if token.hit is None:
            if not _explained(token.text, lexicon):
                return True
        else:
            tag = token.hit.tag("concept")
            if tag and tag.value not in (concept, lexicon.concept(concept).rate_of):
                return True
    return False


def _is_name_of_place(text: str, lexicon: Lexicon) -> bool:
    return normalise(text).endswith(tuple(lexicon.organisations.suffixes))


def _explained(text: str, lexicon: Lexicon) -> bool:
    words = lexicon.organisations
    plain = normalise(text)
    return plain.endswith((*words.suffixes, *words.endings)) or len(plain) < 2


def own_name(named: Sequence[Token], lexicon: Lexicon) -> str:
    """The printed name of a concept that the lexicon lacks: what follows the last grammar word.

    Where that alone would name a concept of the lexicon (丧葬补助金的支出), all words that restrict it count too.
    """
    grammar = [_is_grammar(named, i) for i in range(len(named))]
    last = max((i for i, is_grammar in enumerate(grammar) if is_grammar), default=-1)
    first = grammar.index(False) if False in grammar else len(named)
    for start in (last + 1, first):
        name = normalise("".join(token.text for token in named[start:])).strip('“”"《》')
        if name and name not in lexicon.labels:
            return name
    return ""


def _is_grammar(named: Sequence[Token], at: int) -> bool:
    """Whether a token is no part of a name; a change between two unexplained words is part of one (经费节约率)."""
    hit = named[at].hit
    if hit is None or hit.tag(*_SKIPPED, "fund", "whole") is None:
        return False
    return not (hit.tag("change") and inside_a_name(named, at))


def inside_a_name(named: Sequence[Token], at: int) -> bool:
    """Whether a change word is part of a name (技能提升补贴): words of no grammar right before and behind it."""
    before = named[at - 1] if at else None
    after = named[at + 1] if at + 1 < len(named) else None
    joined = before is not None and before.hit is None and before.start + len(before.text) == named[at].start
    return joined and after is not None and (after.hit is None or after.hit.tag("concept") is not None)


def concept_of_sentence(passage: Passage, mention: Mention, dimension: str, lexicon: Lexicon) -> str:
    """What a sentence's opening announces where its first number has no name: 支出稳步增长，2022年210万元."""
    start = window(passage, mention)[0]
    hits = [hit for hit in passage.hits if hit.end <= start and hit.tag("concept")]
    if not hits or any(is_quantity(m) for m in passage.mentions if m.start < start):
        return ""
    tag = hits[-1].tag("concept")
    between = tokens(passage, hits[-1].end, start)
    plain = all(token.hit or token.text in "，,；;：:" or token.text in lexicon.manners for token in between)
    fits = tag is not None and lexicon.concept(tag.value).dimension == dimension
    return tag.value if tag and fits and plain else ""


def concept_after(passage: Passage, mention: Mention, dimension: str, lexicon: Lexicon) -> str | None:
    """The concept that follows a number directly (2914名离退休人员)."""
    at = mention.end
    for hit in passage.hits:
        if hit.start != at:
            continue
        tag = hit.tag("concept")
        if tag:
            return tag.value if lexicon.concept(tag.value).dimension == dimension else None
        at = hit.end if hit.tag("neutral") and hit.end - hit.start == 1 else at
    return None
