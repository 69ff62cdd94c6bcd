"""Opening a ledger: SQLite in a file (WAL) or PostgreSQL by URL, brought to the newest schema by Alembic."""

from __future__ import annotations

import errno
import os
import shutil
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fundqa.errors import PackError

if TYPE_CHECKING:
    from alembic.config import Config
    from sqlalchemy import Engine

PACKAGES = ("sqlalchemy", "alembic")
_BUSY = 30_000
"""Milliseconds to wait for another that writes."""
_DRIVERS = {"postgresql": "postgresql+psycopg", "postgres": "postgresql+psycopg"}


def need(*packages: str, extra: str = "run") -> None:
    """PackError where a package of an extra is missing; it names what to install."""
    missing = [name for name in packages if find_spec(name) is None]
    if missing:
        zh = f"缺少 {'、'.join(missing)}，请先安装：pip install 'fundqa[{extra}]'"
        en = f"{', '.join(missing)} missing; install it first: pip install 'fundqa[{extra}]'"
        raise PackError("missing_package", zh, en)


def normal(url: str, root: Path) -> str:
    """A URL as SQLAlchemy wants it: psycopg 3 for PostgreSQL, a relative SQLite file below `root`.

    Raises PackError for what is neither.
    """
    scheme, found, rest = url.partition("://")
    dialect, plus, _ = scheme.partition("+")
    if not found or dialect not in ("sqlite", *_DRIVERS):
        zh, en = (
            f"台账地址“{url}”不是 sqlite:/// 或 postgresql://",
            f"the ledger “{url}” is neither sqlite:/// nor postgresql://",
        )
        raise PackError("bad_ledger", zh, en)
    if dialect == "sqlite":
        path = Path(rest.removeprefix("/"))
        return f"sqlite:///{path if path.is_absolute() else (root / path).resolve()}"
    return url if plus else f"{_DRIVERS[dialect]}://{rest}"


def connect(url: str) -> Engine:
    """An engine for a normal URL; the folder of an SQLite file is made.

    Raises PackError where nothing can be reached, OSError where the disk of an SQLite file is full or read-only.
    """
    need(*PACKAGES)
    from sqlalchemy import create_engine
    from sqlalchemy.exc import SQLAlchemyError

    try:
        if url.startswith("sqlite:///"):
            Path(url.removeprefix("sqlite:///")).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(url)
        _pragmas(engine)
        with engine.connect():
            return engine
    except (SQLAlchemyError, ImportError, OSError) as error:
        _blame_the_disk(url)
        said = " ".join(str(getattr(error, "orig", None) or error).split())[:200]
        raise PackError("no_ledger", f"打不开台账：{said}", f"the ledger cannot be opened: {said}") from error


def _blame_the_disk(url: str) -> None:
    """Raise OSError where the folder of an SQLite file takes nothing: its own words do not say so."""
    path = Path(url.removeprefix("sqlite:///"))
    if not url.startswith("sqlite:///") or not path.parent.is_dir():
        return
    closed = not os.access(path.parent, os.W_OK) or (path.exists() and not os.access(path, os.W_OK))
    if closed or not shutil.disk_usage(path.parent).free:
        code = errno.EROFS if closed else errno.ENOSPC
        raise OSError(code, os.strerror(code), str(path))


def _pragmas(engine: Engine) -> None:
    """SQLite: readers do not wait for writers, foreign keys count, a writer waits its turn."""
    from sqlalchemy import event

    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def settle(connection: Any, _: object) -> None:
        cursor = connection.cursor()
        for pragma in (f"busy_timeout={_BUSY}", "journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()


def upgrade(engine: Engine) -> None:
    """Bring the schema to the newest version; a new ledger gets all of it. PackError for one that is newer still.

    It is all done or nothing is, whenever the process may end; of two that come at once one waits for the other.
    """
    from alembic import command
    from alembic.util import CommandError

    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":  # Python's driver would commit each statement of a schema by itself
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        config = configuration()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except CommandError as error:
            zh, en = "台账由更新版本的 fundqa 建立，请先升级", "the ledger is of a newer fundqa; upgrade this one first"
            raise PackError("newer_ledger", f"{zh}：{error}", f"{en}: {error}") from error


def configuration() -> Config:
    """Alembic's configuration, without a file of its own."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
