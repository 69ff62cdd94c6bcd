"""A real PostgreSQL of the tests' own: its data and its socket in a private folder, gone when the tests are done."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import create_engine, text
from support import need

_UNPRIVILEGED = ("postgres", "nobody")
_SETTINGS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c synchronous_commit=off"


@dataclass(frozen=True)
class Server:
    """A running server; it listens on no network, only on a socket in `folder`."""

    folder: Path

    def url(self) -> str:
        """The URL of its database, as a user would write it."""
        return f"postgresql://tester@/postgres?host={self.folder}"

    def emptied(self) -> str:
        """The URL of the server's database without anything in it, whoever still holds a lock there."""
        others = "select pg_terminate_backend(pid) from pg_stat_activity where backend_type = 'client backend'"
        self.execute(f"{others} and pid <> pg_backend_pid()")
        self.execute("drop schema public cascade; create schema public")
        return self.url()

    def execute(self, statement: str) -> None:
        """Run a statement outside of any transaction."""
        engine = create_engine(self.url().replace("postgresql", "postgresql+psycopg", 1), isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.execute(text(statement))
        engine.dispose()


def program(name: str) -> str:
    """Where a program of the newest PostgreSQL is, "" where there is none; Debian keeps them off the path."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name), reverse=True)
    return next((found for path in (None, *map(str, folders)) if (found := shutil.which(name, path=path))), "")


@contextmanager
def serving() -> Iterator[Server]:
    """Start a server; skips (or fails, where all is required) when PostgreSQL is not installed."""
    need(program("initdb") and program("pg_ctl"), "PostgreSQL")
    folder = Path(tempfile.mkdtemp(prefix="pg"))
    data = folder / "data"
    user = _unprivileged() if hasattr(os, "geteuid") and os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    control = [program("pg_ctl"), "-D", str(data), "-w", "-s"]
    try:
        _run([program("initdb"), "-D", str(data), "-U", "tester", "-A", "trust", "-E", "UTF8",
              "--locale=C", "--no-sync"], folder, user)  # fmt: skip
        _run([*control, "-l", str(folder / "log"), "-o", f"-k {folder} {_SETTINGS}", "start"], folder, user)
        try:
            yield Server(folder)
        finally:
            _run([*control, "-m", "immediate", "stop"], folder, user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str], folder: Path, user: str | None) -> None:
    """Run a program of PostgreSQL, which refuses to be root; what it starts must not hold on to our pipes."""
    with open(folder / "said", "w+b") as said:
        done = subprocess.run(command, cwd=folder, user=user, stdout=said, stderr=said, check=False)
        said.seek(0)
        assert done.returncode == 0, f"{' '.join(command)}\n{said.read().decode('utf-8', 'replace')}"


def _unprivileged() -> str:
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    found = next((name for name in _UNPRIVILEGED if name in known), "")
    need(found, "a user to run PostgreSQL as")
    return found
