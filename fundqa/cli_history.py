"""The command that looks back: history."""

from __future__ import annotations

from pathlib import Path

import rich_click as click

from fundqa.cli_base import LANG, OK, guarded
from fundqa.errors import PackError

_ROOT = click.argument("project", required=False, type=click.Path(exists=True, file_okay=False, path_type=Path))


@click.command()
@_ROOT
@click.option("--county", default="", help="只看这个县（名称的末尾，如 青砚县）")
@click.option("--rule", default="", help="只看这条规则或这一类（如 ARI-03，ARI）")
@click.option("--last", type=click.IntRange(1), default=10, show_default=True, help="最近几次运行")
@click.option("--format", "form", type=click.Choice(["text", "html", "csv"]), default="text", show_default=True)
@click.option("-o", "--output", type=click.Path(dir_okay=False, path_type=Path), help="写到这个文件；默认标准输出")
@LANG
@guarded
def history(project: Path | None, county: str, rule: str, last: int, form: str, output: Path | None, lang: str) -> int:
    """各县、各规则的问题在历次运行中的走势，来自台账。"""
    if project is None:
        zh, en = "这里没有 fundqa.toml；先运行 fundqa init", "there is no fundqa.toml here; run fundqa init first"
        raise PackError("no_project", zh, en)
    from fundqa.config import load_config
    from fundqa.ledger import trends
    from fundqa.ledger.store import Ledger
    from fundqa.project import load_project
    from fundqa.runs import history as shown

    run = load_config(project).run
    _need_ledger(run.ledger, project)
    found = trends.history(Ledger.open(run.ledger, project).engine, county=county, rule=rule, last=last)
    titles = shown.titles_of(load_project(project).rules, lang)
    if form == "csv":
        text = shown.as_csv(found)
    elif form == "html":
        text = shown.as_page(found, titles, lang, run.timezone, project.resolve().name)
    else:
        text = shown.as_text(found, titles, lang, run.timezone)
    if output is None:
        click.echo(text, nl=False)
    else:
        output.parent.mkdir(parents=True, exist_ok=True)
        output.write_text(text, "utf-8", newline="\n")
        click.echo(f"→ {output}", err=True)
    return OK


def _need_ledger(url: str, project: Path) -> None:
    """PackError where the ledger is a file that is not there: looking back makes none."""
    from fundqa.ledger.database import PACKAGES, need, normal

    need(*PACKAGES)
    plain = normal(url, project)
    if plain.startswith("sqlite:///") and not Path(plain.removeprefix("sqlite:///")).is_file():
        raise PackError("no_runs", "还没有台账；先运行 fundqa run", "there is no ledger yet; run fundqa run first")
