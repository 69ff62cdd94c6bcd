"""The words of the domain as values: concepts, funds, bases, claims, organisations, layout."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from fundqa.divisions import Divisions
from fundqa.lexicon_tables import TableWords
from fundqa.lexicon_terms import Misspelling
from fundqa.model import Text
from fundqa.phrases import Phrases
from fundqa.units import Unit

DIRECTIONS = ("at_least", "at_most", "exact")
_NUMBERED = re.compile(r"^\D{1,4}\d{1,2}：(?=.)")
_SPACES = re.compile(r"[\s　]+")
_LABEL = 64
"""Labels are shorter than so many characters; what is longer is a text, and seldom met twice."""
_BRACKETS = re.compile(r"[（(［\[][^（()）\]］]*[）)\]］]")


@dataclass(frozen=True, slots=True)
class Concept:
    """What a number can be about.

    direction: at_least, at_most, exact or "" (not known); low, high: the domain in the base unit, None = open;
    rate_of: the concept whose execution rate it is; amount: money that is budgeted and spent (not a per-head standard);
    deficit: printed without a sign and negative; deeds: what is done by an unnamed deadline (发放养老金).
    """

    name: str
    dimension: str = ""
    unit: str = ""
    direction: str = ""
    low: Decimal | None = None
    high: Decimal | None = None
    demand_driven: bool = False
    rate_of: str = ""
    amount: bool = False
    deficit: bool = False
    deeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Organisations:
    """Words of organisation names: labels of roles, division suffixes with their level, bodies with several names.

    short: short forms that only the office itself knows.
    """

    roles: Mapping[str, str]
    suffixes: Mapping[str, int]
    bodies: Mapping[str, str]
    endings: tuple[str, ...]
    short: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Places:
    """How places are told from other words: the listed divisions, words that end like one (社区), characters that no

    name has, what makes an ending none (市场), endings that prefectures and counties share, words behind which a comma
    leads to the subject.
    """

    divisions: Divisions
    generic: frozenset[str]
    strange: frozenset[str]
    behind: tuple[str, ...]
    two_levels: frozenset[str]
    before_subject: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """The canonical column names by the part they play.

    Derived ones: group, the divider an indicator stands under; key, what no two indicators share; filled, target and
    result together; path, told, units: pairs a|b that ought to be equal - the upper level beside the one that the lower
    belongs to, the kind beside the one that the name shows, the unit given beside the one printed.
    """

    level1: str
    level2: str
    indicator: str
    target: str
    result: str
    operator: str
    unit: str
    weight: str
    score: str
    reason: str
    basis: str
    total: str
    name: str
    year: str
    share: str
    converted: str
    group: str
    key: str
    filled: str
    path: str
    told: str
    units: str

    @property
    def levels(self) -> tuple[str, str]:
        """The columns above an indicator, outermost first."""
        return self.level1, self.level2


@dataclass(frozen=True, slots=True)
class Layout:
    """Words of the page: what ends a form's title, what announces a unit, an empty cell, parts, and a table's rest."""

    form_title_endings: tuple[str, ...]
    unit_note: tuple[str, ...]
    nil: frozenset[str]
    of_which: tuple[str, ...] = ()
    continued: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Subjects:
    """What a report is about: how titles end, what a subject's name may end with, and which endings a project has;

    date_tails: what may follow 年 in a date.
    """

    titles: tuple[str, ...]
    endings: tuple[str, ...]
    projects: tuple[str, ...]
    date_tails: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scores:
    """Words of scoring. total: the concept of a form's total score; grades: the names of each grade, best first.

    closing, subtotal: labels of rows that sum up; bonus: of rows outside the hundred; excused: what says that a row
    is not assessed; taken_off: what speaks of lost points; grade_before, grade_link, grade_after: what stands around
    a grade.
    """

    total: str
    closing: tuple[str, ...]
    subtotal: tuple[str, ...]
    bonus: tuple[str, ...]
    excused: tuple[str, ...]
    taken_off: tuple[str, ...]
    grade_before: tuple[str, ...]
    grade_link: tuple[str, ...]
    grade_after: tuple[str, ...]
    grades: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Messages:
    """The engine's own sentences."""

    reasons: Mapping[str, Text]
    scopes: Mapping[str, Text]
    bases: Mapping[str, Text]
    where: Mapping[str, Text]
    signs: Mapping[str, Text]
    slips: Mapping[str, Text]
    legal: Mapping[str, Text]
    separator: Text

    def reason(self, code: str, lang: str, **values: str) -> str:
        """The reason `code` in `lang`, with its blanks filled."""
        return self.reasons[code][lang].format(**values)

    def direction(self, gap: str, lang: str) -> dict[str, str]:
        """A signed gap as the blanks {sign} (多, 少) and {gap} (without its sign)."""
        return {"sign": self.signs["less" if gap.startswith("-") else "more"][lang], "gap": gap.lstrip("+-")}

    def join(self, names: Iterator[str] | list[str], lang: str) -> str:
        """Names as one enumeration."""
        return self.separator[lang].join(names)


@dataclass(frozen=True, slots=True, eq=False)
class Lexicon:
    """All words, ready for use. Two are the same only where they are one, so that what is asked of it can be kept."""

    concepts: Mapping[str, Concept]
    labels: Mapping[str, str]
    funds: Mapping[str, tuple[str, ...]]
    foreign: Mapping[str, tuple[str, ...]]
    modifiers: tuple[str, ...]
    phrases: Phrases
    claims: Phrases
    negation: tuple[str, ...]
    general: frozenset[str]
    explain: tuple[str, ...]
    deviation: tuple[str, ...]
    year_end: tuple[str, ...]
    joints: frozenset[str]
    brief_ways: Mapping[str, str]
    rising: frozenset[str]
    falling: frozenset[str]
    raised: frozenset[str]
    lowered: frozenset[str]
    within: tuple[str, ...]
    manners: frozenset[str]
    restated: tuple[str, ...]
    comparing: frozenset[str]
    implied: Mapping[str, str]
    units: Mapping[str, Unit]
    columns: Columns
    organisations: Organisations
    places: Places
    layout: Layout
    subjects: Subjects
    scores: Scores
    messages: Messages
    tables: TableWords
    misspellings: tuple[Misspelling, ...] = ()
    terms: tuple[str, ...] = ()
    not_swapped: tuple[str, ...] = ()

    def concept(self, name: str) -> Concept:
        """The concept of that name; one that the lexicon lacks knows nothing but its name."""
        return self.concepts.get(name) or Concept(name)

    def timed_by(self, text: str) -> str:
        """The concept whose deed a text speaks of, "" when it is none or not one only."""
        found = {c.name for c in self.concepts.values() if any(deed in text for deed in c.deeds)}
        return found.pop() if len(found) == 1 else ""

    def way_of(self, until: str) -> str:
        """The class of change of a word such as 增加到 or 降至: that of a change it begins with; "" when none fits."""
        hits = (hit for end in range(len(until), 0, -1) for hit in self.phrases.scan(until, 0, end))
        tags = (tag for hit in hits if hit.start == 0 and (tag := hit.tag("change")))
        return next((tag.value for tag in tags), self.brief_ways.get(until[:1], ""))

    def rate_for(self, amount: str) -> str:
        """The execution rate of an amount, "" when it has none."""
        if not amount:
            return ""
        return next((c.name for c in self.concepts.values() if c.rate_of == amount), "")

    def concept_of_label(self, label: str) -> str:
        """The concept a printed label names: by the label itself, without brackets, or without words of the scheme.

        A label the lexicon lacks is its own concept: the normalised label, without the number of a template's line.
        """
        return _concept_of(label, self)

    def stripped(self, label: str) -> Iterator[str]:
        """A label without one modifier before it, without two, and so on."""
        for word in self.modifiers:
            if label.startswith(word) and len(label) > len(word):
                yield label[len(word) :]
                yield from self.stripped(label[len(word) :])

    def entity_of(self, text: str) -> str:
        """The fund that a text names, "" when it names none."""
        return _entity_of(text, self) if len(text) < _LABEL else entity_in(text, self.phrases)


@lru_cache(maxsize=8192)
def _entity_of(label: str, lexicon: Lexicon) -> str:
    return entity_in(label, lexicon.phrases)


@lru_cache(maxsize=8192)
def _concept_of(label: str, lexicon: Lexicon) -> str:
    plain = _NUMBERED.sub("", normalise(label))
    bare = _BRACKETS.sub("", plain)
    for candidate in (plain, bare, *lexicon.stripped(bare)):
        if candidate in lexicon.labels:
            return lexicon.labels[candidate]
    return plain


def entity_in(text: str, phrases: Phrases) -> str:
    """The first fund or other subject that a text names, "" when it names none."""
    tags = (hit.tag("fund") for hit in phrases.scan(_SPACES.sub("", text)))
    return next((tag.value for tag in tags if tag), "")


def normalise(label: str) -> str:
    """A label as it is compared: no white space, full-width brackets, no closing colon."""
    return _normalised(label) if len(label) < _LABEL else _plainly(label)


def _plainly(label: str) -> str:
    text = _SPACES.sub("", label).replace("(", "（").replace(")", "）").replace(":", "：")
    return text.strip("：*、.．")


_normalised = lru_cache(maxsize=16384)(_plainly)
"""Forms and tables repeat their labels, in one report and from one to the next."""
