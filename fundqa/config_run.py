"""The part of fundqa.toml that `fundqa run` and `fundqa schedule` follow: what comes in, where it goes, to whom."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fundqa.yamlfile import KeyPath, YamlFile

TABLES = ("run", "outputs", "schedule", "notify")
LEDGER = "sqlite:///.fundqa/ledger.db"
LEVELS = ("error", "warning", "info", "never")
RUN_FORMATS = ("html", "json", "markdown", "csv", "xlsx")
FILE_FORMATS = ("html", "json", "text", "markdown", "csv", "sarif", "junit", "docx", "letter")
OCCASIONS = ("always", "news", "findings", "failure")
_MOST = 1_000_000_000
_VARIABLE = re.compile(r"\$\{(\w+)\}")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "run": ("inbox", "roster", "waivers", "ledger", "workers", "chunk", "fail_on", "expectations", "data_docs",
            "dask", "dask_tls"),
    "outputs": ("folder", "run", "files"),
    "schedule": ("cron", "timezone", "misfire"),
    "notify": ("urls", "when", "details"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class RunConfig:
    """What a project says of its runs.

    inbox: folders, globs and archives; roster: what should come (.csv or .xlsx), "" for none; waivers: files of them;
    ledger: a URL; workers: processes, 0: as many as there are cores; chunk: files a step; dask: the address of a
    cluster that checks the chunks, "" for none; dask_tls: the files of its authority, our certificate and our key;
    fail_on: as in `check`; folder: of the outputs; run, files: formats of the run's and of each file's; cron, timezone,
    misfire (seconds a run may be late); urls: Apprise addresses; when: on which occasion they are told; details:
    whether titles and places of findings go with the counts. Variables ${NAME} are put in; text of reports is not sent.
    """

    inbox: tuple[str, ...] = ()
    roster: str = ""
    waivers: tuple[str, ...] = ()
    ledger: str = LEDGER
    workers: int = 0
    chunk: int = 50
    fail_on: str = "error"
    expectations: bool = True
    data_docs: bool = False
    dask: str = ""
    dask_tls: tuple[str, ...] = ()
    folder: str = "out"
    run: tuple[str, ...] = ("html", "json")
    files: tuple[str, ...] = ()
    cron: str = ""
    timezone: str = "Asia/Shanghai"
    misfire: int = 3600
    urls: tuple[str, ...] = ()
    when: str = "news"
    details: bool = False


def load_run(file: YamlFile) -> RunConfig:
    """The tables run, outputs, schedule and notify of a fundqa.toml; PackError for the first mistake, where it is."""
    for table in TABLES:
        refuse_unknown(file, table, _KEYS[table])
    default = RunConfig()
    run, outputs, schedule, notify = (Reader(file, table) for table in TABLES)
    return RunConfig(
        inbox=run.words("inbox"),
        roster=run.word("roster"),
        waivers=run.words("waivers"),
        ledger=run.word("ledger", default.ledger),
        workers=run.number("workers", 0),
        chunk=run.number("chunk", default.chunk, least=1),
        fail_on=run.choice("fail_on", default.fail_on, LEVELS),
        expectations=run.flag("expectations", default.expectations),
        data_docs=run.flag("data_docs", default.data_docs),
        dask=run.word("dask"),
        dask_tls=run.words("dask_tls"),
        folder=outputs.word("folder", default.folder),
        run=outputs.choices("run", default.run, RUN_FORMATS),
        files=outputs.choices("files", default.files, FILE_FORMATS),
        cron=schedule.word("cron"),
        timezone=schedule.word("timezone", default.timezone),
        misfire=schedule.number("misfire", default.misfire),
        urls=notify.words("urls"),
        when=notify.choice("when", default.when, OCCASIONS),
        details=notify.flag("details", default.details),
    )


def refuse_unknown(file: YamlFile, table: str, keys: Sequence[str]) -> None:
    """PackError for a key that a table does not have."""
    for key in file.mapping((table,)) if file.get((table,)) is not None else ():
        if key not in keys:
            raise file.error("unknown_key", f"不认识的键“{key}”", f"unknown key “{key}”", (table, key), keys)


@dataclass(frozen=True, slots=True)
class Reader:
    """Values of a table of a file, each of the kind that is asked for."""

    file: YamlFile
    table: str

    def word(self, key: str, default: str = "") -> str:
        """A text; environment variables are put in."""
        value = self._get(key)
        if value is None:
            return default
        if not isinstance(value, str) or not value.strip():
            raise self.file.error("not_a_word", f"“{key}”应当是文字", f"“{key}” is a text", (self.table, key))
        return self._filled(value.strip(), (self.table, key))

    def words(self, key: str) -> tuple[str, ...]:
        """A list of texts, or a single one."""
        value = self._get(key)
        entries = [value] if isinstance(value, str) else value if value is not None else []
        if not isinstance(entries, list) or not all(isinstance(entry, str) and entry.strip() for entry in entries):
            raise self.file.error(
                "not_words", "这里应当是文字的列表", "expected a list of words here", (self.table, key)
            )
        return tuple(self._filled(entry.strip(), (self.table, key)) for entry in entries)

    def number(self, key: str, default: int, least: int = 0, most: int = _MOST) -> int:
        """A whole number from `least` to `most`."""
        value = self._get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            zh, en = f"“{key}”应当是 {least} 至 {most} 的整数", f"“{key}” is a whole number from {least} to {most}"
            raise self.file.error("not_a_number", zh, en, (self.table, key))
        return value

    def flag(self, key: str, default: bool) -> bool:
        """true or false."""
        value = self._get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            zh, en = f"“{key}”是 true 或 false", f"“{key}” is true or false"
            raise self.file.error("bad_value", zh, en, (self.table, key), ("true", "false"))
        return value

    def choice(self, key: str, default: str, allowed: Sequence[str]) -> str:
        """One of the allowed words."""
        value = self._get(key)
        return default if value is None else self._allowed(value, (self.table, key), allowed)

    def choices(self, key: str, default: tuple[str, ...], allowed: Sequence[str]) -> tuple[str, ...]:
        """Some of the allowed words."""
        if self._get(key) is None:
            return default
        return tuple(self._allowed(word, (self.table, key), allowed) for word in self.words(key))

    def _allowed(self, value: object, at: KeyPath, allowed: Sequence[str]) -> str:
        if value not in allowed:
            raise self.file.error("bad_value", f"没有“{value}”这个值", f"no value “{value}”", at, allowed)
        return str(value)

    def _get(self, key: str) -> object:
        return self.file.get((self.table, key)) if self.file.get((self.table,)) is not None else None

    def _filled(self, text: str, at: KeyPath) -> str:
        """A text with its variables; PackError for one that is not set."""
        for name in _VARIABLE.findall(text):
            if name not in os.environ:
                zh, en = f"环境变量 {name} 没有设置", f"the environment variable {name} is not set"
                raise self.file.error("no_variable", zh, en, at)
        return _VARIABLE.sub(lambda found: os.environ[found[1]], text)
