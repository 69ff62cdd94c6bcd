"""Worker processes with limits: what a file makes of the machine ends with its process, not with the whole run."""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

T = TypeVar("T")
R = TypeVar("R")
MIB = 1024 * 1024
_DONE, _FAILED = b"+", b"-"
_PARENT_DEATH_SIGNAL = 1
_NO_MORE = b""
_GRACE = 2.0  # seconds that a worker without a job has to end by itself
_START = "fork" if "fork" in multiprocessing.get_all_start_methods() and os.name == "posix" else "spawn"


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may take: seconds of wall time, and MiB of memory beyond what its process starts with."""

    seconds: float = 120
    memory: int = 2048


LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Broken:
    """A job that gave no result: "timeout", "memory" or "crashed"; after how many seconds."""

    reason: str
    seconds: float


@dataclass(slots=True)
class _Worker(Generic[T]):
    process: BaseProcess
    pipe: Connection
    index: int = -1
    started: float = 0.0


def each(
    function: Callable[[T], R],
    jobs: Iterable[T],
    workers: int,
    limits: Limits = LIMITS,
) -> Iterator[tuple[int, R | Broken]]:
    """The result of every job with its index, as they are done; a job that dies or takes too long is Broken.

    Jobs are taken from `jobs` when a worker is free, so that they need not all be there at once.

    function, jobs and results must be picklable where processes are spawned. An exception of `function` is raised here.
    """
    waiting = enumerate(jobs)
    upcoming = next(waiting, None)
    busy: list[_Worker[T]] = []
    idle: list[_Worker[T]] = []
    try:
        while upcoming or busy:
            while upcoming and len(busy) < max(workers, 1):
                worker = idle.pop() if idle else _started(function, limits)
                _assign(worker, *upcoming)
                busy.append(worker)
                upcoming = next(waiting, None)
            for worker in _ready(busy, limits):
                index, answer = worker.index, _answer(worker, limits)
                busy.remove(worker)
                if isinstance(answer, Broken):
                    _end(worker)
                elif upcoming:  # before the answer is unpacked, lest the worker wait for that
                    _assign(worker, *upcoming)
                    busy.append(worker)
                    upcoming = next(waiting, None)
                else:
                    idle.append(worker)
                yield index, answer if isinstance(answer, Broken) else pickle.loads(answer)
    finally:
        for worker in busy:
            _end(worker)
        _dismiss(idle)


def _started(function: Callable[[T], R], limits: Limits) -> _Worker[T]:
    context: Any = multiprocessing.get_context(_START)
    ours, theirs = context.Pipe()
    # A thread of its own may end before the worker has anything to do, and the system would take that for our end.
    parent = os.getpid() if threading.current_thread() is threading.main_thread() else 0
    process = context.Process(target=_serve, args=(function, theirs, limits.memory, parent), daemon=True)
    process.start()
    theirs.close()
    return _Worker(process, ours)


def _assign(worker: _Worker[T], index: int, job: T) -> None:
    worker.index, worker.started = index, time.monotonic()
    with contextlib.suppress(OSError):  # a worker that is gone is found when its answer is waited for
        worker.pipe.send(job)


def _ready(busy: Sequence[_Worker[T]], limits: Limits) -> list[_Worker[T]]:
    """The workers that have answered, died, or passed their time."""
    first = min(worker.started for worker in busy) + limits.seconds
    answered = wait([worker.pipe for worker in busy], max(first - time.monotonic(), 0))
    late = time.monotonic() - limits.seconds
    return [worker for worker in busy if worker.pipe in answered or worker.started <= late]


def _answer(worker: _Worker[T], limits: Limits) -> memoryview | Broken:
    """The result of a job, still packed, or why there is none; an exception of the job is raised."""
    spent = round(time.monotonic() - worker.started, 1)
    if not worker.pipe.poll():
        return Broken("timeout", limits.seconds)
    try:
        answer = memoryview(worker.pipe.recv_bytes())
    except (EOFError, OSError):
        return Broken("crashed", spent)
    if answer[:1] == _DONE:
        return answer[1:]
    error: BaseException = pickle.loads(answer[1:])
    if isinstance(error, MemoryError):
        return Broken("memory", spent)
    raise error


def _dismiss(workers: Sequence[_Worker[T]]) -> None:
    """End workers that have nothing to do: by themselves, so that they put away what they hold."""
    for worker in workers:
        with contextlib.suppress(OSError):
            worker.pipe.send_bytes(_NO_MORE)
    for worker in workers:
        worker.process.join(_GRACE)
        _end(worker)


def _end(worker: _Worker[T]) -> None:
    with contextlib.suppress(OSError):
        worker.pipe.close()
    worker.process.kill()
    worker.process.join()


def _serve(function: Callable[[T], R], pipe: Connection, memory: int, parent: int) -> None:
    """The life of a worker: a job, its answer, the next.

    Rules and words that were there before it are no garbage: they are not gone through again and again for some.
    """
    _die_with(parent)
    gc.freeze()
    _limit_memory(memory)
    while True:
        try:
            packed = pipe.recv_bytes()
        except (EOFError, OSError, KeyboardInterrupt):
            return
        if packed == _NO_MORE:
            return
        try:
            answer = _DONE + pickle.dumps(function(pickle.loads(packed)), pickle.HIGHEST_PROTOCOL)
        except KeyboardInterrupt:
            return
        except BaseException as error:
            answer = _FAILED + pickle.dumps(error, pickle.HIGHEST_PROTOCOL)
        try:
            pipe.send_bytes(answer)
        except (OSError, ValueError):
            return


def _die_with(parent: int) -> None:
    """End this process when `parent` ends, however that ends (Linux): nobody is left to hear its answer.

    It would keep the sockets and files that it has inherited open, and with them transactions and locks.
    """
    if not (parent and sys.platform == "linux"):
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def _limit_memory(more: int) -> None:
    """Let this process take `more` MiB beyond what it has; where the system cannot say, nothing is limited."""
    try:
        import resource

        with open("/proc/self/statm", encoding="ascii") as source:
            pages = int(source.read().split()[0])
        limit = pages * resource.getpagesize() + more * MIB
        resource.setrlimit(resource.RLIMIT_AS, (limit, resource.getrlimit(resource.RLIMIT_AS)[1]))
    except (ImportError, OSError, ValueError):
        return
