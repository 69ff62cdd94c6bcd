"""fundqa run on generated Word files, a hundred, a thousand and so on: what a file costs as they grow in number.

python benchmarks/run.py [FILES] [--workers N] [--dask] [--no-expectations]; by default up to 1,000 files (10,000 take
some twenty minutes on two cores) on two workers. Each size is a project of its own, run twice: the second run finds
nothing changed. Every file is a generated report of its own. With --dask the smallest project is run on a cluster of
this machine too. Costs are processor time with all children; memory, that of the process itself, is read from /proc.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from measure import PERCENT, Budget, Row, Spent, process, told

from fundqa.seeding.generator import generate
from fundqa.seeding.mutate_files import written

INBOX = "收件"
SETTINGS = f'[run]\ninbox = ["{INBOX}"]\nexpectations = %s\n[outputs]\nrun = ["html", "json"]\n'
PAUSE = 0.1
SMALLEST, WORKERS = 100, 2
GROWTH_MOST, SECOND_MOST = 1.0, 0.05


def make(folder: Path, seed: int) -> None:
    """One generated report."""
    (folder / f"{seed:06}.docx").write_bytes(written(generate(seed).document, "docx"))


def generated(folder: Path, count: int) -> list[Path]:
    """So many reports, made on all processors."""
    folder.mkdir(parents=True)
    with ProcessPoolExecutor() as pool:
        list(pool.map(make, [folder] * count, range(count), chunksize=20))
    return sorted(folder.iterdir())


def project(root: Path, files: Sequence[Path], expectations: bool) -> Path:
    """A project with these files in its inbox."""
    (root / INBOX).mkdir(parents=True)
    for path in files:
        os.link(path, root / INBOX / path.name)
    (root / "fundqa.toml").write_text(SETTINGS % str(expectations).lower(), encoding="utf-8")
    return root


@dataclass
class Watch:
    """The most memory that a process and each of its children ever had, in MiB, as the kernel keeps it."""

    pid: int
    own: float = 0.0
    children: dict[int, float] = field(default_factory=dict)

    def look(self) -> None:
        """Look once."""
        self.own = max(self.own, peak(self.pid))
        for child in children(self.pid):
            self.children[child] = max(self.children.get(child, 0.0), peak(child))


def peak(pid: int) -> float:
    """The peak resident memory of a process in MiB, 0 when it is gone."""
    try:
        with open(f"/proc/{pid}/status", encoding="ascii", errors="replace") as status:
            return next((int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM")), 0.0)
    except OSError:
        return 0.0


def children(pid: int) -> list[int]:
    """The children of a process."""
    try:
        with open(f"/proc/{pid}/task/{pid}/children", encoding="ascii") as listed:
            return [int(child) for child in listed.read().split()]
    except OSError:
        return []


@contextmanager
def watching(pid: int) -> Iterator[Watch]:
    """Looks at a process again and again while this holds."""
    watch, done = Watch(pid), threading.Event()

    def look() -> None:
        while not done.wait(PAUSE):
            watch.look()

    thread = threading.Thread(target=look)
    thread.start()
    yield watch
    done.set()
    thread.join()


@dataclass(frozen=True)
class Measured:
    """The runs of a project of so many files: of all of them, and again; peak MiB of each process, ledger's bytes."""

    files: int
    first: Spent
    second: Spent | None
    memory: float
    worker: float
    memory_again: float
    ledger: int

    @property
    def each(self) -> float:
        """Seconds of processor time that the first run spent on a file."""
        return self.first.processor / self.files

    @property
    def told(self) -> str:
        """In figures."""
        return (
            f"{self.files} files: {self.each * 1000:.0f} ms of processor time a file, "
            f"{self.files / self.first.clock:.1f} files/s by the clock, peak {self.memory:.0f} MiB and a worker's "
            f"{self.worker:.0f}, ledger {self.ledger / self.files / 1024:.0f} KiB a file"
        )


def measured(
    root: Path, files: Sequence[Path], workers: int, expectations: bool, twice: bool, *options: str
) -> Measured:
    """Run a project of these files in a process of its own, and perhaps once more."""
    project(root, files, expectations)
    call = [sys.executable, "-m", "fundqa", "run", str(root), "--quiet", "--workers", str(workers), *options]
    watches: list[Watch] = []

    @contextmanager
    def look(pid: int) -> Iterator[None]:
        with watching(pid) as watch:
            watches.append(watch)
            yield

    first, second = process(call, look), process(call, look) if twice else None
    largest = max(watches[0].children.values(), default=0.0)
    return Measured(len(files), first, second, watches[0].own, largest, watches[-1].own, size(root))


def size(root: Path) -> int:
    """The bytes of a project's ledger."""
    return sum(path.stat().st_size for path in (root / ".fundqa").glob("ledger.db*"))


def rows(budget: Budget, workers: int = WORKERS, expectations: bool = True, dask: bool = False) -> Iterator[Row]:
    """What a file costs, by tens of the number of files."""
    if budget.quick:
        sizes, expectations = [2, 4], False
    else:
        sizes = [count for count in (SMALLEST * 10**n for n in range(9)) if count < budget.files] + [budget.files]
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        files = generated(top / "made", sizes[-1])
        before = None
        for count in sizes:
            twice = count == sizes[-1] or not budget.quick
            own = measured(top / f"p{count}", files[:count], workers, expectations, twice)
            if before is not None:
                yield from _grown(before, own)
            if own.second is not None:
                yield _second(own, own.second)
            before = own
        if dask:
            yield _cluster(top, files[: sizes[0]], workers)


def _grown(before: Measured, own: Measured) -> Iterator[Row]:
    """What a file costs in a project against one in a smaller project."""
    zh, en = (
        f"fundqa run：{own.files} 份与 {before.files} 份相比，",
        f"fundqa run of {own.files} against {before.files} files: ",
    )
    yield Row(f"run-cost-{own.files}", f"{zh}每份的处理器时间", f"{en}processor time a file", own.each / before.each,
              most=GROWTH_MOST, detail=own.told)  # fmt: skip
    yield Row(f"run-memory-{own.files}", f"{zh}主进程内存", f"{en}memory of its own process",
              own.memory / before.memory, detail=f"{own.memory:.0f} against {before.memory:.0f} MiB")  # fmt: skip
    ledger = own.ledger / own.files, before.ledger / before.files
    yield Row(f"run-ledger-{own.files}", f"{zh}每份在台账中的大小", f"{en}size in the ledger a file",
              ledger[0] / ledger[1], detail=f"{ledger[0] / 1024:.0f} against {ledger[1] / 1024:.0f} KiB")  # fmt: skip


def _second(own: Measured, second: Spent) -> Row:
    zh = f"fundqa run：{own.files} 份没有变动时再运行一次，是第一次的"
    en = f"fundqa run of {own.files} unchanged files again, share of the first run"
    spent = f"{second.processor:.1f} of {own.first.processor:.0f} s, {own.memory_again:.0f} MiB; first run: {own.told}"
    share = second.processor / own.first.processor
    aim = {"most": SECOND_MOST} if own.files > SMALLEST else {}  # of few files both runs are mostly their start
    return Row(f"run-again-{own.files}", zh, en, share, PERCENT, detail=spent, **aim)


def _cluster(top: Path, files: Sequence[Path], workers: int) -> Row:
    """The same chunks through processes and through a Dask cluster of as many workers, by the clock."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address=None, memory_limit=0, silence_logs=60
    ) as local:
        there = measured(top / "dask", files, workers, False, False, "--dask", local.scheduler_address)
    here = measured(top / "here", files, workers, False, False)
    texts = (
        "fundqa run 用 Dask：是本机进程的几倍时间",
        "fundqa run on a Dask cluster of this machine, in times of processes",
    )
    return Row(
        "run-dask", *texts, there.first.clock / here.first.clock, detail=f"{len(files)} files, {workers} workers"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=int, nargs="?", default=Budget().files)
    parser.add_argument("--workers", type=int, default=WORKERS)
    parser.add_argument("--dask", action="store_true")
    parser.add_argument("--no-expectations", action="store_true")
    parser.add_argument("--quick", action="store_true")
    given = parser.parse_args()
    told(rows(Budget(given.quick, given.files), given.workers, not given.no_expectations, given.dask))


if __name__ == "__main__":
    main()
