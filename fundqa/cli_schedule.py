"""The command that runs a project by the clock."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import rich_click as click

from fundqa.cli_base import LANG, OK, guarded
from fundqa.errors import PackError

_ROOT = click.argument("project", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))
_SHOWN = 3


@click.command()
@_ROOT
@click.option("--once", is_flag=True, help="现在运行一次就结束，退出码是这次运行的")
@click.option("--times", type=click.IntRange(1), metavar="N", help="只列出接下来 N 次的时间")
@LANG
@guarded
def schedule(project: Path | None, once: bool, times: int | None, lang: str) -> int:
    """按 fundqa.toml 里 [schedule] 的时间反复运行 fundqa run，直到被终止。"""
    if project is None:
        zh, en = "这里没有 fundqa.toml；先运行 fundqa init", "there is no fundqa.toml here; run fundqa init first"
        raise PackError("no_project", zh, en)
    from fundqa.config import load_config
    from fundqa.runs import scheduling

    if once:
        return scheduling.run_once(str(project), lang)
    planned = scheduling.plan(load_config(project))
    for at in planned.upcoming(times or _SHOWN, datetime.now(UTC)):
        click.echo(f"{at:%Y-%m-%d %H:%M %Z}", err=times is None)
    if times is None:
        scheduling.serve(project, planned, lang, lambda zh, en: click.echo(en if lang == "en" else zh, err=True))
    return OK
