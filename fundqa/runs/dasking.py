"""Chunks of files through a Dask cluster: their bytes travel with them, and lost workers are made up for.

The cluster does the work that the processes of this machine do otherwise, on the same chunks, with the same results.
What breaks workers again and again is gone through here, file by file, in processes with limits.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any

from fundqa.errors import FundqaError, PackError, ReadError
from fundqa.ledger.database import need
from fundqa.pool import LIMITS, Limits
from fundqa.runs.pooling import Chunk, chunk_limits, one_by_one
from fundqa.runs.work import Done, Task
from fundqa.writers.json import tool_version

if TYPE_CHECKING:
    from distributed import Client

AHEAD = 2
"""Chunks under way for each thread of the cluster, so that none waits for the next."""
PATIENCE = 60
"""Seconds to wait for a scheduler and its first worker, and for a worker to come back when all are gone."""


class ClusterLost(FundqaError):
    """The cluster is gone; what it has delivered is in the ledger."""

    def __init__(self, said: str) -> None:
        zh = f"Dask 集群中断：{said}；已写入台账的保留，下次运行接着做"
        super().__init__("cluster_lost", zh, f"the Dask cluster is lost: {said}; the next run goes on from there")


@contextmanager
def connected(address: str, tls: Sequence[str] = (), patience: float = PATIENCE) -> Iterator[Client]:
    """A client of the cluster at an address. tls: files of the authority, our certificate and our key, all or none.

    Raises PackError when there is no cluster, or its workers have not this version of fundqa.
    """
    need("distributed", extra="dask")
    security = _security(tls)
    from distributed import Client

    try:
        client = Client(address, security=security, timeout=patience, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        said = " ".join(str(error).split())[:200]
        zh, en = f"连不上 Dask 集群 {address}：{said}", f"no Dask cluster at {address}: {said}"
        raise PackError("no_cluster", zh, en) from error
    with client:
        _same_version(client, address, patience)
        yield client


def _security(tls: Sequence[str]) -> Any:
    """What a TLS connection needs, None without."""
    if not tls:
        return None
    if len(tls) != 3 or not all(map(os.path.isfile, tls)):
        zh, en = "dask_tls 是三个文件：CA 证书、证书、私钥", "dask_tls names three files: authority, certificate, key"
        raise PackError("bad_tls", f"{zh}（{'、'.join(tls)}）", f"{en} ({', '.join(tls)})")
    from distributed.security import Security

    ca, cert, key = tls
    return Security(tls_ca_file=ca, tls_client_cert=cert, tls_client_key=key, require_encryption=True)


def _same_version(client: Client, address: str, patience: float) -> None:
    """PackError where there is no worker, or one that has another fundqa or none."""
    try:
        client.wait_for_workers(1, timeout=patience)
    except TimeoutError as error:
        zh, en = f"Dask 集群 {address} 没有工作进程", f"the Dask cluster {address} has no workers"
        raise PackError("no_workers", zh, en) from error
    for worker, told in client.run(tool_version, on_error="return").items():
        if told != tool_version():
            zh = f"工作进程 {worker} 上的 fundqa 不是 {tool_version()}：{told}"
            raise PackError("other_version", zh, f"worker {worker} has not fundqa {tool_version()}: {told}")


def dasked(
    task: Task, chunks: Iterable[Chunk], client: Client, limits: Limits = LIMITS, patience: float = PATIENCE
) -> Iterator[Done]:
    """Check chunks on a cluster; as many are under way as keep it busy. Raises ClusterLost."""
    from fundqa.runs.dask_worker import NAME, Held, check_there

    client.register_plugin(Held(task), name=NAME)
    most = AHEAD * max(sum(client.nthreads().values()), 1)
    waiting: dict[Any, Chunk] = {}
    done: SimpleQueue[Any] = SimpleQueue()
    try:
        for chunk in chunks:
            ready, here = _carried(chunk)
            yield from one_by_one(task, here, limits)
            if ready:
                future = client.submit(check_there, ready, chunk_limits(limits).seconds, pure=False)
                waiting[future] = ready
                future.add_done_callback(done.put)
            while len(waiting) >= most:
                yield from _finished(task, waiting, _next(client, done, patience), limits)
        while waiting:
            yield from _finished(task, waiting, _next(client, done, patience), limits)
    finally:
        with contextlib.suppress(OSError, RuntimeError):
            client.cancel(list(waiting))


def _carried(chunk: Chunk) -> tuple[Chunk, Chunk]:
    """A chunk with its files' bytes, and the units of it that cannot travel: a file of theirs cannot be read."""
    ready, here = [], []
    for unit in chunk:
        try:
            ready.append(replace(unit, sources=tuple(source.carried() for source in unit.sources)))
        except ReadError:
            here.append(unit)
    return tuple(ready), tuple(here)


def _next(client: Client, done: SimpleQueue[Any], patience: float) -> Any:
    """The next chunk that is done, however long it takes, as long as there is somebody at work."""
    while True:
        try:
            return done.get(timeout=patience)
        except Empty:
            if not _at_work(client):
                raise ClusterLost("没有工作进程 / no workers") from None


def _at_work(client: Client) -> bool:
    """Whether the cluster still has workers."""
    try:
        return client.status == "running" and bool(client.nthreads())
    except (OSError, RuntimeError, TimeoutError):
        return False


def _finished(task: Task, waiting: dict[Any, Chunk], future: Any, limits: Limits) -> Iterator[Done]:
    """The results of a chunk that is done; where it broke, of each of its files."""
    chunk = waiting.pop(future)
    result = _result(future)
    yield from [result] if result is not None else one_by_one(task, chunk, limits)
    future.release()


def _result(future: Any) -> Done | None:
    """What a chunk gave; None when it broke its workers, or cannot be checked there."""
    if future.status in ("cancelled", "lost"):
        raise ClusterLost(f"{future.status}")
    if future.status == "error":
        return None
    result: Done | None = future.result()
    return result
