"""The commands over many reports: run."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import rich_click as click

from fundqa.cli_base import FINDINGS, LANG, OK, UNDELIVERED, UNREADABLE, guarded
from fundqa.cli_settle import QUIET
from fundqa.errors import PackError

if TYPE_CHECKING:
    from fundqa.runs.manifest import Manifest
    from fundqa.runs.pooling import Executor
    from fundqa.runs.run import Result, Setup

_ROOT = click.argument("project", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
_STAGES = {
    "scan": ("查找新报告", "looking for reports"),
    "check": ("正在核对", "checking"),
    "close": ("正在汇总", "closing"),
}


@click.command()
@_ROOT
@click.option("--workers", type=click.IntRange(0), default=0, help="同时几个进程；默认按 fundqa.toml，没有时按处理器数")
@click.option("--dask", metavar="ADDRESS", help="交给这个 Dask 集群核对，如 tcp://10.0.0.1:8786；默认按 fundqa.toml")
@click.option("--dask-tls", type=(str, str, str), metavar="CA CERT KEY", help="连接集群用的证书文件（TLS）")
@click.option("--all", "again", is_flag=True, help="全部重新核对，包括没有变动的文件")
@QUIET
@LANG
@guarded
def run(
    project: Path | None,
    workers: int,
    dask: str | None,
    dask_tls: tuple[str, str, str] | None,
    again: bool,
    quiet: bool,
    lang: str,
) -> int:
    """核对项目收件目录里新到和改动的报告，写入台账，再做跨报告核对。"""
    if project is None:
        zh, en = "这里没有 fundqa.toml；先运行 fundqa init", "there is no fundqa.toml here; run fundqa init first"
        raise PackError("no_project", zh, en)
    from fundqa.ledger.database import PACKAGES, need

    need(*PACKAGES)
    from sqlalchemy.exc import SQLAlchemyError

    from fundqa.config import load_config
    from fundqa.runs.dasking import ClusterLost
    from fundqa.runs.lock import Busy
    from fundqa.runs.notify import notifier
    from fundqa.runs.run import prepare
    from fundqa.runs.run import run as run_project

    notes = notifier(load_config(project), project.resolve().name, lang, partial(click.echo, err=True))
    try:
        with notes.on_failure():
            setup = prepare(project, lang)
            number = workers or setup.run.workers or os.cpu_count() or 1
            with executing(setup, dask, dask_tls or ()) as executor, progress_bar(lang, quiet) as progress:
                result = run_project(
                    setup, workers=number, again=again, today=date.today(), progress=progress, executor=executor
                )
    except (Busy, ClusterLost) as error:
        click.echo(error.message(lang), err=True)
        return UNDELIVERED
    except SQLAlchemyError as error:
        click.echo(ledger_failed(error, lang), err=True)
        return UNDELIVERED
    if not quiet:
        click.echo(summary(result.manifest, lang), err=True)
    if result.undelivered:
        click.echo(result.undelivered, err=True)
    notes.after(result.manifest, setup.ledger, result.undelivered)
    return exit_code(setup, result)


@contextmanager
def executing(setup: Setup, dask: str | None, tls: Sequence[str]) -> Iterator[Executor | None]:
    """Where chunks are checked: on a cluster when the command or the project names one, else here (None)."""
    address = dask or setup.run.dask
    if not address:
        yield None
        return
    from fundqa.runs.dasking import connected, dasked

    own = [str(setup.root / name) for name in setup.run.dask_tls]
    with connected(address, tls or own) as client:
        yield partial(dasked, client=client)


def ledger_failed(error: Exception, lang: str) -> str:
    """Why the ledger could not be read or written, and what that means for the next run."""
    said = " ".join(str(getattr(error, "orig", None) or error).split())[:200]
    full, closed = "full" in said, "readonly" in said or "read-only" in said
    if lang == "en":
        cure = "make room on its disk first\n" if full else "its file or folder is read-only; have it opened first\n"
        cure = cure if full or closed else ""
        return f"the ledger failed: {said}\n{cure}what is in it stays; the next run goes on from there"
    cure = "请先在它所在的磁盘上腾出空间\n" if full else "它的文件或目录是只读的，请先开放写权限\n"
    return f"台账出错：{said}\n{cure if full or closed else ''}已写入的保留，下次运行从那里接着做"


def exit_code(setup: Setup, result: Result) -> int:
    """3, 4, 1, 0 in this order where several hold, of all files that stand."""
    if result.manifest.unreadable:
        return UNREADABLE
    if result.undelivered:
        return UNDELIVERED
    grave = {"error": 1, "warning": 2, "info": 3, "never": 0}[setup.run.fail_on]
    return FINDINGS if any(list(result.manifest.findings.values())[:grave]) else OK


def summary(made: Manifest, lang: str) -> str:
    """A run in a few lines."""
    found, changes = made.findings, made.changes
    if lang == "en":
        lines = [
            f"run {made.run}: {made.checked} files checked, {made.files} in the ledger, {made.unreadable} unreadable",
            f"findings: {found['error']} errors, {found['warning']} warnings, {found['info']} remarks; "
            f"{made.waived} waived",
            f"errors and warnings since the run before: {changes['new']} new, {changes['updated']} with other numbers, "
            f"{changes['returned']} back, {changes['mended']} mended",
        ]
        lines += [f"missing: {made.missing} of {made.due} reports"] if made.due else []
        return "\n".join([*lines, *_unasked(made, lang)])
    lines = [
        f"第{made.run}次运行：核对 {made.checked} 个文件，台账共 {made.files} 个，无法读取 {made.unreadable} 个",
        f"问题：错误 {found['error']}，警告 {found['warning']}，提示 {found['info']}；已说明 {made.waived}",
        f"错误和警告与上次相比：新增 {changes['new']}，数字有变 {changes['updated']}，再次出现 {changes['returned']}，"
        f"已整改 {changes['mended']}",
    ]
    lines += [f"应报 {made.due} 份，未报 {made.missing} 份"] if made.due else []
    return "\n".join([*lines, *_unasked(made, lang)])


def _unasked(made: Manifest, lang: str) -> list[str]:
    """A line for expectations of the ledger that could not be asked, with what to install where that is why."""
    from fundqa.runs.expectations import available

    count = made.expectations.get("open", 0)
    if not count:
        return []
    cure = "" if available() else ": pip install 'fundqa[run]'" if lang == "en" else "：pip install 'fundqa[run]'"
    return [
        f"not asked of the ledger: {count} expectations{cure}" if lang == "en" else f"台账有 {count} 条没有核对{cure}"
    ]


@contextmanager
def progress_bar(lang: str, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A bar with stage, rate and time left on standard error, where that is a terminal; else a line a stage."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"))
    with Progress(*columns, TimeRemainingColumn(), console=console, transient=True,
                  disable=quiet or not console.is_terminal) as bar:  # fmt: skip
        task = bar.add_task("", total=None, rate="")
        begun: dict[str, float] = {}

        def show(stage: str, done: int, total: int) -> None:
            start = begun.setdefault(stage, monotonic())
            rate = f"{done / max(monotonic() - start, 0.1):.1f} /s"
            said = _STAGES[stage][lang == "en"]
            bar.update(task, description=said, completed=done, total=total or None, rate=rate)

        yield show
