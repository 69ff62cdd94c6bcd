"""The command mine: relations that hold in most reports, as rule files."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from fundqa.cli_base import LANG, OK, PROJECT, UNREADABLE, guarded
from fundqa.cli_settle import say_failures

if TYPE_CHECKING:
    from fundqa.mining import MinedRule

_SMALLEST = Decimal(100)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="把规则文件和例子写到这个目录")
@click.option("--forms", type=click.IntRange(2), default=3, show_default=True, help="至少在几份报告里成立")
@click.option("--share", type=click.IntRange(51, 100), default=75, show_default=True, help="占多少（%）成立才算")
@click.option("--workers", type=click.IntRange(0), default=1, show_default=True, help="同时检查几个文件")
@PROJECT
@LANG
@guarded
def mine(
    paths: tuple[Path, ...],
    output: Path | None,
    forms: int,
    share: int,
    workers: int,
    project: Path | None,
    lang: str,
) -> int:
    """从许多份报告里找出没有写明的关系（甲 + 乙 = 丙、率 = 甲 / 乙），写成可以采用的规则。"""
    from fundqa.batch import check_many
    from fundqa.kinds.across.mined import Limits
    from fundqa.mining import mine as mined
    from fundqa.mining import save
    from fundqa.project import load_project
    from fundqa.stock import stock_of

    loaded = load_project(project)
    report = check_many(paths, loaded, lang, workers=workers)
    say_failures(report)
    stock = stock_of(report.documents, loaded.lexicon, lang=lang)
    found = mined(stock, Limits(forms, Decimal(share) / 100, _SMALLEST))
    if output is None:
        click.echo("---\n".join(each.rule for each in found), nl=False)
    else:
        for path in save(found, output, loaded):
            click.echo(f"→ {path}", err=True)
    for each in found:
        click.echo(_said(each, lang), err=True)
    if not found:
        click.echo("没有找到" if lang == "zh" else "nothing was found", err=True)
    return UNREADABLE if any(document.error for document in report.documents) else OK


def _said(each: MinedRule, lang: str) -> str:
    """A relation in a line, and a line for each report that it breaks in."""
    held = f"holds in {len(each.held)} reports" if lang == "en" else f"{len(each.held)}份报告成立"
    word = "breaks in" if lang == "en" else "不成立："
    return "\n".join([f"{each.stem}  {each.fund}  {each.relation}  {held}", *(f"  {word} {b}" for b in each.broken)])
