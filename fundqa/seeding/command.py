"""The command seed-errors: consistent reports in, copies with one known error each out, and what checking finds."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import rich_click as click

from fundqa.errors import FundqaError, PackError

if TYPE_CHECKING:
    from fundqa.seeding.score_run import Job

OK, USAGE, UNREADABLE, UNDELIVERED = 0, 2, 3, 4
FORMATS = ("text", "json")
FORMS = ("T0", "T1", "T2", "T3", "T4", "T5", "T6", "GKJ", "GKY")
_PER_FILE = 12
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command("seed-errors")
@click.argument("reports", nargs=-1, type=click.Path(path_type=Path))
@click.option("--generate", type=click.IntRange(1), help="不用自己的报告，生成这么多份一致的报告")
@click.option("--form", "kind", type=click.Choice(FORMS), help="生成哪种表样的报告；GKJ 决算公开、GKY 预算公开")
@click.option("-o", "--output", type=click.Path(file_okay=False, path_type=Path), help="把副本和清单写到这个目录")
@click.option(
    "--per-file", type=click.IntRange(1), help="每份报告造几处错（默认12；--score 时让每个可核对的数出一次错）"
)
@click.option("--seed", type=int, default=0, show_default=True, help="随机种子：同样的种子造同样的错")
@click.option("--score", is_flag=True, help="检查原件和副本，说出多少错能被发现")
@click.option("--format", "form", type=click.Choice(FORMATS), default="text", show_default=True, help="得分的格式")
@click.option("--workers", type=click.IntRange(1), default=1, show_default=True, help="同时处理几份报告")
@click.option("--project", type=_FOLDER, help="项目目录；默认从当前目录向上找 fundqa.toml")
@click.option("--lang", type=click.Choice(["zh", "en"]), help="输出语言；默认按 fundqa.toml，没有时为 zh")
def seed_errors(
    reports: tuple[Path, ...],
    generate: int | None,
    kind: str | None,
    output: Path | None,
    per_file: int | None,
    seed: int,
    score: bool,
    form: str,
    workers: int,
    project: Path | None,
    lang: str | None,
) -> None:
    """在一致的报告里各造一处已知的错，看检查能不能发现。"""
    if bool(reports) == bool(generate):
        raise click.UsageError("给出报告，或用 --generate / give reports, or --generate, and not both")
    if not score and output is None:
        raise click.UsageError("需要 -o 目录或 --score / -o DIR or --score is needed")
    from fundqa.config import settled

    spoken = lang or "zh"
    try:
        project, spoken = settled(project, lang, Path())
        code = _run(
            _jobs(reports, generate, seed, per_file, score, project, kind or ""), output, score, form, workers, spoken
        )
        sys.stdout.flush()
    except FundqaError as error:
        click.echo(error.message(spoken), err=True)
        code = USAGE if isinstance(error, PackError) else UNREADABLE
    except OSError as error:
        said = "无法写出结果" if spoken == "zh" else "the results could not be written"
        click.echo(f"{said}: {error}", err=True)
        code = UNDELIVERED
    sys.exit(code)


def _jobs(
    reports: Sequence[Path],
    generate: int | None,
    seed: int,
    per_file: int | None,
    score: bool,
    project: Path | None,
    kind: str,
) -> list[Job]:
    """One job a report, its own chance apart from the others'."""
    from fundqa.seeding.score_run import Job

    wanted = per_file if per_file or score else _PER_FILE
    if generate:
        return [Job(None, seed + i, wanted, project, f"generated-{seed + i:04}", kind) for i in range(generate)]
    stems = _stems(reports)
    return [Job(path, seed, wanted, project, stem) for path, stem in zip(reports, stems, strict=True)]


def _stems(reports: Sequence[Path]) -> Iterator[str]:
    """A name for each report's copies; files that are named alike get a number."""
    seen: dict[str, int] = {}
    for path in reports:
        seen[path.stem] = seen.get(path.stem, 0) + 1
        yield path.stem if seen[path.stem] == 1 else f"{path.stem}-{seen[path.stem]}"


def _run(jobs: list[Job], output: Path | None, score: bool, form: str, workers: int, lang: str) -> int:
    from fundqa.seeding.score_run import saved, scored

    if output is not None:
        _progress(len(jobs), saved(jobs, output, workers), lang)
        click.echo(f"→ {output / 'manifest.json'}", err=True)
    if not score:
        return OK
    from fundqa.seeding.score_json import as_json
    from fundqa.seeding.score_text import as_text
    from fundqa.seeding.score_total import total

    found = total(_progress(len(jobs), scored(jobs, workers), lang))
    answer = as_json(found) if form == "json" else as_text(found, lang)
    if output is not None:
        (output / f"score.{'json' if form == 'json' else 'txt'}").write_text(answer, "utf-8")
    click.echo(answer, nl=False)
    return OK


def _progress(count: int, steps: Iterator[object], lang: str) -> list[object]:
    """Everything that the steps give, with a line that counts them on a terminal."""
    result = []
    for number, step in enumerate(steps, 1):
        result.append(step)
        if sys.stderr.isatty():
            said = f"第 {number} / {count} 份" if lang == "zh" else f"report {number} of {count}"
            click.echo(f"\r{said}", nl=number == count, err=True)
    return result
