"""TOML with places: the same `YamlFile`, so that a mistake in a configuration is shown where it stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from fundqa.errors import PackError
from fundqa.yamlfile import LONGEST_INTEGER, KeyPath, YamlFile, read_text

_AT = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)")


def load(path: Path) -> YamlFile:
    """Read one TOML file; decimal numbers stay text; PackError for a file that is unreadable or no TOML."""
    return parse(read_text(path), str(path))


def parse(text: str, path: str) -> YamlFile:
    """Parse TOML text that stands for the file `path`; places are those of keys and of table heads."""
    file = YamlFile(path, text, None, dict(_marks(text)))
    try:
        data = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError as error:
        raise _refusal(str(error), file) from error
    except (ValueError, RecursionError) as error:
        raise _excess(file) from error
    if _large(data):
        raise _excess(file)
    return YamlFile(path, text, data, file.marks)


def _refusal(said: str, file: YamlFile) -> PackError:
    lines = file.text.splitlines() or [""]
    found = _AT.search(said)
    line, col = (int(found[1]), int(found[2])) if found and found[1] else (len(lines), len(lines[-1]) + 1)
    line = min(line, len(lines))
    reason = _AT.sub("", said)
    return PackError(
        "bad_toml", f"不是合法的 TOML：{reason}", f"not valid TOML: {reason}",
        path=file.path, line=line, col=col, excerpt=lines[line - 1],
    )  # fmt: skip


def _excess(file: YamlFile) -> PackError:
    """The error for a number or a nesting that is right, and more than can be read; at the line that has it."""
    lines = file.text.splitlines() or [""]
    line = next((number for number, text in enumerate(lines, 1) if _too_much(text)), 1)
    zh, en = "数太大，或层次太深", "a number is too large, or the nesting too deep"
    return PackError("bad_toml", zh, en, path=file.path, line=line, col=1, excerpt=lines[line - 1])


def _too_much(line: str) -> bool:
    try:
        return _large(tomllib.loads(line))
    except tomllib.TOMLDecodeError:
        return False
    except (ValueError, RecursionError):
        return True


def _large(value: object) -> bool:
    """Whether a whole number in `value` has more than the 64 bits that TOML promises."""
    if isinstance(value, dict):
        return any(map(_large, value.values()))
    if isinstance(value, list):
        return any(map(_large, value))
    return isinstance(value, int) and value.bit_length() > LONGEST_INTEGER


def _marks(text: str) -> Iterator[tuple[KeyPath, tuple[int, int]]]:
    """Line and column of every key and table head, as far as each line says it by itself."""
    table: KeyPath = ()
    yield (), (1, 1)
    for number, line in enumerate(text.splitlines(), 1):
        body = line.strip()
        col = len(line) - len(line.lstrip()) + 1
        if body.startswith("[") and "=" not in body.split("]")[0]:
            table = _path(body) or table
            yield table, (number, col)
        elif "=" in body and not body.startswith("#"):
            keys = _path(f"{body.partition('=')[0]}=0")
            if keys:
                yield (*table, *keys), (number, col)


def _path(line: str) -> KeyPath:
    """The keys that one line of TOML sets, outermost first; () when it is none."""
    try:
        value: object = tomllib.loads(line)
    except (ValueError, RecursionError):
        return ()
    keys: list[str] = []
    while isinstance(value, dict) and value:
        key = next(iter(value))
        keys.append(key)
        value = value[key]
    return tuple(keys)
