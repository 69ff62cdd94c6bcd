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
"""How many times the seconds of one file a chunk may take beyond them."""


def pooled(task: Task, chunks: Iterable[Chunk], workers: int, limits: Limits = LIMITS) -> Iterator[Done]:
    """Check chunks in worker processes with limits."""
    waiting: dict[int, Chunk] = {}

    def remembered() -> Iterator[Chunk]:
        for index, chunk in enumerate(chunks):
            waiting[index] = chunk
            yield chunk

    for index, result in each(partial(guarded, task), remembered(), workers, chunk_limits(limits)):
        chunk = waiting.pop(index)
        yield from [result] if isinstance(result, Done) else one_by_one(task, chunk, limits)


def chunk_limits(limits: Limits) -> Limits:
    """What a whole chunk may take, when that is what a file may."""
    return Limits(limits.seconds * (1 + _EACH), limits.memory)


def one_by_one(task: Task, chunk: Sequence[Unit], limits: Limits = LIMITS) -> Iterator[Done]:
    """Each unit of a chunk in a process of its own; of one that breaks it, the reason is kept."""
    for index, result in each(partial(guarded, task), [(unit,) for unit in chunk], 1, limits):
        if isinstance(result, Done):
            yield result
        elif isinstance(result, Broken):
            yield broken(task, chunk[index], result.reason, result.seconds)
        else:
            yield broken(task, chunk[index], "crashed", 0)


def guarded(task: Task, chunk: Chunk) -> Done | None:
    """What became of a chunk; None when something in it raised an error that nobody foresaw."""
    try:
        return check_chunk(task, chunk)
    except Exception:
        return None
