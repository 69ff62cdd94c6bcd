"""What self-contained pages share: the templates' environment, styles and scripts put in, and the policy that holds."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING

from fundqa.resources import builtin
from fundqa.writers.words import clean

if TYPE_CHECKING:
    from jinja2 import Environment


@cache
def environment(*folders: str) -> Environment:
    """An environment over folders of reports/, the first that has a template wins; all that is printed is escaped."""
    from jinja2 import Environment, FunctionLoader, StrictUndefined

    return Environment(
        loader=FunctionLoader(lambda name: asset(name, folders)),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def asset(name: str, folders: Sequence[str]) -> str:
    """The text of a file in the first of some folders of reports/ that has it; FileNotFoundError where none has."""
    own = next((f for f in folders if (builtin("reports") / f / name).is_file()), folders[0])
    return (builtin("reports") / own / name).read_text("utf-8")


def joined(names: Sequence[str], folders: Sequence[str]) -> str:
    """Some assets, one after the other."""
    return "".join(asset(name, folders) for name in names)


def _finalize(value: object) -> object:
    """What a template prints, with control characters made visible; what is known to be markup stays."""
    return clean(value) if type(value) is str else value


def raw(text: str) -> str:
    """A text that is markup already."""
    from markupsafe import Markup

    return Markup(text)


def policy(style: str, script: str) -> str:
    """A content security policy under which only this style and this script count, and nothing is loaded."""
    sources = {"style-src": style, "script-src": script}
    hashes = [f"{name} 'sha256-{b64encode(sha256(s.encode()).digest()).decode()}'" for name, s in sources.items()]
    return "; ".join(["default-src 'none'", *hashes, "base-uri 'none'", "form-action 'none'"])
