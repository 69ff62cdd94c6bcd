"""What `fundqa check` lays over its report: waivers, earlier reports, a baseline; and what it says of them aside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

if TYPE_CHECKING:
    from fundqa.report import Report, Waiver
    from fundqa.versions import Earlier

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
WAIVERS = click.option(
    "--waivers",
    multiple=True,
    type=_FILE,
    help="豁免（waivers.yml，或填好的问题台账 .xlsx）：已说明的问题不再算作不合格",
)
AGAINST = click.option(
    "--against", multiple=True, type=_FILE, help="与以前的 JSON 结果比较；给几个时按时间先后，最后一个是上一次的"
)
BASELINE = click.option("--baseline", type=_FILE, help="以前的 JSON 结果：其中已有、数字也没变的问题不算作不合格")
WITH = click.option(
    "--with",
    "earlier",
    multiple=True,
    type=click.Path(path_type=Path),
    help="以前年度的报告：上年数、年初结余等与它对照；它自己的问题不列出",
)
QUIET = click.option("-q", "--quiet", is_flag=True, help="不显示报告和进度，只给退出码和错误")


@dataclass(frozen=True, slots=True)
class Settling:
    """What is known of findings beforehand."""

    waivers: tuple[Waiver, ...]
    earlier: tuple[Earlier, ...]
    baseline: Earlier | None

    def settled(self, report: Report, today: date) -> Report:
        """`report` with its waived, known and compared findings marked."""
        from fundqa import versions, waivers

        if self.waivers:
            report = waivers.apply(report, self.waivers, today)
        if self.baseline is not None:
            report = versions.with_baseline(report, self.baseline)
        return versions.compare(report, self.earlier)


def load_settling(waivers: Sequence[Path], against: Sequence[Path], baseline: Path | None) -> Settling:
    """The files of the options, read before anything is checked; PackError for the first that is broken."""
    from fundqa.versions import load_earlier
    from fundqa.waivers import load_waivers

    return Settling(
        tuple(waiver for path in waivers for waiver in load_waivers(path)),
        tuple(load_earlier(path) for path in against),
        load_earlier(baseline) if baseline else None,
    )


def say_remarks(report: Report) -> None:
    """Says on standard error which waivers are expired or unused, and which earlier files are missing."""
    from fundqa.writers.settled import remarks
    from fundqa.writers.words import words

    for remark in remarks(report, words(report.lang)):
        click.echo(remark, err=True)


def say_failures(report: Report) -> None:
    """Says on standard error which files could not be read."""
    from fundqa.writers.words import squeeze

    for document in report.documents:
        if document.error:
            error = document.error
            click.echo(f"{squeeze(document.path)}: {squeeze(error.message)} [{error.code}]", err=True)
