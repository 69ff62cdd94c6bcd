"""How findings went from run to run, from the ledger's history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, RowMapping, func, select

from fundqa.errors import PackError
from fundqa.ledger.store import FINISHED
from fundqa.ledger.tables import COVERAGE, HISTORY, RUNS

GRAVE = ("error", "warning")
SEVERITIES = (*GRAVE, "info")
_COUNTED = ("files", "unreadable", "numbers", "agreed", "contradicted")


@dataclass(frozen=True, slots=True)
class Point:
    """A finished run: its moment (UTC), how many files stood at its end, and what became of their numbers."""

    run: int
    finished: datetime
    files: int = 0
    unreadable: int = 0
    numbers: int = 0
    checked: int = 0

    @property
    def share(self) -> float | None:
        """The share of numbers that some equality settled; None without numbers."""
        return self.checked / self.numbers if self.numbers else None


@dataclass(frozen=True, slots=True)
class Count:
    """How many findings of a rule a county's reports on a year had at the end of a run; county "": across reports."""

    run: int
    county: str
    year: str
    rule: str
    severity: str
    findings: int
    waived: int

    @property
    def standing(self) -> int:
        """Findings that nobody accounts for."""
        return self.findings - self.waived


@dataclass(frozen=True, slots=True)
class Trend:
    """A county or a rule with its number of standing findings at the end of each run, in the order of the runs."""

    name: str
    values: tuple[int, ...]

    @property
    def last(self) -> int:
        """At the end of the last run."""
        return self.values[-1] if self.values else 0

    @property
    def change(self) -> int:
        """The last run against the one before; 0 with a single run."""
        return self.values[-1] - self.values[-2] if len(self.values) > 1 else 0


@dataclass(frozen=True, slots=True)
class History:
    """Finished runs, oldest first, with their counts."""

    points: tuple[Point, ...]
    counts: tuple[Count, ...]

    def by_severity(self) -> Mapping[str, Trend]:
        """The standing findings of each severity."""
        return {severity: self._trend(severity, [c for c in self.counts if c.severity == severity])
                for severity in SEVERITIES}  # fmt: skip

    def by_county(self, severities: Sequence[str] = GRAVE) -> list[Trend]:
        """Each county's, the most at the end first."""
        return self._grouped((c.county, c) for c in self.counts if c.severity in severities)

    def by_rule(self, severities: Sequence[str] = SEVERITIES) -> list[Trend]:
        """Each rule's, the most at the end first."""
        return self._grouped((c.rule, c) for c in self.counts if c.severity in severities)

    def _grouped(self, named: Iterable[tuple[str, Count]]) -> list[Trend]:
        own: dict[str, list[Count]] = {}
        for name, count in named:
            own.setdefault(name, []).append(count)
        found = [self._trend(name, counts) for name, counts in own.items()]
        return sorted(found, key=lambda trend: (-trend.last, -sum(trend.values), trend.name))

    def _trend(self, name: str, counts: Iterable[Count]) -> Trend:
        sums: Counter[int] = Counter()
        for count in counts:
            sums[count.run] += count.standing
        return Trend(name, tuple(sums[point.run] for point in self.points))


def history(engine: Engine, *, county: str = "", rule: str = "", last: int = 10, running: int = 0) -> History:
    """The last finished runs. county: the end of its name; rule: the beginning of its id; "" for all.

    running: a run that counts as finished, as all it found is in.

    Raises PackError where no run is finished, or no run ever knew such a county or rule.
    """
    with engine.connect() as connection:
        moment = func.coalesce(RUNS.c.finished, RUNS.c.started)
        query = select(RUNS.c.id, moment).where((RUNS.c.state == FINISHED) | (RUNS.c.id == running))
        query = query.order_by(RUNS.c.id.desc())
        runs = [(run, finished) for run, finished in reversed(connection.execute(query.limit(last)).all())]
        ids = [run for run, _ in runs]
        told = HISTORY.c
        columns = (told.run_id, told.county, told.year, told.rule, told.severity, told.findings, told.waived)
        kept = connection.execute(select(*columns).where(told.run_id.in_(ids)).order_by(told.id))
        counts = [Count(*row) for row in kept]
        covered = connection.execute(select(COVERAGE).where(COVERAGE.c.run_id.in_(ids)))
        rows = [row for row in covered.mappings() if row["county"].endswith(county)]
    if not runs:
        raise PackError("no_runs", "台账里还没有完成的运行", "no run of the ledger is finished")
    known = {c.county for c in counts} | {row["county"] for row in rows}
    _known(county, known, [name for name in known if name.endswith(county)], "县", "county")
    rules = {c.rule for c in counts}
    _known(rule, rules, [name for name in rules if name.startswith(rule.upper())], "规则", "rule")
    own = tuple(c for c in counts if c.county.endswith(county) and c.rule.startswith(rule.upper()))
    return History(tuple(_points(runs, rows)), own)


def _known(wanted: str, known: Iterable[str], found: Sequence[str], zh: str, en: str) -> None:
    if wanted and not found:
        allowed = tuple(sorted(name for name in known if name))
        raise PackError("not_in_history", f"台账里没有{zh}“{wanted}”", f"no {en} “{wanted}”", allowed=allowed)


def _points(runs: Sequence[tuple[int, datetime]], rows: Sequence[RowMapping]) -> Iterator[Point]:
    for run, finished in runs:
        sums: Counter[str] = Counter()
        for row in rows:
            if row["run_id"] == run:
                sums.update({key: row[key] for key in _COUNTED})
        checked = sums["agreed"] + sums["contradicted"]
        yield Point(run, finished, sums["files"], sums["unreadable"], sums["numbers"], checked)
