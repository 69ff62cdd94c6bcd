"""How funds and the office itself are called: names of the dictionary, one spelling each, one way to say "we"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from fundqa.document import Location
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.selecting import words
from fundqa.lexicon import normalise
from fundqa.model import Evidence, Rule, Span, Status
from fundqa.places import own_place
from fundqa.report import Outcome
from fundqa.view import Form, Place, Slot, View

SPELT, UNKNOWN = "several spellings", "unknown fund"
MIXED, LEVEL, SHORT = "called both ways", "another level", "short form not introduced"
CONDITIONS = (SPELT, UNKNOWN, MIXED, LEVEL, SHORT)
FUND_SETTINGS = ("marks", "others")
SELF_SETTINGS = ("we", "ends", "not_before", "not_behind", "introduced")
_CODE = re.compile(r"^[\[【（(]?[0-9A-Za-z][0-9A-Za-z-]{3,}[\]】）)]?[-—－_\s]*")
_REACH, _OFTEN, _ALIKE = 20, 2, 60


def funds(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per form whose fund the dictionary lacks, one per fund that the forms spell in several ways."""
    spelt: dict[str, dict[str, Span]] = {}
    outcomes: list[Outcome] = []
    seen: Span | None = None
    for form in view.forms:
        span = _name(form, view)
        found = _spelling(span.surface, view)
        if found:
            seen = seen or span
            spelt.setdefault(found[0], {}).setdefault(found[1], span)
        elif found is None and _is_a_fund(rule, span.surface):
            values = {"left": _bare(span.surface), "right": _nearest(_bare(span.surface), view)}
            outcomes.append(_fail(rule, view, UNKNOWN, (Evidence("name", span),), values, form))
    for fund, ways in spelt.items():
        if len(ways) > 1:
            values = {"left": fund, "right": view.lexicon.messages.join(list(ways), view.lang)}
            outcomes.append(_fail(rule, view, SPELT, tuple(Evidence("name", span) for span in ways.values()), values))
    if outcomes:
        return outcomes
    return [build(rule, view, Draft(Status.PASS, (Evidence("name", seen),)))] if seen else not_applicable(rule, view)


def _name(form: Form, view: View) -> Span:
    """The cell that names a form's fund or project, else its title."""
    cells = (row.cells.get(view.lexicon.columns.name) for row in form.table("form_header"))
    return next((cell for cell in cells if cell is not None and cell.surface.strip()), form.title)


def _bare(name: str) -> str:
    """A name without the code of the budget system in front."""
    return _CODE.sub("", normalise(name)) or normalise(name)


def _spelling(name: str, view: View) -> tuple[()] | tuple[str, str] | None:
    """The only fund a name speaks of, and how it writes it (基金 may stand or not); None when it names none.

    A name of several funds has no spelling.
    """
    plain = _bare(name)
    found = [hit for hit in view.lexicon.phrases.scan(plain) if hit.tag("fund")]
    hits = [(tag.value, plain[hit.start : hit.end]) for hit in found if (tag := hit.tag("fund"))]
    if len(hits) != 1:
        return () if hits else None
    fund, way = hits[0]
    return fund, fund if fund.startswith(way) else way


def _is_a_fund(rule: Rule, name: str) -> bool:
    settings = _settings(rule)
    plain = _bare(name)
    return any(w in plain for w in words(settings["marks"])) and not any(w in plain for w in words(settings["others"]))


def _nearest(name: str, view: View) -> str:
    """The fund of the dictionary that a name is most like."""
    from rapidfuzz import fuzz, process

    found = process.extractOne(name, list(view.lexicon.funds), scorer=fuzz.partial_ratio)
    return str(found[0]) if found and found[1] >= _ALIKE else ""


def addressed(rule: Rule, view: View) -> list[Outcome]:
    """What the report calls itself: 我县 beside 本县 or beside its full name, a level that is not its own."""
    own = own_place(view.places)
    used = _selves(rule, view)
    outcomes = [*_mixed(rule, view, used, own), *_levels(rule, view, used, own), *_shorts(rule, view)]
    if outcomes:
        return outcomes
    anchor = next((spans[0] for spans in used.values()), None)
    return (
        [build(rule, view, Draft(Status.PASS, (Evidence("name", anchor),)))] if anchor else not_applicable(rule, view)
    )


def _either(found: Iterable[str]) -> str:
    """A pattern of any of these words, as they stand."""
    return "|".join(map(re.escape, found))


def _settings(rule: Rule) -> Mapping[str, object]:
    settings = rule.params["settings"]
    assert isinstance(settings, Mapping)
    return settings


def _selves(rule: Rule, view: View) -> dict[tuple[str, str], list[Span]]:
    """Every (我 or 本, 县 or 局 …) of the running text with its places."""
    settings = _settings(rule)
    ends = _either(sorted(words(settings["ends"]), key=len, reverse=True))
    before = re.escape("".join(words(settings["not_before"])))
    not_before = f"(?<![{before}])" if before else ""
    behind = _either(words(settings["not_behind"]))
    not_behind = f"(?!{behind})" if behind else ""
    pattern = re.compile(f"{not_before}({_either(words(settings['we']))})({ends}){not_behind}")
    found: dict[tuple[str, str], list[Span]] = {}
    for sentence in view.sentences:
        at = sentence.location
        for match in pattern.finditer(sentence.text):
            span = Span(match[0], at.span(at.start + match.start(), at.start + match.end()))
            found.setdefault((match[1], match[2]), []).append(span)
    return found


def _mixed(
    rule: Rule,
    view: View,
    used: Mapping[tuple[str, str], list[Span]],
    own: Place | None,
) -> Iterator[Outcome]:
    """One way to say "we" beside another, or, both used again and again in the text, beside the full name."""
    by_end: dict[str, list[Span]] = {}
    for (_, end), spans in used.items():
        by_end.setdefault(end, []).append(spans[0])
    for spans in by_end.values():
        if len(spans) > 1:
            values = {"left": spans[0].surface, "right": spans[1].surface}
            yield _fail(rule, view, MIXED, tuple(Evidence("name", span) for span in spans), values)
    full = [
        place for place in view.places if own and place.name == own.name and place.slot in (Slot.SUBJECT, Slot.PLAIN)
    ]
    for (_, end), spans in used.items():
        if own and own.name.endswith(end) and len(spans) >= _OFTEN and len(full) >= _OFTEN and len(by_end[end]) == 1:
            name = Evidence("name", Span(own.name, full[0].location))
            values = {"left": spans[0].surface, "right": own.name}
            yield _fail(rule, view, MIXED, (Evidence("name", spans[0]), name), values)


def _levels(rule: Rule, view: View, used: Mapping[tuple[str, str], list[Span]], own: Place | None) -> Iterator[Outcome]:
    """A county that calls itself 我市: of the report's own ending none, of another one of its level."""
    suffixes = view.lexicon.organisations.suffixes
    if own is None or any(own.name.endswith(end) for _, end in used if end in suffixes):
        return
    ending = max((s for s in suffixes if own.name.endswith(s)), key=len)
    for (_, end), spans in used.items():
        if end in suffixes and suffixes[end] == suffixes[ending] and not _above(own, end):
            values = {"left": own.name, "right": spans[0].surface}
            yield _fail(rule, view, LEVEL, (Evidence("name", spans[0]),), values)


def _above(own: Place, end: str) -> bool:
    """Whether what lies above the report's place can be meant."""
    return any(level.endswith(end) for level in own.levels[:-1])


def _shorts(rule: Rule, view: View) -> Iterator[Outcome]:
    """Short forms of offices that only they know, where the first one is not introduced."""
    intro = words(_settings(rule)["introduced"])
    whole = view.texts.joined
    for short in view.lexicon.organisations.short:
        at = whole.find(short)
        if at >= 0 and not any(word in whole[max(0, at - _REACH) : at + len(short) + _REACH] for word in intro):
            location, start = next((where, i) for where, text in view.texts.items() if (i := text.find(short)) >= 0)
            span = Span(short, _at(location, start, len(short)))
            yield _fail(rule, view, SHORT, (Evidence("name", span),), {"left": short})


def _at(location: Location, start: int, length: int) -> Location:
    return location.span(start, start + length)


def _fail(
    rule: Rule,
    view: View,
    when: str,
    evidence: tuple[Evidence, ...],
    values: Mapping[str, str],
    form: Form | None = None,
) -> Outcome:
    return build(rule, view, Draft(Status.FAIL, evidence, when=when, values=values, form=form))
