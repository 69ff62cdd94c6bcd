"""Many submissions side by side: what rules across reports see of each, whether it comes from files or a ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from fundqa.lexicon import Lexicon
from fundqa.model import Fact, Target
from fundqa.report import DocumentReport, Passage


@dataclass(frozen=True, slots=True)
class Submission:
    """One county's report as handed in: of one file, or of several that belong together.

    key: the path of its first file; documents: the paths of all of them, in order; county: the submitter as its forms
    name it, "" when they do not; year: the one it reports on, "" when not known; funds: those its forms are about;
    version: which of the submissions of the same county, funds and year it is, from 1 in the order of arrival;
    passages: its running text, sentence by sentence, without figures.
    """

    key: str
    documents: tuple[str, ...]
    county: str
    year: str
    funds: tuple[str, ...]
    version: int = 1
    facts: tuple[Fact, ...] = ()
    targets: tuple[Target, ...] = ()
    passages: tuple[Passage, ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """What should have come: a county's report on a fund and year. parent: the place its figures are summed up in.

    fund "" : any; deadline: its last day as YYYY-MM-DD, "" when there is none.
    """

    county: str
    fund: str
    year: str
    deadline: str = ""
    parent: str = ""


@dataclass(frozen=True, slots=True)
class Stock:
    """The submissions that rules are evaluated over: all, or those of one county or one year (see Rule.params).

    roster: what should have come, () when nobody says; texts: the paragraphs and cells that evidence stands in.
    """

    submissions: tuple[Submission, ...]
    lexicon: Lexicon
    lang: str = "zh"
    roster: tuple[Due, ...] = ()
    texts: Mapping[object, str] = field(default_factory=dict)


def stock_of(
    reports: Sequence[DocumentReport], lexicon: Lexicon, roster: tuple[Due, ...] = (), lang: str = "zh"
) -> Stock:
    """The stock of checked files, with all their texts."""
    texts: dict[object, str] = {}
    for report in reports:
        texts.update({at: text for at, text in report.texts.items() if at.document == report.path})
    return Stock(submissions(reports), lexicon, lang, roster, texts)


def submissions(reports: Iterable[DocumentReport]) -> tuple[Submission, ...]:
    """The submissions of checked files, in their order; files that could not be read are left out."""
    together: dict[str, list[DocumentReport]] = {}
    for report in reports:
        if report.error is None:
            together.setdefault(report.submission or report.path, []).append(report)
    versions: dict[tuple[str, str, tuple[str, ...]], int] = {}
    found = []
    for key, own in together.items():
        county = next((report.submitter for report in own if report.submitter), "")
        funds = tuple(dict.fromkeys(form.entity for report in own for form in report.forms if form.entity))
        year = _year(own)
        number = versions[(county, year, funds)] = versions.get((county, year, funds), 0) + 1
        found.append(_submission(key, own, county, year, funds, number if county else 1))
    return tuple(found)


def _submission(
    key: str, own: list[DocumentReport], county: str, year: str, funds: tuple[str, ...], version: int
) -> Submission:
    return Submission(
        key,
        tuple(report.path for report in own),
        county,
        year,
        funds,
        version,
        tuple(known.fact for report in own for known in report.facts),
        tuple(target for report in own for target in report.targets),
        tuple(passage for report in own for passage in report.passages),
    )


def _year(own: list[DocumentReport]) -> str:
    """The year most of the forms are about, the latest of several; without forms, that of most facts."""
    years = [form.period for report in own for form in report.forms if form.period]
    years = years or [known.fact.period for report in own for known in report.facts if known.fact.period]
    plain = [year for year in years if year.isdecimal()]
    return max(plain, key=lambda year: (plain.count(year), year), default="")
