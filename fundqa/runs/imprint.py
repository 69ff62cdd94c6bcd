"""A hash of all that files are checked with, so that a run knows what has to be checked again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from fundqa.config import NAME, Config
from fundqa.resources import builtin
from fundqa.writers.json import tool_version

_ACROSS = "batch"
"""The folder of rules that are evaluated over all files together: a file need not be checked again for them."""
_DATA = ("checks", "schemas")
_CHOICES = ("lang", "packs", "severity", "settings")


def imprint(root: Path, config: Config, formats: tuple[str, ...]) -> str:
    """The hash of a project's rules, forms, words and settings, of fundqa's version, and of what each file gets."""
    return _hashed(_parts(root, config, formats))


def across_imprint(root: Path) -> str:
    """The hash of the rules that no file need be checked again for."""
    return _hashed(part for top in _tops(root) for part in _contents(top, "checks", across=True))


def _hashed(parts: Iterable[bytes]) -> str:
    state = sha256()
    for part in parts:
        state.update(len(part).to_bytes(8, "big"))
        state.update(part)
    return state.hexdigest()


def hashes(root: Path) -> dict[str, str]:
    """The hash of each rule pack's folder, the project's own after the built-in ones, for the manifest."""
    found = {}
    for top in (Path(str(builtin("checks"))), root / "checks"):
        for pack in sorted(path for path in top.glob("*") if path.is_dir()):
            state = sha256()
            for path in _files(pack):
                state.update(path.relative_to(pack).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
            found[pack.name] = state.hexdigest()
    return found


def _parts(root: Path, config: Config, formats: tuple[str, ...]) -> Iterator[bytes]:
    yield tool_version().encode()
    yield repr(formats).encode()
    for key in _CHOICES:
        yield f"{key}={config.file.get((key,))!r}".encode()
    for top in _tops(root):
        for name in _DATA:
            yield from _contents(top, name, across=False)


def _tops(root: Path) -> tuple[Path, Path]:
    """What folders of data lie in: the built-in ones, the project's own."""
    return Path(str(builtin("checks"))).parent, root


def _contents(top: Path, name: str, *, across: bool) -> Iterator[bytes]:
    """The paths and contents of a folder of data, of rules across reports or of all else."""
    for path in _files(top / name):
        if (path.parent.name == _ACROSS) == across:
            yield path.relative_to(top).as_posix().encode()
            yield path.read_bytes()


def _files(top: Path) -> list[Path]:
    """The files of data below a folder; examples and descriptions change nothing."""
    return sorted(p for p in top.rglob("*") if p.is_file() and p.suffix in (".yml", ".csv") and p.name != NAME)
