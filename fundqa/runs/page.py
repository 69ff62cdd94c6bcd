"""The page of a run: one self-contained file with what is new, where it stands, what is missing and what was judged."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from fundqa.ledger import overview, trends
from fundqa.ledger.rows import ACROSS, EXPECTATION
from fundqa.report import Coverage
from fundqa.runs.history import FOLDERS, STRINGS, local, points
from fundqa.runs.manifest import Manifest
from fundqa.runs.outputs import FILES
from fundqa.runs.work import below
from fundqa.writers.page_facets import title
from fundqa.writers.page_files import bar
from fundqa.writers.pages import environment, joined, policy, raw
from fundqa.writers.words import from_file, squeeze, words

if TYPE_CHECKING:
    from fundqa.runs.run import Setup

STYLES, SCRIPTS = ("base.css", "front.css", "run.css"), ("run.js",)
WORST_FILES, LISTED, FINDINGS, COUNTIES, RULES, TRENDS = 200, 200, 1000, 300, 20, 12
"""How much of each a page shows; it says how much there is besides."""
_LONGEST = 400
_WHOLE = "-"
"""What a finding of no single file is filtered by in place of a county."""
_SEVERITIES = ("error", "warning", "info")

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Heat:
    """A cell: the standing findings of a county and a family, by severity."""

    error: int
    warning: int
    info: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.error + self.warning + self.info

    @property
    def worst(self) -> str:
        """The gravest severity that occurs, "" when none does."""
        return next((severity for severity in _SEVERITIES if getattr(self, severity)), "")


@dataclass(frozen=True, slots=True)
class County:
    """A line of the heat map. name: None for what stands in no single file; files, numbers, checked: of its files."""

    name: str | None
    cells: tuple[Heat, ...]
    files: int = 0
    numbers: int = 0
    checked: int = 0

    @property
    def sums(self) -> tuple[int, int, int]:
        """Its errors, warnings and remarks."""
        error, warning, info = (sum(getattr(cell, severity) for cell in self.cells) for severity in _SEVERITIES)
        return error, warning, info


def page(setup: Setup, made: Manifest) -> str:
    """The page of a run whose results are all in the ledger."""
    engine, base, own = setup.ledger.engine, words(setup.lang), from_file(STRINGS, setup.lang)
    style, script = (joined(names, FOLDERS) for names in (STYLES, SCRIPTS))
    covering = overview.counties(engine)
    families, counties = _heat(overview.heat(engine), covering)
    covered = Coverage(
        *(sum(row[key] for row in covering) for key in ("numbers", "agreed", "contradicted", "unchecked"))
    )
    findings = overview.findings(engine, FINDINGS)
    trend = trends.history(engine, last=TRENDS, running=made.run)
    links = Links(setup)
    return environment(*FOLDERS).get_template("run.html.j2").render(
        say=base,
        own=own,
        project=squeeze(setup.root.resolve().name),
        made=made,
        finished=local(trend.points[-1].finished, setup.run.timezone),
        first=len(trend.points) == 1,
        covered=covered,
        covered_bar=bar(covered),
        trends=[(name, known, points(known.values)) for name, known in trend.by_severity().items()],
        families=[(name, title(name, base)) for name in families],
        counties=counties[:COUNTIES],
        more_counties=max(0, len(counties) - COUNTIES),
        mended=overview.mended(engine, made.run, LISTED),
        missing=overview.roster(engine, LISTED, missing=True),
        late=overview.roster(engine, LISTED, missing=False),
        unreadable=overview.unreadable(engine, LISTED),
        across=overview.judged_over_all(engine, ACROSS, LISTED),
        expectations=overview.judged_over_all(engine, EXPECTATION, LISTED),
        files=overview.worst_files(engine, WORST_FILES),
        findings=findings,
        open_findings=sum(made.findings.values()),
        choices=_choices(findings),
        rules=overview.frequent(engine, RULES),
        settings=[(key, _plain(value)) for key, value in made.settings.items()],
        listed=LISTED,
        short=_short,
        whole=_WHOLE,
        link=links,
        style=raw(style),
        script=raw(script),
        policy=policy(style, script),
    )  # fmt: skip


class Links:
    """Where the page of a file's submission lies below the outputs, "" where there is none."""

    def __init__(self, setup: Setup) -> None:
        self._top = setup.root / setup.run.folder
        self._wanted = "html" in setup.run.files
        self._known: dict[str, str] = {}

    def __call__(self, unit: str | None) -> str:
        """The relative address of the page of a submission, by the path of its first file."""
        if not unit or not self._wanted:
            return ""
        if unit not in self._known:
            path = Path(FILES) / f"{below(unit)}.html"
            self._known[unit] = quote(path.as_posix()) if (self._top / path).is_file() else ""
        return self._known[unit]


def _heat(counts: Iterable[Row], files: Iterable[Row]) -> tuple[list[str], list[County]]:
    """The families that occur, and the counties with their cells: the gravest first, those without findings last."""
    found: Counter[tuple[str | None, str, str]] = Counter()
    for row in counts:
        found[row["county"], row["family"], row["severity"]] += row["n"]
    families = sorted({family for _, family, _ in found})
    known = {row["county"]: row for row in files}
    names: list[str | None] = [*known, *({county for county, _, _ in found} - set(known))]
    lines = [_county(name, families, found, known.get(name, {})) for name in names]
    return families, sorted(lines, key=lambda line: (*(-n for n in line.sums), line.name or ""))


def _county(
    name: str | None, families: Sequence[str], found: Mapping[tuple[str | None, str, str], int], own: Row
) -> County:
    cells = tuple(Heat(*(found.get((name, family, s), 0) for s in _SEVERITIES)) for family in families)
    checked = own.get("agreed", 0) + own.get("contradicted", 0)
    return County(name, cells, own.get("files", 0), own.get("numbers", 0), checked)


def _choices(findings: Sequence[Row]) -> dict[str, list[tuple[str, int]]]:
    """What the shown findings can be filtered by: each value with how many have it."""
    values: dict[str, Callable[[Row], str]] = {
        "severity": lambda row: str(row["severity"]),
        "family": lambda row: str(row["family"]),
        "county": lambda row: str(row["county"]) if row["path"] else _WHOLE,
        "change": lambda row: str(row["change"] or ""),
    }
    return {key: list(_ordered(key, Counter(map(value, findings)))) for key, value in values.items()}


def _ordered(key: str, counts: Counter[str]) -> Iterator[tuple[str, int]]:
    if key == "severity":
        return ((severity, counts[severity]) for severity in _SEVERITIES if counts[severity])
    return iter(sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]) if key == "county" else (0, entry[0])))


def _short(text: str | None) -> str:
    """A message on one line, cut where it is very long."""
    plain = squeeze(text or "")
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST]}…"


def _plain(value: object) -> str:
    """A setting as it would be written."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
