"""The year of a report against the years its titles, forms and sentences name: last year's may be left over."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from fundqa.document import Heading, Location
from fundqa.kinds.base import Draft, build, not_applicable
from fundqa.kinds.lookup import by_host
from fundqa.kinds.selecting import words
from fundqa.model import Dims, Evidence, Fact, Rule, Span, Status
from fundqa.report import Outcome
from fundqa.view import Sentence, View

TITLE, FIGURE = "title of another year", "this year's figure"
ALONE, ITSELF = "another year alone", "compared with itself"
SETTINGS = ("frames", "past", "later")
CONDITIONS = (TITLE, FIGURE, ALONE, ITSELF)
_YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年")
_DAY = re.compile(r"\d{4}\s*年\s*(?!12)\d{1,2}\s*月")
_SPAN = re.compile(r"(?<!\d)((?:19|20)\d\d)\s*年?\s*(?:至|到|[-—–－~～])+\s*((?:19|20)\d\d)")
_NOTE = re.compile(r"[（(\s]*(?:19|20)\d\d\s*年.?[）)\s]*")
_QUOTED = re.compile(r"《[^《》]*》|“[^“”]*”")
_BREAKS = re.compile(r"[，,。；;：:、\d]")
_TITLE_LENGTH, _TITLE_WEIGHT, _DIGITS, _SUBJECT = 60, 2, 4, 30


@dataclass(frozen=True, slots=True)
class Dated:
    """A year as a text names it: which, where, and what it was read from (quotes blanked)."""

    year: str
    location: Location
    text: str


def evaluate(rule: Rule, view: View) -> list[Outcome]:
    """One outcome per title or sentence that names another year where this year is meant; else one pass."""
    titles = _titled(view)
    hosts = {title.location.host for title in titles}
    spoken = [(sentence, _of(sentence)) for sentence in view.sentences if sentence.location.host not in hosts]
    no_say = (*words(rule.params["unless"]), *words(_settings(rule)["later"]))
    own = _report_year(
        [title for title in titles if not any(word in title.text for word in no_say)],
        [years for _, years in spoken if years and not any(word in years[0].text for word in no_say)],
    )
    if not own:
        return not_applicable(rule, view)
    outcomes = [*_titles(rule, view, titles, own), *_sentences(rule, view, spoken, own)]
    mine = next(found for found in (*titles, *(y for _, years in spoken for y in years)) if found.year == own)
    return outcomes or [build(rule, view, Draft(Status.PASS, (_evidence("own", mine),)))]


def _titled(view: View) -> list[Dated]:
    """The years of titles, headings and period notes; the heads of a table that is no form may compare years."""
    headings = {b.location.host for document in view.documents for b in document.blocks if isinstance(b, Heading)}
    captions = {form.title.location.host for form in view.forms} | headings
    first = next((location for location, text in view.texts.items() if text.strip()), None)
    heads = {(at.document, at.block) for sheet in view.sheets for at in (sheet.rows[0].label.location,)}
    found: list[Dated] = []
    for location, text in view.texts.those(lambda text: _YEAR.search(_plain(text))):
        plain = _plain(text)
        if location.row >= 0 and (location.document, location.block) in heads:
            continue
        if (len(text) < _TITLE_LENGTH and (location in captions or location == first)) or _NOTE.fullmatch(plain):
            found += [Dated(m[1], location.span(m.start(), m.end()), plain) for m in _YEAR.finditer(plain)]
    return found


def _of(sentence: Sentence) -> list[Dated]:
    """The years of a sentence."""
    at, plain = sentence.location, _plain(sentence.text)
    return [Dated(m[1], at.span(at.start + m.start(), at.start + m.end()), plain) for m in _YEAR.finditer(plain)]


def _plain(text: str) -> str:
    """A text with what is in quotes blanked, so that places stay."""
    return _QUOTED.sub(lambda match: " " * len(match[0]), text)


def _settings(rule: Rule) -> Mapping[str, object]:
    settings = rule.params["settings"]
    assert isinstance(settings, Mapping)
    return settings


def _report_year(titles: list[Dated], spoken: list[list[Dated]]) -> str:
    """The year named most, titles counting double; of equals the one in more places; "" when none is named twice.

    Sentences that compare years have no say.
    """
    said = Counter(years[0].year for years in spoken if len({dated.year for dated in years}) == 1)
    titled = Counter(title.year for title in titles)
    votes = {year: _TITLE_WEIGHT * titled[year] + said[year] for year in (*titled, *said)}
    best = max(votes, key=lambda year: (votes[year], titled[year] + said[year]), default="")
    return best if best and votes[best] > 1 else ""


def _titles(rule: Rule, view: View, titles: list[Dated], own: str) -> Iterator[Outcome]:
    """Titles of another year alone.

    Years that several tables bear, or that a title spans, are reported on purpose; plans are for later.
    """
    unless = words(rule.params["unless"])
    tables = Counter(year for year, _ in {(t.year, t.location.block) for t in titles if t.location.row >= 0})
    with_own = {t.location.host for t in titles if t.year == own}
    spanned = {year for title in titles for year in _spanned(title.text)}
    several = len({title.year for title in titles if title.year < own}) > 1
    for title in titles if not several else ():
        meant = (
            title.location.host in with_own
            or title.year in spanned
            or tables[title.year] > 1
            or any(w in title.text for w in unless)
        )
        if title.year != own and not meant and not (title.year > own and _is_later(view, title)):
            yield _fail(rule, view, TITLE, title, own)


def _spanned(title: str) -> Iterator[str]:
    """The years that a title spans (2019—2021年)."""
    for match in _SPAN.finditer(title):
        yield from map(str, range(int(match[1]), int(match[2]) + 1))


def _is_later(view: View, title: Dated) -> bool:
    """Whether a title may speak of a year to come: a heading may, and a table that has targets and no results."""
    form = view.form_at(title.location)
    return form is None or view.lexicon.columns.result not in form.columns


def _sentences(rule: Rule, view: View, spoken: list[tuple[Sentence, list[Dated]]], own: str) -> Iterator[Outcome]:
    facts: dict[Location, list[Fact]] = {}
    for fact in view.facts:
        if fact.context.sentence is not None:
            facts.setdefault(fact.context.sentence, []).append(fact)
    for sentence, years in spoken:
        if len({dated.year for dated in years}) == 1:
            yield from _sentence(rule, view, sentence, years, facts.get(sentence.location, []), own)


def _sentence(
    rule: Rule, view: View, sentence: Sentence, years: list[Dated], facts: list[Fact], own: str
) -> Iterator[Outcome]:
    """What is odd about a sentence that names one year only."""
    dated = years[0]
    rivals = _compared(facts, {year.location.end for year in years}) if len(years) > 1 else None
    if rivals is not None:
        yield _fail(rule, view, ITSELF, years[-1], own, *rivals)
    elif dated.year != own:
        same = _same_figure(view, facts, dated.year, own)
        if same is not None:
            yield _fail(rule, view, FIGURE, dated, own, *same)
        elif (
            int(dated.year) == int(own) - 1
            and not _is_contrasted(view, facts, own)
            and _is_about_the_year(rule, view, sentence, dated, own)
        ):
            yield _fail(rule, view, ALONE, dated, own)


def _compared(facts: list[Fact], ends: set[int]) -> tuple[Fact, Fact] | None:
    """Two amounts of one thing in one year that differ, in a sentence that speaks of a change.

    Of what is not said, they are of one thing where each stands right behind its year (2021年3亿元，2021年4亿元).
    """
    changed = any(name == "change" for fact in facts for name, _ in fact.dims)
    first: dict[tuple[str, str, str], Fact] = {}
    for fact in facts:
        key = (fact.concept, fact.entity, fact.period)
        plain = (fact.concept or fact.location.start in ends) and not fact.dims and _is_amount(fact)
        other = first.setdefault(key, fact) if plain else fact
        if changed and other.quantity.value != fact.quantity.value:
            return other, fact
    return None


def _is_amount(fact: Fact) -> bool:
    """Whether a number is an amount and neither a rate nor a per-head figure."""
    return fact.quantity.unit.dimension not in ("ratio", "") and " " not in fact.period


def _same_figure(view: View, facts: list[Fact], year: str, own: str) -> tuple[Fact, Fact] | None:
    """A figure of the other year that the report gives, digit for digit, for its own."""
    for fact in facts:
        if fact.period.startswith(year) and fact.concept and _is_telling(fact):
            for other in view.facts_by(_figure).get(_figure(fact), ()):
                if other.period.startswith(own):
                    return fact, other
    return None


def _figure(fact: Fact) -> tuple[str, str, Dims, Decimal]:
    """What two statements of one figure share, whatever their year."""
    return fact.concept, fact.entity, fact.dims, fact.quantity.value


def _is_contrasted(view: View, facts: list[Fact], own: str) -> bool:
    """Whether the same paragraph gives another figure for the report's year: then the other year is the one before."""
    told = [fact for fact in facts if fact.concept]
    paragraphs = view.facts_by(by_host)
    return any(
        (other.concept, other.basis, other.dims) == (fact.concept, fact.basis, fact.dims)
        and (other.entity == fact.entity or not (other.entity and fact.entity))
        and other not in facts
        for fact in told
        for other in paragraphs[fact.location.host]
        if other.period.startswith(own)
    )


def _is_telling(fact: Fact) -> bool:
    """Whether a number has so many digits that two years will not share it by chance."""
    return _is_amount(fact) and len(fact.quantity.value.normalize().as_tuple().digits) >= _DIGITS


def _is_about_the_year(rule: Rule, view: View, sentence: Sentence, dated: Dated, own: str) -> bool:
    """Whether a sentence sets goals or reports results for the other year as the report does for its own.

    A sentence that looks back or is about a day within the year, one whose paragraph looks back, and one beside the
    report's year may well mean last year.
    """
    paragraph = view.texts[sentence.location.host]
    if any(word in dated.text for word in words(rule.params["unless"])):
        return False
    if any(word in paragraph for word in words(_settings(rule)["past"])):
        return False
    if any(word in dated.text for word in words(_settings(rule)["frames"])):
        return True
    before = dated.text[: dated.location.start - sentence.location.start]
    if _DAY.match(dated.text, len(before)):
        return False
    opens = len(before) < _SUBJECT and not _BREAKS.search(before)
    around = {match[1] for match in _YEAR.finditer(paragraph)}
    return opens and own not in around


def _fail(rule: Rule, view: View, when: str, dated: Dated, own: str, *facts: Fact) -> Outcome:
    form = view.form_at(dated.location)
    evidence = (_evidence("year", dated), *(Evidence("figure", fact) for fact in facts))
    values = {"left": own, "right": dated.year, "worked": facts[0].surface if facts else ""}
    return build(rule, view, Draft(Status.FAIL, evidence, when=when, values=values, form=form))


def _evidence(role: str, dated: Dated) -> Evidence:
    at = dated.location
    return Evidence(role, Span(f"{dated.year}年", at))
