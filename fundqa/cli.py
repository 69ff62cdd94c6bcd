"""The command line: check, rules, schema, test. JSON alone on stdout when it is asked for; errors on stderr."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, ParamSpec

import rich_click as click

from fundqa.errors import FundqaError, PackError
from fundqa.seeding.command import seed_errors

if TYPE_CHECKING:
    from fundqa.model import Rule
    from fundqa.project import Project
    from fundqa.report import Report

P = ParamSpec("P")
OK, FINDINGS, USAGE, UNREADABLE, UNDELIVERED = 0, 1, 2, 3, 4
FORMATS = ("text", "json", "html")
LEVELS = ("error", "warning", "info", "never")
_LANG = click.option("--lang", type=click.Choice(["zh", "en"]), default="zh", show_default=True, help="输出语言")
_PROJECT = click.option(
    "--project",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="含自己的 checks/ 和 schemas/ 的目录",
)


def _guarded(command: Callable[P, int]) -> Callable[P, None]:
    """Turn our own errors into messages and exit codes; a reader that closes the pipe early is no error."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        lang = str(kwargs.get("lang") or "zh")
        try:
            code = command(*args, **kwargs)
            sys.stdout.flush()
        except FundqaError as error:
            click.echo(error.message(lang), err=True)
            code = USAGE if isinstance(error, PackError) else UNREADABLE
        except BrokenPipeError:
            sys.stderr.close()
            code = UNDELIVERED
        except OSError as error:
            code = _undelivered(error, lang)
        sys.exit(code)

    return run


def _undelivered(error: OSError, lang: str) -> int:
    """Say why the results could not be written."""
    said = "无法写出结果" if lang == "zh" else "the results could not be written"
    click.echo(f"{said}: {error}", err=True)
    return UNDELIVERED


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="fundqa")
def main() -> None:
    """核对社保基金与项目绩效报告里的数字：哪里矛盾、哪里已核对、哪里无法核对。"""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


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
@_PROJECT
@_LANG
@_guarded
def check(
    paths: tuple[Path, ...],
    together: bool,
    formats: tuple[str, ...],
    output: Path | None,
    fail_on: str,
    facts: bool,
    workers: int,
    project: Path | None,
    lang: str,
) -> int:
    """检查报告（文件、文件夹或 .zip），写出发现的问题。"""
    from fundqa.batch import check_many
    from fundqa.project import load_project

    loaded = load_project(project)
    with _progress(lang) as progress:
        report = check_many(paths, loaded, lang, together=together, workers=workers, progress=progress)
    try:
        delivered = _deliver(report, formats or ("text",), output, facts)
    except BrokenPipeError:
        raise
    except OSError as error:  # an unreadable file is the graver news, so the exit code is not settled yet
        delivered = _undelivered(error, lang) == OK
    return _exit_code(report, fail_on, delivered)


@contextmanager
def _progress(lang: str) -> Iterator[Callable[[int, int], None]]:
    """A bar with rate and time left on standard error, where that is a terminal and there are several files."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    said = TextColumn("checking" if lang == "en" else "正在检查")
    rate = TextColumn("{task.speed:.1f} /s")
    console = Console(stderr=True)
    with Progress(said, BarColumn(), MofNCompleteColumn(), rate, TimeRemainingColumn(), console=console,
                  transient=True, disable=not console.is_terminal) as bar:  # fmt: skip
        task = bar.add_task("", total=None, speed=0.0)
        begun = monotonic()

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total, visible=total > 1, speed=done / max(monotonic() - begun, 0.1))

        yield show


def _deliver(report: Report, formats: Sequence[str], output: Path | None, facts: bool) -> bool:
    """Write every format: into the folder when one is given, the first to stdout else; False when one failed."""
    from fundqa.writers import WRITERS

    writers = {writer.name: writer for writer in WRITERS}
    if output is None:
        return _to_stdout(report, formats, facts)
    if "text" in formats:
        _render(report, facts)
    for name in formats:
        writer = writers[name]
        output.mkdir(parents=True, exist_ok=True)
        target = output / f"report{writer.suffix}"
        target.write_text(writer.write(report, facts=facts), "utf-8")
        click.echo(f"→ {target}", err=True)
    return True


def _to_stdout(report: Report, formats: Sequence[str], facts: bool) -> bool:
    from fundqa.writers import WRITERS

    writers = {writer.name: writer for writer in WRITERS}
    machine = [name for name in formats if name != "text"]
    if len(machine) > 1:
        raise click.UsageError("多种格式需要 -o 目录 / several formats need -o DIR")
    if machine:
        if "text" in formats:
            _render(report, facts, stderr=True)
        click.echo(writers[machine[0]].write(report, facts=facts), nl=False)
    else:
        _render(report, facts)
    return True


def _render(report: Report, facts: bool, stderr: bool = False) -> None:
    from rich.console import Console

    from fundqa.writers import text

    class Screen(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # rich would leave with 1, which is the code for findings

    text.render(report, Screen(stderr=stderr, highlight=False, soft_wrap=False), facts=facts)


def _exit_code(report: Report, fail_on: str, delivered: bool) -> int:
    """2, 3, 4, 1, 0 in this order where several hold (2 never gets here)."""
    from fundqa.model import Status

    if any(document.error for document in report.documents):
        return UNREADABLE
    if not delivered:
        return UNDELIVERED
    limit = LEVELS.index(fail_on)
    failed = (o for o in report.outcomes if o.status is Status.FAIL and o.waiver is None)
    return FINDINGS if fail_on != "never" and any(o.severity.rank <= limit for o in failed) else OK


@main.command()
@click.argument("rule_id", required=False)
@_PROJECT
@_LANG
@_guarded
def rules(rule_id: str | None, project: Path | None, lang: str) -> int:
    """列出全部规则，或解释一条（fundqa rules ARI-03）。"""
    from fundqa.explain import explain, overview
    from fundqa.project import load_project

    loaded = load_project(project)
    if rule_id is None:
        click.echo(overview(loaded.rules, lang))
        return OK
    wanted = [rule for rule in loaded.rules if rule.id == rule_id.upper()]
    if not wanted:
        known = tuple(dict.fromkeys(rule.id for rule in loaded.rules))
        raise PackError("unknown_rule", f"没有规则“{rule_id}”", f"no rule “{rule_id}”", allowed=known)
    click.echo("\n\n".join(explain(rule, lang) for rule in wanted))
    return OK


@main.command()
@click.argument("name", required=False)
@click.option("--python", "as_python", is_flag=True, help="打印为 Pandera 的 Python 代码")
@_PROJECT
@_LANG
@_guarded
def schema(name: str | None, as_python: bool, project: Path | None, lang: str) -> int:  # noqa: ARG001
    """列出表结构，或打印一个（fundqa schema indicators --python）。"""
    from fundqa import schema as schemas

    folders = (project / "schemas" / "tables",) if project else ()
    if name is None:
        click.echo("\n".join(schemas.names(folders)))
    else:
        click.echo(schemas.script(name, folders) if as_python else schemas.text(name, folders), nl=False)
    return OK


@main.command()
@click.argument("directory", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--accept", is_flag=True, help="把期望改写为现在的结果（改后请逐条看差异）")
@_PROJECT
@_LANG
@_guarded
def test(directory: Path | None, accept: bool, project: Path | None, lang: str) -> int:
    """运行规则旁边的例子（DIR 下的规则；默认全部内置规则）。"""
    from fundqa import testing
    from fundqa.project import load_project

    loaded = load_project(project)
    chosen, loaded = _rules_under(directory, loaded)
    if not chosen:
        raise PackError("no_rules", f"“{directory}”下没有规则", f"no rules under “{directory}”")
    if accept:
        changed = [rule.id for rule in chosen if testing.accept(rule, loaded)]
        click.echo(("已改写：" if lang == "zh" else "rewritten: ") + (", ".join(changed) or "-"), err=True)
    failed = 0
    for rule, count, wrong, lacking in testing.run_rules(chosen, loaded):
        bad = bool(wrong or lacking)
        failed += bad
        click.echo(f"{'✗' if bad else '✓'} {rule.id} {rule.name} ({count})")
        for case in wrong:
            click.echo(f"  {case.case.path}:{case.case.line}: {case.case.name}")
            click.echo("\n".join(f"    {line}" for line in case.difference.splitlines()))
        if lacking:
            said = "缺少例子：" if lang == "zh" else "examples missing: "
            click.echo(f"  {said}{', '.join(lacking)}")
    return FINDINGS if failed else OK


def _rules_under(directory: Path | None, loaded: Project) -> tuple[tuple[Rule, ...], Project]:
    """The rules of a folder; those of a folder outside the project are added to its rules."""
    from dataclasses import replace

    from fundqa.pack import load_rules

    if directory is None:
        return loaded.rules, loaded
    inside = tuple(r for r in loaded.rules if directory.resolve() in Path(r.path).resolve().parents)
    if inside:
        return inside, loaded
    own = load_rules([directory])
    return own, replace(loaded, rules=(*loaded.rules, *own))


main.add_command(seed_errors)
