"""What the commands share: exit codes, options, the project they work in, and errors as messages."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import ParamSpec

import rich_click as click

from fundqa import delivery
from fundqa.errors import FundqaError, PackError

P = ParamSpec("P")
OK, FINDINGS, USAGE, UNREADABLE, UNDELIVERED = 0, 1, 2, 3, 4
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
LANG = click.option("--lang", type=click.Choice(["zh", "en"]), help="输出语言；默认按 fundqa.toml，没有时为 zh")
PROJECT = click.option(
    "--project", type=FOLDER, help="项目目录（fundqa.toml、checks/、schemas/）；默认从当前目录向上找 fundqa.toml"
)


def guarded(command: Callable[P, int]) -> Callable[P, None]:
    """Turn our own errors into messages and exit codes; a reader that closes the pipe early is no error.

    A command that takes `project` or `lang` gets those of the project it is called in where they are not given.
    """

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            _settle(kwargs)
            code = command(*args, **kwargs)
            sys.stdout.flush()
        except FundqaError as error:
            click.echo(error.message(str(kwargs.get("lang") or "zh")), err=True)
            code = USAGE if isinstance(error, PackError) else UNREADABLE
        except BrokenPipeError:
            sys.stderr.close()
            code = UNDELIVERED
        except OSError as error:
            code = undelivered(error, str(kwargs.get("lang") or "zh"))
        sys.exit(code)

    return run


def _settle(given: dict[str, object]) -> None:
    """Put the project and the language in `given` where the command line left them open."""
    from fundqa.config import settled

    project, lang, start = (given.get(key) for key in ("project", "lang", "directory"))
    root, spoken = settled(
        project if isinstance(project, Path) else None,
        lang if isinstance(lang, str) else None,
        start if isinstance(start, Path) else Path(),
    )
    given |= {"project": root} if "project" in given else {}
    given |= {"lang": spoken} if "lang" in given else {}


def undelivered(error: OSError, lang: str) -> int:
    """Say why the results could not be written."""
    click.echo(delivery.undelivered(error, lang), err=True)
    return UNDELIVERED
