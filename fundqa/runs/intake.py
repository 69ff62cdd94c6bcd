"""What has come in: the files of a project's inboxes, by name and content; which of them are new or have changed."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from fundqa.errors import PackError
from fundqa.ledger.fitting import named
from fundqa.sources import Source, Unit, portions, sources

_GLOB = frozenset("*?[")


@dataclass(frozen=True, slots=True)
class Arrival:
    """What an inbox holds now. wanted: by the first file of what is read together, the names to check; present: all
    names; hashes: the sha256 of each name that is to be checked.
    """

    wanted: Mapping[str, frozenset[str]]
    present: frozenset[str]
    hashes: Mapping[str, str]

    @property
    def files(self) -> int:
        """How many files are to be checked."""
        return sum(map(len, self.wanted.values()))


def inbox_paths(root: Path, inbox: Sequence[str]) -> list[Path]:
    """The paths that an inbox means: folders and archives as they are, globs as what they match, in order.

    Raises PackError for a plain path that is not there.
    """
    found: list[Path] = []
    for entry in inbox:
        path = root / entry
        if path.exists():
            found.append(path)
        elif _GLOB & set(entry):
            found += sorted(_matches(root, entry))
        else:
            zh, en = f"收件目录“{entry}”不存在", f"the inbox “{entry}” does not exist"
            raise PackError("no_inbox", zh, en, path=str(path))
    return list(dict.fromkeys(found))


def _matches(root: Path, pattern: str) -> Iterator[Path]:
    """What a glob matches, below the project or, with an absolute pattern, below its anchor."""
    whole = Path(pattern)
    top = Path(whole.anchor) if whole.is_absolute() else root
    yield from top.glob(str(whole.relative_to(whole.anchor)) if whole.is_absolute() else pattern)


def units_of(root: Path, paths: Sequence[Path]) -> Iterator[Unit]:
    """What the paths hold, in the portions that are read together, as they are found; names are relative to `root`.

    An inbox that nothing has come to is no file that cannot be read.
    """
    own = root.resolve()
    found = (source for source in sources(paths) if source.error is None or source.error.code != "empty_folder")
    for unit in portions(found, paths):
        yield Unit(tuple(replace(source, name=_named(source, own)) for source in unit.sources))


def _named(source: Source, root: Path) -> str:
    """A source's name relative to the project where it lies inside it; so it stays when the project moves."""
    file = os.path.abspath(source.path)
    relative = os.path.relpath(file, root)
    if relative.startswith(".."):
        return named(source.name)
    inner = source.name.removeprefix(str(source.path))
    return named(Path(relative).as_posix() + inner)


def arrival(units: Iterator[Unit], known: Mapping[str, Mapping[str, str]], seen: Callable[[int], None]) -> Arrival:
    """Which files are new or have another content than `known` (see Ledger.known); `seen` is told how many are."""
    wanted: dict[str, frozenset[str]] = {}
    present: set[str] = set()
    hashes: dict[str, str] = {}
    for unit in units:
        own = {source.name: source.digest() for source in unit.sources}
        present.update(own)
        first = unit.sources[0].name
        if known.get(first) != own:
            wanted[first] = frozenset(own)
            hashes |= own
        seen(len(present))
    return Arrival(wanted, frozenset(present), hashes)


def wanted_units(units: Iterator[Unit], found: Arrival) -> Iterator[Unit]:
    """The units that are to be checked, found once more, so that archives need not be held in memory."""
    return (unit for unit in units if unit.sources[0].name in found.wanted)


def chunks(units: Iterator[Unit], size: int) -> Iterator[tuple[Unit, ...]]:
    """Units in chunks of about `size` files."""
    chunk: list[Unit] = []
    count = 0
    for unit in units:
        chunk.append(unit)
        count += len(unit.sources)
        if count >= size:
            yield tuple(chunk)
            chunk, count = [], 0
    if chunk:
        yield tuple(chunk)
