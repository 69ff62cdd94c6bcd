"""YAML with places: every key and value knows its line and column, so that a mistake can be shown where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from fundqa.errors import PackError

KeyPath = tuple[str | int, ...]
LONGEST_INTEGER = 63
"""Bits of a whole number; Python does not even write out one of some thousand digits."""

_Loader: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class YamlFile:
    """A parsed file: `data` as plain values, `marks` from key path to (line, column), both from 1."""

    path: str
    text: str
    data: object
    marks: Mapping[KeyPath, tuple[int, int]]

    def error(self, code: str, zh: str, en: str, at: KeyPath = (), allowed: Sequence[str] = ()) -> PackError:
        """The error to raise for the value at `at` (or the nearest enclosing one that is there)."""
        while at and at not in self.marks:
            at = at[:-1]
        line, col = self.marks.get(at, (1, 1))
        lines = self.text.splitlines()
        excerpt = lines[line - 1] if line <= len(lines) else ""
        return PackError(code, zh, en, path=self.path, line=line, col=col, excerpt=excerpt, allowed=allowed)

    def mapping(self, at: KeyPath = ()) -> Mapping[str, object]:
        """The mapping at `at`; a PackError when it is something else."""
        value = self.get(at)
        if isinstance(value, dict):
            return value
        raise self.error("not_a_mapping", "这里应当是键值对", "expected a mapping here", at)

    def get(self, at: KeyPath) -> object:
        """The value at `at`, None when it is absent."""
        value = self.data
        for key in at:
            if isinstance(value, dict):
                value = value.get(key)
            elif isinstance(value, list) and isinstance(key, int) and key < len(value):
                value = value[key]
            else:
                return None
        return value


def read_text(path: Path) -> str:
    """The text of a file of data; PackError when it cannot be read or is not UTF-8."""
    try:
        return path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        zh, en = f"无法读取：{error}", f"cannot be read: {error}"
        raise PackError("unreadable", zh, en, path=_name(path), line=1, col=1) from error


def load(path: Path) -> YamlFile:
    """Read one YAML file; PackError for a file that cannot be read, is no YAML or repeats a key."""
    return parse(read_text(path), _name(path))


def _name(path: Path) -> str:
    return str(path)


def parse(text: str, path: str) -> YamlFile:
    """Parse YAML text that stands for the file `path`."""
    file = YamlFile(path, text, None, {})
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            marks: dict[KeyPath, tuple[int, int]] = {}
            build = _Builder(loader, marks, YamlFile(path, text, None, marks), set())
            data = build.value(node, ()) if node is not None else None
        finally:
            loader.dispose()
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise _refusal(error, file) from error
    return YamlFile(path, text, data, marks)


def _refusal(error: Exception, file: YamlFile) -> PackError:
    """What YAML itself refuses, at the place it names, else at the character it cannot read or at the top."""
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error) or type(error).__name__
    before = file.text[: getattr(error, "position", None) or 0]
    lines = file.text.splitlines() or [""]
    line, col = (mark.line + 1, mark.column + 1) if mark else (before.count("\n") + 1, 1)
    line = min(line, len(lines))
    return PackError(
        "bad_yaml", f"不是合法的 YAML：{problem}", f"not valid YAML: {problem}",
        path=file.path, line=line, col=col, excerpt=lines[line - 1],
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Builder:
    """Nodes into plain values, noting where each stands; an alias would make one value stand in two places."""

    loader: object
    marks: dict[KeyPath, tuple[int, int]]
    file: YamlFile
    seen: set[int]

    def value(self, node: yaml.Node, at: KeyPath) -> object:
        self.marks.setdefault(at, (node.start_mark.line + 1, node.start_mark.column + 1))
        if id(node) in self.seen:
            raise self.file.error("bad_yaml", "这里不能用别名（*名）", "aliases (*name) cannot be used here", at)
        self.seen.add(id(node))
        if isinstance(node, yaml.MappingNode):
            return self.mapping(node, at)
        if isinstance(node, yaml.SequenceNode):
            return [self.value(child, (*at, i)) for i, child in enumerate(node.value)]
        return self.scalar(node, at)

    def scalar(self, node: yaml.Node, at: KeyPath) -> object:
        """Text, a whole number of 64 bits, true, false or nothing; whatever else YAML knows stays as written."""
        try:
            value: object = self.loader.construct_object(node)  # type: ignore[attr-defined]
        except ValueError as error:
            zh, en = f"看不懂“{node.value}”", f"“{node.value}” is not understood"
            raise self.file.error("bad_yaml", zh, en, at) from error
        plain = isinstance(value, bool) and str(node.value).lower() not in ("true", "false")
        large = isinstance(value, int) and value.bit_length() > LONGEST_INTEGER
        return value if isinstance(value, str | int | None) and not (plain or large) else str(node.value)

    def mapping(self, node: yaml.MappingNode, at: KeyPath) -> dict[str, object]:
        result: dict[str, object] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            here = (*at, key)
            self.marks[here] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
            if key in result:
                raise self.file.error("duplicate_key", f"键“{key}”写了两次", f"the key “{key}” stands here twice", here)
            result[key] = self.value(value_node, here)
        return result
