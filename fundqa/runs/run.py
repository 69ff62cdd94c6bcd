"""A run: what has come in is checked into the ledger, then what lies across reports, then the outputs.

Every step is written at once and wholly, so that a run that is killed goes on where it stopped when it is called again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path

from fundqa.config import Config, load_config
from fundqa.config_run import RunConfig
from fundqa.ledger import closing
from fundqa.ledger.store import FAILED, FINISHED, Ledger
from fundqa.project import Project, load_project
from fundqa.readers import office
from fundqa.report import Waiver
from fundqa.runs import across, expectations, intake
from fundqa.runs.expected import Answers
from fundqa.runs.imprint import imprint
from fundqa.runs.kept import Kept, kept_in, rests_on
from fundqa.runs.lock import alone
from fundqa.runs.manifest import Manifest, manifest
from fundqa.runs.outputs import FILES, clear, keep, sweep, write_outputs
from fundqa.runs.pooling import Executor, pooled
from fundqa.runs.roster import load_roster
from fundqa.runs.work import Task
from fundqa.sources import Unit
from fundqa.stock import Due
from fundqa.waivers import load_waivers
from fundqa.writers.json import tool_version

Progress = Callable[[str, int, int], None]
"""Told of the stage (scan, check, close), how many files are done, of how many (0: not known yet)."""


def quietly(_stage: str, _done: int, _total: int) -> None:
    """Progress that nobody is told of."""


@dataclass(frozen=True, slots=True)
class Setup:
    """A project ready to run: everything that can be wrong with it has been looked at."""

    root: Path
    config: Config
    run: RunConfig
    project: Project
    lang: str
    ledger: Ledger
    paths: tuple[Path, ...]
    roster: tuple[Due, ...]
    waivers: tuple[Waiver, ...]
    rules: str


@dataclass(frozen=True, slots=True)
class Result:
    """A finished run: its id, its manifest, and why outputs could not be written ("" when they could)."""

    id: int
    manifest: Manifest
    undelivered: str = ""


def prepare(root: Path, lang: str) -> Setup:
    """Load a project and open its ledger. Raises PackError for whatever is wrong, before anything is done.

    Raises OSError, SQLAlchemyError where the disk does not take the ledger.
    """
    config = load_config(root)
    run = config.run
    if not run.inbox:
        zh, en = "没有写收件目录：[run] 的 inbox", "there is no inbox: write it in [run]"
        raise config.file.error("no_inbox", zh, en, ("run",))
    project = load_project(root)
    waivers = tuple(w for name in run.waivers for w in load_waivers(_there(root, name, config, "waivers")))
    roster = load_roster(_there(root, run.roster, config, "roster")) if run.roster else ()
    paths = tuple(intake.inbox_paths(root, run.inbox))
    ledger = Ledger.open(run.ledger, root)
    return Setup(
        root, config, run, project, lang, ledger, paths, roster, waivers, imprint(root, config, (lang, *run.files))
    )


def _there(root: Path, name: str, config: Config, key: str) -> Path:
    """A file that the configuration names; PackError where there is none."""
    path = root / name
    if not path.is_file():
        raise config.file.error("no_file", f"文件“{name}”不存在", f"there is no file “{name}”", ("run", key))
    return path


def run(
    setup: Setup,
    *,
    workers: int = 1,
    again: bool = False,
    today: date,
    progress: Progress = quietly,
    executor: Executor | None = None,
) -> Result:
    """Run a project. again: check all files anew; executor: where chunks are checked, by default in processes here.

    Raises Busy when another run is at work.
    """
    with alone(setup.root, setup.ledger.engine):
        number = setup.ledger.begin(setup.rules, tool_version(), now())
        try:
            if setup.ledger.after_interruption(number):
                sweep(setup.root / setup.run.folder)
            return _done(setup, number, executor or partial(pooled, workers=workers), again, today, progress)
        except BaseException:
            setup.ledger.finish(number, FAILED, "{}", now())
            raise


def now() -> datetime:
    """The moment, in UTC."""
    return datetime.now(UTC).replace(tzinfo=None)


def _done(setup: Setup, number: int, executor: Executor, again: bool, today: date, progress: Progress) -> Result:
    checked, gone = _take_in(setup, number, executor, again, progress)
    progress("close", checked, checked)
    before = kept_in(setup.ledger.kept(number))
    across_rests, standing = rests_on(setup, today)
    still = not (checked or gone) and before.across == across_rests
    answers = _close(setup, number, today, before, still)
    made = manifest(setup, number, checked)
    undelivered, outputs = write_outputs(setup, made, before.shown(standing) if still else {})
    kept = Kept(across_rests, standing, still, answers, outputs)
    setup.ledger.finish(number, FINISHED, made.json(), now(), kept.json())
    return Result(number, made, undelivered)


def _take_in(setup: Setup, number: int, executor: Executor, again: bool, progress: Progress) -> tuple[int, int]:
    """Check what is new or has changed, drop what is gone; how many files each was."""
    ledger, rules = setup.ledger, setup.rules
    known = {} if again else ledger.known(rules, ["needs_libreoffice"] if office.program() else [])
    found = intake.arrival(_units(setup), known, lambda seen: progress("scan", seen, 0))
    task = Task(setup.project, setup.lang, rules, setup.run.files)
    units = intake.wanted_units(_units(setup), found) if found.wanted else iter(())
    done = 0
    progress("check", done, found.files)
    for result in executor(task, intake.chunks(units, setup.run.chunk)):
        keep(setup, result.outputs, [rows.file["path"] for rows in result.rows])
        ledger.write(number, result.rows, now())
        done += len(result.rows)
        progress("check", done, found.files)
    gone = ledger.absent(found.present)
    clear(setup.root / setup.run.folder / FILES, gone)
    ledger.drop(number, gone)
    return done, len(gone)


def _units(setup: Setup) -> Iterator[Unit]:
    return intake.units_of(setup.root, setup.paths)


def _close(setup: Setup, number: int, today: date, before: Kept, still: bool) -> Answers:
    """What is worked out over all files together, and what the expectations answered.

    still: nothing that the rules across reports rest on has changed since `before`.
    """
    ledger = setup.ledger
    ledger.number()
    closing.settle_changes(ledger, number)
    closing.keep_roster(ledger, setup.roster)
    across.settle(setup, number, still=still)
    answers = expectations.settle(setup, number, today, before.answers)
    closing.apply_waivers(ledger, setup.waivers, today)
    closing.keep_history(ledger, number)
    return answers
