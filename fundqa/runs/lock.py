"""One run at a time: a lock that the system lets go of by itself when the process ends, however it ends."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import IO

from sqlalchemy import Engine, text

from fundqa.errors import FundqaError


class Busy(FundqaError):
    """Another run is at work on the same project or ledger."""


@contextmanager
def alone(root: Path, engine: Engine) -> Iterator[None]:
    """Hold the project's lock, and the ledger's where it is a server's. Raises Busy."""
    folder = root / ".fundqa"
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "run.lock", "a+b") as file, _not_inherited(file):
        if not _taken(file):
            raise _busy()
        with _ledger_held(engine):
            file.seek(0)
            file.truncate()
            file.write(str(os.getpid()).encode())
            file.flush()
            yield


_open: list[IO[bytes]] = []


@contextmanager
def _not_inherited(file: IO[bytes]) -> Iterator[None]:
    """Workers that are forked meanwhile let go of the file, so that it is ours alone, and free when we are gone."""
    _open.append(file)
    try:
        yield
    finally:
        _open.remove(file)


def _let_go() -> None:
    for file in _open:
        file.close()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


def _busy() -> Busy:
    return Busy(
        "busy",
        "另一个 fundqa run 正在处理这个项目，这次不重复运行",
        "another fundqa run is at work on this project; nothing was done",
    )


def _taken(file: IO[bytes]) -> bool:
    """Whether the lock on an open file could be had at once."""
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


@contextmanager
def _ledger_held(engine: Engine) -> Iterator[None]:
    """An advisory lock of PostgreSQL, so that two machines with one ledger do not run at once; SQLite needs none."""
    if engine.dialect.name != "postgresql":
        yield
        return
    key = int.from_bytes(sha256(b"fundqa run").digest()[:7], "big")
    with contextlib.closing(engine.connect()) as connection:
        connection.detach()  # the lock goes with the connection, which a pool would keep
        if not connection.execute(text("select pg_try_advisory_lock(:key)"), {"key": key}).scalar_one():
            raise _busy()
        connection.commit()
        yield
