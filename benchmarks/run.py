"""fundqa run on generated Word files: files a second, peak memory as files grow in number, the ledger's size a file.

python benchmarks/run.py [FILES] [--workers N] [--dask]; by default 200 files on two workers. It runs projects of a
tenth, of half and of all of the files, the last one a second time, and with --dask half of them on a cluster of this
machine. Memory is read from /proc.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from fundqa.seeding.generator import generate
from fundqa.seeding.mutate_files import written

INBOX = "收件"
SETTINGS = f'[run]\ninbox = ["{INBOX}"]\nexpectations = %s\n[outputs]\nrun = ["json"]\n'
PAUSE = 0.1
SECOND_MOST = 0.05


def make(folder: Path, seed: int) -> None:
    """One generated report."""
    (folder / f"{seed:06}.docx").write_bytes(written(generate(seed).document, "docx"))


def generated(folder: Path, count: int) -> None:
    """So many reports, on all processors."""
    folder.mkdir(parents=True)
    with ProcessPoolExecutor() as pool:
        list(pool.map(make, [folder] * count, range(count), chunksize=20))


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
    """A run: seconds of wall time, peak MiB of its process and of its largest worker."""

    seconds: float
    own: float
    worker: float


def measured(root: Path, *options: str) -> Measured:
    """Run a project in a process of its own."""
    call = [sys.executable, "-m", "fundqa", "run", str(root), "--quiet", *options]
    begun = time.monotonic()
    process = subprocess.Popen(call)
    with watching(process.pid) as watch:
        code = process.wait()
    assert code in (0, 1), code
    return Measured(time.monotonic() - begun, watch.own, max(watch.children.values(), default=0.0))


def size(root: Path) -> int:
    """The bytes of a project's ledger."""
    return sum(path.stat().st_size for path in (root / ".fundqa").glob("ledger.db*"))


def pool(top: Path, files: Sequence[Path], workers: int, expectations: bool) -> Measured:
    """A tenth, half and all of the files through processes, and once more without any change."""
    for count in sorted({max(len(files) // 10, 1), max(len(files) // 2, 1), len(files)}):
        root = project(top / f"p{count}", files[:count], expectations)
        run = measured(root, "--workers", str(workers))
        print(
            f"{count} files, {workers} workers: {count / run.seconds:.2f} files/s ({run.seconds:.0f} s), "
            f"peak memory {run.own:.0f} MiB, largest worker {run.worker:.0f} MiB, "
            f"ledger {size(root) / count / 1024:.0f} KiB a file",
            flush=True,
        )
    again = measured(root, "--workers", str(workers))
    share = again.seconds / run.seconds
    print(
        f"second run, nothing changed: {again.seconds:.1f} s, {share:.1%} of the first (aim: {SECOND_MOST:.0%} at most)"
    )
    return run


def cluster(top: Path, files: Sequence[Path], workers: int) -> None:
    """The same chunks through processes and through a Dask cluster of as many workers."""
    from distributed import LocalCluster

    with LocalCluster(
        n_workers=workers, threads_per_worker=1, dashboard_address=None, memory_limit=0, silence_logs=60
    ) as local:
        there = measured(project(top / "dask", files, False), "--dask", local.scheduler_address)
    here = measured(project(top / "here", files, False), "--workers", str(workers))
    ratio = there.seconds / here.seconds
    print(f"Dask, {len(files)} files: {ratio:.2f} times the time of processes, peak memory {there.own:.0f} MiB")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", type=int, nargs="?", default=200)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--dask", action="store_true")
    parser.add_argument("--no-expectations", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        top = Path(name)
        generated(top / "made", given.files)
        files = sorted((top / "made").iterdir())
        pool(top, files, given.workers, not given.no_expectations)
        if given.dask:
            cluster(top, files[: max(given.files // 2, 1)], given.workers)


if __name__ == "__main__":
    main()
