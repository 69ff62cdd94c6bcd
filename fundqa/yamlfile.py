"""YAML with places: every key and value knows its line and column, so that a mistake can be shown where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from fundqa.errors import PackError

KeyPath = tuple[str | int, ...]

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


def load(path: Path) -> YamlFile:
    """Read one YAML file; PackError for a file that cannot be read, is no YAML or repeats a key."""
    name = path.name if not path.is_absolute() else str(path)
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        zh, en = f"无法读取：{error}", f"cannot be read: {error}"
        raise PackError("unreadable", zh, en, path=name, line=1, col=1) from error
    return parse(text, name)


def parse(text: str, path: str) -> YamlFile:
    """Parse YAML text that stands for the file `path`."""
    try:
        loader = _Loader(text)
        try:
            node = loader.get_single_node()
            marks: dict[KeyPath, tuple[int, int]] = {}
            data = _build(loader, node, (), marks, YamlFile(path, text, None, marks)) if node is not None else None
        finally:
            loader.dispose()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line, col = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        lines = text.splitlines()
        excerpt = lines[line - 1] if line <= len(lines) else ""
        raise PackError(
            "bad_yaml", f"不是合法的 YAML：{error.problem}", f"not valid YAML: {error.problem}",
            path=path, line=line, col=col, excerpt=excerpt,
        ) from error  # fmt: skip
    return YamlFile(path, text, data, marks)


def _build(
    loader: object, node: yaml.Node, at: KeyPath, marks: dict[KeyPath, tuple[int, int]], file: YamlFile
) -> object:
    marks.setdefault(at, (node.start_mark.line + 1, node.start_mark.column + 1))
    if isinstance(node, yaml.MappingNode):
        return _build_mapping(loader, node, at, marks, file)
    if isinstance(node, yaml.SequenceNode):
        return [_build(loader, child, (*at, i), marks, file) for i, child in enumerate(node.value)]
    value: object = loader.construct_object(node)  # type: ignore[attr-defined]
    plain = isinstance(value, float) or (isinstance(value, bool) and str(node.value).lower() not in ("true", "false"))
    return str(node.value) if plain else value


def _build_mapping(
    loader: object, node: yaml.MappingNode, at: KeyPath, marks: dict[KeyPath, tuple[int, int]], file: YamlFile
) -> dict[str, object]:
    result: dict[str, object] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        here = (*at, key)
        marks[here] = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if key in result:
            raise file.error("duplicate_key", f"键“{key}”写了两次", f"the key “{key}” stands here twice", here)
        result[key] = _build(loader, value_node, here, marks, file)
    return result
