"""How the benchmarks measure, and the rows that they give: ratios of things measured in one run, with their aims.

Times are processor times, as other work on the machine adds to those of the clock; what is compared takes turns, and
the median of the rounds counts.
"""

from __future__ import annotations

import importlib
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from decimal import localcontext
from pathlib import Path
from types import ModuleType

ROOT = Path(__file__).resolve().parent.parent
INSTALL = "pip install -c constraints.txt -e '.[bench]'"
"""What brings the readers that fundqa is compared with, where it does not need them itself."""
TIMES, PERCENT = "times", "percent"
Act = Callable[[], object]


@dataclass(frozen=True)
class Budget:
    """How much may be measured: everything as it is shown to people, or (quick) so little that it only shows that the

    benchmarks work. files: how many the largest run checks.
    """

    quick: bool = False
    files: int = 1000

    def of(self, whole: int, least: int) -> int:
        """A number of rounds or things."""
        return least if self.quick else whole


@dataclass(frozen=True)
class Row:
    """A measured ratio. zh, en: of what to what; least, most: its aim; detail: the figures behind it.

    figure: None where it was not measured, for the reason that `detail` gives.
    """

    key: str
    zh: str
    en: str
    figure: float | None
    kind: str = TIMES
    least: float | None = None
    most: float | None = None
    detail: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the aim is reached; None without an aim or a figure."""
        if self.figure is None or (self.least is None and self.most is None):
            return None
        return (self.least is None or self.figure >= self.least) and (self.most is None or self.figure <= self.most)

    @property
    def shown(self) -> str:
        """The figure as it is printed."""
        return "—" if self.figure is None else _shown(self.figure, self.kind)

    @property
    def aim(self) -> str:
        """The aim as it is printed, "" without one."""
        ends = [f"≥ {_shown(self.least, self.kind)}"] if self.least is not None else []
        return ", ".join([*ends, *([f"≤ {_shown(self.most, self.kind)}"] if self.most is not None else [])])


def _shown(figure: float, kind: str) -> str:
    if kind == PERCENT:
        return f"{figure:.1%}".replace(".0%", "%").replace("%", " %")
    return f"{figure:.0f} ×" if figure >= 20 or figure == int(figure) else f"{figure:.3g} ×"


def turns(acts: Sequence[Act], rounds: int, clock: Callable[[], float] = time.process_time) -> list[float]:
    """The median time of each act in seconds: they take turns, and one round before, which fills caches, is no round.

    A single round has none before it.
    """
    return medians([lambda act=act: timed(act, clock) for act in acts], rounds)


def timed(act: Act, clock: Callable[[], float] = time.process_time) -> float:
    """How many seconds an act takes."""
    begun = clock()
    act()
    return clock() - begun


def medians(figures: Sequence[Callable[[], float]], rounds: int) -> list[float]:
    """The median of each figure over rounds, as in `turns`."""
    found = [[figure() for figure in figures] for _ in range(rounds + (rounds > 1))]
    return [statistics.median(own) for own in zip(*found[-rounds:], strict=True)]


def compared(ours: Act, others: Sequence[Act], rounds: int) -> list[float]:
    """How many times our time each of the others takes."""
    base, *times = turns([ours, *others], rounds)
    return [spent / base for spent in times]


@dataclass(frozen=True)
class Spent:
    """What a process took, its children included: seconds of processor time, and of the clock."""

    processor: float
    clock: float


def process(command: Sequence[str], watching: Callable[[int], AbstractContextManager[object]] = nullcontext) -> Spent:
    """Run a command to its end; `watching` is given its id and left when it ends.

    SystemExit with what it said when it fails; findings (exit code 1) are no failure.
    """
    with tempfile.TemporaryFile() as said:
        begun = time.monotonic()
        started = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=said)
        with watching(started.pid):
            _, status, used = os.wait4(started.pid, 0)
        spent = time.monotonic() - begun
        started.returncode = code = os.waitstatus_to_exitcode(status)
        if code not in (0, 1):
            said.seek(0)
            raise SystemExit(said.read().decode(errors="replace"))
    return Spent(used.ru_utime + used.ru_stime, spent)


def installed(*names: str) -> list[ModuleType] | None:
    """Modules that fundqa itself does not need; None when one of them is not installed.

    One of them sets the precision of all decimal arithmetic when it is imported; that must not reach ours.
    """
    try:
        with localcontext():
            return [importlib.import_module(name) for name in names]
    except ImportError:
        return None


def absent(key: str, zh: str, en: str, why: str, **aim: float) -> Row:
    """A row that could not be measured, and what would change that."""
    return Row(key, zh, en, None, detail=why, least=aim.get("least"), most=aim.get("most"))


def told(rows: Iterable[Row]) -> list[Row]:
    """Print rows as they come."""
    found = []
    for row in rows:
        aim = f" (aim {row.aim}{'' if row.met is not False else ', missed'})" if row.aim else ""
        print(f"{row.key:28}{row.shown:>9}  {row.en}{aim}{'; ' + row.detail if row.detail else ''}", flush=True)
        found.append(row)
    return found


def budget_of(arguments: Sequence[str]) -> Budget:
    """The budget that a benchmark run by itself is given."""
    return Budget(quick="--quick" in arguments)


def alone(rows: Callable[[Budget], Iterable[Row]]) -> None:
    """The command line of a benchmark by itself: `--quick` or nothing."""
    told(rows(budget_of(sys.argv[1:])))


def rewrite(path: Path, start: str, tables: str, end: str) -> None:
    """Put tables between the marks of a file; ValueError when it has none."""
    before, mark, rest = path.read_text("utf-8").partition(start)
    _, closing, after = rest.partition(end)
    if not mark or not closing:
        raise ValueError(f"{path.name} has no {start} … {end}")
    path.write_text(f"{before}{start}\n{tables}\n{end}{after}", "utf-8")
