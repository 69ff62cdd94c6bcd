"""What runs on the workers of a Dask cluster: they hold the task, and are given chunks."""

from __future__ import annotations

import os
import threading

from distributed import get_worker
from distributed.diagnostics.plugin import WorkerPlugin

from fundqa.runs.pooling import Chunk, guarded
from fundqa.runs.work import Done, Task

NAME = "fundqa-task"
_STUCK = 3
"""The exit code of a worker that ends itself because a chunk takes too long."""


class Held(WorkerPlugin):
    """The task on every worker, also on those that come later."""

    def __init__(self, task: Task) -> None:
        self.task = task


def check_there(chunk: Chunk, seconds: float) -> Done | None:
    """Check a chunk on a worker; a worker that it keeps for longer than `seconds` ends, and the chunk goes elsewhere.

    None when something in it raised an error that nobody foresaw.
    """
    held = get_worker().plugins[NAME]
    assert isinstance(held, Held)
    watch = threading.Timer(seconds, os._exit, (_STUCK,))
    watch.daemon = True
    watch.start()
    try:
        return guarded(held.task, chunk)
    finally:
        watch.cancel()
