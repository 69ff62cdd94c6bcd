"""Mutations of data files for tests: what a slip of the keyboard, or a misunderstanding, makes of a YAML file."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from fundqa import yamlfile
from fundqa.errors import PackError

ODD: tuple[object, ...] = (
    None, "", "x", "（", 0, -1, 3, 10**30, True, [], {}, ["x"], [3], [[]], [None], {"x": 1}, {"zh": "x"}, [{"x": []}],
    "a" * 300, "$none", "{x}", "{", "2020-13-45", "1e5", "*x", "==",
)  # fmt: skip
GARBAGE = ("\t", "{", "}", "[", "]", ":", "- ", '"', "'", "&a ", "*a", "!!x ", "%", "\x00", "\x07", "|", "? ", "。")


def mutations(path: Path, count: int) -> Iterator[str]:
    """`count` broken or changed versions of a file, the same ones each time."""
    text = path.read_text(encoding="utf-8")
    chance = random.Random(path.name)
    ways: tuple[Callable[[str, random.Random], str], ...] = (_line, _character, _value, _value, _value, _key)
    for number in range(count):
        yield ways[number % len(ways)](text, chance)


def broken(text: str, donor: str, chance: random.Random) -> str:
    """One to four changes after each other; among them a value of the file `donor` in place of one of this file."""
    ways = (_line, _character, _value, _value, _key, lambda now, by: grafted(now, donor, by), _value)
    for _ in range(chance.randint(1, 4)):
        try:
            text = chance.choice(ways)(text, chance)
        except (PackError, IndexError, ValueError):  # what is left has no values, or no characters, to change
            break
    return text


def grafted(text: str, donor: str, chance: random.Random) -> str:
    """The file written anew with one value of another file in place of one of its own, mostly of the same key."""
    data, other = (yamlfile.parse(one, "x").data for one in (text, donor))
    path = chance.choice(list(_paths(data))[1:])
    every = [found for found in _paths(other) if found]
    same = [found for found in every if found[-1] == path[-1]]
    holder = _at(data, path[:-1])
    assert isinstance(holder, dict | list)
    holder[path[-1]] = _at(other, chance.choice(same or every))  # type: ignore[index, call-overload]
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def _line(text: str, chance: random.Random) -> str:
    lines = text.splitlines(keepends=True)
    at = chance.randrange(len(lines))
    how = chance.randrange(5)
    if how == 0:
        del lines[at]
    elif how == 1:
        lines.insert(at, lines[at])
    elif how == 2:
        lines[at] = "  " + lines[at]
    elif how == 3:
        lines[at] = lines[at].lstrip()
    else:
        return "".join(lines[:at])
    return "".join(lines)


def _character(text: str, chance: random.Random) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(GARBAGE) + text[at + chance.randrange(2) :]


def _value(text: str, chance: random.Random) -> str:
    """The file written anew with one value replaced by another of any type."""
    data = yamlfile.parse(text, "x").data
    path = chance.choice(list(_paths(data))[1:])
    holder = _at(data, path[:-1])
    assert isinstance(holder, dict | list)
    holder[path[-1]] = chance.choice(ODD)  # type: ignore[index, call-overload]
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def _key(text: str, chance: random.Random) -> str:
    """The file written anew with one key removed, renamed or moved to the end."""
    data = yamlfile.parse(text, "x").data
    holders = [at for at in (_at(data, path) for path in _paths(data)) if isinstance(at, dict) and at]
    holder = chance.choice(holders)
    key = chance.choice(list(holder))
    value = holder.pop(key)
    if chance.randrange(2):
        holder[chance.choice((f"{key}s", "", "x", 3))] = value
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False)


def _paths(value: object, at: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield at
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, entry in items:
        yield from _paths(entry, (*at, key))


def _at(value: object, path: tuple[str | int, ...]) -> object:
    for key in path:
        value = value[key]  # type: ignore[index]
    return value
