"""Notes after a run, through Apprise: how much is new, worse, mended, missing.

No word of a report leaves the machine unless [notify] details asks for it, and then only titles and places.

A note that cannot be sent is said, and changes no exit code: the results are delivered, and whoever watches the code
must be able to tell findings from a chat that is down.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fundqa.config import Config
from fundqa.ledger.database import need
from fundqa.model import Severity
from fundqa.report import Change
from fundqa.runs.lock import Busy

if TYPE_CHECKING:
    from fundqa.ledger.load import Standing
    from fundqa.ledger.store import Ledger
    from fundqa.runs.manifest import Manifest

_NEWS = (Change.NEW.value, Change.UPDATED.value, Change.RETURNED.value, "mended")
_SHOWN = 20
_WORDS = {"error": ("错误", "error"), "warning": ("警告", "warning")}


@dataclass(frozen=True, slots=True)
class Note:
    """A title and a body in Markdown."""

    title: str
    body: str


@dataclass(frozen=True, slots=True)
class Notifier:
    """Who is told, and when; services: Apprise's. `warn` says which of them could not be reached."""

    name: str
    services: tuple[Any, ...]
    when: str
    details: bool
    lang: str
    warn: Callable[[str], None]

    def after(self, made: Manifest, ledger: Ledger, undelivered: str = "") -> bool:
        """Tell of a run that is done, if it is an occasion; whether there was one and all were reached."""
        if not self.services or not _occasion(self.when, made, undelivered):
            return False
        lines = _counts(made, self.lang)
        if undelivered:
            lines.append(_said(self.lang, "- **结果没有全部写出**", "- **not all outputs could be written**"))
        if self.details:
            lines += _details(ledger, self.lang)
        number = _said(self.lang, f"第 {made.run} 次运行", f"run {made.run}")
        return self.send(Note(f"fundqa {self.name}: {number}", "\n".join(lines)))

    def failed(self, error: BaseException) -> bool:
        """Tell of a run that broke off; of the error only its kind, as its text may quote a report."""
        kind = getattr(error, "code", type(error).__name__)
        title = _said(self.lang, f"fundqa {self.name}: 运行失败", f"fundqa {self.name}: the run failed")
        body = _said(
            self.lang,
            f"- 原因：{kind}\n- 已写入台账的保留，下次运行接着做；详情见运行日志",
            f"- reason: {kind}\n- what is in the ledger stays, the next run goes on from there; see the log",
        )
        return self.send(Note(title, body))

    def send(self, note: Note) -> bool:
        """Send a note to everybody; whether all were reached."""
        missed = [service.url(privacy=True) for service in self.services if not _sent(service, note)]
        for url in missed:
            self.warn(_said(self.lang, f"通知没有送出：{url}", f"the note could not be sent: {url}"))
        return bool(self.services) and not missed

    @contextmanager
    def on_failure(self) -> Iterator[None]:
        """Tell of what breaks a run off; that another run is under way is no failure."""
        try:
            yield
        except Busy:
            raise
        except Exception as error:
            self.failed(error)
            raise


def notifier(config: Config, name: str, lang: str, warn: Callable[[str], None]) -> Notifier:
    """Who is to be told by a project of that name. Raises PackError for an address that Apprise does not know."""
    urls = config.run.urls
    services = tuple(_service(config, url) for url in urls) if urls else ()
    return Notifier(name, services, config.run.when, config.run.details, lang, warn)


def _service(config: Config, url: str) -> Any:
    need("apprise")
    import apprise

    logging.getLogger("apprise").addHandler(logging.NullHandler())  # what it says may name addresses with passwords
    service = apprise.Apprise.instantiate(url, suppress_exceptions=True)
    if service is None:
        known = url.partition("://")[0]
        zh, en = f"Apprise 不认识这个通知地址（{known}://…）", f"Apprise does not know this address ({known}://…)"
        raise config.file.error("bad_url", zh, en, ("notify", "urls"))
    return service


def _sent(service: Any, note: Note) -> bool:
    import apprise

    try:
        return bool(service.notify(body=note.body, title=note.title, body_format=apprise.NotifyFormat.MARKDOWN))
    except Exception:  # a service's own code may raise anything
        return False


def _occasion(when: str, made: Manifest, undelivered: str) -> bool:
    """Whether a run is to be told of. What fails is always told."""
    if undelivered or when == "always":
        return True
    if when == "news":
        return any(made.changes[key] for key in _NEWS)
    return when == "findings" and any(made.findings[key] for key in _WORDS)


def _counts(made: Manifest, lang: str) -> list[str]:
    """A run in figures."""
    found, change = made.findings, made.changes
    if lang == "en":
        lines = [
            f"- {made.checked} files checked, {made.files} in the ledger, {made.unreadable} unreadable",
            f"- findings: {found['error']} errors, {found['warning']} warnings; {made.waived} waived",
            f"- since the run before: {change['new']} new, {change['updated']} with other numbers, "
            f"{change['returned']} back, {change['mended']} mended",
        ]
        return [*lines, *([f"- missing: {made.missing} of {made.due} reports"] if made.due else [])]
    lines = [
        f"- 核对 {made.checked} 个文件，台账共 {made.files} 个，无法读取 {made.unreadable} 个",
        f"- 错误 {found['error']}，警告 {found['warning']}；已说明 {made.waived}",
        f"- 与上次相比：新增 {change['new']}，数字有变 {change['updated']}，再次出现 {change['returned']}，"
        f"已整改 {change['mended']}",
    ]
    return [*lines, *([f"- 应报 {made.due} 份，未报 {made.missing} 份"] if made.due else [])]


def _details(ledger: Ledger, lang: str) -> list[str]:
    """The titles and places of findings that are news, gravest first, as many as a chat can bear."""
    from fundqa.ledger import load

    news = [
        found for found in load.findings(ledger.engine)
        if found.outcome.severity is not Severity.INFO and found.outcome.waiver is None
        and found.outcome.change in (Change.NEW, Change.UPDATED, Change.RETURNED)
    ]  # fmt: skip
    news.sort(key=lambda found: (found.outcome.severity.rank, found.path))
    shown = [_line(found, lang) for found in news[:_SHOWN]]
    left = len(news) - len(shown)
    return ["", *shown, *([_said(lang, f"- 另有 {left} 条", f"- and {left} more")] if left else [])]


def _line(found: Standing, lang: str) -> str:
    outcome = found.outcome
    return f"- {_WORDS[outcome.severity.value][lang == 'en']} {outcome.rule} {outcome.title} · {found.path}"


def _said(lang: str, zh: str, en: str) -> str:
    return en if lang == "en" else zh
