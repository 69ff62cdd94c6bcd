"""The part of fundqa.toml that `fundqa serve` follows: where it listens, what it keeps, how much it takes."""

from __future__ import annotations

from dataclasses import dataclass

from fundqa.config_run import Reader, refuse_unknown
from fundqa.yamlfile import YamlFile

TABLE = "desk"
_KEYS = (
    "host", "port", "data", "workers", "largest", "most_files", "session_hours", "invitation_days", "retention_days",
    "secure", "proxies", "title",
)  # fmt: skip

_YEARS = 36_500
"""A hundred years in days: what is added to a date must be one."""


@dataclass(frozen=True, slots=True)
class DeskConfig:
    """What a project says of its desk.

    data: the folder of uploads and results; workers: checks at a time, 0: as many as there are cores; largest: MiB of
    an upload; most_files: in one drop; secure: whether cookies travel over TLS only (set it behind a proxy that
    speaks TLS); proxies: addresses whose X-Forwarded headers count; retention_days: how long drafts stay, 0: always.
    """

    host: str = "127.0.0.1"
    port: int = 8321
    data: str = ".fundqa/desk"
    workers: int = 0
    largest: int = 50
    most_files: int = 20
    session_hours: int = 12
    invitation_days: int = 14
    retention_days: int = 0
    secure: bool = False
    proxies: tuple[str, ...] = ()
    title: str = ""


def load_desk(file: YamlFile) -> DeskConfig:
    """The table desk of a fundqa.toml; PackError for the first mistake, where it is."""
    refuse_unknown(file, TABLE, _KEYS)
    default, read = DeskConfig(), Reader(file, TABLE)
    return DeskConfig(
        host=read.word("host", default.host),
        port=read.number("port", default.port, most=65_535),
        data=read.word("data", default.data),
        workers=read.number("workers", default.workers),
        largest=read.number("largest", default.largest, least=1),
        most_files=read.number("most_files", default.most_files, least=1),
        session_hours=read.number("session_hours", default.session_hours, least=1, most=_YEARS * 24),
        invitation_days=read.number("invitation_days", default.invitation_days, least=1, most=_YEARS),
        retention_days=read.number("retention_days", default.retention_days, most=_YEARS),
        secure=read.flag("secure", default.secure),
        proxies=read.words("proxies"),
        title=read.word("title"),
    )
