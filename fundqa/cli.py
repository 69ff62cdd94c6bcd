"""The command line. JSON alone on stdout when it is asked for; errors on stderr."""

from __future__ import annotations

import codecs
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

import rich_click as click

from fundqa.cli_base import FINDINGS, LANG, OK, PROJECT, UNDELIVERED, UNREADABLE, guarded, undelivered
from fundqa.cli_files import FORMATS as FILES
from fundqa.cli_files import deliver_files, need_folder
from fundqa.cli_history import history
from fundqa.cli_mine import mine
from fundqa.cli_packs import init, rules, test
from fundqa.cli_runs import run
from fundqa.cli_schedule import schedule
from fundqa.cli_serve import serve
from fundqa.cli_settle import AGAINST, BASELINE, QUIET, WAIVERS, WITH, load_settling, say_failures, say_remarks
from fundqa.seeding.command import seed_errors

if TYPE_CHECKING:
    from rich.console import Console

    from fundqa.report import Report

FORMATS = ("text", "json", "html", "sarif", "junit", "csv", "markdown", *FILES)
LEVELS = ("error", "warning", "info", "never")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fundqa")
def main() -> None:
    """核对社保基金与项目绩效报告里的数字：哪里矛盾、哪里已核对、哪里无法核对。"""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def _encoding(context: click.Context, parameter: click.Parameter, value: str) -> str:  # noqa: ARG001
    """An encoding that Python knows, or wrong usage."""
    try:
        return codecs.lookup(value).name if value else ""
    except LookupError as error:
        raise click.BadParameter(f"没有这种编码 / unknown encoding: {value}") from error


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--together", is_flag=True, help="把这些文件当作同一份报告（正文与附表分开时）")
@click.option("--format", "formats", multiple=True, type=click.Choice(FORMATS), help="输出格式，可多选；默认 text")
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="把结果写到这个目录")
@click.option("--fail-on", type=click.Choice(LEVELS), default="error", show_default=True, help="达到此级别时退出码为 1")
@click.option("--facts", is_flag=True, help="列出每一个数及其结果")
@click.option(
    "--workers",
    type=click.IntRange(0),
    default=1,
    show_default=True,
    help="同时检查几个文件；0：不另起进程，不限时间和内存",
)
@click.option(
    "--encoding", default="", callback=_encoding, help="文本文件在 UTF-8、GB18030 之外还可能用的编码，如 big5"
)
@WITH
@WAIVERS
@AGAINST
@BASELINE
@QUIET
@PROJECT
@LANG
@guarded
def check(
    paths: tuple[Path, ...],
    together: bool,
    formats: tuple[str, ...],
    output: Path | None,
    fail_on: str,
    facts: bool,
    workers: int,
    encoding: str,
    earlier: tuple[Path, ...],
    waivers: tuple[Path, ...],
    against: tuple[Path, ...],
    baseline: Path | None,
    quiet: bool,
    project: Path | None,
    lang: str,
) -> int:
    """检查报告（文件、文件夹或 .zip），写出发现的问题。"""
    from fundqa.batch import check_many
    from fundqa.earlier import with_earlier
    from fundqa.project import load_project

    need_folder(formats, output)
    loaded = replace(load_project(project), encoding=encoding)
    settling = load_settling(waivers, against, baseline)
    with _progress(lang, quiet) as progress:
        shown = "html" in formats  # the page shows the documents themselves
        report = check_many(paths, loaded, lang, together=together, workers=workers, blocks=shown, progress=progress)
    before = check_many(earlier, loaded, lang, workers=workers) if earlier else None
    report = settling.settled(with_earlier(report, before, loaded) if before else report, date.today())
    for unsaid in (before, report if quiet else None):
        if unsaid is not None:
            say_failures(unsaid)
    try:
        texts = tuple(name for name in formats or ("text",) if name not in FILES)
        delivered = _deliver(report, texts, output, facts, quiet)
        if output is not None:
            delivered &= deliver_files(report, formats, output, paths, quiet)
            if "text" not in texts and not quiet:
                _conclude(report)
    except BrokenPipeError:
        raise
    except OSError as error:  # an unreadable file is the graver news, so the exit code is not settled yet
        delivered = undelivered(error, lang) == OK
    return _exit_code(report, fail_on, delivered, before)


@contextmanager
def _progress(lang: str, quiet: bool) -> Iterator[Callable[[int, int], None]]:
    """A bar with rate and time left on standard error, where that is a terminal and there are several files."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    said = TextColumn("checking" if lang == "en" else "正在检查")
    rate = TextColumn("{task.fields[rate]:.1f} /s")
    console = Console(stderr=True)
    with Progress(said, BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn(), console=console,
                  transient=True, disable=quiet or not console.is_terminal) as bar:  # fmt: skip
        task = bar.add_task("", total=None, rate=0.0, visible=False)
        begun = monotonic()

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=total > 1, rate=done / max(monotonic() - begun, 0.1))

        yield show


def _deliver(report: Report, formats: Sequence[str], output: Path | None, facts: bool, quiet: bool) -> bool:
    """Write every format: into the folder when one is given, the first to stdout else; False when one failed.

    When all is to be quiet, nothing is said but what was asked for by its format.
    """
    from fundqa.delivery import put
    from fundqa.writers import WRITERS
    from fundqa.writers.base import encoded

    writers = {writer.name: writer for writer in WRITERS}
    machine = [name for name in formats if name != "text"]
    if output is None and len(machine) > 1:
        raise click.UsageError("多种格式需要 -o 目录 / several formats need -o DIR")
    if "text" in formats and not quiet:
        _render(report, facts, stderr=output is None and bool(machine))
    elif not quiet:
        say_remarks(report)
    if output is None:
        for name in machine:
            sys.stdout.buffer.write(encoded(writers[name].write(report, facts=facts)))
        return True
    for name in formats:
        for number, file in enumerate(writers[name].files(report, facts=facts)):
            target = output / file.name
            put(target, file.content)
            if not quiet and not number:
                click.echo(f"→ {target}", err=True)
    return True


def _render(report: Report, facts: bool, stderr: bool = False) -> None:
    from fundqa.writers import text

    text.render(report, _screen(stderr), facts=facts)


def _conclude(report: Report) -> None:
    """The table of several files, on standard error: where the report itself is in other formats."""
    from fundqa.writers import text

    if len(report.documents) > 1:
        text.conclude(report, _screen(stderr=True))


def _screen(stderr: bool) -> Console:
    from rich.console import Console

    class Screen(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich would leave with 1, which is the code for findings

    return Screen(stderr=stderr, highlight=False, soft_wrap=False)


def _exit_code(report: Report, fail_on: str, delivered: bool, before: Report | None = None) -> int:
    """2, 3, 4, 1, 0 in this order where several hold (2 never gets here); `before`: reports that were only read."""
    from fundqa.model import Status

    if any(document.error for document in (*report.documents, *(before.documents if before else ()))):
        return UNREADABLE
    if not delivered:
        return UNDELIVERED
    limit = LEVELS.index(fail_on)
    failed = (o for o in report.outcomes if o.status is Status.FAIL and not o.settled)
    return FINDINGS if fail_on != "never" and any(o.severity.rank <= limit for o in failed) else OK


@main.command()
@click.argument("name", required=False)
@click.option("--python", "as_python", is_flag=True, help="打印为 Pandera 的 Python 代码")
@PROJECT
@LANG
@guarded
def schema(name: str | None, as_python: bool, project: Path | None, lang: str) -> int:
    """列出表结构和可识别的表样，或打印一张表的结构（fundqa schema indicators --python）。"""
    from fundqa import schema as schemas
    from fundqa.project import load_project

    folders = (project / "schemas" / "tables",) if project and (project / "schemas" / "tables").is_dir() else ()
    if name is None:
        loaded = load_project(project)
        forms = [f"{form.id}\t{form.title[lang]}" for form in loaded.forms]
        forms += [f"{table.id}\t{table.title[lang]}" for table in loaded.published.tables]
        click.echo("\n".join([*schemas.names(folders), *forms]))
    else:
        click.echo(schemas.script(name, folders) if as_python else schemas.text(name, folders), nl=False)
    return OK


for command in (rules, test, init, seed_errors, run, schedule, history, serve, mine):
    main.add_command(command)
