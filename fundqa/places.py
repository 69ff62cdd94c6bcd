"""The places a report names: where a division stands in a title, in an office's name or as what a sentence is about.

A place is known by its full name in the list of divisions, or, where no list has it, by how it ends and by standing
where a place stands. A bare stem (朝阳, 鼓楼) is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from fundqa.document import Heading, Location, Paragraph
from fundqa.lexicon import Lexicon
from fundqa.view import Place, Slot, View

_OPENING = re.compile(r"(?:^|[\s，,。；;：:、（(！？]|\d{4}\s*(?:年度|年末|年)[，,]?)\s*")
_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”|〔[^〔〕]*〕")
_HAN = re.compile(r"[一-鿿]+")
_SENTENCE_ENDS = "。！？\n"
_SENTENCE_OPENS = "。！？；："
_SHORTEST, _LONGEST, _LEVELS, _TITLE = 2, 4, 4, 60
_Named = tuple[re.Match[str], tuple[str, ...]]

_WEIGHT = {Slot.TITLE: 2, Slot.OFFICE: 1, Slot.SUBJECT: 1, Slot.PLAIN: 0}


def places(view: View) -> tuple[Place, ...]:
    """All places that the report names, in order; not what stands in a document's title or in quotes, nor what is

    all there is in a cell: the row of a table that compares places.
    """
    titles, offices = _titles(view), {name.location.host for name in view.names}
    named = {text: found for text in view.texts.places if (found := list(_named(text, view.lexicon)))}
    return tuple(
        place
        for location, text in view.texts.those(named.__contains__)
        for place in _in_text(view, location, text, named[text], location in titles, location in offices)
    )


def own_place(found: tuple[Place, ...]) -> Place | None:
    """The place the report is about: the one that its titles, offices and sentences name most; None when none twice."""
    votes: Counter[str] = Counter()
    for place in found:
        votes[place.name] += _WEIGHT[place.slot]
    name, count = max(votes.items(), key=lambda item: item[1], default=("", 0))
    return next((place for place in found if place.name == name), None) if count > 1 else None


def levels_in(text: str, lexicon: Lexicon) -> tuple[str, ...]:
    """The divisions a text begins with, outermost first: 喀什地区, 巴楚县."""
    return tuple(_levels(text, 0, lexicon))


def titled(found: tuple[Place, ...]) -> str:
    """The place that the titles of a report name, as written; "" where they name none, or more than one."""
    names = {place.name: place.surface for place in reversed(found) if place.slot is Slot.TITLE}
    return next(iter(names.values())) if len(names) == 1 else ""


def _titles(view: View) -> set[Location]:
    """The form titles, the names of projects, and what stands above the text of each document."""
    found = {form.title.location.host for form in view.forms}
    for form in view.forms:
        for row in form.table("form_header"):
            found |= {cell.location.host for cell in row.cells.values() if cell is not None}
    for document in view.documents:
        first = next((b for b in document.blocks if isinstance(b, Paragraph | Heading) and b.text.strip()), None)
        if first is not None and len(first.text) < _TITLE and first.text.strip()[-1] not in _SENTENCE_ENDS:
            found.add(first.location.host)
    return found


def _named(text: str, lexicon: Lexicon) -> Iterator[_Named]:
    """The divisions that a text names where a place can begin, quotations left out: behind what, and their levels."""
    quoted = [match.span() for match in _QUOTED.finditer(text)]
    after = 0
    for opening in _OPENING.finditer(text):
        start = opening.end()
        if start < after or any(low <= start < high for low, high in quoted):
            continue
        levels = tuple(_levels(text, start, lexicon))
        if levels:
            after = start + sum(map(len, levels))
            yield opening, levels


def _in_text(
    view: View, location: Location, text: str, named: Iterable[_Named], title: bool, office: bool
) -> Iterator[Place]:
    for opening, levels in named:
        start = opening.end()
        after = start + sum(map(len, levels))
        slot = Slot.OFFICE if office else Slot.TITLE if title else _slot(view, text, after)
        label = location.row >= 0 and text.strip() == text[start:after]
        if slot is Slot.PLAIN and (label or not _is_subject(text, opening, levels[0], view.lexicon)):
            continue
        beside = text[after : after + 1] == "、" or text[start - 1 : start] == "、"
        yield Place(levels, location.span(start, after), slot, _sentence(text, start), beside)


def _levels(text: str, start: int, lexicon: Lexicon) -> Iterator[str]:
    """The divisions that stand one after another from a place on, each below the one before."""
    level = 0
    for _ in range(_LEVELS):
        name = _listed(text, start, lexicon) or _unlisted(text, start, lexicon)
        below = _level(name, lexicon) if name else 0
        if not name or below < level or below > 3:
            return
        yield name
        start, level = start + len(name), below


def _level(name: str, lexicon: Lexicon) -> int:
    suffixes = lexicon.organisations.suffixes
    return suffixes[max((s for s in suffixes if name.endswith(s)), key=len)]


def _listed(text: str, start: int, lexicon: Lexicon) -> str:
    """The listed division that begins here, under a name that has its suffix and is no common word."""
    name = lexicon.places.divisions.begins(text, start)
    full = name.endswith(tuple(lexicon.organisations.suffixes)) and name not in lexicon.places.generic
    return name if full else ""


def _unlisted(text: str, start: int, lexicon: Lexicon) -> str:
    """A stem that can be a name, of two to four characters, with a suffix behind it."""
    words, suffixes = lexicon.places, lexicon.organisations.suffixes
    han = _HAN.match(text, start, start + _LONGEST + _LONGEST)
    if han is None:
        return ""
    endings = tuple(suffixes)
    for size in range(_SHORTEST, _LONGEST + 1):
        at = start + size
        if not text.startswith(endings, at, han.end()):
            continue
        suffix = max((s for s in suffixes if text.startswith(s, at, han.end())), key=len)
        stem, name, rest = text[start:at], text[start : at + len(suffix)], text[at + len(suffix) :]
        common = name.endswith(tuple(words.generic - suffixes.keys()))
        known = any(hit.start < at for hit in lexicon.phrases.scan(text, start, at + len(suffix)))
        strange = common or known or words.strange.intersection(stem) or rest.startswith(words.behind)
        return "" if strange else name
    return ""


def _slot(view: View, text: str, end: int) -> Slot:
    """Whether what follows a place needs one: a year, a fund, an office, a project of the report."""
    rest = text[end : end + _TITLE].lstrip()
    follows = next(view.lexicon.phrases.scan(rest), None)
    named = follows is not None and follows.start == 0 and follows.tag("fund", "whole") is not None
    projects = tuple(form.name for form in view.forms if form.name)
    bodies = tuple(view.lexicon.organisations.bodies)
    return Slot.SUBJECT if named or rest[:2].isdigit() or rest.startswith((*projects, *bodies)) else Slot.PLAIN


def _is_subject(text: str, opening: re.Match[str], name: str, lexicon: Lexicon) -> bool:
    """Whether a name that may be any word is listed, or opens a sentence: behind a comma stand verbs (，协调县…),

    unless what stands before it is an adverbial (按照……要求，荻河县……).
    """
    before = opening[0].strip()
    opens = not before or before[0].isdigit() or before in _SENTENCE_OPENS
    adverbial = text[: opening.start()].rstrip("”").endswith(lexicon.places.before_subject)
    return opens or adverbial or bool(lexicon.places.divisions.codes(name))


def _sentence(text: str, at: int) -> str:
    start = max(text.rfind(mark, 0, at) for mark in _SENTENCE_ENDS) + 1
    ends = [end for mark in _SENTENCE_ENDS if (end := text.find(mark, at)) >= 0]
    return text[start : min(ends, default=len(text))]
