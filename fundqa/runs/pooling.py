"""Chunks of files through the processes of this machine; a chunk that breaks one is gone through file by file."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from fundqa.pool import LIMITS, Broken, Limits, each
from fundqa.runs.work import Done, Task, broken, check_chunk
from fundqa.sources import Unit

Chunk = tuple[Unit, ...]
Executor = Callable[[Task, Iterable[Chunk]], Iterator[Done]]
"""Checks chunks, each wholly or not at all, in any order; whatever a file does, all others are checked."""
_EACH = 2
"""Seconds that a chunk may take for each of its files, beyond what one file may."""


def pooled(task: Task, chunks: Iterable[Chunk], workers: int, limits: Limits = LIMITS) -> Iterator[Done]:
    """Check chunks in worker processes with limits."""
    waiting: dict[int, Chunk] = {}

    def remembered() -> Iterator[Chunk]:
        for index, chunk in enumerate(chunks):
            waiting[index] = chunk
            yield chunk

    size = limits.seconds
    for index, result in each(partial(_guarded, task), remembered(), workers, _longer(limits, size)):
        chunk = waiting.pop(index)
        yield from [result] if isinstance(result, Done) else one_by_one(task, chunk, limits)


def _longer(limits: Limits, size: float) -> Limits:
    return Limits(limits.seconds + _EACH * size, limits.memory)


def one_by_one(task: Task, chunk: Sequence[Unit], limits: Limits = LIMITS) -> Iterator[Done]:
    """Each unit of a chunk in a process of its own; of one that breaks it, the reason is kept."""
    for index, result in each(partial(_guarded, task), [(unit,) for unit in chunk], 1, limits):
        if isinstance(result, Done):
            yield result
        elif isinstance(result, Broken):
            yield broken(task, chunk[index], result.reason, result.seconds)
        else:
            yield broken(task, chunk[index], "crashed", 0)


def _guarded(task: Task, chunk: Chunk) -> Done | None:
    """What became of a chunk; None when something in it raised an error that nobody foresaw."""
    try:
        return check_chunk(task, chunk)
    except Exception:
        return None
