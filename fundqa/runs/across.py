"""The rules across reports over a ledger, part by part: what must be seen together is loaded together.

So memory holds one county's years at a time, or one prefecture's year, whatever else the ledger holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from fundqa.across import evaluate_across, partition_of
from fundqa.divisions import PREFECTURE
from fundqa.kinds.across.base import COUNTIES, YEARS
from fundqa.ledger import closing, load
from fundqa.ledger.rows import ACROSS, outcome_row
from fundqa.model import Rule, Status
from fundqa.regions import region_of
from fundqa.report import Outcome
from fundqa.stock import Stock, Submission

if TYPE_CHECKING:
    from fundqa.runs.run import Setup

_TEXTS_ONLY = "similar"
"""The kind that compares sentences, of all counties of a year; their figures stand in the sentences."""
_KEPT = (Status.FAIL, Status.OPEN)


def settle(setup: Setup, run: int, *, still: bool) -> None:
    """Put what the rules across reports say of the ledger now in place of what they said before.

    still: neither files nor anything else that they rest on has changed since; they are not evaluated again.
    """
    if still:
        closing.keep_outcomes(setup.ledger, run, ACROSS)
        return
    rules = [rule for rule in setup.project.rules if partition_of(rule)]
    rows = [_row(outcome, stock) for stock, own in _parts(setup, rules) for outcome in _outcomes(stock, own)]
    closing.replace_outcomes(setup.ledger, run, ACROSS, rows, load.file_ids(setup.ledger.engine))


def _outcomes(stock: Stock, rules: Sequence[Rule]) -> Iterator[Outcome]:
    """What failed or stayed open; a part that has nothing to compare says nothing."""
    return (outcome for outcome in evaluate_across(stock, rules) if outcome.status in _KEPT)


def _row(outcome: Outcome, stock: Stock) -> dict[str, Any]:
    """An outcome in the file it is about, quoting those it compares."""
    texts: Any = stock.texts
    path = outcome.evidence[0].location.document if outcome.evidence else ""
    return outcome_row(outcome, texts, ACROSS) | {"path": path}


def _parts(setup: Setup, rules: Sequence[Rule]) -> Iterator[tuple[Stock, list[Rule]]]:
    """The parts of the ledger, each with the rules that must see it together."""
    of_years = [rule for rule in rules if partition_of(rule) == YEARS]
    of_counties = [rule for rule in rules if partition_of(rule) == COUNTIES and rule.kind != _TEXTS_ONLY]
    of_texts = [rule for rule in rules if partition_of(rule) == COUNTIES and rule.kind == _TEXTS_ONLY]
    places = load.places(setup.ledger.engine)
    for written in _same_place(setup, {county for county, _ in places if county}).values():
        yield _stock(setup, written, None), of_years
    for (_, year), written in _areas(setup, places).items():
        yield _stock(setup, written, year), of_counties
    if of_texts:
        for year in sorted({year for _, year in places if year}):
            found = load.submissions(setup.ledger.engine, year=year, facts=False)
            yield _of(setup, found, {}), of_texts


def _same_place(setup: Setup, counties: Iterable[str]) -> Mapping[str, list[str]]:
    """The ways a county is written, by what they all mean."""
    found: dict[str, list[str]] = {}
    for written in sorted(counties):
        found.setdefault(region_of(written, setup.project.lexicon).key, []).append(written)
    return found


def _areas(setup: Setup, places: Sequence[tuple[str, str]]) -> Mapping[tuple[str, str], list[str]]:
    """The counties of each prefecture and year, the prefecture itself among them; others by themselves."""
    lexicon = setup.project.lexicon
    parents = {(region_of(due.county, lexicon).key, due.year): due.parent for due in setup.roster if due.parent}
    found: dict[tuple[str, str], list[str]] = {}
    for county, year in places:
        if county and year:
            region = region_of(county, lexicon)
            above = parents.get((region.key, year)) or region.parent
            area = region if region.level == PREFECTURE or not above else region_of(above, lexicon)
            found.setdefault((area.key, year), []).append(county)
    return found


def _stock(setup: Setup, counties: Sequence[str], year: str | None) -> Stock:
    found = load.submissions(setup.ledger.engine, counties=counties, year=year)
    paths = [path for submission in found for path in submission.documents]
    return _of(setup, found, load.texts(setup.ledger.engine, paths))


def _of(setup: Setup, found: tuple[Submission, ...], texts: Mapping[object, str]) -> Stock:
    return Stock(found, setup.project.lexicon, setup.lang, setup.roster, texts)
